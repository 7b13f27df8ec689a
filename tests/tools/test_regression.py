"""The second net: what is recorded of a training, what counts as a deviation, and how the tolerance comes about."""

import helpers.startup

import json
from weakref import WeakKeyDictionary

import keras
import nbformat
import numpy as np
import pytest

from tools import course, regression, regression_kernel

X = np.linspace(0, 1, 60, dtype="float32").reshape(20, 3)
Y = np.arange(20) % 2


@pytest.fixture(scope="module")
def recording(tmp_path_factory):
    """Record as in a reduced copy; give the file."""
    path, names = tmp_path_factory.mktemp("recorded") / "found.jsonl", WeakKeyDictionary()
    with pytest.MonkeyPatch.context() as patch:
        for call in ("fit", "evaluate"):
            patch.setattr(keras.Model, call, regression_kernel.recording(getattr(keras.Model, call), path, names))
        patch.setattr(keras.Model, "train_on_batch", regression_kernel.stepping(keras.Model.train_on_batch, path))
        yield path


@pytest.fixture
def records(recording):
    """Return a function that gives the records of this test until now."""
    recording.write_text("", encoding="utf-8")
    return lambda: [json.loads(line) for line in recording.read_text(encoding="utf-8").splitlines()]


@pytest.fixture(scope="module")
def usual(recording):
    """The cell that a training usually leaves."""
    recording.write_text("", encoding="utf-8")
    keras.utils.set_random_seed(0)
    as_usual()
    return cell_of([json.loads(recording.read_text(encoding="utf-8"))])


def build(units: int = 4, activation: str = "relu", rate: float = 0.1, **arguments) -> keras.Model:
    hidden = keras.layers.Dense(units, activation=activation, **arguments)
    model = keras.Sequential([keras.Input((3,)), hidden, keras.layers.Dense(2)])
    loss = keras.losses.SparseCategoricalCrossentropy(from_logits=True)
    model.compile(keras.optimizers.SGD(rate, momentum=0.9), loss, metrics=["accuracy"], run_eagerly=True)
    return model


def cell_of(records: list[dict]) -> dict:
    return regression.what_is_found(nbformat.v4.new_code_cell(id="fit"), records, [])


def expectation(tmp_path, cell: dict, tolerances: dict | None = None) -> dict:
    regression.write(tmp_path / "07.json", {"fit": cell}, {"fit": tolerances or {}})
    return regression.read("07_title", tmp_path)


def expectation_of(cell: dict) -> dict:
    return {"cells": {"fit": cell}, "tolerances": {}}


class Named(keras.callbacks.Callback):
    def __init__(self, variant, seed):
        super().__init__()
        self.variant, self.seed = variant, seed


# --- what is recorded


def test_a_fit_leaves_its_facts_and_figures(records):
    stop = keras.callbacks.EarlyStopping(patience=3)
    history = (
        build().fit(X, Y, validation_data=(X[:5], Y[:5]), batch_size=10, epochs=2, callbacks=[stop], verbose=0).history
    )
    (record,) = records()
    assert record["optimizer"] == "SGD learning_rate=0.1 momentum=0.9"
    assert record["loss"].startswith("SparseCategoricalCrossentropy")
    assert "from_logits=True" in record["loss"]
    assert record["parameters"] == 3 * 4 + 4 + 4 * 2 + 2
    assert record["model"][0].startswith("Dense units=4 activation=relu")
    assert (record["x"], record["y"], record["validation x"]) == ("20 × 3 float32", "20 int64", "5 × 3 float32")
    assert (record["batch_size"], record["epochs"]) == (10, 2)
    assert record["callbacks"] == ["EarlyStopping(patience=3)"]
    figures = record["figures"]
    np.testing.assert_allclose(figures["mean and std of x"], [X.mean(), X.std()], rtol=1e-6)
    np.testing.assert_allclose(figures["mean and std of validation x"], [X[:5].mean(), X[:5].std()], rtol=1e-6)
    np.testing.assert_allclose(figures["val_loss"], history["val_loss"], rtol=1e-6)


