"""Claims: how verdicts follow from the recorded numbers, and that the committed ones do."""

import re

import pandas as pd
import pytest
from nbformat import NotebookNode

from tools import course, saved, verdicts

RUNS = pd.DataFrame(
    [
        {"variant": variant, "seed": seed, "epoch": epoch, "accuracy": accuracy + 0.05, "val_accuracy": accuracy}
        for variant, seed, accuracies in (
            ("big", 0, (0.8, 0.91)),
            ("big", 1, (0.8, 0.93, 0.95)),
            ("low", 0, (0.1, 0.2)),
            ("long", 0, [0.5] * 25 + [0.9, 0.92] * 10),
            ("long", 1, [0.5] * 25 + [0.91] * 20),
        )
        for epoch, accuracy in enumerate(accuracies, 1)
    ]
)
SAID = {1: "one seed", 3: "three seeds", 5: "five seeds"}
CLAIM = {"claim": "c", "notebook": "09_mnist", "variant": "big", "metric": "val_accuracy", "epoch": "2", "claimed": ""}


@pytest.fixture
def results(tmp_path, monkeypatch):
    monkeypatch.setattr(verdicts, "RESULTS", tmp_path)
    RUNS.to_csv(tmp_path / "09_mnist.csv", index=False)
    return tmp_path


@pytest.mark.parametrize(
    ("changes", "measured", "verdict"),
    [
        ({"claimed": "0.915", "rule": "within 0.005"}, "0.92", "reproduced"),
        ({"claimed": "0.926", "rule": "within 0.005"}, "0.92", "not reproduced"),
        ({"rule": "at most 0.92"}, "0.92", "reproduced"),
        ({"rule": "at most 0.91"}, "0.92", "not reproduced"),
        ({"rule": "above 09_mnist/low/2"}, "0.92", "reproduced"),
        ({"rule": "below 09_mnist/low/2"}, "0.92", "not reproduced"),
        ({"rule": "below 09_mnist/big/last"}, "0.92", "reproduced"),
        ({"rule": "above 09_mnist/long/last 20"}, "0.92", "reproduced"),
        ({"rule": "below 09_mnist/none/2"}, "0.92", "not run"),
        ({"metric": "epochs", "epoch": "last", "rule": "at most 3"}, "2.5", "reproduced"),
        ({"metric": "gap", "claimed": "0.05", "rule": "within 0.001"}, "0.05", "reproduced"),
        ({"epoch": "9", "rule": "at most 1"}, "", "not run"),
        ({"notebook": "10_wine", "rule": "at most 1"}, "", "not run"),
    ],
)
def test_verdicts_follow_from_the_mean_over_seeds(results, changes, measured, verdict):
    assert verdicts.judge(CLAIM | changes) == (measured, verdict)


@pytest.mark.parametrize(
    ("changes", "verdict"),
    [
        ({"claimed": "0.9199", "rule": "within the range"}, "reproduced"),
        ({"claimed": "0.9201", "rule": "within the range"}, "not reproduced"),
        ({"claimed": "0.5", "rule": "within the range"}, "not reproduced"),  # where the run stood before
        ({"claimed": "0.9", "rule": "within 0.01"}, "reproduced"),
        ({"claimed": "0.9", "rule": "within 0.005"}, "not reproduced"),  # although a single epoch had it
    ],
)
def test_a_run_that_jumps_is_measured_by_its_last_twenty_epochs(results, changes, verdict):
    claim = CLAIM | {"variant": "long", "epoch": "last 20"} | changes
    assert verdicts.judge(claim) == ("0.9100 (0.9000 to 0.9200)", verdict)


def test_too_short_a_run_has_no_last_twenty_epochs(results):
    assert verdicts.judge(CLAIM | {"epoch": "last 20", "rule": "at most 1"}) == ("", "not run")


