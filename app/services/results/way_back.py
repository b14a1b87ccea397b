"""From a column of a result back to the columns of the files it was made of, as they were mapped in that run."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from connectors.problem import Problem
from models.kit import library
from models.kit.lineage import Fields, lineage
from models.kit.result import InputUse, Result
from models.kit.wording import Words


@dataclass(frozen=True)
class Source:
    """One input a column was made of, and the columns of its file; none where its rows were only counted."""

    input: Words
    columns: tuple[str, ...]


def of_table(result: Result, table: str) -> Mapping[str, tuple[Source, ...]] | None:
    """Column → what it was made of, inputs that were not brought left out; None when the model is another now than it was then."""
    try:
        model = library.load(result.model)
    except Problem:
        return None
    if model.hash != result.model_hash:
        return None
    uses = {use.name: use for use in result.inputs}
    return {column: _sources(fields, uses) for column, fields in lineage(model, table).items()}


def _sources(fields: Fields, uses: Mapping[str, InputUse]) -> tuple[Source, ...]:
    found = []
    for name, use in uses.items():
        wanted = [field for input, field in fields if input == name]
        columns = [column for field, said in use.mapping.items() if field in wanted for column in said.get("columns", ())]
        if wanted and (columns or "" in wanted):
            found.append(Source(use.title, tuple(dict.fromkeys(columns))))
    return tuple(found)
