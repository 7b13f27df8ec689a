"""The updating picture, the repeated runs, their progress and how they end, and what they prove."""

import helpers.startup

import os
import signal
import threading
import time
from types import SimpleNamespace

import jupyter_client
import keras
import matplotlib.pyplot as plt
import numpy as np
import pandas as pd
import pytest

from helpers import plots, training

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


TINY = {"x": X, "y": Y, "batch_size": 32}


def tiny(units: int = 2) -> keras.Model:
    """A network that is compiled quickly, for tests of all but the numbers."""
    model = keras.Sequential([keras.Input((8,)), keras.layers.Dense(units, activation="softmax")])
    model.compile("sgd", "sparse_categorical_crossentropy")
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


def workers() -> list[str]:
    return [thread.name for thread in threading.enumerate() if "ThreadPoolExecutor" in thread.name]


def test_a_fault_in_one_run_ends_the_others(monkeypatch):
    started = threading.Event()

    def fail_when_the_other_trains(units: int) -> keras.Model:
        if units == 3:
            assert started.wait(60)
            raise ValueError("no such thing")
        return tiny()

    begin = keras.callbacks.LambdaCallback(on_train_begin=lambda logs: started.set())
    with pytest.raises(ValueError, match="no such thing"):
        training.repeat(
            fail_when_the_other_trains,
            {"long": {"units": 8}, "wrong": {"units": 3}},
            [0, 1],
            callbacks=lambda: [begin],
            epochs=1_000_000,
            **TINY,
        )
    assert not workers()


def test_an_interrupt_ends_all_runs_and_leaves_nothing():
    """Pressed again while the threads end; what is trained next is as if nothing had happened."""
    begun = threading.Semaphore(0)
    handler = signal.getsignal(signal.SIGINT)

    def press() -> None:
        for _ in range(2):
            begun.acquire(timeout=60)
        for _ in range(3):
            os.kill(os.getpid(), signal.SIGINT)
            time.sleep(0.01)

    begin = keras.callbacks.LambdaCallback(on_train_begin=lambda logs: begun.release())
    finger = threading.Thread(target=press)
    finger.start()
    with pytest.raises(KeyboardInterrupt, match="All runs have ended"):
        training.repeat(
            tiny, {"a": {}, "b": {"units": 9}}, [0, 1, 2], callbacks=lambda: [begin], epochs=1_000_000, **TINY
        )
    assert not workers()
    finger.join()
    assert signal.getsignal(signal.SIGINT) is handler
    repeated = training.repeat(build, {"plain": {}}, [0], epochs=1, **FIT)
    pd.testing.assert_frame_equal(repeated, plain({"plain": {}}, [0], epochs=1, **FIT), check_exact=True)


def test_runs_that_wait_for_their_turn_end_as_well():
    """The interrupt comes while the first model is built and the second waits."""

    def press_and_build() -> keras.Model:
        os.kill(os.getpid(), signal.SIGINT)
        time.sleep(0.1)
        return tiny()

    with pytest.raises(KeyboardInterrupt):
        training.repeat(press_and_build, {"a": {}, "b": {}}, [0, 1], epochs=1_000_000, **TINY)
    assert not workers()


def test_repeat_works_where_no_signal_arrives():
    frames: list[pd.DataFrame] = []
    other = threading.Thread(target=lambda: frames.append(training.repeat(tiny, {"a": {}}, [0], epochs=2, **TINY)))
    other.start()
    other.join()
    assert frames[0]["epoch"].tolist() == [1, 2]


class Screen:
    """Stands in for IPython's display of raw data under one id."""

    def __init__(self):
        self.shown = []

    def __call__(self, data, *, raw, display_id):
        assert raw
        assert display_id
        self.shown.append(data)
        return self

    def update(self, data, *, raw):
        assert raw
        self.shown.append(data)


@pytest.fixture
def screen(monkeypatch) -> Screen:
    screen = Screen()
    monkeypatch.setattr(training, "display", screen)
    monkeypatch.setattr(training, "QUIET", 0.0)
    monkeypatch.setattr(training, "PAUSE", 0.01)
    return screen


