"""What checks share: reading an answer, one way for each kind, and naming the mistake behind a near miss."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import Any

import numpy as np
import pandas as pd

_COUNTS = ("no", "one", "two", "three", "four", "five", "six")


class WrongAnswerError(Exception):
    """Raised by a check; the message tells the reader what is wrong with the answer, and where to look."""


def as_numbers(answer: Any, count: int, otherwise: str) -> tuple[float, ...]:
    """Return the answer as `count` floats: a list, a tuple, an array or, where `count` is 1, a bare number.

    Anything else, such as a text, NaN or another count, raises WrongAnswerError(otherwise). Where one number is asked
    for, a pair such as (0, 5) also gets a sentence about decimal commas.
    """
    try:
        held = np.ravel(answer)
        found = () if held.dtype.kind in "USc" else tuple(map(float, held))
    except (TypeError, ValueError):
        found = ()
    if count == 1 and (comma := _comma(answer)):
        raise WrongAnswerError(f"{otherwise} {comma}")
    if len(found) != count or np.isnan(found).any():
        raise WrongAnswerError(otherwise)
    return found


def _comma(answer: object) -> str:
    """Return what to say of a pair of whole numbers that may be one number, written with a comma; else ""."""
    if not (isinstance(answer, tuple) and len(answer) == 2 and all(type(part) is int for part in answer)):
        return ""
    whole, part = answer
    if abs(whole) > 99 or part < 0:
        return ""
    if whole != 0 and 100 <= part <= 999:
        return f"Python writes thousands without a comma, {whole}{part} or {whole}_{part}, and decimals with a point."
    return f"Python writes decimals with a point: {whole}.{part}, not {whole},{part}."


def as_whole_numbers(answer: object, count: int, otherwise: str) -> tuple[int, ...]:
    """Return the answer as `count` whole numbers; anything else raises WrongAnswerError, as with `as_numbers`."""
    found = as_numbers(answer, count, otherwise)
    if not all(np.isfinite(number) and abs(number - round(number)) < 1e-3 for number in found):
        raise WrongAnswerError("These are counts, so they are whole numbers.")
    return tuple(map(round, found))


def as_array(answer: object, otherwise: str) -> np.ndarray:
    """Return the answer, or what a function of the reader's returned, as floats; else WrongAnswerError(otherwise)."""
    try:
        found = np.asarray(answer)
        if found.dtype.kind not in "biuf":
            raise WrongAnswerError(otherwise)
        return found.astype(float)
    except (TypeError, ValueError):
        raise WrongAnswerError(otherwise) from None


def as_word(answer: object, words: Sequence[str]) -> str:
    """Return the answer in small letters, one of `words`; anything else raises WrongAnswerError, which names them."""
    word = str(answer).strip().lower()
    if word not in words:
        *first, last = [f'"{word}"' for word in words]
        choice = f"{', '.join(first)} or {last}"
        raise WrongAnswerError(f"Answer with one of the {_COUNTS[len(words)]} words, in quotes: {choice}.")
    return word


def as_names(answer: Any, names: Sequence[str], otherwise: str) -> set[str]:
    """Return the answer, a list of names or one name, in small letters; `names` are those that may occur.

    What is no list raises WrongAnswerError(otherwise), a name that is not offered one that lists the `names`.
    """
    try:
        found = {str(name).strip().lower() for name in ([answer] if isinstance(answer, str) else answer)}
    except TypeError:
        raise WrongAnswerError(otherwise) from None
    if not found <= {name.lower() for name in names}:
        offered = ", ".join(f'"{name}"' for name in names)
        raise WrongAnswerError(f"Use only these words, in quotes: {offered}; if none fits, answer with an empty list.")
    return found


def as_function(answer: object, name: str) -> Callable:
    """Return the answer, the function that the exercise calls `name`, watched while it works.

    Anything but a function, such as a number or a model, raises WrongAnswerError, and so does a call that returns
    nothing or that changes an array or a table among its arguments (alone or in a list).
    """
    if not callable(answer) or hasattr(answer, "layers") or hasattr(answer, "weights"):
        raise WrongAnswerError(f"The answer is the function itself, without calling it: answer = {name}.")

    def call(*arguments: object, **named: object) -> Any:
        given = [(array, array.copy()) for array in _arrays([*arguments, *named.values()])]
        result = answer(*arguments, **named)
        if result is None:
            raise WrongAnswerError("The function returns nothing: end it with return.")
        if not all(_are_equal(array, before) for array, before in given):
            raise WrongAnswerError(
                "The function changes what it is given: work on a copy, or compute a new array (without -= or /=)."
            )
        return result

    return call


def _arrays(arguments: Iterable[object]) -> Iterator[np.ndarray | pd.DataFrame | pd.Series]:
    for argument in arguments:
        if isinstance(argument, np.ndarray | pd.DataFrame | pd.Series):
            yield argument
        elif isinstance(argument, list | tuple):
            yield from _arrays(argument)


def _are_equal(array: Any, before: Any) -> bool:
    if isinstance(array, np.ndarray):
        return array.shape == before.shape and array.tobytes() == before.tobytes()  # NaN is equal to itself here
    return array.equals(before)


def fits(found: Any, right: Any, *, rtol: float = 1e-5, atol: float = 1e-8) -> bool:
    """Return whether a number, a tuple or an array is the right one, but for rounding, and of the same shape.

    `...` in a tuple fits any number: (6, ...).
    """
    if isinstance(right, tuple):
        pairs = [(one, other) for one, other in zip(found, right, strict=False) if other is not ...]
        near_enough = (abs(one - other) <= atol + rtol * abs(other) for one, other in pairs)
        return len(found) == len(right) and all(near_enough)
    return np.shape(found) == np.shape(right) and np.allclose(found, right, rtol=rtol, atol=atol)


def near(
    found: float | tuple[float, ...], replies: Mapping[Any, str], *, rtol: float = 1e-5, atol: float = 1e-8
) -> None:
    """Name the mistake: raise WrongAnswerError with the reply to the first wrong value that the answer fits.

    `replies` is a table {value: reply}; its values are numbers, or tuples for an answer of several numbers, in which
    `...` fits any number: {(6, ...): "The first is right."}. An answer that fits none of them passes.
    """
    for value, reply in replies.items():
        if fits(found, value, rtol=rtol, atol=atol):
            raise WrongAnswerError(reply)


def near_array(found: np.ndarray, results: Mapping[str, np.ndarray], *, rtol: float = 1e-5, atol: float = 1e-8) -> None:
    """Name the mistake, as `near` does, for arrays: `results` is a table {reply: what that mistake gives}."""
    for reply, value in results.items():
        if fits(found, value, rtol=rtol, atol=atol):
            raise WrongAnswerError(reply)


def in_order(found: Any, right: Any, reply: str, *, rtol: float = 1e-5, atol: float = 1e-8) -> None:
    """Raise WrongAnswerError if the answer is the right numbers backwards; the reply says which of them comes first."""
    if fits(found[::-1], right, rtol=rtol, atol=atol) and not fits(found, right, rtol=rtol, atol=atol):
        raise WrongAnswerError(f"The numbers are right, in the wrong order: {reply}.")
