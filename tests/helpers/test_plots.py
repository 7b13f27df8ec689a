"""Each plot function draws what it says, with labeled axes, and returns nothing; each picture has a text."""

import base64
import io
import itertools

import matplotlib.pyplot as plt
import numpy as np
import pandas as pd
import pytest
from matplotlib.colors import to_rgb
from PIL import Image

from helpers import plots

ALT = "Two lines that cross."
FRAME = pd.DataFrame(
    {"variant": "a", "seed": [0, 0, 1, 1], "epoch": [1, 2, 1, 2], "accuracy": [0.2, 0.4, 0.4, 0.8], "loss": 1.0}
)


@pytest.fixture(autouse=True)
def close_figures():
    yield
    plt.close("all")


@pytest.fixture
def shown(monkeypatch):
    """What was displayed: (data, metadata) each."""
    found = []
    monkeypatch.setattr(plots, "display", lambda data, metadata, raw: raw and found.append((data, metadata)))
    return found


@pytest.fixture
def drawn(monkeypatch):
    """The figures that were shown, as they were when they were shown."""
    found = []
    draw = plots._palette_png
    monkeypatch.setattr(plots, "_palette_png", lambda figure: found.append(figure) or draw(figure))
    return found


def picture(shown):
    ((data, _),) = shown
    return Image.open(io.BytesIO(base64.b64decode(data["image/png"])))


def test_a_picture_is_shown_once_with_its_text_and_closed(shown):
    plt.plot([1, 2])
    plots.show(ALT)
    ((data, metadata),) = shown
    assert (data["text/plain"], metadata) == (ALT, {"image/png": {"alt": ALT}})
    assert not plt.get_fignums()


def test_a_picture_has_a_palette_and_the_resolution_of_the_course(shown):
    with plots.figure(alt=ALT) as ax:
        ax.plot([1, 2])
    image = picture(shown)
    assert image.mode == "P"
    assert image.info["dpi"] == pytest.approx((plots.RESOLUTION, plots.RESOLUTION), rel=1e-3)
    assert image.width == pytest.approx(7.2 * plots.RESOLUTION, abs=40)
    assert plots.RESOLUTION >= 96
    assert image.convert("RGB").getpixel((0, 0)) == (255, 255, 255)


def test_the_same_figure_gives_the_same_bytes(shown):
    for _ in range(2):
        plots.lines([1, 2, 3], {"a": [1, 2, 4], "b": [4, 2, 1]}, x="x", y="y", alt=ALT)
    assert shown[0] == shown[1]


def test_gray_images_keep_their_gray(shown):
    levels = range(0, 256, 5)
    plots.image_grid(np.array(levels, np.uint8).reshape(1, 4, 13), columns=1, size=3, alt=ALT)
    found = np.unique(np.asarray(picture(shown).convert("L"))).astype(int)
    assert all(np.abs(found - level).min() <= 1 for level in levels)


@pytest.mark.parametrize("alt", ["", "  ", None])
def test_a_picture_without_text_is_refused(shown, alt):
    plt.plot([1, 2])
    with pytest.raises(ValueError, match="give alt a sentence that says what the picture shows"):
        plots.show(alt)


@pytest.mark.parametrize(
    "draw",
    [
        lambda **how: plots.lines([0, 1], {"a": [1, 2]}, x="x", y="y", **how),
        lambda **how: plots.function_with_derivative(np.square, lambda x: 2 * x, name="square", **how),
        lambda **how: plots.runs(FRAME, "loss", **how),
        lambda **how: plots.differences(TABLE, **how),
        lambda **how: plots.confusion_matrix([0, 1], [1, 1], classes="ab", **how),
        lambda **how: plots.network([["a"], ["b"]], **how),
        lambda **how: plots.descent(lambda x, y: x**2 + y**2, {"a": [[1, 1], [0, 0]]}, span=((-2, 2),) * 2, **how),
        lambda **how: plots.walk(lambda w: w**2, [1, 0.5], span=(-2, 2), **how),
    ],
)
def test_functions_draw_into_ax_or_show_with_alt(shown, draw):
    ax = plt.subplots()[1]
    draw(ax=ax)
    assert ax.has_data() or ax.patches
    assert (len(plt.get_fignums()), shown) == (1, [])
    with pytest.raises(ValueError, match="either ax or alt"):
        draw(ax=ax, alt=ALT)
    with pytest.raises(ValueError, match="give alt a sentence"):
        draw(alt="")
    draw(alt=ALT)
    assert (len(plt.get_fignums()), len(shown)) == (1, 1)


