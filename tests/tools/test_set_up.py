"""Set-up owes nothing to the shell: what is dropped, what stays, when `.venv` is made anew, and what is said."""

import ast
import json
import os
import sys
from pathlib import Path

import pytest

from tools import set_up

HOSTILE = {
    "PYTHONPATH": "/elsewhere",
    "PYTHONWARNINGS": "error",
    "PYTHONDONTWRITEBYTECODE": "1",
    "PYTEST_ADDOPTS": "-x",
    "PYTEST_PLUGINS": "none",
    "MPLBACKEND": "agg",
    "MATPLOTLIBRC": "/elsewhere",
    "IPYTHON_DIR": "/elsewhere",
    "KERAS_BACKEND": "jax",
    "KERAS_MAX_EPOCHS": "1",
    "TF_USE_LEGACY_KERAS": "1",
    "JUPYTER_PATH": "/elsewhere",
    "CONDA_PREFIX": "/elsewhere",
    "GIT_DIR": "/elsewhere",
    "XLA_FLAGS": "--unknown",
    "TMPDIR": "/nowhere/at/all",
    "FORCE_COLOR": "1",
    "PIP_USER": "1",
    "PIP_TARGET": "/elsewhere",
    "PIP_NO_INDEX": "1",
    "UV_PYTHON": "3.14",
    "UV_NO_DEV": "1",
    "UV_EXCLUDE_NEWER": "2020-01-01",
    "UV_INDEX_STRATEGY": "first-index",
}
SERVING = {
    "HTTPS_PROXY": "http://proxy:1",
    "SSL_CERT_FILE": "/ca.pem",
    "PIP_INDEX_URL": "https://mirror/simple",
    "PIP_CERT": "/ca.pem",
    "UV_INDEX_SCHOOL_PASSWORD": "secret",
    "KERAS_HOME": "/data/keras",
    "GIT_SSL_CAINFO": "/ca.pem",
    "CUDA_VISIBLE_DEVICES": "0",
    "LANG": "zh_CN.GBK",
}


@pytest.fixture
def installed(tmp_path, monkeypatch):
    """A folder in which set-up has made `.venv`, whose Python is the one that runs this."""
    root = tmp_path / "course"
    (root / ".venv" / set_up.BIN).mkdir(parents=True)
    (root / ".venv" / set_up.BIN / "python").symlink_to(sys.executable)
    for name in ("uv.lock", "pyproject.toml"):
        (root / name).write_text(name, encoding="utf-8")
    monkeypatch.setattr(set_up, "ROOT", root)
    monkeypatch.setattr(set_up, "VENV", root / ".venv")
    monkeypatch.setattr(set_up, "STAMP", root / ".venv" / "course.json")
    monkeypatch.setattr(set_up, "LOG", root / "build" / "set_up.log")
    made_of = set_up.wanted() | {"python": list(sys.version_info[:2])}
    set_up.STAMP.write_text(json.dumps(made_of), encoding="utf-8")
    return root


def ready(asked=None):
    return set_up.is_ready(set_up.stamp(), asked)


def test_the_oldest_python_can_read_the_program():
    ast.parse(Path(set_up.__file__).read_text(encoding="utf-8"), feature_version=(3, 8))


@pytest.mark.parametrize("name", HOSTILE)
def test_a_variable_that_would_change_something_is_dropped(name):
    assert set_up.clean_environment(HOSTILE | SERVING).get(name) in (None, "tensorflow")


@pytest.mark.parametrize("name", SERVING)
def test_a_variable_that_serves_stays(name):
    assert set_up.clean_environment(HOSTILE | SERVING)[name] == SERVING[name]


def test_servers_on_this_machine_are_asked_without_a_proxy():
    assert set_up.clean_environment({"no_proxy": "intranet"})["no_proxy"] == "intranet,127.0.0.1,localhost,::1"


