"""Exercises of chapter 28, augmentation."""

from collections.abc import Callable

import keras
import numpy as np

from helpers.exercises import Exercise, WrongAnswerError, array, function, numbers


def _shifted(answer: object) -> str:
    found = array(answer, "Answer with four rows of four numbers, such as [[0, 1, 2, 3], …].")
    if found.size == 16:
        found = found.reshape(4, 4)
    if found.shape != (4, 4):
        raise WrongAnswerError(f"The image stays 4 × 4; the answer has the shape {found.shape}.")
    image = np.arange(16.0).reshape(4, 4)

    def moved(down: int, right: int) -> np.ndarray:
        framed = np.pad(image, 4)
        return framed[4 - down : 8 - down, 4 - right : 8 - right]

    if np.allclose(found, moved(1, -2)):
        return "A quarter of four rows is one row down, half of four columns is two columns to the left."
    if np.allclose(found, moved(-1, 2)):
        raise WrongAnswerError("In the wrong direction twice: positive is down and to the right.")
    if np.allclose(found, moved(1, 2)) or np.allclose(found, moved(-1, -2)):
        raise WrongAnswerError("One of the two directions is wrong: positive is down and to the right.")
    if np.allclose(found, moved(-2, 1)):
        raise WrongAnswerError("The height factor comes first: it moves the rows.")
    if np.allclose(found, np.roll(image, (1, -2), axis=(0, 1))):
        raise WrongAnswerError('What leaves on one side comes in on the other only with "wrap"; here zeros come in.')
    raise WrongAnswerError("The numbers are shares of the height and of the width: how many rows and columns is that?")


def _loss(answer: object) -> str:
    (found,) = numbers(answer, 1, "Answer with one number.")
    share = 1 - 7 * 14 / 28**2  # of the 4 that is pasted into
    right = -share * np.log(0.6) - (1 - share) * np.log(0.3)
    if abs(found - right) < 0.0015:
        return "λ = 1 − 98/784 = 0.875, and the loss is 0.875 · 0.511 + 0.125 · 1.204."
    if abs(found + right) < 0.0015:
        raise WrongAnswerError("A loss is not negative: the logarithm of a probability is, so it gets a minus.")
    if abs(found + (1 - share) * np.log(0.6) + share * np.log(0.3)) < 0.0015:
        raise WrongAnswerError("The shares are swapped: the rectangle is a 9, all the rest is a 4.")
    if abs(found + np.log(0.6)) < 0.0015:
        raise WrongAnswerError("That is the loss for a pure 4; the pasted rectangle has a share in the label.")
    if abs(found - right / np.log(10)) < 0.0015 or abs(found - right / np.log(2)) < 0.0015:
        raise WrongAnswerError("Take the natural logarithm.")
    if abs(found + np.log(share * 0.6 + (1 - share) * 0.3)) < 0.0015:
        raise WrongAnswerError("Mix the two losses, not the two probabilities: the label stands outside the logarithm.")
    raise WrongAnswerError("First λ: the share of the 28 · 28 pixels that is not covered. Then section 7's formula.")


def _paste(images: np.ndarray, order: np.ndarray, box: tuple[int, int, int, int]) -> np.ndarray:
    top, left, height, width = box
    result = images.copy()
    place = np.s_[:, top : top + height, left : left + width]
    result[place] = images[order][place]
    return result


def _cutmix(answer: Callable) -> str:
    answer = function(answer, "cutmix")
    rng = np.random.default_rng(0)
    for shape, box in (((6, 8, 8, 1), (1, 2, 3, 4)), ((5, 6, 10, 3), (0, 5, 6, 5)), ((4, 9, 7, 1), (2, 0, 5, 1))):
        images, labels = rng.random(shape), np.eye(shape[0])
        order = np.roll(np.arange(shape[0]), 2)
        kept = images.copy(), labels.copy()
        found = answer(images, labels, order, *box)
        if not (np.array_equal(images, kept[0]) and np.array_equal(labels, kept[1])):
            raise WrongAnswerError("The function changes the arrays that it is given; work on a copy.")
        try:
            made, mixed = (np.asarray(part, float) for part in found)
        except (TypeError, ValueError):
            raise WrongAnswerError("Return two arrays: the images and the labels.") from None
        if made.shape != images.shape or mixed.shape != labels.shape:
            raise WrongAnswerError("Images and labels must keep their shapes.")
        if not np.allclose(made, _paste(images, order, box), atol=1e-5):
            if np.allclose(made, images):
                raise WrongAnswerError("The images come back unchanged.")
            top, left, height, width = box
            if np.allclose(made, _paste(images, order, (left, top, width, height)), atol=1e-5):
                raise WrongAnswerError("Rows and columns are mixed up: top and height belong to axis 1.")
            if np.allclose(made, _paste(images[order], np.argsort(order), box), atol=1e-5):
                raise WrongAnswerError("Own image and partner are swapped: the rectangle comes from the partner.")
            raise WrongAnswerError("The rectangle is not where it should be: rows top to top + height, and so on.")
        share = 1 - box[2] * box[3] / (shape[1] * shape[2])
        if np.allclose(mixed, share * labels + (1 - share) * labels[order], atol=1e-5):
            continue
        if np.allclose(mixed, labels):
            raise WrongAnswerError("The images are right, but the labels must be mixed too.")
        if np.allclose(mixed, (1 - share) * labels + share * labels[order], atol=1e-5):
            raise WrongAnswerError("The shares of the labels are swapped: the rectangle is the partner's part.")
        raise WrongAnswerError("The images are right. The partner's share is the area of the rectangle, as a share.")
    return "The layer does the same, with a place and a size of its own for every image."


