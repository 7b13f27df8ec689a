"""pyproject.toml, uv.lock, requirements.txt, environment.yml and the pages for people say the same; style is kept."""

import re
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest
import yaml

from tools import course, verdicts
from tools.course import ROOT

BIN = Path(sys.executable).parent
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
LOCK = tomllib.loads((ROOT / "uv.lock").read_text(encoding="utf-8"))
REQUIREMENTS = (ROOT / "requirements.txt").read_text(encoding="utf-8")
README = (ROOT / "README.md").read_text(encoding="utf-8")
PAGES = ["README.md", "CONTRIBUTING.md", "CHANGELOG.md", "results/README.md", "teaching/README.md"]
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
    pinned = dict(re.findall(r"^([\w.-]+)==([\w.]+)", REQUIREMENTS, re.MULTILINE))
    assert not set(names(PROJECT["project"]["dependencies"])) - set(pinned)
    for name, version in pinned.items():
        assert version in {package["version"] for package in locked(name)}, f"{name}=={version} is not what is locked"


def test_linters_are_locked_and_not_asked_of_a_reader():
    pinned = names(REQUIREMENTS.splitlines())
    tools = names(PROJECT["dependency-groups"]["dev"])
    assert all(locked(name) for name in tools)
    assert not {"ruff", "mypy", "codespell", "check-jsonschema", "zizmor"} & set(pinned)
    assert {"ruff", "mypy", "codespell", "check-jsonschema", "zizmor"} <= set(tools)


def test_lock_fits_the_project():
    done = run("uv", "lock", "--check", "--offline", "--quiet")
    assert done.returncode == 0, f"uv.lock does not fit pyproject.toml: run `uv lock`\n{done.stderr}"


def test_requirements_are_the_export_of_the_lock():
    command = "export --offline --quiet --locked --no-dev --no-hashes --no-annotate --no-header --no-emit-project"
    assert run("uv", *command.split()).stdout == REQUIREMENTS, "run `make lock`"


@pytest.mark.parametrize("platform", PLATFORMS)
@pytest.mark.parametrize("python", ["cp311", "cp312", "cp313"])
def test_lock_has_tensorflow_for(platform, python):
    wheels = [wheel["url"] for package in locked("tensorflow") for wheel in package["wheels"]]
    assert any(f"-{python}-{python}-{platform}" in wheel for wheel in wheels)


def test_lock_resolves_for_the_four_platforms():
    assert len(LOCK["supported-markers"]) == len(LOCK["required-markers"]) == 4


def test_code_and_notebooks_keep_the_style():
    for command in (["ruff", "check"], ["ruff", "format", "--check"], ["codespell"]):
        done = run(str(BIN / command[0]), *command[1:])
        assert done.returncode == 0, f"run `make lint`\n{done.stdout}"


def test_ci_calls_the_command_of_the_readme():
    script = (ROOT / ".ci" / "run").read_text(encoding="utf-8")
    assert script.rstrip().endswith("exec make test")
    assert "`make test`" in README


def test_versions_agree():
    version = PROJECT["project"]["version"]
    assert yaml.safe_load((ROOT / "CITATION.cff").read_text(encoding="utf-8"))["version"] == version
    assert re.findall(r"version (\d+\.\d+\.\d+)", README.split("## Sources")[1]) == [version]
    newest = re.search(r"^## (\S+):", (ROOT / "CHANGELOG.md").read_text(encoding="utf-8"), re.MULTILINE)
    assert newest.group(1) == version


def test_the_readme_is_a_page_for_newcomers():
    assert len(README.splitlines()) <= 130


def test_the_readme_lists_every_notebook_once_and_in_order():
    linked = re.findall(r"^(?:\||-) \[(\w\d) .*?\]\(notebooks/(\w+)\.ipynb\)", README, re.MULTILINE)
    assert linked == [(chapter.number, chapter.stem) for chapter in course.chapters()]


def test_the_readme_counts_the_claims():
    found = verdicts.read_claims()["verdict"].value_counts()
    reproduced, not_reproduced = found["reproduced"], found["not reproduced"]
    assert reproduced + not_reproduced == found.sum(), "the README's sentence has no place for another verdict"
    sentence = f"Of {found.sum()} claims, trained again at the sources' own settings and full length, "
    assert f"{sentence}{reproduced} are reproduced and {not_reproduced} are not" in README


def test_what_messages_call_sections_of_the_readme_are_its_headings():
    headings = re.findall(r"^## (.*)$", README, re.MULTILINE)
    named = re.findall(r"see (\w+) in the README", (ROOT / "helpers" / "data.py").read_text(encoding="utf-8"))
    assert named
    assert set(named) <= set(headings)


@pytest.mark.parametrize("page", PAGES)
def test_links_of_the_pages_lead_somewhere(page):
    text = (ROOT / page).read_text(encoding="utf-8")
    links = [link for link in re.findall(r"\]\(([^)#]+)", text) if "://" not in link]
    missing = [link for link in links if not ((ROOT / page).parent / link).exists()]
    assert not missing


@pytest.mark.parametrize("chapter", course.chapters(), ids=lambda chapter: chapter.number)
def test_the_readme_and_the_title_cell_state_the_same_minutes(chapter):
    stated = re.search(r"\*Time\*[^\n]*?(\d+) minutes? to run", chapter.title_cell)
    row = re.search(rf"^\| \[{chapter.number} .*\| (\d+) \|$", README, re.MULTILINE)
    assert (row and row.group(1)) == (stated and stated.group(1))


def test_nothing_refers_to_a_file_that_was_moved():
    """Programs and slow tests left `tests/` for `tools/` and for names of their own; only old commits know them."""
    moved = r"tests[/.](?:course|rules|execute|verdicts|bench|browser|training_checks|ci_parameters|test_regression)\b"
    moved += r"|exercises[/.]networks\b|exercises import .*\bnetworks\b|python -m tools\.(?:trainings|recorder)\b"
    suffixes = {".py", ".md", ".toml", ".yml", ".cff", ".ipynb", ""}
    tracked = run("git", "ls-files", "--cached", "--others", "--exclude-standard").stdout.splitlines()
    if not tracked:  # an archive without git
        pytest.skip("git does not know the files")
    files = [ROOT / name for name in tracked if Path(name).suffix in suffixes and (ROOT / name).is_file()]
    texts = {path.relative_to(ROOT).as_posix(): path.read_text(encoding="utf-8") for path in files}
    found = [f"{name}: {reference}" for name, text in texts.items() for reference in re.findall(moved, text)]
    assert not found, "\n".join(found)
