"""Exercises of chapter 19, L1 and L2."""

import itertools
from typing import Any

import numpy as np

from helpers import by_hand, data
from helpers.exercises import Exercise
from helpers.exercises.answers import WrongAnswerError, as_array, as_function, as_numbers, fits, in_order, near
from helpers.exercises.models import as_model

IMAGES, VALIDATION_SHARE = 10_000, 0.5  # as on the page
LEAST_UPDATES = 30 * 16  # of exercise 5: 30 epochs on 1,000 images in batches of 64
BAR = 0.36  # validation cross-entropy in exercise 5
SUSPICIOUS = 0.25  # five thousand images reach about this


def _scaled(answer: object) -> str:
    found = as_numbers(answer, 2, "Answer with a pair of numbers: (L2 factor, L1 factor).")
    if fits(found, (100, 10)):
        return "The same outputs need a tenth of the weights, which then cost a hundredth, or a tenth."
    in_order(found, (100, 10), "L2 comes first")
    backwards = "The other way round: the weights that are needed become smaller, so their price must rise."
    mistakes = {
        (0.01, 0.1): backwards,
        (0.1, 0.01): backwards,
        (100, ...): "L2 is right. With a tenth of the weights, what is the sum of the absolute values?",
        (..., 10): "L1 is right. With a tenth of the weights, what is the sum of the squares?",
        (1, 1): "Then the old unit with a tenth of its weights would pay less than before, and less would be cut.",
    }
    near(found, mistakes)
    raise WrongAnswerError("Which weights give the old outputs on the new inputs? What must they cost in all?")


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


def _half(answer: object) -> str:
    found = as_numbers(answer, 2, "Answer with a pair of numbers: (λ, share).")
    steep = 8 / 8.02
    if fits(found, (0.01, steep), rtol=2e-4):
        return "The flat direction loses half, the steep one a quarter of a percent: 400 times the curvature."
    in_order(found, (0.01, steep), "λ comes first", rtol=2e-4)
    mistakes = {
        (0.02, ...): "That is h/(h + λ), for books with λ/2. In this course the derivative of λw² is 2λw.",
        (0.01, 8 / 8.01): "λ is right. In the share there is 2λ, as in the flat direction.",
        (0.01, 0.02 / 8.02): "λ is right. The second number is the share that is left, not the one that is lost.",
        (0.01, 0.5): "λ is right, and half is what the flat direction keeps. The steep one has h = 8.",
        (0.01, ...): "λ is right. The share in the steep direction has the same 2λ, and h = 8.",
        (4, ...): "That halves the steep direction; half of the flat one is asked for.",
    }
    near(found, mistakes, rtol=2e-4)
    raise WrongAnswerError("Half is left where h = 2λ. Section 3 has the formula for the other direction.")


def _keep_largest(answer: object) -> str:
    keep_largest = as_function(answer, "keep_largest")
    cases: list[tuple[float, list[tuple[int, int]]]] = [
        (0.1, [(6, 5), (5, 2)]),
        (0.5, [(8, 5), (5, 5)]),
        (1.0, [(4, 3), (3, 1)]),
        (0.0, [(7, 9), (9, 3)]),
        (0.25, [(9, 4)]),
    ]
    for seed, (share, shapes) in enumerate(cases):
        rng = np.random.default_rng(seed)
        kernels = [rng.normal(scale=1 + place, size=shape) for place, shape in enumerate(shapes)]
        result = keep_largest(kernels, share)
        otherwise = "The function has to return a list of arrays, one for each kernel."
        if not isinstance(result, list | tuple) or len(result) != len(kernels):
            raise WrongAnswerError(otherwise)
        found = [as_array(part, otherwise) for part in result]
        for part, kernel in zip(found, kernels, strict=True):
            if part.shape != kernel.shape:
                raise WrongAnswerError(f"A kernel of shape {kernel.shape} came back with the shape {part.shape}.")
        _judge_kept(_joined(found), _joined(kernels), share, [kernel.size for kernel in kernels])
    return "One threshold for all: a layer whose weights matter keeps more of them."


