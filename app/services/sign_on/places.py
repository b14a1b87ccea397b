"""The organisations that rules name: by name alone where it is the only one, or by the way from the top, in Korean or English."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.identity.role_rules import Grant
from data_catalog.records.tables import Organisation
from models.kit.wording import Words


class Places:
    """The organisations there are today, by what they can be called. A name that fits two is nobody's."""

    def __init__(self, session: Session) -> None:
        rows = {row.id: row for row in session.scalars(select(Organisation).where(Organisation.demo.is_(False)))}
        self._names: dict[str, Words] = {row.id: row.name for row in rows.values()}
        self._found: dict[str, set[str]] = {}
        for row in rows.values():
            if row.valid_to is not None:
                continue
            self._found.setdefault(row.id, set()).add(row.id)
            for language in ("name_ko", "name_en"):
                way = _way(rows, row, language)
                for start in range(len(way)):
                    self._found.setdefault(" > ".join(way[start:]), set()).add(row.id)

    def of(self, name: str) -> str | None:
        """The id; None where there is none of that name, or several."""
        found = self._found.get(" > ".join(_same(part) for part in name.split(">")), set())
        return next(iter(found)) if len(found) == 1 else None

    def named(self, name: str) -> Words | str:
        """What the organisation is called in both languages; the name as it was written where it means none."""
        place = self.of(name)
        return self._names[place] if place else name

    def pairs(self, grants: Iterable[Grant]) -> list[tuple[str, str]]:
        """Roles and organisations that grants mean, each once, in their order. What names no organisation gives nothing."""
        found: dict[tuple[str, str], None] = {}
        for grant in grants:
            place = self.of(grant.place)
            if place is not None:
                found.update(dict.fromkeys((role, place) for role in grant.roles))
        return list(found)


def _way(rows: dict[str, Organisation], row: Organisation, language: str) -> list[str]:
    """Names from the top down to the organisation."""
    way, seen = [], set()
    at: Organisation | None = row
    while at is not None and at.id not in seen:
        seen.add(at.id)
        way.append(_same(getattr(at, language)))
        at = rows.get(at.parent_id or "")
    return way[::-1]


def _same(name: str) -> str:
    return unicodedata.normalize("NFC", " ".join(name.split()))
