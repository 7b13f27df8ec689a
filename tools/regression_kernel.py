"""What the first cell of a reduced copy installs: each `fit`, `evaluate` and check by hand leaves a line of JSON.

It runs in the notebook's kernel (tools/prepare.py puts it there, loaded by its path), so it imports nothing of the
repository but `helpers.startup`. A line holds facts, which are compared exactly, and figures, which are compared within
a tolerance (tools/regression.py).
"""

import functools
import inspect
import json
import os
import threading
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any
from weakref import WeakKeyDictionary

import numpy as np

WRITING = threading.Lock()  # two models train side by side
Names = WeakKeyDictionary[Any, str]
# Of a layer, an optimizer or a loss these are never part of what is learned from.
WITHOUT_MEANING = {"name", "dtype", "trainable", "fn", "registered_name", "module", "ema_momentum", "synchronized"}


def install(file: str, start_keras: bool) -> None:
    """Record this kernel's trainings in `file`, which is emptied; use the shipped sample, whatever COURSE_DATA says.

    `start_keras` says that the notebook starts Keras anyway; without it nothing is started, nothing can be recorded.
    """
    os.environ["COURSE_DATA"] = "sample"
    os.environ.pop("COURSE_RECORD", None)
    path = Path(file).resolve()
    path.write_text("", encoding="utf-8")
    for check in ("assert_allclose", "assert_array_equal"):
        setattr(np.testing, check, checking(getattr(np.testing, check), path))
    if not start_keras:
        return
    import helpers.startup

    import keras

    names: Names = WeakKeyDictionary()
    for call in ("fit", "evaluate"):
        setattr(keras.Model, call, recording(getattr(keras.Model, call), path, names))
    keras.Model.train_on_batch = stepping(keras.Model.train_on_batch, path)


def recording(method: Callable, path: Path, names: Names) -> Callable:
    """Return `method` (`fit` or `evaluate` of a model) so that each call appends its record to `path`.

    `names` keeps the variant and seed of a model's last fit, where `training.repeat` gave them, for what is evaluated
    during and after it.
    """
    signature = inspect.signature(method)

    @functools.wraps(method)
    def recorded(model: Any, *args: Any, **kwargs: Any) -> Any:
        if "_use_cached_eval_dataset" in kwargs:  # the validation inside of fit
            return method(model, *args, **kwargs)
        given = signature.bind(model, *args, **kwargs)
        given.apply_defaults()
        if method.__name__ == "fit":
            names.pop(model, None)
            for callback in callbacks(given.arguments):
                if hasattr(callback, "variant") and hasattr(callback, "seed"):
                    names[model] = f"{callback.variant}, seed {callback.seed}"
        record = {"call": method.__name__, "run": names.get(model, ""), **compiled_facts(model)}
        record |= fit_facts(given.arguments)
        measured = data_figures(given.arguments)
        result = method(model, *args, **kwargs)
        record["parameters"] = model.count_params()  # now it is built, if it was not before
        record["model"] = [described(layer) for layer in leaves(model)]
        record["figures"] = measured | result_figures(model, result)
        write(record, path)
        return result

    return recorded


def stepping(method: Callable, path: Path) -> Callable:
    """Return `train_on_batch` so that a model's first step appends its record to `path`: layers, optimizer, loss."""
    stepped: Names = WeakKeyDictionary()

    @functools.wraps(method)
    def recorded(model: Any, *args: Any, **kwargs: Any) -> Any:
        result = method(model, *args, **kwargs)
        if model not in stepped:
            stepped[model] = "once"
            parts = {"model": [described(layer) for layer in leaves(model)], "figures": {}}
            write({"call": method.__name__, "run": "", **compiled_facts(model), **parts}, path)
        return result

    return recorded


def checking(check: Callable, path: Path) -> Callable:
    """Return a check of NumPy's `testing` that appends mean and standard deviation of what it compared to `path`.

    Both sides of a check by hand follow from the same input: with another one they agree as well, and only this shows.
    """

    @functools.wraps(check)
    def recorded(actual: Any, *args: Any, **kwargs: Any) -> None:
        check(actual, *args, **kwargs)
        values = np.asarray(actual)
        if values.dtype.kind in "fiub" and values.size:
            figures = {"compared": [rounded(values.mean(dtype=float)), rounded(values.std(dtype=float))]}
            facts = {"shape": shaped(values)}
            write({"call": check.__name__, "run": "", **facts, "model": [], "figures": figures}, path)

    return recorded


def write(record: Mapping[str, Any], path: Path) -> None:
    """Append a record to `path` as a line of JSON."""
    with WRITING, path.open("a", encoding="utf-8") as stream:
        stream.write(json.dumps(record, ensure_ascii=False) + "\n")


def compiled_facts(model: Any) -> dict[str, Any]:
    """Return the optimizer and the loss of a compiled model, each in words."""
    loss = model.loss
    losses = loss.values() if isinstance(loss, dict) else loss if isinstance(loss, list) else [loss]
    return {"optimizer": described(model.optimizer), "loss": " and ".join(described(loss) for loss in losses)}


def fit_facts(arguments: Mapping[str, Any]) -> dict[str, Any]:
    """Return shapes, batch size, epochs, callbacks: what the call says, beside the model."""
    facts: dict[str, Any] = {}
    for name, values in data_of(arguments).items():
        facts[name] = " and ".join(shaped(array) for array in values)
    for name in ("batch_size", "epochs", "initial_epoch", "steps_per_epoch", "steps", "validation_split"):
        if arguments.get(name):
            facts[name] = arguments[name]
    if not arguments.get("shuffle", True):
        facts["shuffle"] = False
    if arguments.get("class_weight"):
        facts["class_weight"] = str(arguments["class_weight"])
    known = [callback for callback in callbacks(arguments) if type(callback).__module__.startswith("keras.")]
    known = [callback for callback in known if type(callback).__name__ not in ("LambdaCallback", "TensorBoard")]
    if known:
        facts["callbacks"] = sorted(with_arguments(callback) for callback in known)
    return facts


