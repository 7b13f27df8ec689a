"""Exercises of chapter 20, dropout."""

from typing import Any

import numpy as np

from helpers.exercises import Exercise
from helpers.exercises.answers import (
    WrongAnswerError,
    as_array,
    as_function,
    as_names,
    as_numbers,
    fits,
    in_order,
    near,
)
from helpers.exercises.models import as_model, check_relu_softmax, flat, of_kind


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
    raise WrongAnswerError("The mean of the output is what it would be without dropout: section 2.")


def _counting_model() -> tuple[Any, list[bool]]:
    """Return a model with dropout, and the list in which it notes of each call whether it was one in training.

    A kept activation is 2, so the last layer gives ReLU(2 - 1.5) = 0.5, a dropped one 0; without dropout it is 0.
    """
    import keras

    calls: list[bool] = []

    class Count(keras.layers.Layer):
        """Notes its calls by kind."""

        def call(self, x: Any, training: bool | None = None) -> Any:
            calls.append(bool(training))
            return x

    model = keras.Sequential(
        [keras.Input((3,)), Count(), keras.layers.Dropout(0.5, seed=4), keras.layers.Dense(3, activation="relu")]
    )
    model.set_weights([np.eye(3), np.full(3, -1.5)])
    return model, calls


def _monte_carlo(answer: object) -> str:
    monte_carlo = as_function(answer, "monte_carlo")
    model, calls = _counting_model()
    for passes, rows in ((2, 8), (100, 2), (6, 5)):  # with 2 passes one sees fast whether dropout is on
        calls.clear()
        result = monte_carlo(model, np.ones((rows, 3), dtype="float32"), passes)
        found = as_array(result, "The function has to return an array of numbers, the mean of the outputs.")
        if found.shape == (passes, rows, 3):
            raise WrongAnswerError(f"The result has the shape {found.shape}: take the mean over the passes, axis 0.")
        if found.shape != (rows, 3):
            raise WrongAnswerError(
                f"The result has the shape {found.shape}; one pass has {(rows, 3)}: mean over axis 0."
            )
        if np.allclose(found, 0):
            raise WrongAnswerError("Dropout was off: call the model with training=True (predict never does that).")
        if calls and not calls[-1]:
            raise WrongAnswerError("Dropout was off in the last pass: call the model with training=True.")
        hits = found * passes / 0.5  # in how many passes each activation was kept: whole numbers
        whole = np.allclose(hits, hits.round(), atol=1e-2) and np.all(hits < passes + 0.5)
        if passes == 6 and (not whole or np.unique(hits.round() % 6).size == 1):
            raise WrongAnswerError(
                f"With passes = 6 this is not the mean over 6 passes: {found[0].round(3)} in one row."
            )
        if passes == 100 and not np.allclose(found, 0.25, atol=0.12):
            raise WrongAnswerError(
                f"With 100 passes the mean should be near 0.25 in the test, and is {found.mean():.2f}."
            )
    return "Try it with your network of section 6: how many passes does it take to catch up with dropout off?"


def _two_dropouts(answer: object) -> str:
    model = as_model(answer, (784,))
    layers = flat(model)
    kinds = [type(layer).__name__ for layer in layers]
    kinds = [kind for kind in kinds if kind not in ("Activation", "ReLU", "Softmax")]
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
    if [array.shape for array in model.get_weights()] != [(784, 1000), (1000,), (1000, 10), (10,)]:
        raise WrongAnswerError(
            f"It has {model.count_params():,} parameters; 784 → 1000 → 10 has 795,010, with or without dropout."
        )
    check_relu_softmax(model, "The activations should be ReLU after the hidden layer and softmax at the end.")
    return "These are the rates that the paper of 2012 used for MNIST."


q1 = Exercise(
    verify=_untouched,
    hint_text="A weight changes only if the loss depends on it. What does the loss see of unit 7 in this update?",
    solution_text='answer = ["incoming", "bias", "outgoing"]',
)

q2 = Exercise(
    verify=_scatter,
    hint_text="Section 2 has both: the mean is that without dropout, the variance is p/(1 − p) times a sum of squares.",
    solution_text="""x, w, p = np.array([1, 2, 2]), np.array([3, 1, -1]), 0.8
answer = (x @ w, np.sqrt(p / (1 - p) * np.sum(w**2 * x**2)))""",
)

q3 = Exercise(
    verify=_monte_carlo,
    hint_text="Section 6: call the model, with training=True, once per pass; np.stack and a mean over axis 0.",
    solution_text="""def monte_carlo(model, x, passes):
    outputs = [np.asarray(model(x, training=True)) for _ in range(passes)]
    return np.mean(outputs, axis=0)


answer = monte_carlo""",
)


q4 = Exercise(
    verify=_two_dropouts,
    hint_text="A dropout layer works on what comes before it: the first one stands between the input and Dense(1000).",
    solution_text="""answer = keras.Sequential(
    [
        keras.Input((784,)),
        keras.layers.Dropout(0.2),
        keras.layers.Dense(1000, activation="relu"),
        keras.layers.Dropout(0.5),
        keras.layers.Dense(10, activation="softmax"),
    ]
)""",
)