def test_functions_with_several_panels_are_shown_with_alt(shown):
    plots.image_grid(np.zeros((2, 4, 4)), alt=ALT)
    plots.training_curves({"loss": [2.0, 1.0], "accuracy": [0.1, 0.2]}, alt=ALT)
    plots.weight_histograms({"a": [1.0, 2.0]}, alt=ALT)
    plots.most_confident_mistakes(np.zeros((1, 2, 2)), [1], np.array([[0.9, 0.1]]), alt=ALT)
    assert (len(shown), plt.get_fignums()) == (4, [])


def test_nothing_drawn_is_nothing_to_show(shown):
    with pytest.raises(ValueError, match="no picture to show"):
        plots.show(ALT)


def test_an_error_while_drawing_leaves_no_figure_behind(shown):
    def fails():
        with plots.figure(alt=ALT):
            raise KeyError("accuracy")

    with pytest.raises(KeyError):
        fails()
    assert (shown, plt.get_fignums()) == ([], [])


def test_figures_have_one_size_for_a_number_of_panels(shown, drawn):
    for columns, rows, height in ((1, 1, None), (2, 1, None), (3, 2, None), (1, 1, 2.0)):
        with plots.figure(alt=ALT, columns=columns, rows=rows, height=height) as axes:
            assert np.shape(axes) == {(1, 1): (), (2, 1): (2,), (3, 2): (2, 3)}[columns, rows]
    sizes = [tuple(figure.get_size_inches()) for figure in drawn]
    assert sizes == [(7.2, 4.2), (10.4, 3.6), (12.0, 7.2), (7.2, 2.0)]


def labels(axis):
    return [tick.label1.get_text() for tick in axis.get_major_ticks() if tick.label1.get_text()]


@pytest.mark.parametrize(
    ("values", "expected"),
    [
        ([0.0001, 1.0], {"0.0001", "0.001", "0.01", "0.1", "1"}),
        ([0.1, 2.0], {"0.1", "0.2", "0.5", "1", "2"}),
        ([0.6, 0.9], {"0.6", "0.7", "0.8", "0.9"}),
        ([10.0, 100_000.0], {"10", "100", "1,000", "10,000", "100,000"}),
        ([1e-9, 1e-3], {"$1 \\times 10^{-8}$", "0.001"}),
    ],
)
def test_log_ticks_are_plain_numbers(shown, drawn, values, expected):
    plots.lines([0, 20_000], {"a": values}, x="step", y="loss", log_y=True, alt=ALT)
    (ax,) = drawn[0].axes
    assert expected <= set(labels(ax.yaxis))
    assert "10,000" in labels(ax.xaxis)
    plots.lines(values, {"a": values}, x="rate", y="loss", log_x=True, alt=ALT)
    assert expected <= set(labels(drawn[1].axes[0].xaxis))


def test_ticks_that_somebody_chose_stay(shown, drawn):
    with plots.figure(alt=ALT) as ax:
        ax.plot([1, 10_000])
        ax.set_yscale("log")
        ax.set_yticks([1, 100], ["one", "hundred"])
    assert labels(drawn[0].axes[0].yaxis) == ["one", "hundred"]


