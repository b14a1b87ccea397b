"""The minutes of a selection as a file: what was proposed, who voted what and why, when, and what it decided; on record first."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from datetime import datetime
from importlib import import_module
from types import MappingProxyType

from app.charts.numbers import DASH, clean, date_text, moment_text
from app.charts.plan import width
from app.identity.person import Person
from app.mimes import HWPX, PDF, XLSX
from app.reports import lists
from app.reports.blocks import Block, Column, Fact, Facts, Said, Section, Sheet, Story
from app.reports.lists import Cell, Listing
from app.services.platform import Platform
from app.services.proposals import committee, looking, steps
from app.services.proposals.looking import Member, OneProposal
from app.texts import pick, text
from connectors.problem import Problem
from data_catalog import ledger
from data_catalog.records import settings
from data_catalog.records.tables import PROPOSAL_VOTES

KINDS = MappingProxyType({"pdf": PDF, "hwpx": HWPX, "xlsx": XLSX})
_MADE_BY = MappingProxyType({"pdf": "app.reports.pdf", "hwpx": "app.reports.hwpx"})
_HEADS = ("member", "of", "vote", "reason", "when")


def taken(person: Person, platform: Platform, proposal_id: str, kind: str, lang: str) -> bytes:
    """The minutes of a decided proposal, of a kind of `KINDS`. Problems: not_found.proposal, not_found.file, proposals.not_over,
    report.not_made."""
    if kind not in KINDS:
        raise Problem("not_found.file", file=kind[:80])
    found = looking.one(person, platform, proposal_id)
    if not found.over:
        raise Problem("proposals.not_over")
    with platform.records.session() as session:
        row = steps.needed(session, person, proposal_id)
        steps.note(session, platform, row, ledger.PROPOSAL_TAKEN, person.id, file=kind)
        made_at = platform.now().astimezone(settings.local_zone(session))
    rows = [_cells(one, lang, made_at) for one in found.members]
    if kind == "xlsx":
        top: list[list[Cell]] = [[label, said, None, None, None] for label, said in _facts(found, lang).items()]
        heads: list[Cell] = [text(f"proposals.minutes.head.{one}", lang) for one in _HEADS]
        listing = Listing(text("proposals.minutes", lang), [text("proposals.minutes.title", lang), "", "", "", ""], [24, 40, 12, 50, 20])
        return lists.xlsx_bytes(listing, [*top, [None] * len(heads), heads, *(list(row) for row in rows)])
    story: bytes = import_module(_MADE_BY[kind]).of_story(_story(found, rows, lang, made_at))
    return story


def counted(found: OneProposal) -> dict[str, int]:
    """How many voted what, and how many did not vote."""
    votes = Counter(one.vote or "none" for one in found.members)
    return {one: votes[one] for one in (*PROPOSAL_VOTES, "none")}


def _story(found: OneProposal, rows: Sequence[tuple[str, ...]], lang: str, made_at: datetime) -> Story:
    facts = Facts(tuple(Fact(label, (clean(said),)) for label, said in _facts(found, lang).items()))
    heads = [text(f"proposals.minutes.head.{one}", lang) for one in _HEADS]
    wide = [max(width(head), *(width(row[at]) for row in rows), 3) for at, head in enumerate(heads)]
    columns = tuple(Column(head, right=False, wide=min(one, 40)) for head, one in zip(heads, wide, strict=True))
    sheet = Sheet(
        "votes", text("reports.table", lang, n=1), text("proposals.minutes.votes", lang), columns, tuple(rows),
        text("reports.rows", lang, n=len(rows)), "",
    )  # fmt: skip
    parts: dict[str, list[Block]] = {
        "about": [facts], "votes": [sheet, Said(text("proposals.rule", lang))],
        "decision": [Said(_decision(found, lang)), *([Said(clean(found.comment))] if found.comment else [])],
    }  # fmt: skip
    return Story(
        lang=lang, title=text("proposals.minutes.title", lang), question=clean(found.said.title), marks=(), facts=(),
        sections=tuple(Section(key, text(f"proposals.minutes.part.{key}", lang), tuple(blocks)) for key, blocks in parts.items()),
        organisation=pick(found.organisation, lang), run_id=found.id[:8], made_at=made_at, one_page=False,
    )  # fmt: skip


def _facts(found: OneProposal, lang: str) -> dict[str, str]:
    said = {
        "title": found.said.title, "problem": found.said.problem, "holder": found.said.holder, "data": found.said.data,
        "effect": found.said.effect, "driver": text(f"collaboration.driver.{found.said.driver}", lang), "maker": found.maker,
        "organisation": pick(found.organisation, lang), "made_on": date_text(found.made_on, lang),
        "quorum": text("proposals.minutes.quorum", lang, quorum=found.quorum or 0, members=len(found.members), voted=found.voted),
        "decision": text(f"proposals.state.{found.state}", lang),
        "decided_on": date_text(found.decided_on, lang) if found.decided_on else "",
        "decider": found.decider or text("proposals.last_vote", lang),
    }  # fmt: skip
    return {text(f"proposals.field.{name}", lang): value for name, value in said.items() if value}


def _decision(found: OneProposal, lang: str) -> str:
    return text(f"proposals.minutes.{committee.outcome([one.vote for one in found.members])}", lang, **counted(found))


def _cells(one: Member, lang: str, made_at: datetime) -> tuple[str, ...]:
    when = moment_text(one.voted_at_utc.astimezone(made_at.tzinfo), lang) if one.voted_at_utc else DASH
    vote = text(f"proposals.vote.{one.vote or 'none'}", lang)
    return clean(one.name), clean(pick(one.organisation, lang)), vote, clean(one.reason) or DASH, when
