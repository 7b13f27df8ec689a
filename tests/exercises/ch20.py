"""Wrong answers to the exercises of chapter 20, dropout."""

import keras
import pandas as pd

from helpers.exercises.ch20 import q1, q2, q3, q4
from tests.exercises.wrong import refused_result, refuses

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


def network(*, pixels=0.2, units=600, hidden=0.5, last=None):
    """Return 784 → units → 10 with these two dropout rates (None: no dropout there)."""
    first = [] if pixels is None else [keras.layers.Dropout(pixels)]
    dense = keras.layers.Dense(units, activation="relu")
    return keras.Sequential(
        [keras.Input((784,)), *first, dense, keras.layers.Dropout(hidden), keras.layers.Dense(10, activation=last)]
    )


@refused_result(q3, "share that is dropped")
def share_that_is_kept():
    return network(pixels=0.8)


@refused_result(q3, "a fifth and a half")
def other_rates():
    return network(pixels=0.3, hidden=0.2)


@refused_result(q3, "two dropout layers")
def no_dropout_of_pixels():
    return network(pixels=None)


@refused_result(q3, "swapped")
def rates_swapped():
    return network(pixels=0.5, hidden=0.2)


@refused_result(q3, "150 are left")
def width_unchanged():
    return network(units=300)


@refused_result(q3, "rate of the layer itself")
def width_by_the_other_rate():
    return network(units=375)


@refused_result(q3, "not fewer")
def half_the_width():
    return network(units=150)


@refused_result(q3, "leaves 300")
def vanilla_width():
    return network(units=1000)


@refused_result(q3, "no softmax")
def softmax_at_the_end():
    return network(last="softmax")


@refused_result(q3, "no softmax")
def no_relu():
    model = network()
    model.layers[1].activation = keras.activations.linear
    return model


def runs(plain=(0.55, 0.56, 0.57), mine=(0.45, 0.46, 0.47), names=("plain", "mine"), metric="val_loss"):
    """Return what training.repeat would return: runs of two epochs."""
    rows = [
        {"variant": name, "seed": seed, "epoch": epoch, metric: loss + 0.3 / epoch}
        for name, losses in zip(names, (plain, mine), strict=True)
        for seed, loss in enumerate(losses)
        for epoch in (1, 2)
    ]
    return pd.DataFrame(rows)


refuses(q4, "frame that training.repeat returns", 0.3, "0.3")


@refused_result(q4, "Try another rate")
def too_high_a_rate():
    return runs(mine=(0.7, 0.8, 0.5))


@refused_result(q4, "same network")
def rate_not_used():
    return runs(mine=(0.55, 0.56, 0.57))


@refused_result(q4, "seen the validation images")
def validation_images_for_training():
    return runs(mine=(-0.1, -0.1, -0.1))


@refused_result(q4, "three seeds")
def two_seeds():
    return runs((0.5, 0.5), (0.4, 0.4))


@refused_result(q4, "same seeds")
def other_seeds():
    return runs(mine=(0.4, 0.4))


@refused_result(q4, "The variants should be")
def other_names():
    return runs(names=("0", "0.3"))


@refused_result(q4, "lost its loss")
def lost():
    return runs(mine=(0.4, float("nan"), 0.4))


@refused_result(q4, "hand validation_data on")
def no_validation():
    return runs(metric="loss")
