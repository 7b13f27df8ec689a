"""Wrong answers to the exercises of chapter 09, the MNIST case study."""

import keras
import numpy as np
import pandas as pd

from helpers import data
from helpers.exercises.ch09 import q1, q2, q3, q4, q5
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


refuses(q3, "twice as long", 19_600)
refuses(q3, "0.001, not 0.1", 7.84)
refuses(q3, "difference", 156_800)
refuses(q3, "between 0 and 1", 1.6e9)
refuses(q3, "Solve", 10_000)
refuses(q3, "one number", (78_400, 2))


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


def trained(*ways, units=64, scores=10):
    """Return a model trained for a moment on images shifted in these ways."""
    digits = data.split_mnist(2_000, 0.1)
    squares = digits.x_train.reshape(-1, 28, 28)
    x = np.concatenate([np.roll(squares, way, axis=(1, 2)) for way in ways]).reshape(-1, 784)
    dense = keras.layers.Dense
    keras.utils.set_random_seed(0)
    model = keras.Sequential([keras.Input((784,)), dense(units, activation="relu"), dense(scores)])
    model.compile("adam", keras.losses.SparseCategoricalCrossentropy(from_logits=True))
    model.fit(x, np.tile(digits.y_train, len(ways)), batch_size=64, epochs=2, verbose=0)
    return model


@refused_result(q5, "in all eight directions")
def trained_as_the_images_are():
    return trained((0, 0))


@refused_result(q5, "has it seen that direction")
def trained_on_one_direction():
    return trained((0, 2), (0, 2), (0, 0))


@refused_result(q5, "hardly learned")
def not_trained():
    return keras.Sequential([keras.Input((784,)), keras.layers.Dense(10)])


@refused_result(q5, "hardly learned")
def always_a_one():
    model = keras.Sequential([keras.Input((784,)), keras.layers.Dense(10, kernel_initializer="zeros")])
    model.layers[0].bias.assign(np.eye(10)[1])
    return model


@refused_result(q5, "700,000 is the most")
def too_large():
    dense = keras.layers.Dense
    return keras.Sequential([keras.Input((784,)), dense(1_000, activation="relu"), dense(10)])


@refused_result(q5, "shape (28, 28)")
def images_as_squares():
    return keras.Sequential([keras.Input((28, 28)), keras.layers.Flatten(), keras.layers.Dense(10)])


@refused_result(q5, "ten scores")
def one_score():
    return keras.Sequential([keras.Input((784,)), keras.layers.Dense(1)])


refuses(q5, "trained model", 0.95)
