"""The text of an agreement as a document: parties, data and what is shown of them, for what, until when, on what terms, and its steps."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from importlib import import_module
from types import MappingProxyType

from sqlalchemy.orm import Session

from app.charts.numbers import clean, date_text, moment_text
from app.charts.plan import width
from app.identity.person import Person
from app.mimes import HWPX, PDF
from app.reports.blocks import Block, Bullets, Column, Fact, Facts, Mark, Said, Section, Sheet, Story
from app.services.agreements import deletion, register
from app.services.agreements.register import Line, Step
from app.services.catalogue.wording import rows_said, rule_said
from app.services.platform import Platform
from app.texts import pick, text
from connectors.problem import Problem
from data_catalog import ledger, legal_bases
from data_catalog.card import about
from data_catalog.policy.kept import path_up
from data_catalog.records import settings
from data_catalog.records.tables import Dataset, Organisation
from models.kit.wording import Words

KINDS = MappingProxyType({"pdf": (PDF, "app.reports.pdf"), "hwpx": (HWPX, "app.reports.hwpx")})
"""The forms it is made in: the kind of file, and the module that makes it."""

_UNMARKED = "active"
_RULES = ("purpose", "third", "wider", "back", "record")


@dataclass(frozen=True)
class _Told:
    """All the document tells, in one language. `paths`: each side's whole name from the top. `made_at` is local."""

    line: Line
    history: Sequence[Step]
    paths: tuple[str, str]
    about: str
    made_at: datetime
    lang: str

    def worded(self, key: str, **facts: object) -> str:
        return text(f"agreement.doc.{key}", self.lang, **facts)

    def at(self, moment: datetime) -> datetime:
        return moment.astimezone(self.made_at.tzinfo)


def made(person: Person, platform: Platform, agreement_id: str, kind: str, lang: str) -> bytes:
    """The document of an agreement the person takes part in, `pdf` or `hwpx`; that it was taken is on record first.

    Problems: not_found.agreement, not_found.file, report.not_made.
    """
    if kind not in KINDS:
        raise Problem("not_found.file", file=kind[:80])
    told = _told(person, platform, agreement_id, lang)
    with platform.records.session() as session:
        ledger.record(
            session, ledger.AGREEMENT_TAKEN, person_id=person.id, organisation_id=person.organisation_id,
            subject=("dataset", told.line.dataset_id), facts={"agreement": agreement_id, "file": kind}, at=platform.now(),
        )  # fmt: skip
    found: bytes = import_module(KINDS[kind][1]).of_story(_story(told))
    return found


def _told(person: Person, platform: Platform, agreement_id: str, lang: str) -> _Told:
    line, history = register.one(person, platform, agreement_id)
    with platform.records.reading() as session:
        dataset = session.get(Dataset, line.dataset_id)
        said = about(dataset.about).description if dataset else ""
        paths = tuple(_path(session, own, lang) for own in (line.owner_id, line.receiver_id))
        return _Told(line, history[::-1], (paths[0], paths[1]), said, platform.now().astimezone(settings.local_zone(session)), lang)


def _path(session: Session, organisation_id: str, lang: str) -> str:
    """An organisation with those above it, the widest first in Korean and last in English, as addresses are written."""
    names: list[Words] = []
    for own in path_up(session, organisation_id):
        body = session.get_one(Organisation, own)
        names.append(body.name)
    said = [pick(one, lang) for one in names]
    return " ".join(reversed(said)) if lang == "ko" else ", ".join(said)


def _story(told: _Told) -> Story:
    line, lang = told.line, told.lang
    title = line.title or text("agreement.gone", lang)
    articles: dict[str, list[Block]] = {
        "parties": _parties(told),
        "data": _data(told, title),
        "purpose": _purpose(told),
        "period": _period(told),
        "recipients": _recipients(told),
        "keeping": _keeping(told),
        "safety": [Said(clean(line.terms.security) or told.worded("safety_none"))],
        "rules": [Bullets(tuple(told.worded(f"rule.{one}") for one in _RULES))],
        "steps": [_steps(told)],
        "deleted": _deleted(told),
    }
    sections = tuple(
        Section(key, told.worded("article", n=at, title=told.worded(f"part.{key}")), tuple(blocks))
        for at, (key, blocks) in enumerate(articles.items(), 1)
        if blocks
    )
    return Story(
        lang=lang,
        title=told.worded("title"),
        question=clean(told.worded("subtitle", title=title, owner=pick(line.owner, lang), receiver=pick(line.receiver, lang))),
        marks=_marks(told),
        facts=(),
        sections=(*sections, Section("proof", told.worded("part.proof"), (Said(told.worded("proof")), Facts(_proof(told))))),
        organisation=pick(line.owner, lang),
        run_id=line.number,
        made_at=told.made_at,
        one_page=False,
    )


def _marks(told: _Told) -> tuple[Mark, ...]:
    """What stands on every page of an agreement that is not in force: that it is not."""
    if told.line.state == _UNMARKED:
        return ()
    is_open = told.line.state in ("asked", "offered", "mediation")
    return (
        Mark(
            told.worded("mark.draft" if is_open else f"mark.{told.line.state}"),
            told.worded("mark.draft_said" if is_open else "mark.over_said"),
        ),
    )


