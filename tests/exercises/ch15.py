"""Wrong answers to the exercises of chapter 15, depth."""

import keras
import numpy as np

from helpers.exercises.ch15 import q1, q2, q3, q4
from tests.exercises.wrong import refused, refused_result, refuses

refuses(q1, "number of units", (12, 12))
refuses(q1, "How many kinks", (81, 81), (81, 82))
refuses(q1, "four times a fold in two", (16, 15))
refuses(q1, "six tents", (64, 63))
refuses(q1, "at most one kink", (81, 12))
refuses(q1, "pieces come first", (80, 81))
refuses(q1, "makes 3 pieces", (27, 26))
refuses(q1, "pair", 81)


refuses(q2, "too many", 664)
refuses(q2, "more fit in", 400)
refuses(q2, "multiple of 4", 661.5, 662, float("inf"), 0)
refuses(q2, "one whole number", (660, 330, 165))
refuses(q2, "baseline", 1000)


def drawn(xs, factors, bias):
    """Return one hidden layer with a kink at each of the xs and these factors."""
    model = keras.Sequential([keras.Input((1,)), keras.layers.Dense(len(xs), "relu"), keras.layers.Dense(1)])
    model.set_weights([np.ones((1, len(xs))), -np.asarray(xs), np.reshape(factors, (-1, 1)), np.array([bias])])
    return model


@refused(q3, "is a *change* of slope")
def slopes_in_place_of_changes(xs, ys):
    return drawn(xs[:-1], np.diff(ys) / np.diff(xs), ys[0])


@refused(q3, "begin at 3")
def no_bias(xs, ys):
    return drawn(xs[:-1], np.diff(np.diff(ys) / np.diff(xs), prepend=0), 0.0)


@refused(q3, "one unit a piece")
def a_unit_for_every_point(xs, ys):
    return drawn(xs, [*np.diff(np.diff(ys) / np.diff(xs), prepend=0), 0], ys[0])


@refused(q3, "two dense layers")
def no_hidden_layer(xs, ys):
    return keras.Sequential([keras.Input((1,)), keras.layers.Dense(1)])


@refused(q3, "returns a Keras model")
def values_in_place_of_a_model(xs, ys):
    return np.interp(np.linspace(xs[0], xs[-1], 101), xs, ys)


@refused_result(q3, "the function itself")
def model_in_place_of_the_function():
    return drawn(np.array([0.0, 0.5]), [2.0, -4.0], 0.0)


def sixteen(optimizer=None, units=64, layers=16, activation="relu", steps=100):
    """Return a network that counts as trained, with the weights of its start."""
    keras.utils.set_random_seed(0)
    hidden = [keras.layers.Dense(units, activation, kernel_initializer="he_uniform") for _ in range(layers)]
    model = keras.Sequential([keras.Input((784,)), *hidden, keras.layers.Dense(10)])
    model.compile(optimizer or keras.optimizers.SGD(0.02), keras.losses.SparseCategoricalCrossentropy(from_logits=True))
    model.optimizer.iterations.assign(steps)
    return model


refuses(q4, "the trained model", 0.02, (0.02, 16))


@refused_result(q4, "not been trained")
def untrained():
    return sixteen(steps=0)


@refused_result(q4, "updates; this model has had 1000")
def too_long():
    return sixteen(steps=1000)


@refused_result(q4, "It is under way")
def hardly_trained():
    return sixteen()


@refused_result(q4, "nearly the same of every digit")
def dead():
    model = sixteen(keras.optimizers.SGD(1.0))
    model.set_weights([0 * weight for weight in model.get_weights()])
    return model


@refused_result(q4, "no numbers any more")
def overflown():
    model = sixteen(keras.optimizers.SGD(100.0))
    model.set_weights([np.nan * weight for weight in model.get_weights()])
    return model


@refused_result(q4, "the rate is to do it")
def fewer_layers():
    return sixteen(layers=2)


@refused_result(q4, "the rate is to do it")
def with_normalization():
    layers = [keras.layers.Dense(64, "relu") for _ in range(16)]
    return keras.Sequential([keras.Input((784,)), *layers, keras.layers.BatchNormalization(), keras.layers.Dense(10)])


@refused_result(q4, "keep their ReLU")
def tanh():
    return sixteen(activation="tanh")


@refused_result(q4, "plain keras.optimizers.SGD")
def adam():
    return sixteen(keras.optimizers.Adam(0.001))


@refused_result(q4, "without momentum")
def momentum():
    return sixteen(keras.optimizers.SGD(0.02, momentum=0.9))
