"""The machine's half of the notebook standard, and what nbval lets pass in silence.

Each rule takes a notebook and yields problems: sentences that name the cell and what to do. `problems` runs them all.
"""

import ast
import re
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

from nbformat import NotebookNode

from tools import course

LONGEST_CELL = 25
LARGEST = 600_000  # bytes
LARGEST_WITH_ANIMATION = 1_200_000
SETTINGS = {"epochs", "batch_size", "validation_split", "steps_per_epoch", "initial_epoch"}
LARGE_COUNT = 1_000  # a literal this large in a slice is a number of samples, and belongs in a parameter
UNFIT_OUTPUT = {
    r"(?:^|[\s'\"(=])(?:/(?:home|root|tmp|Users|private|var|usr|opt|work)/|[A-Z]:\\)": "an absolute path",
    r"\b\w*Warning:": "a warning",
    r"^[IWEF]\d{4} |^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d|^WARNING:": "a log line",
    r"<[\w.]+ (?:object )?at 0x[0-9a-f]+>|<[\w.]+\.\w+ object": "an object's repr",
}


def problems(notebook: NotebookNode, path: Path) -> list[str]:
    return [f"{path.name}: {problem}" for rule in RULES for problem in rule(notebook, path)]


def parsed(notebook: NotebookNode) -> Iterator[tuple[int, NotebookNode, ast.Module]]:
    for number, cell in course.code_cells(notebook):
        try:
            yield number, cell, ast.parse(cell.source)
        except SyntaxError:
            continue  # reported by plain_python


def plain_python(notebook: NotebookNode, _: Path) -> Iterator[str]:
    """No magics and no shell escapes: nbval passes an unknown magic, and all after it, and a failing `!command`."""
    for number, cell in course.code_cells(notebook):
        try:
            ast.parse(cell.source)
        except SyntaxError as error:
            line = cell.source.splitlines()[(error.lineno or 1) - 1].strip()
            yield f"cell {number}: {line!r} is not plain Python; magics and shell escapes fail unseen in tests"


def executed_in_order(notebook: NotebookNode, path: Path) -> Iterator[str]:
    for number, cell in course.code_cells(notebook):
        if cell.execution_count != number:
            yield (
                f"cell {number} has execution count {cell.execution_count}: cells were not run top to bottom; "
                f"`make notebooks NB={path.name[:2]}` does that"
            )
            return
    kept = notebook.metadata.get("course", {}).get("code_sha256")
    if kept != course.code_digest(notebook):
        yield f"code was changed and not executed again: run `make notebooks NB={path.name[:2]}` and look at the result"


def compared_cells(notebook: NotebookNode, _: Path) -> Iterator[str]:
    """A marked cell is compared only if it was run and has outputs; a trailing `;` makes nbval's run differ."""
    marked = [(number, cell) for number, cell in course.code_cells(notebook) if course.CHECKED in course.tags(cell)]
    if not marked:
        yield f"no cell is tagged {course.CHECKED}: nothing would be compared"
    try:
        names = set(course.parameters(notebook))
    except course.CourseError:
        names = set()  # reported by parameters_cell
    for number, cell in marked:
        if cell.execution_count is None or not cell.outputs:
            yield f"cell {number} is tagged {course.CHECKED} but has no stored output to compare with"
        if cell.source.rstrip().endswith(";"):
            yield f"cell {number} is tagged {course.CHECKED} and ends with `;`, which does not hide the value in tests"
        used = {node.id for node in ast.walk(ast.parse(cell.source)) if isinstance(node, ast.Name)} & names
        if used:
            yield f"cell {number} is tagged {course.CHECKED} but depends on the parameter {', '.join(sorted(used))}"


def clean_outputs(notebook: NotebookNode, _: Path) -> Iterator[str]:
    for number, cell in course.code_cells(notebook):
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


def parameters_cell(notebook: NotebookNode, path: Path) -> Iterator[str]:
    """One cell of commented literals in UPPER_CASE, each read later, none assigned again."""
    cells = [cell for _, cell in course.code_cells(notebook) if "parameters" in course.tags(cell)]
    if len(cells) != 1:
        yield f"{len(cells)} cells are tagged parameters; there must be exactly one"
        return
    try:
        declared = course.parameters(notebook)
    except course.CourseError as error:
        yield str(error)
        return
    for line in cells[0].source.splitlines():
        if re.match(r"\w+ *=", line) and "#" not in line:
            yield f"parameter {line.split('=')[0].strip()} has no comment that says what it is"
    read, assigned, passed = set(), {}, False
    for number, cell, tree in parsed(notebook):
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


