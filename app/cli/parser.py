"""The words the `modu` command knows."""

from __future__ import annotations

import argparse
from collections.abc import Callable
from importlib import import_module
from pathlib import Path
from typing import Any, NoReturn

from connectors.problem import Problem
from models.kit.wording import LANGUAGES

_READING = {
    "encoding": "such as utf-8, cp949",
    "separator": "what parts cells",
    "decimal": "the decimal mark, . or ,",
    "sheet": "the sheet, layer or table of a document",
    "member": "the file inside a zip",
    "header": "lines of the header, such as 3,4; 0 for none",
    "skip": "lines above the table to pass over",
    "totals": "keep: rows of totals are data",
    "fill": "down: blank cells of a group take the name above",
    "blank": "drop: leave out blank columns",
}
"""What may be said of a file instead of being found out."""


class _Parser(argparse.ArgumentParser):
    """A parser that says what is wrong as every other Problem is said."""

    def error(self, message: str) -> NoReturn:
        raise Problem("cli.usage", said=message, usage=" ".join(self.format_usage().split()))


def build() -> argparse.ArgumentParser:
    """The parser of the whole command; `do` of what it gives does the work."""
    top = _Parser(prog="modu", description="Modu: standard analyses for everyone in public service")
    commands = top.add_subparsers(dest="command", required=True, parser_class=_Parser, metavar="COMMAND")
    _serving(commands)
    _running(commands)
    _models(commands)
    _places(commands)
    _terms(commands)
    _audit(commands)
    _caring(commands)
    return top


def _serving(commands: Any) -> None:
    serve = _command(commands, "serve", "serving:serve", "start the portal and a worker")
    serve.add_argument("--host", default="127.0.0.1", help="the address to answer on (default: this machine only)")
    serve.add_argument("--port", type=int, default=None, help="default: PORT, else 8501")
    serve.add_argument("--no-worker", action="store_true", help="the portal alone; workers run elsewhere")
    worker = _command(commands, "worker", "serving:worker", "start a worker alone")
    worker.add_argument("--at-once", type=int, default=None, help="runs at a time (default: half the cores)")


def _running(commands: Any) -> None:
    run = _command(commands, "run", "running:run", "run a model on files", json=True)
    run.add_argument("model", metavar="MODEL")
    run.add_argument("--input", action="append", default=[], metavar="NAME=FILE", help="a file for one input")
    run.add_argument("--data", action="append", default=[], metavar="NAME=DATASET", help="catalogue data for one input, only with --as")
    run.add_argument("--as", dest="as_person", default="", metavar="LOGIN", help="the person whose sight of catalogue data holds")
    run.add_argument("--purpose", default=None, metavar="PURPOSE", help="the purpose that person states for it")
    run.add_argument("--mapping", type=Path, metavar="FILE", help="which column is which field (JSON)")
    run.add_argument("--repair", action="append", default=[], metavar="CODE[:FIELD]", help="a repair of cells to make")
    run.add_argument("--no-repair", action="append", default=[], metavar="CODE[:FIELD]", help="a reading of cells not to make")
    run.add_argument("--set", action="append", default=[], metavar="K=V", help="a setting")
    run.add_argument("--sample", action="store_true", help="on the model's own sample")
    run.add_argument("--out", type=Path, required=True, metavar="DIR", help="where result.json, tables and reports go")
    run.add_argument("--report", default="", metavar="pdf,html,xlsx,hwpx", help="reports to make")
    run.add_argument("--report-length", choices=("full", "one_page", "whole"), default="full", help="whole: every row of long tables")
    run.add_argument("--report-title", default="", metavar="TEXT", help="in place of the model's own")
    run.add_argument("--report-comment", default="", metavar="TEXT", help="what the office adds")
    run.add_argument("--personal", action="append", default=[], metavar="ACTION|COLUMN=ACTION", help="drop, mask or hash personal values")
    run.add_argument("--report-without", action="append", default=[], metavar="PART", help="a part to leave out, such as method")
    profile = _command(commands, "profile", "tables:profile", "how a file is read", json=True)
    profile.add_argument("file", type=Path, metavar="FILE")
    profile.add_argument("--out", type=Path, metavar="CSV", help="the table as read, as UTF-8 CSV")
    profile.add_argument("--melt", action="store_true", help="columns that are months, ages and the like become rows")
    for name, said in _READING.items():
        profile.add_argument(f"--{name}", metavar=name.upper(), help=said)
    mapped = _command(commands, "map", "tables:mapped", "which column is which field", json=True)
    mapped.add_argument("file", type=Path, metavar="FILE")
    mapped.add_argument("model", metavar="MODEL")
    mapped.add_argument("input", metavar="INPUT")


def _models(commands: Any) -> None:
    model = commands.add_parser("model", help="the packages: list, new, check, cases, contract, pack")
    kinds = model.add_subparsers(dest="kind", required=True, parser_class=_Parser, metavar="WHAT")
    _command(kinds, "list", "packages:listed", "the models there are", json=True)
    new = _command(kinds, "new", "packages:new", "start a package that keeps the contract")
    new.add_argument("name", metavar="NAME")
    new.add_argument("--in", dest="folder", type=Path, default=Path(), metavar="DIR", help="default: here")
    check = _command(kinds, "check", "packages:check", "everything a package must keep", json=True)
    check.add_argument("name", metavar="NAME", help="a model's name, or a package's folder")
    cases = _command(kinds, "cases", "packages:cases", "run a package's known answers", json=True)
    cases.add_argument("name", metavar="NAME")
    for runs in (check, cases):
        runs.add_argument("--minutes", type=float, metavar="N", help="how long its code may run (default: MODU_RUN_MINUTES, else 30)")
    contract = _command(kinds, "contract", "packages:contract", "what its inputs must hold, as an Open Data Contract (JSON)")
    contract.add_argument("name", metavar="NAME", help="a model's name, or a package's folder")
    contract.add_argument("--input", metavar="INPUT", help="one input alone")
    contract.add_argument("--out", type=Path, metavar="FILE", help="default: printed")
    pack = _command(kinds, "pack", "packages:pack", "a package as one zip")
    pack.add_argument("name", metavar="NAME")
    pack.add_argument("--out", type=Path, metavar="ZIP")


