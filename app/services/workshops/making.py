"""Making a workshop: four things said, the rest is there; its sandbox organisation and the samples its seats get copies of."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.identity import rights
from app.identity.person import Person
from app.services import claims, teaching, written
from app.services.drafts import drafts
from app.services.people.organisations import within
from app.services.platform import Platform
from app.services.uploads import uploads
from app.services.uploads.receiving import Receiver
from app.services.workshops import codes
from app.texts import LANGUAGES
from connectors.problem import Problem
from data_catalog import ledger
from data_catalog.records import settings
from data_catalog.records.tables import SANDBOX_KIND, Draft, Organisation, PersonRow, Upload, Workshop, new_id
from models.kit import exercises, library
from models.kit.sampling import sample_files

TITLE_MAX = 100
SEATS_MOST, MODELS_MOST = 200, 3
SHORTEST_MIN, LONGEST_MIN = 30, 12 * 60
AHEAD_DAYS = 180
READ = ("read", "held")
"""The states of a file that was read; one that is held waits for who has it to decide on personal values, also in a copy."""


@dataclass(frozen=True)
class Wanted:
    """What a workshop is to be: title and models, seats, when and how long, in which language."""

    title: str
    models: Sequence[str]
    seats: int
    starts_at: datetime
    minutes: int
    language: str


def may_make(person: Person) -> bool:
    """Whether somebody may make workshops."""
    return rights.may(person, "teach")


def teachable() -> tuple[str, ...]:
    """The models that have exercises to do in a class, and whose sample may be made here: a package of others runs confined in a worker."""
    return tuple(model.id for model in library.models() if library.is_held(model) and exercises.exercises_of(model))


def make(person: Person, platform: Platform, wanted: Wanted) -> str:
    """Makes it; gives its id. From then on its code can be told; seats are taken from half an hour before it begins.

    Problems: rights.*, workshop.title_missing, .models_wrong, .seats_wrong, .length_wrong, .time_wrong, policy.choice_unknown.
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
            models=list(dict.fromkeys(wanted.models)), seats=wanted.seats, language=wanted.language, code=codes.join_code(),
            starts_at_utc=wanted.starts_at, ends_at_utc=ends, made_at_utc=now,
            purge_on=purge_on(session, ends),
        )  # fmt: skip
        session.add(row)
        session.flush()
        teaching.note(session, platform, row, ledger.WORKSHOP_MADE, person.id, models=len(row.models), seats=row.seats)
        return row.id


def samples(platform: Platform, workshop_id: str) -> dict[str, str]:
    """By model, the draft that seats get copies of: its sample brought in as files are. Made when first asked for, in seconds, and again
    where its files are gone; of two that ask at one moment the second waits."""
    with platform.records.reading() as session:
        row = session.get_one(Workshop, workshop_id)
        if _are_there(session, row):
            return dict(row.samples)
    with claims.alone(platform, f"workshop:{workshop_id}"):
        with platform.records.session() as session:
            row = session.get_one(Workshop, workshop_id)
            if _are_there(session, row):
                return dict(row.samples)
            keeper = _keeper(session, row)
        made = {model: _brought(platform, keeper, model) for model in row.models}
        with platform.records.session() as session:
            session.get_one(Workshop, workshop_id).samples = made
        return made


def check(platform: Platform, wanted: Wanted, title: str, *, begun: bool = False) -> None:
    """Passes for what may be made; of one that has begun the time is not asked. Problems as of `make`."""
    if not title:
        raise Problem("workshop.title_missing")
    known = teachable()
    if not wanted.models or len(set(wanted.models)) > MODELS_MOST or set(wanted.models) - set(known):
        raise Problem("workshop.models_wrong", most=MODELS_MOST)
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


def _are_there(session: Session, row: Workshop) -> bool:
    """Whether each model's draft still has all its files."""
    if set(row.samples) != set(row.models):
        return False
    for draft_id in row.samples.values():
        draft = session.get(Draft, draft_id)
        sent = session.scalars(select(Upload.id).where(Upload.draft_id == draft_id, Upload.state.in_(READ)).limit(1)).one_or_none()
        if draft is None or sent is None:
            return False
    return True


def _keeper(session: Session, row: Workshop) -> Person:
    """Who keeps the samples: an account of the sandbox that nobody signs in to."""
    login = f"seat-{row.id}"
    held = session.scalars(select(PersonRow).where(PersonRow.login == login)).one_or_none()
    if held is None:
        demo = session.get_one(Organisation, row.sandbox_id).demo
        held = PersonRow(
            id=new_id(), login=login, name=row.title, organisation_id=row.sandbox_id, workshop_id=row.id, demo=demo, disabled=True,
            must_change=False, language=row.language,
        )  # fmt: skip
        session.add(held)
        session.flush()
    return Person(held.id, held.name, held.organisation_id, frozenset({"analyst"}), language=row.language)


def _brought(platform: Platform, keeper: Person, model_id: str) -> str:
    """A draft of the keeper with the sample of a model sent and read."""
    draft = drafts.start(keeper, platform, model_id, kind="training").id
    for name, file in sample_files(library.load(model_id)).items():
        receiver = Receiver(keeper, platform, draft, name, file.name, len(file.data), len(file.data))
        try:
            receiver.write(file.data)
            upload = receiver.finish()
        except BaseException:
            receiver.abort()
            raise
        uploads.read(keeper, platform, upload)
    return draft


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
