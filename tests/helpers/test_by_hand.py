"""The network of chapter 04 against Keras: the same scores, loss and gradients, and a training step."""

import ast
import inspect

import keras
import numpy as np
import pytest
import tensorflow as tf

from helpers import by_hand
from tools import course


@pytest.fixture
def digits():
    rng = np.random.default_rng(0)
    return rng.uniform(size=(20, 6)), rng.integers(0, 4, 20)


@pytest.mark.parametrize("sizes", [(6, 4), (6, 5, 4), (6, 5, 3, 4)])
def test_scores_loss_and_gradients_are_those_of_keras(digits, sizes):
    x, y = digits
    parameters = by_hand.start(sizes, np.random.default_rng(1))
    hidden = [keras.layers.Dense(units, activation="relu", dtype="float64") for units in sizes[1:-1]]
    model = keras.Sequential([keras.Input((6,)), *hidden, keras.layers.Dense(4, dtype="float64")])
    model.set_weights(parameters)
    with tf.GradientTape() as tape:
        scores = model(x)
        loss = tf.reduce_mean(tf.nn.sparse_softmax_cross_entropy_with_logits(y, scores))
    activations = by_hand.forward(parameters, x)
    np.testing.assert_allclose(activations[-1], scores, rtol=1e-5)
    np.testing.assert_allclose(by_hand.cross_entropy(activations[-1], y), loss, rtol=1e-5)
    gradients = by_hand.backward(parameters, activations, y)
    assert [gradient.shape for gradient in gradients] == [parameter.shape for parameter in parameters]
    for by_us, by_keras in zip(gradients, tape.gradient(loss, model.trainable_variables), strict=True):
        np.testing.assert_allclose(by_us, by_keras, rtol=1e-5, atol=1e-7)


def test_training_lowers_the_loss_and_repeats_with_the_seed(digits):
    x, y = digits
    first, second = (by_hand.start((6, 8, 4), np.random.default_rng(1)) for _ in range(2))
    losses = by_hand.train(first, x, y, by_hand.sgd(0.5), epochs=200, batch_size=6)
    assert losses[-1] < losses[0] / 2
    assert losses == by_hand.train(second, x, y, by_hand.sgd(0.5), epochs=200, batch_size=6)
    assert by_hand.accuracy(first, x, y) > 0.8


def test_the_last_batch_may_be_smaller_and_counts_as_much_as_it_has_examples(digits):
    x, y = digits
    parameters = by_hand.start((6, 4), np.random.default_rng(1))
    whole = by_hand.cross_entropy(by_hand.forward(parameters, x)[-1], y)
    (loss,) = by_hand.train(parameters, x, y, by_hand.sgd(0.0), epochs=1, batch_size=7)
    np.testing.assert_allclose(loss, whole)


class _AsThePageWritesIt(ast.NodeTransformer):
    """Takes docstrings and annotations away."""

    def visit_FunctionDef(self, node):
        self.generic_visit(node)
        node.returns = None
        if ast.get_docstring(node) is not None:
            node.body = node.body[1:]
        return node

    def visit_arg(self, node):
        node.annotation = None
        return node

    def visit_AnnAssign(self, node):
        return ast.Assign([node.target], node.value)


def functions(source):
    """Return the functions of a program by their names, each as a syntax tree in words."""
    tree = ast.parse(source)
    named = {node.name: node for node in tree.body if isinstance(node, ast.FunctionDef)}
    return {name: ast.dump(_AsThePageWritesIt().visit(node)) for name, node in named.items()}


def test_the_functions_are_those_that_chapter_04_writes():
    (chapter,) = course.chapters("04")
    page = functions("\n\n".join(cell.source for _, cell in chapter.code_cells))
    module = functions(inspect.getsource(by_hand))
    assert set(module) == {"start", "forward", "softmax", "cross_entropy", "backward", "sgd", "train", "accuracy"}
    assert module == {name: page.get(name) for name in module}
