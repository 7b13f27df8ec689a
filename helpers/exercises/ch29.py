"""Exercises of chapter 29, fine-tuning."""

from collections.abc import Callable

import keras
import numpy as np

from helpers.exercises import Exercise, WrongAnswerError, array, function, whole_numbers
from helpers.exercises.networks import of_kind

_WORDS = {"kernels", "gamma and beta", "moving averages"}


def _as_set(part: object) -> set[str]:
    words = {part} if isinstance(part, str) else set(part)
    if unknown := words - _WORDS:
        raise WrongAnswerError(f"The words are {', '.join(sorted(_WORDS))}; not {sorted(map(str, unknown))[0]!r}.")
    return words


def _what_fit_changes(answer: object) -> str:
    try:
        first, second = answer
        first, second = _as_set(first), _as_set(second)
    except (TypeError, ValueError):
        raise WrongAnswerError('Answer with a pair of sets, such as (set(), {"kernels"}).') from None
    if (first, second) == (set(), _WORDS):
        return "Without compile the old training goes on; with it everything is trained, averages included."
    if (second, first) == (set(), _WORDS):
        raise WrongAnswerError("The other way round: it is compile that puts the change into effect.")
    if first:
        raise WrongAnswerError("The first set is wrong: the fourth row of the table in section 3 is this case.")
    if second == _WORDS - {"moving averages"}:
        raise WrongAnswerError("The base runs in training mode now: what does batch normalization do besides?")
    if not second:
        raise WrongAnswerError("The second set is wrong: after compile, the base is no longer frozen.")
    raise WrongAnswerError("The second set is wrong: in section 7, look for the row in which nothing is frozen.")


def _counts(answer: object) -> str:
    otherwise = "Answer with three numbers: (all, base frozen, batch normalization frozen)."
    total, frozen, unfrozen = whole_numbers(answer, 3, otherwise)
    if (total, frozen, unfrozen) == (5_379, 99, 5_187):
        return "448 + 64 + 4,640 + 128 + 99; then the head alone; then all but the 192 of batch normalization."
    if total == 5_379 - 288:
        raise WrongAnswerError("Color pictures have three channels: the first kernel has 3 · 3 · 3 · 16 weights.")
    if total == 5_379 - 48:
        raise WrongAnswerError("The convolutions have a bias for each filter.")
    if total == 5_379 - 96:
        raise WrongAnswerError("Batch normalization has four numbers for each channel, not two.")
    if total != 5_379:
        raise WrongAnswerError("The first number is off: two convolutions, twice batch normalization, and the head.")
    if frozen != 99:
        raise WrongAnswerError("The second number is the head's alone: 32 features, three classes, biases.")
    if unfrozen == 5_283:
        raise WrongAnswerError("If batch normalization is frozen, γ and β are not trained, either.")
    raise WrongAnswerError("The third number: kernels, biases and the head; nothing of batch normalization.")


def _bases() -> list[keras.Sequential]:
    conv, norm, dense = keras.layers.Conv2D, keras.layers.BatchNormalization, keras.layers.Dense
    one = [conv(2, 3), norm(), keras.layers.ReLU(), conv(3, 3), norm(), conv(2, 1), norm()]
    two = [conv(2, 3), keras.layers.MaxPooling2D(), conv(2, 3), keras.layers.Flatten(), dense(3), norm()]
    return [keras.Sequential([keras.Input((9, 9, 1)), *layers]) for layers in (one, two)]


def _unfreeze_last(answer: Callable) -> str:
    function(answer, "unfreeze_last")  # the result is not used: unfreeze_last may return nothing
    for count in (1, 2):
        for before in (True, False, None):
            for base in _bases():
                base.trainable = bool(before)
                if before is None:
                    base.layers[0].trainable = True
                answer(base, count)
                _check_switches(base, count)
    for base in _bases():  # the base's switch is on, those of its layers are off
        for layer in base.layers:
            layer.trainable = False
        answer(base, 1)
        _check_switches(base, 1)
    return "Compile afterwards, as always."


