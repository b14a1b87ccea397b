"""Where an installation keeps everything of its own: found without opening anything."""

from __future__ import annotations

import os
from pathlib import Path


def home_folder(home: Path | None = None) -> Path:
    """The home asked for, else MODU_HOME, else `./var`."""
    return (home or Path(os.environ.get("MODU_HOME") or "var")).resolve()
