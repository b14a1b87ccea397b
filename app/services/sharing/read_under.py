"""Under which policies a result's inputs were read, as it says itself."""

from __future__ import annotations

import json
from collections.abc import Mapping
from functools import lru_cache
from pathlib import Path
from typing import Any


@lru_cache(maxsize=1_000)
def policies_of(folder: Path, result_hash: str | None) -> Mapping[str, Any]:
    """By input the state of what was seen, and the ids and revisions of the policies; those its maker kept are not among them.

    A result never changes: its hash and its folder are all it is known by.
    """
    file = folder / "result.json"
    if not file.is_file():
        return {}
    found: Mapping[str, Any] = json.loads(file.read_text(encoding="utf-8")).get("provenance", {}).get("seen_under", {})
    return found
