"""Open JupyterLab on a reader's own copies of the chapters, in `my/`.

Usage: python -m tools.lab [OPTION OF JUPYTERLAB ...]

A copy is made where there is none, and never overwritten, so that answers survive an update and nothing that a reader
does touches what is tested. Where the chapter has a newer edition, that is said. Deleting a copy renews it.
"""

import hashlib
import json
import os
import subprocess
import sys
from pathlib import Path

from helpers import files
from tools import course

EDITIONS = ".editions.json"  # in the folder of the copies: from which edition of a chapter each was made


def own_folder() -> Path:
    """Return the folder of the copies: `my`, or one in the reader's home where the installation cannot be written."""
    inside = course.ROOT / "my"
    if os.access(inside if inside.exists() else course.ROOT, os.W_OK):
        return inside
    return Path.home() / "neural-networks-hands-on"


def digest(path: Path) -> str:
    """Return what tells editions of a chapter apart."""
    return hashlib.sha256(path.read_bytes().replace(b"\r\n", b"\n")).hexdigest()


def make_copies(folder: Path) -> list[str]:
    """Copy the chapters that are missing in `folder`; return the names of those that have a newer edition."""
    folder.mkdir(parents=True, exist_ok=True)
    noted = folder / EDITIONS
    try:
        editions = json.loads(noted.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        editions = {}
    newer = []
    for path in course.notebook_paths():
        own = folder / path.name
        if not own.exists():
            files.replace(own, path.read_bytes())
            editions[path.name] = digest(path)
        elif editions.get(path.name) not in (None, digest(path)):
            newer.append(path.name)
    files.replace(noted, json.dumps(editions, indent=1))
    return newer


def command(folder: Path, options: list[str]) -> list[str]:
    """Return the command that starts JupyterLab on `folder`."""
    as_root = ["--allow-root"] if hasattr(os, "geteuid") and os.geteuid() == 0 else []  # as in containers
    # An address, not a file: a browser in a snap, or outside WSL, cannot read a file of ours.
    own = [f"--ServerApp.root_dir={folder}", "--ServerApp.use_redirect_file=False", *as_root]
    return [sys.executable, "-m", "jupyterlab", *own, *options]


def main(options: list[str]) -> None:
    """Make the copies, say what is newer, and become JupyterLab."""
    folder = own_folder()
    try:
        newer = make_copies(folder)
    except OSError as error:
        sys.exit(
            f"Your copies of the chapters cannot be made in {folder}: {error.strerror}. Nothing of yours was lost."
        )
    print(f"Your copies of the chapters are in {folder}: what you do there is yours.", flush=True)
    for name in newer:
        print(f"{name} has a newer edition: rename or delete your copy and start again to get it.", flush=True)
    ours = command(folder, options)
    os.environ["PYTHONPATH"] = str(course.ROOT)  # where the environment is one of the reader's own
    if os.name == "nt":  # there the shell would not wait for it
        sys.exit(subprocess.run(ours).returncode)
    os.execv(ours[0], ours)


if __name__ == "__main__":
    try:
        main(sys.argv[1:])
    except course.CourseError as error:
        sys.exit(str(error))
