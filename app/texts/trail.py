"""What a check of the audit trail found, as sentences."""

from __future__ import annotations

from datetime import datetime, tzinfo
from typing import Any

from app import texts
from app.texts import keys
from data_catalog.trail.verdict import Finding, Verdict

_MOMENTS = frozenset({"at", "noted_at", "marked_at", "restored_at"})


def sentence(finding: Finding, lang: str, zone: tzinfo) -> str:
    """One break or note; moments as the office's clock tells them."""
    facts: dict[str, Any] = {name: _moment(value, zone) if name in _MOMENTS else value for name, value in finding.facts.items()}
    event = f"ledger.{facts.get('event')}"
    facts["event"] = texts.text(event, lang) if event in keys() else str(facts.get("event") or "–")
    facts["day"] = finding.day.isoformat() if finding.day else texts.text("trail.open_day", lang)
    facts["row"] = str(finding.row)
    facts |= {name: str(facts[name]) for name in ("number", "first", "last") if name in facts}
    return texts.text(f"trail.{finding.code}", lang, **facts)


def summary(verdict: Verdict, lang: str) -> str:
    """The trail in one sentence."""
    if not verdict.whole:
        return texts.text("trail.broken", lang, count=len(verdict.breaks))
    facts = {"rows": verdict.rows, "seals": verdict.seals}
    if verdict.sealed_through is None:
        return texts.text("trail.whole_open", lang, rows=verdict.rows)
    return texts.text("trail.whole", lang, through=verdict.sealed_through.isoformat(), **facts)


def _moment(said: Any, zone: tzinfo) -> str:
    try:
        return f"{datetime.fromisoformat(str(said)).astimezone(zone):%Y-%m-%d %H:%M}"
    except ValueError:
        return str(said)
