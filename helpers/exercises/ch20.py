"""Exercises of chapter 20, dropout."""

from collections.abc import Callable

import numpy as np

from helpers.exercises import Exercise, WrongAnswerError, array, function, numbers
from helpers.exercises.networks import check_is_model, check_relu_softmax, of_kind

_WORDS = {"incoming", "bias", "outgoing", "output biases"}


def _untouched(answer: object) -> str:
    if isinstance(answer, str):
        answer = [answer]
    try:
        words = {str(word).strip().lower() for word in answer}
    except TypeError:
        raise WrongAnswerError("Answer with a list of words, such as ['bias'].") from None
    if not words <= _WORDS:
        raise WrongAnswerError('Use only these words: "incoming", "bias", "outgoing", "output biases".')
    if "output biases" in words:
        raise WrongAnswerError("The output biases are added to the scores whatever unit 7 does: they have a gradient.")
    if "outgoing" not in words:
        raise WrongAnswerError("An outgoing weight is multiplied by unit 7's activation, which is 0 in this update.")
    if words != {"incoming", "bias", "outgoing"}:
        raise WrongAnswerError("What leads into unit 7 acts only through its activation, and that is multiplied by 0.")
    return "With a batch, another image's mask keeps unit 7; with Adam, its earlier gradients move it."


def _scatter(answer: object) -> str:
    mean, deviation = numbers(answer, 2, "Answer with a pair of numbers: (mean, standard deviation).")
    if np.isclose(mean, 3) and np.isclose(deviation, np.sqrt(68), atol=0.05):
        return "p/(1 − p) = 4, Σw²x² = 9 + 4 + 4 = 17, so √68; the scatter is more than twice the mean."
    if np.isclose(mean, 0.6):
        raise WrongAnswerError("The mean is not 0.2 · 3: what is kept is multiplied by 1/(1 − 0.8).")
    if np.isclose(mean, 15):
        raise WrongAnswerError("That mean would be right if nothing were dropped: only a fifth is kept, times 5.")
    if np.isclose(deviation, 3) and np.isclose(mean, np.sqrt(68), atol=0.05):
        raise WrongAnswerError("The numbers are right, in the wrong order: the mean comes first.")
    if not np.isclose(mean, 3):
        raise WrongAnswerError("The mean of the output is what it would be without dropout: section 2.")
    if np.isclose(deviation, 68):
        raise WrongAnswerError("That is the variance; the standard deviation is its root.")
    if np.isclose(deviation, np.sqrt(17 / 4), atol=0.01):
        raise WrongAnswerError("p is the share that is dropped: p/(1 − p) is 0.8/0.2, not 0.2/0.8.")
    if np.isclose(deviation, 6, atol=0.01):
        raise WrongAnswerError("Square each product before you add them up, so that signs do not cancel.")
    raise WrongAnswerError("The mean is right. Under the root stands p/(1 − p) times Σw²x², with p = 0.8.")


def _monte_carlo(answer: Callable) -> str:
    answer = function(answer, "monte_carlo")
    import keras

    class Count(keras.layers.Layer):
        """Counts its calls by kind."""

        def __init__(self):
            super().__init__()
            self.calls = []

        def call(self, x, training=None):
            self.calls.append(bool(training))
            return x

    count = Count()
    # A kept activation is 2, so the last layer gives ReLU(2 - 1.5) = 0.5, a dropped one 0; without dropout it is 0.
    model = keras.Sequential(
        [keras.Input((3,)), count, keras.layers.Dropout(0.5, seed=4), keras.layers.Dense(3, activation="relu")]
    )
    model.set_weights([np.eye(3), np.full(3, -1.5)])
    for passes, rows in ((400, 2), (6, 5)):
        count.calls.clear()
        result = answer(model, np.ones((rows, 3), dtype="float32"), passes)
        found = array(result, "The function has to return an array of numbers, the mean of the outputs.")
        if found.shape == (passes, rows, 3):
            raise WrongAnswerError(f"The result has the shape {found.shape}: take the mean over the passes, axis 0.")
        if found.shape != (rows, 3):
            raise WrongAnswerError(
                f"The result has the shape {found.shape}; one pass has {(rows, 3)}: mean over axis 0."
            )
        if np.allclose(found, 0):
            raise WrongAnswerError("Dropout was off: call the model with training=True (predict never does that).")
        if count.calls and not any(count.calls[-1:]):
            raise WrongAnswerError("Dropout was off in the last pass: call the model with training=True.")
        hits = found * passes / 0.5  # in how many passes each activation was kept: whole numbers
        whole = np.allclose(hits, hits.round(), atol=1e-2) and np.all(hits < passes + 0.5)
        if passes == 6 and (not whole or np.unique(hits.round() % 6).size == 1):
            raise WrongAnswerError(
                f"With passes = 6 this is not the mean over 6 passes: {found[0].round(3)} in one row."
            )
        if passes == 400 and not np.allclose(found, 0.25, atol=0.12):
            raise WrongAnswerError(
                f"With 400 passes the mean should be near 0.25 in the test, and is {found.mean():.2f}."
            )
    return "Try it with your network of section 6: how many passes does it take to catch up with dropout off?"


