"""Recorded runs of chapter 21: the deep network, small batches, the baseline; and the cookbook's setting, for A1."""

import helpers.startup

from typing import Any

import keras
import numpy as np

from helpers import training
from tools.recordings import page, whole_mnist

DEEP, BATCHES, NORMS = "21_deep", "21_batches", "21_norms"
LONG = "21_batch_normalization"  # the long run, which appendix A1 reads whole
RATES = (0.01, 0.1, 0.3, 1.0)
SIZES, SIZE_EPOCHS = (2, 64), 2
RATE_PER_IMAGE = 0.1 / 64
SEEDS = range(5)
CLAIM_SEEDS = range(3)
CLAIM_EPOCHS, CLAIM_BATCH_SIZE, CLAIM_L2 = 100, 1024, 0.01


def record() -> None:
    """Train what is not recorded yet."""
    record_claim()
    names = page("21", "imports", "parameters", "digits", "deep", "build")
    record_baseline(names)
    record_deep(names)
    record_batches(names)


def record_baseline(names: dict[str, Any]) -> None:
    """One hidden layer and Adam: where the normalization stands, a rate for it, another one, and a strong penalty."""
    variants: dict[str, dict[str, Any]] = {"batch norm": {"norm": "batch"}}
    for rate in (0.0003, 0.003):
        variants[f"batch norm, rate {rate}"] = {"norm": "batch", "learning_rate": rate}
    variants |= {"batch norm after ReLU": {"norm": "after"}, "layer norm": {"norm": "layer"}}
    variants |= {"L2 0.01": {"l2": 0.01}, "L2 0.01, batch norm": {"norm": "batch", "l2": 0.01}}
    training.repeat(names["build"], variants, SEEDS, record=NORMS, **names["fit"])


def record_deep(names: dict[str, Any]) -> None:
    """Depth × rate × start, with batch normalization and without."""
    variants: dict[str, dict[str, Any]] = {}
    for norm in ("", "batch"):
        for rate in RATES:
            chosen = {"norm": norm, "rate": rate}
            end = f"{norm or 'plain'}, {rate}"
            variants[f"1 layer, {end}"] = chosen | {"layers": 1}
            variants[f"10 layers, {end}"] = chosen
            variants[f"10 layers from small weights, {end}"] = chosen | {"start": "small"}
    training.repeat(names["deep"], variants, SEEDS, each_epoch=middle_length, record=DEEP, **names["few"])


def record_batches(names: dict[str, Any]) -> None:
    """Batches of few images, four normalizations."""
    for size in SIZES:
        given: dict[str, Any] = {"rate": RATE_PER_IMAGE * size, "batch_size": size}
        kinds = ("", "batch", "layer", "group")
        variants = {f"batches of {size}, {norm or 'plain'}": given | {"norm": norm} for norm in kinds}
        training.repeat(names["deep"], variants, SEEDS, record=BATCHES, **names["few"] | {"epochs": SIZE_EPOCHS})


def middle_length(model: keras.Model) -> dict[str, float]:
    """Return the length of the kernel in the middle of the hidden layers."""
    kernels = [layer.kernel for layer in model.layers[:-1] if isinstance(layer, keras.layers.Dense)]
    return {"length": float(np.linalg.norm(kernels[len(kernels) // 2]))}


def record_claim() -> None:
    """What the cookbook and its author ran: all images, the test images as validation data."""
    training.repeat(
        cookbook_network,
        {"with batch normalization": {}},
        CLAIM_SEEDS,
        epochs=CLAIM_EPOCHS,
        batch_size=CLAIM_BATCH_SIZE,
        record=LONG,
        **whole_mnist(),
    )


def cookbook_network() -> keras.Model:
    """Return the cookbook's network, which ends in a softmax."""
    penalty = keras.regularizers.L2(CLAIM_L2)
    hidden = keras.layers.Dense(1000, activation="relu", kernel_regularizer=penalty)
    output = keras.layers.Dense(10, activation="softmax", kernel_regularizer=penalty)
    model = keras.Sequential([keras.Input((784,)), hidden, keras.layers.BatchNormalization(), output])
    model.compile(loss="sparse_categorical_crossentropy", optimizer="adam", metrics=["accuracy"])
    return model
