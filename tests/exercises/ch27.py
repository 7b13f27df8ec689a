"""Wrong answers to the exercises of chapter 27, ResNet."""

import keras
import numpy as np

from helpers.exercises.ch27 import q1, q2, q3, q4
from tests.exercises.wrong import refused, refused_result, refuses

refuses(q1, "without the ReLU", [-6, -2, 1])
refuses(q1, "three", [0, 0, 3])
refuses(q1, "returns β", [0, 1, 4])
refuses(q1, "Plain", [0, 0, 0])
refuses(q1, "one block by hand", [0, 0, 2])
refuses(q1, "three numbers", 1)


refuses(q2, "projection", (886_784, 173_408_256))
refuses(q2, "normalizations are missing", (917_504, 179_830_784))
refuses(q2, "three normalizations", (919_552, 179_830_784))
refuses(q2, "four numbers", (919_040, 179_830_784))
refuses(q2, "output", (920_576, 719_323_136))
refuses(q2, "projection works", (920_576, 173_408_256))
refuses(q2, "do not count", (920_576, 180_432_896))
refuses(q2, "wrong order", (179_830_784, 920_576))
refuses(q2, "pair", 920_576)


@refused(q3, "missing")
def no_new_channels(x, filters):
    return x[:, ::2, ::2]


@refused(q3, "in front")
def zeros_in_front(x, filters):
    return np.pad(x[:, ::2, ::2], ((0, 0), (0, 0), (0, 0), (filters - x.shape[-1], 0)))


@refused(q3, "not")
def nothing_left_out(x, filters):
    return np.pad(x, ((0, 0), (0, 0), (0, 0), (0, filters - x.shape[-1])))


@refused(q3, "every second")
def top_left_quarter(x, filters):
    rows, columns = -(-x.shape[1] // 2), -(-x.shape[2] // 2)
    return np.pad(x[:, :rows, :columns], ((0, 0), (0, 0), (0, 0), (0, filters - x.shape[-1])))


@refused(q3, "zeros")
def channels_repeated(x, filters):
    return np.pad(x[:, ::2, ::2], ((0, 0), (0, 0), (0, 0), (0, filters - x.shape[-1])), mode="wrap")


@refused(q3, "returns nothing")
def returns_nothing(x, filters):
    np.pad(x[:, ::2, ::2], ((0, 0), (0, 0), (0, 0), (0, filters - x.shape[-1])))


def bottleneck(order=("norm", "relu", "conv"), *, sizes=(1, 3, 1), use_bias=False, end=None):
    """Return a block with three rounds of these layers; `end(inputs, x)` makes the output, by default the sum."""
    inputs = x = keras.Input((14, 14, 32))
    for filters, size in zip((8, 8, 32), sizes, strict=True):
        layers = {
            "norm": keras.layers.BatchNormalization(),
            "relu": keras.layers.ReLU(),
            "conv": keras.layers.Conv2D(filters, size, padding="same", use_bias=use_bias),
        }
        for kind in order:
            x = layers[kind](x)
    return keras.Model(inputs, keras.layers.Add()([inputs, x]) if end is None else end(inputs, x))


@refused_result(q4, "behind the addition")
def relu_behind_the_addition():
    return bottleneck(end=lambda inputs, x: keras.layers.ReLU()(keras.layers.Add()([inputs, x])))


@refused_result(q4, "not added")
def input_not_added():
    return bottleneck(end=lambda inputs, x: x)


@refused_result(q4, "original one")
def original_order():
    return bottleneck(("conv", "norm", "relu"))


@refused_result(q4, "this order")
def relu_before_normalization():
    return bottleneck(("relu", "norm", "conv"))


@refused_result(q4, "normalizations")
def no_normalization():
    return bottleneck(("relu", "conv"))


@refused_result(q4, "biases")
def biases_left():
    return bottleneck(use_bias=True)


@refused_result(q4, "kernels")
def five_by_five():
    return bottleneck(sizes=(1, 5, 1))


@refused_result(q4, "shape")
def other_input():
    return keras.Sequential([keras.Input((28, 28, 32)), keras.layers.ReLU()])


refuses(q4, "a model", 1_280)
