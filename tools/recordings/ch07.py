"""Recorded runs of chapter 07: seven courses of the rate, each with its own grid of first rates, five seeds each."""

import helpers.startup

from helpers import training
from tools.recordings import page

NAME = "07_learning_rate_schedules"
FIRST_RATES = (0.1, 0.2, 0.5, 1.0, 2.0)  # neighbors differ by about two: finer than √10, since the best lie close
SEEDS = range(5)


def record() -> None:
    """Train what section 7 reads, with the data, the schedules and the network of the page itself."""
    names = page("07", "imports", "parameters", "piecewise", "data", "schedules", "build")
    ways, build, fit = names["ways"], names["build"], names["fit"]
    variants = {f"{way} {rate:g}": {"learning_rate": ways[way](rate)} for way in ways for rate in FIRST_RATES}
    training.repeat(build, variants, SEEDS, record=NAME, **fit)
