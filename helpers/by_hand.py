"""The network that chapter 04 writes in NumPy, section by section; chapters 05 to 09 import it from here.

It is the reader's own: chapter 04 holds the same code, and a test holds that it is the same. A network is its
parameters, a list [W1, b1, W2, b2, …] of arrays of shape (inputs, units) and (units,), as `model.get_weights()` gives
them: dense layers with ReLU between them, the last of which gives scores. Images `x` have the shape (examples, inputs),
digits `y` the shape (examples,).
"""

from collections.abc import Callable, Sequence

import numpy as np
from numpy.typing import NDArray

Parameters = list[NDArray]
Update = Callable[[Parameters, Parameters], None]


def start(sizes: Sequence[int], rng: np.random.Generator) -> Parameters:
    """Return parameters for layers of these sizes, inputs first: weights from N(0, 0.1²), biases 0."""
    parameters = []
    for inputs, units in zip(sizes, sizes[1:]):
        parameters += [rng.normal(0, 0.1, (inputs, units)), np.zeros(units)]
    return parameters


def forward(parameters: Parameters, x: NDArray) -> list[NDArray]:
    """Return what each layer gives, of shape (examples, units): first the inputs, last the scores."""
    activations = [x]
    for W, b in zip(parameters[::2], parameters[1::2]):
        z = activations[-1] @ W + b
        activations.append(np.maximum(z, 0))
    activations[-1] = z  # the last layer gives scores, without ReLU
    return activations


def softmax(scores: NDArray) -> NDArray:
    """Return the probabilities of the classes, shape (examples, classes)."""
    powers = np.exp(scores - scores.max(axis=1, keepdims=True))
    return powers / powers.sum(axis=1, keepdims=True)


def cross_entropy(scores: NDArray, y: NDArray) -> float:
    """Return the mean cross-entropy, in nats, of scores and true classes."""
    scores = scores - scores.max(axis=1, keepdims=True)
    return (np.log(np.exp(scores).sum(axis=1)) - scores[np.arange(len(y)), y]).mean()


def backward(parameters: Parameters, activations: list[NDArray], y: NDArray) -> Parameters:
    """Return the gradient of the mean cross-entropy, an array for each of the parameters."""
    delta = softmax(activations[-1])
    delta[np.arange(len(y)), y] -= 1
    delta /= len(y)
    gradients: Parameters = []
    layers = list(zip(parameters[::2], activations))  # the weights of each layer, and what came into it
    for W, a in reversed(layers):
        gradients = [a.T @ delta, delta.sum(axis=0), *gradients]
        delta = (delta @ W.T) * (a > 0)  # back through the ReLU in front (for the inputs nobody needs it)
    return gradients


def sgd(learning_rate: float) -> Update:
    """Return an update: plain gradient descent with this rate."""

    def update(parameters: Parameters, gradients: Parameters) -> None:
        for parameter, gradient in zip(parameters, gradients):
            parameter -= learning_rate * gradient

    return update


def train(
    parameters: Parameters, x: NDArray, y: NDArray, update: Update, epochs: int, batch_size: int, seed: int = 0
) -> list[float]:
    """Change the parameters, in batches in an order drawn anew for each epoch; return the mean loss of each epoch."""
    rng = np.random.default_rng(seed)
    losses = []
    for _ in range(epochs):
        order, total = rng.permutation(len(x)), 0.0
        for first in range(0, len(x), batch_size):
            batch = order[first : first + batch_size]
            activations = forward(parameters, x[batch])
            total += cross_entropy(activations[-1], y[batch]) * len(batch)
            update(parameters, backward(parameters, activations, y[batch]))
        losses.append(total / len(x))
    return losses


def accuracy(parameters: Parameters, x: NDArray, y: NDArray) -> float:
    """Return the share of examples whose true class has the highest score."""
    return float((forward(parameters, x)[-1].argmax(axis=1) == y).mean())
