"""Recorded runs of chapter 20: the dropout rates on the common baseline, and the cookbook's setting, for A1."""

import helpers.startup

import keras
import numpy as np

from helpers import training
from tools.recordings import page, whole_mnist

NAME = "20_rates"
LONG = "20_dropout"  # the long runs, which appendix A1 reads whole
RATES = (0.1, 0.25, 0.5, 0.75, 0.9)
SEEDS = range(5)
CLAIM_SEEDS = range(3)
CLAIM_EPOCHS, CLAIM_BATCH_SIZE = 100, 1024


def record() -> None:
    """Train what is not recorded yet."""
    record_claims()
    names = page("20", "imports", "parameters", "digits", "build", "judge", "look", "doubts")
    judge, finds = names["judge"], names["finds"]

    def at_end(model: keras.Model) -> dict[str, float]:
        has_dropout = len(model.layers) == 3
        return judge(model) | (finds(model) if has_dropout else {})

    variants: dict[str, dict[str, float]] = {"no dropout": {}} | {f"dropout {rate}": {"rate": rate} for rate in RATES}
    measures = {"each_epoch": names["look"], "at_end": at_end}
    training.repeat(names["build"], variants, SEEDS, record=NAME, **measures, **names["fit"])


def record_claims() -> None:
    """What the cookbook and its author ran: all images, the test images as validation data."""
    training.repeat(
        cookbook_network,
        {"rate 0.75": {"rate": 0.75}, "rate 0.9": {"rate": 0.9}},
        CLAIM_SEEDS,
        epochs=CLAIM_EPOCHS,
        batch_size=CLAIM_BATCH_SIZE,
        each_epoch=kernels,
        record=LONG,
        **whole_mnist(),
    )


def cookbook_network(rate: float) -> keras.Model:
    """Return the cookbook's network, which ends in a softmax."""
    hidden = [keras.layers.Dense(1000, activation="relu"), keras.layers.Dropout(rate)]
    model = keras.Sequential([keras.Input((784,)), *hidden, keras.layers.Dense(10, activation="softmax")])
    model.compile(loss="sparse_categorical_crossentropy", optimizer="adam", metrics=["accuracy"])
    return model


def kernels(model: keras.Model) -> dict[str, float]:  # noqa: D103 (its source is part of the recorded runs' digest)
    hidden, output = model.layers[0].kernel.numpy(), model.layers[-1].kernel.numpy()
    return {
        "hidden_std": float(hidden.std()),
        "output_std": float(output.std()),
        "output_large": float(np.mean(np.abs(output) > 0.2)),
    }
