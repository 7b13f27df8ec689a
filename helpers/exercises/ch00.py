"""Exercises of chapter 00, linear units."""

from typing import Any

import numpy as np

from helpers import data
from helpers.exercises import Exercise
from helpers.exercises.answers import (
    WrongAnswerError,
    as_array,
    as_function,
    as_numbers,
    fits,
    in_order,
    near,
    near_array,
)
from helpers.exercises.models import as_model, flat, of_kind

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


def _in_grams(answer: object) -> str:
    found = as_numbers(answer, 2, _PAIR)
    if fits(found, (2, 93)):
        return "8 · (x − 7)/4 + 107 = 2·x − 14 + 107: what standardizing does, the weight and the bias can undo."
    mistakes = {
        (32, ...): "The inputs in grams are 4 times as wide, so the same weight would count 4 times as much.",
        (2, 107): "The weight is right. But a cereal without sugar lies at x' = −7/4, not at 0.",
        (2, 121): "The weight is right; the mean is subtracted, so what it brings along is taken away from the bias.",
        (2, 51): "The weight is right. In the bias the mean is multiplied by the weight per gram, not by 8.",
        (8, ...): "The weight 8 belongs to one standard deviation. How much is that for one gram?",
        (2, 100): "The weight is right. In the bias the mean is multiplied by a weight.",
    }
    near(found, mistakes)
    in_order(found, (2, 93), "the weight comes first")
    raise WrongAnswerError("Write x' = (x − 7)/4 into the formula, and sort: what is multiplied by x, what is not?")


def _step(answer: object) -> str:
    one_step = as_function(answer, "one_step")
    rng = np.random.default_rng(0)
    for count, inputs in ((4, 1), (6, 3), (30, 5)):
        x, y = rng.normal(size=(count, inputs)), rng.normal(size=count)
        w, b, rate = rng.normal(size=inputs), rng.normal(), rng.uniform(0.01, 0.1)
        found = _new_pair(one_step(w, b, x, y, rate), inputs)
        errors = x @ w + b - y
        move = rate * 2 * np.append(x.T @ errors, errors.sum()) / count
        _judge_step(found, np.append(w, b), move, count, rate)
    return "Called again and again, it trains a unit with any number of inputs."


def _new_pair(result: Any, inputs: int) -> np.ndarray:
    """Return the new weights and the new bias as one array of shape (inputs + 1,)."""
    otherwise = "The function has to return two things, the new pair (w, b)."
    if not isinstance(result, tuple | list) or len(result) != 2:
        raise WrongAnswerError(otherwise)
    w, b = (as_array(part, otherwise) for part in result)
    if w.shape != (inputs,):
        raise WrongAnswerError(
            f"With {inputs} inputs the new w should have the shape ({inputs},); it has {w.shape}. "
            "Each input has a derivative of its own: its column times the errors."
        )
    if b.size != 1:
        raise WrongAnswerError(f"The new b should be one number; it has the shape {b.shape}.")
    return np.append(w, b)


def _judge_step(found: np.ndarray, start: np.ndarray, move: np.ndarray, count: int, rate: float) -> None:
    """Refuse new weights and bias that are not start - move; the loss is a mean over `count` examples."""
    if fits(found, start - move, rtol=1e-4, atol=1e-6):
        return
    mistakes = {
        "Your step goes uphill: subtract the derivatives, with errors = output − y.": start + move,
        "The step is half as long as it should be: the derivative of a square has a 2.": start - move / 2,
        "The loss is a mean, so its derivatives are means too, not sums.": start - move * count,
        "The step is too long: the derivatives are multiplied by the learning rate.": start - move / rate,
    }
    near_array(found, mistakes)
    for change in (-move, move, move / rate):
        near_array(found, {"Return the new values of w and b, not the change and not the gradient.": change})
    if fits(found[:-1], (start - move)[:-1]):
        raise WrongAnswerError("The new w is right, the new b is not. Do both derivatives use the old w and b?")
    if fits(found[-1], (start - move)[-1]):
        raise WrongAnswerError("The new b is right, the new w is not. Each weight needs the mean of errors·its column.")
    raise WrongAnswerError(
        f"With x of the shape ({count}, {len(start) - 1}) the step is wrong. "
        "For each weight it needs the mean of the errors times that input, for b the mean of the errors."
    )


