"""Wrong answers to the exercises of chapter 00, linear units."""

import keras
import numpy as np

from helpers.exercises.ch00 import q1, q2, q3, q4
from tests.exercises.wrong import refused, refused_result, refuses

refuses(q1, "1,000 times larger", (1000, 1))
refuses(q1, "no sugar", (0.001, 0.001))
refuses(q1, "too large", (1, 1))
refuses(q1, "pair", 0.001)


refuses(q2, "bias", (29, 0))
refuses(q2, "negative", (115, 80))
refuses(q2, "all inputs are 0", (109, 85))
refuses(q2, "pair", 109)


@refused(q3, "uphill")
def step_uphill(w, b, x, y, rate):
    e = w * x + b - y
    return w + rate * 2 * np.mean(e * x), b + rate * 2 * np.mean(e)


@refused(q3, "half as long")
def derivative_without_its_2(w, b, x, y, rate):
    e = w * x + b - y
    return w - rate * np.mean(e * x), b - rate * np.mean(e)


@refused(q3, "sums")
def sum_in_place_of_the_mean(w, b, x, y, rate):
    e = w * x + b - y
    return w - rate * 2 * np.sum(e * x), b - rate * 2 * np.sum(e)


@refused(q3, "old w and b")
def second_derivative_with_the_new_w(w, b, x, y, rate):
    w = w - rate * 2 * np.mean((w * x + b - y) * x)
    b = b - rate * 2 * np.mean(w * x + b - y)
    return w, b


@refused(q3, "not the gradient")
def gradient_in_place_of_the_new_pair(w, b, x, y, rate):
    e = w * x + b - y
    return 2 * np.mean(e * x), 2 * np.mean(e)


@refused(q3, "returns nothing")
def returns_nothing(w, b, x, y, rate):
    print(w, b)


refuses(q3, "function itself", (2.0, 92.0))


@refused_result(q4, "set_weights")
def no_weights_set():
    return keras.Sequential([keras.Input((2,)), keras.layers.Dense(units=1)])


@refused_result(q4, "wrong way round")
def weights_swapped():
    answer = keras.Sequential([keras.Input((2,)), keras.layers.Dense(units=1)])
    answer.set_weights([np.array([[-2.0], [2.0]]), np.array([98.0])])
    return answer


@refused_result(q4, "shape (1,)")
def one_input():
    return keras.Sequential([keras.Input((1,)), keras.layers.Dense(units=1)])


@refused_result(q4, "3 parameters")
def two_units():
    return keras.Sequential([keras.Input((2,)), keras.layers.Dense(units=2)])


@refused_result(q4, "keras.Input")
def without_an_input():
    return keras.Sequential([keras.layers.Dense(units=1)])


@refused_result(q4, "bends the plane")
def sigmoid_in_the_unit():
    answer = keras.Sequential([keras.Input((2,)), keras.layers.Dense(units=1, activation="sigmoid")])
    answer.set_weights([np.array([[2.0], [-2.0]]), np.array([98.0])])
    return answer


refuses(q4, "a Keras model", keras.Sequential)
