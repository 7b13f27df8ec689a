"""Every picture of the course, in one style: colors that color-blind readers can tell apart, sizes that project well.

A picture is shown once, by `show`, with `alt`: a text alternative that says what it shows to someone who cannot see it.
Functions that draw one panel take either `ax`, and draw there, or `alt`, and show a figure of their own; functions that
draw several take `alt`. With neither the figure stays open for the notebook to show, as chapters of the first edition
do. All return nothing, so that a cell that ends with one shows the picture and no object.
"""

import base64
import contextlib
import io
import itertools
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import Any

import matplotlib.pyplot as plt
import numpy as np
import pandas as pd
from IPython import get_ipython
from IPython.display import display
from matplotlib.axes import Axes
from matplotlib.axis import Axis
from matplotlib.collections import PolyCollection
from matplotlib.colors import to_rgba
from matplotlib.figure import Figure
from matplotlib.legend import Legend
from matplotlib.path import Path
from matplotlib.ticker import FuncFormatter, LogLocator, MaxNLocator, NullFormatter, PercentFormatter, ScalarFormatter
from matplotlib_inline.backend_inline import set_matplotlib_formats
from numpy.typing import ArrayLike, NDArray
from PIL import Image

# Okabe and Ito's colors (jfly.uni-koeln.de/color), yellow left out: it is too light on white.
COLORS = ("#0072B2", "#D55E00", "#009E73", "#CC79A7", "#56B4E9", "#E69F00", "#000000")
STYLES = ("-", "--", "-.", ":")
RESOLUTION = 120  # dots per inch of a shown picture: the font of 12 points is 20 pixels high
ONE_PANEL = (7.2, 4.2)  # inches: a picture with one panel
PANEL = (5.2, 3.6)  # inches: one of several panels
PAGE = 12.0  # inches: no picture is wider, so that its letters stay legible where it is scaled to the page

_shell = get_ipython()
if _shell is not None and hasattr(_shell, "kernel"):
    # Whatever MPLBACKEND, a matplotlibrc or a profile says: pictures stand in the page, as PNG.
    plt.switch_backend("module://matplotlib_inline.backend_inline")
    _shell.run_line_magic("matplotlib", "inline")
    set_matplotlib_formats("png")
plt.rcdefaults()
plt.rcParams.update(
    {
        "axes.axisbelow": True,
        "axes.grid": True,
        "axes.prop_cycle": plt.cycler(color=COLORS),
        "axes.spines.right": False,
        "axes.spines.top": False,
        "axes.titlesize": 13,
        "figure.constrained_layout.use": True,
        # Not RESOLUTION: chapters still to be rewritten have `<Figure size 648x378 …>` in compared outputs.
        "figure.dpi": 90,
        "figure.figsize": ONE_PANEL,
        "font.size": 12,
        "grid.alpha": 0.3,
        "image.cmap": "gray",
        "image.interpolation": "none",
        "legend.frameon": False,
        "lines.linewidth": 2.2,
    }
)


def show(alt: str, figure: Figure | None = None) -> None:
    """Show a figure (default: the current one) once, as a PNG with a palette and the text alternative `alt`; close it.

    Before that, ticks become plain numbers (0.001 and 10,000 instead of powers), and a legend that covers a curve is
    moved, below the panel if need be. The same figure gives the same bytes.
    """
    check_alt(alt)
    if figure is None:
        if not plt.get_fignums():
            raise ValueError("There is no picture to show: draw one first, or name it: show(alt, figure).")
        figure = plt.gcf()
    data, metadata = as_output(alt, figure)
    display(data, metadata=metadata, raw=True)


def as_output(alt: str, figure: Figure) -> tuple[dict[str, str], dict[str, dict[str, str]]]:
    """Return a finished figure as data and metadata for `display(…, raw=True)`, and close it.

    `show` shows a picture that stays as it is; one that changes while a cell runs needs these.
    """
    with contextlib.ExitStack() as stack:
        stack.callback(plt.close, figure)  # or else the inline backend shows it again
        for ax in figure.axes:
            _plain_ticks(ax)
        _free_legends(figure)
        picture = base64.b64encode(_palette_png(figure)).decode()
    data = {"image/png": picture, "text/plain": alt}
    return data, {"image/png": {"alt": alt}}


