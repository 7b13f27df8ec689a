"""What checks of models share."""

import keras
import numpy as np
import pytest

from helpers.exercises import models
from helpers.exercises.answers import WrongAnswerError

Dense, Norm, ReLU = keras.layers.Dense, keras.layers.BatchNormalization, keras.layers.ReLU


def dense_network(*, hidden="relu", last="softmax"):
    return keras.Sequential([keras.Input((4,)), Dense(5, activation=hidden), Dense(3, activation=last)])


def test_a_model_of_the_right_input_is_returned():
    model = dense_network()
    assert models.as_model(model, (4,)) is model


@pytest.mark.parametrize("answer", [3, None, keras.layers.Dense(1), keras.Sequential])
def test_what_is_no_model_is_refused(answer):
    with pytest.raises(WrongAnswerError, match=r"^The answer is a Keras model, such as keras\.Sequential"):
        models.as_model(answer, (4,))
    with pytest.raises(WrongAnswerError, match=r"^A model\.$"):
        models.as_model(answer, (4,), "A model.")


@pytest.mark.parametrize("layers", [[], [Dense(1)]])
def test_a_model_that_does_not_know_its_input_is_refused(layers):
    with pytest.raises(WrongAnswerError, match=r"does not know its input yet: begin with keras\.Input\(\(4,\)\)\.$"):
        models.as_model(keras.Sequential(layers), (4,))


@pytest.mark.parametrize("shape", [(5,), (4, 1), (None, None, 1)])
def test_another_input_is_refused(shape):
    with pytest.raises(WrongAnswerError, match=r"inputs of the shape \(4,\): begin with keras\.Input"):
        models.as_model(dense_network(), shape)


def test_two_inputs_are_refused():
    inputs = [keras.Input((4,)), keras.Input((4,))]
    with pytest.raises(WrongAnswerError, match=r"takes 2 inputs; one of the shape \(4,\)"):
        models.as_model(keras.Model(inputs, keras.layers.Add()(inputs)), (4,))


@pytest.mark.parametrize("size", [28, None])
def test_none_stands_for_any_size(size):
    model = keras.Sequential([keras.Input((size, size, 1)), keras.layers.GlobalAveragePooling2D()])
    assert models.as_model(model, (None, None, 1)) is model


def test_nested_models_are_flat():
    inner = keras.Sequential([keras.Input((4,)), Dense(5), ReLU()])
    x = keras.Input((4,))
    outer = keras.Model(x, Dense(2)(inner(x)))
    assert [type(layer).__name__ for layer in models.flat(outer)] == ["Dense", "ReLU", "Dense"]
    assert [layer.units for layer in models.of_kind("Dense", models.flat(outer))] == [5, 2]


def test_softmax():
    np.testing.assert_allclose(
        models.softmax(np.array([[0.0, np.log(3)], [1000.0, 1000.0]])), [[0.25, 0.75], [0.5, 0.5]]
    )


def test_lent_weights_are_given_back():
    model = dense_network()
    own = model.get_weights()
    with models.lent(model):
        drawn = models.randomize(model, np.random.default_rng(0))
        for found, given in zip(model.get_weights(), drawn, strict=True):
            np.testing.assert_array_equal(found, given)
            assert (given != 0).all()
    for found, before in zip(model.get_weights(), own, strict=True):
        np.testing.assert_array_equal(found, before)


def test_lent_weights_are_given_back_after_an_error():
    model = dense_network()
    own = model.get_weights()
    with pytest.raises(ValueError, match="shape"), models.lent(model):
        model.set_weights([np.zeros((4, 5)), np.ones(5), np.zeros((5, 3)), np.ones(4)])
    for found, before in zip(model.get_weights(), own, strict=True):
        np.testing.assert_array_equal(found, before)


def test_does_the_same():
    model = dense_network()
    same = [keras.Input((4,)), Dense(5), ReLU(), Dense(3), keras.layers.Softmax()]
    assert models.does_the_same(model, same, (4,))
    assert not models.does_the_same(model, [layer for layer in same if not isinstance(layer, ReLU)], (4,))
    assert not models.does_the_same(model, [keras.Input((4,)), Dense(6, "relu"), Dense(3, "softmax")], (4,))
