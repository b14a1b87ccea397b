"""How somebody reads catalogue data here and now: as themselves, at the platform's moment, for the purpose they stated."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from app.identity.person import Person
from app.services.platform import Platform
from data_catalog import reading


def reader(person: Person, platform: Platform, purpose: str | None = None) -> reading.Reader:
    """The person as a reader."""
    return reading.Reader(person.id, platform.now(), purpose)


def opened(person: Person, platform: Platform, chosen: Mapping[str, Any]) -> reading.Opened:
    """What a draft's input was taken from the catalogue: `dataset_version`, and the `purpose` stated for it.

    Problems: not_found.dataset, policy.nothing_allowed.
    """
    with platform.records.reading() as session:
        return reading.open_version(session, platform.lake, reader(person, platform, chosen.get("purpose")), chosen["dataset_version"])


def state(person: Person, platform: Platform, chosen: Mapping[str, Any]) -> str:
    """The mark of what the person may see of it now: what is kept of their work on it is kept under this. Problems as `opened`."""
    with platform.records.reading() as session:
        asked = reader(person, platform, chosen.get("purpose"))
        return reading.need_seen(session, platform.lake, asked, chosen["dataset_version"]).state
