"""Exercises of chapter 14, the batch size."""

from collections.abc import Callable

import numpy as np

from helpers.exercises import Exercise, WrongAnswerError, function, numbers


def _equal_updates(answer: object) -> str:
    answer = str(answer).strip().lower()
    if answer == "large":
        return "Each of its updates follows a gradient from eight times as many images, so it has seen more, too."
    if answer == "small":
        raise WrongAnswerError(
            "Small batches lead at equal epochs. Here the number of updates is equal: section 4, middle."
        )
    if answer == "same":
        raise WrongAnswerError("As many steps, but not steps of the same quality: whose gradients have less noise?")
    raise WrongAnswerError('Answer with one of the three words, in quotes: "small", "large" or "same".')


def _counts(answer: object) -> str:
    made, epochs = numbers(answer, 2, "Answer with a pair of numbers: (updates, epochs).")
    if (made, epochs) == (4_700, 2_350):
        return "235 updates an epoch against 2: over a hundred times as many epochs for the same number of updates."
    if (epochs, made) == (4_700, 2_350):
        raise WrongAnswerError("The numbers are right, in the wrong order: the updates come first.")
    if made in (20 * 234, 20 * 60_000 / 256, 4_687, 4_688):
        raise WrongAnswerError("60,000 is no multiple of 256: the smaller last batch of each epoch is an update, too.")
    if made == 235:
        raise WrongAnswerError("That is one epoch; there are 20.")
    if made == 4_700:
        raise WrongAnswerError("The updates are right. How many does one epoch have with batches of 30,000?")
    raise WrongAnswerError("An epoch has the number of images over the batch size, rounded up, as updates.")


def _noise(answer: object) -> str:
    size, scale = numbers(answer, 2, "Answer with a pair of numbers: (batch size, noise scale).")
    if abs(size - 512) > 0.5:
        if abs(scale - 512) < 0.5:
            raise WrongAnswerError("The batch size comes first, then the noise scale.")
        if abs(size - 128) < 0.5:
            raise WrongAnswerError(
                "Four times the batch only halves the noise: it falls with the root of the batch size."
            )
        raise WrongAnswerError("The batch size is off: a quarter of the noise needs how many times the images?")
    if abs(scale - 20.48) < 0.5:
        return "512 = 16 · 32, and B* = 32 · 0.8²: at this batch size the noise is as large as the gradient."
    if abs(scale - 25.6) < 0.05:
        raise WrongAnswerError("The batch size is right. For B*, mind the square: 0.8 is a ratio of lengths.")
    if abs(scale - 50) < 0.05:
        raise WrongAnswerError("The batch size is right. At 32 the noise is already below 1, so is B* above 32?")
    raise WrongAnswerError("The batch size is right. B* is the batch size at which the ratio is 1.")


def _batches(answer: Callable) -> str:
    answer = function(answer, "make_batches")
    for n, size in ((10, 4), (12, 4), (5, 8), (64, 1)):
        orders = []
        for seed in (0, 1, 1):
            given = answer(n, size, np.random.default_rng(seed))
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
            orders.append(order.tolist())
        if n >= 10 and (orders[0] == orders[1] or list(range(n)) in orders):
            raise WrongAnswerError(
                f"The order should be random and come from rng: for n = {n} and batches of {size} it is the same for "
                "two generators."
            )
        if orders[1] != orders[2]:
            raise WrongAnswerError("The order should come from rng: with two equal generators it is not the same.")
    return "x[batch] and y[batch] are then the examples of one update."


q1 = Exercise(
    verify=_equal_updates,
    hint_text="The middle picture of section 4 counts updates.",
    answer='answer = "large"',
    wrong={'answer = "small"': "equal epochs", 'answer = "same"': "quality", "answer = 256": "three words"},
)

q2 = Exercise(
    verify=_counts,
    hint_text="Section 1: an epoch has ⌈N/B⌉ updates. For the second number: two updates an epoch.",
    answer="""made = 20 * int(np.ceil(60_000 / 256))
answer = (made, made // 2)""",
    wrong={
        "answer = (4_687.5, 2_344)": "last batch",
        "answer = (4_680, 2_340)": "last batch",
        "answer = (235, 118)": "there are 20",
        "answer = (4_700, 4_700)": "updates are right",
        "answer = (2_350, 4_700)": "wrong order",
        "answer = 4_700": "pair",
        "answer = (20, 10)": "rounded up",
    },
)

q3 = Exercise(
    verify=_noise,
    hint_text="Noise/length is √(B*/B), by the formulas of section 2. Put in 32 and 0.8 and solve for B*.",
    answer="answer = (32 * (0.8 / 0.2) ** 2, 32 * 0.8**2)",
    wrong={
        "answer = (128, 20.48)": "root of the batch size",
        "answer = (512, 25.6)": "square",
        "answer = (512, 50)": "above 32",
        "answer = (512, 1)": "ratio is 1",
        "answer = (64, 20)": "how many times",
        "answer = 512": "pair",
    },
)

q4 = Exercise(
    verify=_batches,
    hint_text="order = rng.permutation(n), then slices order[first : first + batch_size], first in such steps.",
    answer="""def make_batches(n, batch_size, rng):
    order = rng.permutation(n)
    return [order[first : first + batch_size] for first in range(0, n, batch_size)]


answer = make_batches""",
    wrong={
        """def answer(n, batch_size, rng):
    return [np.arange(n)[first : first + batch_size] for first in range(0, n, batch_size)]""": "random",
        """def answer(n, batch_size, rng):
    order = rng.permutation(n)
    return [order[k * batch_size : (k + 1) * batch_size] for k in range(n // batch_size)]""": "last batch is missing",
        """def answer(n, batch_size, rng):
    return [rng.permutation(n)[first : first + batch_size] for first in range(0, n, batch_size)]""": "one order",
        """def answer(n, batch_size, rng):
    return [rng.integers(n, size=min(batch_size, n - first)) for first in range(0, n, batch_size)]""": "comes once",
        """def answer(n, batch_size, rng):
    return np.array_split(rng.permutation(n), n // batch_size + 1)""": "sizes should be",
        """def answer(n, batch_size, rng):
    order = np.random.permutation(n)
    return [order[first : first + batch_size] for first in range(0, n, batch_size)]""": "two equal generators",
        "answer = lambda n, batch_size, rng: None": "returns nothing",
    },
)
