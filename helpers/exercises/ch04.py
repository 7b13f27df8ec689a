"""Exercises of chapter 04, backpropagation and gradient descent."""

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
    near_array,
)
from helpers.exercises.models import softmax


def _zero_gradients(answer: object) -> str:
    if isinstance(answer, str):
        answer = answer.replace(",", " ").split()
    if isinstance(answer, list | tuple | set):
        answer = [str(name).replace("_", "") for name in answer]  # w_1 is w1
    weights = [f"w{number}" for number in range(1, 9)]
    names = as_names(answer, weights, 'Answer with a list of names, such as ["w2", "w7"].')
    if names == {"w1", "w3"}:
        return "Both start at the first input: their gradient is a δ times 0. On this example they cannot learn."
    if names == {"w1", "w2"}:
        raise WrongAnswerError("w2 leads from the *second* input to the first hidden unit. Look at the table.")
    if not {"w1", "w3"} <= names:
        raise WrongAnswerError("There are more, or others. Which weights begin at the first input?")
    raise WrongAnswerError(
        "Too many. The hidden units still put out something, for they have a bias and a second input."
    )


def _rates(answer: object) -> str:
    found = as_numbers(answer, 2, "Answer with a pair of numbers: (the limit, the rate that lands).")
    right = (1 / 8, 1 / 6)
    if fits(found, right, rtol=1e-3):
        return "The curvatures are 6 and 16. Note that the rate that suits w1 is above the limit: w2 forbids it."
    in_order(found, right, "the limit comes first", rtol=1e-3)
    mistakes = {
        (1 / 3, ...): "1/3 is the limit for w1 alone. With this rate w2 diverges.",
        (1 / 4, ...): "The curvature is the *second* derivative: for 8·w² it is not 8.",
        (1 / 16, ...): "With 1/16 w2 lands in one step. It still converges with larger rates, up to which?",
        (1 / 8, 1 / 3): "The limit is right. The rate that lands is 1/a: what is the second derivative of 3·w²?",
        (1 / 8, 1 / 16): "The limit is right. 1/16 is the rate with which w2 lands; w1 is asked for.",
        (1 / 8, ...): "The limit is right. For w1 the factor of a step is 1 − η·a: when is it zero?",
    }
    near(found, mistakes, rtol=1e-2)
    raise WrongAnswerError("Find the curvature (second derivative) in each direction; the larger one sets the limit.")


def _iterations(answer: object) -> str:
    found = as_numbers(answer, 2, "Answer with a pair of numbers: (iterations, factor).")
    right = (1_254, 4)
    if fits(found, right, rtol=1e-3):
        return "209 iterations an epoch, the last with 16 examples; and the noise falls with the root of 48/3."
    in_order(found, right, "the iterations come first", rtol=1e-3)
    round_up = "The last, smaller batch of an epoch makes an update, too: round up."
    mistakes = {
        (209, ...): "These are the iterations of one epoch. How many does fit make in all?",
        (1_248, ...): round_up,
        (208, ...): round_up,
        (1_250, ...): "A batch does not reach into the next epoch: round up in every epoch, then multiply.",
        (1_254, 16): "The iterations are right. 16 times as many examples: the noise goes with the square root.",
        (1_254, 1 / 4): "The iterations are right. A quarter of the noise: how many times smaller is that?",
        (1_254, ...): "The iterations are right. The noise is s/√B; compare B = 48 with B = 3.",
    }
    near(found, mistakes, rtol=1e-4)
    raise WrongAnswerError("The iterations are off: how many batches of 48 are needed for 10,000 examples?")


def _tanh_backward(answer: object) -> str:
    tanh_backward = as_function(answer, "tanh_backward")
    rng = np.random.default_rng(5)
    for examples, inputs, units in ((1, 2, 3), (4, 3, 2), (5, 2, 2)):
        x, kernel = rng.normal(size=(examples, inputs)), rng.normal(size=(inputs, units))
        b, upstream = rng.normal(size=units), rng.normal(size=(examples, units))
        _judge_gradients(tanh_backward(x, kernel, b, upstream), x, kernel, b, upstream)
    return "Layers that can do this can be stacked: the gradient of x is the upstream of the layer before."