@contextlib.contextmanager
def figure(
    *,
    alt: str,
    columns: int = 1,
    rows: int = 1,
    height: float | None = None,
    sharex: bool = False,
    sharey: bool = False,
) -> Iterator[Any]:
    """Give a new figure to draw in, and show it at the end, with the text alternative `alt`.

    It gives one Axes, or an array of Axes of shape (columns,), (rows,) or (rows, columns). The width follows from the
    number of columns; `height` (inches) replaces the usual one. After an error the figure is closed and not shown.
    """
    size = panels_size(columns, rows, height)
    with panels(alt, size, rows, columns, sharex=sharex, sharey=sharey) as axes:
        yield axes[0, 0] if axes.size == 1 else axes.squeeze()


@contextlib.contextmanager
def panel(ax: Axes | None, alt: str | None, size: tuple[float, float] = ONE_PANEL) -> Iterator[Axes]:
    """Give the `ax` to draw in, or that of a new figure of `size` inches, which is shown at the end if it has `alt`."""
    if ax is not None and alt is not None:
        raise ValueError(
            "Name either ax or alt: with ax the whole figure is shown later, and its text alternative belongs there."
        )
    if ax is not None:
        yield ax
        return
    with panels(alt, size) as axes:
        yield axes[0, 0]


@contextlib.contextmanager
def panels(
    alt: str | None, size: tuple[float, float], rows: int = 1, columns: int = 1, **shared: Any
) -> Iterator[NDArray]:
    """Give the axes (rows, columns) of a new figure; at the end show it if it has `alt`, else leave it open."""
    if alt is not None:
        check_alt(alt)
        size = (min(size[0], PAGE), size[1])
    drawn, axes = plt.subplots(rows, columns, figsize=size, squeeze=False, **shared)
    try:
        yield axes
    except BaseException:
        plt.close(drawn)  # a half-drawn picture says nothing
        raise
    if alt is not None:
        show(alt, drawn)


def panels_size(columns: int, rows: int, height: float | None) -> tuple[float, float]:
    """Width and height in inches of a figure with so many panels."""
    one = rows == columns == 1
    width = ONE_PANEL[0] if columns == 1 else min(PANEL[0] * columns, PAGE)
    return width, height or (ONE_PANEL[1] if one else PANEL[1] * rows)


def check_alt(alt: str) -> None:
    """Raise ValueError unless `alt` is a text."""
    if not isinstance(alt, str) or not alt.strip():
        raise ValueError(
            f"A picture needs a text alternative, got {alt!r}: give alt a sentence that says what the picture shows to "
            "someone who cannot see it."
        )


def lines(
    xs: ArrayLike,
    curves: Mapping[str, ArrayLike],
    *,
    x: str,
    y: str,
    title: str = "",
    log_x: bool = False,
    log_y: bool = False,
    ax: Axes | None = None,
    alt: str | None = None,
) -> None:
    """Draw named curves over the same `xs` of shape (n,), each with a line style of its own."""
    with panel(ax, alt) as ax:
        for index, (name, values) in enumerate(curves.items()):
            ax.plot(xs, np.asarray(values), STYLES[index % 4], label=name)
        ax.set(xlabel=x, ylabel=y, title=title)
        if log_x:
            ax.set_xscale("log")
        if log_y:
            ax.set_yscale("log")
        if len(curves) > 1:
            ax.legend()


def line_panels(
    xs: ArrayLike, panels: Mapping[str, Mapping[str, ArrayLike]], *, x: str, alt: str, height: float = 3.4
) -> None:
    """Draw named curves over the same `xs` as `lines` does, one panel for each entry {label of the y axis: curves}."""
    with figure(alt=alt, columns=len(panels), height=height) as axes:
        for ax, (y, curves) in zip(np.atleast_1d(axes), panels.items(), strict=True):
            lines(xs, curves, x=x, y=y, ax=ax)


