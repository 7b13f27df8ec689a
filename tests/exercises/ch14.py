"""Wrong answers to the exercises of chapter 14, the batch size."""

import numpy as np

from helpers.exercises.ch14 import q1, q2, q3, q4
from tests.exercises.wrong import refused, refuses

refuses(q1, "equal epochs", "small")
refuses(q1, "quality", "same")
refuses(q1, "three words", 256)


refuses(q2, "last batch", (4_687.5, 2_344), (4_680, 2_340))
refuses(q2, "there are 20", (235, 118))
refuses(q2, "updates are right", (4_700, 4_700))
refuses(q2, "wrong order", (2_350, 4_700))
refuses(q2, "pair", 4_700)
refuses(q2, "rounded up", (20, 10))


refuses(q3, "root of the batch size", (128, 20.48))
refuses(q3, "square", (512, 25.6))
refuses(q3, "above 32", (512, 50))
refuses(q3, "ratio is 1", (512, 1))
refuses(q3, "how many times", (64, 20))
refuses(q3, "pair", 512)


@refused(q4, "random")
def in_order(n, batch_size, rng):
    return [np.arange(n)[first : first + batch_size] for first in range(0, n, batch_size)]


@refused(q4, "last batch is missing")
def last_batch_dropped(n, batch_size, rng):
    order = rng.permutation(n)
    return [order[k * batch_size : (k + 1) * batch_size] for k in range(n // batch_size)]


@refused(q4, "one order")
def new_order_for_each_batch(n, batch_size, rng):
    return [rng.permutation(n)[first : first + batch_size] for first in range(0, n, batch_size)]


@refused(q4, "comes once")
def drawn_with_replacement(n, batch_size, rng):
    return [rng.integers(n, size=min(batch_size, n - first)) for first in range(0, n, batch_size)]


@refused(q4, "sizes should be")
def equal_parts(n, batch_size, rng):
    return np.array_split(rng.permutation(n), n // batch_size + 1)


@refused(q4, "two equal generators")
def another_generator(n, batch_size, rng):
    order = np.random.permutation(n)  # noqa: NPY002  (the mistake: not the generator that is given)
    return [order[first : first + batch_size] for first in range(0, n, batch_size)]


@refused(q4, "returns nothing")
def returns_nothing(n, batch_size, rng):
    return None
