"""Exercises of chapter 22, the convolution."""

from collections.abc import Callable

import numpy as np

from helpers.exercises import Exercise, WrongAnswerError, array, function, whole_numbers

_SOBEL = np.array([[-1, 0, 1], [-2, 0, 2], [-1, 0, 1]])
_SHARPEN = np.array([[0, -1, 0], [-1, 5, -1], [0, -1, 0]])


def _even_kernel(answer: object) -> str:
    found = array(answer, "Answer with a list of rows of numbers, such as [[1, 2], [3, 4]].")
    if found.size == 9:
        found = found.reshape(3, 3)
    if found.shape == (2, 2) or found.size == 4:
        raise WrongAnswerError('2 × 2 is the map without padding. With "same" the map is as large as the image.')
    if found.shape == (4, 4):
        raise WrongAnswerError('A whole ring of zeros is too much: with "same" the map is as large as the image.')
    if found.shape != (3, 3):
        raise WrongAnswerError(f"The map is as large as the image, 3 × 3; the answer has the shape {found.shape}.")
    right = np.array([[4, 4, 2], [4, 4, 2], [2, 2, 1]])
    if np.allclose(found, right):
        return "One column of zeros on the right and one row at the bottom: there the windows hang over."
    if np.allclose(found, right[::-1, ::-1]):
        raise WrongAnswerError("On the wrong sides: section 3 says where the zeros go that cannot be divided evenly.")
    if np.allclose(found, 4):
        raise WrongAnswerError(
            "The windows at two of the borders hang over into zeros, and count fewer than four ones."
        )
    raise WrongAnswerError("Draw the padded image. Each entry counts the ones in its 2 × 2 window, itself at top left.")


def _counts(answer: object) -> str:
    convolution, dense = whole_numbers(answer, 2, "Answer with a pair of numbers: (convolution, dense).")
    right = (1_216, 9_636_928)
    if (convolution, dense) == right:
        return "5·5·3·16 + 16, and 3,072 · 3,136 + 3,136: almost eight thousand times as many."
    if (dense, convolution) == right:
        raise WrongAnswerError("The numbers are right, in the wrong order: the convolution comes first.")
    if convolution == right[0] - 16 or dense == right[1] - 3_136:
        raise WrongAnswerError("Biases are missing: one for each kernel, one for each unit of the dense layer.")
    if convolution == 5 * 5 * 16 + 16:
        raise WrongAnswerError("Each kernel has as many channels as the picture: three.")
    if convolution != right[0]:
        raise WrongAnswerError("The convolution is off: F·F·C_in·C_out + C_out. Stride and size do not matter for it.")
    if dense == 3_072 * 16 * 256 + 16 * 256:
        raise WrongAnswerError('The layer has no padding="same": its maps are (32 - 5) // 2 + 1 entries wide.')
    if dense == 3_072 * 28 * 28 * 16 + 28 * 28 * 16:
        raise WrongAnswerError("The stride makes the maps smaller: (32 - 5) // 2 + 1 entries wide.")
    if dense == 3_072 * 196 + 196:
        raise WrongAnswerError("The outputs are 14 · 14 for each of the 16 kernels.")
    if dense == 1_024 * 3_136 + 3_136:
        raise WrongAnswerError("A color picture has 32 · 32 · 3 inputs.")
    raise WrongAnswerError(
        "The convolution is right. The dense layer has 32·32·3 inputs; count the outputs with O of section 4."
    )


def _slide(image: np.ndarray, kernel: np.ndarray) -> np.ndarray:
    rows, columns = (length - 2 for length in image.shape)
    return sum(kernel[u, v] * image[u : u + rows, v : v + columns] for u in range(3) for v in range(3))


def _strength(padded: np.ndarray) -> np.ndarray:
    return np.hypot(_slide(padded, _SOBEL), _slide(padded, _SOBEL.T))


