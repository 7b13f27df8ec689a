"""pyproject.toml, uv.lock, requirements.txt and environment.yml say the same; style is kept."""

import re
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest
import yaml

from tools.course import ROOT

BIN = Path(sys.executable).parent
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
LOCK = tomllib.loads((ROOT / "uv.lock").read_text(encoding="utf-8"))
REQUIREMENTS = (ROOT / "requirements.txt").read_text(encoding="utf-8")
PLATFORMS = ["manylinux_2_27_x86_64", "manylinux_2_27_aarch64", "macosx_12_0_arm64", "win_amd64"]


def run(*command: str) -> subprocess.CompletedProcess:
    return subprocess.run(command, cwd=ROOT, capture_output=True, text=True)


def locked(name: str) -> list[dict]:
    return [package for package in LOCK["package"] if package["name"] == name]


def names(requirements: list[str]) -> list[str]:
    return [re.match(r"[\w-]+", requirement).group().lower() for requirement in requirements]


def test_environment_yml_installs_the_locked_packages_and_helpers():
    environment = yaml.safe_load((ROOT / "environment.yml").read_text(encoding="utf-8"))
    python, pip, packages = environment["dependencies"]
    low, high = re.fullmatch(r"python >=(3\.\d+),<(3\.\d+)", python).groups()
    assert PROJECT["project"]["requires-python"] == f">={low},<{high}"
    assert pip == "pip"
    assert packages == {"pip": ["-r requirements.txt", "-e ."]}


def test_requirements_hold_exactly_the_locked_versions():
    wanted = names(PROJECT["project"]["dependencies"] + PROJECT["dependency-groups"]["dev"])
    pinned = dict(re.findall(r"^([\w.-]+)==([\w.]+)", REQUIREMENTS, re.MULTILINE))
    assert not set(wanted) - set(pinned)
    for name, version in pinned.items():
        assert version in {package["version"] for package in locked(name)}, f"{name}=={version} is not what is locked"


def test_lock_fits_the_project():
    done = run(str(BIN / "uv"), "lock", "--check", "--offline", "--quiet")
    assert done.returncode == 0, f"uv.lock does not fit pyproject.toml: run `uv lock`\n{done.stderr}"


def test_requirements_are_the_export_of_the_lock():
    command = "export --offline --quiet --locked --no-hashes --no-annotate --no-header --no-emit-project"
    assert run(str(BIN / "uv"), *command.split()).stdout == REQUIREMENTS, "run `make lock`"


@pytest.mark.parametrize("platform", PLATFORMS)
@pytest.mark.parametrize("python", ["cp311", "cp312", "cp313"])
def test_lock_has_tensorflow_for(platform, python):
    wheels = [wheel["url"] for package in locked("tensorflow") for wheel in package["wheels"]]
    assert any(f"-{python}-{python}-{platform}" in wheel for wheel in wheels)


def test_lock_resolves_for_the_four_platforms():
    assert len(LOCK["supported-markers"]) == len(LOCK["required-markers"]) == 4


def test_code_and_notebooks_keep_the_style():
    for command in (["check"], ["format", "--check"]):
        done = run(str(BIN / "ruff"), *command)
        assert done.returncode == 0, f"run `make lint`\n{done.stdout}"


def test_ci_calls_the_command_of_the_readme():
    script = (ROOT / ".ci" / "run").read_text(encoding="utf-8")
    assert script.rstrip().endswith("exec make test")
    assert "`make test`" in (ROOT / "README.md").read_text(encoding="utf-8")
