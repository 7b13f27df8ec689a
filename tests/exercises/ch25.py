"""Wrong answers to the exercises of chapter 25, VGG."""

import keras
import numpy as np

from helpers.exercises.ch25 import q1, q2, q3, q4
from tests.exercises.wrong import refused, refused_result, refuses

refuses(q1, "(a)", (4, 4, 4))
refuses(q1, "more than twice", (1, 2, 4), (1, 2, 2))
refuses(q1, "(b)", (1, 1, 4))
refuses(q1, "(c)", (1, 4, 1))
refuses(q1, "Compare", (1, 4, 16))
refuses(q1, "three numbers", 4)


refuses(q2, "48 channels", (166_272, 265_420_800))
refuses(q2, "not 96", (332_160, 530_841_600))
refuses(q2, "biases", (290_304, 464_486_400))
refuses(q2, "pool comes last", (290_688, 116_121_600))
refuses(q2, "added, not multiplied", (290_688, 465_100_800))
refuses(q2, "wrong order", (464_486_400, 290_688))
refuses(q2, "pair", 290_688)


def vgg(conv_arch=((1, 8), (1, 16), (2, 32), (2, 64), (2, 64)), *, units=512, rate=0.5):
    """Return a VGG for small pictures; by default the right one."""
    model = keras.Sequential([keras.Input((32, 32, 3))])
    for num_convs, num_filters in conv_arch:
        for _ in range(num_convs):
            model.add(keras.layers.Conv2D(num_filters, 3, padding="same", activation="relu"))
        model.add(keras.layers.MaxPooling2D(2))
    model.add(keras.layers.Flatten())
    for _ in range(2):
        model.add(keras.layers.Dense(units, activation="relu"))
        model.add(keras.layers.Dropout(rate))
    model.add(keras.layers.Dense(10, activation="softmax"))
    return model


@refused_result(q3, "8 convolutions")
def network_d():
    return vgg(((2, 8), (2, 16), (3, 32), (3, 64), (3, 64)))


@refused_result(q3, "eighth")
def all_channels():
    return vgg(((1, 64), (1, 128), (2, 256), (2, 512), (2, 512)), units=64)


@refused_result(q3, "divided by 8")
def a_quarter_of_the_channels():
    return vgg(((1, 16), (1, 32), (2, 64), (2, 128), (2, 128)))


@refused_result(q3, "units")
def units_of_the_large_network():
    return vgg(units=4096)


@refused_result(q3, "Dropout of 0.5")
def other_rate():
    return vgg(rate=0.2)


@refused_result(q3, "Input")
def empty_model():
    return keras.Sequential()


refuses(q3, "Keras model", ((1, 8), (1, 16), (2, 32), (2, 64), (2, 64)))


@refused(q4, "flipped")
def kernel_flipped(first, second):
    merged = np.zeros((5, 5, first.shape[2], second.shape[3]))
    for a in range(3):
        for b in range(3):
            merged[a : a + 3, b : b + 3] += first @ second[2 - a, 2 - b]
    return merged


@refused(q4, "averaged")
def channels_averaged(first, second):
    merged = np.zeros((5, 5, first.shape[2], second.shape[3]))
    for a in range(3):
        for b in range(3):
            merged[a : a + 3, b : b + 3] += first @ second[a, b] / first.shape[3]
    return merged


@refused(q4, "not (5, 5, 1, 1)")
def channels_left_out(first, second):
    return np.zeros((5, 5))


@refused(q4, "off")
def nothing_but_zeros(first, second):
    return np.zeros((5, 5, first.shape[2], second.shape[3]))


@refused(q4, "returns nothing")
def returns_nothing(first, second):
    first @ second[0, 0]


@refused(q4, "it stops")
def numbers_in_place_of_matrices(first, second):
    merged = np.zeros((5, 5))
    for (a, b), number in np.ndenumerate(second):
        merged[a : a + 3, b : b + 3] += number * first
    return merged
