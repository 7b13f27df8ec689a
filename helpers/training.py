"""One picture that is updated while a model trains, and runs repeated with several seeds."""

import helpers.startup

import contextlib
import threading
import time
from collections.abc import Callable, Iterable, Mapping
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import keras
import matplotlib.pyplot as plt
import pandas as pd
from IPython.display import display

from helpers import plots


class LivePlot(keras.callbacks.Callback):
    """Draw loss and metrics in one picture and update it as the epochs pass.

    `metrics` names the panels, each drawn for the training and, where there is one, the validation data. A redraw
    takes a tenth of a second, so there is at most one every `pause` seconds, and one at the end.
    """

    def __init__(self, metrics: Iterable[str] = ("loss", "accuracy"), pause: float = 1.0):
        super().__init__()
        self.metrics, self.pause = tuple(metrics), pause

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
        plots.training_curves(pd.DataFrame(self.epochs), self.metrics)
        figure = plt.gcf()
        if self.handle is None:
            self.handle = display(figure, display_id=True)
        else:
            self.handle.update(figure)
        plt.close(figure)
        self.drawn_at = time.monotonic()


# What a variant may say about `fit`; everything else that it says is an argument of the function that builds the model.
FIT_ARGUMENTS = frozenset({"x", "y", "epochs", "batch_size", "validation_data"})
STEPS_PER_CALL = 64

Measure = Callable[[keras.Model], Mapping[str, float]]


def repeat(
    build: Callable[..., keras.Model],
    variants: Mapping[str, Mapping[str, Any]],
    seeds: Iterable[int],
    *,
    each_epoch: Measure | None = None,
    at_end: Measure | None = None,
    callbacks: Callable[[], list[keras.callbacks.Callback]] = list,
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
    """
    seeds = list(seeds)
    if not variants or not seeds:
        raise ValueError("repeat needs at least one variant and one seed.")
    part = len(seeds) if len(variants) > 1 else (len(seeds) + 1) // 2
    jobs = [(variant, seeds[at : at + part]) for variant in variants for at in range(0, len(seeds), part)]
    random_state = threading.Lock()

    def train(job: tuple[str, list[int]]) -> pd.DataFrame:
        variant, its_seeds = job
        arguments, to_fit = arguments_of(variants[variant], fit)
        model, frames = None, []
        for seed in its_seeds:
            with contextlib.ExitStack() as turn:
                turn.enter_context(random_state)  # until training starts: after that no draw depends on it
                keras.utils.set_random_seed(seed)
                model = _compiled(model, build(**arguments))
                started = keras.callbacks.LambdaCallback(on_train_begin=lambda logs, turn=turn: turn.close())
                extra = [*measuring(model, each_epoch), *callbacks()]
                history = model.fit(**to_fit, callbacks=[started, *extra], verbose=0)
            columns = {"variant": variant, "seed": seed, "epoch": range(1, len(history.epoch) + 1), **history.history}
            frames.append(pd.DataFrame({**columns, **({} if at_end is None else at_end(model))}))
        return pd.concat(frames)

    with ThreadPoolExecutor(2 if keras.backend.backend() == "tensorflow" else 1) as pool:
        return pd.concat(pool.map(train, jobs), ignore_index=True)


def arguments_of(variant: Mapping[str, Any], fit: Mapping[str, Any]) -> tuple[dict[str, Any], dict[str, Any]]:
    """Return what a variant passes to `build`, and what to `fit`."""
    to_build = {name: value for name, value in variant.items() if name not in FIT_ARGUMENTS}
    return to_build, {**fit, **{name: value for name, value in variant.items() if name in FIT_ARGUMENTS}}


def measuring(model: keras.Model, each_epoch: Measure | None) -> list[keras.callbacks.Callback]:
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
