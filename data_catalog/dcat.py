"""Datasets as DCAT-AP 3 metadata in JSON-LD, for a national or European catalogue. Metadata only: no rows, no names of persons."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

_CONTEXT = {
    "dcat": "http://www.w3.org/ns/dcat#",
    "dct": "http://purl.org/dc/terms/",
    "foaf": "http://xmlns.com/foaf/0.1/",
    "xsd": "http://www.w3.org/2001/XMLSchema#",
}
_FREQUENCY = "http://publications.europa.eu/resource/authority/frequency/"
_CYCLES = {
    "once": "NEVER", "daily": "DAILY", "weekly": "WEEKLY", "monthly": "MONTHLY", "quarterly": "QUARTERLY", "yearly": "ANNUAL",
    "irregular": "IRREG",
}  # fmt: skip


@dataclass(frozen=True)
class Entry:
    """What is told of one dataset."""

    id: str
    title: str
    description: str
    publisher: dict[str, str]
    """The organisation's name in ko and en."""
    issued: datetime
    modified: datetime
    keywords: tuple[str, ...] = ()
    cycle: str | None = None
    period: tuple[date, date] | None = None
    area: str = ""
    columns: tuple[str, ...] = ()
    size_bytes: int = 0


def catalogue(title: dict[str, str], publisher: dict[str, str], entries: Sequence[Entry], base: str = "urn:modu:") -> dict[str, Any]:
    """A dcat:Catalog with its datasets, each with one distribution (Parquet), as one JSON-LD object."""
    return {
        "@context": _CONTEXT,
        "@id": f"{base}catalogue",
        "@type": "dcat:Catalog",
        "dct:title": _words(title),
        "dct:description": _words(title),
        "dct:publisher": _agent(publisher),
        "dcat:dataset": [_dataset(entry, base) for entry in entries],
    }


def _dataset(entry: Entry, base: str) -> dict[str, Any]:
    said: dict[str, Any] = {
        "@id": f"{base}dataset:{entry.id}",
        "@type": "dcat:Dataset",
        "dct:identifier": entry.id,
        "dct:title": {"@value": entry.title, "@language": "ko"},
        "dct:description": {"@value": entry.description or entry.title, "@language": "ko"},
        "dct:publisher": _agent(entry.publisher),
        "dct:issued": _typed(entry.issued.isoformat(timespec="seconds"), "dateTime"),
        "dct:modified": _typed(entry.modified.isoformat(timespec="seconds"), "dateTime"),
        "dct:accessRights": {"@id": "http://publications.europa.eu/resource/authority/access-right/NON_PUBLIC"},
        "dcat:keyword": [{"@value": word, "@language": "ko"} for word in entry.keywords],
        "dcat:distribution": [_distribution(entry, base)],
    }
    if entry.cycle in _CYCLES:
        said["dct:accrualPeriodicity"] = {"@id": _FREQUENCY + _CYCLES[entry.cycle]}
    if entry.period:
        start, end = (_typed(day.isoformat(), "date") for day in entry.period)
        said["dct:temporal"] = {"@type": "dct:PeriodOfTime", "dcat:startDate": start, "dcat:endDate": end}
    if entry.area:
        said["dct:spatial"] = {"@type": "dct:Location", "dct:title": {"@value": entry.area, "@language": "ko"}}
    return said


def _distribution(entry: Entry, base: str) -> dict[str, Any]:
    return {
        "@id": f"{base}distribution:{entry.id}",
        "@type": "dcat:Distribution",
        "dct:title": {"@value": entry.title, "@language": "ko"},
        "dct:description": {"@value": ", ".join(entry.columns), "@language": "ko"},
        "dcat:mediaType": {"@id": "https://www.iana.org/assignments/media-types/application/vnd.apache.parquet"},
        "dcat:byteSize": _typed(str(entry.size_bytes), "nonNegativeInteger"),
    }


def _agent(names: dict[str, str]) -> dict[str, Any]:
    return {"@type": "foaf:Agent", "foaf:name": _words(names)}


def _words(names: dict[str, str]) -> list[dict[str, str]]:
    return [{"@value": said, "@language": lang} for lang, said in names.items()]


def _typed(value: str, kind: str) -> dict[str, str]:
    return {"@value": value, "@type": f"xsd:{kind}"}
