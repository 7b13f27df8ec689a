"""Wrong answers to the exercises of chapter 06, optimizers."""

import numpy as np

from helpers.exercises.ch06 import q1, q2, q3
from tests.exercises.wrong import refused, refuses

refuses(q1, "what becomes of", (100, 100))
refuses(q1, "its root", (100, 10))
refuses(q1, "wrong order", (1, 100))
refuses(q1, "SGD's step", (1, 1))
refuses(q1, "pair", 100)


refuses(q2, "Keras' start", (0.9046537, 0.8393387))
refuses(q2, "still holds", (0.9, 0.8))
refuses(q2, "looks like SGD", (0.9, 0.81))
refuses(q2, "not the lengths", (0.1, 0.0669))
refuses(q2, "1² + 0.9²", (0.9, 0.85))
refuses(q2, "pair", 0.9)


@refused(q3, "kept in memory")
def sign_of_the_gradient(g, memory, eta=0.1):
    return -eta * np.sign(g)


@refused(q3, "divide by")
def no_bias_correction(g, memory, eta=0.1):
    m = memory["m"] = 0.9 * memory.get("m", 0) + 0.1 * g
    u = memory["u"] = np.maximum(0.999 * memory.get("u", 0), np.abs(g))
    return -eta * m / u


@refused(q3, "sign")
def uphill(g, memory, eta=0.1):
    t = memory["t"] = memory.get("t", 0) + 1
    m = memory["m"] = 0.9 * memory.get("m", 0) + 0.1 * g
    u = memory["u"] = np.maximum(0.999 * memory.get("u", 0), np.abs(g))
    return eta / (1 - 0.9**t) * m / u


@refused(q3, "a later one")
def divided_by_this_gradient_only(g, memory, eta=0.1):
    t = memory["t"] = memory.get("t", 0) + 1
    m = memory["m"] = 0.9 * memory.get("m", 0) + 0.1 * g
    return -eta / (1 - 0.9**t) * m / np.abs(g)


@refused(q3, "returns nothing")
def returns_nothing(g, memory, eta=0.1):
    memory["g"] = g


refuses(q3, "function itself", -0.1)