def _judge_gradients(triple: Any, x: np.ndarray, kernel: np.ndarray, b: np.ndarray, upstream: np.ndarray) -> None:
    otherwise = "Return three arrays: the gradients of W, of b and of x."
    if not isinstance(triple, tuple | list) or len(triple) != 3:
        raise WrongAnswerError(otherwise)
    found = [as_array(each, otherwise) for each in triple]
    a = np.tanh(x @ kernel + b)
    delta = upstream * (1 - a**2)
    right = x.T @ delta, delta.sum(axis=0), delta @ kernel.T
    for name, one, other in zip(("W", "b", "x"), found, right, strict=True):
        if one.shape != other.shape:
            said = f"With {len(x)} examples the gradient of {name} has the shape {one.shape}, not {other.shape}."
            raise WrongAnswerError(f"{said} Each example adds its part." if name == "b" else said)
    if all(fits(one, other, rtol=1e-4, atol=1e-6) for one, other in zip(found, right, strict=True)):
        return
    wrong = {
        "The derivative of tanh is missing: upstream is with respect to the output, not to z.": upstream,
        "That is the derivative of the sigmoid, a(1 − a). This layer uses tanh.": upstream * a * (1 - a),
        "The sign is turned: upstream already points uphill.": -delta,
        "The upstream is a derivative of the whole loss already: no division by the number of examples.": delta
        / len(x),
        "tanh′ is 1 − tanh²(z): in your function z has already become tanh(z) once more, or not at all.": upstream
        * (1 - (x @ kernel + b) ** 2),
    }
    near_array(found[0], {reply: x.T @ mistaken for reply, mistaken in wrong.items()}, rtol=1e-4)
    if fits(found[0], right[0], rtol=1e-4, atol=1e-6):
        name = "x" if fits(found[1], right[1], rtol=1e-4, atol=1e-6) else "b"
        raise WrongAnswerError(f"The gradient of W is right; that of {name} is not. Section 7 has three formulas.")
    raise WrongAnswerError("Not the measured slope. First δ = upstream times tanh′, then the formulas of section 7.")


MOST_PARAMETERS = 60_000
BARS = {"full": 0.93, "sample": 0.90}  # validation accuracy


def _leaky(answer: Any) -> str:
    try:
        forward, backward, parameters = answer
    except (TypeError, ValueError):
        raise WrongAnswerError("Answer with the triple (leaky_forward, leaky_backward, parameters).") from None
    forward, backward = as_function(forward, "leaky_forward"), as_function(backward, "leaky_backward")
    rng = np.random.default_rng(3)
    small = [rng.normal(size=shape) for shape in ((5, 4), (4,), (4, 3), (3,), (3, 2), (2,))]
    x, y = rng.normal(size=(6, 5)), rng.integers(0, 2, 6)
    _judge_forward(forward(small, x), small, x)
    _judge_backward(backward(small, forward(small, x), y), small, x, y)
    layers, accuracy, bar = _read_digits(forward, parameters)
    if accuracy < bar:
        raise WrongAnswerError(
            f"Both functions are right. The network reads {accuracy:.1%} of the validation images; {bar:.0%} are asked "
            "for. Train longer, try a larger or a smaller rate, or more units."
        )
    return f"{layers} layers that you wrote, down to the derivative, read {accuracy:.1%} of the validation images."


def _leaky_forward(parameters: list, x: np.ndarray, slope: float = 0.1, last: bool = False) -> list:
    activations = [x]
    for kernel, bias in zip(parameters[::2], parameters[1::2], strict=True):
        z = activations[-1] @ kernel + bias
        activations.append(np.where(z > 0, z, slope * z))
    return activations if last else [*activations[:-1], z]


def _leaky_backward(parameters: list, activations: list, y: np.ndarray, slope: float = 0.1) -> list:
    delta = (softmax(activations[-1]) - np.eye(activations[-1].shape[1])[y]) / len(y)
    gradients: list = []
    for kernel, a in reversed(list(zip(parameters[::2], activations[:-1], strict=True))):
        gradients = [a.T @ delta, delta.sum(axis=0), *gradients]
        delta = (delta @ kernel.T) * np.where(a > 0, 1, slope)
    return gradients


def _judge_forward(found: Any, parameters: list, x: np.ndarray) -> None:
    otherwise = "leaky_forward returns a list: the inputs, what each hidden layer gives, and the scores."
    if not isinstance(found, list | tuple) or len(found) != 4:
        raise WrongAnswerError(otherwise)
    scores = as_array(found[-1], otherwise)
    right = _leaky_forward(parameters, x)
    if all(fits(as_array(one, otherwise), other) for one, other in zip(found, right, strict=True)):
        return
    mistakes = {
        "This is the plain ReLU: where z is negative, a tenth of it goes through.": _leaky_forward(parameters, x, 0.0),
        "The scores have no activation: only the hidden layers leak.": _leaky_forward(parameters, x, last=True),
        "Where z is negative, 0.1·z goes through; yours lets 0.01·z through.": _leaky_forward(parameters, x, 0.01),
    }
    near_array(scores, {reply: wrong[-1] for reply, wrong in mistakes.items()})
    raise WrongAnswerError("leaky_forward gives other scores: z where z > 0, 0.1·z elsewhere, none on the last layer.")


