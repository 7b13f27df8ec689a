"""Exercises of chapter 05, initialization."""

import math

from helpers.exercises import Exercise
from helpers.exercises.answers import WrongAnswerError, as_function, as_numbers, as_word, fits, in_order, near

CONSTANT = 0.87962566103423978  # standard deviation of N(0, 1) cut at ±2


def _symmetry(answer: object) -> str:
    if as_word(answer, ("equal", "different")) == "different":
        return "Each unit's first step contains its own outgoing weight, so the first step already tells them apart."
    raise WrongAnswerError(
        "At the start they compute the same. But look at the four factors of the gradient in section 2: "
        "which of them differs from unit to unit?"
    )


def _bounds(answer: object) -> str:
    found = as_numbers(answer, 2, "Answer with a pair of numbers: (limit, largest).")
    limit, largest = right = (math.sqrt(6 / 400), 2 * math.sqrt(2 / 300) / CONSTANT)
    if fits(found, right, rtol=5e-3):
        return "√(6/400) = 0.122 and 2·√(2/300)/0.8796 = 0.186."
    in_order(found, right, "GlorotUniform's limit comes first", rtol=5e-3)
    one_fan = "The first number uses one fan only: Glorot's rule has the sum of both."
    near_first = {
        math.sqrt(2 / 400): "The first number is Glorot's standard deviation; the limit is √3 times as large.",
        math.sqrt(6 / 300): one_fan,
        math.sqrt(6 / 100): one_fan,
    }
    near(found[0], near_first, rtol=5e-3)
    if not fits(found[0], limit, rtol=5e-3):
        raise WrongAnswerError("The first number is off: Glorot's uniform limit is √(6 / (n_in + n_out)).")
    near_second = {
        2 * math.sqrt(2 / 300): "The second number cuts at 2σ; Keras cuts at two standard deviations of the wider "
        "Gaussian it draws from.",
        math.sqrt(6 / 300): "The second number is the limit of HeUniform; asked for is HeNormal, which is truncated.",
        largest * math.sqrt(3): "The second number is for 100 inputs: He's rule has the fan-in, which is 300.",
        math.sqrt(2 / 300): "The second number is He's standard deviation; at how many of them does Keras cut?",
    }
    near(found[1], near_second, rtol=5e-3)
    raise WrongAnswerError(
        "The first number is right, the second is off: take σ = √(2 / n_in) and the bound of section 7."
    )


def _leaky(answer: object) -> str:
    leaky_std = as_function(answer, "leaky_std")
    for n_in, slope in ((256, 0.0), (256, 0.5), (100, 0.2), (50, 1.0), (900, 0.3)):
        variance = 2 / ((1 + slope**2) * n_in)
        (found,) = as_numbers(
            leaky_std(n_in, slope), 1, "The function has to return one number, the standard deviation."
        )
        right = math.sqrt(variance)
        if fits(found, right, rtol=1e-3):
            continue
        near(
            found, {variance: "That is the variance; asked for is the standard deviation, its square root."}, rtol=1e-3
        )
        if slope == 0:
            raise WrongAnswerError(
                f"Slope 0 is ReLU, and He's rule says √(2/256) = {right:.4f}; the function returns {found:.4f}."
            )
        mistakes = {
            math.sqrt(2 / n_in): "That is He's rule for ReLU: the slope must enter, the negative half is not lost "
            "entirely.",
            math.sqrt(
                2 / ((1 + slope) * n_in)
            ): "Nearly: multiplying a value by the slope multiplies its square by the slope squared.",
        }
        near(found, mistakes, rtol=1e-3)
        raise WrongAnswerError(
            f"For {n_in} inputs and slope {slope} the function returns {found:.4f}: the mean square would not "
            "stay. The positive half of E[z²] passes unchanged; what is left of the negative half?"
        )
    return "2 / ((1 + α²) n_in) is the variance: He's rule for α = 0, and 1/n_in for α = 1, where nothing is cut."


def _truncated(answer: object) -> str:
    truncated_std = as_function(answer, "truncated_std")
    for cut in (2.0, 1.0, 0.5, 3.0):
        density = math.exp(-(cut**2) / 2) / math.sqrt(2 * math.pi)
        share = math.erf(cut / math.sqrt(2))
        variance = 1 - 2 * cut * density / share
        clipped = math.sqrt(share * variance + (1 - share) * cut**2)
        (found,) = as_numbers(truncated_std(cut), 1, "The function has to return one number, the standard deviation.")
        right = math.sqrt(variance)
        if fits(found, right, rtol=5e-3):
            continue
        mistakes = {
            clipped: "Values beyond the cut must be thrown away, not moved to the cut (as np.clip does).",
            variance: "That is the variance; asked for is the standard deviation, its square root.",
            1 / right: "That is the factor that makes up for the cut; asked for is its inverse.",
            math.sqrt(share * variance): "Divide by the share that is left, not by the number of all draws: the others "
            "are gone.",
        }
        near(found, mistakes, rtol=5e-3)
        raise WrongAnswerError(f"For cut = {cut:g} the function returns {found:.4f}, not {right:.4f}.")
    return "0.8796 for cut = 2 is the constant in Keras' source."


q1 = Exercise(
    verify=_symmetry,
    hint_text="Section 2: the gradient has four factors. Which of them is the weight from the unit to the output?",
    solution_text='answer = "different"',
)

q2 = Exercise(
    verify=_bounds,
    hint_text="Section 7: the table has the limit and σ; the formula with 0.87962566 has the largest value.",
    solution_text="""limit = np.sqrt(6 / (300 + 100))
largest = 2 * np.sqrt(2 / 300) / 0.87962566
answer = (limit, largest)""",
)

q3 = Exercise(
    verify=_leaky,
    hint_text="Half of E[z²] comes from positive z and passes unchanged; the other half is multiplied by slope².",
    solution_text="""def leaky_std(n_in, slope):
    kept = (1 + slope**2) / 2  # share of the mean square that passes
    return np.sqrt(1 / (n_in * kept))


answer = leaky_std""",
)

q4 = Exercise(
    verify=_truncated,
    hint_text="With draws: draw = np.random.default_rng(0).normal(size=1_000_000); keep np.abs(draw) <= cut.",
    solution_text="""def truncated_std(cut):
    draw = np.random.default_rng(0).normal(size=1_000_000)
    return draw[np.abs(draw) <= cut].std()


answer = truncated_std""",
)
