"""Recorded runs and claims: what is written, what is kept, how verdicts follow."""

import json

import pandas as pd
import pytest

from helpers import recorded


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
    assert len(pd.read_csv(results / "09_mnist.1.partial.csv")) == 2  # written as it went
    record(Model(3), seed=1)
    assert len(recorded.histories("09_mnist")) == 6
    assert not list(results.glob("*.partial.csv"))


def test_epochs_are_counted_through_several_fits(results):
    def twice(callbacks):
        Model(2).fit(callbacks)
        Model(2).fit(callbacks)

    assert recorded.run("09_mnist", "big", twice, seed=0, settings=SETTINGS)["epoch"].tolist() == [1, 2, 3, 4]


def test_nothing_recorded_yet_says_what_to_do(results):
    with pytest.raises(FileNotFoundError, match=r"No run of 10_wine is recorded yet: `make full NB=10`"):
        recorded.histories("10_wine")


@pytest.mark.parametrize(
    ("claimed", "rule", "verdict"),
    [
        (0.915, "within 0.005", "reproduced"),
        (0.926, "within 0.005", "not reproduced"),
        (0.91, "ambiguous", "ambiguous"),
    ],
)
def test_verdicts_follow_from_the_mean_over_seeds(results, claimed, rule, verdict):
    record(Model(3))
    record(Model(3), seed=1)
    claim = {"notebook": "09_mnist", "variant": "big", "metric": "val_accuracy", "epoch": 3}
    assert recorded.judge(claim | {"claimed": claimed, "rule": rule}) == (0.92, verdict)
    assert recorded.judge(claim | {"claimed": claimed, "rule": rule, "epoch": 9}) == (None, "not run")


def test_an_unknown_rule_is_an_error(results):
    record(Model(3))
    claim = {"notebook": "09_mnist", "variant": "big", "metric": "loss", "epoch": 3, "claimed": 1, "claim": "c"}
    with pytest.raises(ValueError, match="the rule 'roughly' of claim 'c' is not known"):
        recorded.judge(claim | {"rule": "roughly"})


def test_committed_verdicts_follow_from_the_committed_runs():
    claims = pd.read_csv(recorded.RESULTS / "claims.csv", dtype={"chapter": str})
    assert claims["chapter"].str.fullmatch(r"\d\d").all()
    assert claims["reason"].str.len().gt(10).all()
    for claim in claims.to_dict("records"):
        measured, verdict = recorded.judge(claim)
        kept = None if pd.isna(claim["measured"]) else claim["measured"]
        assert (kept, claim["verdict"]) == (measured, verdict), (
            f"{claim['claim']}: run `make full NB={claim['chapter']}`"
        )


def test_every_recorded_run_says_how_it_was_made():
    runs = json.loads((recorded.RESULTS / "runs.json").read_text(encoding="utf-8"))
    for path in recorded.RESULTS.glob("[0-9]*.csv"):
        kept = pd.read_csv(path).groupby(["variant", "seed"])["epoch"]
        for (variant, seed), epochs in kept:
            assert runs[f"{path.stem}/{variant}/{seed}"]["epochs"] == len(epochs) == epochs.max()
