"""Kinds of machines and of users' settings, each in a throw-away folder and home: `make test-environments`.

Real set-ups, with the package index that this machine uses; what a machine does not have (another Python, the right to
mount) is skipped and said. The quick half of this stands in tests/tools/test_set_up.py and tests/helpers.
"""

import http.server
import json
import os
import re
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import threading
import time
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import nbformat
import pytest
import requests

from tools.course import ROOT

pytestmark = pytest.mark.environments
LEFT_OUT = (".venv", ".uv", "build", "my", ".git", "__pycache__", ".ruff_cache", ".mypy_cache", ".pytest_cache")
QUICK = "A2"  # a notebook that takes seconds
UV = str(ROOT / ".uv")
DEAD = "http://127.0.0.1:9"  # nothing listens there
PROFILE = "c = get_config()\nc.InteractiveShell.ast_node_interactivity = 'all'\n"
HOSTILE_FILES = {
    ".keras/keras.json": '{"floatx": "float64", "epsilon": 0.1, "backend": "jax"}',
    ".ipython/profile_default/ipython_config.py": PROFILE,
    ".ipython/profile_default/startup/00.py": "from numpy import *\nset_printoptions(precision=2)\n",
    ".config/matplotlib/matplotlibrc": "text.usetex: True\nfigure.facecolor: black\n",
    "elsewhere/helpers/__init__.py": "raise ImportError('the wrong helpers')\n",
}
HOSTILE = {
    "MPLBACKEND": "agg",
    "PYTEST_ADDOPTS": "-x",
    "PYTHONWARNINGS": "error",
    "UV_PYTHON": "3.14",
    "PIP_USER": "1",
    "LC_ALL": "C",
    "KERAS_MAX_EPOCHS": "1",
}


class Place:
    """A copy of the course in a folder of its own, and a home."""

    def __init__(self, base: Path, name: str = "course") -> None:
        self.folder, self.home = base / name, base / "home"
        self.home.mkdir(exist_ok=True)
        shutil.copytree(ROOT, self.folder, ignore=shutil.ignore_patterns(*LEFT_OUT), symlinks=True)
        me = ["-c", "user.name=me", "-c", "user.email=me@example.org", "-c", "commit.gpgsign=false"]
        for command in (["init", "-q"], ["add", "-A"], [*me, "commit", "-q", "-m", "all"]):
            subprocess.run(["git", *command], cwd=self.folder, check=True)

    def write(self, files: dict[str, str]) -> None:
        """Put files into the home."""
        for name, content in files.items():
            (self.home / name).parent.mkdir(parents=True, exist_ok=True)
            (self.home / name).write_text(content, encoding="utf-8")

    def environment(self, **own: str) -> dict[str, str]:
        """Return this machine's variables for finding packages, the home, and `own`."""
        names = r"PATH|SSL_\w+|PIP_(CERT|FIND_LINKS|INDEX_URL|EXTRA_INDEX_URL)|UV_CACHE_DIR|PIP_CACHE_DIR"
        kept = {name: value for name, value in os.environ.items() if re.fullmatch(names, name)}
        caches = {
            "UV_CACHE_DIR": str(Path.home() / ".cache" / "uv"),
            "PIP_CACHE_DIR": str(Path.home() / ".cache" / "pip"),
        }
        # Not the environment that runs this: its programs must not be found.
        paths = [path for path in kept["PATH"].split(os.pathsep) if not path.startswith((sys.prefix, UV))]
        return {**caches, **kept, "PATH": os.pathsep.join(paths), "HOME": str(self.home), **own}

    def make(self, *words: str, **own: str) -> subprocess.CompletedProcess:
        """Run make there and return what came of it; `output` holds what was printed."""
        return self.run(["make", "--no-print-directory", *words], **own)

    def run(self, command: list[str], **own: str) -> subprocess.CompletedProcess:
        """Run a command in the folder."""
        environment = self.environment(**own)
        return subprocess.run(
            command,
            cwd=self.folder,
            env=environment,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            encoding="utf-8",
            errors="replace",
        )

    def import_helpers(self) -> str:
        """Set up if need be, and return from where `helpers` is imported."""
        done = self.run(["python3", "tools/set_up.py", "python", "-c", "import helpers; print(helpers.__file__)"])
        assert done.returncode == 0, done.stdout
        return done.stdout.splitlines()[-1]


