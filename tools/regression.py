"""The second net: what each reduced copy trains and shows is compared with `tests/notebooks/trainings/NN.json`.

A pytest plugin (`-p tools.regression`) beside nbval: it compares each cell after it has run, or with
`--record-trainings FOLDER` writes what it found. Facts (layers, optimizer, loss, shapes, epochs) are compared exactly;
figures (histories, evaluations, numbers that unmarked cells show) within a tolerance, which `measure` derives from runs
under several settings of the processor's libraries.

Usage: python -m tools.regression record|measure [NUMBER ...]. `record` writes the files and keeps their tolerances.
"""

import json
import math
import os
import platform
import re
import subprocess
import sys
from collections import Counter
from collections.abc import Iterator, Mapping
from hashlib import sha256
from pathlib import Path
from typing import Any

import pytest
from nbformat import NotebookNode
from nbval.plugin import IPyNbCell, IPyNbFile

from helpers import files
from tools import course, limits, prepare, saved

TRAININGS = course.ROOT / "tests" / "notebooks" / "trainings"
MEASURED = course.ROOT / "build" / "measured"
THREADS = ("TF_NUM_INTRAOP_THREADS", "TF_NUM_INTEROP_THREADS", "OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS")
# How the processor's libraries (TensorFlow's oneDNN, NumPy's loops and OpenBLAS) can calculate. The first is as it is.
SETTINGS: dict[str, dict[str, str]] = {
    "as it is": {},
    "without oneDNN": {"TF_ENABLE_ONEDNN_OPTS": "0"},
    "SSE": {
        "ONEDNN_MAX_CPU_ISA": "SSE41",
        "OPENBLAS_CORETYPE": "Nehalem",
        "NPY_DISABLE_CPU_FEATURES": "X86_V3",
    },
    "one thread": dict.fromkeys(THREADS, "1"),
    "four threads": dict.fromkeys(THREADS, "4"),
}
DEFAULT = 1e-4  # relative to the largest figure of a history; wider where that was measured
FACTOR = 10  # a tolerance is so many times the measured spread; at 1 and above nothing is compared
DATA = 1e-5  # mean and standard deviation of the data do not depend on a training
FLIPS = 2  # so many examples may be classified otherwise, as a share of all
KEPT_EPOCHS = 8  # of a longer history
REPORTED = 6  # deviations of a cell
NUMBER = re.compile(r"(?<![\w.])[-+−]?(?:\d{1,3}(?:,\d{3})+|\d+)(?:\.\d+)?(?:[eE][-+]?\d+)?(?!\w)")

Record = dict[str, Any]
Content = dict[str, dict[str, Any]]  # "cells" and "tolerances"
Cell = dict[str, Any]  # "trainings": records by label, "shows": lines
# Tolerances beyond the default, by epoch or line, both from 1. None: not compared. "length": nor is their number.
Wider = dict[str, float | None]
OF_DATA = "mean and std of "  # how figures of the data begin
FOUND = pytest.StashKey[dict[str, dict[str, Cell]]]()
READ = pytest.StashKey[int]()
EXPECTED = pytest.StashKey[Content]()


# --- the plugin


def pytest_addoption(parser: pytest.Parser) -> None:
    """Add the option `--record-trainings FOLDER` to pytest."""
    parser.addoption("--record-trainings", metavar="FOLDER", help="write what the notebooks train and show there")


def pytest_configure(config: pytest.Config) -> None:
    """Make room for what the notebooks of this run train and show; say how long a cell may run."""
    config.stash[FOUND] = {}
    config.option.nbval_cell_timeout = limits.CELL_SECONDS


@pytest.hookimpl(wrapper=True)
def pytest_runtest_call(item: pytest.Item) -> Iterator[None]:
    """After a cell of a reduced copy has run, compare what it trained and showed, or keep it."""
    if not isinstance(item, IPyNbCell) or not _is_reduced(item.parent):
        return (yield)
    try:
        result = yield
    finally:
        records = _new_records(item.parent)
    found = what_is_found(item.cell, records, item.test_outputs or [])
    if item.config.getoption("record_trainings"):
        item.config.stash[FOUND].setdefault(item.path.stem, {})[item.cell.id] = found
        return result
    if item.cell.id == prepare.RECORDER:
        item.parent.stash[EXPECTED] = read(item.path.stem)  # if there is no record, this first cell fails
    expected = item.parent.stash.get(EXPECTED, None)
    if expected and (deviations := compare(item.cell.id, found, expected)):
        _report(item, deviations)
    return result


