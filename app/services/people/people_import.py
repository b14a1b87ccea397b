"""People by a workbook: the form to fill in, taking it, and the temporary passwords to hand out."""

from __future__ import annotations

import difflib
import tempfile
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path

import polars as pl
import xlsxwriter

from app import texts
from app.identity import rights
from app.identity.person import Person, same_form
from app.services.people import organisations, people
from app.services.people.organisations import Node
from app.services.people.people import Added, NewPerson
from app.services.platform import Platform
from connectors import files
from connectors.files import TableRead
from connectors.problem import Problem
from data_catalog import ledger
from data_catalog.records.tables import ROLES
from data_catalog.repeats import LINE

COLUMNS = ("login", "name", "organisation", "roles", "language")
"""The columns of the form, in order; each is worded by `people_form.<column>` and known by it in both languages."""
LIMIT_ROWS = 2_000
LIMIT_BYTES = 5 * 1024**2
_SEPARATORS = str.maketrans(dict.fromkeys("、，;/|\n", ","))


@dataclass(frozen=True)
class Refused:
    """One row of the workbook that was not taken, and why."""

    row: int
    problem: Problem


@dataclass(frozen=True)
class Imported:
    """The account of one workbook: `rows_in` is the number added and the number refused."""

    rows_in: int
    added: tuple[Added, ...]
    refused: tuple[Refused, ...]


def template(person: Person, platform: Platform, lang: str) -> bytes:
    """The form as a workbook: headers, one example, lists of organisations and roles to choose from."""
    rights.need(person, "manage_people")
    bodies = [path for path, node in _paths(organisations.tree(person, platform, "manage_people")) if not node.ended]
    return _workbook(lang, bodies)


def take(person: Person, platform: Platform, data: bytes, file_name: str) -> Imported:
    """Adds the people of a filled-in form. Every row is added or refused with its Problem; a refused row stops no other.

    Problems of the whole file: file.…, people_import.too_large, people_import.columns_missing, people_import.too_many.
    Takes about 0.1 s a person: for a thread.
    """
    rights.need(person, "manage_people")
    rows, stray = _read(data, file_name)
    by_name = _by_name(organisations.tree(person, platform, "manage_people"))
    times = Counter(same_form(row["login"] or "") for _, row in rows)
    added: list[Added] = []
    refused: list[Refused] = list(stray)
    for number, row in rows:
        try:
            if times[same_form(row["login"] or "")] > 1:
                raise Problem("people_import.login_twice", login=(row["login"] or "")[:60])
            added.append(people.add(person, platform, _new_person(row, by_name)))
        except Problem as problem:
            refused.append(Refused(number, problem))
    with platform.records.session() as session:
        ledger.record(
            session, ledger.PEOPLE_IMPORTED, person_id=person.id, organisation_id=person.organisation_id,
            facts={"rows": len(rows) + len(stray), "added": len(added), "refused": len(refused)}, at=platform.now(),
        )  # fmt: skip
    return Imported(len(rows) + len(stray), tuple(added), tuple(sorted(refused, key=lambda item: item.row)))


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


