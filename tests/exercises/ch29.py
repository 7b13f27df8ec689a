"""Wrong answers to the exercises of chapter 29, fine-tuning."""

import keras
import numpy as np

from helpers.exercises.ch29 import q1, q2, q3, q4
from tests.exercises.wrong import refused, refuses

refuses(q1, "other way round", ({"kernels", "gamma and beta", "moving averages"}, set()))
refuses(q1, "fourth row", ({"kernels", "gamma and beta"}, {"kernels", "gamma and beta", "moving averages"}))
refuses(q1, "training mode", (set(), {"kernels", "gamma and beta"}))
refuses(q1, "nothing is frozen", (set(), {"kernels"}))
refuses(q1, "no longer frozen", (set(), set()))
refuses(q1, "words", (set(), {"weights"}))
refuses(q1, "pair", set())


refuses(q2, "either", (5_379, 99, 5_283))
refuses(q2, "three channels", (5_091, 99, 4_899))
refuses(q2, "bias", (5_331, 99, 5_139))
refuses(q2, "four numbers", (5_283, 99, 5_187))
refuses(q2, "head", (5_379, 291, 5_187))
refuses(q2, "three numbers", (5_379, 99))


@refused(q3, "lists nothing")
def switch_of_the_base_off(base, count):
    base.trainable = False
    for layer in [layer for layer in base.layers if isinstance(layer, keras.layers.Conv2D)][-count:]:
        layer.trainable = True


@refused(q3, "not layers")
def last_layers_in_place_of_convolutions(base, count):
    base.trainable = True
    for layer in base.layers:
        layer.trainable = False
    for layer in base.layers[-count:]:
        layer.trainable = True


@refused(q3, "batch normalization")
def normalization_left_on(base, count):
    base.trainable = True
    for layer in [layer for layer in base.layers if isinstance(layer, keras.layers.Conv2D)][:-count]:
        layer.trainable = False


@refused(q3, "does not belong")
def all_convolutions(base, count):
    base.trainable = True
    for layer in base.layers:
        layer.trainable = isinstance(layer, keras.layers.Conv2D)


@refused(q3, "trainable")
def nothing_done(base, count):
    return None


refuses(q3, "function itself", 1)


@refused(q4, "single image")
def nearest_image(h, y, h_new):
    return y[((h_new[:, None] - h) ** 2).sum(axis=-1).argmin(axis=1)]


@refused(q4, "farthest")
def farthest_mean(h, y, h_new):
    means = np.stack([h[y == label].mean(axis=0) for label in range(y.max() + 1)])
    return ((h_new[:, None] - means) ** 2).sum(axis=-1).argmax(axis=1)


@refused(q4, "dot product")
def largest_dot_product(h, y, h_new):
    means = np.stack([h[y == label].mean(axis=0) for label in range(y.max() + 1)])
    return (h_new @ means.T).argmax(axis=1)


@refused(q4, "Some labels")
def sums_in_place_of_means(h, y, h_new):
    means = np.stack([h[y == label].sum(axis=0) for label in range(y.max() + 1)])
    return ((h_new[:, None] - means) ** 2).sum(axis=-1).argmin(axis=1)


@refused(q4, "shape")
def distances_in_place_of_labels(h, y, h_new):
    means = np.stack([h[y == label].mean(axis=0) for label in range(y.max() + 1)])
    return ((h_new[:, None] - means) ** 2).sum(axis=-1)
