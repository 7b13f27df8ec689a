"""Every notebook keeps the machine's half of the standard. nbval executes them beside this file's tests."""

import ast
import importlib

from helpers.exercises import Exercise
from tools import course, execute, rules, saved
from tools.course import Chapter


def test_standard(notebook_path):
    found = rules.problems(Chapter(notebook_path, saved.as_executed(notebook_path)))
    assert not found, "\n".join(found)


def test_exercises_are_imported_and_all_used(notebook_path):
    """What the chapter's module offers is what the chapter asks."""
    chapter = Chapter(notebook_path)
    if chapter.kind == "appendix":
        assert not chapter.exercise_module.exists()
        return
    module = importlib.import_module(f"helpers.exercises.{chapter.exercise_module.stem}")
    offered = [name for name, thing in vars(module).items() if isinstance(thing, Exercise)]
    statements = [node for _, cell in chapter.code_cells for node in ast.walk(ast.parse(cell.source))]
    imports = [node for node in statements if isinstance(node, ast.ImportFrom) and node.module == module.__name__]
    names = [alias.name for node in imports for alias in node.names]
    assert [name for name in names if isinstance(vars(module)[name], Exercise)] == offered
    assert [exercise.name for exercise in chapter.exercises] == offered


def test_numbers_leave_no_gap():
    """The folder is the list of chapters; a number that is missing or there twice is a mistake."""
    chapters = [chapter.number for chapter in course.chapters() if chapter.kind == "chapter"]
    appendices = [chapter.number for chapter in course.chapters() if chapter.kind == "appendix"]
    assert chapters == [f"{number:02d}" for number in range(len(chapters))]
    assert appendices == [f"A{number}" for number in range(1, len(appendices) + 1)]


def test_readme_links_to_every_notebook():
    readme = (course.ROOT / "README.md").read_text(encoding="utf-8")
    places = [readme.find(f"(notebooks/{path.name})") for path in course.notebook_paths()]
    assert -1 not in places
    assert places == sorted(places), "the README lists the notebooks in reading order"


def test_pictures_of_the_readme_are_those_of_the_notebooks():
    readme = (course.ROOT / "README.md").read_text(encoding="utf-8")
    for name, (number, cell_id) in execute.README_PICTURES.items():
        (path,) = course.notebook_paths(number)
        assert f"(.github/pictures/{name}.png)" in readme
        kept = (execute.PICTURES / f"{name}.png").read_bytes()
        assert kept == execute.picture(saved.as_executed(path), cell_id), f"run `make notebooks NB={number}`"
