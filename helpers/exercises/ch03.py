"""Exercises of chapter 03, losses."""

from collections.abc import Callable
from typing import Any

import numpy as np

from helpers import data
from helpers.exercises import Exercise
from helpers.exercises.answers import WrongAnswerError, as_array, as_function, as_names, as_numbers, fits, near

_LOSSES = ("MAE", "MSE", "Huber")
DELTA = 20.0  # of the Huber loss in exercise 4


def _moved(answer: object) -> str:
    names = as_names(answer, _LOSSES, 'Answer with a list of names, such as ["MAE", "Huber"].')
    if names == {"mse"}:
        return "The mean rises by 1000/7. The price was beyond δ before; its pull was 1 or δ, and it still is."
    if "mae" in names:
        raise WrongAnswerError("MAE's best constant is the median: only on which side a price lies counts.")
    if "huber" in names:
        raise WrongAnswerError("Huber's pull is clip(e, −δ, δ). What was the pull of 900, and what is that of 1,900?")
    raise WrongAnswerError("One of the three best constants is the mean, and the mean has changed.")


def _floor(answer: object) -> str:
    (value,) = as_numbers(answer, 1, "Answer with one number.")
    right = -(0.84 * np.log(0.84) + 4 * 0.04 * np.log(0.04))
    if fits(value, right, atol=2e-3):
        return "It is the entropy of the labels, reached by the probabilities 0.84 and four times 0.04."
    near(
        value, {0.0: "Zero would need a network that guesses each label; it sees the same image every time."}, atol=1e-3
    )
    mistakes = {
        -np.log(0.84): "That is the loss of the right labels alone. The wrong ones cost −log 0.04 each.",
        -0.84 * np.log(0.84): "The four wrong labels are missing in the sum.",
        -(0.84 * np.log(0.84) + 0.04 * np.log(0.04)): "There are four wrong labels, and each has its term.",
        -(0.84 * np.log(0.84) + 0.16 * np.log(0.16)): "The 16 % are spread over four classes: 0.04 each.",
        right / np.log(2): "That is the entropy in bits; the loss has the natural logarithm.",
        np.log(5): "That is the loss of a network that knows nothing; this one may know the shares.",
        -right: "The sign is turned round: surprise is never negative.",
    }
    near(value, mistakes, atol=2e-3)
    raise WrongAnswerError(
        "What should the network say to such an image? Section 6 has the mean surprise of that answer."
    )


def _quantile(answer: object) -> str:
    quantile_loss = as_function(answer, "quantile_loss")
    rng = np.random.default_rng(3)
    for n, q in ((1, 0.9), (4, 0.9), (6, 0.25), (5, 0.5)):
        y_true = rng.normal(size=n).astype("float32")
        y_pred = rng.normal(size=n).astype("float32")
        _judge_quantile(quantile_loss, y_true, y_pred, q)
    y_true, y_pred = (rng.normal(size=5).astype("float32") for _ in range(2))
    right = _quantile_reference(y_true, y_pred, 0.8)
    found = _as_loss(quantile_loss(y_true, y_pred[:, None], 0.8))
    if not fits(found, right, rtol=1e-3):
        raise WrongAnswerError(
            "Right for equal shapes; but targets (5,) and predictions (5, 1) give "
            f"{found:.4f} instead of {right:.4f}. The trap of section 14: bring both to one shape first."
        )
    both = _as_loss(quantile_loss(y_true[:, None], y_pred[:, None], 0.8))
    if not fits(both, right, rtol=1e-3):
        raise WrongAnswerError("Targets and predictions that are both of the shape (n, 1) must be right as well.")
    return "With q = 0.9 an estimate that is too low costs nine times as much as one that is too high."


def _quantile_reference(y_true: np.ndarray, y_pred: np.ndarray, q: float) -> float:
    u = y_true.astype(float) - y_pred
    return float(np.maximum(q * u, (q - 1) * u).mean())


def _as_loss(value: object) -> float:
    found = as_array(np.asarray(value), "Return one number, the mean over the examples.")
    if found.size != 1:
        raise WrongAnswerError("Return one number, the mean over the examples.")
    return found.item()


def _judge_quantile(quantile_loss: Callable, y_true: np.ndarray, y_pred: np.ndarray, q: float) -> None:
    found, right = _as_loss(quantile_loss(y_true, y_pred, q)), _quantile_reference(y_true, y_pred, q)
    if fits(found, right, rtol=1e-3):
        return
    mistakes = {
        _quantile_reference(y_pred, y_true, q): "Turned round: u is the target minus the prediction.",
        -right: "A loss is never negative: (q − 1)·u is positive where u is negative.",
        right * len(y_true): "That is the sum; the mean was asked for.",
    }
    near(found, mistakes, rtol=1e-3)
    raise WrongAnswerError(
        f"For the targets {y_true.round(2).tolist()}, the predictions {y_pred.round(2).tolist()} and q = {q} the loss "
        f"is {right:.4f}, but the function gives {found:.4f}."
    )


