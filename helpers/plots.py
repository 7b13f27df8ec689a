"""Every picture of the course, in one style: colors that color-blind readers can tell apart, sizes that project well.

Functions that draw one panel take `ax` (default: a new figure) and return nothing, so that a cell that ends with one
shows the picture and no object.
"""

import itertools
from collections.abc import Callable, Iterable, Mapping, Sequence

import matplotlib.pyplot as plt
import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.ticker import MaxNLocator, PercentFormatter
from numpy.typing import ArrayLike, NDArray

# Okabe and Ito's colors (jfly.uni-koeln.de/color), yellow left out: it is too light on white.
COLORS = ("#0072B2", "#D55E00", "#009E73", "#CC79A7", "#56B4E9", "#E69F00", "#000000")
PANEL = (5.2, 3.6)  # inches

plt.rcParams.update(
    {
        "axes.axisbelow": True,
        "axes.grid": True,
        "axes.prop_cycle": plt.cycler(color=COLORS),
        "axes.spines.right": False,
        "axes.spines.top": False,
        "axes.titlesize": 13,
        "figure.constrained_layout.use": True,
        "figure.dpi": 90,
        "figure.figsize": (7.2, 4.2),
        "font.size": 12,
        "grid.alpha": 0.3,
        "image.cmap": "gray",
        "image.interpolation": "none",
        "legend.frameon": False,
        "lines.linewidth": 2.2,
    }
)


def lines(
    xs: ArrayLike,
    curves: Mapping[str, ArrayLike],
    *,
    x: str,
    y: str,
    title: str = "",
    log_y: bool = False,
    ax: Axes | None = None,
) -> None:
    """Draw named curves over the same `xs` of shape (n,), each with a line style of its own."""
    ax = ax or plt.subplots()[1]
    for index, (name, values) in enumerate(curves.items()):
        ax.plot(xs, np.asarray(values), ("-", "--", "-.", ":")[index % 4], label=name)
    ax.set(xlabel=x, ylabel=y, title=title)
    if log_y:
        ax.set_yscale("log")
    if len(curves) > 1:
        ax.legend()


def function_with_derivative(
    function: Callable[[NDArray], NDArray],
    derivative: Callable[[NDArray], NDArray],
    *,
    name: str,
    span: tuple[float, float] = (-5, 5),
    ax: Axes | None = None,
) -> None:
    """Draw a function of one variable (solid) and its derivative (dashed) over `span`."""
    xs = np.linspace(*span, 401)
    ax = ax or plt.subplots()[1]
    ax.axhline(0, color="gray", linewidth=0.8)
    ax.axvline(0, color="gray", linewidth=0.8)
    lines(xs, {name: function(xs), "derivative": derivative(xs)}, x="x", y="value", title=name, ax=ax)


