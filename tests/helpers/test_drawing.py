"""A digit of one's own: from points and from pictures to images like MNIST's, and what is said where there is none."""

import ipywidgets
import numpy as np
import pytest
from IPython.core.interactiveshell import InteractiveShell
from PIL import Image, ImageDraw, ImageOps

from helpers import data, drawing

HOOK = [(150, 52), (96, 54), (88, 120), (112, 108), (140, 106), (168, 118), (182, 146), (178, 178), (158, 206)]
FIVE = [[*HOOK, (126, 216), (94, 208), (76, 190)], [(148, 52), (190, 50)]]
ONE = [[(100, 40), (100, 240)]]


def moved(strokes, scale=1.0, across=0.0, down=0.0):
    return [[(scale * x + across, scale * y + down) for x, y in stroke] for stroke in strokes]


def picture(strokes, *, width=13, noise=5.0, light=(225, 180), ink=70):
    """A drawing with a pen of `width` pixels on grainy paper, lit from one side."""
    size = (280, 280)
    mask = Image.new("L", (2 * size[0], 2 * size[1]))
    pen = ImageDraw.Draw(mask)
    for stroke in strokes:
        pen.line([(2 * x, 2 * y) for x, y in stroke], fill=255, width=2 * width, joint="curve")
    share = np.asarray(mask.resize(size, Image.Resampling.BOX), float) / 255
    paper = np.linspace(*light, size[0])[None] + np.random.default_rng(0).normal(0, noise, size)
    return Image.fromarray(np.clip(paper * (1 - share) + ink * share, 0, 255).astype(np.uint8))


def kept(image, folder, name="digit.png"):
    image.save(folder / name)
    return folder / name


def center_of_mass(image):
    places = np.arange(drawing.SIDE)
    return np.array([image.sum(axis=0) @ places, image.sum(axis=1) @ places]) / image.sum()


def difference(one, other):
    """Mean difference of two images' pixels, as a share of the ink in the first."""
    return np.abs(one.astype(float) - other).sum() / one.sum()


@pytest.mark.parametrize("strokes", [drawing.EXAMPLE, FIVE, ONE])
def test_an_image_is_like_those_of_mnist(strokes):
    image = drawing.image_of(strokes)
    assert (image.shape, image.dtype, image.max()) == ((28, 28), np.uint8, 255)
    rows, columns = np.flatnonzero(image.any(axis=1)), np.flatnonzero(image.any(axis=0))
    assert 19 <= max(np.ptp(rows), np.ptp(columns)) + 1 <= 22  # the box, and the gray of its edge
    np.testing.assert_allclose(center_of_mass(image), 14, atol=0.05)
    assert 30 < image.sum() / 255 < 150  # MNIST's digits have 61 (the ones) to 138 (the zeros)


@pytest.mark.parametrize("change", [{"across": 37.3}, {"down": -12.9}, {"scale": 0.31}, {"scale": 4, "down": 80}])
def test_only_the_form_counts(change):
    image = drawing.image_of(FIVE)
    assert difference(image, drawing.image_of(moved(FIVE, **change))) < 0.01


def test_neither_points_on_the_way_nor_direction_nor_order_matter():
    between = [[(x, y) for x, y in zip(np.linspace(100, 100, 9), np.linspace(40, 240, 9), strict=True)]]
    assert difference(drawing.image_of(ONE), drawing.image_of(between)) < 0.01
    backwards = [stroke[::-1] for stroke in FIVE[::-1]]
    assert difference(drawing.image_of(FIVE), drawing.image_of(backwards)) < 0.01


def test_strokes_are_thick_and_their_edges_gray():
    image = drawing.image_of(ONE)
    across = image[14] / 255
    assert across.sum() == pytest.approx(drawing.PEN, abs=0.1)
    assert ((across > 0) & (across < 1)).any()


def test_a_dot_beside_a_stroke_is_drawn():
    with_dot = drawing.image_of([*ONE, [(160, 140)]])
    assert (with_dot[:, 18:] > 0).sum() >= 4


@pytest.mark.parametrize("strokes", [[], [[]], ()])
def test_nothing_drawn(strokes):
    with pytest.raises(drawing.DrawingError, match="Nothing is drawn yet"):
        drawing.image_of(strokes)


def test_a_dot_is_no_digit():
    with pytest.raises(drawing.DrawingError, match="a dot and no digit"):
        drawing.image_of([[(3, 4), (3, 4)]])


@pytest.mark.parametrize("width", [4, 13, 26])
@pytest.mark.parametrize("inverted", [False, True], ids=["dark on light", "light on dark"])
def test_a_picture_gives_the_image_that_its_strokes_would(tmp_path, width, inverted):
    seen = picture(FIVE, width=width)
    image = drawing.from_picture(kept(ImageOps.invert(seen) if inverted else seen, tmp_path))
    assert (image.shape, image.dtype, image.max()) == ((28, 28), np.uint8, 255)
    np.testing.assert_allclose(center_of_mass(image), 14, atol=0.6)  # whole pixels, as MNIST's makers had it
    alike = np.corrcoef(image.ravel(), drawing.image_of(FIVE).ravel())[0, 1]
    assert alike > 0.8


