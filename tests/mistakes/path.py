"""The product's own path for a file: sent, read, decided on, mapped, prepared and checked, as the wizard's steps do it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

import polars as pl

from app.identity.person import Person
from app.services.drafts import drafts
from app.services.platform import Platform
from app.services.preparing import columns, prepared
from app.services.uploads import deciding, repairing, uploads
from connectors.problem import Problem
from data_catalog import rejected
from data_catalog.checks import CheckReport
from data_catalog.mapping import suggest
from data_catalog.prepared import Prepared
from data_catalog.schema import Input
from models.kit import library


@dataclass(frozen=True)
class Told:
    """One thing that was told: its code, the columns and lines it names."""

    code: str
    columns: str = ""
    lines: tuple[int, ...] = ()


@dataclass
class Desk:
    """A person with one file of a draft. `clicks` counts what was chosen beside what a right file needs too."""

    person: Person
    platform: Platform
    asked: Input
    draft_id: str
    upload_id: str = ""
    clicks: int = 0
    told: list[Told] = field(default_factory=list)
    problem: Problem | None = None
    done: Prepared | None = None
    report: CheckReport | None = None

    def send(self, name: str, data: bytes) -> None:
        token = uploads.token(self.person, self.platform, self.draft_id, self.asked.name)
        self.upload_id = uploads.store_stream(self.person, self.platform, token, name, [data])
        self.read({})

    def read(self, options: Mapping[str, Any]) -> None:
        """Reads the file, maps what is suggested, prepares and checks; what is told is gathered."""
        try:
            self.view = uploads.read(self.person, self.platform, self.upload_id, options)
        except Problem as problem:
            self.problem = problem
            self.told.append(Told(problem.code))
            return
        self.look()

    def look(self) -> None:
        account = self.view.read
        assert account is not None
        for note in account.notes:
            facts = note.facts
            said = facts.get("lines", facts.get("line", ()))
            lines = tuple(said) if isinstance(said, (list, tuple)) else (int(said),)
            self.told.append(Told(f"note.{note.code}", f"{facts.get('columns', '')}", lines))
        for row in account.set_aside:
            self.told.append(Told(f"aside.{row.reason}", "", (row.line,)))
        for finding in self.view.findings:
            self.told.append(Told(f"personal.{finding.kind}", finding.column))
        if self.view.state == "read":
            self.check()

    def check(self, mapping: Mapping[str, Any] | None = None) -> None:
        draft = drafts.load(self.person, self.platform, self.draft_id)
        if mapping is None and not draft.mapping:
            found = columns.profiled(self.person, self.platform, draft, self.asked.name)
            suggested = suggest(found, self.asked, None)
            mapping = {one.field: one.source.to_json() for one in suggested if one.source is not None}
        if mapping:
            self.save({f"mapping.{self.asked.name}.{name}": source for name, source in mapping.items()})
            draft = drafts.load(self.person, self.platform, self.draft_id)
        try:
            made = prepared.checked(self.person, self.platform, draft, self.asked, library.load(draft.model))
        except Problem as problem:
            self.problem = problem
            self.told.append(Told(problem.code))
            return
        if made is None:
            return  # no column was suggested for anything
        self.done, self.report = made
        for group in self.done.groups:
            self.told.append(Told(f"repair.{group.code}", group.column, tuple(one.line for one in group.examples)))
        for finding in self.report.findings:
            where = str(finding.facts.get("columns") or finding.facts.get("title") or finding.facts.get("titles") or "")
            self.told.append(Told(f"finding.{finding.code}", where, tuple(one.line for one in finding.examples)))

    def save(self, changes: Mapping[str, Any]) -> None:
        drafts.save(self.person, self.platform, self.draft_id, changes, seen=10**6)

    # What a person chooses, one click each.

    def choose(self, code: str, column: str) -> None:
        """Takes the repair of one group."""
        assert self.done is not None
        wanted = [one for one in self.done.groups if one.column == column and (one.code == code or code in one.choices)]
        draft = drafts.load(self.person, self.platform, self.draft_id)
        self.save(repairing.choices(draft, self.asked, wanted[0], code))
        self.clicks += 1
        self.check()

    def differently(self, clicks: int = 2, **options: Any) -> None:
        """Reads the file another way: what is changed, then the button that reads again."""
        self.clicks += clicks
        self.save({key: None for key in drafts.load(self.person, self.platform, self.draft_id).fields if key.startswith("mapping.")})
        self.read(options)

    def decide(self) -> None:
        """Does with personal values what is suggested."""
        self.clicks += 1
        self.view = deciding.decide(self.person, self.platform, self.upload_id, deciding.suggested(self.view.findings))
        self.look()

    def map(self, name: str, **source: Any) -> None:
        """Chooses another source for a field."""
        self.clicks += 1
        self.check({name: source})

    def rows(self) -> pl.DataFrame:
        """What a model would read, in the order of the file, without marks of our own."""
        assert self.done is not None
        return pl.read_parquet(self.done.path).drop("_line", "_events")

    def lost(self) -> list[str]:
        """Rows or cells that are neither in the table nor said to be missing from it."""
        found = []
        account = self.view.read
        assert account is not None
        if account.rows_in != account.rows_kept + account.rows_set_aside:
            found.append("rows in reading")
        if self.done is not None:
            if self.done.rows_in != account.rows_kept:
                found.append("rows between reading and preparing")
            if self.done.rows_in != self.done.rows_kept + self.done.rows_set_aside:
                found.append("rows in preparing")
            named = [one for one in self.done.reasons if one.effect in ("set_aside", "blanked") and one.rows]
            if named and not rejected.place_of(self.done.path).exists():
                found.append("cells without a list")
        return found


Click = Callable[[Desk], None]


def desk(person: Person, platform: Platform, asked: Input) -> Desk:
    return Desk(person, platform, asked, drafts.start(person, platform, "golden_hour").id)
