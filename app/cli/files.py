"""Files named on the command line: there, a file, and open to whoever asks."""

from __future__ import annotations

from pathlib import Path

from connectors.files import ReadOptions, TableRead, read
from connectors.problem import Problem
from data_catalog.nameless import headed, masked, nameless


def readable(file: Path) -> None:
    """Problems: cli.file_absent, cli.file_is_folder, cli.file_closed (no permission to read it)."""
    try:
        if file.is_dir():
            raise Problem("cli.file_is_folder", file=str(file))
        if not file.is_file():
            raise Problem("cli.file_absent", file=str(file))
        with file.open("rb"):
            return
    except PermissionError:
        raise Problem("cli.file_closed", file=str(file)) from None
    except (OSError, ValueError):
        # A name too long, or with a character no name may have.
        raise Problem("cli.file_absent", file=str(file)[:200]) from None


def read_into(file: Path, parquet: Path, options: ReadOptions | None = None) -> TableRead:
    """The file read into `parquet`; a row that holds a person's number is nobody's header, and nothing told of it names anybody.

    Raises what reading raises.
    """
    try:
        found, _ = headed(lambda said: read(file, parquet, said, shown_name=file.name), options or ReadOptions())
    except Problem as problem:
        raise Problem(problem.code, **masked(problem.facts)) from None
    return nameless(found, parquet)


def folder_for(folder: Path) -> None:
    """Makes the folder results go to. Problem "cli.folder_closed" when that cannot be."""
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except (OSError, ValueError):
        raise Problem("cli.folder_closed", folder=str(folder)[:200]) from None
