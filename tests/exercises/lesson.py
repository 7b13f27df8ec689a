"""What an exercise finds in its notebook: the names of the cells that it builds on."""

import functools

import keras
import numpy as np
import pandas as pd

from helpers.exercises import Exercise
from tools.recordings import page


def names(exercise: Exercise) -> dict[str, object]:
    """Return the names that a reader has there: keras, np, pd, and those of the cells that the exercise uses.

    The cells run once, with the reader's parameters, on the data that COURSE_DATA names.
    """
    return dict(_run(exercise.verify.__module__.removeprefix("helpers.exercises.ch"), exercise.uses))


@functools.cache
def _run(number: str, uses: tuple[str, ...]) -> dict[str, object]:
    return {"keras": keras, "np": np, "pd": pd} | page(number, *uses)
