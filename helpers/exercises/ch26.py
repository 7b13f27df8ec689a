"""Exercises of chapter 26, GoogLeNet."""

import itertools
from typing import Any

import numpy as np

from helpers.exercises import Exercise
from helpers.exercises.answers import WrongAnswerError, as_function, as_numbers, as_whole_numbers, in_order, near
from helpers.exercises.models import as_model, flat, lent, of_kind, randomize


def _naive_shape(answer: object) -> str:
    otherwise = "Answer with three numbers, without the batch: (height, width, channels)."
    found = as_whole_numbers(answer, 3, otherwise)
    if found == (14, 14, 928):
        return "192 + 208 + 48 + 480: pooling hands on all its channels. The real block 4a has 512."
    mistakes = {
        (14, 14, 192 + 208 + 48): "The fourth path is missing. How many channels does pooling hand on?",
        (14, 14, 192 + 208 + 48 + 64): "That is the real block 4a. Here the pooling path has no 1 × 1 convolution.",
        (14, 14, 480): "The channels of the paths are laid one behind the other: they add up.",
        (14, 14, ...): "192 + 208 + 48, and what the pooling path hands on.",
    }
    near(found, mistakes)
    raise WrongAnswerError("All four paths keep height and width: stride 1 and padding.")


def _largest_reduction(answer: object) -> str:
    (found,) = as_numbers(answer, 1, "Answer with one number.")
    if not found.is_integer():
        raise WrongAnswerError("Channels are whole numbers: round so that the path stays at or below the half.")
    if found == 191:
        return "191 · (480 + 9 · 208) = 449,232, just below half of 898,560. GoogLeNet takes 96, a quarter."
    mistakes = {
        192: "192 is just above the half: 451,584 of 898,560 weights. Round down.",
        382: "That is where the path costs as much as the direct one; half of it was asked for.",
        190: "That counts the biases too; count weights only.",
        104: "The 1 × 1 convolution has weights too: 480 · r of them.",
        240: "Half the channels are not half the weights: the 1 × 1 convolution costs 480 · r.",
    }
    near(found, mistakes)
    raise WrongAnswerError("Solve 480·r + 9·r·208 ≤ ½ · 9·480·208 for r.")


def _conv(size: int, channels: int, filters: int) -> int:
    return size**2 * channels * filters + filters


def _budget(answer: object) -> str:
    budget = as_function(answer, "budget")
    for channels, one, three, five, pool in (
        (192, 64, (96, 128), (16, 32), 32),
        (512, 128, (128, 256), (24, 64), 64),
        (7, 3, (2, 5), (4, 6), 1),
    ):
        found = budget(channels, one, three, five, pool)
        found = as_whole_numbers(found, 2, "The function must return a pair: (output channels, parameters).")
        out = one + three[1] + five[1] + pool
        parameters = _conv(1, channels, one + three[0] + five[0] + pool) + _conv(3, *three) + _conv(5, *five)
        if found == (out, parameters):
            continue
        in_order(found, (out, parameters), "the channels come first", rtol=0)
        biases = one + sum(three) + sum(five) + pool
        unreduced = _conv(1, channels, one + pool) + _conv(3, channels, three[1]) + _conv(5, channels, five[1])
        mistakes = {
            (out + three[0] + five[0], ...): "What is reduced to does not come out: only the last layer of a path "
            "counts.",
            (out - pool + channels, ...): "The pooling path ends in a 1 × 1 convolution: `pool` channels come out.",
            (out, parameters - biases): "The biases are missing: one for each kernel of all six convolutions.",
            (out, unreduced): "Here 3 × 3 and 5 × 5 look at all channels; they get only what is reduced to.",
            (out, parameters - _conv(1, channels, pool)): "The 1 × 1 convolution behind the pooling is missing.",
        }
        near(found, mistakes, rtol=0)
        called = f"budget({channels}, {one}, {three}, {five}, {pool})"
        if found[0] != out:
            raise WrongAnswerError(f"{called} gives {found[0]} output channels, not {out}.")
        raise WrongAnswerError(f"{called} gives {found[1]:,} parameters, not {parameters:,}: six convolutions.")
    return "Six convolutions; the three that see the whole input are 1 × 1, and so is the one behind the pooling."


