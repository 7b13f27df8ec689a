"""The checks of the exercises, tested with the solution, with wrong answers and with the placeholder."""

import importlib

import keras
import numpy as np
import pandas as pd
import pytest

import helpers.exercises
from helpers.exercises import Exercise, WrongAnswerError, function, numbers
from tools.course import notebook_paths


def pytest_generate_tests(metafunc):
    if "exercise" in metafunc.fixturenames:
        cases = [
            pytest.param(exercise, id=f"{path.stem}-{name}")
            for path in notebook_paths(metafunc.config.getoption("nb"))
            for name, exercise in vars(importlib.import_module(f"helpers.exercises.ch{path.name[:2]}")).items()
            if isinstance(exercise, Exercise)
        ]
        metafunc.parametrize("exercise", cases)


def evaluate(code: str) -> object:
    names = {"keras": keras, "np": np, "pd": pd}
    exec(code, names)
    return names["answer"]


def test_the_solution_passes_its_own_check(exercise):
    right, reply = exercise.reply(evaluate(exercise.answer))
    assert right, f"the solution is refused: {reply}"


def test_wrong_answers_are_refused_with_a_reason(exercise):
    assert len(exercise.wrong) >= 2
    for code, words in exercise.wrong.items():
        right, reply = exercise.reply(evaluate(code))
        assert not right, f"{code!r} is accepted"
        assert words in reply, f"{code!r} gets {reply!r}, which does not say {words!r}"


def test_the_placeholder_is_neither_right_nor_wrong(exercise, capsys):
    exercise.check(...)
    assert capsys.readouterr().out.startswith("Not answered yet")


def test_hint_and_solution_are_printed(exercise, capsys):
    exercise.hint()
    assert len(capsys.readouterr().out) > 20
    exercise.solution()
    assert "answer" in capsys.readouterr().out


def test_check_prints_the_reply(capsys):
    def verify(answer):
        if answer != 4:
            raise WrongAnswerError("Two and two.")
        return "Well done."

    exercise = helpers.exercises.Exercise(verify, "hint", "answer = 4", {})
    exercise.check(4)
    exercise.check(5)
    assert capsys.readouterr().out == "Right. Well done.\nNot yet. Two and two.\n"


def test_an_answer_that_breaks_the_check_gets_a_reply():
    exercise = Exercise(lambda answer: answer / 2, "hint", "answer = 4", {})
    assert exercise.reply("four")[1].startswith("Not yet. Your answer could not be checked (TypeError")


@pytest.mark.parametrize(
    "answer", [(1, 2.5), [1, 2.5], np.array([[1], [2.5]]), pd.Series([1, 2.5]), (np.float32(1), keras.Variable(2.5))]
)
def test_numbers_are_read_from_whatever_holds_them(answer):
    found = numbers(answer, 2, "A pair.")
    assert found == (1.0, 2.5)
    assert all(type(number) is float for number in found)


@pytest.mark.parametrize("answer", [3, 3.0, [3], np.float32(3), np.array([[3]])])
def test_one_number_may_stand_bare(answer):
    assert numbers(answer, 1, "One number.") == (3.0,)


@pytest.mark.parametrize(
    "answer", [None, "12", 1, (1,), (1, 2, 3), (1, None), (1, "two"), ([1, 2], 3), {1: 2, 3: 4}, len]
)
def test_what_is_not_as_many_numbers_is_refused_with_the_words_given(answer):
    with pytest.raises(WrongAnswerError, match=r"^A pair\.$"):
        numbers(answer, 2, "A pair.")


def test_one_number_as_a_text_is_refused():
    with pytest.raises(WrongAnswerError, match="One number"):
        numbers("3", 1, "One number.")


def test_a_function_is_called_as_it_is():
    assert function(lambda a, b=1: a + b, "add")(1, b=2) == 3


@pytest.mark.parametrize("answer", [3, keras.Sequential([])])
def test_what_is_no_function_is_refused(answer):
    with pytest.raises(WrongAnswerError, match=r"without calling it: answer = add\.$"):
        function(answer, "add")


def test_a_function_that_returns_nothing_is_refused():
    with pytest.raises(WrongAnswerError, match="returns nothing"):
        function(lambda: None, "add")()
