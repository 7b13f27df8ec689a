"""Wrong answers to the exercises of chapter 20, dropout."""

import keras
import numpy as np

from helpers.exercises.ch20 import q1, q2, q3, q4
from tests.exercises.wrong import refused, refused_result, refuses

refuses(q1, "leads into", ["outgoing"])
refuses(q1, "multiplied by unit 7's activation", ["incoming", "bias"])
refuses(q1, "whatever unit 7 does", ["incoming", "bias", "outgoing", "output biases"])
refuses(q1, "only these words", ["weights"])
refuses(q1, "list of words", 3)


refuses(q2, "not 0.2", (0.6, 8.25))
refuses(q2, "variance", (3, 68))
refuses(q2, "share that is dropped", (3, 2.06))
refuses(q2, "Square each product", (3, 6))
refuses(q2, "Under the root", (3, 4.12))
refuses(q2, "nothing were dropped", (15, 8.25))
refuses(q2, "pair", 3)


@refused(q3, "Dropout was off")
def predict(model, x, passes):
    return np.mean([model.predict(x, verbose=0) for _ in range(passes)], axis=0)


@refused(q3, "take the mean")
def all_passes(model, x, passes):
    return np.stack([np.asarray(model(x, training=True)) for _ in range(passes)])


@refused(q3, "mean over axis 0")
def one_number_for_all(model, x, passes):
    return np.mean([np.asarray(model(x, training=True)) for _ in range(passes)])


@refused(q3, "near 0.25")
def one_pass(model, x, passes):
    return np.asarray(model(x, training=True))


@refused(q3, "near 0.25")
def sum_of_the_passes(model, x, passes):
    return np.sum([np.asarray(model(x, training=True)) for _ in range(passes)], axis=0)


@refused(q3, "passes = 6")
def always_100_passes(model, x, passes):
    return np.mean([np.asarray(model(x, training=True)) for _ in range(100)], axis=0)


@refused(q3, "returns nothing")
def returns_nothing(model, x, passes):
    print("done")


def network(*, pixels=0.2, hidden=0.5, last="softmax"):
    """Return 784 → 1000 → 10 with these two dropout rates (None: no dropout there)."""
    first = [] if pixels is None else [keras.layers.Dropout(pixels)]
    dense = keras.layers.Dense(1000, activation="relu")
    return keras.Sequential(
        [keras.Input((784,)), *first, dense, keras.layers.Dropout(hidden), keras.layers.Dense(10, activation=last)]
    )


@refused_result(q4, "share that is dropped")
def share_that_is_kept():
    return network(pixels=0.8)


@refused_result(q4, "a fifth and a half")
def other_rates():
    return network(pixels=0.3, hidden=0.2)


@refused_result(q4, "two dropout layers")
def no_dropout_of_pixels():
    return network(pixels=None)


@refused_result(q4, "activations")
def no_softmax():
    return network(last=None)


@refused_result(q4, "swapped")
def rates_swapped():
    return network(pixels=0.5, hidden=0.2)
