"""The suite can fail: each defect, done to a copy of a chapter, is reported with its cause."""

import copy
import re

import nbformat
import pytest

from tools import course, rules

PATH = course.NOTEBOOKS / "09_mnist_case_study.ipynb"
NAME = PATH.stem


@pytest.fixture
def chapter():
    return copy.deepcopy(course.read(PATH))


def cell(notebook, cell_id):
    return next(cell for cell in notebook.cells if cell.id == cell_id)


def found(notebook) -> str:
    return "\n".join(rules.problems(notebook, PATH))


def add(notebook, source, **metadata):
    """Add a code cell before the exercises, executed as far as its count says."""
    place = next(i for i, cell in enumerate(notebook.cells) if cell.id == "exercises")
    notebook.cells.insert(place, nbformat.v4.new_code_cell(source, id="added", metadata=metadata))


def test_the_chapter_itself_is_fine(chapter):
    assert found(chapter) == ""


def rename_parameter(notebook):
    target = cell(notebook, "parameters")
    target.source = target.source.replace("EPOCHS = 12", "ROUNDS = 12", 1)


def assign_again(notebook):
    cell(notebook, "seed").source += "\nEPOCHS = 3"


def loop_over_parameter(notebook):
    cell(notebook, "seed").source += "\nfor EPOCHS in (1, 2):\n    pass"


def unread_parameter(notebook):
    cell(notebook, "parameters").source += "\nUNUSED = 3  # never read"


def computed_parameter(notebook):
    cell(notebook, "parameters").source += "\nTOTAL = 2 * 3  # computed"


def parameter_without_comment(notebook):
    cell(notebook, "parameters").source += "\nBARE = 3"


def second_parameters_cell(notebook):
    cell(notebook, "seed").metadata.tags = ["parameters"]


def edit_code(notebook):
    cell(notebook, "error-bar").source += "  # edited"


def literal_epochs(notebook):
    target = cell(notebook, "fit")
    target.source = target.source.replace("epochs=EPOCHS", "epochs=5")


def literal_batch_size(notebook):
    target = cell(notebook, "fit")
    target.source = target.source.replace("batch_size=BATCH_SIZE", "batch_size=64")


def literal_sample_count(notebook):
    cell(notebook, "seed").source += "\nprint(range(10**6)[:20_000])"


def unknown_magic(notebook):
    cell(notebook, "seed").source = "%nosuchmagic"


def shell_escape(notebook):
    cell(notebook, "seed").source = "!false"


def stored_error(notebook):
    cell(notebook, "split").outputs = [nbformat.v4.new_output("error", ename="ValueError", evalue="bad", traceback=[])]


def out_of_order(notebook):
    cell(notebook, "split").execution_count = 3


def unrun_marked_cell(notebook):
    cell(notebook, "summary").execution_count = None


def marked_cell_without_output(notebook):
    cell(notebook, "summary").outputs = []


def trailing_semicolon(notebook):
    cell(notebook, "summary").source += ";"


def marked_cell_reads_parameter(notebook):
    cell(notebook, "split").metadata.tags = [course.CHECKED]


def nothing_marked(notebook):
    for each in notebook.cells:
        each.metadata.pop("tags", None) if each.id != "parameters" else None


def long_cell(notebook):
    cell(notebook, "seed").source += "\n" + "\n".join(f"a{i} = {i}" for i in range(30))


def repeated_cell(notebook):
    add(notebook, cell(notebook, "split").source)


def warning_shown(notebook):
    cell(notebook, "split").outputs.append(nbformat.v4.new_output("stream", name="stdout", text="UserWarning: old"))


def log_line_shown(notebook):
    cell(notebook, "split").outputs.append(nbformat.v4.new_output("stream", text="2026-11-21 10:00:00.1: I tensorflow"))


def stderr_shown(notebook):
    cell(notebook, "split").outputs.append(nbformat.v4.new_output("stream", name="stderr", text="hm"))


def path_shown(notebook):
    cell(notebook, "split").outputs.append(nbformat.v4.new_output("stream", text="saved to /home/reader/digits.h5"))


def object_shown(notebook):
    data = {"text/plain": "<keras.src.models.Sequential object at 0x7f>"}
    cell(notebook, "split").outputs.append(nbformat.v4.new_output("execute_result", data))


def widget_stored(notebook):
    data = {"application/vnd.jupyter.widget-view+json": {}}
    cell(notebook, "split").outputs.append(nbformat.v4.new_output("display_data", data))


def no_summary(notebook):
    cell(notebook, "summary-table").source = "## The end"


def two_exercises(notebook):
    notebook.cells = [each for each in notebook.cells if each.id not in ("q1", "q2")]


def no_hint(notebook):
    target = cell(notebook, "q1")
    target.source = target.source.replace("# q1.hint()", "")


