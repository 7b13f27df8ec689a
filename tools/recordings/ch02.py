"""Recorded runs of chapter 02: XOR by gradient descent with 2, 4 and 8 hidden units, twenty starts each."""

import helpers.startup

from helpers import training
from tools.recordings import page

NAME = "02_building_models"
SEEDS = range(20)


def record() -> None:
    """Train what section 7 reads, with the network and the points of the page itself."""
    names = page("02", "imports", "parameters", "xor-values", "life-data", "life", "often-judge")
    training.repeat(names["build_xor"], names["variants"], SEEDS, at_end=names["judge"], record=NAME, **names["xor"])
