"""Exercises of chapter 15, depth."""

from helpers.exercises import Exercise
from helpers.exercises.answers import WrongAnswerError, as_function, as_numbers, in_order, near
from helpers.exercises.models import as_model, check_norm_before_relu, of_kind


def _pieces(answer: object) -> str:
    found = as_numbers(answer, 2, "Answer with a pair of whole numbers: (pieces, units).")
    if found == (64, 63):
        return "Six layers with 12 units in all against 63: 64 pieces have 63 kinks, and each unit gives one."
    in_order(found, (64, 63), "the pieces come first")
    kinks = "The pieces are right. How many kinks separate 64 pieces? Each kink needs one unit."
    mistakes = {
        (12, ...): "Twelve is the number of units. The pieces double with every layer.",
        (36, ...): "Each layer doubles the pieces; it does not square the number of layers.",
        (64, 64): kinks,
        (64, 65): kinks,
        (64, ...): "The pieces are right. A single layer has at most one kink for each of its units.",
    }
    near(found, mistakes)
    raise WrongAnswerError("One layer makes 2 pieces, two make 4, three make 8. Go on to six.")


def _width(answer: object) -> str:
    (width,) = as_numbers(answer, 1, "Answer with one whole number, the width.")
    if width % 1 != 0:  # infinity, too
        raise WrongAnswerError("A layer has a whole number of units: round down, so as not to exceed the budget.")
    parameters, one_more = (int(w**2 + 796 * w + 10) for w in (width, width + 1))
    if width == 413:
        return f"{parameters:,} parameters; one unit more in each layer would make {one_more:,}."
    if parameters > 500_000:
        raise WrongAnswerError(f"With two layers of {int(width)} units there are {parameters:,} parameters: too many.")
    raise WrongAnswerError(f"With two layers of {int(width)} units there are {parameters:,} parameters: more fit in.")


def _deep(answer: object) -> str:
    deep = as_function(answer, "deep")
    for depth, width in ((3, 20), (5, 12)):
        _judge_network(deep(depth, width), depth, width)
    return "So prepared, dozens of layers can be trained."


def _judge_network(answer: object, depth: int, width: int) -> None:
    network = as_model(answer, (784,), "The function should return a Keras model, such as keras.Sequential([...]).")
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
    solution_text="""pieces = 2**6
answer = (pieces, pieces - 1)""",
)

q2 = Exercise(
    verify=_width,
    hint_text="Put d = 2 and P = 500,000 into the formula for w of section 3, and round down.",
    solution_text="answer = int((-796 + np.sqrt(796**2 + 4 * (500_000 - 10))) / 2)",
)

q3 = Exercise(
    verify=_deep,
    hint_text="Build a list of layers in a for loop: Dense without activation and bias, BatchNormalization, ReLU.",
    solution_text="""def deep(depth, width):
    layers = [keras.Input((784,))]
    for _ in range(depth):
        layers.append(keras.layers.Dense(width, use_bias=False, kernel_initializer="he_normal"))
        layers.append(keras.layers.BatchNormalization())
        layers.append(keras.layers.ReLU())
    return keras.Sequential([*layers, keras.layers.Dense(10, activation="softmax")])


answer = deep""",
)

q4 = q3