@pytest.fixture
def place(tmp_path) -> Place:
    return Place(tmp_path)


@pytest.fixture(scope="module")
def ready(tmp_path_factory) -> Place:
    """A place that is set up, in a folder whose name is hard."""
    found = Place(tmp_path_factory.mktemp("ready"), "Mein Kürs 课程")
    assert found.import_helpers() == str(found.folder / "helpers" / "__init__.py")
    return found


def passes(done: subprocess.CompletedProcess) -> bool:
    assert done.returncode == 0, done.stdout[-6000:]
    return True


def sentence(done: subprocess.CompletedProcess) -> str:
    """Return the line that says why set-up stopped; there is one, and no traceback."""
    assert done.returncode != 0
    assert "Traceback" not in done.stdout
    (said,) = [line for line in done.stdout.splitlines() if line.startswith("The course is not set up: ")]
    return said


# --- set-up


class Mirror(http.server.BaseHTTPRequestHandler):
    """A package index under another address, which fetches from the usual one."""

    def do_HEAD(self) -> None:
        self.do_GET()

    def do_GET(self) -> None:
        upstream = "https://files.pythonhosted.org" if self.path.startswith("/packages/") else "https://pypi.org"
        session = requests.Session()
        headers = {name: value for name, value in self.headers.items() if name in ("Accept", "Range")}
        answer = session.request(self.command, upstream + self.path, headers=headers, timeout=120)
        body, head = answer.content, self.command == "HEAD"
        if upstream == "https://pypi.org":
            body = body.replace(b"https://files.pythonhosted.org", b"")
        self.send_response(answer.status_code)
        for name in ("Content-Type", "Content-Range", "ETag"):
            if name in answer.headers:
                self.send_header(name, answer.headers[name])
        self.send_header("Content-Length", answer.headers.get("Content-Length", "0") if head else str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_: object) -> None:
        pass


@pytest.fixture
def mirror() -> Iterator[str]:
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Mirror)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}/simple/"
    server.shutdown()


def test_e01_a_mirror_is_the_only_way_to_the_packages(place, mirror):
    place.write({".config/pip/pip.conf": f"[global]\nindex-url = {mirror}\n"})
    own = {"HTTPS_PROXY": DEAD, "https_proxy": DEAD, "UV_CACHE_DIR": str(place.home / "uv"), "PIP_FIND_LINKS": ""}
    passes(place.run(["python3", "tools/set_up.py", "python", "-c", "import tensorflow"], **own))


def test_e02_a_moved_folder_is_set_up_anew_and_a_copy_uses_its_own(tmp_path):
    first = Place(tmp_path)
    first.import_helpers()
    moved = first.folder.rename(tmp_path / "moved")
    first.folder = moved
    assert first.import_helpers() == str(moved / "helpers" / "__init__.py")
    shutil.copytree(moved, tmp_path / "copied", symlinks=True)
    first.folder = tmp_path / "copied"
    assert first.import_helpers() == str(tmp_path / "copied" / "helpers" / "__init__.py")


@pytest.mark.parametrize("own", [{"https_proxy": DEAD, "http_proxy": DEAD}, {"ALL_PROXY": "socks5://127.0.0.1:9"}])
def test_e04_a_proxy_that_cannot_be_used_is_named(place, own):
    said = sentence(place.make("test", **own, PIP_NO_CACHE_DIR="1", PIP_FIND_LINKS="", UV_CACHE_DIR=str(place.home)))
    assert "127.0.0.1:9" in said


def test_e05_and_e14_other_settings_of_uv_and_pip_have_no_effect(place):
    settings = 'exclude-newer = "2015-01-01"\npython-preference = "only-managed"\n'
    pip = "[global]\nuser = true\nno-index = true\n[install]\ntarget = /nowhere\nprefix = /nowhere\n"
    place.write({".config/uv/uv.toml": settings, ".config/pip/pip.conf": pip})
    own = {"UV_PYTHON": "3.14", "UV_MANAGED_PYTHON": "1", "UV_NO_DEV": "1", "UV_NO_EDITABLE": "1", "PIP_TARGET": "/no"}
    passes(place.run(["python3", "tools/set_up.py", "python", "-c", "import keras, pytest"], **own))


