"""People by a workbook: the form to fill in, what taking it would do, taking it, and the temporary passwords to hand out.

A row is a person at an organisation with roles; several rows with one login are one person at several. Who is not here yet is added, of
who is here the roles at the organisations that are named change, and all else stays: the same form taken twice changes nothing more.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from io import BytesIO

import xlsxwriter
from sqlalchemy import select
from sqlalchemy.orm import Session

from app import texts
from app.identity import passwords, rights
from app.identity.person import Person, same_form
from app.services.people import moving, organisations, people, sheets
from app.services.people.called import Called, ways
from app.services.people.organisations import Node
from app.services.people.people import Added, NewPerson
from app.services.people.sheets import Account, Row, Sheet
from app.services.platform import Platform
from connectors.problem import Problem
from data_catalog import ledger
from data_catalog.records.tables import ROLES, Membership, PersonRow
from models.kit.wording import Words

FORM = Sheet(
    "people_form", "people_import", ("login", "name", "organisation", "roles", "language", "belongs"),
    ("login", "name", "organisation", "roles"), 2_000,
)  # fmt: skip
_SEPARATORS = str.maketrans(dict.fromkeys("、，;/|\n", ","))
_YES = frozenset({"예", "네", "y", "yes", "o", "1", "true", "✓"})


@dataclass(frozen=True)
class Line(sheets.Line):
    """What becomes of one row. `before`, `after`: the roles at `organisation`; `moves`: the person belongs there from now on."""

    login: str = ""
    organisation: Words | None = None
    before: tuple[str, ...] = ()
    after: tuple[str, ...] = ()
    moves: bool = False


@dataclass(frozen=True)
class Imported(Account[Line]):
    """`added` have a temporary password, unless it was only tried."""

    added: tuple[Added, ...] = ()


@dataclass(frozen=True)
class _At:
    """One row that could be read: at an organisation these roles."""

    row: int
    node: Node
    roles: frozenset[str]
    belongs: bool


@dataclass(frozen=True)
class _Wanted:
    """One person as the form wants them; `refused` are rows of theirs that say nothing that can be done."""

    login: str
    name: str
    language: str
    places: tuple[_At, ...]
    refused: tuple[Line, ...]


def template(person: Person, platform: Platform, lang: str) -> bytes:
    """The form as a workbook: headers, lists of organisations and roles to choose from."""
    rights.need(person, "manage_people")
    nodes = organisations.tree(person, platform, "manage_people", "ko")
    way = ways(nodes)
    bodies = [way[node.id]["ko"] for node in nodes if not node.ended]
    roles = [texts.text(f"role.{role}", lang) for role in ROLES]
    return sheets.workbook(FORM, lang, {"organisation": bodies, "roles": roles, "language": ["ko", "en"]})


def plan(person: Person, platform: Platform, data: bytes, file_name: str) -> Imported:
    """What taking the form would do, found out by doing it and undoing it: nobody is added or changed. Problems as `take`."""
    wanted, stray = _wanted(person, platform, data, file_name)
    lines: list[Line] = list(stray)
    with platform.records.session() as session:
        organisations.hold_tree(session)
        every = organisations.hold_rows(session)
        there = _there(session, wanted)
        for one in wanted:
            try:
                with session.begin_nested():
                    lines += _applied(session, platform, person, one, there.get(one.login), "", "")[0]
            except Problem as problem:
                lines += _all_refused(one, problem)
        session.rollback()
        del every
    return Imported(tuple(sorted(lines, key=lambda line: line.row)))


def take(person: Person, platform: Platform, data: bytes, file_name: str) -> Imported:
    """Adds and changes the people of a filled-in form. Every row is taken or refused with its Problem; a refused row stops no other.

    Problems of the whole file: file.…, people_import.too_large, people_import.columns_missing, people_import.too_many.
    Takes about 0.1 s a person who is new: for a thread.
    """
    wanted, stray = _wanted(person, platform, data, file_name)
    lines: list[Line] = list(stray)
    added: list[Added] = []
    known = _known(platform, wanted)
    for one in wanted:
        password = "" if one.login in known else passwords.temporary()
        hashed = passwords.hash_password(password) if password else ""
        try:
            with platform.records.session() as session:
                found = _there(session, [one]).get(one.login)
                done, new = _applied(session, platform, person, one, found, password, hashed)
        except Problem as problem:
            lines += _all_refused(one, problem)
            continue
        lines += done
        added += [new] if new else []
    imported = Imported(tuple(sorted(lines, key=lambda line: line.row)), tuple(added))
    facts = {"rows": imported.rows_in, "added": len(added), "refused": imported.count("refused")}
    with platform.records.session() as session:
        ledger.record(
            session, ledger.PEOPLE_IMPORTED, person_id=person.id, organisation_id=person.organisation_id,
            facts={**facts, **({"changed": imported.count("changed")} if imported.count("changed") else {})}, at=platform.now(),
        )  # fmt: skip
    return imported


def passwords_xlsx(imported: Imported, lang: str) -> bytes:
    """The temporary passwords of those added, as a workbook to hand out. They are kept nowhere else."""
    made = BytesIO()
    with xlsxwriter.Workbook(made, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}) as book:
        sheet = book.add_worksheet(texts.text("people_form.sheet", lang))
        for at, key in enumerate(("login", "name", "password")):
            sheet.write_string(0, at, texts.text(f"people_form.{key}", lang))
            sheet.set_column(at, at, 26)
        for at, one in enumerate(imported.added, start=1):
            for column, value in enumerate((one.login, one.name, one.password)):
                sheet.write_string(at, column, value)
    return made.getvalue()


def _wanted(person: Person, platform: Platform, data: bytes, file_name: str) -> tuple[list[_Wanted], list[Line]]:
    rights.need(person, "manage_people")
    rows, stray = sheets.read(FORM, data, file_name)
    known = Called(organisations.tree(person, platform, "manage_people"))
    people_: dict[str, list[tuple[int, Row]]] = {}
    for number, row in rows:
        people_.setdefault(same_form(row["login"]), []).append((number, row))
    return [_one(login, theirs, known) for login, theirs in people_.items()], [
        Line(one.row, one.state, problem=one.problem) for one in stray
    ]


def _one(login: str, rows: list[tuple[int, Row]], known: Called) -> _Wanted:
    """One person of the rows with their login. Rows that say two names are two people's: none is taken."""
    names = dict.fromkeys(row["name"] for _, row in rows if row["name"])
    first = next(iter(names), "")
    if len(names) > 1:
        twice = Problem("people_import.login_twice", login=login[:60])
        return _Wanted(login, first, "ko", (), tuple(Line(number, "refused", login, problem=twice, column="login") for number, _ in rows))
    places: list[_At] = []
    refused: list[Line] = []
    for number, row in rows:
        column = "organisation"
        try:
            node = known.one(row["organisation"])
            if any(one.node.id == node.id for one in places):
                raise Problem("people_import.organisation_twice", organisation=node.name)
            column = "roles"
            said = [part.strip() for part in row["roles"].translate(_SEPARATORS).split(",") if part.strip()]
            roles = people.known_roles(_role(part) for part in said)
            places.append(_At(number, node, roles, same_form(row["belongs"]) in _YES))
        except Problem as problem:
            refused.append(Line(number, "refused", login, problem=problem, column=column))
    if sum(one.belongs for one in places) > 1:
        several = Problem("people_import.belongs_twice", login=login[:60])
        refused += [Line(one.row, "refused", login, problem=several, column="belongs") for one in places]
        places = []
    language = "en" if any(same_form(row["language"]).startswith(("en", "영")) for _, row in rows) else "ko"
    return _Wanted(login, first, language, tuple(places), tuple(refused))


