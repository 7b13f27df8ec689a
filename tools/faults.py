"""Planted faults: does the suite catch them? Each is put into a code cell, and the chapter goes through the nets.

Usage: python -m tools.faults [--seed 1] [--count 100] [--chapters 03 07 09 19 25]. Faults are drawn with the seed from
the operators below; the stored code digest is made to fit, so that it cannot be what catches them. Results are added to
build/faults/ as they come; the same command goes on where it stopped. At the end: how many were caught, and each
survivor with its diff.
"""

import argparse
import ast
import difflib
import json
import os
import random
import re
import shutil
import subprocess
import sys
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import asdict, dataclass
from functools import cached_property
from pathlib import Path
from threading import Lock
from xml.etree import ElementTree

import nbformat
from nbformat import NotebookNode

from tools import course, prepare, rules

FAULTS = course.ROOT / "build" / "faults"
CHAPTERS = ("03", "07", "09", "19", "25")
REDUCTIONS = {"argmax", "argmin", "argsort", "mean", "sum", "max", "min", "std", "var", "any", "all", "softmax"}
UNIT_LAYERS = {"Dense", "Conv2D", "SeparableConv2D", "Conv1D"}
OTHER_OPTIMIZER = {"sgd": "RMSprop", "adam": "RMSprop", "rmsprop": "Adam", "nadam": "Adam", "adagrad": "Adam"}
OTHER_LOSS = {
    "mse": "mae",
    "mae": "mse",
    "mean_squared_error": "mean_absolute_error",
    "mean_absolute_error": "mean_squared_error",
    "categorical_crossentropy": "mean_squared_error",
    "binary_crossentropy": "mean_squared_error",
    "sparse_categorical_crossentropy": "poisson",
    "MeanSquaredError": "MeanAbsoluteError",
    "MeanAbsoluteError": "MeanSquaredError",
    "Huber": "LogCosh",
    "CategoricalCrossentropy": "BinaryCrossentropy",
    "BinaryCrossentropy": "MeanSquaredError",
}
# Where a number only changes how something looks, how it is compared, or what happens on the full data.
NOT_CALCULATED = re.compile(
    r"^(plt|ax|axes|plots|fig|figure|diagrams|warnings|pd\.set_option)\b|\.(round|set|legend|shape)$|^(print|round)$"
)
NO_CALCULATION = {"rtol", "atol", "figsize", "decimals", "verbose", "columns", "alt", "title", "label"}


@dataclass(frozen=True)
class Fault:
    """One changed place: bytes `start` to `end` of a cell's source become `new`."""

    operator: str
    stem: str
    cell: str
    start: int
    end: int
    new: str

    def applied(self, source: str) -> str:
        """Return the cell's code with the fault in it."""
        raw = source.encode()
        return (raw[: self.start] + self.new.encode() + raw[self.end :]).decode()


class Source:
    """A cell's code as text and tree, with what the operators ask."""

    def __init__(self, text: str):
        self.text, self.tree = text, ast.parse(text)

    @cached_property
    def parents(self) -> dict[ast.AST, ast.AST]:
        """What each node stands in."""
        return {child: node for node in ast.walk(self.tree) for child in ast.iter_child_nodes(node)}

    @cached_property
    def line_starts(self) -> list[int]:
        """Where each line begins, in bytes, as `ast` counts columns."""
        starts = [0]
        for line in self.text.encode().split(b"\n"):
            starts.append(starts[-1] + len(line) + 1)
        return starts

    def span(self, node: ast.AST) -> tuple[int, int]:
        """Return where a node stands, in bytes."""
        start = self.line_starts[node.lineno - 1] + node.col_offset  # type: ignore[attr-defined]
        return start, self.line_starts[node.end_lineno - 1] + node.end_col_offset  # type: ignore[attr-defined]

    def between(self, left: ast.AST, right: ast.AST) -> tuple[int, str]:
        """Return where the text between two nodes begins, and the text."""
        start, end = self.span(left)[1], self.span(right)[0]
        return start, self.text.encode()[start:end].decode()

    def written(self, node: ast.AST) -> str:
        """Return the text of a node."""
        start, end = self.span(node)
        return self.text.encode()[start:end].decode()

    def calls(self, *names: str) -> Iterator[ast.Call]:
        """Give the calls of a function or class of one of these names, whatever stands before the last dot."""
        for node in ast.walk(self.tree):
            if isinstance(node, ast.Call) and (not names or called(node) in names):
                yield node

    def ancestors(self, node: ast.AST) -> Iterator[ast.AST]:
        """Give what a node stands in, from the inside."""
        while node in self.parents:
            node = self.parents[node]
            yield node


