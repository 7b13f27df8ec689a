"""Exercises of chapter 02, initialization."""

import math
from collections.abc import Callable

from helpers.exercises import Exercise, WrongAnswerError, function, numbers

CONSTANT = 0.87962566103423978  # standard deviation of N(0, 1) cut at ±2


def _symmetry(answer: object) -> str:
    answer = str(answer).strip().lower()
    if answer == "different":
        return "Each unit's first step contains its own outgoing weight, so the first step already tells them apart."
    if answer == "equal":
        raise WrongAnswerError(
            "At the start they compute the same. But look at the four factors of the gradient in section 2: "
            "which of them differs from unit to unit?"
        )
    raise WrongAnswerError('Answer with one of the two words, in quotes: "equal" or "different".')


def _bounds(answer: object) -> str:
    limit, largest = numbers(answer, 2, "Answer with a pair of numbers: (limit, largest).")
    right = (math.sqrt(6 / 400), 2 * math.sqrt(2 / 300) / CONSTANT)

    def near(number: float, other: float) -> bool:
        return math.isclose(number, other, rel_tol=5e-3)

    if near(limit, right[0]) and near(largest, right[1]):
        return "√(6/400) = 0.122 and 2·√(2/300)/0.8796 = 0.186."
    if near(limit, right[1]) and near(largest, right[0]):
        raise WrongAnswerError("The numbers are right, in the wrong order: GlorotUniform's limit comes first.")
    if near(limit, math.sqrt(2 / 400)):
        raise WrongAnswerError("The first number is Glorot's standard deviation; the limit is √3 times as large.")
    if near(limit, math.sqrt(6 / 300)) or near(limit, math.sqrt(6 / 100)):
        raise WrongAnswerError("The first number uses one fan only: Glorot's rule has the sum of both.")
    if not near(limit, right[0]):
        raise WrongAnswerError("The first number is off: Glorot's uniform limit is √(6 / (n_in + n_out)).")
    if near(largest, 2 * math.sqrt(2 / 300)):
        raise WrongAnswerError(
            "The second number cuts at 2σ; Keras cuts at two standard deviations of the wider Gaussian it draws from."
        )
    if near(largest, math.sqrt(6 / 300)):
        raise WrongAnswerError(
            "The second number is the limit of HeUniform; asked for is HeNormal, which is truncated."
        )
    if near(largest, 2 * math.sqrt(2 / 100) / CONSTANT):
        raise WrongAnswerError("The second number is for 100 inputs: He's rule has the fan-in, which is 300.")
    if near(largest, math.sqrt(2 / 300)):
        raise WrongAnswerError("The second number is He's standard deviation; at how many of them does Keras cut?")
    raise WrongAnswerError(
        "The first number is right, the second is off: take σ = √(2 / n_in) and the bound of section 7."
    )


def _leaky(answer: Callable) -> str:
    answer = function(answer, "leaky_std")
    for n_in, slope in ((256, 0.0), (256, 0.5), (100, 0.2), (50, 1.0), (900, 0.3)):
        variance = 2 / ((1 + slope**2) * n_in)
        (found,) = numbers(answer(n_in, slope), 1, "The function has to return one number, the standard deviation.")
        right = math.sqrt(variance)
        if math.isclose(found, right, rel_tol=1e-3):
            continue
        if math.isclose(found, variance, rel_tol=1e-3):
            raise WrongAnswerError("That is the variance; asked for is the standard deviation, its square root.")
        if slope == 0:
            raise WrongAnswerError(
                f"Slope 0 is ReLU, and He's rule says √(2/256) = {right:.4f}; the function returns {found:.4f}."
            )
        if math.isclose(found, math.sqrt(2 / n_in), rel_tol=1e-3):
            raise WrongAnswerError(
                "That is He's rule for ReLU: the slope must enter, the negative half is not lost entirely."
            )
        if math.isclose(found, math.sqrt(2 / ((1 + slope) * n_in)), rel_tol=1e-3):
            raise WrongAnswerError(
                "Nearly: multiplying a value by the slope multiplies its square by the slope squared."
            )
        raise WrongAnswerError(
            f"For {n_in} inputs and slope {slope} the function returns {found:.4f}: the mean square would not "
            "stay. The positive half of E[z²] passes unchanged; what is left of the negative half?"
        )
    return "2 / ((1 + α²) n_in) is the variance: He's rule for α = 0, and 1/n_in for α = 1, where nothing is cut."


