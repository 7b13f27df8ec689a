"""Wrong answers to the exercises of chapter 05, initialization."""

import keras
import numpy as np

from helpers import data
from helpers.exercises.ch05 import q1, q2, q3, q4
from tests.exercises.wrong import refused, refused_result, refuses

refuses(q1, "look at δ", "equal")
refuses(q1, "two words", 4)

refuses(q2, "forgets ReLU", (1.0, 0.0707))
refuses(q2, "the factor of the size", (1 / 32, 0.0707))
refuses(q2, "upside down", (1024, 0.0707))
refuses(q2, "there are ten", (0.5, 0.0707))
refuses(q2, "by the box of section 2", (0.25, 0.0707))
refuses(q2, "is the variance", (1 / 1024, 0.005))
refuses(q2, "has the gain 1", (1 / 1024, 0.05))
refuses(q2, "uniform form", (1 / 1024, 0.1225))
refuses(q2, "keeps the size", (1 / 1024, 0.2))
refuses(q2, "wrong order", (0.0707, 1 / 1024))
refuses(q2, "pair", 0.0707)


@refused(q3, "slope must enter")
def without_the_slope(n_in, slope):
    return np.sqrt(2 / n_in)


@refused(q3, "slope squared")
def slope_not_squared(n_in, slope):
    return np.sqrt(2 / ((1 + slope) * n_in))


@refused(q3, "variance")
def variance_in_place_of_std(n_in, slope):
    return 2 / ((1 + slope**2) * n_in)


@refused(q3, "He's rule")
def glorot_for_relu(n_in, slope):
    return np.sqrt(1 / ((1 + slope**2) * n_in))


@refused(q3, "The positive half")
def factor_upside_down(n_in, slope):
    return np.sqrt(2 * (1 + slope**2) / n_in)


@refused(q3, "returns nothing")
def returns_nothing(n_in, slope):
    return print(n_in)


refuses(q3, "function itself", 0.08)


def network(units=100, activation="relu", train=False):
    """Return the network of exercise 4 with a good start, after one epoch on few images where `train`."""
    keras.utils.set_random_seed(0)
    hidden = [keras.layers.Dense(units, activation, kernel_initializer="he_normal") for _ in range(5)]
    model = keras.Sequential([keras.Input((784,)), *hidden, keras.layers.Dense(10)])
    if train:
        digits = data.split_mnist(2_000, 0.2)
        loss = keras.losses.SparseCategoricalCrossentropy(from_logits=True)
        model.compile(keras.optimizers.Adam(0.003), loss)
        model.fit(digits.x_train, digits.y_train, epochs=1, verbose=0)
    return model


refuses(q4, "pair (number, model)", 4, (4,))
refuses(q4, "Keras model, repaired", (4, 0.9))


@refused_result(q4, "count from 0")
def counted_from_zero():
    return 3, network()


@refused_result(q4, "It is not layer 1")
def another_layer():
    return 1, network()


@refused_result(q4, "Has the layer got")
def not_trained():
    return 4, network()


@refused_result(q4, "another network")
def fewer_units():
    return 4, network(units=50)


@refused_result(q4, "are to keep it")
def tanh_in_place_of_relu():
    return 4, network(activation="tanh", train=True)