def test_the_first_of_a_models_steps_leaves_its_layers(records):
    model = build()
    for _ in range(3):
        model.train_on_batch(X, Y)
    (record,) = records()
    assert record["call"] == "train_on_batch"
    assert record["model"][0].startswith("Dense units=4 activation=relu")
    found = cell_of([record | {"model": ["Dense units=5", *record["model"][1:]]}])
    assert "layer 1 is Dense units=5" in regression.compare("fit", found, expectation_of(cell_of([record])))[0]


def test_a_check_by_hand_leaves_what_it_compared(recording, records):
    check = regression_kernel.checking(np.testing.assert_allclose, recording)
    check(np.array([1.0, 3.0]), [1, 3])
    regression_kernel.checking(np.testing.assert_array_equal, recording)(["a"], ["a"])
    (record,) = records()
    assert (record["shape"], record["figures"]) == ("2 float64", {"compared": [2.0, 1.0]})
    with pytest.raises(AssertionError):
        check(np.array([1.0, 3.0]), [1, 4])
    other = cell_of([record | {"figures": {"compared": [2.1, 1.0]}}])
    (said,) = regression.compare("fit", other, expectation_of(cell_of([record])))
    assert said.startswith("assert_allclose, epoch 1, compared: found 2.1, recorded 2.0")


def test_an_evaluation_leaves_its_values_by_name_and_validation_inside_of_fit_nothing(records):
    model = build()
    model.fit(X, Y, validation_data=(X, Y), verbose=0)
    loss, accuracy = model.evaluate(X, Y, verbose=0)
    assert [record["call"] for record in records()] == ["fit", "evaluate"]
    figures = records()[-1]["figures"]
    np.testing.assert_allclose([figures["loss"][0], figures["accuracy"][0]], [loss, accuracy], rtol=1e-6)


def test_a_run_is_known_by_the_name_that_its_callback_gives(records):
    model = build()
    model.fit(X, Y, callbacks=[Named("slow", 3)], verbose=0)
    model.evaluate(X, Y, verbose=0)
    model.fit(X, Y, verbose=0)
    assert list(cell_of(records())["trainings"]) == ["fit", "fit of slow, seed 3", "evaluate of slow, seed 3"]


def test_runs_side_by_side_stand_in_one_order(records):
    for variant in ("b", "a"):
        build().fit(X, Y, callbacks=[Named(variant, 0)], verbose=0)
    assert list(cell_of(records())["trainings"]) == ["fit of a, seed 0", "fit of b, seed 0"]


def test_a_block_is_recorded_layer_by_layer_and_a_schedule_with_its_settings(records):
    block = keras.Sequential([keras.layers.Dense(5), keras.layers.Dropout(0.25)])
    model = keras.Sequential([keras.Input((3,)), block, keras.layers.Dense(1)])
    model.compile(keras.optimizers.SGD(keras.optimizers.schedules.CosineDecay(0.2, 50)), "mse", run_eagerly=True)
    model.fit(X, Y, verbose=0)
    (record,) = records()
    assert [layer.split()[0] for layer in record["model"]] == ["Dense", "Dropout", "Dense"]
    assert "rate=0.25" in record["model"][1]
    assert "CosineDecay(initial_learning_rate=0.2, decay_steps=50" in record["optimizer"]


# --- what a cell shows


def shown(*outputs, tags: tuple = ()) -> list[str]:
    cell = nbformat.v4.new_code_cell(metadata={"tags": list(tags)})
    return regression.what_is_found(cell, [], list(outputs)).get("shows", [])


def test_text_is_kept_line_by_line_and_a_table_once():
    printed = nbformat.v4.new_output("stream", name="stdout", text="loss  0.25\n\nof 10\n")
    table = nbformat.v4.new_output(
        "execute_result", {"text/plain": "   a\n0  1", "text/html": "<table><td>1</td></table>"}
    )
    assert shown(printed, table) == ["loss 0.25", "of 10", "a", "0 1"]


@pytest.mark.parametrize(
    "data",
    [{"image/png": "…", "text/plain": "<Figure size 640x480>"}, {}, {"application/vnd.jupyter.widget-view+json": {}}],
)
def test_pictures_and_what_is_gone_show_nothing(data):
    assert shown(nbformat.v4.new_output("display_data", data)) == []


@pytest.mark.parametrize("tag", [course.CHECKED, "timing"])
def test_cells_that_net_one_compares_or_that_show_times_are_left_out(tag):
    assert shown(nbformat.v4.new_output("stream", name="stdout", text="0.25"), tags=(tag,)) == []


