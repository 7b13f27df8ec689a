"""Exercises of chapter 13, the distribution of the inputs."""

from typing import Any

import numpy as np

from helpers import data
from helpers.exercises import Exercise
from helpers.exercises.answers import WrongAnswerError, as_function, as_numbers, as_word, fits, near_array
from helpers.exercises.models import as_model

IMAGES, VALIDATION_SHARE = 10_000, 0.5  # as the page draws them
MOST_UPDATES = 3 * 79  # three epochs of 5,000 images in batches of 64
ENOUGH = 0.85  # of the validation photographs
EXAMPLES = np.array([[1.0, 0.9], [0.8, 1.0], [1.0, 0.7], [0.8, 0.8]])


def camera(images: np.ndarray) -> np.ndarray:
    """Return what the camera of exercise 4 makes of images (n, 784): each of its 784 sensors has a zero of its own."""
    rng = np.random.default_rng(13)
    zeros, signs = rng.uniform(-4, 4, 784), rng.choice([-1, 1], 784)
    return (20 * (zeros + signs * np.asarray(images))).astype("float32")


def _negated(answer: object) -> str:
    word = as_word(answer, ("as they are", "inverted", "between"))
    if word == "as they are":
        return (
            "Each pixel's mean changes its sign and no more; its spread stays. With all first weights negated "
            "the network is the same, and the first weights are as often positive as negative."
        )
    if word == "inverted":
        raise WrongAnswerError(
            "Inverted, the pixels have means of 0.87 on average. Where are they here, and how far from 0?"
        )
    raise WrongAnswerError(
        "What does a layer with weights −W make of −x? And are the weights −W less likely at the start than W?"
    )


def _ratio(x: np.ndarray) -> float:
    small, large = np.linalg.eigvalsh(x.T @ x / len(x))
    return float(large / small)


def _ratios(answer: object) -> str:
    found = np.array(
        as_numbers(answer, 2, "Answer with a pair of numbers: as they are, and with the means subtracted.")
    )
    own, one = EXAMPLES - EXAMPLES.mean(axis=0), EXAMPLES - EXAMPLES.mean()
    right = np.array([_ratio(EXAMPLES), _ratio(own)])
    if fits(found, right, rtol=0.02):
        return "Two inputs that are both large are one steep direction; without their means the bowl is nearly round."
    mistakes = {
        "The order is the other way round: first the examples as they are.": right[::-1],
        "Both numbers are at least 1: the largest divided by the second, not the other way round.": 1 / right,
        "For the second number you subtracted one mean from all: each input, each column, has its own.": np.array(
            [right[0], _ratio(one)]
        ),
        "These are the square roots: singular values of x, where eigenvalues of M are asked for.": np.sqrt(right),
    }
    near_array(found, mistakes, rtol=0.02)
    if fits(found[0], right[0], rtol=0.02):
        raise WrongAnswerError("The first number is right. For the second subtract x.mean(axis=0), then do the same.")
    if fits(found[1], right[1], rtol=0.02):
        raise WrongAnswerError("The second number is right. M of the first is x.T @ x / 4, with the means left in.")
    raise WrongAnswerError("M is x.T @ x / 4, a 2 × 2 matrix; np.linalg.eigvalsh gives its two eigenvalues.")


def _absorb(answer: object) -> str:
    absorb = as_function(answer, "absorb")
    rng = np.random.default_rng(0)
    for s in (2.0, 0.31, 1.5):
        kernel, b, mu = rng.normal(size=(5, 3)), rng.normal(size=3), rng.uniform(-1, 1, size=5)
        x = rng.uniform(size=(4, 5))
        try:
            given = absorb(kernel, b, mu, s)
        except ValueError as error:
            raise WrongAnswerError(
                f"With W of shape (5, 3), b of (3,) and mu of (5,) it fails: {error}. Which axis of W counts inputs?"
            ) from error
        try:
            weights, biases = (np.asarray(part, dtype=float) for part in given)
        except (TypeError, ValueError):
            raise WrongAnswerError("Return a pair: the weights and the biases.") from None
        if weights.shape != (5, 3) or biases.shape != (3,):
            raise WrongAnswerError(
                f"For W of shape (5, 3) the pair has the shapes (5, 3) and (3,); yours are {weights.shape} and "
                f"{biases.shape}."
            )
        if fits(x @ weights + biases, (x - mu) / s @ kernel + b, atol=1e-5):
            continue
        if not fits(weights, kernel / s, atol=1e-5):
            raise WrongAnswerError(f"The weights are off for s = {s}: collect what is multiplied by x.")
        if fits(biases, b - mu.mean() / s * kernel.sum(axis=0), atol=1e-5):
            raise WrongAnswerError(
                "The weights are right; the biases are those of one mean for all. Each input has its own."
            )
        raise WrongAnswerError(f"The weights are right; the biases are off for s = {s}: what is left at x = 0?")
    return "(x − μ)/s · W + b = x · (W/s) + (b − μ · (W/s)): in use, the preparation costs nothing."


