"""Exercises of chapter 18, overfitting."""

from collections.abc import Callable

import keras
import numpy as np

from helpers.exercises import Exercise, WrongAnswerError, function, numbers
from helpers.exercises.networks import softmax


def _corrected(answer: object) -> str:
    (value,) = numbers(answer, 1, "Answer with one number, a share between 0 and 1.")
    if abs(value - 0.9) < 0.005 or abs(value - 90) < 0.5:
        return "It learned the mistakes by heart as well: it repeats the wrong label of one image in ten."
    if abs(value - 1) < 0.005 or abs(value - 100) < 0.5:
        raise WrongAnswerError("The network answers with the labels that it was given, the wrong ones included.")
    if abs(value - 0.1) < 0.005 or abs(value - 10) < 0.5:
        raise WrongAnswerError("That is the share that it gets wrong now. Which share is right?")
    raise WrongAnswerError(
        "It gives each image the label that it had in training. For which share of the images is that the correct one?"
    )


def _updates(answer: object) -> str:
    updates, epochs = numbers(answer, 2, "Answer with a pair of numbers: (updates, epochs).")
    if (updates, epochs) == (3750, 24):
        return "375 updates an epoch, ten epochs; 157 updates an epoch need 24 epochs to pass 3,750."
    if (epochs, updates) == (3750, 24):
        raise WrongAnswerError("The numbers are right, in the wrong order: the updates come first.")
    if updates == 375:
        raise WrongAnswerError("375 is the number of updates in one epoch; there are ten.")
    if updates == 3750 and 23 <= epochs < 24:
        raise WrongAnswerError("23 epochs give 3,611 updates, fewer than 3,750.")
    if updates == 3750:
        raise WrongAnswerError("The updates are right. How many has the second network in an epoch?")
    raise WrongAnswerError("An epoch has N/B updates, rounded up. Multiply by the epochs.")


def _gaps(answer: Callable) -> str:
    answer = function(answer, "gaps")
    for seed, (classes, counts) in enumerate(((10, (40, 30)), (3, (25, 60)), (5, (8, 8)))):
        rng = np.random.default_rng(seed)
        sets, accuracies, losses = [], [], []
        for count, strength in zip(counts, (4.0, 1.5), strict=True):
            labels = rng.integers(0, classes, count)
            p = softmax(rng.normal(size=(count, classes)) + strength * np.eye(classes)[labels])
            sets += [p, labels]
            accuracies.append(np.mean(p.argmax(axis=1) == labels))
            losses.append(-np.log(p[np.arange(count), labels]).mean())
        right = np.array([accuracies[0] - accuracies[1], losses[1] - losses[0]])
        found = np.array(numbers(answer(*sets), 2, "Return a pair of numbers: (accuracy gap, loss gap)."))
        if np.allclose(found, right, atol=1e-4):
            continue
        if np.allclose(found, right[::-1], atol=1e-4):
            raise WrongAnswerError("The pair is in the wrong order: the accuracy gap comes first.")
        if np.allclose(found[0], right[0], atol=1e-4) and np.allclose(found[1], -right[1], atol=1e-4):
            raise WrongAnswerError("The loss gap has the wrong sign: validation minus training.")
        if np.allclose(found[0], -right[0], atol=1e-4):
            raise WrongAnswerError("The accuracy gap has the wrong sign: training minus validation.")
        if np.allclose(found[0], right[0], atol=1e-4):
            raise WrongAnswerError(
                "The accuracy gap is right. Cross-entropy is the mean of -log of the probability of the true class."
            )
        raise WrongAnswerError(
            "The accuracy gap is off. Accuracy is the share of the rows whose largest probability is at the label."
        )
    return "Try it on the probabilities of section 1, after a few and after many epochs."


def _models() -> list[keras.Model]:
    layers = keras.layers
    stacks = [
        [layers.Dense(7, "relu"), layers.Dense(4, "softmax")],
        [layers.Dense(7, "relu"), layers.Dropout(0.5), layers.Dense(9, "relu"), layers.Dense(4), layers.Softmax()],
        [layers.Dense(7, "relu"), layers.Dense(4, use_bias=False), layers.Activation("softmax")],
        [layers.Dense(7, use_bias=False), layers.ReLU(), layers.Dense(4, "softmax")],
        [layers.Dense(6), layers.Dense(5), layers.BatchNormalization()],
    ]
    rng = np.random.default_rng(0)
    models = []
    for stack in stacks:
        model = keras.Sequential([keras.Input((5,)), *stack])
        model.set_weights([rng.normal(0, 0.2 + 0.3 * i, w.shape) for i, w in enumerate(model.get_weights())])
        models.append(model)
    return models


_LIMITS = (0.1, 0.4, 1.0)