def _check_switches(base: keras.Sequential, count: int) -> None:
    wanted = of_kind("Conv2D", base.layers)[-count:]
    if not base.trainable:
        if any(layer.trainable for layer in wanted):
            raise WrongAnswerError(
                "The layers' own switches are on, but the base's is off: base.trainable_weights lists nothing."
            )
        raise WrongAnswerError("The base's own switch is still off: then base.trainable_weights lists nothing.")
    if not base.trainable_weights:
        raise WrongAnswerError(
            "All layers are frozen. If the base's switch is on already, base.trainable = True is not passed on: "
            "set the switch of each layer."
        )
    for layer in base.layers:
        if layer in wanted and not layer.trainable:
            raise WrongAnswerError(
                f"With count = {count}, a convolution among the last is frozen. Count convolutions, not layers."
            )
        if layer not in wanted and layer.trainable and layer.weights:
            if isinstance(layer, keras.layers.BatchNormalization):
                raise WrongAnswerError("A batch normalization layer is still trainable.")
            if isinstance(layer, keras.layers.Conv2D):
                raise WrongAnswerError("A convolution is trainable that does not belong to the last ones.")
            raise WrongAnswerError(f"A {type(layer).__name__} layer is trainable; only convolutions should be.")


def _nearest_mean(answer: Callable) -> str:
    answer = function(answer, "nearest_mean")
    rng = np.random.default_rng(0)
    for classes, count, size, new in ((5, 25, 64, 40), (3, 30, 2, 200), (7, 60, 3, 150)):
        lopsided = rng.integers(classes, size=count - classes) ** 2 % classes  # each class at least once
        y = rng.permutation(np.concatenate([np.arange(classes), lopsided]))
        h = rng.normal(size=(classes, size))[y] * 2 + rng.normal(size=(count, size)) + 3
        h_new = rng.normal(size=(new, size)) * 2 + 3
        found = answer(h.copy(), y.copy(), h_new.copy())
        found = array(found, "The function has to return the labels, an array of numbers.")
        if found.shape != (new,):
            raise WrongAnswerError(f"For {new} new images the function returns the shape {found.shape}, not ({new},).")
        means = np.stack([h[y == label].mean(axis=0) for label in range(classes)])
        right = ((h_new[:, None] - means) ** 2).sum(axis=-1).argmin(axis=1)
        if np.array_equal(found, right):
            continue
        closest = y[((h_new[:, None] - h) ** 2).sum(axis=-1).argmin(axis=1)]
        if np.array_equal(found, closest):
            raise WrongAnswerError("That is the label of the nearest single image, not of the nearest mean.")
        if np.array_equal(found, ((h_new[:, None] - means) ** 2).sum(axis=-1).argmax(axis=1)):
            raise WrongAnswerError("That is the class that is farthest away.")
        if np.array_equal(found, (h_new @ means.T).argmax(axis=1)):
            raise WrongAnswerError("The largest dot product is not the smallest distance: long means win too often.")
        raise WrongAnswerError(
            f"Some labels are wrong ({classes} classes): one mean for each class, then the smallest squared distance."
        )
    return "No weights, no updates: with five images a class it is a baseline worth trying."


q1 = Exercise(
    verify=_what_fit_changes,
    hint_text="The table of section 3 has both orders of steps. What batch normalization does in fit, section 7 has.",
    answer='answer = (set(), {"kernels", "gamma and beta", "moving averages"})',
    wrong={
        'answer = ({"kernels", "gamma and beta", "moving averages"}, set())': "other way round",
        'answer = ({"kernels", "gamma and beta"}, {"kernels", "gamma and beta", "moving averages"})': "fourth row",
        'answer = (set(), {"kernels", "gamma and beta"})': "training mode",
        'answer = (set(), {"kernels"})': "nothing is frozen",
        "answer = (set(), set())": "no longer frozen",
        'answer = (set(), {"weights"})': "words",
        "answer = set()": "pair",
    },
)

