"""Exercises of chapter 12, scaling the input."""

from typing import Any

import numpy as np

from helpers import data
from helpers.exercises import Exercise
from helpers.exercises.answers import (
    WrongAnswerError,
    as_array,
    as_function,
    as_numbers,
    fits,
    in_order,
    near,
    near_array,
)
from helpers.exercises.models import as_model, flat, softmax

DEEP = 65_535  # the largest pixel in exercise 4
BAR = 0.40  # validation loss there
GLOROT = (2 / (784 + 1000)) ** 0.5  # deviation of the hidden weights where pixels go from 0 to 1
ALLOWED = ("Dense", "Activation", "ReLU", "Dropout")


def _factor(answer: object) -> str:
    (number,) = as_numbers(answer, 1, "Answer with one number.")
    if fits(number, 255**2, rtol=1e-3):
        return "Once 255 for the gradient, which carries the input, and once for what a step does to 255·W."
    mistakes = {
        255.0: "That is for Adam, whose steps do not grow with the gradient. SGD's do: by what factor is the gradient "
        "of W longer than that of V?",
        1.0: "The same rate would do if neither gradient nor effect had changed. Section 3 and section 5: both have.",
        255.0**3: "Count again: one factor from the gradient, one from what the step does. Where is a third?",
        1 / 255**2: "The factor is right, in the wrong direction: the rate is divided by it.",
        1 / 255: "The rate must become smaller, and Adam's factor is not enough.",
    }
    near(number, mistakes, rtol=1e-3)
    raise WrongAnswerError("With V = 255·W: how long is the gradient of W, and what does a step in W do to V?")


def _standardized(answer: object) -> str:
    found = as_numbers(answer, 2, "Answer with a pair of numbers: (no, yes).")
    right = (-0.1005, 9.95)
    if fits(found, right, atol=0.006):
        return "The rare yes stands ten deviations from the mean. Left at 0 and 1 it was of the size of 1 already."
    in_order(found, right, "no comes first", atol=0.006)
    mistakes = {
        (0.0, 1.0): "That is the column as it was, and min–max would leave it so.",
        (-0.01, 0.99): "The mean is subtracted; now divide by the standard deviation.",
        (0.0, 10.05): "The mean, 0.01, has not been subtracted.",
        (-1.0101, 100.0): "That divides by the variance; the standard deviation is its root.",
        (..., 9.95): "The second is right. The first is not 0: the mean is subtracted from it, too.",
    }
    near(found, mistakes, atol=0.006)
    raise WrongAnswerError("The mean is the share p = 0.01, and the variance of zeros and ones is p(1 − p).")


def _robust(answer: object) -> str:
    robust_columns = as_function(answer, "robust_columns")
    rng = np.random.default_rng(5)
    for count, columns in ((9, 3), (21, 5)):
        train = rng.normal(10, 4, size=(count, columns))
        other = rng.normal(12, 9, size=(4, columns))
        train[0, 0] = 900.0  # a wild value
        train[:, 1] = 7.0  # a constant column
        if columns == 5:
            train[:, 3], other[:, 3] = 0.0, 3.0
            train[4, 3] = 1.0  # a rare yes: the quartiles are equal
        with np.errstate(all="ignore"):
            result = robust_columns(train, other)
        _judge_scaled(result, train, other)
    return (
        "Median and quartiles of the training rows, for both; and where the middle half has no width, nothing blows up."
    )


def _judge_scaled(result: object, train: np.ndarray, other: np.ndarray) -> None:
    pair = "Return a pair: the scaled training array and the other one."
    if not isinstance(result, (tuple, list)) or len(result) != 2:
        raise WrongAnswerError(pair)
    scaled, scaled_other = (as_array(part, pair) for part in result)
    if scaled.shape != train.shape or scaled_other.shape != other.shape:
        raise WrongAnswerError("The two arrays must keep their shapes.")
    if not (np.isfinite(scaled).all() and np.isfinite(scaled_other).all()):
        raise WrongAnswerError(
            "Where the quartiles of a column are equal it is divided by 0. Section 8 has the remedy."
        )
    right, right_other = _robustly(train, train), _robustly(train, other)
    means = np.where(train.std(axis=0) > 0, train.std(axis=0), 1)
    mistakes = {
        "Each column has a median and quartiles of its own: axis=0.": _robustly(train.ravel(), train),
        "That is standardizing. Robust scaling takes the median and the quartiles.": (train - train.mean(0)) / means,
        "The median is subtracted, not the mean.": right + (np.median(train, 0) - train.mean(0)) / _width(train),
        "That divides by the range from the smallest to the largest; the quartiles are asked for.": (
            (train - np.median(train, axis=0)) / np.where(np.ptp(train, axis=0) > 0, np.ptp(train, axis=0), 1)
        ),
    }
    near_array(scaled, mistakes, atol=1e-6)
    if not fits(scaled, right, atol=1e-6):
        raise WrongAnswerError(
            "In the training rows each column has the median 0 and quartiles 1 apart, if they differ."
        )
    by_own = "The other rows were scaled by their own median and quartiles. Use those of the training rows for both."
    near_array(scaled_other, {by_own: _robustly(other, other)}, atol=1e-6)
    if not fits(scaled_other, right_other, atol=1e-6):
        raise WrongAnswerError("Scale the other rows by the training rows' median and quartiles; clip nothing.")


