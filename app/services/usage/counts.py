"""What is counted of the ledger, each count with its events, its way of counting, and the query that counts it again."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from types import MappingProxyType

import polars as pl

from data_catalog import counting, ledger

WORK = (
    ledger.DRAFT_STARTED, ledger.UPLOAD, ledger.MAPPING_CONFIRMED, ledger.CHECKS_SEEN, ledger.RUN_QUEUED, ledger.RUN_FINISHED,
    ledger.RESULT_VIEWED, ledger.REPORT_MADE,
)  # fmt: skip
"""Who did one of these used the platform for an analysis."""
NO_WORK = ("sample", "training")
"""Kinds that are nobody's own work; rows of before kinds were told have none, and count."""
PARTS = ("analyses", "people", "data", "sharing", "cases", "teaching", "support")
_FOLDED = ["organisation", "model", "month", "kind", "key", "learner"]


@dataclass(frozen=True)
class Count:
    """One count; its words are the texts `usage.count.<name>` and `usage.count.<name>.means`.

    `how`: `runs` (repeats of an analysis within a month once), `rows`, `subjects` (different things), `people`, `new` and `back`
    (different people: never seen before the period, or seen before it too), `bodies`, `models`, or `median` of the amounts.
    `kind`: of runs. `only`: rows whose amount is this. `work`: what was brought for training or made up is left out.
    """

    name: str
    part: str
    how: str
    events: tuple[str, ...]
    kind: str | None = None
    only: float | None = None
    work: bool = False


_FINISHED = (ledger.RUN_FINISHED,)
COUNTS = (
    Count("real", "analyses", "runs", _FINISHED, kind="real"),
    Count("organisations", "analyses", "bodies", _FINISHED, kind="real"),
    Count("models", "analyses", "models", _FINISHED, kind="real"),
    Count("sample", "analyses", "runs", _FINISHED, kind="sample"),
    Count("training", "analyses", "runs", _FINISHED, kind="training"),
    Count("reports", "analyses", "rows", (ledger.REPORT_MADE,)),
    Count("people", "people", "people", WORK),
    Count("active", "people", "people", _FINISHED, kind="real"),
    Count("new", "people", "new", WORK),
    Count("back", "people", "back", WORK),
    Count("files", "data", "rows", (ledger.UPLOAD,)),
    Count("datasets", "data", "subjects", (ledger.DATASET_ADDED,), work=True),
    Count("refreshed", "data", "rows", (ledger.SOURCE_REFRESHED,)),
    Count("asked", "sharing", "rows", (ledger.AGREEMENT_ASKED,)),
    Count("agreed", "sharing", "rows", (ledger.AGREEMENT_APPROVED,)),
    Count("shared", "sharing", "subjects", (ledger.AGREEMENT_APPROVED,)),
    Count("over", "sharing", "rows", (ledger.AGREEMENT_REVOKED, ledger.AGREEMENT_ENDED)),
    Count("released", "sharing", "rows", (ledger.RELEASE_APPROVED,)),
    Count("given", "sharing", "rows", (ledger.SHARE_GIVEN,)),
    Count("cases", "cases", "subjects", ("use_case_registered",)),
    Count("followed", "cases", "subjects", ("use_case_outcome",)),
    Count("decided", "cases", "subjects", ("use_case_outcome",), only=1.0),
    Count("reviewed", "cases", "subjects", ("use_case_reviewed",)),
    Count("published", "cases", "subjects", ("use_case_published",)),
    Count("workshops", "teaching", "subjects", ("workshop_finished",)),
    Count("seats", "teaching", "rows", ("seat_taken",)),
    Count("right", "teaching", "rows", ("exercise_checked",), only=1.0),
    Count("certificates", "teaching", "rows", ("certificate_made",)),
    Count("carried", "teaching", "rows", ("carried_run",)),
    Count("helped", "support", "subjects", ("help_asked",)),
    Count("answered", "support", "subjects", ("help_answered",)),
    Count("minutes", "support", "median", ("help_answered",)),
    Count("reopened", "support", "rows", ("help_reopened",)),
    Count("articles", "support", "rows", ("article_published",)),
    Count("booked", "support", "rows", ("booking_done",)),
)
"""All of them, in the order they are told. Work avoided is none of them: nothing yet tells when an analysis was not made again."""
BY_NAME: Mapping[str, Count] = MappingProxyType({one.name: one for one in COUNTS})
EVENTS = tuple(dict.fromkeys(event for one in COUNTS for event in one.events))

Value = int | float | None


@dataclass(frozen=True)
class Rows:
    """Rows of a period and a tree. `frame` has a column `month`, the first day of it, and `learner`, who made a training analysis: of
    one that a class does alike each of them counts once."""

    frame: pl.DataFrame

    @cached_property
    def by_event(self) -> Mapping[object, pl.DataFrame]:
        """The rows of each event, found once for all counts."""
        return {key[0]: part for key, part in self.frame.partition_by("event", as_dict=True).items()}

    def of(self, events: Sequence[str]) -> pl.DataFrame:
        """Those of some events."""
        found = [self.by_event[one] for one in events if one in self.by_event]
        return pl.concat(found) if found else self.frame.clear()

    def where(self, wanted: pl.Expr) -> Rows:
        """Those that fit."""
        return Rows(self.frame.filter(wanted))

    def __bool__(self) -> bool:
        """Whether there is any."""
        return bool(self.frame.height)


