"""A file is written whole or not at all."""

import errno
from pathlib import Path

import pytest

from helpers import files


def test_a_file_is_replaced(tmp_path):
    path = tmp_path / "page.txt"
    files.replace(path, "old\n")
    files.replace(path, b"new\n")
    files.replace(tmp_path / "text", "größer\n")
    assert path.read_bytes() == b"new\n"
    assert (tmp_path / "text").read_bytes() == "größer\n".encode()


def test_on_a_full_disk_the_old_file_stays_and_nothing_beside_it(tmp_path, monkeypatch):
    path = tmp_path / "page.txt"
    path.write_text("old", encoding="utf-8")

    def half(self, content):
        with self.open("wb") as stream:
            stream.write(content[: len(content) // 2])
        raise OSError(errno.ENOSPC, "No space left on device", str(self))

    monkeypatch.setattr(Path, "write_bytes", half)
    with pytest.raises(OSError, match="No space left"):
        files.replace(path, "much longer than before")
    assert path.read_text(encoding="utf-8") == "old"
    assert [each.name for each in tmp_path.iterdir()] == ["page.txt"]