def _width(train: np.ndarray) -> np.ndarray:
    low, high = np.percentile(train, [25, 75], axis=0)
    return np.where(high > low, high - low, 1)


def _robustly(figures_of: np.ndarray, rows: np.ndarray) -> np.ndarray:
    return (rows - np.median(figures_of, axis=0)) / _width(figures_of)


def _sixteen_bits(answer: Any) -> str:
    model = as_model(answer, (784,), "The answer is the trained model.")
    if tuple(model.output_shape) != (None, 10):
        raise WrongAnswerError(f"The model gives {model.output_shape[1:]}; ten scores for each image are asked for.")
    for layer in flat(model):
        kind = type(layer).__name__
        if kind not in ALLOWED:
            raise WrongAnswerError(f"The model has a layer {kind}. Mend start and steps: no layer may scale the data.")
    digits = data.split_mnist(10_000, 0.5)
    x, y = digits.x_val * np.float32(DEEP), digits.y_val
    scores = np.asarray(model.predict(x, batch_size=500, verbose=0), dtype=float)
    if (scores >= 0).all() and np.allclose(scores.sum(axis=1), 1, atol=1e-3):
        raise WrongAnswerError("The model ends in a softmax; the network of this chapter ends in scores.")
    accuracy = float((scores.argmax(axis=1) == y).mean())
    loss = float(-np.log(np.maximum(softmax(scores)[np.arange(len(y)), y], 1e-300)).mean())
    said = f"On {len(y):,} validation images with pixels to 65,535: loss {loss:.3f}, accuracy {accuracy:.1%}."
    if loss < BAR:
        return f"{said} The same network, and not a pixel was scaled."
    kernel = np.asarray(flat(model)[0].get_weights()[0]) * DEEP / GLOROT  # what scaled pixels would have, near 1
    never_inked, inked = kernel[:2].std(), kernel[300:500].std()
    if not np.isfinite(scores).all() or not np.isfinite(inked):
        raise WrongAnswerError("The scores are no longer numbers: the steps are far too large.")
    if never_inked > 10:
        raise WrongAnswerError(f"{said} The start is too large: by what must it be divided for pixels up to 65,535?")
    if inked > 10:
        raise WrongAnswerError(f"{said} The start is mended, and then the steps were too large: section 6.")
    raise WrongAnswerError(f"{said} Start and steps are not too large. Too small, or trained on other pixels?")


q1 = Exercise(
    verify=_factor,
    hint_text="In V = 255·W a step of SGD is 255 times the step in W, and that is the rate times the gradient of W, "
    "which is x·δ with the raw x.",
    solution_text="answer = 255**2",
)

q2 = Exercise(
    verify=_standardized,
    hint_text="The mean of the column is the share of yes, p = 0.01; its standard deviation is √(p(1 − p)).",
    solution_text="""said = np.repeat([1.0, 0.0], [20, 1_980])
standardized = (said - said.mean()) / said.std()
answer = (standardized.min(), standardized.max())""",
)

q3 = Exercise(
    verify=_robust,
    hint_text="low, median, high = np.percentile(train, [25, 50, 75], axis=0); np.where(high > low, high - low, 1) "
    "avoids 0/0.",
    solution_text="""def robust_columns(train, other):
    low, median, high = np.percentile(train, [25, 50, 75], axis=0)
    width = np.where(high > low, high - low, 1)
    return (train - median) / width, (other - median) / width


answer = robust_columns""",
)

q4 = Exercise(
    verify=_sixteen_bits,
    hint_text="Scaled pixels with V are these pixels with W = V / 65,535. What was 255 in section 5 is 65,535 here. "
    "One small rate for all layers will do, as in section 6; how small?",
    solution_text="""deep = pixels(divide=1 / 65_535)
keras.utils.set_random_seed(SEED)
answer = build(learning_rate=0.001 / 65_535, start=glorot(1 / 65_535))
answer.fit(**fit | deep, verbose=0)""",
    uses=("imports", "parameters", "digits", "build", "menders"),
)
