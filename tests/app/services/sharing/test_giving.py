"""Giving things to colleagues: who sees what of them, what policies keep closed, and that it stops at once."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import select

from app.identity.person import Person
from app.services import home, inbox, settings
from app.services.catalogue import policies
from app.services.drafts import drafts, given
from app.services.results import downloads, looks
from app.services.runs import my_runs, runs
from app.services.search import results as found_results
from app.services.sharing import giving, links, listing
from app.services.sharing.giving import Given, Wanted
from connectors.problem import Problem
from data_catalog.policy import ColumnRule, Condition, Policy, Subject
from data_catalog.records.tables import LedgerRow, Organisation, PersonRow, Share, ShareOpening
from tests.app.finished import finished
from tests.app.sample_result import golden_hour
from tests.app.services.catalogue.made import brought, calls
from tests.app.services.conftest import City
from tests.app.services.sharing.made import result_of


@pytest.fixture
def colleague(city: City) -> Person:
    """Of the analyst's own department."""
    return city.person("analyst")


@pytest.fixture
def stranger(city: City) -> Person:
    """Of another department of the city."""
    return city.person("analyst", city.tax)


def give(city: City, giver: Person, kind: str, subject: str, *, days: int = 30, **to: object) -> Given:
    wanted = Wanted(kind, subject, city.platform.today() + timedelta(days=days), **to)  # type: ignore[arg-type]
    return giving.give(giver, city.platform, wanted)


def policy(city: City, *columns: str, rows: tuple[Condition, ...] = (), effect: str = "allow", to: str | None = None) -> Policy:
    allowed = tuple(ColumnRule("allow" if effect == "allow" else "mask", name) for name in columns)
    return Policy("", "규칙", effect, "", Subject(to or city.tax), rows=rows, columns=allowed)


def events(city: City, *wanted: str) -> list[tuple[str, str | None, dict[str, object]]]:
    with city.platform.records.reading() as session:
        rows = session.execute(select(LedgerRow).where(LedgerRow.event.in_(wanted)).order_by(LedgerRow.id)).scalars()
        return [(row.event, row.person_id, dict(row.facts)) for row in rows]


def sees(city: City, person: Person, run: str) -> bool:
    """Whether every way to a result is open, or every way is closed: never one and not the other."""
    ways = (
        lambda: runs.result(person, city.platform, run),
        lambda: my_runs.load(person, city.platform, run),
        lambda: runs.viewed(person, city.platform, run),
        lambda: downloads.of_run(person, city.platform, run, "tables/performance.csv", "ko"),
        lambda: looks.cells(person, city.platform, run, "nothing.json"),
    )
    open_ = []
    for way in ways:
        try:
            way()
        except Problem as problem:
            open_.append(problem.code == "not_found.file")
        else:
            open_.append(True)
    assert len(set(open_)) == 1, open_
    return open_[0]


def test_a_result_is_seen_by_who_was_given_it_until_it_is_taken_back(
    city: City, analyst: Person, colleague: Person, stranger: Person
) -> None:
    run = finished(analyst, city.platform, golden_hour())
    assert not sees(city, colleague, run)
    share = give(city, analyst, "run", run, person_id=colleague.id).share_id
    assert sees(city, colleague, run)
    assert not sees(city, stranger, run)
    one = my_runs.load(colleague, city.platform, run)
    assert (one.own, one.draft_id) == (False, None), "the draft behind it is not given with it"
    (line,) = listing.with_me(colleague, city.platform)
    assert (line.kind, line.subject_id, line.giver, line.may_edit, line.closed) == ("run", run, "아무개", False, False)
    assert line.until == city.platform.today() + timedelta(days=30)
    assert [hit[0].id for hit in found_results.seen(colleague, city.platform)] == [run]
    assert [line.id for line in home.overview(colleague, city.platform).shared] == [share]
    message = inbox.listed(colleague, city.platform)[0]
    assert (message.key, message.link) == ("inbox.share_given_run", f"/result?run={run}")
    giving.end(analyst, city.platform, share)
    assert not sees(city, colleague, run)
    assert listing.with_me(colleague, city.platform) == ()
    assert found_results.seen(colleague, city.platform) == []
    told = events(city, "share_given", "share_ended")
    assert [(event, who) for event, who, _ in told] == [("share_given", analyst.id), ("share_ended", analyst.id)]
    assert told[0][2] == {"share": share, "way": "person", "right": "see", "until": line.until.isoformat(), "to": colleague.id}


