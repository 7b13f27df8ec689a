"""Diagrams show every text and arrow, nothing lies on anything else, and a movie is the same twice."""

import base64
import html
import io
import itertools
import re

import keras
import matplotlib.pyplot as plt
import numpy as np
import pytest
from matplotlib.patches import FancyArrowPatch, FancyBboxPatch, Rectangle
from PIL import Image

from helpers import diagrams, plots
from helpers.diagrams import Block

ALT = 'A "window" moves.'
RESIDUAL = {
    "x": Block(),
    "conv 1": Block("convolution", kind="convolution"),
    "conv 2": Block("convolution", kind="convolution"),
    "+": Block(kind="merge", after=("conv 2", "x")),
    "ReLU": Block(kind="activation"),
}
INCEPTION = {
    "input": Block(note="192 channels"),
    "one": Block("1 × 1", note="64 channels", after="input"),
    "reduce": Block("1 × 1", note="96 channels", after="input"),
    "three": Block("3 × 3", note="128 channels"),
    "pool": Block("3 × 3 max", kind="pooling", after="input"),
    "project": Block("1 × 1"),
    "join": Block("concatenate", kind="merge", note="256 channels", after=("one", "three", "project")),
}


@pytest.fixture(autouse=True)
def close_figures():
    yield
    plt.close("all")


@pytest.fixture
def shown(monkeypatch):
    found = []
    monkeypatch.setattr(plots, "display", lambda data, metadata, raw: found.append((data, metadata)))
    monkeypatch.setattr(diagrams, "display", lambda data, raw: found.append(data))
    return found


def panel():
    plt.figure(figsize=(12, 8))
    return plt.subplot()


def texts(ax):
    return [text.get_text() for text in ax.texts]


def drawn(ax):
    """The boxes (without their rounded edges) and the lines of the arrows, in pixels."""
    ax.figure.draw_without_rendering()
    boxes = [patch.get_window_extent() for patch in ax.patches if isinstance(patch, FancyBboxPatch)]
    arrows = [
        ax.transData.transform_path(patch._path_original) for patch in ax.patches if isinstance(patch, FancyArrowPatch)
    ]
    return boxes, arrows


def test_a_matrix_shows_its_numbers_windows_and_bold_cells():
    ax = panel()
    diagrams.matrix(
        [[1, -2.5], [np.nan, 1 / 3]], title="kernel", windows=[(0, 0, 1, 2), (0, 0, 2, 1)], bold=[(0, 1)], ax=ax
    )
    assert texts(ax) == ["1", "−2.5", "0.3333"]
    assert [text.get_weight() for text in ax.texts] == ["normal", "bold", "normal"]
    assert ax.texts[1].get_position() == (1, 0)
    wide, high = (patch for patch in ax.patches if isinstance(patch, Rectangle))
    assert wide.get_bbox().extents == pytest.approx([-0.46, -0.46, 1.46, 0.46])
    assert high.get_bbox().extents == pytest.approx([-0.46, -0.46, 0.46, 1.46])
    assert wide.get_edgecolor() != high.get_edgecolor()
    assert ax.get_title() == "kernel"
    assert ax.get_ylim()[0] > ax.get_ylim()[1]  # row 0 is the highest


def test_the_numbers_of_a_matrix_fit_their_cells_in_a_small_panel():
    axes = plt.subplots(2, 3, figsize=(6, 3))[1]
    for ax in axes.flat:
        diagrams.matrix(np.full((6, 6), -123.4), title="small", ax=ax)
    ax.figure.draw_without_rendering()
    first, second = (text.get_window_extent() for text in ax.texts[:2])
    assert first.x1 < second.x0


def test_a_matrix_needs_rows_and_columns():
    with pytest.raises(ValueError, match=r"shape \(rows, columns\), got shape \(3,\)"):
        diagrams.matrix([1, 2, 3], alt=ALT)


def test_a_chain_shows_values_above_and_slopes_below():
    ax = panel()
    diagrams.chain(["w", "exp"], [1, 2.71828], [2.71828, 1], output="f", ax=ax)
    assert texts(ax)[:7] == ["w", "", "1.0000", "2.7183", "exp", "", "2.7183"]
    above, below = ax.texts[2:4]
    assert above.get_position()[1] > 0 > below.get_position()[1]
    assert "← backward: derivatives of f" in texts(ax)


