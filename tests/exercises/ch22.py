"""Wrong answers to the exercises of chapter 22, the convolution."""

import keras
import numpy as np

from helpers.exercises.ch22 import q1, q2, q3, q4
from tests.exercises.wrong import refused, refused_result, refuses

refuses(q1, "wrong sides", [[1, 2, 2], [2, 4, 4], [2, 4, 4]])
refuses(q1, "without padding", [[4, 4], [4, 4]])
refuses(q1, "hang over", np.full((3, 3), 4))
refuses(q1, "whole ring", [[1, 2, 2, 1], [2, 4, 4, 2], [2, 4, 4, 2], [1, 2, 2, 1]])
refuses(q1, "padded image", [[4, 4, 4], [4, 4, 4], [2, 2, 2]])


refuses(q2, "three", (416, 9_636_928))
refuses(q2, "Biases", (1_200, 9_633_792))
refuses(q2, "padding", (1_216, 12_587_008))
refuses(q2, "16 kernels", (1_216, 602_308))
refuses(q2, "stride", (1_216, 3_072 * 12_544 + 12_544))
refuses(q2, "inputs", (1_216, 3_214_400))
refuses(q2, "wrong order", (9_636_928, 1_216))
refuses(q2, "pair", 1_216)


@refused(q3, "zeros")
def padded_with_zeros(image):
    sobel = np.array([[-1, 0, 1], [-2, 0, 2], [-1, 0, 1]], "float32")
    both = np.stack([sobel, sobel.T], axis=-1)[:, :, None, :]
    maps = keras.ops.conv(image[None, :, :, None].astype("float32"), both, padding="same")
    return np.sqrt((np.asarray(maps)[0] ** 2).sum(axis=-1))


@refused(q3, "shape")
def not_padded(image):
    sobel = np.array([[-1, 0, 1], [-2, 0, 2], [-1, 0, 1]], "float32")
    both = np.stack([sobel, sobel.T], axis=-1)[:, :, None, :]
    maps = keras.ops.conv(image[None, :, :, None].astype("float32"), both)
    return np.sqrt((np.asarray(maps)[0] ** 2).sum(axis=-1))


@refused(q3, "root is missing")
def no_root(image):
    sobel = np.array([[-1, 0, 1], [-2, 0, 2], [-1, 0, 1]], "float32")
    padded = np.pad(image, 1, mode="edge")[None, :, :, None].astype("float32")
    both = np.stack([sobel, sobel.T], axis=-1)[:, :, None, :]
    return (np.asarray(keras.ops.conv(padded, both))[0] ** 2).sum(axis=-1)


@refused(q3, "one direction")
def one_sobel_kernel(image):
    sobel = np.array([[-1, 0, 1], [-2, 0, 2], [-1, 0, 1]], "float32")
    padded = np.pad(image, 1, mode="edge")[None, :, :, None].astype("float32")
    maps = keras.ops.conv(padded, sobel.T[:, :, None, None])
    return np.abs(np.asarray(maps)[0, :, :, 0])


@refused(q3, "off")
def nothing_but_zeros(image):
    return image * 0


@refused(q3, "returns nothing")
def returns_nothing(image):
    np.pad(image, 1, mode="edge")


@refused_result(q4, "all three")
def mean_of_all_channels():
    answer = np.zeros((3, 3, 3, 2))
    answer[:, :, :, 0] = 1 / 9
    return answer


@refused_result(q4, "nine times")
def sum_of_nine_pixels():
    answer = np.zeros((3, 3, 3, 2))
    answer[:, :, 1, 0] = 1
    return answer


@refused_result(q4, "three times")
def channels_added():
    answer = np.zeros((3, 3, 3, 2))
    answer[:, :, 1, 0] = 1 / 9
    answer[:, :, :, 1] = np.array([[0, -1, 0], [-1, 5, -1], [0, -1, 0]])[:, :, None]
    return answer


@refused_result(q4, "a mean over the channels")
def green_alone_sharpened():
    answer = np.zeros((3, 3, 3, 2))
    answer[:, :, 1, 0] = 1 / 9
    answer[:, :, 1, 1] = np.array([[0, -1, 0], [-1, 5, -1], [0, -1, 0]])
    return answer


refuses(q4, "shape", np.zeros((2, 3, 3, 3)))


@refused_result(q4, "red and blue")
def mean_of_blue():
    answer = np.zeros((3, 3, 3, 2))
    answer[:, :, 2, 0] = 1 / 9
    return answer
