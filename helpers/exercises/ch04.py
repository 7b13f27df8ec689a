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


def _iterations(answer: object) -> str:
    found = as_numbers(answer, 2, "Answer with a pair of numbers: (iterations, last batch).")
    if found == (1_254, 16):
        return "209 iterations an epoch: 208 full batches and one of 16 examples."
    in_order(found, (1_254, 16), "the iterations come first")
    round_up = "The last, smaller batch of an epoch makes an update, too: round up."
    mistakes = {
        (209, ...): "These are the iterations of one epoch. How many does fit make in all?",
        (1_248, ...): round_up,
        (208, ...): round_up,
    }
    near(found, mistakes)
    if abs(found[0] - 1_250) <= 1:
        raise WrongAnswerError("A batch does not reach into the next epoch: round up in every epoch, then multiply.")
    if found[0] == 1_254:
        raise WrongAnswerError("The iterations are right. How many examples are left after 208 full batches of 48?")
    raise WrongAnswerError("The iterations are off: how many batches of 48 are needed for 10,000 examples?")


def _largest_rate(answer: object) -> str:
    (rate,) = as_numbers(answer, 1, "Answer with one number.")
    if fits(rate, 1 / 8, rtol=1e-3):
        return "The curvatures are 6 and 16; the larger one sets the limit, 2/16."
    mistakes = {
        1 / 3: "That is the limit for w1 alone. With this rate w2 diverges.",
        1 / 4: "The curvature is the *second* derivative: for 8·w² it is not 8.",
        1 / 16: "With 1/16 one step hits w2 = 0. It still converges with larger rates, up to which?",
    }
    near(rate, mistakes, rtol=1e-2)
    raise WrongAnswerError("Find the curvature (second derivative) in each direction, and take 2 by the larger one.")


def _tanh_gradients(answer: object) -> str:
    tanh_gradients = as_function(answer, "tanh_gradients")
    rng = np.random.default_rng(5)
    for count in (1, 2, 3, 5):
        w, x = rng.normal(size=count), rng.normal(size=count)
        b, y = float(rng.normal()), float(rng.normal())
        _judge_gradients(tanh_gradients(w, b, x, y), w, b, x, y)
    return "That is backpropagation through one unit; your δ is (ŷ − y)(1 − ŷ²)."


def _judge_gradients(pair: Any, w: np.ndarray, b: float, x: np.ndarray, y: float) -> None:
    otherwise = "Return a pair: the gradient for w (an array) and that for b (a number)."
    try:
        w_gradient, b_gradient = pair
    except (TypeError, ValueError):
        raise WrongAnswerError(otherwise) from None
    w_gradient = as_array(w_gradient, otherwise)
    (b_gradient,) = as_numbers(b_gradient, 1, otherwise)
    if w_gradient.shape != w.shape:
        raise WrongAnswerError(
            f"With w of length {len(w)} the first gradient has the shape {w_gradient.shape}, not {w.shape}."
        )
    output = np.tanh(w @ x + b)
    delta = (output - y) * (1 - output**2)
    found = np.append(w_gradient, b_gradient)
    if fits(found, delta * np.append(x, 1), rtol=1e-4, atol=1e-6):
        return
    uphill = "The sign is wrong: the loss contains (ŷ − y), and the gradient points uphill."
    near_array(found, {uphill: -delta * np.append(x, 1)})
    mistakes = {
        "The derivative of tanh is missing: there are three factors between E and w.": (output - y) * x,
        "That is the derivative of the sigmoid, σ(1 − σ). This unit uses tanh.": (output - y)
        * output
        * (1 - output)
        * x,
        "Twice too large: the loss has the factor ½.": 2 * delta * x,
        "The gradient for w is right. That for b has the same factors except the last one.": delta * x,
        "The last factor is missing: how fast does w·x + b change with w?": np.full(len(x), delta),
    }
    near_array(w_gradient, mistakes)
    raise WrongAnswerError("Not the measured slope. Multiply three factors: dE/dŷ, dŷ/dz, dz/dw.")


q1 = Exercise(
    verify=_zero_gradients,
    hint_text="The gradient of a weight is the δ at its end times the activation at its start. Which starts are 0?",
    solution_text='answer = ["w1", "w3"]',
)

q2 = Exercise(
    verify=_iterations,
    hint_text="Section 8 has the formula for one epoch. 10,000 / 48 is 208.33….",
    solution_text="""per_epoch = int(np.ceil(10_000 / 48))
answer = (6 * per_epoch, 10_000 - (per_epoch - 1) * 48)""",
)

q3 = Exercise(
    verify=_largest_rate,
    hint_text="The second derivative of 3w² is 6. Section 3 says what the largest curvature allows.",
    solution_text="""curvatures = 2 * 3, 2 * 8
answer = 2 / max(curvatures)""",
)

q4 = Exercise(
    verify=_tanh_gradients,
    hint_text="As for w5 in section 5: loss factor, activation factor, input. For b the last factor is 1.",
    solution_text="""def tanh_gradients(w, b, x, y):
    output = np.tanh(w @ x + b)
    delta = (output - y) * (1 - output**2)
    return delta * x, delta


answer = tanh_gradients""",
)
