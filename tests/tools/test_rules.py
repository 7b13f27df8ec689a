"""The suite can fail: each defect, planted into a chapter that keeps every rule, is reported with its cause."""

import nbformat
import pytest

from tests.tools import made_up
from tools import course, limits, rules
from tools.course import Chapter


@pytest.fixture
def written(tmp_path, monkeypatch):
    """A made-up course in a folder of its own: chapters by number."""
    return made_up.write_course(tmp_path, monkeypatch)


def cell(notebook, cell_id):
    return next(cell for cell in notebook.cells if cell.id == cell_id)


def insert(notebook, added, before="summary"):
    place = next(i for i, cell in enumerate(notebook.cells) if cell.id == before)
    notebook.cells.insert(place, added)


def replace(cell_id, old, new):
    """Return a damage: `old` becomes `new` in a cell."""

    def damage(notebook):
        target = cell(notebook, cell_id)
        assert old in target.source
        target.source = target.source.replace(old, new, 1)

    return damage


def append(cell_id, words):
    """Return a damage: `words` are added to a cell."""

    def damage(notebook):
        cell(notebook, cell_id).source += words

    return damage


def output(cell_id, kind, /, **contents):
    """Return a damage: a cell has one output more."""

    def damage(notebook):
        cell(notebook, cell_id).outputs.append(nbformat.v4.new_output(kind, **contents))

    return damage


def tag(cell_id, *tags):
    """Return a damage: a cell has other tags."""

    def damage(notebook):
        cell(notebook, cell_id).metadata["tags"] = list(tags)

    return damage


def shows(alt):
    """Return a damage: the text alternative of the picture is another."""

    def damage(notebook):
        cell(notebook, "picture").outputs = [made_up.picture(alt)]

    return damage


def reads_what_is_folded(notebook):
    insert(notebook, made_up.code("folded", "heights = [1, 2]", "hide-input"))
    insert(notebook, made_up.code("reader", "print(heights)"))


@pytest.mark.parametrize("number", ["99", "A1"])
def test_a_notebook_without_defect_is_fine(written, number):
    assert rules.problems(written[number]) == []


def test_real_chapters_are_told_from_made_up_ones():
    assert "99" not in [chapter.number for chapter in course.chapters()]


# ---- damages that are more than a few words


def computed_parameter(notebook):
    cell(notebook, "parameters").source += "\nTOTAL = 2 * 3  # computed"


def stored_error(notebook):
    cell(notebook, "split").outputs = [nbformat.v4.new_output("error", ename="ValueError", evalue="bad", traceback=[])]


def out_of_order(notebook):
    cell(notebook, "split").execution_count = 3


def unrun_marked_cell(notebook):
    cell(notebook, "by-hand").execution_count = None


def marked_cell_without_output(notebook):
    cell(notebook, "by-hand").outputs = []


def nothing_marked(notebook):
    for each in notebook.cells:
        if course.CHECKED in course.tags(each):
            del each.metadata["tags"]


def long_cell(notebook):
    cell(notebook, "seed").source += "\n" + "\n".join(f"a{i} = {i}" for i in range(30))


def repeated_cell(notebook):
    insert(notebook, made_up.code("added", cell(notebook, "split").source))


def two_exercises(notebook):
    notebook.cells = [each for each in notebook.cells if each.id[:2] not in ("q3", "q4")]


def six_exercises(notebook):
    for place in (5, 6):
        for each in made_up.exercise(place, "build"):
            insert(notebook, each, before="reading")


def exercise_in_appendix(notebook):
    for each in made_up.exercise(1, "predict"):
        insert(notebook, each, before="next")


def no_entries(notebook):
    notebook.cells = [each for each in notebook.cells if each.id != "entry"]


def machine_metadata(notebook):
    notebook.metadata.language_info = {"name": "python", "version": "3.11.7"}


def run_metadata(notebook):
    cell(notebook, "split").metadata["execution"] = {"iopub.execute_input": "2026-11-21"}


def repeated_id(notebook):
    cell(notebook, "split").id = "seed"


def other_kernel(notebook):
    notebook.metadata.kernelspec.name = "my-env"


def old_format(notebook):
    notebook.nbformat_minor = 4


def folded_without_tag(notebook):
    cell(notebook, "seed").metadata["jupyter"] = {"source_hidden": True}


def tag_without_folding(notebook):
    del cell(notebook, "drawing").metadata["jupyter"]


