"""What the columns of a draft's files seem to be, kept before anybody says anything: no step depends on another having been looked at."""

from __future__ import annotations

from collections.abc import Mapping

from app import answers, session
from app.parts import autosave
from app.services.drafts.drafts import Draft
from app.services.preparing import columns
from app.services.preparing.columns import Matched
from data_catalog.schema import Input
from models.kit.contract import Model

_LET_GO = "columns.let_go."


def ensure(draft: Draft, model: Model) -> Draft:
    """The draft with something kept for each of its tables, on a step that does not show them."""
    brought = [asked for asked in model.inputs if columns.has_table(draft, asked.name)]
    carried = draft.copied_from is not None and draft.kind == "real"
    if not brought or not (carried or any(not draft.mapping.get(asked.name) for asked in brought)):
        return draft
    marks = answers.marks(draft, [asked.name for asked in brought], with_mapping=False)
    return kept(draft, answers.matched(draft, model, brought, marks))


def kept(draft: Draft, told: Mapping[str, Matched]) -> Draft:
    """Keeps what is sure or likely of tables nothing was said of yet, and lets go of columns that came from an earlier file and are not in
    this one; gives the draft as it is then."""
    gone = columns.not_there(draft.mapping, told)
    changes = columns.at_first({name: matched for name, matched in told.items() if not draft.mapping.get(name)})
    changes |= columns.instead(gone, told)
    for name, fields in gone.items():
        session.remember(f"{_LET_GO}{draft.id}.{name}", fields)
    if not changes:
        return draft
    autosave.keep(draft.id, changes)
    return autosave.load(draft.id)


def let_go(draft: Draft, asked: Input) -> tuple[str, ...]:
    """The fields of a table whose earlier column this file has not, as this tab met it."""
    found: tuple[str, ...] = session.remembered(f"{_LET_GO}{draft.id}.{asked.name}", ())
    return found