def _ends(value: object) -> tuple[float, float]:
    """The two ends of a factor that may be one number."""
    if value is None:
        return (0.0, 0.0)
    return tuple(sorted(map(float, value))) if isinstance(value, tuple | list) else (-abs(value), abs(value))


def _house_numbers(answer: object) -> str:
    listed = answer if isinstance(answer, list | tuple) else []
    layers = list(answer.layers if isinstance(answer, keras.Model) else listed)
    layers = [layer for layer in layers if not isinstance(layer, keras.layers.InputLayer)]
    if not layers or not all(isinstance(layer, keras.Layer) for layer in layers):
        raise WrongAnswerError("Answer with a list of Keras layers: [keras.layers.…, …].")
    by_name: dict[str, dict] = {type(layer).__name__: layer.get_config() for layer in layers}
    for name in by_name:
        if "Flip" in name:
            raise WrongAnswerError("A flip makes wrong labels: of a 2 something like a 5.")
        if name in ("MixUp", "CutMix", "RandAugment"):
            raise WrongAnswerError(f"{name} was not asked for, and not every label would stay right.")
    for name in ("RandomTranslation", "RandomRotation", "RandomBrightness"):
        if name not in by_name:
            raise WrongAnswerError(f"{name} is missing.")
    extra = set(by_name) - {"RandomTranslation", "RandomRotation", "RandomBrightness"}
    if extra or len(layers) != 3:
        raise WrongAnswerError("Three layers are enough: shift, rotation, brightness.")
    moved, turned, lit = by_name["RandomTranslation"], by_name["RandomRotation"], by_name["RandomBrightness"]
    for config in (moved, turned):
        if config["fill_mode"] != "nearest":
            raise WrongAnswerError(f'With fill_mode="{config["fill_mode"]}" it is not the nearest pixel that comes in.')
    if not np.allclose(_ends(turned["factor"]), (-10 / 360, 10 / 360), atol=1e-3):
        raise WrongAnswerError("The rotation is off: its unit is the full turn, 360 degrees.")
    for name in ("height_factor", "width_factor"):
        if not np.allclose(_ends(moved[name]), (-0.125, 0.125), atol=1e-3):
            raise WrongAnswerError("The shift is off: 4 pixels of 32, as a share, for the height and for the width.")
    if not np.allclose(lit["value_range"], (0, 1)):
        raise WrongAnswerError("RandomBrightness assumes values from 0 to 255 if you do not tell it value_range.")
    if not np.allclose(_ends(lit["factor"]), (-0.2, 0.2), atol=1e-3):
        raise WrongAnswerError("The brightness is off: a fifth of the range, either way, is 0.2.")
    return "Two of the numbers are shares, one is in turns, and the range is said."


q1 = Exercise(
    verify=_shifted,
    hint_text="The first pair is for the height, the second for the width. Positive is down and to the right.",
    answer="answer = [[0, 0, 0, 0], [2, 3, 0, 0], [6, 7, 0, 0], [10, 11, 0, 0]]",
    wrong={
        "answer = [[0, 0, 4, 5], [0, 0, 8, 9], [0, 0, 12, 13], [0, 0, 0, 0]]": "wrong direction twice",
        "answer = [[0, 0, 0, 0], [0, 0, 0, 1], [0, 0, 4, 5], [0, 0, 8, 9]]": "down and to the right",
        "answer = [[0, 0, 0, 0], [0, 0, 0, 1], [0, 0, 4, 5]]": "4 × 4",
        "answer = [[14, 15, 12, 13], [2, 3, 0, 1], [6, 7, 4, 5], [10, 11, 8, 9]]": "wrap",
        "answer = [[0, 8, 9, 10], [0, 12, 13, 14], [0, 0, 0, 0], [0, 0, 0, 0]]": "height factor comes first",
        "answer = np.arange(16)": "how many rows",
    },
)

