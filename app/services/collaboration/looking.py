"""Looking collaboration checks up: those one takes part in, and one of them; answers of others only when it is over."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from app.identity import rights
from app.identity.person import Person
from app.services.collaboration import comparing, steps
from app.services.collaboration.answering import Answer
from app.services.collaboration.comparing import Ratings, Row
from app.services.people.organisations import hold_tree, names_in, within
from app.services.platform import Platform
from app.texts import pick, text
from data_catalog import ledger, reading
from data_catalog.records import settings
from data_catalog.records.tables import CollaborationCheck, CollaborationPartner, PersonRow
from models.kit.wording import Words

_MOST = 100


@dataclass(frozen=True)
class Line:
    """One check in a list. `state`: open, closed (past its day too) or withdrawn; `waits`: it waits for the reader's answer."""

    id: str
    goal: str
    partners: tuple[Words, ...]
    state: str
    due: date
    answered: int
    waits: bool


@dataclass(frozen=True)
class Partner:
    """A partner in a check. `named`: somebody is asked by name, told to who opened the check and to themselves alone in `asked`; else its
    stewards are. `mine`: the reader answers for it. `said`: what it answered, None while it is not for the reader to see, and where it did
    not answer."""

    organisation_id: str
    name: Words
    named: bool
    asked: str
    ended: bool
    answered: bool
    mine: bool
    said: Answer | None


@dataclass(frozen=True)
class Check:
    """A check as the reader sees it. `manages`: it is theirs to close or withdraw. When it is closed: `rows` of the answers side by side,
    `before` the day on which the check before of the same partners was closed, None where there was none."""

    id: str
    goal: str
    sponsor: str
    driver: str
    risks: str
    due: date
    state: str
    opened_on: date
    closed_on: date | None
    opener: Words
    agreement_id: str | None
    manages: bool
    partners: tuple[Partner, ...]
    rows: tuple[Row, ...] = ()
    before: date | None = None


def listed(person: Person, platform: Platform) -> tuple[Line, ...]:
    """The checks the person takes part in: what waits for them first, then what is open, then the newest."""
    with platform.records.reading() as session:
        hold_tree(session)
        steps.hold_stewards(session)
        tree = within(session, rights.spans(person, "manage_datasets"))
        theirs = select(CollaborationPartner.check_id).where(
            or_(
                CollaborationPartner.organisation_id.in_(tree), CollaborationPartner.person_id == person.id,
                CollaborationPartner.answered_by == person.id,
            )
        )  # fmt: skip
        either = (
            CollaborationCheck.opened_by == person.id,
            CollaborationCheck.organisation_id.in_(tree),
            CollaborationCheck.id.in_(theirs),
        )
        newest = (CollaborationCheck.opened_at_utc.desc(), CollaborationCheck.id)
        rows = session.scalars(select(CollaborationCheck).where(or_(*either)).order_by(*newest).limit(_MOST)).all()
        kept: dict[str, list[CollaborationPartner]] = {row.id: [] for row in rows}
        for partner in session.scalars(select(CollaborationPartner).where(CollaborationPartner.check_id.in_(kept))):
            kept[partner.check_id].append(partner)
        names = names_in(session, (partner.organisation_id for held in kept.values() for partner in held))
        today = reading.today_of(session, platform.now())
        lines = [
            _line(session, person, row, kept[row.id], names, today) for row in rows if steps.takes_part(session, person, row, kept[row.id])
        ]
    return tuple(sorted(lines, key=lambda one: (not one.waits, one.state != "open")))


def one(person: Person, platform: Platform, check_id: str) -> Check:
    """A check the person takes part in. Problem not_found.collaboration."""
    with platform.records.reading() as session:
        hold_tree(session)
        row = steps.needed(session, person, check_id)
        today, zone = reading.today_of(session, platform.now()), settings.local_zone(session)
        state, manages = _state(row, today), steps.manages(session, person, row)
        kept = steps.partners(session, row, person.language)
        names = names_in(session, (each.organisation_id for each in kept))
        asked = {each.organisation_id for each in kept if steps.is_asked(session, person, each)}
        partners = tuple(
            _partner(session, person, each, names[each.organisation_id], state, today, asked=asked, manages=manages) for each in kept
        )
        earlier = _before(session, row, kept) if state == "closed" else None
        opener = names_in(session, [row.organisation_id])[row.organisation_id]
        answers = [each.said.ratings if each.said else None for each in partners]
        return Check(
            row.id, row.goal, row.sponsor, row.driver, row.risks, row.due, state, row.opened_at_utc.astimezone(zone).date(),
            row.closed_at_utc.astimezone(zone).date() if row.closed_at_utc else None, opener,
            row.agreement_id, manages and state == "open", partners,
            comparing.compared(answers, earlier[1] if earlier else None) if state == "closed" else (), earlier[0] if earlier else None,
        )  # fmt: skip


