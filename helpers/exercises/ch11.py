"""Exercises of chapter 11, the vanilla network."""

from collections.abc import Callable
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from helpers.exercises import Exercise
from helpers.exercises.answers import WrongAnswerError, as_function, as_numbers, as_word, fits, near

SEEDS, EPOCHS, UNITS = 5, 10, 32
ONLY_FIRST, ONLY_SECOND, IMAGES = 120, 80, 5_000


def _seeds(answer: object) -> str:
    word = as_word(answer, ("8", "13", "20", "40"))
    if word == "13":
        return "With 13 seeds t is 2.18 and no longer 2.78: t/√n is 0.60 against 1.24, less than half."
    replies = {
        "8": "t/√n is 0.84 with 8 seeds (t = 2.36), and 1.24 with 5: that is a third off, not half.",
        "20": "That is what the square root alone asks for. But t shrinks, too: from 2.78 to 2.09.",
        "40": "Eight times the seeds: then the range is less than a third as wide. Half is asked for.",
    }
    raise WrongAnswerError(replies[word])


def _by_images(answer: object) -> str:
    found = as_numbers(answer, 2, "Answer with a pair of numbers: (difference, standard error), as shares.")
    disagree, net = (ONLY_FIRST + ONLY_SECOND) / IMAGES, (ONLY_FIRST - ONLY_SECOND) / IMAGES
    error = np.sqrt((disagree - net**2) / IMAGES)
    if fits(found, (net, error), rtol=0.01):
        return f"{100 * net:.1f} points, with a standard error of {100 * error:.2f}: a little less than three of them."
    percent = "As shares, not in percentage points: divide by 100."
    near(found, {(100 * net, 100 * error): percent, (100 * net, ...): percent, (100 * net, error): percent}, rtol=0.01)
    near(found, {(-net, ...): "The first network has more right: the difference is positive."}, rtol=0.01)
    near(found, {(error, net): "The right numbers, in the wrong order: the difference comes first."}, rtol=0.01)
    near(found, {(disagree, ...): "That is how often they disagree. What do the two kinds of disagreement add up to?"})
    if not fits(found[0], net, rtol=0.01):
        raise WrongAnswerError("The first number: 120 images speak for the one, 80 for the other, out of 5,000.")
    spread = "The difference is right. This is the standard deviation of the dᵢ; a mean of n has it divided by √n."
    near(
        found[1], {np.sqrt(disagree - net**2): spread, (disagree - net**2) / IMAGES: "Take the square root."}, rtol=0.01
    )
    raise WrongAnswerError(
        "The difference is right. For the error: dᵢ is +1 for 120 images, −1 for 80, 0 for all others. "
        "What is the standard deviation of these 5,000 numbers?"
    )


Rule = Callable[[NDArray, NDArray], str]


def _rule(half: Callable[[NDArray], float]) -> Rule:
    """Return the verdict that follows from half the width of an interval around the mean difference."""

    def verdict(a: NDArray, b: NDArray) -> str:
        difference, width = np.mean(a - b), half(a - b)
        return "higher" if difference > width else "lower" if difference < -width else "not separated"

    return verdict


def _t(count: int) -> float:
    from helpers import training  # only here: reading the exercises must not start Keras

    return float(training.T_QUANTILES[count - 2])


def _unpaired(a: NDArray, b: NDArray) -> str:
    half = _t(len(a)) * np.sqrt((a.var(ddof=1) + b.var(ddof=1)) / len(a))
    return _rule(lambda difference: half)(a, b)


def _ranges(a: NDArray, b: NDArray) -> str:
    return "higher" if a.min() > b.max() else "lower" if a.max() < b.min() else "not separated"


def _every_seed(a: NDArray, b: NDArray) -> str:
    return "higher" if (a > b).all() else "lower" if (a < b).all() else "not separated"


def _backwards(a: NDArray, b: NDArray) -> str:
    return differ(b, a)


def _never_lower(a: NDArray, b: NDArray) -> str:
    return "not separated" if differ(a, b) == "not separated" else "higher"


