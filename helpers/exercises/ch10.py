"""Exercises of chapter 10, red wine."""

from collections.abc import Callable

import numpy as np
import pandas as pd

from helpers.exercises import Exercise, WrongAnswerError, array, function, numbers


def _stopping(answer: object) -> str:
    epochs, kept, lowest = numbers(answer, 3, "Answer with three numbers: (epochs, epoch kept, lowest loss).")
    if epochs >= 8:
        raise WrongAnswerError("An improvement by less than 0.001 does not count: the run never sees the last losses.")
    if epochs == 7:
        raise WrongAnswerError("It stops at the end of the third bad epoch in a row, not one epoch later.")
    if epochs == 3:
        raise WrongAnswerError("Epoch 3 is an improvement. Patience 3 means three epochs more without one.")
    if epochs != 6:
        raise WrongAnswerError(
            "Go through the losses one by one: is this one lower by more than 0.001 than the best that counted so "
            "far? Three times no in a row end the run."
        )
    if kept != 3:
        raise WrongAnswerError("You get the weights of the last epoch that counted as an improvement.")
    if np.isclose(lowest, 0.105, atol=1e-6):
        raise WrongAnswerError("0.1050 is the loss of the weights that you get. The history holds a lower one.")
    if not np.isclose(lowest, 0.1041, atol=1e-6):
        raise WrongAnswerError("The history has the losses of the epochs that were run, and no others.")
    return "You get weights with 0.1050, while the history's minimum says 0.1041. The 0.0980 was never reached."


def _points(answer: object) -> str:
    white, red = numbers(answer, 2, "Answer with a pair of numbers: (white, red).")
    if np.isclose(white, 0.51, atol=0.001) and np.isclose(red, 0.475, atol=0.006):
        return "On its own scale the white-wine error looks smaller; in quality points it is the larger one."
    if np.isclose(white, 0.475, atol=0.006) and np.isclose(red, 0.51, atol=0.001):
        raise WrongAnswerError("The numbers are right, in the wrong order: white comes first.")
    if np.isclose(white, 0.425, atol=0.006):
        raise WrongAnswerError("The white grades have another range than the red ones.")
    if np.isclose(white, 0.595, atol=0.006):
        raise WrongAnswerError("From 3 to 9 there are seven grades, but the distance is what was divided by.")
    if white > 3:
        raise WrongAnswerError("The minimum is not added: an error is a difference, in which it drops out.")
    if np.isclose(white, 0.765, atol=0.006):
        raise WrongAnswerError("Not the maximum: min–max scaling divides by maximum minus minimum.")
    if np.isclose(white, 0.51, atol=0.001):
        raise WrongAnswerError("The white one is right. From where to where do the red grades run?")
    raise WrongAnswerError(
        "Section 2 has the formula: (maximum − minimum) of the training grades times the scaled error."
    )


def _min_max(answer: Callable) -> str:
    answer = function(answer, "min_max")
    for seed in range(3):
        rng = np.random.default_rng(seed)
        train = rng.normal([1, 100, -5], [0.1, 30, 2], (40, 3))
        new = rng.normal([1, 100, -5], [0.2, 60, 4], (15, 3))
        kept = train.copy(), new.copy()
        pair = answer(train, new)
        if not (np.array_equal(train, kept[0]) and np.array_equal(new, kept[1])):
            raise WrongAnswerError("The function changes its arguments. Compute new arrays, without -= or /=.")
        otherwise = "Return a pair of arrays: (scaled train, scaled new)."
        if not isinstance(pair, list | tuple) or len(pair) != 2:
            raise WrongAnswerError(otherwise)
        scaled_train, scaled_new = (array(part, otherwise) for part in pair)
        if scaled_train.shape != train.shape or scaled_new.shape != new.shape:
            raise WrongAnswerError("The two arrays should keep their shapes, and train comes first.")
        low, high = train.min(axis=0), train.max(axis=0)
        if not np.allclose(scaled_train, (train - low) / (high - low), atol=1e-6):
            if np.allclose(scaled_train, (train - train.min()) / (train.max() - train.min())):
                raise WrongAnswerError("Each column has its own minimum and maximum: min(axis=0), max(axis=0).")
            if np.allclose(scaled_train, train / high):
                raise WrongAnswerError("The smallest training value should become 0: subtract the minimum first.")
            both = np.concatenate([train, new])
            if np.allclose(scaled_train, (train - both.min(axis=0)) / np.ptp(both, axis=0)):
                raise WrongAnswerError("The new rows must have no part in the minimum and the maximum.")
            raise WrongAnswerError("In the training array each column should run from exactly 0 to exactly 1.")
        own = (new - new.min(axis=0)) / np.ptp(new, axis=0)
        right = (new - low) / (high - low)
        if np.allclose(scaled_new, own):
            raise WrongAnswerError("The new rows are scaled by their own extremes. Use those of the training rows.")
        if np.allclose(scaled_new, right.clip(0, 1)):
            raise WrongAnswerError("New values outside 0 to 1 are cut off. Leave them: they are what was measured.")
        if not np.allclose(scaled_new, right, atol=1e-6):
            raise WrongAnswerError("The training array is right; the new one needs the same minimum and maximum.")
    return "A new wine is scaled by two numbers for each column that were fixed before it came."


