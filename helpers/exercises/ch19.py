"""Exercises of chapter 19, L1 and L2."""

from typing import Any

import numpy as np

from helpers.exercises import Exercise
from helpers.exercises.answers import (
    WrongAnswerError,
    as_array,
    as_function,
    as_numbers,
    fits,
    in_order,
    near,
    near_array,
)
from helpers.exercises.models import as_model, check_relu_softmax, lent


def _halved(answer: object) -> str:
    found = as_numbers(answer, 2, "Answer with a pair of numbers: (L2 factor, L1 factor).")
    if fits(found, (0.25, 0.5)):
        return "A square feels a factor twice. So L2 hardly minds small weights, and L1 minds them as before."
    in_order(found, (0.25, 0.5), "L2 comes first")
    mistakes = {
        (..., 0.5): "L1 is right. L2 adds squares: what is the square of w/2?",
        (0.25, ...): "L2 is right. L1 adds absolute values: what is |w/2|?",
        (4, 2): "The weights become smaller, so do the penalties.",
    }
    near(found, mistakes)
    raise WrongAnswerError("Put w/2 in place of w in both sums, and take the factor out.")


_SQUARES = 2 * 200 * 300 / 500 + 2 * 300 * 5 / 305


def _balance(answer: object) -> str:
    (strength,) = as_numbers(answer, 1, "Answer with one number, the λ.")
    right = np.log(5) / _SQUARES
    if fits(strength, right, rtol=0.02):
        return "ln 5 = 1.609 over 249.8. The output kernel hardly counts: 9.8 of the 249.8."
    sizes = 200 * 300 * np.sqrt(6 / 500) / 2 + 300 * 5 * np.sqrt(6 / 305) / 2
    divide = "You want λ times the sum of squares to be ln 5: divide ln 5 by the sum."
    mistakes = {
        np.log(5) / sizes: "That is the λ for L1; the question is about L2.",
        np.log(10) / _SQUARES: "There are five classes here, so guessing costs ln 5.",
        np.log(5) / 240: "The output kernel has a penalty as well.",
        _SQUARES: divide,
        1 / right: divide,
    }
    near(strength, mistakes, rtol=0.02)
    raise WrongAnswerError(
        "Section 1 has the sum of squares of one kernel; here it is both kernels'. And what does guessing cost?"
    )


def _mixed(answer: object) -> str:
    model = as_model(answer, (784,))
    shapes = [(784, 64), (64,), (64, 64), (64,), (64, 10), (10,)]
    if [array.shape for array in model.get_weights()] != shapes:
        raise WrongAnswerError(
            f"It has {model.count_params():,} parameters. Three dense layers, 784 → 64 → 64 → 10, have 55,050."
        )
    with lent(model):
        _check_penalties(model, shapes)
    check_relu_softmax(model, "The activations should be: ReLU after each hidden layer, softmax after the last one.")
    return "Two penalties in the loss, each on its own kernel."


def _check_penalties(model: Any, shapes: list[tuple[int, ...]]) -> None:
    """Refuse other penalties than L1 of the first kernel and L2 of the second one."""
    # One kernel or bias at a time is set to 2, all others to 0: what each adds to the loss shows by itself.
    wanted = [1e-4 * 2 * 784 * 64, 0, 1e-3 * 4 * 64 * 64, 0, 0, 0]
    names = ["first hidden kernel", "first bias", "second hidden kernel", "second bias", "output kernel", "output bias"]
    for place, (name, right) in enumerate(zip(names, wanted, strict=True)):
        model.set_weights([np.full(shape, 2.0 if place == index else 0.0) for index, shape in enumerate(shapes)])
        found = float(sum(model.losses))
        if fits(found, right, rtol=1e-3, atol=1e-6):
            continue
        if right == 0:
            raise WrongAnswerError(f"The {name} should have no penalty.")
        if found == 0:
            raise WrongAnswerError(f"The {name} has no penalty: use kernel_regularizer.")
        kind = "L1 with 0.0001" if place == 0 else "L2 with 0.001"
        raise WrongAnswerError(f"The penalty of the {name} is not {kind}: look at the kind and at the strength.")


def _keep_largest(answer: object) -> str:
    keep_largest = as_function(answer, "keep_largest")
    cases = [((6, 5), 0.1), ((8, 5), 0.5), ((4, 3), 1.0), ((7, 9), 0.0), ((10, 4), 0.25), ((7, 9), 0.3), ((5, 5), 0.25)]
    for seed, (shape, share) in enumerate(cases):
        kernel = np.random.default_rng(seed).normal(size=shape)
        kept = round(share * kernel.size)
        right = np.zeros(kernel.size)
        largest = np.argsort(-np.abs(kernel).ravel())[:kept]
        right[largest] = kernel.ravel()[largest]
        right = right.reshape(shape)
        otherwise = "The function has to return an array of numbers, the kernel with zeros."
        found = as_array(keep_largest(kernel, share), otherwise)
        if found.shape != shape:
            raise WrongAnswerError(f"A kernel of shape {shape} came back with the shape {found.shape}.")
        if fits(found, right):
            continue
        if np.sum(found != 0) != kept:
            raise WrongAnswerError(
                f"With share {share} of {kernel.size} weights {kept} are to be kept; {np.sum(found != 0)} were."
            )
        near_array(np.abs(found), {"The right weights are kept, but without their signs.": np.abs(right)})
        raise WrongAnswerError("As many as asked are kept, but not the largest in size: mind the negative ones.")
    return "With a share of 0.1 it makes the cut of section 6."


q1 = Exercise(
    verify=_halved,
    hint_text="Section 1 has both sums. Replace each w by w/2.",
    solution_text="answer = (0.25, 0.5)",
)

q2 = Exercise(
    verify=_balance,
    hint_text="Guessing among five classes costs ln 5. Section 1 works out the sum of squares of a kernel.",
    solution_text="""squares = 2 * 200 * 300 / (200 + 300) + 2 * 300 * 5 / (300 + 5)
answer = np.log(5) / squares""",
)

q3 = Exercise(
    verify=_mixed,
    hint_text="Each Dense layer takes its own kernel_regularizer, keras.regularizers.L1(...) or L2(...).",
    solution_text="""answer = keras.Sequential(
    [
        keras.Input((784,)),
        keras.layers.Dense(64, activation="relu", kernel_regularizer=keras.regularizers.L1(0.0001)),
        keras.layers.Dense(64, activation="relu", kernel_regularizer=keras.regularizers.L2(0.001)),
        keras.layers.Dense(10, activation="softmax"),
    ]
)""",
)

q4 = Exercise(
    verify=_keep_largest,
    hint_text="np.argsort of -np.abs(kernel).ravel() gives the places of the weights, the largest in size first.",
    solution_text="""def keep_largest(kernel, share):
    kept = round(share * kernel.size)
    places = np.argsort(-np.abs(kernel).ravel())[:kept]
    flat = np.zeros(kernel.size)
    flat[places] = kernel.ravel()[places]
    return flat.reshape(kernel.shape)


answer = keep_largest""",
)
q5 = q4
