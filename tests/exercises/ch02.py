"""Wrong answers to the exercises of chapter 02, building models."""

import keras
import numpy as np
import pandas as pd

from helpers.exercises.ch02 import q1, q2, q3, q4, q5
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


@refused_result(q3, "f(x) alone")
def nothing_added():
    return keras.Sequential([keras.Input((4,)), keras.layers.Dense(8, activation="relu"), keras.layers.Dense(4)])


@refused_result(q3, "not Concatenate")
def concatenated():
    x = keras.Input((4,))
    h = keras.layers.Dense(8, activation="relu")(x)
    return keras.Model(x, keras.layers.Concatenate()([x, keras.layers.Dense(4)(h)]))


@refused_result(q3, "no ReLU")
def hidden_layer_without_relu():
    x = keras.Input((4,))
    h = keras.layers.Dense(8)(x)
    return keras.Model(x, keras.layers.Add()([x, keras.layers.Dense(4)(h)]))


@refused_result(q3, "no activation")
def relu_in_the_last_layer():
    x = keras.Input((4,))
    h = keras.layers.Dense(8, activation="relu")(x)
    return keras.Model(x, keras.layers.Add()([x, keras.layers.Dense(4, activation="relu")(h)]))


@refused_result(q3, "after the sum")
def relu_after_the_sum():
    x = keras.Input((4,))
    h = keras.layers.Dense(8, activation="relu")(x)
    return keras.Model(x, keras.layers.ReLU()(keras.layers.Add()([x, keras.layers.Dense(4)(h)])))


@refused_result(q3, "76 parameters")
def four_hidden_units():
    x = keras.Input((4,))
    h = keras.layers.Dense(4, activation="relu")(x)
    return keras.Model(x, keras.layers.Add()([x, keras.layers.Dense(4)(h)]))


@refused_result(q3, "shape (3,)")
def three_inputs():
    x = keras.Input((3,))
    h = keras.layers.Dense(8, activation="relu")(x)
    return keras.Model(x, keras.layers.Add()([x, keras.layers.Dense(3)(h)]))


@refused_result(q3, "does not know its input yet")
def without_an_input():
    return keras.Sequential([keras.layers.Dense(8), keras.layers.Dense(4)])


refuses(q3, "a model", 76)


@refused(q4, "shapes of the kernels")
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


@refused(q4, "last layer")
def relu_in_every_layer(weights):
    model = keras.Sequential([keras.Input((weights[0].shape[0],))])
    for kernel in weights[0::2]:
        model.add(keras.layers.Dense(kernel.shape[1], activation="relu"))
    model.set_weights(weights)
    return model


@refused(q4, "should have ReLU")
def relu_in_no_layer(weights):
    model = keras.Sequential([keras.Input((weights[0].shape[0],))])
    for kernel in weights[0::2]:
        model.add(keras.layers.Dense(kernel.shape[1]))
    model.set_weights(weights)
    return model


@refused(q4, "not those given")
def weights_not_set(weights):
    model = keras.Sequential([keras.Input((weights[0].shape[0],))])
    for kernel in weights[0:-2:2]:
        model.add(keras.layers.Dense(kernel.shape[1], activation="relu"))
    model.add(keras.layers.Dense(weights[-1].shape[0]))
    return model


@refused(q4, "returns nothing")
def returns_nothing(weights):
    model = keras.Sequential([keras.Input((weights[0].shape[0],))])
    for kernel in weights[0::2]:
        model.add(keras.layers.Dense(kernel.shape[1], activation="relu"))
    model.set_weights(weights)


@refused(q4, "Sequential model")
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


refuses(q5, "frame that training.repeat returns", 10, {"mine": 10}, np.full((10, 4), 4))


@refused_result(q5, "silent where it matters")
def stuck_from_half_of_the_starts():
    return runs([4, 3, 4, 2, 4, 3, 4, 3, 4, 3])


@refused_result(q5, "still on their way")
def too_few_epochs():
    return runs([4, 3, 4, 2, 4, 3, 4, 3, 4, 3], stuck=0.6, falling=0.02)


@refused_result(q5, "20 are allowed")
def eight_units():
    return runs([4] * 10, parameters=33)


@refused_result(q5, "ten starts")
def one_lucky_start():
    return runs([4])


@refused_result(q5, "not runs from ten different starts")
def one_run_ten_times():
    return runs([4] * 10).assign(loss=0.01)


@refused_result(q5, "One network")
def two_variants():
    frame = runs([4] * 10)
    return pd.concat([frame, frame.assign(variant="other")])
