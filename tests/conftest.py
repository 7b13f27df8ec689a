"""One run: prepare the notebooks with reduced parameters, let nbval execute and compare them, sum up."""

import logging
import os
from collections import defaultdict
from pathlib import Path

import matplotlib
import pytest

from tools import course, prepare, saved, set_up

# The shipped sample, so that neither cache nor network is touched; a named folder is used where one is named, but not
# by the reduced copies of the notebooks, whose trainings are recorded with the sample.
os.environ.setdefault("COURSE_DATA", "sample")
os.environ.pop("COURSE_RECORD", None)
# `make test` has done so before; an editor's test runner has not, and kernels inherit it.
kept = set_up.course_environment(os.environ)
os.environ.clear()
os.environ.update(kept, JUPYTER_CONFIG_DIR=str(set_up.house() / "jupyter"), KERAS_HOME=str(set_up.house() / "keras"))
matplotlib.use("agg")  # in this process; kernels choose their own
pytest_plugins = ["tools.regression"]


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--nb", default="", help='numbers of the notebooks to test, for example "09 10"; default: all')


@pytest.hookimpl(tryfirst=True)
def pytest_configure(config: pytest.Config) -> None:
    if hasattr(config, "workerinput"):
        return
    logging.getLogger("papermill").setLevel("ERROR")
    try:
        prepare.prepare(course.notebook_paths(config.getoption("nb")))
    except course.CourseError as error:
        raise pytest.UsageError(str(error)) from None
    except OSError as error:
        said = (
            f"The tests need to write into {prepare.PREPARED} ({error.strerror}): copy the course to a folder of yours."
        )
        raise pytest.UsageError(said) from None


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    if "notebook_path" in metafunc.fixturenames:
        paths = course.notebook_paths(metafunc.config.getoption("nb"))
        metafunc.parametrize("notebook_path", paths, ids=[path.stem for path in paths])


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Say how many notebooks ran, how many cells were compared and how long each took."""
    seconds: dict[str, float] = defaultdict(float)
    for reports in terminalreporter.stats.values():
        for report in reports:
            node = getattr(report, "nodeid", "")
            if ".ipynb::" in node and hasattr(report, "duration"):
                seconds[Path(node.split("::")[0]).stem] += report.duration
    if not seconds:
        return
    compared = 0
    if said := saved.report(course.notebook_paths(terminalreporter.config.getoption("nb"))):
        terminalreporter.section("saved by hand")
        for sentence in said:
            terminalreporter.write_line(sentence)
    terminalreporter.section("notebooks")
    for name in sorted(seconds):
        cells = [cell for _, cell in course.code_cells(course.read(prepare.PREPARED / f"{name}.ipynb"))]
        marked = sum(course.CHECKED in course.tags(cell) for cell in cells)
        compared += marked
        terminalreporter.write_line(
            f"{name:<28} {seconds[name]:6.1f} s  {len(cells):3} cells executed, {marked:3} of them compared"
        )
    terminalreporter.write_line(f"{len(seconds)} notebooks executed, {compared} cells compared with committed outputs")
