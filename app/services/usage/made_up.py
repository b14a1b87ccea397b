"""A made-up year and those beside it, to learn the page of usage and its pack by: rows as the ledger would have them, kept nowhere.

They stand in no record, so nothing ever counts them as use; what shows them says that they are made up.
"""

from __future__ import annotations

import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from functools import lru_cache
from hashlib import blake2b
from typing import Any

import polars as pl
from sqlalchemy.orm import Session

from app.identity import demo
from app.identity.person import Person
from app.services.people.history import History
from app.services.platform import Platform
from data_catalog import counting

MODELS = ("golden_hour", "cctv_siting", "civil_complaints")
_STEPS = ("upload", "mapping_confirmed", "checks_seen", "run_queued", "run_finished", "result_viewed", "report_made")
_GO_ON = (0.86, 0.82, 0.93, 0.95, 0.96, 0.97, 0.62)
_MINUTES = (4, 7, 3, 4, 2, 6, 8)
"""Of an analysis: its steps, how many go on to each, and about how long after the one before."""


@dataclass(frozen=True)
class Happening:
    """One row, with the names of the ledger's columns."""

    id: int
    at_utc: datetime
    event: str
    organisation_id: str
    person_id: str
    subject_kind: str | None = None
    subject_id: str | None = None
    facts: dict[str, Any] = field(default_factory=dict)

    @property
    def day(self) -> date:
        """Its day, in the zone of a made-up city nine hours ahead."""
        return (self.at_utc + timedelta(hours=9)).date()

    @property
    def model(self) -> str | None:
        """Of what model it is."""
        return self.facts.get("model")

    @property
    def kind(self) -> str | None:
        """Of what kind of run it is."""
        return self.facts.get("kind")

    @property
    def cache_key(self) -> str | None:
        """What makes runs one analysis."""
        return self.facts.get("cache_key")


def may_see(person: Person, platform: Platform) -> bool:
    """Whether it is the person's to look at: somebody of the demo, as long as there is no real account."""
    if not person.demo:
        return False
    with platform.records.reading() as session:
        return _is_demo(session)


def _is_demo(session: Session) -> bool:
    return not demo.real_accounts(session)


def bodies(kept: History) -> tuple[str, ...]:
    """The organisations it is of: those the demo begins with, in its order, whatever came since; where none is there, all of them."""
    places = {name: at for at, (_, _, _, name, _) in enumerate(demo.ORGANISATIONS)}
    first = {own: forms[0].name["ko"] for own, forms in kept.forms.items()}
    found = sorted((own for own, name in first.items() if name in places), key=lambda own: (places[first[own]], own))
    return tuple(found or sorted(first))


def rows(organisations: Sequence[str], today: date) -> pl.LazyFrame:
    """The rows of the last year and the one before, and of this year until today, in columns."""
    return _kept(tuple(organisations), today).lazy()


@lru_cache(maxsize=2)
def _kept(organisations: tuple[str, ...], today: date) -> pl.DataFrame:
    years = (today.year - 2, today.year - 1, today.year)
    found = (one for year in years for one in happenings(organisations, year) if one.day <= today)
    return counting.frame_of(found)


def happenings(organisations: Sequence[str], year: int, seed: int = 7, a_month: int = 5) -> Iterator[Happening]:
    """The rows of one year at these organisations, the same every time; about so many analyses a month and organisation.

    What comes about at one rests on its place among them alone: not on its id, nor on those that follow.
    """
    making = _Making(year)
    for at, own in enumerate(organisations):
        making.choose = random.Random(f"{seed}:{year}:{at}")  # noqa: S311 - nothing secret comes of it
        eager = (0.3, 0.7, 1.1, 1.5)[at % 4] * (0.9 + 0.08 * (year % 20))
        for month in range(1, 13):
            for _ in range(making.choose.randint(0, max(1, round(a_month * eager)))):
                making.analysis(own, month, MODELS[(at + making.choose.randrange(2)) % len(MODELS)])
            making.month(own, month, at)
    yield from making.done()