def viewed(person: Person, platform: Platform, check_id: str) -> None:
    """Puts on record that somebody looked at the answers of a check. Problem not_found.collaboration."""
    with platform.records.session() as session:
        row = steps.needed(session, person, check_id)
        steps.note(session, platform, row, ledger.COLLABORATION_VIEWED, person.id)


def sentences(check: Check, lang: str) -> tuple[str, ...]:
    """What partners disagree on most, each sentence true standing alone; one that says so where they do not disagree."""
    facts = {
        "day": (check.closed_on or check.due).isoformat(), "partners": ", ".join(pick(one.name, lang) for one in check.partners),
    }  # fmt: skip
    answered = sum(one.said is not None for one in check.partners)
    if answered < 2:
        return (text("collaboration.finding.few", lang, answered=answered, **facts),)
    found = comparing.apart(check.rows)
    if not found:
        return (text("collaboration.finding.none", lang, points=comparing.DISAGREES, **facts),)
    return tuple(_sentence(check, row, facts, lang) for row in found)


def _sentence(check: Check, row: Row, facts: dict[str, str], lang: str) -> str:
    said = ", ".join(
        text("collaboration.finding.rated", lang, name=pick(partner.name, lang), rating=rating)
        for partner, rating in zip(check.partners, row.ratings, strict=True)
        if rating is not None
    )
    factor = text(f"collaboration.factor.{row.factor}", lang)
    told = text("collaboration.finding.apart", lang, factor=factor, spread=row.spread, said=said, **facts)
    if check.before is None or row.before is None or row.before.spread is None:
        return told
    key = "collaboration.finding.before" if row.before.spread else "collaboration.finding.before_none"
    return f"{told} {text(key, lang, before=check.before.isoformat(), spread=row.before.spread)}"


def _state(row: CollaborationCheck, today: date) -> str:
    return "closed" if steps.is_over(row, today) else row.state


def _line(
    session: Session, person: Person, row: CollaborationCheck, kept: Sequence[CollaborationPartner], names: Mapping[str, Words], today: date
) -> Line:  # fmt: skip
    state = _state(row, today)
    waits = state == "open" and any(each.answered_by is None and steps.is_asked(session, person, each) for each in kept)
    called = sorted((names[each.organisation_id] for each in kept), key=lambda name: name[person.language])
    return Line(row.id, row.goal, tuple(called), state, row.due, sum(each.answered_by is not None for each in kept), waits)


def _partner(
    session: Session, person: Person, kept: CollaborationPartner, name: Words, state: str, today: date, *, asked: set[str], manages: bool
) -> Partner:  # fmt: skip
    """A partner as the reader sees it. Who is asked for one alone sees what it answered; who is asked for several, what they said
    themselves: else they would know of another partner's."""
    told = kept.person_id == person.id or manages
    named = session.get(PersonRow, kept.person_id) if kept.person_id and told else None
    ended = steps.has_ended(session, kept.organisation_id, today)
    mine = state == "open" and not ended and kept.organisation_id in asked
    shown = state == "closed" or (mine and (len(asked) == 1 or kept.answered_by == person.id))
    said = Answer(kept.ratings, kept.benefit, kept.goal, kept.comment) if shown and kept.ratings is not None else None
    who = named.name if named else ""
    return Partner(kept.organisation_id, name, kept.person_id is not None, who, ended, kept.answered_by is not None, mine, said)


def _before(
    session: Session, row: CollaborationCheck, kept: Sequence[CollaborationPartner]
) -> tuple[date, list[Ratings | None]] | None:  # fmt: skip
    """The day the check before of the same partners was closed, and their ratings in it."""
    wanted = (
        select(CollaborationCheck)
        .where(
            CollaborationCheck.partners == row.partners, CollaborationCheck.state == "closed",
            CollaborationCheck.closed_at_utc <= row.opened_at_utc, CollaborationCheck.id != row.id,
        )
        .order_by(CollaborationCheck.closed_at_utc.desc())
        .limit(1)
    )  # fmt: skip
    earlier = session.scalars(wanted).first()
    if earlier is None or earlier.closed_at_utc is None:
        return None
    ratings = {each.organisation_id: each.ratings for each in steps.partners(session, earlier)}
    day = earlier.closed_at_utc.astimezone(settings.local_zone(session)).date()
    return day, [ratings.get(each.organisation_id) for each in kept]
