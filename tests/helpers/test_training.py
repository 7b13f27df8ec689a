"""The updating picture and the repeated runs."""

import helpers.startup

import keras
import matplotlib.pyplot as plt
import numpy as np
import pandas as pd
import pytest

from helpers import training

RNG = np.random.default_rng(0)
X = RNG.normal(size=(300, 8)).astype("float32")
Y = (X[:, 0] > 0).astype("int64")
FIT = {"x": X, "y": Y, "validation_data": (X[:50], Y[:50]), "batch_size": 32}
EPOCHS = 3


def build(units: int = 8, optimizer: str = "adam") -> keras.Model:
    model = keras.Sequential(
        [
            keras.Input((8,)),
            keras.layers.Dense(units, activation="relu"),
            keras.layers.BatchNormalization(),
            keras.layers.Dropout(0.3),
            keras.layers.Dense(2, activation="softmax"),
        ]
    )
    model.compile(optimizer, "sparse_categorical_crossentropy", metrics=["accuracy"])
    return model


def plain(variants: dict, seeds: list[int], **fit) -> pd.DataFrame:
    """The loop that `repeat` must equal."""
    frames = []
    for variant, settings in variants.items():
        arguments = {name: value for name, value in settings.items() if name in ("units", "optimizer")}
        for seed in seeds:
            keras.utils.set_random_seed(seed)
            history = build(**arguments).fit(**(fit | {k: settings[k] for k in settings.keys() - arguments}), verbose=0)
            epochs = range(1, len(history.epoch) + 1)
            frames.append(pd.DataFrame({"variant": variant, "seed": seed, "epoch": epochs} | history.history))
    return pd.concat(frames, ignore_index=True)


def test_repeat_equals_a_plain_loop_to_the_last_digit():
    """Dropout, batch normalization, Adagrad's start value, a last small batch; several variants, and one alone."""
    variants = {
        "plain": {},
        "wide": {"units": 16, "epochs": 2},
        "small batches": {"batch_size": 7},
        "adagrad": {"optimizer": "adagrad"},
    }
    seeds = [0, 1, 2]
    repeated = training.repeat(build, variants, seeds, epochs=EPOCHS, **FIT)
    pd.testing.assert_frame_equal(repeated, plain(variants, seeds, epochs=EPOCHS, **FIT), check_exact=True)
    assert len(repeated) == len(seeds) * (EPOCHS + 2 + EPOCHS + EPOCHS)
    alone = training.repeat(build, {"plain": {}}, seeds, epochs=EPOCHS, **FIT)
    pd.testing.assert_frame_equal(alone, repeated[repeated["variant"] == "plain"], check_exact=True)
    assert repeated["variant"].drop_duplicates().tolist() == list(variants)


def test_repeat_needs_something_to_do():
    with pytest.raises(ValueError, match="at least one variant and one seed"):
        training.repeat(build, {}, [0], **FIT)


def test_repeat_reports_a_fault_and_does_not_hang():
    with pytest.raises(ValueError, match="no such thing"):
        training.repeat(lambda: (_ for _ in ()).throw(ValueError("no such thing")), {"a": {}, "b": {}}, [0, 1], **FIT)


class Display:
    """Stands in for IPython's display: keeps the figures' titles and line lengths."""

    def __init__(self):
        self.shown = []

    def __call__(self, figure, display_id=False):
        assert display_id
        self.update(figure)
        return self

    def update(self, figure):
        self.shown.append([len(line.get_xdata()) for ax in figure.axes for line in ax.get_lines()])


def test_live_plot_updates_one_picture_and_closes_it(monkeypatch):
    screen = Display()
    monkeypatch.setattr(training, "display", screen)
    build().fit(**FIT, epochs=EPOCHS, callbacks=[training.LivePlot(pause=0)], verbose=0)
    assert screen.shown == [[1] * 4, [2] * 4, [3] * 4, [3] * 4]  # loss and accuracy, training and validation
    assert not plt.get_fignums()


def test_live_plot_draws_seldom_when_epochs_are_short(monkeypatch):
    screen = Display()
    monkeypatch.setattr(training, "display", screen)
    build().fit(**FIT, epochs=EPOCHS, callbacks=[training.LivePlot(["loss"], pause=60)], verbose=0)
    assert screen.shown == [[1] * 2, [3] * 2]  # the first epoch, and the whole at the end


def test_startup_messages_stay_off_the_page():
    """Importing TensorFlow, finding no GPU and computing write nothing."""
    import subprocess
    import sys

    program = "import helpers.startup; import keras; print(float(keras.ops.sum(keras.ops.ones((3, 3)))))"
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True)
    assert (done.stdout, done.stderr) == ("9.0\n", "")