def _judge_backward(found: Any, parameters: list, x: np.ndarray, y: np.ndarray) -> None:
    otherwise = "leaky_backward returns a list of arrays, one for each of the parameters, as backward does."
    if not isinstance(found, list | tuple) or len(found) != len(parameters):
        raise WrongAnswerError(otherwise)
    activations = _leaky_forward(parameters, x)
    right = _leaky_backward(parameters, activations, y)
    arrays = [as_array(each, otherwise) for each in found]
    if all(fits(one, other, rtol=1e-5) for one, other in zip(arrays, right, strict=True)):
        return
    plain = "The mask is still that of the plain ReLU: where a is negative, a tenth of the δ passes back."
    turned = "No slope at all on the way back: where a is negative, only a tenth of the δ passes."
    near_array(
        arrays[0],
        {
            plain: _leaky_backward(parameters, activations, y, 0.0)[0],
            turned: _leaky_backward(parameters, activations, y, 1.0)[0],
            "The mean over the batch is missing: δ carries 1/B.": len(y) * right[0],
        },
    )
    raise WrongAnswerError("leaky_backward does not give the measured slopes: test it with numerical_gradient.")


def _read_digits(forward: Any, parameters: Any) -> tuple[int, float, float]:
    from helpers import data

    otherwise = "The parameters are the list that start returned, after training: [W1, b1, W2, b2, W3, b3]."
    if not isinstance(parameters, list | tuple) or len(parameters) % 2:
        raise WrongAnswerError(otherwise)
    arrays = [as_array(each, otherwise) for each in parameters]
    if len(arrays) != 6:
        raise WrongAnswerError(f"Two hidden layers make three layers of weights; these are {len(arrays) // 2}.")
    if arrays[0].shape[:1] != (784,) or arrays[-1].shape != (10,):
        raise WrongAnswerError("The network takes 784 pixels and gives 10 scores.")
    if (count := sum(array.size for array in arrays)) > MOST_PARAMETERS:
        raise WrongAnswerError(f"{count:,} parameters; {MOST_PARAMETERS:,} is the most.")
    digits = data.split_mnist(10_000, 0.2)
    bar = BARS["full" if len(digits.x_train) >= 8_000 else "sample"]
    guessed = as_array(forward(arrays, digits.x_val)[-1], otherwise).argmax(axis=1)
    return 3, float((guessed == digits.y_val).mean()), bar


q1 = Exercise(
    verify=_zero_gradients,
    hint_text="The gradient of a weight is the δ at its end times the activation at its start. Which starts are 0?",
    solution_text='answer = ["w1", "w3"]',
)

q2 = Exercise(
    verify=_rates,
    hint_text="The second derivative of 3w² is 6. Section 3 says what a curvature allows, and when a step lands.",
    solution_text="""curvatures = 2 * 3, 2 * 8
answer = (2 / max(curvatures), 1 / curvatures[0])""",
)

q3 = Exercise(
    verify=_iterations,
    hint_text="Section 4 has the formula for one epoch, and for the noise. 10,000 / 48 is 208.33….",
    solution_text="answer = (6 * int(np.ceil(10_000 / 48)), np.sqrt(48 / 3))",
)

q4 = Exercise(
    verify=_tanh_backward,
    hint_text="Two factors make the δ: upstream and tanh′. Then one formula of section 7 for each of the three.",
    solution_text="""def tanh_backward(x, W, b, upstream):
    delta = upstream * (1 - np.tanh(x @ W + b) ** 2)
    return x.T @ delta, delta.sum(axis=0), delta @ W.T


answer = tanh_backward""",
)

q5 = Exercise(
    verify=_leaky,
    hint_text="np.where(z > 0, z, 0.1 * z) forward; on the way back the mask becomes np.where(a > 0, 1, 0.1): a has "
    "the sign of z. Then [784, 64, 32, 10], rate 0.2, ten epochs or more.",
    solution_text="""def leaky_forward(parameters, x):
    activations = [x]
    for W, b in zip(parameters[::2], parameters[1::2]):
        z = activations[-1] @ W + b
        activations.append(np.where(z > 0, z, 0.1 * z))
    activations[-1] = z
    return activations


def leaky_backward(parameters, activations, y):
    delta = softmax(activations[-1])
    delta[np.arange(len(y)), y] -= 1
    delta /= len(y)
    gradients = []
    for W, a in reversed(list(zip(parameters[::2], activations))):
        gradients = [a.T @ delta, delta.sum(axis=0), *gradients]
        delta = (delta @ W.T) * np.where(a > 0, 1, 0.1)
    return gradients


def train_leaky(parameters, x, y, update, epochs, batch_size, seed=0):
    rng = np.random.default_rng(seed)
    for _ in range(epochs):
        order = rng.permutation(len(x))
        for first in range(0, len(x), batch_size):
            batch = order[first : first + batch_size]
            activations = leaky_forward(parameters, x[batch])
            update(parameters, leaky_backward(parameters, activations, y[batch]))


mine = start([784, 64, 32, 10], np.random.default_rng(0))
train_leaky(mine, digits.x_train, digits.y_train, sgd(0.2), 15, 32)
answer = (leaky_forward, leaky_backward, mine)""",
    uses=("imports", "parameters", "forward", "loss", "digits", "train"),
)
