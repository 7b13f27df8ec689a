"""Exercises of chapter 12, scaling the input."""

import numpy as np

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


def _rate(answer: object) -> str:
    (number,) = as_numbers(answer, 1, "Answer with one number.")
    if fits(number, 2e-5, rtol=1e-3):
        return "The curvature is the mean of x², so 100 times larger inputs make it 10,000 times larger: 0.2 / 10,000."
    mistakes = {
        0.2: "The curvature is the mean of x². Does that stay as it is when every x is 100 times as large?",
        0.002: "The inputs are 100 times as large. By what factor does the mean of their squares grow?",
        20.0: "Larger inputs make the valley steeper, and the limit smaller.",
        2000.0: "The factor is right, in the wrong direction: a steeper valley needs a smaller rate.",
    }
    near(number, mistakes, rtol=1e-3)
    raise WrongAnswerError("The limit is 2 / (mean of x²): section 4. What happens to it when every x is 100·x?")


def _standardized(answer: object) -> str:
    found = as_numbers(answer, 2, "Answer with a pair of numbers: (smallest, largest).")
    if fits(found, (-0.5, 2.0), atol=0.006):
        return "Mean 4, standard deviation 4. The largest value is 2: standardizing does not lead into -1 to 1."
    in_order(found, (-0.5, 2.0), "the smallest comes first", atol=0.006)
    mistakes = {
        (0.0, 1.0): "That is min–max. Which mean and which spread does standardizing use?",
        (1 / 6, 1.0): "That divides by the maximum; standardizing subtracts the mean first.",
        (-0.2, 0.8): "That is mean normalization: the spread here is the standard deviation, not the range.",
        (-0.447, 1.789): "Divide by n, not by n - 1, when you average the squared deviations, as np.std does.",
        (-0.125, 0.5): "That divides by the variance, 16; the standard deviation is its root.",
        (0.5, 3.0): "The mean has not been subtracted.",
    }
    near(found, mistakes, atol=0.006)
    raise WrongAnswerError("Mind that 2 occurs four times when you compute the mean and the standard deviation.")


def _min_max(answer: object) -> str:
    min_max_columns = as_function(answer, "min_max_columns")
    rng = np.random.default_rng(5)
    for count, columns in ((6, 3), (20, 5)):
        train = rng.normal(10, 4, size=(count, columns))
        other = rng.normal(12, 9, size=(4, columns))
        train[:, 1] = 7.0  # a constant column
        if columns == 5:
            train[:, 3] = 0.0
            other[:, 3] = 3.0
        with np.errstate(all="ignore"):
            result = min_max_columns(train, other)
        _judge_scaled(result, train, other)
    return "Statistics from the training rows only, and a constant column stays 0 in them instead of becoming nan."


def _judge_scaled(result: object, train: np.ndarray, other: np.ndarray) -> None:
    pair = "Return a pair: the scaled training array and the other one."
    if not isinstance(result, (tuple, list)) or len(result) != 2:
        raise WrongAnswerError(pair)
    scaled, scaled_other = (as_array(part, pair) for part in result)
    if scaled.shape != train.shape or scaled_other.shape != other.shape:
        raise WrongAnswerError("The two arrays must keep their shapes.")
    low, width = train.min(axis=0), np.ptp(train, axis=0)
    if np.isnan(scaled).any() or np.isnan(scaled_other).any() or np.isinf(scaled_other).any():
        raise WrongAnswerError(
            "A column that is constant in the training rows is divided by 0. Section 6 has the remedy."
        )
    varies = width > 0
    right, right_other = (train - low) / np.where(varies, width, 1), (other - low) / np.where(varies, width, 1)
    whole = (train - train.min()) / np.ptp(train)
    near_array(scaled, {"Each column has a minimum and a maximum of its own: axis=0.": whole}, atol=1e-6)
    if not fits(scaled[:, varies], right[:, varies], atol=1e-6):
        raise WrongAnswerError("In the training rows each column that varies must reach from 0 to 1.")
    own = (other - other.min(axis=0))[:, varies] / np.ptp(other, axis=0)[varies]
    by_own = "The other rows were scaled by their own minimum and maximum. Use those of the training rows for both."
    near_array(scaled_other[:, varies], {by_own: own}, atol=1e-6)
    if not fits(scaled_other[:, varies], right_other[:, varies], atol=1e-6):
        raise WrongAnswerError("Scale the other rows by the training rows' minimum and width; clip nothing.")
    if not np.allclose(scaled[:, ~varies], 0, atol=1e-6):
        raise WrongAnswerError("A column that is constant in the training rows becomes 0 there: subtract its minimum.")
    if not np.allclose(scaled_other[:, ~varies], right_other[:, ~varies], atol=1e-6) and not np.allclose(
        scaled_other[:, ~varies], 0, atol=1e-6
    ):
        raise WrongAnswerError(
            "A column that is constant in the training rows blows up in the other ones: divide it by 1 there, too."
        )


q1 = Exercise(
    verify=_rate,
    hint_text="Section 4: the largest stable rate is 2 divided by the mean of x².",
    solution_text="answer = 0.2 / 100**2",
)

q2 = Exercise(
    verify=_standardized,
    hint_text="Mean first, over all five numbers; then the root of the mean squared deviation. Both are whole numbers.",
    solution_text="""column = np.array([2.0, 2.0, 2.0, 2.0, 12.0])
standardized = (column - column.mean()) / column.std()
answer = (standardized.min(), standardized.max())""",
)

q3 = Exercise(
    verify=_min_max,
    hint_text="low = train.min(axis=0), width = np.ptp(train, axis=0); np.where(width > 0, width, 1) avoids 0/0.",
    solution_text="""def min_max_columns(train, other):
    low, width = train.min(axis=0), np.ptp(train, axis=0)
    width = np.where(width > 0, width, 1)
    return (train - low) / width, (other - low) / width


answer = min_max_columns""",
)

q4 = q5 = q3  # to come
