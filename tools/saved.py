"""Notebooks in `notebooks/` that were saved by hand: editors store outputs, counts and metadata of their own.

None of that is a fault. The tests take the text of such a file and the outputs of the last commit (without git they
compare no outputs); a copy beside the chapters is left alone. What was found is named at the end of a run.
"""

import hashlib
import json
import subprocess
from pathlib import Path

import nbformat
from nbformat import NotebookNode

from tools import course

NOT_COMPARED = "not-compared"  # in place of nbval's tag where the committed output is not to be had
METADATA = {
    "kernelspec": {"display_name": "Python 3", "language": "python", "name": "python3"},
    "language_info": {"name": "python"},
}


def outputs_digest(notebook: NotebookNode) -> str:
    """Return the hash of all outputs and execution counts, which `make notebooks` stores beside that of the code."""
    stored = [[cell.execution_count, cell.outputs] for cell in notebook.cells if cell.cell_type == "code"]
    return hashlib.sha256(json.dumps(stored, sort_keys=True).encode()).hexdigest()


def cell_metadata(cell: NotebookNode) -> dict:
    """Return what belongs to a cell of the course: its tags, and that its source is folded."""
    tags = course.tags(cell)
    folded = {"jupyter": {"source_hidden": True}} if "hide-input" in tags else {}
    return {**folded, "tags": tags} if tags else {}


def traces(notebook: NotebookNode) -> list[str]:
    """Return what of a notebook was stored by hand: "outputs", "metadata"; [] if it is as `make notebooks` wrote it."""
    kept = notebook.metadata.get("course", {}).get("outputs_sha256")
    found = ["outputs or execution counts"] if kept and kept != outputs_digest(notebook) else []
    own = {name: notebook.metadata.get(name) for name in METADATA}
    strange = own != METADATA or set(notebook.metadata) - {*METADATA, "course"}
    if strange or any(cell.metadata != cell_metadata(cell) for cell in notebook.cells):
        found.append("metadata")
    return found


def committed(path: Path) -> NotebookNode | None:
    """Return the notebook of the last commit, None where git does not know it."""
    name = path.relative_to(course.ROOT).as_posix()
    done = subprocess.run(["git", "show", f"HEAD:{name}"], cwd=course.ROOT, capture_output=True)
    return nbformat.reads(done.stdout.decode("utf-8"), as_version=nbformat.NO_CONVERT) if not done.returncode else None


def as_executed(path: Path) -> NotebookNode:
    """Return the notebook at `path` without what was saved by hand, if its code is the one that was executed."""
    notebook = course.read(path)
    fits = notebook.metadata.get("course", {}).get("code_sha256") == course.code_digest(notebook)
    if not (fits and traces(notebook)):
        return notebook
    try:
        original = committed(path)
    except FileNotFoundError:  # no git
        original = None
    if original is not None and (course.code_digest(original) != course.code_digest(notebook) or traces(original)):
        original = None
    stored = dict(course.code_cells(original)) if original else {}
    for number, cell in course.code_cells(notebook):
        cell.execution_count = number
        if original:
            cell.id, cell.outputs = stored[number].id, stored[number].outputs
        else:
            cell.outputs = []
            tags = course.tags(cell)
            cell.metadata["tags"] = [NOT_COMPARED if tag == course.CHECKED else tag for tag in tags]
    for cell in notebook.cells:
        cell.metadata = nbformat.from_dict(cell_metadata(cell))
    digests = {"code_sha256": course.code_digest(notebook), "outputs_sha256": outputs_digest(notebook)}
    notebook.metadata = nbformat.from_dict({**METADATA, "course": digests})
    notebook.nbformat, notebook.nbformat_minor = 4, 5
    return notebook


def report(paths: list[Path]) -> list[str]:
    """Return a sentence on each file in `notebooks/` that was saved, changed or copied by hand."""
    said = []
    for path in paths:
        name, notebook = f"notebooks/{path.name}", course.read(path)
        if notebook.metadata.get("course", {}).get("code_sha256") != course.code_digest(notebook):
            said.append(f"{name}: {changed_code(path)}")
        elif found := traces(notebook):
            said.append(
                f"{name}: {' and '.join(found)} were saved by hand and not tested; its text and code were. "
                f"To put them back: {way_back(path)}."
            )
    said += [f"notebooks/{path.name}: a copy or a notebook of your own; it was not tested" for path in course.strays()]
    return said


def changed_code(path: Path) -> str:
    """Return the sentence that says what to do about code that was changed and not executed."""
    return (
        f"its code is not the one that was executed. If the change is meant: `make notebooks NB={path.name[:2]}` "
        f"executes it and keeps the outputs. If not: {way_back(path)}."
    )


def way_back(path: Path) -> str:
    """Return how a notebook becomes the committed one again."""
    name = path.relative_to(course.ROOT).as_posix() if path.is_relative_to(course.ROOT) else path.name
    if (course.ROOT / ".git").exists():
        return f"`git restore {name}`"
    return f"take {name} out of the downloaded archive again"
