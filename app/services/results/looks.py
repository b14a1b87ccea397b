"""What a page shows of a run without its being taken along: the first page of its report, and its pictures."""

from __future__ import annotations

import gzip
from contextlib import suppress
from functools import lru_cache

from app import charts
from app.identity.person import Person
from app.reports import pdf
from app.reports.options import ReportOptions
from app.reports.prints import Prints
from app.services.platform import Platform
from app.services.results import report_options
from app.services.runs import runs
from connectors.problem import Problem
from models.kit.result import Result
from models.kit.wording import LANGUAGES

PNG, JSON = "image/png", "application/json"
_NAMES = "names"


def of_run(person: Person, platform: Platform, run_id: str, file: str, lang: str) -> bytes:
    """`page.png` or `<figure or map>.png` of a run the person may see, as PNG. Nothing of it is noted: nobody took it along.

    Problems: not_found.run, run.no_result, not_found.file, report.not_made.
    """
    result = runs.result(person, platform, run_id)
    name = file.removesuffix(".png")
    if file == "page.png":
        return _page(_Named(result), lang, report_options.chosen(person, platform, run_id, lang))
    if file.endswith(".png") and name in charts.names(result):
        return _picture(_Named(result), name, lang)
    raise Problem("not_found.file", file=file[:80])


def cells(person: Person, platform: Platform, run_id: str, file: str) -> bytes:
    """`<map>.<layer>.<language>.json`, or with `.names` before the language: the cells of one layer of a map, as JSON packed by gzip.

    Problems: not_found.run, run.no_result, not_found.file.
    """
    result = runs.result(person, platform, run_id)
    name, _, rest = file.removesuffix(".json").partition(".")
    layer, *named, lang = rest.split(".") if "." in rest else ("", "")
    if lang in LANGUAGES and named in ([], [_NAMES]) and name in charts.names(result):
        with suppress(KeyError):
            return _cells(_Named(result), name, layer, lang, bool(named))
    raise Problem("not_found.file", file=file[:80])


def cells_at(run_id: str, map_name: str, lang: str, *, named: bool = False) -> str:
    """The address of the cells of a map's layers, with `{layer}` for the layer's key; their names alone where `named`."""
    return f"/look/run/{run_id}/{map_name}.{{layer}}.{f'{_NAMES}.' if named else ''}{lang}.json"


class _Named:
    """A result by its run's id: what was drawn of it is drawn once."""

    def __init__(self, result: Result) -> None:
        self.result = result

    def __hash__(self) -> int:
        return hash(self.result.run_id)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _Named) and other.result.run_id == self.result.run_id


@lru_cache(maxsize=64)
def _page(named: _Named, lang: str, options: ReportOptions) -> bytes:
    return pdf.first_page(named.result, lang, options=options, prints=Prints(named.result, lang))


@lru_cache(maxsize=128)
def _picture(named: _Named, name: str, lang: str) -> bytes:
    return charts.picture(named.result, name, lang, "png")


@lru_cache(maxsize=8)
def _cells(given: _Named, name: str, layer: str, lang: str, named: bool) -> bytes:
    return gzip.compress(charts.cells(given.result, name, layer, lang, named), compresslevel=1, mtime=0)


def forget() -> None:
    """Drops what was drawn."""
    for kept in (_page, _picture, _cells):
        kept.cache_clear()
