"""Wrong answers to the exercises of chapter 13, the distribution of the inputs."""

import keras
import numpy as np

from helpers.exercises.ch13 import q1, q2, q3, q4
from tests.exercises.wrong import refused, refused_result, refuses

refuses(q1, "0.87", "inverted")
refuses(q1, "−W", "between")
refuses(q1, "one of the three", 0.13)


X = np.array([[1.0, 0.9], [0.8, 1.0], [1.0, 0.7], [0.8, 0.8]])


def ratio(x):
    second, largest = np.linalg.eigvalsh(x.T @ x / len(x))
    return largest / second


AS_THEY_ARE, OWN_MEANS, ONE_MEAN = ratio(X), ratio(X - X.mean(axis=0)), ratio(X - X.mean())

refuses(q2, "other way round", (OWN_MEANS, AS_THEY_ARE))
refuses(q2, "at least 1", (1 / AS_THEY_ARE, 1 / OWN_MEANS))
refuses(q2, "each column", (AS_THEY_ARE, ONE_MEAN))
refuses(q2, "square roots", (AS_THEY_ARE**0.5, OWN_MEANS**0.5))
refuses(q2, "first number is right", (AS_THEY_ARE, 2 * OWN_MEANS))
refuses(q2, "second number is right", (2 * AS_THEY_ARE, OWN_MEANS))
refuses(q2, "eigvalsh", (1000, 1000))
refuses(q2, "pair of numbers", AS_THEY_ARE)


@refused(q3, "biases are off")
def biases_unchanged(w, b, mu, s):
    return (w / s, b)


@refused(q3, "biases are off")
def not_divided(w, b, mu, s):
    return (w / s, b - mu @ w)


@refused(q3, "one mean for all")
def one_mean_for_all(w, b, mu, s):
    return (w / s, b - mu.mean() / s * w.sum(axis=0))


@refused(q3, "weights are off")
def deviation_left_out(w, b, mu, s):
    return (w, b - mu @ w)


@refused(q3, "Which axis")
def other_side_of_w(w, b, mu, s):
    return (w / s, b - w @ mu / s)


@refused(q3, "pair")
def weights_alone(w, b, mu, s):
    return w / s


@refused(q3, "returns nothing")
def returns_nothing(w, b, mu, s):
    w / s


def network(units=1000):
    """Return a network like that of the page; training it changes nothing of what these checks say."""
    hidden = keras.layers.Dense(units, activation="relu")
    model = keras.Sequential([keras.Input((784,)), hidden, keras.layers.Dense(10)])
    loss = keras.losses.SparseCategoricalCrossentropy(from_logits=True)
    model.compile(keras.optimizers.Adam(), loss)
    return model


def own_means(train, other):
    own = train.mean(axis=0)
    spread = (train - own).std()
    return (train - own) / spread, (other - own) / spread


@refused_result(q4, "subtract from each its own")
def one_number_for_all_sensors():
    def prepare(train, other):
        return (train - train.mean()) / train.std(), (other - train.mean()) / train.std()

    return prepare, network()


@refused_result(q4, "subtract from each its own")
def nothing_done():
    def prepare(train, other):
        return train, other

    return prepare, network()


@refused_result(q4, "a spread of")
def means_alone_and_not_trained():
    def prepare(train, other):
        return train - train.mean(axis=0), other - train.mean(axis=0)

    return prepare, network()


@refused_result(q4, "depends on its neighbors")
def each_set_by_its_own_figures():
    def prepare(train, other):
        return own_means(train, train)[0], own_means(other, other)[0]

    return prepare, network()


@refused_result(q4, "deviation 0")
def divided_by_zero():
    def prepare(train, other):
        deviation = train.std(axis=0) * (train.std(axis=0) > 1)  # dead sensors have none
        return (train - train.mean(axis=0)) / deviation, (other - train.mean(axis=0)) / deviation

    return prepare, network()


@refused_result(q4, "trained on prepared")
def prepared_and_not_trained():
    return own_means, network()


@refused_result(q4, "stays that of build")
def another_network():
    return own_means, network(100)


@refused_result(q4, "trained for longer")
def trained_for_too_long():
    model = network()
    model.optimizer.build(model.trainable_variables)
    model.optimizer.iterations.assign(790)
    return own_means, model


@refused_result(q4, "keep their shapes")
def other_first_row_lost():
    def prepare(train, other):
        return own_means(train, other[1:])

    return prepare, network()


@refused_result(q4, "returns a pair")
def train_alone():
    def prepare(train, other):
        return train - train.mean(axis=0)

    return prepare, network()


@refused_result(q4, "(prepare, model)")
def model_alone():
    return network()
