"""Exercises of chapter 00, linear units."""

import numpy as np

from helpers.exercises import Exercise
from helpers.exercises.answers import WrongAnswerError, as_function, as_numbers, fits, in_order, near, near_array
from helpers.exercises.models import as_model

_PAIR = "Answer with a pair of two numbers, such as (1, 1)."


def _milligrams(answer: object) -> str:
    found = as_numbers(answer, 2, _PAIR)
    if fits(found, (0.001, 1), rtol=1e-3):
        return "A milligram adds a thousandth of what a gram adds; a cereal without sugar stays what it is."
    mistakes = {
        (1000, ...): "The inputs get 1,000 times larger. If w did so too, what would happen to w·x?",
        (0.001, ...): "The factor of w is right. What does the line estimate for no sugar, in either unit?",
        (1, ...): "With the old w, the product w·x would be 1,000 times too large.",
    }
    near(found, mistakes, rtol=1e-3)
    raise WrongAnswerError("The estimates stay the same, since the cereals do. Which w and b give the same w·x + b?")


def _estimates(answer: object) -> str:
    found = as_numbers(answer, 2, _PAIR)
    if fits(found, (109, 80)):
        return "2·10 − 3·1 + 6·2 + 80 = 109; and where all inputs are 0, only the bias is left."
    mistakes = {
        (..., 0): "The bias is missing: it is added for every cereal.",
        (29, ...): "The bias is missing: it is added for every cereal.",
        (115, ...): "The weight of the fiber is negative: more fiber, fewer calories.",
        (109, ...): "The first number is right. What arrives at the neuron when all inputs are 0?",
    }
    near(found, mistakes)
    raise WrongAnswerError("Multiply each input by its own weight, add the products, then add the bias.")


def _step(answer: object) -> str:
    step = as_function(answer, "step")
    rng = np.random.default_rng(0)
    for count in (1, 4, 30):
        x, y = rng.normal(size=count), rng.normal(size=count)
        w, b, rate = rng.normal(), rng.normal(), rng.uniform(0.01, 0.1)
        found = as_numbers(step(w, b, x, y, rate), 2, "The function has to return two numbers, the new pair (w, b).")
        errors = w * x + b - y
        move = rate * 2 * np.array([np.mean(errors * x), np.mean(errors)])
        _judge_step(np.array(found), np.array([w, b]), move, count, rate)
    return "Called again and again, it is the training loop of section 4."


def _judge_step(found: np.ndarray, start: np.ndarray, move: np.ndarray, count: int, rate: float) -> None:
    """Refuse a new pair (w, b) that is not start - move; the loss is a mean over `count` examples."""
    if fits(found, start - move, rtol=1e-4, atol=1e-6):
        return
    mistakes = {
        "Your step goes uphill: subtract the derivatives, with errors = w·x + b − y.": start + move,
        "The step is half as long as it should be: the derivative of a square has a 2.": start - move / 2,
        "The loss is a mean, so its derivatives are means too, not sums.": start - move * count,
    }
    near_array(found, mistakes)
    for change in (-move, move, move / rate):
        near_array(found, {"Return the new values of w and b, not the change and not the gradient.": change})
    too_long = "The step is too long: the derivatives are multiplied by the learning rate."
    near_array(found, {too_long: start - move / rate})
    in_order(found, start - move, "the new w comes first")
    if fits(found[0], start[0] - move[0]):
        raise WrongAnswerError("The new w is right, the new b is not. Do both derivatives use the old w and b?")
    raise WrongAnswerError(
        f"With x and y of length {count} the step is wrong. "
        "It needs the mean of errors·x for w and of the errors for b."
    )


def _neuron(answer: object) -> str:
    model = as_model(answer, (2,))
    if model.count_params() != 3:
        raise WrongAnswerError(f"Two weights and a bias are 3 parameters; your model has {model.count_params()}.")
    x = np.array([[0, 0], [1, 0], [0, 1], [7.5, 2.5], [0, 60]], "float32")
    found = model.predict(x, verbose=0).ravel()
    if fits(found, np.array([98, 100, 96, 108, -22]), atol=1e-3):
        return "Near the plane of section 7, with rounded numbers."
    swapped = "The two weights are the wrong way round: the first belongs to the first input."
    near_array(found, {swapped: np.array([98, 96, 100, 88, 218])}, atol=1e-3)
    weights = np.concatenate([np.ravel(array) for array in model.get_weights()])
    bent = "Something bends the plane: a linear unit has no activation function."
    near_array(weights, {bent: np.array([2, -2, 98])}, atol=1e-3)
    if not np.isclose(found[0], 98, atol=1e-3):
        raise WrongAnswerError(f"For the inputs 0 and 0 it gives {found[0]:.3g}. Has set_weights set the bias to 98?")
    raise WrongAnswerError(f"For the inputs 1 and 0 it gives {found[1]:.3g}, and for 0 and 1 {found[2]:.3g}.")


q1 = Exercise(
    verify=_milligrams,
    hint_text="The cereals have not changed, so the estimates should not change either: w·x + b must stay the same.",
    solution_text="answer = (1 / 1000, 1)",
)

q2 = Exercise(
    verify=_estimates,
    hint_text="Section 7 has the formula, and computes one cereal with the same weights.",
    solution_text="""x = np.array([[10, 1, 2], [0, 0, 0]])
w = np.array([2, -3, 6])
answer = x @ w + 80""",
)

q3 = Exercise(
    verify=_step,
    hint_text="Section 4: errors = w * x + b - y; the derivatives are 2 * mean(errors * x) and 2 * mean(errors).",
    solution_text="""def step(w, b, x, y, learning_rate):
    errors = w * x + b - y
    new_w = w - learning_rate * 2 * np.mean(errors * x)
    new_b = b - learning_rate * 2 * np.mean(errors)
    return new_w, new_b


answer = step""",
)

q4 = Exercise(
    verify=_neuron,
    hint_text="As in section 6, with keras.Input((2,)). set_weights takes a list: weights (2, 1) and bias (1,).",
    solution_text="""answer = keras.Sequential([keras.Input((2,)), keras.layers.Dense(units=1)])
answer.set_weights([np.array([[2.0], [-2.0]]), np.array([98.0])])""",
)