def _read(data: bytes, file_name: str) -> tuple[list[tuple[int, dict[str, str | None]]], tuple[Refused, ...]]:
    """The filled rows of the form with their row numbers, by column; and rows that are no row of the form."""
    if len(data) > LIMIT_BYTES:
        raise Problem("people_import.too_large", file=file_name, limit_mb=LIMIT_BYTES // 1024**2)
    with tempfile.TemporaryDirectory() as folder:
        raw, out = Path(folder) / "raw", Path(folder) / "read.parquet"
        raw.write_bytes(data)
        read, found = _with_header(raw, out, file_name)
        frame = pl.read_parquet(out)
    if frame.height > LIMIT_ROWS:
        raise Problem("people_import.too_many", file=file_name, rows=frame.height, limit=LIMIT_ROWS)
    rows = frame.select(pl.col(LINE), **{column: pl.col(header) for column, header in found.items()}).to_dicts()
    stray = tuple(Refused(item.line, Problem("people_import.row_unclear")) for item in read.set_aside if item.reason != "blank")
    return [(row.pop(LINE), {column: row.get(column) for column in COLUMNS}) for row in rows], stray


def _with_header(raw: Path, out: Path, file_name: str) -> tuple[TableRead, dict[str, str]]:
    """Reads with the header in the first row, as in the form; else wherever it is found."""
    for header_rows in ((1,), None):
        read = files.read_apart(raw, out, files.ReadOptions(totals="keep", header_rows=header_rows), file_name)
        found = {column: header for header in read.columns for column in COLUMNS if _is(header, column)}
        missing = [column for column in COLUMNS[:4] if column not in found]
        if not missing:
            return read, found
    said = {lang: [texts.text(f"people_form.{column}", lang) for column in missing] for lang in texts.LANGUAGES}
    raise Problem("people_import.columns_missing", file=file_name, columns=said["ko"], columns_en=said["en"])


def _is(header: str, column: str) -> bool:
    return same_form(header) in {same_form(texts.text(f"people_form.{column}", lang)) for lang in texts.LANGUAGES}


def _new_person(row: Mapping[str, str | None], by_name: Mapping[str, list[Node]]) -> NewPerson:
    said = same_form(row["organisation"] or "")
    bodies = by_name.get(said, [])
    if len(bodies) != 1:
        code = "people_import.organisation_ambiguous" if bodies else "people_import.organisation_unknown"
        raise Problem(code, organisation=(row["organisation"] or "–")[:60], known=_near(said, by_name))
    roles = frozenset(_role(part.strip()) for part in (row["roles"] or "").translate(_SEPARATORS).split(",") if part.strip())
    language = "en" if same_form(row["language"] or "").startswith(("en", "영")) else "ko"
    return NewPerson(row["login"] or "", row["name"] or "", bodies[0].id, roles, language)


def _role(said: str) -> str:
    for role in ROLES:
        if same_form(said) in {role, *(same_form(texts.text(f"role.{role}", lang)) for lang in texts.LANGUAGES)}:
            return role
    return said


def _paths(nodes: tuple[Node, ...]) -> list[tuple[str, Node]]:
    """Each organisation with its way from the top: "한빛시 > 소방본부"."""
    names = {node.id: node for node in nodes}
    found = []
    for node in nodes:
        way, at = [node.name["ko"]], node.parent_id
        while at in names:
            way.append(names[at].name["ko"])
            at = names[at].parent_id
        found.append((" > ".join(reversed(way)), node))
    return found


def _by_name(nodes: tuple[Node, ...]) -> dict[str, list[Node]]:
    found: dict[str, list[Node]] = {}
    for path, node in _paths(nodes):
        if not node.ended:
            for name in {same_form(path), same_form(node.name["ko"]), same_form(node.name["en"])}:
                found.setdefault(name, []).append(node)
    return found


def _near(said: str, by_name: Mapping[str, list[Node]]) -> list[str]:
    near = difflib.get_close_matches(said, by_name, n=3, cutoff=0.4) or list(by_name)[:3]
    return list(dict.fromkeys(by_name[name][0].name["ko"] for name in near))


def _workbook(lang: str, bodies: list[str]) -> bytes:
    made = BytesIO()
    with xlsxwriter.Workbook(made, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}) as book:
        sheet = book.add_worksheet(texts.text("people_form.sheet", lang))
        about = book.add_worksheet(texts.text("people_form.about", lang))
        bold = book.add_format({"bold": True, "bg_color": "#ecf2fe", "bottom": 1})
        for at, column in enumerate(COLUMNS):
            sheet.write_string(0, at, texts.text(f"people_form.{column}", lang), bold)
            sheet.write_comment(0, at, texts.text(f"people_form.{column}.meaning", lang))
            sheet.set_column(at, at, 24)
            about.write_string(at, 0, texts.text(f"people_form.{column}", lang))
            about.write_string(at, 1, texts.text(f"people_form.{column}.meaning", lang))
        sheet.freeze_panes(1, 0)
        roles = [texts.text(f"role.{role}", lang) for role in ROLES]
        for at, values in ((4, bodies), (5, roles)):
            for row, value in enumerate(values):
                about.write_string(row, at, value)
        name = texts.text("people_form.about", lang)
        lists = {2: f"='{name}'!$E$1:$E${max(1, len(bodies))}", 3: f"='{name}'!$F$1:$F${len(roles)}", 4: ["ko", "en"]}
        for at, source in lists.items():
            # Several roles may be written with commas: the list offers, it does not forbid.
            sheet.data_validation(1, at, LIMIT_ROWS, at, {"validate": "list", "source": source, "error_type": "information"})
    return made.getvalue()
