"""`modu audit`, `doctor`, `backup`, `restore`, `reset-password`: the care of an installation from its shell."""

from __future__ import annotations

import argparse
import json
import os
import sys
from dataclasses import asdict
from datetime import date
from typing import TextIO

from sqlalchemy import select

from app.cli.files import folder_for, readable
from app.cli.saying import print_json, print_said
from app.services.platform import Platform
from app.texts import text
from app.wiring import home_folder, open_wiring
from connectors.problem import Problem
from data_catalog.records.tables import LedgerRow


def audit(asked: argparse.Namespace) -> int:
    """The ledger's rows in order, one JSON object a line."""
    first, last = _day(asked.since, "--since"), _day(asked.until, "--until")
    platform = open_wiring(asked.home).platform
    if asked.out is None:
        _export(platform, first, last, sys.stdout)
        return 0
    asked.out.parent.mkdir(parents=True, exist_ok=True)
    with asked.out.open("w", encoding="utf-8") as file:
        rows = _export(platform, first, last, file)
    print_said(text("cli.exported", asked.lang, rows=rows, file=str(asked.out)))
    return 0


def doctor(asked: argparse.Namespace) -> int:
    """What is well and what is not, each with what to do; the exit code says whether anything is bad."""
    from app.services import doctor as service

    checks = service.examine(open_wiring(asked.home).platform)
    if asked.json:
        print_json(service.to_json(checks))
    else:
        for check in checks:
            print_said(f"[{check.state}] {service.sentence(check, asked.lang)}")
    return 2 if any(check.state == "bad" for check in checks) else 0


def backup(asked: argparse.Namespace) -> int:
    """Records, data and settings as one file, while the portal runs."""
    from app.services import backup as service

    folder_for(asked.out.resolve().parent)
    try:
        report = service.make(open_wiring(asked.home).platform, asked.out)
    except (PermissionError, FileNotFoundError, IsADirectoryError):
        raise Problem("cli.file_closed_to_write", file=str(asked.out)[:200]) from None
    if asked.json:
        print_json(asdict(report) | {"path": str(report.path)})
    else:
        said = {"file": str(report.path), "rows": report.rows, "files": report.files, "seconds": report.seconds}
        print_said(text("cli.backed_up", asked.lang, **said))
        if report.key_left_out:
            print_said(text("cli.backup_key", asked.lang, file="secrets/sources.key"))
    return 0


def turn_key(asked: argparse.Namespace) -> int:
    """Seals the passwords and keys of sources with a new key."""
    from app.services import sources

    count = sources.turn_key(open_wiring(asked.home).platform)
    print_said(text("cli.key_turned", asked.lang, count=count))
    return 0


def restore(asked: argparse.Namespace) -> int:
    """A home from a backup; one that is not empty only by force."""
    from app.services import restore as service

    readable(asked.file)
    home = home_folder(asked.home)
    report = service.restore(asked.file, home, os.environ.get("MODU_RECORDS") or None, force=asked.force)
    if asked.json:
        print_json(asdict(report))
    else:
        print_said(text("cli.restored", asked.lang, home=str(home), rows=report.rows, files=report.files))
    return 0


def reset_password(asked: argparse.Namespace) -> int:
    """A temporary password for an administrator, shown once."""
    from app.services import accounts

    password = accounts.reset_admin_password(open_wiring(asked.home).platform, asked.login)
    if asked.json:
        print_json({"login": asked.login, "password": password})
    else:
        print_said(text("cli.password", asked.lang, login=asked.login, password=password))
    return 0


def _day(said: str | None, option: str) -> date | None:
    try:
        return date.fromisoformat(said) if said else None
    except ValueError:
        raise Problem("cli.day_wrong", option=option, said=str(said)[:40]) from None


def _export(platform: Platform, first: date | None, last: date | None, out: TextIO) -> int:
    wanted = select(LedgerRow).order_by(LedgerRow.id)
    if first is not None:
        wanted = wanted.where(LedgerRow.day >= first)
    if last is not None:
        wanted = wanted.where(LedgerRow.day <= last)
    rows = 0
    with platform.records.reading() as session:
        for row in session.scalars(wanted.execution_options(yield_per=1000)):
            said = {
                "id": row.id, "at_utc": row.at_utc.isoformat(), "day": row.day.isoformat(), "event": row.event,
                "person_id": row.person_id, "organisation_id": row.organisation_id,
                "subject_kind": row.subject_kind, "subject_id": row.subject_id, "facts": row.facts,
            }  # fmt: skip
            out.write(json.dumps(said, ensure_ascii=False) + "\n")
            rows += 1
    return rows
