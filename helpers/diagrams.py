"""Drawings that are no plots: a matrix with its numbers, boxes and arrows, the layers of a model, an animation.

As in `helpers.plots`, a function takes either `ax`, and draws there, or `alt`, the text alternative of a figure of its
own, which is shown. Letters keep their size where there is room, and shrink with the drawing where there is none. This
module does not import TensorFlow.
"""

import base64
import html
import io
import itertools
import typing
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import matplotlib.pyplot as plt
import numpy as np
from IPython.display import display
from matplotlib.axes import Axes
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.colors import to_rgb
from matplotlib.figure import Figure
from matplotlib.patches import Circle, FancyArrowPatch, FancyBboxPatch, Rectangle
from matplotlib.path import Path
from matplotlib.transforms import Bbox
from numpy.typing import ArrayLike, NDArray
from PIL import Image

from helpers import plots

if typing.TYPE_CHECKING:
    import keras

# What a box is, and its color: the same in every picture of the course.
KINDS = {
    "": "dimgray",
    "convolution": plots.COLORS[0],
    "dense": plots.COLORS[1],
    "pooling": plots.COLORS[2],
    "normalization": plots.COLORS[3],
    "activation": plots.COLORS[4],
    "merge": plots.COLORS[5],
}
FONT = 12.0  # points
PADDING = 0.1  # inches between the text of a box and its edge
GAP = 0.42  # inches between boxes: room for an arrow
DETOUR = 0.28  # inches between a box and the arrow that goes around it
CELL = 0.55  # inches: a cell of a matrix
MARGIN = 0.1  # inches around a drawing
TITLE = 0.35  # inches: the height of a title
# A movie has many pictures, so it is coarser than one picture, and has one palette of few colors for all frames.
MOVIE_RESOLUTION = 96
MOVIE_COLORS = 64

Place = tuple[float, float]


@dataclass(frozen=True)
class Block:
    """A box: its text (default: its name), one of KINDS, a note beside it, and the names of boxes with arrows to it.

    `after=None` means the box named just before, so that a chain needs no names; `after=()` means no arrow.
    """

    text: str = ""
    kind: str = ""
    note: str = ""
    after: str | Sequence[str] | None = None


def matrix(
    values: ArrayLike,
    *,
    title: str = "",
    windows: Iterable[tuple[int, int, int, int]] = (),
    bold: Iterable[tuple[int, int]] = (),
    ax: Axes | None = None,
    alt: str | None = None,
) -> None:
    """Draw a matrix of shape (rows, columns) with its numbers; NaN leaves a cell empty.

    `windows` (top, left, height, width, counted in cells) are framed, each in a color of its own; the cells in `bold`
    (row, column) have bold numbers. Larger numbers are darker; where some are negative, these are blue, the others red.
    """
    values = np.asarray(values, float)
    if values.ndim != 2 or not values.size:
        raise ValueError(f"matrix needs numbers of shape (rows, columns), got shape {values.shape}.")
    rows, columns = values.shape
    with plots.panel(ax, alt, _with_margins(CELL * columns, CELL * rows, title)) as ax:
        strongest = np.abs(values[np.isfinite(values)]).max(initial=0)
        limit = 2 * max(1e-9, strongest)  # half of the colors: black numbers stay legible on all of them
        signed = bool((values < 0).any())
        colors = {"cmap": "RdBu_r", "vmin": -limit} if signed else {"cmap": "Blues", "vmin": 0}
        edges = np.arange(columns + 1) - 0.5, np.arange(rows + 1) - 0.5
        ax.pcolormesh(*edges, np.ma.masked_invalid(values), vmax=limit, edgecolors="0.8", linewidth=1, **colors)
        ax.set(aspect="equal", xlim=(-0.6, columns - 0.4), ylim=(rows - 0.4, -0.6), title=title)
        ax.axis("off")
        _write_numbers(ax, values, set(bold))
        for color, (top, left, height, width) in zip(itertools.cycle(_frame_colors()), windows):
            inside = (left - 0.46, top - 0.46), width - 0.08, height - 0.08  # neighbors' frames do not overlap
            ax.add_patch(Rectangle(*inside, fill=False, ec=color, lw=3.5, zorder=3))


