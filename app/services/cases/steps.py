"""What every step of a use case shares: finding it, whose it is, how its result stands, its history, and telling people."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.identity import person as people
from app.identity import rights
from app.identity.person import Person
from app.services import inbox, written
from app.services.people.deciders import deciders
from app.services.people.organisations import within
from app.services.platform import Platform
from app.services.sharing import release_gate, sight
from app.texts import words
from connectors.problem import Problem
from data_catalog import ledger
from data_catalog.policy.kept import path_up
from data_catalog.records.tables import PersonRow, Run, UseCase, UseCaseEvent, UseCaseReview, UseCaseRound
from models.kit.wording import Words

TEXT_MAX, LINE_MAX = 2_000, 200
SHOWN_STATES = ("accepted", "outstanding")
"""The states in which a case can be published."""
STANDINGS = ("there", "held", "closed", "gone")
"""How the result of a case stands: there; held until its release is approved; closed to who made the case, for what it was made of was
taken back; gone."""


def needed(session: Session, person: Person, case_id: str, *, held: bool = False) -> UseCase:
    """The case, for somebody who sees all of it; `held` until the transaction ends. Problem not_found.case."""
    row = session.get(UseCase, case_id, with_for_update=True if held else None)
    if row is None or not sees(session, person, row):
        raise Problem("not_found.case")
    return row


def own(session: Session, person: Person, case_id: str) -> UseCase:
    """The case, held, for somebody who may change it. Problem not_found.case."""
    row = session.get(UseCase, case_id, with_for_update=True)
    if row is None or not edits(session, person, row):
        raise Problem("not_found.case")
    return row


def sees(session: Session, person: Person, row: UseCase) -> bool:
    """Whether all of a case is somebody's to see: who made it, who looks after its organisation or judges there, its reviewers."""
    return edits(session, person, row) or judges(session, person, row) or is_reviewer(session, person, row)


def edits(session: Session, person: Person, row: UseCase) -> bool:
    """Whether a case is somebody's to change: who made it, and the stewards over its organisation."""
    return not person.must_change and (row.person_id == person.id or row.organisation_id in tree(session, person, "manage_datasets"))


def judges(session: Session, person: Person, row: UseCase) -> bool:
    """Whether somebody assigns reviewers of a case and decides on it: supervisors and stewards of its tree."""
    return not person.must_change and row.organisation_id in tree(session, person, "judge_cases")


def is_reviewer(session: Session, person: Person, row: UseCase) -> bool:
    """Whether somebody reviews or reviewed a case."""
    rounds = select(UseCaseRound.id).where(UseCaseRound.case_id == row.id)
    mine = select(UseCaseReview.round_id).where(UseCaseReview.reviewer_id == person.id, UseCaseReview.round_id.in_(rounds))
    return not person.must_change and session.scalar(mine.limit(1)) is not None


def is_shown(session: Session, row: UseCase) -> bool:
    """Whether everybody signed in finds a case: it was published, and its result is there."""
    return row.published_at_utc is not None and row.state in SHOWN_STATES and session.get(Run, row.run_id) is not None


def tree(session: Session, person: Person, right: str) -> frozenset[str]:
    """The organisations over which somebody has a right, found once a session."""
    key = f"cases.{right}.{person.id}"
    if key not in session.info:
        session.info[key] = within(session, rights.spans(person, right))
    found: frozenset[str] = session.info[key]
    return found


def open_round(session: Session, row: UseCase) -> UseCaseRound | None:
    """The review of a case that is under way; None where there is none."""
    wanted = select(UseCaseRound).where(UseCaseRound.case_id == row.id, UseCaseRound.outcome.is_(None))
    return session.scalars(wanted.order_by(UseCaseRound.number.desc()).limit(1)).one_or_none()


def standing(session: Session, platform: Platform, row: UseCase) -> str:
    """How the result of a case stands now for who made it, of `STANDINGS`."""
    run = session.get(Run, row.run_id)
    if run is None or run.state != "finished":
        return "gone"
    maker = people.load(session, row.person_id)
    if maker is None:
        # An account that was closed sees nothing; what stands in for it is who stands in its organisation.
        asker = sight.member_of(session, platform, row.organisation_id)
        return "closed" if sight.closed_to(session, platform, asker, run.id) else "there"
    if sight.closed_to(session, platform, sight.asker_of(session, platform, maker.id), run.id):
        return "closed"
    try:
        release_gate.need_released(session, platform, maker, run)
    except Problem as problem:
        return "gone" if problem.code == "run.no_result" else "held"
    return "there"


def keepers(session: Session, row: UseCase) -> tuple[str, ...]:
    """Whom a case concerns: who made it while the account is in use, else the stewards of its organisation or the nearest above."""
    maker = session.get(PersonRow, row.person_id)
    if maker is not None and not maker.disabled:
        return (maker.id,)
    return deciders(session, "manage_datasets", path_up(session, row.organisation_id))


def tell(
    session: Session, platform: Platform, row: UseCase, whom: Iterable[str], what: str, *, once: str | None = None, **facts: Any
) -> int:  # fmt: skip
    """Leaves the news in inboxes; gives to how many it is new."""
    said = {"title": row.title[:80], **facts}
    return sum(
        inbox.add(session, one, f"inbox.case_{what}", said, link=f"/cases?case={row.id}", once=once and f"case:{row.id}:{once}",
                  at=platform.now())
        for one in dict.fromkeys(whom)
    )  # fmt: skip


def note(
    session: Session, platform: Platform, row: UseCase, event: str, person_id: str | None, *, comment: str = "",
    said: Mapping[str, Any] | None = None, **facts: Any,
) -> None:  # fmt: skip
    """Puts a step on record: in the ledger by ids and counts, in the history of the case with its words."""
    ledger.record(
        session, event, person_id=person_id, organisation_id=row.organisation_id, subject=("use_case", row.id),
        facts={"model": row.model, **facts}, at=platform.now(),
    )  # fmt: skip
    session.add(
        UseCaseEvent(
            case_id=row.id, step=event, after=row.state, person_id=person_id, at_utc=platform.now(), comment=comment, said=dict(said or {})
        )
    )


def criterion(name: str) -> Words:
    """What a criterion is called."""
    return words(f"cases.criterion.{name}")


def need_all(of: str, said: Mapping[str, object]) -> None:
    """Passes where everything is said. Problems: `<of>.<name>_missing` where one thing is not, `<of>.missing` (`fields`) where more are."""
    if not (missing := [name for name, one in said.items() if not one]):
        return
    if len(missing) == 1:
        raise Problem(f"{of}.{missing[0]}_missing")
    raise Problem(f"{of}.missing", fields=[words(f"{of}.field.{one}") for one in missing])


def plain(said: str, longest: int = TEXT_MAX) -> str:
    """A text as it is kept: in one line, without personal values."""
    return written.line(said, longest)
