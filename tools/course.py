"""What the tests and tools know of a course notebook: its cells, its parameters, its reduced copy."""

import ast
import hashlib
import os
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import nbformat
import papermill
import yaml
from nbformat import NotebookNode

ROOT = Path(__file__).parent.parent
NOTEBOOKS = ROOT / "notebooks"
PREPARED = ROOT / "build" / "notebooks"
REDUCED = ROOT / "tests" / "notebooks" / "ci_parameters.yml"
FULL = ROOT / "results" / "full_parameters.yml"
CHECKED = "nbval-check-output"


class CourseError(Exception):
    """Something about a notebook or its parameters is wrong; the message says what to mend."""


def resolve_data_folder() -> None:
    """Make a relative folder in COURSE_DATA absolute: kernels run in another folder."""
    if (folder := os.environ.get("COURSE_DATA", "")) not in ("", "sample"):
        os.environ["COURSE_DATA"] = str(Path(folder).expanduser().resolve())


def notebook_paths(chosen: str = "") -> list[Path]:
    """Return the notebooks in reading order: all of them, or those whose numbers stand in `chosen` ("09 10")."""
    paths = sorted(NOTEBOOKS.glob("*.ipynb"))
    numbers = chosen.split()
    unknown = set(numbers) - {path.name[:2] for path in paths}
    if unknown:
        have = " ".join(path.name[:2] for path in paths)
        raise CourseError(f"NB={chosen}: there is no notebook {', '.join(sorted(unknown))}; there are {have}")
    return [path for path in paths if not numbers or path.name[:2] in numbers]


def read(path: Path) -> NotebookNode:
    return nbformat.read(path, as_version=nbformat.NO_CONVERT)


def tags(cell: NotebookNode) -> list[str]:
    return cell.metadata.get("tags", [])


def code_cells(notebook: NotebookNode) -> Iterator[tuple[int, NotebookNode]]:
    """Give the code cells that hold code, numbered from 1 as Jupyter numbers them when all are run."""
    cells = [cell for cell in notebook.cells if cell.cell_type == "code" and cell.source.strip()]
    yield from enumerate(cells, 1)


def code_digest(notebook: NotebookNode) -> str:
    """Return the hash that `make notebooks` keeps: it changes when code was edited and not executed again."""
    sources = "\0".join(cell.source for _, cell in code_cells(notebook))
    return hashlib.sha256(sources.encode()).hexdigest()


def parameters(notebook: NotebookNode) -> dict[str, Any]:
    """Return what the parameters cell declares; its values are literals."""
    declared = {}
    for _, cell in code_cells(notebook):
        if "parameters" in tags(cell):
            for statement in ast.parse(cell.source).body:
                if not isinstance(statement, ast.Assign) or len(statement.targets) != 1:
                    raise CourseError(f"the parameters cell may hold only NAME = literal, not {ast.unparse(statement)}")
                try:
                    declared[ast.unparse(statement.targets[0])] = ast.literal_eval(statement.value)
                except ValueError:
                    raise CourseError(f"parameter {ast.unparse(statement)} is not a literal") from None
    return declared


def parameter_table(path: Path) -> dict[str, dict[str, Any]]:
    return yaml.safe_load(path.read_text(encoding="utf-8")) or {}


def replacement_problems(name: str, notebook: NotebookNode, table: Mapping[str, Mapping], file: str) -> list[str]:
    """Say what is wrong with the values that `file` gives for notebook `name`."""
    if name not in table:
        return [f"{file} has no line for {name}; write `{name}: {{}}` if nothing can be changed there"]
    declared = parameters(notebook)
    problems = []
    for parameter, value in table[name].items():
        if parameter not in declared:
            have = ", ".join(declared)
            problems.append(f"{file}: {name} does not declare a parameter {parameter}; it declares {have}")
        elif declared[parameter] == value:
            problems.append(
                f"{file}: {parameter} of {name} is {value!r}, which is the reader's value: nothing is changed"
            )
    return problems


def prepare(paths: list[Path], into: Path = PREPARED) -> None:
    """Write copies with the reduced parameters for nbval to execute; raise CourseError if one cannot be made."""
    table = parameter_table(REDUCED)
    file = REDUCED.relative_to(ROOT).as_posix()
    stale = set(table) - {path.stem for path in notebook_paths()}
    problems = [f"{file} has a line for {name}, which is no notebook" for name in sorted(stale)]
    for path in paths:
        problems += replacement_problems(path.stem, read(path), table, file)
    if problems:
        raise CourseError("\n".join(problems))
    into.mkdir(parents=True, exist_ok=True)
    for old in into.glob("*.ipynb"):
        old.unlink()
    for path in paths:
        papermill.execute_notebook(
            path, into / path.name, parameters=table[path.stem], prepare_only=True, progress_bar=False
        )
