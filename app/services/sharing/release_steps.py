"""The steps of a release: asked for with purpose and recipient, approved or returned with a reason, taken back, ended.

Who lets a result go is a steward of the organisation whose data it was made of, or of one above; never who asks, made it or has it.
"""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.identity import rights
from app.identity.person import Person
from app.services import inbox, written
from app.services.people.deciders import deciders
from app.services.people.organisations import within
from app.services.platform import Platform
from app.services.sharing import release_gate, release_rules, sight
from connectors.problem import Problem
from data_catalog import ledger
from data_catalog.policy.kept import path_up
from data_catalog.records.tables import Organisation, Release, ReleaseEvent, Run, new_id

TEXT_MAX = 1_000


@dataclass(frozen=True)
class Wanted:
    """What somebody wants to take out, what for, and who is to have it."""

    run_id: str
    purpose: str
    recipient: str


def ask(person: Person, platform: Platform, wanted: Wanted) -> tuple[str, ...]:
    """Asks every organisation whose word a result of the person's, or one they were given, waits for; gives the ids of what was asked.

    Problems: not_found.run, share.closed, run.no_result, release.purpose_missing, release.recipient_missing, release.not_needed,
    release.asked_already, release.nobody.
    """
    rights.need(person, "analyse")
    purpose, recipient = plain(wanted.purpose), plain(wanted.recipient)
    if not purpose:
        raise Problem("release.purpose_missing")
    if not recipient:
        raise Problem("release.recipient_missing")
    with platform.records.session() as session:
        sight.run_of(session, platform, person, wanted.run_id)
        run = session.get_one(Run, wanted.run_id, with_for_update=True)
        now, made = release_gate.print_of(session, platform, person, run), []
        for need in release_rules.needs(session, platform, run):
            before = release_gate.newest(session, person.id, run.id, need.body_id)
            state = release_gate.state_of(session, before) if before is not None else "none"
            if state == "asked" or (state == "approved" and before is not None and before.fingerprint == now.fingerprint):
                continue
            row = Release(
                id=new_id(), run_id=run.id, model=run.model, body_id=need.body_id, asked_by=person.id, purpose=purpose,
                recipient=recipient, reasons=list(need.reasons), content=now.content, fingerprint=now.fingerprint,
                under=release_gate.under_of(platform, run), asked_at_utc=platform.now(),
            )  # fmt: skip
            whom = _reviewers(session, row, run)
            if not whom:
                raise Problem("release.nobody", organisation=session.get_one(Organisation, need.body_id).name)
            _move(session, platform, row, ledger.RELEASE_ASKED, "asked", person.id, whom, name=person.name)
            made.append(row.id)
        if not made:
            raise Problem("release.asked_already" if release_rules.needs(session, platform, run) else "release.not_needed")
    return tuple(made)


def withdraw(person: Person, platform: Platform, release_id: str) -> None:
    """Takes back one's asking. Problems: not_found.release, release.answered."""
    with platform.records.session() as session:
        row = session.get(Release, release_id, with_for_update=True)
        if row is None or row.asked_by != person.id:
            raise Problem("not_found.release")
        if row.state != "asked":
            raise Problem("release.answered")
        _move(session, platform, row, ledger.RELEASE_WITHDRAWN, "withdrawn", person.id, ())


def approve(person: Person, platform: Platform, release_id: str, comment: str = "") -> None:
    """Lets the result go, as it was when it was asked for.

    Problems: not_found.release, release.own, release.answered, release.ended, release.changed_since.
    """
    with platform.records.session() as session:
        row, run = _to_decide(session, person, release_id)
        asker = _asker(session, row)
        if release_gate.print_of(session, platform, asker, run).fingerprint != row.fingerprint:
            raise Problem("release.changed_since")
        _move(session, platform, row, ledger.RELEASE_APPROVED, "approved", person.id, [row.asked_by], plain(comment), name=person.name)


def give_back(person: Person, platform: Platform, release_id: str, comment: str) -> None:
    """Returns it with a reason. Problems: release.reason_missing, and those of `approve` but release.changed_since."""
    said = plain(comment)
    if not said:
        raise Problem("release.reason_missing")
    with platform.records.session() as session:
        row, _ = _to_decide(session, person, release_id)
        _move(session, platform, row, ledger.RELEASE_RETURNED, "returned", person.id, [row.asked_by], said, name=person.name)


def turn(platform: Platform) -> int:
    """Marks ended what ended with its policies, and tells who asked; nothing has left by it since. The worker calls it every hour."""
    with platform.records.reading() as session:
        rows = session.scalars(select(Release).where(Release.state.in_(("asked", "approved")))).all()
        over = [row.id for row in rows if release_gate.state_of(session, row) == "ended"]
    for own in over:
        with platform.records.session() as session:
            row = session.get(Release, own, with_for_update=True)
            if row is not None and row.state in ("asked", "approved"):
                _move(session, platform, row, ledger.RELEASE_ENDED, "ended", None, [row.asked_by])
    return len(over)


def decides(session: Session, person: Person, row: Release) -> bool:
    """Whether it is the person's to decide: steward over the data, and neither who asks, nor who made the result or has it."""
    run = session.get(Run, row.run_id)
    if person.must_change or run is None or person.id in (row.asked_by, run.person_id, run.made_by):
        return False
    return row.body_id in within(session, rights.spans(person, "review_releases"))


def plain(text: str) -> str:
    """A text as it is kept: in one line, without personal values."""
    return written.line(text, TEXT_MAX)


def _to_decide(session: Session, person: Person, release_id: str) -> tuple[Release, Run]:
    row = session.get(Release, release_id, with_for_update=True)
    if row is None or row.body_id not in within(session, rights.spans(person, "review_releases")):
        raise Problem("not_found.release")
    if not decides(session, person, row):
        raise Problem("release.own" if session.get(Run, row.run_id) else "release.ended")
    if row.state != "asked":
        raise Problem("release.answered")
    if release_gate.state_of(session, row) != "asked":
        raise Problem("release.ended")
    return row, session.get_one(Run, row.run_id)


def _asker(session: Session, row: Release) -> Person:
    return Person(row.asked_by, "", "", frozenset())


def _reviewers(session: Session, row: Release, run: Run) -> tuple[str, ...]:
    left_out = [one for one in (row.asked_by, run.person_id, run.made_by) if one]
    return deciders(session, "review_releases", path_up(session, row.body_id), *left_out)


def _move(
    session: Session, platform: Platform, row: Release, step: str, after: str, person_id: str | None, tell: tuple[str, ...] | list[str],
    comment: str = "", *, name: str = "",
) -> None:  # fmt: skip
    """Writes a step: the release's state, its history, the ledger, and the inbox of those who wait for it or must do something."""
    now = platform.now()
    row.state, row.changed_at_utc = after, now
    session.add(row)
    session.flush()
    session.add(ReleaseEvent(release_id=row.id, step=step, after=after, person_id=person_id, at_utc=now, comment=comment))
    facts = {"release": row.id, "model": row.model, "content": row.content[:16]}
    ledger.record(
        session, step, person_id=person_id, organisation_id=row.body_id, subject=("run", row.run_id), facts=facts, at=now
    )  # fmt: skip
    for one in dict.fromkeys(tell):
        link = f"/requests?release={row.id}"
        inbox.add(session, one, f"inbox.{step}", {"model": row.model, "name": name}, link=link, once=f"release:{row.id}:{step}", at=now)
