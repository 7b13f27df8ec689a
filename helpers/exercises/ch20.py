"""Exercises of chapter 20, dropout."""

from typing import Any

import numpy as np
import pandas as pd

from helpers.exercises import Exercise
from helpers.exercises.answers import (
    WrongAnswerError,
    as_names,
    as_numbers,
    fits,
    in_order,
    near,
)
from helpers.exercises.models import as_model, does_the_same, flat, of_kind

IMPOSSIBLE = 0.15  # validation loss in exercise 4: ten thousand images reach about this


def _untouched(answer: object) -> str:
    offered = ("incoming", "bias", "outgoing", "output biases")
    words = as_names(answer, offered, "Answer with a list of words, such as ['bias'].")
    if "output biases" in words:
        raise WrongAnswerError("The output biases are added to the scores whatever unit 7 does: they have a gradient.")
    if "outgoing" not in words:
        raise WrongAnswerError("An outgoing weight is multiplied by unit 7's activation, which is 0 in this update.")
    if words != {"incoming", "bias", "outgoing"}:
        raise WrongAnswerError("What leads into unit 7 acts only through its activation, and that is multiplied by 0.")
    return "With a batch, another image's mask keeps unit 7; with Adam, its earlier gradients move it."


def _scatter(answer: object) -> str:
    found = as_numbers(answer, 2, "Answer with a pair of numbers: (mean, standard deviation).")
    if fits(found, (3, np.sqrt(68)), atol=0.05):
        return "p/(1 − p) = 4, Σw²x² = 9 + 4 + 4 = 17, so √68; the scatter is more than twice the mean."
    in_order(found, (3, np.sqrt(68)), "the mean comes first", atol=0.05)
    mistakes = {
        (0.6, ...): "The mean is not 0.2 · 3: what is kept is multiplied by 1/(1 − 0.8).",
        (15, ...): "That mean would be right if nothing were dropped: only a fifth is kept, times 5.",
        (3, 68): "That is the variance; the standard deviation is its root.",
        (3, np.sqrt(17 / 4)): "p is the share that is dropped: p/(1 − p) is 0.8/0.2, not 0.2/0.8.",
        (3, 6): "Square each product before you add them up, so that signs do not cancel.",
        (3, ...): "The mean is right. Under the root stands p/(1 − p) times Σw²x², with p = 0.8.",
    }
    near(found, mistakes, atol=0.01)
    raise WrongAnswerError("The mean of the output is what it would be without dropout: section 1.")


def _rule_of_width(answer: object) -> str:
    model = as_model(answer, (784,))
    layers = flat(model)
    kinds = [type(layer).__name__ for layer in layers if type(layer).__name__ not in ("Activation", "ReLU", "Softmax")]
    rates = tuple(layer.rate for layer in of_kind("Dropout", layers))
    if len(rates) != 2:
        raise WrongAnswerError(f"There should be two dropout layers; this model has {len(rates)}.")
    if kinds != ["Dropout", "Dense", "Dropout", "Dense"]:
        raise WrongAnswerError(f"The order should be dropout, dense, dropout, dense; it is {', '.join(kinds)}.")
    mistakes = {
        (0.8, 0.5): "The rate is the share that is dropped: a fifth of the pixels is 0.2.",
        (0.5, 0.2): "The two rates are swapped: the first dropout layer works on the pixels.",
    }
    near(rates, mistakes)
    if not fits(rates, (0.2, 0.5)):
        raise WrongAnswerError(f"The rates are {rates[0]:g} and {rates[1]:g}; a fifth and a half are asked for.")
    units = of_kind("Dense", layers)[0].units
    too_few = {
        300: "With 300 units 150 are left in a step, and 300 are needed: n/(1 − p).",
        375: "The rule takes the rate of the layer itself, a half; the fifth is that of the pixels.",
        150: "Half of the units are missing in a step, so the layer needs more of them, not fewer.",
    }
    if units in too_few:
        raise WrongAnswerError(too_few[units])
    if units != 600:
        raise WrongAnswerError(f"The hidden layer has {units} units. Which n leaves 300 of them when half are dropped?")
    import keras

    dense = [keras.layers.Dense(units, activation="relu"), keras.layers.Dense(10)]
    if not does_the_same(model, [keras.Input((784,)), *dense], (784,)):
        raise WrongAnswerError("Two dense layers, ReLU after the first one, and ten scores: no softmax at the end.")
    return "300 of the 600 are left in a step. A rule of thumb: no proof says that those 300 suffice."