def _terms(commands: Any) -> None:
    words = commands.add_parser("terms", help="the words headers are read by: load the published dictionary")
    kinds = words.add_subparsers(dest="kind", required=True, parser_class=_Parser, metavar="WHAT")
    load = _command(kinds, "load", "terms:loaded", "take the published list of standard words or terms (csv, xlsx)", json=True)
    load.add_argument("files", type=Path, nargs="+", metavar="FILE")


def _places(commands: Any) -> None:
    places = commands.add_parser("places", help="the address book: load, find; crs of a file")
    kinds = places.add_subparsers(dest="kind", required=True, parser_class=_Parser, metavar="WHAT")
    load = _command(kinds, "load", "places:loaded", "take national address files, or a table of addresses, into the book", json=True)
    load.add_argument("files", type=Path, nargs="+", metavar="FILE")
    find = _command(kinds, "find", "places:found", "the point of an address, offline", json=True)
    find.add_argument("addresses", nargs="+", metavar="ADDRESS")
    crs = _command(kinds, "crs", "places:crs", "the coordinates of a file, their system found", json=True)
    crs.add_argument("file", type=Path, metavar="FILE")
    crs.add_argument("x", metavar="X", help="the column of longitudes or x")
    crs.add_argument("y", metavar="Y", help="the column of latitudes or y")


def _audit(commands: Any) -> None:
    audit = commands.add_parser("audit", help="the audit trail: verify, export, seal")
    kinds = audit.add_subparsers(dest="kind", required=True, parser_class=_Parser, metavar="WHAT")
    verify = _command(kinds, "verify", "trail:verified", "whether the trail is whole; 2 when it is not, with day and row", json=True)
    verify.add_argument("--file", type=Path, metavar="FILE", help="an exported trail instead of this installation's")
    verify.add_argument("--key", type=Path, metavar="FILE", help="default: MODU_LEDGER_KEY_FILE, else secrets/ledger.key in the home")
    export = _command(kinds, "export", "trail:exported", "the trail as JSON lines with its seals, or as a table (.csv, without seals)")
    export.add_argument("--from", "--since", dest="first", metavar="YYYY-MM-DD")
    export.add_argument("--to", "--until", dest="last", metavar="YYYY-MM-DD")
    export.add_argument("--without-persons", action="store_true", help="nobody named; it verifies all the same")
    export.add_argument("--out", type=Path, metavar="FILE", help="default: the standard output")
    _command(kinds, "seal", "trail:sealed", "close the days that are over now, and mark how far the trail has come", json=True)


def _caring(commands: Any) -> None:
    _command(commands, "doctor", "caring:doctor", "whether all is well, and what to do", json=True)
    advisories = _command(commands, "advisories", "caring:advisories", "whether an installed library has a flaw a file tells of", json=True)
    advisories.add_argument("file", type=Path, metavar="FILE", help="advisories in the OSV form: JSON, or a zip of JSON files")
    backup = _command(commands, "backup", "caring:backup", "records, data and settings as one file", json=True)
    backup.add_argument("out", type=Path, metavar="FILE")
    turn = _command(commands, "turn-key", "caring:turn_key", "a new key to the passwords of sources, or to the audit trail")
    turn.add_argument("--ledger", action="store_true", help="to the audit trail: it stamps from now on, the old ones still verify")
    restore = _command(commands, "restore", "caring:restore", "a home from a backup", json=True)
    restore.add_argument("file", type=Path, metavar="FILE")
    restore.add_argument("--force", action="store_true", help="in place of what is there")
    admin = _command(commands, "add-admin", "people:add_admin", "the first administrator; the demo people end")
    admin.add_argument("login", metavar="LOGIN")
    admin.add_argument("--name", metavar="NAME", help="shown on screen; default: the login")
    admin.add_argument("--organisation", metavar="NAME", required=True, help="the organisation at the top of the tree")
    admin.add_argument("--organisation-en", metavar="NAME", help="its English name; default: the same")
    password = _command(commands, "reset-password", "caring:reset_password", "a new password for an administrator", json=True)
    password.add_argument("login", metavar="LOGIN")


def _command(commands: Any, name: str, does: str, said: str, *, json: bool = False) -> argparse.ArgumentParser:
    made: argparse.ArgumentParser = commands.add_parser(name, help=said, description=said)
    made.add_argument("--lang", choices=LANGUAGES, default=LANGUAGES[0])
    made.add_argument("--home", type=Path, default=None, metavar="DIR", help="default: MODU_HOME, else ./var")
    if json:
        made.add_argument("--json", action="store_true", help="for a program")
    made.set_defaults(do=_later(does))
    return made


def _later(does: str) -> Callable[[argparse.Namespace], int | None]:
    """Imports the sub-command when it is called: `modu --help` must not wait for engines."""
    place, _, name = does.partition(":")

    def do(asked: argparse.Namespace) -> int | None:
        code: int | None = getattr(import_module(f"app.cli.{place}"), name)(asked)
        return code

    return do
