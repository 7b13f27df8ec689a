"""Exercises of chapter 25, VGG."""

from collections.abc import Callable, Iterator

import keras
import numpy as np

from helpers.exercises import Exercise, WrongAnswerError, array, function, numbers, whole_numbers
from helpers.exercises.networks import check_is_model, does_the_same, of_kind


def _factors(answer: object) -> str:
    convolutions, dense, work = numbers(answer, 3, "Answer with three numbers: (a, b, c).")
    if not np.isclose(convolutions, 1):
        raise WrongAnswerError("(a) is off: does the size of the picture occur in 9·C_in·C_out + C_out?")
    if np.isclose(dense, 2) or np.isclose(work, 2):
        raise WrongAnswerError("The width doubles, and so does the height: a map has more than twice the entries.")
    if np.isclose(dense, 1):
        raise WrongAnswerError("(b) is off: how many numbers does Flatten hand over if the maps end at 14 × 14?")
    if np.isclose(work, 1):
        raise WrongAnswerError("(c) is off: every weight is used once at each place, and there are more places.")
    if np.allclose((dense, work), 4):
        return "(1, 4, 4): only the dense layers care about the size, and the work grows with the area."
    raise WrongAnswerError("Compare the entries: 7 × 7 and 14 × 14 after the last pool, N² and (2N)² before.")


def _block(answer: object) -> str:
    parameters, work = whole_numbers(answer, 2, "Answer with a pair of numbers: (parameters, multiply-adds).")
    weights = 9 * (48 * 96 + 3 * 96 * 96)
    right = (weights + 4 * 96, 1_600 * weights)
    if (parameters, work) == right:
        return "9·(48·96 + 3·96·96) weights, each used at 1,600 places, and 4·96 biases."
    if (work, parameters) == right:
        raise WrongAnswerError("The numbers are right, in the wrong order: the parameters come first.")
    if parameters in {4 * 9 * 48 * 96 + 4 * 96, 4 * 9 * 48 * 96}:
        raise WrongAnswerError("Only the first convolution has 48 channels coming in; the other three have 96.")
    if parameters == 4 * 9 * 96 * 96 + 4 * 96:
        raise WrongAnswerError("The first convolution has 48 channels coming in, not 96.")
    if parameters == weights:
        raise WrongAnswerError("The biases are missing: one for each kernel.")
    if parameters != right[0]:
        raise WrongAnswerError("The parameters are off: 9·C_in·C_out + C_out for each of the four convolutions.")
    if work == 400 * weights:
        raise WrongAnswerError("The pool comes last: all four convolutions work on 40 × 40 places.")
    if work == 1_600 * right[0]:
        raise WrongAnswerError("A bias is added, not multiplied: leave the biases out of the multiply-adds.")
    raise WrongAnswerError("The parameters are right. Each weight is used at every one of the 40 · 40 places.")


def _flat(model: object) -> Iterator[object]:
    """Yield the layers of a model, those of nested models in their place."""
    for layer in model.layers:
        if hasattr(layer, "layers"):
            yield from _flat(layer)
        else:
            yield layer


def _network_a_layers(activation: str | None, last: str | None) -> list:
    layers = [keras.Input((32, 32, 3))]
    for num_convs, num_filters in ((1, 8), (1, 16), (2, 32), (2, 64), (2, 64)):
        layers += [keras.layers.Conv2D(num_filters, 3, padding="same", activation=activation) for _ in range(num_convs)]
        layers.append(keras.layers.MaxPooling2D(2))
    dense = [keras.layers.Dense(512, activation=activation) for _ in range(2)]
    return [*layers, keras.layers.Flatten(), *dense, keras.layers.Dense(10, activation=last)]


