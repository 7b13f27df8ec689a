"""Exercises of chapter 09, the MNIST case study."""

from collections.abc import Callable

import numpy as np

from helpers.exercises import Exercise, WrongAnswerError, function, numbers
from helpers.exercises.networks import check_relu_softmax, layers_of


def _pixels(answer: object) -> str:
    answer = str(answer).strip().lower()
    if answer == "same":
        return "A dense layer has a weight for every pixel and knows nothing of neighbors: any order will do."
    if answer == "lower":
        raise WrongAnswerError(
            "Where in the dense network is it used that two pixels are neighbors? Look at section 4."
        )
    if answer == "chance":
        raise WrongAnswerError(
            "What is noise to the eye keeps all its information: the order is the same for all images."
        )
    raise WrongAnswerError('Answer with one of the three words, in quotes: "same", "lower" or "chance".')


def _counts(answer: object) -> str:
    total, trainable = numbers(answer, 2, "Answer with a pair of whole numbers: (total, trainable).")
    right = 270_346
    if total == right and trainable == right - 512:
        return "784·256+256, 256·256+256, 4·256 and 256·10+10; of the 4·256, half are not trained."
    if trainable == right and total == right - 512:
        raise WrongAnswerError("The numbers are right, in the wrong order: the total comes first.")
    if total == right and trainable == right - 1_024:
        raise WrongAnswerError("The total is right. Of batch normalization's four numbers a unit, two are trained.")
    if total == right:
        raise WrongAnswerError("The total is right. Which numbers of batch normalization are not trained?")
    if total in (339_722, 536_842):
        raise WrongAnswerError("Both hidden layers change, so the second one has 256 inputs and 256 units.")
    if total == right - 1_024:
        raise WrongAnswerError("Batch normalization is missing from the total.")
    raise WrongAnswerError(
        "The total is off. Add up four layers: inputs·units + units for each dense one, and 4·units."
    )


def _plain(answer: object) -> str:
    kinds = [type(layer).__name__ for layer in layers_of(answer, 784)]
    if any("Dropout" in kind for kind in kinds):
        raise WrongAnswerError("There is still a dropout layer.")
    if any("Normalization" in kind for kind in kinds):
        raise WrongAnswerError("There is still a batch normalization layer.")
    if answer.losses:
        raise WrongAnswerError("A layer still has its L2 penalty: leave kernel_regularizer out.")
    if [array.shape for array in answer.get_weights()] != [(784, 512), (512,), (512, 512), (512,), (512, 10), (10,)]:
        raise WrongAnswerError(
            f"It has {answer.count_params():,} parameters. Three dense layers, 784 → 512 → 512 → 10, have 669,706."
        )
    if answer.input_shape != (None, 784):
        raise WrongAnswerError("The images come as rows of 784 numbers, as in the chapter: keras.Input((784,)).")
    check_relu_softmax(answer, "The activations should be: ReLU after each hidden layer, softmax after the last one.")
    return "669,706 parameters, all trained."


# Three 9s taken for 4s, the right answer. Other pairs lie in wait: 7 → 1 comes first and has the largest share of its
# row; 5 and 3 are mixed up four times if both directions are added; among the mistakes 5 is the most frequent true
# digit and 3 the most frequent prediction.
_TRUE = np.array([7, 9, 9, 9, 5, 5, 3, 3, 5, 5, 8, 2, 4, 4, 4, 4, 9, 9, 9, 9])
_PREDICTED = np.array([1, 4, 4, 4, 3, 3, 5, 5, 6, 8, 3, 3, 4, 4, 4, 4, 9, 9, 9, 9])


def _most_confused(answer: Callable) -> str:
    answer = function(answer, "most_confused")
    for relabel in (np.arange(10), 9 - np.arange(10)):
        right = (int(relabel[9]), int(relabel[4]))
        pair = answer(relabel[_TRUE], relabel[_PREDICTED])
        found = numbers(pair, 2, f"Return only the pair of digits; the function returns {pair}.")
        if found == right:
            continue
        if found == right[::-1]:
            raise WrongAnswerError("The pair is the wrong way round: the true digit comes first.")
        named = f"({found[0]:g}, {found[1]:g})"
        if found[0] == found[1]:
            raise WrongAnswerError(
                f"{named} is no mistake: leave the correctly classified images out before you count."
            )
        raise WrongAnswerError(
            f"In a small example {right[0]} is taken for {right[1]} three times and no other mistake is as frequent, "
            f"but the function returns {named}. Count the pairs (true, predicted), in this order, among the mistakes."
        )
    return "Try it on test_labels and predicted_labels, and look for that cell in the confusion matrix."


