"""Wrong answers to the exercises of chapter 09, the MNIST case study."""

import keras
import numpy as np
import pandas as pd

from helpers.exercises.ch09 import q1, q2, q3, q4
from tests.exercises.wrong import refused, refused_result, refuses

refuses(q1, "neighbors", "lower")
refuses(q1, "information", "chance")
refuses(q1, "three words", 0.98)


refuses(q2, "not trained", (270_346, 270_346))
refuses(q2, "two are trained", (270_346, 269_322))
refuses(q2, "Both hidden layers", (536_842, 536_330))
refuses(q2, "Batch normalization", (269_322, 269_322))
refuses(q2, "wrong order", (269_834, 270_346))
refuses(q2, "pair", 270_346)


def network(*hidden, size=(784,)):
    """Return a network with these layers between its input and the softmax."""
    return keras.Sequential([keras.Input(size), *hidden, keras.layers.Dense(10, activation="softmax")])


@refused_result(q3, "dropout")
def dropout_left():
    dense = keras.layers.Dense
    return network(dense(512, activation="relu"), keras.layers.Dropout(0.2), dense(512, activation="relu"))


@refused_result(q3, "L2")
def penalty_left():
    dense = keras.layers.Dense
    return network(dense(512, activation="relu"), dense(512, activation="relu", kernel_regularizer="l2"))


@refused_result(q3, "parameters")
def one_hidden_layer():
    return network(keras.layers.Dense(512, activation="relu"))


@refused_result(q3, "activations")
def hidden_layers_without_relu():
    return network(keras.layers.Dense(512), keras.layers.Dense(512))


@refused_result(q3, "activations")
def both_relus_at_the_end():
    return network(keras.layers.Dense(512), keras.layers.Dense(512), keras.layers.ReLU(), keras.layers.ReLU())


@refused_result(q3, "shape (28, 28)")
def images_as_squares():
    dense = keras.layers.Dense
    return network(keras.layers.Flatten(), dense(512, activation="relu"), dense(512, activation="relu"), size=(28, 28))


@refused(q4, "no mistake")
def right_ones_counted(y_true, y_pred):
    return pd.DataFrame({"t": y_true, "p": y_pred}).value_counts().idxmax()


@refused(q4, "wrong way round")
def prediction_first(y_true, y_pred):
    wrong = y_true != y_pred
    return pd.DataFrame({"p": y_pred[wrong], "t": y_true[wrong]}).value_counts().idxmax()


@refused(q4, "returns nothing")
def returns_nothing(y_true, y_pred):
    print("done")


@refused(q4, "three times")
def each_digit_by_itself(y_true, y_pred):
    wrong = y_true != y_pred
    return np.bincount(y_true[wrong]).argmax(), np.bincount(y_pred[wrong]).argmax()


@refused(q4, "three times")
def both_directions_added(y_true, y_pred):
    matrix = np.zeros((10, 10))
    np.add.at(matrix, (y_true, y_pred), 1)
    np.fill_diagonal(matrix, 0)
    return np.unravel_index((matrix + matrix.T).argmax(), matrix.shape)


@refused(q4, "three times")
def first_mistake(y_true, y_pred):
    first = (y_true != y_pred).argmax()
    return y_true[first], y_pred[first]


@refused(q4, "three times")
def always_nine_and_four(y_true, y_pred):
    return (9, 4)


@refused(q4, "only the pair")
def pair_with_its_count(y_true, y_pred):
    return ((9, 4), 3)