def _network_a(answer: object) -> str:
    check_is_model(answer, (32, 32, 3))
    if tuple(answer.input_shape) != (None, 32, 32, 3):
        raise WrongAnswerError(f"The pictures have the shape (32, 32, 3); the model takes {answer.input_shape}.")
    layers = list(_flat(answer))
    names = [type(layer).__name__ for layer in layers]
    convolutions = of_kind("Conv2D", layers)
    filters = [layer.filters for layer in convolutions]
    if filters == [64, 128, 256, 256, 512, 512, 512, 512]:
        raise WrongAnswerError("These are all channels of A. An eighth of them is asked for.")
    if len(filters) != 8:
        raise WrongAnswerError(f"Network A has 8 convolutions; yours has {len(filters)}.")
    if filters != [8, 16, 32, 32, 64, 64, 64, 64]:
        raise WrongAnswerError(f"The numbers of kernels are {filters}: compare with A in section 4, divided by 8.")
    if any((layer.kernel_size, layer.padding) != ((3, 3), "same") for layer in convolutions):
        raise WrongAnswerError('Every convolution of a VGG is 3 × 3 with padding="same".')
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
    if not does_the_same(answer, _network_a_layers("relu", "softmax"), (32, 32, 3)):
        if does_the_same(answer, _network_a_layers("relu", None), (32, 32, 3)):
            raise WrongAnswerError("The softmax at the end is missing.")
        if does_the_same(answer, _network_a_layers(None, "softmax"), (32, 32, 3)):
            raise WrongAnswerError("Every layer has ReLU, but for the last, which has softmax.")
        raise WrongAnswerError(
            "It computes something else. Every layer but the last has a bias and ReLU, the last has softmax; the pools "
            "are 2 × 2 with stride 2, the convolutions have stride 1, and Flatten comes before the dense layers."
        )
    return f"{answer.count_params():,} parameters, most of them in the dense layers, as in the large ones."


def _merge(answer: Callable) -> str:
    answer = function(answer, "merge")
    rng = np.random.default_rng(0)
    for c0, c1, c2 in ((1, 1, 1), (2, 3, 4), (3, 3, 3), (5, 1, 2)):
        first, second = rng.normal(size=(3, 3, c0, c1)), rng.normal(size=(3, 3, c1, c2))
        kept = first.copy(), second.copy()
        try:
            found = answer(first, second)
        except ValueError as error:
            message = f"On kernels of the shapes {first.shape} and {second.shape} it stops ({error})."
            raise WrongAnswerError(f"{message} Loop over the nine places only.") from None
        if not (np.array_equal(first, kept[0]) and np.array_equal(second, kept[1])):
            raise WrongAnswerError("The function changes the kernels that it is given; work on a new array.")
        found = array(found, "The function has to return an array of numbers, the merged kernels.")
        right = np.zeros((5, 5, c0, c2))
        for (a, b), _ in np.ndenumerate(np.empty((3, 3))):
            right[a : a + 3, b : b + 3] += np.einsum("uvim,mo->uvio", first, second[a, b])
        if found.shape != right.shape:
            raise WrongAnswerError(f"From {first.shape} and {second.shape} it makes {found.shape}, not {right.shape}.")
        if np.allclose(found, right, atol=1e-5):
            continue
        flipped = np.zeros_like(right)
        for (a, b), _ in np.ndenumerate(np.empty((3, 3))):
            flipped[a : a + 3, b : b + 3] += np.einsum("uvim,mo->uvio", first, second[2 - a, 2 - b])
        if np.allclose(found, flipped, atol=1e-5):
            raise WrongAnswerError("The second kernel is flipped: second[a, b] moves the first one by (a, b).")
        if np.allclose(found * c1, right, atol=1e-5):
            raise WrongAnswerError("The channels between the two are averaged: they are to be added up.")
        raise WrongAnswerError("The values are off: sum over the places (a, b) and over the channels between the two.")
    return "A matrix product over the channels in between, at each of the nine places."


q1 = Exercise(
    verify=_factors,
    hint_text="In the formulas of section 4, look where N occurs. The last maps are 448 / 32 pixels wide.",
    answer="answer = (1, 4, 4)",
    wrong={
        "answer = (4, 4, 4)": "(a)",
        "answer = (1, 2, 4)": "more than twice",
        "answer = (1, 2, 2)": "more than twice",
        "answer = (1, 1, 4)": "(b)",
        "answer = (1, 4, 1)": "(c)",
        "answer = (1, 4, 16)": "Compare",
        "answer = 4": "three numbers",
    },
)

