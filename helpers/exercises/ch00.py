"""Exercises of chapter 00, linear units."""

from collections.abc import Callable

import numpy as np

from helpers.exercises import Exercise, WrongAnswerError, function, numbers
from helpers.exercises.networks import layers_of

_PAIR = "Answer with a pair of two numbers, such as (1, 1)."


def _milligrams(answer: object) -> str:
    of_w, of_b = numbers(answer, 2, _PAIR)
    if np.isclose(of_w, 0.001, rtol=1e-3) and np.isclose(of_b, 1):
        return "A milligram adds a thousandth of what a gram adds; a cereal without sugar stays what it is."
    if np.isclose(of_w, 1000):
        raise WrongAnswerError("The inputs get 1,000 times larger. If w did so too, what would happen to w·x?")
    if np.isclose(of_w, 0.001, rtol=1e-3):
        raise WrongAnswerError("The factor of w is right. What does the line estimate for no sugar, in either unit?")
    if np.isclose(of_w, 1):
        raise WrongAnswerError("With the old w, the product w·x would be 1,000 times too large.")
    raise WrongAnswerError("The estimates stay the same, since the cereals do. Which w and b give the same w·x + b?")


def _estimates(answer: object) -> str:
    first, second = numbers(answer, 2, _PAIR)
    if np.isclose(first, 109) and np.isclose(second, 80):
        return "2·10 − 3·1 + 6·2 + 80 = 109; and where all inputs are 0, only the bias is left."
    if np.isclose(second, 0) or np.isclose(first, 29):
        raise WrongAnswerError("The bias is missing: it is added for every cereal.")
    if np.isclose(first, 115):
        raise WrongAnswerError("The weight of the fiber is negative: more fiber, fewer calories.")
    if np.isclose(first, 109):
        raise WrongAnswerError("The first number is right. What arrives at the neuron when all inputs are 0?")
    raise WrongAnswerError("Multiply each input by its own weight, add the products, then add the bias.")


def _step(answer: Callable) -> str:
    answer = function(answer, "step")
    rng = np.random.default_rng(0)
    for count in (1, 4, 30):
        x, y = rng.normal(size=count), rng.normal(size=count)
        w, b, rate = rng.normal(), rng.normal(), rng.uniform(0.01, 0.1)
        result = answer(w, b, x.copy(), y.copy(), rate)
        found = np.array(numbers(result, 2, "The function has to return two numbers, the new pair (w, b)."))
        errors = w * x + b - y
        move = rate * 2 * np.array([np.mean(errors * x), np.mean(errors)])
        start = np.array([w, b])
        if np.allclose(found, start - move, rtol=1e-4, atol=1e-6):
            continue
        if np.allclose(found, start + move):
            raise WrongAnswerError("Your step goes uphill: subtract the derivatives, with errors = w·x + b − y.")
        if np.allclose(found, start - move / 2):
            raise WrongAnswerError("The step is half as long as it should be: the derivative of a square has a 2.")
        if np.allclose(found, start - move * count):
            raise WrongAnswerError("The loss is a mean, so its derivatives are means too, not sums.")
        if np.allclose(found, -move) or np.allclose(found, move) or np.allclose(found, move / rate):
            raise WrongAnswerError("Return the new values of w and b, not the change and not the gradient.")
        if np.allclose(found, start - move / rate):
            raise WrongAnswerError("The step is too long: the derivatives are multiplied by the learning rate.")
        if np.allclose(found[::-1], start - move):
            raise WrongAnswerError("The numbers are right, in the wrong order: the new w comes first.")
        if np.isclose(found[0], start[0] - move[0]):
            raise WrongAnswerError("The new w is right, the new b is not. Do both derivatives use the old w and b?")
        raise WrongAnswerError(
            f"With x and y of length {count} the step is wrong. "
            "It needs the mean of errors·x for w and of the errors for b."
        )
    return "Called again and again, it is the training loop of section 4."


