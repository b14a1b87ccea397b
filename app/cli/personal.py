"""What `modu run` does with personal values in the files it is given: nothing is read further until each is decided."""

from __future__ import annotations

import os
import secrets
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from app.cli.files import read_into
from connectors.problem import Problem
from data_catalog import clearing
from data_catalog.personal import Finding
from data_catalog.profile import profile
from models.kit.intake import AsRead

_SAID = ("drop", "mask", "hash")
_SALT_BYTES = 32


@dataclass(frozen=True)
class Wanted:
    """What `--personal` said: an action for every column, and for single ones."""

    everywhere: str | None
    columns: Mapping[str, str]


def wanted(said: Sequence[str]) -> Wanted:
    """`drop`, or `COLUMN=mask`, as often as there are columns. Problem cli.personal_wrong."""
    everywhere, columns = None, {}
    for one in said:
        column, equals, action = one.rpartition("=")
        if action.strip() not in _SAID:
            raise Problem("cli.personal_wrong", said=one[:80], known=list(_SAID))
        if equals:
            columns[column.strip()] = action.strip()
        else:
            everywhere = action.strip()
    return Wanted(everywhere, columns)


def as_decided(file: Path, folder: Path, name: str, asked: Wanted, home: Path, *, hides: bool = False) -> AsRead:
    """The file as it is read, with its personal values dropped or hidden as was said.

    `hides`: the input takes free texts in which people write who they are, so what stands among other words is masked unless
    something else was said. Problem cli.personal_found, which names what was found, when something waits for a word.
    """
    whole = folder / f"{name}.whole.parquet"
    table = read_into(file, whole)
    # As the portal looks at a file that is sent. What it tells of the columns is what their mapping is suggested by.
    looked = profile(whole)
    read, findings = AsRead(whole, table, file.name, looked), looked.personal
    decided = [(finding, _action(finding, asked, hides)) for finding in findings]
    left = [finding for finding, action in decided if action is None and finding.waits]
    if left:
        raise Problem("cli.personal_found", file=file.name, found=[_told(finding) for finding in left])
    actions = [(finding, action or "keep") for finding, action in decided]
    if all(action == "keep" for _, action in actions):
        return read
    salt = command_salt(home) if any(action == "hash" for _, action in actions) else None
    clear = folder / f"{name}.clear.parquet"
    clearing.clear(read.parquet, clear, actions, salt)
    read.parquet.unlink()
    table = type(read.table).from_json({**read.table.to_json(), "columns": clearing.columns_of(clear)})
    return AsRead(clear, table, read.shown_name)


def _action(finding: Finding, asked: Wanted, hides: bool) -> str | None:
    if said := asked.columns.get(finding.column):
        return said
    if not finding.waits:
        return None
    return asked.everywhere or ("mask" if hides and finding.within_text else None)


def command_salt(home: Path) -> bytes:
    """The salt of a home for commands, which know no organisation: `secrets/personal.salt`, made when first needed."""
    place = home / "secrets" / "personal.salt"
    if not place.exists():
        place.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        descriptor = os.open(place, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(descriptor, "w", encoding="ascii") as out:
            out.write(secrets.token_hex(_SALT_BYTES))
    return bytes.fromhex(place.read_text(encoding="ascii").strip())


def _told(finding: Finding) -> dict[str, Any]:
    shown = finding.to_json()
    return {name: shown[name] for name in ("column", "kind", "rows", "example_masked", "suggested")}
