"""The digest of a training: what changes it, and what does not."""

import helpers.startup

import functools
from typing import Any

import keras
import numpy as np
import pytest

from helpers import digest, training

RNG = np.random.default_rng(0)
IMAGES = RNG.normal(size=(12, 8, 8, 1)).astype("float32")
LABELS = RNG.integers(0, 3, 12)
FIT = {"x": IMAGES, "y": LABELS, "validation_data": (IMAGES[:4], LABELS[:4]), "epochs": 2, "batch_size": 4}
FACTOR = 2.0


def scaled(x):
    return FACTOR * x


def weights(model):
    return {"norm": float(np.linalg.norm(model.layers[0].kernel))}


class Block(keras.layers.Layer):
    """A layer of one's own with layers inside."""

    def __init__(self, filters: int, **kwargs: Any):
        super().__init__(**kwargs)
        self.filters = filters
        self.inner = keras.Sequential([keras.layers.Conv2D(filters, 1), keras.layers.ReLU()])

    def call(self, x):
        return self.inner(x)

    def get_config(self):
        return {**super().get_config(), "filters": self.filters}


class Stopping(keras.callbacks.Callback):
    def __init__(self, rule: keras.callbacks.EarlyStopping, label: str = "kept"):
        super().__init__()
        self.rule, self.label = rule, label


class Twice(keras.Sequential):
    """Trains twice."""

    def fit(self, **arguments: Any) -> keras.callbacks.History:
        super().fit(**arguments)
        return super().fit(**arguments)


def sequential(
    name: str | None = None,
    conv: dict[str, Any] | None = None,
    inner: list | None = None,
    kind: type = keras.Sequential,
    **compiled: Any,
) -> keras.Model:
    layers = [
        keras.Input((8, 8, 1)),
        keras.layers.Conv2D(4, 3, **({"activation": "relu"} | (conv or {})), name=name and f"{name}_conv"),
        *(inner or [keras.layers.Dropout(0.5)]),
        keras.layers.Flatten(),
        keras.layers.Dense(3, activation="softmax", name=name and f"{name}_digits"),
    ]
    model = kind(layers, name=name)
    model.compile(**({"optimizer": "adam", "loss": "sparse_categorical_crossentropy"} | compiled))
    return model


def branched(name: str | None = None, order: tuple[int, int] = (0, 1), merge: type = keras.layers.Add) -> keras.Model:
    inputs = keras.Input((8, 8, 1), name=name)
    sides = [keras.layers.Conv2D(4, size, padding="same", name=name and f"{name}_{size}")(inputs) for size in (1, 3)]
    first, second = (sides[index] for index in order)
    x = keras.layers.ReLU()(first) if name != "deep" else keras.layers.ReLU()(keras.layers.ReLU()(first))
    x = keras.layers.Flatten()(merge()([x, second]) * 2.0)
    model = keras.Model(inputs, keras.layers.Dense(3, name=name and f"{name}_end")(x), name=name)
    model.compile("adam", "mse")
    return model


def cells(units: int = 2) -> keras.Model:
    """Layers in a list, inside a layer."""
    inner = [keras.layers.LSTMCell(units), keras.layers.LSTMCell(2)]
    return sequential(inner=[keras.layers.Reshape((36, 4)), keras.layers.RNN(inner)])


def nested(name: str | None = None, size: int = 3) -> keras.Model:
    block = keras.Sequential([keras.Input((8, 8, 1)), keras.layers.Conv2D(2, size, padding="same")], name=name)
    model = keras.Sequential([keras.Input((8, 8, 1)), block, keras.layers.Flatten(), keras.layers.Dense(3)])
    model.compile("adam", "mse")
    return model


def frozen() -> keras.Model:
    model = nested()
    model.layers[0].trainable = False
    return model


def of(model: keras.Model | None = None, callbacks: list | None = None, measures: tuple = (None, None), **fit: Any):
    return digest.of(model or sequential(), FIT | fit, callbacks or [], measures)


def test_names_and_defaults_do_not_matter():
    one = of(sequential())
    assert len(one) == 64
    assert set(one) <= set("0123456789abcdef")
    assert of(sequential()) == one  # other automatic names by now
    assert of(sequential("mine")) == one
    said = {"padding": "valid", "strides": 1, "kernel_initializer": "glorot_uniform", "dilation_rate": (1, 1)}
    assert of(sequential(conv=said)) == one
    assert of(sequential(optimizer=keras.optimizers.Adam(0.001, name="other"), loss_weights=None)) == one
    assert of(shuffle=True, validation_split=0.0) == one
    assert of(branched("named")) == of(branched())
    assert of(nested("named")) == of(nested())
    assert of(cells()) == of(cells())


