"""Exercises of chapter 22, the convolution."""

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

_SOBEL = np.array([[-1, 0, 1], [-2, 0, 2], [-1, 0, 1]])
_SHARPEN = np.array([[0, -1, 0], [-1, 5, -1], [0, -1, 0]])


def _even_kernel(answer: object) -> str:
    found = as_array(answer, "Answer with a list of rows of numbers, such as [[1, 2], [3, 4]].")
    if found.size == 9:
        found = found.reshape(3, 3)
    if found.shape == (2, 2) or found.size == 4:
        raise WrongAnswerError('2 × 2 is the map without padding. With "same" the map is as large as the image.')
    if found.shape == (4, 4):
        raise WrongAnswerError('A whole ring of zeros is too much: with "same" the map is as large as the image.')
    if found.shape != (3, 3):
        raise WrongAnswerError(f"The map is as large as the image, 3 × 3; the answer has the shape {found.shape}.")
    right = np.array([[4, 4, 2], [4, 4, 2], [2, 2, 1]])
    if fits(found, right):
        return "One column of zeros on the right and one row at the bottom: there the windows hang over."
    wrong_sides = "On the wrong sides: section 3 says where the zeros go that cannot be divided evenly."
    hang_over = "The windows at two of the borders hang over into zeros, and count fewer than four ones."
    near_array(found, {wrong_sides: right[::-1, ::-1], hang_over: np.full((3, 3), 4)})
    raise WrongAnswerError("Draw the padded image. Each entry counts the ones in its 2 × 2 window, itself at top left.")


def _counts(answer: object) -> str:
    found = as_whole_numbers(answer, 2, "Answer with a pair of numbers: (convolution, dense).")
    convolution, dense = right = (1_216, 9_636_928)
    if found == right:
        return "5·5·3·16 + 16, and 3,072 · 3,136 + 3,136: almost eight thousand times as many."
    in_order(found, right, "the convolution comes first", rtol=0)
    biases = "Biases are missing: one for each kernel, one for each unit of the dense layer."
    mistakes = {
        (convolution - 16, ...): biases,
        (..., dense - 3_136): biases,
        (5 * 5 * 16 + 16, ...): "Each kernel has as many channels as the picture: three.",
        (convolution, 3_072 * 16 * 256 + 16 * 256): 'The layer has no padding="same": its maps are (32 - 5) // 2 + 1 '
        "entries wide.",
        (convolution, 3_072 * 28 * 28 * 16 + 28 * 28 * 16): "The stride makes the maps smaller: (32 - 5) // 2 + 1 "
        "entries wide.",
        (convolution, 3_072 * 196 + 196): "The outputs are 14 · 14 for each of the 16 kernels.",
        (convolution, 1_024 * 3_136 + 3_136): "A color picture has 32 · 32 · 3 inputs.",
        (convolution, ...): "The convolution is right. The dense layer has 32·32·3 inputs; count the outputs with O of "
        "section 4.",
    }
    near(found, mistakes, rtol=0)
    raise WrongAnswerError("The convolution is off: F·F·C_in·C_out + C_out. Stride and size do not matter for it.")


def _slide(image: np.ndarray, kernel: np.ndarray) -> np.ndarray:
    rows, columns = (length - 2 for length in image.shape)
    return sum(kernel[u, v] * image[u : u + rows, v : v + columns] for u in range(3) for v in range(3))


def _strength(padded: np.ndarray) -> np.ndarray:
    return np.hypot(_slide(padded, _SOBEL), _slide(padded, _SOBEL.T))


