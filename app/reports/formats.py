"""The formats a report can be made in. A new format is one more entry here and a file with `make`."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from importlib import import_module
from pathlib import Path
from types import MappingProxyType

from app.mimes import HWPX, PDF, XLSX
from app.reports.options import ReportOptions
from app.reports.prints import Prints
from connectors.problem import Problem
from models.kit.result import Result


@dataclass(frozen=True)
class Format:
    """`module` has `make(result, lang, *, options, prints) -> bytes`; it is imported when it is first used."""

    name: str
    suffix: str
    mime: str
    module: str

    def make(self, result: Result, lang: str, *, options: ReportOptions, prints: Prints) -> bytes:
        """The document's bytes."""
        made: bytes = import_module(self.module).make(result, lang, options=options, prints=prints)
        return made


FORMATS: Mapping[str, Format] = MappingProxyType(
    {
        item.name: item
        for item in (
            Format("pdf", ".pdf", PDF, "app.reports.pdf"),
            Format("html", ".html", "text/html", "app.reports.html"),
            Format("xlsx", ".xlsx", XLSX, "app.reports.xlsx"),
            Format("hwpx", ".hwpx", HWPX, "app.reports.hwpx"),
        )
    }
)


def make(
    result: Result,
    lang: str,
    formats: Iterable[str],
    out_dir: Path,
    options: ReportOptions | None = None,
) -> dict[str, Path]:
    """Writes `report.<format>` into the folder, each picture drawn once for all; gives each format's path.

    Raises Problem "report.format_unknown" before anything is made.
    """
    wanted = list(dict.fromkeys(formats))
    for name in wanted:
        if name not in FORMATS:
            raise Problem("report.format_unknown", format=name, formats=list(FORMATS))
    prints = Prints(result, lang)
    out_dir.mkdir(parents=True, exist_ok=True)
    written = {}
    for name in wanted:
        path = out_dir / f"report{FORMATS[name].suffix}"
        path.write_bytes(FORMATS[name].make(result, lang, options=options or ReportOptions(), prints=prints))
        written[name] = path
    return written