def blocks(
    boxes: Mapping[str, Block],
    *,
    labels: Mapping[tuple[str, str], str] | None = None,
    down: bool = False,
    title: str = "",
    ax: Axes | None = None,
    alt: str | None = None,
) -> None:
    """Draw named boxes with arrows, from left to right or `down`, each box behind all boxes that lead to it.

    Parallel paths lie side by side; an arrow that would cross a box goes around (a shortcut). `labels` names arrows
    by (from, to). A box must stand behind those that it names in `after`.
    """
    arrows = _arrows(boxes)
    if unknown := set(labels or {}) - set(arrows):
        raise ValueError(f"There is no arrow {' → '.join(min(unknown))} that could have a label.")
    layout = _Layout(boxes, arrows, labels or {}, down)
    with plots.panel(ax, alt, _with_margins(layout.width, layout.height, title)) as ax:
        ax.set(aspect="equal", title=title, xlim=layout.limits[0], ylim=layout.limits[1])
        ax.axis("off")
        width, height = _room(ax)
        layout.draw(ax, min(1.0, width / layout.width, height / layout.height))


def chain(
    steps: Sequence[str],
    values: Sequence[float],
    slopes: Sequence[float],
    *,
    output: str,
    ax: Axes | None = None,
    alt: str | None = None,
) -> None:
    """Draw a chain of elementary steps as circles: what leaves each above the arrow, the derivative of `output` below.

    `values` and `slopes` have a number for each of the `steps`.
    """
    with plots.panel(ax, alt, (1.7 * len(steps), 2.2)) as ax:
        for place, (name, value, slope) in enumerate(zip(steps, values, slopes, strict=True)):
            ax.add_patch(Circle((2 * place, 0), 0.45, fc="white", ec="black"))
            ax.text(2 * place, 0, name, ha="center", va="center", fontsize=10)
            ax.annotate("", (2 * place + 1.52, 0), (2 * place + 0.48, 0), arrowprops={"arrowstyle": "->"})
            ax.text(2 * place + 1, 0.2, f"{value:.4f}", ha="center", color=plots.COLORS[0])
            ax.text(2 * place + 1, -0.5, f"{slope:.4f}", ha="center", color=plots.COLORS[1])
        end = 2 * len(steps)
        ax.text(end - 0.3, 0, output, va="center")
        ax.text(0, 0.95, "forward: values →", color=plots.COLORS[0])
        ax.text(end, -1.25, f"← backward: derivatives of {output}", color=plots.COLORS[1], ha="right")
        ax.set(xlim=(-0.6, end + 0.2), ylim=(-1.4, 1.4), aspect="equal")
        ax.axis("off")


def layer_graph(model: "keras.Model", *, title: str = "", ax: Axes | None = None, alt: str | None = None) -> None:
    """Draw the layers of a Keras model, Sequential or functional, with kind, output shape and number of parameters.

    Up to six layers in a row go from left to right, more go down.
    """
    if not model.built or not getattr(model, "inputs", None):
        raise ValueError(
            f"The model {model.name!r} does not know its shapes yet: begin it with keras.Input, or call it on a batch."
        )
    sources = _sources(model)
    depths: dict[str, int] = {}
    for name, _, earlier in sources:
        depths[name] = 1 + max((depths[before] for before in earlier), default=0)
    down = max(depths.values()) > 6
    boxes = {}
    for name, layer, earlier in sources:
        facts = [name, _kind_name(layer), _shape(layer, model)]
        if count := layer.count_params() if hasattr(layer, "count_params") else 0:  # `x + 1` is none of the layers
            facts.append(f"{count:,} parameters")
        text = "\n".join([", ".join(facts[:2]), ", ".join(facts[2:])]) if down else "\n".join(facts)
        boxes[name] = Block(text, _kind(_kind_name(layer)), after=earlier)
    blocks(boxes, down=down, title=title, ax=ax, alt=alt)


def movie(
    draw: Callable[[Any, Any], None],
    frames: Iterable[object],
    *,
    alt: str,
    columns: int = 1,
    rows: int = 1,
    height: float | None = None,
    seconds: float = 0.5,
) -> None:
    """Show an animation (a GIF that repeats): `draw(axes, frame)` for each frame, `seconds` each, the last for three.

    `axes` is what `plots.figure` gives, cleared before each frame. The places of the panels are those of the first
    frame. The same drawings give the same bytes.
    """
    plots.check_alt(alt)
    pictures = list(_frames(draw, frames, columns, rows, plots.panels_size(columns, rows, height)))
    if not pictures:
        raise ValueError("A movie needs at least one frame.")
    packed = _with_one_palette(pictures)
    times = [round(1000 * seconds)] * (len(packed) - 1) + [3000]
    file = io.BytesIO()
    packed[0].save(file, "gif", save_all=True, append_images=packed[1:], duration=times, loop=0, optimize=False)
    source = f"data:image/gif;base64,{base64.b64encode(file.getvalue()).decode()}"
    image = f'<img alt="{html.escape(alt)}" src="{source}" style="max-width: 100%">'
    display({"text/html": image, "text/plain": alt}, raw=True)


