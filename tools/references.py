"""What is pointed to by hand: "section 4", "chapter 09, section 2", links and their anchors."""

import ast
import functools
import io
import re
import tokenize
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import unquote

from tools import course
from tools.course import Chapter

# "4", "4 and 5", "1 and 3 to 6"; a number with a decimal, as in "section 4.1", is a section of a paper.
SECTIONS = re.compile(r"\b[Ss]ection(?:s (?P<many>\d+(?:(?:,? and |, | or | to |–)\d+)*)| (?P<one>\d+))(?!\d|\.\d)")
CHAPTERS = re.compile(r"\b[Cc]hapter(?:s (?P<many>\d\d(?:(?:,? and |, | or | to |–)\d\d)*)| (?P<one>\d\d))\b")
CHAPTER_BEFORE = re.compile(r"(?:[Cc]hapter (\d\d)|\]\(([\dA]\d)_\w+\.ipynb(?:#[^)]*)?\)),? \(?$")
CHAPTER_BEHIND = re.compile(r" of (?:chapter (\d\d)|\[[^\]]*\]\(([\dA]\d)_)")


@dataclass(frozen=True)
class Reference:
    """Sections that a text names, and the number of the chapter that has them ("" for the text's own)."""

    sections: tuple[str, ...]
    chapter: str
    words: str


@dataclass(frozen=True)
class Outline:
    """What can be pointed to in a notebook: the numbers of its sections, the anchors of its headings and cells."""

    sections: frozenset[str]
    anchors: frozenset[str]


def numbers(words: str) -> tuple[str, ...]:
    """Return the numbers of an enumeration, "1 and 3 to 5" being 1, 3, 4, 5, and "05 to 07" being 05, 06, 07."""
    found: list[str] = []
    for to, number in re.findall(r"( to |–)?(\d+)", words):
        if to and found:
            found += [f"{each:0{len(found[-1])}d}" for each in range(int(found[-1]) + 1, int(number))]
        found.append(number)
    return tuple(found)


def sections_named(text: str) -> Iterator[Reference]:
    """Give the sections that a text names by number."""
    text = " ".join(text.split())
    for found in SECTIONS.finditer(text):
        owner = CHAPTER_BEFORE.search(text[max(0, found.start() - 100) : found.start()]) or CHAPTER_BEHIND.match(
            text[found.end() :]
        )
        chapter = (owner[1] or owner[2]) if owner else ""
        yield Reference(numbers(found["many"] or found["one"]), chapter, found[0])


def chapters_named(text: str) -> Iterator[tuple[str, str]]:
    """Give (number, as written) of the chapters that a text names by number."""
    for found in CHAPTERS.finditer(" ".join(text.split())):
        for number in numbers(found["many"] or found["one"]):
            yield number, found[0]


def words_of_code(source: str) -> list[str]:
    """Return what a program says in words: each of its texts, and its comments as one; [] if it is no Python."""
    try:
        constants = [node.value for node in ast.walk(ast.parse(source)) if isinstance(node, ast.Constant)]
        tokens = list(tokenize.generate_tokens(io.StringIO(source).readline))
    except (SyntaxError, tokenize.TokenError):
        return []
    comments = " ".join(token.string.lstrip("# ") for token in tokens if token.type == tokenize.COMMENT)
    return [constant for constant in constants if isinstance(constant, str)] + [comments]


def without_code(source: str) -> str:
    """Return a Markdown text without its code and its formulas, in which brackets are no links."""
    return re.sub(r"```.*?```|`[^`]*`|\$\$.*?\$\$|\$[^$]*\$", "", source, flags=re.DOTALL)


def link_targets(source: str) -> list[str]:
    """Return where the links of a Markdown text lead, but for those that leave the repository."""
    text = without_code(source)
    targets = re.findall(r"\]\(([^)\s]+)", text) + re.findall(r"<\w+[^>]*\b(?:href|src)=[\"']([^\"']+)", text)
    return [target for target in targets if not re.match(r"[a-z]+:", target)]


def outline(chapter: Chapter) -> Outline:
    """Return what can be pointed to; an anchor is a heading with - for blanks, as JupyterLab has it, or `cell-id=…`."""
    named = [section.heading for section in chapter.sections] + [f"{chapter.number} · {chapter.title}"]
    cells = {f"cell-id={cell.get('id', '')}" for cell in chapter.cells()}
    anchors = {re.sub(r"[`*$]", "", heading).replace(" ", "-") for heading in named} | cells
    return Outline(frozenset(section.number for section in chapter.sections) - {""}, frozenset(anchors))


def outline_of_file(path: Path) -> Outline:
    """Return the outline of the notebook that stands in a file, read once as long as the file stays as it is."""
    return _outline_of_file(path, path.stat().st_mtime_ns)


@functools.cache
def _outline_of_file(path: Path, _: int) -> Outline:
    return outline(Chapter(path))


def dead_link(chapter: Chapter, target: str) -> str:
    """Say what is wrong with a link of a chapter, "" if it leads somewhere."""
    file, _, anchor = unquote(target).partition("#")
    path = (chapter.path.parent / file).resolve() if file else chapter.path
    if file and not path.exists():
        return f"a link leads to {file}, which does not exist; write its title without a link"
    if not anchor:
        return ""
    if path.suffix == ".ipynb":
        anchors = (outline(chapter) if path == chapter.path else outline_of_file(path)).anchors
    else:
        headings = [heading for _, heading in course.headings(path.read_text(encoding="utf-8"))]
        anchors = frozenset(re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-") for heading in headings)
    return "" if anchor in anchors else f"a link leads to {target}, but {path.name} has no such heading or cell"
