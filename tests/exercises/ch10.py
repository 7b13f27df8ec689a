"""Wrong answers to the exercises of chapter 10, red wine."""

import numpy as np
import pandas as pd

from helpers.exercises.ch10 import q1, q2, q3, q4
from tests.exercises.wrong import refused, refuses

refuses(q1, "never sees", (8, 8, 0.0980))
refuses(q1, "one epoch later", (7, 3, 0.1041))
refuses(q1, "three epochs more", (3, 3, 0.1050))
refuses(q1, "one by one", (5, 3, 0.1041))
refuses(q1, "counted as an improvement", (6, 5, 0.1041))
refuses(q1, "holds a lower one", (6, 3, 0.1050))
refuses(q1, "no others", (6, 3, 0.0980))
refuses(q1, "three numbers", 6)


refuses(q2, "another range", (0.425, 0.475))
refuses(q2, "wrong order", (0.475, 0.51))
refuses(q2, "drops out", (3.51, 3.475))
refuses(q2, "distance", (0.595, 0.57))
refuses(q2, "maximum", (0.765, 0.76))
refuses(q2, "The white one is right", (0.51, 0.57))
refuses(q2, "pair", 0.51)


@refused(q3, "their own extremes")
def each_array_by_itself(train, new):
    return [(a - a.min(axis=0)) / (a.max(axis=0) - a.min(axis=0)) for a in (train, new)]


@refused(q3, "axis=0")
def extremes_of_the_whole_array(train, new):
    return [(a - train.min()) / (train.max() - train.min()) for a in (train, new)]


@refused(q3, "subtract the minimum")
def divided_by_the_maximum(train, new):
    return train / train.max(axis=0), new / train.max(axis=0)


@refused(q3, "no part")
def extremes_of_both_arrays(train, new):
    both = np.concatenate([train, new])
    return [(a - both.min(axis=0)) / (both.max(axis=0) - both.min(axis=0)) for a in (train, new)]


@refused(q3, "cut off")
def clipped(train, new):
    low, high = train.min(axis=0), train.max(axis=0)
    return [np.clip((a - low) / (high - low), 0, 1) for a in (train, new)]


@refused(q3, "changes what it is given")
def arguments_changed(train, new):
    low, high = train.min(axis=0), train.max(axis=0)
    train -= low
    new -= low
    return train / (high - low), new / (high - low)


@refused(q3, "returns nothing")
def returns_nothing(train, new):
    (train - train.min(axis=0)) / np.ptp(train, axis=0)


@refused(q4, "share of 0.40")
def rows_repeated_by_the_merge(train, valid):
    found = valid.merge(train, how="left", indicator=True)
    return (found["_merge"] == "both").mean()


@refused(q4, "number of rows")
def rows_counted(train, valid):
    return len(valid.merge(train.drop_duplicates()))


@refused(q4, "across the two tables")
def repeats_within_a_table(train, valid):
    return pd.concat([train, valid]).duplicated().iloc[len(train) :].mean()


@refused(q4, "small example")
def rows_compared_by_their_index(train, valid):
    return valid.isin(train).all(axis=1).mean()


@refused(q4, "whole rows")
def one_column_compared(train, valid):
    return valid["a"].isin(train["a"]).mean()


@refused(q4, "one number")
def one_value_for_each_row(train, valid):
    found = valid.merge(train.drop_duplicates(), how="left", indicator=True)
    return found["_merge"] == "both"
