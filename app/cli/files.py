"""Files named on the command line: there, a file, and open to whoever asks."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from connectors.files import ReadOptions, TableRead, read
from connectors.problem import Problem
from data_catalog.personal import is_personal


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
    """The file read into `parquet`; a row that holds a person's number is nobody's header. Raises what reading raises."""
    found = read(file, parquet, options, shown_name=file.name)
    if any(is_personal(name) for name in found.columns):
        found = read(file, parquet, replace(options or ReadOptions(), header_rows=()), shown_name=file.name)
    return found


def folder_for(folder: Path) -> None:
    """Makes the folder results go to. Problem "cli.folder_closed" when that cannot be."""
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except (OSError, ValueError):
        raise Problem("cli.folder_closed", folder=str(folder)[:200]) from None