@pytest.mark.parametrize(
    ("curves", "below"),
    [
        ({"falls": np.linspace(4, 0, 99), "rises": np.linspace(0, 4, 99)}, False),
        ({f"wave {i}": np.sin(np.linspace(0, 90, 99) + i) for i in range(5)}, True),
    ],
)
def test_a_legend_covers_no_curve(shown, drawn, curves, below):
    plots.lines(np.arange(99), curves, x="x", y="y", alt=ALT)
    (ax,) = drawn[0].axes
    legend = ax.get_legend().get_window_extent()
    for line in ax.get_lines():
        assert not any(legend.contains(*place) for place in ax.transData.transform(line.get_xydata()))
    assert [text.get_text() for text in ax.get_legend().get_texts()] == list(curves)
    assert (legend.y1 < ax.get_window_extent().y0) == below


def test_a_legend_covers_no_band(shown, drawn):
    frame = pd.DataFrame({"variant": "a", "seed": [0, 0, 1, 1], "epoch": [1, 9, 1, 9], "loss": [1, 1, 9, 9]})
    plots.runs(frame, "loss", log_y=False, alt=ALT)  # the line is at 5, the band is everywhere
    (ax,) = drawn[0].axes
    assert ax.get_legend().get_window_extent().y1 < ax.get_window_extent().y0


def test_lines_are_labeled_and_told_apart_by_style():
    plots.lines([0, 1, 2], {"a": [1, 2, 3], "b": [3, 2, 1]}, x="step", y="rate", log_y=True)
    ax = plt.gca()
    assert (ax.get_xlabel(), ax.get_ylabel(), ax.get_yscale()) == ("step", "rate", "log")
    assert [text.get_text() for text in ax.get_legend().get_texts()] == ["a", "b"]
    assert len({line.get_linestyle() for line in ax.get_lines()}) == 2
    assert len({line.get_color() for line in ax.get_lines()}) == 2


def test_line_panels_have_a_quantity_each(shown, drawn):
    plots.line_panels([0, 1], {"loss": {"a": [1, 0], "b": [2, 0]}, "pull": {"": [0, 1]}}, x="lead", alt=ALT)
    loss, pull = drawn[0].axes
    assert (loss.get_ylabel(), pull.get_ylabel(), pull.get_xlabel()) == ("loss", "pull", "lead")
    assert len(loss.lines) == 2


def test_error_bars_join_examples_and_prediction(shown, drawn):
    plots.error_bars([2, 1], [5, 3], {"flat": [4, 4], "right": [5, 3]}, xlabel="x", ylabel="y", alt=ALT)
    flat, right = drawn[0].axes
    assert (flat.get_title(), right.get_title()) == ("flat: mean bar 1.0", "right: mean bar 0.0")
    assert len(flat.collections[0].get_segments()) == 2


def test_function_with_derivative_draws_both():
    plots.function_with_derivative(np.square, lambda x: 2 * x, name="square", span=(-1, 1))
    function, derivative = plt.gca().get_lines()[-2:]
    np.testing.assert_allclose(function.get_ydata(), function.get_xdata() ** 2)
    np.testing.assert_allclose(derivative.get_ydata(), 2 * derivative.get_xdata())


def test_functions_with_derivatives_have_a_panel_each(shown, drawn):
    plots.functions_with_derivatives({"sine": (np.sin, np.cos), "square": np.square, "bend": np.abs}, alt=ALT)
    panels = drawn[0].axes
    assert [ax.get_title() for ax in panels[:3]] == ["sine", "square", "bend"]
    assert panels[0].get_xlabel() == "z"
    xs, derivative = panels[1].get_lines()[-1].get_data()  # found by moving x a little
    np.testing.assert_allclose(derivative, 2 * xs, atol=1e-3)


class Above:
    """A stand-in for a model: class 1 where the second coordinate is positive."""

    def predict(self, x, batch_size, verbose):
        return (x[:, 1:] > 0).astype(float)


