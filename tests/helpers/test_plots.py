"""Each plot function draws what it says, with labelled axes, and returns nothing."""

import itertools

import matplotlib.pyplot as plt
import numpy as np
import pandas as pd
import pytest
from matplotlib.colors import to_rgb

from helpers import plots


@pytest.fixture(autouse=True)
def close_figures():
    yield
    plt.close("all")


def test_lines_are_labelled_and_told_apart_by_style():
    plots.lines([0, 1, 2], {"a": [1, 2, 3], "b": [3, 2, 1]}, x="step", y="rate", log_y=True)
    ax = plt.gca()
    assert (ax.get_xlabel(), ax.get_ylabel(), ax.get_yscale()) == ("step", "rate", "log")
    assert [text.get_text() for text in ax.get_legend().get_texts()] == ["a", "b"]
    assert len({line.get_linestyle() for line in ax.get_lines()}) == 2
    assert len({line.get_color() for line in ax.get_lines()}) == 2


def test_function_with_derivative_draws_both():
    plots.function_with_derivative(np.square, lambda x: 2 * x, name="square", span=(-1, 1))
    function, derivative = plt.gca().get_lines()[-2:]
    np.testing.assert_allclose(function.get_ydata(), function.get_xdata() ** 2)
    np.testing.assert_allclose(derivative.get_ydata(), 2 * derivative.get_xdata())


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


def test_most_confident_mistakes_are_sorted_and_wrong():
    probabilities = np.array([[0.9, 0.1], [0.6, 0.4], [0.8, 0.2], [0.3, 0.7]])
    plots.most_confident_mistakes(np.arange(16).reshape(4, 2, 2), [0, 1, 1, 1], probabilities)
    shown = [ax for ax in plt.gcf().axes if ax.get_images()]
    assert [ax.get_title() for ax in shown] == ["1 taken for 0\n80.00% sure", "1 taken for 0\n60.00% sure"]
    assert shown[0].get_images()[0].get_array().tolist() == [[8, 9], [10, 11]]


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
