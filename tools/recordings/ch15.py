"""Recorded runs of chapter 15: lines with teeth, depths at equal parameters, and the long runs on 60,000 images."""

import helpers.startup

from typing import Any

import keras

from helpers import training
from tools.recordings import page, whole_mnist

NAME = "15_depth"
SEEDS, GRID_SEEDS = range(5), range(3)  # for what is compared, and for finding its rate
DEEP = {"2 × 578": [578] * 2, "3 × 462": [462] * 3, "5 × 357": [357] * 5, "16 × 205": [205] * 16}
GRID = (0.0001, 0.0003, 0.001, 0.003, 0.01)  # of the learning rate, neighbors a factor √10 apart
BEST = {"1 × 1000": 0.003, "2 × 578": 0.001, "3 × 462": 0.001, "5 × 357": 0.0003, "16 × 205": 0.001}  # of the grid
LONG = {  # all training images, judged on the test images: the hidden layers, and the epochs of each seed
    "three hidden layers": ([1000] * 3, {0: 250, 1: 100, 2: 100}),
    "three hidden layers of 462": ([462] * 3, {0: 100, 1: 100, 2: 100}),  # as many parameters as 1 × 1000
}
LONG_BATCH_SIZE = 1024


def record() -> None:
    """Train what is not recorded yet."""
    record_lines()
    record_depths()
    record_long()


def record_lines() -> None:
    """The networks of section 2 that look for four teeth."""
    names = page("15", "imports", "parameters", "fold-keras", "line-build")
    variants = {f"line {name}": settings for name, settings in names["networks"].items()}
    wide = names["networks"]["1 × 736"]
    variants |= {f"line 1 × 736, rate {rate:g}": wide | {"learning_rate": rate} for rate in (0.003, 0.03)}
    training.repeat(names["build_line"], variants, range(5), record=NAME, **names["line_fit"])


def record_depths() -> None:
    """Networks with as many parameters as the baseline, on its data and at its setting; a grid of rates for each."""
    names = page("15", "imports", "parameters", "digits", "build", "remedies")
    build, remedied, fit = names["build"], names["remedied"], names["fit"]
    sizes: dict[str, dict[str, Any]] = {"1 × 1000": {}}
    sizes |= {size: {"widths": widths, "start": "he_uniform"} for size, widths in DEEP.items()}
    grid = {f"{size}, rate {rate:g}": sizes[size] | {"learning_rate": rate} for size in sizes for rate in GRID}
    del grid["1 × 1000, rate 0.001"]  # the baseline
    training.repeat(build, grid, GRID_SEEDS, record=NAME, **fit)
    compared = {name: grid[name] for size in BEST if (name := f"{size}, rate {BEST[size]:g}")}
    compared |= {"16 × 205, Glorot, rate 0.001": {"widths": DEEP["16 × 205"]}}
    training.repeat(build, compared, SEEDS, record=NAME, **fit)
    remedies = {f"16 × 205, {kind}": {"remedy": kind} for kind in ("batch normalization", "shortcuts")}
    training.repeat(remedied, remedies, SEEDS, record=NAME, **fit)


def record_long() -> None:
    """The sources' own setting, which appendix A1 reads too: a softmax at the end, batches of 1,024."""
    fit = whole_mnist() | {"batch_size": LONG_BATCH_SIZE}
    for name, (widths, epochs_by_seed) in LONG.items():
        for seed, epochs in epochs_by_seed.items():
            training.repeat(with_softmax, {name: {"widths": widths}}, [seed], epochs=epochs, record=NAME, **fit)


def with_softmax(widths: list[int]) -> keras.Model:
    """Build the network of the sources, which gives probabilities."""
    hidden = [keras.layers.Dense(width, activation="relu") for width in widths]
    model = keras.Sequential([keras.Input((784,)), *hidden, keras.layers.Dense(10, activation="softmax")])
    model.compile("adam", loss="sparse_categorical_crossentropy", metrics=["accuracy"])
    return model
