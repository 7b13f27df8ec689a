"""Recorded runs of chapter 16: rates of the baseline's and of a deeper network, cures of rate 0.1, the cookbook's."""

import helpers.startup

from typing import Any

import keras

from helpers import training
from tools.recordings import page, whole_mnist

RATES, OTHER, RESCUE, CLAIMS = "16_rates", "16_other_network", "16_rescue", "16_learning_rate"
SEEDS, FEW_SEEDS = range(5), range(3)
GRIDS = {"Adam": (0.0001, 0.0003, 0.003, 0.01), "SGD": (0.03, 0.1, 0.3, 1.0, 3.0)}  # and the baseline's 0.001
OTHER_GRIDS = {"Adam": (0.0001, 0.0003, 0.001, 0.003, 0.01, 0.03), "SGD": (0.01, 0.03, 0.1, 0.3, 1.0)}
OTHER_NETWORK = {"hidden": (100, 100, 100), "batch_size": 32}
TOO_LARGE = 0.1  # of Adam
CLAIM_EPOCHS, CLAIM_BATCH_SIZE, CLAIM_SEEDS = 500, 1024, (0,)


def record() -> None:
    """Train what is not recorded yet."""
    record_rates()
    record_rescue()
    record_claims()


def record_rates() -> None:
    """Sections 4 and 7: a grid for each optimizer, for the network of the page and for a deeper one."""
    names = page("16", "imports", "parameters", "digits", "build")
    for file, grids, network, seeds in (
        (RATES, GRIDS, {}, SEEDS),
        (OTHER, OTHER_GRIDS, OTHER_NETWORK, FEW_SEEDS),
    ):
        variants = {
            f"{name} {rate:g}": {"learning_rate": rate, "optimizer": getattr(keras.optimizers, name), **network}
            for name, rates in grids.items()
            for rate in rates
        }
        training.repeat(names["build"], variants, seeds, record=file, **names["fit"])


def record_rescue() -> None:
    """Section 8: where the damage of a rate that is too large is done, and what prevents it."""
    names = page("16", "imports", "parameters", "digits", "build", "alive")
    steps = names["epoch_steps"]
    then = keras.optimizers.schedules.PiecewiseConstantDecay
    climb = keras.optimizers.schedules.PolynomialDecay(0.001, 2 * steps, TOO_LARGE)
    variants: dict[str, dict[str, Any]] = {
        "one step of 0.1, then 0.001": {"learning_rate": then([0], [TOO_LARGE, 0.001])},
        "an epoch of 0.1, then 0.001": {"learning_rate": then([steps - 1], [TOO_LARGE, 0.001])},
        "Adam 0.1, warm-up": {"learning_rate": climb},
        "Adam 0.1, clipped at 1": {"learning_rate": TOO_LARGE, "clip": 1.0},
    }
    settings = {"record": RESCUE, "at_end": names["answering"], **names["fit"]}
    training.repeat(names["build"], {"Adam 0.1": {"learning_rate": TOO_LARGE}}, SEEDS, **settings)
    training.repeat(names["build"], variants, FEW_SEEDS, **settings)


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
        epochs=CLAIM_EPOCHS,
        batch_size=CLAIM_BATCH_SIZE,
        record=CLAIMS,
        **whole_mnist(),
    )
