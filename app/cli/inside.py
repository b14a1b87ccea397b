"""What the command lets do in a confined process: a package's code runs here, never in the command's own process."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from app.services.runs.analysis import Asked, Brings, Limits, analyse, protection_of
from connectors.files import TableRead
from data_catalog.mapping import from_json
from data_catalog.places.book import Book
from models.kit import cases as known
from models.kit import library
from models.kit.check import check_running
from models.kit.intake import AsRead
from models.methods.warm import import_all, use_unkept

import_all()


def check(order: dict[str, Any]) -> list[str]:
    """The faults of a package that show when it runs."""
    use_unkept()
    return list(check_running(Path(order["package"])))


def cases(order: dict[str, Any]) -> list[dict[str, Any]]:
    """The outcome of each case of a package."""
    use_unkept()
    model = library.load_folder(Path(order["package"]))
    library.refuse_unheld(model)
    return [{"title": dict(one.title), "source": one.source, "said": list(one.said)} for one in known.run(model)]


def run(order: dict[str, Any]) -> None:
    """An analysis on the files of the order; the result is saved in the folder it stands in."""
    use_unkept()
    brings = {
        name: Brings(
            as_read=AsRead(Path(given["file"]), TableRead.from_json(given["read"]), given["shown_name"]),
            mapping=given["mapping"] and from_json(given["mapping"]),
            repairs=tuple(given["repairs"]),
        )
        for name, given in order["inputs"].items()
    }
    book, protection = Book(Path(order["book"])), protection_of(order["protection"])
    asked = Asked(order["model"], order["run_id"], brings, order["settings"], order["kind"], book=book, protection=protection)
    analyse(asked, Path("scratch"), limits=Limits(order["memory_mb"], order["threads"])).save(Path("result"))
