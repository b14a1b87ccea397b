"""The copy of the ledger in columns is the ledger: whatever comes late, goes, or is another's."""

from __future__ import annotations

import random
import shutil
from datetime import date, timedelta
from typing import Any

import polars as pl
from sqlalchemy import delete, insert, update

from app.services.usage import periods, seeing
from app.services.usage.counts import COUNTS
from app.services.usage.made_up import happenings
from data_catalog import counting
from data_catalog.records import append_only
from data_catalog.records.tables import LedgerRow
from tests.app.services.conftest import City
from tests.app.services.usage.made import YEAR, fill, row_of


def whole(city: City) -> pl.DataFrame:
    return counting.read(city.platform.records, city.platform.home).collect()


def from_records(city: City) -> pl.DataFrame:
    """The same with no copy at hand."""
    return counting.read(city.platform.records, city.platform.home / "elsewhere").collect()


def copies(city: City) -> list[str]:
    return sorted(path.name for path in (city.platform.home / counting.FOLDER).glob("*"))


def write(city: City, rows: list[dict[str, Any]]) -> None:
    with city.platform.records.engine.begin() as connection:
        connection.execute(insert(LedgerRow), rows)


def test_copy_and_tail_together_are_the_ledger_and_count_the_same_whenever_events_come(city: City) -> None:
    choose = random.Random(5)
    rows = [row_of(one) for one in happenings([city.fire, city.tax], YEAR, a_month=2)]
    choose.shuffle(rows)  # late ones among them: days long past come after later ones
    chief = city.person("supervisor", city.root)
    took, at = 0, 0
    while at < len(rows):
        step = choose.randint(40, 250)
        write(city, rows[at : at + step])
        at += step
        if choose.random() < 0.6:
            took += counting.keep(city.platform.records, city.platform.home, choose.choice((1, 100)))
        assert whole(city).equals(from_records(city))
    assert took > 0
    figures = seeing.seen(chief, city.platform, periods.whole_year(YEAR)).board.figures
    shutil.rmtree(city.platform.home / counting.FOLDER)
    bare = seeing.seen(chief, city.platform, periods.whole_year(YEAR)).board.figures
    assert {one.name: figures[one.name].value for one in COUNTS} == {one.name: bare[one.name].value for one in COUNTS}
    assert figures["real"].value


def test_a_copy_is_made_when_enough_came_in_and_the_one_before_goes_with_the_next(city: City) -> None:
    fill(city, [city.fire], [YEAR])
    assert counting.keep(city.platform.records, city.platform.home, 10**6) == 0
    assert copies(city) == []
    rows = whole(city).height
    assert counting.keep(city.platform.records, city.platform.home, 1) == rows
    assert counting.keep(city.platform.records, city.platform.home, 1) == 0
    first = copies(city)
    for year in (YEAR - 1, YEAR - 2):
        fill(city, [city.tax], [year])
        assert counting.keep(city.platform.records, city.platform.home, 1)
    assert len(copies(city)) == 2
    assert first[0] not in copies(city)
    assert all((city.platform.home / counting.FOLDER / one).stat().st_mode & 0o777 == 0o600 for one in copies(city))


def test_what_retention_takes_from_the_ledger_is_gone_from_the_copy(city: City) -> None:
    fill(city, [city.fire], [YEAR])
    counting.keep(city.platform.records, city.platform.home, 1)
    with city.platform.records.engine.begin() as connection:
        append_only.lift(connection)
        connection.execute(update(LedgerRow).values(person_id=None))
        connection.execute(delete(LedgerRow).where(LedgerRow.day < date(YEAR, 3, 1)))
        append_only.lay(connection)
    noted = row_of(next(happenings([city.fire], YEAR))) | {"event": "trail_dropped", "day": date(YEAR, 3, 2), "person_id": None}
    write(city, [noted])
    assert whole(city).equals(from_records(city))
    assert whole(city)["person"].null_count() == whole(city).height
    counting.keep(city.platform.records, city.platform.home, 1)
    assert len(copies(city)) == 1, "the copy with the persons is gone"
    assert whole(city).equals(from_records(city))


def test_the_copy_of_another_ledger_is_not_taken_for_this_one(city: City) -> None:
    fill(city, [city.fire], [YEAR])
    counting.keep(city.platform.records, city.platform.home, 1)
    with city.platform.records.engine.begin() as connection:
        append_only.lift(connection)
        connection.execute(update(LedgerRow).values(event="report_made", day=date(YEAR, 1, 1) - timedelta(days=1)))
        append_only.lay(connection)
    assert whole(city).equals(from_records(city))
    assert set(whole(city)["event"]) == {"report_made"}


def test_the_copy_holds_no_id_of_anybody(city: City) -> None:
    fill(city, [city.fire], [YEAR])
    counting.keep(city.platform.records, city.platform.home, 1)
    (name,) = copies(city)
    data = (city.platform.home / counting.FOLDER / name).read_bytes()
    person = next(happenings([city.fire], YEAR)).person_id
    assert city.fire.encode() not in data
    assert person.encode() not in data
    frame = pl.read_parquet(city.platform.home / counting.FOLDER / name)
    assert not any(set(frame[column].drop_nulls().to_list()) & {city.fire, person} for column in ("event", "model", "kind"))
