"""Wrong answers to the exercises of chapter 04, backpropagation and gradient descent."""

import numpy as np

from helpers.exercises.ch04 import q1, q2, q3, q4
from tests.exercises.wrong import refused, refuses

refuses(q1, "second", ["w1", "w2"])
refuses(q1, "others", ["w1"])
refuses(q1, "Too many", [f"w{number}" for number in range(1, 9)])
refuses(q1, "in quotes", [1, 3])
refuses(q1, "list of names", 2)


refuses(q2, "one epoch", (209, 16))
refuses(q2, "round up", (1_248, 48))
refuses(q2, "next epoch", (1_250, 48))
refuses(q2, "are left", (1_254, 48))
refuses(q2, "wrong order", (16, 1_254))
refuses(q2, "off", (60_000, 48))
refuses(q2, "pair", 1_254)


refuses(q3, "w1 alone", 1 / 3)
refuses(q3, "second", 0.25)
refuses(q3, "larger rates", 1 / 16)
refuses(q3, "curvature", 2)
refuses(q3, "one number", "small")


@refused(q4, "derivative of tanh is missing")
def no_derivative_of_tanh(w, b, x, y):
    output = np.tanh(w @ x + b)
    return (output - y) * x, output - y


@refused(q4, "sign")
def sign_turned(w, b, x, y):
    output = np.tanh(w @ x + b)
    delta = (y - output) * (1 - output**2)
    return delta * x, delta


@refused(q4, "sigmoid")
def derivative_of_the_sigmoid(w, b, x, y):
    output = np.tanh(w @ x + b)
    delta = (output - y) * output * (1 - output)
    return delta * x, delta


@refused(q4, "½")
def loss_without_the_half(w, b, x, y):
    output = np.tanh(w @ x + b)
    delta = 2 * (output - y) * (1 - output**2)
    return delta * x, delta


@refused(q4, "shape")
def input_factor_missing(w, b, x, y):
    output = np.tanh(w @ x + b)
    delta = (output - y) * (1 - output**2)
    return delta, delta


@refused(q4, "for b")
def no_gradient_for_b(w, b, x, y):
    output = np.tanh(w @ x + b)
    delta = (output - y) * (1 - output**2)
    return delta * x, 0.0


@refused(q4, "returns nothing")
def returns_nothing(w, b, x, y):
    print("done")
