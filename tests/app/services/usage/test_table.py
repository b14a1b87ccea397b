"""Usage is counted from the ledger: own tree only, kinds apart, repeats once, definitions printed."""

import csv
import io
from datetime import UTC, date, datetime

import pytest

from app import texts
from app.identity.person import Person
from app.services import home
from app.services.organising import changing
from app.services.organising.changing import Change
from app.services.people import organisations
from app.services.usage import table as usage
from connectors.problem import Problem
from data_catalog import ledger
from data_catalog.records.tables import Organisation
from tests.app.services.conftest import City

MAY = (date(2024, 5, 1), date(2024, 5, 31))


def finished(
    city: City, organisation: str, *, at: datetime, key: str, kind: str = "real", model: str = "golden_hour", person: str = "p" * 32
) -> None:
    with city.platform.records.session() as session:
        ledger.record(
            session, ledger.RUN_FINISHED, person_id=person, organisation_id=organisation, subject=("run", key * 32), at=at,
            facts={"model": model, "model_version": "1.0.0", "kind": kind, "cache_key": key},
        )  # fmt: skip


@pytest.fixture
def supervisor(city: City) -> Person:
    day = datetime(2024, 5, 10, tzinfo=UTC)
    finished(city, city.fire, at=day, key="a")
    finished(city, city.fire, at=day, key="a", person="q" * 32)
    finished(city, city.fire, at=day, key="b")
    finished(city, city.fire, at=day, key="c", kind="sample")
    finished(city, city.tax, at=day, key="d", kind="training", model="tax_arrears")
    finished(city, city.fire, at=datetime(2024, 4, 30, 14, 59, tzinfo=UTC), key="e")
    finished(city, city.fire, at=datetime(2024, 4, 30, 15, 0, tzinfo=UTC), key="f")
    with city.platform.records.session() as session:
        ledger.record(session, ledger.RUN_FAILED, organisation_id=city.fire, facts={"model": "golden_hour", "kind": "real"}, at=day)
    return city.person("supervisor", city.root)


def test_finished_analyses_are_counted_by_organisation_model_and_month(city: City, supervisor: Person) -> None:
    found = usage.table(supervisor, city.platform, *MAY)
    counted = {(row.organisation["ko"], row.model, row.month): (row.real, row.sample, row.training) for row in found.rows}
    # a and its repetition are one; f is of the first of May in Seoul, e is of April; the failed one is none.
    assert counted == {("소방본부", "golden_hour", "2024-05"): (3, 1, 0), ("세정과", "tax_arrears", "2024-05"): (0, 0, 1)}
    assert (found.totals.real, found.totals.sample, found.totals.training) == (3, 1, 1)
    assert (found.totals.people, found.totals.organisations) == (2, 2)


def test_the_same_analysis_in_two_months_counts_in_each(city: City, supervisor: Person) -> None:
    finished(city, city.fire, at=datetime(2024, 6, 10, tzinfo=UTC), key="a")
    found = usage.table(supervisor, city.platform, date(2024, 4, 1), date(2024, 6, 30), city.fire)
    assert [(row.month, row.real) for row in found.rows] == [("2024-04", 1), ("2024-05", 3), ("2024-06", 1)]


def test_a_supervisor_sees_the_own_tree_and_nothing_beside_it(city: City, supervisor: Person) -> None:
    local = city.person("supervisor", city.tax)
    assert [row.model for row in usage.table(local, city.platform, *MAY).rows] == ["tax_arrears"]
    with pytest.raises(Problem, match=r"not_found\.organisation"):
        usage.table(local, city.platform, *MAY, city.fire)


@pytest.mark.parametrize("role", ["analyst", "author", "trainer", "steward"])
def test_who_does_not_supervise_sees_no_usage(city: City, role: str) -> None:
    with pytest.raises(Problem, match=r"rights\.role_needed"):
        usage.table(city.person(role, city.root), city.platform, *MAY)


def test_a_period_without_anything_is_empty_and_one_turned_round_is_told(city: City, supervisor: Person) -> None:
    assert usage.table(supervisor, city.platform, date(2019, 1, 1), date(2019, 12, 31)).rows == ()
    with pytest.raises(Problem, match=r"usage\.period"):
        usage.table(supervisor, city.platform, MAY[1], MAY[0])


@pytest.mark.parametrize("lang", texts.LANGUAGES)
def test_the_csv_opens_in_a_spreadsheet_and_says_what_was_counted(city: City, supervisor: Person, lang: str) -> None:
    found = usage.table(supervisor, city.platform, *MAY)
    titles = {"golden_hour": {"ko": "=골든아워", "en": "=Golden Hour"}}
    data = usage.to_csv(supervisor, city.platform, found, lang, titles)
    assert data.startswith(b"\xef\xbb\xbf")
    rows = list(csv.reader(io.StringIO(data.decode("utf-8-sig"))))
    assert len(rows[0]) == 6
    fire = next(row for row in rows if row and row[3:] == ["3", "1", "0"])
    assert fire[:3] == [{"ko": "소방본부", "en": "Fire"}[lang], "'" + titles["golden_hour"][lang], "2024-05"]
    printed = data.decode("utf-8-sig")
    assert all(texts.text(key, lang).split(",")[0] in printed for key in usage.DEFINITIONS)


def test_the_first_page_counts_organisations_with_real_analyses_only(city: City, supervisor: Person) -> None:
    finished(city, city.tax, at=datetime(2024, 5, 11, tzinfo=UTC), key="z")
    shown = home.overview(supervisor, city.platform)
    assert dict(shown.popular) == {"golden_hour": 2}
    assert (shown.drafts, shown.running, shown.results, shown.unread) == ((), (), (), 0)


def test_months_before_a_reorganisation_stay_with_what_stood_then_by_the_name_it_had(city: City, supervisor: Person) -> None:
    admin, before, after = city.person("admin", city.root), city.person("supervisor", city.fire), city.person("supervisor", city.tax)
    team = organisations.add(admin, city.platform, city.fire, "team", "구급팀", "EMS").id
    with city.platform.records.session() as session:
        session.get_one(Organisation, team).valid_from = date(2024, 1, 1)
    for month, key in ((3, "m"), (4, "n"), (5, "o")):
        finished(city, team, at=datetime(2024, month, 20, tzinfo=UTC), key=key)
    city.clock.at = datetime(2024, 5, 25, 3, tzinfo=UTC)
    changing.make(admin, city.platform, Change("rename", team, name_ko="응급팀", name_en="Emergency", on=date(2024, 4, 1)))
    changing.make(admin, city.platform, Change("move", team, to_id=city.tax, on=date(2024, 5, 1)))

    def counted(person: Person) -> dict[tuple[str, str], int]:
        found = usage.table(person, city.platform, date(2024, 3, 1), date(2024, 5, 31))
        return {(row.organisation["ko"], row.month): row.real for row in found.rows if row.organisation_id == team}

    assert counted(before) == {("구급팀", "2024-03"): 1, ("응급팀", "2024-04"): 1}
    assert counted(after) == {("응급팀", "2024-05"): 1}
    assert counted(supervisor) == {**counted(before), **counted(after)}, "who stands above both counts each once"