def test_it_ends_by_itself_when_its_day_is_over_where_the_platform_is(city: City, analyst: Person, colleague: Person) -> None:
    run = finished(analyst, city.platform, golden_hour())
    give(city, analyst, "run", run, days=1, person_id=colleague.id)
    city.clock.move(hours=35, minutes=59)  # it is noon in Seoul: a minute before the end of tomorrow
    assert sees(city, colleague, run)
    city.clock.move(minutes=1)
    assert not sees(city, colleague, run)
    assert listing.by_me(analyst, city.platform) == ()


def test_an_organisation_is_given_to_with_all_below_it_and_nobody_beside(city: City, analyst: Person, stranger: Person) -> None:
    run = finished(analyst, city.platform, golden_hour())
    give(city, analyst, "run", run, organisation_id=city.tax)
    assert sees(city, stranger, run)
    assert not sees(city, city.person("analyst", city.root), run), "who stands above is not below"
    assert not sees(city, city.person("analyst", city.fire), run)
    assert inbox.listed(stranger, city.platform)[0].key == "inbox.share_given_run"
    with city.platform.records.session() as session:
        session.get_one(Organisation, city.tax).valid_to = city.platform.today()
    assert not sees(city, stranger, run), "an organisation that ended brings nobody anything"


def test_a_link_opens_for_who_has_it_and_is_theirs_until_it_ends(city: City, analyst: Person, stranger: Person) -> None:
    run = finished(analyst, city.platform, golden_hour())
    made = give(city, analyst, "run", run)
    assert made.token is not None
    assert made.token.isalpha()
    assert len(made.token) == 42
    assert not sees(city, stranger, run), "a link nobody opened gives nobody anything"
    leads = links.open_link(stranger, city.platform, made.token)
    assert (leads.kind, leads.id, leads.own) == ("run", run, False)
    assert sees(city, stranger, run)
    links.open_link(stranger, city.platform, made.token)
    assert [who for _, who, _ in events(city, "share_opened")] == [stranger.id], "it is opened once"
    assert listing.of_thing(analyst, city.platform, "run", run)[1][0].opened == 1
    with city.platform.records.reading() as session:
        kept = session.scalars(select(Share)).one()
        assert made.token not in str(vars(kept))
        assert kept.token_hash is not None
    giving.end(analyst, city.platform, made.share_id)
    assert not sees(city, stranger, run)
    with pytest.raises(Problem, match=r"not_found\.share"):
        links.open_link(stranger, city.platform, made.token)


def test_a_result_of_own_data_is_for_the_house_and_for_others_as_policies_say(
    city: City, analyst: Person, colleague: Person, stranger: Person
) -> None:
    steward = city.person("steward")
    dataset = brought(city, analyst, calls(60), "출동기록.csv")
    run = result_of(city, analyst, dataset)
    give(city, analyst, "run", run, person_id=colleague.id)
    assert sees(city, colleague, run), "the department keeps the data"
    with pytest.raises(Problem, match=r"share\.recipient_nothing") as told:
        give(city, analyst, "run", run, person_id=stranger.id)
    assert told.value.facts["title"] == "출동기록.csv"
    policies.save(steward, city.platform, dataset, policy(city, "출동센터"))
    with pytest.raises(Problem, match=r"share\.recipient_columns") as told:
        give(city, analyst, "run", run, person_id=stranger.id)
    assert told.value.facts["columns"] == ["신고일시"]
    part = policy(city, "출동센터", "신고일시", rows=(Condition("출동센터", "is", ("센터0",)),))
    saved = policies.save(steward, city.platform, dataset, replace(part, id=_only(city, steward, dataset)))
    with pytest.raises(Problem, match=r"share\.recipient_rows"):
        give(city, analyst, "run", run, organisation_id=city.tax)
    policies.save(steward, city.platform, dataset, replace(part, id=saved, rows=()))
    give(city, analyst, "run", run, organisation_id=city.tax)
    assert sees(city, stranger, run)
    policies.end(steward, city.platform, dataset, saved)
    assert not sees(city, stranger, run), "a policy that ends closes the results too"
    with pytest.raises(Problem, match=r"share\.closed"):
        runs.result(stranger, city.platform, run)
    (line,) = listing.with_me(stranger, city.platform)
    assert (line.closed, line.headline) == (True, None)
    assert found_results.seen(stranger, city.platform) == []


