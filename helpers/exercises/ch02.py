"""Exercises of chapter 02, building models."""

from collections.abc import Callable
from itertools import pairwise
from typing import Any

import numpy as np
import pandas as pd

from helpers.exercises import Exercise
from helpers.exercises.answers import WrongAnswerError, as_function, as_numbers, fits, near, near_array

FEWEST = 9  # parameters of a network with two hidden units, the smallest that can say XOR
LOSS_OF_TWO = 0.34  # two points lumped together cost ln 2 / 2 = 0.347
STUCK = "The others stand still: their ReLU units are silent where it matters. Which activation is nowhere silent?"


def _doubled(answer: object) -> str:
    otherwise = "Answer with one of the numbers 2, 3, 4 or 8."
    (times,) = as_numbers(answer, 1, otherwise)
    if 3.9 < times < 4.1:
        return "3·(100·100 + 100) = 30,300 become 3·(200·200 + 200) = 120,600: 3.98 times as many."
    mistakes = {
        2: "Only the biases double. How many weights has a layer with 200 inputs and 200 units?",
        8: "A kernel has two sides that double, inputs and units, and not three.",
        3: "Three layers are there before and after. How does each of them grow?",
    }
    near(times, mistakes)
    raise WrongAnswerError(otherwise)


def _two_branches(answer: object) -> str:
    (total,) = as_numbers(answer, 1, "Answer with one whole number, the sum over all layers.")
    if total == 201:
        return "5·16 + 16 = 96, (16 + 8)·4 + 4 = 100 and 4·1 + 1 = 5."
    side_by_side = "Concatenate puts A's 16 outputs and B's 8 numbers side by side: 24 values."
    mistakes = {
        169: "The layer of 4 units sees more than the 16: B is put beside them.",
        180: "These are the weights. Each unit has a bias as well.",
        329: "B goes past the first dense layer: only A has weights there.",
        137: side_by_side,
        153: side_by_side,
    }
    near(total, mistakes)
    raise WrongAnswerError(
        "The sum is off. Three dense layers, each inputs·units + units; which inputs does each have?"
    )


def _outputs(weights: list[np.ndarray], x: np.ndarray, *, hidden: bool = True, last: bool = False) -> np.ndarray:
    """Return what dense layers with these weights make of x, with ReLU in the hidden layers and in the last one."""
    layers = len(weights) // 2
    for number in range(layers):
        x = x @ weights[2 * number] + weights[2 * number + 1]
        if last if number == layers - 1 else hidden:
            x = np.maximum(0, x)
    return x


def _to_sequential(answer: object) -> str:
    to_sequential = as_function(answer, "to_sequential")
    rng = np.random.default_rng(2)
    for widths in ([2, 4, 3, 1], [3, 2], [5, 6, 6, 7, 2]):
        weights = []
        for n_in, n_out in pairwise(widths):
            weights += [rng.normal(size=(n_in, n_out)).astype("float32"), rng.normal(size=n_out).astype("float32")]
        _judge_chain(to_sequential, "-".join(map(str, widths)), weights, rng)
    return "It works for any chain: a list of arrays is all that a trained dense network is."


def _judge_chain(to_sequential: Callable, chain: str, weights: list[np.ndarray], rng: np.random.Generator) -> None:
    import keras

    try:
        model = to_sequential(weights)
    except (ValueError, IndexError) as error:
        raise WrongAnswerError(
            f"For the weights of {chain} the function fails ({error}). It must take the inputs, for "
            "keras.Input, and the widths from the shapes of the kernels."
        ) from None
    if not isinstance(model, keras.Sequential):
        raise WrongAnswerError(f"The function should return a Sequential model, not {type(model).__name__}.")
    inputs = len(weights[0])
    x = rng.normal(size=(30, inputs)).astype("float32")
    try:
        found = np.asarray(model(x))
    except Exception:
        raise WrongAnswerError(f"For {chain} the model does not accept {inputs} inputs.") from None
    if [weight.shape for weight in model.get_weights()] != [weight.shape for weight in weights]:
        raise WrongAnswerError(f"For {chain} the model's weights have other shapes: look at the units.")
    if not all(map(np.array_equal, model.get_weights(), weights)):
        raise WrongAnswerError("The layers are right, the weights are not those given: model.set_weights(weights).")
    if fits(found, _outputs(weights, x), rtol=1e-3, atol=1e-3):
        return
    mistakes = {
        "The last layer should have no activation.": _outputs(weights, x, last=True),
        "The hidden layers should have ReLU.": _outputs(weights, x, hidden=False),
    }
    near_array(found, mistakes, rtol=1e-3, atol=1e-3)
    raise WrongAnswerError(f"For {chain} the weights are right, the outputs are not: look at the activations.")


