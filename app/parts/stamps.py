"""The marks that stand wherever a result is shown: that it is only a sample, that it is limited."""

from __future__ import annotations

from app.parts.markup import badge
from app.session import say
from models.kit.result import Result


def stamps(result: Result) -> str:
    """The marks of a result; nothing for a whole one on real data."""
    said = [say(f"result.{name}") for name, holds in (("sample", result.sample), ("limited", result.limited)) if holds]
    return " ".join(badge(word, "warn") for word in said)
