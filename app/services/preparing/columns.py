"""The columns of a draft's files beside what a model asks for: suggestions, what was used before, and what can be answered."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from app.identity.person import Person
from app.services.catalogue import access
from app.services.drafts import memory
from app.services.drafts.drafts import Draft
from app.services.drafts.memory import Recalled
from app.services.platform import Platform
from app.services.uploads import uploads
from app.services.uploads.settling import mapped_columns
from app.services.uploads.upload_view import UploadView
from connectors.problem import Problem
from data_catalog import ledger
from data_catalog.mapping import Source, Suggestion, from_json, suggest
from data_catalog.profile import Profile, profile
from data_catalog.schema import Field, Input
from models.kit.availability import Fields, available
from models.kit.contract import Model
from models.kit.result import Answer


@dataclass(frozen=True)
class Matched:
    """One input of a draft that has a file. `suggestions` are in the order of the input's fields."""

    columns: tuple[str, ...]
    suggestions: tuple[Suggestion, ...]
    recalled: Recalled | None


def has_table(draft: Draft, input_name: str) -> bool:
    """Whether a draft's input brings rows of its own."""
    chosen = draft.inputs.get(input_name) or {}
    return "upload" in chosen or "dataset_version" in chosen


def table_of(person: Person, platform: Platform, draft: Draft, input_name: str) -> Path | None:
    """Where the rows of a draft's input lie; None when it has none of its own (no file, or the sample)."""
    chosen = draft.inputs.get(input_name) or {}
    if "upload" in chosen:
        return uploads.table(person, platform, chosen["upload"])
    if "dataset_version" in chosen:
        return access.opened(person, platform, chosen).path
    return None


def profiled(person: Person, platform: Platform, draft: Draft, input_name: str) -> Profile:
    """What the columns of a draft's input are like. Takes a second for a million rows."""
    parquet = table_of(person, platform, draft, input_name)
    if parquet is None:
        raise Problem("not_found.upload")
    return profile(parquet)


def recalled(person: Person, platform: Platform, model: Model, found: Mapping[str, Profile]) -> dict[str, Recalled | None]:
    """How such columns were mapped before, if they were, for each input by the profile of its file."""
    names = {name: tuple(column.name for column in profile.columns) for name, profile in found.items()}
    return memory.recall_all(person, platform, model.id, names)


def matched(asked: Input, found: Profile, before: Recalled | None) -> Matched:
    """Suggestions for every field; what was confirmed before for such columns comes first."""
    remembered = from_json(dict(before.mapping)) if before else None
    return Matched(tuple(column.name for column in found.columns), suggest(found, asked, remembered), before)


def not_there(mapping: Mapping[str, Mapping[str, Any]], told: Mapping[str, Matched]) -> dict[str, tuple[str, ...]]:
    """The fields of a mapping, by input, that take a column the file has not: it was made for an earlier file."""
    found = {
        name: tuple(field for field, source in mapping.get(name, {}).items() if source and set(source["columns"]) - set(matched.columns))
        for name, matched in told.items()
    }
    return {name: fields for name, fields in found.items() if fields}


def instead(gone: Mapping[str, Sequence[str]], told: Mapping[str, Matched]) -> dict[str, Any]:
    """What takes their place, as fields of a draft: what is sure or likely in this file, else nothing."""
    likely = at_first({name: told[name] for name in gone})
    return {key: likely.get(key) for name, fields in gone.items() for key in (f"mapping.{name}.{field}" for field in fields)}


def at_first(told: Mapping[str, Matched]) -> dict[str, Any]:
    """What is kept of suggestions, by input, before the person says anything: the sure and the likely, as fields of a draft."""
    return {
        f"mapping.{name}.{item.field}": item.source.to_json()
        for name, matched in told.items()
        for item in matched.suggestions
        if item.source is not None and item.confidence != "not_sure"
    }


def indispensable(asked: Input) -> tuple[str, ...]:
    """The fields without which a table says nothing."""
    return tuple(field.name for field in asked.required_fields if field.without is None)


def fitting(model: Model, found: Profile) -> tuple[Input, ...]:
    """The tables of the model for which a file surely has everything indispensable."""
    fits = []
    for asked in model.inputs:
        needed = indispensable(asked)
        sure = {one.field for one in suggest(found, asked) if one.confidence == "sure"}
        if needed and sure.issuperset(needed):
            fits.append(asked)
    return tuple(fits)


def answers(model: Model, mapping: Mapping[str, Mapping[str, Any]]) -> tuple[Answer, ...]:
    """Which outputs the mapped fields can give, and why not for the others."""
    fields = {name: Fields(frozenset(field for field, source in found.items() if source)) for name, found in mapping.items()}
    return available(model, fields)


def confirmed(person: Person, platform: Platform, draft: Draft) -> None:
    """Notes in the ledger that the person went on with the columns as they stand: of how many fields it is said where they come from."""
    chosen = sum(bool(source) for mapping in draft.mapping.values() for source in mapping.values())
    with platform.records.session() as session:
        ledger.record(
            session, ledger.MAPPING_CONFIRMED, person_id=person.id, organisation_id=person.organisation_id, subject=("draft", draft.id),
            facts={"model": draft.model, "kind": draft.kind, "columns": chosen}, at=platform.now(),
        )  # fmt: skip


def as_before(draft: Draft, views: Mapping[str, UploadView], datasets: Mapping[str, Collection[str]]) -> bool:
    """Whether a draft made from an earlier one has all its tables again, each with every column that was used before, and no other table.

    `datasets`: the columns of each dataset version the person has.
    """
    used = {name: mapped_columns(mapping) for name, mapping in draft.mapping.items() if mapped_columns(mapping)}
    if not draft.copied_from or not used or any(has_table(draft, name) and name not in used for name in draft.inputs):
        return False
    there: dict[str, Collection[str]] = {name: view.read.columns for name, view in views.items() if view.read is not None}
    for name, source in draft.inputs.items():
        if "dataset_version" in source:
            there[name] = datasets.get(source["dataset_version"], ())
    return all(needed <= set(there.get(name, ())) for name, needed in used.items())


def off_the_list(found: Profile, field: Field, source: Source) -> tuple[tuple[str, float], ...]:
    """The most frequent texts of a column that a field with a closed list does not know, with their share of the rows."""
    if not field.choices or source.how != "column":
        return ()
    top = next((column.top for column in found.columns if column.name == source.columns[0]), ())
    return tuple((text.strip(), share) for text, share in top if text.strip() and text.strip() not in field.choices)


def samples(found: Profile, source: Source) -> tuple[str, ...]:
    """Three values of the columns a source reads."""
    by_name = {column.name: column.samples for column in found.columns}
    lists = [by_name.get(name, ()) for name in source.columns]
    return tuple(" · ".join(parts) for parts in list(zip(*lists, strict=False))[:3]) if lists else ()
