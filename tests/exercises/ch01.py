"""Wrong answers to the exercises of chapter 01, activations."""

import keras
import numpy as np

from helpers.exercises.ch01 import q1, q2, q3, q4, q5
from tests.exercises.wrong import refused, refused_result, refuses

refuses(q1, "collapse", (5, 5))
refuses(q1, "straight pieces", (6, 0))
refuses(q1, "five units", (1, 0))
refuses(q1, "pair", 5)


refuses(q2, "first layer's bias", ([4, 1], 3))
refuses(q2, "transposed", ([2, 5], 4))
refuses(q2, "two numbers", ([[1, 2], [0, 1]], 4))
refuses(q2, "matrix product", ([3, 3], 4))
refuses(q2, "pair", 4)


@refused(q3, "before the exponential")
def no_maximum_subtracted(z):
    e = np.exp(z)
    return e / e.sum(axis=1, keepdims=True)


@refused(q3, "own maximum")
def maximum_of_the_table(z):
    e = np.exp(z - z.max())
    return e / e.sum(axis=1, keepdims=True)


@refused(q3, "whole table")
def sum_of_the_table(z):
    e = np.exp(z - z.max())
    return e / e.sum()


@refused(q3, "columns")
def sum_of_each_column(z):
    e = np.exp(z - z.max(axis=0))
    return e / e.sum(axis=0)


@refused(q3, "keepdims=True")
def axis_lost(z):
    e = np.exp(z - z.max(axis=1))
    return e / e.sum(axis=1)


@refused(q3, "returns nothing")
def returns_nothing(z):
    print(z.shape)


refuses(q3, "function itself", 1)


def relu(z):
    return np.maximum(0, z)


@refused(q4, "stays at 1")
def rise_only(x):
    return relu(x) - relu(x - 1)


@refused(q4, "goes on falling")
def three_units(x):
    return relu(x) - relu(x - 1) - relu(x - 2)


@refused(q4, "never stops rising")
def one_unit(x):
    return relu(x)


@refused(q4, "tent")
def tent(x):
    return relu(x) - 2 * relu(x - 1) + relu(x - 2)


@refused(q4, "it should be")
def bump_elsewhere(x):
    return relu(x - 1) - relu(x - 2) - relu(x - 3) + relu(x - 4)


@refused(q4, "returns the shape")
def one_number(x):
    return relu(x).sum()


refuses(q4, "function itself", 1)


def network(activation="hard_sigmoid", layers=10, scale=1.0, between=None):
    keras.utils.set_random_seed(0)
    model = keras.Sequential([keras.Input((2,))])
    for _ in range(layers):
        start = keras.initializers.VarianceScaling(scale, "fan_avg", "uniform")
        model.add(keras.layers.Dense(32, activation=activation, kernel_initializer=start))
        if between:
            model.add(between())
    model.add(keras.layers.Dense(1, activation="sigmoid"))
    return model


@refused_result(q5, "signal per example dies")
def start_of_keras():
    return network()


@refused_result(q5, "keep their activation")
def another_activation():
    return network("relu")


@refused_result(q5, "ten are asked for")
def two_layers():
    return network(layers=2)


@refused_result(q5, "Dense layers alone")
def normalized_between():
    return network(between=keras.layers.BatchNormalization)


@refused_result(q5, "signal arrives")
def not_trained():
    return network(scale=6**2)


refuses(q5, "trained model", 0.99, "hard_sigmoid")
