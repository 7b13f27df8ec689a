"""Exercises of chapter 05, backpropagation and gradient descent."""

from collections.abc import Callable

import numpy as np

from helpers.exercises import Exercise, WrongAnswerError, array, function, numbers


def _zero_gradients(answer: object) -> str:
    if isinstance(answer, str):
        answer = answer.replace(",", " ").split()
    try:
        names = {str(name).strip().lower().replace("_", "") for name in answer}
    except TypeError:
        raise WrongAnswerError('Answer with a list of names, such as ["w2", "w7"].') from None
    if not names <= {f"w{number}" for number in range(1, 9)}:
        raise WrongAnswerError('The names are "w1" to "w8", in quotes.')
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
    iterations, last = numbers(answer, 2, "Answer with a pair of numbers: (iterations, last batch).")
    if (iterations, last) == (1_254, 16):
        return "209 iterations an epoch: 208 full batches and one of 16 examples."
    if (iterations, last) == (16, 1_254):
        raise WrongAnswerError("The numbers are right, in the wrong order: the iterations come first.")
    if iterations == 209:
        raise WrongAnswerError("These are the iterations of one epoch. How many does fit make in all?")
    if iterations in (1_248, 208):
        raise WrongAnswerError("The last, smaller batch of an epoch makes an update, too: round up.")
    if abs(iterations - 1_250) <= 1:
        raise WrongAnswerError("A batch does not reach into the next epoch: round up in every epoch, then multiply.")
    if iterations == 1_254:
        raise WrongAnswerError("The iterations are right. How many examples are left after 208 full batches of 48?")
    raise WrongAnswerError("The iterations are off: how many batches of 48 are needed for 10,000 examples?")


def _largest_rate(answer: object) -> str:
    (rate,) = numbers(answer, 1, "Answer with one number.")
    if np.isclose(rate, 1 / 8, rtol=1e-3):
        return "The curvatures are 6 and 16; the larger one sets the limit, 2/16."
    if np.isclose(rate, 1 / 3, rtol=1e-2):
        raise WrongAnswerError("That is the limit for w1 alone. With this rate w2 diverges.")
    if np.isclose(rate, 1 / 4, rtol=1e-3):
        raise WrongAnswerError("The curvature is the *second* derivative: for 8·w² it is not 8.")
    if np.isclose(rate, 1 / 16, rtol=1e-3):
        raise WrongAnswerError("With 1/16 one step hits w2 = 0. It still converges with larger rates, up to which?")
    raise WrongAnswerError("Find the curvature (second derivative) in each direction, and take 2 by the larger one.")


def _tanh_gradients(answer: Callable) -> str:
    answer = function(answer, "tanh_gradients")
    rng = np.random.default_rng(5)
    for count in (1, 2, 3, 5):
        w, x = rng.normal(size=count), rng.normal(size=count)
        b, y = float(rng.normal()), float(rng.normal())
        before = w.copy(), x.copy()
        pair = answer(w, b, x, y)
        if not (np.array_equal(w, before[0]) and np.array_equal(x, before[1])):
            raise WrongAnswerError("The function changes w or x: only compute the gradients.")
        otherwise = "Return a pair: the gradient for w (an array) and that for b (a number)."
        try:
            w_gradient, b_gradient = pair
        except (TypeError, ValueError):
            raise WrongAnswerError(otherwise) from None
        w_gradient = array(w_gradient, otherwise)
        (b_gradient,) = numbers(b_gradient, 1, otherwise)
        output = np.tanh(w @ x + b)
        right = (output - y) * (1 - output**2)
        if w_gradient.shape != w.shape:
            raise WrongAnswerError(
                f"With w of length {count} the first gradient has the shape {w_gradient.shape}, not {w.shape}."
            )
        close = {"rtol": 1e-4, "atol": 1e-6}
        if np.allclose(w_gradient, right * x, **close) and np.isclose(b_gradient, right, **close):
            continue
        if np.allclose(w_gradient, -right * x) and np.isclose(b_gradient, -right):
            raise WrongAnswerError("The sign is wrong: the loss contains (ŷ − y), and the gradient points uphill.")
        if np.allclose(w_gradient, (output - y) * x):
            raise WrongAnswerError("The derivative of tanh is missing: there are three factors between E and w.")
        if np.allclose(w_gradient, (output - y) * output * (1 - output) * x):
            raise WrongAnswerError("That is the derivative of the sigmoid, σ(1 − σ). This unit uses tanh.")
        if np.allclose(w_gradient, 2 * right * x):
            raise WrongAnswerError("Twice too large: the loss has the factor ½.")
        if np.allclose(w_gradient, right * x):
            raise WrongAnswerError("The gradient for w is right. That for b has the same factors except the last one.")
        if np.allclose(w_gradient, right):
            raise WrongAnswerError("The last factor is missing: how fast does w·x + b change with w?")
        raise WrongAnswerError("Not the measured slope. Multiply three factors: dE/dŷ, dŷ/dz, dz/dw.")
    return "That is backpropagation through one unit; your δ is (ŷ − y)(1 − ŷ²)."


