"""Minutes that were measured are written where they stand, and nothing else is changed."""

from pathlib import Path

from tools import bench, course


def lines_changed(before: str, after: str) -> list[str]:
    return [line for line in after.splitlines() if line not in before.splitlines()]


def chapter_minutes(readme: str) -> str:
    return (
        next(line for line in readme.splitlines() if line.startswith("| [23 First CNN]")).split(" | ")[-1].strip(" |")
    )


def test_minutes_go_into_title_cell_and_readme(tmp_path: Path, monkeypatch):
    (chapter,) = course.chapters("23")
    readme = bench.README.read_text(encoding="utf-8")
    monkeypatch.setattr(bench, "README", tmp_path / "README.md")
    bench.README.write_text(readme, encoding="utf-8")
    copy = course.Chapter(tmp_path / chapter.path.name, course.read(chapter.path))

    bench.write_minutes(copy, 77)

    (row,) = lines_changed(readme, bench.README.read_text(encoding="utf-8"))
    assert row.startswith("| [23 First CNN]")
    assert row.endswith(" | 77 |")
    said = f"{chapter_minutes(readme)} minutes to run"
    assert course.Chapter(copy.path).title_cell == chapter.title_cell.replace(said, "77 minutes to run")
