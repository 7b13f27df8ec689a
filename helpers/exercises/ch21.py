"""Exercises of chapter 21, batch normalization."""

from typing import Any

import numpy as np

from helpers import data
from helpers.exercises import Exercise
from helpers.exercises.answers import WrongAnswerError, as_function, as_numbers, as_word, fits, near, near_array
from helpers.exercises.models import as_model, flat, of_kind

IMAGES, VALIDATION_SHARE = 10_000, 0.5  # as the page draws them
MOST_UPDATES = 5 * 47  # five epochs of 3,000 images in batches of 64
ENOUGH = 0.6  # of the first 1,000 validation images


def _stretch(answer: Any) -> str:
    try:
        if isinstance(answer, str | set | frozenset):  # a set has no order
            raise TypeError
        loss, slope = answer
    except (TypeError, ValueError):
        raise WrongAnswerError('Answer with a pair of words, such as ("the same", "ten times").') from None
    loss, slope = (as_word(word, ("ten times", "the same", "a tenth", "a hundredth")) for word in (loss, slope))
    if loss != "the same":
        raise WrongAnswerError("Mean and standard deviation become ten times as large as well: what is left of the 10?")
    if slope == "a hundredth":
        raise WrongAnswerError(
            "The hundredth is the effective learning rate: a tenth of the gradient, on weights ten times as long."
        )
    if slope != "a tenth":
        raise WrongAnswerError("The weights are ten times as long, so a step of the same size turns them less far.")
    return "The same function of the direction; and a step of the same size matters ten times less."


def _means(answer: object) -> str:
    found = as_numbers(answer, 4, "Answer with four numbers: (means, numbers in each, means, numbers in each).")
    right = (64, 32 * 14 * 14, 32 * 8, 14 * 14 * 8)
    mistakes = {
        (14 * 14 * 64, 32, ..., ...): "All places of a channel come from one kernel: they are averaged, too.",
        (32 * 64, 14 * 14, ..., ...): "That is one mean for each image: batch normalization averages over them, too.",
        (right[1], right[0], ..., ...): "First the number of means, then over how many numbers each goes.",
        (*right[:2], 8, 32 * 14 * 14 * 8): "Group normalization stays within one image: each has its own eight means.",
        (*right[:2], 32 * 64, 14 * 14): "A group has several channels: 64 channels in eight groups.",
        (*right[:2], 32, 14 * 14 * 64): "That is one group for the whole image; there are eight.",
    }
    near(found, mistakes, atol=0.5)
    if not fits(found[:2], right[:2], atol=0.5):
        raise WrongAnswerError("Batch normalization has a mean for each channel, over all images and places.")
    if not fits(found, right, atol=0.5):
        raise WrongAnswerError("Batch normalization is right. A group has eight channels of one image.")
    return "Both average all 401,408 numbers in the end; only the groups never look at another image."


def _fold(answer: object) -> str:
    fold = as_function(answer, "fold")
    rng = np.random.default_rng(3)
    for units, classes in ((4, 3), (7, 2), (5, 5)):
        gamma, beta, mean = rng.normal(size=(3, units))
        variance = rng.uniform(0.002, 2, units)
        kernel, bias = rng.normal(size=(units, classes)), rng.normal(size=classes)
        try:
            result = fold(gamma, beta, mean, variance, kernel, bias)
        except ValueError as error:
            raise WrongAnswerError(
                f"With n = {units} and k = {classes} the shapes do not fit: {error}. Row j of the kernel belongs to "
                "unit j, so a factor for each row has to be a column."
            ) from error
        try:
            new_kernel, new_bias = (np.asarray(part, dtype=float) for part in result)
        except (TypeError, ValueError):
            raise WrongAnswerError("Return a pair of arrays: (new_kernel, new_bias).") from None
        if new_kernel.shape != kernel.shape or new_bias.shape != bias.shape:
            raise WrongAnswerError(
                f"The shapes are {new_kernel.shape} and {new_bias.shape}; those of the old ones are {kernel.shape} "
                f"and {bias.shape}."
            )
        scale = gamma / np.sqrt(variance + 0.001)
        if not fits(new_kernel, scale[:, None] * kernel, atol=1e-6):
            epsilon = "Epsilon is missing or not Keras' own: 0.001 is added to the variance, under the root."
            near_array(new_kernel, {epsilon: (gamma / np.sqrt(variance))[:, None] * kernel}, rtol=5e-3)
            raise WrongAnswerError("The kernel is off: row j is multiplied by the scale s of unit j.")
        shift = beta - scale * mean
        if fits(new_bias, bias + shift @ kernel, atol=1e-5):
            continue
        for part in (beta, np.zeros(units)):
            whole = "The kernel is right. The bias takes up the whole shift, t = β − s · mean."
            near_array(new_bias, {whole: bias + part @ kernel})
        old = "The kernel is right. The shift t goes through the *old* kernel, not the new one."
        near_array(new_bias, {old: bias + shift @ new_kernel}, atol=1e-5)
        raise WrongAnswerError("The kernel is right, the bias is not: what are the scores at x = 0?")
    return "So in use batch normalization need not cost any time."