def no_literal_settings(notebook: NotebookNode, _: Path) -> Iterator[str]:
    for number, cell, tree in parsed(notebook):
        if "parameters" in course.tags(cell):
            continue
        for node in ast.walk(tree):
            if isinstance(node, ast.keyword) and node.arg in SETTINGS and isinstance(node.value, ast.Constant):
                yield f"cell {number}: literal {ast.unparse(node)}; make it a parameter that a test run can reduce"
            if isinstance(node, ast.Slice):
                for bound in (node.lower, node.upper):
                    if isinstance(bound, ast.Constant) and isinstance(bound.value, int) and bound.value >= LARGE_COUNT:
                        yield f"cell {number}: literal sample count {bound.value}; make it a parameter"


def cells_are_short_and_single(notebook: NotebookNode, _: Path) -> Iterator[str]:
    seen: dict[str, int] = {}
    for number, cell in course.code_cells(notebook):
        length = len(cell.source.splitlines())
        if length > LONGEST_CELL:
            yield f"cell {number} has {length} lines; {LONGEST_CELL} is the most that a reader takes in at once"
        if cell.source.strip() in seen:
            yield f"cell {number} repeats cell {seen[cell.source.strip()]}"
        seen[cell.source.strip()] = number


def frame(notebook: NotebookNode, path: Path) -> Iterator[str]:
    """The fixed opening and closing of a chapter."""
    texts = [cell.source for cell in notebook.cells if cell.cell_type == "markdown"]
    title, number = texts[0] if texts else "", path.name[:2]
    if not re.match(rf"# {number} · \S", title):
        yield f"the first cell must open with `# {number} · Title`"
    for part in ("You will be able to", "You need", "Time"):
        if f"*{part}*" not in title:
            yield f"the title cell has no *{part}* line"
    body = "\n".join(texts)
    order = [body.find(f"\n## {heading}") for heading in ("Summary", "Exercises", "Further reading")]
    if -1 in order or order != sorted(order):
        yield "the chapter must close with the sections Summary, Exercises, Further reading, in this order"
    code = "\n".join(cell.source for _, cell in course.code_cells(notebook))
    exercises = set(re.findall(r"^(q\d+)\.check\(", code, re.MULTILINE))
    if len(exercises) < 3:
        yield f"{len(exercises)} exercises; a chapter has at least three"
    for name in sorted(exercises):
        for helper in ("hint", "solution"):
            if f"# {name}.{helper}()" not in code:
                yield f"exercise {name} has no commented line `# {name}.{helper}()`"


def links(notebook: NotebookNode, path: Path) -> Iterator[str]:
    """Links between chapters lead to notebooks that exist; the last cell leads to the neighbors."""
    written = [other.name for other in course.notebook_paths()]
    for cell in notebook.cells:
        if cell.cell_type == "markdown":
            for target in re.findall(r"\]\(([^)#:]+\.ipynb)(?:#[^)]*)?\)", cell.source):
                if target not in written:
                    yield f"a link leads to {target}, which does not exist; write its title without a link"
    last = notebook.cells[-1].source if notebook.cells[-1].cell_type == "markdown" else ""
    if path.name in written:
        place = written.index(path.name)
        for neighbor in written[max(0, place - 1) : place] + written[place + 1 : place + 2]:
            if f"({neighbor})" not in last:
                yield f"the last cell must link to {neighbor}"


def file_format(notebook: NotebookNode, path: Path) -> Iterator[str]:
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
    for cell in notebook.cells:
        if set(cell.metadata) - {"tags"}:
            yield f"cell {cell.id} stores the metadata {', '.join(sorted(set(cell.metadata) - {'tags'}))}"
    outputs = [output for _, cell in course.code_cells(notebook) for output in cell.outputs]
    animated = any("data:image/gif" in output.get("data", {}).get("text/html", "") for output in outputs)
    limit = LARGEST_WITH_ANIMATION if animated else LARGEST
    if path.exists() and path.stat().st_size > limit:
        yield f"{path.stat().st_size:,} bytes; {limit:,} is the most"


RULES = (
    plain_python,
    executed_in_order,
    compared_cells,
    clean_outputs,
    parameters_cell,
    no_literal_settings,
    cells_are_short_and_single,
    frame,
    links,
    file_format,
)
