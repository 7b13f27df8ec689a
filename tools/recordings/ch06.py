"""Recorded runs of chapter 06: SGD, momentum and Adam, each with its own grid of six rates, five seeds each."""

import helpers.startup

from helpers import training
from tools.recordings import page

NAME = "06_optimizers"
RATES = {
    "SGD": (0.03, 0.1, 0.3, 0.5, 1.0, 3.0),  # factors of about √10, and one more where the best lies
    "momentum": (0.003, 0.01, 0.03, 0.05, 0.1, 0.3),  # a tenth of SGD's: the same effective rates
    "Adam": (0.0003, 0.001, 0.003, 0.005, 0.01, 0.03),
}
SEEDS = range(5)


def record() -> None:
    """Train what section 11 reads, with the data and the network of the page itself."""
    names = page("06", "imports", "parameters", "own", "build", "fit")
    variants = {
        f"{name} {rate:g}": {"name": name, "learning_rate": rate} for name, rates in RATES.items() for rate in rates
    }
    training.repeat(names["build"], variants, SEEDS, record=NAME, **names["fit"])
