"""Exercises of chapter 08, regularization."""

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

BAR = 0.44  # validation cross-entropy in exercise 4
SUSPICIOUS = 0.25  # five thousand images reach about this


def _stopping(answer: object) -> str:
    found = as_numbers(answer, 2, "Answer with a pair of whole numbers: (epochs run, epoch).")
    if found == (6, 3):
        return "0.58 and 0.575 are lower than 0.60, but by less than 0.05. The fall to 0.50 is never seen."
    in_order(found, (6, 3), "the epochs run come first")
    without_delta = "That is without min_delta: after 0.60, which loss is better by more than 0.05?"
    mistakes = {
        (6, ...): "The run does stop there. Which weights does restore_best_weights=True bring back?",
        (10, 10): without_delta,
        (10, 7): without_delta,
        (..., 3): "Half right, the epoch is. The best epoch counts as 0 epochs of waiting; the third one after it "
        "stops.",
    }
    near(found, mistakes)
    raise WrongAnswerError("Write down the best loss so far and the epochs waited, line by line, as in section 7.")


def _penalty(answer: object) -> str:
    (number,) = as_numbers(answer, 1, "Answer with one number.")
    if fits(number, 1.0, atol=1e-6):
        return "0.1 · 7 + 0.02 · 15. The bias is not part of the kernel, and transposing changes no sum."
    mistakes = {
        0.7: "That is the L1 part alone; L1L2 adds both.",
        0.3: "That is the L2 part alone; L1L2 adds both.",
        2.0: "The bias is not penalized: the regularizer was given for the kernel.",
        3.0: "The bias is not penalized: the regularizer was given for the kernel.",
        0.85: "Keras has no 1/2m, not even a 1/2, before the sum of squares.",
        1.64: "The strengths are the wrong way round: l1 belongs to the absolute values.",
        0.2: "The absolute values are summed, so negative weights do not cancel positive ones.",
    }
    near(number, mistakes, atol=1e-6)
    raise WrongAnswerError(
        "Add up the six absolute values, and the six squares; then multiply each sum by its strength."
    )


def _batch_norm(answer: object) -> str:
    batch_norm = as_function(answer, "batch_norm")
    rng = np.random.default_rng(3)
    for count, features in ((3, 2), (8, 5), (50, 1)):
        x = rng.normal(4, 3, size=(count, features))
        scale = rng.normal(size=(2, features))
        moving = np.stack([rng.normal(size=features), rng.uniform(0.5, 2, features)])
        for training in (True, False):
            result = batch_norm(x, *scale, *moving, training)
            otherwise = "Return three arrays: output, moving mean, moving variance."
            if not isinstance(result, list | tuple) or len(result) != 3:
                raise WrongAnswerError(otherwise)
            y, *averages = (as_array(part, otherwise) for part in result)
            _judge_output(y, x, scale, moving, training=training)
            _judge_averages(averages, x, moving, training=training)
    return "The same as keras.layers.BatchNormalization, in training and in use."


def _judge_output(y: np.ndarray, x: np.ndarray, scale: np.ndarray, moving: np.ndarray, *, training: bool) -> None:
    """Refuse an output that is not gamma·x̂ + beta; `scale` is (gamma, beta), `moving` the moving (mean, variance)."""
    if y.shape != x.shape:
        raise WrongAnswerError(f"The output has the shape {y.shape} for x of shape {x.shape}: they must be equal.")
    in_training, in_use = ((x - mean) / np.sqrt(variance + 0.001) for mean, variance in (_moments(x), moving))
    right, other = (in_training, in_use) if training else (in_use, in_training)
    gamma, beta = scale
    if fits(y, gamma * right + beta, atol=1e-5):
        return
    swapped = (
        "In training the batch's own mean and variance are used, not the moving averages."
        if training
        else "In use the moving averages are used, not the batch's own mean and variance."
    )
    near_array(y, {swapped: gamma * other + beta, "gamma and beta are missing from the output.": right}, atol=1e-5)
    raise WrongAnswerError(
        f"The output {_when(training=training)} is off. Is epsilon = 0.001 added to the variance, under the root, "
        "and is everything taken per feature (axis=0)?"
    )


