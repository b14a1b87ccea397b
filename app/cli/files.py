"""Files named on the command line: there, a file, and open to whoever asks."""

from __future__ import annotations

from pathlib import Path

from connectors.problem import Problem


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


def folder_for(folder: Path) -> None:
    """Makes the folder results go to. Problem "cli.folder_closed" when that cannot be."""
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except (OSError, ValueError):
        raise Problem("cli.folder_closed", folder=str(folder)[:200]) from None