differ = _rule(lambda d: _t(len(d)) * d.std(ddof=1) / np.sqrt(len(d)))
_MISTAKES: dict[str, Rule] = {
    "Two ranges that do not overlap are no evidence: section 6 has the share of false alarms.": _ranges,
    "That every seed agrees is not enough: with two seeds it happens every second time.": _every_seed,
    "The two runs of a seed belong together: take the differences seed by seed first, then their mean and spread.": (
        _unpaired
    ),
    "The wrong way round: the question is whether a is higher or lower than b.": _backwards,
    'A difference can be negative, too: then the answer is "lower".': _never_lower,
    "That is the interval of a single difference; a mean of n has the standard deviation s/√n.": (
        _rule(lambda d: _t(len(d)) * d.std(ddof=1))
    ),
    "NumPy's std divides by n; the formula's s divides by n − 1: ddof=1.": (
        _rule(lambda d: _t(len(d)) * d.std() / np.sqrt(len(d)))
    ),
    "With few seeds 2 (or 1.96) is too small: take Student's t for the number of seeds.": (
        _rule(lambda d: 2 * d.std(ddof=1) / np.sqrt(len(d)))
    ),
    "The t is fixed at that for five seeds; the number of seeds is len(a).": (
        _rule(lambda d: 2.776 * d.std(ddof=1) / np.sqrt(len(d)))
    ),
    "The wrong place of the table: the t for n seeds is training.T_QUANTILES[n - 2].": (
        _rule(lambda d: _t(len(d) + 1) * d.std(ddof=1) / np.sqrt(len(d)))
    ),
}


def _pair(*differences: float, spread: float = 0.0) -> tuple[NDArray, NDArray]:
    """Return accuracies of two variants with these differences, in thousandths; `spread` parts the seeds."""
    b = 0.93 + spread * np.arange(len(differences)) / 1_000
    return b + np.array(differences) / 1_000, b


_TRIALS = (
    _pair(4, 5, 6, 5, 4, spread=5),  # separated, though the ranges overlap
    _pair(-4, -5, -6, -5, -4, spread=5),
    _pair(-1, 3, 2, -2, 1),
    _pair(1, 9, 2),  # every seed agrees
    _pair(3, 6),
    _pair(0, 0, 0, 0),
    _pair(2.2, 3.2, 1.2, 3.2, 1.2, 2.2, 4.2, 0.2),  # a mean of eight, each of which scatters
    *(_pair(mean - 1, mean, mean + 1, spread=9) for mean in (2.3, 1.95, 1.7, 1.3)),  # ddof, the table, t for 5, 2
)


def _differ(answer: object) -> str:
    function = as_function(answer, "differ")
    said = []
    for a, b in _TRIALS:
        word = function(a.copy(), b.copy())
        if not isinstance(word, str) or word not in ("higher", "lower", "not separated"):
            raise WrongAnswerError(f'Return one of the texts "higher", "lower" and "not separated"; got {word!r}.')
        said.append(word)
    right = [differ(a, b) for a, b in _TRIALS]
    if said == right:
        return "It gives the verdicts of training.compare, in six lines."
    for reply, rule in _MISTAKES.items():
        if said == [rule(a, b) for a, b in _TRIALS]:
            raise WrongAnswerError(reply)
    first = next(place for place, (one, other) in enumerate(zip(said, right, strict=True)) if one != other)
    differences = ", ".join(f"{value:+.4f}" for value in np.subtract(*_TRIALS[first]))
    raise WrongAnswerError(f"For the differences {differences} it says {said[first]!r}; expected {right[first]!r}.")


