"""A digit of your own, drawn on a pad or read from a picture, as an image like MNIST's.

MNIST's digits are white on black, 28 × 28 pixels: the digit fills a box of 20 × 20, and its center of mass lies in the
middle of the image. A network that was trained on them wants the same of yours. `image_of` computes such an image from
the points of a drawing, `from_picture` from a photograph or a scan, dark on light or light on dark. What cannot be made
an image raises DrawingError with one sentence, and a notebook shows that sentence alone.
"""

from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

import ipywidgets
import numpy as np
from ipycanvas import Canvas
from numpy.typing import ArrayLike, NDArray
from PIL import Image, ImageFilter, ImageOps, UnidentifiedImageError

SIDE, BOX, MIDDLE = 28, 20, 14.0  # pixels of an image, of the box for the digit; where MNIST's centers of mass lie
PEN = 2.2  # pixels: the strokes' width in the box
LOOKED_AT = 300  # pixels: pictures are scaled to this size before they are looked at
CONTRAST = 40  # of 255 gray values: a picture whose ink differs less from its paper shows no digit

# A digit drawn by mouse, as points (across, down) on a pad of 280 × 280: what a page shows where nobody draws.
EXAMPLE = (
    ((70, 96), (76, 72), (96, 52), (128, 44), (158, 50), (178, 70), (180, 94), (164, 116), (134, 128), (112, 130)),
    ((112, 130), (146, 134), (172, 150), (184, 176), (176, 204), (154, 224), (122, 232), (90, 226), (68, 208)),
)


class DrawingError(ValueError):
    """There is no digit to be read; the message says what to do."""

    def _render_traceback_(self) -> list[str]:
        """Return all that IPython shows of it."""
        return [str(self)]


def image_of(strokes: Sequence[ArrayLike]) -> NDArray[np.uint8]:
    """Return the image (28, 28) of a drawing: strokes of shape (points, 2), each point (across, down), in any unit.

    Only the form counts: a drawing that is shifted or scaled gives the same image. A pixel is white where it lies on a
    stroke, and gray where a stroke's edge runs through it.
    """
    drawn = [np.asarray(stroke, float).reshape(-1, 2) for stroke in strokes]
    points = np.concatenate([np.empty((0, 2)), *drawn])
    if not len(points):
        raise DrawingError("Nothing is drawn yet: draw a digit on the pad, then run this cell again.")
    low, size = points.min(axis=0), np.ptp(points, axis=0).max()
    if not size > 0:
        raise DrawingError("That is a dot and no digit: hold the mouse button down while you draw.")
    in_box = [(stroke - low) * (BOX - PEN) / size for stroke in drawn if len(stroke)]
    middle = np.full(2, (SIDE - BOX + PEN) / 2)
    for _ in range(2):  # drawn once to find its center of mass, then once more with that in the middle
        ink = _rendered([stroke + middle for stroke in in_box])
        middle = middle + MIDDLE - _center_of_mass(ink)
    return np.rint(255 * ink).astype(np.uint8)


def from_picture(path: str | Path) -> NDArray[np.uint8]:
    """Return the image (28, 28) of the digit in a photograph or scan, whichever is darker, the ink or the paper.

    The paper's gray is taken from the picture's edge, as a plane, so that light from one side does no harm. Ink is what
    differs from it by more than a threshold (Otsu's). It is cropped, made thicker if its strokes would vanish, scaled
    into the box and centered.
    """
    gray = _read_gray(Path(path).expanduser())
    difference = _without_specks(np.abs(gray - _paper(gray)))
    if (contrast := float(difference.max())) < CONTRAST:
        raise DrawingError(f"No digit is to be seen in {Path(path).name}: ink and paper have nearly the same gray.")
    mask = difference > _otsu(difference)
    rows, columns = np.flatnonzero(mask.any(axis=1)), np.flatnonzero(mask.any(axis=0))
    if not len(rows) or max(np.ptp(rows), np.ptp(columns)) < BOX / 2:
        raise DrawingError(f"No digit is to be seen in {Path(path).name}: there are only specks on its paper.")
    area = slice(rows[0], rows[-1] + 1), slice(columns[0], columns[-1] + 1)
    ink = np.where(mask[area], np.clip(difference[area] / contrast, 0, 1), 0)
    return _centered(_thick_enough(ink))


