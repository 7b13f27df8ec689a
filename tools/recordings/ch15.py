"""Recorded runs of chapter 15: lines with teeth, depths at equal parameters, and the long runs on 60,000 images."""

import helpers.startup

from typing import Any

import keras
import numpy as np

from helpers import data, training
from tools.recordings import page

NAME = "15_depth"
LONG = {  # all training images, judged on the test images: the hidden layers, and the epochs of each seed
    "three hidden layers": ([1000] * 3, {0: 250, 1: 100, 2: 100}),
    "three hidden layers of 462": ([462] * 3, {0: 100, 1: 100, 2: 100}),  # as many parameters as 1 × 1000
}
LONG_BATCH_SIZE = 1024


def record() -> None:
    """Train what is not recorded yet."""
    record_lines()
    record_long()


def record_lines() -> None:
    """The networks of section 2 that look for four teeth."""
    names = page("15", "imports", "parameters", "fold-keras", "line-build")
    variants = {f"line {name}": settings for name, settings in names["networks"].items()}
    training.repeat(names["build_line"], variants, range(5), record=NAME, **names["line_fit"])


def record_long() -> None:
    """The sources' own setting, which appendix A1 reads too: a softmax at the end, batches of 1,024."""
    (train_images, train_labels), (test_images, test_labels) = data.load_mnist()
    fit: dict[str, Any] = {
        "x": train_images.reshape(-1, 784) / np.float32(255),
        "y": train_labels.astype("int64"),
        "validation_data": (test_images.reshape(-1, 784) / np.float32(255), test_labels.astype("int64")),
        "batch_size": LONG_BATCH_SIZE,
    }
    for name, (widths, epochs_by_seed) in LONG.items():
        for seed, epochs in epochs_by_seed.items():
            training.repeat(with_softmax, {name: {"widths": widths}}, [seed], epochs=epochs, record=NAME, **fit)


def with_softmax(widths: list[int]) -> keras.Model:
    """Build the network of the sources, which gives probabilities."""
    hidden = [keras.layers.Dense(width, activation="relu") for width in widths]
    model = keras.Sequential([keras.Input((784,)), *hidden, keras.layers.Dense(10, activation="softmax")])
    model.compile("adam", loss="sparse_categorical_crossentropy", metrics=["accuracy"])
    return model
