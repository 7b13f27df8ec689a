"""A chapter and an appendix that keep every rule, as short as that is possible; tests plant their defects into them."""

from pathlib import Path

import nbformat
import pytest
from nbformat import NotebookNode

from tools import course
from tools.course import Chapter

ALT = "The curve falls from one to a half in the first step and to a quarter in the second."

TITLE = """# 99 · Made up

How short can a chapter be that keeps every rule?

*You will be able to*

- halve a number;
- halve it again;
- say when to stop.

*You need* [98 · Before](98_before.ipynb).

*Time* about 1 minute to run on two CPU cores, about 40 minutes to work through.

*Source* none."""

SET_UP = "## Set-up\n\n`No module named 'helpers'`? Choose another kernel, or `make lab`."

PARAMETERS = """\
SEED = 0  # for the random numbers
VALIDATION_SHARE = 0.2  # share of the examples that is held back
EPOCHS = 12  # how often each example is seen
BATCH_SIZE = 128  # examples per update"""

IDEA = """## 1 · Halving

**Halving** (减半) divides by two, as in chapter 98, section 1, and again in section 2. The rate is $\\eta$.

$$\\eta_t = \\eta_0 / 2^t$$

**Predict.** What is left after two steps?"""

EXERCISE_MODULE = """\
from helpers.exercises import Exercise

q1 = Exercise(hint_text="Section 1: divide by "
    "two.")  # see section 2
"""


def text(cell_id: str, source: str, *tags: str) -> NotebookNode:
    return nbformat.v4.new_markdown_cell(source, id=cell_id, metadata={"tags": list(tags)} if tags else {})


def code(cell_id: str, source: str, *tags: str, outputs: tuple = ()) -> NotebookNode:
    metadata = {"tags": list(tags)} if tags else {}
    if "hide-input" in tags:
        metadata["jupyter"] = {"source_hidden": True}
    return nbformat.v4.new_code_cell(source, id=cell_id, metadata=metadata, outputs=list(outputs))


def printed(words: str) -> NotebookNode:
    return nbformat.v4.new_output("stream", name="stdout", text=words)


def picture(alt: str | None = ALT) -> NotebookNode:
    metadata = {} if alt is None else {"image/png": {"alt": alt}}
    data = {"image/png": "iVBORw0KGgo=", "text/plain": "<Figure size 640x480 with 1 Axes>"}
    return nbformat.v4.new_output("display_data", data, metadata=metadata)


def exercise(place: int, kind: str) -> list[NotebookNode]:
    name = f"q{place}"
    source = f"answer = ...\n{name}.check(answer)\n\n# {name}.hint()\n# {name}.solution()"
    return [
        text(f"{name}-text", f"### Exercise {place} · {kind}\n\nHalve it {place} times, and look whether it ends."),
        code(name, source, course.CHECKED, outputs=(printed("Not answered yet"),)),
    ]


def executed(cells: list[NotebookNode]) -> NotebookNode:
    """Return the notebook of these cells, as if it had been run top to bottom and stored."""
    kernel = {"display_name": "Python 3", "language": "python", "name": "python3"}
    metadata = {"kernelspec": kernel, "language_info": {"name": "python"}}
    notebook = nbformat.v4.new_notebook(cells=cells, metadata=metadata)
    for number, cell in course.code_cells(notebook):
        cell.execution_count = number
    notebook.metadata["course"] = {"code_sha256": course.code_digest(notebook)}
    return notebook


def chapter() -> NotebookNode:
    return executed(
        [
            text("title", TITLE),
            text("setup", SET_UP),
            code("imports", "import numpy as np\n\nfrom helpers import plots"),
            code("parameters", PARAMETERS, "parameters"),
            text("idea", IDEA),
            code("seed", "rng = np.random.default_rng(SEED)"),
            code("split", "held_back = round(VALIDATION_SHARE * 100 + SEED)\nheld_back", outputs=(printed("20"),)),
            code("fit", "model.fit(x, y, epochs=EPOCHS, batch_size=BATCH_SIZE)"),
            code("by-hand", "print(1 / 2 / 2)", course.CHECKED, outputs=(printed("0.25"),)),
            text("notice", "A quarter is left. To see whether it goes on, the next picture shows two more steps."),
            code("picture", "plots.lines([0, 1, 2], {'left': halves}, alt=alt)", outputs=(picture(),)),
            text("again", "## 2 · Again\n\nThe drawing is folded; [the idea](#1-·-Halving) is that of section 1."),
            code("drawing", "import matplotlib.pyplot as plt\n\nplt.plot([1, 2])", "hide-input", outputs=(picture(),)),
            text("more", "## 3 · More (optional)\n\nGo on as long as you like.", "optional"),
            code("loop", "for _ in range(10):\n    held_back /= 2"),
            text("summary", "## Summary\n\nHalving never ends."),
            text("exercises", "## Exercises\n\nPut your answers in place of the dots."),
            *exercise(1, "predict"),
            *exercise(2, "compute"),
            *exercise(3, "build"),
            *exercise(4, "train"),
            text("reading", "## Further reading\n\n- Zeno: *Paradoxes*, section 4.1."),
            text("next", "Before: [98 · Before](98_before.ipynb). [Appendix](A1_made_up.ipynb#An-entry)."),
        ]
    )


def appendix() -> NotebookNode:
    title = "# A1 · Made up\n\nWhat is an appendix?\n\n*You need* nothing.\n\n*Source* none."
    return executed(
        [
            text("title", title),
            text("setup", SET_UP),
            code("imports", "import numpy as np"),
            text("entry", "## An entry\n\nIt belongs to [99 · Made up](99_made_up.ipynb), section 1."),
            code("shown", "print(1 / 2)", course.CHECKED, outputs=(printed("0.5"),)),
            text("next", "Back to [99 · Made up](99_made_up.ipynb)."),
        ]
    )


def before() -> NotebookNode:
    cells = [
        text("title", "# 98 · Before\n\nWhat came before?"),
        text("first", "## 1 · First\n\nA **doubling** (加倍)."),
    ]
    return executed(cells)


def write_course(folder: Path, monkeypatch: pytest.MonkeyPatch) -> dict[str, Chapter]:
    """Write a course of two chapters and an appendix and let `tools` take it for the course; return it by number."""
    (folder / "notebooks").mkdir()
    (folder / "exercises").mkdir()
    monkeypatch.setattr(course, "NOTEBOOKS", folder / "notebooks")
    monkeypatch.setattr(course, "EXERCISES", folder / "exercises")
    for name, notebook in (("98_before", before()), ("99_made_up", chapter()), ("A1_made_up", appendix())):
        nbformat.write(notebook, folder / "notebooks" / f"{name}.ipynb")
    (folder / "exercises" / "ch99.py").write_text(EXERCISE_MODULE, encoding="utf-8")
    return {chapter.number: chapter for chapter in course.chapters()}
