"""Exercises of chapter 26, GoogLeNet."""

import itertools
from collections.abc import Callable

import keras
import numpy as np

from helpers.exercises import Exercise, WrongAnswerError, function, numbers, whole_numbers
from helpers.exercises.networks import check_is_model, random_weights


def _naive_shape(answer: object) -> str:
    height, width, channels = whole_numbers(
        answer, 3, "Answer with three numbers, without the batch: (height, width, channels)."
    )
    if (height, width) != (14, 14):
        raise WrongAnswerError("All four paths keep height and width: stride 1 and padding.")
    if channels == 192 + 208 + 48:
        raise WrongAnswerError("The fourth path is missing. How many channels does pooling hand on?")
    if channels == 192 + 208 + 48 + 64:
        raise WrongAnswerError("That is the real block 4a. Here the pooling path has no 1 × 1 convolution.")
    if channels == 480:
        raise WrongAnswerError("The channels of the paths are laid one behind the other: they add up.")
    if channels != 928:
        raise WrongAnswerError("192 + 208 + 48, and what the pooling path hands on.")
    return "192 + 208 + 48 + 480: pooling hands on all its channels. The real block 4a has 512."


def _largest_reduction(answer: object) -> str:
    (found,) = numbers(answer, 1, "Answer with one number.")
    if not found.is_integer():
        raise WrongAnswerError("Channels are whole numbers: round so that the path stays at or below the half.")
    if found == 191:
        return "191 · (480 + 9 · 208) = 449,232, just below half of 898,560. GoogLeNet takes 96, a quarter."
    if found == 192:
        raise WrongAnswerError("192 is just above the half: 451,584 of 898,560 weights. Round down.")
    if found == 382:
        raise WrongAnswerError("That is where the path costs as much as the direct one; half of it was asked for.")
    if found == 190:
        raise WrongAnswerError("That counts the biases too; count weights only.")
    if found == 104:
        raise WrongAnswerError("The 1 × 1 convolution has weights too: 480 · r of them.")
    if found == 240:
        raise WrongAnswerError("Half the channels are not half the weights: the 1 × 1 convolution costs 480 · r.")
    raise WrongAnswerError("Solve 480·r + 9·r·208 ≤ ½ · 9·480·208 for r.")


def _conv(size: int, channels: int, filters: int) -> int:
    return size**2 * channels * filters + filters


def _budget(answer: Callable) -> str:
    answer = function(answer, "budget")
    for channels, one, three, five, pool in (
        (192, 64, (96, 128), (16, 32), 32),
        (512, 128, (128, 256), (24, 64), 64),
        (7, 3, (2, 5), (4, 6), 1),
    ):
        found = answer(channels, one, three, five, pool)
        out, parameters = whole_numbers(found, 2, "The function must return a pair: (output channels, parameters).")
        called = f"budget({channels}, {one}, {three}, {five}, {pool})"
        ways_in = _conv(1, channels, one + three[0] + five[0] + pool)
        right = ways_in + _conv(3, *three) + _conv(5, *five)
        right_out = one + three[1] + five[1] + pool
        if (out, parameters) == (right, right_out):
            raise WrongAnswerError("The numbers are right, in the wrong order: the channels come first.")
        if out == right_out + three[0] + five[0]:
            raise WrongAnswerError("What is reduced to does not come out: only the last layer of a path counts.")
        if out == right_out - pool + channels:
            raise WrongAnswerError("The pooling path ends in a 1 × 1 convolution: `pool` channels come out.")
        if out != right_out:
            raise WrongAnswerError(f"{called} gives {out} output channels, not {right_out}.")
        biases = one + sum(three) + sum(five) + pool
        if parameters == right - biases:
            raise WrongAnswerError("The biases are missing: one for each kernel of all six convolutions.")
        if parameters == _conv(1, channels, one + pool) + _conv(3, channels, three[1]) + _conv(5, channels, five[1]):
            raise WrongAnswerError("Here 3 × 3 and 5 × 5 look at all channels; they get only what is reduced to.")
        if parameters == right - _conv(1, channels, pool):
            raise WrongAnswerError("The 1 × 1 convolution behind the pooling is missing.")
        if parameters != right:
            raise WrongAnswerError(f"{called} gives {parameters:,} parameters, not {right:,}: six convolutions.")
    return "Six convolutions; the three that see the whole input are 1 × 1, and so is the one behind the pooling."


