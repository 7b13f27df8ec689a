"""The suite can fail, second half: defects that show only when a chapter runs.

Several are done to one prepared copy of chapter 09, which nbval then executes once, as in `make test`.
"""

import re
import subprocess
import sys

import nbformat
import pytest

from tools import course, prepare

PATH = course.NOTEBOOKS / "09_mnist_case_study.ipynb"
# cell id, what stands there, what is put in its place, what the report must say of this cell
DEFECTS = [
    ("scale", "rows(test_images), test_labels", "255 * rows(test_images), test_labels", "Mismatched elements"),
    ("test", "", "", "mean and std of x: found"),
    ("build", '512, name="hidden_1"', '513, name="hidden_1"', None),  # seen in count, summary and fit
    ("count", "", "", "ACTUAL: 402705"),
    ("summary", "", "", "513"),
    ("look", "plots.image_grid(", "(lambda *_, **__: None)(", "Missing output fields"),
    ("one-hot", "np.array([3, 0, 9])", "np.array([3, 0, 8])", "mismatch"),
    ("baseline", '"batch_size": BATCH_SIZE', '"batch_size": 64', "batch_size is 64, recorded is 128"),
    ("fit", "", "", "layer 1 is Dense units=513"),
    ("fair-comparison", "batch_size=BATCH_SIZE", "batch_size=64", "batch_size is 64, recorded is 128"),
    ("recall", "right.groupby(y_pred)", "right.groupby(y_val)", "it shows"),
    ("save", "scores = ", "raise RuntimeError('a fault')\nscores = ", "RuntimeError: a fault"),
]  # fmt: skip


@pytest.fixture(scope="module")
def report(tmp_path_factory) -> dict[str, str]:
    """Return what nbval says of each cell that fails, by cell id."""
    folder = tmp_path_factory.mktemp("damaged")
    prepare.prepare([PATH], folder)
    notebook = course.read(folder / PATH.name)
    for cell_id, old, new, _ in DEFECTS:
        cell = next(cell for cell in notebook.cells if cell.id == cell_id)
        assert old in cell.source
        cell.source = cell.source.replace(old, new)
    (steps,) = (cell for cell in notebook.cells if cell.id == "steps")
    steps.outputs[0].text = steps.outputs[0].text.replace("422", "423")  # a changed digit in a stored output
    nbformat.write(notebook, folder / PATH.name)
    command = [sys.executable, "-m", "pytest", "-p", "no:cacheprovider", "-p", "no:xdist", "-c", "/dev/null"]
    command += [
        "-p",
        "tools.regression",
        "--nbval-lax",
        "--nbval-current-env",
        "-q",
        str(folder / PATH.name),
    ]
    done = subprocess.run(command, cwd=course.ROOT, capture_output=True, text=True, encoding="utf-8")
    assert done.returncode == 1, done.stdout[-3000:]
    sections = re.split(r"^_+ .*::Cell (\d+) _+$", done.stdout, flags=re.MULTILINE)
    ids = [cell.id for cell in notebook.cells if cell.cell_type == "code"]
    return {ids[int(number)]: text for number, text in zip(sections[1::2], sections[2::2], strict=True)}


@pytest.mark.parametrize(
    ("cell_id", "words"),
    [(cell_id, words) for cell_id, *_, words in DEFECTS if words] + [("steps", "423")],
    ids=lambda value: value[:10],
)
def test_a_defect_fails_with_its_cause(report, cell_id, words):
    assert cell_id in report, f"the cells that fail are {list(report)}"
    plain = re.sub(r"\x1b\[[\d;]*m", "", report[cell_id])
    assert words in plain, plain[-3000:]


def test_a_faulty_solution_fails_its_own_check():
    from dataclasses import replace

    from helpers.exercises.ch09 import q2
    from tests.exercises.test_exercises import test_the_solution_passes_its_own_check as check

    with pytest.raises(AssertionError, match="the solution is refused: Not yet"):
        check(replace(q2, solution_text="answer = (270_346, 270_346)"))
