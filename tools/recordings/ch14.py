"""Recorded runs of chapter 14: batch sizes at rates of their own, updates to a goal, the cookbook's long run."""

import helpers.startup

from typing import Any

import keras
import pandas as pd

from helpers import digest, recorded, training
from tools.recordings import page, whole_mnist

NAME, GOAL, SCALING = "14_batch_size", "14_updates_to_goal", "14_scaling"
RATES = (0.0003, 0.001, 0.003, 0.01, 0.03)
TABLE = {512: RATES, 16: (0.0005,), 5000: RATES}  # 64 at 0.001 is the baseline itself
SEEDS = range(5)
GOAL_SIZES = (512, 64, 16, 5000)
GOAL_SEEDS = range(3)
MOST_IMAGES, MOST_UPDATES = 8_000, 40  # a run that has seen and made as many more is given up
LONG_EPOCHS = 500


def record() -> None:
    """Train what is not recorded yet."""
    record_long()
    names = page("14", "imports", "parameters", "digits", "build", "updates", "needed", "sgd")
    record_goal(names)
    record_table(names)
    record_scaling(names)


def record_goal(names: dict[str, Any]) -> None:
    """Count the updates that each batch size needs for the goal, at each rate; a run is one row, its only epoch."""
    for size in GOAL_SIZES:
        for rate in RATES:
            for seed in GOAL_SEEDS:
                _record_needed(names, size, rate, seed)


def _record_needed(names: dict[str, Any], size: int, rate: float, seed: int) -> None:
    fit = {"x": names["digits"].x_train, "y": names["digits"].y_train, "batch_size": size}
    model, variant = names["build"](rate), f"batch {size:,}, rate {rate:g}"
    identity: dict[str, Any] = {
        "settings": recorded.settings(model, fit, []) | {"goal": names["GOAL"]},
        "digest": digest.of(model, fit, [], [names["updates_to"]]),
    }
    if recorded.find(GOAL, variant, seed, identity["digest"]) is None:
        most = MOST_UPDATES + MOST_IMAGES // size
        made = names["updates_to"](names["GOAL"], size, rate, seed, most)
        row = {"variant": variant, "seed": seed, "epoch": 1, "batch_size": size, "rate": rate, "updates": made}
        recorded.store(GOAL, pd.DataFrame([row]), identity, 0)


def record_table(names: dict[str, Any]) -> None:
    """The baseline's ten epochs with other batch sizes."""
    variants = {
        f"batch {size:,}, rate {rate:g}": {"batch_size": size, "learning_rate": rate}
        for size, rates in TABLE.items()
        for rate in rates
    }
    training.repeat(names["build"], variants, SEEDS, each_epoch=count, record=NAME, **names["fit"])


def record_scaling(names: dict[str, Any]) -> None:
    """A small network by SGD: eight times the batch, at four rates."""
    at_end = names["dead_units"]
    training.repeat(names["build"], names["scaling"], SEEDS, at_end=at_end, record=SCALING, **names["fit"])


optimizer = keras.optimizers.SGD(0.3)  # a name that `count` met when the long runs were made: it is in their digest


def count(model: keras.Model) -> dict[str, int]:  # noqa: D103  (its source is in the digest, too)
    return {"updates": int(model.optimizer.iterations)}


def record_long() -> None:
    """The cookbook's setting: all training images, the test images as validation data."""
    fit = whole_mnist("uint8") | {"epochs": LONG_EPOCHS}
    variants = {f"batch {size:,}": {"batch_size": size} for size in (30_000, 32_000)}
    training.repeat(cookbooks_network, variants, [0], each_epoch=count, record=NAME, **fit)


def cookbooks_network() -> keras.Model:
    """Return the cookbook's network, which ends in a softmax."""
    layers = [keras.layers.Dense(1000, activation="relu"), keras.layers.Dense(10, activation="softmax")]
    model = keras.Sequential([keras.Input((784,)), *layers])
    model.compile(keras.optimizers.Adam(0.001), "sparse_categorical_crossentropy", metrics=["accuracy"])
    return model