def test_how_it_is_computed_does_not_matter():
    fast = sequential(steps_per_execution=64, jit_compile=False)
    fast.build((None, 8, 8, 1))
    assert of(fast) == of()
    assert of(optimizer=None, x=IMAGES.astype("float64")) == of(optimizer=None)  # Keras trains on float32
    built = sequential(optimizer=keras.optimizers.SGD(0.1))
    built.optimizer.learning_rate.assign(np.float32(0.1))  # 0.10000000149
    assert of(built) == of(sequential(optimizer=keras.optimizers.SGD(0.1)))


SCHEDULE = keras.optimizers.schedules.CosineDecay
STOP = keras.callbacks.EarlyStopping
DIFFERENT = {
    "as it is": lambda: of(),
    "padding": lambda: of(sequential(conv={"padding": "same"})),
    "strides": lambda: of(sequential(conv={"strides": 2})),
    "groups": lambda: of(sequential(inner=[keras.layers.Conv2D(4, 3, groups=2)])),
    "no groups": lambda: of(sequential(inner=[keras.layers.Conv2D(4, 3)])),
    "initializer": lambda: of(sequential(conv={"kernel_initializer": "he_normal"})),
    "seed of the initializer": lambda: of(sequential(conv={"kernel_initializer": keras.initializers.HeNormal(3)})),
    "regularizer": lambda: of(sequential(conv={"kernel_regularizer": keras.regularizers.L2(0.1)})),
    "strength": lambda: of(sequential(conv={"kernel_regularizer": keras.regularizers.L2(0.2)})),
    "activation": lambda: of(sequential(conv={"activation": None})),
    "own activation": lambda: of(sequential(conv={"activation": scaled})),
    "bias": lambda: of(sequential(conv={"use_bias": False})),
    "frozen layer": lambda: of(sequential(conv={"trainable": False})),
    "dropout rate": lambda: of(sequential(inner=[keras.layers.Dropout(0.4)])),
    "two layers": lambda: of(sequential(inner=[keras.layers.Dropout(0.5), keras.layers.ReLU()])),
    "two layers, other order": lambda: of(sequential(inner=[keras.layers.ReLU(), keras.layers.Dropout(0.5)])),
    "lambda": lambda: of(sequential(inner=[keras.layers.Lambda(lambda x: x * 2)])),
    "other lambda": lambda: of(sequential(inner=[keras.layers.Lambda(lambda x: x * 3)])),
    "own layer": lambda: of(sequential(inner=[Block(2)])),
    "own layer, wider": lambda: of(sequential(inner=[Block(3)])),
    "own model": lambda: of(sequential(kind=Twice)),
    "loss": lambda: of(sequential(loss="mse")),
    "loss from logits": lambda: of(sequential(loss=keras.losses.SparseCategoricalCrossentropy(from_logits=True))),
    "loss as a lambda": lambda: of(sequential(loss=lambda y, p: keras.ops.mean(p - y))),
    "loss as another lambda": lambda: of(sequential(loss=lambda y, p: keras.ops.mean(y - p))),
    "metric": lambda: of(sequential(metrics=["accuracy"])),
    "optimizer": lambda: of(sequential(optimizer="sgd")),
    "rate": lambda: of(sequential(optimizer=keras.optimizers.Adam(0.0011))),
    "schedule": lambda: of(sequential(optimizer=keras.optimizers.Adam(SCHEDULE(0.001, 10)))),
    "steps of the schedule": lambda: of(sequential(optimizer=keras.optimizers.Adam(SCHEDULE(0.001, 11)))),
    "clipnorm": lambda: of(sequential(optimizer=keras.optimizers.Adam(clipnorm=1.0))),
    "momentum": lambda: of(sequential(optimizer=keras.optimizers.SGD(0.01, momentum=0.9))),
    "branches": lambda: of(branched()),
    "branches exchanged": lambda: of(branched(order=(1, 0))),
    "branches merged otherwise": lambda: of(branched(merge=keras.layers.Multiply)),
    "a deeper branch": lambda: of(branched("deep")),
    "block": lambda: of(nested()),
    "other kernel in the block": lambda: of(nested(size=5)),
    "cells": lambda: of(cells()),
    "wider cells": lambda: of(cells(3)),
    "half precision": lambda: of(sequential(conv={"dtype": "mixed_float16"})),
    "frozen block": lambda: of(frozen()),
    "epochs": lambda: of(epochs=3),
    "batch size": lambda: of(batch_size=5),
    "order of the samples": lambda: of(shuffle=False),
    "one number of the data": lambda: of(x=np.where(np.arange(64).reshape(8, 8, 1) == 5, 0, IMAGES)),
    "shape": lambda: of(x=IMAGES.reshape(12, 64)),
    "kind of the labels": lambda: of(y=LABELS.astype("uint8")),
    "validation data": lambda: of(validation_data=(IMAGES[:5], LABELS[:5])),
    "no validation data": lambda: of(validation_data=None),
    "class weights": lambda: of(class_weight={0: 1.0, 1: 2.0, 2: 1.0}),
    "early stopping": lambda: of(callbacks=[STOP(patience=2)]),
    "patience": lambda: of(callbacks=[STOP(patience=3)]),
    "own callback": lambda: of(callbacks=[Stopping(STOP(patience=3))]),
    "what the own callback holds": lambda: of(callbacks=[Stopping(STOP(patience=4))]),
    "setting of the own callback": lambda: of(callbacks=[Stopping(STOP(patience=4), label="best")]),
    "rate by epoch": lambda: of(callbacks=[keras.callbacks.LearningRateScheduler(lambda epoch: 0.1 / (1 + epoch))]),
    "other rate": lambda: of(callbacks=[keras.callbacks.LearningRateScheduler(lambda epoch: 0.1 / (2 + epoch))]),
    "live picture": lambda: of(callbacks=[training.LivePlot()]),
    "each epoch": lambda: of(measures=(weights, None)),
    "at the end": lambda: of(measures=(None, weights)),
    "other measure": lambda: of(measures=(lambda model: {"one": 1.0}, None)),
    "partial": lambda: of(measures=(functools.partial(weights), None)),
}


