"""Recorded runs: what is written and what is kept."""

import helpers.startup

import json

import keras
import numpy as np
import pandas as pd
import pytest

from helpers import recorded, training


class Model:
    """Stands in for a Keras model: reports a falling loss, or breaks off."""

    def __init__(self, epochs: int, breaks_at: int | None = None):
        self.epochs, self.breaks_at, self.trained = epochs, breaks_at, False

    def fit(self, callbacks):
        self.trained = True
        for epoch in range(self.epochs):
            if epoch == self.breaks_at:
                raise KeyboardInterrupt
            for callback in callbacks:
                callback.on_epoch_end(epoch, {"loss": 1 / (epoch + 1), "val_accuracy": 0.9 + epoch / 100})


SETTINGS = {"epochs": 3, "batch_size": 128}


@pytest.fixture
def results(tmp_path, monkeypatch):
    monkeypatch.setattr(recorded, "RESULTS", tmp_path)
    monkeypatch.setenv("COURSE_RECORD", "1")
    return tmp_path


def record(model: Model, seed: int = 0, settings: dict = SETTINGS) -> pd.DataFrame:
    return recorded.run("09_mnist", "big", model.fit, seed=seed, settings=settings)


def test_a_reader_trains_and_writes_nothing(results, monkeypatch):
    monkeypatch.delenv("COURSE_RECORD")
    history = record(Model(2))
    assert history["epoch"].tolist() == [1, 2]
    assert not list(results.iterdir())


def test_recording_keeps_history_and_circumstances(results):
    record(Model(3))
    pd.testing.assert_frame_equal(
        recorded.histories("09_mnist"),
        pd.DataFrame(
            {
                "variant": "big",
                "seed": 0,
                "epoch": [1, 2, 3],
                "loss": [1.0, 0.5, 0.333333],
                "val_accuracy": [0.9, 0.91, 0.92],
            }
        ),
    )
    kept = json.loads((results / "runs.json").read_text())["09_mnist/big/0"]
    assert kept["settings"] == SETTINGS
    assert kept["backend"] in kept["versions"]
    assert {"date", "seconds", "device", "epochs", "python"} <= set(kept)
    assert sorted(path.name for path in results.iterdir()) == ["09_mnist.csv", "runs.json"]


def test_a_finished_run_is_kept_and_not_trained_again(results):
    first = record(Model(3))
    again = Model(3)
    pd.testing.assert_frame_equal(record(again), first.round(6), check_dtype=False)
    assert not again.trained


def test_other_settings_or_another_seed_train_anew(results):
    record(Model(3))
    record(Model(2), settings={"epochs": 2, "batch_size": 128})
    record(Model(3), seed=1)
    kept = recorded.histories("09_mnist")
    assert kept.groupby("seed")["epoch"].max().to_dict() == {0: 2, 1: 3}


def test_an_interrupted_run_leaves_the_finished_ones_and_starts_again(results):
    record(Model(3))
    before = (results / "09_mnist.csv").read_text()
    with pytest.raises(KeyboardInterrupt):
        record(Model(3, breaks_at=2), seed=1)
    assert (results / "09_mnist.csv").read_text() == before
    assert len(pd.read_csv(results / "09_mnist.1.partial")) == 2  # written as it went
    record(Model(3), seed=1)
    assert len(recorded.histories("09_mnist")) == 6
    assert not list(results.glob("*.partial"))


def test_epochs_are_counted_through_several_fits(results):
    def twice(callbacks):
        Model(2).fit(callbacks)
        Model(2).fit(callbacks)

    assert recorded.run("09_mnist", "big", twice, seed=0, settings=SETTINGS)["epoch"].tolist() == [1, 2, 3, 4]


def test_nothing_recorded_yet_says_what_to_do(results):
    with pytest.raises(FileNotFoundError, match=r"No run of 10_wine is recorded yet: `make full NB=10`"):
        recorded.histories("10_wine")


