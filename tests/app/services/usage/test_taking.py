"""The report of a period and the yearly pack, in every form: what they say, that they are on record, and whom they are for."""

from __future__ import annotations

import csv
import io
import zipfile
from dataclasses import replace
from datetime import UTC, date, datetime
from html import escape
from typing import Any

import fastexcel
import pypdfium2
import pytest

from app.identity.person import Person
from app.services.usage import counts, grids, periods, pictures, report, seeing, taking
from app.services.usage.counts import COUNTS
from app.services.usage.periods import Span
from app.services.usage.scope import Asked
from app.services.usage.taking import KINDS, Wanted
from app.texts import text
from connectors.problem import Problem
from data_catalog.records.tables import LedgerRow, Organisation, UseCase, new_id
from tests.app.services.conftest import City
from tests.app.services.usage.made import YEAR, fill


@pytest.fixture
def chief(city: City) -> Person:
    fill(city, [city.fire, city.tax])
    return city.person("supervisor", city.root)


def pdf_pages(data: bytes) -> list[str]:
    book = pypdfium2.PdfDocument(data)
    return [book[at].get_textpage().get_text_bounded() for at in range(len(book))]


@pytest.mark.parametrize("lang", ["ko", "en"])
def test_the_pack_is_a_numbered_document_with_every_part(city: City, chief: Person, lang: str) -> None:
    pages = pdf_pages(taking.taken(chief, city.platform, taking.of_year(YEAR, "pdf"), lang))
    whole = "".join("".join(pages).split())
    for part in (
        "summary", "method", "counts", "by_month", "by_organisation", "cases_of_standard", "stop", "adoption", "missing",
        "definitions", "limits", "queries",
    ):  # fmt: skip
        assert "".join(text(f"usage.part.{part}", lang).split()) in whole, part
    for one in COUNTS:
        assert "".join(text(f"usage.count.{one.name}", lang).split()) in whole, one.name
    assert "SELECT" not in whole, "the queries are in the workbook and the page"
    assert "".join(text("usage.sheet.about", lang).split()) in whole, "which is said"
    page = taking.taken(chief, city.platform, taking.of_year(YEAR, "html"), lang).decode()
    book = fastexcel.read_excel(taking.taken(chief, city.platform, taking.of_year(YEAR, "xlsx"), lang))
    about = [row[2] for row in book.load_sheet(text("usage.sheet.about", lang)).to_polars().rows()]
    for one in COUNTS:
        assert escape(counts.query(one.name), quote=False) in page.replace("&#x27;", "'").replace("&quot;", '"'), one.name
        assert counts.query(one.name) in about, one.name
    assert all(f"{at} / {len(pages)}" in page for at, page in enumerate(pages, 1)), "every page is numbered"
    assert "{" not in whole.replace("{}", "")


def test_the_pack_of_a_year_that_is_not_over_says_so_and_names_its_years(city: City, chief: Person) -> None:
    this = city.platform.today().year
    first, *_ = pdf_pages(taking.taken(chief, city.platform, taking.of_year(this, "pdf"), "en"))
    assert "Not over yet" in first
    assert f"{this}{this - 1},samedaysChange" in "".join(first.split()), "the columns are called by their years"
    assert first.split().count("한빛시") <= 2, first
    over, *_ = pdf_pages(taking.taken(chief, city.platform, taking.of_year(this - 1, "pdf"), "en"))
    assert "Not over yet" not in over


@pytest.mark.parametrize("lang", ["ko", "en"])
def test_every_number_in_a_table_has_its_unit(city: City, chief: Person, lang: str) -> None:
    told = taking.gathered(chief, city.platform, taking.of_year(YEAR, "xlsx"), lang)
    units = {row[1]: row[2] for row in grids.every_figure(told).rows}
    titles = {one.name: text(f"usage.count.{one.name}", lang) for one in COUNTS}
    said = {name: text(f"usage.unit.{name}", lang) for name in ("minute", "person", "case", "seat")}
    assert [units[titles[one]] for one in ("minutes", "people", "real", "seats")] == list(said.values())
    assert len(grids.every_figure(told).rows) == len(COUNTS)
    for make, first in ((grids.months, 1), (grids.models, 1), (grids.organisations, 1), (grids.lines, 2), (grids.checked, 2)):
        assert all(head.endswith(")") for head in make(told).heads[first:]), make(told).heads


