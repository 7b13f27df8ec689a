"""Small trainings that hold what the chapters conclude: `make checks`, weekly in CI.

Unless said otherwise: the first 6,000 training and 2,000 test images of MNIST, one hidden layer of 200 units,
Adam(0.001), batches of 32, 5 epochs, three seeds. Bounds leave a margin around what was measured. Needs the full data.
"""

import helpers.startup

from functools import cache

import keras
import numpy as np
import pandas as pd
import pytest

from helpers import data, training

pytestmark = pytest.mark.full_data
SEEDS = (0, 1, 2)
TRAIN_IMAGES, TEST_IMAGES = 6_000, 2_000


@cache
def mnist() -> tuple[np.ndarray, ...]:
    (x_train, y_train), (x_test, y_test) = data.load_mnist()
    if len(x_train) < 60_000:
        pytest.fail("The training checks need the full MNIST; the line above says how to get it.")
    x_train, x_test = (x.reshape(len(x), 784).astype("float32") / 255 for x in (x_train, x_test))
    return x_train, x_test, y_train, y_test


def network(hidden: int = 1, optimizer: str = "adam", rate: float = 0.001, l2: float = 0.0, norm: bool = False):
    """Return the compiled network of the checks; `l2` acts on all kernels, batch norm follows the activation."""
    penalty = keras.regularizers.L2(l2) if l2 else None
    layers = []
    for _ in range(hidden):
        layers.append(keras.layers.Dense(200, activation="relu", kernel_regularizer=penalty))
        layers += [keras.layers.BatchNormalization()] if norm else []
    layers.append(keras.layers.Dense(10, activation="softmax", kernel_regularizer=penalty))
    return compiled(
        [keras.Input((784,)), *layers],
        keras.optimizers.get({"class_name": optimizer, "config": {"learning_rate": rate}}),
    )


def compiled(layers: list, optimizer: keras.optimizers.Optimizer | str = "adam") -> keras.Model:
    model = keras.Sequential(layers)
    model.compile(optimizer, "sparse_categorical_crossentropy", metrics=["accuracy"])
    return model


def dropout_network() -> keras.Model:
    hidden, output = keras.layers.Dense(200, activation="relu"), keras.layers.Dense(10, activation="softmax")
    return compiled([keras.Input((784,)), hidden, keras.layers.Dropout(0.75), output])


def at_end(model: keras.Model, x_train: np.ndarray, x_test: np.ndarray) -> dict[str, float]:
    _, _, y_train, y_test = mnist()
    return {
        "train": model.evaluate(x_train, y_train[:TRAIN_IMAGES], verbose=0)[1],  # dropout is off in evaluation
        "test": model.evaluate(x_test, y_test[:TEST_IMAGES], verbose=0)[1],
    }


@cache
def subset(
    *, images: str = "scaled", build=network, epochs: int = 5, batch_size: int = 32, **arguments
) -> pd.DataFrame:
    """Train with three seeds; return one row per seed: train and test accuracy, and the output kernel's deviations."""
    change = {"scaled": lambda x: x, "unscaled": lambda x: x * 255, "inverted": lambda x: 1 - x}[images]
    x_train, x_test, y_train, _ = mnist()
    x_train, x_test = change(x_train[:TRAIN_IMAGES]), change(x_test[:TEST_IMAGES])
    frame = training.repeat(
        build,
        {"": arguments},
        SEEDS,
        each_epoch=lambda model: {"kernel_std": float(np.std(model.layers[-1].kernel))},
        at_end=lambda model: at_end(model, x_train, x_test),
        x=x_train,
        y=y_train[:TRAIN_IMAGES],
        epochs=epochs,
        batch_size=batch_size,
    )
    early, last = frame[frame["epoch"] == 2], frame[frame["epoch"] == epochs]
    table = last.set_index("seed")[["train", "test", "kernel_std"]]
    return table.assign(early_std=early.set_index("seed")["kernel_std"])


def test_t01_scaled():
    assert subset()["test"].min() >= 0.88


def test_t02_unscaled_is_lower():
    assert (subset()["test"] - subset(images="unscaled")["test"]).mean() > 0.01


def test_t03_inverted_is_lower():
    assert (subset()["test"] - subset(images="inverted")["test"]).mean() >= 0.03


def test_t04_batch_3000_makes_ten_updates():
    assert subset(batch_size=3_000)["test"].max() < 0.82


def test_t05_sgd_is_slower_than_adam():
    sgd = subset(optimizer="SGD", rate=0.01)["test"]
    assert sgd.between(0.80, 0.88).all()
    assert sgd.max() < subset()["test"].min()


def test_t06_rates_of_adam():
    low, high = subset(rate=1e-4)["test"], subset(rate=0.1)["test"]
    assert high.max() < 0.80
    assert low.max() < subset()["test"].min()
    assert subset(rate=0.01)["test"].min() > high.max()


def test_t07_depth_changes_little():
    assert abs((subset(hidden=3)["test"] - subset()["test"]).mean()) <= 0.03


def test_t08_a_penalty_of_a_tenth_leads_nowhere():
    assert subset(l2=0.1)["test"].max() < 0.80


def test_t09_a_penalty_of_a_hundredth_costs():
    assert (subset()["test"] - subset(l2=0.01)["test"]).mean() > 0.02


