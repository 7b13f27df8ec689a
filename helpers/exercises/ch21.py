"""Exercises of chapter 21, batch normalization."""

from typing import Any

import numpy as np

from helpers.exercises import Exercise
from helpers.exercises.answers import WrongAnswerError, as_function, as_numbers, as_word, fits, near, near_array
from helpers.exercises.models import as_model, check_norm_before_relu, of_kind


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
        raise WrongAnswerError("The hundredth is the effective learning rate with SGD: gradient over length.")
    if slope != "a tenth":
        raise WrongAnswerError("The weights are ten times as long, so a step of the same size turns them less far.")
    return "The same function of the direction; and a step of the same size matters ten times less."


def _share(answer: object) -> str:
    share, epochs = as_numbers(answer, 2, "Answer with a pair of numbers: (share, epochs).")
    if fits(share, 46.9, atol=0.2):
        share /= 100  # a percentage
    round_up = "The last, smaller batch counts as an update, too: 8,000/128 is rounded up."
    mistakes = {
        0.99**63: "That is the share of the start that is left. How much comes from data?",
        1 - 0.99**62: round_up,
        1 - 0.99**62.5: round_up,
        0.01: "That is after one update. How many updates has an epoch?",
    }
    near(share, mistakes, atol=0.0005)
    if not fits(share, 1 - 0.99**63, atol=0.003):
        raise WrongAnswerError(
            "The share is off. How many updates has an epoch, and what share do section 3's averages owe to them?"
        )
    if 458 <= epochs <= 459:
        raise WrongAnswerError("The share is right. 459 are the updates; how many epochs are that?")
    if epochs == 8:
        return "63 updates an epoch, 459 updates are needed, and 7 epochs have only 441."
    if 7 <= epochs < 8:
        raise WrongAnswerError("The share is right. After 7 whole epochs it is 98.8%.")
    raise WrongAnswerError("The share is right. For 99%, 0.99 to the power of n must be at most 0.01.")


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


def _mended(answer: object) -> str:
    model = as_model(answer, (784,))
    dense, norms = of_kind("Dense", model.layers), of_kind("BatchNormalization", model.layers)
    shapes = [tuple(layer.kernel.shape) for layer in dense]
    if shapes != [(784, 1000), (1000, 10)]:
        raise WrongAnswerError(f"The kernels have the shapes {shapes}; they should be (784, 1000) and (1000, 10).")
    if len(norms) == 1 and len(norms[0].get_weights()) != 4:
        raise WrongAnswerError("Leave batch normalization its scale and its shift: both are on by default.")
    if len(norms) != 1 or norms[0].gamma.shape != (1000,):
        raise WrongAnswerError("There should be one batch normalization, of the 1,000 hidden units.")
    if dense[0].use_bias:
        raise WrongAnswerError("The hidden layer still has its bias: use_bias=False.")
    if not dense[1].use_bias:
        raise WrongAnswerError("The output layer's bias is not useless: no batch normalization stands behind it.")
    expected = 0.001 * np.sum(np.square(dense[1].get_weights()[0]))
    if len(model.losses) != 1 or not np.isclose(float(model.losses[0]), expected, rtol=1e-3):
        raise WrongAnswerError("There should be one penalty, 0.001 · Σw² of the output layer's kernel, and no other.")
    check_norm_before_relu(
        model,
        dense,
        norms,
        late="Batch normalization stands after the ReLU; it was to stand before it.",
        otherwise="The layers are there, but the order or the activations are not: "
        "Dense without activation, BatchNormalization, ReLU, Dense with softmax.",
    )
    return "798,010 parameters: 784·1000, 4·1000, 1000·10 + 10; 796,010 of them are trained."


q1 = Exercise(
    verify=_stretch,
    hint_text="Section 5: what becomes of the factor in (x − mean)/deviation? Then the equation for the gradient.",
    solution_text='answer = ("the same", "a tenth")',
)

q2 = Exercise(
    verify=_share,
    hint_text="An epoch has 8,000/128 updates, rounded up. Section 3 has the share; solve it for n with logarithms.",
    solution_text="""updates = int(np.ceil(8000 / 128))
needed = np.log(0.01) / np.log(0.99)
answer = (1 - 0.99**updates, int(np.ceil(needed / updates)))""",
)

q3 = Exercise(
    verify=_fold,
    hint_text="Section 3 has s and t. The scores are (s·x + t) @ kernel + bias: which part depends on x?",
    solution_text="""def fold(gamma, beta, mean, variance, kernel, bias):
    s = gamma / np.sqrt(variance + 0.001)
    t = beta - s * mean
    return s[:, None] * kernel, bias + t @ kernel


answer = fold""",
)


q4 = Exercise(
    verify=_mended,
    hint_text="Section 6 has the order and the bias; the ReLU stands as a layer of its own, as in build.",
    solution_text="""answer = keras.Sequential(
    [
        keras.Input((784,)),
        keras.layers.Dense(1000, use_bias=False),
        keras.layers.BatchNormalization(),
        keras.layers.Activation("relu"),
        keras.layers.Dense(10, activation="softmax", kernel_regularizer=keras.regularizers.L2(0.001)),
    ]
)""",
)