def in_kernel(monkeypatch) -> None:
    monkeypatch.setattr(training, "get_ipython", lambda: SimpleNamespace(kernel=object()))


def test_progress_says_what_runs_and_leaves_nothing(screen, monkeypatch):
    in_kernel(monkeypatch)
    slow = keras.callbacks.LambdaCallback(on_epoch_end=lambda epoch, logs: time.sleep(0.1))
    training.repeat(tiny, {"narrow": {}, "wide": {}}, [3, 4], callbacks=lambda: [slow], epochs=EPOCHS, **TINY)
    first, *between, last = screen.shown
    assert first == last == {}  # an empty output is compared with nothing and can be dropped
    texts = [data["text/plain"] for data in between]
    assert any("narrow, seed 3, epoch 2 of 3" in text and "wide, seed 3" in text for text in texts)
    shares = [float(text.split("%")[0].split()[-1]) for text in texts]
    assert shares == sorted(shares)
    assert any("left" in text for text in texts)


def test_progress_goes_when_a_run_fails(screen, monkeypatch):
    in_kernel(monkeypatch)

    def fail(epoch: int, logs: dict[str, float]) -> None:
        time.sleep(0.1)
        raise ValueError("no such thing")

    with pytest.raises(ValueError, match="no such thing"):
        training.repeat(
            tiny,
            {"a": {}},
            [0],
            callbacks=lambda: [keras.callbacks.LambdaCallback(on_epoch_end=fail)],
            epochs=2,
            **TINY,
        )
    assert len(screen.shown) > 2
    assert screen.shown[-1] == {}


def test_no_progress_outside_a_kernel_or_of_short_runs(screen, monkeypatch):
    training.repeat(tiny, {"a": {}}, [0], epochs=1, **TINY)
    in_kernel(monkeypatch)
    monkeypatch.setattr(training, "QUIET", 1000.0)
    training.repeat(tiny, {"a": {}}, [0], epochs=1, **TINY)
    assert not screen.shown


def test_an_early_stop_counts_as_done():
    crew = training._Crew(epochs=9)
    run = training._Run("a", 0, crew, None)
    crew.runs.append(run)
    stop = keras.callbacks.EarlyStopping("loss", min_delta=1e9, patience=1)
    tiny().fit(**TINY, epochs=9, callbacks=[stop, run], verbose=0)
    assert len(run.rows) == 2
    run.ended = True
    assert crew._report(seconds=5) == "█" * 30 + " 100% done, about 0 s left"


PROGRAM = """
import helpers.startup, threading, keras, numpy as np, pandas as pd
from helpers import training
x = np.random.default_rng(0).normal(size=(300, 8)).astype("float32")
fit = {"x": x, "y": x[:, :1], "batch_size": 32}
def build(units):
    model = keras.Sequential([keras.Input((8,)), keras.layers.Dense(units, "relu"), keras.layers.Dense(1)])
    model.compile("adam", "mse")
    return model
def plain():
    for units in (4, 5):
        for seed in (0, 1):
            keras.utils.set_random_seed(seed)
            yield build(units).fit(**fit, epochs=2, verbose=0).history["loss"]
variants = {"four": {"units": 4}, "five": {"units": 5}}
reference = np.concatenate(list(plain()))
before = threading.active_count()
"""
AFTER = """
runs = training.repeat(build, variants, [0, 1], epochs=2, **fit)
print(threading.active_count() - before, (runs["loss"] == reference).all())
"""


class Kernel:
    """A kernel as JupyterLab starts it; `run` returns the messages of a cell, and may press ■ in the middle."""

    def __init__(self):
        self.manager, self.client = jupyter_client.manager.start_new_kernel(startup_timeout=120)

    def run(self, code: str, presses: int = 0) -> list[tuple[str, dict]]:
        request, messages = self.client.execute(code), []
        while True:
            message = self.client.get_iopub_msg(timeout=120)
            if message["parent_header"].get("msg_id") != request:
                continue
            kind, content = message["msg_type"], message["content"]
            messages.append((kind, content))
            if kind == "status" and content["execution_state"] == "idle":
                return messages
            if "epoch" in content.get("data", {}).get("text/plain", ""):
                for _ in range(presses):
                    self.manager.interrupt_kernel()
                presses = 0


