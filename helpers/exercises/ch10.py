"""Exercises of chapter 10, red wine."""

import numpy as np
import pandas as pd

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


def _stopping(answer: object) -> str:
    found = as_numbers(answer, 3, "Answer with three numbers: (epochs, epoch kept, lowest loss).")
    if fits(found, (6, 3, 0.1041), atol=1e-6):
        return "You get weights with 0.1050, while the history's minimum says 0.1041. The 0.0980 was never reached."
    if found[0] >= 8:
        raise WrongAnswerError("An improvement by less than 0.001 does not count: the run never sees the last losses.")
    mistakes = {
        (7, ..., ...): "It stops at the end of the third bad epoch in a row, not one epoch later.",
        (3, ..., ...): "Epoch 3 is an improvement. Patience 3 means three epochs more without one.",
        (6, 3, 0.105): "0.1050 is the loss of the weights that you get. The history holds a lower one.",
        (6, 3, ...): "The history has the losses of the epochs that were run, and no others.",
        (6, ..., ...): "You get the weights of the last epoch that counted as an improvement.",
    }
    near(found, mistakes, atol=1e-6)
    raise WrongAnswerError(
        "Go through the losses one by one: is this one lower by more than 0.001 than the best that counted so "
        "far? Three times no in a row end the run."
    )


def _points(answer: object) -> str:
    found = as_numbers(answer, 2, "Answer with a pair of numbers: (white, red).")
    if fits(found, (0.51, 0.475), atol=0.006):
        return "On its own scale the white-wine error looks smaller; in quality points it is the larger one."
    in_order(found, (0.51, 0.475), "white comes first", atol=0.006)
    if found[0] > 3:
        raise WrongAnswerError("The minimum is not added: an error is a difference, in which it drops out.")
    mistakes = {
        (0.425, ...): "The white grades have another range than the red ones.",
        (0.595, ...): "From 3 to 9 there are seven grades, but the distance is what was divided by.",
        (0.765, ...): "Not the maximum: min–max scaling divides by maximum minus minimum.",
        (0.51, ...): "The white one is right. From where to where do the red grades run?",
    }
    near(found, mistakes, atol=0.006)
    raise WrongAnswerError(
        "Section 2 has the formula: (maximum − minimum) of the training grades times the scaled error."
    )


def _min_max(answer: object) -> str:
    min_max = as_function(answer, "min_max")
    for seed in range(3):
        rng = np.random.default_rng(seed)
        train = rng.normal([1, 100, -5], [0.1, 30, 2], (40, 3))
        new = rng.normal([1, 100, -5], [0.2, 60, 4], (15, 3))
        pair = min_max(train, new)
        otherwise = "Return a pair of arrays: (scaled train, scaled new)."
        if not isinstance(pair, list | tuple) or len(pair) != 2:
            raise WrongAnswerError(otherwise)
        scaled_train, scaled_new = (as_array(part, otherwise) for part in pair)
        _judge_scaled(scaled_train, scaled_new, train, new)
    return "A new wine is scaled by two numbers for each column that were fixed before it came."


def _judge_scaled(scaled_train: np.ndarray, scaled_new: np.ndarray, train: np.ndarray, new: np.ndarray) -> None:
    if scaled_train.shape != train.shape or scaled_new.shape != new.shape:
        raise WrongAnswerError("The two arrays should keep their shapes, and train comes first.")
    low, width = train.min(axis=0), np.ptp(train, axis=0)
    if not fits(scaled_train, (train - low) / width, atol=1e-6):
        both = np.concatenate([train, new])
        whole = "Each column has its own minimum and maximum: min(axis=0), max(axis=0)."
        mistakes = {
            whole: (train - train.min()) / np.ptp(train),
            "The smallest training value should become 0: subtract the minimum first.": train / train.max(axis=0),
            "The new rows must have no part in the minimum and the maximum.": (train - both.min(axis=0))
            / np.ptp(both, axis=0),
        }
        near_array(scaled_train, mistakes)
        raise WrongAnswerError("In the training array each column should run from exactly 0 to exactly 1.")
    right = (new - low) / width
    if fits(scaled_new, right, atol=1e-6):
        return
    own = (new - new.min(axis=0)) / np.ptp(new, axis=0)
    mistakes = {
        "The new rows are scaled by their own extremes. Use those of the training rows.": own,
        "New values outside 0 to 1 are cut off. Leave them: they are what was measured.": right.clip(0, 1),
    }
    near_array(scaled_new, mistakes)
    raise WrongAnswerError("The training array is right; the new one needs the same minimum and maximum.")


def _tables() -> list[tuple[pd.DataFrame, pd.DataFrame, float]]:
    """Small tables with repeated rows: (train, valid, the right share)."""
    train = pd.DataFrame({"a": [1.0, 1.0, 2.0, 3.0], "b": [5.0, 5.0, 5.0, 6.0]})
    valid = pd.DataFrame({"a": [1.0, 1.0, 2.0, 4.0, 3.0], "b": [5.0, 5.0, 6.0, 7.0, 5.0]}, index=[9, 8, 0, 1, 2])
    none = pd.DataFrame({"a": [7.0, 7.0], "b": [5.0, 5.0]})
    return [(train, valid, 0.4), (valid, train, 0.5), (train, none, 0.0), (train, train, 1.0)]


def _leaked(answer: object) -> str:
    leaked_share = as_function(answer, "leaked_share")
    for train, valid, right in _tables():
        share = leaked_share(train, valid)
        (share,) = as_numbers(share, 1, "Return one number, the share; the mean of True and False values is one.")
        if fits(share, right):
            continue
        if share > 1:
            count = "That is the number of rows. Divide it by the number of rows of valid."
            near(share, {right * len(valid): count})
        raise WrongAnswerError(
            f"In a small example {right * len(valid):.0f} of {len(valid)} validation rows stand in the training table, "
            f"a share of {right:.2f}, but the function returns {share:.2f}. Count every validation row once, "
            "even where a row occurs twice in one of the tables; compare whole rows, and only across the two tables."
        )
    return "On the notes' split it gives 90 of 480. Make it a habit before the first training."


q1 = Exercise(
    verify=_stopping,
    hint_text="Write the best loss that counted so far beside each loss. From which epoch on is none lower by 0.001?",
    solution_text="answer = (6, 3, 0.1041)",
)

q2 = Exercise(
    verify=_points,
    hint_text="Section 2, the line about quality points. What is maximum minus minimum of the white grades?",
    solution_text="answer = (0.085 * (9 - 3), 0.095 * (8 - 3))",
)

q3 = Exercise(
    verify=_min_max,
    hint_text="low, high = train.min(axis=0), train.max(axis=0). Then the same formula for both arrays.",
    solution_text="""def min_max(train, new):
    low, high = train.min(axis=0), train.max(axis=0)
    return (train - low) / (high - low), (new - low) / (high - low)


answer = min_max""",
)

q4 = Exercise(
    verify=_leaked,
    hint_text="Section 7 has the merge. Mind its drop_duplicates, and take the mean of True and False.",
    solution_text="""def leaked_share(train, valid):
    found = valid.merge(train.drop_duplicates(), how="left", indicator=True)
    return (found["_merge"] == "both").mean()


answer = leaked_share""",
)
