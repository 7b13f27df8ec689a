"""Exercises of chapter 17, the choice of an optimizer."""

from typing import Any

import numpy as np
import pandas as pd

from helpers import data
from helpers.exercises import Exercise
from helpers.exercises.answers import WrongAnswerError, as_function, as_names, as_numbers, fits, near
from helpers.exercises.models import as_model

IMAGES, VALIDATION_SHARE = 10_000, 0.5  # as the page draws them
MOST_UPDATES = 3 * 79  # three epochs of 5,000 images in batches of 64
LEAST_RATES, WIDEST_FACTOR = 5, 4.0
ENOUGH = 0.87  # of the validation images


def _sum_loss(answer: object) -> str:
    otherwise = 'Answer with a list of names, such as ["SGD", "AdamW"].'
    chosen = as_names(answer, ("SGD", "momentum", "RMSprop", "AdamW"), otherwise)
    if chosen & {"rmsprop", "adamw"}:
        raise WrongAnswerError("RMSprop and AdamW divide by the gradient's own size: what is left of a factor 64?")
    if chosen == {"sgd", "momentum"}:
        return "In their first step both are proportional to the gradient; RMSprop and AdamW do not notice the factor."
    if chosen == {"sgd"}:
        raise WrongAnswerError("SGD is one of them. What is the first step with momentum, when the velocity is empty?")
    raise WrongAnswerError("At least one rule multiplies the gradient by its rate and does nothing else.")


def _left(answer: object) -> str:
    share, decay = as_numbers(answer, 2, "Answer with two numbers: (share, decay).")
    left = (1 - 0.002 * 0.5) ** 790
    if fits((share, decay), (left, 0.1), rtol=5e-3):
        return (
            "Only rate times decay counts: whoever raises the rate fivefold decays fivefold, without having meant to."
        )
    if not fits(share, left, rtol=5e-3):
        mistakes = {
            1 - left: "That is the share that is gone. Which is left?",
            1 - 0.002 * 0.5: "That is left after one step. There are 790.",
            1 - 790 * 0.002 * 0.5: "Each step takes its share of what is left, not of the first weight.",
            (1 - 0.5) ** 790: "A step takes rate times decay of the weight, not the decay alone.",
            (1 - 0.002) ** 790: "A step takes rate times decay of the weight, not the rate alone.",
        }
        near(share, mistakes, rtol=5e-3, atol=1e-6)
        raise WrongAnswerError("The share is off: by which factor does a step multiply a weight without a gradient?")
    mistakes = {
        2.5: "Five times the rate *and* five times the decay would take 25 times as much in a step.",
        0.5: "With the same decay a rate that is five times as large takes five times as much.",
    }
    near(decay, mistakes, rtol=5e-3)
    raise WrongAnswerError("The share is right. Which decay, times 0.01, is 0.002 times 0.5?")


_CASES = (
    ((0.001, 0.003, 0.01, 0.03), (0.90, 0.945, 0.95, 0.94), (0.92, 0.947, 0.95, 0.94)),
    ((0.3, 0.1, 1.0, 3.0), (0.955, 0.92, 0.94, 0.10), (0.925, 0.93, 0.95, 0.12)),
    ((0.01, 0.1, 1.0), (0.80, 0.97, 0.90), (0.98, 0.89, 0.90)),
)


def _choose(answer: object) -> str:
    choose = as_function(answer, "choose")
    for rates, *accuracies in _CASES:
        rows = [
            (rate, seed, value)
            for seed, values in enumerate(accuracies)
            for rate, value in zip(rates, values, strict=True)
        ]
        frame = pd.DataFrame(rows, columns=["rate", "seed", "val_accuracy"])
        means = {rate: np.mean([values[place] for values in accuracies]) for place, rate in enumerate(rates)}
        for margin in (0.0005, 0.006, 0.022, 0.05):
            right = min(rate for rate in rates if means[rate] >= max(means.values()) - margin)
            found = choose(frame, margin)
            (found,) = as_numbers(found, 1, "The function should return one rate, a number.")
            if fits(found, right):
                continue
            if not np.isclose(found, list(rates)).any():
                raise WrongAnswerError(f"It returns {found:g}, which is none of the rates of the frame.")
            listed = ", ".join(f"{rate:g}: {mean:.4f}" for rate, mean in sorted(means.items()))
            raise WrongAnswerError(
                f"For the mean accuracies {listed} and margin {margin} the rate should be {right:g}, not {found:g}."
            )
    return "At the price of a small margin the rate keeps its distance from the cliff."


