"""Exercises of chapter 18, overfitting."""

import numpy as np
from numpy.typing import NDArray

from helpers.exercises import Exercise
from helpers.exercises.answers import WrongAnswerError, as_array, as_function, as_numbers, as_word, fits, near

SPOILED_SHARE = 0.1  # of the labels in exercise 5
LEAST = 0.75  # of the wrong labels found, and of the accused guilty
REMEDIES = ("train", "data", "measure", "test")  # in the order of the networks A to D


def spoiled(labels: NDArray[np.int64]) -> NDArray[np.int64]:
    """Return labels (n,), digits, of which about one in ten is replaced by another digit, always the same ones."""
    others = np.random.default_rng(1819).integers(1, 10, len(labels))
    return np.where(_is_wrong(len(labels)), (labels + others) % 10, labels)


def _is_wrong(count: int) -> NDArray[np.bool_]:
    return np.random.default_rng(1818).random(count) < SPOILED_SHARE


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


def _next_steps(answer: object) -> str:
    if not isinstance(answer, list | tuple) or len(answer) != len(REMEDIES):
        raise WrongAnswerError("Answer with a list of four words, for A, B, C and D.")
    words = tuple(as_word(word, REMEDIES) for word in answer)
    if len(set(words)) < len(words):
        raise WrongAnswerError("Each word occurs once.")
    why = {
        "A": "A is low on both, and both still rise: there is no gap to close.",
        "B": "B has learned all of its training images, and new ones far less well.",
        "C": "C is better on new images than on its own. What is on in training, and off in validation?",
        "D": "D is as good as people, on both: there is nothing left to mend.",
    }
    for (name, said), word, right in zip(why.items(), words, REMEDIES, strict=True):
        if word != right:
            raise WrongAnswerError(f'"{word}" is not the next step for {name}. {said}')
    return "Underfitting, overfitting, unlike compared with unlike, and done."


def _factor(answer: object) -> str:
    (factor,) = as_numbers(answer, 1, "Answer with one number, the factor.")
    right = np.log(9) / np.log(99)
    if fits(factor, right, rtol=0.005):
        return "With it the network is 90 % sure, as it should be: the lead shrinks from ln 99 to ln 9."
    mistakes = {
        1 / right: "That is the temperature, 1/c. The scores are too large: is a factor above 1 what you want?",
        np.log(9): "That is the lead which the scores should have. By which factor does it differ from ln 99?",
        0.9 / 0.99: "The probabilities are to change by that factor. The factor belongs to the scores, before softmax.",
        0.9: "90 % sure is what the network should be. Which lead of the scores is that?",
        9 / 99: "These are the odds, and the scores are their logarithms.",
    }
    near(factor, mistakes, rtol=0.005)
    raise WrongAnswerError("How sure should it be? And which difference of two scores gives that probability?")


def _calibration_error(answer: object) -> str:
    calibration_error = as_function(answer, "calibration_error")
    rng = np.random.default_rng(0)
    for count, bins, least in ((400, 10, 0.1), (7, 5, 0.5), (250, 4, 0.25), (60, 20, 0.9)):
        confidence = rng.uniform(least, 1, count)
        right = rng.random(count) < confidence**2
        confidence[0] = round(bins * 0.9) / bins  # on a border
        (found,) = as_numbers(calibration_error(confidence, right, bins), 1, "The function should return one number.")
        heap = np.ceil(confidence * bins).astype(int)
        weighted, even, signed = _distances(confidence, right, heap)
        if fits(found, weighted, atol=1e-6):
            continue
        mistakes = {
            even: "Every heap counts alike. Weight it by its number of images: few heaps hold most of them.",
            _distances(confidence, right, np.floor(confidence * bins))[0]: "A confidence on a border belongs to the "
            "heap below it.",
            signed: "Distances have no sign: with one, too sure here and not sure enough there cancel.",
            float(np.mean(np.abs(confidence - right))): "Take the means of a heap first, then their distance. A single "
            "answer is right or wrong, and never 90 % right.",
        }
        near(found, mistakes, atol=1e-6)
        raise WrongAnswerError(
            f"For {count} images and {bins} heaps it should be {weighted:.4f}; it is {found:.4f}. Are heaps without "
            "images left out?"
        )
    return "It is known as the expected calibration error. Try it on the network of section 3, with and without c."


