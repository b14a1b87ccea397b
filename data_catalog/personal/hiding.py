"""Does to the values of a column what was decided: masks them, or puts their hash with a salt in their place."""

from __future__ import annotations

import hashlib
import hmac
import re
from collections.abc import Callable, Iterable, Sequence
from functools import lru_cache

import polars as pl

from data_catalog.personal.detector import Detector, starred
from data_catalog.personal.disguise import undisguised
from data_catalog.personal.finding import Finding
from data_catalog.personal.kinds import BY_KIND, otherwise_read

_LENGTH = 24
"""Hexadecimal digits of a hash: two values alike by chance among a billion are one in a hundred billion."""


def hidden(values: pl.Series, findings: Sequence[tuple[Finding, str]], salt: bytes | None = None) -> pl.Series:
    """The texts of one column after each finding's action, mask or hash. What is asked of the same text twice is computed once."""

    @lru_cache(maxsize=100_000)
    def after(text: str) -> str:
        for finding, action in findings:
            text = hide(text, finding, action, salt)
        return text

    return pl.Series(values.name, [None if text is None else after(text) for text in values.to_list()], dtype=pl.String)


def hide(text: str, finding: Finding, action: str, salt: bytes | None = None) -> str:
    """One text with the values of one finding masked or hashed."""
    detector = BY_KIND[finding.kind]
    by: Callable[[str], str] = detector.hide
    if action == "hash":
        if salt is None:
            raise ValueError("a hash needs a salt")
        by = _hasher(detector, salt)
    if not finding.by_header:
        return otherwise_read(text, lambda said: detector.replaced(said, by))
    # What is written another way reads as the others do; nothing of its own writing stays.
    plain = undisguised(text)
    hidden = _hidden_cell(plain, detector, by if action == "hash" else None)
    return text if hidden == plain else hidden


def _hidden_cell(text: str, detector: Detector, by: Callable[[str], str] | None) -> str:
    if by is not None:
        return by(text.strip()) if text.strip() else text
    if re.fullmatch(detector.cell, text, re.ASCII | re.DOTALL):
        return (detector.hide_cell or detector.hide)(text.strip())
    return _hidden_otherwise(text, detector)


def concealed(text: str, findings: Iterable[Finding]) -> str:
    """A text of a column as it may be shown before anything is decided: whatever waits for a decision is masked."""
    for finding in findings:
        if finding.waits:
            text = hide(text, finding, "mask")
    return text


def _hidden_otherwise(text: str, detector: Detector) -> str:
    """A cell unlike the others under such a header, as 홍길동 외 2명: names are hidden in it, and numbers long enough to tell someone."""
    if detector.kind in ("person_name", "home_address"):
        return (detector.hide_cell or detector.hide)(text)
    return starred(text) if len(re.findall("[0-9]", text)) >= 6 else text


def _hasher(detector: Detector, salt: bytes) -> Callable[[str], str]:
    """HMAC-SHA256. A number is the same however it is parted, a text whatever its case: the same value has the same hash."""

    def hashed(value: str) -> str:
        value = undisguised(value)
        letters = re.sub(r"[^0-9a-z가-힣@.:]", "", value.strip().casefold())
        same = letters if detector.has_letters or detector.kind == "ip_address" else re.sub(r"\.0*$|\D", "", value.strip())
        return "#" + hmac.new(salt, f"{detector.kind}:{same}".encode(), hashlib.sha256).hexdigest()[:_LENGTH]

    return hashed
