"""One digest for what makes a training what it is: two recorded runs are the same if their digests are.

It covers the model, what `compile` and `fit` were given, the contents of the data, the callbacks and what is measured.
What Keras chooses by itself does not change it: names are left out, and so are settings that have their default, which
a newer Keras may list. Functions and classes of one's own count by their source (comments and line breaks aside) and
by what they use; those of libraries and of `helpers` by their name. First weights follow from the seed, which is not
part of the digest; weights that a `build` reads from a file are not looked at.
"""

import helpers.startup

import ast
import functools
import hashlib
import inspect
import json
import linecache
import types
import warnings
from collections.abc import Callable, Iterable, Mapping
from typing import Any

import keras
import numpy as np

LIBRARIES = ("keras", "tensorflow", "numpy", "helpers")
HOW_COMPUTED = ("steps_per_execution", "jit_compile", "run_eagerly")  # the training is the same


def of(
    model: keras.Model, fit: Mapping[str, Any], callbacks: Iterable[keras.callbacks.Callback], measures: Iterable[Any]
) -> str:
    """Return the SHA-256 digest of a training, 64 hexadecimal digits.

    `model` is compiled and not yet trained. `fit` holds the arguments of `model.fit` without the callbacks; data are
    arrays or tuples of arrays. `measures` are functions that add to the logs, or None.
    """
    describe = _Description().of
    compiled = _given(keras.Model.compile, model._compile_config.config)
    compiled = {name: value for name, value in compiled.items() if name not in HOW_COMPUTED}
    program = {
        "model": describe(model),
        "compile": compiled | {"optimizer": model.optimizer},  # which may have been given by name
        "precision": keras.config.dtype_policy().name,
        "fit": _given(keras.Model.fit, fit),
        "callbacks": list(callbacks),
        "measures": list(measures),
    }
    text = json.dumps(describe(program), sort_keys=True, ensure_ascii=False)
    return hashlib.sha256(text.encode()).hexdigest()


class _Description:
    """Turns whatever belongs to a training into JSON values that are equal where the training is."""

    def __init__(self) -> None:
        self.telling: list[types.CodeType] = []  # functions that call each other are not told for ever

    def of(self, value: Any) -> Any:
        """Return the description of any value; TypeError if there is none."""
        if isinstance(value, np.generic):
            value = value.item()
        if value is None or isinstance(value, bool | int | str):
            return value
        if isinstance(value, float):
            return float(f"{value:.6g}")  # a rate of 0.001 comes back from float32 as 0.0010000000475
        if isinstance(value, Mapping):
            return {str(name): self.of(inner) for name, inner in value.items()}
        if isinstance(value, list | tuple | set | frozenset):
            inner = [self.of(inner) for inner in value]
            return sorted(inner, key=str) if isinstance(value, set | frozenset) else inner
        if isinstance(value, keras.Model):
            return self._model(value)
        if isinstance(value, keras.callbacks.Callback):
            return self._made(value, vars(value), vars)
        if hasattr(value, "get_config"):
            return self._made(value, _settings(value), _settings)
        if hasattr(value, "__array__"):
            return _array(np.asarray(value))
        if isinstance(value, type):
            return self._class(value)
        if callable(value):
            return self._function(value)
        raise TypeError(
            f"No digest can be made of a run with a {type(value).__name__}: give arrays, numbers, text, functions."
        )

    def _model(self, model: keras.Model) -> dict[str, Any]:
        """Describe the layers by their positions, and in a graph of layers what each is called with."""
        described = {"class": self._class(type(model)), "trainable": model.trainable}
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # about lambdas, which are told by their source here
            try:
                config = model.get_config()
            except NotImplementedError:  # a class of one's own
                config = {}
        if "input_layers" not in config:
            return {**described, "layers": self.of(model.layers)}
        position = {layer["name"]: index for index, layer in enumerate(config["layers"])}

        def told(value: Any) -> Any:
            """Replace the names of layers in connections, and leave out shapes, which follow."""
            if isinstance(value, Mapping) and value.get("class_name") == "__keras_tensor__":
                value = value["config"]["keras_history"]
            if isinstance(value, Mapping):
                return {name: told(inner) for name, inner in value.items() if inner is not None}
            if isinstance(value, list | tuple):
                return [told(inner) for inner in value]
            return position.get(value, value) if isinstance(value, str) else self.of(value)

        calls = [told(layer["inbound_nodes"]) for layer in config["layers"]]
        ends = {side: told(config[side]) for side in ("input_layers", "output_layers")}
        return {**described, **ends, "layers": self.of(model.operations), "calls": calls}

    def _made(self, value: Any, settings: Mapping[str, Any], settings_of: Callable) -> dict[str, Any]:
        """Describe an object by its class and by the settings in which it differs from one made with defaults."""
        public = {name: inner for name, inner in settings.items() if name[0] != "_" and name not in ("name", "params")}
        required = {
            name: public[name]
            for name, parameter in inspect.signature(type(value)).parameters.items()
            if parameter.default is parameter.empty and name in public
        }
        told = {name: self._if_possible(inner) for name, inner in public.items()}
        try:
            usual = {name: self._if_possible(inner) for name, inner in settings_of(type(value)(**required)).items()}
        except Exception:  # it cannot be made like that: what is on counts
            usual = {name: inner for name, inner in told.items() if inner is None or inner is False}
        unusual = {
            name: inner for name, inner in told.items() if name in required or name not in usual or inner != usual[name]
        }
        return {"class": self._class(type(value)), **unusual}

    def _if_possible(self, value: Any) -> Any:
        try:
            return self.of(value)
        except TypeError:
            return self._class(type(value))

    def _class(self, kind: type) -> Any:
        methods = [inner for inner in vars(kind).values() if isinstance(inner, types.FunctionType)]
        if _from_library(kind) or not methods:
            return kind.__name__
        source = _source(methods[0].__code__, of_class=True)
        return {"source": source, "bases": [self._class(base) for base in kind.__bases__]}

    def _function(self, function: Any) -> Any:
        """Describe a function by its source, its default values and the names from outside that it uses."""
        if isinstance(function, functools.partial):
            return [self._function(function.func), self.of(function.args), self.of(function.keywords)]
        if isinstance(function, types.MethodType):
            return [self._function(function.__func__), self._if_possible(function.__self__)]
        if not isinstance(function, types.FunctionType) or _from_library(function):
            return getattr(function, "__name__", type(function).__name__)
        if function.__code__ in self.telling:
            return function.__name__
        self.telling.append(function.__code__)
        outside = inspect.getclosurevars(function)
        used = {**outside.globals, **outside.nonlocals}
        told = {
            "source": _source(function.__code__),
            "defaults": self._if_possible([function.__defaults__, function.__kwdefaults__]),
            "uses": {name: self._if_possible(inner) for name, inner in used.items()},
        }
        self.telling.pop()
        return told


