"""Every cell of a notebook twice in a row: does the second run fail, or show something else than the first?

Usage: python -m tools.twice [NUMBER ...]. Readers run cells again; what then differs surprises them. The reduced copies
are run, on the sample; cells tagged `timing` are not compared. The program ends with 1 if a notebook is listed.
"""

import sys
from pathlib import Path
from typing import Any

from nbclient import NotebookClient
from nbclient.exceptions import CellExecutionError
from nbformat import NotebookNode

from tools import course, limits, prepare

TWICE = course.ROOT / "build" / "twice"


def shown(cell: NotebookNode) -> list[tuple[str, Any]]:
    """Return what a cell shows: printed text as one, each picture, value and table; of a widget that there is one."""
    printed: dict[str, str] = {}
    found: list[tuple[str, Any]] = []
    for output in cell.outputs:
        if output.output_type == "stream":
            printed[output.name] = printed.get(output.name, "") + output.text
        elif data := output.get("data"):
            live = any("widget" in kind for kind in data)
            found.append(("widget", "") if live else ("value", sorted(data.items())))
    return [*sorted(printed.items()), *found]


def differences(path: Path) -> list[str]:
    """Run the notebook at `path`, each cell twice, and return a sentence for each cell whose second run is another."""
    notebook = course.read(path)
    client = NotebookClient(notebook, timeout=limits.CELL_SECONDS, kernel_name="python3")
    client.resources = {"metadata": {"path": str(path.parent)}}
    said = []
    with client.setup_kernel():
        for index, cell in enumerate(notebook.cells):
            if cell.cell_type != "code":
                continue
            client.execute_cell(cell, index)
            first = shown(cell)
            try:
                client.execute_cell(cell, index)
            except CellExecutionError as error:
                said.append(f"cell {cell.id} fails the second time: {error.ename}: {error.evalue}")
                continue
            if first != shown(cell) and "timing" not in course.tags(cell):
                said.append(f"cell {cell.id} shows something else the second time")
    return said


def main(numbers: list[str]) -> None:
    """Print what each notebook's cells do otherwise when they are run again."""
    paths = course.notebook_paths(" ".join(numbers))
    prepare.prepare(paths, TWICE)
    listed = 0
    for path in paths:
        said = differences(TWICE / path.name)
        listed += bool(said)
        print(f"{path.stem}: {'; '.join(said) or 'every cell can be run again'}", flush=True)
    if listed:
        sys.exit(f"{listed} of {len(paths)} notebooks have such cells")


if __name__ == "__main__":
    try:
        main(sys.argv[1:])
    except course.CourseError as error:
        sys.exit(str(error))