def test_whatever_matters_changes_it():
    found: dict[str, str] = {}
    for name, make in DIFFERENT.items():
        one, again = make(), make()
        assert one == again, f"{name}: two equal trainings have different digests"
        assert one not in found, f"{name} has the digest of {found.get(one)}"
        found[one] = name


def test_what_a_function_uses_matters(monkeypatch):
    before = of(sequential(conv={"activation": scaled}))
    monkeypatch.setitem(globals(), "FACTOR", 3.0)
    assert of(sequential(conv={"activation": scaled})) != before

    def measure(limit):
        return lambda model: {"limit": limit}

    assert of(measures=(measure(1), None)) != of(measures=(measure(2), None))
    assert of(measures=(measure(1), measure(2))) != of(measures=(measure(1), measure(3)))


def test_functions_are_known_by_their_code_not_by_its_layout():
    def one(model):
        return {"a": 1, "b": 2}

    first = of(measures=(one, None))

    # another layout
    def one(model):
        return {
            "a": 1,  # and a comment
            "b": 2,
        }

    assert of(measures=(one, None)) == first
    pair = (lambda model: {"a": 1}), (lambda model: {"a": 2})
    assert of(measures=pair) != of(measures=pair[::-1])


def test_the_state_of_a_library_callback_before_training_is_no_setting():
    """A newer Keras may keep other things in its callbacks."""
    stop = STOP(patience=2)
    stop.new_in_some_version = None
    described = digest._Description().of(stop)
    assert {name: value for name, value in described.items() if name != "new_in_some_version"} == {
        "class": "EarlyStopping",
        "patience": 2,
    }


def test_a_recursive_function_is_told_once():
    def down(model, depth=2):
        return down(model, depth - 1) if depth else {"depth": 0.0}

    assert of(measures=(down, None)) == of(measures=(down, None))


def test_data_without_a_digest_are_an_error():
    with pytest.raises(TypeError, match="No digest can be made of an array of Python objects"):
        of(x=np.array([object()]))
    with pytest.raises(TypeError, match="No digest can be made of a run with a generator"):
        of(x=(image for image in IMAGES))


def test_a_function_without_source_is_an_error():
    scope: dict[str, Any] = {}
    exec("def nowhere(model): return {}", scope)
    with pytest.raises(ValueError, match="The source of nowhere cannot be read: define it in a cell or in a file"):
        of(measures=(scope["nowhere"], None))
