"""One picture that is updated while a model trains, runs repeated with several seeds, and what they prove."""

import helpers.startup

import contextlib
import os
import signal
import threading
import time
from collections.abc import Callable, Iterable, Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor, wait
from typing import Any, Literal

import keras
import matplotlib.pyplot as plt
import numpy as np
import pandas as pd
from IPython import get_ipython
from IPython.display import DisplayHandle, display
from numpy.typing import NDArray

from helpers import digest, plots, recorded


class LivePlot(keras.callbacks.Callback):
    """Draw loss and metrics in one picture and update it as the epochs pass.

    `metrics` names the panels, each drawn for the training and, where there is one, the validation data. A redraw
    takes a tenth of a second, so there is at most one every `pause` seconds, and one at the end. `alt` says what the
    last picture shows to someone who cannot see it.
    """

    def __init__(
        self, metrics: Iterable[str] = ("loss", "accuracy"), pause: float = 1.0, alt: str = "training curves by epoch"
    ):
        super().__init__()
        self.metrics, self.pause, self.alt = tuple(metrics), pause, alt

    def on_train_begin(self, logs: dict[str, float] | None = None) -> None:
        """Start a new picture."""
        self.epochs: list[dict[str, float]] = []
        self.handle, self.drawn_at = None, -float("inf")

    def on_epoch_end(self, epoch: int, logs: dict[str, float] | None = None) -> None:
        """Add the epoch; draw when the last drawing is old enough."""
        self.epochs.append(dict(logs or {}))
        if time.monotonic() - self.drawn_at >= self.pause:
            self._draw()

    def on_train_end(self, logs: dict[str, float] | None = None) -> None:
        """Draw the whole run, the last epochs included."""
        if self.epochs:
            self._draw()

    def _draw(self) -> None:
        columns = {str(name): column.tolist() for name, column in pd.DataFrame(self.epochs).items()}
        plots.training_curves(columns, self.metrics)
        data, metadata = plots.as_output(self.alt, plt.gcf())
        if self.handle is None:
            self.handle = display(data, metadata=metadata, raw=True, display_id=True)
        else:
            self.handle.update(data, metadata=metadata, raw=True)
        self.drawn_at = time.monotonic()


# What a variant may say about `fit`; everything else that it says is an argument of the function that builds the model.
FIT_ARGUMENTS = frozenset({"x", "y", "epochs", "batch_size", "validation_data"})
STEPS_PER_CALL = 64
QUIET, PAUSE = 1.0, 0.4  # seconds: how long before progress is shown, and from one update to the next

Measure = Callable[[keras.Model], Mapping[str, float]]


def repeat(
    build: Callable[..., keras.Model],
    variants: Mapping[str, Mapping[str, Any]],
    seeds: Iterable[int],
    *,
    each_epoch: Measure | None = None,
    at_end: Measure | None = None,
    callbacks: Callable[[], list[keras.callbacks.Callback]] = list,
    record: str | None = None,
    **fit: Any,
) -> pd.DataFrame:
    """Train every variant with every seed and return a tidy frame of what `fit` reported.

    `build(**arguments)` returns a compiled model. A variant is a dictionary: the names in FIT_ARGUMENTS replace those
    given in `fit`, all others are arguments of `build`. The frame has the columns variant, seed, epoch (from 1) and one
    for each logged quantity (loss, accuracy, val_loss, …), in the order of `variants`, `seeds`. What
    `each_epoch(model)` measures after every epoch stands there too, and what `at_end(model)` measures after the run
    stands in each of the run's rows. `callbacks()` makes new Keras callbacks for each run.

    The histories equal, to the last digit, those of a loop that calls `keras.utils.set_random_seed(seed)`, `build`,
    and `fit`. It takes about half the time on TensorFlow: many steps per call into the graph, two variants side by
    side (of a single one, two halves of the seeds), and one compiled step each, whose state is set anew for each seed.
    ■ ends all runs at their next call into the graph, and then raises KeyboardInterrupt.

    `record` names a notebook and matters only under `make full` (COURSE_RECORD=1): the runs are made one after the
    other and kept in `results/`, and one that is there already, known by its digest, is read instead of made again.
    """
    seeds = list(seeds)
    if not variants or not seeds:
        raise ValueError("repeat needs at least one variant and one seed.")
    if os.environ.get("COURSE_RECORD") != "1":
        record = None
    split = {variant: _arguments(variants[variant], fit) for variant in variants}
    identities = {name: _identity(build, *split[name], callbacks, each_epoch, at_end) for name in variants if record}
    crew = _Crew(len(seeds) * sum(to_fit.get("epochs", 1) for _, to_fit in split.values()))

    def train(variant: str, its_seeds: list[int]) -> list[pd.DataFrame]:
        arguments, to_fit = split[variant]
        model, frames = None, []
        for seed in its_seeds:
            if record and (kept := recorded.find(record, variant, seed, identities[variant]["digest"])) is not None:
                frames.append(kept)
                continue
            with _Run(variant, seed, crew, record) as run:
                run.stop_if_asked()  # while it waited for its turn
                keras.utils.set_random_seed(seed)
                model = _compiled(model, build(**arguments))
                extra = [*_measuring(model, each_epoch), *callbacks()]
                model.fit(**to_fit, callbacks=[*extra, run], verbose=0)
            frames.append(pd.DataFrame(run.rows).assign(**(at_end(model) if at_end else {})))
            if record:
                recorded.store(record, frames[-1], identities[variant], time.monotonic() - run.started)
        return frames

    part = 1 if record else len(seeds) if len(variants) > 1 else (len(seeds) + 1) // 2
    jobs = [(variant, seeds[at : at + part]) for variant in variants for at in range(0, len(seeds), part)]
    side_by_side = keras.backend.backend() == "tensorflow" and not record
    return pd.concat(crew.work(train, jobs, 2 if side_by_side else 1), ignore_index=True)