def test_diagrams_are_shown_with_their_text(shown):
    diagrams.matrix([[1, 2]], alt=ALT)
    diagrams.blocks(RESIDUAL, alt=ALT)
    assert [metadata["image/png"]["alt"] for _, metadata in shown] == [ALT, ALT]
    assert not plt.get_fignums()
    with pytest.raises(ValueError, match="either ax or alt"):
        diagrams.blocks(RESIDUAL, ax=panel(), alt=ALT)


@pytest.mark.parametrize("down", [False, True])
@pytest.mark.parametrize("boxes", [RESIDUAL, INCEPTION], ids=["residual", "inception"])
def test_no_box_note_or_arrow_lies_on_another_box(boxes, down):
    ax = panel()
    diagrams.blocks(boxes, down=down, ax=ax)
    places, arrows = drawn(ax)
    assert len(places) == len(boxes)
    assert len(arrows) == 5 if boxes is RESIDUAL else 8
    extents = places + [text.get_window_extent() for text in ax.texts if "channels" in text.get_text()]
    assert not any(one.padded(-1).overlaps(other) for one, other in itertools.combinations(extents, 2))
    for arrow in arrows:
        touched = [box for box in places if arrow.intersects_bbox(box.padded(2), filled=False)]
        assert len(touched) == 2  # where it begins and where it ends


def test_boxes_go_from_left_to_right_or_down():
    for down in (False, True):
        ax = panel()
        diagrams.blocks({"a": Block(), "b": Block(), "c": Block()}, down=down, ax=ax)
        a, b, c = (text.get_position() for text in ax.texts)
        along, sign = (1, -1) if down else (0, 1)
        assert sign * a[along] < sign * b[along] < sign * c[along]
        assert a[1 - along] == b[1 - along] == c[1 - along]


def test_a_shortcut_goes_around_in_a_color_of_its_own_and_has_its_label():
    ax = panel()
    diagrams.blocks(RESIDUAL, labels={("x", "+"): "identity"}, title="a block", ax=ax)
    arrows = [patch for patch in ax.patches if isinstance(patch, FancyArrowPatch)]
    assert sorted(len(patch._path_original) for patch in arrows) == [2, 2, 2, 2, 4]
    (around,) = (patch for patch in arrows if len(patch._path_original) == 4)
    assert around.get_edgecolor() not in {patch.get_edgecolor() for patch in arrows if patch is not around}
    (label,) = (text for text in ax.texts if text.get_text() == "identity")
    assert label.get_position()[1] > max(around._path_original.vertices[:, 1])
    assert ax.get_title() == "a block"


def test_parallel_paths_part_and_meet_in_the_middle():
    ax = panel()
    diagrams.blocks(INCEPTION, ax=ax)
    heights = {text.get_text(): text.get_position()[1] for text in ax.texts}
    assert heights["input"] == heights["3 × 3"] == pytest.approx(heights["concatenate"])
    assert heights["3 × 3 max"] < heights["3 × 3"]


def test_texts_stay_within_their_boxes_in_a_small_panel():
    ax = plt.subplots(1, 2, figsize=(6, 3))[1][0]
    diagrams.blocks(RESIDUAL, down=True, ax=ax)
    places, _ = drawn(ax)
    for text, box in zip(ax.texts, places, strict=True):
        inside = text.get_window_extent()
        assert box.x0 <= inside.x0
        assert inside.x1 <= box.x1


@pytest.mark.parametrize(
    ("boxes", "labels", "message"),
    [
        ({}, {}, "no box to draw"),
        ({"a": Block(after="b"), "b": Block()}, {}, "The box 'a' is after 'b', which does not stand before it"),
        ({"a": Block(kind="conv")}, {}, "the kind 'conv'; there are convolution, dense"),
        ({"a": Block(), "b": Block(after=())}, {("a", "b"): "x"}, "no arrow a → b"),
    ],
)
def test_boxes_that_do_not_fit_are_explained(boxes, labels, message):
    with pytest.raises(ValueError, match=message):
        diagrams.blocks(boxes, labels=labels, alt=ALT)