def _parties(told: _Told) -> list[Block]:
    line, (owner, receiver) = told.line, told.paths
    decided = [one for one in told.history if one.after in ("active", "refused")]
    facts = {
        "number": line.number,
        "owner": owner,
        "receiver": text("agreement.fact.receiver_below", told.lang, name=receiver) if line.below else receiver,
        "asked": _who_when(told, told.history[0]),
        "decided": _who_when(told, decided[-1]) if decided else told.worded("undecided"),
    }
    return [_facts(told, facts)]


def _who_when(told: _Told, step: Step) -> str:
    day = date_text(told.at(step.at_utc).date(), told.lang)
    if step.who is None:
        return day
    where = f" ({pick(step.where, told.lang)})" if step.where else ""
    return f"{clean(step.who)}{clean(where)}, {day}"


def _data(told: _Told, title: str) -> list[Block]:
    terms = told.line.terms
    facts = {"data": title, "about": told.about, "rows": rows_said(terms.rows, told.lang, shown=50)}
    rows = tuple((clean(one.column or one.kind), rule_said(one, told.lang)) for one in terms.columns)
    return [_facts(told, facts), _sheet(told, "columns", ("column", "shown"), rows, 1), Said(told.worded("columns_others"))]


def _purpose(told: _Told) -> list[Block]:
    line, lang = told.line, told.lang
    facts = {"purpose": text(f"purpose.{line.purpose}", lang), "legal": legal_bases.said(line.bases, line.legal_basis, lang)}
    known = [legal_bases.articles()[one] for one in line.bases if one in legal_bases.articles()]
    allowed = tuple(told.worded("allows", article=one.cited(lang), allows=one.allows[lang]) for one in known)
    found: list[Block] = [_facts(told, facts)]
    return [*found, Bullets(allowed), Said(text("agreement.legal.lead", lang))] if allowed else found


def _period(told: _Told) -> list[Block]:
    first, last = (date_text(one, told.lang) for one in (told.line.terms.starts, told.line.terms.ends))
    return [Said(told.worded("period", first=first, last=last)), Said(told.worded("period_over"))]


def _recipients(told: _Told) -> list[Block]:
    key = "recipients_below" if told.line.below else "recipients"
    return [Said(told.worded(key, receiver=pick(told.line.receiver, told.lang)))]


def _keeping(told: _Told) -> list[Block]:
    days = told.line.terms.retention_days
    return [
        Said(told.worded("closed")),
        Said(told.worded("kept", days=days) if days else told.worded("kept_none")),
        Said(told.worded("confirm", days=deletion.CONFIRM_DAYS)),
    ]


def _steps(told: _Told) -> Sheet:
    rows = tuple(
        (
            moment_text(told.at(one.at_utc), told.lang), text(f"ledger.{one.step}", told.lang),
            text("agreement.by_day", told.lang) if one.who is None else clean(one.who),
            clean(pick(one.where, told.lang)) if one.where else "", clean(one.comment),
        )
        for one in told.history
    )  # fmt: skip
    return _sheet(told, "steps", ("when", "step", "who", "where", "comment"), rows, 2)


def _deleted(told: _Told) -> list[Block]:
    """What was confirmed to be destroyed, once it was."""
    found = [one.proof for one in told.history if one.proof is not None]
    return [
        _facts(told, {"deleted_on": date_text(one.day, told.lang), "deleted_way": text(f"agreement.deletion.way.{one.way}", told.lang),
                      "deleted_what": one.what, "deleted_by": one.by})
        for one in found
    ]  # fmt: skip


def _proof(told: _Told) -> tuple[Fact, ...]:
    """When this text was made and the sum of its terms: two texts of the same terms carry the same."""
    line = told.line
    said = {"number": line.number, "data": line.dataset_id, "owner": line.owner_id, "receiver": line.receiver_id, "below": line.below,
            "purpose": line.purpose, "bases": line.bases, "legal": line.legal_basis, "terms": line.terms.to_json()}  # fmt: skip
    mark = hashlib.sha256(json.dumps(said, sort_keys=True, ensure_ascii=False).encode()).hexdigest()
    facts = {"state": text(f"agreement.state.{line.state}", told.lang), "made": moment_text(told.made_at, told.lang), "mark": mark}
    return _facts(told, facts).items


def _facts(told: _Told, said: dict[str, str]) -> Facts:
    return Facts(tuple(Fact(told.worded(f"fact.{name}"), (clean(value),)) for name, value in said.items() if value))


def _sheet(told: _Told, name: str, heads: Sequence[str], rows: tuple[tuple[str, ...], ...], number: int) -> Sheet:
    titles = [told.worded(f"head.{head}") for head in heads]
    wide = [max(width(title), *(width(row[at]) for row in rows), 3) for at, title in enumerate(titles)]
    columns = tuple(Column(title, right=False, wide=one) for title, one in zip(titles, wide, strict=True))
    note = text("reports.rows", told.lang, n=len(rows))
    return Sheet(name, text("reports.table", told.lang, n=number), told.worded(f"table.{name}"), columns, rows, note, "")
