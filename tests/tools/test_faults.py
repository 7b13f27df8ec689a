"""Planted faults: each operator changes exactly the place that it is for, and none that could not matter."""

import ast

import nbformat
import pytest

from tools import faults

LAYERS = """\
model = keras.Sequential(
    [
        keras.Input((28, 28, 1)),
        keras.layers.Conv2D(8, 3, strides=2, padding="same", activation="relu"),
        keras.layers.MaxPooling2D(2),
        keras.layers.BatchNormalization(),
        keras.layers.ReLU(),
        keras.layers.Dropout(0.5),
        keras.layers.Dense(UNITS, name="größer"),
        keras.layers.Dense(10, activation="softmax"),
    ]
)
model.compile("adam", loss="sparse_categorical_crossentropy", metrics=["accuracy"])
"""
FIT = """\
keras.utils.set_random_seed(SEED)
rows = np.random.default_rng(SEED).permutation(images)[:100] / np.float32(255)
model.fit(x=rows, y=digits, validation_data=(x_val, y_val), epochs=EPOCHS)
found = model.predict(rows).argmax(axis=1)
"""
BY_HAND = """\
def piecewise(t, rate=0.1):
    return rate * 2 - t


np.testing.assert_allclose(piecewise(3), keras_loss(-1.0), rtol=1e-6)
print(f"{piecewise(3) + 1}", round(piecewise(4), 3))
"""


def changes(operator: str, text: str) -> list[tuple[str, str]]:
    """Return, for each place, the line as it was and as it is with the fault."""
    found = []
    for start, end, new in faults.OPERATORS[operator](faults.Source(text)):
        faulty = faults.Fault(operator, "", "", start, end, new).applied(text)
        ast.parse(faulty)
        pairs = zip(text.splitlines(), faulty.splitlines(), strict=True)
        ((before, after),) = [(before.strip(), after.strip()) for before, after in pairs if before != after]
        found.append((before, after))
    return found


@pytest.mark.parametrize(
    ("operator", "text", "expected"),
    [
        (
            "a layer one unit larger",
            LAYERS,
            [
                'keras.layers.Conv2D(9, 3, strides=2, padding="same", activation="relu"),',
                'keras.layers.Dense(UNITS + 1, name="größer"),',
                'keras.layers.Dense(11, activation="softmax"),',
            ],
        ),
        (
            "ReLU made linear",
            LAYERS,
            [
                'keras.layers.Conv2D(8, 3, strides=2, padding="same", activation="linear"),',
                'keras.layers.Activation("linear"),',
            ],
        ),
        ("softmax lost", LAYERS, ['keras.layers.Dense(10, activation="linear"),']),
        ("another loss", LAYERS, ['model.compile("adam", loss="poisson", metrics=["accuracy"])']),
        ("another loss", "keras.losses.Huber()(a, b)", ["keras.losses.LogCosh()(a, b)"]),
        ("another loss", "loss(a, b, from_logits=True)", ["loss(a, b, from_logits=False)"]),
        (
            "another optimizer",
            LAYERS,
            ['model.compile("rmsprop", loss="sparse_categorical_crossentropy", metrics=["accuracy"])'],
        ),
        ("another optimizer", "keras.optimizers.SGD(0.1)", ["keras.optimizers.RMSprop(0.1)"]),
        ("another rate", "def build(rate=0.1, units=3): pass", ["def build(rate=0.125, units=3): pass"]),
        ("another rate", "keras.optimizers.SGD(0.1)", ["keras.optimizers.SGD(0.125)"]),
        ("another rate", "DROPOUT_RATE = 0.2  # share", ["DROPOUT_RATE = 0.25  # share"]),
        (
            "the scaling lost",
            FIT,
            ["rows = np.random.default_rng(SEED).permutation(images)[:100] / 1"],
        ),
        ("the scaling lost", "x /= 255", ["x /= 1"]),
        (
            "validation on the training data",
            FIT,
            ["model.fit(x=rows, y=digits, validation_data=(rows, digits), epochs=EPOCHS)"],
        ),
        (
            "validation on the training data",
            'fit = {"x": a, "y": b, "validation_data": held_back}',
            ['fit = {"x": a, "y": b, "validation_data": (a, b)}'],
        ),
        (
            "a seed removed",
            FIT,
            ["pass", "rows = np.random.default_rng().permutation(images)[:100] / np.float32(255)"],
        ),
        ("dropout or batch normalization removed", LAYERS, ["*(),", "*(),"]),
        ("dropout or batch normalization removed", "x = layers.Dropout(0.5)(layer(x))", ["x = layer(x)"]),
        ("dropout or batch normalization removed", "model.add(layers.Dropout(0.5))", ["pass"]),
        (
            "padding changed",
            LAYERS,
            ['keras.layers.Conv2D(8, 3, strides=2, padding="valid", activation="relu"),'],
        ),
        (
            "a stride changed",
            LAYERS,
            [
                'keras.layers.Conv2D(8, 3, strides=1, padding="same", activation="relu"),',
                "keras.layers.MaxPooling2D(2, strides=1),",
            ],
        ),
        ("the axis of a reduction changed", FIT, ["found = model.predict(rows).argmax(axis=0)"]),
        (
            "a constant or a sign beside a check",
            BY_HAND,
            [
                "def piecewise(t, rate=0.11):",
                "return rate * 2 + t",
                "return rate * 3 - t",
                "np.testing.assert_allclose(piecewise(3), keras_loss( 1.0), rtol=1e-6)",
                "np.testing.assert_allclose(piecewise(3), keras_loss(-1.1), rtol=1e-6)",
                "np.testing.assert_allclose(piecewise(4), keras_loss(-1.0), rtol=1e-6)",
            ],
        ),
        ("a constant or a sign beside a check", "a = 1 + 2", []),  # nothing is compared there
    ],
)
def test_an_operator_changes_one_place_each(operator, text, expected):
    assert sorted(after for _, after in changes(operator, text)) == sorted(expected)


