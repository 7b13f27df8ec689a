"""Exercises of chapter 07, learning-rate schedules."""

from collections.abc import Callable

import numpy as np

from helpers.exercises import Exercise, WrongAnswerError, function, numbers

STEPS = 5 * 469  # five epochs of MNIST in batches of 128


def _epoch(answer: object) -> str:
    (epoch,) = numbers(answer, 1, "Answer with one whole number: the epoch.")
    if epoch == 3:
        return "An epoch now has 938 steps; step 2,345 lies in the middle of the third one."
    if epoch in (5, 6):
        raise WrongAnswerError("That is when it was lowered before. The boundary counts steps, and an epoch has more.")
    if epoch in (10, 11):
        raise WrongAnswerError("The wrong way round: with smaller batches an epoch has more steps, not fewer.")
    if 2 <= epoch < 3:
        raise WrongAnswerError("Two and a half epochs are over by then. So which epoch is under way, counted from 1?")
    raise WrongAnswerError("How many steps has an epoch with batches of 64? Count them off until step 2,345.")


def _decay(answer: object) -> str:
    decay_steps, decay_rate = numbers(answer, 2, "Answer with a pair of numbers: (decay_steps, decay_rate).")
    if not decay_steps > 0:
        raise WrongAnswerError("decay_steps must be a positive number of steps.")
    if not 0 < decay_rate < 1:
        if 0 < decay_steps < 1:
            raise WrongAnswerError("Is the order right? decay_steps comes first.")
        raise WrongAnswerError("decay_rate is the share that is left, a number between 0 and 1.")
    left = decay_rate ** (STEPS / decay_steps)
    if np.isclose(left, 0.1, rtol=0.01):
        return f"What is left after {STEPS:,} steps is {left:.3f} of the first rate; other pairs do it as well."
    if np.isclose(decay_rate ** (5 / decay_steps), 0.1, rtol=0.01):
        raise WrongAnswerError("That would be right if Keras counted epochs; it counts steps.")
    if np.isclose(decay_rate ** (469 / decay_steps), 0.1, rtol=0.01):
        raise WrongAnswerError("With these a tenth is left after one epoch already.")
    raise WrongAnswerError(
        f"With these {left:.3g} of the first rate is left after five epochs. How many steps are five epochs?"
    )


def _from_k(answer: Callable) -> str:
    if _is_schedule(answer):
        raise WrongAnswerError("That is one schedule. The answer is the function that makes it: answer = from_k.")
    answer = function(answer, "from_k")
    steps = (0, 1, 7, 100, 1_234)
    for first_rate, k in ((0.1, 0.01), (1.0, 0.0005), (0.03, 2.0)):
        schedule = answer(first_rate, k)
        if not callable(schedule):
            raise WrongAnswerError("Return the schedule, an object that can be called with a step, not a number.")
        if not _is_schedule(schedule):
            raise WrongAnswerError(
                "Return a schedule of Keras, not a function of your own: an optimizer cannot use that."
            )
        otherwise = "For a step the schedule has to return one number, the rate."
        rates = np.array([numbers(schedule(step), 1, otherwise)[0] for step in steps])
        _judge(rates, first_rate, k, np.array(steps, dtype=float))
    return "Only the ratio decay_rate/decay_steps matters, so there are many right ways to write it."


def _is_schedule(thing: object) -> bool:
    return "LearningRateSchedule" in [parent.__name__ for parent in type(thing).__mro__]


def _judge(rates: np.ndarray, first_rate: float, k: float, steps: np.ndarray) -> None:
    if np.allclose(rates, first_rate / (1 + k * steps), rtol=1e-4, atol=0):
        return
    if np.allclose(rates, first_rate / (1 + steps / k), rtol=1e-3, atol=0):
        raise WrongAnswerError("That is the sources' slip, decay_steps = k. The step is divided by decay_steps.")
    if np.allclose(rates, first_rate * np.exp(-k * steps), rtol=1e-3, atol=1e-12):
        raise WrongAnswerError("That is exponential decay. Here 1/t is asked for.")
    if not np.isclose(rates[0], first_rate, rtol=1e-4):
        raise WrongAnswerError(f"At step 0 the rate should be the first rate, {first_rate}; it is {rates[0]:.4g}.")
    if np.allclose(rates, first_rate / (1 + k * np.floor(steps)), rtol=1e-3) or len(set(rates)) < len(steps) - 1:
        raise WrongAnswerError("The rate stays the same for several steps; leave staircase out.")
    raise WrongAnswerError(
        f"For first_rate = {first_rate} and k = {k} the rate at step 100 should be "
        f"{first_rate / (1 + k * 100):.4g}; it is {rates[3]:.4g}."
    )


q1 = Exercise(
    verify=_epoch,
    hint_text="Section 2 prints the steps per epoch for batches of 64. The boundary is step 2,345.",
    answer="""per_epoch = int(np.ceil(60_000 / 64))
answer = 5 * 469 // per_epoch + 1""",
    wrong={
        "answer = 5": "counts steps",
        "answer = 10": "wrong way round",
        "answer = 2.5": "under way",
        "answer = 2": "under way",
        "answer = [3, 4]": "one whole number",
    },
)

q2 = Exercise(
    verify=_decay,
    hint_text="The simplest way: let decay_steps be the steps of five epochs. What is then decay_rate?",
    answer="answer = (5 * 469, 0.1)",
    wrong={
        "answer = (5, 0.1)": "counts steps",
        "answer = (469, 0.1)": "after one epoch",
        "answer = (2345, 0.5)": "is left after five epochs",
        "answer = (0.1, 2345)": "order",
        "answer = (2345, 10)": "between 0 and 1",
        "answer = 2345": "pair",
    },
)

q3 = Exercise(
    verify=_from_k,
    hint_text="InverseTimeDecay has k = decay_rate / decay_steps. Choose one of the two freely, such as decay_steps=1.",
    answer="""def from_k(first_rate, k):
    return keras.optimizers.schedules.InverseTimeDecay(first_rate, decay_steps=1, decay_rate=k)


answer = from_k""",
    wrong={
        """def answer(first_rate, k):
    return keras.optimizers.schedules.InverseTimeDecay(first_rate, k, 1.0)""": "sources' slip",
        """def answer(first_rate, k):
    return keras.optimizers.schedules.ExponentialDecay(first_rate, 1, float(np.exp(-k)))""": "exponential",
        """def answer(first_rate, k):
    return keras.optimizers.schedules.InverseTimeDecay(first_rate, 1000, 1000 * k, staircase=True)""": "staircase",
        """def answer(first_rate, k):
    return first_rate / (1 + k)""": "not a number",
        """def answer(first_rate, k):
    keras.optimizers.schedules.InverseTimeDecay(first_rate, 1, k)""": "returns nothing",
        """def answer(first_rate, k):
    return keras.optimizers.schedules.InverseTimeDecay(first_rate, 2, k)""": "at step 100",
        "answer = 0.01": "function itself",
        "answer = keras.optimizers.schedules.InverseTimeDecay(0.1, 1, 0.01)": "one schedule",
    },
)
