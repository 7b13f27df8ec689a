"""Execute notebooks on the full data: `reader` re-writes the committed outputs, `full` records the sources' settings.

Usage: python tools/execute.py reader|full [NUMBER ...]. A notebook that fails is left as it was.
"""

import base64
import os
import sys
from pathlib import Path

import nbformat
import papermill
from nbformat import NotebookNode
from papermill.exceptions import PapermillExecutionError

from helpers import data
from tools import course, verdicts

PICTURES = course.ROOT / ".github" / "pictures"
README_PICTURES = {"training": ("09", "fit"), "mistakes": ("09", "mistakes")}  # file: (chapter, cell id)
METADATA = {
    "kernelspec": {"display_name": "Python 3", "language": "python", "name": "python3"},
    "language_info": {"name": "python"},
}


def require_full_data() -> None:
    (x_train, _), _ = data.load_mnist()
    if len(x_train) < 60_000 or data.load_red_wine().attrs["stand_in"]:
        sys.exit(
            "The committed outputs and the recorded runs come from the full data; the line above says how to get it."
        )


def clean(notebook: NotebookNode) -> NotebookNode:
    """Keep what belongs to the lesson: no times, no paths, no ids that differ from run to run."""
    for cell in notebook.cells:
        cell.metadata = {"tags": course.tags(cell)} if course.tags(cell) else {}
        if cell.cell_type == "code":
            cell.outputs = [
                output
                for output in joined_streams(cell.outputs)
                if not any("widget-view" in kind for kind in output.get("data", {}))
            ]
            for output in cell.outputs:
                if output.get("name") == "stderr":
                    raise course.CourseError(
                        f"cell {cell.execution_count} writes to stderr: {output.text.strip()[:300]}"
                    )
    notebook.metadata = {**METADATA, "course": {"code_sha256": course.code_digest(notebook)}}
    return notebook


def joined_streams(outputs: list[NotebookNode]) -> list[NotebookNode]:
    """Join what was printed in one go but arrived in several messages."""
    joined: list[NotebookNode] = []
    for output in outputs:
        previous = joined[-1] if joined else {}
        if output.output_type == "stream" and previous.get("name") == output.name:
            previous.text += output.text
        else:
            joined.append(output)
    return joined


def keep_pictures(notebook: NotebookNode, path: Path) -> None:
    """Write the pictures that the README shows."""
    for name, (number, cell_id) in README_PICTURES.items():
        if path.name.startswith(number):
            (PICTURES / f"{name}.png").write_bytes(picture(notebook, cell_id))


def picture(notebook: NotebookNode, cell_id: str) -> bytes:
    outputs = next(cell.outputs for cell in notebook.cells if cell.id == cell_id)
    return base64.b64decode(
        next(output.data["image/png"] for output in outputs if "image/png" in output.get("data", {}))
    )


def execute(path: Path, into: Path, values: dict) -> NotebookNode:
    into.parent.mkdir(parents=True, exist_ok=True)
    try:
        return papermill.execute_notebook(
            path, into, parameters=values, kernel_name="python3", cwd=into.parent, progress_bar=sys.stderr.isatty()
        )
    except PapermillExecutionError as error:
        sys.exit(f"{path.name}: {error}\nThe notebook is left as it was; the failed copy is {into}.")


def main(mode: str, numbers: list[str]) -> None:
    course.resolve_data_folder()
    require_full_data()
    paths = course.notebook_paths(" ".join(numbers))
    table = course.parameter_table(course.FULL)
    if mode == "full":
        os.environ["COURSE_RECORD"] = "1"
        paths = [path for path in paths if path.stem in table or numbers]
    for path in paths:
        print(f"executing {path.name}", flush=True)
        copy = course.ROOT / "build" / mode / path.name
        if mode == "reader":
            notebook = clean(execute(path, copy, {}))
            nbformat.write(notebook, path)
            keep_pictures(notebook, path)
            continue
        problems = course.replacement_problems(path.stem, course.read(path), table, "results/full_parameters.yml")
        if problems:
            sys.exit("\n".join(problems))
        execute(path, copy, table[path.stem])
        verdicts.update()


if __name__ == "__main__":
    if sys.argv[1:2] not in (["reader"], ["full"]):
        sys.exit(__doc__)
    try:
        main(sys.argv[1], sys.argv[2:])
    except course.CourseError as error:
        sys.exit(str(error))