def chapter(*sources: str) -> nbformat.NotebookNode:
    cells = [nbformat.v4.new_code_cell(source, id=f"c{number}") for number, source in enumerate(sources)]
    return nbformat.v4.new_notebook(cells=cells)


@pytest.mark.parametrize(
    ("operator", "source"),
    [
        ("another rate", "RATE = 0.2"),  # the reduced copy sets it
        ("the axis of a reduction changed", "if len(x) == 60_000:\n    assert x.argmax(axis=1) == 3"),
        ("the axis of a reduction changed", "if EPOCHS >= 4:\n    print(x.argmax(axis=1))"),
    ],
)
def test_code_that_has_no_effect_in_a_reduced_copy_is_spared(operator, source):
    assert list(faults.places(operator, "07", chapter(source), {"RATE"})) == []


def test_places_name_cell_and_change():
    (fault,) = faults.places("padding changed", "07", chapter("a = 1", 'Conv2D(8, 3, padding="same")'), set())
    assert (fault.cell, fault.applied('Conv2D(8, 3, padding="same")')) == ("c1", 'Conv2D(8, 3, padding="valid")')


def test_a_seed_draws_the_same_faults_again_and_all_are_different():
    drawn = faults.draw(1, 20, ["09"])
    assert drawn == faults.draw(1, 20, ["09"])
    assert drawn != faults.draw(2, 20, ["09"])
    assert len(set(drawn)) == 20


RECORDED = "Notebook cell execution failed\nCell 3: cell fit does not do what is recorded:\nfit: batch_size is 5\n"
STORED = "Cell 3: Cell outputs differ\n\nInput:\nx\n mismatch 'text/plain'\n"
RAISED = "Cell 3: Cell execution caused an exception\nTraceback\n\x1b[31mValueError: no\x1b[0m\n\n"


@pytest.mark.parametrize(
    ("report", "said"),
    [
        (RECORDED, "fit: batch_size is 5"),
        (STORED, "its output differs from the stored one: mismatch 'text/plain'"),
        (RAISED, "ValueError: no"),
    ],
    ids=["recorded", "stored", "raised"],
)
def test_the_cause_is_the_line_that_says_it(report, said):
    assert faults.cause(report) == said
