"""Recorded runs (long trainings at the sources' own settings) and the claims that they answer.

`results/<notebook>.csv` holds one row per variant, seed and epoch; `results/runs.json` how each run was made;
`results/claims.csv` what the sources claim, what was measured, and the verdict (tools/verdicts.py derives it).
`make full` writes them, the notebooks show them. Reading needs no TensorFlow.
"""

import json
import os
import platform
import time
from collections.abc import Callable, Iterable, Mapping
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
    partial = RESULTS / f"{notebook}.{seed}.partial"

    def keep(epoch: int, logs: dict[str, float]) -> None:
        rows.append({"variant": variant, "seed": seed, "epoch": len(rows) + 1, **logs})
        if recording:
            pd.DataFrame(rows[-1:]).to_csv(partial, mode="a", header=len(rows) == 1, index=False)

    partial.unlink(missing_ok=True)
    started = time.monotonic()
    train([keras.callbacks.LambdaCallback(on_epoch_end=keep)])
    history = pd.DataFrame(rows)
    if recording:
        _store(notebook, history, name, settings, time.monotonic() - started)
        partial.unlink()
    return history


def repeat(
    notebook: str,
    build: Callable[..., Any],
    variants: Mapping[str, Mapping[str, Any]],
    seeds: Iterable[int],
    *,
    each_epoch: Callable[[Any], Mapping[str, float]] | None = None,
    callbacks: Callable[[], list[Any]] = list,
    **fit: Any,
) -> pd.DataFrame:
    """Do what `training.repeat` does, one run after the other, each kept by `run` with the settings of its model."""
    import keras

    from helpers import training

    def one(variant: str, seed: int) -> pd.DataFrame:
        arguments, to_fit = training.arguments_of(variants[variant], fit)
        keras.utils.set_random_seed(seed)
        model = build(**arguments)
        model.steps_per_execution = training.STEPS_PER_CALL

        extra = [*training.measuring(model, each_epoch), *callbacks()]

        def train(keep: list[Any]) -> None:
            model.fit(**to_fit, callbacks=[*extra, *keep], verbose=0)

        return run(notebook, variant, train, seed=seed, settings=_settings(model, to_fit, extra))

    return pd.concat([one(variant, seed) for variant in variants for seed in seeds], ignore_index=True)


def histories(notebook: str) -> pd.DataFrame:
    """Return all recorded runs of a notebook (its file name without `.ipynb`) as one tidy frame."""
    path = RESULTS / f"{notebook}.csv"
    if not path.is_file():
        raise FileNotFoundError(f"No run of {notebook} is recorded yet: `make full NB={notebook[:2]}` records it.")
    return pd.read_csv(path)


def claims(chapter: str) -> pd.DataFrame:
    """Return what the sources claim, what was measured at that setting, the verdict and its reason."""
    table = pd.read_csv(RESULTS / "claims.csv", dtype=str, keep_default_na=False)
    if chapter not in (known := sorted(set(table["chapter"]))):
        raise ValueError(f"No claims of chapter {chapter!r}; the chapters with claims are {', '.join(known)}.")
    shown = ["claim", "setting", "claimed", "measured", "rule", "verdict", "reason"]
    return table.loc[table["chapter"] == chapter, shown].reset_index(drop=True)


def _settings(model: Any, fit: Mapping[str, Any], callbacks: list[Any]) -> dict[str, Any]:
    """Return layers (those of a block as well), optimizer, early stopping and fit arguments as JSON values."""
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
        "loss": str(model.loss),
        "optimizer": type(model.optimizer).__name__,
        **({"momentum": momentum} if (momentum := getattr(model.optimizer, "momentum", 0)) else {}),
        "learning_rate": round(float(model.optimizer.learning_rate), 8),
        "train_samples": len(fit["x"]),
        "input_mean": round(float(fit["x"].mean()), 4),
        "epochs": fit["epochs"],
        "batch_size": fit["batch_size"],
        **{f"stop_{name}": abs(stop[name]) for stop in stops for name in ("patience", "min_delta")},
    }


def _leaves(model: Any) -> list[Any]:
    """Return the layers of a model and of the models inside it."""
    return [leaf for layer in model.layers for leaf in (_leaves(layer) if hasattr(layer, "layers") else [layer])]


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
    write(path, table.to_csv(index=False))
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
    write(RESULTS / "runs.json", json.dumps(dict(sorted(runs.items())), indent=1, ensure_ascii=False) + "\n")


def write(path: Path, text: str) -> None:
    """Replace a file in one step, so that an interruption leaves the old one whole."""
    new = path.with_name(path.name + ".new")
    new.write_text(text, encoding="utf-8", newline="\n")
    new.replace(path)
