"""Exercises of chapter 03, building models."""

from collections.abc import Callable
from itertools import pairwise

import keras
import numpy as np

from helpers.exercises import Exercise, WrongAnswerError, function, numbers


def _doubled(answer: object) -> str:
    (times,) = numbers(answer, 1, "Answer with one of the numbers 2, 3, 4 or 8.")
    if 3.9 < times < 4.1:
        return "3·(100·100 + 100) = 30,300 become 3·(200·200 + 200) = 120,600: 3.98 times as many."
    if times == 2:
        raise WrongAnswerError("Only the biases double. How many weights has a layer with 200 inputs and 200 units?")
    if times == 8:
        raise WrongAnswerError("A kernel has two sides that double, inputs and units, and not three.")
    if times == 3:
        raise WrongAnswerError("Three layers are there before and after. How does each of them grow?")
    raise WrongAnswerError("Answer with one of the numbers 2, 3, 4 or 8.")


def _two_branches(answer: object) -> str:
    (total,) = numbers(answer, 1, "Answer with one whole number, the sum over all layers.")
    if total == 201:
        return "5·16 + 16 = 96, (16 + 8)·4 + 4 = 100 and 4·1 + 1 = 5."
    if total == 169:
        raise WrongAnswerError("The layer of 4 units sees more than the 16: B is put beside them.")
    if total == 180:
        raise WrongAnswerError("These are the weights. Each unit has a bias as well.")
    if total == 329:
        raise WrongAnswerError("B goes past the first dense layer: only A has weights there.")
    if total in (137, 153):
        raise WrongAnswerError("Concatenate puts A's 16 outputs and B's 8 numbers side by side: 24 values.")
    raise WrongAnswerError(
        "The sum is off. Three dense layers, each inputs·units + units; which inputs does each have?"
    )


def _skip(answer: object) -> str:
    if not isinstance(answer, keras.Model):
        raise WrongAnswerError("The answer is a model: keras.Model(inputs=..., outputs=...).")
    if not answer.built:
        raise WrongAnswerError("The model has no weights yet: begin with keras.Input((4,)).")
    x = np.random.default_rng(0).normal(size=(20, 4)).astype("float32")
    try:
        output = answer(x)
    except Exception:
        raise WrongAnswerError("The model does not accept one input of 4 numbers: keras.Input((4,)).") from None
    shape = tuple(getattr(output, "shape", ()))
    if shape != (20, 4):
        raise WrongAnswerError(
            f"An output should have as many values as an input, 4; yours has the shape {(None, *shape[1:])}. "
            "The sum needs an Add layer, not Concatenate."
        )
    weights = answer.get_weights()
    shapes = [weight.shape for weight in weights]
    if shapes != [(4, 8), (8,), (8, 4), (4,)]:
        raise WrongAnswerError(
            f"Two dense layers with bias, 4 → 8 → 4, have 76 parameters; your model has {answer.count_params()}."
        )
    rng = np.random.default_rng(1)
    try:
        for _ in range(3):
            kernel, bias, last_kernel, last_bias = (rng.normal(size=one).astype("float32") for one in shapes)
            answer.set_weights([kernel, bias, last_kernel, last_bias])
            given = np.asarray(answer(x))
            change = np.maximum(0, x @ kernel + bias) @ last_kernel + last_bias
            if np.allclose(given, x + change, atol=1e-4):
                continue
            if np.allclose(given, change, atol=1e-4):
                raise WrongAnswerError("This is f(x) alone: x itself must be added, by keras.layers.Add().")
            if np.allclose(given, x + (x @ kernel + bias) @ last_kernel + last_bias, atol=1e-4):
                raise WrongAnswerError("The layer of 8 units has no ReLU.")
            if np.allclose(given, x + np.maximum(0, change), atol=1e-4):
                raise WrongAnswerError("The second dense layer should have no activation.")
            if np.allclose(given, np.maximum(0, x + change), atol=1e-4):
                raise WrongAnswerError("There should be no activation after the sum.")
            raise WrongAnswerError("The shapes are right, the values are not x + f(x). Draw your model and compare.")
    finally:
        answer.set_weights(weights)
    if type(answer).__name__ != "Functional":
        raise WrongAnswerError(
            "It computes the right thing, but is not functional: keras.Model(inputs=..., outputs=...)."
        )
    return "76 parameters. If the last kernel is zero, your model hands its input on unchanged."