class Pad:
    """A square on which you draw with the mouse or a finger; the last expression of a cell shows it.

    `strokes` holds what was drawn. With `read`, a function that returns ten probabilities for an image, the pad says
    after each stroke what was read, and shows the image.
    """

    def __init__(self, read: Callable[[NDArray[np.uint8]], ArrayLike] | None = None, side: int = 280) -> None:
        self.strokes: list[list[tuple[float, float]]] = []
        self._read, self._side, self._drawing = read, side, False
        layout = {"border": "1px solid gray", "width": f"{side}px", "height": f"{side}px"}
        self._canvas = Canvas(width=side, height=side, layout=layout)
        self._canvas.line_width, self._canvas.line_cap = 0.08 * side, "round"
        self._canvas.on_mouse_down(self._start)
        self._canvas.on_mouse_move(self._go_on)
        self._canvas.on_mouse_up(lambda x, y: self._end())
        self._canvas.on_mouse_out(lambda x, y: self._end())
        self._canvas.on_touch_start(lambda touches: self._start(*touches[0]))
        self._canvas.on_touch_move(lambda touches: self._go_on(*touches[0]))
        self._canvas.on_touch_end(lambda touches: self._end())
        button = ipywidgets.Button(description="Clear")
        button.on_click(lambda _: self.clear())
        self._seen = ipywidgets.Image(format="png", layout={"width": f"{side // 2}px", "height": f"{side // 2}px"})
        self._said = ipywidgets.HTML("Draw a digit.")
        self._widget = ipywidgets.HBox(
            [self._canvas, ipywidgets.VBox([button, self._said, *([self._seen] if read else [])])]
        )
        self._show(np.zeros((SIDE, SIDE), np.uint8))

    def _repr_mimebundle_(self, **how: Any) -> Mapping[str, Any]:
        """Return what Jupyter shows."""
        return self._widget._repr_mimebundle_(**how)

    def clear(self) -> None:
        """Begin anew."""
        self.strokes.clear()
        self._canvas.clear()
        self._said.value = "Draw a digit."
        self._show(np.zeros((SIDE, SIDE), np.uint8))

    def _start(self, x: float, y: float) -> None:
        self._drawing = True
        self.strokes.append([(x, y)])

    def _go_on(self, x: float, y: float) -> None:
        if self._drawing:
            self._canvas.stroke_line(*self.strokes[-1][-1], x, y)
            self.strokes[-1].append((x, y))

    def _end(self) -> None:
        if not self._drawing:
            return
        self._drawing = False
        if self._read is None:
            return
        try:
            image = image_of(self.strokes)
        except DrawingError as error:
            self._said.value = str(error)
            return
        probabilities = np.asarray(self._read(image))
        digit = int(probabilities.argmax())
        self._said.value = f"<b>{digit}</b>, with {probabilities[digit]:.0%}. The network sees this:"
        self._show(image)

    def _show(self, image: NDArray[np.uint8]) -> None:
        self._seen.value = Image.fromarray(image.repeat(5, axis=0).repeat(5, axis=1))._repr_png_()


def _rendered(strokes: Sequence[NDArray]) -> NDArray:
    """Return the ink (28, 28), 0 to 1, of strokes given in pixels: full up to half a pen's width from their lines."""
    down, across = np.mgrid[:SIDE, :SIDE]
    pixels = np.stack([across, down], axis=-1).reshape(-1, 1, 2)
    nearest = np.full(SIDE * SIDE, np.inf)
    for stroke in strokes:
        starts, ends = (stroke[:-1], stroke[1:]) if len(stroke) > 1 else (stroke, stroke)
        along = ends - starts  # (segments, 2)
        squares = np.maximum((along**2).sum(axis=1), 1e-12)
        share = np.clip(((pixels - starts) * along).sum(axis=-1) / squares, 0, 1)  # (784, segments)
        distances = np.linalg.norm(pixels - (starts + share[..., None] * along), axis=-1)
        nearest = np.minimum(nearest, distances.min(axis=1))
    return np.clip(PEN / 2 + 0.5 - nearest, 0, 1).reshape(SIDE, SIDE)


def _center_of_mass(ink: NDArray) -> NDArray:
    """Return (across, down), in pixels."""
    places = np.arange(ink.shape[1]), np.arange(ink.shape[0])
    return np.array([ink.sum(axis=0) @ places[0], ink.sum(axis=1) @ places[1]]) / ink.sum()


