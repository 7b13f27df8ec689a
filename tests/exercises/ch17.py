"""Wrong answers to the exercises of chapter 17, the choice of an optimizer."""

import keras

from helpers import data
from helpers.exercises.ch17 import q1, q2, q3, q4
from tests.exercises.wrong import refused, refused_result, refuses

refuses(q1, "with momentum", ["SGD"])
refuses(q1, "own size", ["SGD", "momentum", "RMSprop", "AdamW"], ["AdamW"])
refuses(q1, "At least one", ["momentum"], [])
refuses(q1, "only these words", ["Adagrad"])
refuses(q1, "list of names", 64)


refuses(q2, "gone", (1 - 0.999**790, 0.1))
refuses(q2, "after one step", (0.999, 0.1))
refuses(q2, "of what is left", (0.21, 0.1))
refuses(q2, "not the decay alone", (0.5**790, 0.1))
refuses(q2, "not the rate alone", (0.998**790, 0.1))
refuses(q2, "The share is off", (0.6, 0.1))
refuses(q2, "25 times", (0.999**790, 2.5))
refuses(q2, "With the same decay", (0.999**790, 0.5))
refuses(q2, "Which decay", (0.999**790, 0.02))
refuses(q2, "two numbers", 0.45)


@refused(q3, "should be")
def best_rate_without_margin(frame, margin):
    return frame.groupby("rate")["val_accuracy"].mean().idxmax()


@refused(q3, "should be")
def single_runs_in_place_of_means(frame, margin):
    good = frame[frame["val_accuracy"] >= frame["val_accuracy"].max() - margin]
    return good["rate"].min()


@refused(q3, "should be")
def largest_rate(frame, margin):
    means = frame.groupby("rate")["val_accuracy"].mean()
    return means[means >= means.max() - margin].index.max()


@refused(q3, "returns nothing")
def returns_nothing(frame, margin):
    means = frame.groupby("rate")["val_accuracy"].mean()
    print(means.idxmax())


@refused(q3, "none of the rates")
def accuracy_in_place_of_the_rate(frame, margin):
    return frame.groupby("rate")["val_accuracy"].mean().max() - margin


refuses(q3, "the function itself", 0.003)


GRID = {0.3: 0.7, 1.0: 0.44, 3.0: 0.36, 10.0: 0.34, 30.0: 0.37}
DEFAULTS = {0.0001: 2.3, 0.0003: 2.31, 0.001: 2.29, 0.003: 2.3, 0.01: 2.31}


def network(rate=10.0, optimizer=keras.optimizers.Adadelta, units=100, steps=100):
    """Return a network that claims to have made so many steps."""
    hidden = keras.layers.Dense(units, activation="relu")
    model = keras.Sequential([keras.Input((784,)), hidden, keras.layers.Dense(10)])
    model.compile(optimizer(rate), keras.losses.SparseCategoricalCrossentropy(from_logits=True))
    model.optimizer.build(model.trainable_variables)
    model.optimizer.iterations.assign(steps)
    return model


def trained(rate, epochs=1):
    """Return a network that has learned."""
    keras.utils.set_random_seed(0)
    model, digits = network(rate, steps=0), data.split_mnist(10_000, 0.5)
    model.fit(digits.x_train, digits.y_train, batch_size=64, epochs=epochs, verbose=0)
    return model


@refused_result(q4, "(losses, model)")
def the_model_alone():
    return network()


@refused_result(q4, "(losses, model)")
def losses_alone():
    return GRID


@refused_result(q4, "five or more")
def three_rates():
    return {1.0: 0.5, 3.0: 0.4, 10.0: 0.45}, network(3.0)


@refused_result(q4, "go on above it")
def best_at_the_upper_end():
    return {rate: loss for rate, loss in GRID.items() if rate < 30} | {0.1: 1.2}, network()


@refused_result(q4, "go on below it")
def best_at_the_lower_end():
    return {rate: -loss for rate, loss in zip(GRID, (5, 4, 3, 2, 1), strict=True)}, network(0.3)


@refused_result(q4, "factor of 4")
def holes_in_the_grid():
    return {0.001: 2.3, 0.1: 1.2, 1.0: 0.4, 10.0: 0.3, 100.0: 0.5}, network()


@refused_result(q4, "one validation loss")
def histories_in_place_of_losses():
    return {rate: [1.0, loss] for rate, loss in GRID.items()}, network()


@refused_result(q4, "with that name")
def another_optimizer():
    return GRID, network(10.0, keras.optimizers.SGD)


@refused_result(q4, "hidden=(100,)")
def a_larger_network():
    return GRID, network(units=1000)


@refused_result(q4, "the model has 3")
def not_the_best_rate():
    return GRID, network(3.0)


@refused_result(q4, "not made a step")
def untrained():
    return GRID, network(steps=0)


@refused_result(q4, "longer than three epochs")
def trained_for_too_long():
    return GRID, network(steps=790)


@refused_result(q4, "are asked for")
def a_grid_around_the_default():
    return DEFAULTS, trained(0.001)


@refused_result(q4, "another than the one")
def invented_losses():
    return {rate: loss / 10 for rate, loss in GRID.items()}, trained(10.0, epochs=3)