def _judge_kept(found: np.ndarray, weights: np.ndarray, share: float, sizes: list[int]) -> None:
    """Refuse weights, all kernels in one row, that are not the largest ones with zeros between."""
    kept = round(share * weights.size)
    right = np.zeros(weights.size)
    largest = np.argsort(-np.abs(weights))[:kept]
    right[largest] = weights[largest]
    if fits(found, right):
        return
    if fits(np.abs(found), np.abs(right)):
        raise WrongAnswerError("The right weights are kept, but without their signs.")
    edges = np.cumsum([0, *sizes])
    parts = list(itertools.pairwise(edges))
    if len(sizes) > 1 and all(np.sum(found[a:b] != 0) == round(share * (b - a)) for a, b in parts):
        raise WrongAnswerError("Each kernel keeps that share of its own weights. They are to compete with each other.")
    if np.sum(found != 0) != kept:
        raise WrongAnswerError(
            f"With share {share} of {weights.size} weights {kept} are to be kept; {np.sum(found != 0)} were."
        )
    raise WrongAnswerError("As many as asked are kept, but not the largest in size: mind the negative ones.")


def _joined(kernels: list[np.ndarray]) -> np.ndarray:
    return np.concatenate([np.ravel(kernel) for kernel in kernels])


def _beats_plain(answer: Any) -> str:
    model = as_model(answer, (784,))
    if model.count_params() != 795_010:
        raise WrongAnswerError("The network stays that of build(): 784 inputs, 1,000 units, 10 scores.")
    updates = int(model.optimizer.iterations)
    if updates < LEAST_UPDATES:
        raise WrongAnswerError(
            f"The model has had {updates} updates. 30 epochs on 1,000 images in batches of 64 are {LEAST_UPDATES}."
        )
    digits = data.split_mnist(IMAGES, VALIDATION_SHARE)
    scores = model.predict(digits.x_val, batch_size=len(digits.x_val), verbose=0)
    found = by_hand.cross_entropy(scores, digits.y_val)
    said = f"The validation cross-entropy is {found:.3f}."
    if not np.isfinite(found):
        raise WrongAnswerError("The scores are no numbers: the run has lost its loss. Take a smaller rate.")
    if found < SUSPICIOUS:
        raise WrongAnswerError(f"{said} So low come networks that have seen more than the 1,000 images of few.")
    if found < BAR:
        return f"{said} And no epoch had to be chosen: the price holds the network where early stopping would leave it."
    if not model.losses and not (getattr(model.optimizer, "weight_decay", None) or 0):
        raise WrongAnswerError(f"{said} This network pays nothing for its weights.")
    training_accuracy = np.mean(
        model.predict(digits.x_train[:1_000], batch_size=1_000, verbose=0).argmax(axis=1) == digits.y_train[:1_000]
    )
    if training_accuracy < 0.97:
        raise WrongAnswerError(
            f"{said} It reads only {training_accuracy:.0%} of its own 1,000 images: it pays too much, or it jumps."
        )
    raise WrongAnswerError(
        f"{said} The bar is {BAR:g}. It has its own images right, so it may pay more. Which row of section 4 is lowest "
        "at the end?"
    )


q1 = Exercise(
    verify=_scaled,
    hint_text="With inputs ten times as large a tenth of the weights gives the same outputs. The penalty must be what "
    "it was.",
    solution_text="answer = (100, 10)",
)

q2 = Exercise(
    verify=_balance,
    hint_text="Guessing among five classes costs ln 5. Section 1 works out the sum of squares of a kernel.",
    solution_text="""sum_of_squares = 2 * 200 * 300 / (200 + 300) + 2 * 300 * 5 / (300 + 5)
answer = np.log(5) / sum_of_squares""",
    uses=("imports",),
)

q3 = Exercise(
    verify=_half,
    hint_text="h/(h + 2λ) = 1/2 where 2λ = h. Put that λ into the formula with h = 8.",
    solution_text="""flat, steep = 0.02, 8
answer = (flat / 2, steep / (steep + flat))""",
)

q4 = Exercise(
    verify=_keep_largest,
    hint_text="Put all sizes in one row: np.concatenate([np.abs(kernel).ravel() for kernel in kernels]). Sort it; the "
    "smallest one that is kept is the threshold for all.",
    solution_text="""def keep_largest(kernels, share):
    every_size = np.sort(np.concatenate([np.abs(kernel).ravel() for kernel in kernels]))
    count = round(share * len(every_size))
    threshold = every_size[-count] if count else np.inf
    return [np.where(np.abs(kernel) >= threshold, kernel, 0) for kernel in kernels]


answer = keep_largest""",
    uses=("imports",),
)

q5 = Exercise(
    verify=_beats_plain,
    hint_text="Section 4 has the answer in its table: which kind of price has the lowest cross-entropy at the end, and "
    "with which strength?",
    solution_text="""keras.utils.set_random_seed(0)
answer = build(decay=3)
answer.fit(few["x"], few["y"], epochs=30, batch_size=BATCH_SIZE, verbose=0)""",
    uses=("imports", "parameters", "digits", "build"),
)
