"""Exercises of chapter 24, AlexNet."""

from typing import Any

import numpy as np

from helpers.exercises import Exercise
from helpers.exercises.answers import WrongAnswerError, as_array, as_function, as_whole_numbers, in_order, near
from helpers.exercises.models import as_model, does_the_same, flat, of_kind


def _without_pool5(answer: Any) -> str:
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
    found = as_whole_numbers(answer, 2, "Answer with a pair of numbers: (parameters, multiply-adds).")
    parameters, _ = right = (153_856, 111_974_400)
    if found == right:
        return (
            "5·5·24·256 + 256, and each of the 153,600 weights is used at 27·27 places: a quarter of one tower's work."
        )
    in_order(found, right, "the parameters come first", rtol=0)
    mistakes = {
        (5 * 5 * 96 * 256 + 256, ...): "That is the layer without groups: each kernel now sees only a part of the "
        "channels.",
        (5 * 5 * 48 * 256 + 256, ...): "That is the layer with two groups; four are asked for.",
        (5 * 5 * 24 * 64 + 64, ...): "That is one of the four groups. There are four of them.",
        (parameters - 256, ...): "The biases are missing: one for each of the 256 kernels.",
        (parameters, parameters * 27 * 27): "A bias is added, not multiplied: count the weights only, without the 256 "
        "biases.",
        (parameters, 5 * 5 * 24 * 256 * 55 * 55): "55 is the size of conv1's maps; pool1 stands between.",
        (parameters, ...): "The parameters are right. Each weight is used once at every place of a map: how many?",
    }
    near(found, mistakes, rtol=0)
    raise WrongAnswerError("The parameters are off: each of 256 kernels is 5 · 5 and sees 96/4 channels.")


def _expected_crops(image: np.ndarray, size: int, middle: tuple[int, int]) -> np.ndarray:
    height, width = image.shape[:2]
    corners = [(0, 0), (0, width - size), (height - size, 0), (height - size, width - size), middle]
    parts = [image[top : top + size, left : left + size] for top, left in corners]
    return np.stack([*parts, *[part[:, ::-1] for part in parts]])


def _as_set(crops: np.ndarray) -> list[bytes]:
    return sorted(np.ascontiguousarray(crop, dtype="float32").tobytes() for crop in crops)


def _ten_crops(answer: object) -> str:
    ten_crops = as_function(answer, "ten_crops")
    rng = np.random.default_rng(0)
    for shape, size in (((32, 32, 3), 26), ((11, 14, 3), 6), ((9, 7, 3), 4)):
        image = rng.random(shape)
        found = as_array(ten_crops(image, size), "The ten parts do not have the same shape.")
        if found.shape == (5, size, size, 3):
            raise WrongAnswerError("These are five; the mirror images are missing.")
        if found.shape != (10, size, size, 3):
            raise WrongAnswerError(
                f"For a picture of shape {shape} and size {size} the result has the shape {found.shape}, "
                f"not {(10, size, size, 3)}."
            )
        _judge_crops(found, image, size)
    return "Average a model's predictions for the ten: model.predict(answer(image, size)).mean(axis=0)."


