"""Wrong answers to the exercises of chapter 11, the vanilla network."""

import numpy as np
import pandas as pd

from helpers import training
from helpers.exercises.ch11 import q1, q2, q3, q4
from tests.exercises.wrong import refused, refused_result, refuses

refuses(q1, "t shrinks", "20", 20)
refuses(q1, "a third off", "8")
refuses(q1, "Half is asked for", "40")
refuses(q1, "one of the four words", "10")


refuses(q2, "pair of numbers", 0.008)
refuses(q2, "in percentage points", (0.8, 0.28), (0.8, 0.00283))
refuses(q2, "is positive", (-0.008, 0.00283))
refuses(q2, "wrong order", (0.00283, 0.008))
refuses(q2, "two kinds of disagreement", (0.04, 0.00277))
refuses(q2, "divided by √n", (0.008, 0.1998))
refuses(q2, "square root", (0.008, 0.00000799))
refuses(q2, "standard deviation of these", (0.008, 0.0048))
refuses(q2, "out of 5,000", (0.024, 0.002))


def from_half(differences, half):
    mean = np.mean(differences)
    return "not separated" if abs(mean) <= half else "higher" if mean > 0 else "lower"


def t(count):
    return training.T_QUANTILES[count - 2]


@refused(q3, "no evidence")
def ranges_that_do_not_overlap(a, b):
    return "higher" if a.min() > b.max() else "lower" if a.max() < b.min() else "not separated"


@refused(q3, "every second time")
def every_seed_agrees(a, b):
    return "higher" if min(a - b) > 0 else "lower" if max(a - b) < 0 else "not separated"


@refused(q3, "seed by seed first")
def spreads_of_the_two_added(a, b):
    return from_half(a - b, t(len(a)) * np.sqrt((a.var(ddof=1) + b.var(ddof=1)) / len(a)))


@refused(q3, "wrong way round")
def second_minus_first(a, b):
    return from_half(b - a, t(len(a)) * (b - a).std(ddof=1) / np.sqrt(len(a)))


@refused(q3, "can be negative")
def absolute_value_kept(a, b):
    half = t(len(a)) * (a - b).std(ddof=1) / np.sqrt(len(a))
    return "higher" if abs((a - b).mean()) > half else "not separated"


@refused(q3, "single difference")
def root_of_n_forgotten(a, b):
    return from_half(a - b, t(len(a)) * (a - b).std(ddof=1))


@refused(q3, "ddof=1")
def divided_by_n(a, b):
    return from_half(a - b, t(len(a)) * (a - b).std() / np.sqrt(len(a)))


@refused(q3, "is too small")
def twice_the_standard_error(a, b):
    return from_half(a - b, 1.96 * (a - b).std(ddof=1) / np.sqrt(len(a)))


@refused(q3, "for five seeds")
def always_five_seeds(a, b):
    return from_half(a - b, 2.776 * (a - b).std(ddof=1) / np.sqrt(len(a)))


@refused(q3, "wrong place of the table")
def one_place_too_far(a, b):
    return from_half(a - b, training.T_QUANTILES[len(a) - 1] * (a - b).std(ddof=1) / np.sqrt(len(a)))


@refused(q3, "one of the texts")
def number_in_place_of_the_verdict(a, b):
    return (a - b).mean()


@refused(q3, "expected")
def always_separated(a, b):
    return "higher" if a.mean() > b.mean() else "lower"


@refused(q3, "returns nothing")
def printed_only(a, b):
    print(from_half(a - b, 0.001))


refuses(q3, "function itself", "higher")


ENDS = np.array([0.9116, 0.9142, 0.9098, 0.9130, 0.9154])
S = ENDS.std(ddof=1)


def runs(ends=ENDS, *, epochs=10, accuracy=0.97, variant="32 units"):
    """Return what training.repeat would return of five seeds with these validation accuracies after the last epoch."""
    rows = [
        {"variant": variant, "seed": seed, "epoch": epoch, "accuracy": accuracy + seed**2 / 4_000, "val_accuracy": end}
        | ({} if epoch == epochs else {"val_accuracy": end - 0.01 * (epochs - epoch)})
        for seed, end in enumerate(ends)
        for epoch in range(1, epochs + 1)
    ]
    return pd.DataFrame(rows)


refuses(q4, "pair: the frame", 0.002, (0.91, 0.002))


@refused_result(q4, "pair: the frame")
def frame_alone():
    return runs()


@refused_result(q4, "ddof=1")
def divided_by_n_runs():
    return runs(), ENDS.std()


@refused_result(q4, "as a share")
def percentage_points():
    return runs(), 100 * S


@refused_result(q4, "the variance")
def variance():
    return runs(), S**2


@refused_result(q4, "training accuracy; val_accuracy")
def of_the_training_images():
    return runs(), runs().query("epoch == 10")["accuracy"].std()


@refused_result(q4, "mixes all epochs")
def of_all_epochs():
    return runs(), runs()["val_accuracy"].std()


@refused_result(q4, "the range")
def from_worst_to_best():
    return runs(), np.ptp(ENDS)


@refused_result(q4, "s/√n")
def error_of_the_mean():
    return runs(), S / np.sqrt(5)


@refused_result(q4, "is not 0.5")
def a_guess():
    return runs(), 0.5


@refused_result(q4, "seeds 0 to 4")
def three_seeds():
    return runs(ENDS[:3]), ENDS[:3].std(ddof=1)


@refused_result(q4, "10 epochs")
def fewer_epochs():
    return runs(epochs=5), S


@refused_result(q4, "five seeds")
def one_run_five_times():
    return runs(np.full(5, 0.91)), 0.0


@refused_result(q4, "learns less")
def whole_baseline():
    return runs(ENDS + 0.02, accuracy=0.998), S


@refused_result(q4, "not the network")
def failed_runs():
    return runs(ENDS - 0.4), S


@refused_result(q4, "One variant")
def two_networks():
    return pd.concat([runs(), runs(variant="baseline")]), S
