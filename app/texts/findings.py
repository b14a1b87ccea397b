"""What is said of a finding: the finding itself, and the reason for its threshold."""

from __future__ import annotations

from app.texts import keys, text
from data_catalog.check_rules import CheckFinding


def said(finding: CheckFinding, lang: str) -> str:
    """The finding as one sentence."""
    return text(f"finding.{finding.code}", lang, **{"rows": finding.rows, **finding.facts})


def why(finding: CheckFinding, lang: str) -> str:
    """Why its threshold; empty where nothing is to be said."""
    if finding.why is not None and not isinstance(finding.why, str):
        return finding.why[lang]
    key = finding.why or f"finding.{finding.code}.why"
    return text(key, lang, **finding.facts) if key in keys() else ""