def test_a_denying_policy_and_the_platforms_setting_close_a_result_within_the_house_too(
    city: City, analyst: Person, colleague: Person
) -> None:
    dataset = brought(city, analyst, calls(60))
    run = result_of(city, analyst, dataset)
    give(city, analyst, "run", run, person_id=colleague.id)
    steward, admin = city.person("steward"), city.person("admin", city.root)
    cap = policies.save(steward, city.platform, dataset, policy(city, "출동센터", effect="deny", to=city.fire))
    assert not sees(city, colleague, run)
    policies.end(steward, city.platform, dataset, cap)
    assert sees(city, colleague, run)
    settings.change(admin, city.platform, "result_shared_by", "policies")
    assert not sees(city, colleague, run)
    with pytest.raises(Problem, match=r"share\.recipient_nothing"):
        give(city, analyst, "run", run, person_id=city.person("analyst").id)


def test_what_was_read_by_a_policys_leave_is_shown_to_who_has_the_same_leave_and_nobody_else(
    city: City, analyst: Person, stranger: Person
) -> None:
    """The house's own people too: the maker did not keep the data, so it is not theirs to hand round."""
    steward = city.person("steward")
    dataset = brought(city, analyst, calls(60))
    policies.save(steward, city.platform, dataset, policy(city, "출동센터", "신고일시", rows=(Condition("출동센터", "is", ("센터0",)),)))
    run = result_of(city, stranger, dataset)
    alike = city.person("analyst", city.tax)
    give(city, stranger, "run", run, person_id=alike.id)
    assert sees(city, alike, run)
    give(city, stranger, "run", run, person_id=analyst.id)
    assert sees(city, analyst, run), "who keeps the data sees all of it"
    with pytest.raises(Problem, match=r"share\.recipient_nothing"):
        give(city, stranger, "run", run, person_id=city.person("analyst", city.fire).id)


def test_a_dataset_is_pointed_to_where_policies_let_it_be_seen(city: City, analyst: Person, stranger: Person) -> None:
    dataset = brought(city, analyst, calls(60), "출동기록.csv")
    with pytest.raises(Problem, match=r"share\.recipient_nothing"):
        give(city, analyst, "dataset", dataset, person_id=stranger.id)
    token = give(city, analyst, "dataset", dataset).token
    assert token is not None
    with pytest.raises(Problem, match=r"not_found\.share"):
        links.open_link(stranger, city.platform, token)
    policies.save(city.person("steward"), city.platform, dataset, policy(city, "출동센터"))
    share = give(city, analyst, "dataset", dataset, person_id=stranger.id).share_id
    assert links.open_link(stranger, city.platform, token).id == dataset
    (line,) = listing.with_me(stranger, city.platform)
    assert (line.id, line.title, line.way) == (share, "출동기록.csv", "person")
    assert inbox.listed(stranger, city.platform)[0].facts["title"] == "출동기록.csv"


