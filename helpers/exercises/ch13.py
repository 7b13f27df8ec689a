"""Exercises of chapter 13, the distribution of the inputs."""

import numpy as np

from helpers.exercises import Exercise
from helpers.exercises.answers import WrongAnswerError, as_array, as_function, as_word, fits, near_array


def _negated(answer: object) -> str:
    word = as_word(answer, ("as they are", "inverted", "between"))
    if word == "as they are":
        return (
            "The mean is −0.13 instead of 0.13: as near to zero, with as many zeros. With all first weights negated "
            "the network is the same, and the first weights are as often positive as negative."
        )
    if word == "inverted":
        raise WrongAnswerError(
            "Inverted images have their mean at 0.87. Where is the mean of these, and how far from 0?"
        )
    raise WrongAnswerError(
        "What does a layer with weights −W make of −x? And are the weights −W less likely at the start than W?"
    )


def _gradient(answer: object) -> str:
    found = as_array(answer, "Answer with a table of numbers: four rows (pixels), two columns (units).")
    delta, x = np.array([0.2, -0.4]), np.array([0, 1, 0.5, 0])
    right = np.outer(1 - x, delta)
    if fits(found, right, atol=1e-6):
        return "The corners, silent before, now have the gradient of the biases; the ink in the second pixel is silent."
    mistakes = {
        "The numbers are right; turn the table: pixels are rows, units are columns.": right.T,
        "That is the gradient for the image as it is. Which pixel is 0 after inverting?": np.outer(x, delta),
        "The sign is off: the gradient itself is asked for, not the step against it.": -right,
    }
    near_array(found, mistakes, atol=1e-6)
    if found.shape != (4, 2):
        raise WrongAnswerError(f"The gradient has a number for each weight, shape (4, 2); yours has {found.shape}.")
    raise WrongAnswerError("Each entry is the inverted pixel times the δ of the unit.")


def _absorb(answer: object) -> str:
    absorb = as_function(answer, "absorb")
    rng = np.random.default_rng(0)
    for m, s in ((0.0, 2.0), (0.13, 0.31), (-0.5, 1.5)):
        kernel, b, x = rng.normal(size=(5, 3)), rng.normal(size=3), rng.uniform(size=(4, 5))
        try:
            given = absorb(kernel, b, m, s)
        except ValueError as error:
            raise WrongAnswerError(
                f"With W of shape (5, 3) and b of shape (3,) it fails: {error}. Which axis of W counts the inputs?"
            ) from error
        try:
            weights, biases = (np.asarray(part, dtype=float) for part in given)
        except (TypeError, ValueError):
            raise WrongAnswerError("Return a pair: the weights and the biases.") from None
        if weights.shape != (5, 3) or biases.shape != (3,):
            raise WrongAnswerError(
                f"For W of shape (5, 3) the pair has the shapes (5, 3) and (3,); yours are {weights.shape} and "
                f"{biases.shape}. Which axis of W counts the inputs?"
            )
        if fits(x @ weights + biases, (x - m) / s @ kernel + b, atol=1e-5):
            continue
        if not fits(weights, kernel / s, atol=1e-5):
            raise WrongAnswerError(f"The weights are off for m = {m}, s = {s}: collect what is multiplied by x.")
        raise WrongAnswerError(
            f"The weights are right; the biases are off for m = {m}, s = {s}: what is left at x = 0?"
        )
    return "(x − m)/s · W + b = x · (W/s) + (b − m/s · the sum of each unit's weights)."


def _standardize(answer: object) -> str:
    standardize = as_function(answer, "standardize")
    rng = np.random.default_rng(1)
    for size in (50, 80):
        train, other = rng.uniform(0, 1, size=(size, 6)) ** 3, rng.uniform(0, 2, size=(20, 6))
        train[:, 2] += 0.5
        given = standardize(train, other)
        try:
            one, two = (np.asarray(part, dtype=float) for part in given)
        except (TypeError, ValueError):
            raise WrongAnswerError("Return a pair: the standardized train and the standardized other.") from None
        if one.shape != train.shape or two.shape != other.shape:
            raise WrongAnswerError("Both arrays keep their shapes, and train comes first.")
        m, s = train.mean(), train.std()
        if fits(one, (train - m) / s, atol=1e-5) and fits(two, (other - m) / s, atol=1e-5):
            continue
        by_own = (
            "other is standardized by its own mean and deviation. The same pixel value then means different things in "
            "the two sets; use those of train for both."
        )
        near_array(two, {by_own: (other - other.mean()) / other.std()}, atol=1e-5)
        both = np.concatenate([train, other])
        each = "That is one mean for each pixel. Here: one mean and one deviation over all of them."
        leak = "The mean is taken over both sets. The other set must not leak into it."
        mistakes = {
            each: (train - train.mean(axis=0)) / train.std(axis=0),
            "The mean is subtracted; now divide by the standard deviation.": train - m,
            leak: (train - both.mean()) / both.std(),
        }
        near_array(one, mistakes, atol=1e-5)
        raise WrongAnswerError("For both arrays: subtract the mean of train, then divide by its standard deviation.")
    return "The other set may have another mean afterwards; that is as it should be."


q1 = Exercise(
    verify=_negated,
    hint_text="Sections 4 and 6: what matters is how far the mean is from zero. And what does a sign do to W @ x?",
    solution_text='answer = "as they are"',
)

q2 = Exercise(
    verify=_gradient,
    hint_text="Section 2: the gradient is the input at the weight's start times δ at its end. Invert the image first.",
    solution_text="""x, delta = np.array([0, 1, 0.5, 0]), np.array([0.2, -0.4])
answer = np.outer(1 - x, delta)""",
)

q3 = Exercise(
    verify=_absorb,
    hint_text="Multiply out (x − m)/s · W + b, as section 3 does for 1 − x. W.sum(axis=0) sums each unit's weights.",
    solution_text="""def absorb(W, b, m, s):
    return W / s, b - m / s * W.sum(axis=0)


answer = absorb""",
)

q4 = Exercise(
    verify=_standardize,
    hint_text="mean, deviation = train.mean(), train.std(); the same two numbers serve for both arrays.",
    solution_text="""def standardize(train, other):
    mean, deviation = train.mean(), train.std()
    return (train - mean) / deviation, (other - mean) / deviation


answer = standardize""",
)


def camera(images: np.ndarray) -> np.ndarray:
    """Return what the camera of exercise 4 makes of images (n, 784): each of its 784 sensors has a zero of its own."""
    rng = np.random.default_rng(13)
    zeros = rng.uniform(-4, 4, 784)
    signs = rng.choice([-1, 1], 784)
    return (20 * (zeros + signs * np.asarray(images))).astype("float32")