def test_a_year_that_is_not_over_is_compared_with_the_same_days_on_the_page_and_in_the_pack(city: City, chief: Person) -> None:
    today = city.platform.today()
    fill(city, [city.fire, city.tax], (today.year,))
    fill(city, [city.root], (today.year - 1, today.year))
    span = periods.of("year", today)
    page = seeing.seen(chief, city.platform, span, periods.against(periods.over(span, today), "year_before")).board
    told = taking.gathered(chief, city.platform, taking.of_year(today.year, "pdf"), "ko")
    assert told.board.against == page.against == Span(date(today.year - 1, 1, 1), today.replace(year=today.year - 1))
    assert told.board.over == page.span
    assert told.board.figures == page.figures
    assert f"{today.month}월 {today.day}일까지" in report.findings(told)[0], "the sentence says until when"
    assert [row[1] is None for row in grids.months(told).rows] == [at > today.month for at in range(1, 13)]
    assert {row[today.month + 1 : -1] for row in grids.by_month(told).rows} == {(None,) * (12 - today.month)}
    plan = pictures.trend_plan(told.board, "ko")
    assert plan is not None
    assert [len(one.x) for one in plan.series] == [today.month] * len(plan.series), "months to come are no part of the line"


def test_the_report_of_a_period_comes_in_every_form_and_is_on_record(city: City, chief: Person) -> None:
    span = periods.whole_year(YEAR)
    for kind in KINDS:
        data = taking.taken(chief, city.platform, Wanted(span, periods.against(span, "year_before"), kind), "en")
        assert data[:4] == {"pdf": b"%PDF", "html": b"<!do"}.get(kind, b"PK\x03\x04"), kind
        if kind == "html":
            told = data.decode()
            assert text("usage.part.stop", "en") in told
            assert text("usage.part.queries", "en") not in told, "of the pack alone"
        if kind == "csv":
            with zipfile.ZipFile(io.BytesIO(data)) as archive:
                names = archive.namelist()
                months = next(one for one in names if one.endswith("_months.csv"))
                rows = list(csv.reader(io.StringIO(archive.read(months).decode("utf-8-sig"))))
            assert [row[0] for row in rows[1:]] == [f"{YEAR}-{at:02d}" for at in range(1, 13)]
            assert not any("checked" in one for one in names)
        if kind == "xlsx":
            assert text("usage.sheet.runs", "en") not in fastexcel.read_excel(data).sheet_names
    taking.taken(chief, city.platform, taking.of_year(YEAR, "csv", Asked(city.fire)), "en")
    with city.platform.records.reading() as session:
        rows = session.query(LedgerRow).filter(LedgerRow.event.in_(("usage_exported", "evaluation_pack_made"))).order_by(LedgerRow.id).all()
    told = [(row.event, row.facts) for row in rows]
    days: dict[str, Any] = {"first": f"{YEAR}-01-01", "last": f"{YEAR}-12-31"}
    assert told == [
        *(("usage_exported", {"file": kind, **days}) for kind in KINDS), ("evaluation_pack_made", {"file": "csv", **days, "of": city.fire}),
    ]  # fmt: skip


def test_names_that_would_be_formulas_stay_names(city: City, chief: Person) -> None:
    with city.platform.records.session() as session:
        session.get_one(Organisation, city.fire).name_en = "=1+1|cmd"
    data = taking.taken(chief, city.platform, taking.of_year(YEAR, "csv"), "en")
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        told = "".join(archive.read(one).decode("utf-8-sig") for one in archive.namelist())
    assert "'=1+1|cmd" in told
    assert "\n=1+1" not in told
    html = taking.taken(chief, city.platform, taking.of_year(YEAR, "html"), "en").decode()
    assert "=1+1|cmd" in html


def test_what_is_not_there_is_told(city: City, chief: Person) -> None:
    local = city.person("supervisor", city.tax)
    with pytest.raises(Problem, match=r"not_found\.file"):
        taking.taken(chief, city.platform, taking.of_year(YEAR, "docx"), "ko")
    with pytest.raises(Problem, match=r"usage\.year_wrong"):
        taking.of_year(1999, "pdf")
    with pytest.raises(Problem, match=r"not_found\.organisation"):
        taking.taken(local, city.platform, taking.of_year(YEAR, "xlsx", Asked(city.fire)), "ko")
    for role in ("analyst", "trainer"):
        with pytest.raises(Problem, match=r"rights\.role_needed"):
            taking.taken(city.person(role, city.root), city.platform, taking.of_year(YEAR, "xlsx"), "ko")


def test_no_file_names_a_person(city: City, chief: Person) -> None:
    people = {row.person_id for row in _rows(city)}
    for kind in ("html", "csv"):
        data = taking.taken(chief, city.platform, taking.of_year(YEAR, kind), "en")
        if kind == "csv":
            with zipfile.ZipFile(io.BytesIO(data)) as archive:
                data = b"".join(archive.read(one) for one in archive.namelist())
        assert not any(str(one).encode() in data for one in people)
        assert chief.name.encode() not in data


