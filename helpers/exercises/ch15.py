"""Exercises of chapter 15, depth."""

import itertools
from typing import Any

import numpy as np

from helpers import data
from helpers.exercises import Exercise
from helpers.exercises.answers import WrongAnswerError, as_function, as_numbers, as_whole_numbers, in_order, near
from helpers.exercises.models import as_model, flat, of_kind

HIDDEN, UNITS = 16, 64  # of the network of exercise 4
BUDGET = 795_010
BAR = 0.5  # share of the validation digits that it has to read; guessing reads a tenth


def _pieces(answer: object) -> str:
    pair = "Answer with a pair of whole numbers: (pieces, units)."
    found = as_whole_numbers(answer, 2, pair)
    if found == (81, 80):
        return "Four layers with 12 units in all against 80. Twelve units that fold in two, six layers, make 64 pieces."
    in_order(found, (81, 80), "the pieces come first")
    kinks = "The pieces are right. How many kinks separate 81 pieces? Each kink needs one unit."
    mistakes = {
        (12, ...): "Twelve is the number of units. Every layer multiplies the pieces.",
        (16, ...): "That is four times a fold in two. These layers fold in three.",
        (64, ...): "That is what six tents would make, with the same 12 units. These layers fold in three.",
        (81, 81): kinks,
        (81, 82): kinks,
        (81, ...): "The pieces are right. A single layer has at most one kink for each of its units.",
    }
    near(found, mistakes)
    raise WrongAnswerError("One layer makes 3 pieces. What the next one draws, it draws on each of the three.")


def _pyramid(answer: object) -> str:
    (width,) = as_numbers(answer, 1, "Answer with one whole number, the width w of the first hidden layer.")
    if not np.isfinite(width) or width % 4 or width < 4:
        raise WrongAnswerError("Half and a quarter of w are numbers of units, so w is a multiple of 4.")
    if width == 660:
        return f"{_count(660):,} parameters; with 664 they would be {_count(664):,}."
    if width == 1000:
        raise WrongAnswerError("That is the width of the baseline, which has no further layers to pay for.")
    too_many = _count(int(width)) > BUDGET
    end = "too many" if too_many else "more fit in"
    raise WrongAnswerError(
        f"With layers of {width:.0f}, {width / 2:.0f} and {width / 4:.0f} units there are {_count(int(width)):,} "
        f"parameters: {end}."
    )


