"""Exercises of chapter 29, fine-tuning."""

from typing import Any

import numpy as np

from helpers.exercises import Exercise
from helpers.exercises.answers import (
    WrongAnswerError,
    as_array,
    as_function,
    as_names,
    as_whole_numbers,
    fits,
    near,
    near_array,
)
from helpers.exercises.models import of_kind


def _what_fit_changes(answer: Any) -> str:
    everything = {"kernels", "gamma and beta", "moving averages"}
    otherwise = 'Answer with a pair of sets, such as (set(), {"kernels"}).'
    try:
        first, second = answer
    except (TypeError, ValueError):
        raise WrongAnswerError(otherwise) from None
    first, second = (as_names(part, sorted(everything), otherwise) for part in (first, second))
    if (first, second) == (set(), everything):
        return "Without compile the old training goes on; with it everything is trained, averages included."
    if (second, first) == (set(), everything):
        raise WrongAnswerError("The other way round: it is compile that puts the change into effect.")
    if first:
        raise WrongAnswerError("The first set is wrong: the fourth row of the table in section 3 is this case.")
    if second == everything - {"moving averages"}:
        raise WrongAnswerError("The base runs in training mode now: what does batch normalization do besides?")
    if not second:
        raise WrongAnswerError("The second set is wrong: after compile, the base is no longer frozen.")
    raise WrongAnswerError("The second set is wrong: in section 7, look for the row in which nothing is frozen.")


def _counts(answer: object) -> str:
    otherwise = "Answer with three numbers: (all, base frozen, batch normalization frozen)."
    found = as_whole_numbers(answer, 3, otherwise)
    total = 5_379
    if found == (total, 99, 5_187):
        return "448 + 64 + 4,640 + 128 + 99; then the head alone; then all but the 192 of batch normalization."
    mistakes = {
        (total - 288, ..., ...): "Color pictures have three channels: the first kernel has 3 · 3 · 3 · 16 weights.",
        (total - 48, ..., ...): "The convolutions have a bias for each filter.",
        (total - 96, ..., ...): "Batch normalization has four numbers for each channel, not two.",
        (total, 99, 5_283): "If batch normalization is frozen, γ and β are not trained, either.",
        (total, 99, ...): "The third number: kernels, biases and the head; nothing of batch normalization.",
        (total, ..., ...): "The second number is the head's alone: 32 features, three classes, biases.",
    }
    near(found, mistakes)
    raise WrongAnswerError("The first number is off: two convolutions, twice batch normalization, and the head.")


def _bases() -> list[Any]:
    import keras

    conv, norm, dense = keras.layers.Conv2D, keras.layers.BatchNormalization, keras.layers.Dense
    one = [conv(2, 3), norm(), keras.layers.ReLU(), conv(3, 3), norm(), conv(2, 1), norm()]
    two = [conv(2, 3), keras.layers.MaxPooling2D(), conv(2, 3), keras.layers.Flatten(), dense(3), norm()]
    return [keras.Sequential([keras.Input((9, 9, 1)), *layers]) for layers in (one, two)]


def _unfreeze_last(answer: Any) -> str:
    as_function(answer, "unfreeze_last")  # the result is not used: unfreeze_last may return nothing
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


def _check_switches(base: Any, count: int) -> None:
    import keras

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


def _nearest_mean(answer: object) -> str:
    nearest_mean = as_function(answer, "nearest_mean")
    rng = np.random.default_rng(0)
    for classes, count, size, new in ((5, 25, 64, 40), (3, 30, 2, 200), (7, 60, 3, 150)):
        lopsided = rng.integers(classes, size=count - classes) ** 2 % classes  # each class at least once
        y = rng.permutation(np.concatenate([np.arange(classes), lopsided]))
        h = rng.normal(size=(classes, size))[y] * 2 + rng.normal(size=(count, size)) + 3
        h_new = rng.normal(size=(new, size)) * 2 + 3
        found = as_array(nearest_mean(h, y, h_new), "The function has to return the labels, an array of numbers.")
        if found.shape != (new,):
            raise WrongAnswerError(f"For {new} new images the function returns the shape {found.shape}, not ({new},).")
        means = np.stack([h[y == label].mean(axis=0) for label in range(classes)])
        distances = ((h_new[:, None] - means) ** 2).sum(axis=-1)
        if fits(found, distances.argmin(axis=1)):
            continue
        closest = y[((h_new[:, None] - h) ** 2).sum(axis=-1).argmin(axis=1)]
        products = (h_new @ means.T).argmax(axis=1)
        mistakes = {
            "That is the label of the nearest single image, not of the nearest mean.": closest,
            "That is the class that is farthest away.": distances.argmax(axis=1),
            "The largest dot product is not the smallest distance: long means win too often.": products,
        }
        near_array(found, mistakes)
        raise WrongAnswerError(
            f"Some labels are wrong ({classes} classes): one mean for each class, then the smallest squared distance."
        )
    return "No weights, no updates: with five images a class it is a baseline worth trying."


q1 = Exercise(
    verify=_what_fit_changes,
    hint_text="The table of section 3 has both orders of steps. What batch normalization does in fit, section 7 has.",
    solution_text='answer = (set(), {"kernels", "gamma and beta", "moving averages"})',
)

q2 = Exercise(
    verify=_counts,
    hint_text="F·F·C_in·C_out + C_out for a convolution, four numbers a channel for batch normalization, 32·3 + 3.",
    solution_text="""convolutions = (3 * 3 * 3 * 16 + 16) + (3 * 3 * 16 * 32 + 32)
batch_norm = 4 * 16 + 4 * 32
head = 32 * 3 + 3
answer = (convolutions + batch_norm + head, head, convolutions + head)""",
)

q3 = Exercise(
    verify=_unfreeze_last,
    hint_text="First base.trainable = True, the base's own switch; then go through base.layers and set each switch.",
    solution_text="""def unfreeze_last(base, count):
    base.trainable = True
    convolutions = [layer for layer in base.layers if isinstance(layer, keras.layers.Conv2D)]
    for layer in base.layers:
        layer.trainable = layer in convolutions[-count:]


answer = unfreeze_last""",
)

q4 = Exercise(
    verify=_nearest_mean,
    hint_text="means has the shape (c, d), one row for each class. h_new[:, None] - means has the shape (k, c, d).",
    solution_text="""def nearest_mean(h, y, h_new):
    means = np.stack([h[y == label].mean(axis=0) for label in range(y.max() + 1)])
    distances = ((h_new[:, None] - means) ** 2).sum(axis=-1)  # (k, c)
    return distances.argmin(axis=1)


answer = nearest_mean""",
)
