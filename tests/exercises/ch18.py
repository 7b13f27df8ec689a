"""Wrong answers to the exercises of chapter 18, overfitting."""

import keras
import numpy as np

from helpers.exercises.ch18 import q1, q2, q3, q4
from tests.exercises.wrong import refused, refuses

refuses(q1, "wrong ones included", 1.0)
refuses(q1, "Which share is right", 0.1)
refuses(q1, "For which", 0.98)


refuses(q2, "one epoch", (375, 3))
refuses(q2, "fewer than", (3750, 23))
refuses(q2, "second network", (3750, 25))
refuses(q2, "wrong order", (24, 3750))
refuses(q2, "pair", 3750)


@refused(q3, "wrong sign")
def both_differences_one_way(a, b, c, d):
    def accuracy(p, y):
        return np.mean(p.argmax(axis=1) == y)

    def loss(p, y):
        return -np.log(p[np.arange(len(y)), y]).mean()

    return accuracy(a, b) - accuracy(c, d), loss(a, b) - loss(c, d)


@refused(q3, "true class")
def loss_of_the_largest_probability(a, b, c, d):
    def accuracy(p, y):
        return np.mean(p.argmax(axis=1) == y)

    def loss(p, y):
        return -np.log(p.max(axis=1)).mean()

    return accuracy(a, b) - accuracy(c, d), loss(c, d) - loss(a, b)


@refused(q3, "pair")
def accuracy_gap_alone(a, b, c, d):
    return np.mean(a.argmax(axis=1) == b) - np.mean(c.argmax(axis=1) == d)


@refused(q3, "off")
def zeros(a, b, c, d):
    return (0.0, 0.0)


@refused(q4, "first dense layer")
def first_weights(model, limit):
    return np.mean(np.abs(model.get_weights()[0]) > limit)


@refused(q4, "It is wrong for a model")
def last_weights_but_one(model, limit):
    return np.mean(np.abs(model.get_weights()[-2]) > limit)


@refused(q4, "It fails for a model")
def last_layer(model, limit):
    return np.mean(np.abs(model.layers[-1].get_weights()[0]) > limit)


@refused(q4, "negative")
def negative_weights_left_out(model, limit):
    dense = [layer for layer in model.layers if isinstance(layer, keras.layers.Dense)]
    return np.mean(dense[-1].get_weights()[0] > limit)


@refused(q4, "count")
def weights_counted(model, limit):
    dense = [layer for layer in model.layers if isinstance(layer, keras.layers.Dense)]
    return np.sum(np.abs(dense[-1].get_weights()[0]) > limit)
