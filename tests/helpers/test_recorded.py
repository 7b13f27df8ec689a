"""Recorded runs: what is written and what is kept."""

import helpers.startup

import json
import re
from typing import Any

import keras
import numpy as np
import pandas as pd
import pytest

from helpers import recorded, training

NAME = "09_mnist"
X = np.random.default_rng(0).normal(size=(20, 3)).astype("float32")
FIT = {"x": X, "y": X[:, :2], "epochs": 3, "batch_size": 4}
VARIANTS = {"small": {"units": 2}, "large batches": {"units": 2, "batch_size": 10}}


def build(units: int = 2, rate: float = 0.5) -> keras.Model:
    model = keras.Sequential([keras.Input((3,)), keras.layers.Dense(units), keras.layers.Dropout(rate)])
    model.compile(keras.optimizers.SGD(0.1), "mse")
    return model


def weights(model: keras.Model) -> dict[str, float]:
    return {"norm": float(np.linalg.norm(model.layers[0].kernel))}


class Watcher(keras.callbacks.Callback):
    """Counts trainings, and breaks one off in a given epoch."""

    count = 0
    breaks_at: int | None = None

    def on_train_begin(self, logs: dict | None = None) -> None:
        Watcher.count += 1

    def on_epoch_end(self, epoch: int, logs: dict | None = None) -> None:
        if epoch == Watcher.breaks_at:
            raise ValueError("broken off")


@pytest.fixture
def results(tmp_path, monkeypatch):
    monkeypatch.setattr(recorded, "RESULTS", tmp_path)
    monkeypatch.setenv("COURSE_RECORD", "1")
    monkeypatch.setattr(Watcher, "count", 0)
    return tmp_path


def record(variants: dict | None = None, seeds: tuple[int, ...] = (0,), **changed: Any) -> pd.DataFrame:
    arguments = {"callbacks": lambda: [Watcher()], "record": NAME} | FIT | changed
    return training.repeat(build, variants or {"small": {}}, seeds, **arguments)


def test_a_reader_trains_and_writes_nothing(results, monkeypatch):
    monkeypatch.delenv("COURSE_RECORD")
    assert record()["epoch"].tolist() == [1, 2, 3]
    assert not list(results.iterdir())


def test_without_a_name_nothing_is_kept(results):
    record(record=None)
    assert not list(results.iterdir())


def test_recording_keeps_history_and_circumstances(results):
    history = record(VARIANTS, (0, 1), each_epoch=weights, at_end=lambda model: {"final": weights(model)["norm"]})
    assert history.groupby(["variant", "seed"])["final"].nunique().eq(1).all()
    kept = recorded.histories(NAME)
    assert kept.columns.tolist() == ["variant", "seed", "epoch", "final", "loss", "norm"]
    same = history.set_index(recorded.KEYS).round(6).sort_index()
    pd.testing.assert_frame_equal(kept.set_index(recorded.KEYS), same[kept.columns[3:]], rtol=1e-9)
    run = json.loads((results / "runs.json").read_text())[f"{NAME}/large batches/1"]
    assert run["settings"]["layers"] == ["Dense 2 linear", "Dropout 0.5"]
    facts = [run["settings"][name] for name in ("optimizer", "learning_rate", "batch_size", "loss")]
    assert facts == ["SGD", 0.1, 10, "mse"]
    assert run["backend"] in run["versions"]
    assert len(run["digest"]) == 64
    assert {"date", "seconds", "device", "epochs", "python"} <= set(run)
    assert sorted(path.name for path in results.iterdir()) == [f"{NAME}.csv", "runs.json"]


def test_recording_changes_no_digit(results, monkeypatch):
    recording = record(VARIANTS, (0, 1), each_epoch=weights)
    monkeypatch.delenv("COURSE_RECORD")
    pd.testing.assert_frame_equal(record(VARIANTS, (0, 1), each_epoch=weights), recording, check_exact=True)


def test_a_finished_run_is_read_and_not_trained_again(results):
    first = record(VARIANTS, (0, 1))
    assert Watcher.count == 4
    pd.testing.assert_frame_equal(record(VARIANTS, (0, 1)), first.round(6))
    assert Watcher.count == 4
    assert record(VARIANTS, (1, 2))["seed"].unique().tolist() == [1, 2]
    assert Watcher.count == 6  # seed 2 only


@pytest.mark.parametrize(
    "changed",
    [
        {"epochs": 2},
        {"variants": {"small": {"rate": 0.4}}},  # of dropout: the human-readable settings are others too
        {"y": X[:, 1:]},  # other labels: they are not
        {"each_epoch": weights},
    ],
)
def test_another_training_of_the_same_name_takes_its_place(results, changed):
    record(seeds=(0, 1))
    arguments = {"variants": {"small": {}}} | changed
    again = record(**arguments)
    assert Watcher.count == 3
    kept = recorded.histories(NAME)
    assert kept.groupby("seed")["epoch"].max().to_dict() == {0: changed.get("epochs", 3), 1: 3}
    np.testing.assert_allclose(kept[kept["seed"] == 0]["loss"], again["loss"], atol=1e-6)


def test_an_interrupted_run_leaves_the_finished_ones_and_starts_again(results, monkeypatch):
    record()
    before = (results / f"{NAME}.csv").read_text()
    monkeypatch.setattr(Watcher, "breaks_at", 2)
    with pytest.raises(ValueError, match="broken off"):
        record(seeds=(0, 1))
    assert (results / f"{NAME}.csv").read_text() == before
    assert len(pd.read_csv(results / f"{NAME}.1.partial")) == 2  # written as it went
    monkeypatch.setattr(Watcher, "breaks_at", None)
    record(seeds=(0, 1))
    assert len(recorded.histories(NAME)) == 6
    assert not list(results.glob("*.partial"))


def test_nothing_recorded_yet_says_what_to_do(results):
    with pytest.raises(FileNotFoundError, match=r"No run of 10_wine is recorded yet: `make full NB=10`"):
        recorded.histories("10_wine")


def test_settings_name_an_early_stop():
    stop = keras.callbacks.EarlyStopping("loss", min_delta=1e9, patience=1)
    settings = recorded.settings(build(), FIT, [stop])
    assert (settings["stop_patience"], settings["stop_min_delta"]) == (1, 1e9)


def test_settings_tell_convolutions_apart_and_look_into_blocks():
    def network(size: int) -> keras.Model:
        block = keras.Sequential([keras.layers.Conv2D(4, size, padding="same"), keras.layers.MaxPooling2D(2)])
        blocks = keras.Sequential([block, keras.layers.Flatten()])
        model = keras.Sequential([keras.Input((8, 8, 1)), blocks])
        model.compile("sgd", "mse")
        return model

    fit = {"x": np.zeros((2, 8, 8, 1)), "epochs": 1, "batch_size": 2}
    small, large = (recorded.settings(network(size), fit, [])["layers"] for size in (3, 5))
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
            run = runs[f"{path.stem}/{variant}/{seed}"]
            assert run["epochs"] == len(epochs) == epochs.max()
            assert re.fullmatch("[0-9a-f]{64}", run["digest"])


def test_the_recipes_have_one_baseline_of_five_seeds():
    runs = recorded.baseline()
    assert list(runs.columns) == ["variant", "seed", "epoch", "accuracy", "loss", "val_accuracy", "val_loss"]
    assert runs.groupby("seed")["epoch"].apply(list).to_dict() == {seed: list(range(1, 11)) for seed in range(5)}
    assert set(runs["variant"]) == {"baseline"}
