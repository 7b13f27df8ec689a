"""Cells that cannot be run again are found: one that fails, one that goes on where it stopped."""

import nbformat

from tools import twice


def test_cells_that_do_something_else_are_named(tmp_path):
    sources = {
        "fine": "x = 1\nprint(x)\nx + 1",
        "counts": "x = x + 1\nx",
        "fails": "y = y[0] if 'y' in dir() else []",
        "timed": "import time\ntime.perf_counter()",
        "after": "'still runs'",
    }
    tags = {"timed": {"tags": ["timing"]}}
    cells = [nbformat.v4.new_code_cell(code, id=name, metadata=tags.get(name, {})) for name, code in sources.items()]
    nbformat.write(nbformat.v4.new_notebook(cells=cells), tmp_path / "made_up.ipynb")
    assert twice.differences(tmp_path / "made_up.ipynb") == [
        "cell counts shows something else the second time",
        "cell fails fails the second time: IndexError: list index out of range",
    ]


def test_a_slider_can_be_run_again(tmp_path):
    slider = "import ipywidgets\n\n_ = ipywidgets.interact(lambda rate: None, rate=ipywidgets.FloatSlider(2.0))"
    cells = [nbformat.v4.new_code_cell(slider, id="slider")]
    nbformat.write(nbformat.v4.new_notebook(cells=cells), tmp_path / "made_up.ipynb")
    assert twice.differences(tmp_path / "made_up.ipynb") == []
