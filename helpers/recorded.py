"""Recorded runs (long trainings at the sources' own settings) and the claims that they answer.

`results/<notebook>.csv` holds one row per variant, seed and epoch; `results/runs.json` how each run was made;
`results/claims.csv` what the sources claim, what was measured, and the verdict (tools/verdicts.py derives it).
`make full` writes them through `training.repeat`, the notebooks show them. Reading needs no TensorFlow.
"""

import json
import platform
from collections.abc import Mapping
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path
from typing import Any

import pandas as pd

from helpers import files

INSTALLED = Path(__file__).parent / "results"  # in a package that was built from the course
RESULTS = INSTALLED if INSTALLED.is_dir() else Path(__file__).parent.parent / "results"
KEYS = ["variant", "seed", "epoch"]


def histories(notebook: str) -> pd.DataFrame:
    """Return all recorded runs of a notebook (its file name without `.ipynb`) as one tidy frame."""
    path = RESULTS / f"{notebook}.csv"
    if not path.is_file():
        raise FileNotFoundError(f"No run of {notebook} is recorded yet: `make full NB={notebook[:2]}` records it.")
    return pd.read_csv(path)


def baseline() -> pd.DataFrame:
    """Return the runs that every recipe of chapters 11 to 21 compares with: one network, one setting, five seeds.

    The network 784-1000-10 of chapter 11 on 10,000 digits, as `tools/recordings/ch11.py` trains it; the frame has the
    columns variant ("baseline"), seed (0 to 4), epoch (1 to 10), accuracy, loss, val_accuracy and val_loss.
    """
    runs = histories("11_vanilla_network")
    return runs[runs["variant"] == "baseline"].dropna(axis="columns", how="all").reset_index(drop=True)


def claims(chapter: str) -> pd.DataFrame:
    """Return what the sources claim, what was measured at that setting, the verdict and its reason."""
    table = pd.read_csv(RESULTS / "claims.csv", dtype=str, keep_default_na=False)
    if chapter not in (known := sorted(set(table["chapter"]))):
        raise ValueError(f"No claims of chapter {chapter!r}; the chapters with claims are {', '.join(known)}.")
    shown = ["claim", "setting", "claimed", "measured", "rule", "verdict", "reason"]
    return table.loc[table["chapter"] == chapter, shown].reset_index(drop=True)


def find(notebook: str, variant: str, seed: int, digest: str) -> pd.DataFrame | None:
    """Return the recorded run of a variant and seed if it is the one with this digest (helpers/digest.py)."""
    if _read_runs().get(_name(notebook, variant, seed), {}).get("digest") != digest:
        return None
    kept = histories(notebook)
    return kept[(kept["variant"] == variant) & (kept["seed"] == seed)].reset_index(drop=True)


def keep_epoch(notebook: str, row: Mapping[str, Any]) -> None:
    """Write one epoch of a run that goes on, so that an interruption loses nothing that can be looked at."""
    first = row["epoch"] == 1
    pd.DataFrame([row]).to_csv(_partial(notebook, row["seed"]), mode="w" if first else "a", header=first, index=False)


def store(notebook: str, history: pd.DataFrame, identity: Mapping[str, Any], seconds: float) -> None:
    """Keep a finished run in place of an older one with its variant and seed.

    `history` has the columns variant, seed, epoch and what was logged. `identity` says how the run was made:
    `settings` (JSON values, for people) and `digest`.
    """
    import keras  # only here: reading results must not start TensorFlow

    variant, seed = history["variant"][0], history["seed"][0]
    path = RESULTS / f"{notebook}.csv"
    columns = KEYS + sorted(set(history.columns) - set(KEYS), key=lambda column: (column.startswith("val_"), column))
    table = history[columns].round(6)
    if path.is_file():
        kept = pd.read_csv(path)
        replaced = (kept["variant"] == variant) & (kept["seed"] == seed)
        table = pd.concat([kept[~replaced], table]).sort_values(KEYS, ignore_index=True)
    files.replace(path, table.to_csv(index=False))
    backend = keras.backend.backend()
    runs = _read_runs()
    runs[_name(notebook, variant, seed)] = {
        "settings": identity["settings"],
        "digest": identity["digest"],
        "epochs": len(history),
        "versions": {package: version(package) for package in ("keras", backend, "numpy")},
        "python": platform.python_version(),
        "backend": backend,
        "device": keras.distribution.list_devices()[0].split(":")[0],
        "date": datetime.now(UTC).date().isoformat(),
        "seconds": round(seconds),
    }
    files.replace(RESULTS / "runs.json", json.dumps(dict(sorted(runs.items())), indent=1, ensure_ascii=False) + "\n")
    _partial(notebook, seed).unlink(missing_ok=True)


def settings(model: Any, fit: Mapping[str, Any], callbacks: list[Any]) -> dict[str, Any]:
    """Return layers (those of a block as well), optimizer, early stopping and fit arguments as JSON values.

    They are for people to read; the digest, not they, tells two runs apart.
    """
    layers = []
    for layer in _leaves(model):
        config = layer.get_config()
        names = ("units", "filters", "kernel_size", "pool_size", "strides", "activation", "rate")
        said = [str(config[name]) for name in names if name in config]
        if penalty := config.get("kernel_regularizer"):
            said.append(f"{penalty['class_name']} {penalty['config']}")
        layers.append(" ".join([type(layer).__name__, *said]))
    stops = [vars(callback) for callback in callbacks if type(callback).__name__ == "EarlyStopping"]
    return {
        "layers": layers,
        "parameters": model.count_params(),
        "loss": getattr(model.loss, "name", getattr(model.loss, "__name__", str(model.loss))),
        "optimizer": type(model.optimizer).__name__,
        **({"momentum": momentum} if (momentum := getattr(model.optimizer, "momentum", 0)) else {}),
        "learning_rate": round(float(model.optimizer.learning_rate), 8),
        "train_samples": len(fit["x"]),
        "input_mean": round(float(fit["x"].mean()), 4),
        "epochs": fit.get("epochs", 1),
        "batch_size": fit.get("batch_size"),
        **{f"stop_{name}": abs(stop[name]) for stop in stops for name in ("patience", "min_delta")},
    }


def _name(notebook: str, variant: str, seed: int) -> str:
    return f"{notebook}/{variant}/{seed}"


def _partial(notebook: str, seed: int) -> Path:
    return RESULTS / f"{notebook}.{seed}.partial"


def _leaves(model: Any) -> list[Any]:
    """Return the layers of a model and of the models inside it."""
    return [leaf for layer in model.layers for leaf in (_leaves(layer) if hasattr(layer, "layers") else [layer])]


def _read_runs() -> dict[str, dict[str, Any]]:
    path = RESULTS / "runs.json"
    return json.loads(path.read_text(encoding="utf-8")) if path.is_file() else {}
