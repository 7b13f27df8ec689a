"""Exercises of chapter 21, batch normalization."""

from collections.abc import Callable

import numpy as np

from helpers.exercises import Exercise, WrongAnswerError, function, numbers
from helpers.exercises.networks import check_is_model, check_norm_before_relu, of_kind

_WORDS = {"ten times", "the same", "a tenth", "a hundredth"}


def _stretch(answer: object) -> str:
    try:
        if isinstance(answer, set | frozenset):  # it has no order
            raise TypeError
        loss, slope = (str(word).strip().lower() for word in answer)
    except (TypeError, ValueError):
        raise WrongAnswerError('Answer with a pair of words, such as ("the same", "ten times").') from None
    if not {loss, slope} <= _WORDS:
        raise WrongAnswerError('Use only these words: "ten times", "the same", "a tenth", "a hundredth".')
    if loss != "the same":
        raise WrongAnswerError("Mean and standard deviation become ten times as large as well: what is left of the 10?")
    if slope == "a hundredth":
        raise WrongAnswerError("The hundredth is the effective learning rate with SGD: gradient over length.")
    if slope != "a tenth":
        raise WrongAnswerError("The weights are ten times as long, so a step of the same size turns them less far.")
    return "The same function of the direction; and a step of the same size matters ten times less."


def _share(answer: object) -> str:
    share, epochs = numbers(answer, 2, "Answer with a pair of numbers: (share, epochs).")
    if np.isclose(share, 46.9, atol=0.2):
        share /= 100
    if np.isclose(share, 0.99**63, atol=0.002):
        raise WrongAnswerError("That is the share of the start that is left. How much comes from data?")
    if np.isclose(share, [1 - 0.99**62, 1 - 0.99**62.5], atol=0.0005).any():
        raise WrongAnswerError("The last, smaller batch counts as an update, too: 8,000/128 is rounded up.")
    if np.isclose(share, 0.01, atol=0.001):
        raise WrongAnswerError("That is after one update. How many updates has an epoch?")
    if not np.isclose(share, 1 - 0.99**63, atol=0.003):
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


def _fold(answer: Callable) -> str:
    answer = function(answer, "fold")
    rng = np.random.default_rng(3)
    for units, classes in ((4, 3), (7, 2), (5, 5)):
        gamma, beta, mean = rng.normal(size=(3, units))
        variance = rng.uniform(0.002, 2, units)
        kernel, bias = rng.normal(size=(units, classes)), rng.normal(size=classes)
        try:
            result = answer(*(values.copy() for values in (gamma, beta, mean, variance, kernel, bias)))
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
        if not np.allclose(new_kernel, scale[:, None] * kernel, rtol=1e-5, atol=1e-6):
            if np.allclose(new_kernel, (gamma / np.sqrt(variance))[:, None] * kernel, rtol=5e-3):
                raise WrongAnswerError(
                    "Epsilon is missing or not Keras' own: 0.001 is added to the variance, under the root."
                )
            raise WrongAnswerError("The kernel is off: row j is multiplied by the scale s of unit j.")
        if np.allclose(new_bias, bias + beta @ kernel) or np.allclose(new_bias, bias):
            raise WrongAnswerError("The kernel is right. The bias takes up the whole shift, t = β − s · mean.")
        if not np.allclose(new_bias, bias + (beta - scale * mean) @ kernel, rtol=1e-5, atol=1e-5):
            if np.allclose(new_bias, bias + (beta - scale * mean) @ new_kernel, rtol=1e-5, atol=1e-5):
                raise WrongAnswerError(
                    "The kernel is right. The shift t goes through the *old* kernel, not the new one."
                )
            raise WrongAnswerError("The kernel is right, the bias is not: what are the scores at x = 0?")
    return "So in use batch normalization need not cost any time."


def _mended(answer: object) -> str:
    check_is_model(answer, (784,), "The answer is a Keras model, such as keras.Sequential([...]).")
    if tuple(answer.input_shape) != (None, 784):
        raise WrongAnswerError(f"The model should take 784 numbers; its input has the shape {answer.input_shape[1:]}.")
    dense, norms = of_kind("Dense", answer.layers), of_kind("BatchNormalization", answer.layers)
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
    if len(answer.losses) != 1 or not np.isclose(float(answer.losses[0]), expected, rtol=1e-3):
        raise WrongAnswerError("There should be one penalty, 0.001 · Σw² of the output layer's kernel, and no other.")
    check_norm_before_relu(
        answer,
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
    answer='answer = ("the same", "a tenth")',
    wrong={
        'answer = ("ten times", "the same")': "standard deviation",
        'answer = ("the same", "the same")': "turns them",
        'answer = ("the same", "a hundredth")': "effective learning rate",
        'answer = ("the same", "smaller")': "only these words",
        'answer = "the same"': "pair",
    },
)