def value(count: Count, rows: Rows, seen_before: frozenset[int] = frozenset()) -> Value:
    """A count over rows. `seen_before`: the people of before the period. None where a median has nothing to be of."""
    if count.how in ("people", "new", "back"):
        people = {one for event in count.events for one in _people(count, rows, event)}
        return len(people if count.how == "people" else people & seen_before if count.how == "back" else people - seen_before)
    found = of(count, rows)
    if count.how == "runs":
        return found.select(pl.struct(_FOLDED).n_unique()).item() if found.height else 0
    if count.how == "rows":
        return found.height
    if count.how == "median":
        return found["amount"].drop_nulls().median()  # type: ignore[return-value]
    column = {"subjects": "subject", "bodies": "organisation", "models": "model"}[count.how]
    return found[column].drop_nulls().n_unique()


def by(count: Count, rows: Rows, *columns: str) -> dict[tuple[object, ...], int]:
    """A count by other columns, such as the organisation or the month; not of those that compare people with those before, nor medians."""
    found = of(count, rows)
    if not found.height:
        return {}
    if count.how == "runs":
        counted = found.select([*columns, *(one for one in _FOLDED if one not in columns)]).unique().group_by(columns).len()
    elif count.how == "rows":
        counted = found.group_by(columns).len()
    else:
        column = {"subjects": "subject", "people": "person", "bodies": "organisation", "models": "model"}[count.how]
        counted = found.group_by(columns).agg(pl.col(column).drop_nulls().n_unique().alias("len"))
    return {row[:-1]: row[-1] for row in counted.iter_rows()}


def of(count: Count, rows: Rows) -> pl.DataFrame:
    """The rows a count goes over."""
    found = rows.of(count.events)
    if count.kind is not None:
        found = found.filter(pl.col("kind") == count.kind)
    if count.work:
        found = found.filter(pl.col("kind").is_null() | ~pl.col("kind").cast(pl.String).is_in(NO_WORK))
    return found if count.only is None else found.filter(pl.col("amount") == count.only)


def _people(count: Count, rows: Rows, event: str) -> list[int]:
    part = rows.by_event.get(event)
    if part is None:
        return []
    kept = part if count.kind is None else part.filter(pl.col("kind") == count.kind)
    return kept["person"].drop_nulls().unique().to_list()


def query(name: str) -> str:
    """The SQL that counts it from the ledger itself, on SQLite and PostgreSQL, with :first, :last and the organisations of the tree for
    `…`. Of a median: the amounts it is of."""
    count = BY_NAME[name]
    where = _where(count)
    if count.how == "runs":
        month = "SUBSTR(CAST(day AS VARCHAR(10)), 1, 7)"
        who = ", person_id" if count.kind == "training" else ""
        whose = f"organisation_id{who}, model, {month}, kind, COALESCE(cache_key, subject_id)"
        same = f"SELECT DISTINCT {whose} FROM ledger WHERE {where}"  # noqa: S608
        return f"SELECT COUNT(*) FROM ({same}) AS once"  # noqa: S608  names of this file alone
    if count.how == "rows":
        return f"SELECT COUNT(*) FROM ledger WHERE {where}"  # noqa: S608
    if count.how == "median":
        amount = counting.AMOUNTS[count.events[0]]
        return f"SELECT facts FROM ledger WHERE {where} AND CAST(facts AS TEXT) LIKE '%\"{amount}\": %'"  # noqa: S608
    if count.how in ("new", "back"):
        before = f"SELECT person_id FROM ledger WHERE event IN ({_listed(count)}) AND day < :first AND person_id IS NOT NULL"  # noqa: S608
        way = "IN" if count.how == "back" else "NOT IN"
        return f"SELECT COUNT(DISTINCT person_id) FROM ledger WHERE {where} AND person_id {way} ({before})"  # noqa: S608
    column = {"subjects": "subject_id", "people": "person_id", "bodies": "organisation_id", "models": "model"}[count.how]
    return f"SELECT COUNT(DISTINCT {column}) FROM ledger WHERE {where}"  # noqa: S608


def _where(count: Count) -> str:
    ours = "organisation_id IN (…)"
    if count.kind == "training":
        ours = f"({ours} OR organisation_id IN (SELECT sandbox_id FROM workshops WHERE {ours}))"  # noqa: S608
    parts = [f"event IN ({_listed(count)})", "day BETWEEN :first AND :last", ours]
    if count.kind is not None:
        parts.append(f"kind = '{count.kind}'")
    if count.work:
        parts.append(f"(kind IS NULL OR kind NOT IN ({', '.join(repr(one) for one in NO_WORK)}))")
    if count.only is not None:
        parts.append(f"CAST(facts AS TEXT) LIKE '%\"{counting.AMOUNTS[count.events[0]]}\": true%'")
    return " AND ".join(parts)


def _listed(count: Count) -> str:
    return ", ".join(f"'{event}'" for event in count.events)
