"""What a tagged PDF says of its pictures."""

from __future__ import annotations

import io
from typing import Any

import pdfplumber
from pdfminer.pdftypes import resolve1


def alts(data: bytes) -> list[str]:
    """The descriptions, in their order."""
    with pdfplumber.open(io.BytesIO(data)) as book:
        return _alts(book.doc.catalog["StructTreeRoot"])


def _alts(node: Any, depth: int = 0) -> list[str]:
    node = resolve1(node)
    if isinstance(node, list):
        return [alt for item in node for alt in _alts(item, depth + 1)]
    if not isinstance(node, dict) or depth > 60:
        return []
    alt = resolve1(node.get("Alt"))
    own = [alt.decode("utf-16") if alt.startswith(b"\xfe\xff") else alt.decode("latin-1")] if alt else []
    return own + (_alts(node["K"], depth + 1) if "K" in node else [])
