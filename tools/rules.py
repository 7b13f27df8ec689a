"""The machine's half of the notebook standard, and what nbval lets pass in silence.

Each rule takes a chapter and yields problems: sentences that name the cell and what to do. The table `RULES`, at the
end, says for which kind of notebook each holds, and from which standard on; `problems` runs those that hold.
"""

import ast
import functools
import re
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

from nbformat import NotebookNode

from tools import course, limits, references, saved
from tools.course import Chapter, Kind

SETTINGS = {"epochs", "batch_size", "validation_split", "steps_per_epoch", "initial_epoch"}
UNFIT_OUTPUT = {
    r"(?:^|[\s'\"(=])(?:/(?:home|root|tmp|Users|private|var|usr|opt|work)/|[A-Z]:\\)": "an absolute path",
    r"\b\w*Warning:": "a warning",
    r"^[IWEF]\d{4} |^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d|^WARNING:": "a log line",
    r"<[\w.]+ (?:object )?at 0x[0-9a-f]+>|<[\w.]+\.\w+ object": "an object's repr",
}
TAGS = {"parameters", course.CHECKED, "hide-input", "optional", "session", "timing"}
EXERCISE_KINDS = ("predict", "compute", "build", "train")
DRAWING_NAMES = {"plt", "matplotlib", "ax", "axes", "fig", "figure"}
MACHINERY = (
    r"`make (?!lab)[\w-]+|\bmake full\b|\bCOURSE_[A-Z]+\b|`partial`|\bpartial runs?\b"
    r"|\bstand-ins\b|\bstand-in (?:data|sample|set|table|wines?)\b|\b(?:data|table|wine) stand-in\b"
)
RATE_AS_ALPHA = r"(?:\\alpha|α)(?![A-Za-z]).{0,40}\brates?\b|\brates?\b.{0,40}(?:\\alpha|α)(?![A-Za-z])"
# Orders to find out what the page should say. "To see whether" tells why, and is none.
ORDERS = (
    r"\b[Ll]ook (?:whether|if|for yourself)\b",
    r"(?:^|[.:;!?] )(?:Compare|(?:See|Check|Watch) (?:whether|if|for yourself)|Judge (?:whether|for yourself))\b",
)


def problems(chapter: Chapter) -> list[str]:
    """Return what each rule that holds for the chapter reports, with the file's name before it.

    Where its committed outputs are not to be had (tools/saved.py), the rules on outputs are left out.
    """
    without = OF_OUTPUTS if chapter.cells(saved.NOT_COMPARED) else ()
    holding = [rule for rule in RULES if rule.holds_for(chapter) and rule.check not in without]
    found = (problem for rule in holding for problem in rule.check(chapter))
    return [f"{chapter.path.name}: {problem}" for problem in found]


@functools.lru_cache(maxsize=256)
def tree_of(source: str) -> ast.Module:
    """Return the syntax tree of a cell's code, which nobody may change; raises SyntaxError if it has none."""
    return ast.parse(source)


def parsed(chapter: Chapter) -> Iterator[tuple[int, NotebookNode, ast.Module]]:
    """Give (number, cell, tree) of each code cell that is plain Python."""
    for number, cell in chapter.code_cells:
        try:
            yield number, cell, tree_of(cell.source)
        except SyntaxError:
            continue  # reported by plain_python


# ---- both standards: what was run, and that it can be run again


def plain_python(chapter: Chapter) -> Iterator[str]:
    """No magics and no shell escapes: nbval passes an unknown magic, and all after it, and a failing `!command`."""
    for number, cell in chapter.code_cells:
        try:
            ast.parse(cell.source)
        except SyntaxError as error:
            line = cell.source.splitlines()[(error.lineno or 1) - 1].strip()
            yield f"cell {number}: {line!r} is not plain Python; magics and shell escapes fail unseen in tests"


