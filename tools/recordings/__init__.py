"""Programs of the recorded runs, a module a chapter: `make full` calls their `record`, notebooks only read."""

import helpers.startup

import linecache
from typing import Any

import numpy as np

from helpers import data
from tools import course


def whole_mnist(labels: str = "int64") -> dict[str, Any]:
    """Return what `fit` gets in the sources' own runs: all images, and the test images as validation data.

    `x` is (60000, 784) float32 from 0 to 1, `y` (60000,) of the type `labels`, `validation_data` a pair of the same
    form with 10,000 images. Early runs were recorded with labels as they are stored, "uint8".
    """
    pairs = [(images.reshape(-1, 784) / np.float32(255), digits.astype(labels)) for images, digits in data.load_mnist()]
    (x, y), validation = pairs
    return {"x": x, "y": y, "validation_data": validation}


def page(number: str, *cells: str) -> dict[str, Any]:
    """Return the names that these code cells of a chapter define, run one after the other with the reader's parameters.

    So a recorded run trains what the page shows, and neither can change without the other. Raises CourseError for a
    cell that is not there.
    """
    (chapter,) = course.chapters(number)
    sources = {cell.id: cell.source for _, cell in chapter.code_cells}
    if missing := [cell for cell in cells if cell not in sources]:
        raise course.CourseError(f"{chapter.path.name} has no code cell {', '.join(missing)}")
    names: dict[str, Any] = {"__name__": f"chapter_{number}"}
    for cell in cells:
        file = f"<{chapter.path.name} {cell}>"  # so that the digest of a recorded run finds the source of a function
        linecache.cache[file] = (len(sources[cell]), None, sources[cell].splitlines(keepends=True), file)
        exec(compile(sources[cell], file, "exec"), names)  # the course's own code, from its own notebook
    return names