def test_boundary_draws_points_and_the_kinks_of_units():
    x, y = np.array([[0.0, 1.0], [0.0, -1.0], [1.0, 2.0]]), np.array([1, 0, 1])
    kernel, bias = np.array([[1.0, 0.0], [0.0, 2.0]]), np.array([-0.5, 1.0])  # kinks at x1 = 0.5 and x2 = -0.5
    plots.boundary(Above(), x, y, {1: "up", 0: "down"}, title="two", lines=(kernel, bias))
    up, down, first, second = plt.gca().get_lines()
    assert (len(up.get_xdata()), len(down.get_xdata())) == (2, 1)
    assert set(first.get_xdata()) == {0.5}
    assert set(second.get_ydata()) == {-0.5}
    assert [text.get_text() for text in plt.gca().get_legend().get_texts()] == ["up", "down"]


def test_image_grid_shows_every_image_under_its_title():
    plots.image_grid(np.zeros((5, 4, 4)), titles=range(5), columns=3)
    shown = [ax for ax in plt.gcf().axes if ax.get_images()]
    assert [ax.get_title() for ax in shown] == list("01234")
    assert len(plt.gcf().axes) == 6


def test_image_grid_refuses_one_flat_image():
    with pytest.raises(ValueError, match=r"shape \(n, height, width\[, 3\]\), got \(784,\)"):
        plots.image_grid(np.zeros(784))


def test_training_curves_draw_training_and_validation():
    history = {"loss": [2.0, 0.1], "val_loss": [2.2, 0.3], "accuracy": [0.5, 0.9]}
    plots.training_curves(history)
    loss, accuracy = plt.gcf().axes
    assert len(loss.get_lines()) == 2
    assert len(accuracy.get_lines()) == 1
    assert loss.get_yscale() == "log"  # more than a decade
    assert list(loss.get_lines()[0].get_xdata()) == [1, 2]


def test_training_curves_name_a_missing_metric():
    with pytest.raises(ValueError, match="no 'accuracy'; it has loss"):
        plots.training_curves({"loss": [1.0]})


def test_runs_draw_mean_and_range():
    frame = pd.DataFrame(
        {"variant": "a", "seed": [0, 0, 1, 1], "epoch": [1, 2, 1, 2], "accuracy": [0.2, 0.4, 0.4, 0.8]}
    )
    plots.runs(frame, "accuracy")
    ax = plt.gca()
    np.testing.assert_allclose(ax.get_lines()[0].get_ydata(), [0.3, 0.6])
    band = ax.collections[0].get_paths()[0].vertices[:, 1]
    assert (band.min(), band.max()) == (0.2, 0.8)
    assert "2 seeds" in ax.get_title()
    assert ax.collections[0].get_edgecolor()[0][3] > ax.collections[0].get_facecolor()[0][3]


def test_runs_take_a_title_a_scale_and_limits():
    plots.runs(FRAME, "accuracy", title="depth", log_y=True, ylim=(0.1, 1))
    ax = plt.gca()
    assert (ax.get_title(), ax.get_ylabel()) == ("depth, mean and range of 2 seeds", "accuracy")
    assert (ax.get_yscale(), ax.get_ylim()) == ("log", (0.1, 1))


def test_runs_name_a_missing_column():
    with pytest.raises(ValueError, match="no column 'val_loss'; they have variant, seed, epoch, accuracy, loss"):
        plots.runs(FRAME, "val_loss")


def test_run_panels_have_one_legend_and_a_title_each(shown, drawn):
    plots.run_panels(FRAME, ["accuracy", "loss"], title="depth", alt=ALT)
    accuracy, loss = drawn[0].axes
    assert [ax.get_title() for ax in (accuracy, loss)] == ["accuracy", "loss"]
    assert drawn[0].get_suptitle() == "depth, mean and range of 2 seeds"
    assert [text.get_text() for text in drawn[0].legends[0].get_texts()] == ["a"]
    assert not accuracy.get_legend()
    assert not loss.get_legend()


