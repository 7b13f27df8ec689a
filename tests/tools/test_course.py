"""`Chapter` knows a notebook: what it says of a made-up one, and of chapter numbers, files and lists."""

import nbformat
import pytest

from tests.tools import made_up
from tools import course
from tools.course import Chapter


@pytest.fixture
def written(tmp_path, monkeypatch):
    return made_up.write_course(tmp_path, monkeypatch)


def holding(*cells):
    return Chapter(course.NOTEBOOKS / "99_made_up.ipynb", made_up.executed(list(cells)))


def test_chapters_stand_before_appendices(written):
    assert [(chapter.number, chapter.kind) for chapter in course.chapters()] == [
        ("98", "chapter"),
        ("99", "chapter"),
        ("A1", "appendix"),
    ]
    assert [path.stem for path in course.notebook_paths("A1 98")] == ["98_before", "A1_made_up"]


def test_an_unknown_number_is_reported(written):
    with pytest.raises(course.CourseError, match="NB=77 98: there is no notebook 77; there are 98 99 A1"):
        course.chapters("77 98")


@pytest.mark.parametrize("name", ["notes.ipynb", "7_schedules.ipynb", "07 schedules.ipynb", "B1_more.ipynb", "07_x.md"])
def test_a_file_of_neither_kind_is_reported(tmp_path, name):
    with pytest.raises(course.CourseError, match=r"a notebook is named 07_title\.ipynb"):
        Chapter(tmp_path / name)


def test_the_title_cell(written):
    chapter = written["99"]
    assert chapter.title == "Made up"
    assert chapter.question == "How short can a chapter be that keeps every rule?"
    assert chapter.minutes_stated == (1, 40)


@pytest.mark.parametrize(
    ("opening", "question"),
    [
        ("Small steps arrive. How small should they be? They shrink.", "How small should they be?"),
        ("It has no\nquestion. But two sentences.", "It has no\nquestion."),
    ],
)
def test_the_question_is_the_sentence_that_asks(opening, question):
    assert holding(made_up.text("title", f"# 99 · T\n\n{opening}\n\n*You need* nothing?")).question == question


@pytest.mark.parametrize("line", ["*Time* one hour to work through.", "*Time* about 3 minutes to run.", "none"])
def test_minutes_that_are_not_stated(line):
    assert holding(made_up.text("title", f"# 99 · T\n\n{line}")).minutes_stated is None


def test_sections_and_what_is_no_heading():
    code = "```python\n# a comment\n## another\n```"
    chapter = holding(
        made_up.text("a", "# 99 · T\n\n#hashtag"),
        made_up.text("b", f"## 1 · One\n\n{code}\n\n### Part"),
        made_up.text("c", "## 12 · Twelve", "session"),
        made_up.text("d", "### More", "optional"),
    )
    assert [(each.number, each.heading, each.level, each.index) for each in chapter.sections] == [
        ("1", "1 · One", 2, 1),
        ("", "Part", 3, 1),
        ("12", "12 · Twelve", 2, 2),
        ("", "More", 3, 3),
    ]
    assert [each.optional for each in chapter.sections] == [False, False, False, True]
    assert [each.session for each in chapter.sections] == [False, False, True, False]
    assert chapter.sessions == 2


def test_an_optional_section_ends_at_the_next_heading_of_its_level():
    chapter = holding(
        made_up.text("a", "## 1 · One"),
        made_up.text("b", "### Off", "optional"),
        made_up.code("c", "a = 1"),
        made_up.text("d", "#### Below it"),
        made_up.text("e", "### Back"),
        made_up.text("f", "## 2 · Off", "optional"),
        made_up.text("g", "### Below it"),
        made_up.text("h", "## 3 · Back"),
    )
    assert [cell.id for cell in chapter.optional_cells] == ["b", "c", "d", "f", "g"]
    assert [cell.id for cell in chapter.core_cells] == ["a", "e", "h"]
    assert chapter.core.cells == 3


