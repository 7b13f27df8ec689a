"""Exercises of chapter 05, initialization."""

import math
from typing import Any

import numpy as np

from helpers.exercises import Exercise
from helpers.exercises.answers import WrongAnswerError, as_function, as_numbers, as_word, fits, in_order, near
from helpers.exercises.models import as_model, flat, of_kind

BROKEN = 4  # the hidden layer of exercise 4 that was started badly
BAR = 0.5  # validation accuracy that its repaired network has to pass


def broken() -> Any:
    """Return the network of exercise 4: five hidden layers of 100 ReLU units, one of them started badly."""
    import keras

    keras.utils.set_random_seed(5)
    hidden = [keras.layers.Dense(100, "relu", kernel_initializer="he_uniform") for _ in range(5)]
    model = keras.Sequential([keras.Input((784,)), *hidden, keras.layers.Dense(10)])
    layer = model.layers[BROKEN - 1]
    kernel, bias = layer.get_weights()
    layer.set_weights([kernel * 1e-4, bias])
    return model


def _symmetry(answer: object) -> str:
    if as_word(answer, ("equal", "different")) == "different":
        return "Each unit's first step contains its own outgoing weight, so the first step already tells them apart."
    raise WrongAnswerError(
        "At the start they compute the same. But look at δ in section 1: which part of it differs from unit to unit?"
    )


def _ten_layers(answer: object) -> str:
    found = as_numbers(answer, 2, "Answer with a pair of numbers: (factor, deviation).")
    right = (2.0**-10, math.sqrt(2 / 400))
    if fits(found, right, rtol=0.03):
        return "The gain is 1, ReLU halves it, so each layer keeps half: 1/1,024. √(2/400) = 0.0707 would keep all."
    in_order(found, right, "the factor comes first", rtol=0.03)
    near_first = {
        1.0: "The first number forgets ReLU: the gain is 1, but half of the mean square is lost in every layer.",
        2.0**-5: "The first number is the factor of the size, a root; asked for is that of the mean square.",
        2.0**10: "The first number is upside down: the signal shrinks.",
        0.5: "The first number is what one layer does; there are ten.",
    }
    near(found[0], near_first, rtol=0.03)
    if not fits(found[0], right[0], rtol=0.03):
        raise WrongAnswerError(
            "The first number is off: what does one layer do to the mean square, by the box of section 2 and the half "
            "of section 5? And ten of them?"
        )
    near_second = {
        2 / 400: "The second number is the variance; asked for is the standard deviation.",
        math.sqrt(1 / 400): "The second number has the gain 1, with which ReLU loses half.",
        math.sqrt(6 / 400): "The second number is the limit of the uniform form; asked for is the standard deviation.",
    }
    near(found[1], near_second, rtol=0.03)
    raise WrongAnswerError("The first number is right, the second is off: which gain keeps the size with ReLU?")


def _leaky(answer: object) -> str:
    leaky_std = as_function(answer, "leaky_std")
    for n_in, slope in ((256, 0.0), (256, 0.5), (100, 0.2), (50, 1.0), (900, 0.3)):
        variance = 2 / ((1 + slope**2) * n_in)
        (found,) = as_numbers(
            leaky_std(n_in, slope), 1, "The function has to return one number, the standard deviation."
        )
        right = math.sqrt(variance)
        if fits(found, right, rtol=1e-3):
            continue
        near(
            found, {variance: "That is the variance; asked for is the standard deviation, its square root."}, rtol=1e-3
        )
        if slope == 0:
            raise WrongAnswerError(
                f"Slope 0 is ReLU, and He's rule says √(2/256) = {right:.4f}; the function returns {found:.4f}."
            )
        mistakes = {
            math.sqrt(2 / n_in): "That is He's rule for ReLU: the slope must enter, the negative half is not lost "
            "entirely.",
            math.sqrt(
                2 / ((1 + slope) * n_in)
            ): "Nearly: multiplying a value by the slope multiplies its square by the slope squared.",
        }
        near(found, mistakes, rtol=1e-3)
        raise WrongAnswerError(
            f"For {n_in} inputs and slope {slope} the function returns {found:.4f}: the mean square would not "
            "stay. The positive half of E[z²] passes unchanged; what is left of the negative half?"
        )
    return "2 / ((1 + α²) n_in) is the variance: He's rule for α = 0, and 1/n_in for α = 1, where nothing is cut."


