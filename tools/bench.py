"""Print the speed figures, each as a ratio within this run; write each notebook's minutes where they stand.

Usage: python -m tools.bench [NUMBER ...]. Machines are noisy: compare ratios, not seconds, and run it twice.
"""

import helpers.startup

import os
import re
import resource
import shutil
import subprocess
import sys
import time
from multiprocessing import get_context
from pathlib import Path
from typing import Any

import keras
import nbformat
import pandas as pd

from helpers import data, files, training
from tools import course, prepare
from tools.execute import execute, require_full_data

BENCH = course.ROOT / "build" / "bench"
README = course.ROOT / "README.md"
SEEDS = [0, 1, 2, 3]
LONG = [str(number) for number in range(22, 31)]  # chapters on convolutional networks


def suite_against_floor(paths: list[Path]) -> None:
    """The suite's notebooks, against notebooks that only start a kernel and import TensorFlow."""
    prepare.prepare(paths, BENCH / "suite")
    environment = os.environ | {"COURSE_DATA": "sample"}
    floor = nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell("import helpers.startup\nimport keras")])
    shutil.rmtree(BENCH / "floor", ignore_errors=True)
    (BENCH / "floor").mkdir(parents=True)
    for path in paths:
        nbformat.write(floor, BENCH / "floor" / path.name)
    seconds = {}
    for name in ("floor", "suite"):
        command = [sys.executable, "-m", "pytest", "-q", "-n", "2", "--noconftest", "-p", "tools.regression"]
        started = time.monotonic()
        done = subprocess.run(
            [*command, str(BENCH / name)], cwd=course.ROOT, env=environment, capture_output=True, text=True
        )
        seconds[name] = time.monotonic() - started
        if done.returncode:
            sys.exit(done.stdout[-3000:])
    ratio = seconds["suite"] / seconds["floor"]
    print(f"suite: {len(paths)} notebooks in {seconds['suite']:.1f} s, {ratio:.2f} of the floor (goal 4.0)", flush=True)


def vanilla() -> keras.Model:
    """Return the network of the recipes, compiled as they compile it."""
    model = keras.Sequential(
        [
            keras.Input((784,)),
            keras.layers.Dense(1000, activation="relu"),
            keras.layers.Dense(10, activation="softmax"),
        ]
    )
    model.compile("adam", "sparse_categorical_crossentropy", metrics=["accuracy"])
    return model


def repeated_runs(batch_size: int, goal: float) -> None:
    """The vanilla network on 10,000 images, 5 epochs, 4 seeds: `repeat` against plain `compile` and `fit`."""
    (images, labels), _ = data.load_mnist()
    x = images.reshape(len(images), -1).astype("float32") / 255
    train, val = slice(10_000), slice(10_000, 12_000)
    fit: dict[str, Any] = {"x": x[train], "y": labels[train], "validation_data": (x[val], labels[val]), "epochs": 5}
    started = time.monotonic()
    plain = []
    for seed in SEEDS:
        keras.utils.set_random_seed(seed)
        plain.append(pd.DataFrame(vanilla().fit(**fit, batch_size=batch_size, verbose=0).history))
    middle = time.monotonic()
    repeated = training.repeat(vanilla, {"vanilla": {}}, SEEDS, **fit, batch_size=batch_size)
    ratio = (time.monotonic() - middle) / (middle - started)
    expected = pd.concat(plain, ignore_index=True)
    equal = "equal" if repeated[expected.columns].equals(expected) else "NOT EQUAL"
    print(f"repeated runs, batch {batch_size}: {ratio:.2f} of plain fit (goal {goal}), histories {equal}", flush=True)


def run_as_reader(path: Path) -> tuple[float, float]:
    """Return (seconds, peak memory of the kernel in GB) with the reader's parameters; runs in a process of its own."""
    started = time.monotonic()
    execute(path, BENCH / "reader" / path.name, {})
    peak = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss
    return time.monotonic() - started, peak / (1024**3 if sys.platform == "darwin" else 1024**2)


def write_minutes(chapter: course.Chapter, minutes: int) -> None:
    """Put the measured minutes into the title cell and the README's table of chapters; an appendix states none."""
    said = f"{minutes} minute{'s' * (minutes > 1)}"
    title = chapter.texts[0]
    title.source = re.sub(r"(\*Time\*[^\n]*?)\d+ minutes?(?= to run)", rf"\g<1>{said}", title.source)
    files.replace(chapter.path, nbformat.writes(chapter.notebook) + "\n")
    text = README.read_text(encoding="utf-8")
    row = rf"(^\| \[{chapter.number} .*\| )\d+( \|$)"
    files.replace(README, re.sub(row, rf"\g<1>{minutes}\g<2>", text, flags=re.MULTILINE))


def main(numbers: list[str]) -> None:
    """Measure the chapters with these numbers, or all."""
    require_full_data()
    chapters = course.chapters(" ".join(numbers))
    suite_against_floor([chapter.path for chapter in chapters])
    repeated_runs(32, 0.45)
    repeated_runs(128, 0.50)
    for chapter in chapters:
        with get_context("spawn").Pool(1) as pool:  # a fresh process each, so that the peak is this notebook's
            seconds, peak = pool.apply(run_as_reader, [chapter.path])
        goal = 180 if chapter.number in LONG else 60
        print(f"{chapter.stem:<28} {seconds:5.0f} s, {peak:.2f} GB (goals {goal} s, 2.0 GB)", flush=True)
        write_minutes(chapter, max(1, round(seconds / 60)))


if __name__ == "__main__":
    try:
        main(sys.argv[1:])
    except course.CourseError as error:
        sys.exit(str(error))
