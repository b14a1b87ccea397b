"""Attacks on what is shared: every id that can be asked for, by somebody with an account and no right to it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest
from sqlalchemy import select

from app.identity.person import Person
from app.services import inbox
from app.services.catalogue import catalogue, datasets
from app.services.drafts import drafts, given
from app.services.results import downloads, reports
from app.services.runs import runs
from app.services.sharing import giving, links, listing
from app.services.sharing.giving import Wanted
from app.services.uploads import uploads
from connectors.problem import Problem
from data_catalog.records.tables import LedgerRow, PersonRow, Share, new_id
from tests.app.finished import finished
from tests.app.sample_result import golden_hour
from tests.app.services.catalogue.made import brought, calls
from tests.app.services.conftest import City
from tests.app.services.sharing.test_giving import give
from tests.app.services.uploads.test_uploads import send


@pytest.fixture
def attacker(city: City) -> Person:
    return city.person("analyst", city.tax)


@pytest.fixture
def friend(city: City) -> Person:
    return city.person("analyst")


def refused(code: str, *tries: Callable[[], object]) -> None:
    for number, attack in enumerate(tries):
        with pytest.raises(Problem) as told:
            attack()
        assert told.value.code == code, f"try {number}: {told.value.code}"


def test_anothers_draft_result_and_dataset_are_as_if_there_were_none(city: City, analyst: Person, attacker: Person, friend: Person) -> None:
    """Given to a friend; the attacker knows every id."""
    platform = city.platform
    dataset = brought(city, analyst, calls(40))
    run = finished(analyst, platform, golden_hour())
    draft = drafts.start(analyst, platform, "golden_hour").id
    shares = [give(city, analyst, kind, one, person_id=friend.id).share_id for kind, one in (("run", run), ("draft", draft))]
    for wanted in (run, new_id()):
        refused(
            "not_found.run",
            lambda wanted=wanted: runs.result(attacker, platform, wanted),
            lambda wanted=wanted: runs.progress(attacker, platform, wanted),
            lambda wanted=wanted: runs.cancel(attacker, platform, wanted),
            lambda wanted=wanted: downloads.of_run(attacker, platform, wanted, "report.pdf", "ko"),
            lambda wanted=wanted: listing.of_thing(attacker, platform, "run", wanted),
            lambda wanted=wanted: give(city, attacker, "run", wanted, person_id=attacker.id),
        )
    for wanted in (draft, new_id()):
        refused(
            "not_found.draft",
            lambda wanted=wanted: drafts.load(attacker, platform, wanted),
            lambda wanted=wanted: drafts.save(attacker, platform, wanted, {"settings.target_min": 1}, seen=0),
            lambda wanted=wanted: drafts.discard(attacker, platform, wanted),
            lambda wanted=wanted: drafts.again(attacker, platform, wanted),
            lambda wanted=wanted: listing.of_thing(attacker, platform, "draft", wanted),
            lambda wanted=wanted: give(city, attacker, "draft", wanted),
        )
    for wanted in (dataset, new_id()):
        refused(
            "not_found.dataset",
            lambda wanted=wanted: catalogue.card(attacker, platform, wanted),
            lambda wanted=wanted: listing.of_thing(attacker, platform, "dataset", wanted),
            lambda wanted=wanted: give(city, attacker, "dataset", wanted, organisation_id=city.tax),
        )
    for wanted in (*shares, new_id(), "", "' or 1=1 --"):
        refused(
            "not_found.share",
            lambda wanted=wanted: giving.end(attacker, platform, wanted),
            lambda wanted=wanted: given.shown(attacker, platform, wanted),
            lambda wanted=wanted: given.viewed(attacker, platform, wanted),
            lambda wanted=wanted: given.copy(attacker, platform, wanted),
            lambda wanted=wanted: given.change(attacker, platform, wanted, settings={}, columns={}),
        )
    assert listing.with_me(attacker, platform) == listing.by_me(attacker, platform) == ()


def test_who_may_see_a_draft_cannot_work_on_it_run_it_pass_it_on_or_reach_its_files(city: City, analyst: Person, attacker: Person) -> None:
    platform = city.platform
    draft = drafts.start(analyst, platform, "golden_hour").id
    upload = send(city, analyst, draft, calls(40))
    uploads.read(analyst, platform, upload)
    share = give(city, analyst, "draft", draft, person_id=attacker.id, may_edit=True).share_id
    assert given.shown(attacker, platform, share).inputs["dispatch"].columns[:2] == ("신고일시", "현장도착일시")
    assert "센터0" not in str(given.shown(attacker, platform, share))
    refused(
        "not_found.draft",
        lambda: drafts.load(attacker, platform, draft),
        lambda: drafts.save(attacker, platform, draft, {"inputs.dispatch": {"sample": True}}, seen=0),
        lambda: runs.queue(attacker, platform, draft),
        lambda: uploads.token(attacker, platform, draft, "dispatch"),
        lambda: downloads.of_draft(attacker, platform, draft, "rest_dispatch.xlsx", "ko"),
        lambda: give(city, attacker, "draft", draft, person_id=city.person("analyst", city.tax).id),
        lambda: listing.of_thing(attacker, platform, "draft", draft),
    )
    refused(
        "not_found.upload",
        lambda: uploads.load(attacker, platform, upload),
        lambda: uploads.table(attacker, platform, upload),
        lambda: uploads.remove(attacker, platform, upload),
    )
    refused(
        "share.column_unknown", lambda: given.change(attacker, platform, share, settings={}, columns={("dispatch", "call_at"): "없는 열"})
    )
    refused("setting.no_such", lambda: given.change(attacker, platform, share, settings={"inputs.dispatch": 1}, columns={}))
    with pytest.raises(KeyError):
        given.change(attacker, platform, share, settings={}, columns={("dispatch", "no.such.field"): "신고일시"})
    refused("not_found.share", lambda: giving.end(attacker, platform, share))


def test_to_see_is_not_to_edit_and_only_a_draft_of_one_colleague_can_be_edited(city: City, analyst: Person, attacker: Person) -> None:
    platform = city.platform
    draft, run = drafts.start(analyst, platform, "golden_hour").id, finished(analyst, platform, golden_hour())
    share = give(city, analyst, "draft", draft, person_id=attacker.id).share_id
    refused("share.see_only", lambda: given.change(attacker, platform, share, settings={"target_min": 9}, columns={}))
    assert drafts.load(analyst, platform, draft).settings == {}
    refused(
        "share.edit_not_here",
        lambda: give(city, analyst, "run", run, person_id=attacker.id, may_edit=True),
        lambda: give(city, analyst, "draft", draft, organisation_id=city.tax, may_edit=True),
        lambda: give(city, analyst, "draft", draft, may_edit=True),
    )


def test_an_editor_whose_right_was_taken_in_the_meantime_changes_nothing(
    city: City, analyst: Person, attacker: Person, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The right is asked for again in the very transaction that writes."""
    platform = city.platform
    draft = drafts.start(analyst, platform, "golden_hour").id
    share = give(city, analyst, "draft", draft, person_id=attacker.id, may_edit=True).share_id
    shown = given.shown

    def and_then_taken(*asked: object) -> object:
        found = shown(*asked)  # type: ignore[arg-type]
        giving.end(analyst, platform, share)
        return found

    monkeypatch.setattr(given, "shown", and_then_taken)
    refused("not_found.share", lambda: given.change(attacker, platform, share, settings={"target_min": 9}, columns={}))
    assert drafts.load(analyst, platform, draft).settings == {}