def _edge_strength(answer: Callable) -> str:
    answer = function(answer, "edge_strength")
    rng = np.random.default_rng(0)
    step = np.tile([0.0, 0.0, 1.0, 1.0, 1.0], (6, 1))
    for image in (rng.random((7, 9)), step, rng.random((12, 5)), np.full((5, 5), 0.6)):
        kept = image.copy()
        found = array(answer(image), "The function has to return an array of numbers, the edge strengths.")
        if not np.array_equal(image, kept):
            raise WrongAnswerError("The function changes the image that it is given; work on a copy.")
        if found.shape != image.shape:
            raise WrongAnswerError(f"For an image of shape {image.shape} the function returns the shape {found.shape}.")
        inside = np.s_[1:-1, 1:-1]
        right = _strength(np.pad(image, 1, mode="edge"))
        # padding with the border pixels or with their mirror image: neither makes edges out of nothing
        others = [_strength(np.pad(image, 1, mode=mode)) for mode in ("edge", "reflect", "symmetric")]
        if any(np.allclose(found, other, atol=1e-4) for other in others):
            continue
        if np.allclose(found[inside], np.square(right)[inside], atol=1e-4):
            raise WrongAnswerError("That is the square of the edge strength: the root is missing.")
        if np.allclose(found, _strength(np.pad(image, 1)), atol=1e-4):
            raise WrongAnswerError("At the border there are false edges: the image was padded with zeros.")
        if np.allclose(found[inside], right[inside], atol=1e-4):
            raise WrongAnswerError(
                "Inside it is right, but at the border it is not: repeat the border pixels (section 3)."
            )
        one_way = (_slide(np.pad(image, 1, mode="edge"), kernel) for kernel in (_SOBEL, _SOBEL.T))
        if any(np.allclose(np.abs(found)[inside], np.abs(one)[inside], atol=1e-4) for one in one_way):
            raise WrongAnswerError("Edges of one direction are missing: both Sobel kernels are needed.")
        raise WrongAnswerError("The values are off: slide both Sobel kernels, square, add, and take the root.")
    return "Try it on house[:, :, 0]: the bright frame is gone."


def _kernels(answer: object) -> str:
    found = array(answer, "Answer with an array of numbers of the shape (3, 3, 3, 2).")
    if found.shape != (3, 3, 3, 2):
        raise WrongAnswerError(f"The array has the shape {found.shape}, not (3, 3, 3, 2).")
    green, gray = found[..., 0], found[..., 1]
    blur = np.full((3, 3), 1 / 9)
    if not np.allclose(green[:, :, [0, 2]], 0, atol=1e-6):
        if np.allclose(green, np.repeat(blur[..., None], 3, axis=2), atol=1e-6):
            raise WrongAnswerError("The first map adds up all three channels: red and blue must get zeros.")
        raise WrongAnswerError(
            "The first map must not look at red and blue: answer[:, :, 0, 0] and [:, :, 2, 0] are zero."
        )
    if np.allclose(green[:, :, 1], 1, atol=1e-6):
        raise WrongAnswerError("The first map is nine times too bright: a mean divides by 9.")
    if not np.allclose(green[:, :, 1], blur, atol=1e-3):
        raise WrongAnswerError("The first map should be the mean of nine green pixels: each weight is 1/9.")
    if np.allclose(gray, _SHARPEN[..., None], atol=1e-3):
        raise WrongAnswerError(
            "The second map is three times too bright: gray is the mean of the channels, not their sum."
        )
    if not np.allclose(gray, _SHARPEN[..., None] / 3, atol=1e-3):
        raise WrongAnswerError(
            "The second map is not right yet: gray is a mean over the channels. What becomes of the nine numbers?"
        )
    return "The layer turns colors into gray and sharpens in one step: both are linear."


q1 = Exercise(
    verify=_even_kernel,
    hint_text="same_padding(3, 2) of section 3 says how many zeros go before and after. Draw the padded image.",
    answer="answer = [[4, 4, 2], [4, 4, 2], [2, 2, 1]]",
    wrong={
        "answer = [[1, 2, 2], [2, 4, 4], [2, 4, 4]]": "wrong sides",
        "answer = [[4, 4], [4, 4]]": "without padding",
        "answer = np.full((3, 3), 4)": "hang over",
        "answer = [[1, 2, 2, 1], [2, 4, 4, 2], [2, 4, 4, 2], [1, 2, 2, 1]]": "whole ring",
        "answer = [[4, 4, 4], [4, 4, 4], [2, 2, 2]]": "padded image",
    },
)

q2 = Exercise(
    verify=_counts,
    hint_text="First the size of the map: N = 32, F = 5, P = 0, stride 2. Then 16 such maps are the outputs.",
    answer="""side = (32 - 5) // 2 + 1
inputs, outputs = 32 * 32 * 3, side * side * 16
answer = (5 * 5 * 3 * 16 + 16, inputs * outputs + outputs)""",
    wrong={
        "answer = (416, 9_636_928)": "three",
        "answer = (1_200, 9_633_792)": "Biases",
        "answer = (1_216, 12_587_008)": "padding",
        "answer = (1_216, 602_308)": "16 kernels",
        "answer = (1_216, 3_072 * 12_544 + 12_544)": "stride",
        "answer = (1_216, 3_214_400)": "inputs",
        "answer = (9_636_928, 1_216)": "wrong order",
        "answer = 1_216": "pair",
    },
)