def _outputs(weights: list[np.ndarray], x: np.ndarray, *, hidden: bool = True, last: bool = False) -> np.ndarray:
    layers = len(weights) // 2
    for number in range(layers):
        x = x @ weights[2 * number] + weights[2 * number + 1]
        if last if number == layers - 1 else hidden:
            x = np.maximum(0, x)
    return x


def _to_sequential(answer: Callable) -> str:
    answer = function(answer, "to_sequential")
    rng = np.random.default_rng(2)
    for widths in ([2, 4, 3, 1], [3, 2], [5, 6, 6, 7, 2]):
        chain = "-".join(map(str, widths))
        weights = []
        for n_in, n_out in pairwise(widths):
            weights += [rng.normal(size=(n_in, n_out)).astype("float32"), rng.normal(size=n_out).astype("float32")]
        try:
            model = answer([weight.copy() for weight in weights])
        except (ValueError, IndexError) as error:
            raise WrongAnswerError(
                f"For the weights of {chain} the function fails ({error}). It must take the inputs, for "
                "keras.Input, and the widths from the shapes of the kernels."
            ) from None
        if not isinstance(model, keras.Sequential):
            raise WrongAnswerError(f"The function should return a Sequential model, not {type(model).__name__}.")
        x = rng.normal(size=(30, widths[0])).astype("float32")
        try:
            given = np.asarray(model(x))
        except Exception:
            raise WrongAnswerError(f"For {chain} the model does not accept {widths[0]} inputs.") from None
        if [weight.shape for weight in model.get_weights()] != [weight.shape for weight in weights]:
            raise WrongAnswerError(f"For {chain} the model's weights have other shapes: look at the units.")
        if not all(map(np.array_equal, model.get_weights(), weights)):
            raise WrongAnswerError("The layers are right, the weights are not those given: model.set_weights(weights).")
        if np.allclose(given, _outputs(weights, x), rtol=1e-3, atol=1e-3):
            continue
        if np.allclose(given, _outputs(weights, x, last=True), rtol=1e-3, atol=1e-3):
            raise WrongAnswerError("The last layer should have no activation.")
        if np.allclose(given, _outputs(weights, x, hidden=False), rtol=1e-3, atol=1e-3):
            raise WrongAnswerError("The hidden layers should have ReLU.")
        raise WrongAnswerError(f"For {chain} the weights are right, the outputs are not: look at the activations.")
    return "It works for any chain: a list of arrays is all that a trained dense network is."


q1 = Exercise(
    verify=_doubled,
    hint_text="Section 3 has the formula. What becomes of a product when both factors are doubled?",
    answer="""before = 3 * (100 * 100 + 100)
after = 3 * (200 * 200 + 200)
answer = round(after / before)""",
    wrong={
        "answer = 2": "Only the biases",
        "answer = 8": "two sides",
        "answer = 3": "Three layers",
        "answer = 16": "one of",
    },
)

q2 = Exercise(
    verify=_two_branches,
    hint_text="Section 8 counts such a model. How many values come out of the concatenation?",
    answer="answer = (5 * 16 + 16) + ((16 + 8) * 4 + 4) + (4 * 1 + 1)",
    wrong={
        "answer = 169": "put beside them",
        "answer = 180": "bias",
        "answer = 13 * 16 + 16 + 24 * 4 + 4 + 5": "goes past",
        "answer = (96, 100, 5)": "one whole number",
        "answer = 196": "off",
    },
)

