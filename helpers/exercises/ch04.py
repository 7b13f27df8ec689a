"""Exercises of chapter 04, losses."""

from collections.abc import Callable

import numpy as np

from helpers.exercises import Exercise, WrongAnswerError, array, function, numbers


def _moved(answer: object) -> str:
    try:
        names = {answer.strip().lower()} if isinstance(answer, str) else {str(name).strip().lower() for name in answer}
    except TypeError:
        raise WrongAnswerError('Answer with a list of names, such as ["MAE", "Huber"].') from None
    if not names <= {"mae", "mse", "huber"}:
        raise WrongAnswerError('The names are "MAE", "MSE" and "Huber". If none moves, answer with an empty list.')
    if names == {"mse"}:
        return "The mean rises by 1000/7. The price was beyond δ before; its pull was 1 or δ, and it still is."
    if "mae" in names:
        raise WrongAnswerError("MAE's best constant is the median: only on which side a price lies counts.")
    if "huber" in names:
        raise WrongAnswerError("Huber's pull is clip(e, −δ, δ). What was the pull of 900, and what is that of 1,900?")
    raise WrongAnswerError("One of the three best constants is the mean, and the mean has changed.")


_ERRORS = np.array([-3, -0.5, 0, 0.5, 3])


def _gradients(answer: object) -> str:
    otherwise = 'Answer in this form: {"MAE": [...], "MSE": [...], "Huber": [...]}.'
    try:
        lists = {name: [np.nan if value is None else value for value in values] for name, values in answer.items()}
    except (AttributeError, TypeError):
        raise WrongAnswerError(otherwise) from None
    table = {str(name).strip().lower(): array(values, otherwise).ravel() for name, values in lists.items()}
    if set(table) != {"mae", "mse", "huber"} or any(values.shape != (5,) for values in table.values()):
        raise WrongAnswerError("There should be three lists, MAE, MSE and Huber, of five numbers each.")
    right = {"MAE": np.sign(_ERRORS), "MSE": 2 * _ERRORS, "Huber": np.clip(_ERRORS, -1, 1)}
    values = {"MAE": np.abs(_ERRORS), "MSE": _ERRORS**2, "Huber": np.array([2.5, 0.125, 0, 0.125, 2.5])}
    for name, gradient in right.items():
        given = table[name.lower()]
        compared = given.copy()
        if name == "MAE" and (np.isnan(given[2]) or abs(given[2]) <= 1):
            compared[2] = 0  # no derivative at 0 (nan), or any slope between −1 and 1: that touches the curve there
        if np.allclose(compared, gradient, atol=1e-3):
            continue
        if np.allclose(given, values[name], atol=1e-3):
            raise WrongAnswerError(f"For {name} these are the losses. The question is for their gradients.")
        if np.allclose(compared, -gradient, atol=1e-3):
            raise WrongAnswerError(f"For {name} all signs are turned round: the error is prediction minus truth.")
        if name == "Huber" and np.allclose(given, np.clip(2 * _ERRORS, -1, 1), atol=1e-3):
            raise WrongAnswerError("Inside, Huber is half of the square: its gradient is e, not 2e.")
        if name == "Huber" and np.allclose(given, _ERRORS, atol=1e-3):
            raise WrongAnswerError("Beyond δ, Huber is a straight line: its gradient does not grow any more.")
        raise WrongAnswerError(f"{name} is not right yet. Section 2 has the formula, and a picture to read it from.")
    return "At 0 MAE has no derivative; Keras takes 0 there."


def _ten_images(answer: object) -> str:
    (value,) = numbers(answer, 1, "Answer with one number.")
    right = -(9 * np.log(0.8) + np.log(1e-7)) / 10
    if abs(value - right) < 2e-3:
        return "Nine images cost 0.2231 each, the tenth 16.118: it alone makes up nine tenths of the loss."
    if np.isinf(value):
        raise WrongAnswerError("By the formula, yes. Keras clips probabilities at 1e-7 before it takes the logarithm.")
    if abs(value - 10 * right) < 2e-2:
        raise WrongAnswerError("That is the sum. The loss of a batch is the mean.")
    if abs(value + np.log(0.8)) < 2e-3 or abs(value + 0.9 * np.log(0.8)) < 2e-3:
        raise WrongAnswerError("The tenth image is missing: a probability of 0 is not free.")
    if abs(value + np.log(0.72)) < 2e-3:
        raise WrongAnswerError("Take the logarithm of each probability first and the mean afterwards.")
    raise WrongAnswerError("The mean of nine times −log 0.8 and once the worst loss, with natural logarithms.")


def _reference(scores: np.ndarray, classes: np.ndarray) -> float:
    top = scores.max(axis=1)
    logs = np.log(np.exp(scores - top[:, None]).sum(axis=1)) + top
    return float((logs - scores[np.arange(len(scores)), classes]).mean())