def build(units: int = 4) -> keras.Model:
    model = keras.Sequential([keras.Input((3,)), keras.layers.Dense(units), keras.layers.Dropout(0.5)])
    model.compile(keras.optimizers.SGD(0.1), "mse")
    return model


def test_repeated_runs_are_kept_with_the_settings_of_their_models(results):
    x = np.random.default_rng(0).normal(size=(20, 3)).astype("float32")
    variants = {"small": {"units": 2}, "large batches": {"units": 2, "batch_size": 10}}
    fit = {"x": x, "y": x[:, :2], "epochs": 3, "batch_size": 4}

    def weights(model):
        return {"norm": float(np.linalg.norm(model.layers[0].kernel))}

    frame = recorded.repeat("09_mnist", build, variants, [0, 1], each_epoch=weights, **fit)
    same = training.repeat(build, variants, [0, 1], each_epoch=weights, **fit)
    pd.testing.assert_frame_equal(frame[same.columns], same, check_exact=True)
    kept = recorded.histories("09_mnist").set_index(recorded.KEYS)["norm"]
    pd.testing.assert_series_equal(kept, frame.set_index(recorded.KEYS)["norm"].round(6).sort_index(), rtol=1e-9)
    settings = json.loads((results / "runs.json").read_text())["09_mnist/large batches/1"]["settings"]
    assert settings["layers"] == ["Dense 2 linear", "Dropout 0.5"]
    assert (settings["optimizer"], settings["learning_rate"], settings["batch_size"]) == ("SGD", 0.1, 10)

    def never(model):
        raise AssertionError("a finished run is not trained again")

    again = recorded.repeat("09_mnist", build, variants, [0, 1], each_epoch=never, **fit)
    assert len(again) == 12


def test_callbacks_are_new_for_each_recorded_run(results):
    x = np.ones((8, 3), "float32")
    frame = recorded.repeat(
        "09_mnist",
        build,
        {"stopped": {"x": x, "y": x[:, :2], "units": 2}},
        [0, 1],
        callbacks=lambda: [keras.callbacks.EarlyStopping("loss", min_delta=1e9, patience=1)],
        epochs=9,
        batch_size=8,
    )
    assert frame.groupby("seed")["epoch"].max().to_dict() == {0: 2, 1: 2}
    settings = json.loads((results / "runs.json").read_text())["09_mnist/stopped/0"]["settings"]
    assert (settings["stop_patience"], settings["stop_min_delta"]) == (1, 1e9)


def test_settings_tell_convolutions_apart_and_look_into_blocks():
    def network(size: int) -> keras.Model:
        block = keras.Sequential([keras.layers.Conv2D(4, size, padding="same"), keras.layers.MaxPooling2D(2)])
        blocks = keras.Sequential([block, keras.layers.Flatten()])
        model = keras.Sequential([keras.Input((8, 8, 1)), blocks])
        model.compile("sgd", "mse")
        return model

    fit = {"x": np.zeros((2, 8, 8, 1)), "epochs": 1, "batch_size": 2}
    small, large = (recorded._settings(network(size), fit, [])["layers"] for size in (3, 5))
    assert small == ["Conv2D 4 (3, 3) (1, 1) linear", "MaxPooling2D (2, 2) (2, 2)", "Flatten"]
    assert small != large


def test_claims_of_an_unknown_chapter_are_an_error():
    with pytest.raises(ValueError, match="No claims of chapter '99'; the chapters with claims are 09, 10"):
        recorded.claims("99")


def test_every_recorded_run_says_how_it_was_made():
    runs = json.loads((recorded.RESULTS / "runs.json").read_text(encoding="utf-8"))
    for path in recorded.RESULTS.glob("[0-9]*.csv"):
        kept = pd.read_csv(path).groupby(["variant", "seed"])["epoch"]
        for (variant, seed), epochs in kept:
            assert runs[f"{path.stem}/{variant}/{seed}"]["epochs"] == len(epochs) == epochs.max()