def hidden_outputs(notebook):
    cell(notebook, "drawing").metadata["jupyter"] = {"source_hidden": True, "outputs_hidden": True}


def another_picture(notebook):
    cell(notebook, "picture").outputs.append(made_up.picture())


def silent_animation(notebook):
    data = {"text/html": '<img src="data:image/gif;base64,R0lGOD">'}
    cell(notebook, "picture").outputs = [nbformat.v4.new_output("display_data", data)]


def many_words(notebook):
    cell(notebook, "notice").source += " word" * 2_800


def many_cells(notebook):
    for i in range(50):
        insert(notebook, made_up.text(f"added-{i}", f"Text {i}."), before="again")


def many_lines(notebook):
    for i in range(20):
        lines = "\n".join(f"a{i}_{j} = {j}" for j in range(20))
        insert(notebook, made_up.code(f"added-{i}", lines), before="again")


def large_optional_section(notebook):
    cell(notebook, "more").source += " word" * 300


def many_parameters(notebook):
    cell(notebook, "parameters").source += "".join(f"\nSETTING_{i} = {i}  # one more" for i in range(7))


def second_parameters_cell(notebook):
    cell(notebook, "seed").metadata["tags"] = ["parameters"]


def loop_over_parameter(notebook):
    cell(notebook, "seed").source += "\nfor EPOCHS in (1, 2):\n    pass"


def axes_of_a_helper(notebook):
    cell(notebook, "picture").source = "with plots.figure(alt=alt, columns=2) as (left, _):\n    left.set_ylim(0, 1)"


def no_answer(notebook):
    notebook.cells = [each for each in notebook.cells if each.id != "notice"]


