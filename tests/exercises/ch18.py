"""Wrong answers to the exercises of chapter 18, overfitting."""

import numpy as np

from helpers.exercises import ch18
from helpers.exercises.ch18 import q1, q2, q3, q4, q5
from tests.exercises.wrong import refused, refused_result, refuses

refuses(q1, "wrong ones included", 1.0)
refuses(q1, "Which share is right", 0.1)
refuses(q1, "For which", 0.98)


refuses(q2, "no gap to close", ["data", "train", "measure", "test"])
refuses(q2, "less well", ["train", "test", "measure", "data"])
refuses(q2, "off in validation", ["train", "data", "test", "measure"])
refuses(q2, "occurs once", ["train", "data", "data", "test"])
refuses(q2, "four words", "train", ["train", "data"])
refuses(q2, "one of the four words", ["train", "data", "measure", "stop"])


refuses(q3, "temperature", np.log(99) / np.log(9))
refuses(q3, "which the scores should have", np.log(9))
refuses(q3, "before softmax", 0.9 / 0.99)
refuses(q3, "Which lead", 0.9)
refuses(q3, "logarithms", 9 / 99)
refuses(q3, "How sure", 0.7)
refuses(q3, "one number", [1, 2])


@refused(q4, "counts alike")
def heaps_not_weighted(confidence, right, bins):
    heap = np.ceil(confidence * bins)
    apart = [abs(confidence[heap == one].mean() - right[heap == one].mean()) for one in np.unique(heap)]
    return np.mean(apart)


@refused(q4, "no sign")
def with_signs(confidence, right, bins):
    return abs(confidence.mean() - right.mean())


@refused(q4, "on a border")
def border_above(confidence, right, bins):
    heap = np.floor(confidence * bins)
    parts = [heap == one for one in np.unique(heap)]
    return sum(part.mean() * abs(confidence[part].mean() - right[part].mean()) for part in parts)


@refused(q4, "means of a heap first")
def each_image_alone(confidence, right, bins):
    return np.mean(np.abs(confidence - right))


@refused(q4, "without images")
def empty_heaps_counted(confidence, right, bins):
    heap = np.ceil(confidence * bins)
    parts = [heap == one for one in range(1, bins + 1)]
    apart = [abs(confidence[part].mean() - right[part].mean()) if part.any() else 1 for part in parts]
    return np.mean(apart)


refuses(q4, "function itself", 0.05)


def mask(found, false_alarms, count=2_000):
    """Return an accusation that finds this share of the wrong labels, with so many innocent for each guilty one."""
    wrong = ch18._is_wrong(count)
    rng = np.random.default_rng(0)
    accused = wrong & (rng.random(count) < found)
    innocent = rng.permutation(np.flatnonzero(~wrong))[: round(false_alarms * accused.sum())]
    accused[innocent] = True
    return accused


refuses(q5, "Boolean array", 12, np.arange(2_000))
refuses(q5, "more training images", [True, False])


@refused_result(q5, "Nobody is accused")
def learned_by_heart():
    return np.zeros(2_000, dtype=bool)


@refused_result(q5, "how many did you train")
def all_are_accused_of_an_untrained_network():
    return np.arange(2_000) % 2 == 0


@refused_result(q5, "Too many innocent")
def everybody_is_accused():
    return np.ones(2_000, dtype=bool)


@refused_result(q5, "Too many innocent")
def whatever_the_network_reads_otherwise():
    return mask(0.95, 0.5)


@refused_result(q5, "get away")
def trained_for_too_long():
    return mask(0.4, 0.05)


@refused_result(q5, "true labels used")
def true_labels():
    return mask(1.0, 0.0)
