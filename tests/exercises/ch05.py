"""Wrong answers to the exercises of chapter 05, initialization."""

import numpy as np

from helpers.exercises.ch05 import q1, q2, q3, q4
from tests.exercises.wrong import refused, refuses

refuses(q1, "four factors", "equal")
refuses(q1, "two words", 4)


refuses(q2, "cuts at 2σ", (0.1225, 0.1633))
refuses(q2, "standard deviation", (0.0707, 0.1856))
refuses(q2, "one fan only", (0.1414, 0.1856))
refuses(q2, "HeUniform", (0.1225, 0.1414))
refuses(q2, "fan-in", (0.1225, 0.3216))
refuses(q2, "wrong order", (0.1856, 0.1225))
refuses(q2, "pair", 0.1225)


@refused(q3, "slope must enter")
def without_the_slope(n_in, slope):
    return np.sqrt(2 / n_in)


@refused(q3, "slope squared")
def slope_not_squared(n_in, slope):
    return np.sqrt(2 / ((1 + slope) * n_in))


@refused(q3, "variance")
def variance_in_place_of_std(n_in, slope):
    return 2 / ((1 + slope**2) * n_in)


@refused(q3, "He's rule")
def glorot_for_relu(n_in, slope):
    return np.sqrt(1 / ((1 + slope**2) * n_in))


@refused(q3, "The positive half")
def factor_upside_down(n_in, slope):
    return np.sqrt(2 * (1 + slope**2) / n_in)


@refused(q3, "returns nothing")
def returns_nothing(n_in, slope):
    return print(n_in)


refuses(q3, "function itself", 0.08)


@refused(q4, "thrown away")
def clipped_at_the_cut(cut):
    return np.clip(np.random.default_rng(0).normal(size=1_000_000), -cut, cut).std()


@refused(q4, "variance")
def variance_of_the_cut_draws(cut):
    draw = np.random.default_rng(0).normal(size=1_000_000)
    return draw[np.abs(draw) <= cut].var()


@refused(q4, "share that is left")
def zeros_beyond_the_cut(cut):
    draw = np.random.default_rng(0).normal(size=1_000_000)
    return np.where(np.abs(draw) <= cut, draw, 0).std()


@refused(q4, "For cut = 1")
def constant_for_every_cut(cut):
    return 0.87962566


@refused(q4, "inverse")
def factor_that_makes_up_for_the_cut(cut):
    return 1 / 0.87962566


refuses(q4, "function itself", 0.87962566)
