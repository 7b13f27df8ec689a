"""Exercises that a reader can check alone: `q1.check(answer)`, `q1.hint()`, `q1.solution()`.

For a program that gives marks there is `q1.require(answer)`, which raises where `check` prints.

Each chapter's exercises stand in a module of their own, `helpers.exercises.ch09` for chapter 09.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from helpers.exercises.answers import WrongAnswerError


@dataclass(frozen=True)
class Exercise:
    """One exercise.

    `verify(answer)` returns a sentence for a right answer and raises WrongAnswerError for a wrong one. `solution_text`
    is code that assigns the name `answer`; `uses` are the ids of the chapter's cells whose names it needs. The wrong
    answers that each check must refuse stand in `tests/exercises`.
    """

    verify: Callable[[Any], str]
    hint_text: str
    solution_text: str
    uses: tuple[str, ...] = ()

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

    def require(self, answer: object) -> None:
        """Raise AssertionError with the sentence of `check` unless the answer is right: for marks."""
        right, sentence = self.reply(answer) if answer is not ... else (False, "Not answered yet.")
        if not right:
            raise AssertionError(sentence)

    def hint(self) -> None:
        """Print a hint."""
        print(self.hint_text)

    def solution(self) -> None:
        """Print the solution as code."""
        print(self.solution_text)