def _two_threes(answer: object) -> str:
    check_is_model(answer, (28, 28, 192), "The answer is a keras.Model, made by keras.Model(inputs, outputs).")
    if tuple(answer.input_shape) != (None, 28, 28, 192):
        raise WrongAnswerError(f"The input has the shape {tuple(answer.input_shape)[1:]}, not (28, 28, 192).")
    if tuple(answer.output_shape) != (None, 28, 28, 256):
        raise WrongAnswerError(f"The output has the shape {tuple(answer.output_shape)[1:]}, not (28, 28, 256).")
    convolutions = [layer for layer in answer.layers if isinstance(layer, keras.layers.Conv2D)]
    if any(tuple(layer.kernel_size) == (5, 5) for layer in convolutions):
        raise WrongAnswerError("There is still a 5 × 5 convolution in it.")
    fields = _fields(answer)
    if 7 in fields:
        raise WrongAnswerError("Some channels see 7 × 7 pixels: pooling and convolution are one after the other.")
    if fields != {1: 64, 3: 160, 5: 32}:
        raise WrongAnswerError(
            "Expected 64 channels that see one pixel, 160 that see 3 × 3 and 32 that see 5 × 5. "
            f"Found {', '.join(f'{count} that see {size} × {size}' for size, count in sorted(fields.items()))}."
        )
    parameters = answer.count_params()
    if parameters == 157_824:
        raise WrongAnswerError("The first 3 × 3 of path 3 has 32 kernels, as its second has.")
    if parameters != 164_752:
        raise WrongAnswerError(f"{parameters:,} parameters instead of 164,752: check the reductions and the widths.")
    _check_computes_the_block(answer)
    return "164,752, even more than 163,696: 32 channels in between are twice the 16 that a 5 × 5 kernel had to read."


def _check_computes_the_block(model: object) -> None:
    """Refuse a model of the right shapes that does not compute the block; the paths may stand in any order."""
    shapes = [w.shape for w in model.get_weights()]
    kernels = [(1, 1, 192, 64), (1, 1, 192, 96), (3, 3, 96, 128), (1, 1, 192, 16), (3, 3, 16, 32), (3, 3, 32, 32)]
    kernels.append((1, 1, 192, 32))
    if sorted(shape for shape in shapes if len(shape) == 4) != sorted(kernels):
        raise WrongAnswerError("Not the seven convolutions of the block: check what each of them gets to read.")
    rng = np.random.default_rng(1)
    x = rng.normal(size=(1, 28, 28, 192)).astype("float32")
    with random_weights(model, rng) as drawn:
        found = np.asarray(model(x, training=False))
    bias_of = {kernel.shape: (kernel, bias) for kernel, bias in zip(drawn[::2], drawn[1::2], strict=True)}

    def conv(inputs: object, shape: tuple) -> object:
        kernel, bias = bias_of[shape]
        return keras.ops.relu(keras.ops.conv(inputs, kernel, padding="same") + bias)

    pooled = keras.ops.max_pool(x, 3, strides=1, padding="same")
    a, b, c, d, e, f, g = kernels
    paths = [conv(x, a), conv(conv(x, b), c), conv(conv(conv(x, d), e), f), conv(pooled, g)]
    orders = itertools.permutations([np.asarray(path) for path in paths])
    if not any(np.allclose(found, np.concatenate(order, axis=-1), atol=1e-3) for order in orders):
        raise WrongAnswerError(
            "The shapes are right, but it computes something else: is there a ReLU behind every convolution, and is "
            "path 4 a max pooling with a convolution behind it?"
        )


def _fields(model: object) -> dict[int, int]:
    """How many output channels see how many pixels in a row: one lit pixel, positive weights, no biases."""
    kept = model.get_weights()
    try:
        model.set_weights([np.full(w.shape, 0.01 if w.ndim > 1 else 0, "float32") for w in kept])
        lit = np.zeros((1, 28, 28, 192), "float32")
        lit[0, 14, 14] = 1
        output = np.asarray(model(lit, training=False))[0]
    finally:
        model.set_weights(kept)
    widths, counts = np.unique((output > 0).any(axis=0).sum(axis=0), return_counts=True)
    return {int(width): int(count) for width, count in zip(widths, counts, strict=True)}