def executed_in_order(chapter: Chapter) -> Iterator[str]:
    """Cells were run from top to bottom, and the code is still the one that was run."""
    for number, cell in chapter.code_cells:
        if cell.execution_count != number:
            yield (
                f"cell {number} has execution count {cell.execution_count}: cells were not run top to bottom; "
                f"`make notebooks NB={chapter.number}` does that"
            )
            return
    kept = chapter.notebook.metadata.get("course", {}).get("code_sha256")
    if kept != chapter.code_digest:
        yield saved.changed_code(chapter.path)


def compared_cells(chapter: Chapter) -> Iterator[str]:
    """A marked cell is compared only if it was run and has outputs; a trailing `;` makes nbval's run differ."""
    marked = [(number, cell, tree) for number, cell, tree in parsed(chapter) if course.CHECKED in course.tags(cell)]
    if not marked:
        yield f"no cell is tagged {course.CHECKED}: nothing would be compared"
    try:
        names = set(chapter.parameters)
    except course.CourseError:
        names = set()  # reported by parameters_cell
    for number, cell, tree in marked:
        if cell.execution_count is None or not cell.outputs:
            yield f"cell {number} is tagged {course.CHECKED} but has no stored output to compare with"
        if cell.source.rstrip().endswith(";"):
            yield f"cell {number} is tagged {course.CHECKED} and ends with `;`, which does not hide the value in tests"
        used = {node.id for node in ast.walk(tree) if isinstance(node, ast.Name)} & names
        if used:
            yield f"cell {number} is tagged {course.CHECKED} but depends on the parameter {', '.join(sorted(used))}"


def clean_outputs(chapter: Chapter) -> Iterator[str]:
    """Outputs hold no errors, warnings, paths, log lines, bare reprs, stray None, widgets or scripts."""
    for number, cell in chapter.code_cells:
        for output in cell.outputs:
            if output.output_type == "error":
                yield f"cell {number} has a stored error: {output.ename}: {output.evalue}"
                continue
            if output.get("name") == "stderr":
                yield f"cell {number} has output on stderr: {output.text.strip()[:80]!r}"
            data = output.get("data", {})
            text = output.get("text", "") + data.get("text/plain", "")
            for pattern, what in UNFIT_OUTPUT.items():
                if found := re.search(pattern, text, re.MULTILINE):
                    yield f"cell {number} shows {what}: {found.group().strip()!r}"
            if data.get("text/plain") == "None":
                yield f"cell {number} shows a stray None"
            if any("widget" in kind or "javascript" in kind for kind in data) or "<script" in data.get("text/html", ""):
                yield f"cell {number} stores a widget or a script, which does not run in a cloned notebook"


def parameters_cell(chapter: Chapter) -> Iterator[str]:
    """One cell of commented literals in UPPER_CASE, each read later, none assigned again."""
    cells = chapter.cells("parameters")
    if len(cells) != 1:
        yield f"{len(cells)} cells are tagged parameters; there must be exactly one"
        return
    try:
        declared = chapter.parameters
    except course.CourseError as error:
        yield str(error)
        return
    for line in cells[0].source.splitlines():
        if re.match(r"\w+ *=", line) and "#" not in line:
            yield f"parameter {line.split('=')[0].strip()} has no comment that says what it is"
    read: set[str] = set()
    assigned: dict[str, int] = {}  # name: cell
    passed = False
    for number, cell, tree in parsed(chapter):
        if cell is cells[0]:
            passed = True
            continue
        for node in ast.walk(tree):
            if isinstance(node, ast.Name) and passed:
                if isinstance(node.ctx, ast.Load):
                    read.add(node.id)
                else:
                    assigned.setdefault(node.id, number)
    for name in declared:
        if not name.isupper():
            yield f"parameter {name} must be in UPPER_CASE"
        if name not in read:
            yield f"parameter {name} is declared but no later cell reads it: changing it would change nothing"
        if name in assigned:
            yield f"parameter {name} is assigned again in cell {assigned[name]}: a changed value would not take effect"