def _repaired(answer: Any) -> str:
    if not isinstance(answer, tuple | list) or len(answer) != 2:
        raise WrongAnswerError(
            "Answer with the pair (number, model): the layer, counted from 1, and the trained model."
        )
    (number,) = as_numbers(answer[0], 1, "The first part of the answer is one whole number, the layer.")
    near(number, {BROKEN - 1: "Do you count from 0? The first hidden layer is number 1."})
    if number != BROKEN:
        raise WrongAnswerError(
            f"It is not layer {number:g}: send the validation images through one layer after the other, and print the "
            "spread of each. Where does it collapse from one layer to the next?"
        )
    model = as_model(answer[1], (784,), "The second part of the answer is the Keras model, repaired and trained.")
    dense = of_kind("Dense", flat(model))
    if [layer.units for layer in dense] != [100] * 5 + [10] or len(flat(model)) != 6:
        raise WrongAnswerError("That is another network: repair the one that broken() returns, with its six layers.")
    if {layer.activation.__name__ for layer in dense[:-1]} != {"relu"}:
        raise WrongAnswerError("The hidden layers have ReLU, and are to keep it.")
    accuracy = _accuracy(model)
    if accuracy <= BAR:
        raise WrongAnswerError(
            f"Layer {BROKEN} it is. But the network reads {accuracy:.0%} of the validation digits. Has the layer got "
            "new weights, by He's rule? Was the model compiled after that, and trained? Or is the rate too small?"
        )
    return f"It was layer {BROKEN}, and your network reads {accuracy:.0%} of the validation digits."


def _accuracy(model: Any) -> float:
    """Return the model's accuracy on the validation digits of the page."""
    from helpers import data

    digits = data.split_mnist(10_000, 0.2)
    scores = np.asarray(model(digits.x_val))
    return float((scores.argmax(axis=1) == digits.y_val).mean())


q1 = Exercise(
    verify=_symmetry,
    hint_text="Section 1 has the δ of a hidden unit. Which weights are in it?",
    solution_text='answer = "different"',
)

q2 = Exercise(
    verify=_ten_layers,
    hint_text="One layer multiplies the mean square by n_in · Var(w), and ReLU by one half. The variance is the square "
    "of the standard deviation.",
    solution_text="""one_layer = 400 * 0.05**2 / 2
answer = (one_layer**10, np.sqrt(2 / 400))""",
)

q3 = Exercise(
    verify=_leaky,
    hint_text="Half of E[z²] comes from positive z and passes unchanged; the other half is multiplied by slope².",
    solution_text="""def leaky_std(n_in, slope):
    kept = (1 + slope**2) / 2  # share of the mean square that passes
    return np.sqrt(1 / (n_in * kept))


answer = leaky_std""",
)

q4 = Exercise(
    verify=_repaired,
    hint_text="A loop: a = digits.x_val; for layer in model.layers: a = np.asarray(layer(a)); print(spread(a)). New "
    "weights: W, b = layer.get_weights(), and layer.set_weights([rng.normal(0, np.sqrt(2 / len(W)), W.shape), b]).",
    solution_text="""repaired, signal = broken(), digits.x_val
for place, hidden_layer in enumerate(repaired.layers, start=1):
    signal = np.asarray(hidden_layer(signal))
    print(place, spread(signal))  # collapses at layer 4

matrix, bias = repaired.layers[3].get_weights()
fresh = np.random.default_rng(0).normal(0, np.sqrt(2 / len(matrix)), matrix.shape)
repaired.layers[3].set_weights([fresh, bias])
entropy = keras.losses.SparseCategoricalCrossentropy(from_logits=True)
repaired.compile(keras.optimizers.SGD(0.1), entropy)
repaired.fit(digits.x_train, digits.y_train, batch_size=BATCH_SIZE, epochs=EPOCHS, verbose=0)
answer = (4, repaired)""",
    uses=("imports", "parameters", "tower", "data"),
)