q2 = Exercise(
    verify=_counts,
    hint_text="F·F·C_in·C_out + C_out for a convolution, four numbers a channel for batch normalization, 32·3 + 3.",
    answer="""convolutions = (3 * 3 * 3 * 16 + 16) + (3 * 3 * 16 * 32 + 32)
batch_norm = 4 * 16 + 4 * 32
head = 32 * 3 + 3
answer = (convolutions + batch_norm + head, head, convolutions + head)""",
    wrong={
        "answer = (5_379, 99, 5_283)": "either",
        "answer = (5_091, 99, 4_899)": "three channels",
        "answer = (5_331, 99, 5_139)": "bias",
        "answer = (5_283, 99, 5_187)": "four numbers",
        "answer = (5_379, 291, 5_187)": "head",
        "answer = (5_379, 99)": "three numbers",
    },
)

q3 = Exercise(
    verify=_unfreeze_last,
    hint_text="First base.trainable = True, the base's own switch; then go through base.layers and set each switch.",
    answer="""def unfreeze_last(base, count):
    base.trainable = True
    convolutions = [layer for layer in base.layers if isinstance(layer, keras.layers.Conv2D)]
    for layer in base.layers:
        layer.trainable = layer in convolutions[-count:]


answer = unfreeze_last""",
    wrong={
        """def answer(base, count):
    base.trainable = False
    for layer in [layer for layer in base.layers if isinstance(layer, keras.layers.Conv2D)][-count:]:
        layer.trainable = True""": "lists nothing",
        """def answer(base, count):
    base.trainable = True
    for layer in base.layers:
        layer.trainable = False
    for layer in base.layers[-count:]:
        layer.trainable = True""": "not layers",
        """def answer(base, count):
    base.trainable = True
    for layer in [layer for layer in base.layers if isinstance(layer, keras.layers.Conv2D)][:-count]:
        layer.trainable = False""": "batch normalization",
        """def answer(base, count):
    base.trainable = True
    for layer in base.layers:
        layer.trainable = isinstance(layer, keras.layers.Conv2D)""": "does not belong",
        "answer = lambda base, count: None": "trainable",
        "answer = 1": "function itself",
    },
)

q4 = Exercise(
    verify=_nearest_mean,
    hint_text="means has the shape (c, d), one row for each class. h_new[:, None] - means has the shape (k, c, d).",
    answer="""def nearest_mean(h, y, h_new):
    means = np.stack([h[y == label].mean(axis=0) for label in range(y.max() + 1)])
    distances = ((h_new[:, None] - means) ** 2).sum(axis=-1)  # (k, c)
    return distances.argmin(axis=1)


answer = nearest_mean""",
    wrong={
        """def answer(h, y, h_new):
    return y[((h_new[:, None] - h) ** 2).sum(axis=-1).argmin(axis=1)]""": "single image",
        """def answer(h, y, h_new):
    means = np.stack([h[y == label].mean(axis=0) for label in range(y.max() + 1)])
    return ((h_new[:, None] - means) ** 2).sum(axis=-1).argmax(axis=1)""": "farthest",
        """def answer(h, y, h_new):
    means = np.stack([h[y == label].mean(axis=0) for label in range(y.max() + 1)])
    return (h_new @ means.T).argmax(axis=1)""": "dot product",
        """def answer(h, y, h_new):
    means = np.stack([h[y == label].sum(axis=0) for label in range(y.max() + 1)])
    return ((h_new[:, None] - means) ** 2).sum(axis=-1).argmin(axis=1)""": "Some labels",
        """def answer(h, y, h_new):
    means = np.stack([h[y == label].mean(axis=0) for label in range(y.max() + 1)])
    return ((h_new[:, None] - means) ** 2).sum(axis=-1)""": "shape",
    },
)
