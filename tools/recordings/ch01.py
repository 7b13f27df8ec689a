"""Recorded runs of chapter 01: ten hidden layers, five pairs of activation and start, five seeds each."""

import helpers.startup

from helpers import training
from tools.recordings import page

NAME = "01_activations"
SEEDS = range(5)


def record() -> None:
    """Train what section 8 reads, with the points, the networks and the callback of the page itself."""
    names = page("01", "imports", "parameters", "points", "build", "measure", "walk")
    training.repeat(
        names["build"],
        names["trained"],
        SEEDS,
        callbacks=lambda: [names["Walk"]()],
        record=NAME,
        **names["fit"],
    )