def no_literal_settings(chapter: Chapter) -> Iterator[str]:
    """Settings of a training and large sample counts are parameters, not literals in later code."""
    for number, cell, tree in parsed(chapter):
        if "parameters" in course.tags(cell):
            continue
        for node in ast.walk(tree):
            if isinstance(node, ast.keyword) and node.arg in SETTINGS and isinstance(node.value, ast.Constant):
                yield f"cell {number}: literal {ast.unparse(node)}; make it a parameter that a test run can reduce"
            if isinstance(node, ast.Slice):
                for bound in (node.lower, node.upper):
                    if (
                        isinstance(bound, ast.Constant)
                        and isinstance(bound.value, int)
                        and bound.value >= limits.LARGE_COUNT
                    ):
                        yield f"cell {number}: literal sample count {bound.value}; make it a parameter"


def cells_are_short_and_single(chapter: Chapter) -> Iterator[str]:
    """A code cell has at most `limits.LONGEST_CELL` lines, and none repeats another."""
    seen: dict[str, int] = {}
    for number, cell in chapter.code_cells:
        length = len(cell.source.splitlines())
        if length > limits.LONGEST_CELL:
            yield f"cell {number} has {length} lines; {limits.LONGEST_CELL} is the most that a reader takes in at once"
        if cell.source.strip() in seen:
            yield f"cell {number} repeats cell {seen[cell.source.strip()]}"
        seen[cell.source.strip()] = number


def file_format(chapter: Chapter) -> Iterator[str]:
    """Format 4.5, unique cell ids, the kernel python3, no metadata of one machine, and a file of limited size."""
    notebook, path = chapter.notebook, chapter.path
    if (notebook.nbformat, notebook.nbformat_minor) != (4, 5):
        yield f"the format is {notebook.nbformat}.{notebook.nbformat_minor}, not 4.5"
    repeated = [name for name, times in Counter(cell.get("id") for cell in notebook.cells).items() if times > 1]
    if repeated:
        yield f"cell ids are missing or repeated: {repeated}"
    if notebook.metadata.get("kernelspec", {}).get("name") != "python3":
        yield "the kernel must be python3"
    extra = set(notebook.metadata) - {"kernelspec", "language_info", "course"}
    if extra or set(notebook.metadata.get("language_info", {})) - {"name"}:
        yield f"metadata of one machine or one run are stored ({', '.join(sorted(extra)) or 'language_info'})"
    animated = any("data:image/gif" in html for html in outputs_as(chapter, "text/html"))
    limit = limits.LARGEST_WITH_ANIMATION if animated else limits.LARGEST
    if path.exists() and path.stat().st_size > limit:
        yield f"{path.stat().st_size:,} bytes; {limit:,} is the most"


def outputs_as(chapter: Chapter, kind: str) -> list[str]:
    """Return what the stored outputs hold of one MIME type, such as "text/html"."""
    outputs = [output for _, cell in chapter.code_cells for output in cell.outputs]
    return [output.data[kind] for output in outputs if kind in output.get("data", {})]


def metadata_of_cells(chapter: Chapter) -> Iterator[str]:
    """Tags of the course's few, where they mean something; `jupyter.source_hidden` folds what `hide-input` folds."""
    for cell in chapter.cells():
        tags, name = course.tags(cell), f"cell {cell.get('id')}"
        if extra := set(cell.metadata) - {"tags", "jupyter"}:
            yield f"{name} stores the metadata {', '.join(sorted(extra))}"
        if unknown := set(tags) - TAGS:
            yield f"{name} has the tag {', '.join(sorted(unknown))}; the tags are {', '.join(sorted(TAGS))}"
        is_code, tagged = cell.cell_type == "code", "hide-input" in tags
        expected = {"source_hidden": True} if tagged else {}
        if (tagged and not is_code) or cell.metadata.get("jupyter", {}) != expected:
            yield f'{name}: the tag hide-input and "jupyter": {{"source_hidden": true}} stand together, in a code cell'
        if {"timing", course.CHECKED} <= set(tags):
            yield f"{name} shows measured time, which differs, and is tagged {course.CHECKED}"
        for tag in {"optional", "session"} & set(tags):
            if cell.cell_type != "markdown" or not re.match(r"##+ ", cell.source):
                yield f"{name} has the tag {tag} and no heading: the tag belongs to the section's heading"


