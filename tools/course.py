"""What a notebook of the course is: `Chapter` knows its number, its text, its code and what it asks of a reader."""

import ast
import hashlib
import html
import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any, Literal

import nbformat
from nbformat import NotebookNode

from tools import limits

ROOT = Path(__file__).parent.parent
NOTEBOOKS = ROOT / "notebooks"
EXERCISES = ROOT / "helpers" / "exercises"
CHECKED = "nbval-check-output"

# Chapters of the first standard. Who rewrites one takes its number away; the list ends empty.
TO_BE_REWRITTEN = (
    "22",
    "23",
    "24",
    "25",
    "26",
    "27",
    "28",
    "29",
)

Kind = Literal["chapter", "appendix"]
FILE_NAME = re.compile(r"(?P<number>\d\d|A\d)_[a-z0-9_]+\.ipynb")


class CourseError(Exception):
    """Something about a notebook or its parameters is wrong; the message says what to mend."""


def chapters(chosen: str = "") -> "list[Chapter]":
    """Return chapters, then appendices, in reading order: all, or those whose numbers stand in `chosen` ("09 A1")."""
    apart = set(strays())
    found = [Chapter(path) for path in sorted(NOTEBOOKS.glob("*.ipynb")) if path not in apart]
    numbers = chosen.split()
    unknown = set(numbers) - {chapter.number for chapter in found}
    if unknown:
        have = " ".join(chapter.number for chapter in found)
        raise CourseError(f"NB={chosen}: there is no notebook {', '.join(sorted(unknown))}; there are {have}")
    return [chapter for chapter in found if not numbers or chapter.number in numbers]


def strays() -> list[Path]:
    """Return the notebooks beside the chapters that are none: copies, and of one number the longer name."""
    paths = sorted(NOTEBOOKS.glob("*.ipynb"), key=lambda path: (len(path.name), path.name))
    taken: set[str] = set()
    found = []
    for path in paths:
        named = FILE_NAME.fullmatch(path.name)
        if named is None or named["number"] in taken:
            found.append(path)
        else:
            taken.add(named["number"])
    return sorted(found)


def notebook_paths(chosen: str = "") -> list[Path]:
    """Return the paths of `chapters(chosen)`."""
    return [chapter.path for chapter in chapters(chosen)]


def read(path: Path) -> NotebookNode:
    """Return the notebook at `path`, in the format in which it is stored."""
    return nbformat.read(path, as_version=nbformat.NO_CONVERT)


def tags(cell: NotebookNode) -> list[str]:
    """Return the tags of a cell, [] if it has none."""
    return cell.metadata.get("tags", [])


def code_cells(notebook: NotebookNode) -> Iterator[tuple[int, NotebookNode]]:
    """Give the code cells that hold code, numbered from 1 as Jupyter numbers them when all are run."""
    cells = [cell for cell in notebook.cells if cell.cell_type == "code" and cell.source.strip()]
    yield from enumerate(cells, 1)


def code_digest(notebook: NotebookNode) -> str:
    """Return the hash that `make notebooks` keeps: it changes when code was edited and not executed again."""
    sources = "\0".join(cell.source for _, cell in code_cells(notebook))
    return hashlib.sha256(sources.encode()).hexdigest()


def parameters(notebook: NotebookNode) -> dict[str, Any]:
    """Return what the parameters cell declares; its values are literals."""
    declared = {}
    for _, cell in code_cells(notebook):
        if "parameters" in tags(cell):
            for statement in ast.parse(cell.source).body:
                if not isinstance(statement, ast.Assign) or len(statement.targets) != 1:
                    raise CourseError(f"the parameters cell may hold only NAME = literal, not {ast.unparse(statement)}")
                try:
                    declared[ast.unparse(statement.targets[0])] = ast.literal_eval(statement.value)
                except ValueError:
                    raise CourseError(f"parameter {ast.unparse(statement)} is not a literal") from None
    return declared


def headings(source: str) -> Iterator[tuple[int, str]]:
    """Give (level, heading) of each heading in a Markdown text; lines between code fences are none."""
    fenced = False
    for line in source.splitlines():
        if line.lstrip().startswith(("```", "~~~")):
            fenced = not fenced
        elif not fenced and (found := re.match(r"(#{1,6}) +(.*?) *$", line)):
            yield len(found[1]), found[2]


def paragraphs(source: str) -> list[str]:
    """Return the parts of a Markdown text between its blank lines, without the space around them."""
    return [part.strip() for part in re.split(r"\n\s*\n", source) if part.strip()]


def count_words(source: str) -> int:
    """Count the words of a Markdown text; a displayed formula is none, a formula in a line is one."""
    text = re.sub(r"\$\$.*?\$\$", " ", source, flags=re.DOTALL)
    text = re.sub(r"\$[^$]+\$", "x", text)
    return sum(any(character.isalnum() for character in word) for word in text.split())


def count_code_lines(source: str) -> int:
    """Count the lines of a program that are not blank; comments count."""
    return sum(bool(line.strip()) for line in source.splitlines())


