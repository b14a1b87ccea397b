"""The way back from a table of a result to the columns of the files it was made of."""

from __future__ import annotations

from app import session
from app.parts.folds import fold
from app.parts.markup import plain, show, table, tag
from app.services.results import way_back
from app.session import say
from app.texts import pick
from models.kit.result import Result, Table


def draw(result: Result, of: Table) -> None:
    """Draws it, folded: one row a column of the table."""
    with fold(say("lineage.title"), key=f"lineage.{result.run_id}.{of.spec.name}") as is_open:
        if not is_open:
            return
        found = way_back.of_table(result, of.spec.name)
        if found is None:
            show(tag("p", plain(say("lineage.changed"))))
            return
        lang = session.language()
        titles = {column.name: pick(column.title, lang) for column in of.spec.columns if not column.hidden}
        rows = [(titles[name], "; ".join(_said(source, lang) for source in found[name]) or "–") for name in titles if name in found]
        head = (say("lineage.column"), say("lineage.from"))
        show(table(head, rows, caption=say("lineage.caption")))


def _said(source: way_back.Source, lang: str) -> str:
    title = pick(source.input, lang)
    return say("lineage.columns", input=title, columns=list(source.columns)) if source.columns else say("lineage.rows", input=title)