q1 = Exercise(
    verify=_pixels,
    hint_text="Section 4 says what a dense network knows, and does not know, about where a pixel stands.",
    answer='answer = "same"',
    wrong={'answer = "lower"': "neighbors", 'answer = "chance"': "information", "answer = 0.98": "three words"},
)

q2 = Exercise(
    verify=_counts,
    hint_text="Section 6 has the two formulas. The second dense layer's inputs are the first one's units.",
    answer="""total = (784 * 256 + 256) + (256 * 256 + 256) + 4 * 256 + (256 * 10 + 10)
answer = (total, total - 2 * 256)""",
    wrong={
        "answer = (270_346, 270_346)": "not trained",
        "answer = (270_346, 269_322)": "two are trained",
        "answer = (536_842, 536_330)": "Both hidden layers",
        "answer = (269_322, 269_322)": "Batch normalization",
        "answer = (269_834, 270_346)": "wrong order",
        "answer = 270_346": "pair",
    },
)

q3 = Exercise(
    verify=_plain,
    hint_text="Copy build_network from section 6 and take lines away; the L2 penalty is an argument of hidden_2.",
    answer="""answer = keras.Sequential(
    [
        keras.Input((784,)),
        keras.layers.Dense(512, activation="relu"),
        keras.layers.Dense(512, activation="relu"),
        keras.layers.Dense(10, activation="softmax"),
    ]
)""",
    wrong={
        """answer = keras.Sequential([keras.Input((784,)), keras.layers.Dense(512, activation="relu"),
    keras.layers.Dropout(0.2), keras.layers.Dense(512, activation="relu"),
    keras.layers.Dense(10, activation="softmax")])""": "dropout",
        """answer = keras.Sequential([keras.Input((784,)), keras.layers.Dense(512, activation="relu"),
    keras.layers.Dense(512, activation="relu", kernel_regularizer="l2"),
    keras.layers.Dense(10, activation="softmax")])""": "L2",
        """answer = keras.Sequential([keras.Input((784,)), keras.layers.Dense(512, activation="relu"),
    keras.layers.Dense(10, activation="softmax")])""": "parameters",
        """answer = keras.Sequential([keras.Input((784,)), keras.layers.Dense(512), keras.layers.Dense(512),
    keras.layers.Dense(10, activation="softmax")])""": "activations",
        """answer = keras.Sequential([keras.Input((784,)), keras.layers.Dense(512), keras.layers.Dense(512),
    keras.layers.ReLU(), keras.layers.ReLU(), keras.layers.Dense(10), keras.layers.Softmax()])""": "activations",
        """answer = keras.Sequential([keras.Input((28, 28)), keras.layers.Flatten(),
    keras.layers.Dense(512, activation="relu"), keras.layers.Dense(512, activation="relu"),
    keras.layers.Dense(10, activation="softmax")])""": "rows of 784",
    },
)

q4 = Exercise(
    verify=_most_confused,
    hint_text="Keep only the wrong ones: wrong = y_true != y_pred. Then count pairs; pandas has value_counts for that.",
    answer="""def most_confused(y_true, y_pred):
    wrong = y_true != y_pred
    pairs = pd.DataFrame({"true": y_true[wrong], "predicted": y_pred[wrong]})
    return pairs.value_counts().idxmax()


answer = most_confused""",
    wrong={
        """def answer(y_true, y_pred):
    return pd.DataFrame({"t": y_true, "p": y_pred}).value_counts().idxmax()""": "no mistake",
        """def answer(y_true, y_pred):
    wrong = y_true != y_pred
    return pd.DataFrame({"p": y_pred[wrong], "t": y_true[wrong]}).value_counts().idxmax()""": "wrong way round",
        """def answer(y_true, y_pred):
    print("done")""": "returns nothing",
        """def answer(y_true, y_pred):
    wrong = y_true != y_pred
    return np.bincount(y_true[wrong]).argmax(), np.bincount(y_pred[wrong]).argmax()""": "three times",
        """def answer(y_true, y_pred):
    matrix = np.zeros((10, 10))
    np.add.at(matrix, (y_true, y_pred), 1)
    np.fill_diagonal(matrix, 0)
    return np.unravel_index((matrix + matrix.T).argmax(), matrix.shape)""": "three times",
        """def answer(y_true, y_pred):
    first = (y_true != y_pred).argmax()
    return y_true[first], y_pred[first]""": "three times",
        "answer = lambda y_true, y_pred: (9, 4)": "three times",
        "answer = lambda y_true, y_pred: ((9, 4), 3)": "only the pair",
    },
)