@dataclass(frozen=True)
class Section:
    """A heading below the title: `number` is "4" for "4 · 1/t decay" and "" for "Summary"; `index` is its cell's."""

    number: str
    heading: str
    level: int
    index: int
    tags: tuple[str, ...]

    @property
    def optional(self) -> bool:
        """Whether the section is off the core path."""
        return "optional" in self.tags

    @property
    def session(self) -> bool:
        """Whether a second session of the class begins here."""
        return "session" in self.tags


@dataclass(frozen=True)
class Prediction:
    """A question that the reader answers before running a cell; `answer` is the text behind that cell, "" if none."""

    cell_id: str
    question: str
    answer: str


@dataclass(frozen=True)
class ExerciseText:
    """An exercise as the page asks it: `name` is that of its check ("q2"), `cell_id` the cell with the three dots."""

    name: str
    cell_id: str
    kind: str
    text: str

    @property
    def minutes(self) -> int:
        """The minutes that it takes."""
        return limits.MINUTES_FOR_TRAINING if self.kind == "train" else limits.MINUTES_FOR_EXERCISE


@dataclass(frozen=True)
class Picture:
    """A picture among the outputs of a cell; `alt` says what it shows, "" if nothing says so."""

    cell_id: str
    alt: str


@dataclass(frozen=True)
class Size:
    """How much there is to read and to run."""

    cells: int
    words: int
    code_lines: int

    @property
    def minutes(self) -> float:
        """The minutes that reading takes, without predictions and exercises."""
        return self.words / limits.WORDS_PER_MINUTE + self.code_lines / limits.LINES_PER_MINUTE


def size(cells: list[NotebookNode]) -> Size:
    """Return how much there is to read in some cells: their number, words of Markdown and lines of code."""
    words = sum(count_words(cell.source) for cell in cells if cell.cell_type == "markdown")
    lines = sum(count_code_lines(cell.source) for cell in cells if cell.cell_type == "code")
    return Size(len(cells), words, lines)


