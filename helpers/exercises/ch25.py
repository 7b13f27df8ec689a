"""Exercises of chapter 25, VGG."""

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
from helpers.exercises.models import as_model, does_the_same, flat, of_kind


def _factors(answer: object) -> str:
    found = as_numbers(answer, 3, "Answer with three numbers: (a, b, c).")
    if fits(found, (1, 4, 4)):
        return "(1, 4, 4): only the dense layers care about the size, and the work grows with the area."
    if not fits(found, (1, ..., ...)):
        raise WrongAnswerError("(a) is off: does the size of the picture occur in 9·C_in·C_out + C_out?")
    both = "The width doubles, and so does the height: a map has more than twice the entries."
    mistakes = {
        (1, 2, ...): both,
        (1, ..., 2): both,
        (1, 1, ...): "(b) is off: how many numbers does Flatten hand over if the maps end at 14 × 14?",
        (1, ..., 1): "(c) is off: every weight is used once at each place, and there are more places.",
    }
    near(found, mistakes)
    raise WrongAnswerError("Compare the entries: 7 × 7 and 14 × 14 after the last pool, N² and (2N)² before.")


def _block(answer: object) -> str:
    found = as_whole_numbers(answer, 2, "Answer with a pair of numbers: (parameters, multiply-adds).")
    weights = 9 * (48 * 96 + 3 * 96 * 96)
    parameters, _ = right = (weights + 4 * 96, 1_600 * weights)
    if found == right:
        return "9·(48·96 + 3·96·96) weights, each used at 1,600 places, and 4·96 biases."
    in_order(found, right, "the parameters come first", rtol=0)
    only_first = "Only the first convolution has 48 channels coming in; the other three have 96."
    mistakes = {
        (4 * 9 * 48 * 96 + 4 * 96, ...): only_first,
        (4 * 9 * 48 * 96, ...): only_first,
        (4 * 9 * 96 * 96 + 4 * 96, ...): "The first convolution has 48 channels coming in, not 96.",
        (weights, ...): "The biases are missing: one for each kernel.",
        (parameters, 400 * weights): "The pool comes last: all four convolutions work on 40 × 40 places.",
        (parameters, 1_600 * parameters): "A bias is added, not multiplied: leave the biases out of the multiply-adds.",
        (parameters, ...): "The parameters are right. Each weight is used at every one of the 40 · 40 places.",
    }
    near(found, mistakes, rtol=0)
    raise WrongAnswerError("The parameters are off: 9·C_in·C_out + C_out for each of the four convolutions.")


def _network_a_layers(activation: str | None, last: str | None) -> list:
    import keras

    layers = [keras.Input((32, 32, 3))]
    for num_convs, num_filters in ((1, 8), (1, 16), (2, 32), (2, 64), (2, 64)):
        layers += [keras.layers.Conv2D(num_filters, 3, padding="same", activation=activation) for _ in range(num_convs)]
        layers.append(keras.layers.MaxPooling2D(2))
    dense = [keras.layers.Dense(512, activation=activation) for _ in range(2)]
    return [*layers, keras.layers.Flatten(), *dense, keras.layers.Dense(10, activation=last)]


def _network_a(answer: object) -> str:
    model = as_model(answer, (32, 32, 3))
    layers = flat(model)
    _check_convolutions(of_kind("Conv2D", layers))
    _check_order(layers)
    if does_the_same(model, _network_a_layers("relu", "softmax"), (32, 32, 3)):
        return f"{model.count_params():,} parameters, most of them in the dense layers, as in the large ones."
    if does_the_same(model, _network_a_layers("relu", None), (32, 32, 3)):
        raise WrongAnswerError("The softmax at the end is missing.")
    if does_the_same(model, _network_a_layers(None, "softmax"), (32, 32, 3)):
        raise WrongAnswerError("Every layer has ReLU, but for the last, which has softmax.")
    raise WrongAnswerError(
        "It computes something else. Every layer but the last has a bias and ReLU, the last has softmax; the pools "
        "are 2 × 2 with stride 2, the convolutions have stride 1, and Flatten comes before the dense layers."
    )


def _check_convolutions(convolutions: list[Any]) -> None:
    filters = [layer.filters for layer in convolutions]
    full = "These are all channels of A. An eighth of them is asked for."
    near(tuple(filters), {(64, 128, 256, 256, 512, 512, 512, 512): full})
    if len(filters) != 8:
        raise WrongAnswerError(f"Network A has 8 convolutions; yours has {len(filters)}.")
    if filters != [8, 16, 32, 32, 64, 64, 64, 64]:
        raise WrongAnswerError(f"The numbers of kernels are {filters}: compare with A in section 4, divided by 8.")
    if any((layer.kernel_size, layer.padding) != ((3, 3), "same") for layer in convolutions):
        raise WrongAnswerError('Every convolution of a VGG is 3 × 3 with padding="same".')


