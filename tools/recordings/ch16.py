"""Recorded runs of chapter 16: the cookbook's four rates, which appendix A1 reads."""

import helpers.startup

from typing import Any

import keras
import numpy as np

from helpers import data, training

CLAIMS = "16_learning_rate"
CLAIM_EPOCHS, CLAIM_BATCH_SIZE, CLAIM_SEEDS = 500, 1024, (0,)


def record() -> None:
    """Train what is not recorded yet."""
    record_claims()


def cookbook_network(learning_rate: float, *, clipped: bool = False) -> keras.Model:
    """The cookbook's network; `clipped` hides the scores from the loss, as the Keras of 2018 did."""
    layers = [keras.layers.Dense(1000, activation="relu"), keras.layers.Dense(10, activation="softmax")]
    if clipped:
        layers.append(keras.layers.Reshape((10,)))  # the note with the scores is lost
    model = keras.Sequential([keras.Input((784,)), *layers])
    adam = keras.optimizers.Adam(learning_rate)
    model.compile(adam, loss="sparse_categorical_crossentropy", metrics=["accuracy"])
    return model


def record_claims() -> None:
    """The sources' own settings: all images, the test images as validation data."""
    (images, labels), (test_images, test_labels) = data.load_mnist()
    x, x_test = (part.reshape(-1, 784) / np.float32(255) for part in (images, test_images))
    variants: dict[str, dict[str, Any]] = {
        "rate 0.1": {"learning_rate": 0.1},
        "rate 0.1, clipped probabilities": {"learning_rate": 0.1, "clipped": True},
        "rate 0.01": {"learning_rate": 0.01},
        "rate 0.0001": {"learning_rate": 0.0001},
    }
    training.repeat(
        cookbook_network,
        variants,
        CLAIM_SEEDS,
        x=x,
        y=labels.astype(int),
        validation_data=(x_test, test_labels.astype(int)),
        epochs=CLAIM_EPOCHS,
        batch_size=CLAIM_BATCH_SIZE,
        record=CLAIMS,
    )