def _truncated(answer: Callable) -> str:
    answer = function(answer, "truncated_std")
    for cut in (2.0, 1.0, 0.5, 3.0):
        density = math.exp(-(cut**2) / 2) / math.sqrt(2 * math.pi)
        share = math.erf(cut / math.sqrt(2))
        variance = 1 - 2 * cut * density / share
        clipped = math.sqrt(share * variance + (1 - share) * cut**2)
        (found,) = numbers(answer(cut), 1, "The function has to return one number, the standard deviation.")
        right = math.sqrt(variance)
        if math.isclose(found, right, rel_tol=5e-3):
            continue
        if math.isclose(found, clipped, rel_tol=5e-3):
            raise WrongAnswerError("Values beyond the cut must be thrown away, not moved to the cut (as np.clip does).")
        if math.isclose(found, variance, rel_tol=5e-3):
            raise WrongAnswerError("That is the variance; asked for is the standard deviation, its square root.")
        if math.isclose(found, 1 / right, rel_tol=5e-3):
            raise WrongAnswerError("That is the factor that makes up for the cut; asked for is its inverse.")
        if math.isclose(found, math.sqrt(share * variance), rel_tol=5e-3):
            raise WrongAnswerError(
                "Divide by the share that is left, not by the number of all draws: the others are gone."
            )
        raise WrongAnswerError(f"For cut = {cut:g} the function returns {found:.4f}, not {right:.4f}.")
    return "0.8796 for cut = 2 is the constant in Keras' source."


q1 = Exercise(
    verify=_symmetry,
    hint_text="Section 2: the gradient has four factors. Which of them is the weight from the unit to the output?",
    answer='answer = "different"',
    wrong={'answer = "equal"': "four factors", "answer = 4": "two words"},
)

q2 = Exercise(
    verify=_bounds,
    hint_text="Section 7: the table has the limit and σ; the formula with 0.87962566 has the largest value.",
    answer="""limit = np.sqrt(6 / (300 + 100))
largest = 2 * np.sqrt(2 / 300) / 0.87962566
answer = (limit, largest)""",
    wrong={
        "answer = (0.1225, 0.1633)": "cuts at 2σ",
        "answer = (0.0707, 0.1856)": "standard deviation",
        "answer = (0.1414, 0.1856)": "one fan only",
        "answer = (0.1225, 0.1414)": "HeUniform",
        "answer = (0.1225, 0.3216)": "fan-in",
        "answer = (0.1856, 0.1225)": "wrong order",
        "answer = 0.1225": "pair",
    },
)

q3 = Exercise(
    verify=_leaky,
    hint_text="Half of E[z²] comes from positive z and passes unchanged; the other half is multiplied by slope².",
    answer="""def leaky_std(n_in, slope):
    kept = (1 + slope**2) / 2  # share of the mean square that passes
    return np.sqrt(1 / (n_in * kept))


answer = leaky_std""",
    wrong={
        "answer = lambda n_in, slope: np.sqrt(2 / n_in)": "slope must enter",
        "answer = lambda n_in, slope: np.sqrt(2 / ((1 + slope) * n_in))": "slope squared",
        "answer = lambda n_in, slope: 2 / ((1 + slope**2) * n_in)": "variance",
        "answer = lambda n_in, slope: np.sqrt(1 / ((1 + slope**2) * n_in))": "He's rule",
        "answer = lambda n_in, slope: np.sqrt(2 * (1 + slope**2) / n_in)": "The positive half",
        "answer = lambda n_in, slope: print(n_in)": "returns nothing",
        "answer = 0.08": "function itself",
    },
)

q4 = Exercise(
    verify=_truncated,
    hint_text="With draws: draw = np.random.default_rng(0).normal(size=1_000_000); keep np.abs(draw) <= cut.",
    answer="""def truncated_std(cut):
    draw = np.random.default_rng(0).normal(size=1_000_000)
    return draw[np.abs(draw) <= cut].std()


answer = truncated_std""",
    wrong={
        """def answer(cut):
    return np.clip(np.random.default_rng(0).normal(size=1_000_000), -cut, cut).std()""": "thrown away",
        """def answer(cut):
    draw = np.random.default_rng(0).normal(size=1_000_000)
    return draw[np.abs(draw) <= cut].var()""": "variance",
        """def answer(cut):
    draw = np.random.default_rng(0).normal(size=1_000_000)
    return np.where(np.abs(draw) <= cut, draw, 0).std()""": "share that is left",
        "answer = lambda cut: 0.87962566": "For cut = 1",
        "answer = lambda cut: 1 / 0.87962566": "inverse",
        "answer = 0.87962566": "function itself",
    },
)
