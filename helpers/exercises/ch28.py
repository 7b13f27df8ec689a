"""Exercises of chapter 28, augmentation."""

from typing import Any

import numpy as np

from helpers.exercises import Exercise
from helpers.exercises.answers import WrongAnswerError, as_array, as_function, as_numbers, fits, near, near_array
from helpers.exercises.models import flat


def _shifted(answer: object) -> str:
    found = as_array(answer, "Answer with four rows of four numbers, such as [[0, 1, 2, 3], …].")
    if found.size == 16:
        found = found.reshape(4, 4)
    if found.shape != (4, 4):
        raise WrongAnswerError(f"The image stays 4 × 4; the answer has the shape {found.shape}.")
    image = np.arange(16.0).reshape(4, 4)

    def moved(down: int, right: int) -> np.ndarray:
        framed = np.pad(image, 4)
        return framed[4 - down : 8 - down, 4 - right : 8 - right]

    if fits(found, moved(1, -2)):
        return "A quarter of four rows is one row down, half of four columns is two columns to the left."
    for wrong_way in (moved(1, 2), moved(-1, -2)):
        near_array(found, {"One of the two directions is wrong: positive is down and to the right.": wrong_way})
    wrapped = 'What leaves on one side comes in on the other only with "wrap"; here zeros come in.'
    mistakes = {
        "In the wrong direction twice: positive is down and to the right.": moved(-1, 2),
        "The height factor comes first: it moves the rows.": moved(-2, 1),
        wrapped: np.roll(image, (1, -2), axis=(0, 1)),
    }
    near_array(found, mistakes)
    raise WrongAnswerError("The numbers are shares of the height and of the width: how many rows and columns is that?")


def _loss(answer: object) -> str:
    (found,) = as_numbers(answer, 1, "Answer with one number.")
    share = 1 - 7 * 14 / 28**2  # of the 4 that is pasted into
    right = -share * np.log(0.6) - (1 - share) * np.log(0.3)
    if fits(found, right, rtol=0, atol=0.0015):
        return "λ = 1 − 98/784 = 0.875, and the loss is 0.875 · 0.511 + 0.125 · 1.204."
    mixed = "Mix the two losses, not the two probabilities: the label stands outside the logarithm."
    mistakes = {
        -right: "A loss is not negative: the logarithm of a probability is, so it gets a minus.",
        -(1 - share) * np.log(0.6) - share * np.log(0.3): "The shares are swapped: the rectangle is a 9, all the rest "
        "is a 4.",
        -np.log(0.6): "That is the loss for a pure 4; the pasted rectangle has a share in the label.",
        right / np.log(10): "Take the natural logarithm.",
        right / np.log(2): "Take the natural logarithm.",
        -np.log(share * 0.6 + (1 - share) * 0.3): mixed,
    }
    near(found, mistakes, rtol=0, atol=0.0015)
    raise WrongAnswerError("First λ: the share of the 28 · 28 pixels that is not covered. Then section 7's formula.")


def _paste(images: np.ndarray, order: np.ndarray, box: tuple[int, int, int, int]) -> np.ndarray:
    top, left, height, width = box
    result = images.copy()
    place = np.s_[:, top : top + height, left : left + width]
    result[place] = images[order][place]
    return result


def _cutmix(answer: object) -> str:
    cutmix = as_function(answer, "cutmix")
    rng = np.random.default_rng(0)
    for shape, box in (((6, 8, 8, 1), (1, 2, 3, 4)), ((5, 6, 10, 3), (0, 5, 6, 5)), ((4, 9, 7, 1), (2, 0, 5, 1))):
        images, labels = rng.random(shape), np.eye(shape[0])
        order = np.roll(np.arange(shape[0]), 2)
        found = cutmix(images, labels, order, *box)
        try:
            made, mixed = (np.asarray(part, float) for part in found)
        except (TypeError, ValueError):
            raise WrongAnswerError("Return two arrays: the images and the labels.") from None
        if made.shape != images.shape or mixed.shape != labels.shape:
            raise WrongAnswerError("Images and labels must keep their shapes.")
        _judge_images(made, images, order, box)
        share = 1 - box[2] * box[3] / (shape[1] * shape[2])
        if fits(mixed, share * labels + (1 - share) * labels[order], atol=1e-5):
            continue
        swapped = "The shares of the labels are swapped: the rectangle is the partner's part."
        mistakes = {
            "The images are right, but the labels must be mixed too.": labels,
            swapped: (1 - share) * labels + share * labels[order],
        }
        near_array(mixed, mistakes, atol=1e-5)
        raise WrongAnswerError("The images are right. The partner's share is the area of the rectangle, as a share.")
    return "The layer does the same, with a place and a size of its own for every image."


