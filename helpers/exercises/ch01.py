"""Exercises of chapter 01, activations."""

from collections.abc import Callable
from typing import Any

import numpy as np

from helpers import data
from helpers.exercises import Exercise
from helpers.exercises.answers import WrongAnswerError, as_array, as_function, as_numbers, fits, near, near_array
from helpers.exercises.models import as_model, flat, softmax


def _kinks(answer: object) -> str:
    found = as_numbers(answer, 2, "Answer with a pair of whole numbers: (slope 0.2, slope 1).")
    if found == (5, 0):
        return "One kink for each unit; and with slope 1 on both sides none is left: it is the identity."
    if found[1] != 0:
        raise WrongAnswerError("With slope 1, max(z, z) is z: there is nothing between the layers, and they collapse.")
    mistakes = {
        (4, 0): "Count the kinks, not the straight pieces: each unit has one, where w·x + b = 0.",
        (6, 0): "Count the kinks, not the straight pieces: each unit has one, where w·x + b = 0.",
        (1, 0): "One unit has one kink. The output adds up five units with kinks at different places.",
    }
    near(found, mistakes)
    raise WrongAnswerError(
        "The second is right. For slope 0.2: how many kinks does one unit have, and the sum of five?"
    )


def _single_layer(answer: Any) -> str:
    otherwise = "Answer with a pair (W, b), such as ([1, 2], 3)."
    try:
        weights, bias = answer
    except (TypeError, ValueError):
        raise WrongAnswerError(otherwise) from None
    weights, bias = np.ravel(as_array(weights, otherwise)), np.ravel(as_array(bias, otherwise))
    if weights.size != 2 or bias.size != 1:
        raise WrongAnswerError(f"W has two numbers and b one; yours have {weights.size} and {bias.size}.")
    found = (*weights, *bias)
    if fits(found, (4, 1, 4)):
        return "W = W1 W2 and b = b1 W2 + b2: 1·2 + (−1)·1 + 3 = 4."
    mistakes = {
        (4, 1, 3): "W is right. The first layer's bias goes through the second layer's weights, too.",
        (4, 1, ...): "W is right. For b, send the first bias through the second layer: b1 W2 + b2.",
        (2, 5, ...): "W1 is transposed: the inputs are a row here, and x W1 takes the columns of W1.",
    }
    near(found, mistakes)
    raise WrongAnswerError("W is the matrix product W1 W2: each row of W1 times the column W2.")


def _softmax_rows(answer: object) -> str:
    softmax_rows = as_function(answer, "softmax_rows")
    rng = np.random.default_rng(0)
    tables = {
        "small scores": rng.normal(size=(4, 3)),
        "a square table": rng.normal(size=(3, 3)),
        "scores about 1000": 1000 + rng.normal(size=(2, 5)),
        "rows of very different size": np.array([[2000.0, 2001.0], [-2000.0, -2001.0], [0.0, 3.0]]),
    }
    for name, z in tables.items():
        _judge_rows(softmax_rows, name, z)
    return "Each row sums to 1, however large the scores are."


def _judge_rows(softmax_rows: Callable, name: str, z: np.ndarray) -> None:
    try:
        with np.errstate(all="ignore"):
            found = softmax_rows(z)
    except ValueError as error:
        raise WrongAnswerError(
            f"For {name} of shape {z.shape} it stops ({error}). Do max and sum keep their axis (keepdims=True)?"
        ) from None
    found, right = as_array(found, "The function has to return an array of numbers, the probabilities."), softmax(z)
    if found.shape != z.shape:
        raise WrongAnswerError(f"For {name} of shape {z.shape} it returns the shape {found.shape}.")
    if fits(found, right, atol=1e-4):
        return
    if name == "rows of very different size":
        raise WrongAnswerError("Rows of very different size come out wrong: subtract each row's own maximum.")
    if not np.isfinite(found).all():
        raise WrongAnswerError(f"For {name} it gives nan: subtract the maximum before the exponential.")
    if np.isclose(found.sum(), 1):
        raise WrongAnswerError("The whole table sums to 1; each row should. Sum over axis=1 with keepdims=True.")
    if np.allclose(found.sum(axis=0), 1):
        raise WrongAnswerError("Your columns sum to 1. The rows should: axis=1.")
    raise WrongAnswerError(f"For {name} it gives {found[0].round(3)} in the first row, not {right[0].round(3)}.")


