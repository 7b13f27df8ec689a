"""Exercises of chapter 08, regularization."""

from collections.abc import Callable

import numpy as np

from helpers.exercises import Exercise, WrongAnswerError, array, function, numbers
from helpers.exercises.networks import check_norm_before_relu, layers_of, of_kind


def _stopping(answer: object) -> str:
    run, kept = numbers(answer, 2, "Answer with a pair of whole numbers: (epochs run, epoch).")
    if (run, kept) == (6, 3):
        return "0.58 and 0.575 are lower than 0.60, but by less than 0.05. The fall to 0.50 is never seen."
    if (run, kept) == (3, 6):
        raise WrongAnswerError("The numbers are right, in the wrong order: the epochs run come first.")
    if run == 6:
        raise WrongAnswerError("The run does stop there. Which weights does restore_best_weights=True bring back?")
    if (run, kept) in ((10, 10), (10, 7)):
        raise WrongAnswerError("That is without min_delta: after 0.60, which loss is better by more than 0.05?")
    if kept == 3:
        raise WrongAnswerError(
            "Half right, the epoch is. The best epoch counts as 0 epochs of waiting; the third one after it stops."
        )
    raise WrongAnswerError("Write down the best loss so far and the epochs waited, line by line, as in section 6.")


def _penalty(answer: object) -> str:
    (number,) = numbers(answer, 1, "Answer with one number.")
    if np.isclose(number, 1.0, atol=1e-6):
        return "0.1 · 7 + 0.02 · 15. The bias is not part of the kernel, and transposing changes no sum."
    near = {
        0.7: "That is the L1 part alone; L1L2 adds both.",
        0.3: "That is the L2 part alone; L1L2 adds both.",
        2.0: "The bias is not penalized: the regularizer was given for the kernel.",
        3.0: "The bias is not penalized: the regularizer was given for the kernel.",
        0.85: "Keras has no 1/2m, not even a 1/2, before the sum of squares.",
        1.64: "The strengths are the wrong way round: l1 belongs to the absolute values.",
        0.2: "The absolute values are summed, so negative weights do not cancel positive ones.",
    }
    for value, reply in near.items():
        if np.isclose(number, value, atol=1e-6):
            raise WrongAnswerError(reply)
    raise WrongAnswerError(
        "Add up the six absolute values, and the six squares; then multiply each sum by its strength."
    )


def _batch_norm(answer: Callable) -> str:
    answer = function(answer, "batch_norm")
    rng = np.random.default_rng(3)
    for count, features in ((3, 2), (8, 5), (50, 1)):
        x = rng.normal(4, 3, size=(count, features))
        gamma, beta, mean = rng.normal(size=(3, features))
        variance = rng.uniform(0.5, 2, features)
        for training in (True, False):
            result = answer(x.copy(), gamma.copy(), beta.copy(), mean.copy(), variance.copy(), training)
            _compare(result, (x, gamma, beta, mean, variance), training=training)
    return "The same as keras.layers.BatchNormalization, in training and in use."


def _compare(result: object, arrays: tuple[np.ndarray, ...], *, training: bool) -> None:
    x, gamma, beta, mean, variance = arrays
    otherwise = "Return three arrays: output, moving mean, moving variance."
    if not isinstance(result, list | tuple) or len(result) != 3:
        raise WrongAnswerError(otherwise)
    y, new_mean, new_variance = (array(part, otherwise) for part in result)
    when = "in training" if training else "in use (training=False)"
    batch_mean, batch_variance = x.mean(axis=0), x.var(axis=0)
    by, spread = (batch_mean, batch_variance) if training else (mean, variance)

    def output(by: np.ndarray, spread: np.ndarray) -> np.ndarray:
        return gamma * (x - by) / np.sqrt(spread + 0.001) + beta

    right_mean = 0.99 * mean + 0.01 * batch_mean if training else mean
    right_variance = 0.99 * variance + 0.01 * batch_variance if training else variance
    if y.shape != x.shape:
        raise WrongAnswerError(f"The output has the shape {y.shape} for x of shape {x.shape}: they must be equal.")
    if not np.allclose(y, output(by, spread), rtol=1e-5, atol=1e-5):
        if training and np.allclose(y, output(mean, variance), rtol=1e-5, atol=1e-5):
            raise WrongAnswerError("In training the batch's own mean and variance are used, not the moving averages.")
        if not training and np.allclose(y, output(batch_mean, batch_variance), rtol=1e-5, atol=1e-5):
            raise WrongAnswerError("In use the moving averages are used, not the batch's own mean and variance.")
        if np.allclose(y, (x - by) / np.sqrt(spread + 0.001), rtol=1e-5, atol=1e-5):
            raise WrongAnswerError("gamma and beta are missing from the output.")
        raise WrongAnswerError(
            f"The output {when} is off. Is epsilon = 0.001 added to the variance, under the root, "
            "and is everything taken per feature (axis=0)?"
        )
    if new_mean.shape != mean.shape or new_variance.shape != variance.shape:
        raise WrongAnswerError(f"The averages {when} must have the shape {mean.shape}, one number a feature.")
    if not training and not (np.allclose(new_mean, mean, atol=1e-6) and np.allclose(new_variance, variance)):
        raise WrongAnswerError("In use the moving averages must not change.")
    if np.allclose(new_mean, 0.01 * mean + 0.99 * batch_mean) and training:
        raise WrongAnswerError("The momentum belongs to the old average: 0.99 of it, and 0.01 of the batch's.")
    if not (
        np.allclose(new_mean, right_mean, rtol=1e-5, atol=1e-6) and np.allclose(new_variance, right_variance, rtol=1e-5)
    ):
        raise WrongAnswerError(
            f"The output is right, the moving averages {when} are not: 0.99 of the old one and 0.01 of the batch's."
        )


