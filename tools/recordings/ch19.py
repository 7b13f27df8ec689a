"""Recorded runs of chapter 19: penalties and weight decay; and the long runs on 60,000 images."""

import helpers.startup

from typing import Any

import keras

from helpers import training
from tools.recordings import page, whole_mnist
from tools.recordings.ch18 import kernels

NAME = "19_path"  # beside the long runs, which others read whole
GRIDS = {  # of L2 a whole one, of the others what the few images speak for
    "L2": ("l2", (0.00003, 0.0001, 0.0003, 0.001, 0.003)),
    "L1": ("l1", (0.0001,)),
    "weight decay": ("decay", (1.0,)),
}
CUT_AND_TRAINED = ("no penalty", "L1 0.0001")
SEEDS = range(5)

FEW_GRIDS = {  # neighbors differ by about √10
    "L2": ("l2", (0.0001, 0.0003, 0.001, 0.003, 0.01)),
    "weight decay": ("decay", (1.0, 3.0, 10.0)),
    "L1": ("l1", (0.0001,)),
}
VALIDATED_EVERY = 5  # epochs, where there are many short ones
FEW_SEEDS = range(3)

LONG = "19_l1_l2"  # which appendix A1 draws whole
LONG_BATCH_SIZE = 1024
LONG_RUNS = {"λ = 0.1": (0.1, [0], 500), "λ = 0.01": (0.01, [0, 1, 2], 100)}  # strength, seeds, epochs


def record() -> None:
    """Train what is not recorded yet."""
    record_long()
    names = page("19", "imports", "parameters", "digits", "build", "paid", "cut", "after-cuts")
    record_few(names)
    record_path(names)


def record_few(names: dict[str, Any]) -> None:
    """Few images and as many updates as the baseline has; the network without a price is recorded for chapter 18."""
    fit = names["fit"] | names["few"] | {"validation_freq": VALIDATED_EVERY}
    variants = {f"1,000 images, {name}": price for name, price in prices(FEW_GRIDS).items()}
    training.repeat(names["build"], variants, FEW_SEEDS, each_epoch=names["paid"], record=NAME, **fit)


def record_path(names: dict[str, Any]) -> None:
    """The baseline with a price on its weights, and what is left of each network when most weights are cut off."""
    variants: dict[str, Any] = {"no penalty": {}} | prices(GRIDS)
    for name, price in variants.items():
        at_end = names["after_training" if name in CUT_AND_TRAINED else "after_cuts"]
        seeds = FEW_SEEDS if name == "no penalty" else SEEDS  # the baseline has five, without the cuts
        measures = {"each_epoch": names["paid"], "at_end": at_end}
        training.repeat(names["build"], {name: price}, seeds, record=NAME, **measures, **names["fit"])


def prices(grids: dict[str, tuple[str, tuple[float, ...]]]) -> dict[str, dict[str, float]]:
    """Return a variant for each strength: its name and what it says to the page's `build`."""
    return {
        f"{kind} {strength:.6f}".rstrip("0").rstrip("."): {argument: strength}
        for kind, (argument, grid) in grids.items()
        for strength in grid
    }


def record_long() -> None:
    """The sources' own settings, which appendix A1 and other chapters read: a softmax at the end, batches of 1,024."""
    fit = whole_mnist()
    for name, (strength, seeds, epochs) in LONG_RUNS.items():
        training.repeat(
            with_softmax,
            {name: {"strength": strength}},
            seeds,
            each_epoch=kernels,
            epochs=epochs,
            batch_size=LONG_BATCH_SIZE,
            record=LONG,
            **fit,
        )


def with_softmax(strength: float) -> keras.Model:
    """Build the network of the sources, which gives probabilities, with an L2 penalty on both kernels."""
    penalties = [keras.regularizers.L2(strength) for _ in range(2)]
    model = keras.Sequential(
        [
            keras.Input((784,)),
            keras.layers.Dense(1000, activation="relu", kernel_regularizer=penalties[0]),
            keras.layers.Dense(10, activation="softmax", kernel_regularizer=penalties[1]),
        ]
    )
    model.compile("adam", "sparse_categorical_crossentropy", metrics=["accuracy"])
    return model