def pytest_sessionfinish(session: pytest.Session) -> None:
    """Write what was kept for `--record-trainings`, a file for each notebook, without tolerances."""
    folder = session.config.getoption("record_trainings")
    for stem, cells in session.config.stash[FOUND].items():
        write(Path(folder) / file_name(stem), cells, {})


def _is_reduced(notebook: IPyNbFile) -> bool:
    return any(cell.get("id") == prepare.RECORDER for cell in notebook.nb.cells)


def _new_records(notebook: IPyNbFile) -> list[Record]:
    """Return what the kernel has recorded since the last call."""
    path = prepare.records_of(notebook.path)
    lines = path.read_text(encoding="utf-8").splitlines() if path.exists() else []
    before = notebook.stash.get(READ, 0)
    notebook.stash[READ] = len(lines)
    return [json.loads(line) for line in lines[before:]]


def _report(item: IPyNbCell, deviations: list[str]) -> None:
    number = item.path.stem.split("_")[0]
    shown = deviations[:REPORTED]
    more = [f"and {len(deviations) - REPORTED} more"] if len(deviations) > REPORTED else []
    remedy = f"If this is meant, `make notebooks NB={number}` writes the record anew. (Without a seed it never fits.)"
    message = "\n".join([f"cell {item.cell.id} does not do what is recorded:", *shown, *more, remedy])
    if (sys.platform, platform.machine()) != ("linux", "x86_64"):
        item.warn(pytest.PytestWarning(f"Not measured on this kind of machine, so this is no failure: {message}"))
    else:
        item.raise_cell_error(message)


# --- what a cell does


def what_is_found(cell: NotebookNode, records: list[Record], outputs: list[NotebookNode]) -> Cell:
    """Return the cell's entry: its trainings by label, and what it shows where net one and the tags leave it open."""
    found: Cell = {}
    if records:
        found["trainings"] = labeled(records)
    if not {course.CHECKED, saved.NOT_COMPARED, "timing"} & set(course.tags(cell)) and (lines := shown_lines(outputs)):
        found["shows"] = lines
    return found


def labeled(records: list[Record]) -> dict[str, Record]:
    """Return the records by label, those of named runs by name (two threads train side by side), others in order."""
    named = sorted(records, key=lambda record: (record["run"] != "", record["run"]))
    times: Counter[str] = Counter()
    result = {}
    for record in named:
        label = f"{record['call']} of {record['run']}" if record["run"] else record["call"]
        times[label] += 1
        kept = {name: value for name, value in record.items() if name not in ("call", "run", "figures")}
        figures = {name: thinned(values) for name, values in record["figures"].items()}
        lengths = {len(values) for name, values in record["figures"].items() if not name.startswith(OF_DATA)}
        kept["length"] = max(lengths, default=0)  # the epochs that were run
        result[label if times[label] == 1 else f"{label} ({times[label]})"] = kept | {"figures": figures}
    return result


def thinned(values: list[Any]) -> list[Any]:
    """Return the values of a history at the epochs that are kept."""
    return [values[index] for index in kept_indices(len(values))]


def kept_indices(count: int) -> list[int]:
    """Return which epochs of a long history are kept: first, last and some between."""
    if count <= KEPT_EPOCHS:
        return list(range(count))
    return sorted({round(part * (count - 1) / (KEPT_EPOCHS - 1)) for part in range(KEPT_EPOCHS)})


def shown_lines(outputs: list[NotebookNode]) -> list[str]:
    """Return the text of a cell's outputs; a table once, of pictures nothing."""
    texts = []
    for output in outputs:
        data = output.get("data", {})
        if output.get("name") == "stdout":
            texts.append(output.text)
        elif not any(kind.startswith("image/") or "widget" in kind for kind in data):
            text, html = data.get("text/plain", ""), data.get("text/html", "")
            if text.startswith("<") and "data:" not in html:  # a repr; the content stands in the other form
                text = re.sub(r"<[^>]+>", " ", re.sub(r"(?s)<(style|script)\b.*?</\1>", "", html))
            texts.append("" if text.startswith("<") else text)
    lines = [" ".join(line.split()) for text in texts for line in text.splitlines()]
    return [line for line in lines if line]


# --- comparing


