"""What several chapters' exercises check of a Keras model that is the answer."""

import contextlib
from collections.abc import Iterator

import numpy as np

from helpers.exercises import WrongAnswerError


def layers_of(
    answer: object, inputs: int, otherwise: str = "The answer is a Keras model, such as keras.Sequential([...])."
) -> list:
    """Return the layers of a model that knows its input of `inputs` numbers; what is no model gets `otherwise`."""
    check_is_model(answer, (inputs,), otherwise)
    return answer.layers


def of_kind(kind: str, layers: list) -> list:
    """Return the layers of one kind, such as "Dense"."""
    return [layer for layer in layers if type(layer).__name__ == kind]


def softmax(scores: np.ndarray) -> np.ndarray:
    """Return each row's scores as probabilities."""
    powers = np.exp(scores - scores.max(axis=1, keepdims=True))
    return powers / powers.sum(axis=1, keepdims=True)


def check_relu_softmax(model: object, otherwise: str) -> None:
    """Refuse a model of dense layers without ReLU after each hidden one and softmax after the last one."""
    weights = model.get_weights()
    *hidden, (kernel, bias) = zip(weights[::2], weights[1::2], strict=True)
    a = x = np.random.default_rng(0).normal(size=(4, len(weights[0]))).astype("float32")
    for hidden_kernel, hidden_bias in hidden:
        a = np.maximum(0, a @ hidden_kernel + hidden_bias)
    if not np.allclose(model.predict(x, verbose=0), softmax(a @ kernel + bias), atol=1e-4):
        raise WrongAnswerError(otherwise)


def check_norm_before_relu(model: object, dense: list, norms: list, *, late: str, otherwise: str) -> None:
    """Refuse a model that does not have its batch normalizations between hidden layer and ReLU, and softmax at the end.

    `norms` has one for each layer of `dense` but the last. They are set to uneven values meanwhile, and the model is
    compared in use. If it normalizes after the ReLU, `late` is the reply, else `otherwise`.
    """
    rng = np.random.default_rng(5)
    x = rng.normal(size=(6, dense[0].kernel.shape[0])).astype("float32")
    before = model.get_weights()
    try:
        for norm in norms:
            units = norm.gamma.shape[0]
            norm.set_weights([*rng.normal(size=(3, units)), rng.uniform(0.5, 2, units)])
        found = np.asarray(model(x, training=False))
        early, after = (_normalized_outputs(x, dense, norms, early=early) for early in (True, False))
    finally:
        model.set_weights(before)
    if np.allclose(found, early, atol=1e-3):
        return
    raise WrongAnswerError(late if np.allclose(found, after, atol=1e-3) else otherwise)


def _normalized_outputs(x: np.ndarray, dense: list, norms: list, *, early: bool) -> np.ndarray:
    for layer, norm in zip(dense[:-1], norms, strict=True):
        x = _sums(x, layer)
        x = np.maximum(0, _normalized(x, norm)) if early else _normalized(np.maximum(0, x), norm)
    return softmax(_sums(x, dense[-1]))


def _sums(x: np.ndarray, layer: object) -> np.ndarray:
    kernel, *bias = layer.get_weights()
    return x @ kernel + sum(bias)


def _normalized(x: np.ndarray, norm: object) -> np.ndarray:
    gamma, beta, mean, variance = norm.get_weights()
    return gamma * (x - mean) / np.sqrt(variance + norm.epsilon) + beta


def check_is_model(answer: object, shape: tuple, otherwise: str = "The answer is a Keras model.") -> None:
    """Refuse what is no Keras model, with `otherwise`, and a model that does not know its input yet."""
    import keras  # only here: the checks of numbers must not start TensorFlow

    if not isinstance(answer, keras.Model):
        raise WrongAnswerError(otherwise)
    if not answer.built or not isinstance(getattr(answer, "input_shape", None), tuple):
        raise WrongAnswerError(f"The model does not know its input yet: begin with keras.Input({shape}).")


@contextlib.contextmanager
def random_weights(model: object, rng: np.random.Generator) -> Iterator[list[np.ndarray]]:
    """Give a model random weights (float32, biases too) for a while, and then its own back; yields the random ones."""
    kept = model.get_weights()
    scales = [(2 / np.prod(weight.shape[:-1])) ** 0.5 if weight.ndim > 1 else 0.1 for weight in kept]
    drawn = [rng.normal(0, scale, weight.shape).astype("float32") for scale, weight in zip(scales, kept, strict=True)]
    try:
        model.set_weights(drawn)
        yield drawn
    finally:
        model.set_weights(kept)


def does_the_same(model: object, layers: list, *shapes: tuple) -> bool:
    """Return whether the model answers as a Sequential of the layers does, both with the same random weights.

    They are compared in use, on pictures of each of the shapes. The model gets its own weights back.
    """
    import keras

    reference = keras.Sequential(layers)
    if [weight.shape for weight in model.weights] != [weight.shape for weight in reference.weights]:
        return False
    rng = np.random.default_rng(7)
    with random_weights(model, rng) as drawn:
        reference.set_weights(drawn)
        for shape in shapes:
            x = rng.normal(size=(3, *shape)).astype("float32")
            found, right = np.asarray(model(x, training=False)), np.asarray(reference(x, training=False))
            if found.shape != right.shape or not np.allclose(found, right, atol=1e-4):
                return False
    return True
