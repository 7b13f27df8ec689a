"""Exercises of chapter 06, optimizers."""

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


def _scaled(answer: object) -> str:
    found = as_numbers(answer, 2, "Answer with a pair of numbers: (sgd, adam).")
    if fits(found, (100, 1), rtol=0.01):
        return "Adam divides by the size of the gradient; so its step does not know the unit of the loss."
    in_order(found, (100, 1), "SGD comes first", rtol=0.01)
    if not fits(found, (100, ...), rtol=0.01):
        raise WrongAnswerError("SGD's step is the rate times the gradient: it grows as the gradient does.")
    root = "SGD is right. Adam's v grows with the square of the gradient, its root with what?"
    near(found, {(100, 10): root}, rtol=0.01)
    raise WrongAnswerError(
        "SGD is right. In Adam's first step, what becomes of m̂ and of √v̂ if g is 100 times as large?"
    )


def _accumulator(answer: object) -> str:
    found = as_numbers(answer, 2, "Answer with a pair of numbers: (after one step, after two steps).")
    if fits(found, (0.9, 0.9 - 0.1 * 0.9 / np.sqrt(1 + 0.9**2)), atol=6e-5):
        return "The second step is 0.1 · 0.9/√1.81 = 0.0669: the sum holds both squares."
    mistakes = {
        (0.90465, ...): "That is Keras' start at 0.1. Here the sum starts at 0.",
        (0.1, ...): "Give the weights, not the lengths of the steps.",
        (0.9, 0.8): "After one step it is right. In the second the sum still holds the first square, too.",
        (0.9, 0.81): "After one step it is right. The second looks like SGD: divide by the root of the sum.",
    }
    near(found, mistakes, atol=6e-5)
    if not fits(found, (0.9, ...), atol=6e-5):
        raise WrongAnswerError("Begin with the first step: the sum is 0 + 1², so the step is 0.1 · 1/√1.")
    raise WrongAnswerError("After one step it is right. Then g = 0.9 and the sum is 1² + 0.9².")


_SEQUENCES = (
    np.array([1.0, 0.9, 0.8, 0.7]),
    np.array([1.0, -3.0, 0.5, 0.01, -0.2]),  # the gradient turns and becomes small
    np.array([[0.1, -20.0], [0.3, 10.0], [-0.2, 0.5]]),  # two weights of different sizes
)


def _reference(gradients: np.ndarray, eta: float) -> np.ndarray:
    m, u, changes = 0.0, 0.0, []
    for t, g in enumerate(gradients, start=1):
        m = 0.9 * m + 0.1 * g
        u = np.maximum(0.999 * u, np.abs(g))
        changes.append(-eta / (1 - 0.9**t) * m / u)
    return np.array(changes)


def _adamax(answer: object) -> str:
    adamax = as_function(answer, "adamax")
    for gradients in _SEQUENCES:
        for eta in (0.1, 0.01):
            memory: dict = {}
            changes = [adamax(g if gradients.ndim > 1 else float(g), memory, eta=eta) for g in gradients]
            otherwise = "The function has to return the change, a number or an array of numbers."
            _judge(as_array(changes, otherwise), _reference(gradients, eta))
    return "Try it in the valley of section 8."


def _judge(changes: np.ndarray, right: np.ndarray) -> None:
    if changes.shape != right.shape:
        raise WrongAnswerError("For an array of gradients return an array of changes, one for each weight.")
    if fits(changes, right, rtol=1e-4, atol=1e-9):
        return
    near_array(changes, {"The sign is wrong: the change goes against the gradient.": -right}, rtol=1e-4, atol=1e-9)
    tenth = "The first change is a tenth of what it should be: divide by 1 - β₁ᵗ, with t = 1."
    near_array(changes[0], {tenth: 0.1 * right[0]}, rtol=1e-4, atol=1e-9)
    if not fits(changes[0], right[0], rtol=1e-4, atol=1e-9):
        raise WrongAnswerError("The very first change is wrong. It should be -eta for a positive gradient, +eta else.")
    raise WrongAnswerError(
        "The first change is right, a later one is not. Are m, u and t kept in memory, "
        "and is u the larger of 0.999·u and |g|?"
    )


q1 = Exercise(
    verify=_scaled,
    hint_text="Section 7 prints Adam's first change for three gradients of very different sizes.",
    solution_text="answer = (100, 1)",
)

q2 = Exercise(
    verify=_accumulator,
    hint_text="Add the square of the gradient to the sum first, then divide by its root. The gradient is the weight.",
    solution_text="""first = 1 - 0.1 * 1 / np.sqrt(0 + 1**2)
second = first - 0.1 * first / np.sqrt(1**2 + first**2)
answer = (first, second)""",
)

q3 = Exercise(
    verify=_adamax,
    hint_text="Start from adam in section 7. memory.get('u', 0) is 0 in the first step; np.maximum works for arrays.",
    solution_text="""def adamax(g, memory, eta=0.1, beta_1=0.9, beta_2=0.999):
    t = memory["t"] = memory.get("t", 0) + 1
    m = memory["m"] = beta_1 * memory.get("m", 0) + (1 - beta_1) * g
    u = memory["u"] = np.maximum(beta_2 * memory.get("u", 0), np.abs(g))
    return -eta / (1 - beta_1**t) * m / u


answer = adamax""",
)
