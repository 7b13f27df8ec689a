"""Exercises of chapter 09, the MNIST case study."""

from typing import Any

import numpy as np

from helpers import data
from helpers.exercises import Exercise
from helpers.exercises.answers import WrongAnswerError, as_function, as_numbers, as_word, in_order, near
from helpers.exercises.models import as_model


def _pixels(answer: object) -> str:
    word = as_word(answer, ("same", "lower", "chance"))
    if word == "same":
        return "A dense layer has a weight for every pixel and knows nothing of neighbors: any order will do."
    if word == "lower":
        raise WrongAnswerError(
            "Where in the dense network is it used that two pixels are neighbors? Look at section 3."
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


def _images_needed(answer: object) -> str:
    (count,) = as_numbers(answer, 1, "Answer with one number: how many test images.")
    if np.isclose(count, 78_400, rtol=0.02):
        return "Nearly eight times MNIST's test set: that is why 98.0 against 98.2 from one run each means little."
    mistakes = {
        19_600: "That makes the standard error 0.1 points. The error bar is twice as long.",
        7.84: "0.1 percentage points are 0.001, not 0.1.",
        1_960: "Where is the 2 of the error bar, and is 0.1 percentage points 0.001 squared here?",
        156_800: "That is for the bar of a *difference* of two independent figures; one bar is asked for.",
        280: "The number stands under a square root: square both sides.",
        1_600_000_000: "p is the accuracy, 0.98 as a number between 0 and 1.",
    }
    near(count, mistakes, rtol=0.02)
    raise WrongAnswerError("Solve 2·√(p(1 − p)/n) = 0.001 for n, with p = 0.98.")


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
    return "Try it on y_val and y_pred, and look for that field in the confusion matrix."


DIRECTIONS = [(down, across) for down in (-2, 0, 2) for across in (-2, 0, 2) if (down, across) != (0, 0)]
IN_THE_MEAN, IN_EACH, MOST_PARAMETERS = 0.90, 0.85, 700_000


def _robust(answer: Any) -> str:
    model = as_model(answer, (784,), "The answer is the trained model.")
    if tuple(model.output_shape) != (None, 10):
        raise WrongAnswerError(f"The model gives {model.output_shape[1:]}; ten scores for each image are asked for.")
    if model.count_params() > MOST_PARAMETERS:
        raise WrongAnswerError(f"It has {model.count_params():,} parameters; 700,000 is the most.")
    digits = data.split_mnist(None, 0.1, 0)
    x, y = digits.x_val[:2_000], digits.y_val[:2_000]
    straight = _accuracy(model, x, y)
    squares = x.reshape(-1, 28, 28)
    moved = [_accuracy(model, np.roll(squares, way, axis=(1, 2)).reshape(-1, 784), y) for way in DIRECTIONS]
    mean, worst = float(np.mean(moved)), int(np.argmin(moved))
    said = f"Shifted by two pixels it reads {mean:.1%} in the mean, unshifted {straight:.1%}."
    if mean >= IN_THE_MEAN and min(moved) >= IN_EACH:
        return f"{said} No direction is below {min(moved):.1%}."
    if straight < 0.5:
        raise WrongAnswerError(f"{said} It has hardly learned anything: are its inputs rows from 0 to 1?")
    if max(moved) >= IN_EACH:
        down, across = DIRECTIONS[worst]
        place = " and ".join(
            word for word in ({-2: "up", 2: "down"}.get(down, ""), {-2: "left", 2: "right"}.get(across, "")) if word
        )
        raise WrongAnswerError(f"{said} Worst is {place}, with {moved[worst]:.1%}: has it seen that direction?")
    raise WrongAnswerError(f"{said} Show it shifted copies of the training images as well, in all eight directions.")


def _accuracy(model: Any, x: np.ndarray, y: np.ndarray) -> float:
    return float((np.asarray(model(x.astype("float32"), training=False)).argmax(axis=1) == y).mean())


q1 = Exercise(
    verify=_pixels,
    hint_text="Section 4 says what a dense network knows, and does not know, about where a pixel stands.",
    solution_text='answer = "same"',
)

q2 = Exercise(
    verify=_counts,
    hint_text="Section 6 has the two formulas. The second dense layer's inputs are the first one's units.",
    solution_text="""parameters_in_all = (784 * 256 + 256) + (256 * 256 + 256) + 4 * 256 + (256 * 10 + 10)
answer = (parameters_in_all, parameters_in_all - 2 * 256)""",
)

q3 = Exercise(
    verify=_images_needed,
    hint_text="The error bar of section 10 is 2·√(p(1 − p)/n). Write 0.1 percentage points as a share.",
    solution_text="answer = 4 * 0.98 * 0.02 / 0.001**2",
)

q4 = Exercise(
    verify=_most_confused,
    hint_text="Keep only the wrong ones: wrong = y_true != y_pred. Then count pairs; pandas has value_counts for that.",
    solution_text="""def most_confused(y_true, y_pred):
    mistaken = y_true != y_pred
    pairs = pd.DataFrame({"true": y_true[mistaken], "predicted": y_pred[mistaken]})
    return pairs.value_counts().idxmax()


answer = most_confused""",
)

q5 = Exercise(
    verify=_robust,
    hint_text="Put copies of some thousand training images together with np.concatenate: each shifted by -2, 0 or 2 "
    "down and across, nine in all. np.tile repeats the labels. A hidden layer of 256 units and three epochs will do.",
    solution_text="""ways = [(down, across) for down in (-2, 0, 2) for across in (-2, 0, 2)]
some = 3_000  # training images: with nine copies of each that is enough
copies = np.concatenate([shifted(x_train[:some], *way) for way in ways])
answers = np.tile(y_train[:some], len(ways))

keras.utils.set_random_seed(SEED)
dense = keras.layers.Dense
answer = keras.Sequential([keras.Input((784,)), dense(256, activation="relu"), dense(10)])
answer.compile("adam", keras.losses.SparseCategoricalCrossentropy(from_logits=True))
answer.fit(copies, answers, batch_size=128, epochs=3, verbose=0)""",
    uses=("imports", "parameters", "load", "split", "scale", "shifted"),
)
