"""`modu add-admin`: the first real account, made from the shell of the server."""

from __future__ import annotations

import argparse
import getpass
import sys

from app.cli.saying import print_said
from app.services.people import accounts
from app.texts import text
from app.wiring import open_wiring
from connectors.problem import Problem


def add_admin(asked: argparse.Namespace) -> int:
    """Makes the first administrator and the organisation at the top; the demo people end."""
    platform = open_wiring(asked.home).platform
    if not accounts.first_admin_needed(platform):
        raise Problem("accounts.first_exists")
    english = asked.organisation_en or asked.organisation
    person = accounts.create_first_admin(
        platform, asked.login, asked.name or asked.login, _password(asked.lang), asked.organisation, english
    )
    print_said(text("cli_people.admin_added", asked.lang, login=person.login, organisation=asked.organisation))
    return 0


def _password(lang: str) -> str:
    """Typed twice without being shown; or one line of the standard input when that is no terminal."""
    if not sys.stdin.isatty():
        return sys.stdin.readline().rstrip("\r\n")
    typed = getpass.getpass(text("cli_people.password", lang))
    if getpass.getpass(text("cli_people.password_again", lang)) != typed:
        raise Problem("password.differ")
    return typed
