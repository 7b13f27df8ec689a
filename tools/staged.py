"""Check what is staged for a commit: style, spelling and the form of notebooks. The pre-commit hook calls this.

Usage: python -m tools.staged (`make hooks` has git call it). Looked at are the staged files only, as they would be
committed: git writes its index to a temporary folder, and the checks run there, so what is changed and not staged
neither helps nor hurts. There it is called again, with the staged notebooks as arguments.
"""

import subprocess
import sys
import tempfile
from pathlib import Path

PYTHON = (".py", ".ipynb")
PROSE = (*PYTHON, ".md", ".toml", ".yml", ".cff")


def staged() -> list[str]:
    """Return the paths that the commit would add or change, relative to the root of the repository."""
    command = ["git", "diff", "--cached", "--name-only", "--diff-filter=ACMR", "-z"]
    named = subprocess.run(command, capture_output=True, text=True, check=True).stdout
    return [path for path in named.split("\0") if path]


def checks(paths: list[str]) -> list[list[str]]:
    """Return the arguments of Python for each check that some of `paths` call for."""
    python, prose, notebooks = ([path for path in paths if path.endswith(ends)] for ends in (PYTHON, PROSE, ".ipynb"))
    chosen: list[list[str]] = []
    if python:
        chosen += [["-m", "ruff", "check", "--quiet", *python], ["-m", "ruff", "format", "--check", "--quiet", *python]]
    if prose:
        chosen.append(["-m", "codespell_lib", *prose])
    if notebooks:
        chosen.append(["-m", "tools.staged", *notebooks])
    return chosen


def problems(notebooks: list[str]) -> list[str]:
    """Return what the rules find in notebooks, given as paths."""
    from tools import course, rules  # here: they take seconds to import, and most commits have no notebook

    found: list[str] = []
    for path in notebooks:
        try:
            found += rules.problems(course.Chapter(Path(path)))
        except course.CourseError as error:
            found.append(str(error))
    return found


def main() -> None:
    """Run all checks, which print what they find; exit with a sentence if one finds anything."""
    with tempfile.TemporaryDirectory() as folder:
        subprocess.run(["git", "checkout-index", "--all", f"--prefix={Path(folder).as_posix()}/"], check=True)
        codes = [subprocess.run([sys.executable, *check], cwd=folder).returncode for check in checks(staged())]
    if any(codes):
        sys.exit("Not committed: mend what is said above and stage it, or skip the checks (`git commit --no-verify`).")


if __name__ == "__main__":
    if sys.argv[1:]:
        sys.exit("\n".join(problems(sys.argv[1:])) or None)
    main()
