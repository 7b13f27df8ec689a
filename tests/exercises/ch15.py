"""Wrong answers to the exercises of chapter 15, depth."""

import keras

from helpers.exercises.ch15 import q1, q2, q3
from tests.exercises.wrong import refused, refused_result, refuses

refuses(q1, "number of units", (12, 12))
refuses(q1, "How many kinks", (64, 64))
refuses(q1, "does not square", (36, 35))
refuses(q1, "at most one kink", (64, 12))
refuses(q1, "pair", 64)


refuses(q2, "too many", 629, 414)
refuses(q2, "more fit in", 400)
refuses(q2, "whole number", 413.4)
refuses(q2, "one whole number", (413, 413))


@refused(q3, "normalization")
def no_normalization(depth, width):
    layers = [keras.layers.Dense(width, "relu", kernel_initializer="he_normal") for _ in range(depth)]
    return keras.Sequential([keras.Input((784,)), *layers, keras.layers.Dense(10, "softmax")])


@refused(q3, "order is off")
def relu_before_normalization(depth, width):
    layers = [keras.Input((784,))]
    for _ in range(depth):
        layers.append(keras.layers.Dense(width, "relu", use_bias=False, kernel_initializer="he_normal"))
        layers.append(keras.layers.BatchNormalization())
    return keras.Sequential([*layers, keras.layers.Dense(10, activation="softmax")])


@refused(q3, "He initialization")
def no_he_initialization(depth, width):
    layers = [keras.Input((784,))]
    for _ in range(depth):
        layers += [keras.layers.Dense(width, use_bias=False), keras.layers.BatchNormalization(), keras.layers.ReLU()]
    return keras.Sequential([*layers, keras.layers.Dense(10, activation="softmax")])


@refused(q3, "has a bias")
def biases_left(depth, width):
    layers = [keras.Input((784,))]
    for _ in range(depth):
        layers += [
            keras.layers.Dense(width, kernel_initializer="he_normal"),
            keras.layers.BatchNormalization(),
            keras.layers.ReLU(),
        ]
    return keras.Sequential([*layers, keras.layers.Dense(10, activation="softmax")])


@refused(q3, "expected")
def one_hidden_layer(depth, width):
    return keras.Sequential(
        [
            keras.Input((784,)),
            keras.layers.Dense(width, use_bias=False, kernel_initializer="he_normal"),
            keras.layers.BatchNormalization(),
            keras.layers.ReLU(),
            keras.layers.Dense(10, activation="softmax"),
        ]
    )


@refused_result(q3, "the function itself")
def model_in_place_of_the_function():
    return keras.Sequential([keras.Input((784,)), keras.layers.Dense(10)])
