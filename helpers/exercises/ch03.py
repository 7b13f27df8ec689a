"""Exercises of chapter 03, losses."""

from collections.abc import Callable
from typing import Any

import numpy as np

from helpers.exercises import Exercise
from helpers.exercises.answers import (
    WrongAnswerError,
    as_array,
    as_function,
    as_names,
    as_numbers,
    fits,
    near,
    near_array,
)

_LOSSES = ("MAE", "MSE", "Huber")


def _moved(answer: object) -> str:
    names = as_names(answer, _LOSSES, 'Answer with a list of names, such as ["MAE", "Huber"].')
    if names == {"mse"}:
        return "The mean rises by 1000/7. The price was beyond δ before; its pull was 1 or δ, and it still is."
    if "mae" in names:
        raise WrongAnswerError("MAE's best constant is the median: only on which side a price lies counts.")
    if "huber" in names:
        raise WrongAnswerError("Huber's pull is clip(e, −δ, δ). What was the pull of 900, and what is that of 1,900?")
    raise WrongAnswerError("One of the three best constants is the mean, and the mean has changed.")


_ERRORS = np.array([-3, -0.5, 0, 0.5, 3])
_VALUES = {"MAE": np.abs(_ERRORS), "MSE": _ERRORS**2, "Huber": np.array([2.5, 0.125, 0, 0.125, 2.5])}
_GRADIENTS = {"MAE": np.sign(_ERRORS), "MSE": 2 * _ERRORS, "Huber": np.clip(_ERRORS, -1, 1)}


def _gradients(answer: Any) -> str:
    otherwise = 'Answer in this form: {"MAE": [...], "MSE": [...], "Huber": [...]}.'
    try:
        lists = {name: [np.nan if value is None else value for value in values] for name, values in answer.items()}
    except (AttributeError, TypeError):
        raise WrongAnswerError(otherwise) from None
    table = {str(name).strip().lower(): as_array(values, otherwise).ravel() for name, values in lists.items()}
    if set(table) != {"mae", "mse", "huber"} or any(values.shape != (5,) for values in table.values()):
        raise WrongAnswerError("There should be three lists, MAE, MSE and Huber, of five numbers each.")
    if np.isnan(table["mae"][2]) or abs(table["mae"][2]) <= 1:
        table["mae"][2] = 0  # no derivative at 0 (nan), or any slope between −1 and 1: that touches the curve there
    for name, right in _GRADIENTS.items():
        found = table[name.lower()]
        if fits(found, right, atol=1e-3):
            continue
        mistakes = {
            f"For {name} these are the losses. The question is for their gradients.": _VALUES[name],
            f"For {name} all signs are turned round: the error is prediction minus truth.": -right,
        }
        near_array(found, mistakes, atol=1e-3)
        if name == "Huber":
            mistakes = {
                "Inside, Huber is half of the square: its gradient is e, not 2e.": np.clip(2 * _ERRORS, -1, 1),
                "Beyond δ, Huber is a straight line: its gradient does not grow any more.": _ERRORS,
            }
            near_array(found, mistakes, atol=1e-3)
        raise WrongAnswerError(f"{name} is not right yet. Section 2 has the formula, and a picture to read it from.")
    return "At 0 MAE has no derivative; Keras takes 0 there."


def _ten_images(answer: object) -> str:
    (value,) = as_numbers(answer, 1, "Answer with one number.")
    right = -(9 * np.log(0.8) + np.log(1e-7)) / 10
    if fits(value, right, atol=2e-3):
        return "Nine images cost 0.2231 each, the tenth 16.118: it alone makes up nine tenths of the loss."
    if np.isinf(value):
        raise WrongAnswerError("By the formula, yes. Keras clips probabilities at 1e-7 before it takes the logarithm.")
    near(value, {10 * right: "That is the sum. The loss of a batch is the mean."}, atol=2e-2)
    missing = "The tenth image is missing: a probability of 0 is not free."
    mistakes = {
        -np.log(0.8): missing,
        -0.9 * np.log(0.8): missing,
        -np.log(0.72): "Take the logarithm of each probability first and the mean afterwards.",
    }
    near(value, mistakes, atol=2e-3)
    raise WrongAnswerError("The mean of nine times −log 0.8 and once the worst loss, with natural logarithms.")


