"""Exercises of chapter 14, the batch size."""

from collections.abc import Callable
from typing import Any

import numpy as np
import pandas as pd

from helpers.exercises import Exercise
from helpers.exercises.answers import WrongAnswerError, as_array, as_function, as_numbers, as_word, fits, near

WORST_BASELINE = 0.85  # validation accuracy: three epochs of the baseline stay above it, on the sample too


def _ten_times(answer: object) -> str:
    word = as_word(answer, ("a tenth", "a half", "nine tenths"))
    if word == "nine tenths":
        return "(1 + 100/10,000)/(1 + 100/1,000) = 0.92: nine machines of ten were bought for nothing."
    if word == "a tenth":
        raise WrongAnswerError("That would be so far below the noise scale. On which side of it are both batches?")
    raise WrongAnswerError(
        "Half the updates is the most that a batch at B* can still gain. Put both sizes into the law."
    )


def _law(answer: object) -> str:
    found = as_numbers(answer, 2, "Answer with a pair of numbers: (S_min, noise scale).")
    right = (600 / (1 + 1024 / 3 / 32), 1024 / 3)
    if fits(found, right, rtol=0.01):
        return "Beyond about 341 images a larger batch stops paying; fewer than 51 updates no batch size needs."
    mistakes = {
        right[::-1]: "The numbers are right, in the wrong order: S_min comes first.",
        (..., right[1]): "The noise scale is right. Put it back into one of the two equations for S_min.",
        (right[0], ...): "S_min is right. What is left over at batch 32 is S_min · B*/32.",
        (120, ...): "At 256 images noise still counts: S_min lies below 120.",
    }
    near(found, mistakes, rtol=0.01)
    raise WrongAnswerError("Two equations, 600 = S_min (1 + B*/32) and 120 = S_min (1 + B*/256): divide them first.")


def _accumulated(answer: Callable) -> str:
    accumulated = as_function(answer, "accumulated")
    rng = np.random.default_rng(14)
    w = rng.normal(size=3)
    for n, most in ((8, 4), (10, 4), (5, 8), (7, 1)):
        x, y = rng.normal(size=(n, 3)), rng.normal(size=n)
        asked: list[int] = []

        def gradient(x: Any, y: Any, asked: list[int] = asked) -> np.ndarray:
            if len(x) != len(y):
                raise WrongAnswerError("Give gradient as many rows of x as of y.")
            if not len(x):
                raise WrongAnswerError("An empty part has no mean: gradient was given no example.")
            asked.append(len(x))
            return 2 * np.asarray(x).T @ (np.asarray(x) @ w - np.asarray(y)) / len(x)

        found = as_array(accumulated(gradient, x, y, most), "Return one array of the shape of the gradient.")
        right = 2 * x.T @ (x @ w - y) / n
        _judge(
            found,
            right,
            asked,
            n,
            most,
            [2 * x[i : i + most].T @ (x[i : i + most] @ w - y[i : i + most]) for i in range(0, n, most)],
        )
    return "Each part counts by its number of examples; the last one may have fewer."


def _judge(found: np.ndarray, right: np.ndarray, asked: list[int], n: int, most: int, sums: list[np.ndarray]) -> None:
    if asked and max(asked) > most:
        raise WrongAnswerError(f"gradient was given {max(asked)} examples at once; at most {most} fit.")
    if fits(found, right) and sum(asked) == n:
        return
    case = f"For {n} examples, at most {most} at a time,"
    lengths = [min(most, n - first) for first in range(0, n, most)]
    means = [part / length for part, length in zip(sums, lengths, strict=True)]
    if sum(asked) < n:
        raise WrongAnswerError(
            f"{case} gradient was asked about {sum(asked)} of them: the smaller last part is missing."
        )
    if len(means) > 1 and fits(found, sum(means)):
        raise WrongAnswerError(f"{case} that is the sum of the parts' gradients; the mean is asked for.")
    if fits(found, np.mean(means, axis=0)):
        raise WrongAnswerError(f"{case} the parts are not equally large, so their mean is not that of all examples.")
    raise WrongAnswerError(f"{case} the result is not the gradient of the mean loss of all.")


