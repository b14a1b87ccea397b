"""Organisations by a workbook: the tree as it is to change and send back, what taking it would do, and taking it.

A row is found again by its code, else by its name under the one above; it is added, renamed, moved or left as it is. Nothing is ended
by not being in the file. Rows may stand in any order; those that would stand under each other in a circle are refused.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from sqlalchemy.orm import Session

from app import texts
from app.identity import rights
from app.identity.person import Person, same_form
from app.services.organising.changing import move_under
from app.services.people import organisations, sheets
from app.services.people.organisations import Node
from app.services.people.people_import import by_name, paths, the_one
from app.services.people.sheets import Refused, Row, Sheet
from app.services.platform import Platform
from connectors.problem import Problem
from data_catalog import ledger
from data_catalog.records.tables import ORGANISATION_KINDS, Organisation

FORM = Sheet(
    "organisations_form", "organisations_import", ("code", "name_ko", "name_en", "kind", "above"),
    ("name_ko", "name_en", "kind", "above"), 2_000,
)  # fmt: skip


@dataclass(frozen=True)
class Line:
    """What becomes of one row: new, changed, unchanged or refused. `renamed`, `moved`: how it changes."""

    row: int
    name: str
    state: str
    renamed: bool = False
    moved: bool = False
    problem: Problem | None = None
    column: str = ""


@dataclass(frozen=True)
class Imported:
    """The account of one workbook: every row is in one of `lines`."""

    lines: tuple[Line, ...]

    @property
    def rows_in(self) -> int:
        """How many rows there were."""
        return len(self.lines)

    @property
    def refused(self) -> tuple[Refused, ...]:
        """The rows that were not taken."""
        return tuple(Refused(line.row, line.problem, line.column) for line in self.lines if line.problem is not None)

    def count(self, state: str) -> int:
        """How many rows are new, changed, unchanged or refused."""
        return sum(line.state == state for line in self.lines)


@dataclass
class _Taking:
    """One form being taken: the tree as it has become so far, and what was found of each row."""

    person: Person
    platform: Platform
    session: Session
    nodes: list[Node]
    known: dict[str, list[Node]] = field(default_factory=dict)
    lines: list[Line] = field(default_factory=list)
    done: set[str] = field(default_factory=set)

    def look(self) -> None:
        self.known = by_name(self.nodes)


def template(person: Person, platform: Platform, lang: str) -> bytes:
    """The form with the tree as it is, to be changed and sent back."""
    rights.need(person, "manage_people")
    nodes = [one for one in organisations.tree(person, platform, "manage_people") if not one.ended and not one.astray]
    ways = {node.id: path for path, node in paths(nodes)}
    said = {kind: texts.text(f"organisation_kind.{kind}", lang) for kind in ORGANISATION_KINDS}
    rows = [(one.code or "", one.name["ko"], one.name["en"], said[one.kind], ways.get(one.parent_id or "", "")) for one in nodes]
    return sheets.workbook(FORM, lang, {"kind": list(said.values()), "above": list(ways.values())}, rows)


def plan(person: Person, platform: Platform, data: bytes, file_name: str) -> Imported:
    """What taking the form would do, found out by doing it and undoing it. Problems as `take`."""
    return _taken(person, platform, data, file_name, keep=False)


def take(person: Person, platform: Platform, data: bytes, file_name: str) -> Imported:
    """Takes a filled-in form, in one transaction. Every row is taken or refused with its Problem; a refused row stops no other but
    those that would stand under it.

    Problems of the whole file: file.…, organisations_import.too_large, .columns_missing, .too_many.
    """
    return _taken(person, platform, data, file_name, keep=True)


def _taken(person: Person, platform: Platform, data: bytes, file_name: str, *, keep: bool) -> Imported:
    rights.need(person, "manage_people")
    rows, stray = sheets.read(FORM, data, file_name)
    nodes = list(organisations.tree(person, platform, "manage_people"))
    with platform.records.session() as session:
        organisations.locked(session)
        taking = _Taking(person, platform, session, nodes)
        taking.lines += [Line(one.row, "", "refused", problem=one.problem, column=one.column) for one in stray]
        taking.look()
        waiting = rows
        while waiting:
            left = [one for one in waiting if not _settled(taking, *one, [row for _, row in waiting])]
            if len(left) == len(waiting):
                break
            waiting = left
        for number, row in waiting:
            problem = _why_not(taking, row, [one for _, one in waiting])
            taking.lines.append(Line(number, row["name_ko"], "refused", problem=problem, column="above"))
        imported = Imported(tuple(sorted(taking.lines, key=lambda line: line.row)))
        if keep:
            ledger.record(
                session, ledger.ORGANISATIONS_IMPORTED, person_id=person.id, organisation_id=person.organisation_id, at=platform.now(),
                facts={"rows": imported.rows_in, "added": imported.count("new"), "changed": imported.count("changed"),
                       "refused": imported.count("refused")},
            )  # fmt: skip
        else:
            session.rollback()
    return imported


def _settled(taking: _Taking, number: int, row: Row, waiting: list[Row]) -> bool:
    """Whether a row was taken or refused for good; else one it needs may come with another row."""
    awaited = [one for one in waiting if one is not row and _called(one, row["above"])]
    if awaited and not (len(taking.known.get(same_form(row["above"]), [])) == 1 and _there(taking, awaited)):
        return False
    column = "above"
    try:
        with taking.session.begin_nested():
            above = _above(taking, row)
            found = _found(taking, row, above)
            column = "code" if found is None else ""
            line = _put(taking, number, row, above, found)
    except Problem as problem:
        if problem.code == "people_import.organisation_unknown" and awaited:
            return False
        if problem.code == "organisations.cycle" and len(waiting) > 1:
            return False  # the one below may itself be moved by another row
        said = _column(problem, column)
        taking.lines.append(Line(number, row["name_ko"], "refused", problem=problem, column=said))
        return True
    taking.lines.append(line)
    return True


def _there(taking: _Taking, awaited: list[Row]) -> bool:
    """Whether rows that are waited for only change what is there already."""
    codes = {same_form(node.code) for node in taking.nodes if node.code}
    names = {same_form(node.name["ko"]) for node in taking.nodes}
    return all(same_form(one["code"]) in codes or (not one["code"] and same_form(one["name_ko"]) in names) for one in awaited)


def _above(taking: _Taking, row: Row) -> Node | None:
    """The one above; None for a row that is itself at the top of the person's tree."""
    if row["above"]:
        return the_one(row["above"], taking.known)
    tops = [node for node in taking.nodes if node.depth == 0 and not node.astray]
    if any(_is(node, row) for node in tops):
        return None
    if len(tops) != 1:
        raise Problem("organisations_import.above_missing")
    return tops[0]