def _reference(scores: np.ndarray, classes: np.ndarray) -> float:
    top = scores.max(axis=1)
    logs = np.log(np.exp(scores - top[:, None]).sum(axis=1)) + top
    return float((logs - scores[np.arange(len(scores)), classes]).mean())


def _cross_entropy(answer: object) -> str:
    cross_entropy = as_function(answer, "cross_entropy")
    rng = np.random.default_rng(4)
    cases = [
        (np.array([[3.0, 1.0, 0.5]]), np.array([0])),
        (np.array([[1.0, 2.0, 0.0], [0.0, -1.0, 3.0]]), np.array([1, 0])),
        (rng.normal(size=(7, 4)), rng.integers(4, size=7)),
        (np.array([[0.0, 1000.0]]), np.array([0])),
        (np.array([[1000.0, 0.0], [-2000.0, -1000.0]]), np.array([0, 0])),
    ]
    for scores, classes in cases:
        _judge_loss(cross_entropy, scores, classes)
    return "It has no probability to clip, so it can say 1000."


def _judge_loss(cross_entropy: Callable, scores: np.ndarray, classes: np.ndarray) -> None:
    try:
        with np.errstate(all="ignore"):
            value = cross_entropy(scores, classes)
    except ValueError as error:
        raise WrongAnswerError(
            f"For scores of the shape {scores.shape} it stops ({error}). What do you subtract from them, and which "
            "shape has that?"
        ) from None
    value = as_array(value, "Return one number, the mean of the cases.")
    if value.size != 1:
        raise WrongAnswerError("Return one number, the mean of the cases.")
    found, right = value.item(), _reference(scores, classes)
    if fits(found, right, rtol=1e-4, atol=1e-6):
        return
    if np.abs(scores).max() > 500:
        raise WrongAnswerError(
            f"Right for small scores, but for {scores.tolist()} and the classes {classes.tolist()} it gives "
            f"{found:g} instead of {right:g}. Subtract each row's largest score before you take the exponential, "
            "and take no logarithm of a probability."
        )
    mistakes = {
        right * len(scores): "That is the sum over the cases; the mean was asked for.",
        -right: "The sign is turned round: a loss is never negative here.",
    }
    near(found, mistakes, rtol=1e-4)
    raise WrongAnswerError(
        f"For the scores {np.round(scores, 2).tolist()} and the classes {classes.tolist()} the loss is "
        f"{right:.4f}, but the function gives {found:.4f}."
    )


q1 = Exercise(
    verify=_moved,
    hint_text="Section 3: how hard does the most expensive house pull at the constant, before and after?",
    solution_text='answer = ["MSE"]',
)

q2 = Exercise(
    verify=_gradients,
    hint_text="Three formulas stand under the heading Loss and gradient: the sign, twice the error, the clipped error.",
    solution_text='answer = {"MAE": [-1, -1, 0, 1, 1], "MSE": [-6, -1, 0, 1, 6], "Huber": [-1, -0.5, 0, 0.5, 1]}',
)

q3 = Exercise(
    verify=_ten_images,
    hint_text="Section 4: the loss of a batch is the mean of its cases, and a probability of 0 costs −log 1e-7.",
    solution_text="answer = -(9 * np.log(0.8) + np.log(1e-7)) / 10",
)

q4 = Exercise(
    verify=_cross_entropy,
    hint_text="Section 8 has the formula with m. scores[np.arange(n), classes] picks the true scores.",
    solution_text="""def cross_entropy(scores, classes):
    m = scores.max(axis=1)
    log_sums = m + np.log(np.exp(scores - m[:, None]).sum(axis=1))
    return (log_sums - scores[np.arange(len(scores)), classes]).mean()


answer = cross_entropy""",
)
