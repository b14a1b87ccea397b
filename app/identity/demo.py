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
    ("supporter", "hanbit", "하도움"),
    ("supervisor", "hanbit", "네총괄"),
    ("steward", "data", "오관리"),
    ("auditor", "hanbit", "여감사"),
    ("admin", "hanbit", "나운영"),
)
# The departments of different public bodies that share data in the sample: the key, under whom, kind, names, and who asks for data there
# (beside the analyst of the fire headquarters). None of them exists.
AGENCIES = (
    ("police", None, "department", "한빛경찰서", "Hanbit Police Station", "강순찰"),
    ("control", "hanbit", "department", "한빛시 도시통합관제센터", "Hanbit City Control Centre", "고관제"),
    ("safety", "hanbit", "department", "안전정책과", "Safety Policy Division", "조방재"),
    ("roads", "hanbit", "department", "교통도로과", "Traffic and Roads Division", "노교통"),
    ("education", None, "department", "한빛교육지원청", "Hanbit Office of Education", "배학무"),
    ("health", "hanbit", "department", "한빛시 보건소", "Hanbit Public Health Centre", "안보건"),
    ("welfare", "hanbit", "department", "복지정책과", "Welfare Policy Division", "유복지"),
    ("forest", None, "department", "한빛산림관리소", "Hanbit Forest Office", "임산림"),
    ("coast", None, "department", "한빛해양경찰서", "Hanbit Coast Guard Station", "서해안"),
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
    """How many accounts are neither demo people nor seats of a workshop, in use or not."""
    return (
        session.scalar(select(func.count()).select_from(PersonRow).where(PersonRow.demo.is_(False), PersonRow.workshop_id.is_(None))) or 0
    )


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


def add_agencies(session: Session, today: date, language: str) -> dict[str, str]:
    """Adds the organisations of AGENCIES that are not there, each with an analyst of this language; gives who asks at each, by key."""
    logins = (PersonRow.login.in_([f"demo-{key}" for key, *_ in AGENCIES] + ["demo-analyst", "demo-supervisor"]),)
    there = {row.login: row for row in session.scalars(select(PersonRow).where(*logins))}
    asks = {"fire": there["demo-analyst"].id}
    for key, above, kind, ko, en, name in AGENCIES:
        if (found := there.get(f"demo-{key}")) is not None:
            asks[key] = found.id
            continue
        parent = there["demo-supervisor"].organisation_id if above else None
        same = (Organisation.demo, Organisation.parent_id == parent, Organisation.name_ko == ko, Organisation.valid_to.is_(None))
        place = session.scalar(select(Organisation.id).where(*same))
        if place is None:
            body = Organisation(id=new_id(), parent_id=parent, kind=kind, name_ko=ko, name_en=en, demo=True, valid_from=today)
            session.add(body)
            session.flush()
            place = body.id
        row = PersonRow(id=new_id(), login=f"demo-{key}", name=name, organisation_id=place, demo=True, must_change=False, language=language)
        session.add(row)
        session.flush()
        session.add(Membership(person_id=row.id, organisation_id=place, role="analyst"))
        asks[key] = row.id
    session.flush()
    return asks


def end(session: Session, now: datetime) -> None:
    """Ends the demo: its people are disabled and signed out. Called when the first real account is made."""
    there = session.scalars(select(PersonRow.id).where(PersonRow.demo, PersonRow.disabled.is_(False))).all()
    for person_id in there:
        sessions.end_all(session, person_id, now)
    session.execute(update(PersonRow).where(PersonRow.demo).values(disabled=True))
    if there:
        ledger.record(session, ledger.DEMO_ENDED, facts={"people": len(there)}, at=now)
