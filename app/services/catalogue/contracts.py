"""Data contracts to hand out: of what a model asks for, and of a dataset the person may see."""

from __future__ import annotations

from typing import Any

from app.services.catalogue.catalogue import Card
from connectors.problem import Problem
from data_catalog.odcs import Told, of_dataset, of_inputs
from models.kit.contract import Model


def of_model(model: Model, lang: str, input_name: str | None = None) -> dict[str, Any]:
    """The contract of the tables a model asks for, or of one of them. Problem input.unknown."""
    known = [item.name for item in model.inputs]
    if input_name is not None and input_name not in known:
        raise Problem("input.unknown", input=input_name[:60], known=known)
    told = Told(
        id=f"modu-{model.id}", version=model.version, name=model.title[lang], owner=model.owner, tags=model.keywords[lang],
        state="active" if model.state == "ready" else "draft", purpose=model.question[lang],
        limitations=" ".join(said[lang] for said in model.limits),
    )  # fmt: skip
    wanted = [item for item in model.inputs if input_name in (None, item.name)]
    return of_inputs(told, wanted, lang)


def of_card(card: Card, lang: str) -> dict[str, Any]:
    """The contract of a dataset, of what whoever opened its card may know: its columns stand in it for the owner alone."""
    line, said = card.line, card.about
    told = Told(
        id=f"modu-dataset-{line.id}", version=str(line.versions), name=line.title, state="active",
        purpose=said.description or line.title, usage=said.rights, tags=said.keywords, owner=line.organisation[lang],
    )  # fmt: skip
    columns = [(column.name, column.kind, not column.missing) for column in card.columns]
    return of_dataset(told, line.title, columns, said, line.retention_until.isoformat())