def _cross_entropy(answer: Callable) -> str:
    answer = function(answer, "cross_entropy")
    rng = np.random.default_rng(4)
    cases = [
        (np.array([[3.0, 1.0, 0.5]]), np.array([0])),
        (np.array([[1.0, 2.0, 0.0], [0.0, -1.0, 3.0]]), np.array([1, 0])),
        (rng.normal(size=(7, 4)), rng.integers(4, size=7)),
        (np.array([[0.0, 1000.0]]), np.array([0])),
        (np.array([[1000.0, 0.0], [-2000.0, -1000.0]]), np.array([0, 0])),
    ]
    for scores, classes in cases:
        try:
            with np.errstate(all="ignore"):
                value = answer(scores.copy(), classes.copy())
        except ValueError as error:
            raise WrongAnswerError(
                f"For scores of the shape {scores.shape} it stops ({error}). What do you subtract from them, and which "
                "shape has that?"
            ) from None
        value = array(value, "Return one number, the mean of the cases.")
        if value.size != 1:
            raise WrongAnswerError("Return one number, the mean of the cases.")
        value, right = value.item(), _reference(scores, classes)
        if np.isclose(value, right, rtol=1e-4, atol=1e-6):
            continue
        if np.abs(scores).max() > 500:
            raise WrongAnswerError(
                f"Right for small scores, but for {scores.tolist()} and the classes {classes.tolist()} it gives "
                f"{value:g} instead of {right:g}. Subtract each row's largest score before you take the exponential, "
                "and take no logarithm of a probability."
            )
        if np.isclose(value, right * len(scores), rtol=1e-4):
            raise WrongAnswerError("That is the sum over the cases; the mean was asked for.")
        if np.isclose(value, -right, rtol=1e-4):
            raise WrongAnswerError("The sign is turned round: a loss is never negative here.")
        raise WrongAnswerError(
            f"For the scores {np.round(scores, 2).tolist()} and the classes {classes.tolist()} the loss is "
            f"{right:.4f}, but the function gives {value:.4f}."
        )
    return "It has no probability to clip, so it can say 1000."


q1 = Exercise(
    verify=_moved,
    hint_text="Section 3: how hard does the most expensive house pull at the constant, before and after?",
    answer='answer = ["MSE"]',
    wrong={
        'answer = ["MSE", "Huber"]': "clip",
        'answer = ["MAE", "MSE", "Huber"]': "median",
        "answer = []": "mean has changed",
        'answer = ["L2"]': "The names are",
    },
)

q2 = Exercise(
    verify=_gradients,
    hint_text="Three formulas stand under the heading Loss and gradient: the sign, twice the error, the clipped error.",
    answer='answer = {"MAE": [-1, -1, 0, 1, 1], "MSE": [-6, -1, 0, 1, 6], "Huber": [-1, -0.5, 0, 0.5, 1]}',
    wrong={
        'answer = {"MAE": [3, 0.5, 0, 0.5, 3], "MSE": [9, 0.25, 0, 0.25, 9], "Huber": [2.5, 0.125, 0, 0.125, 2.5]}': (
            "these are the losses"
        ),
        'answer = {"MAE": [-1, -1, 0, 1, 1], "MSE": [-6, -1, 0, 1, 6], "Huber": [-1, -1, 0, 1, 1]}': "not 2e",
        'answer = {"MAE": [-1, -1, 0, 1, 1], "MSE": [-6, -1, 0, 1, 6], "Huber": [-3, -0.5, 0, 0.5, 3]}': "straight",
        'answer = {"MAE": [1, 1, 0, -1, -1], "MSE": [6, 1, 0, -1, -6], "Huber": [1, 0.5, 0, -0.5, -1]}': "turned round",
        'answer = {"MAE": [-1, -1, 0, 1, 1], "MSE": [-3, -0.5, 0, 0.5, 3], "Huber": [-1, -0.5, 0, 0.5, 1]}': "MSE is",
        'answer = {"MAE": [-1, 0, 1]}': "five numbers",
        'answer = {"MAE": "-1 -1 0 1 1", "MSE": list("61016"), "Huber": list("11011")}': "in this form",
        "answer = [1, 2, 3]": "in this form",
    },
)

q3 = Exercise(
    verify=_ten_images,
    hint_text="Section 4: the loss of a batch is the mean of its cases, and a probability of 0 costs −log 1e-7.",
    answer="answer = -(9 * np.log(0.8) + np.log(1e-7)) / 10",
    wrong={
        'answer = float("inf")': "clips",
        "answer = 18.126": "the mean",
        "answer = 0.2231": "tenth image",
        "answer = 0.3285": "logarithm of each",
        "answer = 0.787": "natural",
        'answer = "large"': "one number",
    },
)

q4 = Exercise(
    verify=_cross_entropy,
    hint_text="Section 8 has the formula with m. scores[np.arange(n), classes] picks the true scores.",
    answer="""def cross_entropy(scores, classes):
    m = scores.max(axis=1)
    log_sums = m + np.log(np.exp(scores - m[:, None]).sum(axis=1))
    return (log_sums - scores[np.arange(len(scores)), classes]).mean()


answer = cross_entropy""",
    wrong={
        """def answer(scores, classes):
    log_sums = np.log(np.exp(scores).sum(axis=1))
    return (log_sums - scores[np.arange(len(scores)), classes]).mean()""": "largest score",
        """def answer(scores, classes):
    powers = np.exp(scores - scores.max(axis=1, keepdims=True))
    p = powers / powers.sum(axis=1, keepdims=True)
    return -np.log(np.clip(p[np.arange(len(p)), classes], 1e-7, 1)).mean()""": "largest score",
        """def answer(scores, classes):
    m = scores.max(axis=1)
    log_sums = m + np.log(np.exp(scores - m[:, None]).sum(axis=1))
    return (log_sums - scores[np.arange(len(scores)), classes]).sum()""": "the mean",
        """def answer(scores, classes):
    m = scores.max()
    log_sums = m + np.log(np.exp(scores - m).sum(axis=1))
    return (log_sums - scores[np.arange(len(scores)), classes]).mean()""": "each row's",
        """def answer(scores, classes):
    return -np.log(scores[np.arange(len(scores)), classes] / scores.sum(axis=1)).mean()""": "the loss is",
        """def answer(scores, classes):
    m = scores.max(axis=1)
    log_sums = m + np.log(np.exp(scores - m[:, None]).sum(axis=1))
    return log_sums - scores[np.arange(len(scores)), classes]""": "one number",
        """def answer(scores, classes):
    scores.max(axis=1)""": "returns nothing",
    },
)
