"""Where the scripts and styles of our own drawn pieces lie."""

from pathlib import Path

STATIC = Path(__file__).parents[1] / "static"
