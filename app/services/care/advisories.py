"""Looks the installed libraries up in a file of known flaws that an administrator brought along: nothing is asked of any network."""

from __future__ import annotations

import json
import zipfile
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from importlib.metadata import distributions
from pathlib import Path
from typing import Any

from packaging.utils import canonicalize_name
from packaging.version import InvalidVersion, Version

from connectors.files.archive import files_in, member, unpacking
from connectors.problem import Problem

_ECOSYSTEM = "PyPI"
_MOST_BYTES = 20 << 20
_RANGES = frozenset({"ECOSYSTEM", "SEMVER"})


@dataclass(frozen=True)
class Flaw:
    """A known flaw of an installed library; `fixed`: the versions that are said to mend it."""

    library: str
    version: str
    id: str
    summary: str
    fixed: tuple[str, ...]


@dataclass(frozen=True)
class Looked:
    """What was found, of how many libraries looked up among how many advisories about libraries of this kind."""

    libraries: int
    advisories: int
    flaws: tuple[Flaw, ...]


def installed() -> dict[str, str]:
    """The version of each library beside this program, by its name in the one form names are compared in."""
    return {canonicalize_name(one.metadata["Name"]): one.version for one in distributions() if one.metadata["Name"]}


def look(file: Path, libraries: Mapping[str, str]) -> Looked:
    """Looks libraries up in advisories in the OSV form (version 1): a JSON file of one or a list, or a zip of JSON files.

    A flaw holds for a version that is listed, or lies in a range. Withdrawn advisories count for nothing.
    Problems: advisories.unreadable; advisories.none where the file says nothing of libraries like these, so that nothing was looked up;
    file.cut_off, file.encrypted, file.zip_method and file.unpacks_too_large of a zip.
    """
    read, flaws = 0, []
    try:
        for advisory in _advisories(file):
            about = [one for one in advisory.get("affected", ()) if one.get("package", {}).get("ecosystem") == _ECOSYSTEM]
            if advisory.get("withdrawn") or not about:
                continue
            read += 1
            flaws += [flaw for one in about if (flaw := _flaw(advisory, one, libraries)) is not None]
    except (OSError, ValueError, KeyError, TypeError, AttributeError) as fault:  # no JSON, or not of this form
        raise Problem("advisories.unreadable", file=file.name[:200]) from fault
    if not read:
        raise Problem("advisories.none", file=file.name[:200])
    return Looked(len(libraries), read, tuple(sorted(dict.fromkeys(flaws), key=lambda flaw: (flaw.library, flaw.id))))


def _advisories(file: Path) -> Iterator[dict[str, Any]]:
    if not zipfile.is_zipfile(file):
        yield from _of(json.loads(file.read_bytes()))
        return
    with unpacking(file.name), zipfile.ZipFile(file) as archive:
        for info in files_in(archive):
            if info.filename.endswith(".json"):
                yield from _of(json.loads(_read(archive, info, file.name)))


def _read(archive: zipfile.ZipFile, info: zipfile.ZipInfo, shown_name: str) -> bytes:
    """One member, no larger than an advisory is, whatever the archive says of it."""
    with member(archive, info, shown_name) as source:
        text = source.read(_MOST_BYTES + 1)
    if len(text) > _MOST_BYTES:
        raise Problem("file.unpacks_too_large", file=shown_name, unpacked_mb=_MOST_BYTES >> 20)
    return text


def _of(said: Any) -> Iterable[dict[str, Any]]:
    return said if isinstance(said, list) else [said]


def _flaw(advisory: Mapping[str, Any], about: Mapping[str, Any], libraries: Mapping[str, str]) -> Flaw | None:
    name = canonicalize_name(about["package"]["name"])
    version = libraries.get(name)
    if version is None:
        return None
    ranges = [one["events"] for one in about.get("ranges", ()) if one.get("type") in _RANGES]
    if version not in about.get("versions", ()) and not any(_within(version, events) for events in ranges):
        return None
    fixed = tuple(dict.fromkeys(event["fixed"] for events in ranges for event in events if "fixed" in event))
    return Flaw(name, version, str(advisory["id"]), str(advisory.get("summary", ""))[:200], fixed)


def _within(version: str, events: Iterable[Mapping[str, str]]) -> bool:
    """Whether a version lies in a range, told by where a flaw came in, was mended, or was last met. One that cannot be read does."""
    try:
        own = Version(version)
        told = sorted(((Version(at), kind) for event in events for kind, at in event.items()), key=lambda one: one[0])
    except InvalidVersion:
        return True
    within = False
    for at, kind in told:
        if kind == "introduced" and at <= own:
            within = True
        elif (kind == "fixed" and at <= own) or (kind == "last_affected" and at < own):
            within = False
    return within
