"""Claims: how verdicts follow from the recorded numbers, and that the committed ones do."""

import re

import pandas as pd
import pytest
from nbformat import NotebookNode

from helpers import recorded
from tools import course, verdicts

RUNS = pd.DataFrame(
    [
        {"variant": variant, "seed": seed, "epoch": epoch, "accuracy": accuracy + 0.05, "val_accuracy": accuracy}
        for variant, seed, accuracies in (
            ("big", 0, (0.8, 0.91)),
            ("big", 1, (0.8, 0.93, 0.95)),
            ("low", 0, (0.1, 0.2)),
        )
        for epoch, accuracy in enumerate(accuracies, 1)
    ]
)
SAID = {1: "one seed", 3: "three seeds", 5: "five seeds"}
CLAIM = {"claim": "c", "notebook": "09_mnist", "variant": "big", "metric": "val_accuracy", "epoch": 2, "claimed": ""}


@pytest.fixture
def results(tmp_path, monkeypatch):
    monkeypatch.setattr(recorded, "RESULTS", tmp_path)
    RUNS.to_csv(tmp_path / "09_mnist.csv", index=False)
    return tmp_path


@pytest.mark.parametrize(
    ("changes", "measured", "verdict"),
    [
        ({"claimed": "0.915", "rule": "within 0.005"}, 0.92, "reproduced"),
        ({"claimed": "0.926", "rule": "within 0.005"}, 0.92, "not reproduced"),
        ({"claimed": "0.91", "rule": "ambiguous"}, 0.92, "ambiguous"),
        ({"rule": "at most 0.92"}, 0.92, "reproduced"),
        ({"rule": "at least 0.93"}, 0.92, "not reproduced"),
        ({"rule": "above 09_mnist/low/2"}, 0.92, "reproduced"),
        ({"rule": "below 09_mnist/low/2"}, 0.92, "not reproduced"),
        ({"rule": "below 09_mnist/big/last"}, 0.92, "reproduced"),
        ({"rule": "below 09_mnist/none/2"}, 0.92, "not run"),
        ({"metric": "epochs", "epoch": "last", "rule": "at most 3"}, 2.5, "reproduced"),
        ({"metric": "gap", "claimed": "0.05", "rule": "within 0.001"}, 0.05, "reproduced"),
        ({"epoch": 9, "rule": "at least 0"}, None, "not run"),
        ({"notebook": "10_wine", "rule": "at least 0"}, None, "not run"),
    ],
)
def test_verdicts_follow_from_the_mean_over_seeds(results, changes, measured, verdict):
    assert verdicts.judge(CLAIM | changes) == (measured, verdict)


def test_an_unknown_rule_is_an_error(results):
    with pytest.raises(ValueError, match="the rule 'roughly' of claim 'c' is not known"):
        verdicts.judge(CLAIM | {"rule": "roughly"})


def test_committed_verdicts_follow_from_the_committed_runs():
    claims = verdicts.read_claims()
    assert claims["chapter"].str.fullmatch(r"\d\d").all()
    assert claims["reason"].str.len().gt(7).all()
    for claim in claims.to_dict("records"):
        figure, verdict = verdicts.judge(claim)
        assert (verdict == "not run") == claim["reason"].startswith("Not recorded yet: "), (
            f"{claim['claim']}: mend its reason"
        )
        if figure is not None and claim["metric"] != "updates":  # these are counted, whatever the seed
            seeds = SAID[verdicts.seeds(claim["notebook"], claim["variant"], str(claim["epoch"]))]
            assert seeds in claim["reason"].lower(), f"{claim['claim']}: the reason must say {seeds!r}"
        said = "" if figure is None else f"{figure:.10g}"
        assert (claim["measured"], claim["verdict"]) == (said, verdict), (
            f"{claim['claim']}: run `make full NB={claim['chapter']}`"
        )


def test_the_readme_shows_the_claims():
    readme = verdicts.README.read_text(encoding="utf-8")
    assert readme == verdicts.with_table(readme, verdicts.read_claims()), "run `make full`"


def typed_figures(text: str) -> set[str]:
    """Return the numbers of four or more significant digits, percentages as shares: "97.70 %" is 0.9770."""
    plain = re.findall(r"(?<![\d.])0\.\d{4,}(?!\d)", text)
    percent = re.findall(r"(?<![\d.])(\d\d\.\d\d+)\s?%", text)
    return {f"{float(figure):.4f}" for figure in plain} | {f"{float(figure) / 100:.4f}" for figure in percent}


def recorded_figures(notebook: str) -> set[str]:
    """Return what a chapter's claims were measured at and its runs' last accuracies, less what the sources say."""
    claims = verdicts.read_claims()
    figures = {float(figure) for figure in claims.loc[claims["chapter"] == notebook[:2], "measured"] if figure}
    path = recorded.RESULTS / f"{notebook}.csv"
    if path.is_file():
        last = pd.read_csv(path).groupby(["variant", "seed"]).tail(1)
        for metric in {"accuracy", "val_accuracy"} & set(last.columns):
            figures |= set(last[metric])
    said = {f"{float(figure):.4f}" for figure in claims["claimed"] if figure}
    return {f"{figure:.4f}" for figure in figures if 0 < figure < 1} - said


def typed_in_prose(notebook: NotebookNode, figures: set[str]) -> list[str]:
    cells = [cell for cell in notebook.cells if cell.cell_type == "markdown"]
    return [f"{figure} in cell {cell.id}" for cell in cells for figure in typed_figures(cell.source) & figures]


def test_figures_are_found_however_they_are_written():
    assert typed_figures("0.9755 and 97.55 % and 97.5501%, not 1.97551, 0.975 or 97.6 %") == {"0.9755"}


@pytest.mark.parametrize("path", course.notebook_paths(), ids=lambda path: path.stem)
def test_no_recorded_figure_is_typed_in_prose(path):
    typed = typed_in_prose(course.read(path), recorded_figures(path.stem))
    assert not typed, f"{path.name}: {', '.join(typed)} is a recorded figure; let a cell print it"


def test_a_typed_figure_would_be_found():
    notebook = course.read(course.NOTEBOOKS / "18_overfitting.ipynb")
    figures = recorded_figures("18_overfitting")
    assert len(figures) >= 3
    notebook.cells[3].source += f"\n\nIt reaches {100 * float(max(figures)):.2f} %."
    assert typed_in_prose(notebook, figures) == [f"{max(figures)} in cell {notebook.cells[3].id}"]
