"""Exercises of chapter 16, the learning rate."""

import functools
from typing import Any

import numpy as np

from helpers import data
from helpers.exercises import Exercise
from helpers.exercises.answers import WrongAnswerError, as_array, as_function, as_numbers, as_word, fits, near
from helpers.exercises.models import as_model, flat

HIGH, RATE, EPOCHS, BATCH_SIZE = 0.05, 0.1, 10, 64  # of the rescue
BAR = 0.88  # validation accuracy: rate 0.1 from the first step to the last stays below it, on the sample too


def _shifted(answer: object) -> str:
    word = as_word(answer, ("larger", "same", "smaller"))
    if word == "smaller":
        return "The largest eigenvalue grows from 16.7 to about 317, so the limit falls from 0.12 to about 0.0063."
    if word == "same":
        raise WrongAnswerError(
            "The line is the same, but the Hessian is made of the means of x² and x. Do they change?"
        )
    raise WrongAnswerError("With larger x, do the second derivatives of the loss grow or shrink? Look at section 3.")


def _limit(answer: object) -> str:
    (rate,) = as_numbers(answer, 1, "The answer is one number.")
    largest = 17 / 3 + np.sqrt((11 / 3) ** 2 + 16)  # of the matrix with the rows (28/3, 4) and (4, 2)
    right = 2 / largest
    if fits(rate, right, rtol=0, atol=0.0006):
        return "H has the rows (9.333, 4) and (4, 2); its larger eigenvalue is 11.09, and 2 / 11.09 = 0.1803."
    mistakes = {
        0.11976: "That is the limit for the four points of the chapter; here there are three.",
        largest: "That is the larger eigenvalue. The rate must stay below 2 divided by it.",
        2 * right: "The Hessian has a factor of 2 in front: the second derivative of e² is 2.",
        2 / (28 / 3): "That is the limit without the bias. The Hessian is a 2 × 2 matrix here.",
        right / 2: "At 1 divided by the eigenvalue the factor is 0. Where does it reach −1?",
    }
    near(rate, mistakes, rtol=5e-3)
    raise WrongAnswerError("Use 2 / h of the Hessian's larger eigenvalue: section 3, with the means over three points.")


def _flattest(answer: object) -> str:
    flattest = as_function(answer, "flattest")
    for h in ((2.0, 7.0), (1.0, 4.0, 9.0), (0.5, 0.6, 2.0, 7.0)):
        turn, _ = np.linalg.qr(np.random.default_rng(len(h)).normal(size=(len(h), len(h))))
        matrix, largest = turn @ np.diag(h) @ turn.T, max(h)
        said = flattest(functools.partial(np.matmul, matrix), largest, len(h))
        found = float(as_array(said, "The function has to return one number, an eigenvalue.").ravel()[0])
        if fits(found, min(h), rtol=0.02):
            continue
        case = f"For a Hessian with the eigenvalues {', '.join(f'{value:g}' for value in h)}"
        mistakes = {
            largest: f"{case} the function returns the largest, {largest:g}: wanted is the smallest.",
            largest - min(h): f"{case} it returns h_max − h_min. One subtraction is missing.",
            min(h) - largest: f"{case} it returns h_min − h_max. Add what you have subtracted.",
        }
        near(found, mistakes, rtol=0.02)
        raise WrongAnswerError(
            f"{case} the function returns {found:.4g}, not {min(h):g}. Are there enough steps, and is the vector "
            "scaled to length 1 before its last product?"
        )
    return "Products are enough: nobody has written the matrix down. (Eigenvalues close together need more steps.)"


def _rescued(answer: object) -> str:
    model = as_model(answer, (784,))
    rates = _rates(model)
    digits = data.split_mnist(10_000, 0.5)
    epoch = -(-len(digits.x_train) // BATCH_SIZE)
    if len(rates) > EPOCHS * epoch:
        raise WrongAnswerError(f"{len(rates)} steps are more than {EPOCHS} epochs of {epoch} steps.")
    if max(rates) < 0.99 * RATE:
        raise WrongAnswerError(
            f"The highest rate was {max(rates):.3g}. A lower rate would be the better cure, but here it must reach 0.1."
        )
    if (count := sum(rate >= HIGH for rate in rates)) < epoch:
        raise WrongAnswerError(
            f"{count} steps had a rate of 0.05 or more; at least one epoch of steps, {epoch}, is asked for."
        )
    scores = np.asarray(model(digits.x_val, training=False))
    accuracy = np.mean(scores.argmax(axis=1) == digits.y_val)
    said = f"{accuracy:.1%} of the validation images, {count} of {len(rates)} steps at 0.05 or more."
    if accuracy < BAR:
        raise WrongAnswerError(
            f"{said} The bar is {BAR:.0%}. What happens in the first steps, and what at the end, when the rate is high?"
        )
    return said


def _rates(model: Any) -> list[float]:
    """Return the rate of every step that the model's optimizer has made."""
    sizes = [(type(layer).__name__, getattr(layer, "units", 0)) for layer in flat(model)]
    if sizes != [("Dense", 1000), ("Dense", 10)]:
        raise WrongAnswerError("The network is that of section 4: build(schedule, …), 784-1000-10.")
    optimizer: Any = getattr(model, "optimizer", None)
    if type(optimizer).__name__ != "Adam":
        raise WrongAnswerError("The model is to be compiled with Adam, as build does.")
    steps = int(optimizer.iterations)
    if steps == 0:
        raise WrongAnswerError("The model is not trained yet: call fit.")
    schedule = optimizer._learning_rate
    if callable(schedule):
        return [float(schedule(step)) for step in range(steps)]
    return [float(optimizer.learning_rate)] * steps


q1 = Exercise(
    verify=_shifted,
    hint_text="The limit is 2 / h of the larger eigenvalue. Section 3 has the Hessian: the means of x² and of x.",
    solution_text='answer = "smaller"',
)

q2 = Exercise(
    verify=_limit,
    hint_text="The Hessian of section 3 with the means over x = 1, 2, 3; np.linalg.eigvalsh; 2 by the larger one.",
    solution_text="""x = np.array([1.0, 2.0, 3.0])
three = 2 * np.array([[np.mean(x**2), np.mean(x)], [np.mean(x), 1]])
answer = 2 / np.linalg.eigvalsh(three).max()""",
    uses=("imports",),
)

q3 = Exercise(
    verify=_flattest,
    hint_text="Which vectors does v → h_max · v − Hv stretch most, and by how much?",
    solution_text="""def flattest(times, h_max, size):
    v = np.random.default_rng(0).normal(size=size)
    for _ in range(1000):
        v = v / np.linalg.norm(v)
        product = h_max * v - times(v)
        stretched = v @ product
        v = product
    return h_max - stretched


answer = flattest""",
    uses=("imports",),
)

q4 = Exercise(
    verify=_rescued,
    hint_text="A warm-up keeps the first steps short; a fall to 0 lets the steps at the end be short. CosineDecay of "
    "chapter 07 has both: CosineDecay(0.0, decay_steps, warmup_target=0.1, warmup_steps=…). And clip.",
    solution_text="""keras.utils.set_random_seed(0)
climb = 2 * epoch_steps
up_and_down = keras.optimizers.schedules.CosineDecay(
    0.0, EPOCHS * epoch_steps - climb, warmup_target=0.1, warmup_steps=climb
)
answer = build(up_and_down, clip=1.0)
answer.fit(**fit, verbose=0)""",
    uses=("imports", "parameters", "digits", "build"),
)
