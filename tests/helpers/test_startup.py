"""A reader's kernel: what stands in their variables, profile and settings changes no page."""

import json
import os
from pathlib import Path

import nbformat
import pytest
from nbclient import NotebookClient

PROFILE = """\
c = get_config()
c.InteractiveShell.ast_node_interactivity = "all"
c.InlineBackend.figure_formats = ["svg", "retina"]
c.InlineBackend.rc = {"font.size": 30}
"""
START = "import numpy\nnumpy.set_printoptions(precision=2)\nimport os\nos.environ['MPLBACKEND'] = 'agg'\n"
CELLS = [
    "import helpers.startup\nimport keras\nimport numpy as np\nfrom helpers import plots\nplt = plots.plt",
    "keras.config.floatx(), keras.config.epsilon(), keras.config.image_data_format(), keras.config.max_epochs()",
    "'not shown'\nnp.array([1 / 3])",
    "plt.plot([1, 2])\nplt.show()",
    "plots.lines([1, 2], {'a': [1, 2]}, x='x', y='y', alt='A line that rises from one to two, straight all the way.')",
    "plt.rcParams['text.usetex'], plt.rcParams['figure.facecolor'], plt.rcParams['font.size']",
]


@pytest.fixture(scope="module")
def page(tmp_path_factory):
    """A page executed in a kernel whose owner has settings for everything."""
    home = tmp_path_factory.mktemp("home")
    files = {
        ".keras/keras.json": json.dumps(
            {"floatx": "float64", "epsilon": 0.1, "backend": "jax", "image_data_format": "channels_first"}
        ),
        ".ipython/profile_default/ipython_config.py": PROFILE,
        ".ipython/profile_default/startup/00.py": START,
        ".matplotlib/matplotlibrc": "text.usetex: True\nfigure.facecolor: black\n",
    }
    for name, content in files.items():
        (home / name).parent.mkdir(parents=True, exist_ok=True)
        (home / name).write_text(content, encoding="utf-8")
    own = {
        "HOME": str(home),
        "IPYTHONDIR": str(home / ".ipython"),
        "MPLCONFIGDIR": str(home / ".matplotlib"),
        "KERAS_HOME": str(home / ".keras"),
        "KERAS_BACKEND": "jax",
        "KERAS_MAX_EPOCHS": "1",
        "MPLBACKEND": "agg",
        "TF_CPP_MIN_LOG_LEVEL": "0",
    }
    cells = [nbformat.v4.new_code_cell(source) for source in CELLS]
    notebook = nbformat.v4.new_notebook(cells=cells)
    with pytest.MonkeyPatch.context() as patch:
        for name, value in own.items():
            patch.setenv(name, value)
        NotebookClient(notebook, kernel_name="python3", timeout=120).execute(cwd=str(home))
    return [cell.outputs for cell in notebook.cells]


def test_one_sentence_names_the_other_backend(page):
    (output,) = page[0]
    assert output.text == "KERAS_BACKEND=jax is set; the course runs with TensorFlow all the same.\n"


def test_keras_has_its_defaults(page):
    assert page[1][0].data["text/plain"] == "('float32', 1e-07, 'channels_last', None)"


def test_a_cell_shows_its_last_value_with_all_digits(page):
    (output,) = page[2]
    assert output.data["text/plain"] == "array([0.33333333])"


@pytest.mark.parametrize("cell", [3, 4])
def test_pictures_stand_in_the_page_as_png(page, cell):
    (output,) = page[cell]
    assert [kind for kind in output.data if kind.startswith("image/")] == ["image/png"]


def test_pictures_have_the_courses_style(page):
    assert page[5][0].data["text/plain"] == "(False, 'white', 12.0)"


def test_this_process_is_as_it_was(page):
    assert "KERAS_MAX_EPOCHS" not in os.environ
    assert Path(os.environ["IPYTHONDIR"]).name == "ipython"
