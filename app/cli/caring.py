"""`modu doctor`, `advisories`, `backup`, `restore`, `reset-password`: the care of an installation from its shell."""

from __future__ import annotations

import argparse
import os
from dataclasses import asdict

from app.cli.files import folder_for, readable
from app.cli.saying import print_json, print_said
from app.home import home_folder
from app.texts import text
from app.wiring import open_wiring
from connectors.problem import Problem
from data_catalog.trail.stamp import stamp_of


def doctor(asked: argparse.Namespace) -> int:
    """What is well and what is not, each with what to do; the exit code says whether anything is bad."""
    from app.services.care import doctor as service

    checks = service.examine(open_wiring(asked.home).platform)
    if asked.json:
        print_json(service.to_json(checks))
    else:
        for check in checks:
            print_said(f"[{check.state}] {service.sentence(check, asked.lang)}")
    return 2 if any(check.state == "bad" for check in checks) else 0


def advisories(asked: argparse.Namespace) -> int:
    """The installed libraries that have a flaw the file tells of, each with what mends it; 2 when there is one."""
    from app.services.care import advisories as service

    readable(asked.file)
    looked = service.look(asked.file, service.installed())
    if asked.json:
        print_json(asdict(looked))
    else:
        for flaw in looked.flaws:
            said = asdict(flaw) | {"fixed": ", ".join(flaw.fixed) or "–"}
            print_said(text("cli.advisory", asked.lang, **said))
        count = {"flaws": len(looked.flaws), "libraries": looked.libraries, "advisories": looked.advisories}
        print_said(text("cli.advisories", asked.lang, **count))
    return 2 if looked.flaws else 0


def backup(asked: argparse.Namespace) -> int:
    """Records, data and settings as one file, while the portal runs."""
    from app.services.care import backup as service

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
        print_said(text("cli.backup_ledger_key", asked.lang, file="secrets/ledger.key"))
    return 0


def turn_key(asked: argparse.Namespace) -> int:
    """Seals the passwords and keys of sources with a new key; or stamps the audit trail with one from now on."""
    from app.services.sources import sources
    from data_catalog.trail import turning

    platform = open_wiring(asked.home).platform
    if asked.ledger:
        before, after = turning.turn(platform.records, platform.home, platform.today(), platform.now())
        print_said(text("cli.ledger_key_turned", asked.lang, before=before, after=after, file=str(stamp_of(platform.home).path)))
        return 0
    count = sources.turn_key(platform)
    print_said(text("cli.key_turned", asked.lang, count=count))
    return 0


def restore(asked: argparse.Namespace) -> int:
    """A home from a backup; one that is not empty only by force."""
    from app.services.care import restore as service

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
    from app.services.people import accounts

    password = accounts.reset_admin_password(open_wiring(asked.home).platform, asked.login)
    if asked.json:
        print_json({"login": asked.login, "password": password})
    else:
        print_said(text("cli.password", asked.lang, login=asked.login, password=password))
    return 0
