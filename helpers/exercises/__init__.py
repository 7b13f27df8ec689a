"""Exercises that a reader can check alone: `q1.check(answer)`, `q1.hint()`, `q1.solution()`.

Each chapter's exercises stand in a module of their own, `helpers.exercises.ch09` for chapter 09.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np


class WrongAnswerError(Exception):
    """Raised by a check; the message tells the reader what is wrong with the answer, and where to look."""


def numbers(answer: object, count: int, otherwise: str) -> tuple[float, ...]:
    """Return the answer as `count` floats: a list, a tuple, an array or, where `count` is 1, a bare number.

    Anything else, such as a text, NaN or another count, raises WrongAnswerError(otherwise).
    """
    try:
        found = np.ravel(answer)
        found = () if found.dtype.kind in "USc" else tuple(map(float, found))
    except (TypeError, ValueError):
        found = ()
    if len(found) != count or np.isnan(found).any():
        raise WrongAnswerError(otherwise)
    return found


def whole_numbers(answer: object, count: int, otherwise: str) -> tuple[int, ...]:
    """Return the answer as `count` whole numbers; anything else raises WrongAnswerError, as with `numbers`."""
    found = numbers(answer, count, otherwise)
    if not all(np.isfinite(number) and abs(number - round(number)) < 1e-3 for number in found):
        raise WrongAnswerError("These are counts, so they are whole numbers.")
    return tuple(map(round, found))


def array(answer: object, otherwise: str) -> np.ndarray:
    """Return the answer, or what a function of the reader's returned, as floats; else WrongAnswerError(otherwise)."""
    try:
        found = np.asarray(answer)
        if found.dtype.kind not in "biuf":
            raise WrongAnswerError(otherwise)
        return found.astype(float)
    except (TypeError, ValueError):
        raise WrongAnswerError(otherwise) from None


def function(answer: object, name: str) -> Callable:
    """Return the answer, the function that the exercise calls `name`, made to refuse when it returns nothing.

    Anything but a function, such as a number or a model, raises WrongAnswerError.
    """
    if not callable(answer) or hasattr(answer, "layers") or hasattr(answer, "weights"):
        raise WrongAnswerError(f"The answer is the function itself, without calling it: answer = {name}.")

    def call(*arguments: object, **named: object) -> object:
        result = answer(*arguments, **named)
        if result is None:
            raise WrongAnswerError("The function returns nothing: end it with return.")
        return result

    return call


@dataclass(frozen=True)
class Exercise:
    """One exercise.

    `verify(answer)` returns a sentence for a right answer and raises WrongAnswerError for a wrong one. `answer` is the
    solution as code that assigns the name `answer`. `wrong` maps plausible wrong answers, as code that assigns
    `answer` too, to words of the reply that each must get: the tests hold that.
    """

    verify: Callable[[Any], str]
    hint_text: str
    answer: str
    wrong: Mapping[str, str]

    def check(self, answer: object) -> None:
        """Print whether the answer is right, and if not, why."""
        if answer is ...:
            print("Not answered yet: put your answer in place of the three dots and run the cell again.")
            return
        print(self.reply(answer)[1])

    def reply(self, answer: object) -> tuple[bool, str]:
        """Return whether the answer is right, and the sentence that `check` prints."""
        try:
            return True, f"Right. {self.verify(answer)}"
        except WrongAnswerError as wrong:
            return False, f"Not yet. {wrong}"
        except Exception as error:
            return False, f"Not yet. Your answer could not be checked ({type(error).__name__}: {error})."

    def hint(self) -> None:
        """Print a hint."""
        print(self.hint_text)

    def solution(self) -> None:
        """Print the solution as code."""
        print(self.answer)