def two_inputs():
    numbers = keras.Input((8,), name="numbers")
    image = keras.Input((6, 6, 1), name="image")
    hidden = keras.layers.Dense(4, name="hidden")(numbers)
    part = keras.Sequential([keras.Input((6, 6, 1)), keras.layers.Flatten()], name="part")(image)
    both = keras.layers.Concatenate(name="both")([hidden, part])
    return keras.Model([numbers, image], keras.layers.Dense(1, name="answer")(both) + hidden)


def test_a_layer_graph_shows_names_kinds_shapes_and_parameters_of_branches():
    ax = panel()
    model = two_inputs()
    diagrams.layer_graph(model, title="two inputs", ax=ax)
    found = {text.split("\n")[0]: text for text in texts(ax)}
    assert found["hidden"] == "hidden\nDense\n(None, 4)\n36 parameters"
    assert found["part"] == "part\nSequential\n(None, 36)"
    assert found["both"] == "both\nConcatenate\n(None, 40)"
    assert set(found) == {operation.name for operation in model.operations}
    assert len(drawn(ax)[1]) == 7
    assert ax.get_title() == "two inputs"


def test_a_sequential_model_begins_with_its_input_and_a_deep_one_goes_down():
    for count in (2, 8):
        ax = panel()
        dense = [keras.layers.Dense(3, name=f"hidden_{place}") for place in range(count)]
        diagrams.layer_graph(keras.Sequential([keras.Input((5,)), *dense]), ax=ax)
        (x0, y0), (x1, y1) = (text.get_position() for text in ax.texts[:2])
        assert (x0 < x1, y0 > y1) == ((True, False) if count == 2 else (False, True))
        assert re.split(r"\n|, (?=Input)", texts(ax)[0]) == ["input", "Input", "(None, 5)"]
        assert len(drawn(ax)[1]) == count


def test_a_model_without_shapes_is_refused():
    with pytest.raises(ValueError, match="begin it with keras"):
        diagrams.layer_graph(keras.Sequential([keras.layers.Dense(3)]), alt=ALT)


def line(ax, frame):
    ax.plot([0, frame], [0, 1])
    ax.set(xlim=(0, 3), ylim=(0, 1))


def gif(data):
    source = re.search(r'src="data:image/gif;base64,([^"]+)"', data["text/html"]).group(1)
    return Image.open(io.BytesIO(base64.b64decode(source)))


def test_a_movie_has_its_frames_and_its_text_and_is_the_same_twice(shown):
    for _ in range(2):
        diagrams.movie(line, range(1, 4), alt=ALT, height=2, seconds=0.2)
    assert shown[0] == shown[1]
    image = gif(shown[0])
    assert image.n_frames == 3
    assert (image.info["duration"], image.info["loop"]) == (200, 0)
    assert image.size == (round(7.2 * diagrams.MOVIE_RESOLUTION), round(2 * diagrams.MOVIE_RESOLUTION))
    assert image.convert("RGB").getpixel((2, 2)) == (255, 255, 255)
    assert html.unescape(re.search('alt="([^"]*)"', shown[0]["text/html"]).group(1)) == ALT
    assert shown[0]["text/plain"] == ALT
    assert not plt.get_fignums()


def test_frames_are_cleared_and_panels_keep_their_place(shown):
    lines, places = [], []

    def draw(axes, frame):
        axes[0].plot([0, 1], [0, 10.0**frame])
        lines.append(len(axes[0].get_lines()))
        places.append(tuple(axes[1].get_position().bounds))

    diagrams.movie(draw, range(3), alt=ALT, columns=2)
    assert lines == [1, 1, 1]
    assert places[1] == places[2]


def test_a_movie_needs_frames_and_a_text(shown):
    with pytest.raises(ValueError, match="at least one frame"):
        diagrams.movie(line, [], alt=ALT)
    with pytest.raises(ValueError, match="give alt a sentence"):
        diagrams.movie(line, [1], alt="")
    assert not plt.get_fignums()
