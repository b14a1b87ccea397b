"""Handing everything over: what moves and what does not, who may, and that nothing is forgotten or opened by it."""

from __future__ import annotations

import pytest
from sqlalchemy import func, select

from app.identity import sessions
from app.identity.person import Person
from app.services import home, inbox
from app.services.catalogue import datasets, policies
from app.services.drafts import drafts
from app.services.people import people
from app.services.runs import runs
from app.services.sharing import giving, handing_over, listing, reviewing
from app.services.uploads import uploads
from connectors.problem import Problem
from data_catalog.policy import Condition
from data_catalog.records.tables import Draft, LedgerRow, PersonRow, Run, Source, new_id
from tests.app.finished import finished
from tests.app.sample_result import golden_hour
from tests.app.services.catalogue.made import brought, calls
from tests.app.services.conftest import City
from tests.app.services.sharing.made import result_of
from tests.app.services.sharing.test_giving import events, give, policy, sees
from tests.app.services.uploads.test_uploads import send


@pytest.fixture
def successor(city: City) -> Person:
    return city.person("analyst")


def source(city: City, person: Person) -> str:
    """A source on a schedule, as a steward set it up."""
    row = Source(
        id=new_id(), organisation_id=person.organisation_id, person_id=person.id, title="매달 출동", kind="folder", settings={},
        schedule={"every": "day", "at": "06:00"}, state="ready",
    )  # fmt: skip
    with city.platform.records.session() as session:
        session.add(row)
    return row.id


def whose(city: City, table: type, id_: str) -> str:
    with city.platform.records.reading() as session:
        found: str = session.get_one(table, id_).person_id
        return found


def test_everything_moves_in_one_step_and_the_ledger_keeps_who_did_what(city: City, analyst: Person, successor: Person) -> None:
    platform = city.platform
    dataset = brought(city, analyst, calls(40), "출동기록.csv")
    run = result_of(city, analyst, dataset)
    draft = drafts.start(analyst, platform, "golden_hour", name="다음 달").id
    upload = send(city, analyst, draft, calls(20))
    uploads.read(analyst, platform, upload)
    friend = city.person("analyst")
    share = give(city, analyst, "run", run, person_id=friend.id).share_id
    give(city, analyst, "run", run, person_id=successor.id)
    before = events(city, "upload", "dataset_added", "draft_started")
    told = handing_over.what_moves(analyst, platform, analyst.id, successor.id)
    with platform.records.reading() as session:
        drafts_there = session.scalar(select(func.count()).select_from(Draft)) or 0
    assert told.counts == {"drafts": drafts_there, "results": 1, "datasets": 1, "sources": 0}
    assert (told.shares, told.closed, told.reviews, told.stay_elsewhere, told.under_way) == (2, 0, 0, 0, 0)
    assert whose(city, Run, run) == analyst.id, "telling what would move moves nothing"
    assert handing_over.hand_over(analyst, platform, analyst.id, successor.id) == told
    assert [line.title for line in datasets.listed(successor, platform) if line.own] == ["출동기록.csv"]
    assert drafts.load(successor, platform, draft).name == "다음 달"
    assert uploads.load(successor, platform, upload).file_name
    assert sees(city, successor, run)
    assert home.overview(successor, platform).results[0].headline is not None
    assert not sees(city, analyst, run), "who handed over keeps no second key"
    assert datasets.listed(analyst, platform) == ()
    with pytest.raises(Problem, match=r"not_found\.draft"):
        drafts.load(analyst, platform, draft)
    assert sees(city, friend, run), "who was given it still has it"
    (line,) = listing.by_me(successor, platform)
    assert line.id == share, "and what was shared with the successor is theirs"
    giving.end(successor, platform, share)
    with pytest.raises(Problem, match=r"not_found\.share"):
        giving.end(analyst, platform, share)
    assert events(city, "upload", "dataset_added", "draft_started") == before
    noted = events(city, "handed_over")
    assert [(who, facts["to"]) for _, who, facts in noted] == [(analyst.id, successor.id)] * 2
    assert noted[0][2] == {"to": successor.id, **told.counts, "shares": 2}
    message = inbox.listed(successor, platform)[0]
    assert (message.key, message.facts["datasets"], message.link) == ("inbox.handed_over", 1, "/analyses")


def test_a_result_of_data_the_successor_may_not_see_moves_and_stays_closed(city: City, analyst: Person) -> None:
    """Made by somebody of another department under a policy for stewards there; the successor is none."""
    giver, taker = city.person("analyst steward", city.tax), city.person("analyst", city.tax)
    dataset = brought(city, analyst, calls(60))
    from dataclasses import replace

    given = policy(city, "출동센터", "신고일시", rows=(Condition("출동센터", "is", ("센터0",)),))
    saved = policies.save(city.person("steward"), city.platform, dataset, replace(given, subject=replace(given.subject, role="steward")))
    run = result_of(city, giver, dataset)
    assert sees(city, giver, run)
    assert handing_over.hand_over(giver, city.platform, giver.id, taker.id).closed == 1
    assert not sees(city, taker, run)
    (line,) = [one for one in runs.listed(taker, city.platform) if one.id == run]
    assert line.headline is None, "a list tells no finding of it either"
    assert home.overview(taker, city.platform).results[0].headline is None
    people.set_roles(city.person("admin", city.root), city.platform, taker.id, ["steward", "analyst"])
    assert sees(city, taker, run), "and opens when policies let them see it"
    assert saved


