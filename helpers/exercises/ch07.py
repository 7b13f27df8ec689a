"""Exercises of chapter 07, learning-rate schedules."""

from collections.abc import Callable
from typing import Any

import numpy as np
import pandas as pd

from helpers.exercises import Exercise
from helpers.exercises.answers import WrongAnswerError, as_function, as_numbers, near

STEPS = 5 * 469  # five epochs of MNIST in batches of 128
EPOCHS = 10  # of the trainings in section 7
WORST_CONSTANT = 0.42  # validation loss: the page's best constant rate stays below it, on the sample too


def _epoch(answer: object) -> str:
    (epoch,) = as_numbers(answer, 1, "Answer with one whole number: the epoch.")
    if epoch == 3:
        return "An epoch now has 938 steps; step 2,345 lies in the middle of the third one."
    before = "That is when it was lowered before. The boundary counts steps, and an epoch has more."
    more = "The wrong way round: with smaller batches an epoch has more steps, not fewer."
    near(epoch, {5: before, 6: before, 10: more, 11: more})
    if 2 <= epoch < 3:
        raise WrongAnswerError("Two and a half epochs are over by then. So which epoch is under way, counted from 1?")
    raise WrongAnswerError("How many steps has an epoch with batches of 64? Count them off until step 2,345.")


def _decay(answer: object) -> str:
    decay_steps, decay_rate = as_numbers(answer, 2, "Answer with a pair of numbers: (decay_steps, decay_rate).")
    if not decay_steps > 0:
        raise WrongAnswerError("decay_steps must be a positive number of steps.")
    if not 0 < decay_rate < 1:
        if 0 < decay_steps < 1:
            raise WrongAnswerError("Is the order right? decay_steps comes first.")
        raise WrongAnswerError("decay_rate is the share that is left, a number between 0 and 1.")
    left, after_5, after_469 = (decay_rate ** (steps / decay_steps) for steps in (STEPS, 5, 469))
    if np.isclose(left, 0.1, rtol=0.01):
        return f"What is left after {STEPS:,} steps is {left:.3f} of the first rate; other pairs do it as well."
    if np.isclose(after_5, 0.1, rtol=0.01):
        raise WrongAnswerError("That would be right if Keras counted epochs; it counts steps.")
    if np.isclose(after_469, 0.1, rtol=0.01):
        raise WrongAnswerError("With these a tenth is left after one epoch already.")
    raise WrongAnswerError(
        f"With these {left:.3g} of the first rate is left after five epochs. How many steps are five epochs?"
    )


def _from_k(answer: Callable) -> str:
    if _is_schedule(answer):
        raise WrongAnswerError("That is one schedule. The answer is the function that makes it: answer = from_k.")
    from_k = as_function(answer, "from_k")
    steps = (0, 1, 7, 100, 1_234)
    for first_rate, k in ((0.1, 0.01), (1.0, 0.0005), (0.03, 2.0)):
        schedule = from_k(first_rate, k)
        if not callable(schedule):
            raise WrongAnswerError("Return the schedule, an object that can be called with a step, not a number.")
        if not _is_schedule(schedule):
            raise WrongAnswerError(
                "Return a schedule of Keras, not a function of your own: an optimizer cannot use that."
            )
        otherwise = "For a step the schedule has to return one number, the rate."
        rates = np.array([as_numbers(schedule(step), 1, otherwise)[0] for step in steps])
        _judge_rates(rates, first_rate, k, np.array(steps, dtype=float))
    return "Only the ratio decay_rate/decay_steps matters, so there are many right ways to write it."


def _is_schedule(thing: object) -> bool:
    return "LearningRateSchedule" in [parent.__name__ for parent in type(thing).__mro__]


def _judge_rates(rates: np.ndarray, first_rate: float, k: float, steps: np.ndarray) -> None:
    if np.allclose(rates, first_rate / (1 + k * steps), rtol=1e-4, atol=0):
        return
    if np.allclose(rates, first_rate / (1 + steps / k), rtol=1e-3, atol=0):
        raise WrongAnswerError("Here decay_steps is k. But the step is divided by decay_steps.")
    if np.allclose(rates, first_rate * np.exp(-k * steps), rtol=1e-3, atol=1e-12):
        raise WrongAnswerError("That is exponential decay. Here 1/t is asked for.")
    if not np.isclose(rates[0], first_rate, rtol=1e-4):
        raise WrongAnswerError(f"At step 0 the rate should be the first rate, {first_rate}; it is {rates[0]:.4g}.")
    if len(set(rates)) < len(steps) - 1:
        raise WrongAnswerError("The rate stays the same for several steps; leave staircase out.")
    raise WrongAnswerError(
        f"For first_rate = {first_rate} and k = {k} the rate at step 100 should be "
        f"{first_rate / (1 + k * 100):.4g}; it is {rates[3]:.4g}."
    )


