"""The sources' claims: measured figures and verdicts in results/claims.csv, and results/README.md, which shows them.

`python -m tools.verdicts` writes both anew from the recorded runs.
"""

import re
from collections.abc import Mapping

import pandas as pd

from helpers import files
from tools import course

RESULTS = course.ROOT / "results"
LAST = "last 20"  # in the column `epoch`: every epoch of the window, of every run
WINDOW = 20  # epochs at the end of a run
LONG = 2 * WINDOW  # a shorter run has no end that could be told from its beginning
SWING = 0.0025  # half of the tolerance for a printed figure

RULES = {
    "within X": "the measured mean lies no further than X from the figure said: 0.005, half a percentage point, for a "
    "figure given exactly, 0.01 for one given as *about*, 0 for a number that is counted.",
    "within the range": "for a run that jumps and a figure given to four digits, which is what its author read after "
    "one epoch: it lies between the lowest and the highest figure of the last twenty epochs. The wider the range, the "
    "less this says; so the range is shown.",
    "at most X": "the measured mean is X or less.",
    "below RUN": "the measured mean lies below that of another run, named by its file, its variant and its epoch.",
    "above RUN": "the measured mean lies above that of another run.",
}

HEAD = """\
# What the sources claim, measured again

This page is written by a program: `make full` writes it, and so does `python -m tools.verdicts`. The same claims, with
the recorded curves and a few sentences on each chapter, are the notebook [A1 · Claims](../notebooks/A1_claims.ipynb).

## How runs are recorded

`make full` trains what takes too long for a lesson: for the claims, networks at the settings that the sources give, on
all images of MNIST or on all red wines, for as many epochs. The file named after a chapter holds what was measured, a
row for each variant, seed and epoch; `runs.json` holds how each run was made: its settings, the versions of the
libraries, the device, the date and the seconds. A run that is there with the same settings is read and not trained
again; the notebooks only read. `claims.csv` has a row for each claim: what was said, which run answers it, by which
metric after which epoch, and by which rule. The columns *measured* and *verdict* follow from the files by program, and
a test holds that they do.

## What is measured

The mean over the recorded seeds, after the epoch that the claim speaks of (`last`: each run's last, if it ends itself).

A run that **jumps** is not measured by one epoch, because the next one would have given another figure. It jumps if,
within its last twenty epochs, its metric both rises and falls by more than {SWING} (half of what a printed figure may
be off), in at least one of its seeds; runs of fewer than {LONG} epochs are not asked. Measured is then `last 20`: the
mean of the last twenty epochs of all seeds, and in brackets the lowest and the highest figure among them.

## The rules of the verdicts

A claim is *reproduced* if its rule holds, *not reproduced* if it does not, and *not run* while no run answers it.

{rules}

## The {count} claims

{verdicts}.
"""


def read_claims() -> pd.DataFrame:
    """Return `results/claims.csv`, a row for each claim, all columns text and empty cells empty strings."""
    return pd.read_csv(RESULTS / "claims.csv", dtype=str, keep_default_na=False)


def runs(notebook: str, variant: str) -> pd.DataFrame:
    """Return a variant's recorded runs, with `epochs` (how many so far) and `gap` (training minus validation accuracy).

    The frame is empty if none is recorded.
    """
    path = RESULTS / f"{notebook}.csv"
    if not path.is_file():
        return pd.DataFrame()
    found = pd.read_csv(path).query("variant == @variant")
    found = found.assign(epochs=found["epoch"])
    return found.assign(gap=found["accuracy"] - found["val_accuracy"]) if "val_accuracy" in found else found


def readings(notebook: str, variant: str, metric: str, epoch: str) -> pd.Series:
    """Return a metric's values: one a seed after `epoch` ("last": each run's last), `WINDOW` a seed for "last 20"."""
    found = runs(notebook, variant)
    if found.empty:
        return pd.Series(dtype=float)
    end = found.groupby("seed")["epoch"].transform("max")
    match epoch:
        case "last":
            chosen = found["epoch"] == end
        case _ if epoch == LAST:
            chosen = (found["epoch"] > end - WINDOW) & (end >= LONG)
        case _:
            chosen = found["epoch"] == int(epoch)
    return found.loc[chosen, metric]