def _three_lines(answer: Any) -> str:
    otherwise = 'Answer in this form: {"MSE": (w, b), "MAE": (w, b), "Huber": (w, b)}.'
    if not isinstance(answer, dict) or {str(name).lower() for name in answer} != {"mse", "mae", "huber"}:
        raise WrongAnswerError(otherwise)
    lines = {str(name).lower(): as_numbers(line, 2, otherwise) for name, line in answer.items()}
    sugars, clean, typo = _cereals()
    for name in _LOSSES:
        w, b = lines[name.lower()]
        found, least = _cost(name, w * sugars + b - typo), _cost(name, _best(name, sugars, typo) @ _ones(sugars) - typo)
        if found <= 1.01 * least:
            continue
        without = _best(name, sugars, clean)
        if name == "MSE" and np.allclose((w, b), without, rtol=0.02):
            raise WrongAnswerError("That is the least-squares line of the data without the typo. Train with it.")
        if _cost(name, b * sugars + w - typo) <= 1.01 * least:
            raise WrongAnswerError(f"For {name} the numbers are in the wrong order: first w, then b.")
        standardized = w * (sugars - sugars.mean()) / sugars.std() + b
        if _cost(name, standardized - typo) <= 1.01 * least:
            raise WrongAnswerError(
                f"The line of {name} belongs to the standardized input. In grams w becomes w / s, and b becomes "
                "b − w · mean / s."
            )
        raise WrongAnswerError(
            f"The {name} of your line is {found:.2f}; {least:.2f} can be reached. More steps, or a rate that falls?"
        )
    slopes = ", ".join(f"{name} {lines[name.lower()][0]:+.2f}" for name in _LOSSES)
    w = _best("MSE", sugars, clean)[0]
    return f"Slopes with the typo: {slopes}; least squares without it: {w:+.2f}. Two of the three hardly noticed."


def _cereals() -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Return sugars, calories, and the calories with a typo, all of shape (65,)."""
    cereals = data.load_cereals()
    sugars, clean = cereals["sugars"].to_numpy(float), cereals["calories"].to_numpy(float)
    typo = clean.copy()
    typo[-1] *= 10
    return sugars, clean, typo


def _ones(sugars: np.ndarray) -> np.ndarray:
    return np.stack([sugars, np.ones(len(sugars))])


def _cost(name: str, errors: np.ndarray) -> float:
    sizes = np.abs(errors)
    small = sizes <= DELTA
    costs = {"MAE": sizes, "MSE": errors**2, "Huber": np.where(small, errors**2 / 2, DELTA * (sizes - DELTA / 2))}
    return float(costs[name].mean())


def _best(name: str, sugars: np.ndarray, targets: np.ndarray) -> np.ndarray:
    """Return (w, b) of the lowest loss, by least squares whose weights are renewed."""
    columns, weights = _ones(sugars).T, np.ones(len(sugars))
    line = np.zeros(2)
    for _ in range(1 if name == "MSE" else 200):
        root = np.sqrt(weights)
        line = np.linalg.lstsq(columns * root[:, None], targets * root)[0]
        sizes = np.abs(columns @ line - targets)
        weights = 1 / np.maximum(sizes, 1e-4) if name == "MAE" else np.minimum(1, DELTA / np.maximum(sizes, 1e-9))
    return line


q1 = Exercise(
    verify=_moved,
    hint_text="Section 3: how hard does the most expensive house pull at the constant, before and after?",
    solution_text='answer = ["MSE"]',
)

q2 = Exercise(
    verify=_floor,
    hint_text="Section 6: no answer is cheaper than the true shares themselves. What is the mean surprise then?",
    solution_text="answer = -(0.84 * np.log(0.84) + 4 * 0.04 * np.log(0.04))",
)

q3 = Exercise(
    verify=_quantile,
    hint_text="The larger of q·u and (q − 1)·u is the right one for either sign. And which shape has y_true − y_pred?",
    solution_text="""def quantile_loss(y_true, y_pred, q):
    u = keras.ops.reshape(y_true, (-1,)) - keras.ops.reshape(y_pred, (-1,))
    return keras.ops.mean(keras.ops.maximum(q * u, (q - 1) * u))


answer = quantile_loss""",
    uses=("imports",),
)

q4 = Exercise(
    verify=_three_lines,
    hint_text="With standardized sugars x the gradients are mean(g(e) · x) and mean(g(e)), g from section 2. For MAE "
    "let the rate fall, as 30 / (1 + t / 50) does, for 5,000 steps. The line in grams: w / s and b − w · mean / s.",
    solution_text="""breakfasts = data.load_cereals()
grams, kcal = breakfasts["sugars"].to_numpy(float), breakfasts["calories"].to_numpy(float)
kcal[-1] *= 10
middle, spread = grams.mean(), grams.std()
x = (grams - middle) / spread
first_rates = {"MSE": 0.1, "MAE": 30.0, "Huber": 1.0}

answer = {}
for kind, first_rate in first_rates.items():
    tilt, height = 0.0, 0.0
    for t in range(5_000):
        error = tilt * x + height - kcal
        force = huber_gradient(error, 20) if kind == "Huber" else gradients[kind](error)
        rate = first_rate / (1 + t / 50) if kind == "MAE" else first_rate
        tilt, height = tilt - rate * (force * x).mean(), height - rate * force.mean()
    answer[kind] = (tilt / spread, height - tilt * middle / spread)""",
    uses=("imports", "by-hand"),
)