def _judge_images(made: np.ndarray, images: np.ndarray, order: np.ndarray, box: tuple[int, int, int, int]) -> None:
    if fits(made, _paste(images, order, box), atol=1e-5):
        return
    top, left, height, width = box
    swapped = "Own image and partner are swapped: the rectangle comes from the partner."
    mistakes = {
        "The images come back unchanged.": images,
        "Rows and columns are mixed up: top and height belong to axis 1.": _paste(
            images, order, (left, top, width, height)
        ),
        swapped: _paste(images[order], np.argsort(order), box),
    }
    near_array(made, mistakes, atol=1e-5)
    raise WrongAnswerError("The rectangle is not where it should be: rows top to top + height, and so on.")


def _ends(value: Any) -> tuple[float, ...]:
    """The two ends of a factor that may be one number."""
    if value is None:
        return (0.0, 0.0)
    return tuple(sorted(map(float, value))) if isinstance(value, tuple | list) else (-abs(value), abs(value))


def _as_layers(answer: object) -> list[Any]:
    """Return the answer, a list of layers or a model of them, without the input."""
    import keras

    listed = answer if isinstance(answer, list | tuple) else []
    layers = flat(answer) if isinstance(answer, keras.Model) else list(listed)
    if not layers or not all(isinstance(layer, keras.Layer) for layer in layers):
        raise WrongAnswerError("Answer with a list of Keras layers: [keras.layers.…, …].")
    return layers


def _settings(layers: list[Any]) -> tuple[dict, ...]:
    """Return what shift, rotation and brightness are set to; refuse other layers."""
    by_name = {type(layer).__name__: layer.get_config() for layer in layers}
    for name in by_name:
        if "Flip" in name:
            raise WrongAnswerError("A flip makes wrong labels: of a 2 something like a 5.")
        if name in ("MixUp", "CutMix", "RandAugment"):
            raise WrongAnswerError(f"{name} was not asked for, and not every label would stay right.")
    names = ("RandomTranslation", "RandomRotation", "RandomBrightness")
    for name in names:
        if name not in by_name:
            raise WrongAnswerError(f"{name} is missing.")
    if len(layers) != 3:
        raise WrongAnswerError("Three layers are enough: shift, rotation, brightness.")
    return tuple(by_name[name] for name in names)


def _house_numbers(answer: object) -> str:
    moved, turned, lit = _settings(_as_layers(answer))
    for config in (moved, turned):
        if config["fill_mode"] != "nearest":
            raise WrongAnswerError(f'With fill_mode="{config["fill_mode"]}" it is not the nearest pixel that comes in.')
    if not fits(_ends(turned["factor"]), (-10 / 360, 10 / 360), atol=1e-3):
        raise WrongAnswerError("The rotation is off: its unit is the full turn, 360 degrees.")
    for name in ("height_factor", "width_factor"):
        if not fits(_ends(moved[name]), (-0.125, 0.125), atol=1e-3):
            raise WrongAnswerError("The shift is off: 4 pixels of 32, as a share, for the height and for the width.")
    if not fits(lit["value_range"], (0, 1)):
        raise WrongAnswerError("RandomBrightness assumes values from 0 to 255 if you do not tell it value_range.")
    if not fits(_ends(lit["factor"]), (-0.2, 0.2), atol=1e-3):
        raise WrongAnswerError("The brightness is off: a fifth of the range, either way, is 0.2.")
    return "Two of the numbers are shares, one is in turns, and the range is said."


q1 = Exercise(
    verify=_shifted,
    hint_text="The first pair is for the height, the second for the width. Positive is down and to the right.",
    solution_text="answer = [[0, 0, 0, 0], [2, 3, 0, 0], [6, 7, 0, 0], [10, 11, 0, 0]]",
)

q2 = Exercise(
    verify=_loss,
    hint_text="λ is the share of the pixels that still belong to the 4. The loss is λ(−log 0.6) + (1 − λ)(−log 0.3).",
    solution_text="""share = 1 - 7 * 14 / 28**2
answer = -share * np.log(0.6) - (1 - share) * np.log(0.3)""",
)

q3 = Exercise(
    verify=_cutmix,
    hint_text="Copy the images, then assign to the slice [:, top:top + height, left:left + width] of the copy.",
    solution_text="""def cutmix(images, labels, order, top, left, height, width):
    mixed = images.copy()
    rows, columns = slice(top, top + height), slice(left, left + width)
    mixed[:, rows, columns] = images[order][:, rows, columns]
    share = 1 - height * width / (images.shape[1] * images.shape[2])
    return mixed, share * labels + (1 - share) * labels[order]


answer = cutmix""",
)

q4 = Exercise(
    verify=_house_numbers,
    hint_text="Section 2 has a table of the units. For the brightness say value_range.",
    solution_text="""answer = [
    keras.layers.RandomTranslation(4 / 32, 4 / 32, fill_mode="nearest"),
    keras.layers.RandomRotation(10 / 360, fill_mode="nearest"),
    keras.layers.RandomBrightness(0.2, value_range=(0, 1)),
]""",
)
