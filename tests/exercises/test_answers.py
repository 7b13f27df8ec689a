"""Reading answers, and naming the mistake behind a near miss."""

import keras
import numpy as np
import pandas as pd
import pytest

from helpers.exercises.answers import (
    WrongAnswerError,
    as_array,
    as_function,
    as_names,
    as_numbers,
    as_whole_numbers,
    as_word,
    fits,
    in_order,
    near,
    near_array,
)


@pytest.mark.parametrize(
    "answer", [(1, 2.5), [1, 2.5], np.array([[1], [2.5]]), pd.Series([1, 2.5]), (np.float32(1), keras.Variable(2.5))]
)
def test_numbers_are_read_from_whatever_holds_them(answer):
    found = as_numbers(answer, 2, "A pair.")
    assert found == (1.0, 2.5)
    assert all(type(number) is float for number in found)


@pytest.mark.parametrize("answer", [3, 3.0, [3], np.float32(3), np.array([[3]])])
def test_one_number_may_stand_bare(answer):
    assert as_numbers(answer, 1, "One number.") == (3.0,)


@pytest.mark.parametrize(
    "answer", [None, "12", 1, (1,), (1, 2, 3), (1, None), (1, "two"), ([1, 2], 3), {1: 2, 3: 4}, len]
)
def test_what_is_not_as_many_numbers_is_refused_with_the_words_given(answer):
    with pytest.raises(WrongAnswerError, match=r"^A pair\.$"):
        as_numbers(answer, 2, "A pair.")


@pytest.mark.parametrize("answer", ["3", (1, 2, 3), [0, 5], (0.5, 1), (1, -5), (413, 413), float("nan")])
def test_what_is_not_one_number_is_refused_with_the_words_given(answer):
    with pytest.raises(WrongAnswerError, match=r"^One number\.$"):
        as_numbers(answer, 1, "One number.")


@pytest.mark.parametrize(
    ("answer", "words"),
    [
        ((0, 5), r"^One number\. Python writes decimals with a point: 0\.5, not 0,5\.$"),
        ((-1, 25), r"point: -1\.25, not -1,25\.$"),
        ((3, 750), r"thousands without a comma, 3750 or 3_750, and decimals with a point\.$"),
    ],
)
def test_a_comma_inside_a_number_is_explained(answer, words):
    with pytest.raises(WrongAnswerError, match=words):
        as_numbers(answer, 1, "One number.")


def test_whole_numbers():
    assert as_whole_numbers((3, 4.0), 2, "A pair.") == (3, 4)
    with pytest.raises(WrongAnswerError, match="whole numbers"):
        as_whole_numbers((3, 4.5), 2, "A pair.")
    with pytest.raises(WrongAnswerError, match="A pair"):
        as_whole_numbers(3, 2, "A pair.")


def test_an_array_is_read_as_floats():
    found = as_array([[1, 2], [3, 4]], "A table.")
    assert found.dtype == float
    assert found.shape == (2, 2)


@pytest.mark.parametrize("answer", ["text", None, [[1, 2], [3]], len])
def test_what_is_no_array_is_refused(answer):
    with pytest.raises(WrongAnswerError, match=r"^A table\.$"):
        as_array(answer, "A table.")


def test_a_word_is_read_in_small_letters():
    assert as_word(" Same ", ("same", "lower")) == "same"


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        (("same", "lower"), 'one of the two words, in quotes: "same" or "lower".'),
        (("same", "lower", "chance"), 'one of the three words, in quotes: "same", "lower" or "chance".'),
    ],
)
@pytest.mark.parametrize("answer", ["larger", "", 3, None])
def test_another_word_gets_the_list_of_words(answer, words, sentence):
    with pytest.raises(WrongAnswerError) as refused:
        as_word(answer, words)
    assert str(refused.value) == f"Answer with {sentence}"


@pytest.mark.parametrize("answer", ["MSE", [" mse"], {"mse"}])
def test_names_are_read_as_a_set(answer):
    assert as_names(answer, ("MAE", "MSE"), "A list of names.") == {"mse"}


