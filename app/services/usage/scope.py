"""What somebody's usage is read from: the rows of the ledger of their tree, each at the organisation it stood under on its day."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from functools import cached_property

import polars as pl
from sqlalchemy import select

from app.identity import rights
from app.identity.person import Person
from app.services.people import history
from app.services.people.history import History
from app.services.platform import Platform
from app.services.usage import made_up
from app.services.usage.counts import EVENTS, WORK, Rows
from app.services.usage.periods import Span
from connectors.problem import Problem
from data_catalog import counting, ledger
from data_catalog.records.tables import Workshop
from models.kit.wording import Words

_NOBODY = {"ko": "–", "en": "–"}


@dataclass(frozen=True)
class Asked:
    """Whose usage: an organisation of the person's tree with what is below it, everything they reach unless told. `practice`: of the
    made-up year instead of the ledger."""

    organisation_id: str | None = None
    practice: bool = False


EVERYTHING = Asked()


@dataclass(frozen=True)
class Scope:
    """The roots that are looked at, what the person reaches at all, the history of all organisations, and the rows. `today`: where the
    platform is. `sandboxes`: of each workshop's sandbox the organisation that holds the workshop."""

    roots: frozenset[str]
    reach: frozenset[str]
    kept: History
    today: date
    rows: pl.LazyFrame
    practice: bool = False
    sandboxes: Mapping[str, str] = field(default_factory=dict)

    @cached_property
    def read(self) -> pl.DataFrame:
        """Every row of the ledger that is counted, wherever it is of, read once.

        Of what seats of a workshop do, the finished runs alone count, at the organisation that holds it; a seat is no person.
        """
        learner = pl.when(pl.col("kind") == "training").then(pl.col("person")).alias("learner")
        found = self.rows.filter(pl.col("event").is_in(list(EVENTS))).drop("id").with_columns(learner).collect()
        if not self.sandboxes:
            return found
        held = {counting.code(sandbox): counting.code(own) for sandbox, own in self.sandboxes.items()}
        of_seats = pl.col("organisation").is_in(list(held))
        seats = found.filter(of_seats & (pl.col("event") == ledger.RUN_FINISHED)).with_columns(
            pl.col("organisation").replace_strict(held, default=None, return_dtype=pl.UInt64), pl.lit(None, pl.UInt64).alias("person")
        )
        return pl.concat([found.filter(~of_seats.fill_null(value=False)), seats])

    def recorded(self, held: frozenset[str]) -> frozenset[str]:
        """Under which organisations the ledger has the runs of some: theirs, and the sandboxes of their workshops."""
        return held | {sandbox for sandbox, own in self.sandboxes.items() if own in held}

    def rows_of(self, span: Span, events: Sequence[str] = EVENTS) -> Rows:
        """The rows of a period and these events at the organisations that stood in the tree on their day, with `month` and with `group`,
        the place in `groups` of what each stood under."""
        within = (pl.col("day") >= span.first) & (pl.col("day") <= span.last) & pl.col("event").is_in(list(events))
        found = self.read.filter(within)
        parts = []
        for first, last in self._edges(span):
            held = self._under(first)
            here = found.filter((pl.col("day") >= first) & (pl.col("day") <= last)) if (first, last) != (span.first, span.last) else found
            parts.append(here.join(held, on="organisation", how="inner"))
        return Rows(pl.concat(parts).with_columns(pl.col("day").dt.truncate("1mo").alias("month")))

    def only(self, organisation_id: str) -> Scope:
        """The same of one organisation of it with what is below."""
        return replace(self, roots=frozenset({organisation_id}))

    def seen_before(self, day: date) -> frozenset[int]:
        """The people who worked on any analysis before a day, wherever."""
        before = (pl.col("day") < day) & pl.col("event").is_in(list(WORK)) & pl.col("person").is_not_null()
        return frozenset(self.read.filter(before)["person"].unique().to_list())

    @cached_property
    def groups(self) -> tuple[str, ...]:
        """What is told apart: of one root itself and what stands, or ever stood, right under it; of several each."""
        under: list[str] = []
        if len(self.tops) == 1:
            under = sorted(own for own, forms in self.kept.forms.items() if any(one.parent_id == self.tops[0] for one in forms))
        return tuple(dict.fromkeys([*self.tops, *under, *sorted(self.roots)]))

    @cached_property
    def tops(self) -> tuple[str, ...]:
        """The roots that stand under no other today; all of them where they stand in a circle."""
        under = {root: self.kept.within({root}, self.today) - {root} for root in self.roots}
        return tuple(sorted(root for root in self.roots if not any(root in held for held in under.values()))) or tuple(sorted(self.roots))

    def of_code(self, code: int) -> str | None:
        """The organisation of a code."""
        return self._ids.get(code)

    @cached_property
    def parents(self) -> frozenset[str]:
        """The organisations that have, or had, others below them."""
        return frozenset(form.parent_id for forms in self.kept.forms.values() for form in forms if form.parent_id)

    def name(self, organisation_id: str, day: date) -> Words:
        """What an organisation was called on a day; of a sandbox the one that holds its workshop."""
        form = self.kept.nearest(self.sandboxes.get(organisation_id, organisation_id), day)
        return form.name if form else _NOBODY

    def tree(self, day: date) -> frozenset[str]:
        """What stood at and under the roots on a day, and within reach: what came from elsewhere has its past there."""
        found = self.kept.within(self.roots, day)
        return found if self.roots == self.reach else found & self.kept.within(self.reach, day)

    def there(self, span: Span) -> tuple[str, ...]:
        """Every organisation that was in the tree on some day of a period and had begun and not ended, by its Korean name."""
        found: set[str] = set()
        for days, held in self.stretches(span):
            found |= {own for own in held if self._lived(own, days.first, days.last)}
        return tuple(sorted(found, key=lambda own: (self.name(own, span.last)["ko"], own)))

    def stretches(self, span: Span) -> tuple[tuple[Span, frozenset[str]], ...]:
        """The parts of a period in which the tree stood still, with what stood in it."""
        return tuple((Span(first, last), self.tree(first)) for first, last in self._edges(span))

    @cached_property
    def _ids(self) -> Mapping[int, str]:
        return {code: own for own in self.kept.forms if (code := counting.code(own)) is not None}

    def _lived(self, own: str, first: date, last: date) -> bool:
        return self.practice or any(form.first <= last and (form.until is None or form.until > first) for form in self.kept.forms[own])

    def _edges(self, span: Span) -> list[tuple[date, date]]:
        """The stretches of a period in which no organisation became another."""
        begins = [span.first, *(day for day in self.kept.days if span.first < day <= span.last)]
        ends = [*(day - timedelta(days=1) for day in begins[1:]), span.last]
        return list(zip(begins, ends, strict=True))

    def _under(self, day: date) -> pl.DataFrame:
        """The group of each organisation of the tree on a day, by its code."""
        place = {own: at for at, own in enumerate(self.groups)}
        children: dict[str | None, list[str]] = {}
        for own in self.kept.forms:
            form = self.kept.nearest(own, day)
            children.setdefault(form.parent_id if form else None, []).append(own)
        found: dict[str, int] = {}
        alone = self.tops[0] if len(self.tops) == 1 else None
        for root in (*self.tops, *sorted(self.roots)):
            waiting = [(root, place[root])]
            while waiting:
                own, group = waiting.pop()
                if own not in found:
                    found[own] = group
                    waiting += [(child, place[child] if own == alone else group) for child in children.get(own, [])]
        reached = self.tree(day)
        held = {counting.code(own): group for own, group in found.items() if own in reached}
        return pl.DataFrame(
            {"organisation": list(held), "group": list(held.values())}, schema={"organisation": pl.UInt64, "group": pl.Int32}
        )


def opened(person: Person, platform: Platform, asked: Asked = EVERYTHING) -> Scope:
    """What the person may look at. Problems: rights.role_needed, not_found.organisation, usage.no_practice."""
    rights.need(person, "see_usage")
    today = platform.today()
    with platform.records.reading() as session:
        kept = history.kept(session)
        held = session.execute(select(Workshop.sandbox_id, Workshop.organisation_id)).all()
    reach = roots = rights.spans(person, "see_usage")
    if asked.organisation_id is not None:
        if asked.organisation_id not in kept.within(roots, today):
            raise Problem("not_found.organisation")
        roots = frozenset({asked.organisation_id})
    if asked.practice:
        if not made_up.may_see(person, platform):
            raise Problem("usage.no_practice")
        return Scope(roots, reach, kept, today, made_up.rows(made_up.bodies(kept), today), practice=True)
    rows = counting.read(platform.records, platform.home)
    return Scope(roots, reach, kept, today, rows, sandboxes={row.sandbox_id: row.organisation_id for row in held})
