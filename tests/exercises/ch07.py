"""Wrong answers to the exercises of chapter 07, learning-rate schedules."""

import keras
import numpy as np
import pandas as pd

from helpers.exercises.ch07 import q1, q2, q3, q4
from tests.exercises.wrong import refused, refused_result, refuses

refuses(q1, "counts steps", 5)
refuses(q1, "wrong way round", 10)
refuses(q1, "under way", 2.5, 2)
refuses(q1, "one whole number", [3, 4])


refuses(q2, "counts steps", (5, 0.1))
refuses(q2, "after one epoch", (469, 0.1))
refuses(q2, "is left after five epochs", (2345, 0.5))
refuses(q2, "order", (0.1, 2345))
refuses(q2, "between 0 and 1", (2345, 10))
refuses(q2, "pair", 2345)


@refused(q3, "decay_steps is k")
def k_as_decay_steps(first_rate, k):
    return keras.optimizers.schedules.InverseTimeDecay(first_rate, k, 1.0)


@refused(q3, "exponential")
def exponential_decay(first_rate, k):
    return keras.optimizers.schedules.ExponentialDecay(first_rate, 1, float(np.exp(-k)))


@refused(q3, "staircase")
def staircase(first_rate, k):
    return keras.optimizers.schedules.InverseTimeDecay(first_rate, 1000, 1000 * k, staircase=True)


@refused(q3, "not a number")
def rate_in_place_of_the_schedule(first_rate, k):
    return first_rate / (1 + k)


@refused(q3, "returns nothing")
def returns_nothing(first_rate, k):
    keras.optimizers.schedules.InverseTimeDecay(first_rate, 1, k)


@refused(q3, "at step 100")
def two_decay_steps(first_rate, k):
    return keras.optimizers.schedules.InverseTimeDecay(first_rate, 2, k)


refuses(q3, "function itself", 0.01)


@refused_result(q3, "one schedule")
def schedule_in_place_of_the_function():
    return keras.optimizers.schedules.InverseTimeDecay(0.1, 1, 0.01)


def runs(mine, *, constant=(0.40, 0.41, 0.40), name="mine", epochs=10):
    """Return what training.repeat would return of two variants, with these losses after the last epoch."""
    ends = {"constant": constant, name: mine}
    rows = [
        {"variant": variant, "seed": seed, "epoch": epoch, "val_loss": end + 0.1 * (epochs - epoch)}
        for variant, losses in ends.items()
        for seed, end in enumerate(losses)
        for epoch in range(1, epochs + 1)
    ]
    return pd.DataFrame(rows)


refuses(q4, "frame that training.repeat returns", 0.39, [0.40, 0.39])


@refused_result(q4, "Is the rate still large")
def worse_schedule():
    return runs((0.41, 0.42, 0.41))


@refused_result(q4, "three of three")
def better_with_two_seeds_of_three():
    return runs((0.38, 0.42, 0.38))


@refused_result(q4, "not the best constant rate")
def poor_constant_rate():
    return runs((0.40, 0.40, 0.40), constant=(0.5, 0.5, 0.5))


@refused_result(q4, "has lost its loss")
def run_that_failed():
    return runs((0.38, np.nan, 0.38))


@refused_result(q4, "for 10 epochs")
def more_epochs():
    return runs((0.38, 0.38, 0.38), epochs=20)


@refused_result(q4, "at least three")
def one_seed():
    return runs((0.38,), constant=(0.40,))


@refused_result(q4, "two variants")
def constant_rate_alone():
    return runs((0.40, 0.41, 0.40), name="constant")
