"""Wrong answers to the exercises of chapter 16, the learning rate."""

import keras
import numpy as np

from helpers.exercises.ch16 import q1, q2, q3, q4
from tests.exercises.wrong import refused, refused_result, refuses

refuses(q1, "means of x²", "same")
refuses(q1, "second derivatives", "larger")
refuses(q1, "three words", 0.0063)


refuses(q2, "four points", 0.11976)
refuses(q2, "larger eigenvalue", 11.093)
refuses(q2, "factor of 2", 0.3606)
refuses(q2, "without the bias", 0.2143)
refuses(q2, "reach −1", 0.0901)
refuses(q2, "2 / h", 0.1765)
refuses(q2, "one number", "0.18 or so")


def iterate(times, v, steps):
    """Return the largest stretch and the last product."""
    for _ in range(steps):
        v = v / np.linalg.norm(v)
        product = times(v)
        stretched = v @ product
        v = product
    return stretched


@refused(q3, "wanted is the smallest")
def largest_again(times, h_max, size):
    return iterate(times, np.ones(size) + np.arange(size), 200)


@refused(q3, "subtraction is missing")
def no_last_subtraction(times, h_max, size):
    return iterate(lambda v: h_max * v - times(v), np.ones(size) + np.arange(size), 500)


@refused(q3, "Add what you have subtracted")
def nothing_added(times, h_max, size):
    return iterate(lambda v: times(v) - h_max * v, np.ones(size) + np.arange(size), 500)


@refused(q3, "enough steps")
def one_step(times, h_max, size):
    return h_max - iterate(lambda v: h_max * v - times(v), np.arange(size) - 0.7, 1)


@refused(q3, "returns nothing")
def returns_nothing(times, h_max, size):
    times(np.ones(size))


refuses(q3, "function itself", 0.3)


def trained(schedule, *, optimizer=keras.optimizers.Adam, units=1000, steps=320):
    """Return a model as if it had made so many steps, with the weights that it began with."""
    keras.utils.set_random_seed(0)
    layers = [keras.layers.Dense(units, activation="relu"), keras.layers.Dense(10)]
    model = keras.Sequential([keras.Input((784,)), *layers])
    model.compile(optimizer(schedule), keras.losses.SparseCategoricalCrossentropy(from_logits=True))
    model.optimizer.build(model.trainable_variables)
    model.optimizer.iterations.assign(steps)
    return model


refuses(q4, "Keras model", 0.9, [0.9, 0.95])


@refused_result(q4, "bar is")
def the_rate_as_it_was():
    return trained(0.1)


@refused_result(q4, "must reach 0.1")
def a_lower_rate():
    return trained(0.001)


@refused_result(q4, "at least one epoch of steps")
def one_long_step():
    return trained(keras.optimizers.schedules.PiecewiseConstantDecay([100, 101], [0.001, 0.1, 0.001]))


@refused_result(q4, "more than 10 epochs")
def too_many_epochs():
    return trained(0.1, steps=2_000)


@refused_result(q4, "not trained yet")
def not_trained():
    return trained(0.1, steps=0)


@refused_result(q4, "compiled with Adam")
def another_optimizer():
    return trained(0.1, optimizer=keras.optimizers.SGD)


@refused_result(q4, "784-1000-10")
def a_smaller_network():
    return trained(0.1, units=30)
