"""Who sees what of a dataset: of each organisation an agreement or a policy speaks of, how many columns and rows, until when, by what.

What somebody of the organisation would see is asked of the policies, as it is for whoever reads; no row is shown. Counts of rows are told
as counts of persons are protected: how small a part is, or how small what is left out, is not told exactly.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

import numpy as np
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.identity.person import Person
from app.reports.lists import Cell, Listing, file_bytes
from app.services.agreements import steps
from app.services.catalogue import policies
from app.services.platform import Platform
from app.texts import pick, text
from data_catalog import ledger, protecting, reading
from data_catalog.disclosure import Protection, is_few, told_counts
from data_catalog.policy import Asker, Policy, Subject
from data_catalog.policy.asker import Place
from data_catalog.policy.kept import of_subjects, path_up, speaking_of
from data_catalog.records.tables import Agreement, Dataset, Organisation, PolicyRow
from models.kit.wording import Words

A_PAGE = 30
MOST_ROWS = 20_000
_COUNTED_AT_ONCE = 100
_COLUMNS = {"organisation": 28, "role": 16, "purpose": 16, "columns": 12, "all_columns": 12, "names": 44, "rows": 14, "all_rows": 12,
            "state": 16, "until": 12, "number": 12}  # fmt: skip


@dataclass(frozen=True)
class Told:
    """A count of rows as it may be told. `few`: less than five, and not none; `but_few`: all but less than five. Then `count` is None."""

    count: int | None
    few: bool = False
    but_few: bool = False


@dataclass(frozen=True)
class Sight:
    """What one organisation (None: anybody), with a role where only that is let in, sees for a purpose. `state`: of the agreement; empty
    where a policy of its own speaks. `until`: the last day; None without one."""

    organisation: Words | None
    below: bool
    role: str | None
    purpose: str | None
    columns: tuple[str, ...]
    rows: Told
    agreement_id: str
    number: str
    state: str
    until: date | None


@dataclass(frozen=True)
class Sights:
    """A page of them, how many there are in all, and how large the dataset's newest version is."""

    entries: tuple[Sight, ...]
    total: int
    all_columns: int
    all_rows: int


@dataclass(frozen=True)
class _Spoken:
    """Whom an agreement or a policy speaks of."""

    subject: Subject
    agreement_id: str = ""
    number: str = ""
    state: str = ""

    @property
    def key(self) -> tuple[str | None, bool, str | None, str | None]:
        said = self.subject
        return said.organisation_id, said.below, said.role, said.purpose


def listed(person: Person, platform: Platform, dataset_id: str, offset: int = 0, limit: int = A_PAGE) -> Sights:
    """A page of them: those let in now first, then by name. Problems: not_found.dataset, rights.role_needed."""
    with platform.records.reading() as session:
        dataset = policies.need_steward(session, person, dataset_id)
        version = steps.newest(session, dataset_id)
        bodies = {row.id: row for row in session.execute(select(Organisation.id, Organisation.name_ko, Organisation.name_en,
                                                                 Organisation.valid_to))}  # fmt: skip
        names: dict[str, Words] = {own: {"ko": row.name_ko, "en": row.name_en} for own, row in bodies.items()}
        ended = frozenset(own for own, row in bodies.items() if row.valid_to is not None)
        spoken = _spoken(session, dataset)
        spoken.sort(key=lambda one: (one.state not in ("", "active"), _named(names, one)["ko"], one.subject.purpose or "", one.number))
        shown = spoken[offset : offset + limit]
        held = speaking_of(
            session, dataset, of_subjects(own for one in shown for own in path_up(session, one.subject.organisation_id or ""))
        )
        table = reading.table_under(platform.lake, version, held)
        asked = _Asked(session, reading.today_of(session, platform.now()), held, ended)
        seen = [reading.under(platform.lake, dataset, version, *asked.of(one.subject), table) for one in shown]
        counts = _counts(platform, seen)
        protection = protecting.protection(session)
        entries = tuple(
            Sight(
                names.get(one.subject.organisation_id or ""), one.subject.below, one.subject.role, one.subject.purpose, sight.columns,
                told(count, version.rows, f"{version.id}\x1f{sight.state}", protection), one.agreement_id, one.number, one.state,
                one.subject.ends,
            )
            for one, sight, count in zip(shown, seen, counts, strict=True)
        )  # fmt: skip
        return Sights(entries, len(spoken), len(version.columns), version.rows)


def told(count: int, every: int, cell: str, protection: Protection) -> Told:
    """A count of some of `every` row as it may be told, of what `cell` names.

    >>> from data_catalog.disclosure import HIDING
    >>> told(3, 90, "", HIDING), told(87, 90, "", HIDING), told(0, 90, "", HIDING)
    (Told(count=None, few=True, but_few=False), Told(count=None, few=False, but_few=True), Told(count=0, few=False, but_few=False))
    """
    if count in (0, every):
        return Told(count)
    if protection.changes:
        return Told(min(every, int(told_counts(np.array([float(count)]), [cell], protection)[0])))
    if is_few(count):
        return Told(None, few=True)
    return Told(None, but_few=True) if is_few(every - count) else Told(count)