def _count(width: int) -> int:
    sizes = [784, width, width // 2, width // 4, 10]
    return sum(inputs * units + units for inputs, units in itertools.pairwise(sizes))


def _zigzag(answer: object) -> str:
    zigzag = as_function(answer, "zigzag")
    for corners in (
        [(0, 0), (0.5, 1), (1, 0)],
        [(0, 0), (0.2, 1), (0.5, -1), (0.6, 2), (1, 2)],
        [(-1, 3), (0, 1), (2, 1.5), (3, -4)],
    ):
        _judge_zigzag(zigzag(*np.array(corners, dtype=float).T), np.array(corners, dtype=float))
    return "The first factor is a slope, every other one a change of slope, and the bias lifts the line to its start."


def _judge_zigzag(answer: object, corners: np.ndarray) -> None:
    model = as_model(answer, (1,), "The function returns a Keras model, such as keras.Sequential([...]).")
    dense = of_kind("Dense", flat(model))
    if len(dense) != 2:
        raise WrongAnswerError(f"One hidden layer and one output: two dense layers. This model has {len(dense)}.")
    xs, ys = corners.T
    if dense[0].units != len(xs) - 1:
        raise WrongAnswerError(
            f"For {len(xs)} points, {len(xs) - 1} pieces, one unit a piece: {len(xs) - 1}. These are {dense[0].units}."
        )
    places = np.linspace(xs[0], xs[-1], 101)
    found = np.asarray(model(places[:, np.newaxis].astype("float32")))[:, 0]
    right = np.interp(places, xs, ys)
    if np.allclose(found, right, atol=1e-3):
        return
    if np.allclose(found + ys[0], right, atol=1e-3):
        raise WrongAnswerError(f"The shape is right. But the line has to begin at {ys[0]:g}: what lifts it there?")
    points = ", ".join(f"({x:g}, {y:g})" for x, y in corners)
    place = int(np.argmax(np.abs(found - right) > 1e-3))
    raise WrongAnswerError(
        f"For the points {points} the line goes wrong from x = {places[place]:.2f} on. A unit changes the slope from "
        "its kink on, and the changes add up: each factor is a *change* of slope, but for the first."
    )


def _sixteen(answer: Any) -> str:
    otherwise = f"The answer is the trained model: {HIDDEN} hidden layers of {UNITS} units and ten scores."
    model = as_model(answer, (784,), otherwise)
    sizes = [layer.units for layer in of_kind("Dense", flat(model))]
    if sizes != [UNITS] * HIDDEN + [10] or len(flat(model)) != HIDDEN + 1:
        raise WrongAnswerError(f"{otherwise} Nothing else goes in; the rate is to do it.")
    if any(layer.activation.__name__ != "relu" for layer in flat(model)[:-1]):
        raise WrongAnswerError("The hidden layers keep their ReLU; the rate is to do it.")
    optimizer: Any = getattr(model, "optimizer", None)
    if type(optimizer).__name__ != "SGD" or optimizer.momentum:
        raise WrongAnswerError("The optimizer is plain keras.optimizers.SGD(rate), without momentum.")
    digits = data.split_mnist(10_000, 0.5)
    steps, allowed = int(optimizer.iterations), 10 * -(-len(digits.x_train) // 64)
    if not steps:
        raise WrongAnswerError("This model has not been trained yet.")
    if steps > allowed:
        raise WrongAnswerError(f"Ten epochs of batches of 64 are {allowed} updates; this model has had {steps}.")
    weights = model.get_weights()
    rate = float(optimizer.learning_rate)
    if not all(np.isfinite(weight).all() for weight in weights):
        raise WrongAnswerError(f"At the rate {rate:.2g} the weights are no numbers any more: it is far too large.")
    scores = np.asarray(model.predict(digits.x_val, batch_size=1_000, verbose=0))
    read = float(np.mean(scores.argmax(axis=1) == digits.y_val))
    if read > BAR:
        return f"At the rate {rate:.2g} it reads {read:.0%} of the validation digits."
    constant = scores.std(axis=0).mean() < 0.05
    advice = (
        "It says nearly the same of every digit. Too small a rate leaves it where it started, too large a one kills it."
        if constant
        else "It is under way. Is the rate too small, so that ten epochs are not enough, or so large that it jumps?"
    )
    raise WrongAnswerError(f"At the rate {rate:.2g} it reads {read:.0%} of the validation digits. {advice}")


q1 = Exercise(
    verify=_pieces,
    hint_text="Section 1: a layer draws what comes after it once on each of its pieces. A single layer has one kink "
    "for each unit, at most.",
    solution_text="""pieces_of_four = 3**4
answer = (pieces_of_four, pieces_of_four - 1)""",
)

q2 = Exercise(
    verify=_pyramid,
    hint_text="Count layer by layer: 784 w + w, then w · w/2 + w/2, and so on. Together they are a quadratic in w; or "
    "let Python try the multiples of 4.",
    solution_text="""def pyramid(w):
    sizes = [784, w, w // 2, w // 4, 10]
    return sum(inputs * units + units for inputs, units in zip(sizes, sizes[1:]))


answer = max(w for w in range(4, 1001, 4) if pyramid(w) <= 795_010)""",
)

q3 = Exercise(
    verify=_zigzag,
    hint_text="The slopes of the pieces are np.diff(ys) / np.diff(xs). The units have their kinks at all points but "
    "the last. And what is the output before the first kink?",
    solution_text="""def zigzag(xs, ys):
    slopes = np.diff(ys) / np.diff(xs)
    changes = np.diff(slopes, prepend=0)
    units = len(slopes)
    hidden = keras.layers.Dense(units, "relu")
    drawn = keras.Sequential([keras.Input((1,)), hidden, keras.layers.Dense(1)])
    drawn.set_weights([np.ones((1, units)), -xs[:-1], changes[:, np.newaxis], ys[:1]])
    return drawn


answer = zigzag""",
)

q4 = Exercise(
    verify=_sixteen,
    hint_text="Try rates a factor √10 apart, such as 0.001, 0.003, 0.01, and look at the training loss: 2.30 is that "
    "of guessing.",
    solution_text="""keras.utils.set_random_seed(0)
slim = build([64] * 16, "he_uniform")
sgd = keras.optimizers.SGD(0.02)
slim.compile(sgd, keras.losses.SparseCategoricalCrossentropy(from_logits=True))
slim.fit(digits.x_train, digits.y_train, epochs=EPOCHS, batch_size=BATCH_SIZE, verbose=0)
answer = slim""",
    uses=("imports", "parameters", "digits", "build"),
)