def _below_the_constant(answer: Any) -> str:
    last = _last_losses(answer)
    (mine,) = [variant for variant in last.columns if variant != "constant"]
    constant = last["constant"].mean()
    if not constant < WORST_CONSTANT:
        raise WrongAnswerError(
            f'"constant" ends at {constant:.3f}. That is not the best constant rate: section 7 has a lower one.'
        )
    difference = last[mine] - last["constant"]
    if not np.isfinite(difference).all():
        raise WrongAnswerError(f'A run of "{mine}" has lost its loss: the rate is too large. Warm up, or start lower.')
    below = int((difference < 0).sum())
    said = f'"{mine}" ends at {last[mine].mean():.3f}, the constant rate at {constant:.3f}, below it with {below} of '
    said += f"{len(last)} seeds (differences {', '.join(f'{value:+.4f}' for value in difference)})."
    if difference.mean() >= 0:
        raise WrongAnswerError(
            f"{said} Is the rate still large in the first half? And what lets a large rate begin without damage?"
        )
    if below < len(last):
        raise WrongAnswerError(f"{said} One seed is not enough to doubt, but three of three are asked for: try on.")
    return said


def _last_losses(answer: Any) -> pd.DataFrame:
    """Return the validation loss after the last epoch, one row a seed, one column for each of the two variants."""
    if not isinstance(answer, pd.DataFrame) or not {"variant", "seed", "epoch", "val_loss"} <= set(answer.columns):
        raise WrongAnswerError("The answer is the frame that training.repeat returns.")
    variants = list(answer["variant"].unique())
    if "constant" not in variants or len(variants) != 2:
        raise WrongAnswerError(f'Train two variants, "constant" and one of your own; these are {", ".join(variants)}.')
    epochs = answer.groupby(["variant", "seed"])["epoch"].max()
    if set(epochs) != {EPOCHS}:
        raise WrongAnswerError(f"Both train for {EPOCHS} epochs; these train for {epochs.min()} to {epochs.max()}.")
    last = answer[answer["epoch"] == EPOCHS].pivot_table("val_loss", "seed", "variant", dropna=False)
    if len(last) < 3 or len(epochs) != 2 * len(last):
        raise WrongAnswerError("Train both variants with the same seeds, at least three: [0, 1, 2].")
    return last


q1 = Exercise(
    verify=_epoch,
    hint_text="Section 2 has the conversion. The boundary is step 2,345; how many steps has an epoch now?",
    solution_text="answer = 5 * 469 // int(np.ceil(60_000 / 64)) + 1",
)

q2 = Exercise(
    verify=_decay,
    hint_text="The simplest way: let decay_steps be the steps of five epochs. What is then decay_rate?",
    solution_text="answer = (5 * 469, 0.1)",
)

q3 = Exercise(
    verify=_from_k,
    hint_text="InverseTimeDecay has k = decay_rate / decay_steps. Choose one of the two freely, such as decay_steps=1.",
    solution_text="""def from_k(first_rate, k):
    return schedules.InverseTimeDecay(first_rate, decay_steps=1, decay_rate=k)


answer = from_k""",
    uses=("imports", "piecewise"),
)

q4 = Exercise(
    verify=_below_the_constant,
    hint_text="Let the rate climb for an epoch, hold it high (0.8, say) until about 60 % of the steps are done, and "
    "only then let it fall in a straight line to zero. Linear of section 6 is a start for a class of your own.",
    solution_text="""class Trapezoid(keras.optimizers.schedules.LearningRateSchedule):
    def __init__(self, highest, climb, hold, steps):
        self.highest, self.climb, self.hold, self.steps = highest, climb, hold, steps

    def __call__(self, step):
        step = keras.ops.cast(step, "float32")
        up, down = step / self.climb, (self.steps - step) / (self.steps - self.hold)
        return self.highest * keras.ops.clip(keras.ops.minimum(up, down), 0.0, 1.0)


mine = Trapezoid(0.8, per_epoch, 6 * per_epoch, total)
variants = {"constant": {"learning_rate": 0.5}, "mine": {"learning_rate": mine}}
answer = training.repeat(build, variants, [0, 1, 2], **fit)""",
    uses=("imports", "parameters", "piecewise", "data", "build"),
)