def test_no_link_is_told_from_another(city: City, analyst: Person, attacker: Person) -> None:
    """Never made, mistyped, taken back, over, its thing gone, closed by policies, and the hash in its place: one answer."""
    platform = city.platform
    run = finished(analyst, platform, golden_hour())
    dataset = brought(city, analyst, calls(40))
    back, over, closed = (give(city, analyst, kind, one, days=days) for kind, one, days in (
        ("run", run, 30), ("run", run, 0), ("dataset", dataset, 30)))  # fmt: skip
    gone = give(city, analyst, "draft", drafts.start(analyst, platform, "golden_hour").id)
    drafts.discard(analyst, platform, _subject(city, gone.share_id))
    giving.end(analyst, platform, back.share_id)
    city.clock.move(hours=13)
    tokens = [back.token, over.token, closed.token, gone.token, "a" * 42, "", "x" * 10_000, giving.hashed(back.token or ""), "%", "널\x00"]
    said = set()
    for token in tokens:
        with pytest.raises(Problem) as told:
            links.open_link(attacker, platform, token or "")
        said.add((told.value.code, str(told.value.facts)))
    assert said == {("not_found.share", "{}")}
    assert inbox.listed(attacker, platform) == ()
    with platform.records.reading() as session:
        assert session.scalars(select(LedgerRow.id).where(LedgerRow.event == "share_opened")).all() == []


