"""Exercises of chapter 01, activations."""

from collections.abc import Callable

import numpy as np

from helpers.exercises import Exercise, WrongAnswerError, array, function, numbers
from helpers.exercises.networks import softmax


def _kinks(answer: object) -> str:
    rectified, linear = numbers(answer, 2, "Answer with a pair of whole numbers: (ReLU, identity).")
    if (rectified, linear) == (5, 0):
        return "One kink for each ReLU unit; and without a nonlinearity the network is a straight line."
    if linear != 0:
        raise WrongAnswerError("With the identity the two layers collapse into one. What does a linear unit draw?")
    if rectified in (4, 6):
        raise WrongAnswerError("Count the kinks, not the straight pieces: each unit has one, where w·x + b = 0.")
    if rectified == 1:
        raise WrongAnswerError("One unit has one kink. The output adds up five units with kinks at different places.")
    raise WrongAnswerError("The identity is right. For ReLU: how many kinks does one unit have, and their sum?")


def _single_layer(answer: object) -> str:
    otherwise = "Answer with a pair (W, b), such as ([1, 2], 3)."
    try:
        weights, bias = answer
    except (TypeError, ValueError):
        raise WrongAnswerError(otherwise) from None
    weights, bias = np.ravel(array(weights, otherwise)), np.ravel(array(bias, otherwise))
    if weights.size != 2 or bias.size != 1:
        raise WrongAnswerError(f"W has two numbers and b one; yours have {weights.size} and {bias.size}.")
    if np.allclose(weights, [4, 1]) and np.isclose(bias[0], 4):
        return "W = W1 W2 and b = b1 W2 + b2: 1·2 + (−1)·1 + 3 = 4."
    if np.allclose(weights, [4, 1]) and np.isclose(bias[0], 3):
        raise WrongAnswerError("W is right. The first layer's bias goes through the second layer's weights, too.")
    if np.allclose(weights, [4, 1]):
        raise WrongAnswerError("W is right. For b, send the first bias through the second layer: b1 W2 + b2.")
    if np.allclose(weights, [2, 5]):
        raise WrongAnswerError("W1 is transposed: the inputs are a row here, and x W1 takes the columns of W1.")
    raise WrongAnswerError("W is the matrix product W1 W2: each row of W1 times the column W2.")


def _softmax_rows(answer: Callable) -> str:
    answer = function(answer, "softmax_rows")
    rng = np.random.default_rng(0)
    tables = {
        "small scores": rng.normal(size=(4, 3)),
        "a square table": rng.normal(size=(3, 3)),
        "scores about 1000": 1000 + rng.normal(size=(2, 5)),
        "rows of very different size": np.array([[2000.0, 2001.0], [-2000.0, -2001.0], [0.0, 3.0]]),
    }
    for name, z in tables.items():
        right = softmax(z)
        before = z.copy()
        try:
            with np.errstate(all="ignore"):
                found = answer(z)
        except ValueError as error:
            raise WrongAnswerError(
                f"For {name} of shape {z.shape} it stops ({error}). Do max and sum keep their axis (keepdims=True)?"
            ) from None
        if not np.array_equal(z, before):
            raise WrongAnswerError("The function changes the array that it is given; compute with a new one.")
        found = array(found, "The function has to return an array of numbers, the probabilities.")
        if found.shape != z.shape:
            raise WrongAnswerError(f"For {name} of shape {z.shape} it returns the shape {found.shape}.")
        if np.allclose(found, right, atol=1e-4):
            continue
        if name == "rows of very different size":
            raise WrongAnswerError("Rows of very different size come out wrong: subtract each row's own maximum.")
        if not np.isfinite(found).all():
            raise WrongAnswerError(f"For {name} it gives nan: subtract the maximum before the exponential.")
        if np.isclose(found.sum(), 1):
            raise WrongAnswerError("The whole table sums to 1; each row should. Sum over axis=1 with keepdims=True.")
        if np.allclose(found.sum(axis=0), 1):
            raise WrongAnswerError("Your columns sum to 1. The rows should: axis=1.")
        raise WrongAnswerError(f"For {name} it gives {found[0].round(3)} in the first row, not {right[0].round(3)}.")
    return "Each row sums to 1, however large the scores are."