def _identity(
    build: Callable[..., keras.Model],
    arguments: Mapping[str, Any],
    fit: Mapping[str, Any],
    callbacks: Callable[[], list[keras.callbacks.Callback]],
    *measures: Measure | None,
) -> dict[str, Any]:
    """Return what recorded runs of a variant are known by: the settings in words, and the digest of them and more."""
    model, its_callbacks = build(**arguments), callbacks()
    return {
        "settings": recorded.settings(model, fit, its_callbacks),
        "digest": digest.of(model, fit, its_callbacks, measures),
    }


class _Stopped(BaseException):
    """Ends a run that is to go no further; no handler of Exception holds it up."""


class _Crew:
    """What the runs of one `repeat` share: the turn to draw random numbers, the wish to stop, how far they are."""

    def __init__(self, epochs: int):
        self.epochs, self.turn, self.stopping = epochs, threading.Lock(), False
        self.runs: list[_Run] = []

    def work(self, train: Callable[..., list[pd.DataFrame]], jobs: list[tuple], workers: int) -> list[pd.DataFrame]:
        """Return the frames of `train(*job)` for all jobs, in order. After a fault or a stop no thread is left."""
        started, progress = time.monotonic(), _Progress()
        with self._interrupts(), ThreadPoolExecutor(workers) as pool:
            futures = [pool.submit(self._guarded, train, *job) for job in jobs]
            try:
                while not self.stopping and wait(futures, PAUSE).not_done:
                    if (seconds := time.monotonic() - started) > QUIET:
                        progress.show(self._report(seconds))
            finally:
                self.stopping = True
                pool.shutdown(cancel_futures=True)
                progress.clear()
        return [frame for future in futures if not future.cancelled() for frame in future.result()]

    @contextlib.contextmanager
    def _interrupts(self) -> Iterator[None]:
        """Let ■ inside the block, however often it is pressed, only ask the runs to stop; after it, interrupt."""
        if threading.current_thread() is not threading.main_thread():  # signals arrive in the main thread only
            yield
            return
        pressed: list[int] = []

        def ask(number: int, frame: object) -> None:
            pressed.append(number)
            self.stopping = True

        before = signal.signal(signal.SIGINT, ask)
        try:
            yield
        finally:
            signal.signal(signal.SIGINT, before)
        if pressed:
            raise KeyboardInterrupt("All runs have ended.")

    def _guarded(self, train: Callable[..., list[pd.DataFrame]], *job: Any) -> list[pd.DataFrame]:
        try:
            return train(*job)
        except _Stopped:
            return []
        except BaseException:
            self.stopping = True  # the other runs would be lost
            raise

    def _report(self, seconds: float) -> str:
        runs = list(self.runs)
        share = min(sum(run.done for run in runs) / self.epochs, 1.0)
        left = f", about {_duration(seconds * (1 - share) / share)} left" if share > 0.02 else ""
        now = [str(run) for run in runs if not run.ended]
        return "\n".join([f"{'█' * round(30 * share):░<30} {share:.0%} done{left}", *now])