# ---- both standards: where a reader is sent


def section_references(chapter: Chapter) -> Iterator[str]:
    """Each "section 4" leads to a numbered heading, in text, code and the replies of the exercises."""
    numbered = {other.number: other.path for other in course.chapters()}
    own = references.outline(chapter).sections
    for place, text in said_by(chapter):
        for number, words in references.chapters_named(text):
            if number not in numbered:
                yield f"{place} speaks of {words!r}, and there is no chapter {number}"
        for reference in references.sections_named(text):
            if reference.chapter in ("", chapter.number):
                have = own
            elif reference.chapter in numbered:
                have = references.outline_of_file(numbered[reference.chapter]).sections
            else:
                yield f"{place} speaks of {reference.words!r} of chapter {reference.chapter}, which does not exist"
                continue
            for number in reference.sections:
                if number not in have:
                    where = f"chapter {reference.chapter}" if reference.chapter else "this notebook"
                    yield f"{place} speaks of {reference.words!r}: {where} has no section {number}"


def said_by(chapter: Chapter) -> Iterator[tuple[str, str]]:
    """Give (place, text) of what a chapter says: Markdown, words in its code, replies and hints of its exercises."""
    for cell in chapter.cells():
        texts = [cell.source] if cell.cell_type == "markdown" else references.words_of_code(cell.source)
        for text in texts:
            yield f"cell {cell.get('id')}", text
    if chapter.exercise_module.is_file():
        for text in references.words_of_code(chapter.exercise_module.read_text(encoding="utf-8")):
            yield chapter.exercise_module.name, text


def links(chapter: Chapter) -> Iterator[str]:
    """Links lead to files, headings and cells that exist; the last cell leads to the neighbors of the same kind."""
    for cell in chapter.texts:
        for target in references.link_targets(cell.source):
            if problem := references.dead_link(chapter, target):
                yield problem
        for said, linked in re.findall(r"\[([\dA]\d) · [^\]]*\]\(([\dA]\d)_", cell.source):
            if said != linked:
                yield f"cell {cell.get('id')}: the link that says {said} leads to {linked}"
    last = chapter.cells()[-1]
    ahead = last.source if last.cell_type == "markdown" else ""
    written = [other.path.name for other in course.chapters() if other.kind == chapter.kind]
    if chapter.path.name in written:
        place = written.index(chapter.path.name)
        for neighbor in written[max(0, place - 1) : place] + written[place + 1 : place + 2]:
            if f"({neighbor}" not in ahead:
                yield f"the last cell must link to {neighbor}"


# ---- the frame


def says_what_a_wrong_kernel_is(chapter: Chapter) -> Iterator[str]:
    """Above the first import stands what to do where there is no `helpers`."""
    found = [cell.source for cell in chapter.texts if re.match("## Set-up", cell.source)]
    if not any("No module named 'helpers'" in source and "`make lab`" in source for source in found):
        yield "the set-up text does not say what `No module named 'helpers'` means, and that `make lab` or .venv helps"


def frame(chapter: Chapter) -> Iterator[str]:
    """The fixed opening and closing of a chapter."""
    yield from title_and(chapter, "You will be able to", "You need", "Time", "Source")
    body = "\n".join(f"\n{cell.source}" for cell in chapter.texts)
    order = [body.find(f"\n## {heading}") for heading in ("Summary", "Exercises", "Further reading")]
    if -1 in order or order != sorted(order):
        yield "the chapter must close with the sections Summary, Exercises, Further reading, in this order"
    code = "\n".join(cell.source for _, cell in chapter.code_cells)
    names = sorted({exercise.name for exercise in chapter.exercises})
    if len(names) < 3:
        yield f"{len(names)} exercises; a chapter has at least three"
    for name in names:
        for helper in ("hint", "solution"):
            if f"# {name}.{helper}()" not in code:
                yield f"exercise {name} has no commented line `# {name}.{helper}()`"