def _found_xor(answer: Any) -> str:
    needed = {"variant", "seed", "epoch", "loss", "right", "parameters"}
    if not isinstance(answer, pd.DataFrame) or not needed <= set(answer.columns):
        raise WrongAnswerError("The answer is the frame that training.repeat returns, with at_end=judge.")
    if len(variants := set(answer["variant"])) != 1:
        raise WrongAnswerError(f"One network is asked for; the frame has {len(variants)} variants.")
    last = answer[answer["epoch"] == answer.groupby("seed")["epoch"].transform("max")]
    if len(last) < 10 or last["seed"].duplicated().any():
        raise WrongAnswerError(f"Train from ten starts, range(10); the frame has {last['seed'].nunique()}.")
    if (count := int(last["parameters"].max())) > 20:
        raise WrongAnswerError(f"It has {count} parameters; 20 are allowed.")
    if count < FEWEST:
        raise WrongAnswerError(
            f"{count} parameters are too few for a hidden layer: section 13's products are not allowed here."
        )
    if not last["right"].between(0, 4).all() or last["loss"].nunique() < len(last) // 2:
        raise WrongAnswerError("These are not runs from ten different starts on the four points: judge counts to 4.")
    found = (last["right"] == 4) & (last["loss"] < LOSS_OF_TWO)
    said = f"{count} parameters find XOR from {found.sum()} of {len(last)} starts."
    if found.mean() < 0.9:
        slow = _still_falling(answer, found, last)
        more = "Others are still on their way: more epochs, or a larger rate." if slow else STUCK
        raise WrongAnswerError(f"{said} {more}")
    return f"{said} With four ReLU units about four starts in ten get stuck."


def _still_falling(runs: pd.DataFrame, found: pd.Series, last: pd.DataFrame) -> bool:
    """Return whether the loss of one of the failures still falls by more than a hundredth of itself an epoch."""
    failed = runs[runs["seed"].isin(last.loc[~found, "seed"])]
    ratio = failed.groupby("seed")["loss"].apply(lambda losses: losses.iloc[-1] / losses.iloc[-2:].iloc[0])
    return bool((ratio < 0.99).any())


q1 = Exercise(
    verify=_doubled,
    hint_text="Section 3 has the formula. What becomes of a product when both factors are doubled?",
    solution_text="""narrow = 3 * (100 * 100 + 100)
wide = 3 * (200 * 200 + 200)
answer = round(wide / narrow)""",
)

q2 = Exercise(
    verify=_two_branches,
    hint_text="Section 9 counts such a model. How many values come out of the concatenation?",
    solution_text="answer = (5 * 16 + 16) + ((16 + 8) * 4 + 4) + (4 * 1 + 1)",
)

q3 = Exercise(
    verify=_to_sequential,
    hint_text="weights[0::2] are the kernels. The first one's shape tells the inputs, each one's shape the units.",
    solution_text="""def to_sequential(weights):
    kernels = weights[0::2]
    model = keras.Sequential([keras.Input((kernels[0].shape[0],))])
    for kernel in kernels[:-1]:
        model.add(keras.layers.Dense(kernel.shape[1], activation="relu"))
    model.add(keras.layers.Dense(kernels[-1].shape[1]))
    model.set_weights(weights)
    return model


answer = to_sequential""",
)

q4 = Exercise(
    verify=_found_xor,
    hint_text="A ReLU unit that is silent for a point learns nothing from it. tanh is never silent; four units have 17 "
    "parameters. Give it a few more epochs.",
    solution_text="""def build_mine():
    layers = [
        keras.Input((2,)),
        keras.layers.Dense(4, activation="tanh"),
        keras.layers.Dense(1, activation="sigmoid"),
    ]
    trained = keras.Sequential(layers)
    trained.compile(keras.optimizers.SGD(0.5), "binary_crossentropy", metrics=["accuracy"])
    return trained


longer = xor | {"epochs": 12}
answer = training.repeat(build_mine, {"mine": {}}, range(10), at_end=judge, **longer)""",
    uses=("imports", "parameters", "xor-values", "life-data", "often-judge"),
)