@pytest.fixture(scope="module")
def kernel():
    kernel = Kernel()
    kernel.run(PROGRAM)
    yield kernel
    kernel.client.stop_channels()
    kernel.manager.shutdown_kernel(now=True)


@pytest.mark.parametrize("presses", [1, 2])
def test_stop_in_a_kernel(kernel, presses):
    """■ once, and again while the threads end: nothing of the progress is left, no thread, and no trace in numbers."""
    messages = kernel.run("training.repeat(build, variants, [0, 1], epochs=1_000_000, **fit)", presses)
    assert [content["ename"] for kind, content in messages if kind == "error"] == ["KeyboardInterrupt"]
    shown = [content["data"] for kind, content in messages if "display_data" in kind]
    assert shown[0] == shown[-1] == {}
    assert "four, seed 0, epoch" in shown[1]["text/plain"]
    printed = [content["text"] for kind, content in kernel.run(AFTER) if kind == "stream"]
    assert printed == ["0 True\n"]


@pytest.fixture
def pictures(monkeypatch):
    """Stands in for IPython's display: a list of the pictures' line lengths, each shown with its text alternative."""
    shown, drawn = [], plots.as_output

    def as_output(alt, figure):
        shown.append([len(line.get_xdata()) for ax in figure.axes for line in ax.get_lines()])
        return drawn(alt, figure)

    class Handle:
        def update(self, data, *, metadata, raw):
            assert raw
            assert data["image/png"]
            assert metadata == {"image/png": {"alt": "two curves, which fall"}}

    def display(data, *, metadata, raw, display_id):
        assert display_id
        Handle().update(data, metadata=metadata, raw=raw)
        return Handle()

    monkeypatch.setattr(plots, "as_output", as_output)
    monkeypatch.setattr(training, "display", display)
    return shown


def test_live_plot_updates_one_picture_and_closes_it(pictures):
    live = training.LivePlot(pause=0, alt="two curves, which fall")
    build().fit(**FIT, epochs=EPOCHS, callbacks=[live], verbose=0)
    assert pictures == [[1] * 4, [2] * 4, [3] * 4, [3] * 4]  # loss and accuracy, training and validation
    assert not plt.get_fignums()


def test_live_plot_draws_seldom_when_epochs_are_short(pictures):
    live = training.LivePlot(["loss"], pause=60, alt="two curves, which fall")
    build().fit(**FIT, epochs=EPOCHS, callbacks=[live], verbose=0)
    assert pictures == [[1] * 2, [3] * 2]  # the first epoch, and the whole at the end


def test_startup_messages_stay_off_the_page():
    """Importing TensorFlow, finding no GPU and computing write nothing."""
    import subprocess
    import sys

    program = "import helpers.startup; import keras; print(float(keras.ops.sum(keras.ops.ones((3, 3)))))"
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True)
    assert (done.stdout, done.stderr) == ("9.0\n", "")


def runs(**values: list[float]) -> pd.DataFrame:
    """One run per value: the value in its last epoch, 9 in the one before."""
    rows = [
        (name, seed, *pair) for name, of in values.items() for seed, one in enumerate(of) for pair in [(1, 9), (2, one)]
    ]
    return pd.DataFrame(rows, columns=["variant", "seed", "epoch", "loss"])


