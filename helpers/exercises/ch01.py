"""Exercises of chapter 01, activations."""

from collections.abc import Callable
from typing import Any

import numpy as np

from helpers.exercises import Exercise
from helpers.exercises.answers import WrongAnswerError, as_array, as_function, as_numbers, fits, near
from helpers.exercises.models import softmax


def _kinks(answer: object) -> str:
    found = as_numbers(answer, 2, "Answer with a pair of whole numbers: (ReLU, identity).")
    if found == (5, 0):
        return "One kink for each ReLU unit; and without a nonlinearity the network is a straight line."
    if found[1] != 0:
        raise WrongAnswerError("With the identity the two layers collapse into one. What does a linear unit draw?")
    mistakes = {
        (4, 0): "Count the kinks, not the straight pieces: each unit has one, where w·x + b = 0.",
        (6, 0): "Count the kinks, not the straight pieces: each unit has one, where w·x + b = 0.",
        (1, 0): "One unit has one kink. The output adds up five units with kinks at different places.",
    }
    near(found, mistakes)
    raise WrongAnswerError("The identity is right. For ReLU: how many kinks does one unit have, and their sum?")


def _single_layer(answer: Any) -> str:
    otherwise = "Answer with a pair (W, b), such as ([1, 2], 3)."
    try:
        weights, bias = answer
    except (TypeError, ValueError):
        raise WrongAnswerError(otherwise) from None
    weights, bias = np.ravel(as_array(weights, otherwise)), np.ravel(as_array(bias, otherwise))
    if weights.size != 2 or bias.size != 1:
        raise WrongAnswerError(f"W has two numbers and b one; yours have {weights.size} and {bias.size}.")
    found = (*weights, *bias)
    if fits(found, (4, 1, 4)):
        return "W = W1 W2 and b = b1 W2 + b2: 1·2 + (−1)·1 + 3 = 4."
    mistakes = {
        (4, 1, 3): "W is right. The first layer's bias goes through the second layer's weights, too.",
        (4, 1, ...): "W is right. For b, send the first bias through the second layer: b1 W2 + b2.",
        (2, 5, ...): "W1 is transposed: the inputs are a row here, and x W1 takes the columns of W1.",
    }
    near(found, mistakes)
    raise WrongAnswerError("W is the matrix product W1 W2: each row of W1 times the column W2.")


def _softmax_rows(answer: object) -> str:
    softmax_rows = as_function(answer, "softmax_rows")
    rng = np.random.default_rng(0)
    tables = {
        "small scores": rng.normal(size=(4, 3)),
        "a square table": rng.normal(size=(3, 3)),
        "scores about 1000": 1000 + rng.normal(size=(2, 5)),
        "rows of very different size": np.array([[2000.0, 2001.0], [-2000.0, -2001.0], [0.0, 3.0]]),
    }
    for name, z in tables.items():
        _judge_rows(softmax_rows, name, z)
    return "Each row sums to 1, however large the scores are."


def _judge_rows(softmax_rows: Callable, name: str, z: np.ndarray) -> None:
    try:
        with np.errstate(all="ignore"):
            found = softmax_rows(z)
    except ValueError as error:
        raise WrongAnswerError(
            f"For {name} of shape {z.shape} it stops ({error}). Do max and sum keep their axis (keepdims=True)?"
        ) from None
    found, right = as_array(found, "The function has to return an array of numbers, the probabilities."), softmax(z)
    if found.shape != z.shape:
        raise WrongAnswerError(f"For {name} of shape {z.shape} it returns the shape {found.shape}.")
    if fits(found, right, atol=1e-4):
        return
    if name == "rows of very different size":
        raise WrongAnswerError("Rows of very different size come out wrong: subtract each row's own maximum.")
    if not np.isfinite(found).all():
        raise WrongAnswerError(f"For {name} it gives nan: subtract the maximum before the exponential.")
    if np.isclose(found.sum(), 1):
        raise WrongAnswerError("The whole table sums to 1; each row should. Sum over axis=1 with keepdims=True.")
    if np.allclose(found.sum(axis=0), 1):
        raise WrongAnswerError("Your columns sum to 1. The rows should: axis=1.")
    raise WrongAnswerError(f"For {name} it gives {found[0].round(3)} in the first row, not {right[0].round(3)}.")


def _count_dead(answer: object) -> str:
    count_dead = as_function(answer, "count_dead")
    rng = np.random.default_rng(1)
    for examples, units, dead in ((30, 8, 3), (5, 20, 0), (6, 6, 6), (40, 10, 1)):
        outputs = np.maximum(0, rng.normal(size=(examples, units))) + 0.0
        outputs[rng.integers(examples, size=units), np.arange(units)] = 0.7
        outputs[0] = 0
        outputs[1] = np.maximum(outputs[1], 0.3)
        outputs[:, :dead] = 0
        found = count_dead(outputs)
        (found,) = as_numbers(found, 1, "Return one number, the count; sum() over the units makes it one.")
        if found == dead:
            continue
        zero = outputs == 0
        mistakes = {
            zero.sum(): "That counts single zeros. A unit is dead if it gives zero for all examples.",
            zero.any(axis=0).sum(): "One zero is normal for a ReLU. Dead means zero for all examples, not for any.",
            zero.all(axis=1).sum(): "That counts examples (rows). The units are the columns: axis=0.",
            units - dead: "That counts the living units.",
        }
        near(found, mistakes)
        raise WrongAnswerError(f"{dead} of {units} units give zero for all examples; the function returns {found:g}.")
    return "It is the line that section 8 uses."


q1 = Exercise(
    verify=_kinks,
    hint_text="Section 2: where is the kink of one unit? Section 1: what do layers without a nonlinearity amount to?",
    solution_text="answer = (5, 0)",
)

q2 = Exercise(
    verify=_single_layer,
    hint_text="Section 1 has the formula: W is W1 @ W2, and b is b1 @ W2 + b2.",
    solution_text="""W1, b1 = np.array([[1, 2], [0, 1]]), np.array([1, -1])
W2, b2 = np.array([[2], [1]]), np.array([3])
answer = (W1 @ W2, b1 @ W2 + b2)""",
)

q3 = Exercise(
    verify=_softmax_rows,
    hint_text="Take stable_softmax of section 10; max and sum get axis=1, keepdims=True, so that each row has its own.",
    solution_text="""def softmax_rows(z):
    shifted = np.exp(z - z.max(axis=1, keepdims=True))
    return shifted / shifted.sum(axis=1, keepdims=True)


answer = softmax_rows""",
)

q4 = Exercise(
    verify=_count_dead,
    hint_text="(outputs == 0) is a table of True and False. Which columns are True all the way down?",
    solution_text="""def count_dead(outputs):
    return int((outputs == 0).all(axis=0).sum())


answer = count_dead""",
)