q1 = Exercise(
    verify=_naive_shape,
    hint_text="Pooling has no kernels: as many channels come out as go in. Then add up the four paths.",
    answer="answer = (14, 14, 192 + 208 + 48 + 480)",
    wrong={
        "answer = (14, 14, 448)": "fourth path",
        "answer = (14, 14, 512)": "real block",
        "answer = (5, 5, 928)": "height and width",
        "answer = (14, 14, 480)": "add up",
        "answer = 928": "three numbers",
        "answer = (None, 14, 14, 928)": "three numbers",
    },
)

q2 = Exercise(
    verify=_largest_reduction,
    hint_text="Section 3 has the formula for the weights of both; here the left side may be at most half of the right.",
    answer="answer = int(0.5 * 9 * 480 * 208 / (480 + 9 * 208))",
    wrong={
        "answer = 192": "Round down",
        "answer = 382": "half of it",
        "answer = 190": "biases",
        "answer = 240": "Half the channels",
        "answer = 191.02": "whole numbers",
        "answer = 96": "Solve",
    },
)

q3 = Exercise(
    verify=_budget,
    hint_text="conv_parameters(size, channels, filters) of section 3, for each of the six convolutions of the block.",
    answer="""def budget(channels, one, three, five, pool):
    def conv_parameters(size, channels, filters):
        return size**2 * channels * filters + filters

    parameters = conv_parameters(1, channels, one + three[0] + five[0] + pool)
    parameters += conv_parameters(3, *three) + conv_parameters(5, *five)
    return one + three[1] + five[1] + pool, parameters


answer = budget""",
    wrong={
        """def answer(channels, one, three, five, pool):
    weights = channels * (one + three[0] + five[0] + pool) + 9 * three[0] * three[1] + 25 * five[0] * five[1]
    return one + three[1] + five[1] + pool, weights""": "biases",
        """def answer(channels, one, three, five, pool):
    filters = one + three[1] + five[1] + pool
    weights = channels * (one + 9 * three[1] + 25 * five[1] + pool)
    return filters, weights + filters""": "all channels",
        """def answer(channels, one, three, five, pool):
    return one + sum(three) + sum(five) + pool, 163_696""": "does not come out",
        "answer = lambda channels, one, three, five, pool: (256, 163_696)": "output channels",
        """def answer(channels, one, three, five, pool):
    print(one + three[1] + five[1] + pool)""": "returns nothing",
        "answer = (256, 163_696)": "function itself",
    },
)

_BLOCK = """def conv(filters, size):
    return keras.layers.Conv2D(filters, size, padding="same", activation="relu")


inputs = keras.Input((28, 28, 192))
path_1 = conv(64, 1)(inputs)
path_2 = conv(128, 3)(conv(96, 1)(inputs))
path_3 = conv(32, 3)(conv(32, 3)(conv(16, 1)(inputs)))
pooled = keras.layers.MaxPooling2D(3, strides=1, padding="same")(inputs)
path_4 = conv(32, 1)(pooled)
outputs = keras.layers.Concatenate()([path_1, path_2, path_3, path_4])
answer = keras.Model(inputs, outputs)"""
_THREES = "conv(32, 3)(conv(32, 3)(conv(16, 1)(inputs)))"

q4 = Exercise(
    verify=_two_threes,
    hint_text="Copy inception from section 5 and put two 3 × 3 convolutions with 32 kernels in place of the 5 × 5.",
    answer=_BLOCK,
    wrong={
        _BLOCK.replace(_THREES, "conv(32, 5)(conv(16, 1)(inputs))"): "5 × 5 convolution",
        _BLOCK.replace(_THREES, "conv(32, 3)(conv(16, 1)(inputs))"): "that see",
        _BLOCK.replace(_THREES, "conv(32, 3)(conv(16, 3)(conv(16, 1)(inputs)))"): "first 3 × 3",
        _BLOCK.replace(_THREES, "conv(32, 3)(conv(32, 3)(inputs))"): "reductions",
        _BLOCK.replace(', activation="relu"', ""): "ReLU",
        _BLOCK.replace("conv(32, 1)(pooled)", "pooled"): "(28, 28, 256)",
        "answer = 164_752": "keras.Model",
    },
)
