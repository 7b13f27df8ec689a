"""Exercises of chapter 27, ResNet."""

from typing import Any

import numpy as np

from helpers.exercises import Exercise
from helpers.exercises.answers import (
    WrongAnswerError,
    as_array,
    as_function,
    as_numbers,
    as_whole_numbers,
    fits,
    in_order,
    near,
    near_array,
)
from helpers.exercises.models import as_model, lent

_BETA = 0.3  # of all normalizations, when a model's order of layers is tested


def _three_blocks(answer: object) -> str:
    found = as_numbers(answer, 3, "Answer with a list of three numbers, one for each channel, such as [1, 2, 3].")
    if fits(found, (0, 0, 1)):
        return "Each block returns ReLU(x - 1): the branch is -1 everywhere, and the ReLU cuts off what is negative."
    mistakes = {
        (-6, -2, 1): "That is without the ReLU after each addition (pre-activation blocks would do it).",
        (0, 0, 3): "That is what comes out of the first block; there are three.",
        (0, 1, 4): "That would be β = 0. A normalization of zeros returns β.",
        (0, 0, 0): "Plain blocks would end at zero. Here x is added to what the branch returns.",
    }
    near(found, mistakes)
    raise WrongAnswerError(
        "Do one block by hand: what does the branch return, and what does the ReLU make of x + that?"
    )


def _down_sampling(answer: object) -> str:
    found = as_whole_numbers(answer, 2, "Answer with a pair of numbers: (parameters, multiply-adds).")
    branch, projection = 9 * 128 * 256 + 9 * 256 * 256, 128 * 256
    kernels = branch + projection
    parameters, _ = right = (kernels + 3 * 4 * 256, 14 * 14 * kernels)
    if found == right:
        return "917,504 weights in three convolutions, each used at 14 · 14 places, and 3,072 numbers that normalize."
    in_order(found, right, "the parameters come first", rtol=0)
    mistakes = {
        (branch + 2 * 4 * 256, ...): "The projection on the shortcut is missing: the shape changes.",
        (kernels, ...): "The normalizations are missing in the parameters: four numbers per channel.",
        (kernels + 2 * 4 * 256, ...): "There are three normalizations; the projection has one, too.",
        (kernels + 3 * 2 * 256, ...): "A normalization has four numbers per channel, not two: also the two moving "
        "averages.",
        (parameters, 28 * 28 * kernels): "The stride halves the maps: each weight is used once for each pixel of the "
        "*output*.",
        (parameters, 14 * 14 * branch): "The parameters are right; the projection works, too, and needs multiply-adds.",
        (parameters, 14 * 14 * parameters): "The parameters are right; the normalizations do not count as "
        "multiply-adds.",
        (parameters, ...): "The parameters are right. Each kernel weight is used once for each pixel of the output.",
    }
    near(found, mistakes, rtol=0)
    raise WrongAnswerError("The parameters are off: three convolutions without biases, three normalizations.")


def _option_a(x: np.ndarray, filters: int) -> np.ndarray:
    return np.pad(x[:, ::2, ::2], ((0, 0), (0, 0), (0, 0), (0, filters - x.shape[3])))


def _shortcut(answer: object) -> str:
    shortcut_a = as_function(answer, "shortcut_a")
    rng = np.random.default_rng(0)
    for shape, filters in (((2, 8, 8, 3), 6), ((1, 7, 5, 4), 7), ((3, 4, 6, 2), 2), ((2, 14, 14, 16), 32)):
        x = rng.normal(size=shape).astype("float32")
        found, right = shortcut_a(x, filters), _option_a(x, filters)
        found = as_array(found, "The function has to return an array of numbers, the shortcut.")
        if found.shape == (*right.shape[:3], shape[3]) and filters != shape[3]:
            raise WrongAnswerError("The channels of zeros are missing.")
        if found.shape != right.shape:
            raise WrongAnswerError(f"For x of shape {shape} and {filters} filters: {right.shape}, not {found.shape}.")
        if fits(found, right, atol=1e-5):
            continue
        in_front = "The zeros stand in front of the old channels; they belong behind them."
        near_array(found, {in_front: np.roll(right, filters - shape[3], axis=3)}, atol=1e-5)
        if np.allclose(found[..., shape[3] :], 0):
            raise WrongAnswerError("The old channels are off: take every second pixel of every second row, from 0 on.")
        raise WrongAnswerError("The new channels must be zeros.")
    return "No parameters, and hardly any work. The price: half of the new channels get nothing from the shortcut."


def _bottleneck_by_hand(x: np.ndarray, kernels: list[np.ndarray]) -> np.ndarray:
    branch = x
    for kernel in kernels:
        branch = np.maximum(0, branch / np.sqrt(1.001) + _BETA)
        margin = kernel.shape[0] // 2
        padded = np.pad(branch, ((margin, margin), (margin, margin), (0, 0)))
        windows = np.lib.stride_tricks.sliding_window_view(padded, kernel.shape[:2], axis=(0, 1))
        branch = np.einsum("hwcuv,uvck->hwk", windows, kernel)
    return x + branch


