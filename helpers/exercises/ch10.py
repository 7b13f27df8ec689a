"""Exercises of chapter 10, red wine."""

import contextlib
import functools
import io
from typing import Any

import numpy as np
import pandas as pd

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
)
from helpers.exercises.models import as_model, flat

BAR = 0.95  # of the error of least squares without rounding: below the large network's error on this fold
FOLDS = 5  # of the page


def _twins(answer: object) -> str:
    found = as_numbers(answer, 2, "Answer with a pair of numbers: (share, error).")
    if fits(found, (0.8, 0.12), atol=0.003):
        return "Four of five have a twin and cost nothing; the error on new wines is hidden to a fifth of its size."
    in_order(found, (0.8, 0.12), "the share comes first", atol=0.003)
    mistakes = {
        (0.2, ...): "That is the share of validation rows. Where is the twin of such a row: how likely in the 80 %?",
        (0.5, ...): "A twin goes to either side by chance, but the sides are not equal: 80 % of the rows are training.",
        (1.0, ...): "Some twins are both in the validation data.",
        (0.64, ...): "That is the chance that both are training rows. Here one is known to be a validation row.",
        (0.16, ...): "That is the chance of one particular pair of sides. One row is known to be a validation row.",
        (0.8, 0.6): "On those with a twin the nearest neighbor is the twin: which error has it there?",
        (0.8, 0.48): "The other way round: those with a twin cost nothing.",
        (0.8, 0.0): "A fifth of the rows have no twin in the training data.",
    }
    near(found, mistakes, atol=0.003)
    if abs(found[0] - 0.8) < 0.003:
        raise WrongAnswerError("The share is right. The error is a mean over rows with a twin and rows without.")
    raise WrongAnswerError("Take one validation row. Where is its twin, with which chance?")


def _points(answer: object) -> str:
    found = as_numbers(answer, 2, "Answer with a pair of numbers: (white, red).")
    if fits(found, (0.51, 0.475), atol=0.006):
        return "On its own scale the white-wine error looks smaller; in grades it is the larger one."
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
    return "On the split of section 2 it gives 90 of 480. Make it a habit before the first training."


def _beats_the_network(answer: Any) -> str:
    if not isinstance(answer, list | tuple) or len(answer) != 2:
        raise WrongAnswerError("Answer with the pair (model, grade): the trained linear unit and your function.")
    model = as_model(answer[0], (11,), "The first of the pair is the trained model.")
    if model.count_params() > 12 or [type(layer).__name__ for layer in flat(model)] != ["Dense"]:
        raise WrongAnswerError("Twelve numbers, not more: build() makes a linear unit.")
    grade = as_function(answer[1], "grade")
    x_held, true, usual = _held_out()
    said = as_array(grade(x_held), "grade(x) returns an array with a grade for each wine.")
    if said.shape == (len(true), 1):
        said = said[:, 0]
    if said.shape != true.shape:
        raise WrongAnswerError(f"For {len(true)} wines grade returns the shape {said.shape}; make it ({len(true)},).")
    found, bar = float(np.mean(np.abs(said - true))), BAR * usual
    scaled = model.predict(x_held, verbose=0)[:, 0]
    if not np.allclose(said, np.round(said), atol=1e-6):
        raise WrongAnswerError(f"The error is {found:.3f}. Nobody ever got a {said[0]:.2f}: answer with whole grades.")
    if said.max() < 3:
        raise WrongAnswerError("These are scaled grades. Turn them into grades first (in_grades), then round.")
    if np.abs(said - (3 + 5 * scaled)).max() > 1.01:
        raise WrongAnswerError("These are not the grades that your model says. Were scaled answers rounded?")
    if found >= bar:
        raise WrongAnswerError(
            f"The error is {found:.3f}; below {bar:.3f} is asked for. Is the unit trained to its end, on the absolute "
            "error, on the first of the three parts of fold(0)?"
        )
    return f"Twelve numbers and a rounding: {found:.3f} on {len(true)} wines that neither has seen, below {bar:.3f}."


@functools.cache
def _held_out() -> tuple[np.ndarray, np.ndarray, float]:
    """Return inputs and grades of the wines that fold 0 of the page holds out, and the error of least squares there."""
    with contextlib.redirect_stdout(io.StringIO()):  # the page has said already which wines these are
        once = data.load_red_wine().drop_duplicates()
    held = once.iloc[np.random.default_rng(0).permutation(len(once))[0::FOLDS]]
    rest = once.drop(held.index)
    learn = rest.drop(rest.sample(frac=0.2, random_state=0).index)
    low, high = learn.min(), learn.max()
    inputs = [((part - low) / (high - low)).drop(columns="quality").to_numpy("float32") for part in (learn, held)]
    x, x_held = (np.column_stack([part, np.ones(len(part))]) for part in inputs)
    usual = np.linalg.lstsq(x, learn["quality"].to_numpy(float))[0]
    true = held["quality"].to_numpy(float)
    return inputs[1], true, float(np.mean(np.abs(x_held @ usual - true)))


q1 = Exercise(
    verify=_twins,
    hint_text="A validation row is given; its twin is one of all the other rows. Then average over both kinds of rows.",
    solution_text="answer = (0.8, 0.8 * 0 + 0.2 * 0.6)",
)

q2 = Exercise(
    verify=_points,
    hint_text="Section 2, the line about the error in grades. What is maximum minus minimum of the white grades?",
    solution_text="answer = (0.085 * (9 - 3), 0.095 * (8 - 3))",
)

q3 = Exercise(
    verify=_leaked,
    hint_text="Section 7 has the merge. Mind its drop_duplicates, and take the mean of True and False.",
    solution_text="""def leaked_share(train, valid):
    found = valid.merge(train.drop_duplicates(), how="left", indicator=True)
    return (found["_merge"] == "both").mean()


answer = leaked_share""",
)

q4 = Exercise(
    verify=_beats_the_network,
    hint_text="build(learning_rate=falling(n)) makes the unit, section 3 trains one. grade: predict, in_grades, round.",
    solution_text="""(x, y), *others = fold(0)
keras.utils.set_random_seed(0)
unit = build(learning_rate=falling(len(x)))
unit.fit(x, y, batch_size=BATCH_SIZE, epochs=LINEAR_EPOCHS, verbose=0)


def grade(x):
    return in_grades(unit.predict(x, verbose=0)[:, 0]).round()


answer = (unit, grade)""",
    uses=("imports", "parameters", "load", "split", "target", "build", "linear-rate", "folds"),
)