def _judge_crops(found: np.ndarray, image: np.ndarray, size: int) -> None:
    rows, columns = image.shape[0] - size, image.shape[1] - size
    middles = [(top, left) for top in (rows // 2, -(-rows // 2)) for left in (columns // 2, -(-columns // 2))]
    parts = [_expected_crops(image, size, middle) for middle in middles]
    # what cannot be divided evenly may be cut off on either side, of the picture or of its mirror image
    rights = [np.concatenate([one[:9], other[9:]]) for one in parts for other in parts]
    if any(_as_set(found) == _as_set(right) for right in rights):
        return
    right, given = rights[0], set(_as_set(found))
    if _as_set(found) == _as_set(np.concatenate([right[:5], right[:5, ::-1]])):
        raise WrongAnswerError("These are mirrored upside down; left and right are to be exchanged.")
    if len(given) == 5:
        raise WrongAnswerError("Each of the five is there twice: mirror the second ones.")
    for corner, crop in zip(("top left", "top right", "bottom left", "bottom right"), right[:4], strict=True):
        if _as_set(crop[None])[0] not in given:
            raise WrongAnswerError(
                f"For a picture of shape {image.shape} and size {size} the corner at the {corner} is not among the ten."
            )
    if any(_as_set(crop[None])[0] not in given for crop in right[5:9]):
        raise WrongAnswerError("The four corners are there, but not all of their mirror images.")
    raise WrongAnswerError("The corners are right, the middle is not: as much is cut off above as below.")


def _two_tower_layers(activation: str | None, last: str | None) -> list:
    import keras

    conv, pool, dense = keras.layers.Conv2D, keras.layers.MaxPooling2D, keras.layers.Dense
    hidden = {"activation": activation}
    same = {"padding": "same", **hidden}
    layers = [keras.Input((32, 32, 3)), conv(12, 5, **same), pool(3, 2), conv(32, 5, groups=2, **same), pool(3, 2)]
    layers += [conv(48, 3, **same), conv(48, 3, groups=2, **same), conv(32, 3, groups=2, **same), pool(3, 2)]
    return [*layers, keras.layers.Flatten(), dense(256, **hidden), dense(256, **hidden), dense(100, activation=last)]


def _two_towers(answer: object) -> str:
    model = as_model(answer, (32, 32, 3), "The answer is the model, such as keras.Sequential([...]).")
    if model.output_shape != (None, 100):
        raise WrongAnswerError(f"The output has the shape {model.output_shape[1:]}; there are 100 classes.")
    layers = flat(model)
    _check_convolutions(of_kind("Conv2D", layers))
    _check_rest(layers)
    if model.count_params() != 202_452:
        raise WrongAnswerError(
            f"It has {model.count_params():,} parameters instead of 202,452: look at the order of the layers, "
            "and at what is padded."
        )
    if does_the_same(model, _two_tower_layers("relu", "softmax"), (32, 32, 3)):
        return "202,452 parameters; with one tower it would be 224,532."
    if does_the_same(model, _two_tower_layers("relu", None), (32, 32, 3)):
        raise WrongAnswerError("The last layer needs a softmax, so that its outputs are probabilities.")
    raise WrongAnswerError(
        "It computes something else: every layer with weights needs the activation ReLU, the last one softmax, and "
        "the layers stand in the order of section 7."
    )


def _check_convolutions(convs: list[Any]) -> None:
    kernels = [(layer.filters, *layer.kernel_size) for layer in convs]
    if kernels != [(12, 5, 5), (32, 5, 5), (48, 3, 3), (48, 3, 3), (32, 3, 3)]:
        raise WrongAnswerError("The five convolutions are not those of section 7: kernels 12, 32, 48, 48, 32.")
    groups = tuple(layer.groups for layer in convs)
    near(groups, {(1, 1, 1, 1, 1): "There is one tower only: no convolution has groups=2."})
    if groups[0] != 1:
        raise WrongAnswerError("conv1 has no groups: three channels cannot be halved, and both towers see the picture.")
    if groups[2] != 1:
        raise WrongAnswerError("conv3 reads both towers; it has no groups.")
    if groups != (1, 2, 1, 2, 2):
        raise WrongAnswerError(f"The groups of the five convolutions are {list(groups)}; look at section 5's drawing.")
    if any(layer.padding != "same" or tuple(layer.strides) != (1, 1) for layer in convs):
        raise WrongAnswerError('In section 7 all convolutions have stride 1 and padding="same".')


def _check_rest(layers: list[Any]) -> None:
    pools = of_kind("MaxPooling2D", layers)
    if [(tuple(layer.pool_size), tuple(layer.strides)) for layer in pools] != [((3, 3), (2, 2))] * 3:
        raise WrongAnswerError("Three pooling layers with windows of 3 × 3 and stride 2 are wanted.")
    kinds = "".join({"Dense": "d", "Dropout": "o"}.get(type(layer).__name__, "") for layer in layers)
    if [layer.units for layer in of_kind("Dense", layers)] != [256, 256, 100]:
        raise WrongAnswerError("The dense layers have 256, 256 and 100 units.")
    if kinds != "dodod" or [layer.rate for layer in of_kind("Dropout", layers)] != [0.5, 0.5]:
        raise WrongAnswerError("Dropout 0.5 stands behind both hidden dense layers.")


q1 = Exercise(
    verify=_without_pool5,
    hint_text="Without pool5 the maps stay at 13 × 13. Only a layer that reads the flattened maps feels their size.",
    solution_text="""features = 13 * 13 * 256
dense6 = features * 4096 + 4096
answer = ("dense6", (62_378_344 - 37_752_832 + dense6) / 1e6)""",
)

q2 = Exercise(
    verify=_four_groups,
    hint_text="conv2 has 256 kernels of 5 × 5 and reads 96 maps; with four groups each kernel reads a quarter of them.",
    solution_text="""weights = 5 * 5 * (96 // 4) * 256
answer = (weights + 256, weights * 27 * 27)""",
)

q3 = Exercise(
    verify=_ten_crops,
    hint_text="Collect the (top, left) of the five parts in a list first. part[:, ::-1] is the mirror image of a part.",
    solution_text="""def ten_crops(image, size):
    bottom, right = image.shape[0] - size, image.shape[1] - size
    corners = [(0, 0), (0, right), (bottom, 0), (bottom, right), (bottom // 2, right // 2)]
    parts = np.stack([image[top : top + size, left : left + size] for top, left in corners])
    return np.concatenate([parts, parts[:, :, ::-1]])


answer = ten_crops""",
)

q4 = Exercise(
    verify=_two_towers,
    hint_text="The lists of section 7, written out, with groups=2 in the second, the fourth and the fifth convolution.",
    solution_text="""conv = keras.layers.Conv2D
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
)""",
)