def _given(function: Callable, arguments: Mapping[str, Any]) -> dict[str, Any]:
    """Return the arguments that are not what the function takes by itself."""
    defaults = {name: parameter.default for name, parameter in inspect.signature(function).parameters.items()}
    return {
        name: value
        for name, value in arguments.items()
        if not (value is defaults.get(name) or (np.isscalar(value) and value == defaults.get(name)))
    }


def _settings(value: Any) -> dict[str, Any]:
    """Return an object's configuration, with functions and objects as such where Keras writes a dictionary."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # about lambdas
        config = value.get_config()
    for name, told in config.items():
        dictionaries = told if isinstance(told, list) else [told]
        if any(isinstance(one, Mapping) and "class_name" in one for one in dictionaries):
            found = [getattr(value, attribute, None) for attribute in (name, f"_{name}")]
            objects = [it for it in found if callable(it) or hasattr(it, "get_config") or isinstance(it, list)]
            config[name] = objects[0] if objects else told
    return config


def _array(values: np.ndarray) -> dict[str, Any]:
    """Describe data. Keras trains on float32, so float64 counts as that."""
    if values.dtype == object:
        raise TypeError("No digest can be made of an array of Python objects: give numbers or text.")
    if values.dtype.kind == "f":
        values = values.astype("float32", copy=False)
    contents = hashlib.sha256(np.ascontiguousarray(values).data)
    return {"shape": list(values.shape), "dtype": values.dtype.str, "contents": contents.hexdigest()}


def _from_library(thing: Any) -> bool:
    return (thing.__module__ or "").partition(".")[0] in LIBRARIES


def _source(code: types.CodeType, *, of_class: bool = False) -> str:
    """Return the source of a function, or of the class that it stands in, as Python itself would write it."""
    lines = linecache.getlines(code.co_filename)  # of cells as well
    spans = set(code.co_positions())
    line, found = code.co_firstlineno, []
    for node in ast.walk(ast.parse("".join(lines))):
        if isinstance(node, ast.Lambda):
            body = node.body
            span = (body.lineno, body.end_lineno, body.col_offset, body.end_col_offset)
            hit = not of_class and code.co_name == "<lambda>" and node.lineno == line and span in spans
        elif isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            first = min([node.lineno, *(decorator.lineno for decorator in node.decorator_list)])
            hit = not of_class and (node.name, first) == (code.co_name, line)
        else:
            hit = of_class and isinstance(node, ast.ClassDef) and node.lineno <= line <= (node.end_lineno or 0)
        if hit:
            found.append(node)
    if not found:
        raise ValueError(f"The source of {code.co_name} cannot be read: define it in a cell or in a file.")
    return ast.unparse(found[-1])  # `walk` comes to what is inside last