def _read_the_camera(answer: Any) -> str:
    if not isinstance(answer, tuple | list) or len(answer) != 2:
        raise WrongAnswerError("Answer with a pair: (prepare, model), the function itself and the trained model.")
    prepare = as_function(answer[0], "prepare")
    model = as_model(answer[1], (784,))
    digits = data.split_mnist(IMAGES, VALIDATION_SHARE)
    train, other = camera(digits.x_train), camera(digits.x_val)
    ready, judged = _prepared(prepare, train, other)
    _, alone = _prepared(prepare, train, other[:5] + 100)
    _, again = _prepared(prepare, train, np.concatenate([other[:5] + 100, other[5:300]]))
    if not fits(alone, again[:5], rtol=1e-3, atol=1e-3):
        raise WrongAnswerError(
            "What becomes of a photograph in other depends on its neighbors there. Both figures come from train."
        )
    if model.count_params() != 795_010:
        raise WrongAnswerError("The network stays that of build(): 784 inputs, 1,000 units, 10 scores.")
    if int(model.optimizer.iterations) > MOST_UPDATES:
        raise WrongAnswerError("The model was trained for longer than SHORT_EPOCHS epochs, or twice: build it anew.")
    read = float(np.mean(np.argmax(model.predict(judged, batch_size=len(judged), verbose=0), axis=1) == digits.y_val))
    if read >= ENOUGH:
        return f"{read:.1%} of the validation photographs are read right, by figures that only the training ones gave."
    said = f"{read:.1%} of the validation photographs are read right."
    own, spread = np.sum(ready.mean(axis=0) ** 2), np.sum(ready.var(axis=0))
    if own > 0.2 * spread:
        overall = " Their overall mean is near 0." if abs(ready.mean()) < 0.1 * ready.std() else ""
        raise WrongAnswerError(
            f"{said}{overall} The squares of the sensors' own means add up to {own / spread:.3g} times their variances "
            "together: subtract from each its own."
        )
    if not 0.3 < ready.std() < 3:
        raise WrongAnswerError(f"{said} Each sensor's mean is gone; but the values have a spread of {ready.std():.3g}.")
    raise WrongAnswerError(f"{said} The photographs are well prepared. Was the model trained on prepared ones?")


def _prepared(prepare: Any, train: np.ndarray, other: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Return what the reader's function makes of both, as arrays of the same shapes."""
    try:
        with np.errstate(all="ignore"):
            ready, judged = (np.asarray(part, dtype="float32") for part in prepare(train, other))
    except (TypeError, ValueError):
        raise WrongAnswerError("prepare returns a pair: the prepared train and the prepared other.") from None
    if ready.shape != train.shape or judged.shape != other.shape:
        raise WrongAnswerError("Both arrays keep their shapes, and train comes first.")
    if not (np.isfinite(ready).all() and np.isfinite(judged).all()):
        raise WrongAnswerError("Some prepared values are no numbers: a dead pixel has the deviation 0.")
    return ready, judged


q1 = Exercise(
    verify=_negated,
    hint_text="Section 7: what counts is each input's mean against its spread. And what do weights −W make of −x?",
    solution_text='answer = "as they are"',
)

q2 = Exercise(
    verify=_ratios,
    hint_text="np.linalg.eigvalsh(x.T @ x / 4) gives the two eigenvalues, the smaller one first.",
    solution_text="""pixels = np.array([[1.0, 0.9], [0.8, 1.0], [1.0, 0.7], [0.8, 0.8]])
ratios = []
for part in (pixels, pixels - pixels.mean(axis=0)):
    second, largest = np.linalg.eigvalsh(part.T @ part / 4)
    ratios.append(largest / second)
answer = tuple(ratios)""",
    uses=("imports",),
)

q3 = Exercise(
    verify=_absorb,
    hint_text="Multiply out (x − mu)/s · W + b, as section 4 does for 1 − x. mu @ W is a row with one number a unit.",
    solution_text="""def absorb(W, b, mu, s):
    return W / s, b - mu @ W / s


answer = absorb""",
)

q4 = Exercise(
    verify=_read_the_camera,
    hint_text="Each sensor's own mean takes its zero away; one deviation for all takes the units away. The signs need "
    "no cure: section 7 says why.",
    solution_text="""def by_sensor(train, other):
    own = train.mean(axis=0)
    spread = (train - own).std()
    return (train - own) / spread, (other - own) / spread


prepared = by_sensor(train_photos, val_photos)[0]
keras.utils.set_random_seed(SEED)
reader = build()
reader.fit(prepared, y_train, epochs=SHORT_EPOCHS, batch_size=BATCH_SIZE, verbose=0)
answer = (by_sensor, reader)""",
    uses=("imports", "parameters", "digits", "build", "photos"),
)
