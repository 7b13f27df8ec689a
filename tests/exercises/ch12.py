"""Wrong answers to the exercises of chapter 12, scaling the input."""

import numpy as np

from helpers.exercises.ch12 import q1, q2, q3
from tests.exercises.wrong import refused, refuses

refuses(q1, "stay as it is", 0.2)
refuses(q1, "mean of their squares", 0.002)
refuses(q1, "limit smaller", 20)
refuses(q1, "wrong direction", 2000.0)
refuses(q1, "one number", "smaller")


refuses(q2, "min–max", (0, 1))
refuses(q2, "mean normalization", (-0.2, 0.8))
refuses(q2, "n - 1", (-0.447, 1.789))
refuses(q2, "variance", (-0.125, 0.5))
refuses(q2, "four times", (-1, 1))
refuses(q2, "pair", 2)


@refused(q3, "divided by 0")
def constant_column_divided_by_zero(train, other):
    low, width = train.min(axis=0), np.ptp(train, axis=0)
    return (train - low) / width, (other - low) / width


@refused(q3, "own minimum")
def each_array_by_itself(train, other):
    def scale(a):
        width = np.ptp(a, axis=0)
        return (a - a.min(axis=0)) / np.where(width > 0, width, 1)

    return scale(train), scale(other)


@refused(q3, "axis=0")
def extremes_of_the_whole_array(train, other):
    return (train - train.min()) / np.ptp(train), (other - train.min()) / np.ptp(train)


@refused(q3, "0 to 1")
def divided_by_the_maximum(train, other):
    width = train.max(axis=0)
    return train / np.where(width > 0, width, 1), other / np.where(width > 0, width, 1)


@refused(q3, "pair")
def training_rows_alone(train, other):
    low, width = train.min(axis=0), np.ptp(train, axis=0)
    return (train - low) / np.where(width > 0, width, 1)


@refused(q3, "returns nothing")
def returns_nothing(train, other):
    train / 255
