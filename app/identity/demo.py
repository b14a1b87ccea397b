"""People to try the portal with, one for each role, in a made-up city; and the one rule for when they may be."""

from __future__ import annotations

import ipaddress
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import func, select, update
from sqlalchemy.orm import Session

from app.identity import house, sessions
from data_catalog import ledger
from data_catalog.records.tables import Membership, Organisation, PersonRow, new_id


@dataclass(frozen=True)
class Caller:
    """What the server knows of a request: its address, where the server is bound, whether something stands between.

    `forwarded`: any header of a proxy (Forwarded, X-Forwarded-…, X-Real-IP, Via). `asked_host`: the host the browser
    asked for, without the port; None when not known.
    """

    address: str
    bound_host: str
    forwarded: bool
    asked_host: str | None = None


CITY = ("hanbit", None, "city", "한빛시", "Hanbit City")
ORGANISATIONS = (
    CITY,
    ("fire", "hanbit", "department", "한빛시 소방본부", "Hanbit Fire Headquarters"),
    ("data", "hanbit", "department", "데이터담당관", "Data Office"),
    ("safety", "hanbit", "department", "안전정책과", "Safety Policy Division"),
    ("welfare", "hanbit", "department", "복지정책과", "Welfare Policy Division"),
    ("tax", "hanbit", "department", "세정과", "Tax Division"),
    ("complaints", "hanbit", "department", "민원봉사과", "Civil Complaints Division"),
)
# role, organisation, name: none of them exists.
PEOPLE = (
    ("analyst", "fire", "한분석"),
    ("author", "data", "두저자"),
    ("trainer", "data", "세교육"),
    ("supervisor", "hanbit", "네총괄"),
    ("steward", "data", "오관리"),
    ("auditor", "hanbit", "여감사"),
    ("admin", "hanbit", "나운영"),
)


def allowed(caller: Caller, real_accounts: int) -> bool:
    """The rule: the server hears this machine alone, nothing stands between, and no real account exists yet."""
    asked = caller.asked_host is None or is_loopback(caller.asked_host)
    return is_loopback(caller.bound_host) and asked and not caller.forwarded and real_accounts == 0


def is_loopback(host: str) -> bool:
    """Whether a host is this machine and cannot be reached from another."""
    if host.lower() == "localhost":
        return True
    try:
        return ipaddress.ip_address(host.strip("[]")).is_loopback
    except ValueError:
        return False


def real_accounts(session: Session) -> int:
    """How many accounts are not demo people, in use or not."""
    return session.scalar(select(func.count()).select_from(PersonRow).where(PersonRow.demo.is_(False))) or 0


def make(session: Session, today: date) -> None:
    """The demo city and its people, unless they are there."""
    if session.scalar(select(func.count()).select_from(PersonRow).where(PersonRow.demo, PersonRow.id != house.ID)):
        return
    ids: dict[str, str] = {}
    for key, parent, kind, ko, en in ORGANISATIONS:
        ids[key] = new_id()
        session.add(
            Organisation(
                id=ids[key], parent_id=ids[parent] if parent else None, kind=kind, name_ko=ko, name_en=en, demo=True,
                valid_from=today,
            )
        )  # fmt: skip
        session.flush()
    for role, place, name in PEOPLE:
        row = PersonRow(
            id=new_id(), login=f"demo-{role}", name=name, organisation_id=ids[place], demo=True, must_change=False
        )  # fmt: skip
        session.add(row)
        session.flush()
        session.add(Membership(person_id=row.id, organisation_id=ids[place], role=role))


def end(session: Session, now: datetime) -> None:
    """Ends the demo: its people are disabled and signed out. Called when the first real account is made."""
    there = session.scalars(select(PersonRow.id).where(PersonRow.demo, PersonRow.disabled.is_(False))).all()
    for person_id in there:
        sessions.end_all(session, person_id, now)
    session.execute(update(PersonRow).where(PersonRow.demo).values(disabled=True))
    if there:
        ledger.record(session, ledger.DEMO_ENDED, facts={"people": len(there)}, at=now)
