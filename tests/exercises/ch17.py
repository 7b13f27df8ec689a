"""Wrong answers to the exercises of chapter 17, the choice of an optimizer."""

from helpers.exercises.ch17 import q1, q2, q3
from tests.exercises.wrong import refused, refuses

refuses(q1, "with momentum", ["SGD"])
refuses(q1, "own size", ["SGD", "momentum", "Adam", "Adamax"])
refuses(q1, "At least one", ["momentum"])
refuses(q1, "only these words", ["RMSprop"])
refuses(q1, "list of names", 128)


refuses(q2, "start at 0", (0.0002, 0.001, 0.00316))
refuses(q2, "one gradient only", (0.0002, 0.0000631, 0.001))
refuses(q2, "0.01, times", (0.00002, 0.0000631, 0.00316))
refuses(q2, "positive", (-0.0002, -0.0000631, -0.00316))
refuses(q2, "three numbers", 0.0002)


@refused(q3, "should be")
def best_rate_without_margin(frame, margin):
    return frame.groupby("rate")["val_accuracy"].mean().idxmax()


@refused(q3, "should be")
def single_runs_in_place_of_means(frame, margin):
    good = frame[frame["val_accuracy"] >= frame["val_accuracy"].max() - margin]
    return good["rate"].min()


@refused(q3, "should be")
def largest_rate(frame, margin):
    means = frame.groupby("rate")["val_accuracy"].mean()
    return means[means >= means.max() - margin].index.max()


@refused(q3, "returns nothing")
def returns_nothing(frame, margin):
    means = frame.groupby("rate")["val_accuracy"].mean()
    print(means.idxmax())


@refused(q3, "none of the rates")
def accuracy_in_place_of_the_rate(frame, margin):
    return frame.groupby("rate")["val_accuracy"].mean().max() - margin


refuses(q3, "the function itself", 0.003)
