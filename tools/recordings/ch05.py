"""Recorded runs of chapter 05: five starts, each with its own grid of learning rates, five seeds each."""

import helpers.startup

from helpers import training
from tools.recordings import page

NAME = "05_initialization"
RATES = (0.016, 0.05, 0.16, 0.5, 1.6)
SEEDS = range(5)


def record() -> None:
    """Train what section 10 reads, with the data and the network of the page itself."""
    names = page("05", "imports", "parameters", "data", "build")
    digits, build = names["digits"], names["build"]
    pairs = [(start, rate) for start in names["keras_starts"] for rate in RATES]
    variants = {f"{start} {rate:g}": {"start": start, "learning_rate": rate} for start, rate in pairs}
    training.repeat(
        build,
        variants,
        SEEDS,
        record=NAME,
        x=digits.x_train,
        y=digits.y_train,
        validation_data=(digits.x_val, digits.y_val),
        epochs=names["EPOCHS"],
        batch_size=names["BATCH_SIZE"],
    )
