"""Wrong answers to the exercises of chapter 06, optimizers."""

import numpy as np
import pandas as pd

from helpers.exercises.ch06 import q1, q2, q3, q4
from tests.exercises.wrong import refused, refused_result, refuses

refuses(q1, "what becomes of", (100, 1, 100))
refuses(q1, "its root", (100, 1, 10))
refuses(q1, "wrong order", (1, 1, 100))
refuses(q1, "SGD's step", (1, 1, 1))
refuses(q1, "clipped as well", (100, 0.5, 1), (100, 50, 1))
refuses(q1, "after clipping", (100, 100, 1))
refuses(q1, "three numbers", (100, 1))


refuses(q2, "not 1 here", (50, 0.04, 0.669))
refuses(q2, "other way round", (0.01, 0.04, 0.669))
refuses(q2, "only where the smallest curvature is 1", (100, 0.02, 0.669))
refuses(q2, "largest* curvature sets", (100, 4, 0.669))
refuses(q2, "From which η", (100, 0.03, 0.669))
refuses(q2, "the square of what", (100, 0.04, 0.818))
refuses(q2, "suits a κ", (100, 0.04, 0.9))
refuses(q2, "root of κ", (100, 0.04, 0.961))
refuses(q2, "three numbers", 100)


@refused(q3, "kept in memory")
def sign_of_the_gradient(g, memory, learning_rate=0.1):
    return -learning_rate * np.sign(g)


@refused(q3, "divide by")
def no_bias_correction(g, memory, learning_rate=0.1):
    m = memory["m"] = 0.9 * memory.get("m", 0) + 0.1 * g
    u = memory["u"] = np.maximum(0.999 * memory.get("u", 0), np.abs(g))
    return -learning_rate * m / u


@refused(q3, "sign")
def uphill(g, memory, learning_rate=0.1):
    t = memory["t"] = memory.get("t", 0) + 1
    m = memory["m"] = 0.9 * memory.get("m", 0) + 0.1 * g
    u = memory["u"] = np.maximum(0.999 * memory.get("u", 0), np.abs(g))
    return learning_rate / (1 - 0.9**t) * m / u


@refused(q3, "a later one")
def divided_by_this_gradient_only(g, memory, learning_rate=0.1):
    t = memory["t"] = memory.get("t", 0) + 1
    m = memory["m"] = 0.9 * memory.get("m", 0) + 0.1 * g
    return -learning_rate / (1 - 0.9**t) * m / np.abs(g)


@refused(q3, "returns nothing")
def returns_nothing(g, memory, learning_rate=0.1):
    memory["g"] = g


refuses(q3, "function itself", -0.1)


def runs(momentum, *, adam=(0.92, 0.93, 0.92), name="momentum", epochs=3):
    """Return what training.repeat would return of two variants, with these accuracies after the last epoch."""
    rows = [
        {"variant": variant, "seed": seed, "epoch": epoch, "val_accuracy": end - 0.02 * (epochs - epoch)}
        for variant, ends in {"Adam": adam, name: momentum}.items()
        for seed, end in enumerate(ends)
        for epoch in range(1, epochs + 1)
    ]
    return pd.DataFrame(rows)


refuses(q4, "frame that training.repeat returns", 0.02, [0.92, 0.93])


@refused_result(q4, "below the best one")
def rate_of_the_larger_batch():
    return runs((0.84, 0.80, 0.86))


@refused_result(q4, "no bar at all")
def poor_adam():
    return runs((0.7, 0.7, 0.7), adam=(0.7, 0.7, 0.7))


@refused_result(q4, "for 3 epochs")
def more_epochs():
    return runs((0.92, 0.92, 0.92), epochs=6)


@refused_result(q4, "at least three")
def one_seed():
    return runs((0.92,), adam=(0.92,))


@refused_result(q4, "two variants")
def momentum_alone():
    return runs((0.92, 0.92, 0.92), name="Adam")
