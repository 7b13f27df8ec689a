"""A reader's own copies: made once, never overwritten, renewed by deleting them."""

import os
import stat

import pytest

from tests.tools import made_up
from tools import course, lab


@pytest.fixture
def written(tmp_path, monkeypatch):
    monkeypatch.setattr(course, "ROOT", tmp_path)
    return made_up.write_course(tmp_path, monkeypatch)


def test_copies_are_made_and_never_overwritten(written, tmp_path):
    folder = tmp_path / "my"
    assert lab.make_copies(folder) == []
    own, chapter = folder / "99_made_up.ipynb", written["99"].path
    assert own.read_bytes() == chapter.read_bytes()
    own.write_text("my answers", encoding="utf-8")
    chapter.write_text(chapter.read_text(encoding="utf-8").replace("Halving", "Dividing"), encoding="utf-8")
    assert lab.make_copies(folder) == [chapter.name]
    assert own.read_text(encoding="utf-8") == "my answers"
    own.unlink()
    assert lab.make_copies(folder) == []
    assert own.read_bytes() == chapter.read_bytes()


def test_line_ends_make_no_newer_edition(written, tmp_path):
    lab.make_copies(tmp_path / "my")
    chapter = written["98"].path
    chapter.write_bytes(chapter.read_bytes().replace(b"\n", b"\r\n"))
    assert lab.make_copies(tmp_path / "my") == []


def test_a_damaged_note_costs_nothing(written, tmp_path):
    lab.make_copies(tmp_path / "my")
    (tmp_path / "my" / lab.EDITIONS).write_text("{", encoding="utf-8")
    assert lab.make_copies(tmp_path / "my") == []


def test_where_the_installation_cannot_be_written_they_are_at_home(written, tmp_path, monkeypatch):
    assert lab.own_folder() == tmp_path / "my"
    monkeypatch.setattr(os, "access", lambda path, mode: False)
    monkeypatch.setenv("HOME", str(tmp_path / "home"))
    monkeypatch.setenv("USERPROFILE", str(tmp_path / "home"))
    assert lab.own_folder() == tmp_path / "home" / "neural-networks-hands-on"


def test_a_copy_that_cannot_be_made_is_a_sentence(written, tmp_path, monkeypatch):
    (tmp_path / "my").write_text("a file of that name", encoding="utf-8")
    with pytest.raises(SystemExit, match=r"cannot be made in .*my: File exists"):
        lab.main([])


def test_a_copy_of_a_read_only_chapter_can_be_saved(written, tmp_path):
    written["99"].path.chmod(stat.S_IREAD)
    lab.make_copies(tmp_path / "my")
    assert (tmp_path / "my" / "99_made_up.ipynb").stat().st_mode & stat.S_IWRITE


@pytest.mark.skipif(os.name == "nt", reason="there is no root")
@pytest.mark.parametrize(("user", "allowed"), [(0, True), (1000, False)])
def test_root_may_start_it_and_an_address_is_opened(tmp_path, monkeypatch, user, allowed):
    monkeypatch.setattr(os, "geteuid", lambda: user)
    command = lab.command(tmp_path, ["--port=9999"])
    assert ("--allow-root" in command) == allowed
    assert "--ServerApp.use_redirect_file=False" in command
    assert command[-1] == "--port=9999"