def _neuron(answer: object) -> str:
    layers_of(answer, 2)
    if answer.input_shape[1:] != (2,):
        raise WrongAnswerError(f"Each example has two numbers; your model expects the shape {answer.input_shape[1:]}.")
    if answer.count_params() != 3:
        raise WrongAnswerError(f"Two weights and a bias are 3 parameters; your model has {answer.count_params()}.")
    x = np.array([[0, 0], [1, 0], [0, 1], [7.5, 2.5], [0, 60]], "float32")
    found = answer.predict(x, verbose=0).ravel()
    if np.allclose(found, [98, 100, 96, 108, -22], atol=1e-3):
        return "Near the plane of section 7, with rounded numbers."
    if np.allclose(found, [98, 96, 100, 88, 218], atol=1e-3):
        raise WrongAnswerError("The two weights are the wrong way round: the first belongs to the first input.")
    if np.allclose(np.concatenate([np.ravel(array) for array in answer.get_weights()]), [2, -2, 98], atol=1e-3):
        raise WrongAnswerError("Something bends the plane: a linear unit has no activation function.")
    if not np.isclose(found[0], 98, atol=1e-3):
        raise WrongAnswerError(f"For the inputs 0 and 0 it gives {found[0]:.3g}. Has set_weights set the bias to 98?")
    raise WrongAnswerError(f"For the inputs 1 and 0 it gives {found[1]:.3g}, and for 0 and 1 {found[2]:.3g}.")


q1 = Exercise(
    verify=_milligrams,
    hint_text="The cereals have not changed, so the estimates should not change either: w·x + b must stay the same.",
    answer="answer = (1 / 1000, 1)",
    wrong={
        "answer = (1000, 1)": "1,000 times larger",
        "answer = (0.001, 0.001)": "no sugar",
        "answer = (1, 1)": "too large",
        "answer = 0.001": "pair",
    },
)

q2 = Exercise(
    verify=_estimates,
    hint_text="Section 7 has the formula, and computes one cereal with the same weights.",
    answer="""x = np.array([[10, 1, 2], [0, 0, 0]])
w = np.array([2, -3, 6])
answer = x @ w + 80""",
    wrong={
        "answer = (29, 0)": "bias",
        "answer = (115, 80)": "negative",
        "answer = (109, 85)": "all inputs are 0",
        "answer = 109": "pair",
    },
)

q3 = Exercise(
    verify=_step,
    hint_text="Section 4: errors = w * x + b - y; the derivatives are 2 * mean(errors * x) and 2 * mean(errors).",
    answer="""def step(w, b, x, y, learning_rate):
    errors = w * x + b - y
    new_w = w - learning_rate * 2 * np.mean(errors * x)
    new_b = b - learning_rate * 2 * np.mean(errors)
    return new_w, new_b


answer = step""",
    wrong={
        """def answer(w, b, x, y, rate):
    e = w * x + b - y
    return w + rate * 2 * np.mean(e * x), b + rate * 2 * np.mean(e)""": "uphill",
        """def answer(w, b, x, y, rate):
    e = w * x + b - y
    return w - rate * np.mean(e * x), b - rate * np.mean(e)""": "half as long",
        """def answer(w, b, x, y, rate):
    e = w * x + b - y
    return w - rate * 2 * np.sum(e * x), b - rate * 2 * np.sum(e)""": "sums",
        """def answer(w, b, x, y, rate):
    w = w - rate * 2 * np.mean((w * x + b - y) * x)
    b = b - rate * 2 * np.mean(w * x + b - y)
    return w, b""": "old w and b",
        """def answer(w, b, x, y, rate):
    e = w * x + b - y
    return 2 * np.mean(e * x), 2 * np.mean(e)""": "not the gradient",
        """def answer(w, b, x, y, rate):
    print(w, b)""": "returns nothing",
        "answer = (2.0, 92.0)": "function itself",
    },
)

q4 = Exercise(
    verify=_neuron,
    hint_text="As in section 6, with keras.Input((2,)). set_weights takes a list: weights (2, 1) and bias (1,).",
    answer="""answer = keras.Sequential([keras.Input((2,)), keras.layers.Dense(units=1)])
answer.set_weights([np.array([[2.0], [-2.0]]), np.array([98.0])])""",
    wrong={
        "answer = keras.Sequential([keras.Input((2,)), keras.layers.Dense(units=1)])": "set_weights",
        """answer = keras.Sequential([keras.Input((2,)), keras.layers.Dense(units=1)])
answer.set_weights([np.array([[-2.0], [2.0]]), np.array([98.0])])""": "wrong way round",
        "answer = keras.Sequential([keras.Input((1,)), keras.layers.Dense(units=1)])": "two numbers",
        "answer = keras.Sequential([keras.Input((2,)), keras.layers.Dense(units=2)])": "3 parameters",
        "answer = keras.Sequential([keras.layers.Dense(units=1)])": "keras.Input",
        """answer = keras.Sequential([keras.Input((2,)), keras.layers.Dense(units=1, activation="sigmoid")])
answer.set_weights([np.array([[2.0], [-2.0]]), np.array([98.0])])""": "bends the plane",
        "answer = keras.Sequential": "a Keras model",
    },
)