def _model(answer: object) -> str:
    layers = layers_of(answer, 20)
    kinds = [type(layer).__name__ for layer in layers if type(layer).__name__ != "InputLayer"]
    for kind, words in (("BatchNormalization", "batch normalization"), ("Dropout", "dropout"), ("Dense", "dense")):
        if kind not in kinds:
            raise WrongAnswerError(f"There is no {words} layer.")
    dense = of_kind("Dense", layers)
    shapes = [tuple(layer.kernel.shape) for layer in dense]
    if shapes != [(20, 32), (32, 3)]:
        raise WrongAnswerError(f"The dense kernels have the shapes {shapes}; they should be (20, 32) and (32, 3).")
    rate = of_kind("Dropout", layers)[0].rate
    if np.isclose(rate, 0.7):
        raise WrongAnswerError("The rate of Dropout is the share that is dropped, not the share that is kept.")
    if not np.isclose(rate, 0.3):
        raise WrongAnswerError(f"The dropout rate is {rate:g}. If 70% are kept, what share is dropped?")
    if kinds.index("BatchNormalization") > kinds.index("Dropout"):
        raise WrongAnswerError("Dropout comes after the activation, so after batch normalization too.")
    if kinds.count("Dropout") > 1:
        raise WrongAnswerError("There should be one dropout layer only.")
    if kinds.index("Dropout") > len(kinds) - 1 - kinds[::-1].index("Dense"):
        raise WrongAnswerError("Dropout belongs before the output layer, not after it.")
    if kinds.count("BatchNormalization") > 1:
        raise WrongAnswerError("There should be one batch normalization only.")
    norm = of_kind("BatchNormalization", layers)[0]
    if [len(values) for values in norm.get_weights()] != [32] * 4:
        raise WrongAnswerError("Batch normalization should work on the 32 hidden units, with its default settings.")
    check_norm_before_relu(
        answer,
        dense,
        [norm],
        late="Batch normalization stands after the activation; it was to stand before it.",
        otherwise="The layers are there, but the order or the activations are not: "
        "Dense without activation, BatchNormalization, ReLU, Dropout, Dense with softmax.",
    )
    expected = 0.01 * np.sum(np.square(dense[0].get_weights()[0]))
    if not answer.losses:
        raise WrongAnswerError("The L2 penalty is missing: kernel_regularizer of the hidden layer.")
    if len(answer.losses) != 1 or not np.isclose(float(answer.losses[0]), expected, rtol=1e-3):
        raise WrongAnswerError("There should be one penalty, 0.01 · Σw² of the hidden layer's kernel, and no other.")
    return f"{answer.count_params()} parameters; 64 of them, the moving averages, are not trained."


q1 = Exercise(
    verify=_stopping,
    hint_text="From epoch 3 on the best loss is 0.60. A loss must be below 0.55 to count as an improvement.",
    answer="answer = (6, 3)",
    wrong={
        "answer = (6, 6)": "restore_best_weights",
        "answer = (10, 10)": "min_delta",
        "answer = (3, 6)": "wrong order",
        "answer = (5, 3)": "Half right",
        "answer = (6, 5)": "restore_best_weights",
        "answer = 6": "pair",
    },
)