def _set(model: Any, kernels: list[np.ndarray] | None) -> None:
    """Give normalizations γ = 1, β = _BETA and moving averages 0 and 1; kernels the given ones, in order, or zeros."""
    rest = iter(kernels or [])
    for weight in model.weights:
        if len(weight.shape) == 4:
            weight.assign(next(rest) if kernels else np.zeros(weight.shape))
        else:
            start = {"beta": _BETA, "moving_mean": 0.0}.get(weight.name, 1.0)
            weight.assign(np.full(weight.shape, start))


def _check_structure(model: Any) -> None:
    if model.output_shape != (None, 14, 14, 32):
        raise WrongAnswerError(
            f"Input and output have the shape (14, 14, 32); yours: {model.input_shape[1:]}, {model.output_shape[1:]}."
        )
    shapes = [tuple(weight.shape) for weight in model.weights if len(weight.shape) == 4]
    if shapes != [(1, 1, 32, 8), (3, 3, 8, 8), (1, 1, 8, 32)]:
        raise WrongAnswerError(f"Three kernels: (1, 1, 32, 8), (3, 3, 8, 8) and (1, 1, 8, 32); yours: {shapes}.")
    if any(weight.name == "bias" for weight in model.weights):
        raise WrongAnswerError("The convolutions have biases: use_bias=False.")
    normalized = [int(weight.shape[0]) for weight in model.weights if weight.name == "moving_mean"]
    if normalized == [8, 8, 32]:
        raise WrongAnswerError("The order is the original one: here BN and ReLU stand in front of each convolution.")
    if sorted(normalized) != [8, 8, 32]:
        raise WrongAnswerError(f"Three normalizations, of 32, 8 and 8 channels; yours: {normalized}.")
    if model.count_params() != 1_280:
        raise WrongAnswerError("Each normalization has γ, β and two moving averages: leave its arguments as they are.")


def _pre_activation_bottleneck(answer: object) -> str:
    model = as_model(answer, (14, 14, 32), "The answer is a model: answer = keras.Model(inputs, outputs).")
    _check_structure(model)
    rng = np.random.default_rng(0)
    x = rng.normal(size=(14, 14, 32)).astype("float32")
    kernels = [rng.normal(0, 0.2, shape) for shape in ((1, 1, 32, 8), (3, 3, 8, 8), (1, 1, 8, 32))]
    with lent(model):
        _set(model, None)
        copied = np.asarray(model(x[None]))[0]
        _set(model, kernels)
        found = np.asarray(model(x[None]))[0]
    mistakes = {
        "There is a ReLU behind the addition: with zero kernels negative numbers are lost.": np.maximum(0, x),
        "With zero kernels the block returns zeros: its input is not added.": np.zeros(x.shape),
    }
    near_array(copied, mistakes, atol=1e-4)
    if not fits(copied, x, atol=1e-4):
        raise WrongAnswerError("With zero kernels the block must return its input, unchanged.")
    if not fits(found, _bottleneck_by_hand(x, kernels), atol=0.02):
        raise WrongAnswerError(
            "In front of each of the three convolutions stand BN and ReLU, in this order, and the input is added last."
        )
    return "1,088 weights in three convolutions, and 192 numbers in three normalizations: 1,280 in all."


q1 = Exercise(
    verify=_three_blocks,
    hint_text="The branch ends in a normalization of zeros. With β = -1 it returns -1 for every channel.",
    solution_text="""x = np.array([-3, 1, 4])
for _ in range(3):
    x = np.maximum(0, x - 1)
answer = x""",
)

q2 = Exercise(
    verify=_down_sampling,
    hint_text="3 × 3 from 128 to 256, 3 × 3 from 256 to 256, and 1 × 1 from 128 to 256 on the shortcut; 14 × 14 maps.",
    solution_text="""kernels = 9 * 128 * 256 + 9 * 256 * 256 + 128 * 256
answer = (kernels + 3 * 4 * 256, 14 * 14 * kernels)""",
)

q3 = Exercise(
    verify=_shortcut,
    hint_text="x[:, ::2, ::2] takes every second pixel. np.pad(..., ((0, 0), (0, 0), (0, 0), (0, k))) adds k channels.",
    solution_text="""def shortcut_a(x, filters):
    smaller = x[:, ::2, ::2]
    return np.pad(smaller, ((0, 0), (0, 0), (0, 0), (0, filters - x.shape[-1])))


answer = shortcut_a""",
)

q4 = Exercise(
    verify=_pre_activation_bottleneck,
    hint_text="pre_activation_block of section 6, with three rounds instead of two: 8 (1 × 1), 8 (3 × 3), 32 (1 × 1).",
    solution_text="""inputs = keras.Input((14, 14, 32))
x = inputs
for filters, size in ((8, 1), (8, 3), (32, 1)):
    x = keras.layers.BatchNormalization()(x)
    x = keras.layers.ReLU()(x)
    x = keras.layers.Conv2D(filters, size, padding="same", use_bias=False)(x)
answer = keras.Model(inputs, keras.layers.Add()([inputs, x]))""",
)
