"""What a ranking with other weights comes to, as tables: for the page, and for the report."""

from __future__ import annotations

import dataclasses

import polars as pl

from app.services.results.weighing import Ground, Weighed
from app.texts import text, words
from models.kit.contract import ColumnSpec, TableSpec
from models.kit.result import Table
from models.kit.wording import LANGUAGES, Words


def first(given: Ground, now: Weighed, rows: list[int]) -> Table:
    """The first places: rank now, name, score, parts, rank in the result."""
    spec = given.spec
    names = [name for name in (spec.label, spec.group, spec.score, *(part.column for part in spec.parts), spec.stable) if name]
    columns = (
        ColumnSpec("rank_now", words("weigh.rank"), "integer"),
        *(dataclasses.replace(given.columns[name], hidden=False) for name in dict.fromkeys(names)),
        ColumnSpec("rank_run", words("weigh.rank_run"), "integer"),
    )
    before = pl.Series("rank_run", given.run.ranks[rows])
    frame = given.table.rows[rows].select(list(dict.fromkeys(names)))
    frame = frame.with_columns(
        pl.Series(spec.score, now.scores[rows]), pl.Series("rank_now", now.ranks[rows]), before.set(before == 0, None)
    )
    told = dataclasses.replace(given.table.spec, name=f"weighed_{spec.name}", title=_caption(given), columns=columns, rank="rank_now")
    return Table(told, frame, "")


def weights(given: Ground, now: Weighed) -> Table:
    """Each part with its weight in the result and its weight now."""
    parts = given.spec.parts
    titles = [part.title or given.columns[part.column].title for part in parts]
    columns = (
        ColumnSpec("part", words("weigh.why.part"), labels=dict(zip((part.column for part in parts), titles, strict=True))),
        ColumnSpec("weight_run", words("weigh.weight_run"), "number", digits=2),
        ColumnSpec("weight_now", words("weigh.weight_now"), "number", digits=2),
    )
    frame = pl.DataFrame(
        {
            "part": [part.column for part in parts],
            "weight_run": [float(part.weight) for part in parts],
            "weight_now": [float(weight) for weight in now.weights],
        }
    )
    return Table(TableSpec(f"weights_{given.spec.name}", words("weigh.weights"), columns), frame, "")


def _caption(given: Ground) -> Words:
    spec = given.spec
    if spec.group is None:
        return {lang: text("weigh.list", lang, title=spec.title[lang], n=spec.first) for lang in LANGUAGES}
    group = given.columns[spec.group].title
    return {lang: text("weigh.list_groups", lang, title=spec.title[lang], group=group[lang], n=spec.first) for lang in LANGUAGES}
