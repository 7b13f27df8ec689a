"""Wrong answers to the exercises of chapter 13, the distribution of the inputs."""

import numpy as np

from helpers.exercises.ch13 import q1, q2, q3, q4
from tests.exercises.wrong import refused, refuses

refuses(q1, "0.87", "inverted")
refuses(q1, "−W", "between")
refuses(q1, "one of the three", 0.13)


refuses(q2, "as it is", np.outer([0, 1, 0.5, 0], [0.2, -0.4]))
refuses(q2, "turn the table", np.outer([0.2, -0.4], [1, 0, 0.5, 1]))
refuses(q2, "sign", -np.outer([1, 0, 0.5, 1], [0.2, -0.4]))
refuses(q2, "shape (4, 2)", [1, 0, 0.5, 1])
refuses(q2, "times the δ", np.ones((4, 2)))


@refused(q3, "biases are off")
def biases_unchanged(w, b, m, s):
    return (w / s, b)


@refused(q3, "biases are off")
def weights_not_summed(w, b, m, s):
    return (w / s, b - m / s)


@refused(q3, "weights are off")
def deviation_left_out(w, b, m, s):
    return (w, b - m * w.sum(axis=0))


@refused(q3, "Which axis")
def summed_over_the_units(w, b, m, s):
    return (w / s, b - m / s * w.sum(axis=1))


@refused(q3, "pair")
def weights_alone(w, b, m, s):
    return w / s


@refused(q3, "returns nothing")
def returns_nothing(w, b, m, s):
    w / s


@refused(q4, "its own mean")
def each_array_by_itself(train, other):
    return (train - train.mean()) / train.std(), (other - other.mean()) / other.std()


@refused(q4, "each pixel")
def statistics_of_each_pixel(train, other):
    mean, deviation = train.mean(axis=0), train.std(axis=0)
    return (train - mean) / deviation, (other - mean) / deviation


@refused(q4, "divide")
def not_divided(train, other):
    return (train - train.mean(), other - train.mean())


@refused(q4, "both sets")
def statistics_of_both_arrays(train, other):
    both = np.concatenate([train, other])
    return (train - both.mean()) / both.std(), (other - both.mean()) / both.std()


@refused(q4, "pair")
def train_alone(train, other):
    return (train - train.mean()) / train.std()
