"""Recorded runs (long trainings at the sources' own settings) and the claims that they answer.

`results/<notebook>.csv` holds one row per variant, seed and epoch; `results/runs.json` how each run was made;
`results/claims.csv` what the sources claim, what was measured, and the verdict. `make full` writes them, the notebooks
show them. Reading needs no TensorFlow.
"""

import json
import os
import platform
import time
from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path
from typing import Any

import pandas as pd

RESULTS = Path(__file__).parent.parent / "results"
KEYS = ["variant", "seed", "epoch"]


def run(
    notebook: str, variant: str, train: Callable[[list[Any]], None], *, seed: int, settings: Mapping[str, Any]
) -> pd.DataFrame:
    """Train once and return the history: columns variant, seed, epoch (from 1) and what Keras logged.

    `train(callbacks)` builds a model and calls `fit`, once or more, with these callbacks. As a reader runs it, that is
    all. Under `make full` (COURSE_RECORD=1) the history is kept in `results/`, written as the epochs pass, and a run
    that is there already with the same `settings` (JSON values) is returned instead of trained again.
    """
    recording = os.environ.get("COURSE_RECORD") == "1"
    name = f"{notebook}/{variant}/{seed}"
    if recording and _read_runs().get(name, {}).get("settings") == dict(settings):
        kept = histories(notebook)
        return kept[(kept["variant"] == variant) & (kept["seed"] == seed)].reset_index(drop=True)

    import keras  # only here: reading results must not start TensorFlow

    rows: list[dict[str, Any]] = []
    partial = RESULTS / f"{notebook}.{seed}.partial.csv"

    def keep(epoch: int, logs: dict[str, float]) -> None:
        rows.append({"variant": variant, "seed": seed, "epoch": len(rows) + 1, **logs})
        if recording:
            pd.DataFrame(rows[-1:]).to_csv(partial, mode="a", header=len(rows) == 1, index=False)

    if recording:
        partial.unlink(missing_ok=True)
    started = time.monotonic()
    train([keras.callbacks.LambdaCallback(on_epoch_end=keep)])
    history = pd.DataFrame(rows)
    if recording:
        _store(notebook, history, name, settings, time.monotonic() - started)
        partial.unlink()
    return history


def histories(notebook: str) -> pd.DataFrame:
    """Return all recorded runs of a notebook (its file name without `.ipynb`) as one tidy frame."""
    path = RESULTS / f"{notebook}.csv"
    if not path.is_file():
        raise FileNotFoundError(
            f"No run of {notebook} is recorded yet: `make full NB={notebook[:2]}` makes {path.name}."
        )
    return pd.read_csv(path)


def claims(chapter: str | None = None) -> pd.DataFrame:
    """Return what the sources claim, what was measured at that setting, the verdict and its reason."""
    table = _read_claims()
    if chapter is not None:
        table = table[table["chapter"] == chapter]
    return table[["claim", "setting", "claimed", "measured", "rule", "verdict", "reason"]].reset_index(drop=True)


def judge(claim: Mapping[str, Any]) -> tuple[float | None, str]:
    """Return (measured, verdict) of one row of `claims.csv`, from its recorded runs and its rule.

    `measured` is the mean over the seeds of `metric` of `variant` after `epoch` epochs. The rule is
    `within X` (of the claimed figure), or the word `ambiguous` where the source leaves the setting open.
    """
    path = RESULTS / f"{claim['notebook']}.csv"
    kept = pd.read_csv(path) if path.is_file() else pd.DataFrame(columns=KEYS)
    chosen = kept[(kept["variant"] == claim["variant"]) & (kept["epoch"] == int(claim["epoch"]))]
    if chosen.empty:
        return None, "not run"
    measured = round(float(chosen[claim["metric"]].mean()), 4)
    match str(claim["rule"]).split():
        case ["ambiguous"]:
            return measured, "ambiguous"
        case ["within", tolerance]:
            near = round(abs(measured - float(claim["claimed"])), 6) <= float(tolerance)
            return measured, "reproduced" if near else "not reproduced"
    raise ValueError(f"claims.csv: the rule {claim['rule']!r} of claim {claim['claim']!r} is not known")


def update_claims() -> None:
    """Write the measured figures and the verdicts into `claims.csv` anew."""
    table = _read_claims()
    judged = [judge(row) for row in table.to_dict("records")]
    table["measured"], table["verdict"] = zip(*judged, strict=True)
    _write(RESULTS / "claims.csv", table.to_csv(index=False))


def _read_claims() -> pd.DataFrame:
    return pd.read_csv(RESULTS / "claims.csv", dtype={"chapter": str})


def _read_runs() -> dict[str, dict[str, Any]]:
    path = RESULTS / "runs.json"
    return json.loads(path.read_text(encoding="utf-8")) if path.is_file() else {}


def _store(notebook: str, history: pd.DataFrame, name: str, settings: Mapping[str, Any], seconds: float) -> None:
    import keras

    path = RESULTS / f"{notebook}.csv"
    columns = KEYS + sorted(set(history.columns) - set(KEYS), key=lambda column: (column.startswith("val_"), column))
    table = history[columns].round(6)
    if path.is_file():
        kept = pd.read_csv(path)
        replaced = (kept["variant"] == history["variant"][0]) & (kept["seed"] == history["seed"][0])
        table = pd.concat([kept[~replaced], table]).sort_values(KEYS, ignore_index=True)
    _write(path, table.to_csv(index=False))
    backend = keras.backend.backend()
    runs = _read_runs()
    runs[name] = {
        "settings": dict(settings),
        "epochs": len(history),
        "versions": {package: version(package) for package in ("keras", backend, "numpy")},
        "python": platform.python_version(),
        "backend": backend,
        "device": keras.distribution.list_devices()[0].split(":")[0],
        "date": datetime.now(UTC).date().isoformat(),
        "seconds": round(seconds),
    }
    _write(RESULTS / "runs.json", json.dumps(dict(sorted(runs.items())), indent=1, ensure_ascii=False) + "\n")


def _write(path: Path, text: str) -> None:
    """Replace a file in one step, so that an interruption leaves the old one whole."""
    new = path.with_name(path.name + ".new")
    new.write_text(text, encoding="utf-8", newline="\n")
    new.replace(path)
