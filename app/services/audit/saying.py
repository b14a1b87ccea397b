"""An entry of the ledger in plain words: who, of which organisation, what, to what, and the particulars."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from app import texts
from app.services.audit.looking import Entry
from app.services.audit.naming import Names
from app.texts import keys
from connectors.problem import Problem
from models.kit import library

_VALUES = {
    "kind": "kind", "how": "audit.how", "why": "audit.why", "role": "role", "event": "ledger", "file": "audit.file", "way": "share.way",
    "right": "share.right", "change": "organisations.change",
}  # fmt: skip


@dataclass(frozen=True)
class Said:
    """The cells of a row, each a text; `what` names the data or run, `more` the particulars."""

    who: str
    organisation: str
    done: str
    what: str
    more: str


@dataclass
class Teller:
    """Tells entries in one language; a model's title is looked up once."""

    lang: str
    _titles: dict[str, str] = field(default_factory=dict)

    def said(self, entry: Entry, names: Names) -> Said:
        """The entry, with what its ids are called today."""
        body = names.organisations.get(entry.organisation_id or "")
        return Said(
            who=_who(entry.person_id, names, self.lang),
            organisation=texts.pick(body, self.lang) if body else "",
            done=texts.text(f"ledger.{entry.event}", self.lang),
            what=self._what(entry, names),
            more=", ".join(_particulars(entry.facts, names, self.lang)),
        )

    def _what(self, entry: Entry, names: Names) -> str:
        if entry.subject is None:
            return ""
        kind, own = entry.subject
        if own is None:
            return texts.text("audit.person_dropped", self.lang)
        if kind == "person":
            return "" if own == entry.person_id else _who(own, names, self.lang)
        if kind == "organisation":
            body = names.organisations.get(own)
            called = texts.pick(body, self.lang) if body else ""
        elif kind in ("run", "draft"):
            called = self._model(names.subjects.get((kind, own)) or entry.model or str(entry.facts.get("model") or ""))
        else:
            called = names.subjects.get((kind, own), "")
        label = _text_if_any(f"audit.subject.{kind}", self.lang)
        return " ".join(part for part in (label, f"‘{called}’" if called else "", own[:8]) if part)

    def _model(self, model_id: str) -> str:
        if model_id and model_id not in self._titles:
            try:
                self._titles[model_id] = texts.pick(library.load(model_id).title, self.lang)
            except Problem:
                self._titles[model_id] = model_id
        return self._titles.get(model_id, "")


def _who(person_id: str | None, names: Names, lang: str) -> str:
    if person_id is None:
        return texts.text("audit.nobody", lang)
    called = names.people.get(person_id)
    return f"{called[0]} ({called[1]})" if called else texts.text("audit.gone", lang, id=person_id[:8])


def _particulars(facts: Mapping[str, Any], names: Names, lang: str) -> list[str]:
    """The facts there are words for; the others stay in the exported file."""
    told = []
    for name, value in facts.items():
        label = _text_if_any(f"audit.fact.{name}", lang)
        if label and value not in (None, "", []):
            told.append(f"{label} {_who(str(value), names, lang) if name == 'to' else _value(name, value, lang)}")
    return told


def _value(name: str, value: Any, lang: str) -> str:
    if isinstance(value, list):
        return ", ".join(_value("role" if name == "roles" else "", one, lang) for one in value[:10])
    known = _text_if_any(f"{_VALUES[name]}.{value}", lang) if name in _VALUES else ""
    if known:
        return known
    if isinstance(value, bool):
        return texts.text("audit.yes" if value else "audit.no", lang)
    return f"{value:,}" if isinstance(value, int) else str(value)[:100]


def _text_if_any(key: str, lang: str) -> str:
    return texts.text(key, lang) if key in keys() else ""