def appendix_frame(chapter: Chapter) -> Iterator[str]:
    """An appendix opens as a chapter does and has entries; it asks nothing of the reader."""
    yield from title_and(chapter, "You need", "Source")
    if not any(section.level == 2 and section.heading != "Set-up" for section in chapter.sections):
        yield "an appendix has entries, each below a heading ## of its own"
    if chapter.exercises:
        yield f"exercise {chapter.exercises[0].name} belongs in a chapter: an appendix has no exercises"
    yield from asks_a_question(chapter)


def title_and(chapter: Chapter, *parts: str) -> Iterator[str]:
    """The first cell opens with the numbered title and has a line for each of `parts`."""
    if not re.match(rf"# {chapter.number} · \S", chapter.title_cell):
        yield f"the first cell must open with `# {chapter.number} · Title`"
    for part in parts:
        if f"*{part}*" not in chapter.title_cell:
            yield f"the title cell has no *{part}* line"


def asks_a_question(chapter: Chapter) -> Iterator[str]:
    """The title is followed by the question that the notebook answers."""
    if not chapter.question.endswith("?"):
        yield "the title is not followed by the question that the notebook answers"


def opening(chapter: Chapter) -> Iterator[str]:
    """Question, three to five goals, honest minutes."""
    yield from asks_a_question(chapter)
    goals = chapter.title_cell.partition("*You will be able to*")[2].partition("*You need*")[0]
    count = len(re.findall(r"^[-*] ", goals, re.MULTILINE))
    if not 3 <= count <= 5:
        yield f"{count} goals under *You will be able to*; there are three to five, each practiced in the chapter"
    needed = chapter.title_cell.partition("*You need*")[2].partition("*Time*")[0]
    if chapter.number != "00" and ".ipynb" not in needed:
        yield "*You need* links to no chapter; it links to all that this one builds on"
    if chapter.minutes_stated is None:
        yield "*Time* must say `about N minutes to run on two CPU cores, about N minutes to work through`"
    elif abs(chapter.minutes_stated[1] - chapter.minutes) > chapter.minutes / 4:
        yield f"*Time* says {chapter.minutes_stated[1]} minutes to work through; computed are {chapter.minutes}"


def exercises(chapter: Chapter) -> Iterator[str]:
    """Four or five, of the four kinds; one of them trains."""
    found = chapter.exercises
    least, most = limits.EXERCISES
    if not least <= len(found) <= most:
        yield f"{len(found)} exercises; a chapter has four or five"
    headings = [heading for cell in chapter.texts for level, heading in course.headings(cell.source) if level == 3]
    written = [heading for heading in headings if heading.startswith("Exercise ")]
    expected = [f"Exercise {place} · {exercise.kind}" for place, exercise in enumerate(found, 1)]
    if written != expected:
        yield f"the headings of the exercises are {written}; each is `### Exercise N · kind`, before its cell"
    for place, exercise in enumerate(found, 1):
        if exercise.kind not in EXERCISE_KINDS:
            yield f"exercise {exercise.name} has the kind {exercise.kind!r}; the kinds are {', '.join(EXERCISE_KINDS)}"
        if not exercise.name == exercise.cell_id == f"q{place}":
            yield f"exercise {place} is checked by {exercise.name} in cell {exercise.cell_id}; both must be q{place}"
        cell = next(cell for cell in chapter.notebook.cells if cell.id == exercise.cell_id)
        if not cell.source.startswith(f"answer = ...\n{exercise.name}.check(answer)\n"):
            yield f"cell {cell.id} must begin with `answer = ...` and `{exercise.name}.check(answer)`"
    kinds = Counter(exercise.kind for exercise in found)
    if missing := [kind for kind in EXERCISE_KINDS if not kinds[kind]]:
        yield f"no exercise of the kind {', '.join(missing)}"
    if kinds["train"] > 1:
        yield f"{kinds['train']} exercises train; exactly one does"


# ---- the body


