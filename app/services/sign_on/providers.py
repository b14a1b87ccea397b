"""The providers there are: those of `providers.toml` in the home, and those set up on screen.

The file wins over a provider of the same key on screen, and only it may name files and environment variables: who can only use the
screen could otherwise have any of them sent to a host of their choice as a "client secret".
"""

from __future__ import annotations

import os
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

from sqlalchemy import select

from app.identity.gateway import Gateway, gateway
from app.identity.provider import FIELDS, Provider, provider
from app.services import leaving
from app.services.platform import Platform
from connectors.problem import Problem
from connectors.secrets import Secret
from data_catalog.records.tables import ProviderRow

FILE = "providers.toml"
FILE_ONLY = ("secret_env", "secret_file", "ca_file")
ON_SCREEN = {name: usual for name, usual in FIELDS.items() if name not in FILE_ONLY}
_LONGEST_SECRET = 4_096


@dataclass(frozen=True)
class Found:
    """What is set up, and what of it cannot be used, by key, with the reason."""

    providers: Mapping[str, Provider]
    faults: Mapping[str, Problem]
    of_file: frozenset[str]
    gateway: Gateway | None = None


def every(platform: Platform) -> Found:
    """All providers, those of the file first, in the order they are written. A faulty one hinders no other."""
    filed = _file(platform.home)
    found, faults = dict(filed.providers), dict(filed.faults)
    with platform.records.reading() as session:
        rows = session.execute(select(ProviderRow.key, ProviderRow.said).order_by(ProviderRow.key)).all()
    for key, said in rows:
        if key in filed.of_file:
            continue
        try:
            found[key] = provider(key, {name: value for name, value in said.items() if name in ON_SCREEN})
        except Problem as problem:
            faults[key] = problem
    return Found(found, faults, filed.of_file, filed.gateway)


def need(platform: Platform, key: str) -> Provider:
    """The provider of a key. Problem sign_on.provider_unknown."""
    found = every(platform).providers.get(key)
    if found is None:
        raise Problem("sign_on.provider_unknown")
    return found


def gateway_of(platform: Platform) -> Gateway | None:
    """The gateway whose headers are believed; None, as long as nobody wrote one into the file. Asked at every request."""
    return _file(platform.home).gateway


def secret(platform: Platform, one: Provider) -> Secret:
    """The client's secret; an empty one for a client that has none. Problems: sign_on.secret_missing, secrets.…."""
    if one.secret_env:
        said = os.environ.get(one.secret_env, "").strip()
    elif one.secret_file:
        said = _read(platform.home / one.secret_file)
    else:
        with platform.records.reading() as session:
            row = session.scalar(select(ProviderRow).where(ProviderRow.key == one.key))
        filed = one.key in _file(platform.home).of_file
        return leaving.vault(platform).open(row.secret, row.id) if row and row.secret and not filed else Secret("")
    if not said:
        raise Problem("sign_on.secret_missing", provider=one.name)
    return Secret(said)


def _read(path: Path) -> str:
    try:
        with path.open(encoding="utf-8") as file:
            return file.read(_LONGEST_SECRET).strip()
    except (OSError, ValueError):
        return ""


def _file(home: Path) -> Found:
    path = home / FILE
    try:
        state = path.stat()
    except OSError:
        return Found({}, {}, frozenset())
    return _parsed(path, state.st_mtime_ns, state.st_size, state.st_ino)


@lru_cache(maxsize=4)
def _parsed(path: Path, changed_ns: int, size: int, inode: int) -> Found:
    try:
        with path.open("rb") as file:
            said = tomllib.load(file)
        named = said.get("provider", {})
        unknown = sorted(set(said) - {"provider", "gateway"})
        if unknown or not isinstance(named, dict):
            raise Problem("sign_on.field_unknown", field=(unknown or ["provider"])[0][:40], known=["provider", "gateway"])
    except (OSError, ValueError) as fault:
        return Found({}, {FILE: Problem("sign_on.file_unreadable", file=FILE, line=_line(fault))}, frozenset())
    except Problem as problem:
        return Found({}, {FILE: problem}, frozenset())
    found: dict[str, Provider] = {}
    faults: dict[str, Problem] = {}
    for key, one in named.items():
        try:
            found[key] = provider(key, one if isinstance(one, dict) else {})
        except Problem as problem:
            faults[key] = problem
    between = None
    try:
        between = gateway(said["gateway"]) if "gateway" in said else None
    except Problem as problem:
        faults["gateway"] = problem
    return Found(found, faults, frozenset(named), between)


def _line(fault: Exception) -> Any:
    """Which line cannot be read, from the words of the TOML reader; 0 where they do not say."""
    words = str(fault).split("line ")
    return int("".join(char for char in words[1].split(",")[0] if char.isdigit()) or 0) if len(words) > 1 else 0
