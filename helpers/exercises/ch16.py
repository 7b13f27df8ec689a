"""Exercises of chapter 16, the learning rate."""

import numpy as np

from helpers.exercises import Exercise
from helpers.exercises.answers import WrongAnswerError, as_array, as_function, as_numbers, as_word, fits, near


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
    raise WrongAnswerError("Use 2 / λ of the Hessian's larger eigenvalue: section 3, with the means over three points.")


def _growing(answer: object) -> str:
    growing_rates = as_function(answer, "growing_rates")
    for first, last, count in ((1e-5, 10.0, 7), (0.001, 1.0, 4), (0.02, 0.5, 50)):
        rates = growing_rates(first, last, count)
        rates = as_array(rates, "The function has to return an array or a list of numbers, the rates.").ravel()
        call = f"growing_rates({first:g}, {last:g}, {count})"
        if len(rates) != count:
            raise WrongAnswerError(f"{call} must return {count} rates, but it returns {len(rates)}.")
        if not np.isclose(rates[0], first, rtol=1e-3):
            raise WrongAnswerError(f"The first rate of {call} must be {first:g}, but it is {rates[0]:.4g}.")
        if not np.isclose(rates[-1], last, rtol=1e-3):
            raise WrongAnswerError(
                f"The last rate of {call} must be {last:g}, but it is {rates[-1]:.4g}. From the first to the last of "
                f"{count} rates there are {count - 1} steps."
            )
        if not (rates > 0).all():
            raise WrongAnswerError(f"{call} returns rates that are not positive numbers.")
        ratios = rates[1:] / rates[:-1]
        if not np.allclose(ratios, ratios[0], rtol=1e-3):
            raise WrongAnswerError(
                f"The steps of {call} are not factors of one size: the first is {ratios[0]:.3g}, the last "
                f"{ratios[-1]:.3g}."
            )
    return "Such rates are evenly spaced on a logarithmic axis."


def _loss(answer: object) -> str:
    (loss,) = as_numbers(answer, 1, "The answer is one number.")
    most = -np.log(1e-7)
    if fits(loss, 0.65 * most, rtol=0, atol=0.02):
        return "0.65 · 16.118 = 10.477: the 35% that are right cost nothing."
    mistakes = {
        0.35 * most: "It is the wrong images that cost something: 65% of them.",
        most: "That is what one wrong image costs. The loss is the mean over all images.",
        -np.log(0.35): "0.35 is the share of right answers, not the probability of the true class.",
    }
    near(loss, mistakes, rtol=0, atol=0.02)
    raise WrongAnswerError("A right image costs 0, a wrong one as much as clipping at 1e-7 allows. Take the mean.")


q1 = Exercise(
    verify=_shifted,
    hint_text="The limit is 2 / λ of the larger eigenvalue. Section 3 has the Hessian: the means of x² and of x.",
    solution_text='answer = "smaller"',
)

q2 = Exercise(
    verify=_limit,
    hint_text="hessian(np.array([1.0, 2.0, 3.0])), then np.linalg.eigvalsh, then divide 2 by the larger eigenvalue.",
    solution_text="""x = np.array([1.0, 2.0, 3.0])
H = 2 * np.array([[np.mean(x**2), np.mean(x)], [np.mean(x), 1]])
answer = 2 / np.linalg.eigvalsh(H).max()""",
)

q3 = Exercise(
    verify=_growing,
    hint_text="Section 5 has the formula. The exponent must be 0 for the first rate and 1 for the last.",
    solution_text="""def growing_rates(first, last, count):
    share = np.arange(count) / (count - 1)
    return first * (last / first) ** share


answer = growing_rates""",
)

q4 = Exercise(
    verify=_loss,
    hint_text="Section 6 did the same for the author's 19.64%.",
    solution_text="answer = (1 - 0.35) * -np.log(1e-7)",
)