def _rows(city: City) -> list[LedgerRow]:
    with city.platform.records.reading() as session:
        return list(session.query(LedgerRow).limit(500))


def case(city: City, organisation: str, person: Person, title: str, **said: Any) -> None:
    given = {
        "id": new_id(), "organisation_id": organisation, "person_id": person.id, "run_id": "a" * 32, "model": "golden_hour",
        "model_version": "1.0.0", "result_hash": "h" * 64, "subject": "safety", "title": title, "decision": "decided", "decided": True,
        "sentence": f"{title}: 한 대를 옮겼다", "created_at_utc": datetime(YEAR, 6, 1, tzinfo=UTC),
    } | said  # fmt: skip
    with city.platform.records.session() as session:
        session.add(UseCase(**given))


def test_the_pack_has_the_case_files_of_the_year_that_are_the_readers_to_read(city: City, chief: Person) -> None:
    analyst = city.person("analyst", city.fire)
    case(city, city.fire, analyst, "구급차 재배치", indicator="7분 도착", unit="%", before=61.0, after=58.5, sdg="3.6")
    case(city, city.fire, analyst, "거둔 사례", state="withdrawn")
    case(city, city.fire, analyst, "이듬해 사례", created_at_utc=datetime(YEAR + 1, 1, 1, tzinfo=UTC))
    case(city, city.tax, analyst, "공개한 사례", published_at_utc=datetime(YEAR, 8, 1, tzinfo=UTC))

    def told(person: Person) -> str:
        return taking.taken(person, city.platform, taking.of_year(YEAR, "html"), "ko").decode()

    whole = told(chief)
    assert "구급차 재배치: 한 대를 옮겼다" in whole
    assert "a" * 32 in whole, "with the run it rests on"
    assert "61 %" in whole
    assert "-2.5 %p" in whole, "what changed of a share is told in percentage points"
    assert whole.index("3 건강과 안전") < whole.index("목표를 적지 않음"), "by the goals they serve"
    assert "공개한 사례" in whole
    assert not any(title in whole for title in ("거둔 사례", "이듬해 사례"))
    other = told(city.person("auditor", city.root))
    assert "공개한 사례" in other
    assert "구급차 재배치" not in other, "an auditor judges no cases"
    assert "활용 사례 1건은 읽을 권한이 없어" in other


def test_the_number_of_a_run_stays_in_its_column(city: City, chief: Person) -> None:
    told = "구급차를 옮겨 일곱 분 안에 닿는 신고를 늘리고 먼 마을의 공백을 줄인 사례"
    case(city, city.fire, city.person("analyst", city.fire), told, indicator="7분 도착", unit="건(출동)", before=61_000.0, after=58_500.5)
    book = pypdfium2.PdfDocument(taking.taken(chief, city.platform, taking.of_year(YEAR, "pdf"), "ko"))
    found: dict[str, list[tuple[float, float]]] = {"a" * 8: [], f"{YEAR}-06-01": []}
    for page in book:
        letters = page.get_textpage()
        for said, edges in found.items():
            looked = letters.search(said)
            while at := looked.get_next():
                edges.append((letters.get_charbox(at[0])[0], letters.get_charbox(at[0] + len(said) - 1)[2]))
    numbers, days = found.values()
    assert len(numbers) == 4, "broken every eight letters"
    assert days
    assert max(right for _, right in numbers) < min(left for left, _ in days), "and does not run into the day"


def test_a_sheet_without_a_row_says_why(city: City, chief: Person) -> None:
    def said(name: str) -> list[Any]:
        book = fastexcel.read_excel(taking.taken(chief, city.platform, taking.of_year(YEAR, "xlsx"), "ko"))
        return [row[0] for row in book.load_sheet(text(f"usage.table.{name}", "ko")).to_polars().rows()]

    for name in ("case_files", "goals", "outcomes"):
        assert said(name) == [text("usage.no_files", "ko")], name
    assert said("targets") == [text("usage.empty.targets", "ko", year=str(YEAR))]
    case(city, city.fire, city.person("analyst", city.fire), "옮김")
    assert len(said("case_files")) == len(said("goals")) == 1
    assert said("outcomes") == [text("usage.empty.outcomes", "ko")]
    told = taking.gathered(chief, city.platform, taking.of_year(YEAR, "xlsx"), "ko")
    made_up = replace(told, scope=replace(told.scope, practice=True))
    assert taking.why_empty(made_up, "goals") == text("usage.no_files_made_up", "ko"), "that all is made up is the reason"