def _half_the_updates(answer: Any) -> str:
    last = _last(answer)
    made, accuracy = last["updates"], last["val_accuracy"].groupby("variant").mean()
    most = made["baseline"].max() / 2
    mine = made["mine"].max()
    if accuracy["baseline"] < WORST_BASELINE:
        raise WrongAnswerError(f'"baseline" ends at {accuracy["baseline"]:.3f}: train it as the page builds it.')
    if mine > most:
        raise WrongAnswerError(f'"mine" makes {mine:.0f} updates; half of the baseline\'s are {most:.0f}.')
    said = f'"mine" reaches {accuracy["mine"]:.4f} with {mine:.0f} updates, the baseline {accuracy["baseline"]:.4f} '
    said += f"with {2 * most:.0f}."
    if accuracy["mine"] < accuracy["baseline"]:
        raise WrongAnswerError(f"{said} A larger batch allows a larger rate, and more epochs within your updates.")
    return f"{said} The price is in images: count them."


def _last(answer: Any) -> pd.DataFrame:
    """Return the last epoch of each run, with the index variant and seed."""
    needed = {"variant", "seed", "epoch", "val_accuracy"}
    if not isinstance(answer, pd.DataFrame) or not needed <= set(answer.columns):
        raise WrongAnswerError("The answer is the frame that training.repeat returns.")
    if "updates" not in answer:
        raise WrongAnswerError("The frame has no column updates: write count(model), and pass each_epoch=count.")
    if set(answer["variant"]) != {"baseline", "mine"}:
        raise WrongAnswerError('Train two variants, "baseline" and "mine", with one call.')
    last = answer.sort_values("epoch").groupby(["variant", "seed"]).last()
    seeds = {variant: set(part.index.get_level_values("seed")) for variant, part in last.groupby("variant")}
    if seeds["baseline"] != seeds["mine"] or len(seeds["mine"]) < 3:
        raise WrongAnswerError("Train both variants with the same seeds, at least three: [0, 1, 2].")
    if set(last["epoch"]["baseline"]) != {3}:
        raise WrongAnswerError('"baseline" trains for three epochs: {"epochs": 3}.')
    return last


q1 = Exercise(
    verify=_ten_times,
    hint_text="Section 4: S = S_min (1 + B*/B). Put in 1,000 and 10,000 and divide.",
    solution_text='answer = "nine tenths"',
)

q2 = Exercise(
    verify=_law,
    hint_text="Divide the two equations: 600/120 = (1 + B*/32)/(1 + B*/256), and S_min is gone.",
    solution_text="""scale = (600 / 120 - 1) / (1 / 32 - 600 / 120 / 256)
answer = (600 / (1 + scale / 32), scale)""",
)

q3 = Exercise(
    verify=_accumulated,
    hint_text="gradient(part) times its number of examples is a sum over examples. Add the sums, divide once.",
    solution_text="""def accumulated(gradient, x, y, most):
    total = 0.0
    for first in range(0, len(x), most):
        part = slice(first, first + most)
        total = total + gradient(x[part], y[part]) * len(x[part])
    return total / len(x)


answer = accumulated""",
)

q4 = Exercise(
    verify=_half_the_updates,
    hint_text="Four times the batch makes a quarter of the updates an epoch. So there is room for more epochs, and the "
    "more exact gradient allows two or three times the rate.",
    solution_text="""def count(model):
    return {"updates": int(model.optimizer.iterations)}


base, mine = {"epochs": 3}, {"batch_size": 256, "learning_rate": 0.003, "epochs": 5}
variants = {"baseline": base, "mine": mine}
answer = training.repeat(build, variants, [0, 1, 2], each_epoch=count, **fit)""",
    uses=("imports", "parameters", "digits", "build"),
)
