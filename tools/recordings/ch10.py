"""Recorded runs of chapter 10: the models of its section 8 on five folds, and the source's own setting (A1)."""

import helpers.startup

from typing import Any

import keras
import numpy as np
import pandas as pd

from helpers import data, training
from tools.recordings import page

FOLDS, CLAIMS = "10_folds", "10_red_wine"
LARGE = {"widths": (512, 512, 512)}
TRIED: dict[str, dict[str, Any]] = {  # on the first fold only
    **{f"16 {rate:g}": {"widths": (16,), "learning_rate": rate} for rate in (0.003, 0.03)},
    **{f"large {rate:g}": {**LARGE, "learning_rate": rate} for rate in (0.0003, 0.003)},
    "32 0.01": {"widths": (32,), "learning_rate": 0.01},
    "dropout 0.15": {**LARGE, "dropout": 0.15},
    "L2 0.001": {**LARGE, "l2": 0.001},
}
COMPARED: dict[str, dict[str, Any]] = {  # on all
    "16 0.01": {"widths": (16,), "learning_rate": 0.01},
    "16-16 0.01": {"widths": (16, 16), "learning_rate": 0.01},
    "large 0.001": LARGE,
    "dropout 0.3": {**LARGE, "dropout": 0.3},
    "L2 0.0001": {**LARGE, "l2": 0.0001},
}
CLAIM_EPOCHS, CLAIM_MOST_EPOCHS, CLAIM_BATCH_SIZE = 10, 500, 256
SEEDS = range(5)


def record() -> None:
    """Train what is not recorded yet; fold by fold, so that an interruption leaves whole sets of variants."""
    record_folds()
    record_claims()


def record_folds() -> None:
    """The models that the page compares, each on every fold; the number of the fold is also the seed."""
    cells = ("imports", "parameters", "load", "split", "target", "build", "linear-rate", "folds", "judge")
    names = page("10", *cells)
    build = names["build"]
    for number in range(names["FOLDS"]):
        (x, y), stop, held = names["fold"](number)
        fit: dict[str, Any] = {"x": x, "y": y, "validation_data": stop, "batch_size": names["BATCH_SIZE"]}
        settings: dict[str, Any] = {"at_end": names["judge"](*held), "record": FOLDS, **fit}
        linear = {"linear unit": {"learning_rate": names["falling"](len(x))}}
        training.repeat(build, linear, [number], epochs=names["LINEAR_EPOCHS"], **settings)
        most, stopping = names["MAX_EPOCHS"], names["stop_early"]
        variants = COMPARED if number else COMPARED | TRIED
        training.repeat(build, variants, [number], epochs=most, callbacks=stopping, **settings)


def record_claims() -> None:
    """What the source runs: its split, its scaling, its network, for ten epochs and until early stopping ends the run.

    In the long runs the loss is also measured apart on the validation wines that stand in the training data as well.
    """
    wine = data.load_red_wine()
    train = wine.sample(frac=0.7, random_state=0)
    valid = wine.drop(train.index)
    low, high = train.min(), train.max()
    x_train, y_train = scaled(train, low, high)
    x_valid, y_valid = scaled(valid, low, high)
    found = valid.merge(train.drop_duplicates(), how="left", indicator=True)
    shared = (found["_merge"] == "both").to_numpy()

    def both_groups(model: keras.Model) -> dict[str, float]:
        errors = np.abs(y_valid - keras.ops.convert_to_numpy(model(x_valid))[:, 0])
        return {
            "val_shared": float(errors[shared].sum() / max(1, shared.sum())),
            "val_new": float(errors[~shared].mean()),
        }

    class Kept(keras.callbacks.Callback):
        def __init__(self, stopping: keras.callbacks.EarlyStopping):
            super().__init__()
            self.stopping = stopping

        def on_epoch_end(self, epoch: int, logs: dict[str, float]) -> None:
            logs["val_kept"] = self.stopping.best

    def stopping() -> list[keras.callbacks.Callback]:
        stop = keras.callbacks.EarlyStopping("val_loss", min_delta=0.001, patience=20, restore_best_weights=True)
        return [stop, Kept(stop)]

    fit: dict[str, Any] = {
        "x": x_train,
        "y": y_train,
        "validation_data": (x_valid, y_valid),
        "batch_size": CLAIM_BATCH_SIZE,
        "record": CLAIMS,
    }
    training.repeat(sources_network, {"ten epochs": {}}, SEEDS, epochs=CLAIM_EPOCHS, **fit)
    training.repeat(
        sources_network,
        {"early stopping": {}},
        SEEDS,
        epochs=CLAIM_MOST_EPOCHS,
        each_epoch=both_groups,
        callbacks=stopping,
        **fit,
    )


def scaled(table: pd.DataFrame, low: pd.Series, high: pd.Series) -> tuple[np.ndarray, np.ndarray]:
    """Return inputs (n, 11) and grades (n,), all brought from `low` to `high` down to 0 to 1, as the source does."""
    columns = ((table - low) / (high - low)).astype("float32")
    return columns.drop(columns="quality").to_numpy(), columns["quality"].to_numpy()


def sources_network() -> keras.Model:
    """Return the source's network, 512-512-512-1."""
    hidden = [keras.layers.Dense(512, activation="relu") for _ in range(3)]
    model = keras.Sequential([keras.Input((11,)), *hidden, keras.layers.Dense(1)])
    model.compile(optimizer="adam", loss="mae")
    return model