Edit = tuple[int, int, str]
Operator = Callable[[Source], Iterator[Edit]]


def called(call: ast.Call) -> str:
    """Return the name that is called, without what stands before its last dot: "Dense" for `keras.layers.Dense(3)`."""
    return ast.unparse(call.func).split(".")[-1]


def keyword(call: ast.Call, *names: str) -> Iterator[ast.expr]:
    """Give the values that a call passes for keywords of these names."""
    yield from (given.value for given in call.keywords if given.arg in names)


def is_number(node: ast.AST, kinds: tuple[type, ...] = (int, float)) -> bool:
    """Return whether a node is a literal of one of the types in `kinds`; True and False are no numbers."""
    return isinstance(node, ast.Constant) and type(node.value) in kinds


# --- the operators: each gives the places where it can be applied, and what to write there


def larger_layer(source: Source) -> Iterator[Edit]:
    """Give a dense or convolutional layer one more unit or filter."""
    for call in source.calls(*UNIT_LAYERS):
        for size in [*call.args[:1], *keyword(call, "units", "filters")]:
            yield (
                *source.span(size),
                (
                    str(size.value + 1) if is_number(size, (int,)) else f"{source.written(size)} + 1"  # type: ignore[attr-defined]
                ),
            )


def linear_relu(source: Source) -> Iterator[Edit]:
    """Make a ReLU linear, as an activation or as a layer."""
    for call in source.calls():
        for value in [*keyword(call, "activation"), *(call.args[:1] if called(call) == "Activation" else [])]:
            if isinstance(value, ast.Constant) and value.value == "relu":
                yield *source.span(value), '"linear"'
        if called(call) == "ReLU":
            yield *source.span(call), 'keras.layers.Activation("linear")'


def lost_softmax(source: Source) -> Iterator[Edit]:
    """Make a softmax linear, as an activation or as a layer."""
    for call in source.calls():
        for value in [*keyword(call, "activation"), *(call.args[:1] if called(call) == "Activation" else [])]:
            if isinstance(value, ast.Constant) and value.value == "softmax":
                yield *source.span(value), '"linear"'
        if called(call) == "Softmax":
            yield *source.span(call), 'keras.layers.Activation("linear")'


def other_loss(source: Source) -> Iterator[Edit]:
    """Put another loss in place of one in `OTHER_LOSS`, or turn `from_logits` around."""
    for call in source.calls():
        for value in [*keyword(call, "loss"), *(call.args[1:2] if called(call) == "compile" else [])]:
            name = str(value.value) if isinstance(value, ast.Constant) else ""
            if name in OTHER_LOSS:
                yield *source.span(value), f'"{OTHER_LOSS[name]}"'
        for value in keyword(call, "from_logits"):
            if isinstance(value, ast.Constant):
                yield *source.span(value), str(not value.value)
        if isinstance(call.func, ast.Attribute) and call.func.attr in OTHER_LOSS:
            _, end = source.span(call.func)
            yield end - len(call.func.attr), end, OTHER_LOSS[call.func.attr]


def other_optimizer(source: Source) -> Iterator[Edit]:
    """Put another optimizer in place of one in `OTHER_OPTIMIZER`, by name or by class."""
    for call in source.calls():
        for value in [*keyword(call, "optimizer"), *(call.args[:1] if called(call) == "compile" else [])]:
            name = str(value.value).lower() if isinstance(value, ast.Constant) else ""
            if name in OTHER_OPTIMIZER:
                yield *source.span(value), f'"{OTHER_OPTIMIZER[name].lower()}"'
        if called(call).lower() in OTHER_OPTIMIZER:
            _, end = source.span(call.func)
            yield end - len(called(call)), end, OTHER_OPTIMIZER[called(call).lower()]


def other_rate(source: Source) -> Iterator[Edit]:
    """A rate that is written out: of an optimizer, a schedule, a dropout layer, or a default of a function."""
    numbers: list[ast.expr] = []
    for call in source.calls():
        numbers += keyword(call, "learning_rate", "rate", "momentum")
        if called(call).lower() in OTHER_OPTIMIZER or called(call).endswith("Decay") or called(call) == "Dropout":
            numbers += call.args[:1]
    for node in ast.walk(source.tree):
        if isinstance(node, ast.arguments):
            named = [*node.posonlyargs, *node.args]
            pairs = [*zip(named[len(named) - len(node.defaults) :], node.defaults, strict=True)]
            pairs += [(name, value) for name, value in zip(node.kwonlyargs, node.kw_defaults, strict=True) if value]
            numbers += [default for name, default in pairs if "rate" in name.arg]
        if isinstance(node, ast.Assign) and isinstance(node.targets[0], ast.Name) and "RATE" in node.targets[0].id:
            numbers.append(node.value)
    for number in numbers:
        if is_number(number, (float,)) and number.value:  # type: ignore[attr-defined]
            yield *source.span(number), f"{number.value * 1.25:.6g}"  # type: ignore[attr-defined]