# --- what counts as a deviation


def changed_build(**changes):
    return lambda: build(**changes).fit(X, Y, batch_size=10, epochs=2, verbose=0)


def as_usual(x=X, batch_size=10, validation=None, loss=None):
    model = build()
    if loss:
        model.compile(model.optimizer, loss, metrics=["accuracy"], run_eagerly=True)
    model.fit(x, Y, batch_size=batch_size, epochs=2, validation_data=validation, verbose=0)


@pytest.mark.parametrize(
    ("changed", "words"),
    [
        (changed_build(units=5), "layer 1 is Dense units=5 activation=relu"),
        (changed_build(activation="linear"), "layer 1 is Dense units=4 activation=linear"),
        (changed_build(kernel_regularizer="l2"), "kernel_regularizer=L2(l2=0.01)"),
        (changed_build(rate=0.11), "optimizer is SGD learning_rate=0.11 momentum=0.9, recorded is SGD"),
        (lambda: as_usual(batch_size=5), "batch_size is 5, recorded is 10"),
        (lambda: as_usual(loss="sparse_categorical_crossentropy"), "loss is sparse_categorical_crossentropy"),
        (lambda: as_usual(x=X * 255), "mean and std of x: found 127.5, recorded 0.5"),
        (lambda: as_usual(x=X[:, :2].repeat(2, 1)[:, 1:]), "loss: found"),
        (lambda: as_usual(validation=(X, Y)), "validation x is 20 × 3 float32, recorded is None"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)  # fmt: skip
def test_a_changed_training_is_told(usual, records, tmp_path, changed, words):
    keras.utils.set_random_seed(0)
    changed()
    found = regression.compare("fit", cell_of(records()), expectation(tmp_path, usual))
    assert words in "\n".join(found), found


def test_the_same_training_does_not_deviate_and_another_seed_does(usual, records, tmp_path):
    for seed in (0, 1):
        keras.utils.set_random_seed(seed)
        as_usual()
    same, other = (cell_of([record]) for record in records())
    expected = expectation(tmp_path, usual)
    assert regression.compare("fit", same, expected) == []
    (told,) = {said.split(":")[0] for said in regression.compare("fit", other, expected) if "accuracy" not in said}
    assert told == "fit, epoch 1, loss"


def test_validation_on_the_training_data_is_told_though_the_shapes_agree(records, tmp_path):
    for validation in (X[10:], X[:10]):
        keras.utils.set_random_seed(0)
        build().fit(X[:10], Y[:10], validation_data=(validation, Y[:10]), verbose=0)
    first, second = records()
    found = regression.compare("fit", cell_of([second]), expectation(tmp_path, cell_of([first])))
    assert any("mean and std of validation x" in said for said in found)


def test_a_run_too_few_and_a_run_too_many_are_told(tmp_path):
    records = [{"call": "fit", "run": "", "model": [], "figures": {}}] * 2
    one, two = cell_of(records[:1]), cell_of(records)
    assert regression.compare("fit", one, expectation(tmp_path, two)) == ["fit (2): it is recorded, but was not run"]
    assert regression.compare("fit", two, expectation(tmp_path, one)) == ["fit (2): it was run, but is not recorded"]


def figures(*losses: float, **others: list) -> dict:
    return {"x": "100 × 3 float32", "length": len(losses), "figures": {"loss": list(losses), **others}}


@pytest.mark.parametrize(
    ("found", "wider", "deviates"),
    [
        (figures(2.0, 1.00019), {}, False),  # 1e-4 of the largest
        (figures(2.0, 1.00021), {}, True),
        (figures(2.0, 1.1), {"2": 0.1}, False),
        (figures(2.01, 1.0), {"2": 0.1}, True),
        (figures(2.0, 99.0), {"2": None}, False),
        (figures(2.0, "nan"), {"2": 0.1}, True),
        (figures(2.0, 1.0, 0.5), {}, True),
        (figures(2.0, 1.0, 0.5), {"length": None}, False),
    ],
)
def test_figures_are_compared_within_the_tolerance_of_their_epoch(found, wider, deviates):
    assert bool(regression.different_figures(found, figures(2.0, 1.0), wider)) == deviates


def test_an_accuracy_may_differ_by_two_examples():
    for count, deviates in ((2, False), (3, True)):
        found = figures(1.0, accuracy=[0.5 + count / 100])
        assert bool(regression.different_figures(found, figures(1.0, accuracy=[0.5]), {})) == deviates


@pytest.mark.parametrize(
    ("new", "old", "spread"),
    [
        ("loss 0.25", "loss 0.25", 0),
        ("loss 0.25", "loss 0.26", 0),  # one in the last digit
        ("loss 0.25", "loss 0.50", 0.48),
        ("of 10,000 images", "of 10,100 images", 0.0099),
        ("1.0e-05", "1.1e-05", 0),
        ("lower by 3", "higher by 3", float("inf")),
        ("hidden_1", "hidden_2", float("inf")),
        ("-0.5", "0.5", 1.8),
    ],
)
def test_lines_differ_by_their_numbers_or_wholly_by_their_words(new, old, spread):
    assert regression.spread_of_line(new, old) == pytest.approx(spread, rel=0.01)


# --- tolerances and files


def test_tolerances_come_from_the_spread_and_only_where_it_is_wide():
    cell = {"trainings": {"fit": figures(2.0, 1.0)}, "shows": ["loss 1.000", "best: a", "of 10"]}
    other = {"trainings": {"fit": figures(2.000001, 1.02)}, "shows": ["loss 1.021", "best: b", "of 10"]}
    assert regression.tolerances_of(cell, [cell]) == {}
    wide = regression.tolerances_of(cell, [cell, other])
    assert wide == {"fit": {"2": 0.1}, "shows": {"1": pytest.approx(0.2, rel=0.02), "2": None}}


def test_what_spreads_beyond_all_use_is_not_compared():
    assert regression.wider_figures(figures(2.0, 1.0), [figures(2.0, 1.3)]) == {"2": None}
    assert regression.wider_figures(figures(2.0, 1.0), [figures(2.0)]) == {"length": None}
    assert regression.wider_lines(["a", "b"], [["a"]]) == {"length": None}


def test_a_long_history_keeps_its_first_and_last_epoch():
    record = {"call": "fit", "run": "", "figures": {"loss": list(range(100))}}
    kept = regression.labeled([record])["fit"]
    assert kept["length"] == 100
    assert kept["figures"]["loss"][0] == 0
    assert kept["figures"]["loss"][-1] == 99
    assert len(kept["figures"]["loss"]) == regression.KEPT_EPOCHS


def test_a_file_says_once_what_trainings_share_and_gives_all_back(usual, tmp_path):
    (record,) = usual["trainings"].values()
    other = record | {"model": ["Dense units=5"], "figures": record["figures"] | {"loss": [0.7, "nan"]}}
    records = [
        {"call": call, "run": "", **which} for call, which in (("fit", record), ("fit", record), ("evaluate", other))
    ]
    cells = {"fit": cell_of(records[:2]), "all": cell_of(records), "one": cell_of(records[2:]), "none": {}}
    regression.write(tmp_path / "07.json", cells, {"fit": {"fit": {"2": 0.5}}})
    assert regression.read("07_title", tmp_path) == {
        "cells": {cell_id: cells[cell_id] for cell_id in ("fit", "all", "one")},
        "tolerances": {"fit": {"fit": {"2": 0.5}}},
    }
    text = (tmp_path / "07.json").read_text(encoding="utf-8")
    assert text.count("Dense units=4") == 1
    assert text.count('"mean and std of x": [0.5, 0.29') == 3  # on one line, and once a cell
    assert '"loss": [0.7, "nan"]' in text


def test_a_missing_file_is_told_with_the_remedy(tmp_path):
    with pytest.raises(course.CourseError, match="make notebooks NB=07"):
        regression.read("07_title", tmp_path)


def test_a_record_speaks_of_cells_that_the_notebook_has(notebook_path):
    """Net two looks a cell up when it has run; one that is gone would never be looked up."""
    ids = {cell.id for cell in course.read(notebook_path).cells if cell.cell_type == "code"}
    content = regression.read(notebook_path.stem)
    assert set(content["cells"]) <= ids
    assert set(content["tolerances"]) <= set(content["cells"])