q3 = Exercise(
    verify=_skip,
    hint_text="Section 8 builds such a model with 3 inputs. Add needs equal shapes: that gives the number of units.",
    answer="""x = keras.Input((4,))
inner = keras.layers.Dense(8, activation="relu")(x)
change = keras.layers.Dense(4)(inner)
answer = keras.Model(inputs=x, outputs=keras.layers.Add()([x, change]))""",
    wrong={
        """answer = keras.Sequential([keras.Input((4,)), keras.layers.Dense(8, activation="relu"),
    keras.layers.Dense(4)])""": "f(x) alone",
        """x = keras.Input((4,))
h = keras.layers.Dense(8, activation="relu")(x)
answer = keras.Model(x, keras.layers.Concatenate()([x, keras.layers.Dense(4)(h)]))""": "not Concatenate",
        """x = keras.Input((4,))
h = keras.layers.Dense(8)(x)
answer = keras.Model(x, keras.layers.Add()([x, keras.layers.Dense(4)(h)]))""": "no ReLU",
        """x = keras.Input((4,))
h = keras.layers.Dense(8, activation="relu")(x)
answer = keras.Model(x, keras.layers.Add()([x, keras.layers.Dense(4, activation="relu")(h)]))""": "no activation",
        """x = keras.Input((4,))
h = keras.layers.Dense(8, activation="relu")(x)
answer = keras.Model(x, keras.layers.ReLU()(keras.layers.Add()([x, keras.layers.Dense(4)(h)])))""": "after the sum",
        """x = keras.Input((4,))
h = keras.layers.Dense(4, activation="relu")(x)
answer = keras.Model(x, keras.layers.Add()([x, keras.layers.Dense(4)(h)]))""": "76 parameters",
        """x = keras.Input((3,))
h = keras.layers.Dense(8, activation="relu")(x)
answer = keras.Model(x, keras.layers.Add()([x, keras.layers.Dense(3)(h)]))""": "4 numbers",
        "answer = keras.Sequential([keras.layers.Dense(8), keras.layers.Dense(4)])": "no weights yet",
        "answer = 76": "a model",
    },
)

q4 = Exercise(
    verify=_to_sequential,
    hint_text="weights[0::2] are the kernels. The first one's shape tells the inputs, each one's shape the units.",
    answer="""def to_sequential(weights):
    kernels = weights[0::2]
    model = keras.Sequential([keras.Input((kernels[0].shape[0],))])
    for kernel in kernels[:-1]:
        model.add(keras.layers.Dense(kernel.shape[1], activation="relu"))
    model.add(keras.layers.Dense(kernels[-1].shape[1]))
    model.set_weights(weights)
    return model


answer = to_sequential""",
    wrong={
        """def answer(weights):
    layers = [keras.Input((2,)), keras.layers.Dense(4, activation="relu"),
        keras.layers.Dense(3, activation="relu"), keras.layers.Dense(1)]
    model = keras.Sequential(layers)
    model.set_weights(weights)
    return model""": "shapes of the kernels",
        """def answer(weights):
    model = keras.Sequential([keras.Input((weights[0].shape[0],))])
    for kernel in weights[0::2]:
        model.add(keras.layers.Dense(kernel.shape[1], activation="relu"))
    model.set_weights(weights)
    return model""": "last layer",
        """def answer(weights):
    model = keras.Sequential([keras.Input((weights[0].shape[0],))])
    for kernel in weights[0::2]:
        model.add(keras.layers.Dense(kernel.shape[1]))
    model.set_weights(weights)
    return model""": "should have ReLU",
        """def answer(weights):
    model = keras.Sequential([keras.Input((weights[0].shape[0],))])
    for kernel in weights[0:-2:2]:
        model.add(keras.layers.Dense(kernel.shape[1], activation="relu"))
    model.add(keras.layers.Dense(weights[-1].shape[0]))
    return model""": "not those given",
        """def answer(weights):
    model = keras.Sequential([keras.Input((weights[0].shape[0],))])
    for kernel in weights[0::2]:
        model.add(keras.layers.Dense(kernel.shape[1], activation="relu"))
    model.set_weights(weights)""": "returns nothing",
        """def answer(weights):
    x = inputs = keras.Input((weights[0].shape[0],))
    for kernel in weights[0::2]:
        x = keras.layers.Dense(kernel.shape[1])(x)
    return keras.Model(inputs, x)""": "Sequential model",
    },
)