def _deep(answer: object) -> str:
    model = as_model(answer, (784,))
    layers = flat(model)
    dense = of_kind("Dense", layers)
    shapes = [layer.units for layer in dense]
    if shapes != [50] * 10 + [10]:
        raise WrongAnswerError(f"There should be 10 hidden layers of 50 units and one of 10; there are {shapes}.")
    if type(model.optimizer).__name__ != "SGD" or getattr(model.optimizer, "momentum", 0.0) != 0:
        raise WrongAnswerError("The optimizer is to be plain SGD, without momentum.")
    if not np.isclose(float(model.optimizer.learning_rate), 1):
        raise WrongAnswerError(f"The rate is {float(model.optimizer.learning_rate):g}; it is to be 1.0.")
    updates = int(model.optimizer.iterations)
    if updates == 0:
        raise WrongAnswerError("The model has not been trained: call fit before you hand it in.")
    if updates > MOST_UPDATES:
        raise WrongAnswerError(f"It has had {updates} updates; five epochs are at most {MOST_UPDATES}.")
    digits = data.split_mnist(IMAGES, VALIDATION_SHARE)
    x, y = digits.x_val[:1000], digits.y_val[:1000]
    scores = np.asarray(model(x, training=False))
    right = float(np.mean(scores.argmax(axis=1) == y))
    if not np.isfinite(scores).all():
        raise WrongAnswerError("Its scores are no numbers any more: at this rate the weights have run away.")
    said = f"{right:.0%} of 1,000 validation images are right"
    if right >= ENOUGH:
        return f"{said}: ten layers, at a rate at which the plain network is lost in its first steps."
    if np.mean(np.asarray(model(x, training=True)).argmax(axis=1) == y) > ENOUGH:
        raise WrongAnswerError(
            f"{said} with the moving averages, but enough with the batch's own: they are not there yet. See momentum."
        )
    raise WrongAnswerError(f"{said}; {ENOUGH:.0%} are asked for. What keeps the signal alive through ten layers?")


q1 = Exercise(
    verify=_stretch,
    hint_text="Section 2: what becomes of the factor in (x − mean)/deviation? Then the equation for the gradient.",
    solution_text='answer = ("the same", "a tenth")',
)

q2 = Exercise(
    verify=_means,
    hint_text="Section 5: batch normalization has a mean for each channel, group normalization one for each image and "
    "group.",
    solution_text="""over_places = 14 * 14
answer = (64, 32 * over_places, 32 * 8, over_places * 64 // 8)""",
)

q3 = Exercise(
    verify=_fold,
    hint_text="y = s·x + t with s = γ/√(variance + ε), t = β − s·mean. "
    "The scores are (s·x + t) @ kernel + bias: which part depends on x?",
    solution_text="""def fold(gamma, beta, mean, variance, kernel, bias):
    s = gamma / np.sqrt(variance + 0.001)
    t = beta - s * mean
    return s[:, None] * kernel, bias + t @ kernel


answer = fold""",
)

q4 = Exercise(
    verify=_deep,
    hint_text="A loop that adds Dense, normalization, ReLU, as in deep. If training looks good and the check does not: "
    "in use it is the moving averages that count.",
    solution_text="""keras.utils.set_random_seed(1)
answer = keras.Sequential([keras.Input((784,))])
for _ in range(10):
    answer.add(keras.layers.Dense(50, use_bias=False))
    answer.add(keras.layers.BatchNormalization(momentum=0.9))
    answer.add(keras.layers.ReLU())
answer.add(keras.layers.Dense(10))
answer.compile(
    keras.optimizers.SGD(1.0), keras.losses.SparseCategoricalCrossentropy(from_logits=True)
)
answer.fit(few["x"], few["y"], batch_size=64, epochs=5, verbose=0)""",
    uses=("imports", "parameters", "digits"),
)
