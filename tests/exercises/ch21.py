"""Wrong answers to the exercises of chapter 21, batch normalization."""

import keras
import numpy as np

from helpers import data
from helpers.exercises.ch21 import q1, q2, q3, q4
from tests.exercises.wrong import refused, refused_result, refuses

refuses(q1, "standard deviation", ("ten times", "the same"))
refuses(q1, "turns them", ("the same", "the same"))
refuses(q1, "effective learning rate", ("the same", "a hundredth"))
refuses(q1, "one of the four words", ("the same", "smaller"))
refuses(q1, "pair", "the same")


refuses(q2, "come from one kernel", (12544, 32, 256, 1568))
refuses(q2, "averages over them, too", (2048, 196, 256, 1568))
refuses(q2, "First the number of means", (6272, 64, 1568, 256))
refuses(q2, "stays within one image", (64, 6272, 8, 50176))
refuses(q2, "several channels", (64, 6272, 2048, 196))
refuses(q2, "one group for the whole image", (64, 6272, 32, 12544))
refuses(q2, "mean for each channel", (196, 2048, 256, 1568))
refuses(q2, "eight channels of one image", (64, 6272, 64, 6272))
refuses(q2, "four numbers", (64, 6272))


@refused(q3, "Epsilon is missing")
def no_epsilon(gamma, beta, mean, variance, kernel, bias):
    s = gamma / np.sqrt(variance)
    return s[:, None] * kernel, bias + (beta - s * mean) @ kernel


@refused(q3, "whole shift")
def mean_not_folded(gamma, beta, mean, variance, kernel, bias):
    s = gamma / np.sqrt(variance + 0.001)
    return s[:, None] * kernel, bias + beta @ kernel


@refused(q3, "shapes do not fit")
def scale_as_a_row(gamma, beta, mean, variance, kernel, bias):
    s = gamma / np.sqrt(variance + 0.001)
    return s * kernel, bias + (beta - s * mean) @ kernel


@refused(q3, "*old* kernel")
def shift_through_the_new_kernel(gamma, beta, mean, variance, kernel, bias):
    s = gamma / np.sqrt(variance + 0.001)
    return s[:, None] * kernel, bias + (beta - s * mean) @ (s[:, None] * kernel)


@refused(q3, "row j")
def divided_by_the_scale(gamma, beta, mean, variance, kernel, bias):
    s = gamma / np.sqrt(variance + 0.001)
    return (kernel.T / s).T, bias


@refused(q3, "pair of arrays")
def kernel_alone(gamma, beta, mean, variance, kernel, bias):
    return kernel


@refused(q3, "returns nothing")
def returns_nothing(gamma, beta, mean, variance, kernel, bias):
    print("done")


def network(norm=None, *, hidden=10, optimizer=None, epochs=1, images=300):
    """Return the network of exercise 4, trained on a few digits; `norm` makes a normalization layer."""
    keras.utils.set_random_seed(1)
    model = keras.Sequential([keras.Input((784,))])
    for _ in range(hidden):
        model.add(keras.layers.Dense(50, use_bias=norm is None))
        if norm:
            model.add(norm())
        model.add(keras.layers.ReLU())
    model.add(keras.layers.Dense(10))
    loss = keras.losses.SparseCategoricalCrossentropy(from_logits=True)
    model.compile(optimizer or keras.optimizers.SGD(1.0), loss)
    digits = data.split_mnist(10_000, 0.5)
    if epochs:
        model.fit(digits.x_train[:images], digits.y_train[:images], batch_size=64, epochs=epochs, verbose=0)
    return model


@refused_result(q4, "10 hidden layers")
def nine_layers():
    return network(hidden=9, epochs=0)


@refused_result(q4, "plain SGD")
def adam():
    return network(optimizer=keras.optimizers.Adam(0.001), epochs=0)


@refused_result(q4, "plain SGD")
def momentum():
    return network(optimizer=keras.optimizers.SGD(1.0, momentum=0.9), epochs=0)


@refused_result(q4, "The rate is 0.1")
def lower_rate():
    return network(optimizer=keras.optimizers.SGD(0.1), epochs=0)


@refused_result(q4, "has not been trained")
def not_trained():
    return network(epochs=0)


@refused_result(q4, "five epochs are at most")
def too_many_updates():
    model = network(epochs=0)
    model.optimizer.iterations.assign(236)
    return model


@refused_result(q4, "no numbers any more")
def lost():
    model = network(epochs=0)
    model.optimizer.iterations.assign(10)
    model.set_weights([np.full_like(weights, np.nan) for weights in model.get_weights()])
    return model


@refused_result(q4, "keeps the signal alive")
def plain():
    return network()


@refused_result(q4, "keeps the signal alive")
def one_epoch():
    return network(keras.layers.BatchNormalization)
