"""Wrong answers to the exercises of chapter 16, the learning rate."""

import numpy as np

from helpers.exercises.ch16 import q1, q2, q3, q4
from tests.exercises.wrong import refused, refuses

refuses(q1, "means of x²", "same")
refuses(q1, "second derivatives", "larger")
refuses(q1, "three words", 0.0063)


refuses(q2, "four points", 0.11976)
refuses(q2, "larger eigenvalue", 11.093)
refuses(q2, "factor of 2", 0.3606)
refuses(q2, "without the bias", 0.2143)
refuses(q2, "reach −1", 0.0901)
refuses(q2, "2 / λ", 0.1765)
refuses(q2, "one number", "0.18 or so")


@refused(q3, "factors of one size")
def equal_differences(first, last, count):
    return np.linspace(first, last, count)


@refused(q3, "last rate")
def one_step_short(first, last, count):
    return first * (last / first) ** (np.arange(count) / count)


@refused(q3, "must return 7 rates")
def one_rate_too_many(first, last, count):
    return np.geomspace(first, last, count + 1)


@refused(q3, "first rate")
def exponents_taken_for_rates(first, last, count):
    return np.logspace(first, last, count)


@refused(q3, "returns nothing")
def returns_nothing(first, last, count):
    return None


refuses(q3, "function itself", np.geomspace(1e-5, 10, 200))


refuses(q4, "wrong images", 5.641)
refuses(q4, "one wrong image", 16.118)
refuses(q4, "share of right answers", 1.0498)
refuses(q4, "Take the mean", 2.303)