def taken(person: Person, platform: Platform, dataset_id: str, kind: str, lang: str) -> bytes:
    """All of them as a file, `csv` (UTF-8 with BOM) or `xlsx`; first it is put on record. Problems: those of `listed`."""
    found = listed(person, platform, dataset_id, limit=MOST_ROWS)
    with platform.records.session() as session:
        dataset = policies.need_steward(session, person, dataset_id)
        title = dataset.title
        ledger.record(
            session, ledger.SIGHTS_EXPORTED, person_id=person.id, organisation_id=dataset.organisation_id, subject=("dataset", dataset_id),
            facts={"file": kind, "rows": len(found.entries)}, at=platform.now(),
        )  # fmt: skip
    heads = [text(f"sights.column.{name}", lang) for name in _COLUMNS]
    listing = Listing(text("sights.sheet", lang), [*heads, text("sights.column.data", lang)], [*_COLUMNS.values(), 36])
    rows = ([*_row(one, found, lang), title] for one in found.entries)
    return file_bytes(kind, listing, rows)


def organisation_said(one: Sight, lang: str) -> str:
    """Whom a line is of."""
    if one.organisation is None:
        return text("sights.anybody", lang)
    name = pick(one.organisation, lang)
    return text("agreement.fact.receiver_below", lang, name=name) if one.below else name


def rows_said(rows: Told, every: int, lang: str) -> str:
    """A count of rows in words."""
    if rows.few:
        return text("disclosure.few", lang)
    return text("sights.but_few", lang) if rows.but_few else f"{rows.count:,}"


def _row(one: Sight, found: Sights, lang: str) -> list[Cell]:
    said: dict[str, Cell] = {
        "organisation": organisation_said(one, lang),
        "role": text(f"role.{one.role}", lang) if one.role else "",
        "purpose": text(f"purpose.{one.purpose}", lang) if one.purpose else text("view_as.any_purpose", lang),
        "columns": len(one.columns),
        "all_columns": found.all_columns,
        "names": ", ".join(one.columns),
        "rows": one.rows.count if one.rows.count is not None else rows_said(one.rows, found.all_rows, lang),
        "all_rows": found.all_rows,
        "state": text(f"agreement.state.{one.state}", lang) if one.state else text("sights.by_policy", lang),
        "until": one.until,
        "number": one.number,
    }
    return [said[name] for name in _COLUMNS]


def _named(names: dict[str, Words], one: _Spoken) -> Words:
    return names.get(one.subject.organisation_id or "") or {"ko": "", "en": ""}


def _spoken(session: Session, dataset: Dataset) -> list[_Spoken]:
    """Each organisation and purpose once: by the agreement in force, else by the newest; and those policies alone let in."""
    wanted = select(
        Agreement.id, Agreement.number, Agreement.receiver_organisation_id, Agreement.below, Agreement.purpose, Agreement.state,
        Agreement.starts, Agreement.ends,
    ).where(Agreement.dataset_id == dataset.id).order_by(Agreement.asked_at_utc.desc(), Agreement.number.desc())  # fmt: skip
    found: dict[tuple[str | None, bool, str | None, str | None], _Spoken] = {}
    for row in session.execute(wanted):
        subject = Subject(row.receiver_organisation_id, row.below, None, row.purpose, row.starts, row.ends)
        one = _Spoken(subject, row.id, row.number or "", row.state)
        if one.key not in found or (one.state == "active" != found[one.key].state):
            found[one.key] = one
    for policy in speaking_of(session, dataset, PolicyRow.agreement_id.is_(None), PolicyRow.effect == "allow"):
        by_policy = _Spoken(policy.subject)
        if by_policy.key not in found or found[by_policy.key].state != "active":
            found[by_policy.key] = by_policy
    return list(found.values())


class _Asked:
    """Somebody of an organisation as policies see them, and the policies that may speak of them."""

    def __init__(self, session: Session, today: date, held: Sequence[Policy], ended: frozenset[str]) -> None:
        self._session, self._today, self._ended = session, today, ended
        self._asks_own = any(condition.own for one in held for condition in one.rows)
        self._of: dict[str | None, list[Policy]] = {}
        for one in held:
            self._of.setdefault(one.subject.organisation_id, []).append(one)

    def of(self, subject: Subject) -> tuple[Asker, tuple[Policy, ...]]:
        """Both, for whom an agreement or a policy speaks of."""
        path = tuple(path_up(self._session, subject.organisation_id or ""))
        place = Place(path, bool(self._ended & set(path)))
        own = reading.attributes(self._session, place) if self._asks_own else {}
        roles = ((subject.role, place),) if subject.role else ()
        speak = tuple(one for body in (None, *path) for one in self._of.get(body, ()))
        return Asker("", (place,), self._today, roles, subject.purpose, own), speak


def _counts(platform: Platform, seen: Sequence[reading.Seen]) -> list[int]:
    return [count for at in range(0, len(seen), _COUNTED_AT_ONCE)
            for count in reading.counted_each(platform.lake, seen[at : at + _COUNTED_AT_ONCE])]  # fmt: skip
