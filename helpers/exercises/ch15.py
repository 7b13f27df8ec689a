"""Exercises of chapter 15, depth."""

from collections.abc import Callable

from helpers.exercises import Exercise, WrongAnswerError, function, numbers
from helpers.exercises.networks import check_is_model, check_norm_before_relu, of_kind


def _pieces(answer: object) -> str:
    pieces, units = numbers(answer, 2, "Answer with a pair of whole numbers: (pieces, units).")
    if (pieces, units) == (64, 63):
        return "Six layers with 12 units in all against 63: 64 pieces have 63 kinks, and each unit gives one."
    if (units, pieces) == (64, 63):
        raise WrongAnswerError("The numbers are right, in the wrong order: the pieces come first.")
    if pieces == 12:
        raise WrongAnswerError("Twelve is the number of units. The pieces double with every layer.")
    if pieces == 36:
        raise WrongAnswerError("Each layer doubles the pieces; it does not square the number of layers.")
    if pieces != 64:
        raise WrongAnswerError("One layer makes 2 pieces, two make 4, three make 8. Go on to six.")
    if units in (64, 65):
        raise WrongAnswerError("The pieces are right. How many kinks separate 64 pieces? Each kink needs one unit.")
    raise WrongAnswerError("The pieces are right. A single layer has at most one kink for each of its units.")


def _width(answer: object) -> str:
    (width,) = numbers(answer, 1, "Answer with one whole number, the width.")
    if width % 1 != 0:  # infinity, too
        raise WrongAnswerError("A layer has a whole number of units: round down, so as not to exceed the budget.")
    parameters, one_more = (int(w**2 + 796 * w + 10) for w in (width, width + 1))
    if width == 413:
        return f"{parameters:,} parameters; one unit more in each layer would make {one_more:,}."
    if parameters > 500_000:
        raise WrongAnswerError(f"With two layers of {int(width)} units there are {parameters:,} parameters: too many.")
    raise WrongAnswerError(f"With two layers of {int(width)} units there are {parameters:,} parameters: more fit in.")


def _deep(answer: Callable) -> str:
    answer = function(answer, "deep")
    for depth, width in ((3, 20), (5, 12)):
        _one_network(answer(depth, width), depth, width)
    return "So prepared, dozens of layers can be trained."


def _one_network(network: object, depth: int, width: int) -> None:
    otherwise = "The function should return a Keras model, such as keras.Sequential([...])."
    check_is_model(network, (784,), otherwise)
    if tuple(network.input_shape) != (None, 784):
        raise WrongAnswerError(f"The model should take 784 numbers; its input has the shape {network.input_shape[1:]}.")
    dense, norms = of_kind("Dense", network.layers), of_kind("BatchNormalization", network.layers)
    sizes = [layer.units for layer in dense]
    if sizes != [width] * depth + [10]:
        raise WrongAnswerError(f"deep({depth}, {width}) has dense layers of {sizes} units, expected {depth} and 10.")
    if len(norms) != depth:
        raise WrongAnswerError(f"deep({depth}, {width}) has {len(norms)} batch normalization layers, not {depth}.")
    if any(layer.use_bias for layer in dense[:-1]):
        raise WrongAnswerError("A hidden dense layer still has a bias: use_bias=False.")
    if not dense[-1].use_bias:
        raise WrongAnswerError("The output layer's bias is not useless: no batch normalization stands behind it.")
    if not all(_is_he(layer.kernel_initializer) for layer in dense[:-1]):
        raise WrongAnswerError('A hidden layer lacks He initialization: kernel_initializer="he_normal".')
    order = "The order is off: dense, then batch normalization, then ReLU; softmax at the end."
    if any(len(norm.get_weights()) != 4 for norm in norms):
        raise WrongAnswerError("Leave batch normalization its scale and its shift: both are on by default.")
    if any(norm.gamma.shape != (width,) for norm in norms):
        raise WrongAnswerError(order)
    check_norm_before_relu(network, dense, norms, late=order, otherwise=order)


def _is_he(initializer: object) -> bool:
    """Return whether the weights have the variance 2 / inputs, as HeNormal, HeUniform or VarianceScaling give it."""
    return (getattr(initializer, "scale", 0), getattr(initializer, "mode", "")) == (2, "fan_in")


q1 = Exercise(
    verify=_pieces,
    hint_text="Section 1: the pieces double with each layer; a single layer has at most one kink for each unit.",
    answer="""pieces = 2**6
answer = (pieces, pieces - 1)""",
    wrong={
        "answer = (12, 12)": "number of units",
        "answer = (64, 64)": "How many kinks",
        "answer = (36, 35)": "does not square",
        "answer = (64, 12)": "at most one kink",
        "answer = 64": "pair",
    },
)

q2 = Exercise(
    verify=_width,
    hint_text="Put d = 2 and P = 500,000 into the formula for w of section 3, and round down.",
    answer="answer = int((-796 + np.sqrt(796**2 + 4 * (500_000 - 10))) / 2)",
    wrong={
        "answer = 629": "too many",
        "answer = 414": "too many",
        "answer = 400": "more fit in",
        "answer = 413.4": "whole number",
        "answer = (413, 413)": "one whole number",
    },
)

q3 = Exercise(
    verify=_deep,
    hint_text="Build a list of layers in a for loop: Dense without activation and bias, BatchNormalization, ReLU.",
    answer="""def deep(depth, width):
    layers = [keras.Input((784,))]
    for _ in range(depth):
        layers.append(keras.layers.Dense(width, use_bias=False, kernel_initializer="he_normal"))
        layers.append(keras.layers.BatchNormalization())
        layers.append(keras.layers.ReLU())
    return keras.Sequential([*layers, keras.layers.Dense(10, activation="softmax")])


answer = deep""",
    wrong={
        """def answer(depth, width):
    layers = [keras.layers.Dense(width, "relu", kernel_initializer="he_normal") for _ in range(depth)]
    return keras.Sequential([keras.Input((784,)), *layers, keras.layers.Dense(10, "softmax")])""": "normalization",
        """def answer(depth, width):
    layers = [keras.Input((784,))]
    for _ in range(depth):
        layers.append(keras.layers.Dense(width, "relu", use_bias=False, kernel_initializer="he_normal"))
        layers.append(keras.layers.BatchNormalization())
    return keras.Sequential([*layers, keras.layers.Dense(10, activation="softmax")])""": "order is off",
        """def answer(depth, width):
    layers = [keras.Input((784,))]
    for _ in range(depth):
        layers += [keras.layers.Dense(width, use_bias=False), keras.layers.BatchNormalization(), keras.layers.ReLU()]
    return keras.Sequential([*layers, keras.layers.Dense(10, activation="softmax")])""": "He initialization",
        """def answer(depth, width):
    layers = [keras.Input((784,))]
    for _ in range(depth):
        layers += [keras.layers.Dense(width, kernel_initializer="he_normal"),
            keras.layers.BatchNormalization(), keras.layers.ReLU()]
    return keras.Sequential([*layers, keras.layers.Dense(10, activation="softmax")])""": "has a bias",
        """def answer(depth, width):
    return keras.Sequential([keras.Input((784,)), keras.layers.Dense(width, use_bias=False,
        kernel_initializer="he_normal"), keras.layers.BatchNormalization(), keras.layers.ReLU(),
        keras.layers.Dense(10, activation="softmax")])""": "expected",
        "answer = keras.Sequential([keras.Input((784,)), keras.layers.Dense(10)])": "the function itself",
    },
)
