"""Starts an analysis: with somebody's own data at the first step, or on the sample at once."""

from __future__ import annotations

from app import session
from app.parts import going
from app.parts.literal import refused
from app.services.drafts import drafts
from app.services.runs import runs
from connectors.problem import Problem
from models.kit import library

_REFUSED = "starting.refused"


def own(model: str) -> None:
    """Opens the wizard on a new draft."""
    draft = drafts.start(session.person(), session.platform(), model)
    going.go("wizard", draft=draft.id, step="data")


def sample(model: str) -> None:
    """Runs the model on its sample with the settings as they are, and opens the run."""
    person, platform = session.person(), session.platform()
    draft = drafts.start(person, platform, model, kind="sample")
    runs.queue(person, platform, draft.id)
    going.go("wizard", draft=draft.id, step="run")


def queued(draft_id: str) -> bool:
    """Queues a draft's analysis; why it cannot be queued is said where the button stands (`refusal`)."""
    try:
        runs.queue(session.person(), session.platform(), draft_id)
    except Problem as problem:
        session.remember(_REFUSED, problem)
        return False
    return True


def refusal() -> None:
    """Says why the run asked for in this rerun was not queued, if it was not."""
    problem = session.remembered(_REFUSED)
    if problem is not None:
        session.forget(_REFUSED)
        refused(problem)


def again(draft_id: str) -> None:
    """Opens the wizard on a draft with the same columns and settings, for new files; tables that only add something stay."""
    person, platform = session.person(), session.platform()
    model = library.load(drafts.load(person, platform, draft_id).model)
    draft = drafts.again(person, platform, draft_id, [asked.name for asked in model.inputs if not asked.required])
    going.go("wizard", draft=draft.id, step="data")
