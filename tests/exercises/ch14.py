"""Wrong answers to the exercises of chapter 14, the batch size."""

import numpy as np
import pandas as pd

from helpers.exercises.ch14 import q1, q2, q3, q4
from tests.exercises.wrong import refused, refused_result, refuses

refuses(q1, "below the noise scale", "a tenth")
refuses(q1, "into the law", "a half")
refuses(q1, "three words", 0.92)


refuses(q2, "wrong order", (1024 / 3, 600 / (1 + 1024 / 96)))
refuses(q2, "for S_min", (100, 341.3))
refuses(q2, "left over", (51.43, 256))
refuses(q2, "below 120", (120, 128))
refuses(q2, "divide them", (60, 300))
refuses(q2, "pair", 341)


@refused(q3, "not equally large")
def mean_of_the_means(gradient, x, y, most):
    return np.mean([gradient(x[i : i + most], y[i : i + most]) for i in range(0, len(x), most)], axis=0)


@refused(q3, "the mean is asked for")
def sum_of_the_means(gradient, x, y, most):
    return sum(gradient(x[i : i + most], y[i : i + most]) for i in range(0, len(x), most))


@refused(q3, "last part is missing")
def last_part_dropped(gradient, x, y, most):
    parts = [slice(i * most, (i + 1) * most) for i in range(len(x) // most)]
    return sum(gradient(x[part], y[part]) for part in parts) / max(1, len(parts))


@refused(q3, "examples at once")
def all_at_once(gradient, x, y, most):
    return gradient(x, y)


@refused(q3, "not the gradient of the mean loss")
def sum_of_sums(gradient, x, y, most):
    parts = [slice(i, i + most) for i in range(0, len(x), most)]
    return sum(gradient(x[part], y[part]) * len(x[part]) for part in parts)


@refused(q3, "no example")
def one_part_too_many(gradient, x, y, most):
    parts = [slice(i, i + most) for i in range(0, len(x) + most, most)]
    return sum(gradient(x[part], y[part]) * len(x[part]) for part in parts) / len(x)


@refused(q3, "returns nothing")
def returns_nothing(gradient, x, y, most):
    gradient(x[:most], y[:most])


def runs(mine=0.92, *, baseline=0.91, made=45, seeds=3, name="mine", epochs=3):
    """Return what training.repeat would return of the two variants."""
    rows = [
        {"variant": variant, "seed": seed, "epoch": last, "val_accuracy": accuracy, "updates": count}
        for variant, accuracy, count, last in (("baseline", baseline, 96, epochs), (name, mine, made, 5))
        for seed in range(seeds)
    ]
    return pd.DataFrame(rows)


refuses(q4, "frame that training.repeat returns", 0.92, {"batch_size": 256})


@refused_result(q4, "makes 60 updates")
def more_than_half():
    return runs(made=60)


@refused_result(q4, "larger rate")
def less_accurate():
    return runs(0.90)


@refused_result(q4, "as the page builds it")
def lame_baseline():
    return runs(0.8, baseline=0.7)


@refused_result(q4, "at least three")
def two_seeds():
    return runs(seeds=2)


@refused_result(q4, "two variants")
def another_name():
    return runs(name="large")


@refused_result(q4, "three epochs")
def other_baseline():
    return runs(epochs=2)


@refused_result(q4, "no column updates")
def not_counted():
    return runs().drop(columns="updates")
