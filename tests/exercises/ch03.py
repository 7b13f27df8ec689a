"""Wrong answers to the exercises of chapter 03, losses."""

import numpy as np

from helpers.exercises.ch03 import q1, q2, q3, q4
from tests.exercises.wrong import refused, refused_result, refuses

refuses(q1, "clip", ["MSE", "Huber"])
refuses(q1, "median", ["MAE", "MSE", "Huber"])
refuses(q1, "mean has changed", [])
refuses(q1, "only these words", ["L2"])


refuses(q2, "guesses each label", 0)
refuses(q2, "right labels alone", 0.1744)
refuses(q2, "missing in the sum", 0.1465)
refuses(q2, "has its term", 0.2752)
refuses(q2, "0.04 each", 0.4397)
refuses(q2, "in bits", 0.9544)
refuses(q2, "knows nothing", 1.609)
refuses(q2, "never negative", -0.6615)
refuses(q2, "mean surprise", 3.0)
refuses(q2, "one number", "small")


@refused(q3, "trap of section 14")
def pairs_of_all(y_true, y_pred, q):
    u = y_true - y_pred
    return np.maximum(q * u, (q - 1) * u).mean()


@refused(q3, "Turned round")
def prediction_minus_target(y_true, y_pred, q):
    u = np.ravel(y_pred) - np.ravel(y_true)
    return np.maximum(q * u, (q - 1) * u).mean()


@refused(q3, "but the function gives")
def one_slope(y_true, y_pred, q):
    return q * np.abs(np.ravel(y_true) - np.ravel(y_pred)).mean()


@refused(q3, "the sum")
def sum_over_the_examples(y_true, y_pred, q):
    u = np.ravel(y_true) - np.ravel(y_pred)
    return np.maximum(q * u, (q - 1) * u).sum()


@refused(q3, "one number")
def loss_of_each_example(y_true, y_pred, q):
    u = np.ravel(y_true) - np.ravel(y_pred)
    return np.tile(np.maximum(q * u, (q - 1) * u), 2)


@refused(q3, "both of the shape")
def only_the_predictions_flattened(y_true, y_pred, q):
    u = y_true - np.ravel(y_pred)
    return np.maximum(q * u, (q - 1) * u).mean()


@refused(q3, "returns nothing")
def returns_nothing(y_true, y_pred, q):
    np.maximum(q, y_true)


def lines(**changed):
    """Return lines that pass, but for those that are named."""
    from helpers.exercises.ch03 import _best, _cereals

    sugars, _, typo = _cereals()
    return {name: tuple(_best(name, sugars, typo)) for name in ("MSE", "MAE", "Huber")} | changed


@refused_result(q4, "without the typo")
def trained_on_clean_data():
    from helpers.exercises.ch03 import _best, _cereals

    sugars, clean, _ = _cereals()
    return lines(MSE=tuple(_best("MSE", sugars, clean)))


@refused_result(q4, "MAE of your line")
def squared_errors_everywhere():
    return lines(MAE=lines()["MSE"])


@refused_result(q4, "can be reached")
def a_loop_that_stops_too_early():
    return lines(Huber=(0.0, 50.0))


@refused_result(q4, "wrong order")
def bias_first():
    return lines(MAE=lines()["MAE"][::-1])


@refused_result(q4, "standardized input")
def line_of_the_standardized_input():
    from helpers.exercises.ch03 import _cereals

    sugars, _, _ = _cereals()
    w, b = lines()["MSE"]
    return lines(MSE=(w * sugars.std(), b + w * sugars.mean()))


refuses(q4, "in this form", {"MSE": (2, 90)}, (2, 90), {"MSE": 1, "MAE": 2, "Huber": 3})