def _check_order(layers: list[Any]) -> None:
    names = [type(layer).__name__ for layer in layers]
    order = "".join({"Conv2D": "c", "MaxPooling2D": "p", "Dense": "d", "Dropout": "o"}.get(name, "") for name in names)
    if order.count("p") != 5:
        raise WrongAnswerError(f"There are five blocks, each with a pool; yours has {order.count('p')} pools.")
    if order.replace("o", "") != "cpcpccpccpccpddd":
        raise WrongAnswerError("The layers stand in another order: convolutions, then a pool, five times; then dense.")
    units = [layer.units for layer in of_kind("Dense", layers)]
    if units != [512, 512, 10]:
        raise WrongAnswerError(f"The dense layers have {units} units; 512, 512 and 10 are asked for.")
    rates = [layer.rate for layer in of_kind("Dropout", layers)]
    if not order.endswith("dodod") or rates != [0.5, 0.5]:
        raise WrongAnswerError("Dropout of 0.5 stands after each of the two dense layers of 512 units.")


def _merged(first: np.ndarray, second: np.ndarray) -> np.ndarray:
    merged = np.zeros((5, 5, first.shape[2], second.shape[3]))
    for a, b in np.ndindex(3, 3):
        merged[a : a + 3, b : b + 3] += first @ second[a, b]
    return merged


def _merge(answer: object) -> str:
    merge = as_function(answer, "merge")
    rng = np.random.default_rng(0)
    for c0, c1, c2 in ((1, 1, 1), (2, 3, 4), (3, 3, 3), (5, 1, 2)):
        first, second = rng.normal(size=(3, 3, c0, c1)), rng.normal(size=(3, 3, c1, c2))
        try:
            found = merge(first, second)
        except ValueError as error:
            message = f"On kernels of the shapes {first.shape} and {second.shape} it stops ({error})."
            raise WrongAnswerError(f"{message} Loop over the nine places only.") from None
        found = as_array(found, "The function has to return an array of numbers, the merged kernels.")
        right = _merged(first, second)
        if found.shape != right.shape:
            raise WrongAnswerError(f"From {first.shape} and {second.shape} it makes {found.shape}, not {right.shape}.")
        if fits(found, right, atol=1e-5):
            continue
        flipped = "The second kernel is flipped: second[a, b] moves the first one by (a, b)."
        averaged = "The channels between the two are averaged: they are to be added up."
        near_array(found, {flipped: _merged(first, second[::-1, ::-1]), averaged: right / c1}, atol=1e-5)
        raise WrongAnswerError("The values are off: sum over the places (a, b) and over the channels between the two.")
    return "A matrix product over the channels in between, at each of the nine places."


q1 = Exercise(
    verify=_factors,
    hint_text="In the formulas of section 4, look where N occurs. The last maps are 448 / 32 pixels wide.",
    solution_text="answer = (1, 4, 4)",
)

q2 = Exercise(
    verify=_block,
    hint_text="Write down the four convolutions, each with its C_in and C_out. The pool comes after them.",
    solution_text="""pairs = [(48, 96), (96, 96), (96, 96), (96, 96)]
weights = sum(9 * inputs * outputs for inputs, outputs in pairs)
answer = (weights + 4 * 96, 40 * 40 * weights)""",
)


q3 = Exercise(
    verify=_network_a,
    hint_text="conv_arch is that of A in section 4 with each num_filters divided by 8; vgg has arguments for the rest.",
    solution_text="""conv_arch = ((1, 8), (1, 16), (2, 32), (2, 64), (2, 64))
model = keras.Sequential([keras.Input((32, 32, 3))])
for num_convs, num_filters in conv_arch:
    for _ in range(num_convs):
        model.add(keras.layers.Conv2D(num_filters, 3, padding="same", activation="relu"))
    model.add(keras.layers.MaxPooling2D(2))
model.add(keras.layers.Flatten())
for _ in range(2):
    model.add(keras.layers.Dense(512, activation="relu"))
    model.add(keras.layers.Dropout(0.5))
model.add(keras.layers.Dense(10, activation="softmax"))
answer = model""",
)

q4 = Exercise(
    verify=_merge,
    hint_text="first[u, v] is a matrix (C0, C1) and second[a, b] a matrix (C1, C2); `@` makes (C0, C2) of them.",
    solution_text="""def merge(first, second):
    merged = np.zeros((5, 5, first.shape[2], second.shape[3]))
    for a in range(3):
        for b in range(3):
            merged[a : a + 3, b : b + 3] += first @ second[a, b]  # (3, 3, C0, C1) @ (C1, C2)
    return merged


answer = merge""",
)
