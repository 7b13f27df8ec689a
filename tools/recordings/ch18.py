"""Recorded runs of chapter 18: more images, other widths, wrong labels; and the long runs on 60,000 images."""

import helpers.startup

from typing import Any

import keras
import numpy as np

from helpers import data, training
from tools.recordings import page, whole_mnist

NAME = "18_gap"  # beside the long runs, which others read whole
POOL = 30_000  # images from which more are drawn than the page has; the first ones are the page's
SIZES = {200: (200, 10), 1_000: (50, 5), 25_000: (2, 1)}  # images: epochs with about 790 updates, validated every …
WIDTHS, SLOW_WIDTHS = (10, 30, 100, 300, 2_000), (10, 100)  # besides the 1,000 of the page
HIGHER_RATES = (0.003, 0.01)  # for the narrow ones
SEEDS = range(5)

LONG = "18_overfitting"
LONG_SEEDS, LONG_EPOCHS, LONG_BATCH_SIZE = [0, 1, 2], 100, 1024


def record() -> None:
    """Train what is not recorded yet."""
    record_long()
    names = page("18", "imports", "parameters", "digits", "build", "noise", "spread")
    record_wrong_labels(names)
    record_sizes(names)
    record_widths(names)


def record_wrong_labels(names: dict[str, Any]) -> None:
    """One label in ten is wrong, and training goes on until most of them are learned."""
    variants = {"wrong labels": {"y": names["noisy"], "epochs": names["LONG_EPOCHS"]}}
    measure = names["on_wrong_labels"]
    training.repeat(names["build"], variants, SEEDS, each_epoch=measure, record=NAME, **names["fit"])


def record_sizes(names: dict[str, Any]) -> None:
    """Fewer and more images than the page's 5,000, with as many updates and the same validation images."""
    digits, pool = names["digits"], data.split_mnist(POOL, 0.0)
    own, drawn = len(digits.x_train), len(digits.x_train) + len(digits.x_val)
    x = np.concatenate([pool.x_train[:own], pool.x_train[drawn:]])
    y = np.concatenate([pool.y_train[:own], pool.y_train[drawn:]])
    np.testing.assert_array_equal(x[:own], digits.x_train)
    for count, (epochs, every) in SIZES.items():
        variant = {f"{count:,} images": {"x": x[:count], "y": y[:count], "epochs": epochs}}
        training.repeat(
            names["build"],
            variant,
            SEEDS,
            each_epoch=names["spread"],
            validation_freq=every,
            record=NAME,
            **names["fit"],
        )


def record_widths(names: dict[str, Any]) -> None:
    """Narrower and wider networks at the page's rate, and two narrow ones at higher rates as well."""
    variants: dict[str, dict[str, Any]] = {f"{units:,} units": {"units": units} for units in WIDTHS}
    for units in SLOW_WIDTHS:
        variants |= {f"{units} units, {rate}": {"units": units, "learning_rate": rate} for rate in HIGHER_RATES}
    training.repeat(names["build"], variants, SEEDS, record=NAME, **names["fit"])


def record_long() -> None:
    """The sources' own setting, which appendix A1 and other chapters read: a softmax at the end, batches of 1,024."""
    training.repeat(
        with_softmax,
        {"plain": {}},
        LONG_SEEDS,
        each_epoch=kernels,
        epochs=LONG_EPOCHS,
        batch_size=LONG_BATCH_SIZE,
        record=LONG,
        **whole_mnist(),
    )


def with_softmax() -> keras.Model:
    """Build the network of the sources, which gives probabilities."""
    model = keras.Sequential(
        [
            keras.Input((784,)),
            keras.layers.Dense(1000, activation="relu", name="hidden"),
            keras.layers.Dense(10, activation="softmax", name="output"),
        ]
    )
    model.compile("adam", "sparse_categorical_crossentropy", metrics=["accuracy"])
    return model


def kernels(model: keras.Model) -> dict[str, float]:  # noqa: D103 (its source is part of the runs' digest)
    hidden, _, output, _ = model.get_weights()
    return {
        "hidden_std": float(hidden.std()),
        "output_std": float(output.std()),
        "output_large": float((np.abs(output) > 0.2).mean()),
    }
