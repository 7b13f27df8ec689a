"""Exercises of chapter 23, pooling and the first convolutional network."""

from collections.abc import Callable

import numpy as np

from helpers.exercises import Exercise
from helpers.exercises.answers import (
    WrongAnswerError,
    as_array,
    as_function,
    as_whole_numbers,
    fits,
    in_order,
    near,
    near_array,
)
from helpers.exercises.models import as_model, does_the_same, flat

_MAP = np.array([[1, 1, 2, 4], [5, 6, 7, 8], [3, 2, 1, 0], [1, 2, 3, 4]])


def _overlapping(answer: object) -> str:
    found = as_array(answer, "Answer with a list of rows of numbers, such as [[1, 2], [3, 4]].")
    if found.size == 1:
        raise WrongAnswerError("That would be the default, windows side by side. Here the window moves by one pixel.")
    if found.shape == (3, 3):
        raise WrongAnswerError("That is the size for windows of 2 × 2. Here they are 3 × 3: (4 - 3) // 1 + 1 in a row.")
    if found.shape == (4, 4):
        raise WrongAnswerError('Without "same" no window hangs over: (4 - 3) // 1 + 1 in a row.')
    if found.shape != (2, 2) and found.size != 4:
        raise WrongAnswerError(f"There are (4 - 3) // 1 + 1 windows in a row; the answer has the shape {found.shape}.")
    found = found.reshape(2, 2)
    if fits(found, np.array([[7, 8], [7, 8]])):
        return "The four windows overlap, and the same 7 and the same 8 win in two of them."
    side_by_side = "That is the pooling of section 1, with windows of 2 × 2. Here they are 3 × 3."
    means = np.array([[_MAP[i : i + 3, j : j + 3].mean() for j in range(2)] for i in range(2)])
    average = "Those are the means. MaxPooling2D takes the largest number."
    near_array(found, {side_by_side: np.array([[6, 8], [3, 4]]), average: means}, atol=0.02)
    raise WrongAnswerError("The size is right. Lay the 3 × 3 window into each of the four corners of the map.")


def _counts(answer: object) -> str:
    found = as_whole_numbers(answer, 2, "Answer with a pair of numbers: (numbers, parameters).")
    numbers, parameters = right = (2_304, 43_978)
    if found == right:
        return "32 → 28 → 14 → 12 → 6; 2,432 + 18,496 + 23,050 parameters. Pooling has none."
    in_order(found, right, "first those that come out of Flatten", rtol=0)
    channels = "36 places, but at each of them there are 64 channels."
    mistakes = {
        (64 * 8 * 8, ...): 'The convolutions have no padding="same": the first makes maps of 28 × 28.',
        (36, ...): channels,
        (6, ...): channels,
        (numbers, parameters - 25 * 2 * 32): "The first kernels have as many channels as the picture: three.",
        (numbers, parameters - 32 - 64 - 10): "Biases are missing: one for each kernel and each output.",
        (numbers, parameters - 9 * 31 * 64): "The kernels of the second convolution have as many channels as the first "
        "has kernels.",
        (numbers, parameters - 23_050): "The dense layer is missing.",
        (numbers, ...): "The first number is right. Count F·F·C_in·C_out + C_out twice, then the dense layer.",
    }
    near(found, mistakes, rtol=0)
    raise WrongAnswerError("The numbers are off. Follow the size: 32, minus 4, half of it, minus 2, half of it.")


def _pooled(maps: np.ndarray, size: int, reduce: Callable = np.max) -> np.ndarray:
    images, rows, columns, channels = maps.shape
    rows, columns = rows // size, columns // size
    windows = maps[:, : rows * size, : columns * size].reshape(images, rows, size, columns, size, channels)
    return reduce(windows, axis=(2, 4))


def _max_pool(answer: object) -> str:
    max_pool = as_function(answer, "max_pool")
    rng = np.random.default_rng(0)
    for shape, size in (((2, 6, 6, 3), 2), ((3, 7, 11, 2), 2), ((2, 9, 6, 4), 3), ((1, 8, 8, 1), 4), ((2, 5, 7, 3), 5)):
        maps = rng.normal(size=shape) - 1.5  # mostly negative
        try:
            found = max_pool(maps, size)
        except ValueError as error:
            if shape[1] % size or shape[2] % size:
                raise WrongAnswerError(
                    f"For maps of {shape[1]} × {shape[2]} and windows of {size} the function stops with an error: "
                    "drop what is left over at the right and at the bottom first."
                ) from error
            raise
        _judge_pooled(as_array(found, "The function has to return an array of numbers, the pooled maps."), maps, size)
    return "The windows need not even be loops: a reshape to six dimensions does it."


