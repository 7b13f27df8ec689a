"""The sources' claims: measured figures and verdicts in results/claims.csv, and the README's table of them."""

from collections.abc import Mapping
from typing import Any

import pandas as pd

from helpers import recorded
from tools import course

README = course.ROOT / "README.md"
START, END = "<!-- claims: written by `make full` -->\n", "<!-- end of claims -->\n"


def read_claims() -> pd.DataFrame:
    return pd.read_csv(recorded.RESULTS / "claims.csv", dtype={"chapter": str}, keep_default_na=False)


def measured(notebook: str, variant: str, metric: str, epoch: str) -> float | None:
    """Return the mean over the seeds of `metric` after `epoch` epochs ("last": of each run's last), None if not run.

    `metric` is a recorded column, `epochs` (how many they were) or `gap` (training minus validation accuracy).
    """
    path = recorded.RESULTS / f"{notebook}.csv"
    if not path.is_file():
        return None
    runs = pd.read_csv(path)
    runs = runs[runs["variant"] == variant]
    at = runs.groupby("seed")["epoch"].transform("max") if epoch == "last" else int(epoch)
    chosen = runs[runs["epoch"] == at]
    if chosen.empty:
        return None
    chosen = chosen.assign(epochs=chosen["epoch"])
    if "val_accuracy" in chosen:
        chosen = chosen.assign(gap=chosen["accuracy"] - chosen["val_accuracy"])
    return round(float(chosen[metric].mean()), 4)


def seeds(notebook: str, variant: str, epoch: str) -> int:
    """Return with how many seeds a variant is recorded as far as `epoch` ("last": each to its end)."""
    runs = pd.read_csv(recorded.RESULTS / f"{notebook}.csv")
    chosen = (runs["variant"] == variant) & (epoch == "last" or runs["epoch"].astype(str) == epoch)
    return runs.loc[chosen, "seed"].nunique()


def judge(claim: Mapping[str, Any]) -> tuple[float | None, str]:
    """Return (measured, verdict) of one row of `claims.csv`, from the recorded runs and the row's rule.

    The rule is `within X` (of the claimed figure), `at most X`, `at least X`, `below` or `above
    NOTEBOOK/VARIANT/EPOCH` (the same metric of that run), or `ambiguous` where the source leaves the setting open.
    """
    figure = measured(claim["notebook"], claim["variant"], claim["metric"], str(claim["epoch"]))
    if figure is None:
        return None, "not run"
    rule = str(claim["rule"])
    match rule.split():
        case ["ambiguous"]:
            return figure, "ambiguous"
        case ["within", tolerance]:
            holds = round(abs(figure - float(claim["claimed"])), 6) <= float(tolerance)
        case ["at", "most", bound]:
            holds = figure <= float(bound)
        case ["at", "least", bound]:
            holds = figure >= float(bound)
        case ["below" | "above" as side, _, *_]:
            notebook, variant, epoch = rule.removeprefix(f"{side} ").split("/")
            other = measured(notebook, variant, claim["metric"], epoch)
            if other is None:
                return figure, "not run"
            holds = figure < other if side == "below" else figure > other
        case _:
            raise ValueError(f"claims.csv: the rule {rule!r} of claim {claim['claim']!r} is not known")
    return figure, "reproduced" if holds else "not reproduced"


def readme_table(claims: pd.DataFrame) -> str:
    """Return the claims as the Markdown table that stands in the README."""
    rows = ["| Ch. | The sources say | Setting | Said | Measured | Verdict | Why |", "|---|---|---|---|---|---|---|"]
    for claim in claims.to_dict("records"):
        names = ("chapter", "claim", "setting", "claimed", "measured", "verdict", "reason")
        rows.append("| " + " | ".join(str(claim[name]).replace("|", "\\|") for name in names) + " |")
    return "\n".join(rows) + "\n"


def with_table(readme: str, claims: pd.DataFrame) -> str:
    """Return the README's text with its claims table written anew."""
    before, rest = readme.split(START)
    return before + START + "\n" + readme_table(claims) + "\n" + END + rest.split(END)[1]


def update() -> None:
    """Write the measured figures and the verdicts into `claims.csv` anew, and the README's table."""
    table = read_claims()
    judged = [judge(row) for row in table.to_dict("records")]
    table["measured"] = ["" if figure is None else f"{figure:.10g}" for figure, _ in judged]
    table["verdict"] = [verdict for _, verdict in judged]
    recorded.write(recorded.RESULTS / "claims.csv", table.to_csv(index=False))
    recorded.write(README, with_table(README.read_text(encoding="utf-8"), read_claims()))


if __name__ == "__main__":
    update()