def test_other_names_are_refused():
    with pytest.raises(WrongAnswerError, match=r'^Use only these words, in quotes: "MAE", "MSE"; if none'):
        as_names(["Huber"], ("MAE", "MSE"), "A list of names.")
    with pytest.raises(WrongAnswerError, match=r"^A list of names\.$"):
        as_names(3, ("MAE", "MSE"), "A list of names.")


def test_a_function_is_called_as_it_is():
    assert as_function(lambda a, b=1: a + b, "add")(1, b=2) == 3


@pytest.mark.parametrize("answer", [3, keras.Sequential([])])
def test_what_is_no_function_is_refused(answer):
    with pytest.raises(WrongAnswerError, match=r"without calling it: answer = add\.$"):
        as_function(answer, "add")


def test_a_function_that_returns_nothing_is_refused():
    with pytest.raises(WrongAnswerError, match="returns nothing"):
        as_function(lambda: None, "add")()


def change_first(values):
    values[0] = 7
    return values


@pytest.mark.parametrize("given", [np.zeros(3), np.array([np.nan, 1]), pd.Series([1, 2])])
def test_a_function_that_changes_its_argument_is_refused(given):
    with pytest.raises(WrongAnswerError, match="changes what it is given"):
        as_function(change_first, "first")(given.copy())
    with pytest.raises(WrongAnswerError, match="changes what it is given"):
        as_function(lambda values: change_first(values[0]), "first")([given.copy()])
    with pytest.raises(WrongAnswerError, match="changes what it is given"):
        as_function(change_first, "first")(values=given.copy())
    as_function(lambda values: change_first(values.copy()), "first")(given)


def test_a_new_column_is_a_change():
    def widen(table):
        table["b"] = 1
        return table

    with pytest.raises(WrongAnswerError, match="changes what it is given"):
        as_function(widen, "widen")(pd.DataFrame({"a": [1]}))


def test_a_memory_may_be_written():
    assert as_function(lambda memory: memory.setdefault("u", 1), "step")({}) == 1


def test_fits():
    assert fits(0.1 + 0.2, 0.3)
    assert not fits(0.31, 0.3)
    assert fits(0.31, 0.3, atol=0.02)
    assert fits(103, 100, rtol=0.05)
    assert fits((6.0, 3.0), (6, 3))
    assert fits((6.0, 3.0), (6, ...))
    assert not fits((6.0, 3.0), (..., 6))
    assert fits(np.ones((2, 2)), np.ones((2, 2)))
    assert not fits(np.ones((2, 2)), np.ones(2))
    assert not fits(float("inf"), 1.0)


def test_the_first_near_miss_that_fits_gives_the_reply():
    table = {0.7: "One part alone.", 0.3: "The other part alone."}
    with pytest.raises(WrongAnswerError, match="other part"):
        near(0.1 + 0.2, table)
    near(1.0, table)
    pairs = {(6, 6): "Both.", (6, ...): "The first is right.", (..., 3): "The second is right."}
    for found, words in (((6, 6), "Both"), ((6, 3), "The first"), ((5, 3), "The second")):
        with pytest.raises(WrongAnswerError, match=words):
            near(found, pairs)
    near((5, 5), pairs)


def test_near_misses_of_arrays():
    with pytest.raises(WrongAnswerError, match="twice"):
        near_array(np.ones(3) * 2, {"It is there twice.": 2 * np.ones(3)})
    near_array(np.ones(3), {"It is there twice.": 2 * np.ones(3), "A column.": np.ones((3, 1))})


def test_right_numbers_backwards():
    with pytest.raises(WrongAnswerError, match=r"^The numbers are right, in the wrong order: the total comes first\.$"):
        in_order((1.0, 5.0), (5, 1), "the total comes first")
    in_order((5.0, 1.0), (5, 1), "the total comes first")
    in_order((2.0, 2.0), (2, 2), "the total comes first")
    in_order((1.0, 4.0), (5, 1), "the total comes first")