def headings_begin_cells(chapter: Chapter) -> Iterator[str]:
    """A section can be cut out, marked as optional or put on a slide: its heading begins a cell."""
    for index, cell in enumerate(chapter.cells()):
        if cell.cell_type == "markdown" and index > 0:
            found = list(course.headings(cell.source))
            later = found[1:] if cell.source.startswith("#") else found
            for _, heading in later:
                yield f"cell {cell.get('id')}: the heading {heading!r} must begin a cell of its own"
            if any(level == 1 for level, _ in found):
                yield f"cell {cell.get('id')}: only the title is a heading of the first level"


def size_of_core_path(chapter: Chapter) -> Iterator[str]:
    """The core path stays within its limits, and optional sections are short and say that they are optional."""
    core, factor = chapter.core, 1.5 if chapter.sessions > 1 else 1
    most_cells, most_words, most_lines = (int(factor * most) for most in limits.CORE_PATH)
    if chapter.number in limits.AIMS:
        cells, words = limits.AIMS[chapter.number]
        if abs(core.words - words) > words / 10:
            yield f"the core path has {core.words:,} words; the chapter's aim is {words:,}, to a tenth"
        if abs(core.cells - cells) > cells / 4:
            yield f"the core path has {core.cells} cells; the chapter's aim is {cells}, to a quarter"
    else:
        if core.words > most_words:
            yield f"the core path has {core.words:,} words; {most_words:,} is the most"
        if core.cells > most_cells:
            yield f"the core path has {core.cells} cells; {most_cells} is the most"
    if core.code_lines > most_lines:
        yield f"the core path has {core.code_lines} lines of code; {most_lines} is the most"
    optional = course.size(chapter.optional_cells).minutes
    if optional > limits.LARGEST_OPTIONAL_SHARE * core.minutes:
        yield (
            f"optional sections take {optional:.0f} minutes to read, more than a quarter of the core path's "
            f"{core.minutes:.0f}"
        )
    for section in chapter.sections:
        if section.optional and "optional" not in chapter.cells()[section.index].source.lower():
            yield f"the section {section.heading!r} is off the core path and does not say that it is optional"


def few_parameters(chapter: Chapter) -> Iterator[str]:
    """A chapter has no more parameters than `limits.MOST_PARAMETERS` allows for its sessions."""
    try:
        count = len(chapter.parameters)
    except course.CourseError:
        return  # reported by parameters_cell
    most = limits.MOST_PARAMETERS[min(chapter.sessions, 2)]
    if count > most:
        yield f"{count} parameters; {most} is the most"


def pictures(chapter: Chapter) -> Iterator[str]:
    """One picture a cell, and words for who cannot see it."""
    for cell_id, count in Counter(picture.cell_id for picture in chapter.pictures).items():
        if count > 1:
            yield f"cell {cell_id} shows {count} pictures; a cell shows one at most"
    for picture in chapter.pictures:
        if not picture.alt:
            yield f"cell {picture.cell_id} shows a picture without a text alternative; plots.show stores one"
        elif len(picture.alt) < limits.SHORTEST_ALTERNATIVE:
            yield f"cell {picture.cell_id}: the text alternative {picture.alt!r} is too short to say what is seen"
        elif found := re.search(r"[\w-]+\.(?:png|gif|jpe?g|svg)\b|<Figure", picture.alt):
            yield f"cell {picture.cell_id}: the text alternative names {found[0]!r} in place of what is seen"


def no_drawing_code(chapter: Chapter) -> Iterator[str]:
    """Pictures come from `helpers` or from a folded cell."""
    for number, cell, tree in parsed(chapter):
        if "hide-input" not in course.tags(cell):
            for what in sorted(set(drawing(tree))):
                yield f"cell {number} draws ({what}): a helper does that, or a cell tagged hide-input"


def folded_cells_only_draw(chapter: Chapter) -> Iterator[str]:
    """What a folded cell defines is read by folded cells only: slides and the site may leave it out."""
    folded: dict[str, int] = {}  # names that a folded cell was the last to bind, and its number
    for number, cell, tree in parsed(chapter):
        nodes = [node for node in ast.walk(tree) if isinstance(node, ast.Name)]
        bound = {node.id for node in nodes if isinstance(node.ctx, ast.Store)}
        bound |= {node.name for node in ast.walk(tree) if isinstance(node, ast.FunctionDef)}
        if "hide-input" in course.tags(cell):
            folded |= dict.fromkeys(bound, number)
            continue
        read = {node.id for node in nodes if isinstance(node.ctx, ast.Load)} - bound
        for name in sorted(read & set(folded)):
            yield f"cell {number} reads {name}, which the folded cell {folded[name]} defines: define it in the open"
        folded = {name: place for name, place in folded.items() if name not in bound}