def _applied(
    session: Session, platform: Platform, person: Person, one: _Wanted, row: PersonRow | None, password: str, hashed: str
) -> tuple[list[Line], Added | None]:  # fmt: skip
    """Does what the form wants of one person, in the session's transaction. `row`: who has the login already."""
    if not one.places:
        return list(one.refused), None
    held = _held(session, row.id) if row else {}
    home = next((at for at in one.places if at.belongs), None)
    added = None
    if row is None:
        first = home or one.places[0]
        if home is None and one.refused and min(line.row for line in one.refused) < first.row:
            raise Problem("people_import.first_refused", row=min(line.row for line in one.refused))
        new = NewPerson(one.login, one.name, first.node.id, first.roles, one.language)
        row, added = people.insert(session, platform, person, new, password, hashed, free=True)
        held = {first.node.id: tuple(sorted(first.roles, key=ROLES.index))}
    elif row.name != one.name or not organisations.reaches(session, person, "manage_people", row.organisation_id):
        # Somebody of that login is here, and is not who is meant, or not theirs to change: both sound alike.
        raise Problem("people.login_taken", login=one.login)
    moves = home is not None and added is None and home.node.id != row.organisation_id
    if moves and home is not None:
        moving.place(session, platform, person, row, home.node.id)
        held = {**_held(session, row.id)}
    lines = list(one.refused)
    for at in one.places:
        before, after = held.get(at.node.id, ()), tuple(sorted(at.roles, key=ROLES.index))
        if before != after:
            people.put_roles(session, platform, person, row, at.node.id, at.roles)
        changed = before != after or (moves and at is home)
        state = "new" if added else "changed" if changed else "unchanged"
        lines.append(Line(at.row, state, one.login, at.node.name, () if added else before, after, moves and at is home))
    return lines, added


def _all_refused(one: _Wanted, problem: Problem) -> list[Line]:
    column = "login" if problem.code.startswith("people.login") else "name" if problem.code == "people.name_missing" else ""
    return [*one.refused, *(Line(at.row, "refused", one.login, at.node.name, problem=problem, column=column) for at in one.places)]


def _held(session: Session, person_id: str) -> dict[str, tuple[str, ...]]:
    found: dict[str, list[str]] = {}
    for at, role in session.execute(select(Membership.organisation_id, Membership.role).where(Membership.person_id == person_id)):
        found.setdefault(at, []).append(role)
    return {at: tuple(sorted(roles, key=ROLES.index)) for at, roles in found.items()}


def _known(platform: Platform, wanted: Sequence[_Wanted]) -> frozenset[str]:
    with platform.records.reading() as session:
        return frozenset(session.scalars(select(PersonRow.login).where(PersonRow.login.in_([one.login for one in wanted]))))


def _there(session: Session, wanted: Sequence[_Wanted]) -> dict[str, PersonRow]:
    """The accounts that have one of the logins, by login."""
    rows = session.scalars(select(PersonRow).where(PersonRow.login.in_([one.login for one in wanted])))
    return {row.login: row for row in rows}


def _role(said: str) -> str:
    return _roles_by_name().get(same_form(said), said)


@cache
def _roles_by_name() -> dict[str, str]:
    """Roles by what they are called in any language."""
    named = {same_form(texts.text(f"role.{role}", lang)): role for role in reversed(ROLES) for lang in texts.LANGUAGES}
    return named | {role: role for role in ROLES}
