"""Files that are written whole or not at all."""

from pathlib import Path


def replace(path: Path, content: str | bytes) -> None:
    """Put `content` (text as UTF-8) in place of a file in one step.

    After an interruption, or on a full disk, the old file is still whole and nothing half-written lies beside it.
    Raises OSError as writing does.
    """
    new = path.with_name(path.name + ".new")
    try:
        new.write_bytes(content.encode("utf-8") if isinstance(content, str) else content)
        new.replace(path)
    except OSError:
        if new.exists():
            new.unlink()
        raise
