"""Each count of a sample year's pack is what an independent loop over the raw ledger counts, and what the printed query counts."""

from __future__ import annotations

import io
import json
from collections.abc import Callable
from datetime import UTC, date, datetime
from statistics import median

import fastexcel
import polars as pl
import pytest
from sqlalchemy import Date, bindparam, text

from app.identity.person import Person
from app.services.organising import changing
from app.services.organising.changing import Change
from app.services.people import organisations
from app.services.usage import counts, periods, seeing, taking, telling
from app.services.usage.counts import COUNTS
from app.services.usage.periods import Span
from app.texts import text as worded
from data_catalog import counting
from data_catalog.records.tables import Organisation
from tests.app.services.conftest import City
from tests.app.services.usage.made import YEAR, fill, ledger_rows
from tests.app.services.usage.recount import recount

THIS, BEFORE = periods.whole_year(YEAR), periods.whole_year(YEAR - 1)
MOVED = date(YEAR, 7, 1)


@pytest.fixture
def moved(city: City) -> Callable[[str | None, date], bool]:
    """Fire, tax and a team that moved from tax to fire in the middle of the year, with two made-up years; says what is fire's on a day."""
    admin = city.person("admin", city.root)
    team = organisations.add(admin, city.platform, city.tax, "team", "구급팀", "EMS").id
    with city.platform.records.session() as session:
        session.get_one(Organisation, team).valid_from = date(2020, 1, 1)
    changing.make(admin, city.platform, Change("move", team, to_id=city.fire, on=MOVED))
    fill(city, [city.fire, team, city.tax, city.root], a_month=12)
    return lambda own, day: own == city.fire or (own == team and day >= MOVED)


def sheets(data: bytes) -> dict[str, pl.DataFrame]:
    book = fastexcel.read_excel(data)
    return {name: book.load_sheet(name).to_polars() for name in book.sheet_names}


def test_every_count_of_the_pack_is_what_a_loop_over_the_raw_ledger_counts(city: City, moved: Callable[[str | None, date], bool]) -> None:
    chief = city.person("supervisor", city.fire)
    counting.keep(city.platform.records, city.platform.home, 1)
    data = taking.taken(chief, city.platform, taking.of_year(YEAR, "xlsx"), "ko")
    told = {row[0]: row[1:] for name, sheet in sheets(data).items() if name.startswith("모든 숫자") for row in sheet.iter_rows()}
    rows = ledger_rows(city)
    now, before = (recount(rows, moved, span.first, span.last) for span in (THIS, BEFORE))
    assert now["real"] != before["real"]
    told_of = ("real", "sample", "training", "new", "back", "cases", "decided", "seats", "right", "minutes", "carried")
    assert [name for name in told_of if not now.get(name)] == [], "the year has some of each"
    for one in COUNTS:
        _unit, value, earlier, change = told[worded(f"usage.count.{one.name}", "ko")]
        assert (value, earlier) == (now.get(one.name, 0), before.get(one.name, 0)), one.name
        assert change


def test_the_tables_by_organisation_and_month_sum_to_the_same_and_the_workbook_has_every_run(
    city: City, moved: Callable[[str | None, date], bool]
) -> None:  # fmt: skip
    chief = city.person("supervisor", city.fire)
    book = sheets(taking.taken(chief, city.platform, taking.of_year(YEAR, "xlsx"), "en"))
    rows = [row for row in ledger_rows(city) if THIS.first <= row.day <= THIS.last and moved(row.organisation_id, row.day)]
    named = {city.fire: "Fire (itself)"}
    for own in {row.organisation_id for row in rows}:
        mine = recount(rows, lambda body, _day, own=own: body == own, THIS.first, THIS.last)  # type: ignore[misc]
        line = book[worded("usage.table.organisations", "en")].row(by_predicate=pl.col("Organisation") == named.get(str(own), "EMS"))
        assert line[1:5] == tuple(mine.get(name, 0) for name in ("real", "sample", "training", "people"))
    months = book[worded("usage.table.by_month", "en")[:31]]
    for at in range(1, 13):
        last = (datetime(YEAR + at // 12, at % 12 + 1, 1) - datetime(1, 1, 2)).days
        span = Span(date(YEAR, at, 1), date.fromordinal(last + 1))
        assert months[f"{at:02d}"].sum() == recount(rows, moved, span.first, span.last).get("real", 0), at
    finished = sorted(str(row.subject_id) for row in rows if row.event == "run_finished")
    assert sorted(book[worded("usage.sheet.runs", "en")]["Run"].to_list()) == finished


def test_the_queries_the_pack_prints_count_the_same(city: City) -> None:
    fill(city, [city.fire, city.tax])
    chief = city.person("supervisor", city.root)
    found = seeing.seen(chief, city.platform, THIS).board.figures
    given = {"first": THIS.first, "last": THIS.last, "organisations": [city.root, city.fire, city.tax]}
    with city.platform.records.reading() as session:
        for one in COUNTS:
            said = text(counts.query(one.name).replace("(…)", ":organisations")).bindparams(bindparam("organisations", expanding=True))
            said = said.bindparams(bindparam("first", type_=Date), bindparam("last", type_=Date))
            answer = session.execute(said, given).scalars().all()
            if one.how == "median":
                facts = [json.loads(held) if isinstance(held, str) else held for held in answer]
                assert median(held["minutes"] for held in facts) == found[one.name].value
            else:
                assert answer == [found[one.name].value], one.name


def test_every_count_has_its_words_and_is_told_with_its_query(city: City) -> None:
    names = [one.name for one in COUNTS]
    assert len(names) == len(set(names))
    for lang in ("ko", "en"):
        assert len({telling.count_title(name, lang) for name in names}) == len(names), "no two are called alike"
    assert "avoided" not in names, "never a false 0"


def test_a_year_without_anything_says_so_on_every_form(city: City) -> None:
    chief: Person = city.person("supervisor", city.root)
    found = seeing.seen(chief, city.platform, THIS, BEFORE)
    assert found.board.empty
    assert telling.sentence(found.board, "en") == f"{YEAR}: nothing was done."
    assert all(one.value in (0, None) and one.change is None for one in found.board.figures.values())
    for kind in taking.KINDS:
        data = taking.taken(chief, city.platform, taking.of_year(YEAR, kind), "ko")
        assert len(data) > 500, kind
    told = taking.taken(chief, city.platform, taking.of_year(YEAR, "html"), "ko").decode()
    assert "아무 활동이 없었습니다" in told
    assert io.BytesIO(data).read(2) == b"PK"


def test_days_of_a_period_are_those_of_the_platforms_zone(city: City) -> None:
    from tests.app.services.usage.test_table import finished

    finished(city, city.fire, at=datetime(YEAR, 12, 31, 15, 30, tzinfo=UTC), key="a")
    chief = city.person("supervisor", city.root)
    figures = [seeing.seen(chief, city.platform, periods.whole_year(year)).board.figures["real"].value for year in (YEAR, YEAR + 1)]
    assert figures == [0, 1]
