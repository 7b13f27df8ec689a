"""Exercises of chapter 19, L1 and L2."""

from collections.abc import Callable

import numpy as np

from helpers.exercises import Exercise, WrongAnswerError, array, function, numbers
from helpers.exercises.networks import check_is_model, check_relu_softmax


def _halved(answer: object) -> str:
    squared, absolute = numbers(answer, 2, "Answer with a pair of numbers: (L2 factor, L1 factor).")
    if np.allclose([squared, absolute], [0.25, 0.5]):
        return "A square feels a factor twice. So L2 hardly minds small weights, and L1 minds them as before."
    if np.allclose([squared, absolute], [0.5, 0.25]):
        raise WrongAnswerError("The numbers are right, in the wrong order: L2 comes first.")
    if np.isclose(absolute, 0.5):
        raise WrongAnswerError("L1 is right. L2 adds squares: what is the square of w/2?")
    if np.isclose(squared, 0.25):
        raise WrongAnswerError("L2 is right. L1 adds absolute values: what is |w/2|?")
    if np.allclose([squared, absolute], [4, 2]):
        raise WrongAnswerError("The weights become smaller, so do the penalties.")
    raise WrongAnswerError("Put w/2 in place of w in both sums, and take the factor out.")


_SQUARES = 2 * 200 * 300 / 500 + 2 * 300 * 5 / 305


def _balance(answer: object) -> str:
    (strength,) = numbers(answer, 1, "Answer with one number, the λ.")
    right = np.log(5) / _SQUARES
    if np.isclose(strength, right, rtol=0.02):
        return "ln 5 = 1.609 over 249.8. The output kernel hardly counts: 9.8 of the 249.8."
    sizes = 200 * 300 * np.sqrt(6 / 500) / 2 + 300 * 5 * np.sqrt(6 / 305) / 2
    if np.isclose(strength, np.log(5) / sizes, rtol=0.02):
        raise WrongAnswerError("That is the λ for L1; the question is about L2.")
    if np.isclose(strength, np.log(10) / _SQUARES, rtol=0.02):
        raise WrongAnswerError("There are five classes here, so guessing costs ln 5.")
    if np.isclose(strength, np.log(5) / 240, rtol=0.02):
        raise WrongAnswerError("The output kernel has a penalty as well.")
    if np.isclose(strength, _SQUARES, rtol=0.02) or np.isclose(strength, 1 / right, rtol=0.02):
        raise WrongAnswerError("You want λ times the sum of squares to be ln 5: divide ln 5 by the sum.")
    raise WrongAnswerError(
        "Section 1 has the sum of squares of one kernel; here it is both kernels'. And what does guessing cost?"
    )


def _mixed(answer: object) -> str:
    check_is_model(answer, (784,), "The answer is a Keras model, such as keras.Sequential([...]).")
    if tuple(answer.input_shape) != (None, 784):
        raise WrongAnswerError(f"The model should take 784 numbers; its input has the shape {answer.input_shape[1:]}.")
    shapes = [(784, 64), (64,), (64, 64), (64,), (64, 10), (10,)]
    weights = answer.get_weights()
    if [array.shape for array in weights] != shapes:
        raise WrongAnswerError(
            f"It has {answer.count_params():,} parameters. Three dense layers, 784 → 64 → 64 → 10, have 55,050."
        )
    # One kernel or bias at a time is set to 2, all others to 0: what each adds to the loss shows by itself.
    wanted = [1e-4 * 2 * 784 * 64, 0, 1e-3 * 4 * 64 * 64, 0, 0, 0]
    names = ["first hidden kernel", "first bias", "second hidden kernel", "second bias", "output kernel", "output bias"]
    try:
        for place, (name, right) in enumerate(zip(names, wanted, strict=True)):
            trial = [np.full(shape, 2.0 if place == index else 0.0) for index, shape in enumerate(shapes)]
            answer.set_weights(trial)
            found = float(sum(answer.losses))
            if np.isclose(found, right, rtol=1e-3, atol=1e-6):
                continue
            if right == 0:
                raise WrongAnswerError(f"The {name} should have no penalty.")
            if found == 0:
                raise WrongAnswerError(f"The {name} has no penalty: use kernel_regularizer.")
            kind = "L1 with 0.0001" if place == 0 else "L2 with 0.001"
            raise WrongAnswerError(f"The penalty of the {name} is not {kind}: look at the kind and at the strength.")
    finally:
        answer.set_weights(weights)
    check_relu_softmax(answer, "The activations should be: ReLU after each hidden layer, softmax after the last one.")
    return "Two penalties in the loss, each on its own kernel."