class Chapter:
    """A notebook of the course: a chapter ("07") or an appendix ("A1"), known by the name of its file.

    `notebook` is read from `path` when it is first needed, unless it is given. What it says is computed at each call,
    so that it holds for a notebook that was changed as well. Raises CourseError for a file name of neither kind.
    """

    def __init__(self, path: Path, notebook: NotebookNode | None = None) -> None:
        named = FILE_NAME.fullmatch(path.name)
        if named is None:
            raise CourseError(
                f"{path.name}: a notebook is named 07_title.ipynb (a chapter) or A1_title.ipynb (appendix)"
            )
        self.path = path
        self.stem = path.stem
        self.number = named["number"]
        self.kind: Kind = "chapter" if self.number.isdigit() else "appendix"
        if notebook is not None:
            self.notebook = notebook

    def __repr__(self) -> str:
        return f"Chapter({self.stem})"

    @cached_property
    def notebook(self) -> NotebookNode:
        """The notebook as nbformat reads it."""
        return read(self.path)

    @property
    def rewritten(self) -> bool:
        """Whether the second standard holds."""
        return self.number not in TO_BE_REWRITTEN

    # ---- the cells

    def cells(self, tag: str | None = None) -> list[NotebookNode]:
        """Return all cells, or those with a tag."""
        return [cell for cell in self.notebook.cells if tag is None or tag in tags(cell)]

    @property
    def code_cells(self) -> list[tuple[int, NotebookNode]]:
        """The code cells that hold code, with the numbers that Jupyter gives them when all are run."""
        return list(code_cells(self.notebook))

    @property
    def texts(self) -> list[NotebookNode]:
        """The Markdown cells."""
        return [cell for cell in self.notebook.cells if cell.cell_type == "markdown"]

    @property
    def parameters(self) -> dict[str, Any]:
        """What the parameters cell declares, {} without one; raises CourseError if its values are no literals."""
        return parameters(self.notebook)

    @property
    def code_digest(self) -> str:
        """The hash of the code, as `code_digest` computes it."""
        return code_digest(self.notebook)

    # ---- the frame

    @property
    def title_cell(self) -> str:
        """The source of the first Markdown cell."""
        return self.texts[0].source if self.texts else ""

    @property
    def title(self) -> str:
        """The title without its number: "Learning-rate schedules"."""
        first = next((heading for level, heading in headings(self.title_cell) if level == 1), "")
        return first.removeprefix(f"{self.number} · ")

    @property
    def question(self) -> str:
        """The first sentence below the title that asks; if none does, the first sentence."""
        opening = " ".join(paragraphs(self.title_cell)[1:2])
        sentences = re.split(r"(?<=[.?!])\s+", opening)
        return next((sentence for sentence in sentences if sentence.endswith("?")), sentences[0])

    @property
    def minutes_stated(self) -> tuple[int, int] | None:
        """The minutes that the title cell states, (to run, to work through); None where it does not state both."""
        line = re.search(r"\*Time\*(.*)", self.title_cell)
        stated = re.findall(r"(\d+) minutes?\b[^.,;]*?\bto (run|work through)", line[1]) if line else []
        minutes = {what: int(number) for number, what in stated}
        return (minutes["run"], minutes["work through"]) if len(minutes) == 2 else None

    # ---- sections and the core path

    @property
    def sections(self) -> list[Section]:
        """All headings below the title."""
        found = []
        for index, cell in enumerate(self.notebook.cells):
            if cell.cell_type == "markdown":
                for level, heading in headings(cell.source):
                    if level > 1:
                        number = re.match(r"(\d+) ·", heading)
                        found.append(Section(number[1] if number else "", heading, level, index, tuple(tags(cell))))
        return found

    @property
    def optional_cells(self) -> list[NotebookNode]:
        """The cells of the sections off the core path: from their heading to the next of the same or a higher level."""
        return [cell for cell, optional in self._with_path() if optional]

    @property
    def core_cells(self) -> list[NotebookNode]:
        """All other cells."""
        return [cell for cell, optional in self._with_path() if not optional]

    def _with_path(self) -> Iterator[tuple[NotebookNode, bool]]:
        """Give each cell, and whether it is off the core path."""
        level_off = 0  # of the optional heading that we are under; 0: under none
        openings = {section.index: section for section in reversed(self.sections)}  # a cell's first heading
        for index, cell in enumerate(self.notebook.cells):
            if (section := openings.get(index)) and (not level_off or section.level <= level_off):
                level_off = section.level if section.optional else 0
            yield cell, level_off > 0

    @property
    def core(self) -> Size:
        """Cells, words and lines of code of the core path."""
        return size(self.core_cells)

    @property
    def sessions(self) -> int:
        """How many sessions of a class the chapter fills."""
        return 1 + len(self.cells("session"))

    @property
    def minutes(self) -> int:
        """The minutes that the core path takes to work through, computed."""
        core_ids = {cell.get("id") for cell in self.core_cells}
        predictions = sum(prediction.cell_id in core_ids for prediction in self.predictions)
        exercises = sum(exercise.minutes for exercise in self.exercises)
        return round(self.core.minutes + limits.MINUTES_FOR_PREDICTION * predictions + exercises)

    # ---- what a reader is asked

    @property
    def predictions(self) -> list[Prediction]:
        """The paragraphs that begin with **Predict.**, each with a list that follows it."""
        found = []
        for index, cell in enumerate(self.notebook.cells):
            if cell.cell_type == "markdown":
                parts = paragraphs(cell.source)
                for place, part in enumerate(parts):
                    if start := re.match(r"\*\*Predict[.:]?\*\*[.:]?\s*", part):
                        choices = [each for each in parts[place + 1 : place + 2] if re.match(r"[-*] |\d\. ", each)]
                        question = "\n\n".join([part[start.end() :], *choices])
                        found.append(Prediction(cell.get("id", ""), question, self._text_after(index)))
        return found

    def _text_after(self, index: int) -> str:
        """Return the answer to a prediction in cell `index`: the next cell `…-notice` before the next heading.

        If none has such an id it is the next Markdown cell, as far as the next heading: "" if it begins with one.
        """
        following: list[NotebookNode] = []
        for cell in (cell for cell in self.notebook.cells[index + 1 :] if cell.cell_type == "markdown"):
            following.append(cell)
            if re.search(r"^#+ ", cell.source, re.MULTILINE):
                break
        notices = [cell for cell in following if cell.get("id", "").endswith("-notice")]
        text = (notices or following)[0].source if following else ""
        return re.split(r"^#+ ", text, maxsplit=1, flags=re.MULTILINE)[0].strip()

    @property
    def exercises(self) -> list[ExerciseText]:
        """The exercises: a heading `### Exercise N · kind`, its text, and the cell that ends in a check."""
        found, kind, text = [], "", ""
        for cell in self.notebook.cells:
            if cell.cell_type == "markdown":
                opened = re.search(r"^### Exercise \d+ · *([\w-]+)[^\n]*\n?(.*)", cell.source, re.MULTILINE | re.DOTALL)
                kind, text = (opened[1], opened[2].strip()) if opened else (kind, f"{text}\n\n{cell.source}".strip())
            elif check := re.search(r"^(q\d+)\.check\(", cell.source, re.MULTILINE):
                found.append(ExerciseText(check[1], cell.get("id", ""), kind, text))
                kind, text = "", ""
        return found

    @property
    def exercise_module(self) -> Path:
        """The file of the exercises' checks; an appendix has none."""
        return EXERCISES / f"ch{self.number}.py"

    # ---- pictures

    @property
    def pictures(self) -> list[Picture]:
        """Every stored picture: images, and those that an output's HTML brings along, such as an animation."""
        found = []
        for _, cell in self.code_cells:
            for output in cell.outputs:
                data, metadata = output.get("data", {}), output.get("metadata", {})
                images = [kind for kind in data if kind.startswith("image/")]
                found += [Picture(cell.id, metadata.get(kind, {}).get("alt", "")) for kind in images]
                for image in re.findall(r"<img\b[^>]*>", data.get("text/html", "")):
                    alt = re.search(r"""\balt=("[^"]*"|'[^']*')""", image)
                    found.append(Picture(cell.id, html.unescape(alt[1][1:-1]) if alt else ""))
        return found