def callbacks(arguments: Mapping[str, Any]) -> list[Any]:
    """Return the callbacks of a call as a list, whether it was given one, several, a `CallbackList` or none."""
    found = arguments.get("callbacks") or []
    return found if isinstance(found, list) else getattr(found, "callbacks", [found])


def data_of(arguments: Mapping[str, Any]) -> dict[str, list[Any]]:
    """Return the arrays of a call by name: x, y, sample_weight, validation x, validation y."""
    import keras

    named = {name: arguments.get(name) for name in ("x", "y", "sample_weight")}
    validation = arguments.get("validation_data")
    parts = validation if isinstance(validation, tuple) else (validation,)
    named |= dict(zip(("validation x", "validation y", "validation weight"), parts, strict=False))
    return {name: keras.tree.flatten(value) for name, value in named.items() if value is not None}


def shaped(values: Any) -> str:
    """Return shape and type, as in "2000 × 784 float32"; of a pipeline its class and number of batches."""
    if hasattr(values, "shape") and hasattr(values, "dtype"):
        return f"{' × '.join(map(str, values.shape))} {getattr(values.dtype, 'name', values.dtype)}"
    if hasattr(values, "element_spec"):
        return f"dataset of {int(values.cardinality())} batches"
    return type(values).__name__


def data_figures(arguments: Mapping[str, Any]) -> dict[str, list[Any]]:
    """Return mean and standard deviation: a lost scaling and validation on the training data show in them."""
    figures = {}
    for name, values in data_of(arguments).items():
        arrays = [np.asarray(array) for array in values if hasattr(array, "shape") and hasattr(array, "dtype")]
        arrays = [array for array in arrays if array.dtype.kind in "fiub"]
        if arrays:
            pairs = [(array.mean(dtype=float), array.std(dtype=float)) for array in arrays]
            figures[f"mean and std of {name}"] = [rounded(figure) for pair in pairs for figure in pair]
    return figures


def result_figures(model: Any, result: Any) -> dict[str, list[Any]]:
    """Return the history of a fit by metric, or the values of an evaluation, a list of one each."""
    if hasattr(result, "history"):
        history = {name: values for name, values in result.history.items() if np.ndim(values) == 1}
        return {name: [rounded(value) for value in values] for name, values in history.items()}
    values = result if isinstance(result, dict) else model.get_metrics_result()  # the same, with names
    return {name: [rounded(value)] for name, value in values.items() if np.ndim(value) == 0}


def rounded(value: Any) -> float | str:
    """Return seven digits, enough for 32 bits; what is not finite as a word, since JSON has no name for it."""
    value = float(value)
    return float(f"{value:.7g}") if np.isfinite(value) else str(value)


def leaves(model: Any) -> Iterator[Any]:
    """Give the layers of a model and of the models inside it."""
    for layer in model.layers:
        if hasattr(layer, "layers"):
            yield from leaves(layer)
        else:
            yield layer


def described(part: Any) -> str:
    """Return class and configuration of a layer, optimizer, schedule or loss, as in "Dense units=64 activation=relu".

    Left out are automatic names, and what is None or False.
    """
    if part is None or isinstance(part, str):
        return str(part)
    if not hasattr(part, "get_config"):
        return getattr(part, "__name__", type(part).__name__)
    try:
        config = part.get_config()
    except NotImplementedError:  # a layer of the notebook's own
        return type(part).__name__
    if not config.get("use_ema", False):
        config.pop("ema_momentum", None)
    said = [f"{name}={short(value)}" for name, value in config.items() if has_meaning(name, value)]
    if hasattr(part, "trainable_variables") and not getattr(part, "trainable", True):
        said.append("frozen")
    return " ".join([type(part).__name__, *said])


def has_meaning(name: str, value: Any) -> bool:
    """Return whether an entry of a configuration is recorded: not None, not False, not in `WITHOUT_MEANING`."""
    return name not in WITHOUT_MEANING and value is not None and value is not False


def short(value: Any) -> str:
    """Return a value of a configuration in a few characters."""
    if isinstance(value, dict) and "class_name" in value:
        config = value.get("config") or {}
        inner = config if isinstance(config, dict) else {"": config}
        said = [f"{name}={short(entry)}" for name, entry in inner.items() if has_meaning(name, entry)]
        return value["class_name"] + (f"({', '.join(said)})" if said else "")
    if isinstance(value, dict):
        return "{" + ", ".join(f"{name}: {short(entry)}" for name, entry in value.items()) + "}"
    if isinstance(value, list | tuple):
        return "(" + ", ".join(short(entry) for entry in value) + ")"
    if isinstance(value, float | np.floating):
        return f"{float(value):.6g}"
    if isinstance(value, np.ndarray):
        return f"array {value.shape}, mean {float(value.mean()):.6g}"
    return getattr(value, "__name__", str(value))


def with_arguments(callback: Any) -> str:
    """Return class and plain arguments of a callback of Keras, as in "EarlyStopping(patience=3)"."""
    said = []
    for name, parameter in inspect.signature(type(callback).__init__).parameters.items():
        value = getattr(callback, name, None)
        if isinstance(value, str | int | float) and value is not False and value != parameter.default:
            said.append(f"{name}={short(value)}")
    return f"{type(callback).__name__}({', '.join(said)})"