def _tables() -> list[tuple[pd.DataFrame, pd.DataFrame, float]]:
    """Small tables with repeated rows: (train, valid, the right share)."""
    train = pd.DataFrame({"a": [1.0, 1.0, 2.0, 3.0], "b": [5.0, 5.0, 5.0, 6.0]})
    valid = pd.DataFrame({"a": [1.0, 1.0, 2.0, 4.0, 3.0], "b": [5.0, 5.0, 6.0, 7.0, 5.0]}, index=[9, 8, 0, 1, 2])
    none = pd.DataFrame({"a": [7.0, 7.0], "b": [5.0, 5.0]})
    return [(train, valid, 0.4), (valid, train, 0.5), (train, none, 0.0), (train, train, 1.0)]


def _leaked(answer: Callable) -> str:
    answer = function(answer, "leaked_share")
    for train, valid, right in _tables():
        share = answer(train.copy(), valid.copy())
        (share,) = numbers(share, 1, "Return one number, the share; the mean of True and False values is one.")
        if np.isclose(share, right):
            continue
        if share > 1 and np.isclose(share, right * len(valid)):
            raise WrongAnswerError("That is the number of rows. Divide it by the number of rows of valid.")
        raise WrongAnswerError(
            f"In a small example {right * len(valid):.0f} of {len(valid)} validation rows stand in the training table, "
            f"a share of {right:.2f}, but the function returns {share:.2f}. Count every validation row once, "
            "even where a row occurs twice in one of the tables; compare whole rows, and only across the two tables."
        )
    return "On the notes' split it gives 90 of 480. Make it a habit before the first training."


q1 = Exercise(
    verify=_stopping,
    hint_text="Write the best loss that counted so far beside each loss. From which epoch on is none lower by 0.001?",
    answer="answer = (6, 3, 0.1041)",
    wrong={
        "answer = (8, 8, 0.0980)": "never sees",
        "answer = (7, 3, 0.1041)": "one epoch later",
        "answer = (3, 3, 0.1050)": "three epochs more",
        "answer = (5, 3, 0.1041)": "one by one",
        "answer = (6, 5, 0.1041)": "counted as an improvement",
        "answer = (6, 3, 0.1050)": "holds a lower one",
        "answer = (6, 3, 0.0980)": "no others",
        "answer = 6": "three numbers",
    },
)

q2 = Exercise(
    verify=_points,
    hint_text="Section 2, the line about quality points. What is maximum minus minimum of the white grades?",
    answer="answer = (0.085 * (9 - 3), 0.095 * (8 - 3))",
    wrong={
        "answer = (0.425, 0.475)": "another range",
        "answer = (0.475, 0.51)": "wrong order",
        "answer = (3.51, 3.475)": "drops out",
        "answer = (0.595, 0.57)": "distance",
        "answer = (0.765, 0.76)": "maximum",
        "answer = (0.51, 0.57)": "The white one is right",
        "answer = 0.51": "pair",
    },
)

q3 = Exercise(
    verify=_min_max,
    hint_text="low, high = train.min(axis=0), train.max(axis=0). Then the same formula for both arrays.",
    answer="""def min_max(train, new):
    low, high = train.min(axis=0), train.max(axis=0)
    return (train - low) / (high - low), (new - low) / (high - low)


answer = min_max""",
    wrong={
        """def answer(train, new):
    return [(a - a.min(axis=0)) / (a.max(axis=0) - a.min(axis=0)) for a in (train, new)]""": "their own extremes",
        """def answer(train, new):
    return [(a - train.min()) / (train.max() - train.min()) for a in (train, new)]""": "axis=0",
        """def answer(train, new):
    return train / train.max(axis=0), new / train.max(axis=0)""": "subtract the minimum",
        """def answer(train, new):
    both = np.concatenate([train, new])
    return [(a - both.min(axis=0)) / (both.max(axis=0) - both.min(axis=0)) for a in (train, new)]""": "no part",
        """def answer(train, new):
    low, high = train.min(axis=0), train.max(axis=0)
    return [np.clip((a - low) / (high - low), 0, 1) for a in (train, new)]""": "cut off",
        """def answer(train, new):
    low, high = train.min(axis=0), train.max(axis=0)
    train -= low
    new -= low
    return train / (high - low), new / (high - low)""": "changes its arguments",
        """def answer(train, new):
    (train - train.min(axis=0)) / np.ptp(train, axis=0)""": "returns nothing",
    },
)

q4 = Exercise(
    verify=_leaked,
    hint_text="Section 7 has the merge. Mind its drop_duplicates, and take the mean of True and False.",
    answer="""def leaked_share(train, valid):
    found = valid.merge(train.drop_duplicates(), how="left", indicator=True)
    return (found["_merge"] == "both").mean()


answer = leaked_share""",
    wrong={
        """def answer(train, valid):
    found = valid.merge(train, how="left", indicator=True)
    return (found["_merge"] == "both").mean()""": "share of 0.40",
        """def answer(train, valid):
    return len(valid.merge(train.drop_duplicates()))""": "number of rows",
        """def answer(train, valid):
    return pd.concat([train, valid]).duplicated().iloc[len(train):].mean()""": "across the two tables",
        """def answer(train, valid):
    return valid.isin(train).all(axis=1).mean()""": "small example",
        """def answer(train, valid):
    return valid["a"].isin(train["a"]).mean()""": "whole rows",
        """def answer(train, valid):
    found = valid.merge(train.drop_duplicates(), how="left", indicator=True)
    return found["_merge"] == "both\"""": "one number",
    },
)