TABLE = pd.DataFrame({"difference": [0.02, -0.01], "low": [0.01, -0.03], "high": [0.03, 0.01]}, index=["wide", "deep"])


def test_differences_are_drawn_row_by_row_with_zero(shown, drawn):
    plots.differences(TABLE, x="difference in accuracy", alt=ALT)
    (ax,) = drawn[0].axes
    zero, wide, wide_mean, deep, deep_mean = ax.get_lines()
    assert set(zero.get_xdata()) == {0}
    assert (list(wide.get_xdata()), list(wide.get_ydata())) == ([0.01, 0.03], [0, 0])
    assert (list(deep.get_xdata()), list(deep.get_ydata())) == ([-0.03, 0.01], [1, 1])
    assert (wide_mean.get_markerfacecolor() == "white", deep_mean.get_markerfacecolor() == "white") == (False, True)
    assert labels(ax.yaxis) == ["wide", "deep"]
    assert ax.get_ylim()[0] > ax.get_ylim()[1]  # the first row is the highest
    assert {"−2", "0", "+2"} <= set(labels(ax.xaxis))
    assert ax.get_xlabel() == "difference in accuracy (percentage points)"


def test_differences_need_the_table_of_compare():
    with pytest.raises(ValueError, match="no column 'low'; `training"):
        plots.differences(TABLE[["difference"]])


def test_dots_show_every_value_of_each_group_and_the_levels(shown, drawn):
    plots.dots({"few": [0.1, 0.2], "many": [0.3, 0.4, 0.5]}, y="loss", levels=[0.25], title="runs", alt=ALT)
    ax = drawn[0].axes[0]
    level, few, many = ax.get_lines()
    assert (level.get_linestyle(), set(level.get_ydata())) == ("--", {0.25})
    assert (list(few.get_ydata()), list(many.get_ydata())) == ([0.1, 0.2], [0.3, 0.4, 0.5])
    assert max(few.get_xdata()) < min(many.get_xdata())
    assert [label.get_text() for label in ax.get_xticklabels()] == ["few", "many"]
    assert (ax.get_ylabel(), ax.get_title()) == ("loss", "runs")


def test_weight_histograms_hold_all_weights_and_mark_limits():
    plots.weight_histograms({"a": [[-1.0, 0.5]], "b": np.zeros(4)}, limits={"a": 1.0})
    first, second = plt.gcf().axes
    for ax in (first, second):
        assert sum(bar.get_height() for bar in ax.patches) == pytest.approx(1)
    assert (len(first.get_lines()), len(second.get_lines())) == (2, 0)
    assert first.get_xlim() == second.get_xlim()


def test_confusion_matrix_counts():
    plots.confusion_matrix([0, 1, 1, 1], [0, 0, 0, 1], classes="ab")
    ax = plt.gca()
    assert [text.get_text() for text in ax.texts] == ["1", "", "2", "1"]
    assert ax.get_title() == "2 mistakes in 4 images"
    assert ax.get_images()[0].get_array().tolist() == [[0, 0], [2, 0]]


def test_a_reading_names_the_most_probable_class(monkeypatch):
    figures = []
    monkeypatch.setattr(plots, "show", lambda alt, figure: figures.append(figure))
    plots.reading(np.zeros((28, 28)), [0.1, 0.7, 0.2], classes="abc", alt=ALT)
    left, right = figures[0].axes
    assert len(left.images) == 1
    assert right.get_title() == "read as b, 70% sure"
    assert [bar.get_height() for bar in right.patches] == [0.1, 0.7, 0.2]
    plt.close("all")