def _keep_largest(answer: Callable) -> str:
    answer = function(answer, "keep_largest")
    cases = [((6, 5), 0.1), ((8, 5), 0.5), ((4, 3), 1.0), ((7, 9), 0.0), ((10, 4), 0.25), ((7, 9), 0.3), ((5, 5), 0.25)]
    for seed, (shape, share) in enumerate(cases):
        kernel = np.random.default_rng(seed).normal(size=shape)
        kept = round(share * kernel.size)
        right = np.zeros(kernel.size)
        largest = np.argsort(-np.abs(kernel).ravel())[:kept]
        right[largest] = kernel.ravel()[largest]
        right = right.reshape(shape)
        passed = kernel.copy()
        found = answer(passed, share)
        if not np.array_equal(passed, kernel):
            raise WrongAnswerError("The kernel that was passed in has changed: work on a copy.")
        found = array(found, "The function has to return an array of numbers, the kernel with zeros.")
        if found.shape != shape:
            raise WrongAnswerError(f"A kernel of shape {shape} came back with the shape {found.shape}.")
        if np.allclose(found, right):
            continue
        if np.sum(found != 0) != kept:
            raise WrongAnswerError(
                f"With share {share} of {kernel.size} weights {kept} are to be kept; {np.sum(found != 0)} were."
            )
        if np.allclose(np.abs(found), np.abs(right)):
            raise WrongAnswerError("The right weights are kept, but without their signs.")
        raise WrongAnswerError("As many as asked are kept, but not the largest in size: mind the negative ones.")
    return "With a share of 0.1 it makes the cut of section 6."


q1 = Exercise(
    verify=_halved,
    hint_text="Section 1 has both sums. Replace each w by w/2.",
    answer="answer = (0.25, 0.5)",
    wrong={
        "answer = (0.5, 0.5)": "L1 is right",
        "answer = (0.25, 0.25)": "L2 is right",
        "answer = (0.5, 0.25)": "wrong order",
        "answer = 0.25": "pair",
    },
)

q2 = Exercise(
    verify=_balance,
    hint_text="Guessing among five classes costs ln 5. Section 1 works out the sum of squares of a kernel.",
    answer="""squares = 2 * 200 * 300 / (200 + 300) + 2 * 300 * 5 / (300 + 5)
answer = np.log(5) / squares""",
    wrong={
        "answer = np.log(10) / 249.84": "five classes",
        "answer = np.log(5) / 240": "output kernel",
        "answer = 249.84": "divide",
        "answer = 0.1": "both kernels",
    },
)

q3 = Exercise(
    verify=_mixed,
    hint_text="Each Dense layer takes its own kernel_regularizer, keras.regularizers.L1(...) or L2(...).",
    answer="""answer = keras.Sequential(
    [
        keras.Input((784,)),
        keras.layers.Dense(64, activation="relu", kernel_regularizer=keras.regularizers.L1(0.0001)),
        keras.layers.Dense(64, activation="relu", kernel_regularizer=keras.regularizers.L2(0.001)),
        keras.layers.Dense(10, activation="softmax"),
    ]
)""",
    wrong={
        """answer = keras.Sequential([keras.Input((784,)),
    keras.layers.Dense(64, activation="relu", kernel_regularizer="l1"),
    keras.layers.Dense(64, activation="relu", kernel_regularizer=keras.regularizers.L2(0.001)),
    keras.layers.Dense(10, activation="softmax")])""": "first hidden kernel is not",
        """answer = keras.Sequential([keras.Input((784,)),
    keras.layers.Dense(64, activation="relu", kernel_regularizer=keras.regularizers.L1(0.0001)),
    keras.layers.Dense(64, activation="relu", bias_regularizer=keras.regularizers.L2(0.001)),
    keras.layers.Dense(10, activation="softmax")])""": "second hidden kernel has no penalty",
        """answer = keras.Sequential([keras.Input((784,)),
    keras.layers.Dense(64, activation="relu", kernel_regularizer=keras.regularizers.L1(0.0001)),
    keras.layers.Dense(64, activation="relu", kernel_regularizer=keras.regularizers.L2(0.001)),
    keras.layers.Dense(10, activation="softmax", kernel_regularizer=keras.regularizers.L2(0.001))])""": "no penalty",
        """answer = keras.Sequential([keras.Input((784,)),
    keras.layers.Dense(64, kernel_regularizer=keras.regularizers.L1(0.0001)),
    keras.layers.Dense(64, kernel_regularizer=keras.regularizers.L2(0.001)),
    keras.layers.Dense(10, activation="softmax")])""": "activations",
    },
)

q4 = Exercise(
    verify=_keep_largest,
    hint_text="np.argsort of -np.abs(kernel).ravel() gives the places of the weights, the largest in size first.",
    answer="""def keep_largest(kernel, share):
    kept = round(share * kernel.size)
    places = np.argsort(-np.abs(kernel).ravel())[:kept]
    flat = np.zeros(kernel.size)
    flat[places] = kernel.ravel()[places]
    return flat.reshape(kernel.shape)


answer = keep_largest""",
    wrong={
        """def answer(kernel, share):
    return np.where(np.abs(kernel) < share, 0, kernel)""": "are to be kept",
        """def answer(kernel, share):
    flat = np.zeros(kernel.size)
    places = np.argsort(-np.abs(kernel).ravel())[: int(share * kernel.size)]
    flat[places] = kernel.ravel()[places]
    return flat.reshape(kernel.shape)""": "19 are to be kept; 18 were",
        """def answer(kernel, share):
    flat = np.zeros(kernel.size)
    places = np.argsort(-kernel.ravel())[: round(share * kernel.size)]
    flat[places] = kernel.ravel()[places]
    return flat.reshape(kernel.shape)""": "negative",
        """def answer(kernel, share):
    kernel[np.abs(kernel) < np.quantile(np.abs(kernel), 1 - share)] = 0
    return kernel""": "work on a copy",
        """def answer(kernel, share):
    flat = np.abs(kernel).ravel()
    flat[np.argsort(flat)[: kernel.size - round(share * kernel.size)]] = 0
    return flat.reshape(kernel.shape)""": "signs",
    },
)