class _Run(keras.callbacks.Callback):
    """One run: it has its turn until training begins, stops when it is asked to, and keeps what is logged.

    Everything random is drawn before training begins; after that nothing depends on what other runs do.
    """

    def __init__(self, variant: str, seed: int, crew: _Crew, record: str | None):
        super().__init__()
        self.variant, self.seed, self.crew, self.record = variant, seed, crew, record
        self.rows: list[dict[str, Any]] = []
        self.done, self.ended, self.has_turn = 0.0, False, False

    def __enter__(self) -> "_Run":
        self.has_turn = self.crew.turn.acquire()
        self.crew.runs.append(self)
        self.started = time.monotonic()
        return self

    def __exit__(self, *_: object) -> None:
        self._give_up_turn()
        self.ended = True

    def __str__(self) -> str:
        of = f" of {self.params['epochs']}" if self.params else ""
        return f"{self.variant}, seed {self.seed}, epoch {len(self.rows) + 1}{of}"

    def stop_if_asked(self) -> None:
        """Raise _Stopped if the runs are to end."""
        if self.crew.stopping:
            raise _Stopped

    def on_train_begin(self, logs: dict[str, float] | None = None) -> None:
        """Let the next run draw its random numbers."""
        self.stop_if_asked()
        self._give_up_turn()

    def on_train_batch_begin(self, batch: int, logs: dict[str, float] | None = None) -> None:
        """Stop between two calls into the graph. (Where batches *end* Keras would have to wait for their logs.)"""
        self.stop_if_asked()
        self.done = len(self.rows) + batch / (self.params["steps"] or float("inf"))

    def on_test_batch_begin(self, batch: int, logs: dict[str, float] | None = None) -> None:
        """Stop between two calls into the graph."""
        self.stop_if_asked()

    def on_epoch_end(self, epoch: int, logs: dict[str, float] | None = None) -> None:
        """Keep what was logged; this callback is the last, so that what others added to the logs is there."""
        self.rows.append({"variant": self.variant, "seed": self.seed, "epoch": len(self.rows) + 1, **(logs or {})})
        self.done = float(len(self.rows))
        if self.record:
            recorded.keep_epoch(self.record, self.rows[-1])

    def on_train_end(self, logs: dict[str, float] | None = None) -> None:
        """Count the epochs that an early stop has saved as done."""
        self.done = float(self.params["epochs"])

    def _give_up_turn(self) -> None:
        if self.has_turn:
            self.has_turn = False
            self.crew.turn.release()


class _Progress:
    """A few lines under the cell that are gone, text and all, when the runs have ended; in a Jupyter kernel only."""

    def __init__(self) -> None:
        self.in_kernel = getattr(get_ipython(), "kernel", None) is not None
        self.handle: DisplayHandle | None = None

    def show(self, text: str) -> None:
        if self.in_kernel:
            if self.handle is None:
                self.handle = display({}, raw=True, display_id=True)  # empty, so that nothing of it can be compared
            self.handle.update({"text/plain": text}, raw=True)

    def clear(self) -> None:
        if self.handle is not None:
            self.handle.update({}, raw=True)


def _duration(seconds: float) -> str:
    return f"{seconds:.0f} s" if seconds < 100 else f"{seconds / 60:.0f} min"


def _arguments(variant: Mapping[str, Any], fit: Mapping[str, Any]) -> tuple[dict[str, Any], dict[str, Any]]:
    """Return what a variant passes to `build`, and what to `fit`."""
    to_build = {name: value for name, value in variant.items() if name not in FIT_ARGUMENTS}
    return to_build, {**fit, **{name: value for name, value in variant.items() if name in FIT_ARGUMENTS}}


def _measuring(model: keras.Model, each_epoch: Measure | None) -> list[keras.callbacks.Callback]:
    """Return the callback, if any, that adds `each_epoch(model)` to the logs, where later callbacks find it."""
    if each_epoch is None:
        return []
    return [keras.callbacks.LambdaCallback(on_epoch_end=lambda epoch, logs: logs.update(each_epoch(model)))]


def _compiled(model: keras.Model | None, fresh: keras.Model) -> keras.Model:
    """Return a model in the state of `fresh`: the given one, whose training step is compiled, where that helps."""
    if keras.backend.backend() != "tensorflow":
        return fresh
    if model is None:
        fresh.steps_per_execution = STEPS_PER_CALL
        return fresh
    fresh.optimizer.build(fresh.trainable_variables)
    for old, new in zip(_state(model), _state(fresh), strict=True):
        old.assign(new)
    return model


def _state(model: keras.Model) -> list[keras.Variable]:
    """Weights, seeds of random layers and optimizer state; not the metrics, which `fit` resets."""
    of_metrics = {id(variable) for metric in model.metrics for variable in metric.variables}
    of_model = [variable for variable in model.variables if id(variable) not in of_metrics]
    return of_model + model.optimizer.variables


# 97.5 % quantiles of Student's t distribution with 1, 2, … 30 degrees of freedom; the last serves for more.
T_QUANTILES = np.array(
    [
        [12.706, 4.303, 3.182, 2.776, 2.571, 2.447, 2.365, 2.306, 2.262, 2.228],
        [2.201, 2.179, 2.160, 2.145, 2.131, 2.120, 2.110, 2.101, 2.093, 2.086],
        [2.080, 2.074, 2.069, 2.064, 2.060, 2.056, 2.052, 2.048, 2.045, 2.042],
    ]
).ravel()


