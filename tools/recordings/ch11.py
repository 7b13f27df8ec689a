"""Recorded runs of chapter 11: the baseline of chapters 11 to 21, what luck makes of it, and the cookbook's setting."""

import helpers.startup

import keras
import numpy as np

from helpers import data, training
from tools.recordings import page

NAME = "11_vanilla_network"
BASELINE_SEEDS = range(5)  # those of every variant in the tables of chapters 11 to 21
MORE_SEEDS = range(5, 15)
SOFTMAX_RATES = (0.0003, 0.001, 0.003, 0.01, 0.03)
FEW_IMAGES = 1_000
COOKBOOK_EPOCHS = 500


def record() -> None:
    """Train what the chapter reads, with the page's own network and data, and what appendix A1 reads."""
    names = page("11", "imports", "parameters", "digits", "build")
    build, digits, fit = names["build"], names["digits"], names["fit"]

    def on_test(model: keras.Model) -> dict[str, float]:
        return {"test_accuracy": model.evaluate(digits.x_test, digits.y_test, batch_size=1_000, verbose=0)[1]}

    training.repeat(build, {"baseline": {}}, BASELINE_SEEDS, record=NAME, **fit)
    rates = {f"softmax regression {rate:g}": {"units": 0, "learning_rate": rate} for rate in SOFTMAX_RATES}
    training.repeat(build, rates, BASELINE_SEEDS, record=NAME, **fit)
    training.repeat(build, {"more seeds": {}}, MORE_SEEDS, record=NAME, at_end=on_test, **fit)
    training.repeat(build, {"raw pixels": raw(digits)}, BASELINE_SEEDS, record=NAME, **fit)
    few = {"x": digits.x_train[:FEW_IMAGES], "y": digits.y_train[:FEW_IMAGES]}
    training.repeat(build, {"1,000 images": few}, BASELINE_SEEDS, record=NAME, **fit)
    record_cookbook()


def raw(digits: data.Digits) -> dict:
    """Return the same images with pixels from 0 to 255, as arguments of `fit`."""
    x_train, x_val = (np.round(255 * x) for x in (digits.x_train, digits.x_val))
    return {"x": x_train, "validation_data": (x_val, digits.y_val)}


def record_cookbook() -> None:
    """Train the cookbook's network at its own setting: raw pixels, 60,000 images, 500 epochs, one seed."""
    (images, labels), (test_images, test_labels) = data.load_mnist()
    x, x_test = (pixels.reshape(len(pixels), 784).astype("float32") for pixels in (images, test_images))
    y, y_test = (keras.utils.to_categorical(part, 10) for part in (labels, test_labels))
    variants = {
        "batch 32": {"batch_size": 32},
        "batch 1024": {"batch_size": 1024},
        "batch 1024, clipped probabilities": {"batch_size": 1024, "clipped": True},
    }
    fit = {"x": x, "y": y, "validation_data": (x_test, y_test), "epochs": COOKBOOK_EPOCHS}
    training.repeat(cookbook, variants, [0], record=NAME, **fit)


def cookbook(clipped: bool = False) -> keras.Model:
    """Build the cookbook's network; a layer behind its softmax makes Keras clip the probabilities, as in 2018."""
    layers = [keras.layers.Dense(1000, activation="relu"), keras.layers.Dense(10, activation="softmax")]
    if clipped:
        layers.append(keras.layers.Reshape((10,)))
    model = keras.Sequential([keras.Input((784,)), *layers])
    model.compile(loss="categorical_crossentropy", optimizer="adam", metrics=["accuracy"])
    return model