q2 = Exercise(
    verify=_penalty,
    hint_text="The sum of the absolute values is 2 + 1 + 3 + 1. Which weights does a kernel_regularizer look at?",
    answer="""W = np.array([[2, 0, -1], [-3, 1, 0]]).T
answer = 0.1 * np.abs(W).sum() + 0.02 * (W**2).sum()""",
    wrong={
        "answer = 0.1 * 7 + 0.02 * 15 / 2": "no 1/2m",
        "answer = 0.1 * 17 + 0.02 * 65": "bias",
        "answer = 0.02 * 7 + 0.1 * 15": "wrong way round",
        "answer = 0.7": "L1 part alone",
        "answer = 0.02 * 15": "L2 part alone",
        "answer = 0.1 * (-1) + 0.02 * 15": "cancel",
        "answer = 4": "six absolute values",
    },
)

q3 = Exercise(
    verify=_batch_norm,
    hint_text="Section 7 has it in two cells: mean and var over axis 0, and the moving averages.",
    answer="""def batch_norm(x, gamma, beta, moving_mean, moving_variance, training):
    if training:
        mean, variance = x.mean(axis=0), x.var(axis=0)
        moving_mean = 0.99 * moving_mean + 0.01 * mean
        moving_variance = 0.99 * moving_variance + 0.01 * variance
    else:
        mean, variance = moving_mean, moving_variance
    y = gamma * (x - mean) / np.sqrt(variance + 0.001) + beta
    return y, moving_mean, moving_variance


answer = batch_norm""",
    wrong={
        """def answer(x, gamma, beta, m, v, training):
    y = gamma * (x - x.mean(axis=0)) / np.sqrt(x.var(axis=0) + 0.001) + beta
    return y, 0.99 * m + 0.01 * x.mean(axis=0), 0.99 * v + 0.01 * x.var(axis=0)""": "In use the moving averages are",
        """def answer(x, gamma, beta, m, v, training):
    if training:
        m, v = 0.99 * m + 0.01 * x.mean(axis=0), 0.99 * v + 0.01 * x.var(axis=0)
    return gamma * (x - m) / np.sqrt(v + 0.001) + beta, m, v""": "epsilon",
        """def answer(x, gamma, beta, m, v, training):
    y = gamma * (x - m) / np.sqrt(v + 0.001) + beta
    return y, m, v""": "batch's own",
        """def answer(x, gamma, beta, m, v, training):
    mean, var = (x.mean(axis=0), x.var(axis=0)) if training else (m, v)
    return gamma * (x - mean) / np.sqrt(var + 0.001) + beta, m, v""": "moving averages in training",
        """def answer(x, gamma, beta, m, v, training):
    mean, var = (x.mean(axis=0), x.var(axis=0)) if training else (m, v)
    y = gamma * (x - mean) / np.sqrt(var + 0.001) + beta
    return y, 0.01 * m + 0.99 * mean, 0.01 * v + 0.99 * var""": "momentum",
        """def answer(x, gamma, beta, m, v, training):
    mean, var = (x.mean(axis=0), x.var(axis=0)) if training else (m, v)
    return (x - mean) / np.sqrt(var + 0.001)""": "three arrays",
        """def answer(x, gamma, beta, m, v, training):
    mean, var = (x.mean(axis=0), x.var(axis=0)) if training else (m, v)
    return (x - mean) / np.sqrt(var + 0.001), m, v""": "gamma and beta",
        """def answer(x, gamma, beta, m, v, training):
    print("done")""": "returns nothing",
    },
)

_MODEL = """answer = keras.Sequential(
    [
        keras.Input((20,)),
        keras.layers.Dense(32, kernel_regularizer=keras.regularizers.L2(0.01)),
        keras.layers.BatchNormalization(),
        keras.layers.Activation("relu"),
        keras.layers.Dropout(0.3),
        keras.layers.Dense(3, activation="softmax"),
    ]
)"""
_LATE = _MODEL.replace("keras.layers.BatchNormalization(),", "").replace(
    'Activation("relu"),', 'Activation("relu"), keras.layers.BatchNormalization(),'
)

q4 = Exercise(
    verify=_model,
    hint_text="Section 7 has the order, at the end of the mended block. The rate of Dropout is what is lost.",
    answer=_MODEL,
    wrong={
        _MODEL.replace("Dropout(0.3)", "Dropout(0.7)"): "not the share that is kept",
        _LATE: "after the activation; it was to stand before",
        _MODEL.replace(", kernel_regularizer=keras.regularizers.L2(0.01)", ""): "penalty is missing",
        _MODEL.replace("L2(0.01)", "L1(0.01)"): "one penalty",
        _MODEL.replace("keras.layers.Dropout(0.3),", ""): "no dropout",
        _MODEL.replace("keras.layers.Dropout(0.3),", "keras.layers.Dropout(0.3), keras.layers.BatchNormalization(),"): (
            "one batch normalization"
        ),
        _MODEL.replace(', activation="softmax"', ""): "activations",
        _MODEL.replace("Dense(32,", 'Dense(32, activation="relu",'): "activations",
    },
)