def test_a_draft_is_told_without_a_row_and_changed_only_where_it_may_be(city: City, analyst: Person, stranger: Person) -> None:
    dataset = brought(city, analyst, calls(60), "출동기록.csv")
    version = result_version(city, analyst, dataset)
    draft = drafts.start(analyst, city.platform, "golden_hour", name="다음 달 보고")
    mapping = {"mapping.dispatch.call_at": {"how": "column", "columns": ["신고일시"]}}
    mapping |= {"mapping.dispatch.center": {"how": "column", "columns": ["출동센터"], "values": {"센터0": "비밀센터"}}}
    drafts.save(
        analyst, city.platform, draft.id, {"inputs.dispatch": {"dataset_version": version}, "settings.target_min": 6, **mapping}, seen=0
    )
    policies.save(city.person("steward"), city.platform, dataset, policy(city, "출동센터"))
    share = give(city, analyst, "draft", draft.id, person_id=stranger.id).share_id
    seen = given.shown(stranger, city.platform, share)
    assert (seen.name, seen.owner, seen.settings, seen.may_edit) == ("다음 달 보고", "아무개", {"target_min": 6}, False)
    assert seen.inputs["dispatch"].columns == ("출동센터",)
    assert seen.mapping["dispatch"] == {"call_at": None, "center": ("출동센터",)}, "a column policies hide is not named"
    assert "비밀센터" not in str(seen)
    with pytest.raises(Problem, match=r"share\.see_only"):
        given.change(stranger, city.platform, share, settings={"target_min": 9}, columns={})
    with pytest.raises(Problem, match=r"not_found\.draft"):
        drafts.load(stranger, city.platform, draft.id)
    copied = drafts.load(stranger, city.platform, given.copy(stranger, city.platform, share))
    assert (copied.person_id, copied.organisation_id, copied.copied_from) == (stranger.id, city.tax, draft.id)
    assert copied.settings == {"target_min": 6}
    assert copied.mapping == {"dispatch": {"center": {"how": "column", "columns": ["출동센터"]}}}
    share = give(city, analyst, "draft", draft.id, person_id=stranger.id, may_edit=True).share_id
    assert given.change(stranger, city.platform, share, settings={"target_min": 9}, columns={("dispatch", "center"): None}) == 2
    now = drafts.load(analyst, city.platform, draft.id)
    assert now.settings == {"target_min": 9}
    assert set(now.mapping["dispatch"]) == {"call_at"}
    assert [(who, facts["fields"]) for _, who, facts in events(city, "draft_edited")] == [(stranger.id, 2)]
    drafts.discard(analyst, city.platform, draft.id)
    with pytest.raises(Problem, match=r"not_found\.share"):
        given.shown(stranger, city.platform, share)
    with city.platform.records.reading() as session:
        assert session.scalars(select(Share.id).where(Share.subject_id == draft.id)).all() == []


def result_version(city: City, person: Person, dataset: str) -> str:
    from app.services.catalogue import datasets

    return datasets.line(person, city.platform, dataset).version_id


def test_what_is_shared_goes_with_the_thing(city: City, analyst: Person, colleague: Person) -> None:
    from app.services.catalogue import datasets

    dataset = brought(city, analyst, calls(60))
    run = result_of(city, analyst, dataset)
    token = give(city, analyst, "run", run).token
    assert token is not None
    links.open_link(colleague, city.platform, token)
    give(city, analyst, "run", run, person_id=colleague.id)
    datasets.destroy(analyst, city.platform, dataset)
    with city.platform.records.reading() as session:
        assert (session.scalars(select(Share.id)).all(), session.scalars(select(ShareOpening.share_id)).all()) == ([], [])
    assert [message.key for message in inbox.listed(colleague, city.platform)] == []
    with pytest.raises(Problem, match=r"not_found\.share"):
        links.open_link(colleague, city.platform, token)


def test_colleagues_are_found_by_two_letters_and_never_who_cannot_sign_in(city: City, analyst: Person) -> None:
    here, there = city.person("analyst", login="kimdispatch"), city.person("analyst", city.tax, login="leedispatch")
    with city.platform.records.session() as session:
        session.get_one(PersonRow, city.person("analyst", login="gonedispatch").id).disabled = True
    assert [one.id for one in listing.colleagues(analyst, city.platform, "dispatch")] == [here.id, there.id], "one's own people first"
    for few in ("", " d ", "%", "없는사람"):
        assert listing.colleagues(analyst, city.platform, few) == ()


def _only(city: City, steward: Person, dataset: str) -> str:
    (line,) = policies.listed(steward, city.platform, dataset)
    return line.policy.id