@dataclass
class _Making:
    year: int
    choose: random.Random = field(default_factory=lambda: random.Random(0))  # noqa: S311
    _found: list[tuple[datetime, str, str, str, tuple[str, str] | None, dict[str, Any]]] = field(default_factory=list)

    def done(self) -> Iterator[Happening]:
        """What came about, in its order."""
        first = self.year * 1_000_000
        for at, (when, event, own, person, subject, facts) in enumerate(sorted(self._found, key=lambda one: one[0]), 1):
            kind, subject_id = subject or (None, None)
            yield Happening(first + at, when, event, own, person, kind, subject_id, facts)

    def analysis(self, own: str, month: int, model: str) -> None:
        """One analysis from its draft on, as far as it goes; one of ten is run again with nothing changed."""
        kind = self.choose.choices(("real", "sample", "training"), (7, 2, 1))[0]
        person, draft, run = self._person(own), self._id(), self._id()
        when = self._moment(month)
        said: dict[str, Any] = {"model": model, "kind": kind}
        self._add(when, "draft_started", own, person, ("draft", draft), said)
        for step, goes_on, minutes in zip(_STEPS, _GO_ON, _MINUTES, strict=True):
            if kind == "sample" and step in ("upload", "mapping_confirmed", "checks_seen"):
                continue
            if self.choose.random() > goes_on:
                break
            when += timedelta(minutes=minutes * self.choose.lognormvariate(0, 0.6))
            if step in ("upload", "mapping_confirmed", "checks_seen"):
                self._add(
                    when, step, own, person, ("upload", self._id()) if step == "upload" else ("draft", draft), {**said, "draft": draft}
                )
            elif step == "run_finished":
                self._finished(when, own, person, run, said)
            else:
                self._add(when, step, own, person, ("run", run), {**said, "draft": draft})

    def month(self, own: str, month: int, at: int) -> None:
        """What else a month brings to an organisation: data, agreements, help, and of some a workshop."""
        choose, day = self.choose, self._moment(month)
        for _ in range(choose.randint(0, 2)):
            kind = "training" if month % 4 == at % 4 else "real"
            self._add(self._moment(month), "dataset_added", own, self._person(own), ("dataset", self._id()), {"kind": kind})
        for _ in range(choose.randint(0, 3)):
            self._add(self._moment(month), "source_refreshed", own, self._person(own), ("source", self._id()), {})
        if choose.random() < 0.3:
            dataset, person = ("dataset", self._id()), self._person(own)
            self._add(day, "agreement_asked", own, person, dataset, {})
            if choose.random() < 0.7:
                self._add(day + timedelta(days=choose.randint(0, 9)), "agreement_approved", own, person, dataset, {})
        for _ in range(choose.randint(0, 2)):
            self._help(own, month)
        if at % 3 == 1 and month in (3, 6, 9, 11):
            self._workshop(own, month)

    def _finished(self, when: datetime, own: str, person: str, run: str, said: dict[str, Any]) -> None:
        facts = {**said, "cache_key": self._id() * 2}
        self._add(when, "run_finished", own, person, ("run", run), facts)
        if self.choose.random() < 0.1:
            self._add(when + timedelta(minutes=20), "run_finished", own, person, ("run", self._id()), facts)
        if said["kind"] == "real" and self.choose.random() < 0.16:
            case = ("use_case", self._id())
            self._add(when + timedelta(days=2), "use_case_registered", own, person, case, {"model": said["model"]})
            if self.choose.random() < 0.7:
                told = {"day": 30, "decided": self.choose.random() < 0.6, "model": said["model"]}
                self._add(when + timedelta(days=32), "use_case_outcome", own, person, case, told)
            if self.choose.random() < 0.5:
                self._add(when + timedelta(days=20), "use_case_reviewed", own, person, case, {})
                self._add(when + timedelta(days=21), "use_case_published", own, person, case, {})

    def _help(self, own: str, month: int) -> None:
        ticket, person, when = ("ticket", self._id()), self._person(own), self._moment(month)
        self._add(when, "help_asked", own, person, ticket, {"model": self.choose.choice(MODELS), "step": "columns"})
        if self.choose.random() < 0.9:
            minutes = round(self.choose.lognormvariate(4.2, 0.8))
            self._add(when + timedelta(minutes=minutes), "help_answered", own, person, ticket, {"minutes": minutes})
        if self.choose.random() < 0.15:
            self._add(when + timedelta(days=2), "article_published", own, person, ("article", self._id()), {})

    def _workshop(self, own: str, month: int) -> None:
        workshop, when = ("workshop", self._id()), self._moment(month)
        self._add(when, "workshop_made", own, self._person(own), workshop, {"seats": 20})
        for seat in range(self.choose.randint(6, 20)):
            person = blake2b(f"{own}:seat:{seat}".encode(), digest_size=16).hexdigest()
            self._add(when + timedelta(minutes=seat), "seat_taken", own, person, workshop, {})
            for exercise in range(3):
                told = {"exercise": exercise, "right": self.choose.random() < 0.8}
                self._add(when + timedelta(minutes=40 + seat), "exercise_checked", own, person, workshop, told)
            if self.choose.random() < 0.8:
                self._add(when + timedelta(hours=2), "certificate_made", own, person, workshop, {})
            if self.choose.random() < 0.2:
                self._add(when + timedelta(days=15), "carried_run", own, person, ("run", self._id()), {"model": MODELS[0]})
        self._add(when + timedelta(hours=2), "workshop_finished", own, self._person(own), workshop, {})

    def _add(self, when: datetime, event: str, own: str, person: str, subject: tuple[str, str] | None, facts: dict[str, Any]) -> None:
        self._found.append((when, event, own, person, subject, facts))

    def _person(self, own: str) -> str:
        return blake2b(f"{own}:{self.choose.choice((0, 0, 0, 1, 1, 2, 3, 4 + self.year % 3))}".encode(), digest_size=16).hexdigest()

    def _moment(self, month: int) -> datetime:
        """On a working day of the month, between nine and five where the city is."""
        day = date(self.year, month, self.choose.randint(1, 28))
        day += timedelta(days={5: -1, 6: 1}.get(day.weekday(), 0))
        return datetime(day.year, day.month, day.day, self.choose.randint(0, 7), self.choose.randrange(60), tzinfo=UTC)

    def _id(self) -> str:
        return f"{self.choose.getrandbits(128):032x}"