def _count_dead(answer: Callable) -> str:
    answer = function(answer, "count_dead")
    rng = np.random.default_rng(1)
    for examples, units, dead in ((30, 8, 3), (5, 20, 0), (6, 6, 6), (40, 10, 1)):
        outputs = np.maximum(0, rng.normal(size=(examples, units))) + 0.0
        outputs[rng.integers(examples, size=units), np.arange(units)] = 0.7
        outputs[0] = 0
        outputs[1] = np.maximum(outputs[1], 0.3)
        outputs[:, :dead] = 0
        found = answer(outputs.copy())
        (found,) = numbers(found, 1, "Return one number, the count; sum() over the units makes it one.")
        if found == dead:
            continue
        if found == np.sum(outputs == 0):
            raise WrongAnswerError("That counts single zeros. A unit is dead if it gives zero for all examples.")
        if found == (outputs == 0).any(axis=0).sum():
            raise WrongAnswerError("One zero is normal for a ReLU. Dead means zero for all examples, not for any.")
        if found == (outputs == 0).all(axis=1).sum():
            raise WrongAnswerError("That counts examples (rows). The units are the columns: axis=0.")
        if found == units - dead:
            raise WrongAnswerError("That counts the living units.")
        raise WrongAnswerError(f"{dead} of {units} units give zero for all examples; the function returns {found:g}.")
    return "It is the line that section 8 uses."


q1 = Exercise(
    verify=_kinks,
    hint_text="Section 2: where is the kink of one unit? Section 1: what do layers without a nonlinearity amount to?",
    answer="answer = (5, 0)",
    wrong={
        "answer = (5, 5)": "collapse",
        "answer = (6, 0)": "straight pieces",
        "answer = (1, 0)": "five units",
        "answer = 5": "pair",
    },
)

q2 = Exercise(
    verify=_single_layer,
    hint_text="Section 1 has the formula: W is W1 @ W2, and b is b1 @ W2 + b2.",
    answer="""W1, b1 = np.array([[1, 2], [0, 1]]), np.array([1, -1])
W2, b2 = np.array([[2], [1]]), np.array([3])
answer = (W1 @ W2, b1 @ W2 + b2)""",
    wrong={
        "answer = ([4, 1], 3)": "first layer's bias",
        "answer = ([2, 5], 4)": "transposed",
        "answer = ([[1, 2], [0, 1]], 4)": "two numbers",
        "answer = ([3, 3], 4)": "matrix product",
        "answer = 4": "pair",
    },
)

q3 = Exercise(
    verify=_softmax_rows,
    hint_text="Take stable_softmax of section 10; max and sum get axis=1, keepdims=True, so that each row has its own.",
    answer="""def softmax_rows(z):
    shifted = np.exp(z - z.max(axis=1, keepdims=True))
    return shifted / shifted.sum(axis=1, keepdims=True)


answer = softmax_rows""",
    wrong={
        """def answer(z):
    e = np.exp(z)
    return e / e.sum(axis=1, keepdims=True)""": "before the exponential",
        """def answer(z):
    e = np.exp(z - z.max())
    return e / e.sum(axis=1, keepdims=True)""": "own maximum",
        """def answer(z):
    e = np.exp(z - z.max())
    return e / e.sum()""": "whole table",
        """def answer(z):
    e = np.exp(z - z.max(axis=0))
    return e / e.sum(axis=0)""": "columns",
        """def answer(z):
    e = np.exp(z - z.max(axis=1))
    return e / e.sum(axis=1)""": "keepdims=True",
        """def answer(z):
    print(z.shape)""": "returns nothing",
        "answer = 1": "function itself",
    },
)

q4 = Exercise(
    verify=_count_dead,
    hint_text="(outputs == 0) is a table of True and False. Which columns are True all the way down?",
    answer="""def count_dead(outputs):
    return int((outputs == 0).all(axis=0).sum())


answer = count_dead""",
    wrong={
        "answer = lambda outputs: (outputs == 0).sum()": "single zeros",
        "answer = lambda outputs: (outputs == 0).any(axis=0).sum()": "not for any",
        "answer = lambda outputs: (outputs == 0).all(axis=1).sum()": "rows",
        "answer = lambda outputs: (outputs != 0).any(axis=0).sum()": "living",
        "answer = lambda outputs: (outputs == 0).all(axis=0)": "one number",
        "answer = lambda outputs: 3": "units give zero",
    },
)
