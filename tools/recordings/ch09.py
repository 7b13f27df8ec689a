"""Recorded runs of chapter 09: the ablation of its section 8, and the sources' own setting, which appendix A1 reads."""

import helpers.startup

from collections.abc import Callable
from typing import Any

import keras
import numpy as np

from helpers import data, training
from tools.recordings import page

ABLATION, CLAIMS = "09_ablation", "09_mnist_case_study"
IMAGES, EPOCHS = 10_000, 10  # of the ablation: a fifth of the images, so that five seeds are affordable
SEEDS = range(5)
CLAIM_EPOCHS = 8  # the sources call fit with four epochs twice, and the second call goes on


def record() -> None:
    """Train what is not recorded yet; seed by seed, so that an interruption leaves whole sets of variants."""
    record_ablation()
    record_claims()


def record_ablation() -> None:
    """The network of the page on fewer images, whole and with one part left out at a time."""
    names = page("09", "imports", "parameters", "load", "split", "scale", "compiled", "build")
    build, batch_size, x_val, y_val = (names[name] for name in ("build", "BATCH_SIZE", "x_val", "y_val"))
    steps = EPOCHS * -(-IMAGES // batch_size)
    falling = keras.optimizers.schedules.CosineDecay(names["LEARNING_RATE"], steps)
    variants: dict[str, dict[str, Any]] = {
        "whole recipe": {},
        "without dropout": {"dropout": 0.0},
        "without L2": {"l2": 0.0},
        "without batch normalization": {"batch_norm": False},
        "without all three": {"dropout": 0.0, "l2": 0.0, "batch_norm": False},
        "constant rate": {"learning_rate": names["LEARNING_RATE"]},
    }
    variants = {name: {"learning_rate": falling} | changed for name, changed in variants.items()}

    def stopping() -> list[keras.callbacks.Callback]:
        patience = names["PATIENCE"]
        return [
            keras.callbacks.EarlyStopping("val_cross_entropy", mode="min", patience=patience, restore_best_weights=True)
        ]

    fit = {
        "x": names["x_train"][:IMAGES],
        "y": names["y_train"][:IMAGES],
        "validation_data": (x_val, y_val),
        "batch_size": batch_size,
        "epochs": EPOCHS,
    }
    for seed in SEEDS:
        training.repeat(
            build, variants, [seed], callbacks=stopping, at_end=kept_by_stopping(x_val, y_val), record=ABLATION, **fit
        )


def kept_by_stopping(x_val: np.ndarray, y_val: np.ndarray) -> Callable[[keras.Model], dict[str, float]]:
    """Return a measure of the weights that early stopping has put back."""

    def measure(model: keras.Model) -> dict[str, float]:
        figures = model.evaluate(x_val, y_val, verbose=0, return_dict=True)
        return {"kept cross-entropy": figures["cross_entropy"], "kept accuracy": figures["accuracy"]}

    return measure


def record_claims() -> None:
    """What the sources run: all training images, the test images as validation data, a constant rate."""
    (images, labels), (test_images, test_labels) = data.load_mnist()
    order = np.random.default_rng(0).permutation(len(images))
    x, x_test = (part.reshape(len(part), 784) / np.float32(255) for part in (images[order], test_images))
    y, y_test = (keras.utils.to_categorical(part, num_classes=10) for part in (labels[order], test_labels))
    fit = {"x": x, "y": y, "validation_data": (x_test, y_test), "batch_size": 128, "epochs": CLAIM_EPOCHS}
    training.repeat(sources_network, {"test set as validation data": {}}, SEEDS, record=CLAIMS, **fit)


def sources_network() -> keras.Model:
    """Return the sources' network, which ends in a softmax."""
    layers = keras.layers
    penalty = keras.regularizers.L2(0.001)
    first = [layers.Dense(512), layers.Activation("relu"), layers.Dropout(0.2)]
    second = [layers.Dense(512, kernel_regularizer=penalty), layers.BatchNormalization(), layers.Activation("relu")]
    end = [layers.Dropout(0.2), layers.Dense(10), layers.Activation("softmax")]
    model = keras.Sequential([keras.Input((784,)), *first, *second, *end])
    model.compile(loss="categorical_crossentropy", optimizer="adam", metrics=["accuracy"])
    return model