def compare(cell_id: str, found: Cell, expected: Content) -> list[str]:
    """Return sentences that say what `found` does otherwise than the record of the chapter."""
    cell, tolerances = (expected[part].get(cell_id, {}) for part in ("cells", "tolerances"))
    trained, recorded = found.get("trainings", {}), cell.get("trainings", {})
    deviations = [f"{label}: it is recorded, but was not run" for label in recorded if label not in trained]
    deviations += [f"{label}: it was run, but is not recorded" for label in trained if label not in recorded]
    both = [label for label in recorded if label in trained]
    for label in both:
        deviations += [f"{label}: {fact}" for fact in different_facts(trained[label], recorded[label])]
    for label in both:
        deviations += [
            f"{label}, {what}" for what in different_figures(trained[label], recorded[label], tolerances.get(label, {}))
        ]
    return deviations + different_lines(found.get("shows", []), cell.get("shows", []), tolerances.get("shows", {}))


def different_facts(found: Record, recorded: Record) -> list[str]:
    """Return sentences on the facts of a training that differ from its record; of the layers, on the first."""
    said = []
    for name in {**recorded, **found}:
        if name in ("model", "figures", "length"):
            continue
        new, old = found.get(name), recorded.get(name)
        if new != old:
            said.append(f"{name} is {new}, recorded is {old}")
    layers, before = found["model"], recorded["model"]
    if len(layers) != len(before):
        said.append(f"the model has {len(layers)} layers, recorded are {len(before)}")
    pairs = enumerate(zip(layers, before, strict=False), 1)
    return said + [f"layer {number} is {new}, recorded is {old}" for number, (new, old) in pairs if new != old][:1]


def different_figures(found: Record, recorded: Record, wider: Wider) -> list[str]:
    """Compare the figures, those of each epoch within its tolerance times the largest figure of the history."""
    new, old = found["figures"], recorded["figures"]
    said = [f"figures {sorted(new)}, recorded are {sorted(old)}"] if set(new) != set(old) else []
    if found["length"] != recorded["length"] and "length" not in wider:
        return [*said, f"it ran {found['length']} epochs, recorded are {recorded['length']}"]
    epochs = kept_indices(recorded["length"])
    for name in (name for name in old if name in new):
        for index, (value, before) in enumerate(zip(new[name], old[name], strict=False)):
            of_data = name.startswith(OF_DATA)
            epoch = "data" if of_data else str(epochs[index] + 1)
            tolerance = DATA if of_data else wider.get(epoch, DEFAULT)
            if tolerance is None or ("length" in wider and not of_data):
                continue
            allowed = tolerance * largest(old[name]) + (0 if of_data else flips(name, recorded))
            if distance(value, before) > allowed:
                where = f"epoch {epoch}, " if recorded["length"] > 1 and not of_data else ""
                said.append(f"{where}{name}: found {value}, recorded {before} (± {allowed:.2g})")
                break
    return said


def different_lines(found: list[str], recorded: list[str], wider: Wider) -> list[str]:
    """Return a sentence if the number of lines differs, or on the first line beyond its tolerance; else []."""
    if "length" in wider:
        return []
    if len(found) != len(recorded):
        return [f"it shows {len(found)} lines of text, recorded are {len(recorded)}: {found}, recorded is {recorded}"]
    for number, (new, old) in enumerate(zip(found, recorded, strict=True), 1):
        tolerance = wider.get(str(number), 0.0)
        if tolerance is not None and spread_of_line(new, old) > tolerance:
            return [f"it shows {new!r}, recorded is {old!r}"]
    return []


def spread_of_line(new: str, old: str) -> float:
    """Return how far the numbers of two lines are apart, relative to them; infinity if the words differ.

    A number that is rounded, 0.93, may differ by one in its last digit.
    """
    if NUMBER.sub("#", new) != NUMBER.sub("#", old):
        return math.inf
    spread = 0.0
    for one, other in zip(NUMBER.findall(new), NUMBER.findall(old), strict=True):
        apart = abs(value_of(one) - value_of(other)) - 1.01 * max(unit(one), unit(other))
        spread = max(spread, apart / max(abs(value_of(other)), 1e-12)) if apart > 0 else spread
    return spread


def value_of(number: str) -> float:
    """Return the value of a number as `NUMBER` finds it, with thousands separators or a typographic minus."""
    return float(number.replace(",", "").replace("−", "-"))