def other_pythons() -> list[Path]:
    """Return interpreters of this machine that TensorFlow has no packages for."""
    roots = [Path.home() / ".pyenv" / "versions", Path("/usr/bin"), Path("/opt")]
    found = [path for root in roots for path in sorted(root.glob("*/bin/python3")) + sorted(root.glob("python3.*"))]
    return [path for path in found if re.search(r"3\.(8|9|10|14|15)\b", str(path)) and os.access(path, os.X_OK)]


@pytest.mark.parametrize("python", other_pythons(), ids=str)
def test_e50_another_python3_finds_one_that_fits(place, python):
    done = place.run([str(python), "tools/set_up.py", "python", "-c", "import sys; print(sys.version_info[:2])"])
    passes(done)
    assert "the course takes" in done.stdout or "uv downloads" in done.stdout
    assert re.search(r"\(3, 1[123]\)", done.stdout)


def test_e50_no_python_that_fits_and_no_download(place):
    for python in other_pythons()[:1]:
        programs = place.home / "bin"
        programs.mkdir()
        (programs / "python3").symlink_to(python)
        own = {"PATH": str(programs), "UV_PYTHON_INSTALL_MIRROR": DEAD, "UV_PYTHON_INSTALL_DIR": str(place.home / "p")}
        said = sentence(place.run([str(python), "tools/set_up.py"], **own))
        assert "needs Python 3.11 to 3.13" in said
        assert "install one" in said
        return
    pytest.skip("no Python beside 3.11 to 3.13 here")


def test_full_disk_during_set_up(tmp_path):
    disk = tmp_path / "disk"
    disk.mkdir()
    mounted = subprocess.run(["mount", "-t", "tmpfs", "-o", "size=120m", "tmpfs", str(disk)], capture_output=True)
    if mounted.returncode:
        pytest.skip("this user may not mount")
    try:
        place = Place(disk)
        assert "the disk is full" in sentence(place.make("test"))
        assert not (place.folder / ".venv").exists()
    finally:
        subprocess.run(["umount", str(disk)], check=True)


def test_without_a_home(place):
    environment = place.environment()
    del environment["HOME"]
    command = ["make", "test", f"NB={QUICK}"]
    done = subprocess.run(command, cwd=place.folder, env=environment, capture_output=True, text=True)
    assert done.returncode == 0, done.stdout[-5000:] + done.stderr[-2000:]


def test_e44_without_git(place):
    shutil.rmtree(place.folder / ".git")
    passes(place.make("test", f"NB={QUICK}"))


def test_e44_a_checkout_that_git_converts(tmp_path, place):
    converted = tmp_path / "converted"
    command = ["git", "-c", "core.autocrlf=true", "clone", "-q", str(place.folder), str(converted)]
    subprocess.run(command, check=True)
    for name in (".ci/run", "Makefile", "notebooks/A2_errata.ipynb", "uv.lock"):
        assert b"\r\n" not in (converted / name).read_bytes()


# --- tests and kernels, in a place that is set up


def test_all_at_once(ready):
    ready.write(HOSTILE_FILES)
    own = {**HOSTILE, "PYTHONPATH": str(ready.home / "elsewhere"), "http_proxy": DEAD, "https_proxy": DEAD}
    passes(ready.make("test", f"NB=00 {QUICK}", **own))


def test_e10_and_e09_the_lab_starts_on_an_address_with_the_readers_copies(ready):
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    options = f"--no-browser --port={port} --IdentityProvider.token=course"
    command = ["make", "lab", f"LAB_OPTIONS={options}"]
    with tempfile.TemporaryFile() as log:
        server = subprocess.Popen(
            command, cwd=ready.folder, env=ready.environment(), stdout=log, stderr=log, start_new_session=True
        )
        try:
            address, deadline = f"http://127.0.0.1:{port}/api/contents?token=course", time.monotonic() + 60
            opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))
            while True:
                try:
                    listed = json.load(opener.open(address, timeout=5))
                    break
                except OSError:
                    assert time.monotonic() < deadline
                    assert server.poll() is None
                    time.sleep(0.5)
        finally:
            os.killpg(server.pid, signal.SIGTERM)
            server.wait(timeout=30)
        log.seek(0)
        assert b"file://" not in log.read()
    assert {path.name for path in ROOT.glob("notebooks/*.ipynb")} <= {entry["name"] for entry in listed["content"]}
    assert (ready.folder / "my" / "00_linear_units.ipynb").is_file()