@pytest.mark.parametrize(
    ("end", "jumps"),
    [
        ([0.9, 0.9026] * 10, True),
        ([0.9, 0.9024] * 10, False),
        ([0.8 + 0.005 * step for step in range(20)], False),  # rises all the time
        ([0.99, *[0.9] * 20], False),  # jumped before
        ([0.9] * 10 + [0.91] + [0.9] * 9, True),  # once
    ],
)
def test_a_run_jumps_if_it_rises_and_falls_at_its_end(results, end, jumps):
    rows = [("v", 0, epoch, value) for epoch, value in enumerate([0.9] * (60 - len(end)) + end, 1)]
    rows += [("v", 1, epoch, 0.9) for epoch in range(1, 61)]  # one seed that jumps is enough
    pd.DataFrame(rows, columns=["variant", "seed", "epoch", "loss"]).to_csv(results / "10_wine.csv", index=False)
    claim = CLAIM | {"notebook": "10_wine", "variant": "v", "metric": "loss"}
    assert [verdicts.jumps(claim | {"epoch": epoch}) for epoch in ("last", "last 20", "60", "39")] == [jumps] * 3 + [
        False
    ]


@pytest.mark.parametrize("rule", ["roughly", "within", "within the range of 3", "above the other"])
def test_an_unknown_rule_is_an_error(results, rule):
    with pytest.raises(ValueError, match=f"the rule '{rule}' of claim 'c' is not one of"):
        verdicts.judge(CLAIM | {"rule": rule})


def test_committed_verdicts_follow_from_the_committed_runs():
    claims = verdicts.read_claims()
    assert claims["chapter"].str.fullmatch(r"\d\d").all()
    for claim in claims.to_dict("records"):
        measured, verdict = verdicts.judge(claim)
        assert (claim["measured"], claim["verdict"]) == (measured, verdict), (
            f"{claim['claim']}: run `python -m tools.verdicts`"
        )
        if claim["metric"] != "updates":  # these are counted, whatever the seed
            seeds = verdicts.runs(claim["notebook"], claim["variant"])
            if claim["epoch"].isdigit():
                seeds = seeds[seeds["epoch"] == int(claim["epoch"])]
            said = SAID[seeds["seed"].nunique()]
            assert said in claim["reason"].lower(), f"{claim['claim']}: the reason must say {said!r}"


def test_the_runs_that_jump_and_no_others_are_measured_by_their_last_twenty_epochs():
    for claim in verdicts.read_claims().to_dict("records"):
        assert verdicts.jumps(claim) == (claim["epoch"] == verdicts.LAST), f"{claim['chapter']}: {claim['claim']}"
        if claim["epoch"] == verdicts.LAST:
            assert "jump" in claim["reason"] or "last twenty epochs" in claim["reason"]
        assert claim["epoch"] == verdicts.LAST or claim["rule"] != "within the range"


def test_the_page_is_what_the_program_writes_and_lists_every_rule():
    claims = verdicts.read_claims()
    text = (verdicts.RESULTS / "README.md").read_text(encoding="utf-8")
    assert text == verdicts.page(claims), "run `python -m tools.verdicts`"
    used = {verdicts.kind(rule) for rule in claims["rule"]}
    assert used == set(verdicts.RULES), "a rule that no claim uses, or one that is not listed"
    for name in used:
        assert f"\n- `{name}`: " in text
    for claim in claims["claim"]:
        assert f"| {claim} |" in text


def typed_figures(text: str) -> set[str]:
    """Return the numbers of four or more significant digits, percentages as shares: "97.70 %" is 0.9770."""
    plain = re.findall(r"(?<![\d.])0\.\d{4,}(?!\d)", text)
    percent = re.findall(r"(?<![\d.])(\d\d\.\d\d+)\s?%", text)
    return {f"{float(figure):.4f}" for figure in plain} | {f"{float(figure) / 100:.4f}" for figure in percent}


def recorded_figures(notebook: str) -> set[str]:
    """Return what a chapter's claims were measured at and its runs' last accuracies, less what the sources say."""
    claims = verdicts.read_claims()
    measured = claims.loc[claims["chapter"] == notebook[:2], "measured"]
    figures = {float(figure) for text in measured for figure in re.findall(r"[\d.]+", text)}
    path = verdicts.RESULTS / f"{notebook}.csv"
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
    typed = typed_in_prose(saved.as_executed(path), recorded_figures(path.stem))
    assert not typed, f"{path.name}: {', '.join(typed)} is a recorded figure; let a cell print it"


def test_a_typed_figure_would_be_found():
    notebook = course.read(course.NOTEBOOKS / "18_overfitting.ipynb")
    figures = recorded_figures("18_overfitting")
    assert len(figures) >= 3
    notebook.cells[3].source += f"\n\nIt reaches {100 * float(max(figures)):.2f} %."
    assert typed_in_prose(notebook, figures) == [f"{max(figures)} in cell {notebook.cells[3].id}"]