q2 = Exercise(
    verify=_share,
    hint_text="An epoch has 8,000/128 updates, rounded up. Section 3 has the share; solve it for n with logarithms.",
    answer="""updates = int(np.ceil(8000 / 128))
needed = np.log(0.01) / np.log(0.99)
answer = (1 - 0.99**updates, int(np.ceil(needed / updates)))""",
    wrong={
        "answer = (0.531, 8)": "start that is left",
        "answer = (1 - 0.99**62, 8)": "smaller batch",
        "answer = (0.469, 459)": "459 are the updates",
        "answer = (0.469, 7)": "98.8%",
        "answer = (0.01, 8)": "after one update",
        "answer = (0.469, 2)": "at most 0.01",
        "answer = 0.469": "pair",
    },
)

q3 = Exercise(
    verify=_fold,
    hint_text="Section 3 has s and t. The scores are (s·x + t) @ kernel + bias: which part depends on x?",
    answer="""def fold(gamma, beta, mean, variance, kernel, bias):
    s = gamma / np.sqrt(variance + 0.001)
    t = beta - s * mean
    return s[:, None] * kernel, bias + t @ kernel


answer = fold""",
    wrong={
        """def answer(gamma, beta, mean, variance, kernel, bias):
    s = gamma / np.sqrt(variance)
    return s[:, None] * kernel, bias + (beta - s * mean) @ kernel""": "Epsilon is missing",
        """def answer(gamma, beta, mean, variance, kernel, bias):
    s = gamma / np.sqrt(variance + 0.001)
    return s[:, None] * kernel, bias + beta @ kernel""": "whole shift",
        """def answer(gamma, beta, mean, variance, kernel, bias):
    s = gamma / np.sqrt(variance + 0.001)
    return s * kernel, bias + (beta - s * mean) @ kernel""": "shapes do not fit",
        """def answer(gamma, beta, mean, variance, kernel, bias):
    s = gamma / np.sqrt(variance + 0.001)
    return s[:, None] * kernel, bias + (beta - s * mean) @ (s[:, None] * kernel)""": "*old* kernel",
        """def answer(gamma, beta, mean, variance, kernel, bias):
    s = gamma / np.sqrt(variance + 0.001)
    return (kernel.T / s).T, bias""": "row j",
        """def answer(gamma, beta, mean, variance, kernel, bias):
    return kernel""": "pair of arrays",
        """def answer(gamma, beta, mean, variance, kernel, bias):
    print("done")""": "returns nothing",
    },
)

_MODEL = """answer = keras.Sequential(
    [
        keras.Input((784,)),
        keras.layers.Dense(1000, use_bias=False),
        keras.layers.BatchNormalization(),
        keras.layers.Activation("relu"),
        keras.layers.Dense(10, activation="softmax", kernel_regularizer=keras.regularizers.L2(0.001)),
    ]
)"""
_LATE = _MODEL.replace("        keras.layers.BatchNormalization(),\n", "").replace(
    'Activation("relu"),', 'Activation("relu"), keras.layers.BatchNormalization(),'
)

q4 = Exercise(
    verify=_mended,
    hint_text="Section 6 has the order and the bias; the ReLU stands as a layer of its own, as in build.",
    answer=_MODEL,
    wrong={
        _MODEL.replace(", use_bias=False", ""): "still has its bias",
        _LATE: "after the ReLU; it was to stand before",
        _MODEL.replace("L2(0.001)", "L2(0.01)"): "one penalty",
        _MODEL.replace("use_bias=False", "use_bias=False, kernel_regularizer='l2'"): "one penalty",
        _MODEL.replace('        keras.layers.Activation("relu"),\n', ""): "activations",
        _MODEL.replace("        keras.layers.BatchNormalization(),\n", ""): "one batch normalization",
    },
)