def _tuned(answer: Any) -> str:
    otherwise = (
        "Answer with a pair, (losses, model): a dictionary {rate: validation loss}, and the model of the best rate."
    )
    if not isinstance(answer, tuple | list) or len(answer) != 2 or not isinstance(answer[0], dict):
        raise WrongAnswerError(otherwise)
    best, its_loss = _best_of_a_grid(answer[0])
    model = as_model(answer[1], (784,), otherwise)
    if [weight.shape for weight in model.weights] != [(784, 100), (100,), (100, 10), (10,)]:
        raise WrongAnswerError("The network stays as it is: build with hidden=(100,).")
    optimizer: Any = getattr(model, "optimizer", None)
    if type(optimizer).__name__ != "Adadelta":
        raise WrongAnswerError("Adadelta is to be tuned: build it with that name.")
    if not np.isclose(float(optimizer.learning_rate), best, rtol=0.01):
        raise WrongAnswerError(
            f"The lowest loss of your grid is that of the rate {best:g}; the model has "
            f"{float(optimizer.learning_rate):g}."
        )
    if int(optimizer.iterations) == 0:
        raise WrongAnswerError("The model has not made a step yet: train it.")
    if int(optimizer.iterations) > MOST_UPDATES:
        raise WrongAnswerError("The model was trained for longer than three epochs; every rate has the same budget.")
    digits = data.split_mnist(IMAGES, VALIDATION_SHARE)
    scores = model.predict(digits.x_val, batch_size=1_000, verbose=0)
    accuracy = float(np.mean(scores.argmax(axis=1) == digits.y_val))
    if accuracy < ENOUGH:
        raise WrongAnswerError(
            f"It reads {accuracy:.1%} of the validation images; {ENOUGH:.0%} are asked for. Is the best rate of the "
            "grid the best there is?"
        )
    if not np.isclose(_loss(scores, digits.y_val), its_loss, rtol=0.3):
        raise WrongAnswerError("The model's validation loss is another than the one in the dictionary at its rate.")
    return f"{accuracy:.1%}, with the rule that was last in section 1, at {best / 0.001:,.0f} times its default rate."


def _best_of_a_grid(losses: dict) -> tuple[float, float]:
    """Return the rate with the lowest loss and that loss; refuse what is no fair grid around it."""
    try:
        grid = sorted((float(rate), float(loss)) for rate, loss in losses.items())
    except (TypeError, ValueError):
        raise WrongAnswerError("The dictionary has a rate as each key and one validation loss as each value.") from None
    rates, values = (np.array(column) for column in zip(*grid, strict=True)) if grid else (np.array([]), np.array([]))
    if len(grid) < LEAST_RATES:
        raise WrongAnswerError(f"Your grid has {len(grid)} rates; try five or more.")
    if rates[0] <= 0 or (rates[1:] / rates[:-1] > WIDEST_FACTOR).any():
        raise WrongAnswerError("Rates are positive, and neighbors lie at most a factor of 4 apart.")
    best = int(np.nanargmin(values))
    if best == 0:
        raise WrongAnswerError(f"The best rate, {rates[0]:g}, is the smallest that you tried: go on below it.")
    if best == len(grid) - 1:
        raise WrongAnswerError(f"The best rate, {rates[-1]:g}, is the largest that you tried: go on above it.")
    return float(rates[best]), float(values[best])


def _loss(scores: np.ndarray, labels: np.ndarray) -> float:
    """Return the mean cross-entropy of scores (n, classes)."""
    shifted = scores - scores.max(axis=1, keepdims=True)
    return float(np.mean(np.log(np.exp(shifted).sum(axis=1)) - shifted[np.arange(len(labels)), labels]))


q1 = Exercise(
    verify=_sum_loss,
    hint_text="The table of section 1 has the first changes. Put 64·g in place of g.",
    solution_text='answer = ["SGD", "momentum"]',
)

q2 = Exercise(
    verify=_left,
    hint_text="Without a gradient a step multiplies the weight by 1 minus rate times decay.",
    solution_text="answer = ((1 - 0.002 * 0.5) ** 790, 0.002 * 0.5 / 0.01)",
)

q3 = Exercise(
    verify=_choose,
    hint_text='frame.groupby("rate")["val_accuracy"].mean() has the rates as its index, in rising order.',
    solution_text="""def choose(frame, margin):
    means = frame.groupby("rate")["val_accuracy"].mean()
    return means[means >= means.max() - margin].index.min()


answer = choose""",
)

q4 = Exercise(
    verify=_tuned,
    hint_text="Begin with any five rates, each about three times the one before. While the best is the largest, add a "
    "larger one: Adadelta's paper has no rate at all, which in Keras' form is 1.",
    solution_text="""budget = {"epochs": SHORT_EPOCHS, "batch_size": BATCH_SIZE, "verbose": 0}
outcomes, trained = {}, {}
for eta in (0.3, 1.0, 3.0, 10.0, 30.0):
    keras.utils.set_random_seed(0)
    trained[eta] = build("Adadelta", eta, hidden=(100,))
    trained[eta].fit(digits.x_train, digits.y_train, **budget)
    outcomes[eta] = float(trained[eta].loss(digits.y_val, trained[eta](digits.x_val)))
answer = (outcomes, trained[min(outcomes, key=outcomes.get)])""",
    uses=("imports", "parameters", "digits", "build"),
)
