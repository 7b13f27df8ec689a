"""The pre-commit hook refuses what is staged and bad, says why, and looks at nothing else; tried in a copy."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import nbformat
import pytest

from tools.course import ROOT

NOT_COPIED = {".git", ".venv", "build", "packages", ".ruff_cache", ".pytest_cache"}


@pytest.fixture(scope="module")
def copy(tmp_path_factory):
    """A repository of its own with the hook installed as `make hooks` does, and everything committed once."""
    copy = tmp_path_factory.mktemp("staged") / "course"
    shutil.copytree(ROOT, copy, ignore=lambda folder, _: NOT_COPIED if Path(folder) == ROOT else ())
    git(copy, "init", "--quiet")
    git(copy, "config", "user.name", "a maintainer")
    git(copy, "config", "user.email", "maintainer@localhost")
    git(copy, "add", "--all")
    git(copy, "commit", "--quiet", "--no-verify", "--message", "everything")
    (copy / ".venv").symlink_to(sys.prefix, target_is_directory=True)
    (install,) = [
        line for line in (ROOT / "Makefile").read_text(encoding="utf-8").splitlines() if "core.hooksPath" in line
    ]
    git(copy, *install.split()[1:])
    return copy


def git(copy, *arguments):
    clean = {name: value for name, value in os.environ.items() if not name.startswith("GIT_")}
    return subprocess.run(["git", *arguments], cwd=copy, env=clean, capture_output=True, text=True)


def commit(copy):
    """Commit what is staged; return whether it was, and what was said. The copy is put back afterwards."""
    before = git(copy, "rev-parse", "HEAD").stdout
    done = git(copy, "commit", "--message", "a change")
    committed = git(copy, "rev-parse", "HEAD").stdout != before
    git(copy, "reset", "--hard", "--quiet", before.strip())
    return committed, done.stdout + done.stderr


def append(copy, name, text):
    path = copy / name
    path.write_text(path.read_text(encoding="utf-8") + text, encoding="utf-8")
    git(copy, "add", name)


def test_a_good_change_is_committed(copy):
    append(copy, "CONTRIBUTING.md", "\nOne more line.\n")
    append(copy, "helpers/samples/README.md", "\nAnd one here.\n")
    assert commit(copy)[0]


@pytest.mark.parametrize(
    ("name", "text", "said"),
    [
        ("tools/__init__.py", "import os\n", "F401"),
        ("tools/__init__.py", "\n\n\n\nx = {  }\n", "would be reformatted"),
        ("README.md", "\nTeh end.\n", "Teh ==> The"),  # codespell:ignore
    ],
)
def test_a_bad_change_is_refused_with_its_reason(copy, name, text, said):
    append(copy, name, text)
    committed, message = commit(copy)
    assert not committed
    assert said in message
    assert "git commit --no-verify" in message


def change_notebook(copy, kind, text):
    """Append `text` to the last cell of a kind, in an appendix: a chapter may have no room for a word more."""
    path = copy / "notebooks" / "A3_keras_traps.ipynb"
    notebook = nbformat.read(path, as_version=nbformat.NO_CONVERT)
    [cell for cell in notebook.cells if cell.cell_type == kind][-1].source += text
    nbformat.write(notebook, path)
    git(copy, "add", "notebooks")


def test_a_notebook_that_keeps_the_rules_is_committed(copy):
    change_notebook(copy, "markdown", "\n\nOne more sentence.")
    committed, message = commit(copy)
    assert committed, message


def test_a_notebook_that_was_changed_and_not_executed_is_refused(copy):
    change_notebook(copy, "code", "\nchanged = True")
    committed, message = commit(copy)
    assert not committed
    assert "make notebooks NB=A3" in message


def test_only_what_is_staged_counts(copy):
    append(copy, "CONTRIBUTING.md", "\nOne more line.\n")
    with (copy / "tools" / "__init__.py").open("a", encoding="utf-8") as file:
        file.write("import os\n")
    assert commit(copy)[0]


def test_what_is_staged_and_bad_is_refused_though_mended_since(copy):
    append(copy, "tools/__init__.py", "import os\n")
    (copy / "tools" / "__init__.py").write_text('"""Mended."""\n', encoding="utf-8")
    assert not commit(copy)[0]


def test_without_an_environment_the_hook_says_what_to_do(copy):
    (copy / ".venv").rename(copy / ".venv-away")
    try:
        append(copy, "CONTRIBUTING.md", "\nOne more line.\n")
        committed, message = commit(copy)
    finally:
        (copy / ".venv-away").rename(copy / ".venv")
    assert not committed
    assert "git commit --no-verify" in message