def formulas_for_the_site(chapter: Chapter) -> Iterator[str]:
    """No spacing argument after a line break: it shows as text where formulas become MathML."""
    for cell in chapter.texts:
        for found in re.findall(r"\\\\\[[^\]]*\]", cell.source):
            yield f"cell {cell.id}: {found} in a formula is shown as text on the site; break the line without it"


def drawing(tree: ast.Module) -> Iterator[str]:
    """Give the calls and imports of a program that belong to Matplotlib."""
    axes = set(DRAWING_NAMES)
    for node in ast.walk(tree):
        if isinstance(node, ast.withitem) and node.optional_vars and "plots.figure" in ast.unparse(node.context_expr):
            axes |= {name.id for name in ast.walk(node.optional_vars) if isinstance(name, ast.Name)}
    for node in ast.walk(tree):
        if isinstance(node, ast.Import | ast.ImportFrom) and "matplotlib" in ast.unparse(node):
            yield ast.unparse(node)
        elif isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute):
            called = ast.unparse(node.func)
            if re.split(r"\W", called)[0] in axes or re.search(r"\.plot\b", called):
                yield called


def nothing_for_the_machine(chapter: Chapter) -> Iterator[str]:
    """What must hold on a page stands in tests/conclusions; a by-hand check is `np.testing`'s."""
    for number, _, tree in parsed(chapter):
        for node in ast.walk(tree):
            if isinstance(node, ast.Assert):
                yield f"cell {number}: `{ast.unparse(node)[:60]}` belongs in tests/conclusions"
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "exec":
                yield f"cell {number} runs a program from a text with exec"


def no_machinery(chapter: Chapter) -> Iterator[str]:
    """A reader need not know how the repository is made."""
    for place, text in said_by(chapter):
        for found in re.findall(MACHINERY, text):
            yield f"{place} speaks of the repository's machinery: {found.strip('`')!r}"


def predictions_are_answered(chapter: Chapter) -> Iterator[str]:
    """**Predict.** opens a paragraph, and a text answers it before the next heading."""
    written = sum(cell.source.count("**Predict") for cell in chapter.texts)
    if written != len(chapter.predictions):
        yield f"{written} times **Predict.**, {len(chapter.predictions)} of them as the first word of a paragraph"
    for prediction in chapter.predictions:
        if not prediction.answer:
            yield f"cell {prediction.cell_id} asks for a prediction, and no text answers it before the next heading"


def findings_are_said(chapter: Chapter) -> Iterator[str]:
    """What is to be noticed on a page is said on it; advice and exercises may send a reader to look."""
    section = ""
    for cell in chapter.texts:
        section = next((heading for level, heading in course.headings(cell.source) if level == 2), section)
        for paragraph in course.paragraphs(cell.source):
            if section in ("Summary", "Exercises") or paragraph.startswith("**Predict"):
                continue
            text = " ".join(paragraph.split())
            for found in (found for pattern in ORDERS for found in re.finditer(pattern, text)):
                order = text[found.start() : found.end() + 30].lstrip(".:;!? ")
                yield f"cell {cell.get('id')} orders {order!r}: say what is to be seen"


def notation(chapter: Chapter) -> Iterator[str]:
    """One name for one thing in the whole course: `model`, and η for the learning rate."""
    for number, cell, tree in parsed(chapter):
        names = {node.id for node in ast.walk(tree) if isinstance(node, ast.Name)}
        names |= {node.arg for node in ast.walk(tree) if isinstance(node, ast.arg)}
        if "network" in names:
            yield f"cell {number}: the name network; a model is called model"
        if "alpha" in names and "rate" in cell.source:
            yield f"cell {number}: the name alpha; a rate is called learning_rate"
    for cell in chapter.texts:
        for paragraph in course.paragraphs(cell.source):
            if re.search(RATE_AS_ALPHA, paragraph):
                yield f"cell {cell.get('id')} writes α for a rate; the learning rate is \\eta"