def jumps(claim: Mapping[str, str]) -> bool:
    """Say whether a claim's metric rises and falls by more than `SWING` in the last `WINDOW` epochs of one of its runs.

    The run is taken as far as the claim speaks of it. A metric that only rises, as a weight's spread does, has a trend
    and does not jump.
    """
    found = runs(claim["notebook"], claim["variant"])
    if claim["epoch"].isdigit():
        found = found[found["epoch"] <= int(claim["epoch"])]
    for _, run in found.groupby("seed"):
        end = run[claim["metric"]].tail(WINDOW)
        rise, fall = (end - end.cummin()).max(), (end.cummax() - end).max()
        if len(run) >= LONG and min(rise, fall) > SWING:
            return True
    return False


def kind(rule: str) -> str:
    """Return a rule's name in `RULES` ("within X" for "within 0.005"), "" if there is none."""
    for name in RULES:
        if re.fullmatch(name.replace("X", r"[\d.]+").replace("RUN", r".+/.+/.+"), rule):
            return name
    return ""


def judge(claim: Mapping[str, str]) -> tuple[str, str]:
    """Return (measured, verdict) of one row of `claims.csv`, from the recorded runs and the row's rule."""
    values = readings(claim["notebook"], claim["variant"], claim["metric"], claim["epoch"])
    if values.empty:
        return "", "not run"
    mean, low, high = (round(float(value), 4) for value in (values.mean(), values.min(), values.max()))
    measured = f"{mean:.10g}"
    if claim["epoch"] == LAST:
        measured = f"{mean:.4f} ({low:.4f} to {high:.4f})"
    rule = claim["rule"]
    match kind(rule):
        case "within X":
            holds = round(abs(mean - float(claim["claimed"])), 6) <= float(rule.split()[-1])
        case "within the range":
            holds = low <= float(claim["claimed"]) <= high
        case "at most X":
            holds = mean <= float(rule.split()[-1])
        case "below RUN" | "above RUN":
            side, other = rule.split(" ", 1)
            notebook, variant, epoch = other.split("/")
            against = readings(notebook, variant, claim["metric"], epoch)
            if against.empty:
                return measured, "not run"
            holds = mean < round(against.mean(), 4) if side == "below" else mean > round(against.mean(), 4)
        case _:
            raise ValueError(f"claims.csv: the rule {rule!r} of claim {claim['claim']!r} is not one of {list(RULES)}.")
    return measured, "reproduced" if holds else "not reproduced"


def page(claims: pd.DataFrame) -> str:
    """Return the text of `results/README.md`: how runs are recorded, every rule, and a table of claims per chapter."""
    rules = "\n".join(f"- `{name}`: {meaning}" for name, meaning in RULES.items())
    counts = claims["verdict"].value_counts()
    verdicts = ", ".join(f"{count} {verdict}" for verdict, count in counts.items())
    parts = [HEAD.format(rules=rules, count=len(claims), verdicts=verdicts, SWING=SWING, LONG=LONG)]
    names = {chapter.number: chapter.path.name for chapter in course.chapters()}
    for number, rows in claims.groupby("chapter"):
        parts.append(f"\n### [Chapter {number}](../notebooks/{names[str(number)]})\n\n{table(rows)}")
    return "".join(parts)


def table(claims: pd.DataFrame) -> str:
    """Return claims as a Markdown table."""
    shown = {
        "claim": "The source says",
        "source": "Source",
        "setting": "Setting",
        "claimed": "Said",
        "measured": "Measured",
        "epoch": "After epoch",
        "rule": "Rule",
        "verdict": "Verdict",
        "reason": "Why",
    }
    rows = [list(shown.values()), ["---"] * len(shown), *claims[list(shown)].to_numpy().tolist()]
    return "".join("| " + " | ".join(cell.replace("|", "\\|") for cell in row) + " |\n" for row in rows)


def update() -> None:
    """Write the measured figures and the verdicts into `claims.csv` anew, and the page that shows them."""
    claims = read_claims()
    judged = [judge({str(name): value for name, value in claim.items()}) for claim in claims.to_dict("records")]
    claims["measured"], claims["verdict"] = zip(*judged, strict=True)
    files.replace(RESULTS / "claims.csv", claims.to_csv(index=False, lineterminator="\n"))
    files.replace(RESULTS / "README.md", page(claims))


if __name__ == "__main__":
    update()