q2 = Exercise(
    verify=_block,
    hint_text="Write down the four convolutions, each with its C_in and C_out. The pool comes after them.",
    answer="""pairs = [(48, 96), (96, 96), (96, 96), (96, 96)]
weights = sum(9 * inputs * outputs for inputs, outputs in pairs)
answer = (weights + 4 * 96, 40 * 40 * weights)""",
    wrong={
        "answer = (166_272, 265_420_800)": "48 channels",
        "answer = (332_160, 530_841_600)": "not 96",
        "answer = (290_304, 464_486_400)": "biases",
        "answer = (290_688, 116_121_600)": "pool comes last",
        "answer = (290_688, 465_100_800)": "added, not multiplied",
        "answer = (464_486_400, 290_688)": "wrong order",
        "answer = 290_688": "pair",
    },
)

_BUILD = """conv_arch = {arch}
model = keras.Sequential([keras.Input((32, 32, 3))])
for num_convs, num_filters in conv_arch:
    for _ in range(num_convs):
        model.add(keras.layers.Conv2D(num_filters, 3, padding={padding}, activation="relu"))
    model.add(keras.layers.MaxPooling2D(2))
model.add(keras.layers.Flatten())
for _ in range(2):
    model.add(keras.layers.Dense({units}, activation="relu"))
    model.add(keras.layers.Dropout({rate}))
model.add(keras.layers.Dense(10, activation="softmax"))
answer = model"""


def _build(
    arch: str = "((1, 8), (1, 16), (2, 32), (2, 64), (2, 64))", padding: str = '"same"', units: int = 512, rate=0.5
) -> str:
    return _BUILD.format(arch=arch, padding=padding, units=units, rate=rate)


q3 = Exercise(
    verify=_network_a,
    hint_text="conv_arch is that of A in section 4 with each num_filters divided by 8; vgg has arguments for the rest.",
    answer=_build(),
    wrong={
        _build("((2, 8), (2, 16), (3, 32), (3, 64), (3, 64))"): "8 convolutions",
        _build("((1, 64), (1, 128), (2, 256), (2, 512), (2, 512))", units=64): "eighth",
        _build("((1, 16), (1, 32), (2, 64), (2, 128), (2, 128))"): "divided by 8",
        _build(units=4096): "units",
        _build(rate=0.2): "Dropout of 0.5",
        "answer = keras.Sequential()": "Input",
        "answer = ((1, 8), (1, 16), (2, 32), (2, 64), (2, 64))": "Keras model",
    },
)

q4 = Exercise(
    verify=_merge,
    hint_text="first[u, v] is a matrix (C0, C1) and second[a, b] a matrix (C1, C2); `@` makes (C0, C2) of them.",
    answer="""def merge(first, second):
    merged = np.zeros((5, 5, first.shape[2], second.shape[3]))
    for a in range(3):
        for b in range(3):
            merged[a : a + 3, b : b + 3] += first @ second[a, b]  # (3, 3, C0, C1) @ (C1, C2)
    return merged


answer = merge""",
    wrong={
        """def answer(first, second):
    merged = np.zeros((5, 5, first.shape[2], second.shape[3]))
    for a in range(3):
        for b in range(3):
            merged[a : a + 3, b : b + 3] += first @ second[2 - a, 2 - b]
    return merged""": "flipped",
        """def answer(first, second):
    merged = np.zeros((5, 5, first.shape[2], second.shape[3]))
    for a in range(3):
        for b in range(3):
            merged[a : a + 3, b : b + 3] += first @ second[a, b] / first.shape[3]
    return merged""": "averaged",
        "answer = lambda first, second: np.zeros((5, 5))": "not (5, 5, 1, 1)",
        "answer = lambda first, second: np.zeros((5, 5, first.shape[2], second.shape[3]))": "off",
        """def answer(first, second):
    first @ second[0, 0]""": "returns nothing",
        """def answer(first, second):
    merged = np.zeros((5, 5))
    for (a, b), number in np.ndenumerate(second):
        merged[a : a + 3, b : b + 3] += number * first
    return merged""": "it stops",
    },
)
