"""Organisations by a workbook: the tree as it is to change and send back, what taking it would do, and taking it.

A row is found again by its code, else by its name under the one above; it is added, renamed, moved or left as it is. Nothing is ended
by not being in the file. Rows may stand in any order; those that would stand under each other in a circle are refused.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from sqlalchemy.orm import Session

from app import texts
from app.identity import rights
from app.identity.person import Person, same_form
from app.services.organising.changing import move_under
from app.services.people import organisations, sheets
from app.services.people.called import Called, last_of, parts, ways
from app.services.people.organisations import Node
from app.services.people.sheets import Account, Row, Sheet
from app.services.platform import Platform
from connectors.problem import Problem
from data_catalog import ledger
from data_catalog.records.tables import ORGANISATION_KINDS, Organisation

FORM = Sheet(
    "organisations_form", "organisations_import", ("code", "name_ko", "name_en", "kind", "above"),
    ("name_ko", "name_en", "kind", "above"), 2_000,
)  # fmt: skip
_NAMES = ("code", "name_ko", "name_en")


@dataclass(frozen=True)
class Line(sheets.Line):
    """What becomes of one row. `renamed`, `moved`: how it changes."""

    name: str = ""
    renamed: bool = False
    moved: bool = False


Imported = Account[Line]


@dataclass
class _Taking:
    """One form being taken: the tree as it has become so far, what was found of each row, and which organisations a row spoke of."""

    person: Person
    platform: Platform
    session: Session
    known: Called
    every: Mapping[str, Organisation]
    """Held, so that what a row is asked of them is not asked of the records."""
    lines: list[Line] = field(default_factory=list)
    done: set[str] = field(default_factory=set)
    refused: set[str] = field(default_factory=set)
    """What the rows that were refused are called."""

    def refuse(self, number: int, row: Row, problem: Problem, column: str) -> None:
        self.refused |= {same_form(row[name]) for name in _NAMES if row[name]}
        self.lines.append(Line(number, "refused", row["name_ko"], problem=problem, column=column))


def template(person: Person, platform: Platform, lang: str) -> bytes:
    """The form with the tree as it is, to be changed and sent back."""
    rights.need(person, "manage_people")
    nodes = [one for one in organisations.tree(person, platform, "manage_people") if not one.ended and not one.astray]
    way = {own: said["ko"] for own, said in ways(nodes).items()}
    said = {kind: texts.text(f"organisation_kind.{kind}", lang) for kind in ORGANISATION_KINDS}
    rows = [(one.code or "", one.name["ko"], one.name["en"], said[one.kind], way.get(one.parent_id or "", "")) for one in nodes]
    return sheets.workbook(FORM, lang, {"kind": list(said.values()), "above": list(way.values())}, rows)


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
    nodes = organisations.tree(person, platform, "manage_people")
    with platform.records.session() as session:
        every = organisations.locked(session)
        taking = _Taking(person, platform, session, Called(nodes), every)
        taking.lines += [Line(one.row, one.state, problem=one.problem) for one in stray]
        ordered, circles = _in_order(rows)
        for number, row, names in circles:
            taking.refuse(number, row, Problem("organisations_import.cycle", names=names), "above")
        waiting = [one for one in ordered if not _settled(taking, *one, again=False)]
        for one in waiting:
            # What stood in its way may have been moved by a row that came later.
            _settled(taking, *one, again=True)
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


def _in_order(rows: Sequence[tuple[int, Row]]) -> tuple[list[tuple[int, Row]], list[tuple[int, Row, list[str]]]]:
    """The rows, each after those it stands under; and those that stand under each other in a circle or under one, with its names."""
    above = _above_in_file([row for _, row in rows])
    ordered: list[int] = []
    circles: dict[int, list[str]] = {}
    seen: set[int] = set()
    for start in range(len(rows)):
        if start in seen:
            continue
        seen.add(start)
        way = [(start, iter(above[start]))]
        while way:
            at, left = way[-1]
            one = next(left, None)
            on_way = [place for place, _ in way]
            if one is None:
                way.pop()
                ordered.append(at)
            elif one in on_way:
                circle = on_way[on_way.index(one) :]
                circles |= dict.fromkeys(circle, [rows[each][1]["name_ko"] for each in circle][:5])
            elif one not in seen:
                seen.add(one)
                way.append((one, iter(above[one])))
    for at in ordered:
        if under := [one for one in above[at] if one in circles]:
            circles.setdefault(at, circles[under[0]])
    return [rows[at] for at in ordered if at not in circles], [(*rows[at], names) for at, names in circles.items()]


def _above_in_file(rows: Sequence[Row]) -> list[list[int]]:
    """Of each row the others that are called as what it stands under: by a way only those that can have it."""
    called: dict[str, list[int]] = {}
    for at, row in enumerate(rows):
        for name in {same_form(row[column]) for column in _NAMES if row[column]}:
            called.setdefault(name, []).append(at)

    def may_be(at: int, wanted: list[str]) -> bool:
        row = rows[at]
        own = [parts(f"{row['above']} > {row[name]}" if row["above"] else row[name]) for name in _NAMES if row[name]]
        return any(wanted[-len(way) :] == way[-len(wanted) :] for way in own)

    return [
        [one for one in called.get(last_of(row["above"]), ()) if one != at and may_be(one, parts(row["above"]))] if row["above"] else []
        for at, row in enumerate(rows)
    ]


def _settled(taking: _Taking, number: int, row: Row, *, again: bool) -> bool:
    """Takes a row, or refuses it; False for one that would stand under what is below it now, and is to be tried once more."""
    column = "above"
    try:
        with taking.session.begin_nested():
            above = _above(taking, row)
            found = _found(taking, row, above)
            column = "code" if found is None else ""
            line = _put(taking, number, row, above, found)
    except Problem as problem:
        if problem.code == "organisations.cycle" and not again:
            return False
        taking.refuse(number, row, problem, _column(problem, column))
        return True
    taking.lines.append(line)
    return True


def _above(taking: _Taking, row: Row) -> Node | None:
    """The one above; None for a row that is itself at the top of the person's tree."""
    if row["above"]:
        try:
            return taking.known.one(row["above"])
        except Problem as problem:
            if problem.code == "organisations.unknown" and last_of(row["above"]) in taking.refused:
                raise Problem("organisations_import.above_refused", above=row["above"][:60]) from None
            raise
    tops = [node for node in taking.known.nodes.values() if node.depth == 0 and not node.astray]
    if any(_is(node, row) for node in tops):
        return None
    if len(tops) != 1:
        raise Problem("organisations_import.above_missing")
    return tops[0]


