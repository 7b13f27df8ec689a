"""Recorded runs of chapter 17: a grid of rates for each optimizer, a search for AdamW; and the cookbook's setting."""

import helpers.startup

from typing import Any

import keras
import pandas as pd

from helpers import training
from tools.recordings import page, whole_mnist

RATES, OTHER, SEARCH = "17_rates", "17_other_network", "17_search"
SEEDS, FEW_SEEDS = range(5), range(3)
DEFAULTS = {"SGD": 0.01, "Adagrad": 0.001, "Adadelta": 0.001, "AdamW": 0.001, "Adamax": 0.001, "Nadam": 0.001}
GRIDS = {
    "SGD": (0.03, 0.1, 0.3, 1.0, 3.0),
    "momentum": (0.01, 0.03, 0.1, 0.3, 1.0),
    "RMSprop": (0.0001, 0.0003, 0.001, 0.003, 0.01),
    "Adam": (0.0001, 0.0003, 0.003, 0.01),  # and the baseline's 0.001
}
OTHER_GRIDS = {
    "SGD": (0.01, 0.03, 0.1, 0.3, 1.0),
    "Adam": (0.0001, 0.0003, 0.001, 0.003, 0.01, 0.03),
}
OTHER_NETWORK = {"hidden": (100, 100, 100), "batch_size": 32}

LONG = "17_optimizer_choice"
LONG_EPOCHS, LONG_BATCH_SIZE = 100, 32


def record() -> None:
    """Train what is not recorded yet."""
    record_long()
    names = page("17", "imports", "parameters", "digits", "build", "search")
    build, fit = names["build"], names["fit"]
    defaults = {f"{name} {rate:g}": {"optimizer": name, "learning_rate": rate} for name, rate in DEFAULTS.items()}
    training.repeat(build, grid(GRIDS), SEEDS, record=RATES, **fit)
    training.repeat(build, defaults, SEEDS, record=RATES, **fit)
    record_search(names)
    training.repeat(build, grid(OTHER_GRIDS, **OTHER_NETWORK), FEW_SEEDS, record=OTHER, **fit)


def grid(rates: dict[str, tuple[float, ...]], **settings: Any) -> dict[str, dict[str, Any]]:
    """Return a variant for each optimizer and each of its rates."""
    return {
        f"{name} {rate:g}": {"optimizer": name, "learning_rate": rate, **settings}
        for name, its_rates in rates.items()
        for rate in its_rates
    }


def record_search(names: dict[str, Any]) -> None:
    """Train AdamW once with each pair that the page has drawn, and with the best of them as often as all others."""
    variants = {
        f"AdamW {rate:g}, decay {decay:g}": {"optimizer": "AdamW", "learning_rate": rate, "weight_decay": decay}
        for rate, decay in names["trials"]
    }
    runs = training.repeat(names["build"], variants, [0], record=SEARCH, **names["fit"])
    best = found(runs)
    training.repeat(names["build"], {best: variants[best]}, SEEDS, record=RATES, **names["fit"])


def found(runs: pd.DataFrame) -> str:
    """Return the variant with the lowest validation loss at the end."""
    last = runs[runs["epoch"] == runs["epoch"].max()]
    return str(last.loc[last["val_loss"].idxmin(), "variant"])


def record_long() -> None:
    """Train the cookbook's network at its own setting, which appendix A1 reads: 60,000 images, SGD's default rate."""
    fit = whole_mnist() | {"epochs": LONG_EPOCHS, "batch_size": LONG_BATCH_SIZE}
    training.repeat(cookbook, {"SGD": {}}, [0], record=LONG, **fit)


def cookbook() -> keras.Model:
    """Build the cookbook's network, which ends in a softmax, with the rate that the name "sgd" brings along."""
    layers = [keras.layers.Dense(1000, activation="relu"), keras.layers.Dense(10, activation="softmax")]
    model = keras.Sequential([keras.Input((784,)), *layers])
    model.compile(keras.optimizers.SGD(0.01), "sparse_categorical_crossentropy", metrics=["accuracy"])
    return model