def _frames(draw: Callable, frames: Iterable[object], columns: int, rows: int, size: Place) -> Iterator[Image.Image]:
    figure, axes = plt.subplots(rows, columns, figsize=size, squeeze=False)
    try:
        for index, frame in enumerate(frames):
            for ax in axes.flat:
                ax.clear()
            draw(axes[0, 0] if axes.size == 1 else axes.squeeze(), frame)
            if index == 0:
                figure.draw_without_rendering()
                figure.set_layout_engine("none")  # or else the panels jump
            file = io.BytesIO()
            figure.savefig(file, format="png", dpi=MOVIE_RESOLUTION, pil_kwargs={"compress_level": 1})
            yield Image.open(file).convert("RGB")
    finally:
        plt.close(figure)


def _with_one_palette(pictures: list[Image.Image]) -> list[Image.Image]:
    """Give all frames the same few colors; white stays white."""
    width, height = pictures[0].size
    sheet = Image.new("RGB", (width, height * len(pictures)))
    for place, picture in enumerate(pictures):
        sheet.paste(picture, (0, place * height))
    sheet = sheet.quantize(MOVIE_COLORS, Image.Quantize.MEDIANCUT, dither=Image.Dither.NONE)
    colors = np.array(sheet.getpalette()).reshape(-1, 3)
    colors[colors.sum(axis=1).argmax()] = 255  # the mean of white and of grays that are almost white
    sheet.putpalette(colors.ravel().tolist())
    return [sheet.crop((0, place * height, width, (place + 1) * height)) for place in range(len(pictures))]


def _frame_colors() -> tuple[str, ...]:
    """Orange first: it stands out from the blue and the red of the cells."""
    return (plots.COLORS[1], plots.COLORS[0], *plots.COLORS[2:])


def _with_margins(width: float, height: float, title: str) -> tuple[float, float]:
    return width + MARGIN, height + MARGIN + TITLE * bool(title)


def _write_numbers(ax: Axes, values: NDArray, bold: set[tuple[int, int]]) -> None:
    """Write each number into its cell, as large as the longest of them allows."""
    texts = {cell: f"{value:.4g}".replace("-", "−") for cell, value in np.ndenumerate(values) if not np.isnan(value)}
    width, height = _room(ax)
    cell = 72 * min(width / (values.shape[1] + 0.2), height / (values.shape[0] + 0.2))  # points
    size = min(FONT + 1, 0.5 * cell, 1.4 * cell / max(map(len, texts.values()), default=1))
    for (row, column), text in texts.items():
        weight = "bold" if (row, column) in bold else "normal"
        ax.text(column, row, text, ha="center", va="center", fontsize=size, weight=weight, zorder=4)


def _room(ax: Axes) -> tuple[float, float]:
    """Width and height in inches that a panel without axes has: its share of the figure, less margins and title.

    To lay the figure out would be exact, but takes a second for a movie's frame of four panels.
    """
    figure = ax.get_figure(root=True)
    assert figure is not None
    width, height = figure.get_size_inches() * ax.get_position(original=True).size
    if spec := ax.get_subplotspec():
        grid = spec.get_gridspec()
        widths, heights = np.array(grid.get_width_ratios()), np.array(grid.get_height_ratios())
        width, height = figure.get_size_inches()
        width *= widths[spec.colspan].sum() / widths.sum()
        height *= heights[spec.rowspan].sum() / heights.sum()
    return width - MARGIN, height - MARGIN - TITLE * bool(ax.get_title())


def _arrows(boxes: Mapping[str, Block]) -> list[tuple[str, str]]:
    """Return all arrows (from, to), checked."""
    if not boxes:
        raise ValueError("There is no box to draw.")
    arrows: list[tuple[str, str]] = []
    before: list[str] = []
    for name, block in boxes.items():
        if block.kind not in KINDS:
            raise ValueError(
                f"The box {name!r} has the kind {block.kind!r}; there are {', '.join(filter(None, KINDS))}."
            )
        named = before[-1:] if block.after is None else [block.after] if isinstance(block.after, str) else block.after
        for source in named:
            if source not in before:
                raise ValueError(f"The box {name!r} is after {source!r}, which does not stand before it.")
            arrows.append((source, name))
        before.append(name)
    return arrows


