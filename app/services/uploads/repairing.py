"""The repairs of a draft's cells: taken, declined or left open, kept with the column they belong to."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from app.services.drafts.drafts import Draft
from data_catalog.mapping import Source
from data_catalog.repairs import OTHER_NAME, Group, codes
from data_catalog.schema import Input


def choices(draft: Draft, asked: Input, group: Group, code: str | None) -> dict[str, Any]:
    """The fields of the draft that change when a group is read as `code`; None takes back what was said of it.

    `-CODE` declines a reading that is made by itself.
    """
    source = Source.from_json(draft.mapping[asked.name][group.field])
    if group.code == OTHER_NAME:
        return {f"mapping.{asked.name}.{group.field}": _named(source, group, taken=code is not None).to_json()}
    known = codes(asked.field(group.field), source)
    if code is not None and code.removeprefix("-") not in known:
        raise ValueError(code)
    about = {group.code, *group.choices}
    others = tuple(one for one in source.repairs if one.removeprefix("-") not in about)
    chosen = replace(source, repairs=(*others, code) if code else others)
    return {f"mapping.{asked.name}.{group.field}": chosen.to_json()}


def _named(source: Source, group: Group, *, taken: bool) -> Source:
    """The source with the names of a group read as another input's, beside those chosen before; or all of them as they stand."""
    others = tuple(one for one in source.repairs if one != OTHER_NAME)
    if not taken:
        return replace(source, repairs=others, names=())
    names = {**dict(source.names), **group.choices[OTHER_NAME]["names"]}
    return replace(source, repairs=(*others, OTHER_NAME), names=tuple(sorted(names.items())))
