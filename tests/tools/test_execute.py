"""How a page comes about: what is kept of an execution, and that a page with a wrong conclusion is not stored."""

import nbformat
import pytest

from tools import course, execute

SOURCE = """\
result = 3
result"""


@pytest.fixture
def chapter(tmp_path, monkeypatch):
    """A notebook of one cell, its conclusions to be written; nothing is trained in it."""
    notebook = nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell(SOURCE, id="result")])
    (tmp_path / "notebooks").mkdir()
    path = tmp_path / "notebooks" / "07_made_up.ipynb"
    nbformat.write(notebook, path)
    (tmp_path / "conclusions").mkdir()
    monkeypatch.setattr(course, "ROOT", tmp_path)
    monkeypatch.setattr(execute, "CONCLUSIONS", tmp_path / "conclusions")
    monkeypatch.setattr(execute.regression, "record", lambda pages: None)
    return course.Chapter(path)


def conclude(tmp_path, text: str) -> None:
    (tmp_path / "conclusions" / "07.py").write_text(text, encoding="utf-8")


def test_a_page_whose_conclusions_hold_is_stored_without_them(chapter, tmp_path):
    conclude(tmp_path, "assert result == 3\n")
    execute.rewrite(chapter)
    page = course.read(chapter.path)
    assert [cell.source for cell in page.cells] == [SOURCE]
    assert page.cells[0].outputs[0].data == {"text/plain": "3"}
    assert page.metadata.course.code_sha256 == course.code_digest(page)
    assert [path.name for path in chapter.path.parent.iterdir()] == [chapter.path.name]


def test_a_page_with_a_wrong_conclusion_is_not_stored_and_the_assertion_is_named(chapter, tmp_path):
    before = chapter.path.read_bytes()
    conclude(tmp_path, 'assert result\n\nassert (\n    result > 3\n), "it rises"\n')
    with pytest.raises(course.CourseError) as told:
        execute.rewrite(chapter)
    for words in ("what the page concludes is wrong now", "line 3", "result > 3", "AssertionError: it rises"):
        assert words in str(told.value)
    assert chapter.path.read_bytes() == before


def test_a_page_whose_reduced_copy_fails_is_not_stored(chapter, monkeypatch):
    def fail(pages):
        raise course.CourseError("a reduced copy fails")

    before = chapter.path.read_bytes()
    monkeypatch.setattr(execute.regression, "record", fail)
    with pytest.raises(course.CourseError, match="a reduced copy fails"):
        execute.rewrite(chapter)
    assert chapter.path.read_bytes() == before


def test_a_page_is_executed_with_its_own_values_and_stored_with_those_of_the_reader(chapter, tmp_path, monkeypatch):
    notebook = course.read(chapter.path)
    source = "OPEN = False  # True at the end\nCLOSED = False  # as it is"
    notebook.cells.insert(0, nbformat.v4.new_code_cell(source, id="parameters", metadata={"tags": ["parameters"]}))
    notebook.cells[1].source = "result = 3\n[OPEN, CLOSED]"
    nbformat.write(notebook, chapter.path)
    monkeypatch.setitem(execute.PAGE_VALUES, "07", {"OPEN": True})
    execute.rewrite(course.Chapter(chapter.path))
    page = course.read(chapter.path)
    assert page.cells[0].source == source
    assert page.cells[1].outputs[0].data == {"text/plain": "[True, False]"}
    assert [cell.execution_count for cell in page.cells] == [1, 2]
    assert page.metadata.course.code_sha256 == course.code_digest(page)


def test_a_value_for_what_is_no_parameter_is_refused():
    cell = nbformat.v4.new_code_cell("OPEN = False  # closed", metadata={"tags": ["parameters"]})
    with pytest.raises(course.CourseError, match="names OPE, which is no parameter"):
        execute.set_parameters(nbformat.v4.new_notebook(cells=[cell]), {"OPE": True})


def test_the_values_of_the_pages_are_of_parameters_and_differ_from_the_readers():
    for number, values in execute.PAGE_VALUES.items():
        (chapter,) = course.chapters(number)
        assert all(chapter.parameters[name] != value for name, value in values.items())


def cleaned(*outputs: nbformat.NotebookNode, **metadata) -> nbformat.NotebookNode:
    cell = nbformat.v4.new_code_cell(SOURCE, metadata=metadata, outputs=list(outputs), execution_count=1)
    return execute.clean(nbformat.v4.new_notebook(cells=[cell])).cells[0]


@pytest.mark.parametrize(
    ("tags", "kept"),
    [
        ([], {}),
        (["timing"], {"tags": ["timing"]}),
        (["hide-input"], {"tags": ["hide-input"], "jupyter": {"source_hidden": True}}),
    ],
)
def test_of_the_metadata_the_tags_stay(tags, kept):
    times = {"papermill": {"duration": 3}, "jupyter": {"outputs_hidden": True}}
    assert cleaned(tags=tags, **times).metadata == kept


@pytest.mark.parametrize("data", [{}, {"application/vnd.jupyter.widget-view+json": {}, "text/plain": "a bar"}])
def test_a_progress_display_that_has_ended_leaves_nothing(data):
    assert cleaned(nbformat.v4.new_output("display_data", data)).outputs == []


def test_a_picture_keeps_its_text_alternative():
    picture = nbformat.v4.new_output("display_data", {"image/png": "…"}, metadata={"image/png": {"alt": "a curve"}})
    assert cleaned(picture).outputs == [picture]


def test_what_was_printed_in_pieces_is_one_output():
    pieces = [nbformat.v4.new_output("stream", name="stdout", text=text) for text in ("a", "b")]
    assert [output.text for output in cleaned(*pieces).outputs] == ["ab"]


def test_a_warning_is_not_stored():
    with pytest.raises(course.CourseError, match="cell 1 writes to stderr: a warning"):
        cleaned(nbformat.v4.new_output("stream", name="stderr", text="a warning"))
