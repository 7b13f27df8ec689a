"""Wrong answers to the exercises of chapter 19, L1 and L2."""

import keras
import numpy as np

from helpers import data
from helpers.exercises.ch19 import q1, q2, q3, q4, q5
from tests.exercises.wrong import refused, refused_result, refuses

refuses(q1, "other way round", (0.01, 0.1), (0.1, 0.01))
refuses(q1, "wrong order", (10, 100))
refuses(q1, "L2 is right", (100, 100))
refuses(q1, "L1 is right", (10, 10))
refuses(q1, "pay less than before", (1, 1))
refuses(q1, "pair", 100)
refuses(q1, "Which weights", (20, 5))


refuses(q2, "five classes", np.log(10) / 249.84)
refuses(q2, "output kernel", np.log(5) / 240)
refuses(q2, "divide", 249.84)
refuses(q2, "both kernels", 0.1)


refuses(q3, "books", (0.02, 8 / 8.02))
refuses(q3, "2λ, as in", (0.01, 8 / 8.01))
refuses(q3, "not the one that is lost", (0.01, 0.02 / 8.02))
refuses(q3, "flat direction keeps", (0.01, 0.5))
refuses(q3, "same 2λ", (0.01, 0.9))
refuses(q3, "halves the steep", (4, 0.5))
refuses(q3, "wrong order", (8 / 8.02, 0.01))
refuses(q3, "pair", 0.01)
refuses(q3, "Half is left where", (0.3, 0.9))


def largest(kernel, count, sizes=np.abs):
    """Return the kernel with all but `count` weights at zero."""
    flat = np.zeros(kernel.size)
    places = np.argsort(-sizes(kernel).ravel())[:count]
    flat[places] = kernel.ravel()[places]
    return flat.reshape(kernel.shape)


@refused(q4, "compete")
def each_kernel_alone(kernels, share):
    return [largest(kernel, round(share * kernel.size)) for kernel in kernels]


@refused(q4, "are to be kept")
def share_taken_for_a_limit(kernels, share):
    return [np.where(np.abs(kernel) < share, 0, kernel) for kernel in kernels]


@refused(q4, "signs")
def absolute_values(kernels, share):
    row = np.sort(np.concatenate([np.abs(kernel).ravel() for kernel in kernels]))
    count = round(share * len(row))
    return [np.where(np.abs(kernel) >= row[-count], np.abs(kernel), 0) for kernel in kernels]


@refused(q4, "negative")
def largest_without_negatives(kernels, share):
    row = np.concatenate([kernel.ravel() for kernel in kernels])
    kept = largest(row, round(share * row.size), sizes=np.asarray)
    edges = np.cumsum([kernel.size for kernel in kernels])[:-1]
    return [part.reshape(kernel.shape) for part, kernel in zip(np.split(kept, edges), kernels, strict=True)]


@refused(q4, "work on a copy")
def kernels_changed(kernels, share):
    row = np.concatenate([np.abs(kernel).ravel() for kernel in kernels])
    for kernel in kernels:
        kernel[np.abs(kernel) < np.quantile(row, 1 - share)] = 0
    return kernels


@refused(q4, "list of arrays")
def one_array(kernels, share):
    return np.concatenate([kernel.ravel() for kernel in kernels])


@refused(q4, "shape")
def flattened(kernels, share):
    return [kernel.ravel() for kernel in kernels]


def trained(price, updates, epochs=2, units=1000, optimizer=None):
    """Return a network of the page's form after few epochs, which says that it has had so many updates."""
    digits = data.split_mnist(10_000, 0.5)
    keras.utils.set_random_seed(0)
    hidden = keras.layers.Dense(units, activation="relu", kernel_regularizer=price)
    model = keras.Sequential([keras.Input((784,)), hidden, keras.layers.Dense(10, kernel_regularizer=price)])
    loss = keras.losses.SparseCategoricalCrossentropy(from_logits=True)
    model.compile(optimizer or keras.optimizers.Adam(0.001), loss)
    model.fit(digits.x_train[:1_000], digits.y_train[:1_000], epochs=epochs, batch_size=64, verbose=0)
    model.optimizer.iterations.assign(updates)
    return model


@refused_result(q5, "updates")
def stopped_early():
    return trained(keras.regularizers.L2(0.001), 160)


@refused_result(q5, "pays nothing")
def no_price():
    return trained(None, 480)


@refused_result(q5, "stays that of build")
def fewer_units():
    return trained(None, 480, epochs=1, units=100)


@refused_result(q5, "pays too much")
def too_high_a_price():
    return trained(keras.regularizers.L2(0.1), 480)


@refused_result(q5, "may pay more")
def too_low_a_price():
    model = trained(keras.regularizers.L2(0.00001), 480, epochs=6)
    output = model.layers[-1]
    output.kernel.assign(3 * output.kernel)  # as sure of its mistakes as after many epochs
    return model


@refused_result(q5, "seen more")
def validation_images_seen():
    digits = data.split_mnist(10_000, 0.5)
    model = trained(keras.regularizers.L2(0.0001), 480, epochs=1)
    model.fit(digits.x_val, digits.y_val, epochs=4, batch_size=128, verbose=0)
    return model


refuses(q5, "Keras model", 0.36)
