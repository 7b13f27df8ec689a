"""What several chapters' exercises check of a Keras model that is the answer.

Keras is imported by the functions that need it: the checks of numbers must not start TensorFlow.
"""

import contextlib
from collections.abc import Iterable, Iterator
from typing import Any

import numpy as np

from helpers.exercises.answers import WrongAnswerError


def as_model(
    answer: Any,
    shape: tuple[int | None, ...],
    otherwise: str = "The answer is a Keras model, such as keras.Sequential([...]).",
) -> Any:
    """Return the answer, a Keras model with one input of `shape` (without the batch; None stands for any size).

    What is no model raises WrongAnswerError(otherwise); a model that does not know its input yet, and one that takes
    another shape, get sentences of their own.
    """
    import keras

    if not isinstance(answer, keras.Model):
        raise WrongAnswerError(otherwise)
    found = getattr(answer, "input_shape", None)
    if not answer.built or found is None:
        raise WrongAnswerError(f"The model does not know its input yet: begin with keras.Input({shape}).")
    if not isinstance(found, tuple):
        raise WrongAnswerError(f"The model takes {len(found)} inputs; one of the shape {shape} is asked for.")
    if len(found) != len(shape) + 1 or any(size not in (None, own) for own, size in zip(found[1:], shape, strict=True)):
        raise WrongAnswerError(f"The model takes inputs of the shape {found[1:]}: begin with keras.Input({shape}).")
    return answer


def flat(model: Any) -> list:
    """Return the layers of a model that compute something, those of nested models in their place."""
    leaves = []
    for layer in model.layers:
        leaves += flat(layer) if hasattr(layer, "layers") else [layer]
    return [layer for layer in leaves if type(layer).__name__ != "InputLayer"]


def of_kind(kind: str, layers: Iterable) -> list:
    """Return the layers of one kind, such as "Dense"."""
    return [layer for layer in layers if type(layer).__name__ == kind]


def softmax(scores: np.ndarray) -> np.ndarray:
    """Return each row's scores as probabilities."""
    powers = np.exp(scores - scores.max(axis=1, keepdims=True))
    return powers / powers.sum(axis=1, keepdims=True)


@contextlib.contextmanager
def lent(model: Any) -> Iterator[None]:
    """Lend a model other weights: whatever it is set to meanwhile, it gets its own back at the end."""
    kept = model.get_weights()
    try:
        yield
    finally:
        model.set_weights(kept)


def randomize(model: Any, rng: np.random.Generator) -> list[np.ndarray]:
    """Give a model random weights (float32, biases too) and return them; `lent` takes them away again."""
    own = model.get_weights()
    scales = [(2 / np.prod(weight.shape[:-1])) ** 0.5 if weight.ndim > 1 else 0.1 for weight in own]
    drawn = [rng.normal(0, scale, weight.shape).astype("float32") for scale, weight in zip(scales, own, strict=True)]
    model.set_weights(drawn)
    return drawn


def does_the_same(model: Any, layers: list, *shapes: tuple[int, ...]) -> bool:
    """Return whether the model answers as a Sequential of the layers does, both with the same random weights.

    They are compared in use, on pictures of each of the shapes. The model gets its own weights back.
    """
    import keras

    reference = keras.Sequential(layers)
    if [weight.shape for weight in model.weights] != [weight.shape for weight in reference.weights]:
        return False
    rng = np.random.default_rng(7)
    with lent(model):
        reference.set_weights(randomize(model, rng))
        for shape in shapes:
            x = rng.normal(size=(3, *shape)).astype("float32")
            found, right = np.asarray(model(x, training=False)), np.asarray(reference(x, training=False))
            if found.shape != right.shape or not np.allclose(found, right, atol=1e-4):
                return False
    return True
