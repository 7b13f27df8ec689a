"""Wrong answers to the exercises of chapter 02, building models."""

import keras
import numpy as np
import pandas as pd

from helpers.exercises.ch02 import q1, q2, q3, q4
from tests.exercises.wrong import refused, refused_result, refuses

refuses(q1, "Only the biases", 2)
refuses(q1, "two sides", 8)
refuses(q1, "Three layers", 3)
refuses(q1, "one of", 16)


refuses(q2, "put beside them", 169)
refuses(q2, "bias", 180)
refuses(q2, "goes past", 13 * 16 + 16 + 24 * 4 + 4 + 5)
refuses(q2, "one whole number", (96, 100, 5))
refuses(q2, "off", 196)


@refused(q3, "shapes of the kernels")
def widths_written_out(weights):
    layers = [
        keras.Input((2,)),
        keras.layers.Dense(4, activation="relu"),
        keras.layers.Dense(3, activation="relu"),
        keras.layers.Dense(1),
    ]
    model = keras.Sequential(layers)
    model.set_weights(weights)
    return model


@refused(q3, "last layer")
def relu_in_every_layer(weights):
    model = keras.Sequential([keras.Input((weights[0].shape[0],))])
    for kernel in weights[0::2]:
        model.add(keras.layers.Dense(kernel.shape[1], activation="relu"))
    model.set_weights(weights)
    return model


@refused(q3, "should have ReLU")
def relu_in_no_layer(weights):
    model = keras.Sequential([keras.Input((weights[0].shape[0],))])
    for kernel in weights[0::2]:
        model.add(keras.layers.Dense(kernel.shape[1]))
    model.set_weights(weights)
    return model


@refused(q3, "not those given")
def weights_not_set(weights):
    model = keras.Sequential([keras.Input((weights[0].shape[0],))])
    for kernel in weights[0:-2:2]:
        model.add(keras.layers.Dense(kernel.shape[1], activation="relu"))
    model.add(keras.layers.Dense(weights[-1].shape[0]))
    return model


@refused(q3, "returns nothing")
def returns_nothing(weights):
    model = keras.Sequential([keras.Input((weights[0].shape[0],))])
    for kernel in weights[0::2]:
        model.add(keras.layers.Dense(kernel.shape[1], activation="relu"))
    model.set_weights(weights)


@refused(q3, "Sequential model")
def functional_model(weights):
    x = inputs = keras.Input((weights[0].shape[0],))
    for kernel in weights[0::2]:
        x = keras.layers.Dense(kernel.shape[1])(x)
    return keras.Model(inputs, x)


def runs(right, *, parameters=17, epochs=8, stuck=0.477, falling=0.0):
    """Return what training.repeat would return of ten starts that end with so many points right."""
    rows = []
    for seed, points in enumerate(right):
        end = 0.01 + 0.001 * seed if points == 4 else stuck + 1e-5 * seed
        for epoch in range(1, epochs + 1):
            loss = end + falling * (epochs - epoch)
            rows.append({"variant": "mine", "seed": seed, "epoch": epoch, "loss": loss, "right": points})
    return pd.DataFrame(rows).assign(parameters=parameters)


refuses(q4, "frame that training.repeat returns", 10, {"mine": 10}, np.full((10, 4), 4))


@refused_result(q4, "silent where it matters")
def stuck_from_half_of_the_starts():
    return runs([4, 3, 4, 2, 4, 3, 4, 3, 4, 3])


@refused_result(q4, "still on their way")
def too_few_epochs():
    return runs([4, 3, 4, 2, 4, 3, 4, 3, 4, 3], stuck=0.6, falling=0.02)


@refused_result(q4, "20 are allowed")
def eight_units():
    return runs([4] * 10, parameters=33)


@refused_result(q4, "products are not allowed")
def layer_of_products():
    return runs([4] * 10, parameters=7)


@refused_result(q4, "ten starts")
def one_lucky_start():
    return runs([4])


@refused_result(q4, "not runs from ten different starts")
def one_run_ten_times():
    return runs([4] * 10).assign(loss=0.01)


@refused_result(q4, "One network")
def two_variants():
    frame = runs([4] * 10)
    return pd.concat([frame, frame.assign(variant="other")])
