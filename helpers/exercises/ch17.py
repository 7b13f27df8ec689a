"""Exercises of chapter 17, the choice of an optimizer."""

import numpy as np
import pandas as pd

from helpers.exercises import Exercise
from helpers.exercises.answers import WrongAnswerError, as_function, as_names, as_numbers, fits, near


def _sum_loss(answer: object) -> str:
    otherwise = 'Answer with a list of names, such as ["SGD", "Adam"].'
    chosen = as_names(answer, ("SGD", "momentum", "Adam", "Adamax"), otherwise)
    if chosen & {"adam", "adamax"}:
        raise WrongAnswerError("Adam and Adamax divide by the gradient's own size: what is left of a factor 128?")
    if chosen == {"sgd", "momentum"}:
        return "In their first step both are proportional to the gradient; Adam and Adamax do not notice the factor."
    if chosen == {"sgd"}:
        raise WrongAnswerError("SGD is one of them. What is the first step with momentum, when the velocity is empty?")
    raise WrongAnswerError("At least one rule multiplies the gradient by its rate and does nothing else.")


def _lengths(answer: object) -> str:
    found = as_numbers(answer, 3, "Answer with three numbers: (sgd, adagrad, rmsprop).")
    if max(found) <= 0 and min(found) < 0:
        raise WrongAnswerError("Lengths are positive: leave the minus sign out.")
    g = 0.02
    sgd, adagrad = 0.01 * g, 0.001 * g / np.sqrt(0.1 + g**2)
    if fits(found, (sgd, adagrad, 0.001 / np.sqrt(0.1)), rtol=5e-3):
        return "A small gradient makes SGD and Adagrad slow; RMSprop's first step is the same for every gradient."
    if not fits(found[0], sgd, rtol=5e-3):
        raise WrongAnswerError("SGD's step is its default rate, 0.01, times the gradient.")
    look_up = "length is off: see its row, formula and default rate, in the table of section 2."
    mistakes = {
        (sgd, 0.001, ...): "Adagrad's sum does not start at 0 in Keras, but at 0.1.",
        (sgd, adagrad, 0.001): "RMSprop's average has seen one gradient only, with the weight 1 - 0.9.",
        (sgd, adagrad, ...): f"RMSprop's {look_up}",
    }
    near(found, mistakes, rtol=5e-3)
    raise WrongAnswerError(f"Adagrad's {look_up}")


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


q1 = Exercise(
    verify=_sum_loss,
    hint_text="The table of section 2 has the first changes. Put 128·g in place of g.",
    solution_text='answer = ["SGD", "momentum"]',
)

q2 = Exercise(
    verify=_lengths,
    hint_text="Section 2 has the three formulas and the default rates.",
    solution_text="""g = 0.02
answer = (0.01 * g, 0.001 * g / np.sqrt(0.1 + g**2), 0.001 * g / np.sqrt(0.1 * g**2))""",
)

q3 = Exercise(
    verify=_choose,
    hint_text='frame.groupby("rate")["val_accuracy"].mean() has the rates as its index, in rising order.',
    solution_text="""def choose(frame, margin):
    means = frame.groupby("rate")["val_accuracy"].mean()
    return means[means >= means.max() - margin].index.min()


answer = choose""",
)