def _within_one_percent(answer: Any) -> str:
    model = as_model(answer, (3,), "The answer is the trained Keras model, not a loss or a history.")
    if not _is_linear(model):
        raise WrongAnswerError("A linear unit is asked for: one Dense layer with one unit, and no activation.")
    if getattr(model, "optimizer", None) is None or int(model.optimizer.iterations) == 0:
        raise WrongAnswerError("This model has not been trained: compile it, and let fit find the weights.")
    inputs, targets, held_back = _cereals()
    exact = np.linalg.lstsq(np.column_stack([inputs[~held_back], np.ones(52)]), targets[~held_back])[0]
    right = inputs @ exact[:-1] + exact[-1]
    best = [np.mean((right - targets)[rows] ** 2) for rows in (~held_back, held_back)]
    standardized = (inputs - inputs[~held_back].mean(axis=0)) / inputs[~held_back].std(axis=0)
    reached = [_losses(model, x, targets, held_back) for x in (inputs, standardized)]
    train, val = min(reached, key=lambda losses: np.nan_to_num(losses[0], nan=np.inf))
    if not np.isfinite(train):
        raise WrongAnswerError("The weights are no numbers any more: the rate was too large, training diverged.")
    said = f"Validation loss {val:.2f}, least squares {best[1]:.2f}"
    if train > 1.01 * best[0]:
        raise WrongAnswerError(
            f"{said}; and on the training cereals {train:.2f} against {best[0]:.2f}: it has not arrived. "
            "In grams the valley is long; standardized, too few steps or too small a rate are left to blame."
        )
    if abs(val - best[1]) > 0.01 * best[1]:
        raise WrongAnswerError(
            f"{said}: that is more than 1 % apart. It is near. More epochs; or, if the loss trembles, larger batches "
            "or a smaller rate."
        )
    return f"{said}, {abs(val / best[1] - 1):.2%} apart."


def _is_linear(model: Any) -> bool:
    """Whether a model is one dense layer with one output; in front of it the inputs may be scaled."""
    layers = flat(model)
    dense = of_kind("Dense", layers)
    known = dense + of_kind("Normalization", layers) + of_kind("Rescaling", layers)
    if len(dense) != 1 or len(known) != len(layers) or dense[0].units != 1:
        return False
    return dense[0].activation.__name__ == "linear"


def _cereals() -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Return the three features, the calories, and which cereals section 8 holds back."""
    cereals = data.load_cereals()
    inputs = cereals[["sugars", "fiber", "protein"]].to_numpy(float)
    return inputs, cereals["calories"].to_numpy(float), np.arange(len(cereals)) % 5 == 4


def _losses(model: Any, x: np.ndarray, y: np.ndarray, held_back: np.ndarray) -> tuple[float, float]:
    """Return the mean squared error of a model on the training and on the validation cereals."""
    errors = model.predict(x.astype("float32"), verbose=0).ravel() - y
    return float(np.mean(errors[~held_back] ** 2)), float(np.mean(errors[held_back] ** 2))


q1 = Exercise(
    verify=_milligrams,
    hint_text="The cereals have not changed, so the estimates should not change either: w·x + b must stay the same.",
    solution_text="answer = (1 / 1000, 1)",
)

q2 = Exercise(
    verify=_in_grams,
    hint_text="Put (x − 7)/4 in the place of x' and multiply out.",
    solution_text="answer = (8 / 4, 107 - 8 * 7 / 4)",
)

q3 = Exercise(
    verify=_step,
    hint_text="errors = x @ w + b - y has the shape (n,). x.T @ errors adds up errors times input, for each input.",
    solution_text="""def one_step(w, b, x, y, learning_rate):
    errors = x @ w + b - y
    new_w = w - learning_rate * 2 * x.T @ errors / len(x)
    new_b = b - learning_rate * 2 * np.mean(errors)
    return new_w, new_b


answer = one_step""",
)

q4 = Exercise(
    verify=_within_one_percent,
    hint_text="Standardize with mean and standard deviation of the training cereals. Then section 9 says which rate "
    "suits the full batch, and how few steps it takes.",
    solution_text="""scaler = keras.layers.Normalization()
scaler.adapt(train[names].to_numpy("float32"))
answer = keras.Sequential([keras.Input((3,)), scaler, keras.layers.Dense(units=1)])
answer.compile(optimizer=keras.optimizers.SGD(0.3), loss="mse")
answer.fit(train[names].to_numpy("float32"), y_train, batch_size=52, epochs=60, verbose=0)""",
    uses=("imports", "load", "three-inputs", "plane-fit", "leverage", "split", "standardize"),
)