def test_e12_a_file_beside_the_chapter_is_not_what_is_imported(ready):
    folder = ready.folder / "my"
    folder.mkdir(exist_ok=True)
    for name in ("keras", "random", "helpers", "data"):
        (folder / f"{name}.py").write_text("raise ImportError('the wrong one')\n", encoding="utf-8")
    program = (
        "import nbformat, nbclient\n"
        "cell = nbformat.v4.new_code_cell('import helpers.startup, random, keras\\nprint(keras.__version__)')\n"
        "notebook = nbformat.v4.new_notebook(cells=[cell])\n"
        "nbclient.NotebookClient(notebook, kernel_name='python3').execute(cwd='my')\n"
        "print(cell.outputs)\n"
    )
    done = ready.run(["python3", "tools/set_up.py", "python", "-c", program])
    for name in ("keras", "random", "helpers", "data"):
        (folder / f"{name}.py").unlink()
    passes(done)


def saved_in_jupyterlab(folder: Path) -> None:
    path = next(folder.glob(f"notebooks/{QUICK}_*.ipynb"))
    notebook = nbformat.read(path, as_version=nbformat.NO_CONVERT)
    notebook.metadata["widgets"] = {"application/vnd.jupyter.widget-state+json": {"state": {}}}
    for cell in notebook.cells:
        cell.metadata["trusted"] = True
        if cell.cell_type == "code":
            cell.execution_count, cell.outputs = 77, []
    nbformat.write(notebook, path)
    shutil.copy(path, path.with_name(f"{path.stem}-Copy1.ipynb"))
    nbformat.write(nbformat.v4.new_notebook(), path.with_name("Untitled.ipynb"))


@pytest.mark.parametrize("git", [True, False], ids=["git", "without git"])
def test_e23_a_chapter_saved_by_hand_and_copies(ready, git):
    saved_in_jupyterlab(ready.folder)
    if not git:
        (ready.folder / ".git").rename(ready.folder / "no_git")
    done = ready.make("test", f"NB={QUICK}")
    if not git:
        (ready.folder / "no_git").rename(ready.folder / ".git")
    subprocess.run(["git", "checkout", "-q", "."], cwd=ready.folder, check=True)
    subprocess.run(["git", "clean", "-qf", "notebooks"], cwd=ready.folder, check=True)
    passes(done)
    for said in ("outputs or execution counts and metadata were saved by hand", "Untitled.ipynb", "-Copy1.ipynb"):
        assert said in done.stdout


def test_e28_a_relative_data_folder(ready):
    folder = ready.folder / "data" / "mine"
    folder.mkdir(parents=True)
    program = "import os; print(os.environ['COURSE_DATA'])"
    done = ready.run(["python3", "tools/set_up.py", "python", "-c", program], COURSE_DATA="data/mine")
    assert done.stdout.strip() == str(folder)


@pytest.mark.skipif(not hasattr(os, "geteuid") or os.geteuid() != 0, reason="only root can become another user")
def test_e11_one_installation_that_others_cannot_write(place):
    """Another user reads recorded chapters and gets copies at home."""
    python = "/usr/bin/python3"  # one that everybody may run
    passes(place.run([python, "tools/set_up.py"]))
    for folder in [place.folder, *place.folder.parents]:
        if folder != Path("/"):
            folder.chmod(folder.stat().st_mode | 0o555)
    home = Path(tempfile.mkdtemp())
    shutil.chown(home, "nobody")
    program = (
        "from pathlib import Path\nfrom helpers import recorded\nfrom tools import lab\n"
        "print(len(recorded.histories('09_mnist_case_study')), lab.own_folder())\n"
        "lab.make_copies(lab.own_folder())\n"
    )
    environment = place.environment(HOME=str(home))
    command = [python, "tools/set_up.py", "python", "-c", program]
    done = subprocess.run(
        command, cwd=place.folder, env=environment, capture_output=True, text=True, user="nobody", group="nogroup"
    )
    assert done.returncode == 0, done.stdout + done.stderr
    assert done.stdout.split()[-1] == str(home / "neural-networks-hands-on")