def dead_link(notebook):
    cell(notebook, "next").source += " [99](99_nothing.ipynb)"


def no_title(notebook):
    cell(notebook, "title").source = "# MNIST"


def machine_metadata(notebook):
    notebook.metadata.language_info = {"name": "python", "version": "3.11.7"}


def run_metadata(notebook):
    cell(notebook, "split").metadata["execution"] = {"iopub.execute_input": "2026-11-21"}


def repeated_id(notebook):
    cell(notebook, "split").id = "seed"


@pytest.mark.parametrize(
    ("damage", "cause"),
    [
        (rename_parameter, "parameter ROUNDS is declared but no later cell reads it"),
        (assign_again, "parameter EPOCHS is assigned again in cell 3"),
        (loop_over_parameter, "parameter EPOCHS is assigned again in cell 3"),
        (unread_parameter, "parameter UNUSED is declared but no later cell reads it"),
        (computed_parameter, "parameter TOTAL = 2 * 3 is not a literal"),
        (parameter_without_comment, "parameter BARE has no comment"),
        (second_parameters_cell, "2 cells are tagged parameters"),
        (edit_code, "code was changed and not executed again: run `make notebooks NB=09`"),
        (literal_epochs, "literal epochs=5"),
        (literal_batch_size, "literal batch_size=64"),
        (literal_sample_count, "literal sample count 20000"),
        (unknown_magic, "'%nosuchmagic' is not plain Python"),
        (shell_escape, "'!false' is not plain Python"),
        (stored_error, "has a stored error: ValueError: bad"),
        (out_of_order, "has execution count 3: cells were not run top to bottom"),
        (unrun_marked_cell, "has no stored output to compare with"),
        (marked_cell_without_output, "has no stored output to compare with"),
        (trailing_semicolon, "ends with `;`"),
        (marked_cell_reads_parameter, "depends on the parameter SEED, VALIDATION_SHARE"),
        (nothing_marked, "nothing would be compared"),
        (long_cell, "has 31 lines"),
        (repeated_cell, "repeats cell"),
        (warning_shown, "shows a warning: 'UserWarning:'"),
        (log_line_shown, "shows a log line"),
        (stderr_shown, "has output on stderr: 'hm'"),
        (path_shown, "shows an absolute path"),
        (object_shown, "shows an object's repr"),
        (widget_stored, "stores a widget or a script"),
        (no_summary, "must close with the sections Summary"),
        (two_exercises, "2 exercises; a chapter has at least three"),
        (no_hint, "exercise q1 has no commented line `# q1.hint()`"),
        (dead_link, "a link leads to 99_nothing.ipynb, which does not exist"),
        (no_title, "the first cell must open with `# 09 · Title`"),
        (machine_metadata, "metadata of one machine"),
        (run_metadata, "stores the metadata execution"),
        (repeated_id, "cell ids are missing or repeated: ['seed']"),
    ],
    ids=lambda value: value.__name__ if callable(value) else "",
)
def test_a_defect_is_reported(chapter, damage, cause):
    damage(chapter)
    assert cause in found(chapter)


@pytest.mark.parametrize(
    ("table", "cause"),
    [
        ({}, f"has no line for {NAME}"),
        ({NAME: {"EPOCH": 1}}, f"{NAME} does not declare a parameter EPOCH; it declares SEED"),
        ({NAME: {"EPOCHS": 12}}, "EPOCHS of 09_mnist_case_study is 12, which is the reader's value"),
    ],
)
def test_a_reduction_that_reduces_nothing_is_reported(chapter, table, cause):
    assert cause in "\n".join(course.replacement_problems(NAME, chapter, table, "ci_parameters.yml"))


def test_a_line_without_notebook_is_reported(tmp_path, monkeypatch):
    table = tmp_path / "ci_parameters.yml"
    table.write_text(course.REDUCED.read_text() + "30_gone: {}\n")
    monkeypatch.setattr(course, "REDUCED", table)
    monkeypatch.setattr(course, "ROOT", tmp_path)
    with pytest.raises(course.CourseError, match="has a line for 30_gone, which is no notebook"):
        course.prepare(course.notebook_paths(), tmp_path / "prepared")


def test_an_unknown_chapter_number_is_reported():
    with pytest.raises(course.CourseError, match=r"there is no notebook 77; there are .*09"):
        course.notebook_paths("77")


def test_prepared_copy_has_the_reduced_values_and_the_stored_outputs(tmp_path):
    course.prepare([PATH], tmp_path)
    prepared = course.read(tmp_path / PATH.name)
    injected = next(cell for cell in prepared.cells if "injected-parameters" in course.tags(cell))
    assert re.search(r"^EPOCHS = 2$", injected.source, re.MULTILINE)
    assert cell(prepared, "summary").outputs == cell(course.read(PATH), "summary").outputs
