"""Wrong answers to the exercises of chapter 08, regularization."""

import numpy as np
import pandas as pd

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


def runs(*lowest, variants=("mine",), metric="val_cross_entropy"):
    """Return what training.repeat would return: runs of three epochs, the second of which is the best."""
    rows = [
        {"variant": variant, "seed": seed, "epoch": epoch, metric: value + 0.05 * abs(epoch - 2)}
        for variant in variants
        for seed, value in enumerate(lowest)
        for epoch in (1, 2, 3)
    ]
    return pd.DataFrame(rows)


refuses(q4, "frame that training.repeat returns", 0.35, [0.35, 0.36])


@refused_result(q4, "The bar is")
def above_the_bar():
    return runs(0.46, 0.47, 0.46)


@refused_result(q4, "with 2 of 3 seeds")
def two_seeds_below():
    return runs(0.34, 0.46, 0.34)


@refused_result(q4, "those of fit")
def more_images():
    return runs(0.2, 0.21, 0.2)


@refused_result(q4, "three seeds")
def one_seed():
    return runs(0.34)


@refused_result(q4, "one variant")
def two_variants():
    return runs(0.34, 0.34, 0.34, variants=("plain", "mine"))


@refused_result(q4, "lost its loss")
def lost():
    return runs(0.34, float("nan"), 0.34)


@refused_result(q4, "metric cross_entropy")
def without_the_metric():
    return runs(0.34, 0.34, 0.34, metric="val_loss")
