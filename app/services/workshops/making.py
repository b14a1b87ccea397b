"""Making a workshop: four things said, the rest is there; and its sandbox organisation."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from sqlalchemy.orm import Session

from app.identity import rights
from app.identity.person import Person
from app.services import teaching, written
from app.services.people.organisations import within
from app.services.platform import Platform
from app.services.workshops import codes
from app.texts import LANGUAGES
from connectors.problem import Problem
from data_catalog import ledger
from data_catalog.records import settings
from data_catalog.records.tables import SANDBOX_KIND, Organisation, Workshop, new_id
from models.kit import exercises, library
from models.kit.exercises import Exercise

TITLE_MAX = 100
SEATS_MOST, MODELS_MOST = 200, 3
SHORTEST_MIN, LONGEST_MIN = 30, 12 * 60
AHEAD_DAYS = 180


@dataclass(frozen=True)
class Wanted:
    """What a workshop is to be: title and models, seats, when and how long, in which language; `left_out`: the exercises it does not do,
    as "model/name", where those of other models say nothing."""

    title: str
    models: Sequence[str]
    seats: int
    starts_at: datetime
    minutes: int
    language: str
    left_out: Sequence[str] = ()

    def kept_out(self) -> list[str]:
        """What of `left_out` is of its models, in their order."""
        return [named for one in dict.fromkeys(self.models) for named in exercises_of(one) if named in set(self.left_out)]


def exercises_of(model: str) -> dict[str, Exercise]:
    """The exercises of a model by the name they have in a workshop, in their order."""
    return {f"{model}/{one.name}": one for one in exercises.exercises_of(library.load(model))}


def may_make(person: Person) -> bool:
    """Whether somebody may make workshops."""
    return rights.may(person, "teach")


def teachable() -> tuple[str, ...]:
    """The models that have exercises to do in a class, and whose sample may be made here: a package of others runs confined in a worker."""
    return tuple(model.id for model in library.models() if library.is_held(model) and exercises.exercises_of(model))


def make(person: Person, platform: Platform, wanted: Wanted) -> str:
    """Makes it; gives its id. From then on its code can be told; seats are taken from half an hour before it begins.

    Problems: rights.*, workshop.title_missing, .models_wrong, .exercises_none, .seats_wrong, .length_wrong, .time_wrong,
    policy.choice_unknown.
    """
    rights.need(person, "teach")
    title = written.line(wanted.title, TITLE_MAX)
    check(platform, wanted, title)
    now = platform.now()
    with platform.records.session() as session:
        today = now.astimezone(settings.local_zone(session)).date()
        ends = wanted.starts_at + timedelta(minutes=wanted.minutes)
        # It is over from its first day: nothing can be shared with it, and it brings nobody anything.
        sandbox = Organisation(
            id=new_id(), parent_id=None, kind=SANDBOX_KIND, name_ko=title, name_en=title, demo=person.demo, valid_from=today, valid_to=today
        )
        session.add(sandbox)
        session.flush()
        row = Workshop(
            id=new_id(), organisation_id=_held_by(session, person), trainer_id=person.id, sandbox_id=sandbox.id, title=title,
            models=list(dict.fromkeys(wanted.models)), left_out=wanted.kept_out(), seats=wanted.seats,
            language=wanted.language, code=codes.join_code(),
            starts_at_utc=wanted.starts_at, ends_at_utc=ends, made_at_utc=now,
            purge_on=purge_on(session, ends),
        )  # fmt: skip
        session.add(row)
        session.flush()
        teaching.note(session, platform, row, ledger.WORKSHOP_MADE, person.id, models=len(row.models), seats=row.seats)
        return row.id


def check(platform: Platform, wanted: Wanted, title: str, *, begun: bool = False) -> None:
    """Passes for what may be made; of one that has begun the time is not asked. Problems as of `make`."""
    if not title:
        raise Problem("workshop.title_missing")
    known = teachable()
    if not wanted.models or len(set(wanted.models)) > MODELS_MOST or set(wanted.models) - set(known):
        raise Problem("workshop.models_wrong", most=MODELS_MOST)
    out = wanted.kept_out()
    if all(one.extra or named in out for model in wanted.models for named, one in exercises_of(model).items()):
        raise Problem("workshop.exercises_none")
    if not 1 <= wanted.seats <= SEATS_MOST:
        raise Problem("workshop.seats_wrong", most=SEATS_MOST)
    if wanted.language not in LANGUAGES:
        raise Problem("policy.choice_unknown", said=wanted.language[:60], known=list(LANGUAGES))
    if begun:
        return
    if not SHORTEST_MIN <= wanted.minutes <= LONGEST_MIN:
        raise Problem("workshop.length_wrong", least=SHORTEST_MIN, most=LONGEST_MIN)
    now = platform.now()
    if not now - timedelta(minutes=wanted.minutes) < wanted.starts_at <= now + timedelta(days=AHEAD_DAYS):
        raise Problem("workshop.time_wrong", days=AHEAD_DAYS)


def purge_on(session: Session, ends: datetime) -> date:
    """The local day on which what seats hold is destroyed, of a workshop that ends then."""
    return ends.astimezone(settings.local_zone(session)).date() + timedelta(days=settings.value(session, "workshop_keep_days"))


def minutes_between(starts: datetime, ends: datetime) -> int:
    """How long one is that begins and ends then."""
    return round((ends - starts).total_seconds() / 60)


def _held_by(session: Session, person: Person) -> str:
    """The organisation that holds it: the trainer's own where they may teach there, else the first where they may."""
    begins = rights.spans(person, "teach")
    return person.organisation_id if person.organisation_id in within(session, begins) else min(begins)


def here(platform: Platform, at: datetime) -> datetime:
    """A moment as the office's clock says."""
    with platform.records.reading() as session:
        return at.astimezone(settings.local_zone(session))


def usual_start(platform: Platform) -> datetime:
    """When a workshop begins unless told: the next ten minutes, as the office's clock says."""
    now = here(platform, platform.now())
    return now.replace(second=0, microsecond=0) + timedelta(minutes=10 - now.minute % 10)


def moment(platform: Platform, day: date, at: time) -> datetime:
    """A day and a time of the office's clock as a moment."""
    with platform.records.reading() as session:
        return datetime.combine(day, at, settings.local_zone(session))
