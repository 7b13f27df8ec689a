"""Programs of the recorded runs, a module a chapter: `make full` calls their `record`, notebooks only read."""

import linecache
from typing import Any

from tools import course


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
