"""Recorded runs of chapter 07, five seeds each: seven courses of the rate with their grids, and dead units."""

import helpers.startup

from helpers import training
from tools.recordings import page

NAME, DEAD = "07_learning_rate_schedules", "07_dead_units"
FIRST_RATES = (0.1, 0.2, 0.5, 1.0, 2.0)  # neighbors differ by about two: finer than √10, since the best lie close
SEEDS = range(5)


def record() -> None:
    """Train what sections 7 and 9 read, with the data, the schedules and the network of the page itself."""
    names = page("07", "imports", "parameters", "piecewise", "data", "schedules", "build", "dead")
    ways, build, fit = names["ways"], names["build"], names["fit"]
    variants = {f"{way} {rate:g}": {"learning_rate": ways[way](rate)} for way in ways for rate in FIRST_RATES}
    training.repeat(build, variants, SEEDS, record=NAME, **fit)
    training.repeat(build, names["trained"], SEEDS, each_epoch=names["dead_units"], record=DEAD, **fit)
