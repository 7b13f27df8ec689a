"""Wrong answers to the exercises of chapter 11, the vanilla network."""

import numpy as np

from helpers.exercises.ch11 import q1, q2, q3
from tests.exercises.wrong import refused, refuses

refuses(q1, "first two", [3, 1])
refuses(q1, "before shuffling", [9, 4])
refuses(q1, "how many", [2])
refuses(q1, "trained on", [3, 1, 4, 1, 5, 9])
refuses(q1, "list of labels", "the last")


refuses(q2, "mistakes are there", 16.118)
refuses(q2, "right answers", 0.95 * 16.118)
refuses(q2, "no probability", -np.log(0.95))
refuses(q2, "Without clipping", np.inf)
refuses(q2, "at most", 0.05)


@refused(q3, "counted from 1")
def counted_from_zero(losses):
    return [i for i in range(1, len(losses)) if losses[i] > losses[i - 1]]


@refused(q3, "no rise")
def equal_losses_counted(losses):
    return [i + 1 for i in range(1, len(losses)) if losses[i] >= losses[i - 1]]


@refused(q3, "returns nothing")
def returns_nothing(losses):
    print([i + 1 for i in range(1, len(losses)) if losses[i] > losses[i - 1]])


@refused(q3, "epoch before")
def compared_with_the_first_epoch(losses):
    return [i + 1 for i in range(1, len(losses)) if losses[i] > losses[0]]


refuses(q3, "function itself", [3, 5])


@refused(q3, "epoch before")
def always_the_same_epochs(losses):
    return [3, 5]