def unit(number: str) -> float:
    """Return what one in the last digit is worth, 0.01 for 0.93; 0 for a whole number."""
    mantissa, _, exponent = number.lower().partition("e")
    _, point, decimals = mantissa.partition(".")
    return 10.0 ** (int(exponent or 0) - len(decimals)) if point or exponent else 0.0


def largest(values: list[Any]) -> float:
    """Return the largest absolute value among figures, 0 if there is none; words such as nan do not count."""
    return max((abs(value) for value in values if not isinstance(value, str)), default=0.0)


def distance(value: Any, other: Any) -> float:
    """Return how far two figures are apart; a word, nan or inf, is infinitely far from all but itself."""
    if isinstance(value, str) or isinstance(other, str):  # nan and inf are words
        return 0.0 if value == other else math.inf
    return abs(value - other)


def flips(name: str, record: Record) -> float:
    """Return the room that an accuracy needs: it jumps when an example that lies on the border changes sides."""
    shape = record.get("validation x" if name.startswith("val_") else "x", "")
    count = re.match(r"\d+", shape)
    return FLIPS / int(count.group()) if "acc" in name and count else 0.0


# --- the files


def file_name(stem: str) -> str:
    """Return the name of the file that records a notebook: "07.json" for the stem "07_title"."""
    return f"{stem.split('_')[0]}.json"


def read(stem: str, folder: Path = TRAININGS) -> Content:
    """Return what is recorded of a notebook: "cells" by id, as they are found, and "tolerances" by cell and label."""
    path = folder / file_name(stem)
    if not path.is_file():
        number = stem.split("_")[0]
        raise course.CourseError(f"{path.name} is missing: `make notebooks NB={number}` records what {stem} trains")
    content = json.loads(path.read_text(encoding="utf-8"))
    for cell in content["cells"].values():
        common = cell.pop("all", {})
        for label, record in cell.get("trainings", {}).items():
            figures = common.get("figures", {}) | record.get("figures", {})
            whole = common | record | {"figures": figures}
            cell["trainings"][label] = whole | {"model": content["models"][whole["model"]]}
    return {"cells": content["cells"], "tolerances": content["tolerances"]}


def write(path: Path, cells: Mapping[str, Cell], tolerances: Mapping[str, Any]) -> None:
    """Write the record of a notebook: each model once, what the trainings of a cell share once, a history in a line."""
    models: dict[str, list[str]] = {}
    kept = {cell_id: shared(cell, models) for cell_id, cell in cells.items() if cell}
    content = {"cells": kept, "models": models, "tolerances": dict(tolerances)}
    text = json.dumps(content, indent=1, ensure_ascii=False)
    number = r'(?:[-+.\de]+|"nan"|"-?inf")'
    one_line = re.sub(rf"\[\n\s+({number}(?:,\n\s+{number})*)\n\s+\]", _joined, text)
    path.parent.mkdir(parents=True, exist_ok=True)
    files.replace(path, one_line + "\n")


def shared(cell: Cell, models: dict[str, list[str]]) -> Cell:
    """Return a cell as it is written; its models go to `models`, named by a short digest."""
    if "trainings" not in cell:
        return cell
    records = {}
    for label, record in cell["trainings"].items():
        name = sha256("\n".join(record["model"]).encode()).hexdigest()[:6]
        models[name] = record["model"]
        records[label] = record | {"model": name}
    if len(records) == 1:
        return cell | {"trainings": records}
    common = in_all(list(records.values()))
    figures = in_all([record["figures"] for record in records.values()])
    rest = {label: without(record, common) for label, record in records.items()}
    for label, record in records.items():
        rest[label]["figures"] = without(record["figures"], figures)
    return {"all": common | {"figures": figures}, **cell, "trainings": rest}


def in_all(records: list[Record]) -> Record:
    """Return the entries that all records have in common; `records` must not be empty."""
    return {name: value for name, value in records[0].items() if all(record.get(name) == value for record in records)}


def without(record: Record, common: Record) -> Record:
    """Return a record without the entries whose names are in `common`."""
    return {name: value for name, value in record.items() if name not in common}


def _joined(match: re.Match) -> str:
    return "[" + re.sub(r",\n\s+", ", ", match.group(1)) + "]"


# --- recording and measuring


def run(folder: Path, into: Path, environment: Mapping[str, str] | None = None) -> subprocess.CompletedProcess:
    """Let nbval execute the reduced copies in `folder`, and write what they train and show into `into`."""
    command = [sys.executable, "-m", "pytest", "-q", "--noconftest", "-p", "tools.regression", "-p", "no:cacheprovider"]
    command += ["-n", "2", str(folder), "--record-trainings", str(into)]
    return subprocess.run(
        command, cwd=course.ROOT, env=os.environ | (environment or {}), capture_output=True, text=True, encoding="utf-8"
    )


