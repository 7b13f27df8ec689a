"""Wrong answers to the exercises of chapter 08, regularization."""

import keras
import numpy as np

from helpers.exercises.ch08 import q1, q2, q3, q4
from tests.exercises.wrong import refused, refused_result, refuses

refuses(q1, "restore_best_weights", (6, 6))
refuses(q1, "min_delta", (10, 10))
refuses(q1, "wrong order", (3, 6))
refuses(q1, "Half right", (5, 3))
refuses(q1, "restore_best_weights", (6, 5))
refuses(q1, "pair", 6)


refuses(q2, "no 1/2m", 0.1 * 7 + 0.02 * 15 / 2)
refuses(q2, "bias", 0.1 * 17 + 0.02 * 65)
refuses(q2, "wrong way round", 0.02 * 7 + 0.1 * 15)
refuses(q2, "L1 part alone", 0.7)
refuses(q2, "L2 part alone", 0.02 * 15)
refuses(q2, "cancel", 0.1 * (-1) + 0.02 * 15)
refuses(q2, "six absolute values", 4)


@refused(q3, "In use the moving averages are")
def batch_statistics_in_use(x, gamma, beta, m, v, training):
    y = gamma * (x - x.mean(axis=0)) / np.sqrt(x.var(axis=0) + 0.001) + beta
    return y, 0.99 * m + 0.01 * x.mean(axis=0), 0.99 * v + 0.01 * x.var(axis=0)


@refused(q3, "epsilon")
def moving_averages_in_training(x, gamma, beta, m, v, training):
    if training:
        m, v = 0.99 * m + 0.01 * x.mean(axis=0), 0.99 * v + 0.01 * x.var(axis=0)
    return gamma * (x - m) / np.sqrt(v + 0.001) + beta, m, v


@refused(q3, "batch's own")
def averages_never_moved(x, gamma, beta, m, v, training):
    y = gamma * (x - m) / np.sqrt(v + 0.001) + beta
    return y, m, v


@refused(q3, "moving averages in training")
def averages_not_updated(x, gamma, beta, m, v, training):
    mean, var = (x.mean(axis=0), x.var(axis=0)) if training else (m, v)
    return gamma * (x - mean) / np.sqrt(var + 0.001) + beta, m, v


@refused(q3, "momentum")
def momentum_on_the_batch(x, gamma, beta, m, v, training):
    mean, var = (x.mean(axis=0), x.var(axis=0)) if training else (m, v)
    y = gamma * (x - mean) / np.sqrt(var + 0.001) + beta
    return y, 0.01 * m + 0.99 * mean, 0.01 * v + 0.99 * var


@refused(q3, "three arrays")
def output_alone(x, gamma, beta, m, v, training):
    mean, var = (x.mean(axis=0), x.var(axis=0)) if training else (m, v)
    return (x - mean) / np.sqrt(var + 0.001)


@refused(q3, "gamma and beta")
def no_gamma_and_beta(x, gamma, beta, m, v, training):
    mean, var = (x.mean(axis=0), x.var(axis=0)) if training else (m, v)
    return (x - mean) / np.sqrt(var + 0.001), m, v


@refused(q3, "returns nothing")
def returns_nothing(x, gamma, beta, m, v, training):
    print("done")


L1, L2 = keras.regularizers.L1(0.01), keras.regularizers.L2(0.01)


def network(*, penalty=L2, middle=None, hidden=None, last="softmax"):
    """Return the right network, but for what is said; `middle` stands between the two dense layers."""
    middle = middle or [keras.layers.BatchNormalization(), keras.layers.ReLU(), keras.layers.Dropout(0.3)]
    first = keras.layers.Dense(32, activation=hidden, kernel_regularizer=penalty)
    return keras.Sequential([keras.Input((20,)), first, *middle, keras.layers.Dense(3, activation=last)])


@refused_result(q4, "not the share that is kept")
def share_that_is_kept():
    return network(middle=[keras.layers.BatchNormalization(), keras.layers.ReLU(), keras.layers.Dropout(0.7)])


@refused_result(q4, "after the activation; it was to stand before")
def relu_before_normalization():
    return network(middle=[keras.layers.ReLU(), keras.layers.BatchNormalization(), keras.layers.Dropout(0.3)])


@refused_result(q4, "penalty is missing")
def no_penalty():
    return network(penalty=None)


@refused_result(q4, "one penalty")
def l1_in_place_of_l2():
    return network(penalty=L1)


@refused_result(q4, "no dropout")
def no_dropout():
    return network(middle=[keras.layers.BatchNormalization(), keras.layers.ReLU()])


@refused_result(q4, "one batch normalization")
def two_normalizations():
    norm = keras.layers.BatchNormalization
    return network(middle=[norm(), keras.layers.ReLU(), keras.layers.Dropout(0.3), norm()])


@refused_result(q4, "activations")
def no_softmax():
    return network(last=None)


@refused_result(q4, "activations")
def relu_twice():
    return network(hidden="relu")
