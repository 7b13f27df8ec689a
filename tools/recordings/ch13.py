"""Recorded runs of chapter 13: the cookbook's inverted images, and the recipe's presentations, five seeds each."""

import helpers.startup

import keras

from helpers import training
from tools.recordings import page, whole_mnist

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
    normal = whole_mnist("uint8")
    x_test, y_test = normal["validation_data"]
    inverted = normal | {"x": 1 - normal["x"], "validation_data": (1 - x_test, y_test)}
    for name, fit in {"inverted": inverted, "normal": normal}.items():
        training.repeat(
            cookbook,
            {name: {}},
            CLAIM_SEEDS,
            record=NAME,
            batch_size=CLAIM_BATCH_SIZE,
            epochs=CLAIM_EPOCHS[name],
            **fit,
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
