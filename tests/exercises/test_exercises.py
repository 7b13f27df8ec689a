"""The checks of the exercises, tested with the solution, with wrong answers and with the placeholder."""

import ast
import importlib
import subprocess
import sys

import pytest

from helpers.exercises import Exercise
from helpers.exercises.answers import WrongAnswerError
from tests.exercises import lesson, wrong
from tools import course


def pytest_generate_tests(metafunc):
    """Give each test the exercises, or the wrong answers, of the chosen chapters."""
    if not {"exercise", "wrong_answer"} & set(metafunc.fixturenames):
        return
    exercises, wrong_answers = [], []
    for chapter in _chapters(metafunc.config.getoption("nb")):
        module = importlib.import_module(f"helpers.exercises.ch{chapter.number}")
        named = {name: value for name, value in vars(module).items() if isinstance(value, Exercise)}
        exercises += [pytest.param(exercise, id=f"{chapter.number}-{name}") for name, exercise in named.items()]
        names = {id(exercise): name for name, exercise in named.items()}
        wrong_answers += [
            pytest.param(answer, id=f"{chapter.number}-{names[id(answer.exercise)]}-{answer.name}")
            for answer in wrong.of(chapter.number)
        ]
    if "exercise" in metafunc.fixturenames:
        metafunc.parametrize("exercise", exercises)
    else:
        metafunc.parametrize("wrong_answer", wrong_answers)


def _chapters(chosen=""):
    return [chapter for chapter in course.chapters(chosen) if chapter.kind == "chapter"]


def test_the_solution_passes_its_own_check(exercise):
    names = lesson.names(exercise)
    exec(exercise.solution_text, names)
    right, reply = exercise.reply(names["answer"])
    assert right, f"the solution is refused: {reply}"


def test_a_wrong_answer_is_refused_with_a_reason(wrong_answer):
    right, reply = wrong_answer.exercise.reply(wrong_answer.make())
    assert not right, f"{wrong_answer.source!r} is accepted"
    assert wrong_answer.words in reply, f"it gets {reply!r}, which does not say {wrong_answer.words!r}"


def test_a_solution_leaves_the_names_of_the_page_alone(exercise):
    """A reader who runs it goes on with the page, and with the next exercise."""
    number = exercise.verify.__module__.removeprefix("helpers.exercises.ch")
    (chapter,) = course.chapters(number)
    if chapter.rewritten:
        page = set().union(*(bound(cell.source) for _, cell in chapter.code_cells))
        assert not (bound(exercise.solution_text) & page) - {"answer"}


def bound(code: str) -> set[str]:
    """Return the names that a program binds at its top level."""
    names: set[str] = set()
    for statement in ast.parse(code).body:
        if isinstance(statement, ast.FunctionDef | ast.ClassDef):
            names.add(statement.name)
        elif isinstance(statement, ast.Assign | ast.For | ast.With):
            stored = [node for node in ast.walk(statement) if isinstance(node, ast.Name)]
            names |= {node.id for node in stored if isinstance(node.ctx, ast.Store)}
    return names


def test_two_wrong_answers_are_known(exercise):
    number = exercise.verify.__module__.removeprefix("helpers.exercises.ch")
    assert sum(answer.exercise is exercise for answer in wrong.of(number)) >= 2


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

    exercise = Exercise(verify, "hint", "answer = 4")
    exercise.check(4)
    exercise.check(5)
    assert capsys.readouterr().out == "Right. Well done.\nNot yet. Two and two.\n"


def test_an_answer_that_breaks_the_check_gets_a_reply():
    exercise = Exercise(lambda answer: answer / 2, "hint", "answer = 4")
    assert exercise.reply("four")[1].startswith("Not yet. Your answer could not be checked (TypeError")


def test_importing_the_exercises_starts_neither_keras_nor_tensorflow():
    """A check of numbers takes no second; only those of models may wait for TensorFlow."""
    modules = [f"helpers.exercises.ch{chapter.number}" for chapter in _chapters()]
    program = f"import sys, {', '.join(modules)}; print(sorted(sys.modules))"
    imported = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True).stdout
    assert "'helpers.exercises.models'" in imported
    assert "'tensorflow'" not in imported
    assert "'keras'" not in imported