def terms_are_defined_once(chapter: Chapter) -> Iterator[str]:
    """A bold term is one that is defined there, for the first time in the course."""
    own = bold_terms(chapter)
    for term, times in Counter(own).items():
        if times > 1:
            yield f"**{term}** is bold {times} times; a term is bold once, where it is defined"
    for earlier in course.chapters():
        if earlier.kind == "chapter" and earlier.rewritten and earlier.number < chapter.number:
            for term in sorted(set(own) & bold_terms_of_file(earlier.path, earlier.path.stat().st_mtime_ns)):
                yield f"**{term}** is defined in chapter {earlier.number}, and bold here again"


def bold_terms(chapter: Chapter) -> list[str]:
    """Return what stands in bold, in small letters; what ends as a sentence or a label does is no term."""
    text = "\n\n".join(references.without_code(cell.source) for cell in chapter.texts)
    terms = [term.casefold().strip() for term in re.findall(r"\*\*([^*\n]+)\*\*", text)]
    return [term for term in terms if term != "predict" and not term.endswith((".", ":", "?", "!", '"', "”"))]


@functools.cache
def bold_terms_of_file(path: Path, _: int) -> frozenset[str]:
    """Return `bold_terms` of the notebook at `path`; the second argument, its time of change, renews the cache."""
    return frozenset(bold_terms(Chapter(path)))


# ---- the table


@dataclass(frozen=True)
class Rule:
    """A rule, the kinds of notebook for which it holds, and the standard (1 or 2) from which on it does."""

    check: Callable[[Chapter], Iterator[str]]
    kinds: tuple[Kind, ...]
    standard: int

    def holds_for(self, chapter: Chapter) -> bool:
        """Whether the rule holds; those of the second standard do not for chapters still to be rewritten."""
        return chapter.kind in self.kinds and (self.standard == 1 or chapter.rewritten)


CHAPTER: tuple[Kind, ...] = ("chapter",)
APPENDIX: tuple[Kind, ...] = ("appendix",)
EVERY: tuple[Kind, ...] = ("chapter", "appendix")

RULES = (
    Rule(plain_python, EVERY, 1),
    Rule(executed_in_order, EVERY, 1),
    Rule(compared_cells, EVERY, 1),
    Rule(clean_outputs, EVERY, 1),
    Rule(cells_are_short_and_single, EVERY, 1),
    Rule(file_format, EVERY, 1),
    Rule(metadata_of_cells, EVERY, 1),
    Rule(section_references, EVERY, 1),
    Rule(links, EVERY, 1),
    Rule(says_what_a_wrong_kernel_is, EVERY, 1),
    Rule(parameters_cell, CHAPTER, 1),
    Rule(no_literal_settings, CHAPTER, 1),
    Rule(frame, CHAPTER, 1),
    Rule(headings_begin_cells, EVERY, 2),
    Rule(pictures, EVERY, 2),
    Rule(no_drawing_code, EVERY, 2),
    Rule(folded_cells_only_draw, EVERY, 2),
    Rule(formulas_for_the_site, EVERY, 2),
    Rule(nothing_for_the_machine, EVERY, 2),
    Rule(opening, CHAPTER, 2),
    Rule(exercises, CHAPTER, 2),
    Rule(size_of_core_path, CHAPTER, 2),
    Rule(few_parameters, CHAPTER, 2),
    Rule(no_machinery, CHAPTER, 2),
    Rule(predictions_are_answered, CHAPTER, 2),
    Rule(findings_are_said, CHAPTER, 2),
    Rule(notation, CHAPTER, 2),
    Rule(terms_are_defined_once, CHAPTER, 2),
    Rule(appendix_frame, APPENDIX, 2),
)

OF_OUTPUTS = (compared_cells, clean_outputs, metadata_of_cells)
