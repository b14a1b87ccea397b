"""What the platform needs to go out: the gate by the administrator's list, and the vault with the secrets' key."""

from __future__ import annotations

import os
from pathlib import Path

from app.services.platform import Platform
from connectors.outgoing import Gate, parse_hosts
from connectors.secrets import Vault
from connectors.services.mail import MailServer
from data_catalog.records import settings
from data_catalog.records.tables import Organisation


def gate(platform: Platform) -> Gate:
    """The gate as the list stands now."""
    with platform.records.reading() as session:
        return Gate(parse_hosts(settings.value(session, "outgoing_hosts")))


def vault(platform: Platform) -> Vault:
    """The key file: MODU_SECRETS_KEY_FILE, else `secrets/sources.key` in the home."""
    named = os.environ.get("MODU_SECRETS_KEY_FILE")
    return Vault(Path(named) if named else platform.home / "secrets" / "sources.key")


def mail_server(platform: Platform) -> MailServer | None:
    """Where letters go; None where nobody said so."""
    with platform.records.reading() as session:
        said = {name: settings.value(session, f"mail_{name}") for name in ("server", "sender", "tls")}
    listed = parse_hosts(said["server"])
    if not listed or not said["sender"]:
        return None
    return MailServer(listed[0].host, listed[0].port, said["sender"], said["tls"])


def incoming(platform: Platform, organisation_id: str) -> list[Path]:
    """The folders of this machine that sources of an organisation may read.

    Those at the top read all of `incoming` in the home and of what MODU_INCOMING names; any other reads in them what lies in the
    folder of its id: what came in for one organisation is nothing to another.
    """
    roots = _roots(platform)
    with platform.records.reading() as session:
        if session.get_one(Organisation, organisation_id).parent_id is None:
            return roots
    own = [root / organisation_id for root in roots]
    own[0].mkdir(mode=0o700, exist_ok=True)
    return own


def _roots(platform: Platform) -> list[Path]:
    own = platform.home / "incoming"
    own.mkdir(mode=0o700, exist_ok=True)
    named = [Path(part) for part in os.environ.get("MODU_INCOMING", "").split(os.pathsep) if part]
    # The home holds the records and their secrets: nothing else of it is ever a place of data.
    return [own, *(path for path in named if path.is_absolute() and not _touch(path.resolve(), platform.home.resolve()))]


def _touch(path: Path, home: Path) -> bool:
    return home.is_relative_to(path) or path.is_relative_to(home)
