"""Wrong answers to the exercises of chapter 12, scaling the input."""

import keras
import numpy as np

from helpers.exercises.ch12 import q1, q2, q3, q4
from tests.exercises.wrong import refused, refused_result, refuses

refuses(q1, "for Adam", 255)
refuses(q1, "both have", 1)
refuses(q1, "Where is a third", 255**3)
refuses(q1, "wrong direction", 1 / 255**2)
refuses(q1, "Adam's factor", 1 / 255)
refuses(q1, "does a step in W", 510)
refuses(q1, "one number", "smaller")


refuses(q2, "min–max", (0, 1))
refuses(q2, "now divide", (-0.01, 0.99))
refuses(q2, "not been subtracted", (0, 10.05))
refuses(q2, "variance", (-1.0101, 100))
refuses(q2, "second is right", (0, 9.95))
refuses(q2, "no comes first", (9.95, -0.1005))
refuses(q2, "zeros and ones", (-1, 1))
refuses(q2, "pair", 2)


@refused(q3, "divided by 0")
def equal_quartiles_divided_by_zero(train, other):
    low, median, high = np.percentile(train, [25, 50, 75], axis=0)
    return (train - median) / (high - low), (other - median) / (high - low)


@refused(q3, "axis=0")
def one_figure_for_all_columns(train, other):
    low, median, high = np.percentile(train, [25, 50, 75])
    return (train - median) / (high - low), (other - median) / (high - low)


@refused(q3, "standardizing")
def standardized(train, other):
    s = np.where(train.std(axis=0) > 0, train.std(axis=0), 1)
    return (train - train.mean(axis=0)) / s, (other - train.mean(axis=0)) / s


def width(train):
    low, high = np.percentile(train, [25, 75], axis=0)
    return np.where(high > low, high - low, 1)


@refused(q3, "not the mean")
def mean_in_place_of_the_median(train, other):
    return (train - train.mean(axis=0)) / width(train), (other - train.mean(axis=0)) / width(train)


@refused(q3, "from the smallest to the largest")
def range_in_place_of_the_quartiles(train, other):
    reach = np.where(np.ptp(train, axis=0) > 0, np.ptp(train, axis=0), 1)
    return (train - np.median(train, axis=0)) / reach, (other - np.median(train, axis=0)) / reach


@refused(q3, "their own median")
def each_by_its_own_figures(train, other):
    return tuple((rows - np.median(rows, axis=0)) / width(rows) for rows in (train, other))


@refused(q3, "clip nothing")
def others_clipped(train, other):
    median = np.median(train, axis=0)
    return (train - median) / width(train), np.clip((other - median) / width(train), -1, 1)


@refused(q3, "quartiles 1 apart")
def half_the_width(train, other):
    median = np.median(train, axis=0)
    return 2 * (train - median) / width(train), 2 * (other - median) / width(train)


@refused(q3, "changes what it is given")
def in_place(train, other):
    train -= np.median(train, axis=0)
    return train / width(train), other


@refused(q3, "pair")
def only_the_training_rows(train, other):
    return (train - np.median(train, axis=0)) / width(train)


refuses(q3, "function itself", 1.0)


def network(*between, times=1.0, end=None):
    """Return an untrained network; `times` multiplies the start of its hidden weights."""
    start = keras.initializers.VarianceScaling(times**2, mode="fan_avg", distribution="uniform")
    hidden = keras.layers.Dense(100, activation="relu", kernel_initializer=start)
    keras.utils.set_random_seed(0)
    return keras.Sequential([keras.Input((784,)), *between, hidden, keras.layers.Dense(10, activation=end)])


@refused_result(q4, "start is too large")
def start_not_mended():
    return network()


@refused_result(q4, "start is too large")
def start_mended_for_eight_bits():
    return network(times=1 / 255)


@refused_result(q4, "steps were too large")
def steps_too_large():
    model = network(times=1 / 65_535)
    kernel, *others = model.get_weights()
    kernel[100:700] += np.random.default_rng(0).normal(0, 0.01, (600, 100))
    model.set_weights([kernel, *others])
    return model


@refused_result(q4, "Too small, or trained")
def not_trained():
    return network(times=1 / 65_535)


@refused_result(q4, "far too large")
def no_longer_numbers():
    model = network(times=1 / 65_535)
    model.set_weights([weights * np.nan for weights in model.get_weights()])
    return model


@refused_result(q4, "layer Rescaling")
def layer_that_scales():
    return network(keras.layers.Rescaling(1 / 65_535))


@refused_result(q4, "layer BatchNormalization")
def batch_normalization():
    return network(keras.layers.BatchNormalization())


@refused_result(q4, "softmax")
def ends_in_a_softmax():
    return network(times=1 / 65_535, end="softmax")


@refused_result(q4, "ten scores")
def one_score():
    model = network(times=1 / 65_535)
    return keras.Sequential([keras.Input((784,)), *model.layers, keras.layers.Dense(1)])


refuses(q4, "trained model", 0.3)