def _read_gray(path: Path) -> NDArray:
    """Return a picture as gray values (height, width), 0 to 255, upright and not larger than need be."""
    if not path.is_file():
        raise DrawingError(f"There is no file {path.name} in {path.absolute().parent}: check its name and folder.")
    try:
        with Image.open(path) as opened:
            upright = ImageOps.exif_transpose(opened).convert("RGBA")
            paper = Image.new("RGBA", upright.size, "white")  # seen where the picture is transparent
            picture = Image.alpha_composite(paper, upright).convert("L")
    except (UnidentifiedImageError, OSError, ValueError, SyntaxError, Image.DecompressionBombError):
        raise DrawingError(f"{path.name} cannot be read as a picture: give a PNG or a JPEG.") from None
    scale = LOOKED_AT / max(picture.size)
    width, height = (max(1, round(scale * side)) for side in picture.size)
    return np.asarray(picture.resize((width, height), Image.Resampling.BICUBIC, reducing_gap=3), float)


def _without_specks(values: NDArray) -> NDArray:
    """Return the values, 0 to 255, each replaced by the median of the nine around it."""
    return np.asarray(Image.fromarray(values.astype(np.uint8)).filter(ImageFilter.MedianFilter(3)), float)


def _paper(gray: NDArray) -> NDArray:
    """Return the gray values that the picture would have without ink: a plane through those at its edge."""
    down, across = (axis / max(gray.shape) for axis in np.mgrid[: gray.shape[0], : gray.shape[1]])
    plane = np.stack([np.ones_like(gray), across, down], axis=-1)
    width = max(1, min(gray.shape) // 20)
    edge = np.ones(gray.shape, bool)
    edge[width:-width, width:-width] = False
    at_edge = edge & (np.abs(gray - np.median(gray[edge])) <= 60)  # without ink that reaches the edge
    return plane @ np.linalg.lstsq(plane[at_edge], gray[at_edge], rcond=None)[0]


def _otsu(values: NDArray) -> float:
    """Return the threshold that divides the values into two groups with means as far apart as can be."""
    counts, edges = np.histogram(values, bins=128)
    middles = (edges[:-1] + edges[1:]) / 2
    below = np.cumsum(counts)[:-1]
    above = values.size - below
    mean_below = np.cumsum(counts * middles)[:-1] / np.maximum(below, 1)
    mean_above = ((counts * middles).sum() - np.cumsum(counts * middles)[:-1]) / np.maximum(above, 1)
    return float(edges[1:-1][(below * above * (mean_above - mean_below) ** 2).argmax()])


def _thick_enough(ink: NDArray) -> NDArray:
    """Return the ink with strokes that are still about PEN pixels wide when it is scaled into the box."""
    mask = np.pad(ink > 0, 1)
    around = mask[:-2, 1:-1] & mask[2:, 1:-1] & mask[1:-1, :-2] & mask[1:-1, 2:]
    edge = (mask[1:-1, 1:-1] & ~around).sum()
    width = 2 * (ink > 0).sum() / edge  # of a line: twice its area through the length of both its edges
    missing = round((PEN * max(ink.shape) / BOX - width) / 2)
    if missing < 1:
        return ink
    padded = Image.fromarray(np.rint(255 * np.pad(ink, missing)).astype(np.uint8))
    return np.asarray(padded.filter(ImageFilter.MaxFilter(2 * missing + 1)), float) / 255


def _centered(ink: NDArray) -> NDArray[np.uint8]:
    """Return the image (28, 28) of cropped ink: scaled into the box, its center of mass in the middle."""
    height, width = (max(1, round(BOX * side / max(ink.shape))) for side in ink.shape)
    whole = Image.fromarray(np.rint(255 * ink).astype(np.uint8))
    small = np.asarray(whole.resize((width, height), Image.Resampling.BOX), float)
    small = small / small.max()
    across, down = np.rint(MIDDLE - _center_of_mass(small)).astype(int)
    across, down = (int(np.clip(place, 0, SIDE - side)) for place, side in ((across, width), (down, height)))
    image = np.zeros((SIDE, SIDE), np.uint8)
    image[down : down + height, across : across + width] = np.rint(255 * small)
    return image
