"""Exercises of chapter 24, AlexNet."""

from collections.abc import Callable

import keras
import numpy as np

from helpers.exercises import Exercise, WrongAnswerError, function, whole_numbers
from helpers.exercises.networks import check_is_model, does_the_same


def _without_pool5(answer: object) -> str:
    try:
        layer, millions = answer
        millions = float(millions)
    except (TypeError, ValueError):
        raise WrongAnswerError('Answer with a pair of a name and a number, such as ("conv1", 62).') from None
    if isinstance(layer, int | float):
        raise WrongAnswerError("The name of the layer comes first, then the millions.")
    if str(layer).lower().replace(" ", "").replace("_", "") != "dense6":
        raise WrongAnswerError(
            "Which layer reads what the last pooling layer has made? A convolution's parameters do not depend on sizes."
        )
    if millions > 1e6:
        millions /= 1e6
    if not abs(millions - 200) <= 5:  # so that NaN is wrong
        raise WrongAnswerError(
            "The layer is right, the number is not: dense6 now reads 13 · 13 · 256 features instead of 6 · 6 · 256."
        )
    return "dense6 reads 43,264 features and has 177 million parameters; the whole network has 201,838,952."


def _four_groups(answer: object) -> str:
    parameters, multiply_adds = whole_numbers(answer, 2, "Answer with a pair of numbers: (parameters, multiply-adds).")
    right = (153_856, 111_974_400)
    if (parameters, multiply_adds) == right:
        return (
            "5·5·24·256 + 256, and each of the 153,600 weights is used at 27·27 places: a quarter of one tower's work."
        )
    if (multiply_adds, parameters) == right:
        raise WrongAnswerError("The numbers are right, in the wrong order: the parameters come first.")
    if parameters == 5 * 5 * 96 * 256 + 256:
        raise WrongAnswerError("That is the layer without groups: each kernel now sees only a part of the channels.")
    if parameters == 5 * 5 * 48 * 256 + 256:
        raise WrongAnswerError("That is the layer with two groups; four are asked for.")
    if parameters == 5 * 5 * 24 * 64 + 64:
        raise WrongAnswerError("That is one of the four groups. There are four of them.")
    if parameters == right[0] - 256:
        raise WrongAnswerError("The biases are missing: one for each of the 256 kernels.")
    if parameters != right[0]:
        raise WrongAnswerError("The parameters are off: each of 256 kernels is 5 · 5 and sees 96/4 channels.")
    if multiply_adds == right[0] * 27 * 27:
        raise WrongAnswerError("A bias is added, not multiplied: count the weights only, without the 256 biases.")
    if multiply_adds == 5 * 5 * 24 * 256 * 55 * 55:
        raise WrongAnswerError("55 is the size of conv1's maps; pool1 stands between.")
    raise WrongAnswerError("The parameters are right. Each weight is used once at every place of a map: how many?")


def _expected_crops(image: np.ndarray, size: int, middle: tuple[int, int]) -> np.ndarray:
    height, width = image.shape[:2]
    corners = [(0, 0), (0, width - size), (height - size, 0), (height - size, width - size), middle]
    parts = [image[top : top + size, left : left + size] for top, left in corners]
    return np.stack([*parts, *[part[:, ::-1] for part in parts]])


def _as_set(crops: np.ndarray) -> list[bytes]:
    return sorted(np.ascontiguousarray(crop, dtype="float32").tobytes() for crop in crops)


