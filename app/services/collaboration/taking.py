"""A closed check as a file: a workbook of the answers side by side, or a document; on record first."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from types import MappingProxyType

from app.charts.numbers import DASH, clean, date_text
from app.charts.plan import width
from app.identity.person import Person
from app.mimes import PDF, XLSX
from app.reports import lists, pdf
from app.reports.blocks import Block, Bullets, Column, Fact, Facts, Said, Section, Sheet, Story
from app.reports.lists import Cell, Listing
from app.services.collaboration import looking, steps
from app.services.collaboration.comparing import Row
from app.services.collaboration.looking import Check
from app.services.platform import Platform
from app.texts import pick, text
from connectors.problem import Problem
from data_catalog import ledger
from data_catalog.records import settings
from models.kit.wording import number

KINDS = MappingProxyType({"xlsx": XLSX, "pdf": PDF})
WORDS = ("benefit", "goal", "comment")
"""What partners say in words, besides their ratings."""


def taken(person: Person, platform: Platform, check_id: str, kind: str, lang: str) -> bytes:
    """A closed check, `xlsx` or `pdf`. Problems: not_found.collaboration, collaboration.not_over, not_found.file, report.not_made."""
    if kind not in KINDS:
        raise Problem("not_found.file", file=kind[:80])
    check = looking.one(person, platform, check_id)
    if check.state != "closed":
        raise Problem("collaboration.not_over", due=check.due.isoformat())
    with platform.records.session() as session:
        row = steps.needed(session, person, check_id)
        steps.note(session, platform, row, ledger.COLLABORATION_TAKEN, person.id, file=kind)
        made_at = platform.now().astimezone(settings.local_zone(session))
    if kind == "pdf":
        return pdf.of_story(_story(check, lang, made_at))
    heads = [text("collaboration.column.factor", lang), *(pick(one.name, lang) for one in check.partners), *_heads(check, lang)]
    listing = Listing(text("nav.collaboration", lang), heads, [26, *(14 for _ in check.partners), *(12 for _ in _heads(check, lang))])
    return lists.xlsx_bytes(listing, [*_rated(check, lang), *_worded(check, lang)])


def rating_said(row: Row, at: int, check: Check, lang: str) -> str:
    """One partner's rating of a factor, or why there is none."""
    rating = row.ratings[at]
    if rating is not None:
        return str(rating)
    return text("collaboration.unknown" if check.partners[at].said is not None else "collaboration.unrated", lang)


def figures(row: Row, check: Check, lang: str) -> tuple[str, ...]:
    """The median, the lowest and highest, the range with a word where partners disagree; and the median and range before."""
    ends = DASH if row.low is None else f"{row.low}–{row.high}"
    spread = number(row.spread)
    told = (number(row.median), ends, text("collaboration.apart", lang, spread=spread) if row.disagrees else spread)
    before = (number(row.before.median), number(row.before.spread)) if row.before else (DASH, DASH)
    return (*told, *before) if check.before else told


def heads(check: Check, lang: str) -> tuple[str, ...]:
    """What `figures` are called."""
    before = ("before_median", "before_spread") if check.before else ()
    return tuple(text(f"collaboration.column.{one}", lang) for one in ("median", "ends", "spread", *before))


def _heads(check: Check, lang: str) -> tuple[str, ...]:
    before = ("before_median", "before_spread") if check.before else ()
    return tuple(text(f"collaboration.column.{one}", lang) for one in ("median", "low", "high", "spread", "disagrees", *before))


def _rated(check: Check, lang: str) -> list[list[Cell]]:
    rows: list[list[Cell]] = []
    for row in check.rows:
        cells: list[Cell] = [text(f"collaboration.factor.{row.factor}", lang)]
        cells += [
            rating if (rating := row.ratings[at]) is not None else rating_said(row, at, check, lang) for at in range(len(row.ratings))
        ]
        cells += [row.median, row.low, row.high, row.spread, text("collaboration.disagrees", lang) if row.disagrees else ""]
        cells += [row.before.median if row.before else None, row.before.spread if row.before else None] if check.before else []
        rows.append(cells)
    return rows


def _worded(check: Check, lang: str) -> list[list[Cell]]:
    """The words of the partners, a row a kind, after the factors."""
    return [
        [text(f"collaboration.{kind}", lang), *((getattr(one.said, kind) if one.said else "") for one in check.partners)] for kind in WORDS
    ]


def _story(check: Check, lang: str, made_at: datetime) -> Story:
    names = ", ".join(pick(one.name, lang) for one in check.partners)
    about = {"goal": check.goal, "sponsor": check.sponsor, "driver": text(f"collaboration.driver.{check.driver}", lang),
             "risks": check.risks, "due": date_text(check.due, lang)}  # fmt: skip
    facts = Facts(tuple(Fact(text(f"collaboration.fact.{name}", lang), (clean(said),)) for name, said in about.items() if said))
    rated = [
        (text(f"collaboration.factor.{row.factor}", lang), *(rating_said(row, at, check, lang) for at in range(len(check.partners))),
         *figures(row, check, lang))
        for row in check.rows
    ]  # fmt: skip
    top = (text("collaboration.column.factor", lang), *(clean(pick(one.name, lang)) for one in check.partners), *heads(check, lang))
    words = [
        (clean(pick(one.name, lang)), *((clean(getattr(one.said, kind)) if one.said else DASH) for kind in WORDS)) for one in check.partners
    ]
    heads_of_words = (text("collaboration.column.partner", lang), *(text(f"collaboration.{kind}", lang) for kind in WORDS))
    parts: dict[str, list[Block]] = {
        "about": [facts],
        "findings": [Bullets(tuple(clean(one) for one in looking.sentences(check, lang)))],
        "ratings": [_sheet("ratings", top, rated, lang), Said(text("collaboration.scale", lang))],
        "words": [_sheet("words", heads_of_words, words, lang)],
    }
    return Story(
        lang=lang, title=text("nav.collaboration", lang), question=clean(names), marks=(), facts=(),
        sections=tuple(Section(key, text(f"collaboration.part.{key}", lang), tuple(blocks)) for key, blocks in parts.items()),
        organisation="", run_id="", made_at=made_at, one_page=False,
    )  # fmt: skip


def _sheet(name: str, top: Sequence[str], rows: Sequence[tuple[str, ...]], lang: str) -> Sheet:
    wide = [max(width(title), *(width(row[at]) for row in rows), 3) for at, title in enumerate(top)]
    columns = tuple(Column(title, right=False, wide=min(one, 40)) for title, one in zip(top, wide, strict=True))
    number_of = {"ratings": 1, "words": 2}[name]
    return Sheet(
        name, text("reports.table", lang, n=number_of), text(f"collaboration.part.{name}", lang), columns, tuple(rows),
        text("reports.rows", lang, n=len(rows)), "",
    )  # fmt: skip
