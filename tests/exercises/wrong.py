"""The wrong answers that each exercise must refuse, and the words of the reply that each must get.

A module a chapter registers them, in the order in which they stand there::

    refuses(q1, "too large", (1, 1))  # plain values

    @refused(q3, "uphill")  # this function is the answer
    def step_uphill(w, b, x, y, learning_rate): ...

    @refused_result(q4, "wrong way round")  # this function makes the answer, such as a model or an array
    def swapped_weights(): ...
"""

import importlib
import inspect
import textwrap
from collections.abc import Callable
from dataclasses import dataclass

from helpers.exercises import Exercise

_REGISTERED: list["WrongAnswer"] = []


@dataclass(frozen=True)
class WrongAnswer:
    """A wrong answer to an exercise.

    `words` stand in the reply to it, `make()` gives the answer, `name` tells the mistake (of a plain value it is the
    value), `source` is code that shows it.
    """

    exercise: Exercise
    words: str
    name: str
    make: Callable[[], object]
    source: str


def of(number: str) -> list[WrongAnswer]:
    """Return the wrong answers to the exercises of a chapter, such as "08", in the order of its module."""
    module = importlib.import_module(f"helpers.exercises.ch{number}")
    importlib.import_module(f"tests.exercises.ch{number}")
    exercises = [exercise for exercise in vars(module).values() if isinstance(exercise, Exercise)]
    return [wrong for wrong in _REGISTERED if any(wrong.exercise is exercise for exercise in exercises)]


def refuses(exercise: Exercise, words: str, *values: object) -> None:
    """Register plain values that the exercise must refuse, each with these words in the reply."""
    for value in values:
        source = getattr(value, "__qualname__", _text(value))
        name = textwrap.shorten(source, 40, placeholder="…")
        _REGISTERED.append(WrongAnswer(exercise, words, name, lambda value=value: value, source))


def refused(exercise: Exercise, words: str) -> Callable[[Callable], Callable]:
    """Register the function as an answer that the exercise must refuse with these words in the reply."""

    def register(function: Callable) -> Callable:
        _REGISTERED.append(WrongAnswer(exercise, words, function.__name__, lambda: function, _source(function)))
        return function

    return register


def refused_result(exercise: Exercise, words: str) -> Callable[[Callable], Callable]:
    """Register what the function returns as an answer that the exercise must refuse with these words in the reply."""

    def register(function: Callable) -> Callable:
        _REGISTERED.append(WrongAnswer(exercise, words, function.__name__, function, _source(function)))
        return function

    return register


def _text(value: object) -> str:
    """Return a value as code; the members of a set, which come in another order in each process, sorted."""
    if isinstance(value, set) and value:
        return f"{{{', '.join(sorted(map(_text, value)))}}}"
    if type(value) in (tuple, list) and any(isinstance(part, set) for part in value):
        inner = ", ".join(map(_text, value))
        return f"({inner})" if isinstance(value, tuple) else f"[{inner}]"
    return repr(value)


def _source(function: Callable) -> str:
    lines = textwrap.dedent(inspect.getsource(function)).splitlines()
    first = next(index for index, line in enumerate(lines) if line.startswith("def "))
    return "\n".join(lines[first:])
