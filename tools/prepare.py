"""Reduced copies: the notebooks with the values of ci_parameters.yml and a first cell that installs the recorder."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import nbformat
import papermill
import yaml
from nbformat import NotebookNode

from tools import course, regression_kernel, saved

PREPARED = course.ROOT / "build" / "notebooks"
REDUCED = course.ROOT / "tests" / "notebooks" / "ci_parameters.yml"
FULL = course.ROOT / "results" / "full_parameters.yml"
RECORDER = "recorder"  # the id of the first cell
RECORDER_CELL = """\
import importlib.util

_place = importlib.util.spec_from_file_location("course_recorder", {recorder!r})
_recorder = importlib.util.module_from_spec(_place)
_place.loader.exec_module(_recorder)
_recorder.install({file!r}, start_keras={start_keras})
del importlib, _place, _recorder
"""


def parameter_table(path: Path) -> dict[str, dict[str, Any]]:
    """Return the parameter values in a YAML file, by stem of the notebook and name; {} for an empty file."""
    return yaml.safe_load(path.read_text(encoding="utf-8")) or {}


def replacement_problems(name: str, notebook: NotebookNode, table: Mapping[str, Mapping], file: str) -> list[str]:
    """Say what is wrong with the values that `file` gives for notebook `name`."""
    if name not in table:
        return [f"{file} has no line for {name}; write `{name}: {{}}` if nothing can be changed there"]
    declared = course.parameters(notebook)
    problems = []
    for parameter, value in table[name].items():
        if parameter not in declared:
            have = ", ".join(declared)
            problems.append(f"{file}: {name} does not declare a parameter {parameter}; it declares {have}")
        elif not same_kind(value, declared[parameter]):
            problems.append(
                f"{file}: {parameter} of {name} is {value!r}, {type(value).__name__}; the notebook declares "
                f"{type(declared[parameter]).__name__} (YAML reads 1e-3 as text: write 0.001 or 1.0e-3)"
            )
        elif declared[parameter] == value:
            problems.append(
                f"{file}: {parameter} of {name} is {value!r}, which is the reader's value: nothing is changed"
            )
    return problems


def same_kind(value: Any, declared: Any) -> bool:
    """Return whether a value has the type of the declared one; YAML has lists for tuples, and 1 for 1.0."""
    kinds = (type(value), type(declared))
    return kinds[0] == kinds[1] or kinds in ((list, tuple), (int, float))


def prepare(paths: list[Path], into: Path = PREPARED) -> None:
    """Write the reduced copies for nbval to execute; raise CourseError if one cannot be made.

    What other copies left in `into` is deleted.
    """
    table = parameter_table(REDUCED)
    file = REDUCED.relative_to(course.ROOT).as_posix()
    stale = set(table) - {path.stem for path in course.NOTEBOOKS.glob("*.ipynb")}
    problems = [f"{file} has a line for {name}, which is no notebook" for name in sorted(stale)]
    for path in paths:
        problems += replacement_problems(path.stem, course.read(path), table, file)
    if problems:
        raise course.CourseError("\n".join(problems))
    into.mkdir(parents=True, exist_ok=True)
    for old in [*into.glob("*.ipynb"), *into.glob("*.jsonl")]:
        old.unlink()
    for path in paths:
        copy = into / path.name
        nbformat.write(saved.as_executed(path), copy)
        notebook = papermill.execute_notebook(
            copy, copy, parameters=table[path.stem], prepare_only=True, progress_bar=False
        )
        nbformat.write(with_recorder(notebook, copy), copy)


def with_recorder(notebook: NotebookNode, copy: Path) -> NotebookNode:
    """Put the cell that installs the recorder before the first code cell of a copy, `copy` being its path."""
    start_keras = any("import helpers.startup" in cell.source for _, cell in course.code_cells(notebook))
    source = RECORDER_CELL.format(
        recorder=regression_kernel.__file__, file=records_of(copy).name, start_keras=start_keras
    )
    cell = nbformat.v4.new_code_cell(source, id=RECORDER)
    first = next(index for index, cell in enumerate(notebook.cells) if cell.cell_type == "code")
    notebook.cells.insert(first, cell)
    return notebook


def records_of(copy: Path) -> Path:
    """Return where the kernel of a reduced copy writes what it trained."""
    return copy.with_suffix(".jsonl")