def _chosen_rate(answer: Any) -> str:
    table = _last_losses(answer)
    plain, mine = table["plain"], table["mine"]
    said = f"Validation loss: plain {plain.mean():.3f}, yours {mine.mean():.3f}."
    if not np.isfinite(table.to_numpy()).all():
        raise WrongAnswerError(f"{said} A run has lost its loss.")
    if (mine < IMPOSSIBLE).any():
        raise WrongAnswerError(f"{said} So low come networks that have seen the validation images, or far more images.")
    lower = int((mine < plain).sum())
    if np.allclose(mine, plain):
        raise WrongAnswerError(f"{said} The two are the same network. Does build get your rate?")
    if lower < len(table):
        raise WrongAnswerError(f"{said} Yours is lower with {lower} of {len(table)} seeds. Try another rate.")
    return f"{said} Lower with every seed. A narrow layer has fewer units to spare: how far up can the rate go?"


def _last_losses(answer: Any) -> pd.DataFrame:
    """Return the validation loss after the last epoch, a row for each seed and the columns plain and mine."""
    if not isinstance(answer, pd.DataFrame) or not {"variant", "seed", "epoch"} <= set(answer.columns):
        raise WrongAnswerError("The answer is the frame that training.repeat returns.")
    if "val_loss" not in answer:
        raise WrongAnswerError("The frame has no val_loss: hand validation_data on to fit.")
    if set(answer["variant"]) != {"plain", "mine"}:
        found = ", ".join(map(str, answer["variant"].unique()))
        raise WrongAnswerError(f'The variants should be "plain" and "mine"; they are {found}.')
    last = answer.pivot_table("epoch", "seed", "variant", aggfunc="max")
    if last.isna().any().any() or last.nunique().gt(1).any() or not last["plain"].equals(last["mine"]):
        raise WrongAnswerError("Both variants need the same seeds and the same number of epochs.")
    if len(last) < 3:
        raise WrongAnswerError("Train with three seeds: [0, 1, 2].")
    ends = answer[answer["epoch"] == answer["epoch"].max()]
    return ends.pivot_table("val_loss", "seed", "variant", dropna=False)


q1 = Exercise(
    verify=_untouched,
    hint_text="A weight changes only if the loss depends on it. What does the loss see of unit 7 in this update?",
    solution_text='answer = ["incoming", "bias", "outgoing"]',
)

q2 = Exercise(
    verify=_scatter,
    hint_text="Section 1 has both: the mean is that without dropout, the variance is p/(1 − p) times a sum of squares.",
    solution_text="""activity, weights = np.array([1, 2, 2]), np.array([3, 1, -1])
answer = (activity @ weights, np.sqrt(0.8 / 0.2 * np.sum(weights**2 * activity**2)))""",
)

q3 = Exercise(
    verify=_rule_of_width,
    hint_text="A dropout layer works on what comes before it. Section 9 has the rule for the width.",
    solution_text="""answer = keras.Sequential(
    [
        keras.Input((784,)),
        keras.layers.Dropout(0.2),
        keras.layers.Dense(600, activation="relu"),
        keras.layers.Dropout(0.5),
        keras.layers.Dense(10),
    ]
)""",
)


q4 = Exercise(
    verify=_chosen_rate,
    hint_text="Try 0.2, 0.4 and 0.6 with one seed each, take the best, and only then train three seeds of both.",
    solution_text="""variants = {"plain": {"units": 64}, "mine": {"units": 64, "rate": 0.5}}
few = {"x": digits.x_train[:500], "y": digits.y_train[:500], "epochs": 80}
answer = training.repeat(build, variants, [0, 1, 2], **fit | few)""",
    uses=("imports", "parameters", "digits", "build"),
)