REPR = {"text/plain": "<keras.src.models.Sequential object at 0x7f>"}
WIDGET = {"application/vnd.jupyter.widget-view+json": {}}
DEFECTS = {
    rules.plain_python: [
        (replace("seed", "rng = ", "%nosuchmagic "), "is not plain Python"),
        (append("seed", "\n!false"), "'!false' is not plain Python"),
    ],
    rules.executed_in_order: [
        (
            append("seed", "  # edited"),
            "its code is not the one that was executed. If the change is meant: `make notebooks NB=99`",
        ),
        (out_of_order, "has execution count 3: cells were not run top to bottom"),
    ],
    rules.compared_cells: [
        (unrun_marked_cell, "has no stored output to compare with"),
        (marked_cell_without_output, "has no stored output to compare with"),
        (append("by-hand", ";"), "ends with `;`"),
        (tag("split", course.CHECKED), "depends on the parameter SEED, VALIDATION_SHARE"),
        (nothing_marked, "nothing would be compared"),
    ],
    rules.clean_outputs: [
        (stored_error, "has a stored error: ValueError: bad"),
        (output("split", "stream", text="UserWarning: old"), "shows a warning: 'UserWarning:'"),
        (output("split", "stream", text="2026-11-21 10:00:00.1: I tensorflow"), "shows a log line"),
        (output("split", "stream", name="stderr", text="hm"), "has output on stderr: 'hm'"),
        (output("split", "stream", text="saved to /home/reader/digits.h5"), "shows an absolute path"),
        (output("split", "execute_result", data=REPR), "shows an object's repr"),
        (output("split", "execute_result", data={"text/plain": "None"}), "shows a stray None"),
        (output("split", "display_data", data=WIDGET), "stores a widget or a script"),
    ],
    rules.cells_are_short_and_single: [(long_cell, "has 31 lines"), (repeated_cell, "repeats cell")],
    rules.file_format: [
        (machine_metadata, "metadata of one machine"),
        (repeated_id, "cell ids are missing or repeated: ['seed']"),
        (other_kernel, "the kernel must be python3"),
        (old_format, "the format is 4.4, not 4.5"),
    ],
    rules.metadata_of_cells: [
        (run_metadata, "stores the metadata execution"),
        (tag("split", "drawing"), "cell split has the tag drawing; the tags are hide-input"),
        (folded_without_tag, "cell seed: the tag hide-input and"),
        (tag_without_folding, "cell drawing: the tag hide-input and"),
        (hidden_outputs, "cell drawing: the tag hide-input and"),
        (tag("notice", "hide-input"), "stand together, in a code cell"),
        (tag("notice", "optional"), "cell notice has the tag optional and no heading"),
        (tag("split", "session"), "cell split has the tag session and no heading"),
        (tag("by-hand", "timing", course.CHECKED), "shows measured time"),
    ],
    rules.section_references: [
        (append("notice", " See section 7."), "cell notice speaks of 'section 7': this notebook has no section 7"),
        (append("notice", " Sections 1, 2 and 5."), "this notebook has no section 5"),
        (append("notice", " Sections 2 to 4 go on."), "this notebook has no section 4"),
        (append("notice", " See chapter 98, section 2."), "chapter 98 has no section 2"),
        (append("notice", " [98 · Before](98_before.ipynb) (section 3)."), "chapter 98 has no section 3"),
        (append("notice", " In section 3 of [98 · Before](98_before.ipynb)."), "chapter 98 has no section 3"),
        (append("notice", " See\nsection\n8."), "has no section 8"),
        (append("notice", " Chapters 97 and 98 went before."), "there is no chapter 97"),
        (append("notice", " In chapter 97, section 1."), "of chapter 97, which does not exist"),
        (append("parameters", "  # of section 9"), "cell parameters speaks of 'section 9'"),
        (append("by-hand", "\nprint('as section '\n'9 says')"), "cell by-hand speaks of 'section 9'"),
    ],
    rules.links: [
        (append("next", " [97](97_nothing.ipynb)"), "a link leads to 97_nothing.ipynb, which does not exist"),
        (append("next", " [table](../results/README.md)"), "a link leads to ../results/README.md, which does not"),
        (append("next", " [x](98_before.ipynb#2-·-Second)"), "98_before.ipynb has no such heading or cell"),
        (append("next", " [x](#cell-id=nothing)"), "99_made_up.ipynb has no such heading or cell"),
        (append("next", ' <img src="picture.png" alt="">'), "a link leads to picture.png"),
        (append("notice", " [97 · Before](98_before.ipynb)"), "the link that says 97 leads to 98"),
        (replace("next", "[98 · Before](98_before.ipynb)", "nothing"), "the last cell must link to 98_before.ipynb"),
    ],
    rules.parameters_cell: [
        (
            replace("parameters", "EPOCHS = 12", "ROUNDS = 12"),
            "parameter ROUNDS is declared but no later cell reads it",
        ),
        (append("seed", "\nEPOCHS = 3"), "parameter EPOCHS is assigned again in cell 3"),
        (loop_over_parameter, "parameter EPOCHS is assigned again in cell 3"),
        (append("parameters", "\nUNUSED = 3  # never read"), "parameter UNUSED is declared but no later cell reads it"),
        (append("parameters", "\nsmall = 3  # named so"), "parameter small must be in UPPER_CASE"),
        (computed_parameter, "parameter TOTAL = 2 * 3 is not a literal"),
        (append("parameters", "\nBARE = 3"), "parameter BARE has no comment"),
        (second_parameters_cell, "2 cells are tagged parameters"),
    ],
    rules.no_literal_settings: [
        (replace("fit", "epochs=EPOCHS", "epochs=5"), "literal epochs=5"),
        (replace("fit", "batch_size=BATCH_SIZE", "batch_size=64"), "literal batch_size=64"),
        (append("seed", "\nprint(range(10**6)[:20_000])"), "literal sample count 20000"),
    ],
    rules.says_what_a_wrong_kernel_is: [
        (replace("setup", "`make lab`", "luck"), "does not say what `No module named 'helpers'` means"),
    ],
    rules.frame: [
        (replace("title", "# 99 · Made up", "# Made up"), "the first cell must open with `# 99 · Title`"),
        (replace("title", "*Source*", "Source"), "the title cell has no *Source* line"),
        (replace("summary", "## Summary", "## The end"), "must close with the sections Summary"),
        (two_exercises, "2 exercises; a chapter has at least three"),
        (replace("q1", "# q1.hint()", ""), "exercise q1 has no commented line `# q1.hint()`"),
    ],
    rules.headings_begin_cells: [
        (append("notice", "\n\n### Further"), "cell notice: the heading 'Further' must begin a cell of its own"),
        (append("idea", "\n\n### Further"), "cell idea: the heading 'Further' must begin a cell of its own"),
        (replace("setup", "## ", "# "), "cell setup: only the title is a heading of the first level"),
    ],
    rules.pictures: [
        (another_picture, "cell picture shows 2 pictures"),
        (shows(None), "cell picture shows a picture without a text alternative"),
        (silent_animation, "cell picture shows a picture without a text alternative"),
        (shows("A falling curve."), "is too short to say what is seen"),
        (shows("The picture figure_12.png with the curve of the falling rate."), "names 'figure_12.png'"),
    ],
    rules.no_drawing_code: [
        (append("imports", "\nimport matplotlib.pyplot as plt"), "cell 1 draws (import matplotlib.pyplot as plt)"),
        (append("imports", "\nfrom matplotlib import cm"), "cell 1 draws (from matplotlib import cm)"),
        (append("seed", "\nplt.show()"), "cell 3 draws (plt.show)"),
        (append("seed", "\naxes[0].set(title='x')"), "cell 3 draws (axes[0].set)"),
        (append("seed", "\ntable.plot.bar()"), "cell 3 draws (table.plot.bar)"),
        (axes_of_a_helper, "draws (left.set_ylim)"),
    ],
    rules.folded_cells_only_draw: [(reads_what_is_folded, "reads heights, which the folded cell")],
    rules.formulas_for_the_site: [
        (append("notice", " $$a \\\\[2ex] b$$"), "cell notice: \\\\[2ex] in a formula is shown as text on the site")
    ],
    rules.nothing_for_the_machine: [
        (append("seed", "\nassert rng"), "cell 3: `assert rng` belongs in tests/conclusions"),
        (append("seed", "\nexec('a = 1')"), "cell 3 runs a program from a text with exec"),
    ],
    rules.opening: [
        (replace("title", "rule?", "rule."), "the title is not followed by the question"),
        (replace("title", "- halve it again;\n", ""), "2 goals under *You will be able to*"),
        (replace("title", "98_before.ipynb", "https://example.org"), "*You need* links to no chapter"),
        (replace("title", "about 40 minutes", "one hour"), "*Time* must say"),
        (replace("title", "about 40 minutes", "about 90 minutes"), "*Time* says 90 minutes to work through; computed"),
    ],
    rules.exercises: [
        (six_exercises, "6 exercises; a chapter has four or five"),
        (replace("q3-text", "build", "change"), "exercise q3 has the kind 'change'"),
        (replace("q4-text", "train", "build"), "no exercise of the kind train"),
        (replace("q3-text", "build", "train"), "2 exercises train; exactly one does"),
        (replace("q2-text", "Exercise 2", "Exercise 3"), "the headings of the exercises are"),
        (replace("q2", "q2.check", "q5.check"), "exercise 2 is checked by q5 in cell q2"),
        (replace("q2", "answer = ...", "answer = 4"), "cell q2 must begin with `answer = ...`"),
    ],
    rules.size_of_core_path: [
        (many_words, "words; 2,800 is the most"),
        (many_cells, "cells; 65 is the most"),
        (many_lines, "lines of code; 280 is the most"),
        (large_optional_section, "more than a quarter of the core path"),
        (replace("more", " (optional)", ""), "is off the core path and does not say that it is optional"),
    ],
    rules.few_parameters: [(many_parameters, "11 parameters; 10 is the most")],
    rules.no_machinery: [
        (append("notice", " Recorded by `make full`."), "speaks of the repository's machinery: 'make full'"),
        (append("parameters", "  # make full: 5"), "cell parameters speaks of the repository's machinery"),
        (append("notice", " These are partial runs."), "machinery: 'partial runs'"),
        (append("notice", " The stand-in table."), "machinery: 'stand-in table'"),
    ],
    rules.predictions_are_answered: [
        (no_answer, "cell idea asks for a prediction, and no text answers it before the next heading"),
        (append("notice", " **Predict.** And then?"), "2 times **Predict.**, 1 of them as the first word"),
    ],
    rules.findings_are_said: [
        (append("notice", " Then look whether it ends."), "cell notice orders 'look whether it ends."),
        (append("notice", " Compare the two."), "cell notice orders 'Compare the two."),
        (append("notice", "\n\nSee for yourself."), "cell notice orders 'See for yourself."),
    ],
    rules.notation: [
        (append("seed", "\nnetwork = keras.Sequential()"), "cell 3: the name network"),
        (append("seed", "\ndef size(network):\n    return 1"), "cell 3: the name network"),
        (append("seed", "\nalpha = 0.1  # the learning rate"), "cell 3: the name alpha"),
        (append("notice", " The rate is $\\alpha$."), "cell notice writes α for a rate"),
    ],
    rules.terms_are_defined_once: [
        (append("notice", " A **doubling**."), "**doubling** is defined in chapter 98, and bold here again"),
        (append("notice", " Once more **halving**."), "**halving** is bold 2 times"),
    ],
}
DEFECTS_OF_APPENDICES = {
    rules.appendix_frame: [
        (replace("title", "*You need*", "You need"), "the title cell has no *You need* line"),
        (replace("title", "# A1 · ", "# "), "the first cell must open with `# A1 · Title`"),
        (replace("title", "appendix?", "appendix."), "the title is not followed by the question"),
        (no_entries, "an appendix has entries"),
        (exercise_in_appendix, "exercise q1 belongs in a chapter"),
    ],
    rules.section_references: [(append("entry", " Chapter 98, section 4."), "chapter 98 has no section 4")],
    rules.headings_begin_cells: [
        (append("entry", "\n\n## Another"), "the heading 'Another' must begin a cell of its own")
    ],
    rules.executed_in_order: [(append("shown", "  # edited"), "If the change is meant: `make notebooks NB=A1`")],
}
PLANTED = [
    pytest.param(number, rule, damage, cause, id=f"{number}-{rule.__name__}-{place}")
    for number, defects in (("99", DEFECTS), ("A1", DEFECTS_OF_APPENDICES))
    for rule, cases in defects.items()
    for place, (damage, cause) in enumerate(cases, 1)
]