q3 = Exercise(
    verify=_edge_strength,
    hint_text='np.pad(image, 1, mode="edge") first, then both Sobel kernels of section 5 without any further padding.',
    answer="""def edge_strength(image):
    padded = np.pad(image, 1, mode="edge")
    sobel = np.array([[-1, 0, 1], [-2, 0, 2], [-1, 0, 1]])
    both = np.stack([sobel, sobel.T], axis=-1)[:, :, None, :]  # two kernels: (3, 3, 1, 2)
    maps = keras.ops.conv(padded[None, :, :, None].astype("float32"), both.astype("float32"))
    return np.sqrt((np.asarray(maps)[0] ** 2).sum(axis=-1))


answer = edge_strength""",
    wrong={
        """def answer(image):
    sobel = np.array([[-1, 0, 1], [-2, 0, 2], [-1, 0, 1]], "float32")
    both = np.stack([sobel, sobel.T], axis=-1)[:, :, None, :]
    maps = keras.ops.conv(image[None, :, :, None].astype("float32"), both, padding="same")
    return np.sqrt((np.asarray(maps)[0] ** 2).sum(axis=-1))""": "zeros",
        """def answer(image):
    sobel = np.array([[-1, 0, 1], [-2, 0, 2], [-1, 0, 1]], "float32")
    both = np.stack([sobel, sobel.T], axis=-1)[:, :, None, :]
    maps = keras.ops.conv(image[None, :, :, None].astype("float32"), both)
    return np.sqrt((np.asarray(maps)[0] ** 2).sum(axis=-1))""": "shape",
        """def answer(image):
    sobel = np.array([[-1, 0, 1], [-2, 0, 2], [-1, 0, 1]], "float32")
    padded = np.pad(image, 1, mode="edge")[None, :, :, None].astype("float32")
    both = np.stack([sobel, sobel.T], axis=-1)[:, :, None, :]
    return (np.asarray(keras.ops.conv(padded, both))[0] ** 2).sum(axis=-1)""": "root is missing",
        """def answer(image):
    sobel = np.array([[-1, 0, 1], [-2, 0, 2], [-1, 0, 1]], "float32")
    padded = np.pad(image, 1, mode="edge")[None, :, :, None].astype("float32")
    maps = keras.ops.conv(padded, sobel.T[:, :, None, None])
    return np.abs(np.asarray(maps)[0, :, :, 0])""": "one direction",
        "answer = lambda image: image * 0": "off",
        """def answer(image):
    np.pad(image, 1, mode="edge")""": "returns nothing",
    },
)

q4 = Exercise(
    verify=_kernels,
    hint_text="Start with np.zeros((3, 3, 3, 2)). answer[:, :, 1, 0] is what the first kernel does with green.",
    answer="""answer = np.zeros((3, 3, 3, 2))
answer[:, :, 1, 0] = 1 / 9
sharpen = np.array([[0, -1, 0], [-1, 5, -1], [0, -1, 0]])
for channel in range(3):
    answer[:, :, channel, 1] = sharpen / 3""",
    wrong={
        """answer = np.zeros((3, 3, 3, 2))
answer[:, :, :, 0] = 1 / 9""": "all three",
        """answer = np.zeros((3, 3, 3, 2))
answer[:, :, 1, 0] = 1""": "nine times",
        """answer = np.zeros((3, 3, 3, 2))
answer[:, :, 1, 0] = 1 / 9
answer[:, :, :, 1] = np.array([[0, -1, 0], [-1, 5, -1], [0, -1, 0]])[:, :, None]""": "three times",
        """answer = np.zeros((3, 3, 3, 2))
answer[:, :, 1, 0] = 1 / 9
answer[:, :, 1, 1] = np.array([[0, -1, 0], [-1, 5, -1], [0, -1, 0]])""": "a mean over the channels",
        "answer = np.zeros((2, 3, 3, 3))": "shape",
        """answer = np.zeros((3, 3, 3, 2))
answer[:, :, 2, 0] = 1 / 9""": "red and blue",
    },
)