def _own_luck(answer: Any) -> str:
    otherwise = "Answer with a pair: the frame that training.repeat returns, and your s."
    if not isinstance(answer, tuple | list) or len(answer) != 2:
        raise WrongAnswerError(otherwise)
    runs, number = answer
    if not isinstance(runs, pd.DataFrame) or not {"variant", "seed", "epoch", "val_accuracy", "accuracy"} <= set(runs):
        raise WrongAnswerError(otherwise)
    (s,) = as_numbers(number, 1, "The second part of the pair is one number: s.")
    last = _last_epoch(runs)
    right = last["val_accuracy"].std(ddof=1)
    if fits(s, right, rtol=0.01):
        return (
            f"s is {100 * s:.2f} percentage points, around a mean of {last['val_accuracy'].mean():.1%}. Five runs know "
            f"it only roughly: the true one may be anything from {60 * s:.2f} to {287 * s:.2f} points."
        )
    replies = {
        last["val_accuracy"].std(ddof=0): "That is NumPy's std, which divides by n; s divides by n − 1: ddof=1.",
        100 * right: "The right figure in percentage points; give it as a share, as the accuracies are.",
        right**2: "That is the variance, s²: take its root.",
        last["accuracy"].std(ddof=1): "That is the s of the training accuracy; val_accuracy is asked for.",
        runs["val_accuracy"].std(ddof=1): "That mixes all epochs: the curve's rise is no luck. Take the last epoch.",
        last["val_accuracy"].max() - last["val_accuracy"].min(): "That is the range, from the worst seed to the best.",
        right / np.sqrt(SEEDS): "That is s/√n, how exactly the mean is known. s itself is the spread of the runs.",
    }
    near(s, replies, rtol=0.01)
    raise WrongAnswerError(f"The runs are right. Their s is not {s:.4g}: the last epoch's val_accuracy, ddof=1.")


def _last_epoch(runs: pd.DataFrame) -> pd.DataFrame:
    """Return the last epoch of each run, after a look at whether these are the runs that were asked for."""
    if len(set(runs["variant"])) != 1:
        raise WrongAnswerError("One variant is asked for: the network with 32 hidden units.")
    last = runs[runs["epoch"] == runs.groupby("seed")["epoch"].transform("max")]
    if sorted(last["seed"]) != list(range(SEEDS)):
        raise WrongAnswerError(f"Train with the seeds 0 to 4; these are {sorted(last['seed'].unique())}.")
    if set(last["epoch"]) != {EPOCHS}:
        raise WrongAnswerError(f"Each run has {EPOCHS} epochs, as the baseline; these have {last['epoch'].max()}.")
    if len(set(last["val_accuracy"])) == 1:
        raise WrongAnswerError("All five end alike, so they were not started from five seeds.")
    training_accuracy, validation = last["accuracy"].mean(), last["val_accuracy"].mean()
    if training_accuracy > 0.994:
        raise WrongAnswerError(f"Training accuracy {training_accuracy:.1%}: a network with {UNITS} units learns less.")
    if not 0.85 < validation < 0.94:
        raise WrongAnswerError(
            f"Validation accuracy {validation:.1%}: that is not the network with {UNITS} units at the page's setting."
        )
    return last


q1 = Exercise(
    verify=_seeds,
    hint_text="Half the width is t·s/√n. Four times the seeds halve 1/√n. And what does t do meanwhile?",
    solution_text='answer = "13"',
)

q2 = Exercise(
    verify=_by_images,
    hint_text="The mean of d is (120 − 80)/5000. The mean of d² is (120 + 80)/5000, since (−1)² = 1.",
    solution_text="""signs = np.repeat([1, -1, 0], [120, 80, 4800])
answer = (signs.mean(), signs.std() / np.sqrt(len(signs)))""",
)

q3 = Exercise(
    verify=_differ,
    hint_text="d = a - b first. Then mean, s (ddof=1) and half = t·s/√n: is the mean farther from 0 than that?",
    solution_text="""def differ(a, b):
    d = a - b
    half = training.T_QUANTILES[len(d) - 2] * d.std(ddof=1) / np.sqrt(len(d))
    if abs(d.mean()) <= half:
        return "not separated"
    return "higher" if d.mean() > 0 else "lower"


answer = differ""",
    uses=("imports",),
)

q4 = Exercise(
    verify=_own_luck,
    hint_text="training.repeat(build, {...}, range(5), **fit) gives the frame. Of its rows keep those with "
    "epoch == EPOCHS, and of them take val_accuracy.std(): pandas divides by n − 1.",
    solution_text="""narrow = training.repeat(build, {"32 units": {"units": 32}}, range(5), **fit)
answer = (narrow, narrow[narrow["epoch"] == EPOCHS]["val_accuracy"].std())""",
    uses=("imports", "parameters", "digits", "build"),
)
