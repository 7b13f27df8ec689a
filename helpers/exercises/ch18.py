"""Exercises of chapter 18, overfitting."""

import numpy as np

from helpers.exercises import Exercise
from helpers.exercises.answers import WrongAnswerError, as_function, as_numbers, fits, in_order, near, near_array
from helpers.exercises.models import of_kind, softmax


def _corrected(answer: object) -> str:
    (share,) = as_numbers(answer, 1, "Answer with one number, a share between 0 and 1.")
    if share > 2:
        share /= 100  # a percentage
    if fits(share, 0.9, rtol=0, atol=0.005):
        return "It learned the mistakes by heart as well: it repeats the wrong label of one image in ten."
    mistakes = {
        1: "The network answers with the labels that it was given, the wrong ones included.",
        0.1: "That is the share that it gets wrong now. Which share is right?",
    }
    near(share, mistakes, rtol=0, atol=0.005)
    raise WrongAnswerError(
        "It gives each image the label that it had in training. For which share of the images is that the correct one?"
    )


def _updates(answer: object) -> str:
    found = as_numbers(answer, 2, "Answer with a pair of numbers: (updates, epochs).")
    if found == (3750, 24):
        return "375 updates an epoch, ten epochs; 157 updates an epoch need 24 epochs to pass 3,750."
    in_order(found, (3750, 24), "the updates come first")
    mistakes = {
        (375, ...): "375 is the number of updates in one epoch; there are ten.",
        (3750, 23): "23 epochs give 3,611 updates, fewer than 3,750.",
        (3750, ...): "The updates are right. How many has the second network in an epoch?",
    }
    near(found, mistakes)
    raise WrongAnswerError("An epoch has N/B updates, rounded up. Multiply by the epochs.")


def _gaps(answer: object) -> str:
    gaps = as_function(answer, "gaps")
    for seed, (classes, counts) in enumerate(((10, (40, 30)), (3, (25, 60)), (5, (8, 8)))):
        rng = np.random.default_rng(seed)
        sets, accuracies, losses = [], [], []
        for count, strength in zip(counts, (4.0, 1.5), strict=True):
            labels = rng.integers(0, classes, count)
            p = softmax(rng.normal(size=(count, classes)) + strength * np.eye(classes)[labels])
            sets += [p, labels]
            accuracies.append(np.mean(p.argmax(axis=1) == labels))
            losses.append(-np.log(p[np.arange(count), labels]).mean())
        accuracy_gap, loss_gap = right = (accuracies[0] - accuracies[1], losses[1] - losses[0])
        found = as_numbers(gaps(*sets), 2, "Return a pair of numbers: (accuracy gap, loss gap).")
        if fits(found, right, atol=1e-4):
            continue
        in_order(found, right, "the accuracy gap comes first", atol=1e-4)
        mistakes = {
            (accuracy_gap, -loss_gap): "The loss gap has the wrong sign: validation minus training.",
            (-accuracy_gap, ...): "The accuracy gap has the wrong sign: training minus validation.",
            (accuracy_gap, ...): "The accuracy gap is right. Cross-entropy is the mean of -log of the probability of "
            "the true class.",
        }
        near(found, mistakes, atol=1e-4)
        raise WrongAnswerError(
            "The accuracy gap is off. Accuracy is the share of the rows whose largest probability is at the label."
        )
    return "Try it on the probabilities of section 1, after a few and after many epochs."


def _models() -> list:
    import keras

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


def _shares(sizes: np.ndarray) -> np.ndarray:
    return np.array([np.mean(sizes > limit) for limit in _LIMITS])


def _large_share(answer: object) -> str:
    large_share = as_function(answer, "large_share")
    for model in _models():
        kinds = ", ".join(type(layer).__name__ for layer in model.layers)
        try:
            shares = [large_share(model, limit) for limit in _LIMITS]
        except (AttributeError, IndexError, ValueError) as error:
            raise WrongAnswerError(
                f"It fails for a model with the layers {kinds} ({error}). Find the last layer that is a "
                "keras.layers.Dense; it need not be the last layer of all."
            ) from error
        found = np.ravel([as_numbers(share, 1, "The function should return one number.") for share in shares])
        dense = of_kind("Dense", model.layers)
        first, kernel = dense[0].get_weights()[0], dense[-1].get_weights()[0]
        right = _shares(np.abs(kernel))
        if fits(found, right, atol=1e-6):
            continue
        mistakes = {
            "Large means large in size: negative weights count as well.": _shares(kernel),
            "That is the share in the first dense layer's kernel.": _shares(np.abs(first)),
            "That is a count; the share is the mean.": right * kernel.size,
        }
        near_array(found, mistakes, atol=1e-6)
        raise WrongAnswerError(
            f"It is wrong for a model with the layers {kinds}. Find the last layer that is a keras.layers.Dense, "
            "and take the first of its weights."
        )
    return "By the kind of layer, not by an index: that works whatever else stands in the model."


q1 = Exercise(
    verify=_corrected,
    hint_text="Section 5: at 100% the network has learned every label that it was given, right or wrong.",
    solution_text="answer = 0.9",
)

q2 = Exercise(
    verify=_updates,
    hint_text="Section 4 has the formula. 5,000 images in batches of 32 are 157 updates: the last batch is smaller.",
    solution_text="""updates = 10 * int(np.ceil(48_000 / 128))
answer = (updates, int(np.ceil(updates / np.ceil(5_000 / 32))))""",
)

q3 = Exercise(
    verify=_gaps,
    hint_text="Section 1 has both measures, accuracy and losses. Mind the order of the two subtractions.",
    solution_text="""def gaps(train_probabilities, train_labels, val_probabilities, val_labels):
    def measure(p, y):
        return np.mean(p.argmax(axis=1) == y), -np.log(p[np.arange(len(y)), y]).mean()

    train_accuracy, train_loss = measure(train_probabilities, train_labels)
    val_accuracy, val_loss = measure(val_probabilities, val_labels)
    return train_accuracy - val_accuracy, val_loss - train_loss


answer = gaps""",
)

q4 = Exercise(
    verify=_large_share,
    hint_text="Go through model.layers from the end: isinstance(layer, keras.layers.Dense) tells a dense layer.",
    solution_text="""def large_share(model, limit):
    dense = [layer for layer in model.layers if isinstance(layer, keras.layers.Dense)]
    kernel = dense[-1].get_weights()[0]
    return np.mean(np.abs(kernel) > limit)


answer = large_share""",
)