@pytest.mark.parametrize(("number", "rule", "damage", "cause"), PLANTED)
def test_a_defect_is_reported_by_its_rule(written, number, rule, damage, cause):
    notebook = written[number].notebook
    damage(notebook)
    found = list(rule(Chapter(written[number].path, notebook)))
    assert cause in "\n".join(found)
    assert f"{written[number].path.name}: {found[0]}" in rules.problems(written[number]), (
        "the table leaves the rule out"
    )


def test_each_rule_has_a_planted_defect():
    assert {rule.check for rule in rules.RULES} == set(DEFECTS) | set(DEFECTS_OF_APPENDICES)


def test_a_reference_in_an_exercise_is_followed(written):
    module = written["99"].exercise_module
    module.write_text(made_up.EXERCISE_MODULE.replace("Section 1:", "Section 6:"), encoding="utf-8")
    assert rules.problems(written["99"]) == [
        "99_made_up.ipynb: ch99.py speaks of 'Section 6': this notebook has no section 6"
    ]


@pytest.mark.parametrize(
    "words",
    [
        "Section 6.2 of the paper",
        "sections 1, 2 and 3",
        "The section before.",
        "To see whether it ends, go on.",
        "We take `f[1](x)` of $a[2](y)$.",
        "The partial derivative.",
        "The full network is a cheap stand-in for the crowd.",
        "The slope $\\alpha$ of Leaky ReLU is chosen by you.\n\nThe rate is not.",
        "Nothing to compare. Comparing is for others.",
    ],
)
def test_harmless_words_are_let_pass(written, words):
    notebook = written["99"].notebook
    cell(notebook, "notice").source += f"\n\n{words}"
    assert rules.problems(written["99"]) == []


