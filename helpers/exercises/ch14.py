"""Exercises of chapter 14, the batch size."""

from typing import Any

import numpy as np

from helpers.exercises import Exercise
from helpers.exercises.answers import WrongAnswerError, as_function, as_numbers, as_word, fits, in_order, near


def _equal_updates(answer: object) -> str:
    word = as_word(answer, ("small", "large", "same"))
    if word == "large":
        return "Each of its updates follows a gradient from eight times as many images, so it has seen more, too."
    if word == "small":
        raise WrongAnswerError(
            "Small batches lead at equal epochs. Here the number of updates is equal: section 4, middle."
        )
    raise WrongAnswerError("As many steps, but not steps of the same quality: whose gradients have less noise?")


def _counts(answer: object) -> str:
    found = as_numbers(answer, 2, "Answer with a pair of numbers: (updates, epochs).")
    if found == (4_700, 2_350):
        return "235 updates an epoch against 2: over a hundred times as many epochs for the same number of updates."
    in_order(found, (4_700, 2_350), "the updates come first")
    last_batch = "60,000 is no multiple of 256: the smaller last batch of each epoch is an update, too."
    mistakes = {
        **{(made, ...): last_batch for made in (20 * 234, 20 * 60_000 / 256, 4_687, 4_688)},
        (235, ...): "That is one epoch; there are 20.",
        (4_700, ...): "The updates are right. How many does one epoch have with batches of 30,000?",
    }
    near(found, mistakes)
    raise WrongAnswerError("An epoch has the number of images over the batch size, rounded up, as updates.")


def _noise(answer: object) -> str:
    found = as_numbers(answer, 2, "Answer with a pair of numbers: (batch size, noise scale).")
    if fits(found, (512, 20.48), rtol=0, atol=0.5):
        return "512 = 16 · 32, and B* = 32 · 0.8²: at this batch size the noise is as large as the gradient."
    mistakes = {
        (512, 25.6): "The batch size is right. For B*, mind the square: 0.8 is a ratio of lengths.",
        (512, 50): "The batch size is right. At 32 the noise is already below 1, so is B* above 32?",
        (512, ...): "The batch size is right. B* is the batch size at which the ratio is 1.",
        (..., 512): "The batch size comes first, then the noise scale.",
        (128, ...): "Four times the batch only halves the noise: it falls with the root of the batch size.",
    }
    near(found, mistakes, rtol=0, atol=0.5)
    raise WrongAnswerError("The batch size is off: a quarter of the noise needs how many times the images?")


def _batches(answer: object) -> str:
    make_batches = as_function(answer, "make_batches")
    for n, size in ((10, 4), (12, 4), (5, 8), (64, 1)):
        orders = [_order(make_batches(n, size, np.random.default_rng(seed)), n, size) for seed in (0, 1, 1)]
        if n >= 10 and (orders[0] == orders[1] or list(range(n)) in orders):
            raise WrongAnswerError(
                f"The order should be random and come from rng: for n = {n} and batches of {size} it is the same for "
                "two generators."
            )
        if orders[1] != orders[2]:
            raise WrongAnswerError("The order should come from rng: with two equal generators it is not the same.")
    return "x[batch] and y[batch] are then the examples of one update."


def _order(given: Any, n: int, size: int) -> list[int]:
    """Return the order in which the batches take the n examples; refuse other sizes, and examples left out."""
    try:
        batches = [np.asarray(batch) for batch in given]
    except (TypeError, ValueError):
        batches = [np.zeros(())]
    if any(batch.ndim != 1 for batch in batches):
        raise WrongAnswerError("Return a list of arrays, each with the numbers of one batch.")
    lengths = [len(batch) for batch in batches]
    right = [min(size, n - first) for first in range(0, n, size)]
    if lengths != right and lengths == right[: n // size]:
        raise WrongAnswerError(f"For n = {n} and batches of {size} the smaller last batch is missing.")
    if lengths != right:
        raise WrongAnswerError(f"For n = {n} and batches of {size} the sizes should be {right}, not {lengths}.")
    order = np.concatenate(batches)
    if order.dtype.kind not in "iu":
        raise WrongAnswerError("The arrays should hold whole numbers of an integer type, to be used as places.")
    if sorted(order.tolist()) != list(range(n)):
        raise WrongAnswerError(
            "In one epoch each example comes once; draw one order for all of them, not anew for each batch."
        )
    return order.tolist()


q1 = Exercise(
    verify=_equal_updates,
    hint_text="The middle picture of section 4 counts updates.",
    solution_text='answer = "large"',
)

q2 = Exercise(
    verify=_counts,
    hint_text="Section 1: an epoch has ⌈N/B⌉ updates. For the second number: two updates an epoch.",
    solution_text="""made = 20 * int(np.ceil(60_000 / 256))
answer = (made, made // 2)""",
)

q3 = Exercise(
    verify=_noise,
    hint_text="Noise/length is √(B*/B), by the formulas of section 2. Put in 32 and 0.8 and solve for B*.",
    solution_text="answer = (32 * (0.8 / 0.2) ** 2, 32 * 0.8**2)",
)

q4 = Exercise(
    verify=_batches,
    hint_text="order = rng.permutation(n), then slices order[first : first + batch_size], first in such steps.",
    solution_text="""def make_batches(n, batch_size, rng):
    order = rng.permutation(n)
    return [order[first : first + batch_size] for first in range(0, n, batch_size)]


answer = make_batches""",
)