def compare(runs: pd.DataFrame, metric: str, against: str, *, epoch: int | Literal["last"] = "last") -> pd.DataFrame:
    """Say for every variant of repeated runs whether its `metric` differs from that of the variant `against`.

    Runs with the same seed start from the same draws, so the difference is taken seed by seed; their mean and its 95 %
    interval (Student's t over the seeds) are `difference`, `low` and `high`. `verdict` says it in words: "higher by" or
    "lower by" if the interval leaves out zero; else "not separated", and which difference would have been seen: half
    the interval's width. That is not "equal": with few seeds only large differences are seen.

    `runs` has the columns variant, seed and `metric`, and `epoch` where a run has several rows: of each run the epoch
    `epoch` is taken, or its last one. All variants need the same seeds. The frame returned has the index variant, first
    `against`, and the columns mean (of the metric), difference (variant minus `against`), low, high and verdict.
    """
    table = _by_seed(runs, metric, epoch)
    if against not in table:
        raise ValueError(f"There is no variant {against!r} to compare with; there are {', '.join(map(str, table))}.")
    rows = {}
    for variant in [against, *(name for name in table if name != against)]:
        rows[variant] = {"mean": table[variant].mean(), **_evidence((table[variant] - table[against]).to_numpy())}
    rows[against] |= {"difference": 0.0, "low": 0.0, "high": 0.0, "verdict": ""}
    return pd.DataFrame.from_dict(rows, orient="index").rename_axis("variant")


def _by_seed(runs: pd.DataFrame, metric: str, epoch: int | Literal["last"]) -> pd.DataFrame:
    """Return `metric` as a table: a row for each seed, a column for each variant in the order of `runs`."""
    if missing := [column for column in ("variant", "seed", metric) if column not in runs]:
        raise ValueError(f"The runs have no column {missing[0]!r}; they have {', '.join(map(str, runs))}.")
    chosen = runs
    if "epoch" in runs:
        last = runs.groupby(["variant", "seed"])["epoch"].transform("max")
        chosen = runs[runs["epoch"] == (last if epoch == "last" else epoch)]
    values = chosen.set_index(["variant", "seed"])[metric]
    if (twice := values.index[values.index.duplicated()]).size:
        raise ValueError(f"The run of {twice[0][0]!r} with seed {twice[0][1]} has several rows and no column 'epoch'.")
    made = set(zip(runs["variant"], runs["seed"], strict=True))
    for variant in runs["variant"].unique():
        for seed in runs["seed"].unique():
            if (variant, seed) not in made:
                raise ValueError(
                    f"The variant {variant!r} has no run with seed {seed}, which others have: "
                    "seeds are compared in pairs, so train all variants with the same ones."
                )
            if (variant, seed) not in values.index:
                raise ValueError(f"The run of {variant!r} with seed {seed} has no epoch {epoch}.")
    return chosen.pivot_table(metric, "seed", "variant", dropna=False)[list(runs["variant"].unique())]


def _evidence(differences: NDArray) -> dict[str, float | str]:
    """Return the mean of paired differences of shape (seeds,), its 95 % interval, and what follows in words."""
    count, mean = len(differences), float(np.mean(differences))
    nothing = {"difference": mean, "low": np.nan, "high": np.nan}
    if lost := int(np.sum(~np.isfinite(differences))):
        return {**nothing, "verdict": f"no verdict: not a finite number with {lost} of {count} seeds"}
    if count == 1:
        return {**nothing, "verdict": "one seed: no verdict"}
    half = float(T_QUANTILES[min(count - 1, len(T_QUANTILES)) - 1] * np.std(differences, ddof=1) / np.sqrt(count))
    decimals = _decimals(half or abs(mean))
    if abs(mean) > half:
        side, agree = ("higher", np.sum(differences > 0)) if mean > 0 else ("lower", np.sum(differences < 0))
        size, least, most = (f"{abs(mean) + part:.{decimals}f}" for part in (0, -half, half))
        verdict = f"{side} by {size} ({least} to {most}), with {agree} of {count} seeds"
    elif half:
        verdict = f"not separated: a difference of {half:.{decimals}f} or more would have been seen"
    else:
        verdict = "the same with every seed"
    return {"difference": mean, "low": mean - half, "high": mean + half, "verdict": verdict}


def _decimals(number: float) -> int:
    """Return how many decimals show two digits of a number that are not leading zeros."""
    return max(0, 1 - int(np.floor(np.log10(number)))) if number else 0