def _distances(confidence: NDArray, right: NDArray, heap: NDArray) -> tuple[float, float, float]:
    """Return the weighted mean of the heaps' distances, their plain mean, and the weighted mean with signs."""
    heaps = [heap == number for number in np.unique(heap)]
    apart = np.array([confidence[one].mean() - right[one].mean() for one in heaps])
    sizes = np.array([one.sum() for one in heaps])
    weights = sizes / sizes.sum()
    return float(weights @ np.abs(apart)), float(np.abs(apart).mean()), float(abs(weights @ apart))


def _accused(answer: object) -> str:
    otherwise = "Answer with a Boolean array, one entry for each training image: true where you accuse its label."
    accused = as_array(answer, otherwise)
    if accused.ndim != 1 or not np.isin(accused, (0, 1)).all():
        raise WrongAnswerError(otherwise)
    if len(accused) < 1_000:
        raise WrongAnswerError(f"That is an array of {len(accused)}; there are more training images than that.")
    accused = accused.astype(bool)
    wrong = _is_wrong(len(accused))
    if not accused.any():
        raise WrongAnswerError("Nobody is accused. A network that has learned every label by heart accuses nobody.")
    found, guilty = (accused & wrong).sum() / wrong.sum(), (accused & wrong).sum() / accused.sum()
    said = f"{found:.0%} of the wrong labels are found, and {guilty:.0%} of the accused are guilty."
    if found > 0.99 and guilty > 0.99:
        raise WrongAnswerError(f"{said} No network is that good: were the true labels used?")
    if found < LEAST and guilty < LEAST:
        raise WrongAnswerError(
            f"{said} After many epochs a network believes the wrong labels too, and after none it knows nothing: how "
            "many did you train?"
        )
    if found < LEAST:
        raise WrongAnswerError(
            f"{said} Too many get away. Accuse more of them, or train for fewer epochs: each epoch more of the wrong "
            "labels are believed."
        )
    if guilty < LEAST:
        raise WrongAnswerError(
            f"{said} Too many innocent. Not every image that the network would read otherwise is wrongly labeled: "
            "accuse only where it finds the label very improbable."
        )
    return f"{said} So that is how you clean a data set: ask a network that has not had the time to learn it by heart."


q1 = Exercise(
    verify=_corrected,
    hint_text="At 100 % the network has learned every label that it was given, right or wrong.",
    solution_text="answer = 0.9",
)

q2 = Exercise(
    verify=_next_steps,
    hint_text="Section 9 has the table. First look for the network with no gap that is good, then for the one with a "
    "gap of the wrong sign.",
    solution_text='answer = ["train", "data", "measure", "test"]',
)

q3 = Exercise(
    verify=_factor,
    hint_text="The loss is lowest where the network is as sure as it is often right, 90 %. Two scores give the "
    "probability p where they differ by ln(p / (1 − p)).",
    solution_text="answer = np.log(0.9 / 0.1) / np.log(0.99 / 0.01)",
)

q4 = Exercise(
    verify=_calibration_error,
    hint_text="np.ceil(confidence * bins) numbers the heaps. For each number that occurs: mean confidence, mean of "
    "right, and how many images.",
    solution_text="""def calibration_error(confidence, right, bins):
    heap = np.ceil(confidence * bins)
    total = 0.0
    for number in np.unique(heap):
        inside = heap == number
        total += inside.sum() * abs(confidence[inside].mean() - right[inside].mean())
    return total / len(confidence)


answer = calibration_error""",
)

q5 = Exercise(
    verify=_accused,
    hint_text="Train the network of section 1 for about four epochs. Then compute the loss of each training image with "
    "the label that it was given: the largest tenth is suspect.",
    solution_text="""keras.utils.set_random_seed(0)
young = build()
young.fit(digits.x_train, given_labels, epochs=4, batch_size=64, verbose=0)
suspicion = losses(young.predict(digits.x_train, verbose=0), given_labels)
answer = suspicion > np.quantile(suspicion, 0.9)""",
    uses=("imports", "parameters", "digits", "build", "losses", "given"),
)