def test_compare_judges_paired_differences():
    """By hand: differences -1, -2, -3, mean -2, standard deviation 1, half the interval 4.303 / √3 = 2.484."""
    frame = runs(small=[3.0, 4.0, 5.0], base=[4.0, 6.0, 8.0], equal=[4.0, 6.0, 8.0])
    table = training.compare(frame, "loss", "base")
    assert table.index.tolist() == ["base", "small", "equal"]
    assert table.index.name == "variant"
    assert table.columns.tolist() == ["mean", "difference", "low", "high", "verdict"]
    assert table.loc["base"].tolist() == [6.0, 0.0, 0.0, 0.0, ""]
    np.testing.assert_allclose(table.loc["small"][:4].astype(float), [4, -2, -2 - 2.484, -2 + 2.484], atol=1e-3)
    assert table.loc["small", "verdict"] == "not separated: a difference of 2.5 or more would have been seen"
    assert table.loc["equal", "verdict"] == "the same with every seed"


@pytest.mark.parametrize(
    ("differences", "verdict"),
    [
        ([-0.020, -0.021, -0.022, -0.021, -0.021], "lower by 0.02100 (0.02012 to 0.02188), with 5 of 5 seeds"),
        ([2.0, 2.1, 1.9, 2.0, -0.1], "higher by 1.6 (0.4 to 2.7), with 4 of 5 seeds"),
        ([100.0, 300.0], "not separated: a difference of 1271 or more would have been seen"),
        ([0.5, 0.5], "higher by 0.50 (0.50 to 0.50), with 2 of 2 seeds"),
        ([0.5], "one seed: no verdict"),
        ([0.5, np.nan, np.inf], "no verdict: not a finite number with 2 of 3 seeds"),
    ],
)
def test_the_verdict_in_words(differences, verdict):
    frame = runs(base=[1.0] * len(differences), other=[1 + difference for difference in differences])
    assert training.compare(frame, "loss", "base").loc["other", "verdict"] == verdict


def test_compare_at_an_epoch_and_without_epochs():
    frame = runs(base=[1.0, 2.0], other=[3.0, 4.1])
    first = training.compare(frame, "loss", "base", epoch=1)
    assert first["mean"].tolist() == [9, 9]
    at_the_end = frame[frame["epoch"] == 2].drop(columns="epoch")
    pd.testing.assert_frame_equal(training.compare(at_the_end, "loss", "base"), training.compare(frame, "loss", "base"))


def test_compare_pairs_by_seed_whatever_the_order():
    frame = runs(base=[1.0, 5.0, 9.0], other=[2.0, 6.0, 10.0]).sample(frac=1, random_state=0)
    assert training.compare(frame, "loss", "base").loc["other", "difference"] == 1


@pytest.mark.parametrize(
    ("frame", "arguments", "message"),
    [
        (runs(a=[1, 2], b=[1, 2]), ("loss", "c"), "There is no variant 'c' to compare with; there are a, b"),
        (runs(a=[1, 2], b=[1, 2]), ("accuracy", "a"), "The runs have no column 'accuracy'; they have variant, seed"),
        (runs(a=[1, 2], b=[1]), ("loss", "a"), "The variant 'b' has no run with seed 1, which others have"),
        (runs(a=[1], b=[1]).drop(columns="epoch"), ("loss", "a"), "'a' with seed 0 has several rows and no column"),
    ],
)
def test_what_cannot_be_compared_is_said(frame, arguments, message):
    with pytest.raises(ValueError, match=message):
        training.compare(frame, *arguments)


def test_a_missing_epoch_is_said():
    with pytest.raises(ValueError, match="The run of 'a' with seed 0 has no epoch 3"):
        training.compare(runs(a=[1], b=[1]), "loss", "a", epoch=3)


def test_t_quantiles():
    """Numerically: the density of Student's t integrated from 0 to the quantile is 0.475."""
    from math import gamma, pi, sqrt

    assert len(training.T_QUANTILES) == 30
    for degrees, quantile in enumerate(training.T_QUANTILES, 1):
        t = np.linspace(0, quantile, 200_001)
        scale = gamma((degrees + 1) / 2) / (sqrt(degrees * pi) * gamma(degrees / 2))
        density = scale * (1 + t**2 / degrees) ** (-(degrees + 1) / 2)
        rounding = 0.00051 * density[-1]  # the table has three decimals
        assert abs(np.trapezoid(density, t) - 0.475) < rounding, degrees