def error_bars(
    x: ArrayLike,
    y: ArrayLike,
    predictions: Mapping[str, ArrayLike],
    *,
    xlabel: str,
    ylabel: str,
    alt: str,
) -> None:
    """Draw examples (x, y) of shape (n,) with each named prediction as a line, a panel each, and its errors as bars."""
    order = np.argsort(x, kind="stable")
    xs, ys = np.asarray(x)[order], np.asarray(y)[order]
    with figure(alt=alt, columns=len(predictions), height=3.2, sharey=True) as axes:
        for ax, (name, values) in zip(np.atleast_1d(axes), predictions.items(), strict=True):
            predicted = np.asarray(values)[order]
            ax.plot(xs, predicted)
            ax.vlines(xs, ys, predicted, color=COLORS[1], linestyle=":")
            ax.plot(xs, ys, "ko", markersize=5)
            ax.set(xlabel=xlabel, title=f"{name}: mean bar {np.abs(predicted - ys).mean():.1f}")
        np.atleast_1d(axes)[0].set_ylabel(ylabel)


def function_with_derivative(
    function: Callable[[NDArray], NDArray],
    derivative: Callable[[NDArray], NDArray],
    *,
    name: str,
    span: tuple[float, float] = (-5, 5),
    ax: Axes | None = None,
    alt: str | None = None,
) -> None:
    """Draw a function of one variable (solid) and its derivative (dashed) over `span`."""
    xs = np.linspace(*span, 401)
    with panel(ax, alt) as ax:
        ax.axhline(0, color="gray", linewidth=0.8)
        ax.axvline(0, color="gray", linewidth=0.8)
        lines(xs, {name: function(xs), "derivative": derivative(xs)}, x="x", y="value", title=name, ax=ax)


