"""Where people stop: how many of the analyses that were begun reach each step, by model, and how long a step takes."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta

import polars as pl

from app.services.usage.periods import Span
from app.services.usage.scope import Scope
from data_catalog import ledger

STEPS = ("started", "data", "columns", "checks", "asked", "finished", "seen", "report")
ALIVE_DAYS = 14
"""A draft younger than this that has not come to its result may still: it is counted apart."""
_EVENTS = (
    ledger.DRAFT_STARTED, ledger.UPLOAD, ledger.MAPPING_CONFIRMED, ledger.CHECKS_SEEN, ledger.RUN_QUEUED, ledger.RUN_FINISHED,
    ledger.RESULT_VIEWED, ledger.REPORT_MADE,
)  # fmt: skip


@dataclass(frozen=True)
class Step:
    """How many came to a step at least; `lost`: the share of those at the step before who did not, None where nobody was there;
    `minutes`: the median from the step before, None where nobody did both."""

    name: str
    reached: int
    lost: float | None
    minutes: float | None


@dataclass(frozen=True)
class Funnel:
    """The steps of a model, or of all. `started`: drafts on own data begun in the period and over; `alive`: those of the last days that
    may still go on, which stand in no step. `worst`: the step that most are lost before."""

    model: str | None
    steps: tuple[Step, ...]
    alive: int

    @property
    def started(self) -> int:
        """How many drafts the steps are of."""
        return self.steps[0].reached

    @property
    def worst(self) -> Step | None:
        """The step before which the largest share is lost, of those that are no matter of taste: a report is one."""
        found = [one for one in self.steps[1:-1] if one.lost]
        return max(found, key=lambda one: one.lost or 0.0, default=None)


def of_scope(scope: Scope, span: Span) -> tuple[Funnel, ...]:
    """Of all models together, then of each with a draft, the most drafts first; none where no draft was begun."""
    drafts = _drafts(scope, span)
    if not drafts.height:
        return ()
    models = drafts.group_by("model").len().sort(["len", "model"], descending=[True, False])["model"].to_list()
    return (_funnel(None, drafts, scope), *(_funnel(one, drafts.filter(pl.col("model") == one), scope) for one in models))


def _drafts(scope: Scope, span: Span) -> pl.DataFrame:
    """A row a draft on own data begun in the period: its model, its day, and when it first came to each step, null where it did not.

    What happens after the period belongs to it: a draft of its last day may be finished on the next.
    """
    begun = scope.rows_of(span, (ledger.DRAFT_STARTED,)).frame.filter(pl.col("kind") == "real")
    begun = begun.group_by("draft").agg(pl.col("model").first(), pl.col("day").min())
    steps = scope.read.filter((pl.col("day") >= span.first) & pl.col("event").is_in(list(_EVENTS))).select(
        "event", "at", "draft", "subject"
    )
    runs = steps.filter(pl.col("event") == ledger.RUN_QUEUED).select("subject", run_draft="draft").unique("subject")
    steps = steps.join(runs, on="subject", how="left").with_columns(pl.coalesce("draft", "run_draft").alias("draft"))
    steps = steps.join(begun.select("draft"), on="draft", how="semi")
    firsts = [pl.col("at").filter(pl.col("event") == event).min().alias(name) for name, event in zip(STEPS, _EVENTS, strict=True)]
    return begun.join(steps.group_by("draft").agg(firsts), on="draft", how="left")


def _funnel(model: str | None, drafts: pl.DataFrame, scope: Scope) -> Funnel:
    over = pl.col("finished").is_not_null() | (pl.col("day") <= scope.today - timedelta(days=ALIVE_DAYS))
    kept = drafts.filter(over)
    # Who came to a later step came to the ones before: data taken from the catalogue leave no upload.
    reached = [kept.filter(pl.any_horizontal(pl.col(name).is_not_null() for name in STEPS[at:])).height for at in range(len(STEPS))]
    reached[0] = kept.height
    steps = [Step(STEPS[0], reached[0], None, None)]
    for at in range(1, len(STEPS)):
        lost = 1 - reached[at] / reached[at - 1] if reached[at - 1] else None
        steps.append(Step(STEPS[at], reached[at], lost, _minutes(kept, STEPS[at - 1], STEPS[at])))
    return Funnel(model, tuple(steps), drafts.height - kept.height)


def _minutes(drafts: pl.DataFrame, before: str, after: str) -> float | None:
    took = drafts.select((pl.col(after) - pl.col(before)).dt.total_seconds().alias("s"))["s"].drop_nulls()
    took = took.filter(took >= 0)
    return float(took.median()) / 60 if took.len() else None  # type: ignore[arg-type]