def _edge_strength(answer: object) -> str:
    edge_strength = as_function(answer, "edge_strength")
    rng = np.random.default_rng(0)
    step = np.tile([0.0, 0.0, 1.0, 1.0, 1.0], (6, 1))
    for image in (rng.random((7, 9)), step, rng.random((12, 5)), np.full((5, 5), 0.6)):
        found = as_array(edge_strength(image), "The function has to return an array of numbers, the edge strengths.")
        if found.shape != image.shape:
            raise WrongAnswerError(f"For an image of shape {image.shape} the function returns the shape {found.shape}.")
        inside = np.s_[1:-1, 1:-1]
        right = _strength(np.pad(image, 1, mode="edge"))
        # padding with the border pixels or with their mirror image: neither makes edges out of nothing
        others = [_strength(np.pad(image, 1, mode=mode)) for mode in ("edge", "reflect", "symmetric")]
        if any(fits(found, other, atol=1e-4) for other in others):
            continue
        zeros = "At the border there are false edges: the image was padded with zeros."
        near_array(found, {zeros: _strength(np.pad(image, 1))}, atol=1e-4)
        mistakes = {
            "That is the square of the edge strength: the root is missing.": np.square(right)[inside],
            "Inside it is right, but at the border it is not: repeat the border pixels (section 3).": right[inside],
        }
        near_array(found[inside], mistakes, atol=1e-4)
        for kernel in (_SOBEL, _SOBEL.T):
            one_way = np.abs(_slide(np.pad(image, 1, mode="edge"), kernel))[inside]
            missing = "Edges of one direction are missing: both Sobel kernels are needed."
            near_array(np.abs(found)[inside], {missing: one_way}, atol=1e-4)
        raise WrongAnswerError("The values are off: slide both Sobel kernels, square, add, and take the root.")
    return "Try it on house[:, :, 0]: the bright frame is gone."


def _kernels(answer: object) -> str:
    found = as_array(answer, "Answer with an array of numbers of the shape (3, 3, 3, 2).")
    if found.shape != (3, 3, 3, 2):
        raise WrongAnswerError(f"The array has the shape {found.shape}, not (3, 3, 3, 2).")
    green, gray = found[..., 0], found[..., 1]
    blur = np.full((3, 3), 1 / 9)
    if not np.allclose(green[:, :, [0, 2]], 0, atol=1e-6):
        all_three = "The first map adds up all three channels: red and blue must get zeros."
        near_array(green, {all_three: np.repeat(blur[..., None], 3, axis=2)}, atol=1e-6)
        raise WrongAnswerError(
            "The first map must not look at red and blue: answer[:, :, 0, 0] and [:, :, 2, 0] are zero."
        )
    near_array(green[:, :, 1], {"The first map is nine times too bright: a mean divides by 9.": 9 * blur}, atol=1e-6)
    if not fits(green[:, :, 1], blur, atol=1e-3):
        raise WrongAnswerError("The first map should be the mean of nine green pixels: each weight is 1/9.")
    sharp = np.repeat(_SHARPEN[..., None], 3, axis=2)
    too_bright = "The second map is three times too bright: gray is the mean of the channels, not their sum."
    near_array(gray, {too_bright: sharp}, atol=1e-3)
    if not fits(gray, sharp / 3, atol=1e-3):
        raise WrongAnswerError(
            "The second map is not right yet: gray is a mean over the channels. What becomes of the nine numbers?"
        )
    return "The layer turns colors into gray and sharpens in one step: both are linear."


q1 = Exercise(
    verify=_even_kernel,
    hint_text="same_padding(3, 2) of section 3 says how many zeros go before and after. Draw the padded image.",
    solution_text="answer = [[4, 4, 2], [4, 4, 2], [2, 2, 1]]",
)

q2 = Exercise(
    verify=_counts,
    hint_text="First the size of the map: N = 32, F = 5, P = 0, stride 2. Then 16 such maps are the outputs.",
    solution_text="""side = (32 - 5) // 2 + 1
inputs, outputs = 32 * 32 * 3, side * side * 16
answer = (5 * 5 * 3 * 16 + 16, inputs * outputs + outputs)""",
)

q3 = Exercise(
    verify=_edge_strength,
    hint_text='np.pad(image, 1, mode="edge") first, then both Sobel kernels of section 5 without any further padding.',
    solution_text="""def edge_strength(image):
    padded = np.pad(image, 1, mode="edge")
    sobel = np.array([[-1, 0, 1], [-2, 0, 2], [-1, 0, 1]])
    both = np.stack([sobel, sobel.T], axis=-1)[:, :, None, :]  # two kernels: (3, 3, 1, 2)
    maps = keras.ops.conv(padded[None, :, :, None].astype("float32"), both.astype("float32"))
    return np.sqrt((np.asarray(maps)[0] ** 2).sum(axis=-1))


answer = edge_strength""",
)

q4 = Exercise(
    verify=_kernels,
    hint_text="Start with np.zeros((3, 3, 3, 2)). answer[:, :, 1, 0] is what the first kernel does with green.",
    solution_text="""answer = np.zeros((3, 3, 3, 2))
answer[:, :, 1, 0] = 1 / 9
sharpen = np.array([[0, -1, 0], [-1, 5, -1], [0, -1, 0]])
for channel in range(3):
    answer[:, :, channel, 1] = sharpen / 3""",
)
