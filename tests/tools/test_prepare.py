"""Reduced copies: what stands in one, and reductions that would reduce nothing."""

import re

import pytest

from tests.tools import made_up
from tools import course, prepare


@pytest.fixture
def written(tmp_path, monkeypatch):
    """A made-up course of three notebooks and its table of reduced values."""
    table = tmp_path / "ci_parameters.yml"
    table.write_text("98_before: {}\n99_made_up: {EPOCHS: 2}\nA1_made_up: {}\n", encoding="utf-8")
    monkeypatch.setattr(prepare, "REDUCED", table)
    monkeypatch.setattr(course, "ROOT", tmp_path)
    return made_up.write_course(tmp_path, monkeypatch)


@pytest.mark.parametrize(
    ("table", "cause"),
    [
        ({}, "has no line for 99_made_up"),
        ({"99_made_up": {"EPOCH": 1}}, "99_made_up does not declare a parameter EPOCH; it declares SEED"),
        ({"99_made_up": {"EPOCHS": "1e-3"}}, "EPOCHS of 99_made_up is '1e-3', str; the notebook declares int"),
        ({"99_made_up": {"EPOCHS": 2.0}}, "is 2.0, float; the notebook declares int"),
        ({"99_made_up": {"EPOCHS": 12}}, "EPOCHS of 99_made_up is 12, which is the reader's value"),
    ],
)
def test_a_reduction_that_reduces_nothing_is_reported(written, table, cause):
    found = prepare.replacement_problems("99_made_up", written["99"].notebook, table, "ci_parameters.yml")
    assert cause in "\n".join(found)


def test_a_line_without_notebook_is_reported(written, tmp_path):
    with prepare.REDUCED.open("a", encoding="utf-8") as table:
        table.write("30_gone: {}\n")
    with pytest.raises(course.CourseError, match="has a line for 30_gone, which is no notebook"):
        prepare.prepare([written["99"].path], tmp_path / "prepared")


def test_a_prepared_copy_has_the_reduced_values_and_the_stored_outputs(written, tmp_path):
    prepare.prepare([written["99"].path], tmp_path / "prepared")
    copy = course.Chapter(tmp_path / "prepared" / "99_made_up.ipynb")
    (injected,) = copy.cells("injected-parameters")
    assert re.search(r"^EPOCHS = 2$", injected.source, re.MULTILINE)
    outputs = [[cell.outputs for cell in chapter.cells(course.CHECKED)] for chapter in (copy, written["99"])]
    assert outputs[0] == outputs[1]