def _ten_crops(answer: Callable) -> str:
    answer = function(answer, "ten_crops")
    rng = np.random.default_rng(0)
    for shape, size in (((32, 32, 3), 26), ((11, 14, 3), 6), ((9, 7, 3), 4)):
        image = rng.random(shape)
        kept = image.copy()
        found = answer(image, size)
        try:
            found = np.asarray(found, float)
        except (TypeError, ValueError):
            raise WrongAnswerError("The ten parts do not have the same shape.") from None
        if not np.array_equal(image, kept):
            raise WrongAnswerError("The function changes the picture that it is given.")
        if found.shape == (5, size, size, 3):
            raise WrongAnswerError("These are five; the mirror images are missing.")
        if found.shape != (10, size, size, 3):
            raise WrongAnswerError(
                f"For a picture of shape {shape} and size {size} the result has the shape {found.shape}, "
                f"not {(10, size, size, 3)}."
            )
        rows, columns = shape[0] - size, shape[1] - size
        middles = [(top, left) for top in (rows // 2, -(-rows // 2)) for left in (columns // 2, -(-columns // 2))]
        parts = [_expected_crops(image, size, middle) for middle in middles]
        # what cannot be divided evenly may be cut off on either side, of the picture or of its mirror image
        rights = [np.concatenate([one[:9], other[9:]]) for one in parts for other in parts]
        if any(_as_set(found) == _as_set(right) for right in rights):
            continue
        right = rights[0]
        if _as_set(found) == _as_set(np.concatenate([right[:5], right[:5, ::-1]])):
            raise WrongAnswerError("These are mirrored upside down; left and right are to be exchanged.")
        if len(set(_as_set(found))) == 5:
            raise WrongAnswerError("Each of the five is there twice: mirror the second ones.")
        given = set(_as_set(found))
        missing = [place for place, crop in enumerate(right[:4]) if _as_set(crop[None])[0] not in given]
        if missing:
            corner = ("top left", "top right", "bottom left", "bottom right")[missing[0]]
            raise WrongAnswerError(
                f"For a picture of shape {shape} and size {size} the corner at the {corner} is not among the ten."
            )
        if any(_as_set(crop[None])[0] not in given for crop in right[5:9]):
            raise WrongAnswerError("The four corners are there, but not all of their mirror images.")
        raise WrongAnswerError("The corners are right, the middle is not: as much is cut off above as below.")
    return "Average a model's predictions for the ten: model.predict(answer(image, size)).mean(axis=0)."


def _two_tower_layers(activation: str | None, last: str | None) -> list:
    conv, pool, dense = keras.layers.Conv2D, keras.layers.MaxPooling2D, keras.layers.Dense
    hidden = {"activation": activation}
    same = {"padding": "same", **hidden}
    layers = [keras.Input((32, 32, 3)), conv(12, 5, **same), pool(3, 2), conv(32, 5, groups=2, **same), pool(3, 2)]
    layers += [conv(48, 3, **same), conv(48, 3, groups=2, **same), conv(32, 3, groups=2, **same), pool(3, 2)]
    return [*layers, keras.layers.Flatten(), dense(256, **hidden), dense(256, **hidden), dense(100, activation=last)]


def _two_towers(answer: object) -> str:
    check_is_model(answer, (32, 32, 3), "The answer is the model, such as keras.Sequential([...]).")
    if answer.input_shape != (None, 32, 32, 3):
        raise WrongAnswerError(f"The input has the shape {answer.input_shape[1:]}, not (32, 32, 3).")
    if answer.output_shape != (None, 100):
        raise WrongAnswerError(f"The output has the shape {answer.output_shape[1:]}; there are 100 classes.")
    convs = [layer for layer in answer.layers if isinstance(layer, keras.layers.Conv2D)]
    if [(layer.filters, *layer.kernel_size) for layer in convs] != [
        (12, 5, 5), (32, 5, 5), (48, 3, 3), (48, 3, 3), (32, 3, 3)
    ]:  # fmt: skip
        raise WrongAnswerError("The five convolutions are not those of section 7: kernels 12, 32, 48, 48, 32.")
    groups = [layer.groups for layer in convs]
    if groups == [1, 1, 1, 1, 1]:
        raise WrongAnswerError("There is one tower only: no convolution has groups=2.")
    if groups[0] != 1:
        raise WrongAnswerError("conv1 has no groups: three channels cannot be halved, and both towers see the picture.")
    if groups[2] != 1:
        raise WrongAnswerError("conv3 reads both towers; it has no groups.")
    if groups != [1, 2, 1, 2, 2]:
        raise WrongAnswerError(f"The groups of the five convolutions are {groups}; look at section 5's drawing.")
    if any(layer.padding != "same" or tuple(layer.strides) != (1, 1) for layer in convs):
        raise WrongAnswerError('In section 7 all convolutions have stride 1 and padding="same".')
    pools = [layer for layer in answer.layers if isinstance(layer, keras.layers.MaxPooling2D)]
    if [(tuple(layer.pool_size), tuple(layer.strides)) for layer in pools] != [((3, 3), (2, 2))] * 3:
        raise WrongAnswerError("Three pooling layers with windows of 3 × 3 and stride 2 are wanted.")
    if [layer.rate for layer in answer.layers if isinstance(layer, keras.layers.Dropout)] != [0.5, 0.5]:
        raise WrongAnswerError("Dropout 0.5 stands behind both hidden dense layers.")
    dense = [layer for layer in answer.layers if isinstance(layer, keras.layers.Dense)]
    if [layer.units for layer in dense] != [256, 256, 100]:
        raise WrongAnswerError("The dense layers have 256, 256 and 100 units.")
    kinds = [type(layer).__name__ for layer in answer.layers]
    if [kind for kind in kinds if kind in {"Dense", "Dropout"}] != ["Dense", "Dropout", "Dense", "Dropout", "Dense"]:
        raise WrongAnswerError("Dropout 0.5 stands behind both hidden dense layers.")
    if answer.count_params() != 202_452:
        raise WrongAnswerError(
            f"It has {answer.count_params():,} parameters instead of 202,452: look at the order of the layers, "
            "and at what is padded."
        )
    if not does_the_same(answer, _two_tower_layers("relu", "softmax"), (32, 32, 3)):
        if does_the_same(answer, _two_tower_layers("relu", None), (32, 32, 3)):
            raise WrongAnswerError("The last layer needs a softmax, so that its outputs are probabilities.")
        raise WrongAnswerError(
            "It computes something else: every layer with weights needs the activation ReLU, the last one softmax, and "
            "the layers stand in the order of section 7."
        )
    return "202,452 parameters; with one tower it would be 224,532."


_TOWERS = """conv = keras.layers.Conv2D
answer = keras.Sequential(
    [
        keras.Input((32, 32, 3)),
        conv(12, 5, padding="same", activation="relu"),
        keras.layers.MaxPooling2D(3, strides=2),
        conv(32, 5, padding="same", activation="relu", groups=2),
        keras.layers.MaxPooling2D(3, strides=2),
        conv(48, 3, padding="same", activation="relu"),
        conv(48, 3, padding="same", activation="relu", groups=2),
        conv(32, 3, padding="same", activation="relu", groups=2),
        keras.layers.MaxPooling2D(3, strides=2),
        keras.layers.Flatten(),
        keras.layers.Dense(256, activation="relu"),
        keras.layers.Dropout(0.5),
        keras.layers.Dense(256, activation="relu"),
        keras.layers.Dropout(0.5),
        keras.layers.Dense(100, activation="softmax"),
    ]
)"""

_CROPS = """def ten_crops(image, size):
    bottom, right = image.shape[0] - size, image.shape[1] - size
    corners = [(0, 0), (0, right), (bottom, 0), (bottom, right), (bottom // 2, right // 2)]
    parts = np.stack([image[top : top + size, left : left + size] for top, left in corners])
    return np.concatenate([parts, parts[:, :, ::-1]])


answer = ten_crops"""

q1 = Exercise(
    verify=_without_pool5,
    hint_text="Without pool5 the maps stay at 13 × 13. Only a layer that reads the flattened maps feels their size.",
    answer="""features = 13 * 13 * 256
dense6 = features * 4096 + 4096
answer = ("dense6", (62_378_344 - 37_752_832 + dense6) / 1e6)""",
    wrong={
        'answer = ("conv5", 62)': "reads",
        'answer = ("dense6", 62)': "13 · 13",
        'answer = ("dense6", 90)': "13 · 13",
        'answer = (200, "dense6")': "pair",
        'answer = "dense6"': "pair",
    },
)

q2 = Exercise(
    verify=_four_groups,
    hint_text="conv2 has 256 kernels of 5 × 5 and reads 96 maps; with four groups each kernel reads a quarter of them.",
    answer="""weights = 5 * 5 * (96 // 4) * 256
answer = (weights + 256, weights * 27 * 27)""",
    wrong={
        "answer = (614_656, 447_897_600)": "without groups",
        "answer = (307_456, 223_948_800)": "two groups",
        "answer = (38_464, 27_993_600)": "one of the four",
        "answer = (153_600, 111_974_400)": "biases",
        "answer = (153_856, 112_161_024)": "added",
        "answer = (153_856, 464_640_000)": "conv1",
        "answer = (153_856, 153_600)": "every place",
        "answer = (111_974_400, 153_856)": "wrong order",
        "answer = 153_856": "pair",
    },
)

q3 = Exercise(
    verify=_ten_crops,
    hint_text="Collect the (top, left) of the five parts in a list first. part[:, ::-1] is the mirror image of a part.",
    answer=_CROPS,
    wrong={
        _CROPS.replace("np.concatenate([parts, parts[:, :, ::-1]])", "parts"): "mirror images are missing",
        _CROPS.replace("parts[:, :, ::-1]", "parts[:, ::-1]"): "upside down",
        _CROPS.replace("parts[:, :, ::-1]", "parts"): "twice",
        _CROPS.replace("(0, right), ", "(0, bottom), "): "top right",
        _CROPS.replace("(bottom // 2, right // 2)", "(1, 1)"): "middle",
        _CROPS.replace("    return ", "    "): "nothing",
        "answer = np.zeros((10, 26, 26, 3))": "function itself",
    },
)

q4 = Exercise(
    verify=_two_towers,
    hint_text="The lists of section 7, written out, with groups=2 in the second, the fourth and the fifth convolution.",
    answer=_TOWERS,
    wrong={
        _TOWERS.replace(", groups=2", ""): "one tower",
        _TOWERS.replace("conv(12, 5, ", "conv(12, 5, groups=3, "): "halved",
        _TOWERS.replace('conv(48, 3, padding="same", activation="relu"),', 'conv(48, 3, padding="same", '
                        'activation="relu", groups=2),'): "both towers",
        _TOWERS.replace('conv(32, 3, padding="same", activation="relu", groups=2)', 'conv(32, 3, padding="same", '
                        'activation="relu")'): "drawing",
        _TOWERS.replace("MaxPooling2D(3, strides=2)", "MaxPooling2D(2)"): "3 × 3",
        _TOWERS.replace("(32, 32, 3)", "(28, 28, 1)"): "input",
        _TOWERS.replace("Dense(100", "Dense(10"): "100 classes",
        _TOWERS.replace("        keras.layers.Dropout(0.5),\n", ""): "Dropout",
        _TOWERS.replace(', activation="softmax"', ""): "softmax",
    },
)  # fmt: skip
