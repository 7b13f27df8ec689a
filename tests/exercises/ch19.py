"""Wrong answers to the exercises of chapter 19, L1 and L2."""

import keras
import numpy as np

from helpers.exercises.ch19 import q1, q2, q3, q4
from tests.exercises.wrong import refused, refused_result, refuses

refuses(q1, "L1 is right", (0.5, 0.5))
refuses(q1, "L2 is right", (0.25, 0.25))
refuses(q1, "wrong order", (0.5, 0.25))
refuses(q1, "pair", 0.25)


refuses(q2, "five classes", np.log(10) / 249.84)
refuses(q2, "output kernel", np.log(5) / 240)
refuses(q2, "divide", 249.84)
refuses(q2, "both kernels", 0.1)


L1, L2 = keras.regularizers.L1(0.0001), keras.regularizers.L2(0.001)


def network(*, first=None, second=None, activation="relu", **output):
    """Return 784 → 64 → 64 → 10 with these arguments of the two hidden layers and of the output layer."""
    return keras.Sequential(
        [
            keras.Input((784,)),
            keras.layers.Dense(64, activation=activation, **(first or {"kernel_regularizer": L1})),
            keras.layers.Dense(64, activation=activation, **(second or {"kernel_regularizer": L2})),
            keras.layers.Dense(10, activation="softmax", **output),
        ]
    )


@refused_result(q3, "first hidden kernel is not")
def default_strength():
    return network(first={"kernel_regularizer": "l1"})


@refused_result(q3, "second hidden kernel has no penalty")
def penalty_on_a_bias():
    return network(second={"bias_regularizer": L2})


@refused_result(q3, "no penalty")
def penalty_on_the_output_kernel():
    return network(kernel_regularizer=L2)


@refused_result(q3, "activations")
def hidden_layers_without_relu():
    return network(activation=None)


@refused(q4, "are to be kept")
def share_taken_for_a_limit(kernel, share):
    return np.where(np.abs(kernel) < share, 0, kernel)


@refused(q4, "19 are to be kept; 18 were")
def rounded_down(kernel, share):
    flat = np.zeros(kernel.size)
    places = np.argsort(-np.abs(kernel).ravel())[: int(share * kernel.size)]
    flat[places] = kernel.ravel()[places]
    return flat.reshape(kernel.shape)


@refused(q4, "negative")
def largest_without_negatives(kernel, share):
    flat = np.zeros(kernel.size)
    places = np.argsort(-kernel.ravel())[: round(share * kernel.size)]
    flat[places] = kernel.ravel()[places]
    return flat.reshape(kernel.shape)


@refused(q4, "work on a copy")
def kernel_changed(kernel, share):
    kernel[np.abs(kernel) < np.quantile(np.abs(kernel), 1 - share)] = 0
    return kernel


@refused(q4, "signs")
def absolute_values(kernel, share):
    flat = np.abs(kernel).ravel()
    flat[np.argsort(flat)[: kernel.size - round(share * kernel.size)]] = 0
    return flat.reshape(kernel.shape)
