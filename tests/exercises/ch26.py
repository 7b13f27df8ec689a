"""Wrong answers to the exercises of chapter 26, GoogLeNet."""

import keras

from helpers.exercises.ch26 import q1, q2, q3, q4
from tests.exercises.wrong import refused, refused_result, refuses

refuses(q1, "fourth path", (14, 14, 448))
refuses(q1, "real block", (14, 14, 512))
refuses(q1, "height and width", (5, 5, 928))
refuses(q1, "add up", (14, 14, 480))
refuses(q1, "three numbers", 928, (None, 14, 14, 928))


refuses(q2, "Round down", 192)
refuses(q2, "half of it", 382)
refuses(q2, "biases", 190)
refuses(q2, "Half the channels", 240)
refuses(q2, "whole numbers", 191.02)
refuses(q2, "Solve", 96)


@refused(q3, "biases")
def biases_left_out(channels, one, three, five, pool):
    weights = channels * (one + three[0] + five[0] + pool) + 9 * three[0] * three[1] + 25 * five[0] * five[1]
    return one + three[1] + five[1] + pool, weights


@refused(q3, "all channels")
def nothing_reduced(channels, one, three, five, pool):
    filters = one + three[1] + five[1] + pool
    weights = channels * (one + 9 * three[1] + 25 * five[1] + pool)
    return filters, weights + filters


@refused(q3, "does not come out")
def reductions_counted_as_outputs(channels, one, three, five, pool):
    return one + sum(three) + sum(five) + pool, 163_696


@refused(q3, "output channels")
def always_block_3a(channels, one, three, five, pool):
    return (256, 163_696)


@refused(q3, "returns nothing")
def returns_nothing(channels, one, three, five, pool):
    print(one + three[1] + five[1] + pool)


refuses(q3, "function itself", (256, 163_696))


def block(*path_3, activation="relu", path_4=((32, 1),)):
    """Return the block with convolutions of these (filters, size) in path 3, and in path 4 behind the pooling."""

    def path(x, *convolutions):
        for filters, size in convolutions:
            x = keras.layers.Conv2D(filters, size, padding="same", activation=activation)(x)
        return x

    x = keras.Input((28, 28, 192))
    pooled = keras.layers.MaxPooling2D(3, strides=1, padding="same")(x)
    paths = [path(x, (64, 1)), path(x, (96, 1), (128, 3)), path(x, *path_3), path(pooled, *path_4)]
    return keras.Model(x, keras.layers.Concatenate()(paths))


@refused_result(q4, "5 × 5 convolution")
def five_by_five_left():
    return block((16, 1), (32, 5))


@refused_result(q4, "that see")
def one_three_by_three():
    return block((16, 1), (32, 3))


@refused_result(q4, "first 3 × 3")
def sixteen_kernels_in_between():
    return block((16, 1), (16, 3), (32, 3))


@refused_result(q4, "reductions")
def no_reduction():
    return block((32, 3), (32, 3))


@refused_result(q4, "ReLU")
def no_relu():
    return block((16, 1), (32, 3), (32, 3), activation=None)


@refused_result(q4, "(28, 28, 256)")
def no_convolution_behind_the_pooling():
    return block((16, 1), (32, 3), (32, 3), path_4=())


refuses(q4, "keras.Model", 164_752)
