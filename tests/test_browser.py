"""In a real JupyterLab in Chromium: a chapter runs and reads a drawn digit; repeated runs show progress, and stop.

Works on a temporary copy, with the sample unless COURSE_DATA names a folder. Not part of `make test`.
"""

import os
import shutil
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import nbformat
import pytest

from tools import course

playwright_api = pytest.importorskip("playwright.sync_api")
Error, Page, sync_playwright = playwright_api.Error, playwright_api.Page, playwright_api.sync_playwright
pytestmark = pytest.mark.browser

CHAPTER = "09_mnist_case_study.ipynb"
TOKEN = "course"
START, RUN = 60, 600  # seconds
# Clicking through the menus races against the kernel's start; JupyterLab's own commands can be waited for.
OPEN = """async (name) => {
    const app = window.jupyterapp;
    await app.restored;
    const panel = await app.commands.execute('docmanager:open', {path: name, factory: 'Notebook'});
    await panel.context.ready;
    await panel.sessionContext.ready;
    await panel.sessionContext.session.kernel.info;
}"""
RUN_ALL = """async () => {
    await window.jupyterapp.commands.execute('notebook:run-all-cells');
    return window.jupyterapp.shell.currentWidget.content.model.toJSON();
}"""
START_ALL = "() => { window.jupyterapp.commands.execute('notebook:run-all-cells'); }"  # and do not wait
SAVE = "() => window.jupyterapp.commands.execute('docmanager:save')"
PICTURES = """async () => {
    for (const cell of document.querySelectorAll('.jp-Notebook .jp-Cell')) {
        cell.scrollIntoView();
        await new Promise(done => setTimeout(done, 30));
    }
    return window.jupyterapp.shell.currentWidget.content.widgets.flatMap(
        cell => [...cell.node.querySelectorAll('.jp-OutputArea img')].map(image => image.naturalWidth));
}"""


def start_server(folder: Path) -> tuple[subprocess.Popen, str]:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    own = {
        f"JUPYTER{name}": str(folder / name.lower())
        for name in ("_CONFIG_DIR", "LAB_SETTINGS_DIR", "LAB_WORKSPACES_DIR")
    }
    environment = {"COURSE_DATA": "sample"} | dict(os.environ) | own
    options = (
        f"--no-browser --port={port} --IdentityProvider.token={TOKEN} --expose-app-in-browser --LabApp.news_url=None"
    )
    command = [sys.executable, "-m", "jupyterlab", *options.split(), f"--ServerApp.root_dir={folder / 'notebooks'}"]
    if hasattr(os, "geteuid") and os.geteuid() == 0:
        command.append("--allow-root")
    log = (folder / "server.log").open("w")
    server = subprocess.Popen(command, env=environment, stdout=log, stderr=log)
    address = f"http://127.0.0.1:{port}"
    deadline = time.monotonic() + START
    while time.monotonic() < deadline and server.poll() is None:
        try:
            urllib.request.urlopen(f"{address}/api?token={TOKEN}", timeout=2).close()
            return server, f"{address}/lab?token={TOKEN}"
        except OSError:
            time.sleep(0.3)
    server.kill()
    pytest.fail(f"JupyterLab did not start within {START} s:\n{(folder / 'server.log').read_text()[-2000:]}")


def launch(playwright):
    """Start the Chromium or Chrome of this machine, or else Playwright's own, fetched where that is possible."""
    programs = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
    program = next(filter(None, map(shutil.which, programs)), None)
    options = {
        "executable_path": program,
        "args": ["--no-sandbox", "--disable-background-networking", "--disable-sync"],
    }
    try:
        return playwright.chromium.launch(**options)
    except Error:
        if program is None:
            subprocess.run([sys.executable, "-m", "playwright", "install", "chromium"], capture_output=True)
    try:
        return playwright.chromium.launch(**options)
    except Error:
        pytest.fail("No Chromium could be started: install it (Debian: apt install chromium) and run this again.")


def check(page: Page) -> list[str]:
    """Run the chapter and return what is wrong."""
    page.evaluate(OPEN, CHAPTER)
    cells = page.evaluate(RUN_ALL)["cells"]
    code = [cell for cell in cells if cell["cell_type"] == "code"]
    wrong = [f"cell {cell['id']} was not run" for cell in code if cell["source"] and not cell["execution_count"]]
    drawn = 0
    for cell in code:
        for output in cell["outputs"]:
            if output["output_type"] == "error":
                wrong.append(f"cell {cell['id']}: {output['ename']}: {output['evalue']}")
            if output.get("name") == "stderr":
                wrong.append(f"cell {cell['id']} wrote to stderr: {output['text']}")
            drawn += "image/png" in output.get("data", {})
    stored = course.read(course.NOTEBOOKS / CHAPTER)
    expected = sum(
        "image/png" in output.get("data", {}) for _, cell in course.code_cells(stored) for output in cell.outputs
    )
    widths = page.evaluate(PICTURES)
    if drawn != expected or len(widths) < expected or min(widths, default=0) < 100:  # sliders draw more
        wrong.append(f"{expected} pictures should be drawn; {drawn} were made, shown with widths {widths}")
    print(f"{len(code)} cells run in JupyterLab in Chromium, {len(widths)} pictures drawn")
    return wrong


@pytest.fixture(scope="module")
def lab(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Page, Path]]:
    """A page that shows JupyterLab, and the folder of notebooks that it works on."""
    folder = tmp_path_factory.mktemp("course-browser")
    shutil.copytree(course.NOTEBOOKS, folder / "notebooks")
    server, address = start_server(folder)
    try:
        with sync_playwright() as playwright:
            browser = launch(playwright)
            page = browser.new_page(viewport={"width": 1400, "height": 1000})
            page.set_default_timeout(RUN * 1000)
            page.goto(address)
            page.wait_for_function("() => window.jupyterapp !== undefined")
            yield page, folder / "notebooks"
            browser.close()
    finally:
        server.terminate()
        server.wait(timeout=30)