def _judge_averages(averages: list[np.ndarray], x: np.ndarray, moving: np.ndarray, *, training: bool) -> None:
    """Refuse moving averages that are not 0.99 of the old and 0.01 of the batch's; in use they stay as they are."""
    when = _when(training=training)
    if any(average.shape != x.shape[1:] for average in averages):
        raise WrongAnswerError(f"The averages {when} must have the shape {x.shape[1:]}, one number a feature.")
    found, batch = np.stack(averages), _moments(x)
    if not training:
        if not fits(found, moving, atol=1e-6):
            raise WrongAnswerError("In use the moving averages must not change.")
        return
    if fits(found, 0.99 * moving + 0.01 * batch, atol=1e-6):
        return
    wrong_way = "The momentum belongs to the old average: 0.99 of it, and 0.01 of the batch's."
    near_array(found[0], {wrong_way: 0.01 * moving[0] + 0.99 * batch[0]})
    raise WrongAnswerError(
        f"The output is right, the moving averages {when} are not: 0.99 of the old one and 0.01 of the batch's."
    )


def _moments(x: np.ndarray) -> np.ndarray:
    return np.stack([x.mean(axis=0), x.var(axis=0)])


def _when(*, training: bool) -> str:
    return "in training" if training else "in use (training=False)"


def _below_the_bar(answer: Any) -> str:
    lowest = _lowest(answer)
    said = f"The lowest validation cross-entropies are {', '.join(f'{value:.3f}' for value in lowest)}."
    if not np.isfinite(lowest).all():
        raise WrongAnswerError(f"{said} A run has lost its loss: the learning rate is too large.")
    if (lowest < SUSPICIOUS).any():
        raise WrongAnswerError(
            f"{said} So low come networks that have seen more images, or the validation images themselves. Are x, y "
            "and validation_data those of fit?"
        )
    below = int((lowest < BAR).sum())
    if below == 0:
        raise WrongAnswerError(f"{said} The bar is {BAR:g}. Which tool had the best rate in section 12?")
    if below < len(lowest):
        raise WrongAnswerError(f"{said} That is below {BAR:g} with {below} of {len(lowest)} seeds; all are asked for.")
    return f"{said} {'The plain network stays above the bar.'}"


def _lowest(answer: Any) -> np.ndarray:
    """Return the lowest validation cross-entropy of each run of the one variant."""
    if not isinstance(answer, pd.DataFrame) or not {"variant", "seed", "epoch"} <= set(answer.columns):
        raise WrongAnswerError("The answer is the frame that training.repeat returns.")
    if "val_cross_entropy" not in answer:
        raise WrongAnswerError(
            "The frame has no val_cross_entropy: compile with the metric cross_entropy, as build does, and hand fit on."
        )
    if (variants := answer["variant"].unique()).size != 1:
        raise WrongAnswerError(f"Train one variant, your own; these are {', '.join(map(str, variants))}.")
    runs = answer.groupby("seed")["val_cross_entropy"]
    if runs.ngroups < 3:
        raise WrongAnswerError("Train with three seeds: [0, 1, 2].")
    return runs.apply(lambda values: values.min(skipna=False)).to_numpy()


q1 = Exercise(
    verify=_stopping,
    hint_text="From epoch 3 on the best loss is 0.60. A loss must be below 0.55 to count as an improvement.",
    solution_text="answer = (6, 3)",
)

q2 = Exercise(
    verify=_penalty,
    hint_text="The sum of the absolute values is 2 + 1 + 3 + 1. Which weights does a kernel_regularizer look at?",
    solution_text="""matrix = np.array([[2, 0, -1], [-3, 1, 0]]).T
answer = 0.1 * np.abs(matrix).sum() + 0.02 * (matrix**2).sum()""",
)

q3 = Exercise(
    verify=_batch_norm,
    hint_text="Section 10 has it in two cells: mean and var over axis 0, and the moving averages.",
    solution_text="""def batch_norm(x, gamma, beta, moving_mean, moving_variance, training):
    if training:
        mean, variance = x.mean(axis=0), x.var(axis=0)
        moving_mean = 0.99 * moving_mean + 0.01 * mean
        moving_variance = 0.99 * moving_variance + 0.01 * variance
    else:
        mean, variance = moving_mean, moving_variance
    y = gamma * (x - mean) / np.sqrt(variance + 0.001) + beta
    return y, moving_mean, moving_variance


answer = batch_norm""",
)

q4 = Exercise(
    verify=_below_the_bar,
    hint_text="Section 12 says which tool helps where every run is taken at its best epoch, and its best setting.",
    solution_text="""mine = {"mine": {"dropout": 0.3}}
answer = training.repeat(build, mine, [0, 1, 2], **fit)""",
    uses=("imports", "parameters", "digits", "build"),
)
