"""The library: cases their owners let others see, found by words and facets, nearest to one's own city, and side by side."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import Select, select
from sqlalchemy.orm import Session

from app.identity.person import Person
from app.services import goals
from app.services.cases import evidence, outcomes, registering, steps
from app.services.cases.evidence import Attached
from app.services.cases.places import Place, Places, kinds_apart
from app.services.people.organisations import names_in
from app.services.platform import Platform
from connectors.problem import Problem
from data_catalog import ledger
from data_catalog.records import settings
from data_catalog.records.tables import Run, UseCase, UseCaseOutcome

FACETS = ("subject", "model", "kind", "goal")
SHOWS = ("budget", "contact", "documents", "outcome")
"""What an owner may leave out of what others see."""
LEAST, MOST = 2, 4
"""So many cases stand side by side."""
_LOADED = 1_000


@dataclass(frozen=True)
class Entry:
    """A case as everybody finds it. What its owner left out is None or empty. `place`: the city or the like it stands for."""

    id: str
    title: str
    sentence: str
    decision: str
    decided_by: str
    decided_on: date | None
    driver: str | None
    changes: str
    lessons: str
    budget_won: int | None
    contact: str
    documents: tuple[str, ...]
    sdg: str | None
    change: Mapping[str, str] | None
    happened: tuple[str, ...]
    outstanding: bool
    organisation: Mapping[str, str]
    place: Place
    model: str
    model_version: str
    subject: str
    files: tuple[Attached, ...]
    published_on: date

    @property
    def facets(self) -> dict[str, str]:
        """Its value in each facet; empty where it has none."""
        goal = str(goals.goal_of(self.sdg)) if self.sdg else ""
        return {"subject": self.subject, "model": self.model, "kind": self.place.kind, "goal": goal}


@dataclass(frozen=True)
class Near:
    """How near the place of a case is to one's own. `times`: how many times as many residents the larger of both has; None where the
    residents of one are not on record: then `levels` their organisations lie apart in the tree."""

    entry: Entry
    times: float | None
    levels: int


def publish(person: Person, platform: Platform, case_id: str, revision: int, shows: Iterable[str]) -> None:
    """Lets everybody signed in find a case that was accepted, with the parts of `SHOWS` its owner agrees to.

    Problems: not_found.case, cases.over, cases.changed_meanwhile, policy.choice_unknown, cases.not_accepted, cases.result_held,
    cases.result_closed, cases.result_gone.
    """
    wanted = [one for one in SHOWS if one in set(shows)]
    if strange := set(shows) - set(SHOWS):
        raise Problem("policy.choice_unknown", said=sorted(strange)[0][:60], known=list(SHOWS))
    with platform.records.session() as session:
        row = steps.own(session, person, case_id)
        registering.need_unchanged(row, revision)
        if row.state not in steps.SHOWN_STATES:
            raise Problem("cases.not_accepted")
        how = steps.standing(session, platform, row)
        if how != "there":
            raise Problem(f"cases.result_{how}")
        before = list(row.shows) if row.published_at_utc else None
        row.shows, row.published_at_utc = wanted, row.published_at_utc or platform.now()
        registering.touch(row, platform.now())
        steps.note(session, platform, row, ledger.USE_CASE_PUBLISHED, person.id, said={"shows": [before, wanted]}, shows=wanted)


def unpublish(person: Person, platform: Platform, case_id: str, revision: int) -> None:
    """Takes a case out of the library. Problems: not_found.case, cases.over, cases.changed_meanwhile, cases.not_published."""
    with platform.records.session() as session:
        row = steps.own(session, person, case_id)
        registering.need_unchanged(row, revision)
        if row.published_at_utc is None:
            raise Problem("cases.not_published")
        row.published_at_utc = None
        registering.touch(row, platform.now())
        steps.note(session, platform, row, ledger.USE_CASE_UNPUBLISHED, person.id, why="owner")


def entries(platform: Platform, *, model: str | None = None) -> tuple[Entry, ...]:
    """What is in the library, the newest first; of one model where it is named."""
    with platform.records.reading() as session:
        return _entries(session, session.scalars(_shown(model)).all())


def one(platform: Platform, case_id: str) -> Entry:
    """A case of the library. Problem not_found.case."""
    with platform.records.reading() as session:
        row = session.get(UseCase, case_id)
        if row is None or not steps.is_shown(session, row):
            raise Problem("not_found.case")
        return _entries(session, [row])[0]


def narrowed(found: Sequence[Entry], chosen: Mapping[str, str]) -> tuple[Entry, ...]:
    """Those that have what is chosen in each facet."""
    return tuple(one for one in found if all(one.facets[name] == value for name, value in chosen.items() if value))


def counts(found: Sequence[Entry], chosen: Mapping[str, str], facet: str) -> dict[str, int]:
    """How many there are by each value of a facet, all other choices kept; the most first."""
    rest = narrowed(found, {name: value for name, value in chosen.items() if name != facet})
    counted = Counter(value for each in rest if (value := each.facets[facet]))
    return dict(sorted(counted.items(), key=lambda one: (-one[1], one[0])))


def like_mine(person: Person, platform: Platform, found: Sequence[Entry]) -> tuple[Place, tuple[Near, ...]]:
    """One's own place, and the cases of other places, the nearest first.

    First those of the same kind (a city of a city), then by how far residents lie apart, as a ratio: twice as many is as far as half as
    many. Those whose residents are not on record come after, by how many levels of the tree they lie apart.
    """
    with platform.records.reading() as session:
        mine = Places(session).of(person.organisation_id)
    others = [each for each in found if each.place.organisation_id != mine.organisation_id]
    near = [Near(each, _times(mine, each.place), abs(mine.level - each.place.level)) for each in others]
    return mine, tuple(sorted(near, key=lambda one: _distance(mine, one)))


def side_by_side(platform: Platform, ids: Sequence[str]) -> tuple[Entry, ...]:
    """Two to four cases in the order asked for. Problems: cases.compare_count, not_found.case."""
    wanted = tuple(dict.fromkeys(ids))
    if not LEAST <= len(wanted) <= MOST:
        raise Problem("cases.compare_count", least=LEAST, most=MOST)
    return tuple(one(platform, each) for each in wanted)


def _shown(model: str | None) -> Select[UseCase]:
    wanted = (
        select(UseCase)
        .join(Run, Run.id == UseCase.run_id)
        .where(UseCase.published_at_utc.is_not(None), UseCase.state.in_(steps.SHOWN_STATES))
        .order_by(UseCase.published_at_utc.desc(), UseCase.id)
        .limit(_LOADED)
    )
    return wanted if model is None else wanted.where(UseCase.model == model)


def _entries(session: Session, rows: Sequence[UseCase]) -> tuple[Entry, ...]:
    places, zone = Places(session), settings.local_zone(session)
    names = names_in(session, {row.organisation_id for row in rows})
    told = _happened(session, [row.id for row in rows if "outcome" in row.shows])
    files = evidence.public_files(session, [row.id for row in rows])
    found = []
    for row in rows:
        shows = set(row.shows)
        change = {lang: outcomes.change_said(row, lang) for lang in ("ko", "en")} if "outcome" in shows else None
        assert row.published_at_utc is not None
        found.append(
            Entry(
                id=row.id, title=row.title, sentence=row.sentence, decision=row.decision, decided_by=row.decided_by,
                decided_on=row.decided_on, driver=row.driver, changes=row.changes, lessons=row.lessons,
                budget_won=row.budget_won if "budget" in shows else None, contact=row.contact if "contact" in shows else "",
                documents=tuple(row.documents) if "documents" in shows else (), sdg=row.sdg,
                change=change if change and change["ko"] else None, happened=told.get(row.id, ()),
                outstanding=row.state == "outstanding", organisation=names[row.organisation_id], place=places.of(row.organisation_id),
                model=row.model, model_version=row.model_version, subject=row.subject,
                files=files.get(row.id, ()), published_on=row.published_at_utc.astimezone(zone).date(),
            )
        )  # fmt: skip
    return tuple(found)


def _happened(session: Session, ids: Sequence[str]) -> dict[str, tuple[str, ...]]:
    """What was said to have happened, by case: the last of each follow-up."""
    wanted = select(UseCaseOutcome).where(UseCaseOutcome.case_id.in_(ids), UseCaseOutcome.kind == "measured").order_by(UseCaseOutcome.id)
    last = {(one.case_id, one.day): one.happened for one in session.scalars(wanted)}
    return {own: tuple(last[key] for key in sorted(last) if key[0] == own) for own in ids}


def _times(mine: Place, other: Place) -> float | None:
    if not mine.residents or not other.residents:
        return None
    return max(mine.residents, other.residents) / min(mine.residents, other.residents)


def _distance(mine: Place, near: Near) -> tuple[float, bool, float, str]:
    far = near.levels if near.times is None else math.log(near.times)
    return kinds_apart(mine, near.entry.place), near.times is None, far, near.entry.title