def test_sources_go_to_a_steward_and_stay_with_nobody_else(city: City, successor: Person) -> None:
    giver = city.person("steward analyst")
    one = source(city, giver)
    told = handing_over.hand_over(giver, city.platform, giver.id, successor.id)
    assert (told.sources, told.stay_sources, whose(city, Source, one)) == ((), 1, giver.id)
    other = city.person("steward")
    assert handing_over.hand_over(giver, city.platform, giver.id, other.id).sources == (one,)
    assert whose(city, Source, one) == other.id


def test_a_steward_hands_over_within_their_tree_and_an_administrator_closes_the_account(
    city: City, analyst: Person, successor: Person
) -> None:
    platform = city.platform
    dataset = brought(city, analyst, calls(20))
    steward, admin = city.person("steward", city.root), city.person("admin", city.root)
    with pytest.raises(Problem, match=r"rights\.role_needed"):
        handing_over.hand_over(steward, platform, analyst.id, successor.id, close=True)
    assert [line.own for line in datasets.listed(analyst, platform)] == [True], "nothing moved when the account could not be closed"
    with platform.records.session() as session:
        token, _ = sessions.begin(session, analyst.id, city.clock())
    there = city.person("analyst", city.tax)
    assert handing_over.hand_over(admin, platform, analyst.id, there.id, close=True).datasets == (dataset,)
    assert sessions.find(platform.records, token, city.clock()) is None, "its sessions end at once"
    with platform.records.reading() as session:
        assert session.get_one(PersonRow, analyst.id).disabled
        facts = session.scalars(select(LedgerRow.facts).where(LedgerRow.event == "handed_over").order_by(LedgerRow.id)).first()
    assert facts is not None
    assert facts["closed"] is True
    assert [line.id for line in datasets.listed(there, platform) if line.own] == [dataset]


def test_nobody_takes_or_pushes_what_they_may_not(city: City, analyst: Person, successor: Person) -> None:
    platform = city.platform
    brought(city, analyst, calls(20))
    elsewhere = city.person("analyst", city.tax)
    attempts = {
        "not_found.person": [
            (elsewhere, analyst.id, successor.id), (city.person("supervisor", city.root), analyst.id, successor.id),
            (city.person("steward", city.tax), analyst.id, successor.id), (analyst, new_id(), successor.id),
            (analyst, analyst.id, new_id()),
            (analyst, analyst.id, "0" * 32),
        ],
        "handover.same": [(analyst, analyst.id, analyst.id)],
        "handover.elsewhere": [(analyst, analyst.id, elsewhere.id)],
    }  # fmt: skip
    steward = city.person("steward", city.root)
    attempts["handover.to_self"] = [(steward, analyst.id, steward.id)]
    for code, tries in attempts.items():
        for who, giver, taker in tries:
            for way in (handing_over.what_moves, handing_over.hand_over):
                with pytest.raises(Problem) as told:
                    way(who, platform, giver, taker)
                assert told.value.code == code, (code, who.roles, told.value.code)
    admin, beside = city.person("admin", city.root), city.person("analyst", city.root)
    with pytest.raises(Problem, match=r"people\.self"):
        handing_over.hand_over(admin, platform, admin.id, beside.id, close=True)
    assert len(datasets.listed(analyst, platform)) == 1


def test_a_run_under_way_is_waited_for_and_a_review_that_waits_stops(city: City, analyst: Person, successor: Person) -> None:
    platform = city.platform
    run = finished(analyst, platform, golden_hour())
    asked = finished(successor, platform, golden_hour())
    reviewing.ask(analyst, platform, run, successor.id)
    reviewing.ask(successor, platform, asked, analyst.id)
    with platform.records.session() as session:
        session.get_one(Run, run).state = "running"
    with pytest.raises(Problem, match=r"handover\.run_under_way"):
        handing_over.hand_over(analyst, platform, analyst.id, successor.id)
    with platform.records.session() as session:
        session.get_one(Run, run).state = "finished"
    assert handing_over.hand_over(analyst, platform, analyst.id, successor.id).reviews == 2
    assert reviewing.waiting(analyst, platform) == reviewing.waiting(successor, platform) == ()
    assert reviewing.of_run(successor, platform, run).state == "none"
    assert inbox.listed(successor, platform)[1].key == "inbox.review_lapsed"
    with pytest.raises(Problem, match=r"review\.author"):
        reviewing.ask(successor, platform, run, analyst.id)
