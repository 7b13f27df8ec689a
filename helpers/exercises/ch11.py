"""Exercises of chapter 11, the vanilla network."""

import numpy as np

from helpers.exercises import Exercise
from helpers.exercises.answers import WrongAnswerError, as_array, as_function, as_numbers, fits, near


def _held_back(answer: object) -> str:
    labels = tuple(as_array(answer, "Answer with a list of labels, such as [3, 1].").ravel())
    if labels == (3, 1, 4, 1, 5, 9):
        raise WrongAnswerError("Those are the ones that are trained on; a quarter is held back.")
    if len(labels) != 2:
        raise WrongAnswerError("A quarter of eight images: how many labels is that?")
    if labels == (2, 6):
        return "A quarter of eight is two, the last two, cut off before anything is shuffled."
    places = "Those are the places of the images; which labels have they?"
    mistakes = {
        (6, 2): "The right two labels; give them in the order in which they lie.",
        (3, 1): "Those are the first two. Section 9 shows which end is cut off.",
        (6, 7): places,
        (7, 8): places,
    }
    near(labels, mistakes)
    raise WrongAnswerError("The split does not depend on chance and comes before shuffling: section 9.")


def _clipped_loss(answer: object) -> str:
    (number,) = as_numbers(answer, 1, "Answer with one number.")
    limit = -np.log(1e-7)
    if fits(number, 0.05 * limit, atol=0.005):
        return "One image in twenty costs 16.118, all others next to nothing: 0.05 · 16.118."
    mistakes = {
        0.05 * 16: "The two decimals are off: take -log(1e-7) instead of the rounded 16.",
        limit: "That is what one mistake costs. How many mistakes are there among all images?",
        0.95 * limit: "0.95 is the share of the right answers, and those cost next to nothing.",
        -np.log(0.95): "The accuracy is no probability of the network's: take the loss of each image first.",
    }
    near(number, mistakes, rtol=1e-3, atol=1e-3)
    if np.isinf(number):
        raise WrongAnswerError("Without clipping, yes. What does clipping put in the place of a probability of 0?")
    raise WrongAnswerError("What does one mistake cost at most, and what share of the images are mistakes? Section 7.")


_CURVES = (
    [0.9, 0.5, 0.6, 0.6, 0.7],
    [3.0, 2.0, 1.0],
    [1.0, 2.0, 3.0, 2.5, 2.75],
    [0.4, 0.4],
    [5.0],
    [0.42, 0.56, 0.45, 0.44, 0.47, 0.40, 0.41],
)


def _rises(answer: object) -> str:
    rises = as_function(answer, "rises")
    for losses in _CURVES:
        right = [epoch for epoch in range(2, len(losses) + 1) if losses[epoch - 1] > losses[epoch - 2]]
        result = rises(list(losses))
        if as_array(result, "Return a list of epoch numbers.").ndim != 1:
            raise WrongAnswerError("Return a list of epoch numbers, one number for each epoch.")
        found = np.asarray(result).tolist()
        if found == right:
            continue
        said = f"For {losses} it returns {found}; expected {right}."
        if right and found == [epoch - 1 for epoch in right]:
            raise WrongAnswerError(f"Epochs are counted from 1, positions in a list from 0. {said}")
        not_lower = [epoch for epoch in range(2, len(losses) + 1) if losses[epoch - 1] >= losses[epoch - 2]]
        if found == not_lower:
            raise WrongAnswerError(f"An equal loss is no rise. {said}")
        raise WrongAnswerError(f"Compare each loss with the one of the epoch before it. {said}")
    return "With np.diff it is one line: the positions where the difference is above 0, plus 2."


q1 = Exercise(
    verify=_held_back,
    hint_text="Section 9 proves which end of the data validation_split cuts off, and that it does so before shuffling.",
    solution_text="answer = [2, 6]",
)

q2 = Exercise(
    verify=_clipped_loss,
    hint_text="Section 7: each mistake costs -log(1e-7), and the loss is the mean over all images.",
    solution_text="answer = round(0.05 * -np.log(1e-7), 2)",
)

q3 = Exercise(
    verify=_rises,
    hint_text="np.diff(losses) holds each loss minus the one before; its first entry belongs to epoch 2.",
    solution_text="""def rises(losses):
    return [epoch for epoch in range(2, len(losses) + 1) if losses[epoch - 1] > losses[epoch - 2]]


answer = rises""",
)