def lost_scaling(source: Source) -> Iterator[Edit]:
    """Divide by 1 where the code divides by 255."""
    for node in ast.walk(source.tree):
        divided = node.right if isinstance(node, ast.BinOp) else node.value if isinstance(node, ast.AugAssign) else None
        by_255 = divided and re.fullmatch(r"(np\.float32\()?255(\.0)?\)?", ast.unparse(divided))
        if divided and by_255 and isinstance(node.op, ast.Div):  # type: ignore[attr-defined]
            yield *source.span(divided), "1"


def validation_on_training_data(source: Source) -> Iterator[Edit]:
    """In a call or a dictionary that has x, y and validation_data."""
    for node in ast.walk(source.tree):
        given: dict[str, ast.expr] = {}
        if isinstance(node, ast.Call):
            given = dict(zip(("x", "y"), node.args, strict=False))
            given |= {entry.arg: entry.value for entry in node.keywords if entry.arg}
        elif isinstance(node, ast.Dict):
            given = {
                str(key.value): value
                for key, value in zip(node.keys, node.values, strict=True)
                if isinstance(key, ast.Constant)
            }
        if {"x", "y", "validation_data"} <= set(given):
            new = f"({source.written(given['x'])}, {source.written(given['y'])})"
            if ast.unparse(ast.parse(new)) != ast.unparse(given["validation_data"]):
                yield *source.span(given["validation_data"]), new


def removed_seed(source: Source) -> Iterator[Edit]:
    """Remove what seeds a random generator: a call, its arguments, or the value of a keyword."""
    for call in source.calls():
        statement = source.parents[call]
        if called(call) in ("set_random_seed", "set_seed") and isinstance(statement, ast.Expr):
            yield *source.span(statement), "pass"
        if called(call) in ("default_rng", "RandomState") and call.args:
            yield source.span(call.args[0])[0], source.span(call.args[-1])[1], ""
        for value in keyword(call, "seed", "random_state"):
            if not (isinstance(value, ast.Constant) and value.value is None):
                yield *source.span(value), "None"


def removed_layer(source: Source) -> Iterator[Edit]:
    """Remove a dropout or batch-normalization layer from a list, a functional model or a sequence of `add`."""
    for call in source.calls("Dropout", "BatchNormalization"):
        parent = source.parents[call]
        if isinstance(parent, ast.List | ast.Tuple):
            yield *source.span(call), "*()"
        elif isinstance(parent, ast.Call) and parent.func is call:  # Dropout(0.5)(x)
            yield *source.span(parent), source.written(parent.args[0])
        elif isinstance(parent, ast.Call) and called(parent) in ("add", "append"):
            yield *source.span(parent), "pass"


def other_padding(source: Source) -> Iterator[Edit]:
    """Put "valid" in place of the padding "same", and the other way around."""
    for value in (value for call in source.calls() for value in keyword(call, "padding")):
        if isinstance(value, ast.Constant) and value.value in ("same", "valid"):
            yield *source.span(value), '"valid"' if value.value == "same" else '"same"'


def other_stride(source: Source) -> Iterator[Edit]:
    """Change a stride that is written as a number, or give a pool without one the stride 1."""
    for value in (value for call in source.calls() for value in keyword(call, "strides", "stride")):
        if is_number(value, (int,)):
            yield *source.span(value), "1" if value.value == 2 else str(value.value + 1)  # type: ignore[attr-defined]
    for call in source.calls("MaxPooling2D", "AveragePooling2D"):  # a pool without strides moves by its own size
        if call.args[:1] and is_number(call.args[0], (int,)) and not list(keyword(call, "strides")):
            start, end = source.span(call.args[0])
            yield start, end, f"{source.written(call.args[0])}, strides=1"


def other_axis(source: Source) -> Iterator[Edit]:
    """Change the axis of a reduction: 0 becomes 1, and 1 or -1 becomes 0."""
    for call in source.calls(*REDUCTIONS):
        for axis in keyword(call, "axis"):
            written = ast.unparse(axis)
            if written in ("0", "1", "-1"):
                yield *source.span(axis), "1" if written == "0" else "0"


