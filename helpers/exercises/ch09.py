"""Exercises of chapter 09, the MNIST case study."""

import numpy as np

from helpers.exercises import Exercise
from helpers.exercises.answers import WrongAnswerError, as_function, as_numbers, as_word, in_order, near
from helpers.exercises.models import as_model, check_relu_softmax


def _pixels(answer: object) -> str:
    word = as_word(answer, ("same", "lower", "chance"))
    if word == "same":
        return "A dense layer has a weight for every pixel and knows nothing of neighbors: any order will do."
    if word == "lower":
        raise WrongAnswerError(
            "Where in the dense network is it used that two pixels are neighbors? Look at section 4."
        )
    raise WrongAnswerError("What is noise to the eye keeps all its information: the order is the same for all images.")


def _counts(answer: object) -> str:
    found = as_numbers(answer, 2, "Answer with a pair of whole numbers: (total, trainable).")
    total = 270_346
    if found == (total, total - 512):
        return "784·256+256, 256·256+256, 4·256 and 256·10+10; of the 4·256, half are not trained."
    in_order(found, (total, total - 512), "the total comes first", rtol=0)
    both = "Both hidden layers change, so the second one has 256 inputs and 256 units."
    mistakes = {
        (total, total - 1_024): "The total is right. Of batch normalization's four numbers a unit, two are trained.",
        (total, ...): "The total is right. Which numbers of batch normalization are not trained?",
        (339_722, ...): both,
        (536_842, ...): both,
        (total - 1_024, ...): "Batch normalization is missing from the total.",
    }
    near(found, mistakes, rtol=0)
    raise WrongAnswerError(
        "The total is off. Add up four layers: inputs·units + units for each dense one, and 4·units."
    )


def _plain(answer: object) -> str:
    model = as_model(answer, (784,))
    kinds = [type(layer).__name__ for layer in model.layers]
    if any("Dropout" in kind for kind in kinds):
        raise WrongAnswerError("There is still a dropout layer.")
    if any("Normalization" in kind for kind in kinds):
        raise WrongAnswerError("There is still a batch normalization layer.")
    if model.losses:
        raise WrongAnswerError("A layer still has its L2 penalty: leave kernel_regularizer out.")
    if [array.shape for array in model.get_weights()] != [(784, 512), (512,), (512, 512), (512,), (512, 10), (10,)]:
        raise WrongAnswerError(
            f"It has {model.count_params():,} parameters. Three dense layers, 784 → 512 → 512 → 10, have 669,706."
        )
    check_relu_softmax(model, "The activations should be: ReLU after each hidden layer, softmax after the last one.")
    return "669,706 parameters, all trained."


# Three 9s taken for 4s, the right answer. Other pairs lie in wait: 7 → 1 comes first and has the largest share of its
# row; 5 and 3 are mixed up four times if both directions are added; among the mistakes 5 is the most frequent true
# digit and 3 the most frequent prediction.
_TRUE = np.array([7, 9, 9, 9, 5, 5, 3, 3, 5, 5, 8, 2, 4, 4, 4, 4, 9, 9, 9, 9])
_PREDICTED = np.array([1, 4, 4, 4, 3, 3, 5, 5, 6, 8, 3, 3, 4, 4, 4, 4, 9, 9, 9, 9])


def _most_confused(answer: object) -> str:
    most_confused = as_function(answer, "most_confused")
    for relabel in (np.arange(10), 9 - np.arange(10)):
        right = (int(relabel[9]), int(relabel[4]))
        pair = most_confused(relabel[_TRUE], relabel[_PREDICTED])
        found = as_numbers(pair, 2, f"Return only the pair of digits; the function returns {pair}.")
        if found == right:
            continue
        near(found, {right[::-1]: "The pair is the wrong way round: the true digit comes first."})
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
    solution_text='answer = "same"',
)

q2 = Exercise(
    verify=_counts,
    hint_text="Section 6 has the two formulas. The second dense layer's inputs are the first one's units.",
    solution_text="""total = (784 * 256 + 256) + (256 * 256 + 256) + 4 * 256 + (256 * 10 + 10)
answer = (total, total - 2 * 256)""",
)

q3 = Exercise(
    verify=_plain,
    hint_text="Copy build_network from section 6 and take lines away; the L2 penalty is an argument of hidden_2.",
    solution_text="""answer = keras.Sequential(
    [
        keras.Input((784,)),
        keras.layers.Dense(512, activation="relu"),
        keras.layers.Dense(512, activation="relu"),
        keras.layers.Dense(10, activation="softmax"),
    ]
)""",
)

q4 = Exercise(
    verify=_most_confused,
    hint_text="Keep only the wrong ones: wrong = y_true != y_pred. Then count pairs; pandas has value_counts for that.",
    solution_text="""def most_confused(y_true, y_pred):
    wrong = y_true != y_pred
    pairs = pd.DataFrame({"true": y_true[wrong], "predicted": y_pred[wrong]})
    return pairs.value_counts().idxmax()


answer = most_confused""",
)
