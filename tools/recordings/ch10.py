"""Recorded runs of chapter 10: the source's own setting, which appendix A1 and one picture of the chapter read."""

import helpers.startup

import keras
import numpy as np
import pandas as pd

from helpers import data, training

CLAIMS = "10_red_wine"
CLAIM_EPOCHS, CLAIM_MOST_EPOCHS, CLAIM_BATCH_SIZE = 10, 500, 256
SEEDS = range(5)


def record() -> None:
    """Train what is not recorded yet."""
    record_claims()


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

    fit = {
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