def _bump(answer: object) -> str:
    bump = as_function(answer, "bump")
    x = np.array([-2.0, -0.5, 0.0, 0.25, 0.5, 1.0, 1.5, 2.0, 2.5, 2.75, 3.0, 4.0, 10.0])
    right = np.clip(np.minimum(x, 3 - x), 0, 1)
    found = as_array(bump(x.copy()), "The function takes an array and returns an array of the same length.")
    if found.shape != x.shape:
        raise WrongAnswerError(f"For {len(x)} places it returns the shape {found.shape}.")
    if fits(found, right, atol=1e-5):
        return "Four kinks. With bumps side by side you can copy any curve: that is the approximation theorem by hand."
    relu = [np.maximum(0, x - kink) for kink in range(4)]
    near_array(
        found,
        {
            "It rises and then stays at 1. Two more kinks are needed, at 2 and at 3.": relu[0] - relu[1],
            "From x = 3 on it goes on falling: a fourth unit has to stop it there.": relu[0] - relu[1] - relu[2],
            "It never stops rising at 1: a slope stays until another unit takes it away.": relu[0],
            "That is a tent with its peak at 1. The second unit takes away 1, not 2, so that it stays level.": relu[0]
            - 2 * relu[1]
            + relu[2],
        },
        atol=1e-5,
    )
    place = int(np.argmax(~np.isclose(found, right, atol=1e-5)))
    raise WrongAnswerError(f"At x = {x[place]:g} it should be {right[place]:g}; it is {found[place]:.3g}.")


def _ten_hard_sigmoids(answer: Any) -> str:
    model = as_model(answer, (2,), "The answer is the trained model: answer = model.")
    *hidden, output = flat(model)
    names = [getattr(getattr(layer, "activation", None), "__name__", "none") for layer in hidden]
    if any(type(layer).__name__ != "Dense" for layer in [*hidden, output]):
        raise WrongAnswerError("Dense layers alone are asked for: the remedy lies in how they start, not between them.")
    if len(hidden) != 10:
        raise WrongAnswerError(f"The network has {len(hidden)} hidden layers; ten are asked for.")
    if set(names) != {"hard_sigmoid"}:
        other = next(name for name in names if name != "hard_sigmoid")
        raise WrongAnswerError(f'The hidden layers keep their activation, "hard_sigmoid"; one of yours has "{other}".')
    x, inside = data.disk_and_ring(1_000, np.random.default_rng(20_26))  # nobody has trained on these
    y_hat = np.ravel(model.predict(x, verbose=0))
    right = float(np.mean((y_hat > 0.5) == inside))
    if right >= 0.95:
        return (
            f"{right:.1%} of 1,000 fresh points. Its slope at 0 is 1/6, so six times Glorot's limit keeps the signal."
        )
    if len(np.unique(y_hat.round(4))) < 20:
        raise WrongAnswerError(
            f"{right:.0%} right, and all points get nearly the same answer: the signal per example dies on the way. "
            "How steep is the hard sigmoid at 0, and how steep does Glorot's limit take a function to be?"
        )
    raise WrongAnswerError(
        f"{right:.0%} right; the points do get different answers, so the signal arrives. Train longer, or look at the "
        "size of the start again."
    )


q1 = Exercise(
    verify=_kinks,
    hint_text="Section 3: where is the kink of one unit? Section 6: what is Leaky ReLU with slope 1?",
    solution_text="answer = (5, 0)",
)

q2 = Exercise(
    verify=_single_layer,
    hint_text="Section 1 has the formula: W is W1 @ W2, and b is b1 @ W2 + b2.",
    solution_text="""W1, b1 = np.array([[1, 2], [0, 1]]), np.array([1, -1])
W2, b2 = np.array([[2], [1]]), np.array([3])
answer = (W1 @ W2, b1 @ W2 + b2)""",
)

q3 = Exercise(
    verify=_softmax_rows,
    hint_text="Take stable_softmax of section 11; max and sum get axis=1, keepdims=True, so that each row has its own.",
    solution_text="""def softmax_rows(z):
    shifted = np.exp(z - z.max(axis=1, keepdims=True))
    return shifted / shifted.sum(axis=1, keepdims=True)


answer = softmax_rows""",
)

q4 = Exercise(
    verify=_bump,
    hint_text="Each unit adds a kink. Put them at 0, 1, 2 and 3. The slope is +1, 0, -1, 0: what does each unit add?",
    solution_text="""def bump(x):
    return relu(x) - relu(x - 1) - relu(x - 2) + relu(x - 3)


answer = bump""",
    uses=("imports", "xor"),
)

q5 = Exercise(
    verify=_ten_hard_sigmoids,
    hint_text="Section 8: the sigmoid's slope at 0 is 1/4, and four times Glorot's limit made up for it. How steep is "
    "z/6 + 1/2? build has an argument scale, the factor squared.",
    solution_text="""keras.utils.set_random_seed(0)
answer = build("hard_sigmoid", hidden_layers=10, scale=6**2)
answer.fit(**fit, verbose=0)""",
    uses=("imports", "parameters", "points", "build"),
)
