"""A draft's files as a model will read them: prepared once a file and mapping, kept beside the upload, gone with it."""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from uuid import uuid4

from app.identity.person import Person
from app.services.catalogue import access
from app.services.drafts.drafts import Draft
from app.services.platform import Platform
from app.services.preparing.columns import table_of
from app.services.uploads import uploads
from connectors.duck import open_workspace
from connectors.engine import Workspace
from data_catalog import rejected
from data_catalog.checks import CheckReport, check
from data_catalog.mapping import from_json
from data_catalog.places.book import Book
from data_catalog.prepare import prepare
from data_catalog.prepared import Prepared
from data_catalog.schema import Input
from models.kit.contract import Model

_MEMORY_MB = 1024
_CLASS = "class"


@dataclass(frozen=True)
class AtHand:
    """One input brought: its canonical file, and which of its fields hold something."""

    path: Path
    fields: frozenset[str]


def check_key(marks: Mapping[str, str], asked: Input) -> str:
    """Of the marks of a draft's inputs, those of one and of the inputs it refers to."""
    return "|".join(marks[name] for name in (asked.name, *asked.refers))


def key(person: Person, platform: Platform, draft: Draft, input_name: str) -> str:
    """The mark of one input (`keys`)."""
    return keys(person, platform, draft, (input_name,))[input_name]


def keys(person: Person, platform: Platform, draft: Draft, names: Iterable[str], *, with_mapping: bool = True) -> dict[str, str]:
    """A mark of each input: the same while neither the file, how it is read, what may be seen of it nor its mapping changed, so what an
    answer may be kept under.

    Seats of a workshop with the same sample, read and mapped alike, have the same: a class waits for one answer, not for fifty.

    Problems: not_found.dataset, not_found.upload, policy.nothing_allowed.
    """
    chosen = {name: draft.inputs.get(name) or {} for name in names}
    sent = uploads.load_all(person, platform, {one["upload"] for one in chosen.values() if "upload" in one})
    book = Book(platform.lake.places).about()["loaded"][-1:]
    marks = {}
    for name, source in chosen.items():
        options: dict[str, object] = {}
        whose: list[object] = [draft.id, source]
        if "upload" in source:
            view = sent[source["upload"]]
            notes = view.read.notes if view.read else ()
            corrected = [dict(note.facts) for note in notes if note.code == "corrected"]
            if person.workshop_id is not None:
                whose = [person.workshop_id, view.sha256, draft.section("places")]
            options = {**view.options, "corrected": corrected, **({"decisions": list(view.decisions)} if view.decisions else {})}
        if "dataset_version" in source:
            options = {"seen": access.state(person, platform, source)}
        said = [*whose, name, options, draft.mapping.get(name) if with_mapping else None, book]
        marks[name] = hashlib.sha256(json.dumps(said, sort_keys=True, ensure_ascii=False).encode()).hexdigest()
    return marks


def at_hand(person: Person, platform: Platform, draft: Draft, asked: Input) -> AtHand | None:
    """One input, prepared now when it is not there yet (seconds for a million rows); None when it brings no rows of its own."""
    place = _place(person, platform, draft, asked)
    if place is None:
        return None
    account = place.with_suffix(".json")
    if not (place.is_file() and account.is_file()):
        made = _made(person, platform, draft, asked, place)
        return AtHand(place, made.fields) if made else None
    kept = Prepared.from_json(json.loads(account.read_text(encoding="utf-8")), place)
    return AtHand(place, kept.fields)


def checked(person: Person, platform: Platform, draft: Draft, asked: Input, model: Model) -> tuple[Prepared, CheckReport] | None:
    """One input prepared anew, and its check beside the inputs it refers to. Raises what preparing raises."""
    place = _place(person, platform, draft, asked)
    made = _made(person, platform, draft, asked, place) if place else None
    if place is None or made is None:
        return None
    beside = {name: at_hand(person, platform, draft, model.input(name)) for name in asked.refers}
    others = {name: there.path for name, there in beside.items() if there}
    workspace = _workspace(place, [path.parent for path in others.values()])
    try:
        return made, check(workspace, made, asked, others=others)
    finally:
        workspace.close()


def _made(person: Person, platform: Platform, draft: Draft, asked: Input, place: Path) -> Prepared | None:
    """The input prepared at its place, which holds nothing older then."""
    parquet = table_of(person, platform, draft, asked.name)
    if parquet is None:
        return None
    place.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    book = Book(platform.lake.places)
    being_made = place.with_name(f"{uuid4().hex}.part")
    workspace = _workspace(place, [parquet, *book.files()])
    try:
        mapping = {field: source for field, source in draft.mapping[asked.name].items() if source}
        prepared = prepare(workspace, parquet, asked, from_json(mapping), being_made, book)
        for old in place.parent.glob("prepared-*") if place.parent.name != _CLASS else ():
            old.unlink(missing_ok=True)
        place.with_suffix(".json").write_text(json.dumps(prepared.to_json(), ensure_ascii=False, default=str), encoding="utf-8")
        if rejected.place_of(being_made).exists():
            os.replace(rejected.place_of(being_made), rejected.place_of(place))
        os.replace(being_made, place)
    finally:
        workspace.close()
        for left in (being_made, rejected.place_of(being_made)):
            left.unlink(missing_ok=True)
    return Prepared.from_json(prepared.to_json(), place)


def _workspace(place: Path, reads: Sequence[Path]) -> Workspace:
    return open_workspace(place.parent / f"{uuid4().hex}.spill", memory_mb=_MEMORY_MB, reads=[place.parent, *reads])


def _place(person: Person, platform: Platform, draft: Draft, asked: Input) -> Path | None:
    """Where the canonical file of an input lies: in the folder that destroying its upload or dataset removes; of the
    sample of a class, in that of the draft all seats have it from, so that it is prepared once."""
    chosen = draft.inputs.get(asked.name) or {}
    source = chosen.get("upload") or chosen.get("dataset_version")
    if not source or not any(draft.mapping.get(asked.name, {}).values()):
        return None
    name = hashlib.sha256(f"{key(person, platform, draft, asked.name)}{asked!r}".encode()).hexdigest()[:32]
    of_class = person.workshop_id is not None and "upload" in chosen
    if of_class and draft.copied_from and uploads.is_copy(platform, source, draft.copied_from):
        return platform.lake.draft_folder(draft.copied_from) / _CLASS / f"prepared-{name}.parquet"
    return platform.lake.upload_folder(draft.id, source) / f"prepared-{name}.parquet"
