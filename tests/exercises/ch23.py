"""Wrong answers to the exercises of chapter 23, pooling and the first convolutional network."""

import keras
import numpy as np

from helpers.exercises.ch23 import q1, q2, q3, q4
from tests.exercises.wrong import refused, refused_result, refuses

refuses(q1, "side by side", [[7]])
refuses(q1, "section 1", [[6, 8], [3, 4]])
refuses(q1, "2 × 2", [[6, 7, 8], [6, 7, 8], [3, 3, 4]])
refuses(q1, "means", [[28 / 9, 31 / 9], [30 / 9, 33 / 9]])
refuses(q1, "corners", [[7, 8], [3, 4]])


refuses(q2, "three", (2_304, 42_378))
refuses(q2, "Biases", (2_304, 43_872))
refuses(q2, "dense", (2_304, 20_928))
refuses(q2, "as the first has kernels", (2_304, 26_122))
refuses(q2, "padding", (4_096, 61_898))
refuses(q2, "64 channels", (36, 21_298))
refuses(q2, "wrong order", (43_978, 2_304))
refuses(q2, "pair", 2_304)


@refused(q3, "left over")
def nothing_cut_off(maps, size):
    n, h, w, c = maps.shape
    return maps.reshape(n, h // size, size, w // size, size, c).max(axis=(2, 4))


@refused(q3, "became 0")
def started_from_zeros(maps, size):
    n, h, w, c = maps.shape
    r, s = h // size, w // size
    result = np.zeros((n, r, s, c))
    for i in range(r * size):
        for j in range(s * size):
            result[:, i // size, j // size] = np.maximum(result[:, i // size, j // size], maps[:, i, j])
    return result


@refused(q3, "average")
def average_pooling(maps, size):
    n, h, w, c = maps.shape
    r, s = h // size, w // size
    return maps[:, : r * size, : s * size].reshape(n, r, size, s, size, c).mean(axis=(2, 4))


@refused(q3, "mixed")
def channels_pooled_together(maps, size):
    n, h, w, c = maps.shape
    r, s = h // size, w // size
    return maps[:, : r * size, : s * size].reshape(n, r, size, s, size, c).max(axis=(2, 4, 5))


@refused(q3, "first pixel")
def first_pixel(maps, size):
    return maps[:, ::size, ::size][:, : maps.shape[1] // size, : maps.shape[2] // size]


@refused(q3, "shape")
def padded(maps, size):
    return np.asarray(keras.layers.MaxPooling2D(size, padding="same")(maps))


def first_cnn(*end, size=None):
    """Return the first CNN up to its second pooling, with these layers behind it."""
    layers = keras.layers
    return keras.Sequential(
        [
            keras.Input((size, size, 1)),
            layers.Conv2D(32, 3, activation="relu"),
            layers.MaxPooling2D(2),
            layers.Conv2D(64, 3, activation="relu"),
            layers.MaxPooling2D(2),
            *end,
        ]
    )


@refused_result(q4, "Flatten")
def flattened():
    return first_cnn(keras.layers.Flatten(), keras.layers.Dense(10, activation="softmax"), size=28)


@refused_result(q4, "None")
def one_size():
    return first_cnn(keras.layers.GlobalAveragePooling2D(), keras.layers.Dense(10, activation="softmax"), size=28)


@refused_result(q4, "hidden")
def hidden_layer_left():
    dense = keras.layers.Dense
    return first_cnn(
        keras.layers.GlobalAveragePooling2D(), dense(64, activation="relu"), dense(10, activation="softmax")
    )


@refused_result(q4, "softmax")
def no_softmax():
    return first_cnn(keras.layers.GlobalAveragePooling2D(), keras.layers.Dense(10))


@refused_result(q4, "maximum")
def global_maximum():
    return first_cnn(keras.layers.GlobalMaxPooling2D(), keras.layers.Dense(10, activation="softmax"))


@refused_result(q4, "missing")
def nothing_pooled_globally():
    return first_cnn(keras.layers.Dense(10, activation="softmax"))