@pytest.mark.parametrize(
    ("source", "words"),
    [
        ("Two words", 2),
        ("A formula $a + b = c$ is one word.", 6),
        ("None:\n\n$$a + b\n= c$$\n\nhere", 2),
        ("- a dash · and | bars are none", 6),
        ("[a link](https://example.org/a-b) is its words", 5),
        ("学习率 is one", 3),
    ],
)
def test_words(source, words):
    assert course.count_words(source) == words


def test_lines_of_code_that_are_not_blank():
    assert holding(made_up.code("a", "a = 1\n\n# why\nb = 2\n")).core.code_lines == 3


def test_minutes_are_computed_from_the_core_path():
    exercises = [*made_up.exercise(1, "predict"), *made_up.exercise(2, "train")]
    chapter = holding(
        made_up.text("a", "## 1 · One\n\n" + "word " * 298 + "\n\n**Predict.** Is it?"),
        made_up.text("b", "Yes."),
        made_up.code("c", "\n".join(f"a{i} = {i}" for i in range(32))),
        made_up.text("d", "## 2 · Off", "optional"),
        made_up.text("e", "word " * 3_000 + "\n\n**Predict.** And now?"),
        made_up.text("exercises", "## Exercises"),
        *exercises,
    )
    read = (chapter.core.words / 150) + (32 + 8) / 16
    assert chapter.core.words == pytest.approx(330, abs=10)
    assert chapter.minutes == round(read + 2 + 6 + 15)


def test_predictions_have_the_text_behind_their_cell_as_answer():
    chapter = holding(
        made_up.text("a", "Why.\n\n**Predict.** Which is it?\n\n- this\n- that\n\nNext we look."),
        made_up.code("b", "1 + 1"),
        made_up.text("c", "It is that."),
        made_up.text("d", "A word on **Predict.** alone.\n\n**Predict.** And then?"),
        made_up.text("e", "## 2 · A new subject"),
    )
    first, second = chapter.predictions
    assert (first.cell_id, first.question, first.answer) == ("a", "Which is it?\n\n- this\n- that", "It is that.")
    assert (second.cell_id, second.question, second.answer) == ("d", "And then?", "")


def test_exercises(written):
    found = written["99"].exercises
    assert [(each.name, each.cell_id, each.kind, each.minutes) for each in found] == [
        ("q1", "q1", "predict", 6),
        ("q2", "q2", "compute", 6),
        ("q3", "q3", "build", 6),
        ("q4", "q4", "train", 15),
    ]
    assert found[1].text == "Halve it 2 times, and look whether it ends."
    assert written["99"].exercise_module.is_file()
    assert written["A1"].exercises == []


def test_pictures(written):
    movie = nbformat.v4.new_output(
        "display_data", {"text/html": '<img alt="It is &quot;0&quot;" src="data:image/gif">'}
    )
    chapter = holding(
        made_up.code("a", "1", outputs=(movie,)), made_up.code("b", "2", outputs=(made_up.picture(None),))
    )
    assert [(each.cell_id, each.alt) for each in chapter.pictures] == [("a", 'It is "0"'), ("b", "")]
    assert [(each.cell_id, each.alt) for each in written["99"].pictures] == [
        ("picture", made_up.ALT),
        ("drawing", made_up.ALT),
    ]


def test_cells_by_tag_and_parameters(written):
    chapter = written["99"]
    assert [cell.id for cell in chapter.cells("hide-input")] == ["drawing"]
    assert len(chapter.cells()) == len(chapter.notebook.cells)
    assert chapter.parameters == {"SEED": 0, "VALIDATION_SHARE": 0.2, "EPOCHS": 12, "BATCH_SIZE": 128}
    assert written["A1"].parameters == {}


def test_the_digest_is_of_the_code_alone(written):
    chapter = written["99"]
    before = chapter.code_digest
    chapter.texts[0].source += " More."
    assert chapter.code_digest == before
    chapter.code_cells[0][1].source += "\n"
    assert chapter.code_digest != before


def test_the_list_of_chapters_to_be_rewritten_names_chapters():
    assert set(course.TO_BE_REWRITTEN) <= {chapter.number for chapter in course.chapters()}