def functions_with_derivatives(
    functions: Mapping[str, Callable[[NDArray], NDArray] | tuple[Callable, Callable]],
    *,
    alt: str,
    span: tuple[float, float] = (-5, 5),
    x: str = "z",
) -> None:
    """Draw named functions of one variable with their derivatives, two panels a row, as `function_with_derivative`.

    Each is a pair (function, derivative), or a function alone, whose derivative is then found by moving `x` a little.
    """
    rows = -(-len(functions) // 2)
    with figure(alt=alt, columns=min(2, len(functions)), rows=rows, height=3.2 * rows, sharey=True) as axes:
        for ax, (name, pair) in zip(np.ravel(axes), functions.items(), strict=False):
            function, derivative = pair if isinstance(pair, tuple) else (pair, _moved(pair))
            function_with_derivative(function, derivative, name=name, span=span, ax=ax)
            ax.set_xlabel(x)


def _moved(function: Callable[[NDArray], NDArray], tiny: float = 1e-5) -> Callable[[NDArray], NDArray]:
    return lambda x: (function(x + 2 * tiny) - function(x)) / (2 * tiny)  # one-sided: kinks at 0 stay sharp


def boundary(
    model: Any,
    x: ArrayLike,
    y: ArrayLike,
    names: Mapping[int, str],
    *,
    title: str = "",
    lines: tuple[ArrayLike, ArrayLike] | None = None,
    ax: Axes | None = None,
    alt: str | None = None,
) -> None:
    """Draw which of two classes a model predicts at each place of the plane, and points of shape (n, 2).

    The model's output is the probability of class 1; `names` says what the classes are called. `lines` are kernel
    (2, units) and bias (units,) of a layer: for each unit the line on which its pre-activation is 0 is drawn.
    """
    x, y = np.asarray(x), np.asarray(y)
    end = 1.05 * np.abs(x).max()
    places = np.linspace(-end, end, 161)
    across, up = np.meshgrid(places, places)
    grid = np.column_stack([across.ravel(), up.ravel()])
    probability = np.asarray(model.predict(grid, batch_size=len(grid), verbose=0)).reshape(across.shape)
    with panel(ax, alt, (5.2, 5.2)) as ax:
        ax.contourf(across, up, probability, levels=[0, 0.5, 1], colors=["#FBE3C8", "#CFE3F2"])
        for (label, name), marker in zip(names.items(), "o^", strict=True):
            ax.plot(*x[y == label].T, marker, color=COLORS[1 - label], markersize=3, label=name)
        for (w1, w2), b in zip(np.transpose(lines[0]), np.asarray(lines[1]), strict=True) if lines else ():
            if abs(w2) > abs(w1):
                ax.plot(places, -(w1 * places + b) / w2, color="black", linewidth=0.8)
            elif w1:
                ax.plot(-(w2 * places + b) / w1, places, color="black", linewidth=0.8)
        ax.grid(visible=False)
        ax.set(title=title, xlabel="$x_1$", ylabel="$x_2$", aspect="equal", xlim=(-end, end), ylim=(-end, end))
        ax.legend(loc="upper center", bbox_to_anchor=(0.5, -0.15), ncols=2)


def image_grid(
    images: ArrayLike,
    titles: Iterable[object] = (),
    *,
    columns: int = 6,
    size: float = 1.6,
    alt: str | None = None,
) -> None:
    """Draw images of shape (n, height, width) or (n, height, width, 3) in rows, each under its title.

    `size` is the width of one image in inches.
    """
    images, titles = np.asarray(images), [str(title) for title in titles]
    if images.ndim not in (3, 4):
        raise ValueError(f"image_grid needs images of shape (n, height, width[, 3]), got {images.shape}")
    rows = -(-len(images) // columns)
    with panels(alt, (size * columns, (size + 0.3) * rows), rows, columns) as axes:
        for ax in axes.flat:
            ax.axis("off")
        for index, (ax, image) in enumerate(zip(axes.flat, images, strict=False)):
            ax.imshow(image, vmin=images.min(), vmax=images.max())
            ax.set_title(titles[index] if index < len(titles) else "", fontsize=11)


def training_curves(
    history: Mapping[str, Sequence[float]],
    metrics: Iterable[str] = ("loss", "accuracy"),
    *,
    alt: str | None = None,
) -> None:
    """Draw one panel per metric of a Keras history: training solid, validation dashed where there is any.

    `history` maps names to one value per epoch: `History.history`, or a frame with these columns.
    """
    metrics = tuple(metrics)
    if missing := [metric for metric in metrics if metric not in history]:
        raise ValueError(f"the history has no {missing[0]!r}; it has {', '.join(history)}")
    with panels(alt, (PANEL[0] * len(metrics), PANEL[1]), 1, len(metrics)) as axes:
        for ax, metric in zip(axes.flat, metrics, strict=True):
            names = {"training": metric, "validation": f"val_{metric}"}
            for style, (label, name) in zip(("o-", "s--"), names.items(), strict=True):
                if name in history:
                    epochs = np.arange(1, len(history[name]) + 1)
                    ax.plot(epochs, history[name], style, label=label, markersize=5 if len(epochs) < 30 else 0)
            _epoch_axis(ax, metric)
            ax.set_title(metric.replace("_", " "))
            ax.legend()


def runs(
    frame: pd.DataFrame,
    metric: str,
    *,
    x: str = "epoch",
    title: str = "",
    log_x: bool = False,
    log_y: bool | None = None,
    ylim: tuple[float, float] | None = None,
    ax: Axes | None = None,
    alt: str | None = None,
) -> None:
    """Draw a tidy frame of repeated runs (columns variant, seed, `x`, `metric`): mean as line, range as band.

    `title` goes before the number of seeds. By default a loss gets a log axis where it spans more than a decade.
    `log_x` is for an `x` such as the learning rate, whose values differ by factors; they become the ticks.
    """
    if missing := [name for name in ("variant", "seed", x, metric) if name not in frame]:
        raise ValueError(f"The runs have no column {missing[0]!r}; they have {', '.join(map(str, frame.columns))}.")
    with panel(ax, alt) as ax:
        for index, (variant, part) in enumerate(frame.groupby("variant", sort=False)):
            by_x = part.groupby(x)[metric]
            mean, low, high = by_x.mean(), by_x.min(), by_x.max()
            style = STYLES[index % 4]
            (line,) = ax.plot(mean.index, mean, style + "o" * (len(mean) == 1), label=f"{variant}")
            face, edge = (to_rgba(line.get_color(), alpha) for alpha in (0.15, 0.7))
            band: dict[str, Any] = {"facecolor": face, "edgecolor": edge, "linestyle": style, "linewidth": 0.7}
            ax.fill_between(mean.index, low, high, **band)  # the edge tells bands apart where they overlap
        _epoch_axis(ax, metric, log_y)
        seeds = f"mean and range of {n} seeds" if (n := frame["seed"].nunique()) > 1 else "one seed"
        ax.set(xlabel=x.replace("_", " "), title=f"{title}, {seeds}" if title else seeds)
        if log_x:
            ax.set_xscale("log")
            values = sorted(frame[x].unique())
            ax.set_xticks(values, [f"{value:g}" for value in values])
            ax.minorticks_off()
        if ylim:
            ax.set_ylim(ylim)
        ax.legend()


def run_panels(frame: pd.DataFrame, metrics: Sequence[str], *, alt: str, x: str = "epoch", title: str = "") -> None:
    """Draw a tidy frame of repeated runs, as `runs` does, one panel a metric, with one legend below all panels."""
    with figure(alt=alt, columns=len(metrics)) as axes:
        for ax, metric in zip(np.atleast_1d(axes), metrics, strict=True):
            runs(frame, metric, x=x, ax=ax)
            seeds, label = ax.get_title(), ax.get_ylabel()
            ax.get_legend().remove()
            ax.set(title=label, ylabel="")
        ax.figure.suptitle(f"{title}, {seeds}" if title else seeds, fontsize=13)
        ax.figure.legend(*ax.get_legend_handles_labels(), loc="outside lower center", ncols=4)


def differences(
    table: pd.DataFrame,
    *,
    x: str = "difference",
    title: str = "mean difference and its 95% interval",
    ax: Axes | None = None,
    alt: str | None = None,
) -> None:
    """Draw the table that `training.compare` gives: a row a variant, its mean difference with the interval, and zero.

    `table` has the variants as index and the columns difference, low and high. A filled mark says that the interval
    leaves out zero. Where `x` names an accuracy, the axis has percentage points.
    """
    if missing := [name for name in ("difference", "low", "high") if name not in table]:
        raise ValueError(f"The table has no column {missing[0]!r}; `training.compare` makes one that has.")
    with panel(ax, alt, (ONE_PANEL[0], 0.5 * len(table) + 1.3)) as ax:
        ax.axvline(0, color="gray", linestyle="--", linewidth=1.5)
        for place, (mean, low, high) in enumerate(table[["difference", "low", "high"]].to_numpy(float)):
            color = COLORS[0] if low > 0 or high < 0 else "white"
            ax.plot([low, high], [place, place], color=COLORS[0], zorder=2)
            ax.plot(mean, place, "o", mfc=color, mec=COLORS[0], mew=2, markersize=9, zorder=3)
        ax.set(yticks=range(len(table)), yticklabels=table.index, ylim=(len(table) - 0.5, -0.5), title=title)
        ax.grid(visible=False, axis="y")
        ax.xaxis.set_major_locator(MaxNLocator(5, steps=[1, 2, 5, 10]))  # more would run into each other
        if "accuracy" in x:
            x = f"{x} (percentage points)"
            signed = FuncFormatter(lambda value, _: ("+" if value > 0 else "") + _plain(100 * value, _))
            ax.xaxis.set_major_formatter(signed)
        ax.set_xlabel(x)


def dots(
    groups: Mapping[str, ArrayLike],
    *,
    y: str,
    levels: Iterable[float] = (),
    title: str = "",
    ax: Axes | None = None,
    alt: str | None = None,
) -> None:
    """Draw every value of each named group as a dot, group beside group in the given order; `levels` are dashed."""
    with panel(ax, alt) as ax:
        for level in levels:
            ax.axhline(level, color="gray", linestyle="--", linewidth=1)
        for place, values in enumerate(groups.values()):
            values = np.asarray(values, float)
            ax.plot(place + np.linspace(-0.25, 0.25, len(values)), values, "o", markersize=6)
        ax.set(xticks=range(len(groups)), xticklabels=groups, xlim=(-0.5, len(groups) - 0.5), ylabel=y, title=title)
        ax.grid(visible=False, axis="x")


def weight_histograms(
    weights: Mapping[str, ArrayLike],
    limits: Mapping[str, float] | None = None,
    *,
    alt: str | None = None,
) -> None:
    """Draw a histogram per named weight array, all on one axis range; `limits` marks ±limit by dotted lines."""
    limits = limits or {}
    largest = max(np.abs(values).max() for values in map(np.asarray, weights.values()))
    bins = np.linspace(-largest, largest, 61)
    size = (0.8 * PANEL[0] * len(weights), PANEL[1])
    with panels(alt, size, 1, len(weights), sharey=True) as axes:
        for index, (ax, (name, values)) in enumerate(zip(axes.flat, weights.items(), strict=True)):
            values = np.ravel(values)
            ax.hist(values, bins=bins, weights=np.full(values.size, 1 / values.size), color=COLORS[index % len(COLORS)])
            ax.set(xlabel="weight", title=f"{name}\nstandard deviation {values.std():.3g}")
            for sign in (-1, 1) if name in limits else ():
                ax.axvline(sign * limits[name], color="black", linestyle=":")
        axes[0, 0].set_ylabel("share of the weights")
        axes[0, 0].yaxis.set_major_formatter(PercentFormatter(1))


def confusion_matrix(
    y_true: ArrayLike,
    y_pred: ArrayLike,
    classes: Sequence[object] = range(10),
    *,
    ax: Axes | None = None,
    alt: str | None = None,
) -> None:
    """Count how often true class (row) was predicted as class (column); only the mistakes are colored.

    Both arrays hold class indices (integers), shape (n,).
    """
    count = len(classes)
    table = np.zeros((count, count), int)
    np.add.at(table, (np.asarray(y_true), np.asarray(y_pred)), 1)
    mistakes = np.where(np.eye(count, dtype=bool), 0, table)
    with panel(ax, alt, (6.6, 6.0)) as ax:
        ax.grid(visible=False)
        ax.imshow(mistakes, cmap="Oranges", vmin=0, vmax=max(1, mistakes.max() * 1.4))
        for (row, column), number in np.ndenumerate(table):
            color = "gray" if row == column else "black"
            ax.text(column, row, number or "", ha="center", va="center", color=color, fontsize=10)
        ax.set(xticks=range(count), yticks=range(count), xticklabels=classes, yticklabels=classes)
        ax.set(xlabel="predicted", ylabel="true", title=f"{mistakes.sum():,} mistakes in {table.sum():,} images")


def most_confident_mistakes(
    images: ArrayLike,
    y_true: ArrayLike,
    probabilities: ArrayLike,
    *,
    count: int = 12,
    alt: str | None = None,
) -> None:
    """Draw the wrongly classified images that the model was most sure of.

    `images` (n, height, width), `y_true` (n,) class indices, `probabilities` (n, classes).
    """
    y_true, probabilities = np.asarray(y_true), np.asarray(probabilities)
    y_pred, confidence = probabilities.argmax(axis=1), probabilities.max(axis=1)
    wrong = np.flatnonzero(y_pred != y_true)
    worst = wrong[np.argsort(-confidence[wrong], kind="stable")][:count]
    sure = [f"{share:.2%}" if share <= 0.9999 else "over 99.99%" for share in confidence[worst]]
    titles = [f"{y_true[i]} taken for {y_pred[i]}\n{share} sure" for i, share in zip(worst, sure, strict=True)]
    image_grid(np.asarray(images)[worst], titles, size=1.75, alt=alt)


def reading(image: ArrayLike, probabilities: ArrayLike, *, alt: str, classes: Sequence[object] = range(10)) -> None:
    """Draw an image (height, width) and, beside it, the probability that a model gives to each class."""
    probabilities = np.asarray(probabilities)
    best = int(probabilities.argmax())
    with panels(alt, (2 * 4.2, 3.4), 1, 2) as axes:
        left, right = axes[0]
        left.imshow(image)
        left.axis("off")
        places = range(len(probabilities))
        right.bar(places, probabilities, color=[COLORS[0] if place == best else "silver" for place in places])
        right.set(xticks=places, xticklabels=classes, ylim=(0, 1), ylabel="probability")
        right.set_title(f"read as {classes[best]}, {probabilities[best]:.0%} sure")
        right.yaxis.set_major_formatter(PercentFormatter(1))
        right.grid(visible=False, axis="x")


def network(
    layers: Sequence[Sequence[str]],
    *,
    edges: Mapping[tuple[str, str], str] | None = None,
    titles: Sequence[str] = (),
    ax: Axes | None = None,
    alt: str | None = None,
) -> None:
    """Draw neurons, named by their texts, layer by layer, every pair of neighbors connected; `edges` labels some."""
    places = {
        name: (2.2 * column, (len(layer) - 1) / 2 - row)
        for column, layer in enumerate(layers)
        for row, name in enumerate(layer)
    }
    with panel(ax, alt, (2.2 * len(layers), 1.1 * max(map(len, layers)) + 0.6)) as ax:
        for one, other in itertools.chain.from_iterable(
            itertools.product(*pair) for pair in itertools.pairwise(layers)
        ):
            (x0, y0), (x1, y1) = places[one], places[other]
            ax.plot((x0, x1), (y0, y1), color="gray", linewidth=1, zorder=1)
            if label := (edges or {}).get((one, other)):
                place = (x0 + 0.35 * (x1 - x0), y0 + 0.35 * (y1 - y0))
                ax.text(
                    *place, label, ha="center", va="center", fontsize=10, bbox={"fc": "white", "ec": "none", "pad": 1}
                )
        for column, layer in enumerate(layers):
            for name in layer:
                ax.add_patch(
                    plt.Circle(places[name], 0.36, fc="white", ec=COLORS[column % len(COLORS)], lw=2, zorder=2)
                )
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
    alt: str | None = None,
) -> None:
    """Draw named paths, each of shape (steps, 2), over the contours of a loss of two parameters."""
    across, up = np.meshgrid(*(np.linspace(*ends, 201) for ends in span))
    with panel(ax, alt) as ax:
        ax.contour(across, up, loss(across, up), levels=20, colors="gray", linewidths=0.7, alpha=0.7)
        for index, (name, path) in enumerate(paths.items()):
            path = np.asarray(path)
            ax.plot(path[:, 0], path[:, 1], "osD^v"[index % 5] + "-", label=name, markersize=4, linewidth=1.5)
        ax.set(xlim=span[0], ylim=span[1], xlabel="first parameter", ylabel="second parameter")
        ax.legend()


def walk(
    loss: Callable[[NDArray], NDArray],
    path: ArrayLike,
    *,
    span: tuple[float, float],
    title: str = "",
    ax: Axes | None = None,
    alt: str | None = None,
) -> None:
    """Draw a loss of one weight over `span`, gray, and on it a path of shape (steps,) from a black square on."""
    ws, path = np.linspace(*span, 201), np.asarray(path)
    with panel(ax, alt) as ax:
        ax.plot(ws, loss(ws), color="gray")
        ax.plot(path, loss(path), "o-", markersize=5, linewidth=1.2)
        ax.plot(path[:1], loss(path[:1]), "s", color="black")
        ax.set(xlabel="w", ylabel="loss", title=title)


def _palette_png(figure: Figure) -> bytes:
    """Draw the figure at RESOLUTION as a PNG with a palette: a third of the bytes of a full one.

    64 colors serve curves and their bands, 256 images: median cut keeps white white and all grays as they are, so gray
    images lose nothing. No dithering: it would sprinkle dots over the white of every picture and double the bytes;
    photographs look right without.
    """
    colors = 256 if any(ax.images for ax in figure.axes) else 64
    drawn, packed = io.BytesIO(), io.BytesIO()
    quick = {"compress_level": 1}  # it is packed again below
    figure.savefig(drawn, format="png", dpi=RESOLUTION, bbox_inches="tight", pad_inches=0.1, pil_kwargs=quick)
    palette = Image.open(drawn).convert("RGB").quantize(colors, Image.Quantize.MEDIANCUT, dither=Image.Dither.NONE)
    palette.save(packed, format="png", optimize=True, dpi=(RESOLUTION, RESOLUTION))
    return packed.getvalue()


def _plain_ticks(ax: Axes) -> None:
    """Write plain numbers beside log axes and separate thousands, where nobody has chosen other ticks."""
    for axis in (ax.xaxis, ax.yaxis):
        if axis.get_scale() == "log" and axis.isDefault_majfmt:
            axis.set_major_locator(_LogTicks())
            axis.set_major_formatter(FuncFormatter(_plain))
            axis.set_minor_formatter(NullFormatter())
        elif axis.get_scale() == "linear" and axis.isDefault_majfmt and _reaches(axis, 1000):
            axis.set_major_formatter(FuncFormatter(_plain))


def _reaches(axis: Axis, value: float) -> bool:
    return max(map(abs, axis.get_view_interval())) >= value and isinstance(axis.get_major_formatter(), ScalarFormatter)


def _plain(value: float, _: int) -> str:
    """Write 0.001, 0.5, 20 and 10,000; powers of ten only far outside of that."""
    value = float(f"{value:.6g}")
    if value and not 1e-5 <= abs(value) < 1e7:
        return f"${value:.0e}".replace("e", r" \times 10^{").replace("{-0", "{-").replace("{+0", "{") + "}$"
    return f"{value:,.10f}".rstrip("0").rstrip(".").replace("-", "−")


class _LogTicks(LogLocator):
    """Powers of ten, with 3 or with 2 and 5 between where those are too few, evenly spaced numbers where all are."""

    def tick_values(self, vmin: float, vmax: float) -> Sequence[float]:
        for between in ((1.0,), (1.0, 3.0), (1.0, 2.0, 5.0)):
            self.set_params(subs=between)
            ticks = super().tick_values(vmin, vmax)
            if sum(vmin <= tick <= vmax for tick in ticks) >= 4:
                return ticks
        return MaxNLocator(5, steps=[1, 2, 5, 10]).tick_values(vmin, vmax)


def _free_legends(figure: Figure) -> None:
    """Move each legend that covers a curve, a band or a text to where it covers none: within its panel, or below."""
    legends = [(ax, legend) for ax in figure.axes if (legend := ax.get_legend())]
    if legends:
        figure.draw_without_rendering()
    for ax, legend in legends:
        places = iter(range(1, 11))  # the ten places that matplotlib has names for
        while _covers(ax, legend):
            place = next(places, None)
            if place is None:
                _legend_below(ax, legend)
                break
            legend.set_loc(place)


def _covers(ax: Axes, legend: Legend) -> bool:
    box = legend.get_window_extent()
    curves = [line.get_transform().transform(line.get_path().vertices) for line in ax.get_lines()]
    areas = [patch.get_path().transformed(patch.get_transform()) for patch in ax.patches]
    for band in ax.collections:
        if isinstance(band, PolyCollection):
            areas += [path.transformed(band.get_transform()) for path in band.get_paths()]
    return (
        any(Path(curve[np.isfinite(curve).all(axis=1)]).intersects_bbox(box, filled=False) for curve in curves)
        or any(area.intersects_bbox(box, filled=True) for area in areas)
        or any(box.overlaps(text.get_window_extent()) for text in ax.texts)
    )


def _legend_below(ax: Axes, legend: Legend) -> None:
    """Put the legend's entries in rows below the axis label."""
    labels = [text.get_text() for text in legend.get_texts()]
    handles = [handle for handle in legend.legend_handles if handle is not None]
    columns = 2 if len(labels) in (2, 4) else 3
    ax.legend(handles, labels, loc="upper center", bbox_to_anchor=(0.5, 0), borderaxespad=3.4, ncols=columns)


def _epoch_axis(ax: Axes, metric: str, log_y: bool | None = None) -> None:
    """Whole epochs below; the loss on a log axis where it spans more than a decade; accuracy in per cent."""
    ax.set(xlabel="epoch", ylabel=metric.replace("val_", "validation ").replace("_", " "))
    ax.xaxis.set_major_locator(MaxNLocator(integer=True, steps=[1, 2, 5, 10]))
    if log_y is None:
        values = np.concatenate([line.get_ydata() for line in ax.get_lines()])
        values = values[np.isfinite(values)]
        log_y = "loss" in metric and values.size > 0 and values.min() > 0 and values.max() > 10 * values.min()
    if log_y:
        ax.set_yscale("log")
    if "accuracy" in metric:
        ax.yaxis.set_major_formatter(PercentFormatter(1))