def image_grid(images: ArrayLike, titles: Iterable[object] = (), *, columns: int = 6, size: float = 1.6) -> None:
    """Draw images of shape (n, height, width) or (n, height, width, 3) in rows, each under its title."""
    images, titles = np.asarray(images), [str(title) for title in titles]
    if images.ndim not in (3, 4):
        raise ValueError(f"image_grid needs images of shape (n, height, width[, 3]), got {images.shape}")
    rows = -(-len(images) // columns)
    _, axes = plt.subplots(rows, columns, figsize=(size * columns, (size + 0.3) * rows), squeeze=False)
    for ax in axes.flat:
        ax.axis("off")
    for index, (ax, image) in enumerate(zip(axes.flat, images, strict=False)):
        ax.imshow(image, vmin=images.min(), vmax=images.max())
        ax.set_title(titles[index] if index < len(titles) else "", fontsize=11)


def training_curves(history: Mapping[str, Sequence[float]], metrics: Iterable[str] = ("loss", "accuracy")) -> None:
    """Draw one panel per metric of a Keras history: training solid, validation dashed where there is any.

    `history` maps names to one value per epoch: `History.history`, or a frame with these columns.
    """
    metrics = tuple(metrics)
    if missing := [metric for metric in metrics if metric not in history]:
        raise ValueError(f"the history has no {missing[0]!r}; it has {', '.join(history)}")
    _, axes = plt.subplots(1, len(metrics), figsize=(PANEL[0] * len(metrics), PANEL[1]), squeeze=False)
    for ax, metric in zip(axes.flat, metrics, strict=True):
        names = {"training": metric, "validation": f"val_{metric}"}
        for style, (label, name) in zip(("o-", "s--"), names.items(), strict=True):
            if name in history:
                epochs = np.arange(1, len(history[name]) + 1)
                ax.plot(epochs, history[name], style, label=label, markersize=5 if len(epochs) < 30 else 0)
        _epoch_axis(ax, metric)
        ax.set_title(metric.replace("_", " "))
        ax.legend()


def runs(frame: pd.DataFrame, metric: str, *, x: str = "epoch", ax: Axes | None = None) -> None:
    """Draw a tidy frame of repeated runs (columns variant, seed, `x`, `metric`): mean as line, range as band."""
    ax = ax or plt.subplots()[1]
    for index, (variant, part) in enumerate(frame.groupby("variant", sort=False)):
        by_x = part.groupby(x)[metric]
        mean = by_x.mean()
        ax.plot(mean.index, mean, ("-", "--", "-.", ":")[index % 4] + "o" * (len(mean) == 1), label=f"{variant}")
        ax.fill_between(mean.index, by_x.min(), by_x.max(), alpha=0.2)
    _epoch_axis(ax, metric)
    ax.set(xlabel=x, title=f"mean and range of {n} seeds" if (n := frame["seed"].nunique()) > 1 else "one seed")
    ax.legend()


def weight_histograms(weights: Mapping[str, ArrayLike], limits: Mapping[str, float] | None = None) -> None:
    """Draw a histogram per named weight array, all on one axis range; `limits` marks ±limit by dotted lines."""
    largest = max(np.abs(values).max() for values in map(np.asarray, weights.values()))
    bins = np.linspace(-largest, largest, 61)
    size = (0.8 * PANEL[0] * len(weights), PANEL[1])
    _, axes = plt.subplots(1, len(weights), figsize=size, sharey=True, squeeze=False)
    for index, (ax, (name, values)) in enumerate(zip(axes.flat, weights.items(), strict=True)):
        values = np.ravel(values)
        ax.hist(values, bins=bins, weights=np.full(values.size, 1 / values.size), color=COLORS[index % len(COLORS)])
        ax.set(xlabel="weight", title=f"{name}\nstandard deviation {values.std():.3g}")
        for sign in (-1, 1) if limits and name in limits else ():
            ax.axvline(sign * limits[name], color="black", linestyle=":")
    axes[0, 0].set_ylabel("share of the weights")
    axes[0, 0].yaxis.set_major_formatter(PercentFormatter(1))


def confusion_matrix(y_true: ArrayLike, y_pred: ArrayLike, classes: Sequence[object] = range(10)) -> None:
    """Count how often true class (row) was predicted as class (column); only the mistakes are colored.

    Both arrays hold class indices (integers), shape (n,).
    """
    count = len(classes)
    table = np.zeros((count, count), int)
    np.add.at(table, (np.asarray(y_true), np.asarray(y_pred)), 1)
    mistakes = np.where(np.eye(count, dtype=bool), 0, table)
    _, ax = plt.subplots(figsize=(6.6, 6.0))
    ax.grid(visible=False)
    ax.imshow(mistakes, cmap="Oranges", vmin=0, vmax=max(1, mistakes.max() * 1.4))
    for (row, column), number in np.ndenumerate(table):
        color = "gray" if row == column else "black"
        ax.text(column, row, number or "", ha="center", va="center", color=color, fontsize=10)
    ax.set(xticks=range(count), yticks=range(count), xticklabels=classes, yticklabels=classes)
    ax.set(xlabel="predicted", ylabel="true", title=f"{mistakes.sum():,} mistakes in {table.sum():,} images")


def most_confident_mistakes(images: ArrayLike, y_true: ArrayLike, probabilities: ArrayLike, *, count: int = 12) -> None:
    """Draw the wrongly classified images that the model was most sure of.

    `images` (n, height, width), `y_true` (n,) class indices, `probabilities` (n, classes).
    """
    y_true, probabilities = np.asarray(y_true), np.asarray(probabilities)
    y_pred, confidence = probabilities.argmax(axis=1), probabilities.max(axis=1)
    wrong = np.flatnonzero(y_pred != y_true)
    worst = wrong[np.argsort(-confidence[wrong], kind="stable")][:count]
    titles = [f"{y_true[i]} taken for {y_pred[i]}\n{min(confidence[i], 0.9999):.2%} sure" for i in worst]
    image_grid(np.asarray(images)[worst], titles, size=1.75)


def network(
    layers: Sequence[Sequence[str]],
    *,
    edges: Mapping[tuple[str, str], str] | None = None,
    titles: Sequence[str] = (),
    ax: Axes | None = None,
) -> None:
    """Draw neurons, named by their texts, layer by layer, every pair of neighbors connected; `edges` labels some."""
    ax = ax or plt.subplots(figsize=(2.2 * len(layers), 1.1 * max(map(len, layers)) + 0.6))[1]
    places = {
        name: (2.2 * column, (len(layer) - 1) / 2 - row)
        for column, layer in enumerate(layers)
        for row, name in enumerate(layer)
    }
    for one, other in itertools.chain.from_iterable(itertools.product(*pair) for pair in itertools.pairwise(layers)):
        (x0, y0), (x1, y1) = places[one], places[other]
        ax.plot((x0, x1), (y0, y1), color="gray", linewidth=1, zorder=1)
        if label := (edges or {}).get((one, other)):
            place = (x0 + 0.35 * (x1 - x0), y0 + 0.35 * (y1 - y0))
            ax.text(*place, label, ha="center", va="center", fontsize=10, bbox={"fc": "white", "ec": "none", "pad": 1})
    for column, layer in enumerate(layers):
        for name in layer:
            ax.add_patch(plt.Circle(places[name], 0.36, fc="white", ec=COLORS[column % len(COLORS)], lw=2, zorder=2))
            ax.text(*places[name], name, ha="center", va="center", fontsize=10, zorder=3)
    for column, title in enumerate(titles):
        ax.text(2.2 * column, max(map(len, layers)) / 2 + 0.2, title, ha="center")
    ax.set_aspect("equal")
    ax.axis("off")


def descent(
    loss: Callable[[NDArray, NDArray], NDArray],
    paths: Mapping[str, ArrayLike],
    *,
    span: tuple[tuple[float, float], tuple[float, float]],
    ax: Axes | None = None,
) -> None:
    """Draw named paths, each of shape (steps, 2), over the contours of a loss of two parameters."""
    ax = ax or plt.subplots()[1]
    across, up = np.meshgrid(*(np.linspace(*ends, 201) for ends in span))
    ax.contour(across, up, loss(across, up), levels=20, colors="gray", linewidths=0.7, alpha=0.7)
    for index, (name, path) in enumerate(paths.items()):
        path = np.asarray(path)
        ax.plot(path[:, 0], path[:, 1], "osD^v"[index % 5] + "-", label=name, markersize=4, linewidth=1.5)
    ax.set(xlim=span[0], ylim=span[1], xlabel="first parameter", ylabel="second parameter")
    ax.legend()


def _epoch_axis(ax: Axes, metric: str) -> None:
    """Whole epochs below; the loss on a log axis where it spans more than a decade; accuracy in per cent."""
    ax.set(xlabel="epoch", ylabel=metric.replace("val_", "validation ").replace("_", " "))
    ax.xaxis.set_major_locator(MaxNLocator(integer=True))
    values = np.concatenate([line.get_ydata() for line in ax.get_lines()])
    values = values[np.isfinite(values)]
    if "loss" in metric and values.size and values.min() > 0 and values.max() > 10 * values.min():
        ax.set_yscale("log")
    if "accuracy" in metric:
        ax.yaxis.set_major_formatter(PercentFormatter(1))
