"""Wrong answers to the exercises of chapter 28, augmentation."""

import keras
import numpy as np

from helpers.exercises.ch28 import q1, q2, q3, q4
from tests.exercises.wrong import refused, refused_result, refuses

refuses(q1, "wrong direction twice", [[0, 0, 4, 5], [0, 0, 8, 9], [0, 0, 12, 13], [0, 0, 0, 0]])
refuses(q1, "down and to the right", [[0, 0, 0, 0], [0, 0, 0, 1], [0, 0, 4, 5], [0, 0, 8, 9]])
refuses(q1, "4 × 4", [[0, 0, 0, 0], [0, 0, 0, 1], [0, 0, 4, 5]])
refuses(q1, "wrap", [[14, 15, 12, 13], [2, 3, 0, 1], [6, 7, 4, 5], [10, 11, 8, 9]])
refuses(q1, "height factor comes first", [[0, 8, 9, 10], [0, 12, 13, 14], [0, 0, 0, 0], [0, 0, 0, 0]])
refuses(q1, "how many rows", np.arange(16))


refuses(q2, "pure 4", 0.511)
refuses(q2, "swapped", -(0.125 * np.log(0.6) + 0.875 * np.log(0.3)))
refuses(q2, "minus", 0.875 * np.log(0.6) + 0.125 * np.log(0.3))
refuses(q2, "not the two probabilities", -np.log(0.875 * 0.6 + 0.125 * 0.3))
refuses(q2, "natural", -(0.875 * np.log10(0.6) + 0.125 * np.log10(0.3)))
refuses(q2, "First λ", 1.7)


@refused(q3, "labels must be mixed")
def labels_unchanged(images, labels, order, top, left, height, width):
    mixed = images.copy()
    mixed[:, top : top + height, left : left + width] = images[order][:, top : top + height, left : left + width]
    return mixed, labels


@refused(q3, "work on a copy")
def images_changed(images, labels, order, top, left, height, width):
    place = np.s_[:, top : top + height, left : left + width]
    images[place] = images[order][place]
    share = 1 - height * width / (images.shape[1] * images.shape[2])
    return images, share * labels + (1 - share) * labels[order]


@refused(q3, "swapped")
def shares_swapped(images, labels, order, top, left, height, width):
    mixed = images.copy()
    place = np.s_[:, top : top + height, left : left + width]
    mixed[place] = images[order][place]
    share = height * width / (images.shape[1] * images.shape[2])
    return mixed, share * labels + (1 - share) * labels[order]


@refused(q3, "partner")
def partner_and_own_image_swapped(images, labels, order, top, left, height, width):
    mixed = images[order].copy()
    place = np.s_[:, top : top + height, left : left + width]
    mixed[place] = images[place]
    share = 1 - height * width / (images.shape[1] * images.shape[2])
    return mixed, share * labels + (1 - share) * labels[order]


@refused(q3, "Rows and columns")
def rows_and_columns_swapped(images, labels, order, top, left, height, width):
    mixed = images.copy()
    place = np.s_[:, left : left + width, top : top + height]
    mixed[place] = images[order][place]
    share = 1 - height * width / (images.shape[1] * images.shape[2])
    return mixed, share * labels + (1 - share) * labels[order]


@refused(q3, "area of the rectangle")
def labels_half_and_half(images, labels, order, top, left, height, width):
    mixed = images.copy()
    place = np.s_[:, top : top + height, left : left + width]
    mixed[place] = images[order][place]
    return mixed, 0.5 * labels + 0.5 * labels[order]


@refused(q3, "returns nothing")
def returns_nothing(*given):
    return None


NEAREST, UNIT = {"fill_mode": "nearest"}, {"value_range": (0, 1)}


def augmentation(*, shift=4 / 32, turn=10 / 360, border=NEAREST, values=UNIT):
    """Return the three layers, with these factors and these further arguments."""
    return [
        keras.layers.RandomTranslation(shift, shift, **border),
        keras.layers.RandomRotation(turn, **border),
        keras.layers.RandomBrightness(0.2, **values),
    ]


@refused_result(q4, "value_range")
def range_not_said():
    return augmentation(values={})


@refused_result(q4, "nearest pixel")
def fill_mode_left_out():
    return augmentation(border={})


@refused_result(q4, "full turn")
def a_tenth_of_a_turn():
    return augmentation(turn=0.1)


@refused_result(q4, "flip")
def flipped():
    return [keras.layers.RandomFlip("horizontal"), *augmentation()]


@refused_result(q4, "shift is off")
def shift_of_28_pixels():
    return augmentation(shift=4 / 28)


refuses(q4, "list of Keras layers", "RandomFlip")
