"""Doing the exercises of a workshop: answers checked on the results of one's own runs and kept at once, and hints in three steps."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.identity.person import Person
from app.services import teaching
from app.services.platform import Platform
from app.services.runs import kept_results
from connectors.problem import Problem
from data_catalog import ledger
from data_catalog.records.tables import Run, Seat, SeatExercise, Workshop
from models.kit import exercises, library
from models.kit.contract import Model, Setting
from models.kit.exercises import HINTS, Ask, Exercise
from models.kit.result import Result
from models.kit.wording import Words


@dataclass(frozen=True)
class Part:
    """One thing asked. `choices`: what there is to choose from, empty of a number; `said`: what was answered last; `right`: None until it
    was checked; `unread`: a number was asked for and what was answered is none; `why`: what speaks against the option chosen."""

    ask: Ask
    choices: tuple[str, ...]
    said: str | None
    right: bool | None
    unread: bool
    why: Words | None


@dataclass(frozen=True)
class Doing:
    """One exercise as a seat does it. `run_id`: the own run it is checked on, None until there is one; `settings`: with which it is to be
    run, by title, with their unit; `ran`: the model was run, if not with these; `tried`: it was checked before."""

    model: str
    exercise: Exercise
    parts: tuple[Part, ...]
    hints: tuple[Words, ...]
    run_id: str | None
    settings: tuple[tuple[Words, Any, Words | None], ...]
    ran: bool
    tried: bool
    done: bool


def listed(person: Person, platform: Platform, workshop_id: str) -> tuple[Doing, ...]:
    """The exercises of a workshop's models in their order, as the person's seat does them. Problem not_found.workshop."""
    with platform.records.reading() as session:
        row, seat = teaching.seated(session, person, workshop_id)
        kept = {(one.model, one.exercise): one for one in session.scalars(select(SeatExercise).where(SeatExercise.seat_id == seat.id))}
        runs = _runs(session, row, seat)
    return tuple(_doing(platform, model, exercise, runs, kept.get((model.id, exercise.name))) for model, exercise in of_class(row))


def of_class(row: Workshop) -> tuple[tuple[Model, Exercise], ...]:
    """What a class does: the exercises of its models in their order, without those its trainer left out."""
    models = [library.load(name) for name in row.models]
    return tuple((model, one) for model in models for one in exercises.exercises_of(model) if f"{model.id}/{one.name}" not in row.left_out)


def hint(person: Person, platform: Platform, workshop_id: str, model: str, name: str) -> int:
    """Opens the next hint of an exercise; that it was, is on record. Gives how many are open. Problems: not_found.workshop,
    not_found.exercise, workshop.over."""
    with platform.records.session() as session:
        row, seat = teaching.seated(session, person, workshop_id, held=True)
        teaching.need_going(row, platform.now())
        _exercise(row, model, name)
        kept = _kept(session, seat, model, name)
        kept.hints = min(HINTS, kept.hints + 1)
        return kept.hints


def check(person: Person, platform: Platform, workshop_id: str, model: str, name: str, answers: Mapping[str, str]) -> bool:
    """Keeps answers and says whether all of the exercise is right, by the newest own run that has its settings. What can be read as no
    number is not judged. What was being written when the workshop ended can still be sent, for `teaching.LAST_WORDS`.

    Problems: not_found.workshop, not_found.exercise, workshop.over, exercise.run_first.
    """
    with platform.records.session() as session:
        row, seat = teaching.seated(session, person, workshop_id, held=True)
        teaching.need_answerable(row, platform.now())
        exercise = _exercise(row, model, name)
        run = _fitting(library.load(model), exercise, _runs(session, row, seat))
        kept = _kept(session, seat, model, name)
        said = {part: str(one)[:200] for part, one in answers.items() if part in {ask.name for ask in exercise.asks} and str(one).strip()}
        kept.answers = {**kept.answers, **said}
    # What was written stays whatever comes now: a line that is cut loses no answer.
    if run is None:
        raise Problem("exercise.run_first", model=dict(library.load(model).title))
    right = _judged(kept_results.load(platform.lake.run_folder(run.id), run.result_hash), exercise, kept.answers)
    done = all(right.get(ask.name) for ask in exercise.asks)
    with platform.records.session() as session:
        row, seat = teaching.seated(session, person, workshop_id, held=True)
        kept = _kept(session, seat, model, name)
        kept.right, kept.tries, kept.tried_at_utc = right, kept.tries + 1, platform.now()
        kept.done_at_utc = kept.done_at_utc or (platform.now() if done else None)
        facts = {"exercise": f"{model}/{name}", "right": done, "hints": kept.hints, "tries": kept.tries}
        teaching.note(session, platform, row, ledger.EXERCISE_CHECKED, person.id, **facts)
    return done


def required(row: Workshop) -> set[tuple[str, str]]:
    """The exercises a certificate waits for, by model and name."""
    return {(model.id, one.name) for model, one in of_class(row) if not one.extra}


def done_of(session: Session, seat_id: str) -> set[tuple[str, str]]:
    """The exercises a seat has done."""
    rows = session.scalars(select(SeatExercise).where(SeatExercise.seat_id == seat_id, SeatExercise.done_at_utc.is_not(None)))
    return {(one.model, one.exercise) for one in rows}


def _judged(result: Result, exercise: Exercise, answers: Mapping[str, str]) -> dict[str, bool]:
    right = {}
    for ask in exercise.asks:
        if ask.name in answers and not _is_unread(ask, answers[ask.name]):
            right[ask.name] = exercises.is_right(result, ask, answers[ask.name])
    return right


def _is_unread(ask: Ask, said: str) -> bool:
    if ask.kind != "number":
        return False
    try:
        exercises.number_in(said)
    except ValueError:
        return True
    return False


def _doing(platform: Platform, model: Model, exercise: Exercise, runs: list[Run], kept: SeatExercise | None) -> Doing:
    run = _fitting(model, exercise, runs)
    result = kept_results.load(platform.lake.run_folder(run.id), run.result_hash) if run is not None else None
    parts = tuple(_part(ask, result, kept) for ask in exercise.asks)
    hints = exercise.hints[: kept.hints] if kept else ()
    done = kept is not None and kept.done_at_utc is not None
    known = {item.name: item for item in model.settings}
    settings = tuple(
        (known[name].title, _chosen(known[name], said), known[name].unit) for name, said in exercise.settings.items() if name in known
    )
    ran = any(one.model == model.id for one in runs)
    tried = kept is not None and kept.tries > 0
    return Doing(model.id, exercise, parts, hints, run.id if run else None, settings, ran, tried, done)


def _chosen(setting: Setting, said: Any) -> Any:
    """What a setting is set to, in the words of its choice where it has some."""
    return (setting.choices or {}).get(said, said)


def _part(ask: Ask, result: Result | None, kept: SeatExercise | None) -> Part:
    said = kept.answers.get(ask.name) if kept else None
    right = kept.right.get(ask.name) if kept else None
    choices = exercises.places(result, ask) if ask.kind == "place" and result is not None else ()
    chosen = ask.options[int(said)] if ask.options and said and said.isdecimal() and int(said) < len(ask.options) else None
    unread = right is None and said is not None and _is_unread(ask, said)
    return Part(ask, choices, said, right, unread, chosen.why if chosen and right is False else None)


def _exercise(row: Workshop, model: str, name: str) -> Exercise:
    found = next((one for known, one in of_class(row) if (known.id, one.name) == (model, name)), None)
    if found is None:
        raise Problem("not_found.exercise")
    return found


def _runs(session: Session, row: Workshop, seat: Seat) -> list[Run]:
    """The finished training runs of a seat's holder since it was taken, the newest first."""
    mine = (Run.person_id == seat.person_id, Run.kind == "training", Run.state == "finished", Run.model.in_(row.models))
    since = Run.queued_at_utc >= seat.taken_at_utc
    return list(session.scalars(select(Run).where(*mine, since).order_by(Run.finished_at_utc.desc()).limit(50)))


def _fitting(model: Model, exercise: Exercise, runs: list[Run]) -> Run | None:
    """The newest run of the model with the settings of an exercise."""
    wanted = exercises.wanted_settings(model, exercise)
    return next(
        (run for run in runs if run.model == model.id and all(run.settings.get(name) == said for name, said in wanted.items())), None
    )


def _kept(session: Session, seat: Seat, model: str, name: str) -> SeatExercise:
    kept = session.get(SeatExercise, (seat.id, model, name))
    if kept is None:
        kept = SeatExercise(seat_id=seat.id, model=model, exercise=name, answers={}, right={}, tries=0, hints=0)
        session.add(kept)
        session.flush()
    return kept