def test_a_relative_data_folder_is_made_absolute(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    assert set_up.clean_environment({"COURSE_DATA": "data"})["COURSE_DATA"] == str(tmp_path / "data")
    assert set_up.clean_environment({"COURSE_DATA": "sample"})["COURSE_DATA"] == "sample"


@pytest.mark.parametrize("home", [{}, {"HOME": "/nowhere/at/all"}])
def test_without_a_home_there_is_one(home, installed):
    assert Path(set_up.clean_environment(home)["HOME"]).is_dir()


def test_programs_find_the_courses_own_first(installed, monkeypatch):
    ours = set_up.course_environment({"PATH": "/usr/bin", "UV_DEFAULT_INDEX": "https://mirror", "HOME": str(installed)})
    assert ours["PATH"].split(os.pathsep)[0] == str(installed / ".venv" / set_up.BIN)
    assert "UV_DEFAULT_INDEX" not in ours, "whether the lock fits does not depend on it"
    assert (Path(ours["IPYTHONDIR"]) / "profile_default" / "ipython_config.py").is_file()


def test_what_is_ready_is_left_alone(installed):
    assert ready()
    assert ready(sys.executable)


def test_a_moved_folder_is_noticed(installed, monkeypatch):
    moved = installed.rename(installed.with_name("moved"))
    monkeypatch.setattr(set_up, "ROOT", moved)
    monkeypatch.setattr(set_up, "VENV", moved / ".venv")
    monkeypatch.setattr(set_up, "STAMP", moved / ".venv" / "course.json")
    assert not ready()


@pytest.mark.parametrize("change", ["python gone", "another version", "lock", "half made"])
def test_what_is_not_ready(installed, change):
    python = installed / ".venv" / set_up.BIN / "python"
    if change == "python gone":
        python.unlink()
        python.symlink_to("/usr/bin/python3.0")
    elif change == "another version":
        noted = set_up.stamp() | {"python": [3, 9]}
        set_up.STAMP.write_text(json.dumps(noted), encoding="utf-8")
    elif change == "lock":
        (installed / "uv.lock").write_text("another", encoding="utf-8")
    else:
        set_up.STAMP.unlink()
    assert not ready()


def test_line_ends_of_the_lock_do_not_matter(installed):
    (installed / "uv.lock").write_bytes(b"a\nb\n")
    before = set_up.wanted()
    (installed / "uv.lock").write_bytes(b"a\r\nb\r\n")
    assert set_up.wanted() == before


def test_sources_are_read_from_pips_and_uvs_settings(tmp_path, monkeypatch):
    monkeypatch.setattr(set_up, "uv_python", lambda: sys.executable)
    (tmp_path / "pip.conf").write_text(
        "[global]\nindex-url = https://user:secret@mirror/simple/\nuser = true\nno-index = true\ncert = /ca.pem\n",
        encoding="utf-8",
    )
    (tmp_path / ".config" / "uv").mkdir(parents=True)
    settings = 'exclude-newer = "2020-01-01"\n[[index]]\nurl = "https://extra/simple"\n'
    (tmp_path / ".config" / "uv" / "uv.toml").write_text(settings, encoding="utf-8")
    environment = {"HOME": str(tmp_path), "PIP_CONFIG_FILE": str(tmp_path / "pip.conf"), "PATH": os.defpath}
    told = set_up.installing_environment(environment)
    assert told["PIP_INDEX_URL"] == told["UV_DEFAULT_INDEX"] == "https://user:secret@mirror/simple/"
    assert told["UV_INDEX"].split()[0] == "https://extra/simple"
    assert told["SSL_CERT_FILE"] == "/ca.pem"
    assert told["PIP_CONFIG_FILE"] == os.devnull
    assert not {"PIP_USER", "PIP_NO_INDEX", "UV_EXCLUDE_NEWER"} & set(told)


@pytest.mark.parametrize(
    ("printed", "said"),
    [
        ("error: failed to write: No space left on device (os error 28)", "the disk is full"),
        ("ensurepip is not available.", "sudo apt install python3-venv"),
        (
            "ERROR: Could not install packages due to an OSError: Missing dependencies for SOCKS support.",
            "ALL_PROXY=socks",
        ),
        ("Hash mismatch for `tensorflow==2.21.0`", "is not the one in uv.lock"),
        ("invalid peer certificate: UnknownIssuer", "set SSL_CERT_FILE"),
        ("ERROR: No matching distribution found for uv==0.13.8", "does not have all that uv.lock names"),
        ("OSError: [Errno 30] Read-only file system: '/srv/course/.venv'", "cannot be written"),
        ("error sending request for url (https://pypi.org/simple/uv/)", "cannot be downloaded through the proxy"),
        (
            "WARNING: Retrying after connection broken by 'ProxyError('Cannot connect to proxy.')': /simple/uv/\n"
            "ERROR: No matching distribution found for uv==0.13.8",
            "cannot be downloaded through the proxy that is set, ALL_PROXY=socks5://127.0.0.1:9",
        ),
        ("something that nobody has seen\n", "an installer failed: something that nobody has seen"),
    ],
)
def test_the_reason_is_a_sentence(installed, printed, said):
    sentence = set_up.reason(printed, {"ALL_PROXY": "socks5://me:secret@127.0.0.1:9"})
    assert said in sentence.splitlines()[0]
    assert "secret" not in sentence
    assert "build" in sentence


def test_a_python_that_does_not_fit_is_named():
    with pytest.raises(set_up.SetUpError, match=r"there is no program python3\.99"):
        set_up.main(["--python", "python3.99"])
