"""Wrong answers to the exercises of chapter 04, backpropagation and gradient descent."""

import numpy as np

from helpers import by_hand
from helpers.exercises.ch04 import q1, q2, q3, q4, q5
from tests.exercises.wrong import refused, refused_result, refuses

refuses(q1, "second", ["w1", "w2"])
refuses(q1, "others", ["w1"])
refuses(q1, "Too many", [f"w{number}" for number in range(1, 9)])
refuses(q1, "in quotes", [1, 3])
refuses(q1, "list of names", 2)


refuses(q2, "w1 alone", (1 / 3, 1 / 6))
refuses(q2, "second", (0.25, 1 / 6))
refuses(q2, "larger rates", (1 / 16, 1 / 6))
refuses(q2, "second derivative", (1 / 8, 1 / 3))
refuses(q2, "w1 is asked for", (1 / 8, 1 / 16))
refuses(q2, "when is it zero", (1 / 8, 1.0))
refuses(q2, "wrong order", (1 / 6, 1 / 8))
refuses(q2, "curvature", (2, 2))
refuses(q2, "pair", 1 / 8)


refuses(q3, "one epoch", (209, 4))
refuses(q3, "round up", (1_248, 4))
refuses(q3, "next epoch", (1_250, 4))
refuses(q3, "square root", (1_254, 16))
refuses(q3, "A quarter", (1_254, 0.25))
refuses(q3, "s/√B", (1_254, 48))
refuses(q3, "wrong order", (4, 1_254))
refuses(q3, "off", (60_000, 4))
refuses(q3, "pair", 1_254)


@refused(q4, "derivative of tanh is missing")
def no_derivative_of_tanh(x, kernel, b, upstream):
    return x.T @ upstream, upstream.sum(axis=0), upstream @ kernel.T


@refused(q4, "sigmoid")
def derivative_of_the_sigmoid(x, kernel, b, upstream):
    a = np.tanh(x @ kernel + b)
    delta = upstream * a * (1 - a)
    return x.T @ delta, delta.sum(axis=0), delta @ kernel.T


@refused(q4, "sign")
def sign_turned(x, kernel, b, upstream):
    delta = -upstream * (1 - np.tanh(x @ kernel + b) ** 2)
    return x.T @ delta, delta.sum(axis=0), delta @ kernel.T


@refused(q4, "no division")
def mean_over_the_batch(x, kernel, b, upstream):
    delta = upstream * (1 - np.tanh(x @ kernel + b) ** 2) / len(x)
    return x.T @ delta, delta.sum(axis=0), delta @ kernel.T


@refused(q4, "not at all")
def tanh_of_nothing(x, kernel, b, upstream):
    delta = upstream * (1 - (x @ kernel + b) ** 2)
    return x.T @ delta, delta.sum(axis=0), delta @ kernel.T


@refused(q4, "Each example adds its part")
def bias_gradient_of_each_example(x, kernel, b, upstream):
    delta = upstream * (1 - np.tanh(x @ kernel + b) ** 2)
    return x.T @ delta, delta, delta @ kernel.T


@refused(q4, "that of x is not")
def kernel_not_transposed(x, kernel, b, upstream):
    delta = upstream * (1 - np.tanh(x @ kernel + b) ** 2)
    turned = kernel if kernel.shape[0] == kernel.shape[1] else kernel.T
    return x.T @ delta, delta.sum(axis=0), delta @ turned


@refused(q4, "three arrays")
def no_gradient_of_the_inputs(x, kernel, b, upstream):
    delta = upstream * (1 - np.tanh(x @ kernel + b) ** 2)
    return x.T @ delta, delta.sum(axis=0)


@refused(q4, "returns nothing")
def returns_nothing(x, kernel, b, upstream):
    print("done")


def leaky_forward(parameters, x, slope=0.1):
    activations = [x]
    for kernel, bias in zip(parameters[::2], parameters[1::2], strict=True):
        z = activations[-1] @ kernel + bias
        activations.append(np.where(z > 0, z, slope * z))
    return [*activations[:-1], z]


def leaky_backward(parameters, activations, y, slope=0.1):
    delta = by_hand.softmax(activations[-1])
    delta[np.arange(len(y)), y] -= 1
    delta /= len(y)
    gradients = []
    for kernel, a in reversed(list(zip(parameters[::2], activations[:-1], strict=True))):
        gradients = [a.T @ delta, delta.sum(axis=0), *gradients]
        delta = (delta @ kernel.T) * np.where(a > 0, 1, slope)
    return gradients


def untrained(*sizes):
    return by_hand.start(sizes, np.random.default_rng(0))


refuses(q5, "triple", 0.93)


@refused_result(q5, "plain ReLU: where z")
def network_of_the_chapter():
    return by_hand.forward, by_hand.backward, untrained(784, 64, 32, 10)


@refused_result(q5, "0.01")
def a_hundredth():
    return (lambda parameters, x: leaky_forward(parameters, x, 0.01)), leaky_backward, untrained(784, 64, 32, 10)


@refused_result(q5, "mask is still")
def plain_mask():
    return leaky_forward, by_hand.backward, untrained(784, 64, 32, 10)


@refused_result(q5, "No slope at all")
def no_mask():
    return leaky_forward, (lambda p, a, y: leaky_backward(p, a, y, 1.0)), untrained(784, 64, 32, 10)


@refused_result(q5, "mean over the batch")
def sum_over_the_batch():
    def backward(parameters, activations, y):
        return [len(y) * gradient for gradient in leaky_backward(parameters, activations, y)]

    return leaky_forward, backward, untrained(784, 64, 32, 10)


@refused_result(q5, "of the validation images; 9")
def not_trained():
    return leaky_forward, leaky_backward, untrained(784, 64, 32, 10)


@refused_result(q5, "is the most")
def too_many_parameters():
    return leaky_forward, leaky_backward, untrained(784, 100, 32, 10)


@refused_result(q5, "Two hidden layers")
def one_hidden_layer():
    return leaky_forward, leaky_backward, untrained(784, 32, 10)


@refused_result(q5, "list that start returned")
def accuracy_in_place_of_the_parameters():
    return leaky_forward, leaky_backward, 0.95