class _Layout:
    """Where the boxes are and how the arrows go, in inches, y up."""

    def __init__(
        self,
        boxes: Mapping[str, Block],
        arrows: list[tuple[str, str]],
        labels: Mapping[tuple[str, str], str],
        down: bool,
    ):
        self.boxes, self.labels, self.down = boxes, labels, down
        self.texts = {name: block.text or name for name, block in boxes.items()}
        self.sizes = {name: np.add(_measure(text), 2 * PADDING) for name, text in self.texts.items()}
        self.notes = {
            name: _measure(block.note, FONT - 1) if block.note else (0.0, 0.0) for name, block in boxes.items()
        }
        self.depths = _depths(boxes, arrows)
        self.centers = self._place(_lanes(self.depths, arrows))
        self.extents = {name: self._extent(name) for name in boxes}
        self.routes: dict[tuple[str, str], list[Place]] = {}
        self.around: list[tuple[str, str]] = []
        for arrow in sorted(arrows, key=lambda arrow: self.depths[arrow[1]] - self.depths[arrow[0]]):
            self.routes[arrow] = self._route(*arrow)
        corners = [box.get_points() for box in self.extents.values()] + [np.array(r) for r in self.routes.values()]
        corners += [self._label(arrow)[1].get_points() for arrow in labels]
        low, high = np.vstack(corners).min(axis=0) - 0.05, np.vstack(corners).max(axis=0) + 0.05
        self.limits = (low[0], high[0]), (low[1], high[1])
        self.width, self.height = high - low

    def _place(self, lanes: dict[str, float]) -> dict[str, Place]:
        """Turn depths and lanes into centers: each depth as wide as its widest box, all lanes equally wide."""
        along, across = (1, 0) if self.down else (0, 1)
        note = np.array(list(self.notes.values()))[:, across].max()
        lane = max(size[across] for size in self.sizes.values()) + GAP / 2 + (note + 0.1 if note else 0)
        starts, start = {}, 0.0
        for depth in range(max(self.depths.values()) + 1):
            there = [name for name in self.sizes if self.depths[name] == depth]
            size = max(max(self.sizes[name][along], self.notes[name][along]) for name in there)
            starts[depth] = start + size / 2
            start += size + max([GAP, *(width + GAP for width in self._label_widths(depth))])
        if self.down:
            return {name: (lanes[name] * lane, -starts[self.depths[name]]) for name in lanes}
        return {name: (starts[self.depths[name]], -lanes[name] * lane) for name in lanes}

    def _label_widths(self, depth: int) -> list[float]:
        """What the labels of the arrows from here to the next depth take of the gap."""
        arrows = [(a, b) for a, b in self.labels if (self.depths[a], self.depths[b]) == (depth, depth + 1)]
        return [] if self.down else [_measure(self.labels[arrow], FONT - 1)[0] for arrow in arrows]

    def _box(self, name: str) -> Bbox:
        (x, y), (width, height) = self.centers[name], self.sizes[name]
        return Bbox.from_bounds(x - width / 2, y - height / 2, width, height)

    def _note(self, name: str) -> Place:
        """Where the note begins: the middle of its left edge (down), or of its upper edge."""
        box, (x, y) = self._box(name), self.centers[name]
        return (box.x1 + 0.1, y) if self.down else (x, box.y0 - 0.08)

    def _extent(self, name: str) -> Bbox:
        """The box with its note."""
        width, height = self.notes[name]
        if not width:
            return self._box(name)
        x, y = self._note(name)
        left, low = (x, y - height / 2) if self.down else (x - width / 2, y - height)
        return Bbox.union([self._box(name), Bbox.from_bounds(left, low, width, height)])

    def _column(self, depth: int) -> tuple[float, float]:
        """Where, along the arrows, the boxes and notes of this depth begin and end."""
        boxes = [self.extents[name] for name in self.boxes if self.depths[name] == depth]
        if self.down:
            return max(box.y1 for box in boxes), min(box.y0 for box in boxes)
        return min(box.x0 for box in boxes), max(box.x1 for box in boxes)

    def _route(self, one: str, other: str) -> list[Place]:
        """A line from box to box that crosses no box and no note: straight, or bent once late or early, or around."""
        here, there = self._box(one), self._box(other)
        (x0, y0), (x1, y1) = self.centers[one], self.centers[other]
        start, end = ((x0, here.y0), (x1, there.y1)) if self.down else ((here.x1, y0), (there.x0, y1))
        first, last = self.depths[one], self.depths[other]
        for before in (None, last - 1, first):
            bends: list[Place] = []
            if before is not None:
                leaves, arrives = self._column(before)[1], self._column(before + 1)[0]
                bends = [(x0, leaves), (x1, arrives)] if self.down else [(leaves, y0), (arrives, y1)]
            line = [start, *bends, end]
            if not self._crosses(line, one, other):
                return line
        self.around.append((one, other))
        return self._detour(one, other)

    def _crosses(self, line: list[Place], one: str, other: str) -> bool:
        others = [box for name, box in self.extents.items() if name not in (one, other)]
        notes = [
            Bbox([[self.extents[name].x0, self.extents[name].y0], [self.extents[name].x1, self._note(name)[1]]])
            for name in (one, other)
            if self.boxes[name].note and not self.down
        ]
        return any(Path(line).intersects_bbox(box.padded(0.03), filled=False) for box in (*others, *notes))

    def _detour(self, one: str, other: str) -> list[Place]:
        """Above all boxes between the two, or on their left (down), and outside of the detours that are there."""
        here, there, first, last = self._box(one), self._box(other), self.depths[one], self.depths[other]
        (x0, y0), (x1, y1) = self.centers[one], self.centers[other]
        between = [self.extents[name] for name in self.boxes if first <= self.depths[name] <= last]
        drawn = [arrow for arrow in self.around if arrow in self.routes]
        inner = [self.routes[a, b] for a, b in drawn if self.depths[a] < last and self.depths[b] > first]
        if self.down:
            outside = min([box.x0 for box in between] + [route[1][0] for route in inner]) - DETOUR
            y0, y1 = y0 - here.height / 5, y1 + there.height / 5  # a box may begin one shortcut and end another
            return [(here.x0, y0), (outside, y0), (outside, y1), (there.x0, y1)]
        outside = max([box.y1 for box in between] + [route[1][1] for route in inner]) + DETOUR
        x0, x1 = x0 + here.width / 5, x1 - there.width / 5
        return [(x0, here.y1), (x0, outside), (x1, outside), (x1, there.y1)]

    def _label(self, arrow: tuple[str, str]) -> tuple[dict[str, Any], Bbox]:
        """How the label of an arrow is placed, and the room that it takes: above the arrow, or beside it (down)."""
        route, (width, height) = self.routes[arrow], _measure(self.labels[arrow], FONT - 1)
        (x0, y0), (x1, y1) = route[len(route) // 2 - 1], route[len(route) // 2]
        x, y = (x0 + x1) / 2, (y0 + y1) / 2
        if not self.down:
            place, left, low = {"ha": "center", "va": "bottom"}, x - width / 2, (y := y + 0.05)
        elif arrow in self.around:
            place, left, low = {"ha": "right", "va": "center"}, (x := x - 0.08) - width, y - height / 2
        else:
            place, left, low = {"ha": "left", "va": "center"}, (x := x + 0.08), y - height / 2
        return {"x": x, "y": y, **place}, Bbox.from_bounds(left, low, width, height)

    def draw(self, ax: Axes, scale: float) -> None:
        """Draw all of it; `scale` is the size of an inch of the layout in the panel."""
        for name, block in self.boxes.items():
            box, color = self._box(name), KINDS[block.kind]
            pale = 0.88 + 0.12 * np.array(to_rgb(color))
            shape = f"round,pad=0,rounding_size={0.4 * PADDING + 0.04}"
            ax.add_patch(
                FancyBboxPatch((box.x0, box.y0), box.width, box.height, shape, fc=pale, ec=color, lw=2 * scale)
            )
            ax.text(*self.centers[name], self.texts[name], ha="center", va="center", fontsize=FONT * scale)
            if block.note:
                where: dict[str, Any] = {"ha": "left", "va": "center"} if self.down else {"ha": "center", "va": "top"}
                ax.text(*self._note(name), block.note, color="dimgray", fontsize=(FONT - 1) * scale, **where)
        for arrow, route in self.routes.items():
            color = plots.COLORS[1] if arrow in self.around else "0.25"
            style: dict[str, Any] = {
                "arrowstyle": "-|>",
                "mutation_scale": 14 * scale,
                "lw": 1.6 * scale,
                "color": color,
            }
            ax.add_patch(FancyArrowPatch(path=Path(route), joinstyle="round", **style))
        for arrow, text in self.labels.items():
            ax.text(s=text, color="dimgray", fontsize=(FONT - 1) * scale, **self._label(arrow)[0])


def _depths(boxes: Iterable[str], arrows: Sequence[tuple[str, str]]) -> dict[str, int]:
    """For each box the longest way to it, in arrows."""
    depths: dict[str, int] = {}
    for name in boxes:
        depths[name] = max((depths[one] + 1 for one, other in arrows if other == name), default=0)
    return depths


def _lanes(depths: Mapping[str, int], arrows: Sequence[tuple[str, str]]) -> dict[str, float]:
    """For each box its lane, 0 in the middle: paths part around the box they come from, and meet in their middle."""
    sources = {name: [one for one, other in arrows if other == name] for name in depths}
    nearest = {name: max(earlier, key=depths.__getitem__, default="") for name, earlier in sources.items()}
    children = {one: [name for name in depths if nearest[name] == one] for one in ("", *depths)}
    lanes: dict[str, float] = {}
    for name in depths:
        siblings = children[nearest[name]]
        lane = lanes.get(nearest[name], 0.0) + siblings.index(name) - (len(siblings) - 1) / 2
        if len(sources[name]) > 1 and len(siblings) == 1:
            lane = sum(lanes[one] for one in sources[name]) / len(sources[name])
        taken = [lanes[other] for other in lanes if depths[other] == depths[name]]
        nearby = sorted(itertools.chain([0], *((step / 2, -step / 2) for step in range(1, 99))), key=abs)
        lanes[name] = next(lane + step for step in nearby if all(abs(lane + step - other) >= 1 for other in taken))
    return lanes


def _measure(text: str, size: float = FONT) -> tuple[float, float]:
    """Width and height of a text in inches."""
    figure = Figure(dpi=plots.RESOLUTION)
    FigureCanvasAgg(figure)
    box = figure.text(0, 0, text, fontsize=size).get_window_extent()
    return box.width / plots.RESOLUTION, box.height / plots.RESOLUTION


def _sources(model: "keras.Model") -> list[tuple[str, Any, tuple[str, ...]]]:
    """Return name, layer (None: the input of a Sequential) and names of the layers before, for each layer."""
    if type(model).__name__ == "Sequential":
        names = ["input", *(layer.name for layer in model.layers)]
        earlier = [(), *((name,) for name in names)]
        return list(zip(names, [None, *model.layers], earlier, strict=False))
    layers = {operation.name: operation for operation in model.operations}
    found = []
    for entry in model.get_config()["layers"]:
        before = dict.fromkeys(_histories(entry["inbound_nodes"]))  # in order, each once
        before.pop(entry["name"], None)  # a layer that is applied to its own output
        found.append((entry["name"], layers[entry["name"]], tuple(before)))
    return found


def _histories(config: Any) -> Iterator[str]:
    """Yield the names of the layers whose outputs occur in a part of a model's configuration."""
    if isinstance(config, dict) and config.get("class_name") == "__keras_tensor__":
        yield config["config"]["keras_history"][0]
    elif isinstance(config, dict | list | tuple):
        for part in config.values() if isinstance(config, dict) else config:
            yield from _histories(part)


def _kind_name(layer: Any) -> str:
    return "Input" if layer is None else type(layer).__name__.removesuffix("Layer")


def _kind(name: str) -> str:
    """Return the one of KINDS to which the class of a layer belongs."""
    words = {
        "Conv": "convolution",
        "Dense": "dense",
        "Pool": "pooling",
        "Normalization": "normalization",
        "Activation": "activation",
        "ReLU": "activation",
        "Softmax": "activation",
        "Add": "merge",
        "Concatenate": "merge",
        "Average": "merge",
        "Multiply": "merge",
    }
    return next((kind for word, kind in words.items() if word in name), "")


def _shape(layer: Any, model: "keras.Model") -> str:
    output = model.input_shape if layer is None else layer.output
    if layer is not None:
        output = [each.shape for each in output] if isinstance(output, list | tuple) else output.shape
    return str(output)
