"""Execute notebooks on the full data: `reader` re-writes the committed outputs, `full` records what takes long.

Usage: python -m tools.execute reader|full [NUMBER ...]

`reader` executes a notebook with the reader's parameters, holds what its page concludes (tests/conclusions/NN.py, in
the same kernel, after the last cell), has the reduced copy's trainings recorded anew, and only then replaces the
notebook. `full` calls tools/recordings/chNN.py; a chapter without such a program is executed with the parameters of
results/full_parameters.yml.
"""

import ast
import base64
import os
import re
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path

import nbformat
import papermill
from nbformat import NotebookNode
from papermill.exceptions import PapermillExecutionError

from helpers import data, files
from tools import course, prepare, regression, saved, verdicts

CONCLUSIONS = course.ROOT / "tests" / "conclusions"
RECORDINGS = course.ROOT / "tools" / "recordings"
PICTURES = course.ROOT / ".github" / "pictures"
# What a page shows with another value than its reader begins with: {chapter: {parameter: value}}.
PAGE_VALUES: dict[str, dict[str, object]] = {"09": {"READ_TEST_SET": True}}
README_PICTURES = {"training": ("09", "fit"), "mistakes": ("09", "mistakes")}  # file: (chapter, cell id)


def require_full_data() -> None:
    """End the program with a message unless the full data of MNIST and of the red wines are there."""
    (x_train, _), _ = data.load_mnist()
    if len(x_train) < 60_000 or data.load_red_wine().attrs["stand_in"]:
        sys.exit(
            "The committed outputs and the recorded runs come from the full data; the line above says how to get it."
        )


def clean(notebook: NotebookNode) -> NotebookNode:
    """Keep what belongs to the lesson: no times, no paths, no ids that differ from run to run."""
    for cell in notebook.cells:
        cell.metadata = saved.cell_metadata(cell)
        if cell.cell_type == "code":
            cell.outputs = joined_streams([output for output in cell.outputs if stays(output)])
            for output in cell.outputs:
                if output.get("name") == "stderr":
                    raise course.CourseError(
                        f"cell {cell.execution_count} writes to stderr: {output.text.strip()[:300]}"
                    )
    digests = {"code_sha256": course.code_digest(notebook), "outputs_sha256": saved.outputs_digest(notebook)}
    notebook.metadata = {**saved.METADATA, "course": digests}
    return notebook


def stays(output: NotebookNode) -> bool:
    """Whether an output is to be kept: a widget is dead in a file, and a progress display that ended is empty."""
    data = output.get("data")
    return data is None or (bool(data) and not any("widget-view" in kind for kind in data))


def joined_streams(outputs: list[NotebookNode]) -> list[NotebookNode]:
    """Join what was printed in one go but arrived in several messages."""
    joined: list[NotebookNode] = []
    for output in outputs:
        if output.output_type == "stream" and joined and joined[-1].get("name") == output.name:
            joined[-1].text += output.text
        else:
            joined.append(output)
    return joined


def keep_pictures(notebook: NotebookNode, number: str) -> None:
    """Write the pictures that the README shows."""
    for name, (its_chapter, cell_id) in README_PICTURES.items():
        if number == its_chapter:
            files.replace(PICTURES / f"{name}.png", picture(notebook, cell_id))


def picture(notebook: NotebookNode, cell_id: str) -> bytes:
    """Return the first PNG among the outputs of a cell, as bytes; the cell must exist and show one."""
    outputs = next(cell.outputs for cell in notebook.cells if cell.id == cell_id)
    return base64.b64decode(
        next(output.data["image/png"] for output in outputs if "image/png" in output.get("data", {}))
    )


def execute(path: Path, into: Path, values: dict) -> NotebookNode:
    """Execute the notebook at `path` with other parameter values; the result, or what failed, is also in `into`."""
    into.parent.mkdir(parents=True, exist_ok=True)
    try:
        return papermill.execute_notebook(
            path, into, parameters=values, kernel_name="python3", cwd=into.parent, progress_bar=sys.stderr.isatty()
        )
    except PapermillExecutionError as error:
        if error.cell_index == len(course.read(path).cells) - 1 and course.read(path).cells[-1].id == "conclusions":
            said = failed_conclusion(error, course.read(path).cells[-1].source)
        else:
            said = str(error)
        raise course.CourseError(
            f"{path.name}: {said}\nThe notebook is left as it was; the failed copy is {into}."
        ) from None