q2 = Exercise(
    verify=_loss,
    hint_text="λ is the share of the pixels that still belong to the 4. The loss is λ(−log 0.6) + (1 − λ)(−log 0.3).",
    answer="""share = 1 - 7 * 14 / 28**2
answer = -share * np.log(0.6) - (1 - share) * np.log(0.3)""",
    wrong={
        "answer = 0.511": "pure 4",
        "answer = -(0.125 * np.log(0.6) + 0.875 * np.log(0.3))": "swapped",
        "answer = 0.875 * np.log(0.6) + 0.125 * np.log(0.3)": "minus",
        "answer = -np.log(0.875 * 0.6 + 0.125 * 0.3)": "not the two probabilities",
        "answer = -(0.875 * np.log10(0.6) + 0.125 * np.log10(0.3))": "natural",
        "answer = 1.7": "First λ",
    },
)

q3 = Exercise(
    verify=_cutmix,
    hint_text="Copy the images, then assign to the slice [:, top:top + height, left:left + width] of the copy.",
    answer="""def cutmix(images, labels, order, top, left, height, width):
    mixed = images.copy()
    rows, columns = slice(top, top + height), slice(left, left + width)
    mixed[:, rows, columns] = images[order][:, rows, columns]
    share = 1 - height * width / (images.shape[1] * images.shape[2])
    return mixed, share * labels + (1 - share) * labels[order]


answer = cutmix""",
    wrong={
        """def answer(images, labels, order, top, left, height, width):
    mixed = images.copy()
    mixed[:, top:top + height, left:left + width] = images[order][:, top:top + height, left:left + width]
    return mixed, labels""": "labels must be mixed",
        """def answer(images, labels, order, top, left, height, width):
    place = np.s_[:, top:top + height, left:left + width]
    images[place] = images[order][place]
    share = 1 - height * width / (images.shape[1] * images.shape[2])
    return images, share * labels + (1 - share) * labels[order]""": "work on a copy",
        """def answer(images, labels, order, top, left, height, width):
    mixed = images.copy()
    place = np.s_[:, top:top + height, left:left + width]
    mixed[place] = images[order][place]
    share = height * width / (images.shape[1] * images.shape[2])
    return mixed, share * labels + (1 - share) * labels[order]""": "swapped",
        """def answer(images, labels, order, top, left, height, width):
    mixed = images[order].copy()
    place = np.s_[:, top:top + height, left:left + width]
    mixed[place] = images[place]
    share = 1 - height * width / (images.shape[1] * images.shape[2])
    return mixed, share * labels + (1 - share) * labels[order]""": "partner",
        """def answer(images, labels, order, top, left, height, width):
    mixed = images.copy()
    place = np.s_[:, left:left + width, top:top + height]
    mixed[place] = images[order][place]
    share = 1 - height * width / (images.shape[1] * images.shape[2])
    return mixed, share * labels + (1 - share) * labels[order]""": "Rows and columns",
        """def answer(images, labels, order, top, left, height, width):
    mixed = images.copy()
    place = np.s_[:, top:top + height, left:left + width]
    mixed[place] = images[order][place]
    return mixed, 0.5 * labels + 0.5 * labels[order]""": "area of the rectangle",
        "answer = lambda *given: None": "returns nothing",
    },
)

q4 = Exercise(
    verify=_house_numbers,
    hint_text="Section 2 has a table of the units. For the brightness say value_range.",
    answer="""answer = [
    keras.layers.RandomTranslation(4 / 32, 4 / 32, fill_mode="nearest"),
    keras.layers.RandomRotation(10 / 360, fill_mode="nearest"),
    keras.layers.RandomBrightness(0.2, value_range=(0, 1)),
]""",
    wrong={
        """answer = [
    keras.layers.RandomTranslation(4 / 32, 4 / 32, fill_mode="nearest"),
    keras.layers.RandomRotation(10 / 360, fill_mode="nearest"),
    keras.layers.RandomBrightness(0.2),
]""": "value_range",
        """answer = [
    keras.layers.RandomTranslation(4 / 32, 4 / 32),
    keras.layers.RandomRotation(10 / 360),
    keras.layers.RandomBrightness(0.2, value_range=(0, 1)),
]""": "nearest pixel",
        """answer = [
    keras.layers.RandomTranslation(4 / 32, 4 / 32, fill_mode="nearest"),
    keras.layers.RandomRotation(0.1, fill_mode="nearest"),
    keras.layers.RandomBrightness(0.2, value_range=(0, 1)),
]""": "full turn",
        """answer = [
    keras.layers.RandomFlip("horizontal"),
    keras.layers.RandomTranslation(4 / 32, 4 / 32, fill_mode="nearest"),
    keras.layers.RandomRotation(10 / 360, fill_mode="nearest"),
    keras.layers.RandomBrightness(0.2, value_range=(0, 1)),
]""": "flip",
        """answer = [
    keras.layers.RandomTranslation(4 / 28, 4 / 28, fill_mode="nearest"),
    keras.layers.RandomRotation(10 / 360, fill_mode="nearest"),
    keras.layers.RandomBrightness(0.2, value_range=(0, 1)),
]""": "shift is off",
        "answer = 'RandomFlip'": "list of Keras layers",
    },
)