def _subject(city: City, share: str) -> str:
    with city.platform.records.reading() as session:
        return session.get_one(Share, share).subject_id


def test_a_closed_account_and_one_outside_the_demo_receive_nothing(city: City, analyst: Person) -> None:
    run = finished(analyst, city.platform, golden_hour())
    shut, demo = city.person("analyst"), city.person("analyst")
    with city.platform.records.session() as session:
        session.get_one(PersonRow, shut.id).disabled = True
        session.get_one(PersonRow, demo.id).demo = True
    refused(
        "not_found.person", *(lambda to=to: give(city, analyst, "run", run, person_id=to) for to in (shut.id, demo.id, new_id(), "0" * 32))
    )
    refused("share.self", lambda: give(city, analyst, "run", run, person_id=analyst.id))
    refused("not_found.organisation", *(lambda to=to: give(city, analyst, "run", run, organisation_id=to) for to in (new_id(), "0" * 32)))
    last = city.platform.today() + timedelta(days=366)
    refused("share.until_wrong", *(lambda day=day: giving.give(analyst, city.platform, Wanted("run", run, day))
                                   for day in (city.platform.today() - timedelta(days=1), last)))  # fmt: skip


def test_a_steward_of_another_tree_and_an_auditor_end_nothing_and_the_own_steward_does(city: City, analyst: Person, friend: Person) -> None:
    run = finished(analyst, city.platform, golden_hour())
    share = give(city, analyst, "run", run, person_id=friend.id).share_id
    others = (city.person("steward", city.tax), city.person("auditor"), friend)
    refused("not_found.share", *(lambda one=one: giving.end(one, city.platform, share) for one in others))
    giving.end(city.person("steward", city.fire), city.platform, share)
    refused("not_found.run", lambda: runs.result(friend, city.platform, run))


def test_who_was_given_a_result_makes_its_report_and_nothing_else_of_it(city: City, analyst: Person, friend: Person) -> None:
    """No pass-on, no look into the draft's notes, no cancelling; what is taken along is on record under their name."""
    platform = city.platform
    run = finished(analyst, platform, golden_hour())
    draft = runs.listed(analyst, platform)[0].draft_id or ""
    drafts.save(analyst, platform, draft, {"report.comment": "나만 보는 말", "report.title": "내부 보고"}, seen=0)
    give(city, analyst, "run", run, person_id=friend.id)
    made = reports.make(friend, platform, run, "html", "ko").decode()
    assert "나만 보는 말" not in made
    assert "내부 보고" not in made
    refused("not_found.run", lambda: give(city, friend, "run", run, person_id=city.person("analyst").id))
    refused("not_found.run", lambda: runs.progress(friend, platform, run), lambda: runs.cancel(friend, platform, run))
    with platform.records.reading() as session:
        assert session.scalars(select(LedgerRow.person_id).where(LedgerRow.event == "report_made")).all() == [friend.id]


def test_a_dataset_that_was_shared_is_neither_described_nor_destroyed_by_its_receiver(
    city: City, analyst: Person, attacker: Person
) -> None:
    from app.services.catalogue import policies
    from tests.app.services.sharing.test_giving import policy

    dataset = brought(city, analyst, calls(40))
    policies.save(city.person("steward"), city.platform, dataset, policy(city, "출동센터"))
    give(city, analyst, "dataset", dataset, person_id=attacker.id)
    refused(
        "not_found.dataset",
        lambda: catalogue.describe(attacker, city.platform, dataset, {}, "내 것"),
        lambda: datasets.destroy(attacker, city.platform, dataset),
        lambda: datasets.set_retention(attacker, city.platform, dataset, city.platform.today()),
        lambda: give(city, attacker, "dataset", dataset, organisation_id=city.tax),
    )