def test_most_confident_mistakes_are_sorted_and_wrong():
    probabilities = np.array([[0.9, 0.1], [0.6, 0.4], [0.8, 0.2], [0.3, 0.7]])
    plots.most_confident_mistakes(np.arange(16).reshape(4, 2, 2), [0, 1, 1, 1], probabilities)
    shown = [ax for ax in plt.gcf().axes if ax.get_images()]
    assert [ax.get_title() for ax in shown] == ["1 taken for 0\n80.00% sure", "1 taken for 0\n60.00% sure"]
    assert shown[0].get_images()[0].get_array().tolist() == [[8, 9], [10, 11]]


def test_a_mistake_that_is_all_but_sure_is_not_rounded_to_a_figure():
    plots.most_confident_mistakes(np.zeros((1, 2, 2)), [1], np.array([[0.999999, 0.000001]]))
    assert "1 taken for 0\nover 99.99% sure" in [ax.get_title() for ax in plt.gcf().axes]


def test_network_draws_neurons_connections_and_weights():
    plots.network([["a", "b"], ["c", "d", "e"], ["f"]], edges={("a", "c"): "0.5"}, titles=["in", "hidden", "out"])
    ax = plt.gca()
    assert len(ax.patches) == 6
    assert len(ax.get_lines()) == 2 * 3 + 3 * 1
    assert {text.get_text() for text in ax.texts} == {*"abcdef", "0.5", "in", "hidden", "out"}


def test_descent_draws_the_paths_over_the_contours():
    path = np.array([[1.0, 1.0], [0.5, 0.2]])
    plots.descent(lambda x, y: x**2 + y**2, {"plain": path}, span=((-2, 2), (-1, 1)))
    ax = plt.gca()
    np.testing.assert_array_equal(ax.get_lines()[0].get_xydata(), path)
    assert ax.collections
    assert (ax.get_xlim(), ax.get_ylim()) == ((-2, 2), (-1, 1))


def test_a_walk_lies_on_its_loss_and_begins_with_a_square():
    plots.walk(lambda w: w**2, [1.0, -0.5], span=(-2, 2), title="bowl")
    curve, path, first = plt.gca().get_lines()
    assert (curve.get_xdata()[[0, -1]] == [-2, 2]).all()
    np.testing.assert_array_equal(path.get_xydata(), [[1, 1], [-0.5, 0.25]])
    assert (first.get_marker(), *first.get_xydata()[0]) == ("s", 1, 1)


# Machado, Oliveira and Fernandes (2009): what is left of linear RGB without the red, or the green, cones.
BLINDNESS = {
    "protanopia": [[0.152286, 1.052583, -0.204868], [0.114503, 0.786281, 0.099216], [-0.003882, -0.048116, 1.051998]],
    "deuteranopia": [[0.367322, 0.860646, -0.227968], [0.280085, 0.672501, 0.047413], [-0.01182, 0.04294, 0.968881]],
}


@pytest.mark.parametrize("kind", BLINDNESS)
def test_neighboring_colors_differ_for_color_blind_readers(kind):
    seen = np.array([to_rgb(color) for color in plots.COLORS]) @ np.transpose(BLINDNESS[kind])
    distances = [np.linalg.norm(one - other) for one, other in itertools.combinations(seen, 2)]
    assert min(distances) > 0.15
    assert all(np.linalg.norm(to_rgb(color)) < 1.3 for color in plots.COLORS)  # dark enough on white


def test_runs_over_rates_have_a_log_axis_with_the_rates_as_ticks():
    rates = [0.1, 0.5, 2.0]
    frame = pd.DataFrame({"variant": "constant", "seed": 0, "rate": rates, "val_loss": [0.3, 0.2, 2.0]})
    plots.runs(frame, "val_loss", x="rate", log_x=True)
    ax = plt.gca()
    assert ax.get_xscale() == "log"
    assert [label.get_text() for label in ax.get_xticklabels()] == ["0.1", "0.5", "2"]
    np.testing.assert_allclose(ax.get_xticks(), rates)