def _two_dropouts(answer: object) -> str:
    check_is_model(answer, (784,), "The answer is a Keras model, such as keras.Sequential([...]).")
    if tuple(answer.input_shape) != (None, 784):
        raise WrongAnswerError(f"The model should take 784 numbers; its input has the shape {answer.input_shape[1:]}.")
    layers = answer.layers
    kinds = [
        type(layer).__name__ for layer in layers if type(layer).__name__ not in ("InputLayer", "Activation", "ReLU")
    ]
    kinds = [kind for kind in kinds if kind != "Softmax"]
    rates = [layer.rate for layer in of_kind("Dropout", layers)]
    if len(rates) != 2:
        raise WrongAnswerError(f"There should be two dropout layers; this model has {len(rates)}.")
    if kinds != ["Dropout", "Dense", "Dropout", "Dense"]:
        raise WrongAnswerError(f"The order should be dropout, dense, dropout, dense; it is {', '.join(kinds)}.")
    if not np.allclose(rates, [0.2, 0.5]):
        if np.allclose(rates, [0.8, 0.5]):
            raise WrongAnswerError("The rate is the share that is dropped: a fifth of the pixels is 0.2.")
        if np.allclose(rates, [0.5, 0.2]):
            raise WrongAnswerError("The two rates are swapped: the first dropout layer works on the pixels.")
        raise WrongAnswerError(f"The rates are {rates[0]:g} and {rates[1]:g}; a fifth and a half are asked for.")
    if [array.shape for array in answer.get_weights()] != [(784, 1000), (1000,), (1000, 10), (10,)]:
        raise WrongAnswerError(
            f"It has {answer.count_params():,} parameters; 784 → 1000 → 10 has 795,010, with or without dropout."
        )
    check_relu_softmax(answer, "The activations should be ReLU after the hidden layer and softmax at the end.")
    return "These are the rates that the paper of 2012 used for MNIST."


q1 = Exercise(
    verify=_untouched,
    hint_text="A weight changes only if the loss depends on it. What does the loss see of unit 7 in this update?",
    answer='answer = ["incoming", "bias", "outgoing"]',
    wrong={
        'answer = ["outgoing"]': "leads into",
        'answer = ["incoming", "bias"]': "multiplied by unit 7's activation",
        'answer = ["incoming", "bias", "outgoing", "output biases"]': "whatever unit 7 does",
        'answer = ["weights"]': "only these words",
        "answer = 3": "list of words",
    },
)

q2 = Exercise(
    verify=_scatter,
    hint_text="Section 2 has both: the mean is that without dropout, the variance is p/(1 − p) times a sum of squares.",
    answer="""x, w, p = np.array([1, 2, 2]), np.array([3, 1, -1]), 0.8
answer = (x @ w, np.sqrt(p / (1 - p) * np.sum(w**2 * x**2)))""",
    wrong={
        "answer = (0.6, 8.25)": "not 0.2",
        "answer = (3, 68)": "variance",
        "answer = (3, 2.06)": "share that is dropped",
        "answer = (3, 6)": "Square each product",
        "answer = (3, 4.12)": "Under the root",
        "answer = (15, 8.25)": "nothing were dropped",
        "answer = 3": "pair",
    },
)

q3 = Exercise(
    verify=_monte_carlo,
    hint_text="Section 6: call the model, with training=True, once per pass; np.stack and a mean over axis 0.",
    answer="""def monte_carlo(model, x, passes):
    outputs = [np.asarray(model(x, training=True)) for _ in range(passes)]
    return np.mean(outputs, axis=0)


answer = monte_carlo""",
    wrong={
        """def answer(model, x, passes):
    return np.mean([model.predict(x, verbose=0) for _ in range(passes)], axis=0)""": "Dropout was off",
        """def answer(model, x, passes):
    return np.stack([np.asarray(model(x, training=True)) for _ in range(passes)])""": "take the mean",
        """def answer(model, x, passes):
    return np.mean([np.asarray(model(x, training=True)) for _ in range(passes)])""": "mean over axis 0",
        """def answer(model, x, passes):
    return np.asarray(model(x, training=True))""": "near 0.25",
        """def answer(model, x, passes):
    return np.sum([np.asarray(model(x, training=True)) for _ in range(passes)], axis=0)""": "near 0.25",
        """def answer(model, x, passes):
    return np.mean([np.asarray(model(x, training=True)) for _ in range(400)], axis=0)""": "passes = 6",
        """def answer(model, x, passes):
    print("done")""": "returns nothing",
    },
)

_MODEL = """answer = keras.Sequential(
    [
        keras.Input((784,)),
        keras.layers.Dropout(0.2),
        keras.layers.Dense(1000, activation="relu"),
        keras.layers.Dropout(0.5),
        keras.layers.Dense(10, activation="softmax"),
    ]
)"""

q4 = Exercise(
    verify=_two_dropouts,
    hint_text="A dropout layer works on what comes before it: the first one stands between the input and Dense(1000).",
    answer=_MODEL,
    wrong={
        _MODEL.replace("Dropout(0.2)", "Dropout(0.8)"): "share that is dropped",
        _MODEL.replace("Dropout(0.2)", "Dropout(0.3)").replace("Dropout(0.5)", "Dropout(0.2)"): "a fifth and a half",
        _MODEL.replace("        keras.layers.Dropout(0.2),\n", ""): "two dropout layers",
        _MODEL.replace('(10, activation="softmax")', "(10)"): "activations",
        _MODEL.replace("Dropout(0.2)", "Dropout(0.55)").replace("0.5)", "0.2)").replace("0.55", "0.5"): "swapped",
    },
)