def record(paths: list[Path], into: Path = TRAININGS) -> None:
    """Write the records of the notebooks at `paths` anew; tolerances stay. Raise CourseError if a cell fails."""
    copies = course.ROOT / "build" / "recorded" / paths[0].stem
    found = copies / "found"
    prepare.prepare(paths, copies)
    done = run(copies, found)
    if done.returncode:
        raise course.CourseError(f"a reduced copy in {copies} fails:\n{done.stdout[-5000:]}")
    for path in paths:
        kept = read(path.stem, into)["tolerances"] if (into / file_name(path.stem)).is_file() else {}
        cells = read(path.stem, found)["cells"]
        write(into / file_name(path.stem), cells, {cell_id: kept[cell_id] for cell_id in kept if cell_id in cells})


def measure(paths: list[Path]) -> None:
    """Run the reduced copies under all settings; write records and tolerances, print what spreads most."""
    copies = MEASURED / "copies"
    for name, environment in SETTINGS.items():
        prepare.prepare(paths, copies)
        print(f"running {len(paths)} notebooks: {name}", flush=True)
        done = run(copies, MEASURED / name, environment)
        if done.returncode:
            print(done.stdout[-3000:], flush=True)
    for path in paths:
        runs = {name: read(path.stem, MEASURED / name)["cells"] for name in SETTINGS}
        reference = runs.pop("as it is")
        tolerances: dict[str, dict[str, Wider]] = {}
        for cell_id, cell in reference.items():
            wide = tolerances_of(cell, [other.get(cell_id, {}) for other in runs.values()])
            if wide:
                tolerances[cell_id] = wide
        write(TRAININGS / file_name(path.stem), reference, tolerances)
        print(f"{path.stem}: {json.dumps(tolerances, ensure_ascii=False)}", flush=True)


def tolerances_of(cell: Cell, others: list[Cell]) -> dict[str, Wider]:
    """Return what a cell needs beyond the default: by label of its trainings, and for what it shows."""
    wide = {}
    for label, recorded in cell.get("trainings", {}).items():
        found = [other.get("trainings", {}).get(label) for other in others]
        wide[label] = wider_figures(recorded, [record for record in found if record])
    if "shows" in cell:
        wide["shows"] = wider_lines(cell["shows"], [other.get("shows", []) for other in others])
    return {label: by_place for label, by_place in wide.items() if by_place}


def wider_figures(recorded: Record, others: list[Record]) -> Wider:
    """Return the tolerance of each epoch whose figures spread further than the default allows, by its number."""
    if any(other["length"] != recorded["length"] for other in others):
        return {"length": None}
    wider: Wider = {}
    for index, epoch in enumerate(kept_indices(recorded["length"])):
        spread = 0.0
        for name, values in recorded["figures"].items():
            found = [other["figures"].get(name, values) for other in others if not name.startswith(OF_DATA)]
            apart = max((distance(figures[index], values[index]) for figures in found), default=0.0)
            spread = max(spread, (apart - flips(name, recorded)) / max(largest(values), 1e-12))
        if FACTOR * spread > DEFAULT:
            wider[str(epoch + 1)] = widened(spread)
    return wider


def wider_lines(recorded: list[str], others: list[list[str]]) -> Wider:
    """Return the tolerance of each line whose numbers spread, by its number; None where the words differ."""
    if any(len(other) != len(recorded) for other in others):
        return {"length": None}
    spreads = [max(spread_of_line(other[at], line) for other in others) for at, line in enumerate(recorded)]
    return {str(number): widened(spread) for number, spread in enumerate(spreads, 1) if spread > 0}


def widened(spread: float) -> float | None:
    """Return the tolerance for a measured spread, with two digits; None if nothing can be compared."""
    return float(f"{FACTOR * spread:.2g}") if FACTOR * spread < 1 else None


if __name__ == "__main__":
    if sys.argv[1:2] not in (["record"], ["measure"]):
        sys.exit(__doc__)
    try:
        chosen = course.notebook_paths(" ".join(sys.argv[2:]))
        {"record": record, "measure": measure}[sys.argv[1]](chosen)
    except course.CourseError as error:
        sys.exit(str(error))