def _judge_pooled(found: np.ndarray, maps: np.ndarray, size: int) -> None:
    right = _pooled(maps, size)
    if found.shape == right.shape[:3] or found.shape == (*right.shape[:3], 1) != right.shape:
        raise WrongAnswerError("The channels are mixed: each channel is pooled by itself.")
    if found.shape == right.shape[1:] != right.shape:
        raise WrongAnswerError("Only one image of the batch is left.")
    if found.shape != right.shape:
        raise WrongAnswerError(
            f"For maps of shape {maps.shape} and windows of {size} the result has the shape {found.shape}, "
            f"not {right.shape}."
        )
    if fits(found, right):
        return
    first = maps[:, ::size, ::size][:, : right.shape[1], : right.shape[2]]
    mistakes = {
        "Negative maxima became 0: do not start from zeros when you look for the largest.": np.maximum(right, 0),
        "That is average pooling; the largest number is wanted.": _pooled(maps, size, np.mean),
        "The function keeps the first pixel of each window; the largest is wanted.": first,
    }
    near_array(found, mistakes)
    raise WrongAnswerError("The shape is right, the numbers are not: take the largest of each window.")


def _averaging_layers(activation: str | None) -> list:
    import keras

    layers = keras.layers
    return [
        keras.Input((None, None, 1)),
        layers.Conv2D(32, 3, activation=activation),
        layers.MaxPooling2D(2),
        layers.Conv2D(64, 3, activation=activation),
        layers.MaxPooling2D(2),
        layers.GlobalAveragePooling2D(),
        layers.Dense(10, activation="softmax"),
    ]


def _averaging(answer: object) -> str:
    model = as_model(answer, (None, None, 1))
    _check_kinds([type(layer).__name__ for layer in flat(model)])
    if model.input_shape != (None, None, None, 1):
        raise WrongAnswerError("The input takes one size only: put None where the height and the width stood.")
    rng, sizes = np.random.default_rng(0), ((28, 28, 1), (40, 33, 1))
    for size in sizes:
        found = np.asarray(model(rng.random((2, *size)).astype("float32")))
        if found.shape != (2, 10):
            raise WrongAnswerError(f"For two images the output has the shape {found.shape}, not (2, 10).")
        if not np.allclose(found.sum(axis=1), 1, atol=1e-4) or (found < 0).any():
            raise WrongAnswerError("The ten outputs are no probabilities: the softmax is missing.")
    if model.count_params() != 19_466:
        raise WrongAnswerError(
            f"The model has {model.count_params():,} parameters, not 320 + 18,496 + 650: "
            "keep 32 and 64 kernels of 3 × 3."
        )
    if does_the_same(model, _averaging_layers(None), *sizes):
        raise WrongAnswerError("The convolutions have lost their ReLU.")
    if not does_the_same(model, _averaging_layers("relu"), *sizes):
        raise WrongAnswerError(
            "It computes something else: order, strides, padding, windows and ReLU stay as in the first CNN."
        )
    return "19,466 parameters, less than a sixth of what the first CNN has."


def _check_kinds(kinds: list[str]) -> None:
    if "Flatten" in kinds or "Reshape" in kinds:
        raise WrongAnswerError("There is still a Flatten: global average pooling stands in its place.")
    if "GlobalMaxPooling2D" in kinds:
        raise WrongAnswerError("The global maximum is not the global average.")
    if "GlobalAveragePooling2D" not in kinds:
        raise WrongAnswerError("Global average pooling is missing.")
    if kinds.count("Dense") > 1:
        raise WrongAnswerError("The hidden dense layer should be gone: the ten outputs follow the global average.")
    if kinds.count("Conv2D") != 2 or kinds.count("MaxPooling2D") != 2:
        raise WrongAnswerError("Two convolutions, each with max pooling behind it, should stay as they were.")


q1 = Exercise(
    verify=_overlapping,
    hint_text="How many windows of 3 × 3 fit side by side into a row of four, if the window moves by one pixel?",
    solution_text="answer = [[7, 8], [7, 8]]",
)

q2 = Exercise(
    verify=_counts,
    hint_text="Make the table of section 3: size, kernels, parameters of each layer. A color picture has 3 channels.",
    solution_text="""size = ((32 - 5 + 1) // 2 - 3 + 1) // 2
numbers = size**2 * 64
answer = (numbers, 25 * 3 * 32 + 32 + 9 * 32 * 64 + 64 + numbers * 10 + 10)""",
)

q3 = Exercise(
    verify=_max_pool,
    hint_text="Cut maps down to rows * size and columns * size, then reshape to (images, rows, size, columns, size, "
    "channels) and take the maximum over the axes 2 and 4. Or use loops, as pool2d does.",
    solution_text="""def max_pool(maps, size):
    images, height, width, channels = maps.shape
    rows, columns = height // size, width // size
    whole = maps[:, : rows * size, : columns * size]
    windows = whole.reshape(images, rows, size, columns, size, channels)
    return windows.max(axis=(2, 4))


answer = max_pool""",
)

q4 = Exercise(
    verify=_averaging,
    hint_text="keras.Input((None, None, 1)), and GlobalAveragePooling2D() where Flatten and the layer of 64 stood.",
    solution_text="""layers = keras.layers
answer = keras.Sequential(
    [
        keras.Input((None, None, 1)),
        layers.Conv2D(32, 3, activation="relu"),
        layers.MaxPooling2D(2),
        layers.Conv2D(64, 3, activation="relu"),
        layers.MaxPooling2D(2),
        layers.GlobalAveragePooling2D(),
        layers.Dense(10, activation="softmax"),
    ]
)""",
)
