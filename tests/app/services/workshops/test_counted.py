"""What seats of a workshop do is training of the organisation that holds it: on the page, in the pack and by its query."""

from __future__ import annotations

import pytest
from sqlalchemy import Date, bindparam, select, text

from app.identity.person import Person
from app.services.usage import counts, drilling, periods, seeing, table, taking
from app.services.workshops import purging
from data_catalog.records.tables import Workshop
from tests.app.services.usage.made import ledger_rows
from tests.app.services.usage.recount import recount
from tests.app.services.workshops.made import MODEL, Class


@pytest.fixture
def taught(room: Class) -> str:
    """A class of two at the fire department: both finish the same analysis, one of them twice; gives the sandbox."""
    own = room.workshop()
    one, two = room.seat(own, "가람"), room.seat(own, "나래")
    draft = room.mapped(one, own)
    for who, at in ((one, draft), (one, draft), (two, room.mapped(two, own))):
        room.ran(who, at)
    with room.platform.records.reading() as session:
        return session.get_one(Workshop, own).sandbox_id


def test_runs_of_seats_are_training_of_who_holds_the_workshop_and_seats_are_no_people(room: Class, taught: str) -> None:
    city, platform = room.city, room.platform
    span = periods.of("year", platform.today())
    chief = city.person("supervisor", city.root)

    def told(person: Person) -> dict[str, counts.Value]:
        return {name: one.value for name, one in seeing.seen(person, platform, span).board.figures.items()}

    found = told(chief)
    rows = [row for row in ledger_rows(city) if row.organisation_id != taught or row.event == "run_finished"]
    again = recount(rows, lambda own, _day: own in (city.root, city.fire, city.tax, taught), span.first, span.last)
    assert found["training"] == again["training"] == 2, "what one of them did twice is one"
    assert (found["people"], found["new"], found["real"], found["seats"]) == (0, 0, 0, 2)
    assert told(city.person("supervisor", city.fire))["training"] == 2
    assert told(city.person("supervisor", city.tax))["training"] == 0
    (line,) = seeing.seen(chief, platform, span).board.lines
    assert (line.organisation_id, line.training) == (city.fire, 2)
    (row,) = table.table(chief, platform, span.first, span.last).rows
    assert (row.organisation_id, row.training) == (city.fire, 2)
    behind = drilling.behind(chief, platform, span, city.fire, MODEL)
    assert (behind.finished, behind.closed) == (3, 3), "counted, and not to be opened"


def test_the_query_and_the_list_of_runs_of_the_pack_have_them_too(room: Class, taught: str) -> None:
    city, platform = room.city, room.platform
    span = periods.of("year", platform.today())
    said = text(counts.query("training").replace("(…)", ":organisations")).bindparams(
        bindparam("organisations", expanding=True), bindparam("first", type_=Date), bindparam("last", type_=Date)
    )
    with platform.records.reading() as session:
        given = {"first": span.first, "last": span.last, "organisations": [city.root, city.fire, city.tax]}
        assert session.execute(said, given).scalar_one() == 2
    told = taking.gathered(city.person("supervisor", city.root), platform, taking.of_year(span.first.year, "xlsx"), "ko")
    _, runs = taking.runs_counted(platform, told, span)
    assert [row[0] for row in runs] == ["소방본부"] * 3


def test_they_stay_counted_when_the_class_is_purged(room: Class, taught: str) -> None:
    with room.platform.records.reading() as session:
        own = session.scalars(select(Workshop.id)).one()
    assert purging.purge(room.platform, own)
    span = periods.of("year", room.platform.today())
    found = seeing.seen(room.city.person("supervisor", room.city.fire), room.platform, span).board.figures
    assert found["training"].value == 2