def _found(taking: _Taking, row: Row, above: Node | None) -> Node | None:
    if row["code"]:
        for node in taking.nodes:
            if node.code and same_form(node.code) == same_form(row["code"]):
                return node
    here = [node for node in taking.nodes if _is(node, row) and (node.depth == 0 if above is None else node.parent_id == above.id)]
    return here[0] if here and not (row["code"] and here[0].code) else None


def _put(taking: _Taking, number: int, row: Row, above: Node | None, found: Node | None) -> Line:
    """Adds a row, or makes one that is there what the row says."""
    session, platform, person = taking.session, taking.platform, taking.person
    kind = _kind(row["kind"])
    ko, en = organisations.both(row["name_ko"], row["name_en"])
    if found is None:
        if above is None:
            raise Problem("organisations_import.above_missing")
        made = organisations.begin(session, platform, person, above.id, kind, ko, en, row["code"])
        _remember(taking, made)
        return Line(number, ko, "new")
    if found.id in taking.done:
        raise Problem("organisations_import.row_twice", name=ko)
    body = session.get_one(Organisation, found.id)
    if row["code"] and body.code != row["code"]:
        body.code = organisations.free_code(session, row["code"], but=body.id)
    renamed = (body.name_ko, body.name_en, body.kind) != (ko, en, kind)
    moved = above is not None and body.parent_id != above.id
    if moved and above is not None:
        # First the place: what it is now may not fit under where it stood.
        move_under(session, platform, person, body, session.get_one(Organisation, above.id), None)
    if renamed:
        organisations.call(session, platform, person, body.id, ko, en, kind)
    if renamed or moved or row["code"] != (found.code or ""):
        _remember(taking, body)
    taking.done.add(body.id)
    return Line(number, ko, "changed" if renamed or moved else "unchanged", renamed, moved)


def _remember(taking: _Taking, body: Organisation) -> None:
    known = next((node for node in taking.nodes if node.id == body.id), None)
    depth = known.depth if known else 1
    now = Node(body.id, body.parent_id, body.kind, {"ko": body.name_ko, "en": body.name_en}, depth, False, None, body.code)
    taking.nodes = [node for node in taking.nodes if node.id != body.id] + [now]
    taking.done.add(body.id)
    taking.look()


def _why_not(taking: _Taking, row: Row, waiting: list[Row]) -> Problem:
    """Why a row could not be taken when no more of them could."""
    seen: list[Row] = []
    at: Row | None = row
    while at is not None and at not in seen:
        seen.append(at)
        at = next((one for one in waiting if one is not at and _called(one, at["above"])), None)
    if at is not None or any(len(taking.known.get(same_form(one["above"]), [])) == 1 for one in seen):
        return Problem("organisations_import.cycle", names=[one["name_ko"] for one in seen][:5])
    return Problem("organisations_import.above_refused", above=row["above"][:60])


def _called(row: Row, said: str) -> bool:
    wanted = same_form(said)
    return bool(wanted) and wanted in {same_form(one) for one in (row["code"], row["name_ko"], row["name_en"]) if one}


def _is(node: Node, row: Mapping[str, str]) -> bool:
    return same_form(node.name["ko"]) == same_form(row["name_ko"])


def _kind(said: str) -> str:
    for kind in ORGANISATION_KINDS:
        if same_form(said) in {kind, *(same_form(texts.text(f"organisation_kind.{kind}", lang)) for lang in texts.LANGUAGES)}:
            return kind
    raise Problem("organisations.kind_unknown", known=[texts.words(f"organisation_kind.{kind}") for kind in ORGANISATION_KINDS])


def _column(problem: Problem, otherwise: str) -> str:
    named = {"organisations.kind_unknown": "kind", "organisations.kind_order": "kind", "organisations.name_missing": "name_ko",
             "organisations.code_taken": "code", "organisations.cycle": "above"}  # fmt: skip
    return named.get(problem.code, otherwise if problem.code.startswith(("people_import", "organisations_import")) else "")