def test_size_color_transparency_and_format_do_not_matter(tmp_path):
    expected = drawing.from_picture(kept(picture(FIVE, noise=0), tmp_path))
    large = picture(FIVE, noise=0).resize((1120, 1120)).convert("RGB")
    for image, name in ((large, "large.jpg"), (large.convert("RGBA"), "digit.PNG"), (large.convert("P"), "digit.gif")):
        assert difference(expected, drawing.from_picture(kept(image, tmp_path, name))) < 0.2
    ink = Image.new("RGBA", (280, 280), (0, 0, 0, 0))
    ink.putalpha(
        Image.fromarray((np.asarray(picture(FIVE, noise=0, light=(255, 255), ink=0)) < 128).astype(np.uint8) * 255)
    )
    assert difference(expected, drawing.from_picture(kept(ink, tmp_path, "transparent.png"))) < 0.3


def test_specks_beside_the_digit_are_left_out(tmp_path):
    seen = picture(FIVE)
    seen.putpixel((20, 260), 0)
    assert (
        difference(drawing.from_picture(kept(picture(FIVE), tmp_path)), drawing.from_picture(kept(seen, tmp_path)))
        < 0.1
    )


def unreadable(folder):
    path = folder / "letter.png"
    path.write_text("Dear network, this is a seven.")
    return path


def cut_off(folder):
    path = kept(picture(FIVE), folder)
    path.write_bytes(path.read_bytes()[:2_000])
    return path


@pytest.mark.parametrize(
    ("make", "words"),
    [
        (lambda folder: folder / "nothing.png", "There is no file nothing.png in "),
        (lambda folder: folder, "There is no file "),
        (unreadable, "letter.png cannot be read as a picture"),
        (cut_off, "digit.png cannot be read as a picture"),
        (lambda folder: kept(Image.new("L", (200, 200), 255), folder), "No digit is to be seen in digit.png"),
        (lambda folder: kept(picture([], noise=8), folder), "No digit is to be seen in digit.png"),
        (lambda folder: kept(picture([[(100, 100), (104, 104)]], width=4), folder), "only specks"),
        (lambda folder: kept(Image.new("L", (1, 1)), folder), "No digit is to be seen in digit.png"),
    ],
)
def test_no_digit_ends_in_one_sentence(tmp_path, make, words):
    with pytest.raises(drawing.DrawingError) as told:
        drawing.from_picture(make(tmp_path))
    assert words in str(told.value)
    assert "\n" not in str(told.value)
    assert str(told.value).endswith(".")


def test_a_notebook_shows_that_sentence_alone(capsys):
    InteractiveShell.instance().run_cell("from helpers import drawing; drawing.image_of([])")
    InteractiveShell.clear_instance()
    assert capsys.readouterr().out.strip().splitlines() == [
        "Nothing is drawn yet: draw a digit on the pad, then run this cell again."
    ]


def test_the_shipped_picture_is_a_five():
    image = drawing.from_picture(data.SAMPLES / "digit.png")
    assert np.corrcoef(image.ravel(), drawing.image_of(FIVE).ravel())[0, 1] > 0.8
    assert (data.SAMPLES / "digit.png").stat().st_size < 20_000


def send(pad, event, x, y):
    pad._canvas._handle_frontend_event(None, {"event": event, "x": x, "y": y}, [])


def draw(pad, strokes):
    for stroke in strokes:
        send(pad, "mouse_down", *stroke[0])
        for x, y in stroke[1:]:
            send(pad, "mouse_move", x, y)
        send(pad, "mouse_up", *stroke[-1])


def test_the_pad_turns_events_into_strokes_and_says_what_is_read():
    seen = []

    def read(image):
        seen.append(image)
        return np.eye(10)[7]

    pad = drawing.Pad(read)
    send(pad, "mouse_move", 5, 5)  # the button is not pressed
    send(pad, "mouse_up", 5, 5)
    assert pad.strokes == []
    draw(pad, FIVE)
    assert pad.strokes == FIVE
    np.testing.assert_array_equal(seen[-1], drawing.image_of(FIVE))
    assert len(seen) == 2
    assert "<b>7</b>, with 100%" in pad._said.value
    send(pad, "mouse_out", 5, 5)
    assert len(seen) == 2
    pad.clear()
    assert (pad.strokes, pad._said.value) == ([], "Draw a digit.")


def test_a_stroke_ends_where_the_mouse_leaves_the_pad():
    pad = drawing.Pad()
    send(pad, "mouse_down", 1, 1)
    send(pad, "mouse_move", 9, 1)
    send(pad, "mouse_out", 12, 1)
    send(pad, "mouse_move", 30, 1)
    assert pad.strokes == [[(1, 1), (9, 1)]]


def test_a_finger_draws_as_well():
    pad = drawing.Pad()
    for event, touches in (("touch_start", [{"x": 1, "y": 2}]), ("touch_move", [{"x": 3, "y": 4}]), ("touch_end", [])):
        pad._canvas._handle_frontend_event(None, {"event": event, "touches": touches}, [])
    assert pad.strokes == [[(1, 2), (3, 4)]]


def test_a_click_is_answered_in_words():
    pad = drawing.Pad(lambda image: np.eye(10)[0])
    draw(pad, [[(5, 5)]])
    assert pad._said.value.startswith("That is a dot")


def test_jupyter_shows_the_pad_as_a_widget():
    shown = drawing.Pad()._repr_mimebundle_()
    assert "application/vnd.jupyter.widget-view+json" in shown
    assert isinstance(drawing.Pad()._widget, ipywidgets.HBox)
