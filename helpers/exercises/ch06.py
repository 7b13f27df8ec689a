"""Exercises of chapter 06, optimizers."""

from typing import Any

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

EPOCHS = 3  # of the training in exercise 4
WORST_ADAM = 0.86  # validation accuracy: Adam at 0.003 stays above it, on the sample too
ALLOWED = 0.01  # how far momentum's accuracy may lie below Adam's


def _scaled(answer: object) -> str:
    found = as_numbers(answer, 3, "Answer with three numbers: (sgd, clipped, adam).")
    if fits(found, (100, 1, 1), rtol=0.01):
        return "Clipping cuts both gradients to the same length, and Adam divides by the size of the gradient."
    in_order(found, (100, 1, 1), "SGD comes first", rtol=0.01)
    if not fits(found, (100, ..., ...), rtol=0.01):
        raise WrongAnswerError("SGD's step is the rate times the gradient: it grows as the gradient does.")
    root = "SGD is right. Adam's s grows with the square of the gradient, its root with what?"
    near(found, {(100, ..., 10): root, (100, ..., 0.01): root}, rtol=0.01)
    if not fits(found, (100, ..., 1), rtol=0.01):
        raise WrongAnswerError(
            "SGD is right. In Adam's first step, what becomes of m̂ and of √ŝ if g is 100 times as large?"
        )
    before = "SGD and Adam are right. The norm was 2 *before*: that gradient was clipped as well."
    near(found, {(100, 0.5, 1): before, (100, 2, 1): before, (100, 50, 1): before}, rtol=0.01)
    raise WrongAnswerError("SGD and Adam are right. How long is a gradient of norm 2 after clipping, and one of 200?")


def _valley(answer: object) -> str:
    found = as_numbers(answer, 3, "Answer with three numbers: (kappa, limit, beta).")
    beta = (9 / 11) ** 2
    if fits(found, (100, 0.04, beta), rtol=0.01):
        return "Only the ratio of the curvatures counts for κ and β, only the largest one for the limit."
    in_order(found, (100, 0.04, beta), "first κ, then the limit, then β", rtol=0.01)
    near(
        found,
        {
            (50, ..., ...): "κ is the largest curvature divided by the smallest, and the smallest is not 1 here.",
            (0.01, ..., ...): "κ is the largest curvature divided by the smallest, not the other way round.",
        },
        rtol=0.01,
    )
    if not fits(found, (100, ..., ...), rtol=0.01):
        raise WrongAnswerError("Begin with κ: the largest curvature divided by the smallest.")
    near(
        found,
        {
            (100, 0.02, ...): "κ is right. SGD's limit is 2/κ only where the smallest curvature is 1. Here it is …?",
            (100, 4, ...): "κ is right. The *largest* curvature sets the limit.",
        },
        rtol=0.01,
    )
    if not fits(found, (100, 0.04, ...), rtol=0.01):
        raise WrongAnswerError("κ is right. A step multiplies b by 1 - 50 η. From which η on is that below -1?")
    near(
        found,
        {
            (100, 0.04, 9 / 11): "κ and the limit are right. β is the square of what a step leaves of the distance.",
            (100, 0.04, 0.9): "κ and the limit are right. 0.9 is the usual β; it suits a κ of about 1,400.",
            (100, 0.04, (99 / 101) ** 2): "κ and the limit are right. β has the root of κ in it.",
        },
        rtol=0.005,
    )
    raise WrongAnswerError("κ and the limit are right. Section 4: β is the square of (√κ - 1)/(√κ + 1).")


_SEQUENCES = (
    np.array([1.0, 0.9, 0.8, 0.7]),
    np.array([1.0, -3.0, 0.5, 0.01, -0.2]),  # the gradient turns and becomes small
    np.array([[0.1, -20.0], [0.3, 10.0], [-0.2, 0.5]]),  # two weights of different sizes
)


def _reference(gradients: np.ndarray, learning_rate: float) -> np.ndarray:
    m, u, changes = 0.0, 0.0, []
    for t, g in enumerate(gradients, start=1):
        m = 0.9 * m + 0.1 * g
        u = np.maximum(0.999 * u, np.abs(g))
        changes.append(-learning_rate / (1 - 0.9**t) * m / u)
    return np.array(changes)


def _adamax(answer: object) -> str:
    adamax = as_function(answer, "adamax")
    for gradients in _SEQUENCES:
        for rate in (0.1, 0.01):
            memory: dict = {}
            changes = [adamax(g if gradients.ndim > 1 else float(g), memory, learning_rate=rate) for g in gradients]
            otherwise = "The function has to return the change, a number or an array of numbers."
            _judge(as_array(changes, otherwise), _reference(gradients, rate))
    return "The maximum forgets slowly, the average quickly: a single large gradient keeps the steps small for long."