def test_a_chapter_runs_in_jupyterlab(lab):
    page, _ = lab
    wrong = check(page)
    page.screenshot(path=course.ROOT / "build" / "browser.png")
    assert not wrong, "\n".join(wrong)


HOOK = ((150, 52), (96, 54), (88, 120), (112, 108), (140, 106), (168, 118), (182, 146), (178, 178), (158, 206))
FIVE = ((*HOOK, (126, 216), (94, 208), (76, 190)), ((148, 52), (190, 50)))  # points on the pad
TO_CELL = """async (id) => {
    const content = window.jupyterapp.shell.currentWidget.content;
    content.activeCellIndex = content.widgets.findIndex(cell => cell.model.id === id);
    await content.scrollToItem(content.activeCellIndex, 'center');
}"""
RUN_CELL = "() => window.jupyterapp.commands.execute('notebook:run-cell')"
OUTPUTS_OF = """(id) => {
    const cells = window.jupyterapp.shell.currentWidget.content.model.toJSON().cells;
    return cells.find(cell => cell.id === id).outputs;
}"""


def test_a_digit_drawn_on_the_pad_is_read(lab):
    page, _ = lab
    page.evaluate(OPEN, CHAPTER)
    page.evaluate(RUN_ALL)
    page.evaluate(TO_CELL, "pad")
    shown = page.locator(".jp-NotebookPanel:not(.lm-mod-hidden) .jp-Cell.jp-mod-active")
    pad = shown.locator("canvas")
    pad.scroll_into_view_if_needed()
    assert not page.evaluate(OUTPUTS_OF, "pad")[0].get("name")  # no word on stderr
    before = page.evaluate(OUTPUTS_OF, "own")  # the example
    box = pad.bounding_box()
    for stroke in FIVE:
        first, *others = [(box["x"] + x, box["y"] + y) for x, y in stroke]
        page.mouse.move(*first)
        page.mouse.down()
        for place in others:
            page.mouse.move(*place, steps=3)
        page.mouse.up()
    shown.get_by_text("The network sees this").wait_for(timeout=20_000)
    page.wait_for_timeout(1_000)  # the second stroke is read as well
    page.screenshot(path=course.ROOT / "build" / "browser-pad.png")
    assert shown.locator("b").inner_text() == "5"
    page.evaluate(TO_CELL, "own")
    page.evaluate(RUN_CELL)
    after = page.evaluate(OUTPUTS_OF, "own")
    assert after[0]["data"]["image/png"] != before[0]["data"]["image/png"]
    page.evaluate(TO_CELL, "pad")
    shown.get_by_role("button", name="Clear").click()
    shown.get_by_text("Draw a digit.").wait_for(timeout=20_000)


LONG_RUNS = """import helpers.startup, keras, numpy as np
from helpers import training

x = np.random.default_rng(0).normal(size=(300, 8)).astype("float32")

def build(units):
    model = keras.Sequential([keras.Input((8,)), keras.layers.Dense(units, "relu"), keras.layers.Dense(1)])
    model.compile("adam", "mse")
    return model

variants = {"four": {"units": 4}, "five": {"units": 5}}
runs = training.repeat(build, variants, [0, 1], epochs=EPOCHS, x=x, y=x[:, :1], batch_size=32)"""
OUTPUTS = ".jp-NotebookPanel:not(.lm-mod-hidden) .jp-Cell-outputArea"


def open_long_runs(lab: tuple[Page, Path], name: str, epochs: int) -> tuple[Page, Path]:
    """Open a notebook that trains for `epochs`, start it, and wait until the progress is seen."""
    page, folder = lab
    cell = nbformat.v4.new_code_cell(LONG_RUNS.replace("EPOCHS", str(epochs)))
    kernel = {"kernelspec": {"name": "python3", "display_name": "Python 3"}}  # or JupyterLab asks which
    nbformat.write(nbformat.v4.new_notebook(cells=[cell], metadata=kernel), folder / name)
    page.evaluate(OPEN, name)
    page.evaluate(START_ALL)
    progress = page.locator(OUTPUTS).get_by_text("% done")
    progress.wait_for()
    assert "seed 0, epoch" in progress.inner_text()
    return page, folder / name


def saved_outputs(page: Page, path: Path) -> list[dict]:
    page.evaluate(SAVE)
    return nbformat.read(path, as_version=4).cells[0].outputs


def test_stop_ends_repeated_runs_and_leaves_nothing_of_their_progress(lab):
    page, path = open_long_runs(lab, "stopped.ipynb", 1_000_000)
    page.screenshot(path=course.ROOT / "build" / "browser-progress.png")
    page.locator(".jp-NotebookPanel:not(.lm-mod-hidden) [data-jp-item-name=interrupt]").click()
    page.locator(OUTPUTS).get_by_text("KeyboardInterrupt").first.wait_for()
    assert not page.locator(OUTPUTS).get_by_text("% done").count()
    empty, error = saved_outputs(page, path)
    assert (empty["data"], error["ename"]) == ({}, "KeyboardInterrupt")


def test_repeated_runs_that_end_leave_nothing_of_their_progress(lab):
    page, path = open_long_runs(lab, "finished.ipynb", 40)
    page.locator(OUTPUTS).get_by_text("% done").wait_for(state="detached")
    assert [output["data"] for output in saved_outputs(page, path)] == [{}]
    page.screenshot(path=course.ROOT / "build" / "browser-finished.png")
