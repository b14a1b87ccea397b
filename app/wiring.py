"""The composition root, without Streamlit: the portal, the worker and the command line all start from it."""

from __future__ import annotations

import os
from dataclasses import dataclass
from pathlib import Path

from app.home import home_folder
from app.services.platform import Platform, open_platform


@dataclass(frozen=True)
class Wiring:
    """What is joined once a process."""

    platform: Platform

    @property
    def home(self) -> Path:
        """Where records, lake, logs and secrets of this installation lie."""
        return self.platform.home


def open_wiring(home: Path | None = None) -> Wiring:
    """Opens the home and its records: `records.db` in it, or the PostgreSQL that MODU_RECORDS names.

    Raises the Problems of `open_platform`.
    """
    return Wiring(open_platform(home_folder(home), os.environ.get("MODU_RECORDS") or None))
