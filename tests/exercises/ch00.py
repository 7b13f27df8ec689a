"""Wrong answers to the exercises of chapter 00, linear units."""

import keras
import numpy as np

from helpers import data
from helpers.exercises.ch00 import q1, q2, q3, q4
from tests.exercises.wrong import refused, refused_result, refuses

refuses(q1, "1,000 times larger", (1000, 1))
refuses(q1, "no sugar", (0.001, 0.001))
refuses(q1, "too large", (1, 1))
refuses(q1, "pair", 0.001)


refuses(q2, "4 times as much", (32, 93))
refuses(q2, "without sugar", (2, 107))
refuses(q2, "taken away from the bias", (2, 121))
refuses(q2, "not by 8", (2, 51))
refuses(q2, "one standard deviation", (8, 107))
refuses(q2, "wrong order", (93, 2))
refuses(q2, "pair", 2)


@refused(q3, "uphill")
def step_uphill(w, b, x, y, rate):
    e = x @ w + b - y
    return w + rate * 2 * x.T @ e / len(x), b + rate * 2 * np.mean(e)


@refused(q3, "half as long")
def derivative_without_its_2(w, b, x, y, rate):
    e = x @ w + b - y
    return w - rate * x.T @ e / len(x), b - rate * np.mean(e)


@refused(q3, "sums")
def sum_in_place_of_the_mean(w, b, x, y, rate):
    e = x @ w + b - y
    return w - rate * 2 * x.T @ e, b - rate * 2 * np.sum(e)


@refused(q3, "multiplied by the learning rate")
def step_without_the_rate(w, b, x, y, rate):
    e = x @ w + b - y
    return w - 2 * x.T @ e / len(x), b - 2 * np.mean(e)


@refused(q3, "old w and b")
def second_derivative_with_the_new_w(w, b, x, y, rate):
    w = w - rate * 2 * x.T @ (x @ w + b - y) / len(x)
    b = b - rate * 2 * np.mean(x @ w + b - y)
    return w, b


@refused(q3, "not the gradient")
def gradient_in_place_of_the_new_pair(w, b, x, y, rate):
    e = x @ w + b - y
    return 2 * x.T @ e / len(x), 2 * np.mean(e)


@refused(q3, "new w is not")
def mean_over_all_inputs(w, b, x, y, rate):
    e = x @ w + b - y
    return w - rate * 2 * np.mean(x * e[:, np.newaxis]), b - rate * 2 * np.mean(e)


@refused(q3, "derivative of its own")
def one_weight_for_each_example(w, b, x, y, rate):
    e = x @ w + b - y
    return x @ w - rate * 2 * e, b - rate * 2 * np.mean(e)


@refused(q3, "function changes")
def step_in_place(w, b, x, y, rate):
    e = x @ w + b - y
    w -= rate * 2 * x.T @ e / len(x)
    return w, b - rate * 2 * np.mean(e)


@refused(q3, "returns nothing")
def returns_nothing(w, b, x, y, rate):
    print(w, b)


refuses(q3, "function itself", (2.0, 92.0))


def trained(rate=0.3, *, scaled=True, epochs=60, batch_size=52, layers=None):
    """Return a model as a reader would train it, on standardized inputs or on grams."""
    keras.utils.set_random_seed(0)
    cereals = data.load_cereals()
    rows = cereals[np.arange(len(cereals)) % 5 != 4]
    x = rows[["sugars", "fiber", "protein"]].to_numpy("float32")
    x = (x - x.mean(axis=0)) / x.std(axis=0) if scaled else x
    model = keras.Sequential([keras.Input((3,)), *(layers or [keras.layers.Dense(units=1)])])
    model.compile(optimizer=keras.optimizers.SGD(rate), loss="mse")
    model.fit(x, rows["calories"].to_numpy(float), batch_size=batch_size, epochs=epochs, verbose=0)
    return model


@refused_result(q4, "has not arrived")
def grams_in_place_of_standardized_inputs():
    return trained(0.01, scaled=False)


@refused_result(q4, "has not arrived")
def too_few_epochs():
    return trained(epochs=4)


@refused_result(q4, "training diverged")
def rate_too_large():
    return trained(100.0)


@refused_result(q4, "more than 1 % apart")
def nearly_there():
    return trained(0.1, epochs=24)


@refused_result(q4, "has not been trained")
def least_squares_set_by_hand():
    answer = keras.Sequential([keras.Input((3,)), keras.layers.Dense(units=1)])
    answer.set_weights([np.array([[1.98943918], [-3.84716303], [6.06639391]]), np.array([85.78952267])])
    return answer


@refused_result(q4, "linear unit")
def hidden_layer():
    return trained(0.001, epochs=1, layers=[keras.layers.Dense(4, activation="relu"), keras.layers.Dense(1)])


@refused_result(q4, "shape (1,)")
def sugar_alone():
    return keras.Sequential([keras.Input((1,)), keras.layers.Dense(units=1)])


refuses(q4, "trained Keras model", 194.2)