def failed_conclusion(error: PapermillExecutionError, source: str) -> str:
    """Return which statement of the conclusions failed, in words."""
    trace = re.sub(r"\x1b\[[\d;]*m", "", "\n".join(error.traceback))
    arrows = re.findall(r"^-+> +(\d+) ", trace, re.MULTILINE)
    failed = int(arrows[0]) if arrows else 0
    within = [node for node in ast.parse(source).body if node.lineno <= failed <= (node.end_lineno or 0)]
    place = f", line {within[0].lineno}:\n{ast.get_source_segment(source, within[0])}\n" if within else ": "
    reason = f"{error.ename}: {error.evalue}" if error.evalue or error.ename != "AssertionError" else "it does not hold"
    return f"what the page concludes is wrong now. In tests/conclusions{place}{reason}"


def with_conclusions(chapter: course.Chapter, into: Path) -> Path:
    """Write a copy that has PAGE_VALUES, and whose last cell holds its conclusions, where there are some; its path."""
    conclusions = CONCLUSIONS / f"{chapter.number}.py"
    notebook = course.read(chapter.path)
    set_parameters(notebook, PAGE_VALUES.get(chapter.number, {}))
    if conclusions.is_file():
        source = conclusions.read_text(encoding="utf-8")
        notebook.cells.append(nbformat.v4.new_code_cell(source, id="conclusions"))
    into.mkdir(parents=True, exist_ok=True)
    nbformat.write(notebook, into / chapter.path.name)
    return into / chapter.path.name


def set_parameters(notebook: NotebookNode, values: Mapping[str, object]) -> None:
    """Put other values into the parameters cell; papermill would add a cell, and with it count all others on."""
    for name, value in values.items():
        (cell,) = (cell for cell in notebook.cells if "parameters" in course.tags(cell))
        cell.source, found = re.subn(rf"^{name} = [^#\n]*?(?=  #|$)", f"{name} = {value!r}", cell.source, flags=re.M)
        if found != 1:
            raise course.CourseError(f"PAGE_VALUES of tools/execute.py names {name}, which is no parameter there")


def rewrite(chapter: course.Chapter) -> None:
    """Replace a notebook by its executed self, if all holds that it says."""
    folder = course.ROOT / "build" / "reader"
    notebook = execute(with_conclusions(chapter, folder / "with_conclusions"), folder / chapter.path.name, {})
    notebook.cells = [cell for cell in notebook.cells if cell.id != "conclusions"]
    for executed, original in zip(notebook.cells, chapter.notebook.cells, strict=True):
        executed.source = original.source  # the reader's parameters
    page = folder / "page" / chapter.path.name
    page.parent.mkdir(exist_ok=True)
    nbformat.write(clean(notebook), page)
    regression.record([page])
    files.replace(chapter.path, page.read_bytes())
    keep_pictures(notebook, chapter.number)


def record(chapter: course.Chapter) -> None:
    """Train what a chapter reads from results/, where it is not there yet."""
    if (RECORDINGS / f"ch{chapter.number}.py").is_file():
        command = [sys.executable, "-c", f"from tools.recordings import ch{chapter.number} as c; c.record()"]
        if subprocess.run(command, cwd=course.ROOT, env=os.environ | {"COURSE_RECORD": "1"}).returncode:
            raise course.CourseError(
                f"tools/recordings/ch{chapter.number}.py failed; what it recorded until then stays"
            )
    else:
        table = prepare.parameter_table(prepare.FULL)
        file = prepare.FULL.relative_to(course.ROOT).as_posix()
        problems = prepare.replacement_problems(chapter.stem, chapter.notebook, table, file)
        if problems:
            raise course.CourseError("\n".join(problems))
        os.environ["COURSE_RECORD"] = "1"  # kernels inherit it
        execute(chapter.path, course.ROOT / "build" / "full" / chapter.path.name, table[chapter.stem])
    verdicts.update()


def main(mode: str, numbers: list[str]) -> None:
    """Execute ("reader") or record ("full") the notebooks with these numbers; with none, all that `mode` concerns."""
    require_full_data()
    chosen = course.chapters(" ".join(numbers))
    if mode == "full" and not numbers:
        recorded = set(prepare.parameter_table(prepare.FULL))
        chosen = [
            chapter
            for chapter in chosen
            if chapter.stem in recorded or (RECORDINGS / f"ch{chapter.number}.py").is_file()
        ]
    for chapter in chosen:
        print(f"executing {chapter.path.name}" if mode == "reader" else f"recording for {chapter.stem}", flush=True)
        if mode == "reader":
            rewrite(chapter)
        else:
            record(chapter)


if __name__ == "__main__":
    if sys.argv[1:2] not in (["reader"], ["full"]):
        sys.exit(__doc__)
    try:
        main(sys.argv[1], sys.argv[2:])
    except course.CourseError as error:
        sys.exit(str(error))
    except OSError as error:
        sys.exit(
            f"{error.filename or 'a file'} cannot be written ({error.strerror}): what was there is left as it was."
        )
