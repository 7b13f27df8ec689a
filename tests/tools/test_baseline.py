"""The recorded baseline of chapters 11 to 21 is the network, and the setting, that each of their pages shows."""

import helpers.startup

import json

import keras
import pytest

from helpers import data, digest, recorded
from tools.recordings import page

CELLS = ("imports", "parameters", "digits", "build")  # that a page builds its baseline with
RECIPES = ("11", "12", "13", "14", "15", "16", "17", "18", "19", "20", "21")
RUNS = json.loads((recorded.RESULTS / "runs.json").read_text(encoding="utf-8"))
BASELINE = [RUNS[f"11_vanilla_network/baseline/{seed}"] for seed in range(5)]


def network() -> keras.Model:
    hidden = keras.layers.Dense(1000, activation="relu")
    model = keras.Sequential([keras.Input((784,)), hidden, keras.layers.Dense(10)])
    loss = keras.losses.SparseCategoricalCrossentropy(from_logits=True)
    model.compile(keras.optimizers.Adam(0.001), loss, metrics=["accuracy"])
    return model


@pytest.mark.parametrize("number", RECIPES)
def test_a_page_builds_the_network_of_the_baseline(number):
    names = page(number, *CELLS)
    assert digest.of(names["build"](), {}, [], []) == digest.of(network(), {}, [], [])
    said = recorded.settings(names["build"](), names["fit"], [])
    for name in ("layers", "parameters", "optimizer", "learning_rate", "epochs", "batch_size"):
        assert all(run["settings"][name] == said[name] for run in BASELINE)
    assert (names["IMAGES"], names["VALIDATION_SHARE"]) == (10_000, 0.5)


def test_the_baseline_is_one_training_with_five_seeds():
    assert len({run["digest"] for run in BASELINE}) == 1
    assert {run["settings"]["train_samples"] for run in BASELINE} == {5_000}


@pytest.mark.full_data
@pytest.mark.parametrize("number", RECIPES)
def test_a_page_trains_the_baseline_on_its_images(number):
    if len(data.load_mnist()[0][0]) != 60_000:
        pytest.fail("The digest covers all images; the line above says how to get them.")
    names = page(number, *CELLS)
    assert digest.of(names["build"](), names["fit"], [], [None, None]) == BASELINE[0]["digest"]
