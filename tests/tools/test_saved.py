"""What people leave in `notebooks/`: it is named, and what was committed is tested all the same."""

import copy
import subprocess

import nbformat
import pytest

from tests.tools import made_up
from tools import course, rules, saved
from tools.course import Chapter


@pytest.fixture
def committed(tmp_path, monkeypatch):
    """A made-up course under git."""
    monkeypatch.setattr(course, "ROOT", tmp_path)
    chapters = made_up.write_course(tmp_path, monkeypatch)
    for chapter in chapters.values():
        chapter.notebook.metadata = nbformat.from_dict(
            saved.METADATA
            | {"course": {"code_sha256": chapter.code_digest, "outputs_sha256": saved.outputs_digest(chapter.notebook)}}
        )
        nbformat.write(chapter.notebook, chapter.path)
    me = ["-c", "user.name=me", "-c", "user.email=me@example.org", "-c", "commit.gpgsign=false"]
    for command in (["init", "-q"], ["add", "-A"], [*me, "commit", "-q", "-m", "all"]):
        subprocess.run(["git", *command], cwd=tmp_path, check=True)
    return chapters


def save_by_hand(chapter, change):
    notebook = copy.deepcopy(chapter.notebook)
    change(notebook)
    nbformat.write(notebook, chapter.path)


def run_by_hand(notebook):
    """As JupyterLab saves a chapter that was run from the middle."""
    notebook.metadata["language_info"] = {"name": "python", "version": "3.11.7"}
    notebook.metadata["widgets"] = {"application/vnd.jupyter.widget-state+json": {"state": {}}}
    for number, cell in enumerate(notebook.cells):
        cell.metadata["trusted"] = True
        if cell.cell_type == "code":
            cell.execution_count = number + 40
            cell.outputs = [nbformat.v4.new_output("stream", name="stderr", text="/home/me/x.py: UserWarning: no")]


def cleared(notebook):
    for cell in notebook.cells:
        if cell.cell_type == "code":
            cell.execution_count, cell.outputs = None, []


@pytest.mark.parametrize("change", [run_by_hand, cleared])
def test_outputs_saved_by_hand_are_named_and_the_committed_ones_are_tested(committed, change):
    chapter = committed["99"]
    save_by_hand(chapter, change)
    found = saved.as_executed(chapter.path)
    assert [cell.get("outputs") for cell in found.cells] == [cell.get("outputs") for cell in chapter.notebook.cells]
    assert rules.problems(Chapter(chapter.path, found)) == []
    (said,) = saved.report([chapter.path])
    assert said.startswith("notebooks/99_made_up.ipynb: outputs or execution counts")
    assert "`git restore notebooks/99_made_up.ipynb`" in said


@pytest.mark.parametrize("change", [run_by_hand, cleared])
def test_without_git_the_text_and_the_code_are_tested(committed, tmp_path, change):
    (tmp_path / ".git").rename(tmp_path / "no_git")
    chapter = committed["99"]
    save_by_hand(chapter, change)
    found = saved.as_executed(chapter.path)
    assert course.code_digest(found) == chapter.code_digest
    assert rules.problems(Chapter(chapter.path, found)) == []
    assert not Chapter(chapter.path, found).cells(course.CHECKED), "there is nothing to compare with"
    assert "take notebooks/99_made_up.ipynb out of the downloaded archive again" in saved.report([chapter.path])[0]


def test_the_text_of_a_saved_chapter_is_the_one_that_is_tested(committed):
    chapter = committed["99"]

    def written_on(notebook):
        run_by_hand(notebook)
        notebook.cells[0].source += "\n\nA new sentence."

    save_by_hand(chapter, written_on)
    assert saved.as_executed(chapter.path).cells[0].source.endswith("A new sentence.")


def test_metadata_alone_are_named(committed):
    chapter = committed["99"]
    save_by_hand(chapter, lambda notebook: notebook.metadata.update(widgets={}))
    assert "metadata were saved by hand" in saved.report([chapter.path])[0]
    assert saved.traces(saved.as_executed(chapter.path)) == []


def test_changed_code_fails_with_both_ways_out(committed):
    chapter = committed["99"]

    def changed(notebook):
        next(cell for cell in notebook.cells if cell.cell_type == "code").source += "\n1 + 1"

    save_by_hand(chapter, changed)
    found = saved.as_executed(chapter.path)
    said = [problem for problem in rules.problems(Chapter(chapter.path, found)) if "code" in problem]
    assert said[0].startswith("99_made_up.ipynb: its code is not the one that was executed.")
    assert "`make notebooks NB=99`" in said[0]
    assert "`git restore notebooks/99_made_up.ipynb`" in said[0]


@pytest.mark.parametrize("name", ["99_made_up-Copy1.ipynb", "Untitled.ipynb", "99_made_up_my_own.ipynb", "notes.ipynb"])
def test_copies_are_named_and_left_alone(committed, name):
    path = committed["99"].path
    path.with_name(name).write_bytes(path.read_bytes())
    assert [chapter.stem for chapter in course.chapters()] == ["98_before", "99_made_up", "A1_made_up"]
    assert saved.report([]) == [f"notebooks/{name}: a copy or a notebook of your own; it was not tested"]


def test_what_make_notebooks_wrote_has_no_traces(committed):
    assert saved.report([chapter.path for chapter in committed.values()]) == []


@pytest.mark.parametrize("path", course.notebook_paths(), ids=lambda path: path.stem)
def test_every_notebook_says_of_its_outputs_whether_they_were_changed(path):
    kept = saved.as_executed(path).metadata["course"]
    assert set(kept) == {"code_sha256", "outputs_sha256"}
