"""Each model has one example, made by the platform itself: it is nobody's, counts in nobody's tree, and follows the package."""

from sqlalchemy import select

from app.identity import demo
from app.identity.person import Person
from app.services import home
from app.services.people import accounts
from app.services.people.accounts import Caller
from app.services.results import examples
from app.services.runs import runs
from app.services.usage import table as usage
from data_catalog.records.tables import Run
from models.kit import library
from tests.app.services.conftest import City
from tests.app.services.usage.test_table import MAY, finished

HERE = Caller("127.0.0.1", "127.0.0.1", forwarded=False, asked_host="127.0.0.1")


def rows(city: City) -> list[Run]:
    with city.platform.records.reading() as session:
        return list(session.scalars(select(Run).order_by(Run.queued_at_utc)))


def end(city: City, run_id: str, state: str, model_hash: str | None = None) -> None:
    with city.platform.records.session() as session:
        row = session.get_one(Run, run_id)
        row.state, row.finished_at_utc, row.headline = state, city.clock(), {"ko": "결과", "en": "result"}
        row.model_hash = model_hash or row.model_hash


def test_every_model_gets_one_example_however_often_it_is_asked_for(city: City) -> None:
    queued = examples.tend(city.platform)
    assert len(queued) == len(library.models())
    assert examples.tend(city.platform) == ()
    assert {row.kind for row in rows(city)} == {"sample"}


def test_an_example_is_in_nobodys_list_and_in_nobodys_count(city: City, analyst: Person) -> None:
    for run_id in examples.tend(city.platform):
        end(city, run_id, "finished")
    finished(city, rows(city)[0].organisation_id, at=city.clock(), key="e", kind="sample")
    assert runs.listed(analyst, city.platform) == ()
    assert home.overview(analyst, city.platform).results == ()
    assert usage.table(city.person("supervisor", city.root), city.platform, *MAY).rows == ()


def test_its_account_keeps_the_demo_people_and_is_none_of_them(city: City) -> None:
    examples.tend(city.platform)
    with city.platform.records.session() as session:
        assert demo.real_accounts(session) == 0
    assert {person.role for person in accounts.demo_people(city.platform, HERE)} == {role for role, _, _ in demo.PEOPLE}


def test_when_the_package_changes_the_example_is_made_anew_and_the_old_one_goes(city: City) -> None:
    old, *others = examples.tend(city.platform)
    end(city, old, "finished", model_hash="0" * 64)
    city.platform.lake.run_folder(old).mkdir(parents=True)
    (new,) = examples.tend(city.platform)
    assert {row.id for row in rows(city)} == {old, new, *others}  # until the new one is there, the old one is better than nothing
    end(city, new, "finished")
    assert examples.tend(city.platform) == ()
    assert {row.id for row in rows(city)} == {new, *others}
    assert not city.platform.lake.run_folder(old).exists()


def test_one_that_failed_is_tried_again_the_next_day_and_not_before(city: City) -> None:
    failed, *_ = examples.tend(city.platform)
    end(city, failed, "failed")
    city.clock.move(hours=23)
    assert examples.tend(city.platform) == ()
    city.clock.move(hours=2)
    assert len(examples.tend(city.platform)) == 1


def test_the_headlines_are_those_of_the_platforms_own_examples(city: City) -> None:
    queued = examples.tend(city.platform)
    assert examples.headlines(city.platform, library.models()) == {}
    run_id = next(row.id for row in rows(city) if row.model == "golden_hour")
    assert run_id in queued
    end(city, run_id, "finished")
    assert examples.headlines(city.platform, library.models()) == {"golden_hour": (run_id, {"ko": "결과", "en": "result"})}
