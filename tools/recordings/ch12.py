"""Recorded runs of chapter 12: raw pixels at five rates, what is mended in them, scalers; the source's own setting."""

import helpers.startup

from typing import Any

import keras
import numpy as np

from helpers import training
from tools.recordings import page, whole_mnist

PIXELS, CLAIMS = "12_pixels", "12_input_scaling"
RATES = {  # factors of about √10; 0.001 is the rate of all recipes
    "raw pixels": (0.0001, 0.0003, 0.001, 0.003, 0.01),
    "start mended": (0.00001, 0.00003, 0.0001, 0.0003, 0.001),
}
SEEDS = range(5)
CLAIM_EPOCHS = 500


def record() -> None:
    """Train what is not recorded yet; seed by seed, so that an interruption leaves whole sets of variants."""
    record_pixels()
    record_claims()


def record_pixels() -> None:
    """The network of the page on pixels from 0 to 255, mended in one way and in two, and on pixels scaled otherwise."""
    names = page("12", "imports", "parameters", "digits", "build", "menders")
    raw, scaled, pixels, glorot = (names[name] for name in ("raw", "scaled", "pixels", "glorot"))
    mended = raw | {"start": glorot(1 / 255)}
    variants: dict[str, dict[str, Any]] = {}
    for way, shown in (("raw pixels", raw), ("start mended", mended)):
        for rate in RATES[way]:
            variants[f"{way}, rate {rate:.6f}".rstrip("0")] = shown | {"learning_rate": rate}
    variants["start and steps mended"] = mended | {"optimizer": names["FirstLayerSlower"]}
    variants["only the start wrong"] = scaled | {"start": glorot(255)}
    x = scaled["x"]
    spread = x.std(axis=0)
    variants["standardized"] = pixels(float(x.mean()), float(x.std()))
    variants["each pixel standardized"] = pixels(x.mean(axis=0), np.where(spread > 0, spread, 1))
    for seed in SEEDS:
        training.repeat(names["build"], variants, [seed], record=PIXELS, **names["fit"])


def record_claims() -> None:
    """What the source runs: all training images, the test images as validation data; appendix A1 reads it."""
    training.repeat(
        sources_network,
        {"batch 32": {"batch_size": 32}, "batch 1024": {"batch_size": 1024}},
        [0],
        each_epoch=lambda model: {"updates": int(model.optimizer.iterations)},
        epochs=CLAIM_EPOCHS,
        record=CLAIMS,
        **whole_mnist(),
    )


def sources_network() -> keras.Model:
    """Return the source's network, which ends in a softmax."""
    start = keras.initializers.VarianceScaling(scale=1.0, mode="fan_avg", distribution="uniform")
    hidden = keras.layers.Dense(1000, activation="relu", kernel_initializer=start)
    model = keras.Sequential([keras.Input((784,)), hidden, keras.layers.Dense(10, activation="softmax")])
    model.compile(loss="sparse_categorical_crossentropy", optimizer="adam", metrics=["accuracy"])
    return model
