"""Recorded runs of chapter 13: the cookbook's inverted images, and the recipe's presentations, five seeds each."""

import helpers.startup

import keras
import numpy as np

from helpers import data, training
from tools.recordings import page

NAME = "13_input_distribution"
CLAIM_SEEDS = (0, 1, 2)
CLAIM_BATCH_SIZE = 32
CLAIM_EPOCHS = {"inverted": 100, "normal": 10}
SEEDS = range(5)
RATES = (0.0001, 0.0003, 0.003, 0.01)  # of Adam for the inverted images, besides 0.001, that of the page


def cookbook() -> keras.Model:
    """Return the cookbook's network: 784-1000-10, a softmax at its end, Adam at its default rate."""
    hidden = keras.layers.Dense(1000, activation="relu", name="hidden")
    output = keras.layers.Dense(10, activation="softmax")
    model = keras.Sequential([keras.Input((784,)), hidden, output])
    model.compile(optimizer="adam", loss="sparse_categorical_crossentropy", metrics=["accuracy"])
    return model


def record_claims() -> None:
    """Train on all images, inverted and as they are, with the test images for validation, as the cookbook does."""
    (images, y_all), (test_images, y_test) = data.load_mnist()
    x_all = images.reshape(-1, 784) / np.float32(255)
    x_test = test_images.reshape(-1, 784) / np.float32(255)
    variants = {
        "inverted": {"x": 1 - x_all, "validation_data": (1 - x_test, y_test)},
        "normal": {"x": x_all, "validation_data": (x_test, y_test)},
    }
    for name, variant in variants.items():
        training.repeat(
            cookbook,
            {name: variant},
            CLAIM_SEEDS,
            record=NAME,
            y=y_all,
            batch_size=CLAIM_BATCH_SIZE,
            epochs=CLAIM_EPOCHS[name],
        )


def record() -> None:
    """Train the cookbook's runs, and with the data and the network of the page what its sections read."""
    record_claims()
    names = page("13", "imports", "parameters", "digits", "build", "ways")
    shown, ways, inked = (names[name] for name in ("shown", "ways", "inked"))
    inverted = shown(ways["inverted images"])
    variants = {way: shown(change) for way, change in ways.items() if way != "as they are"}
    variants["inverted, dead pixels at 0"] = shown(lambda x: inked * (1 - x))
    variants["inverted, same first scores"] = inverted | {"mirrored": True}
    variants |= {f"inverted images, rate {rate:g}": inverted | {"learning_rate": rate} for rate in RATES}
    training.repeat(names["build"], variants, SEEDS, record=NAME, **names["fit"])