def beside_a_check(source: Source) -> Iterator[Edit]:
    """A constant or a sign, in a cell that compares by hand."""
    if "np.testing." not in source.text:
        return
    for node in ast.walk(source.tree):
        if _only_looks(source, node):
            continue
        if isinstance(node, ast.BinOp) and isinstance(node.op, ast.Add | ast.Sub):
            start, text = source.between(node.left, node.right)
            old, new = ("+", "-") if isinstance(node.op, ast.Add) else ("-", "+")
            at = start + len(text[: text.index(old)].encode())
            if not isinstance(source.parents.get(node), ast.FormattedValue):
                yield at, at + 1, new
        elif isinstance(node, ast.UnaryOp) and isinstance(node.op, ast.USub):
            start, _ = source.span(node)
            yield start, start + 1, " "
        elif is_number(node) and not isinstance(source.parents[node], ast.Subscript | ast.Slice):
            value = node.value  # type: ignore[attr-defined]
            yield *source.span(node), str(value + 1) if isinstance(value, int) else f"{value * 1.1 or 0.1:.6g}"


def _only_looks(source: Source, node: ast.AST) -> bool:
    """Whether a number there only changes a picture, a text, or how closely is compared."""
    for above in [node, *source.ancestors(node)]:
        if isinstance(above, ast.JoinedStr):
            return True
        if isinstance(above, ast.keyword) and above.arg in NO_CALCULATION:
            return True
        if isinstance(above, ast.Call) and NOT_CALCULATED.search(ast.unparse(above.func)):
            return node not in ast.walk(above.func)
    return False


OPERATORS: dict[str, Operator] = {
    "a layer one unit larger": larger_layer,
    "ReLU made linear": linear_relu,
    "softmax lost": lost_softmax,
    "another loss": other_loss,
    "another optimizer": other_optimizer,
    "another rate": other_rate,
    "the scaling lost": lost_scaling,
    "validation on the training data": validation_on_training_data,
    "a seed removed": removed_seed,
    "dropout or batch normalization removed": removed_layer,
    "padding changed": other_padding,
    "a stride changed": other_stride,
    "the axis of a reduction changed": other_axis,
    "a constant or a sign beside a check": beside_a_check,
}


# --- drawing


def places(operator: str, stem: str, notebook: NotebookNode, replaced: set[str]) -> Iterator[Fault]:
    """Give the faults of one kind in a chapter; `replaced` are the parameters that the reduced copy sets anyway."""
    for _, cell in course.code_cells(notebook):
        source = Source(cell.source)
        for start, end, new in OPERATORS[operator](source):
            fault = Fault(operator, stem, cell.id, start, end, new)
            if not _dead(source, start, replaced) and _differs(cell.source, fault.applied(cell.source)):
                yield fault


def _dead(source: Source, place: int, replaced: set[str]) -> bool:
    """Whether a place has no effect in a reduced copy: a value that is replaced there, or what only full data reach."""
    for node in ast.walk(source.tree):
        if not isinstance(node, ast.stmt) or not source.span(node)[0] <= place < source.span(node)[1]:
            continue
        if isinstance(node, ast.Assign) and ast.unparse(node.targets[0]) in replaced:
            return True
        if isinstance(node, ast.If) and re.search(r"\b[A-Z][A-Z_]+\b|60_?000", source.written(node.test)):
            return True
    return False


def _differs(old: str, new: str) -> bool:
    try:
        return ast.dump(ast.parse(old)) != ast.dump(ast.parse(new))
    except SyntaxError:
        return False


def draw(seed: int, count: int, numbers: list[str]) -> list[Fault]:
    """Return `count` different faults; the operator is drawn first, so that each has its share."""
    table = prepare.parameter_table(prepare.REDUCED)
    offered: dict[str, list[Fault]] = defaultdict(list)
    for path in course.notebook_paths(" ".join(numbers)):
        notebook = course.read(path)
        for operator in OPERATORS:
            offered[operator] += places(operator, path.stem, notebook, set(table[path.stem]))
    chance = random.Random(seed)
    drawn: list[Fault] = []
    while len(drawn) < count and any(offered.values()):
        operator = chance.choice([name for name, faults in offered.items() if faults])
        drawn.append(offered[operator].pop(chance.randrange(len(offered[operator]))))
    return drawn


# --- trying