q1 = Exercise(
    verify=_zero_gradients,
    hint_text="The gradient of a weight is the δ at its end times the activation at its start. Which starts are 0?",
    answer='answer = ["w1", "w3"]',
    wrong={
        'answer = ["w1", "w2"]': "second",
        'answer = ["w1"]': "others",
        'answer = [f"w{number}" for number in range(1, 9)]': "Too many",
        "answer = [1, 3]": "in quotes",
        "answer = 2": "list of names",
    },
)

q2 = Exercise(
    verify=_iterations,
    hint_text="Section 8 has the formula for one epoch. 10,000 / 48 is 208.33….",
    answer="""per_epoch = int(np.ceil(10_000 / 48))
answer = (6 * per_epoch, 10_000 - (per_epoch - 1) * 48)""",
    wrong={
        "answer = (209, 16)": "one epoch",
        "answer = (1_248, 48)": "round up",
        "answer = (1_250, 48)": "next epoch",
        "answer = (1_254, 48)": "are left",
        "answer = (16, 1_254)": "wrong order",
        "answer = (60_000, 48)": "off",
        "answer = 1_254": "pair",
    },
)

q3 = Exercise(
    verify=_largest_rate,
    hint_text="The second derivative of 3w² is 6. Section 3 says what the largest curvature allows.",
    answer="""curvatures = 2 * 3, 2 * 8
answer = 2 / max(curvatures)""",
    wrong={
        "answer = 1 / 3": "w1 alone",
        "answer = 0.25": "second",
        "answer = 1 / 16": "larger rates",
        "answer = 2": "curvature",
        'answer = "small"': "one number",
    },
)

q4 = Exercise(
    verify=_tanh_gradients,
    hint_text="As for w5 in section 5: loss factor, activation factor, input. For b the last factor is 1.",
    answer="""def tanh_gradients(w, b, x, y):
    output = np.tanh(w @ x + b)
    delta = (output - y) * (1 - output**2)
    return delta * x, delta


answer = tanh_gradients""",
    wrong={
        """def answer(w, b, x, y):
    output = np.tanh(w @ x + b)
    return (output - y) * x, output - y""": "derivative of tanh is missing",
        """def answer(w, b, x, y):
    output = np.tanh(w @ x + b)
    delta = (y - output) * (1 - output**2)
    return delta * x, delta""": "sign",
        """def answer(w, b, x, y):
    output = np.tanh(w @ x + b)
    delta = (output - y) * output * (1 - output)
    return delta * x, delta""": "sigmoid",
        """def answer(w, b, x, y):
    output = np.tanh(w @ x + b)
    delta = 2 * (output - y) * (1 - output**2)
    return delta * x, delta""": "½",
        """def answer(w, b, x, y):
    output = np.tanh(w @ x + b)
    delta = (output - y) * (1 - output**2)
    return delta, delta""": "shape",
        """def answer(w, b, x, y):
    output = np.tanh(w @ x + b)
    delta = (output - y) * (1 - output**2)
    return delta * x, 0.0""": "for b",
        """def answer(w, b, x, y):
    print("done")""": "returns nothing",
    },
)