def test_t10_batch_normalization_helps_a_penalized_network():
    assert (subset(l2=0.01, norm=True)["test"] - subset(l2=0.01)["test"]).mean() > 0.015


def test_t11_twenty_epochs_overfit():
    plain = subset(epochs=20)
    assert plain["train"].min() >= 0.998
    assert (plain["train"] - plain["test"]).min() >= 0.05


def test_t12_dropout_holds_training_back_and_does_not_raise_the_test():
    dropout = subset(build=dropout_network, epochs=20)
    assert dropout["train"].max() < 0.995
    assert dropout["test"].mean() <= subset(epochs=20)["test"].mean()


def test_t13_output_weights_spread():
    plain = subset(epochs=20)
    assert (plain["kernel_std"] / plain["early_std"]).min() > 1.4


@cache
def wine() -> dict[str, np.ndarray]:
    """Split 70/30 as the source does, everything scaled to [0, 1] by the training rows."""
    table = data.load_red_wine()
    if table.attrs["stand_in"]:
        pytest.fail("The training checks need the real red wine; the line above says how to get it.")
    train = table.sample(frac=0.7, random_state=0)
    low, high = train.min(), train.max()
    parts = [(part - low) / (high - low) for part in (train, table.drop(train.index))]
    (x, y), (x_val, y_val) = [
        (part.drop(columns="quality").to_numpy("float32"), part["quality"].to_numpy("float32")) for part in parts
    ]
    return {"x": x, "y": y, "validation_data": (x_val, y_val), "batch_size": 256}


def wine_network() -> keras.Model:
    hidden = [keras.layers.Dense(512, activation="relu") for _ in range(3)]
    model = keras.Sequential([keras.Input((11,)), *hidden, keras.layers.Dense(1)])
    model.compile("adam", "mae")
    return model


def test_t14_wine_after_ten_epochs():
    runs = training.repeat(wine_network, {"": {}}, range(5), **wine(), epochs=10)
    assert runs.loc[runs["epoch"] == 10, "val_loss"].between(0.093, 0.108).all()


def test_t15_wine_with_early_stopping():
    def stopping():
        return [keras.callbacks.EarlyStopping(min_delta=0.001, patience=20, restore_best_weights=True)]

    runs = training.repeat(wine_network, {"": {}}, SEEDS, callbacks=stopping, **wine(), epochs=500)
    by_seed = runs.groupby("seed")
    assert by_seed["epoch"].max().between(30, 150).all()
    assert by_seed["val_loss"].min().max() < 0.098  # a linear fit reaches 0.0988


def case_study_network() -> keras.Model:
    """Return the network of chapter 09."""
    layers = keras.layers
    first = [layers.Dense(512), layers.Activation("relu"), layers.Dropout(0.2)]
    penalized = layers.Dense(512, kernel_regularizer=keras.regularizers.L2(0.001))
    second = [penalized, layers.BatchNormalization(), layers.Activation("relu"), layers.Dropout(0.2)]
    return compiled([keras.Input((784,)), *first, *second, layers.Dense(10, activation="softmax")])


def test_t16_case_study():
    x_train, x_test, y_train, y_test = mnist()
    fit = {"x": x_train, "y": y_train, "validation_data": (x_test, y_test), "batch_size": 128}
    accuracy = training.repeat(case_study_network, {"": {}}, SEEDS, **fit, epochs=8).set_index(["seed", "epoch"])[
        "val_accuracy"
    ]
    assert accuracy.xs(4, level="epoch").min() >= 0.965
    assert accuracy.xs(8, level="epoch").min() >= 0.97


def plain_stack(blocks: int) -> keras.Model:
    """Return a stack without shortcuts, of 2 · `blocks` + 1 convolutions, as in chapter 27."""

    def convolution(filters: int, **arguments) -> list:
        convolution = keras.layers.Conv2D(filters, 3, padding="same", use_bias=False, **arguments)
        return [convolution, keras.layers.BatchNormalization(momentum=0.9), keras.layers.ReLU()]

    layers = [keras.Input((28, 28, 1)), *convolution(16, strides=2), keras.layers.MaxPooling2D(2)]
    for _ in range(2 * blocks):
        layers += convolution(16)
    return compiled([*layers, keras.layers.GlobalAveragePooling2D(), keras.layers.Dense(10, activation="softmax")])


def test_t17_a_deep_plain_stack_is_more_than_ten_epochs_behind():
    """2,000 images, batches of 64: after twenty epochs it is about where the shallow one was after six."""
    x_train, _, y_train, _ = mnist()
    chosen = np.random.default_rng(0).permutation(len(x_train))[:2_000]
    fit = {"x": x_train[chosen].reshape(-1, 28, 28, 1), "y": y_train[chosen], "epochs": 20, "batch_size": 64}
    runs = training.repeat(plain_stack, {"shallow": {"blocks": 3}, "deep": {"blocks": 20}}, SEEDS, **fit)
    loss = runs.set_index(["variant", "epoch"]).sort_index()["loss"]
    assert loss["shallow", 8].max() < loss["deep", 20].min()
    assert loss["deep", 20].max() < loss["shallow", 4].min()
