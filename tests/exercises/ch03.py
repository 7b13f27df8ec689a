"""Wrong answers to the exercises of chapter 03, losses."""

import numpy as np

from helpers.exercises.ch03 import q1, q2, q3, q4
from tests.exercises.wrong import refused, refuses

refuses(q1, "clip", ["MSE", "Huber"])
refuses(q1, "median", ["MAE", "MSE", "Huber"])
refuses(q1, "mean has changed", [])
refuses(q1, "only these words", ["L2"])


refuses(
    q2,
    "these are the losses",
    {"MAE": [3, 0.5, 0, 0.5, 3], "MSE": [9, 0.25, 0, 0.25, 9], "Huber": [2.5, 0.125, 0, 0.125, 2.5]},
)
refuses(q2, "not 2e", {"MAE": [-1, -1, 0, 1, 1], "MSE": [-6, -1, 0, 1, 6], "Huber": [-1, -1, 0, 1, 1]})
refuses(q2, "straight", {"MAE": [-1, -1, 0, 1, 1], "MSE": [-6, -1, 0, 1, 6], "Huber": [-3, -0.5, 0, 0.5, 3]})
refuses(q2, "turned round", {"MAE": [1, 1, 0, -1, -1], "MSE": [6, 1, 0, -1, -6], "Huber": [1, 0.5, 0, -0.5, -1]})
refuses(q2, "MSE is", {"MAE": [-1, -1, 0, 1, 1], "MSE": [-3, -0.5, 0, 0.5, 3], "Huber": [-1, -0.5, 0, 0.5, 1]})
refuses(q2, "five numbers", {"MAE": [-1, 0, 1]})
refuses(q2, "in this form", {"MAE": "-1 -1 0 1 1", "MSE": list("61016"), "Huber": list("11011")}, [1, 2, 3])


refuses(q3, "clips", float("inf"))
refuses(q3, "the mean", 18.126)
refuses(q3, "tenth image", 0.2231)
refuses(q3, "logarithm of each", 0.3285)
refuses(q3, "natural", 0.787)
refuses(q3, "one number", "large")


@refused(q4, "largest score")
def overflowing_exponential(scores, classes):
    log_sums = np.log(np.exp(scores).sum(axis=1))
    return (log_sums - scores[np.arange(len(scores)), classes]).mean()


@refused(q4, "largest score")
def clipped_probabilities(scores, classes):
    powers = np.exp(scores - scores.max(axis=1, keepdims=True))
    p = powers / powers.sum(axis=1, keepdims=True)
    return -np.log(np.clip(p[np.arange(len(p)), classes], 1e-7, 1)).mean()


@refused(q4, "the mean")
def sum_over_the_cases(scores, classes):
    m = scores.max(axis=1)
    log_sums = m + np.log(np.exp(scores - m[:, None]).sum(axis=1))
    return (log_sums - scores[np.arange(len(scores)), classes]).sum()


@refused(q4, "each row's")
def maximum_of_the_table(scores, classes):
    m = scores.max()
    log_sums = m + np.log(np.exp(scores - m).sum(axis=1))
    return (log_sums - scores[np.arange(len(scores)), classes]).mean()


@refused(q4, "the loss is")
def scores_taken_for_probabilities(scores, classes):
    return -np.log(scores[np.arange(len(scores)), classes] / scores.sum(axis=1)).mean()


@refused(q4, "one number")
def loss_of_each_case(scores, classes):
    m = scores.max(axis=1)
    log_sums = m + np.log(np.exp(scores - m[:, None]).sum(axis=1))
    return log_sums - scores[np.arange(len(scores)), classes]


@refused(q4, "returns nothing")
def returns_nothing(scores, classes):
    scores.max(axis=1)
