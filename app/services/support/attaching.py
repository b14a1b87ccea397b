"""What comes with a question by itself: where it was asked, what was met, what the file is like. Never a value of a cell."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from app.identity.person import Person
from app.services.drafts import drafts
from app.services.drafts.drafts import STEPS, Draft
from app.services.platform import Platform
from app.services.sharing import sight
from app.services.support import met
from app.services.uploads import uploads
from app.sitemap import SCREENS
from connectors.problem import Problem
from data_catalog.personal import blank
from data_catalog.profile import Profile
from data_catalog.schema import KINDS
from models.kit import library
from models.kit.contract import Model

PARTS = ("page", "step", "model", "problems", "file", "settings", "columns")
"""What can be attached, each told before it is sent and left out when the person says so."""
UNASKED = ("columns",)
"""What is attached only where the person asks for it."""
MOST_PROBLEMS = 5
_MOST_COLUMNS = 60


@dataclass(frozen=True)
class Where:
    """Where somebody was when they asked. `problems`: the keys of the Problems this tab met last, the newest first."""

    page: str = ""
    draft_id: str = ""
    run_id: str = ""
    model: str = ""
    step: str = ""
    problems: tuple[str, ...] = ()


def found(person: Person, platform: Platform, where: Where, profiles: Mapping[str, Profile]) -> dict[str, Any]:
    """What there is to attach, by part, as plain values. `profiles`: of the draft's inputs; of them only counts and names of columns are
    taken. What is not the person's, or is there no more, is left out.

    Shapes: page and step a name; model {id, version}; problems keys; file and columns a list an input; settings names.
    """
    draft = _draft(person, platform, where.draft_id)
    model, version = _model(person, platform, where, draft)
    told: dict[str, Any] = {"page": where.page if where.page in {one.name for one in SCREENS} else "home"}
    step = where.step or (draft.step if draft is not None and where.page == "wizard" else "")
    told["step"] = step if step in STEPS else None
    told["model"] = {"id": model.id, "version": version} if model else None
    told["problems"] = [one for one in dict.fromkeys(where.problems) if met.is_known(one)][:MOST_PROBLEMS]
    if draft is not None and model is not None:
        told["file"], told["columns"] = _files(person, platform, draft, model, profiles)
        told["settings"] = [one.name for one in model.settings if one.name in draft.settings]
    return {part: told[part] for part in PARTS if told.get(part)}


def kept(there: Mapping[str, Any], parts: Collection[str]) -> dict[str, Any]:
    """Of what there is, what the person lets go along."""
    return {part: there[part] for part in PARTS if part in parts and part in there}


def _draft(person: Person, platform: Platform, draft_id: str) -> Draft | None:
    try:
        return drafts.load(person, platform, draft_id) if draft_id else None
    except Problem:
        return None


def _model(person: Person, platform: Platform, where: Where, draft: Draft | None) -> tuple[Model | None, str]:
    name, version = draft.model if draft else where.model, ""
    if where.run_id:
        try:
            with platform.records.reading() as session:
                run = sight.run_of(session, platform, person, where.run_id)
                name, version = run.model, run.model_version
        except Problem:
            pass
    try:
        model = library.load(name) if name else None
    except Problem:
        return None, ""
    return model, version or (model.version if model else "")


def _files(
    person: Person, platform: Platform, draft: Draft, model: Model, profiles: Mapping[str, Profile]
) -> tuple[list[dict[str, Any]], list[dict[str, Any]]]:  # fmt: skip
    views = uploads.of_draft(person, platform, draft.id)
    files: list[dict[str, Any]] = []
    columns: list[dict[str, Any]] = []
    for asked in model.inputs:
        view, profile = views.get(asked.name), profiles.get(asked.name)
        if view is None and profile is None:
            continue
        read = view.read if view else None
        kinds = Counter(column.kind if column.kind in KINDS else "text" for column in profile.columns) if profile else Counter()
        one = {
            "input": asked.name, "rows": profile.rows if profile else read.rows_kept if read else None,
            "set_aside": read.rows_set_aside if read else None, "kinds": dict(sorted(kinds.items())),
            "format": read.format if read else None, "encoding": read.encoding if read else None,
        }  # fmt: skip
        told = {name: value for name, value in one.items() if value not in (None, {})}
        files += [told] if len(told) > 1 else []
        names: Sequence[str] = [column.name for column in profile.columns] if profile else list(read.columns) if read else []
        if names:
            columns.append({"input": asked.name, "names": [blank(name) for name in names[:_MOST_COLUMNS]]})
    return files, columns