def _large_share(answer: Callable) -> str:
    answer = function(answer, "large_share")
    for model in _models():
        kinds = ", ".join(type(layer).__name__ for layer in model.layers)
        try:
            found = [answer(model, limit) for limit in _LIMITS]
        except (AttributeError, IndexError, ValueError) as error:
            raise WrongAnswerError(
                f"It fails for a model with the layers {kinds} ({error}). Find the last layer that is a "
                "keras.layers.Dense; it need not be the last layer of all."
            ) from error
        found = [number for share in found for number in numbers(share, 1, "The function should return one number.")]
        dense = [layer for layer in model.layers if isinstance(layer, keras.layers.Dense)]
        first, kernel = dense[0].get_weights()[0], dense[-1].get_weights()[0]
        if np.allclose(found, [np.mean(np.abs(kernel) > limit) for limit in _LIMITS], atol=1e-6):
            continue
        if np.allclose(found, [np.mean(kernel > limit) for limit in _LIMITS], atol=1e-6):
            raise WrongAnswerError("Large means large in size: negative weights count as well.")
        if np.allclose(found, [np.mean(np.abs(first) > limit) for limit in _LIMITS], atol=1e-6):
            raise WrongAnswerError("That is the share in the first dense layer's kernel.")
        if np.allclose(found, [np.sum(np.abs(kernel) > limit) for limit in _LIMITS]):
            raise WrongAnswerError("That is a count; the share is the mean.")
        raise WrongAnswerError(
            f"It is wrong for a model with the layers {kinds}. Find the last layer that is a keras.layers.Dense, "
            "and take the first of its weights."
        )
    return "By the kind of layer, not by an index: that works whatever else stands in the model."


q1 = Exercise(
    verify=_corrected,
    hint_text="Section 5: at 100% the network has learned every label that it was given, right or wrong.",
    answer="answer = 0.9",
    wrong={"answer = 1.0": "wrong ones included", "answer = 0.1": "Which share is right", "answer = 0.98": "For which"},
)

q2 = Exercise(
    verify=_updates,
    hint_text="Section 4 has the formula. 5,000 images in batches of 32 are 157 updates: the last batch is smaller.",
    answer="""updates = 10 * int(np.ceil(48_000 / 128))
answer = (updates, int(np.ceil(updates / np.ceil(5_000 / 32))))""",
    wrong={
        "answer = (375, 3)": "one epoch",
        "answer = (3750, 23)": "fewer than",
        "answer = (3750, 25)": "second network",
        "answer = (24, 3750)": "wrong order",
        "answer = 3750": "pair",
    },
)

q3 = Exercise(
    verify=_gaps,
    hint_text="Section 1 has both measures, accuracy and losses. Mind the order of the two subtractions.",
    answer="""def gaps(train_probabilities, train_labels, val_probabilities, val_labels):
    def measure(p, y):
        return np.mean(p.argmax(axis=1) == y), -np.log(p[np.arange(len(y)), y]).mean()

    train_accuracy, train_loss = measure(train_probabilities, train_labels)
    val_accuracy, val_loss = measure(val_probabilities, val_labels)
    return train_accuracy - val_accuracy, val_loss - train_loss


answer = gaps""",
    wrong={
        """def answer(a, b, c, d):
    accuracy = lambda p, y: np.mean(p.argmax(axis=1) == y)
    loss = lambda p, y: -np.log(p[np.arange(len(y)), y]).mean()
    return accuracy(a, b) - accuracy(c, d), loss(a, b) - loss(c, d)""": "wrong sign",
        """def answer(a, b, c, d):
    accuracy = lambda p, y: np.mean(p.argmax(axis=1) == y)
    loss = lambda p, y: -np.log(p.max(axis=1)).mean()
    return accuracy(a, b) - accuracy(c, d), loss(c, d) - loss(a, b)""": "true class",
        """def answer(a, b, c, d):
    return np.mean(a.argmax(axis=1) == b) - np.mean(c.argmax(axis=1) == d)""": "pair",
        "answer = lambda a, b, c, d: (0.0, 0.0)": "off",
    },
)

q4 = Exercise(
    verify=_large_share,
    hint_text="Go through model.layers from the end: isinstance(layer, keras.layers.Dense) tells a dense layer.",
    answer="""def large_share(model, limit):
    dense = [layer for layer in model.layers if isinstance(layer, keras.layers.Dense)]
    kernel = dense[-1].get_weights()[0]
    return np.mean(np.abs(kernel) > limit)


answer = large_share""",
    wrong={
        """def answer(model, limit):
    return np.mean(np.abs(model.get_weights()[0]) > limit)""": "first dense layer",
        """def answer(model, limit):
    return np.mean(np.abs(model.get_weights()[-2]) > limit)""": "It is wrong for a model",
        """def answer(model, limit):
    return np.mean(np.abs(model.layers[-1].get_weights()[0]) > limit)""": "It fails for a model",
        """def answer(model, limit):
    dense = [layer for layer in model.layers if isinstance(layer, keras.layers.Dense)]
    return np.mean(dense[-1].get_weights()[0] > limit)""": "negative",
        """def answer(model, limit):
    dense = [layer for layer in model.layers if isinstance(layer, keras.layers.Dense)]
    return np.sum(np.abs(dense[-1].get_weights()[0]) > limit)""": "count",
    },
)