def _judge(changes: np.ndarray, right: np.ndarray) -> None:
    if changes.shape != right.shape:
        raise WrongAnswerError("For an array of gradients return an array of changes, one for each weight.")
    if fits(changes, right, rtol=1e-4, atol=1e-9):
        return
    near_array(changes, {"The sign is wrong: the change goes against the gradient.": -right}, rtol=1e-4, atol=1e-9)
    tenth = "The first change is a tenth of what it should be: divide by 1 - β₁ᵗ, with t = 1."
    near_array(changes[0], {tenth: 0.1 * right[0]}, rtol=1e-4, atol=1e-9)
    if not fits(changes[0], right[0], rtol=1e-4, atol=1e-9):
        raise WrongAnswerError(
            "The very first change is wrong. It should be minus the rate for a positive gradient, plus it else."
        )
    raise WrongAnswerError(
        "The first change is right, a later one is not. Are m, u and t kept in memory, "
        "and is u the larger of 0.999·u and |g|?"
    )


def _up_to_adam(answer: Any) -> str:
    last = _last_accuracies(answer)
    (mine,) = [variant for variant in last.columns if variant != "Adam"]
    adam, own = last["Adam"].mean(), last[mine].mean()
    if not adam > WORST_ADAM:
        raise WrongAnswerError(f"Adam ends at {adam:.1%}, which is no bar at all: give it the rate 0.003.")
    said = f'"{mine}" ends at {own:.1%}, Adam at {adam:.1%} (means of {len(last)} seeds).'
    if own >= adam - ALLOWED:
        return f"{said} Momentum keeps up, with half of Adam's memory."
    raise WrongAnswerError(
        f"{said} Smaller batches, more steps in an epoch: try a rate below the best one of section 11, such as "
        "half or a fifth of it, and go on where the validation accuracy is highest."
    )


def _last_accuracies(answer: Any) -> pd.DataFrame:
    """Return the validation accuracy after the last epoch, one row a seed, one column for each of the two variants."""
    if not isinstance(answer, pd.DataFrame) or not {"variant", "seed", "epoch", "val_accuracy"} <= set(answer.columns):
        raise WrongAnswerError("The answer is the frame that training.repeat returns.")
    variants = list(answer["variant"].unique())
    if "Adam" not in variants or len(variants) != 2:
        raise WrongAnswerError(f'Train two variants, "Adam" and "momentum"; these are {", ".join(variants)}.')
    epochs = answer.groupby(["variant", "seed"])["epoch"].max()
    if set(epochs) != {EPOCHS}:
        raise WrongAnswerError(f"Both train for {EPOCHS} epochs; these train for {epochs.min()} to {epochs.max()}.")
    last = answer[answer["epoch"] == EPOCHS].pivot_table("val_accuracy", "seed", "variant")
    if len(last) < 3 or len(epochs) != 2 * len(last):
        raise WrongAnswerError("Train both variants with the same seeds, at least three: [0, 1, 2].")
    return last


q1 = Exercise(
    verify=_scaled,
    hint_text="Section 7 says how long Adam's first step is. A norm of 2 is above 1, and so is one of 200.",
    solution_text="answer = (100, 1, 1)",
)

q2 = Exercise(
    verify=_valley,
    hint_text="κ is a ratio of curvatures. SGD multiplies b by 1 - 50 η in each step. β is in section 4.",
    solution_text="""ratio = 50 / 0.5
answer = (ratio, 2 / 50, ((np.sqrt(ratio) - 1) / (np.sqrt(ratio) + 1)) ** 2)""",
)

q3 = Exercise(
    verify=_adamax,
    hint_text="Start from adam in section 7. memory.get('u', 0) is 0 in the first step; np.maximum works for arrays.",
    solution_text="""def adamax(g, memory, learning_rate=0.1, beta_1=0.9, beta_2=0.999):
    t = memory["t"] = memory.get("t", 0) + 1
    m = memory["m"] = beta_1 * memory.get("m", 0) + (1 - beta_1) * g
    u = memory["u"] = np.maximum(beta_2 * memory.get("u", 0), np.abs(g))
    return -learning_rate / (1 - beta_1**t) * m / u


answer = adamax""",
)

q4 = Exercise(
    verify=_up_to_adam,
    hint_text="Train several rates in one call first: 0.003, 0.01, 0.03 and 0.1. Then answer with the best and Adam.",
    solution_text="""variants = {
    "Adam": {"name": "Adam", "learning_rate": 0.003},
    "momentum": {"name": "momentum", "learning_rate": 0.02},
}
answer = training.repeat(build, variants, [0, 1, 2], **fit | {"batch_size": 16, "epochs": 3})""",
    uses=("imports", "parameters", "own", "build", "fit"),
)
