"""Recorded runs of chapter 08: the plain network, more images, and a grid for each tool; five seeds each."""

import helpers.startup

from helpers import training
from tools.recordings import page

NAME = "08_regularization"
IMAGES = (2_000, 5_000)  # besides the 500 of the page
GRIDS = {  # neighbors differ by about √10, or by equal parts where the setting is a share
    "learning_rate": (0.00006, 0.0002, 0.002, 0.006),  # and that of the page
    "l2": (0.0003, 0.001, 0.003, 0.01, 0.03),
    "dropout": (0.15, 0.3, 0.45, 0.6, 0.75),
}
SEEDS = range(5)


def record() -> None:
    """Train what sections 3 and 12 read, with the data and the network of the page itself."""
    names = page("08", "imports", "parameters", "digits", "build", "judge")
    digits, one_hot = names["digits"], names["one_hot"]
    variants: dict[str, dict] = {"plain": {}}
    variants |= {f"{tool} {value:g}": {tool: value} for tool, grid in GRIDS.items() for value in grid}
    variants |= {"batch_norm 0.9": {"batch_norm": True}, "batch_norm 0.99": {"batch_norm": True, "momentum": 0.99}}
    variants |= {"smoothing 0.1": {"smoothing": 0.1}, "l2 0.001, dropout 0.45": {"l2": 0.001, "dropout": 0.45}}
    for count in IMAGES:
        more = {"x": digits.x_train[:count], "y": one_hot(digits.y_train[:count])}
        epochs = names["EPOCHS"] * names["TRAINING_IMAGES"] // count
        variants[f"images {count}"] = more | {"epochs": epochs}
    settings = {"callbacks": names["keep_the_best"], "at_end": names["on_fresh"], **names["fit"]}
    training.repeat(names["build"], variants, SEEDS, record=NAME, **settings)
