"""Wrong answers to the exercises of chapter 01, activations."""

import numpy as np

from helpers.exercises.ch01 import q1, q2, q3, q4
from tests.exercises.wrong import refused, refuses

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


@refused(q4, "single zeros")
def zeros_counted(outputs):
    return (outputs == 0).sum()


@refused(q4, "not for any")
def zero_for_any_example(outputs):
    return (outputs == 0).any(axis=0).sum()


@refused(q4, "rows")
def dead_examples(outputs):
    return (outputs == 0).all(axis=1).sum()


@refused(q4, "living")
def living_units(outputs):
    return (outputs != 0).any(axis=0).sum()


@refused(q4, "one number")
def table_of_dead_units(outputs):
    return (outputs == 0).all(axis=0)


@refused(q4, "units give zero")
def always_three(outputs):
    return 3