def _two_threes(answer: object) -> str:
    model = as_model(answer, (28, 28, 192), "The answer is a keras.Model, made by keras.Model(inputs, outputs).")
    if model.output_shape != (None, 28, 28, 256):
        raise WrongAnswerError(f"The output has the shape {model.output_shape[1:]}, not (28, 28, 256).")
    if any(tuple(layer.kernel_size) == (5, 5) for layer in of_kind("Conv2D", flat(model))):
        raise WrongAnswerError("There is still a 5 × 5 convolution in it.")
    fields = _fields(model)
    if 7 in fields:
        raise WrongAnswerError("Some channels see 7 × 7 pixels: pooling and convolution are one after the other.")
    if fields != {1: 64, 3: 160, 5: 32}:
        raise WrongAnswerError(
            "Expected 64 channels that see one pixel, 160 that see 3 × 3 and 32 that see 5 × 5. "
            f"Found {', '.join(f'{count} that see {size} × {size}' for size, count in sorted(fields.items()))}."
        )
    parameters = model.count_params()
    near(parameters, {157_824: "The first 3 × 3 of path 3 has 32 kernels, as its second has."}, rtol=0)
    if parameters != 164_752:
        raise WrongAnswerError(f"{parameters:,} parameters instead of 164,752: check the reductions and the widths.")
    _check_computes_the_block(model)
    return "164,752, even more than 163,696: 32 channels in between are twice the 16 that a 5 × 5 kernel had to read."


def _check_computes_the_block(model: Any) -> None:
    """Refuse a model of the right shapes that does not compute the block; the paths may stand in any order."""
    import keras

    shapes = [w.shape for w in model.get_weights()]
    kernels = [(1, 1, 192, 64), (1, 1, 192, 96), (3, 3, 96, 128), (1, 1, 192, 16), (3, 3, 16, 32), (3, 3, 32, 32)]
    kernels.append((1, 1, 192, 32))
    if sorted(shape for shape in shapes if len(shape) == 4) != sorted(kernels):
        raise WrongAnswerError("Not the seven convolutions of the block: check what each of them gets to read.")
    rng = np.random.default_rng(1)
    x = rng.normal(size=(1, 28, 28, 192)).astype("float32")
    with lent(model):
        drawn = randomize(model, rng)
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


def _fields(model: Any) -> dict[int, int]:
    """How many output channels see how many pixels in a row: one lit pixel, positive weights, no biases."""
    lit = np.zeros((1, 28, 28, 192), "float32")
    lit[0, 14, 14] = 1
    with lent(model):
        model.set_weights([np.full(w.shape, 0.01 if w.ndim > 1 else 0, "float32") for w in model.get_weights()])
        output = np.asarray(model(lit, training=False))[0]
    widths, counts = np.unique((output > 0).any(axis=0).sum(axis=0), return_counts=True)
    return {int(width): int(count) for width, count in zip(widths, counts, strict=True)}


q1 = Exercise(
    verify=_naive_shape,
    hint_text="Pooling has no kernels: as many channels come out as go in. Then add up the four paths.",
    solution_text="answer = (14, 14, 192 + 208 + 48 + 480)",
)

q2 = Exercise(
    verify=_largest_reduction,
    hint_text="Section 3 has the formula for the weights of both; here the left side may be at most half of the right.",
    solution_text="answer = int(0.5 * 9 * 480 * 208 / (480 + 9 * 208))",
)

q3 = Exercise(
    verify=_budget,
    hint_text="conv_parameters(size, channels, filters) of section 3, for each of the six convolutions of the block.",
    solution_text="""def budget(channels, one, three, five, pool):
    def conv_parameters(size, channels, filters):
        return size**2 * channels * filters + filters

    parameters = conv_parameters(1, channels, one + three[0] + five[0] + pool)
    parameters += conv_parameters(3, *three) + conv_parameters(5, *five)
    return one + three[1] + five[1] + pool, parameters


answer = budget""",
)


q4 = Exercise(
    verify=_two_threes,
    hint_text="Copy inception from section 5 and put two 3 × 3 convolutions with 32 kernels in place of the 5 × 5.",
    solution_text="""def conv(filters, size):
    return keras.layers.Conv2D(filters, size, padding="same", activation="relu")


inputs = keras.Input((28, 28, 192))
path_1 = conv(64, 1)(inputs)
path_2 = conv(128, 3)(conv(96, 1)(inputs))
path_3 = conv(32, 3)(conv(32, 3)(conv(16, 1)(inputs)))
pooled = keras.layers.MaxPooling2D(3, strides=1, padding="same")(inputs)
path_4 = conv(32, 1)(pooled)
outputs = keras.layers.Concatenate()([path_1, path_2, path_3, path_4])
answer = keras.Model(inputs, outputs)""",
)