def test_exercises_may_send_a_reader_to_look(written):
    assert "look whether" in written["99"].exercises[0].text
    assert list(rules.findings_are_said(written["99"])) == []


def test_a_chapter_still_to_be_rewritten_keeps_the_first_standard_only(written, monkeypatch):
    monkeypatch.setattr(course, "TO_BE_REWRITTEN", ("99",))
    notebook = written["99"].notebook
    shows(None)(notebook)
    assert rules.problems(written["99"]) == []
    append("notice", " See section 7.")(notebook)
    assert "has no section 7" in "\n".join(rules.problems(written["99"]))


def test_two_sessions_may_have_half_as_much_again(written):
    notebook = written["99"].notebook
    many_words(notebook)
    many_parameters(notebook)
    assert "11 parameters" in "\n".join(rules.problems(written["99"]))
    tag("again", "session")(notebook)
    found = "\n".join(rules.problems(written["99"]))
    assert "is the most" not in found


def test_the_aim_of_a_chapter_counts_for_it(written, monkeypatch):
    monkeypatch.setitem(limits.AIMS, "99", (100, 1_000))
    found = "\n".join(rules.problems(written["99"]))
    assert "words; the chapter's aim is 1,000, to a tenth" in found
    assert "cells; the chapter's aim is 100, to a quarter" in found


def test_a_large_file_is_reported(written, monkeypatch):
    monkeypatch.setattr(limits, "LARGEST", 1_000)
    assert "bytes; 1,000 is the most" in "\n".join(rules.problems(written["99"]))
