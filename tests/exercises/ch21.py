"""Wrong answers to the exercises of chapter 21, batch normalization."""

import keras
import numpy as np

from helpers.exercises.ch21 import q1, q2, q3, q4
from tests.exercises.wrong import refused, refused_result, refuses

refuses(q1, "standard deviation", ("ten times", "the same"))
refuses(q1, "turns them", ("the same", "the same"))
refuses(q1, "effective learning rate", ("the same", "a hundredth"))
refuses(q1, "one of the four words", ("the same", "smaller"))
refuses(q1, "pair", "the same")


refuses(q2, "start that is left", (0.531, 8))
refuses(q2, "smaller batch", (1 - 0.99**62, 8))
refuses(q2, "459 are the updates", (0.469, 459))
refuses(q2, "98.8%", (0.469, 7))
refuses(q2, "after one update", (0.01, 8))
refuses(q2, "at most 0.01", (0.469, 2))
refuses(q2, "pair", 0.469)


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


def network(*, middle=None, strength=0.001, **hidden):
    """Return the mended network, but for what is said; `hidden` are the hidden layer's arguments."""
    middle = middle or [keras.layers.BatchNormalization(), keras.layers.ReLU()]
    first = keras.layers.Dense(1000, **({"use_bias": False} | hidden))
    last = keras.layers.Dense(10, activation="softmax", kernel_regularizer=keras.regularizers.L2(strength))
    return keras.Sequential([keras.Input((784,)), first, *middle, last])


@refused_result(q4, "still has its bias")
def bias_left():
    return network(use_bias=True)


@refused_result(q4, "after the ReLU; it was to stand before")
def relu_before_normalization():
    return network(middle=[keras.layers.ReLU(), keras.layers.BatchNormalization()])


@refused_result(q4, "one penalty")
def penalty_ten_times_too_strong():
    return network(strength=0.01)


@refused_result(q4, "one penalty")
def penalty_on_the_hidden_kernel():
    return network(kernel_regularizer="l2")


@refused_result(q4, "activations")
def no_relu():
    return network(middle=[keras.layers.BatchNormalization()])


@refused_result(q4, "one batch normalization")
def no_normalization():
    return network(middle=[keras.layers.ReLU()])