def _found(taking: _Taking, row: Row, above: Node | None) -> Node | None:
    coded = [node for node in taking.known.all(row["code"]) if row["code"] and same_form(node.code or "") == same_form(row["code"])]
    if coded:
        return coded[0]
    named = [node for node in taking.known.all(row["name_ko"]) if _is(node, row)]
    here = [node for node in named if (node.depth == 0 if above is None else node.parent_id == above.id)]
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
        return Line(number, "new", ko)
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
    return Line(number, "changed" if renamed or moved else "unchanged", ko, renamed, moved)


def _remember(taking: _Taking, body: Organisation) -> None:
    known = taking.known.nodes.get(body.id)
    taking.known.put(Node(body.id, body.parent_id, body.kind, body.name, known.depth if known else 1, False, None, body.code))
    taking.done.add(body.id)


def _is(node: Node, row: Mapping[str, str]) -> bool:
    return same_form(node.name["ko"]) == same_form(row["name_ko"])


def _kind(said: str) -> str:
    for kind in ORGANISATION_KINDS:
        if same_form(said) in {kind, *(same_form(texts.text(f"organisation_kind.{kind}", lang)) for lang in texts.LANGUAGES)}:
            return kind
    raise Problem("organisations.kind_unknown", known=[texts.words(f"organisation_kind.{kind}") for kind in ORGANISATION_KINDS])


def _column(problem: Problem, otherwise: str) -> str:
    named = {"organisations.kind_unknown": "kind", "organisations.kind_order": "kind", "organisations.name_missing": "name_ko",
             "organisations.code_taken": "code", "organisations.cycle": "above", "organisations.unknown": "above",
             "organisations.ambiguous": "above"}  # fmt: skip
    return named.get(problem.code, otherwise if problem.code.startswith("organisations_import") else "")
