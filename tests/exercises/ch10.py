"""Wrong answers to the exercises of chapter 10, red wine."""

import keras
import numpy as np
import pandas as pd

from helpers.exercises.ch10 import _held_out, q1, q2, q3, q4
from tests.exercises.wrong import refused, refused_result, refuses

refuses(q1, "share of validation rows", (0.2, 0.48))
refuses(q1, "sides are not equal", (0.5, 0.3))
refuses(q1, "both in the validation", (1.0, 0.0))
refuses(q1, "is known to be", (0.64, 0.216), (0.16, 0.5))
refuses(q1, "is the twin", (0.8, 0.6))
refuses(q1, "other way round", (0.8, 0.48))
refuses(q1, "have no twin", (0.8, 0))
refuses(q1, "wrong order", (0.12, 0.8))
refuses(q1, "The share is right", (0.8, 0.3))
refuses(q1, "with which chance", (0.7, 0.3))
refuses(q1, "pair", 0.8)


refuses(q2, "another range", (0.425, 0.475))
refuses(q2, "wrong order", (0.475, 0.51))
refuses(q2, "drops out", (3.51, 3.475))
refuses(q2, "distance", (0.595, 0.57))
refuses(q2, "maximum", (0.765, 0.76))
refuses(q2, "The white one is right", (0.51, 0.57))
refuses(q2, "pair", 0.51)


@refused(q3, "share of 0.40")
def rows_repeated_by_the_merge(train, valid):
    found = valid.merge(train, how="left", indicator=True)
    return (found["_merge"] == "both").mean()


@refused(q3, "number of rows")
def rows_counted(train, valid):
    return len(valid.merge(train.drop_duplicates()))


@refused(q3, "across the two tables")
def repeats_within_a_table(train, valid):
    return pd.concat([train, valid]).duplicated().iloc[len(train) :].mean()


@refused(q3, "small example")
def rows_compared_by_their_index(train, valid):
    return valid.isin(train).all(axis=1).mean()


@refused(q3, "whole rows")
def one_column_compared(train, valid):
    return valid["a"].isin(train["a"]).mean()


@refused(q3, "one number")
def one_value_for_each_row(train, valid):
    found = valid.merge(train.drop_duplicates(), how="left", indicator=True)
    return found["_merge"] == "both"


def unit(kernel=(0,) * 11, bias=0.5, hidden=()):
    """Return a model with these weights; without hidden layers it says the same for every wine unless told."""
    layers = [keras.layers.Dense(width) for width in hidden]
    model = keras.Sequential([keras.Input((11,)), *layers, keras.layers.Dense(1)])
    if not hidden:
        model.set_weights([np.array(kernel, "float32")[:, None], np.array([bias], "float32")])
    return model


def fitted():
    """Return a unit that was fitted by least squares to the held-out wines themselves: nothing more can be had."""
    x, grades, _ = _held_out()
    found = np.linalg.lstsq(np.column_stack([x, np.ones(len(x))]), (grades - 3) / 5)[0]
    return unit(found[:-1], found[-1])


def answer_of(model, then):
    return (model, lambda x: then(model.predict(x, verbose=0)[:, 0]))


@refused_result(q4, "Nobody ever got")
def without_rounding():
    return answer_of(fitted(), lambda scaled: 3 + 5 * scaled)


@refused_result(q4, "scaled grades")
def scaled_grades_rounded():
    return answer_of(fitted(), np.round)


@refused_result(q4, "scaled answers rounded")
def rounded_too_early():
    return answer_of(fitted(), lambda scaled: 3 + 5 * np.round(scaled))


@refused_result(q4, "trained to its end")
def always_the_median():
    return answer_of(unit(bias=0.6), lambda scaled: np.round(3 + 5 * scaled))


@refused_result(q4, "Twelve numbers, not more")
def network_in_place_of_the_unit():
    return answer_of(unit(hidden=(16,)), lambda scaled: np.round(3 + 5 * scaled))


@refused_result(q4, "not the grades that your model says")
def lucky_constant():
    return unit(bias=0.1), lambda x: np.full(len(x), 6.0)


@refused_result(q4, "the shape")
def one_grade_for_all():
    return unit(), lambda x: np.array([6.0])


@refused_result(q4, "pair")
def model_alone():
    return unit()


@refused_result(q4, "without calling it")
def grades_in_place_of_the_function():
    return unit(), np.full(272, 6.0)
