"""Wrong answers to the exercises of chapter 24, AlexNet."""

import keras
import numpy as np

from helpers.exercises.ch24 import q1, q2, q3, q4
from tests.exercises.wrong import refused, refused_result, refuses

refuses(q1, "reads", ("conv5", 62))
refuses(q1, "13 · 13", ("dense6", 62), ("dense6", 90))
refuses(q1, "pair", (200, "dense6"), "dense6")


refuses(q2, "without groups", (614_656, 447_897_600))
refuses(q2, "two groups", (307_456, 223_948_800))
refuses(q2, "one of the four", (38_464, 27_993_600))
refuses(q2, "biases", (153_600, 111_974_400))
refuses(q2, "added", (153_856, 112_161_024))
refuses(q2, "conv1", (153_856, 464_640_000))
refuses(q2, "every place", (153_856, 153_600))
refuses(q2, "wrong order", (111_974_400, 153_856))
refuses(q2, "pair", 153_856)


@refused(q3, "mirror images are missing")
def no_mirror_images(image, size):
    bottom, right = image.shape[0] - size, image.shape[1] - size
    corners = [(0, 0), (0, right), (bottom, 0), (bottom, right), (bottom // 2, right // 2)]
    return np.stack([image[top : top + size, left : left + size] for top, left in corners])


@refused(q3, "upside down")
def mirrored_upside_down(image, size):
    bottom, right = image.shape[0] - size, image.shape[1] - size
    corners = [(0, 0), (0, right), (bottom, 0), (bottom, right), (bottom // 2, right // 2)]
    parts = np.stack([image[top : top + size, left : left + size] for top, left in corners])
    return np.concatenate([parts, parts[:, ::-1]])


@refused(q3, "twice")
def nothing_mirrored(image, size):
    bottom, right = image.shape[0] - size, image.shape[1] - size
    corners = [(0, 0), (0, right), (bottom, 0), (bottom, right), (bottom // 2, right // 2)]
    parts = np.stack([image[top : top + size, left : left + size] for top, left in corners])
    return np.concatenate([parts, parts])


@refused(q3, "top right")
def corner_in_the_wrong_place(image, size):
    bottom, right = image.shape[0] - size, image.shape[1] - size
    corners = [(0, 0), (0, bottom), (bottom, 0), (bottom, right), (bottom // 2, right // 2)]
    parts = np.stack([image[top : top + size, left : left + size] for top, left in corners])
    return np.concatenate([parts, parts[:, :, ::-1]])


@refused(q3, "middle")
def middle_next_to_the_corner(image, size):
    bottom, right = image.shape[0] - size, image.shape[1] - size
    corners = [(0, 0), (0, right), (bottom, 0), (bottom, right), (1, 1)]
    parts = np.stack([image[top : top + size, left : left + size] for top, left in corners])
    return np.concatenate([parts, parts[:, :, ::-1]])


@refused(q3, "nothing")
def without_return(image, size):
    bottom, right = image.shape[0] - size, image.shape[1] - size
    corners = [(0, 0), (0, right), (bottom, 0), (bottom, right), (bottom // 2, right // 2)]
    parts = np.stack([image[top : top + size, left : left + size] for top, left in corners])
    np.concatenate([parts, parts[:, :, ::-1]])


refuses(q3, "function itself", np.zeros((10, 26, 26, 3)))


def alexnet(*, shape=(32, 32, 3), groups=(1, 2, 1, 2, 2), window=3, rate=0.5, classes=100, last="softmax"):
    """Return the small network with two towers, but for what is said (rate None: no dropout)."""
    layers = keras.layers
    convs = [
        layers.Conv2D(filters, size, padding="same", activation="relu", groups=count)
        for filters, size, count in zip((12, 32, 48, 48, 32), (5, 5, 3, 3, 3), groups, strict=True)
    ]
    pools = [layers.MaxPooling2D(window, strides=2) for _ in range(3)]
    dense = []
    for _ in range(2):
        dense += [layers.Dense(256, activation="relu"), *([] if rate is None else [layers.Dropout(rate)])]
    return keras.Sequential(
        [
            keras.Input(shape),
            *[convs[0], pools[0], convs[1], pools[1], *convs[2:], pools[2]],
            *[layers.Flatten(), *dense, layers.Dense(classes, activation=last)],
        ]
    )


@refused_result(q4, "one tower")
def one_tower():
    return alexnet(groups=(1, 1, 1, 1, 1))


@refused_result(q4, "halved")
def picture_in_groups():
    return alexnet(groups=(3, 2, 1, 2, 2))


@refused_result(q4, "both towers")
def conv3_in_groups():
    return alexnet(groups=(1, 2, 2, 2, 2))


@refused_result(q4, "drawing")
def conv5_without_groups():
    return alexnet(groups=(1, 2, 1, 2, 1))


@refused_result(q4, "3 × 3")
def windows_side_by_side():
    return alexnet(window=2)


@refused_result(q4, "input")
def gray_digits():
    return alexnet(shape=(28, 28, 1))


@refused_result(q4, "100 classes")
def ten_classes():
    return alexnet(classes=10)


@refused_result(q4, "Dropout")
def no_dropout():
    return alexnet(rate=None)


@refused_result(q4, "softmax")
def no_softmax():
    return alexnet(last=None)