def try_fault(fault: Fault, folder: Path) -> dict[str, str]:
    """Return what becomes of a faulty chapter: `caught` ("" if it survives) names the net, cell and cause."""
    path = next(path for path in course.notebook_paths() if path.stem == fault.stem)
    notebook = course.read(path)
    cell = next(cell for cell in notebook.cells if cell.id == fault.cell)
    before, cell.source = cell.source, fault.applied(cell.source)
    notebook.metadata["course"]["code_sha256"] = course.code_digest(notebook)
    difference = difflib.unified_diff(before.splitlines(), cell.source.splitlines(), lineterm="", n=0)
    result = asdict(fault) | {"diff": "\n".join(list(difference)[3:])}
    usual = set(rules.problems(course.Chapter(path)))
    if broken := [said for said in rules.problems(course.Chapter(path, notebook)) if said not in usual]:
        return result | {"caught": f"rule: {broken[0]}"}
    shutil.rmtree(folder, ignore_errors=True)
    (folder / "faulty").mkdir(parents=True)
    nbformat.write(notebook, folder / "faulty" / path.name)
    prepare.prepare([folder / "faulty" / path.name], folder / "copy")
    command = [sys.executable, "-m", "pytest", "-q", "-x", "--noconftest", "-p", "tools.regression", "--color=no"]
    command += ["-o", "addopts=", "--nbval-lax", "--nbval-current-env"]
    command += ["-p", "no:cacheprovider", f"--junitxml={folder / 'report.xml'}", str(folder / "copy")]
    done = subprocess.run(command, cwd=course.ROOT, capture_output=True, text=True, encoding="utf-8")
    if done.returncode not in (0, 1):
        raise RuntimeError(done.stdout[-3000:] + done.stderr[-3000:])
    caught = "" if done.returncode == 0 else reported(folder / "report.xml", folder / "copy" / path.name)
    shutil.rmtree(folder)
    return result | {"caught": caught}


def reported(report: Path, copy: Path) -> str:
    """Return cell and first line of the cause of the first failure in a JUnit report."""
    case = next(case for case in ElementTree.parse(report).iter("testcase") if case.find("failure") is not None)
    ids = [cell.id for cell in course.read(copy).cells if cell.cell_type == "code"]
    failure = case.find("failure")
    text = (failure.text or failure.get("message") or "") if failure is not None else ""
    return f"cell {ids[int(case.get('name', '').split()[-1])]}: {cause(text)}"


def cause(text: str) -> str:
    """Return the line of nbval's report that says what went wrong."""
    text = re.sub(r"\x1b\[[\d;]*m|#x1B\[[\d;]*m", "", text)
    lines = [line.strip() for line in text.splitlines() if line.strip()]
    for number, line in enumerate(lines):
        if "does not do what is recorded" in line:
            return lines[number + 1]
    if "Cell outputs differ" in text:
        differs = [line for line in lines if re.match(r"mismatch|Missing output|Unexpected output|dissimilar", line)]
        return " ".join(["its output differs from the stored one:", *differs[:1]])
    return lines[-1] if lines else "failed"


def main() -> None:
    """Draw the faults that the command line asks for, try those not tried before, and print what caught each."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--count", type=int, default=100)
    parser.add_argument("--chapters", nargs="+", default=CHAPTERS)
    chosen = parser.parse_args()
    os.nice(10)
    FAULTS.mkdir(parents=True, exist_ok=True)
    log = FAULTS / f"seed_{chosen.seed}.jsonl"
    known = [json.loads(line) for line in log.read_text(encoding="utf-8").splitlines()] if log.is_file() else []
    faults = draw(chosen.seed, chosen.count, list(chosen.chapters))
    done = {Fault(**{name: said[name] for name in Fault.__dataclass_fields__}): said for said in known}
    writing = Lock()

    def one(numbered: tuple[int, Fault]) -> None:
        number, fault = numbered
        if fault not in done:
            done[fault] = try_fault(fault, FAULTS / f"{chosen.seed}_{number}")
            with writing, log.open("a", encoding="utf-8") as stream:
                stream.write(json.dumps(done[fault], ensure_ascii=False) + "\n")
        print(f"{number:>3} {fault.stem[:2]} {fault.operator}: {done[fault]['caught'] or 'SURVIVES'}", flush=True)

    with ThreadPoolExecutor(2) as pool:
        list(pool.map(one, enumerate(faults, 1)))
    summary([done[fault] for fault in faults])


def summary(results: list[dict[str, str]]) -> None:
    """Print how many faults were caught, in all and by operator, and each survivor with its diff."""
    survivors = [result for result in results if not result["caught"]]
    print(f"\n{len(results) - len(survivors)} of {len(results)} faults were caught")
    drawn, lost = (Counter(result["operator"] for result in part) for part in (results, survivors))
    for operator, count in drawn.items():
        print(f"  {operator:<40} {count - lost[operator]:>3} of {count}")
    for result in survivors:
        print(f"\nsurvived in {result['stem']}, cell {result['cell']}: {result['operator']}\n{result['diff']}")


if __name__ == "__main__":
    main()
