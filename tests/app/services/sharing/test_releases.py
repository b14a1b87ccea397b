"""Results that wait for a reviewer before they leave: on every way out at once, for one person and one content, until the data close."""

from __future__ import annotations

import dataclasses

import polars as pl
import pytest
from sqlalchemy import text as sql
from sqlalchemy.exc import DBAPIError

from app.identity.person import Person
from app.services import inbox
from app.services.agreements import standing as agreements
from app.services.catalogue import catalogue, datasets, policies, wide_policies
from app.services.drafts import drafts
from app.services.results import downloads
from app.services.runs import runs
from app.services.sharing import giving, handing_over, links, release_register, release_rules, release_steps
from app.services.sharing.giving import Wanted as Give
from app.services.sharing.release_steps import Wanted
from connectors.problem import Problem
from data_catalog.policy import ColumnRule, Policy, Subject
from data_catalog.records.tables import LedgerRow, Release, Run
from models.kit import saved
from models.kit.contract import ColumnSpec, TableSpec
from models.kit.result import Table
from tests.app.services.agreements.made import announced, in_force
from tests.app.services.catalogue.made import brought, calls
from tests.app.services.conftest import City
from tests.app.services.sharing.made import result_of

# The file that is made soonest.
TABLE = "tables/performance.csv"


@pytest.fixture
def run(city: City, analyst: Person) -> str:
    return result_of(city, analyst, brought(city, analyst, calls(60), "출동기록.csv"))


def on(city: City, admin: Person, *data: str) -> None:
    release_rules.choose(admin, city.platform, data)


def files_of(city: City, person: Person, run: str) -> tuple[str, ...]:
    """One file of each kind that the run has."""
    result = runs.result(person, city.platform, run)
    picture = [f"pictures/{one.spec.name}.{kind}" for one in result.figures[:1] for kind in ("png", "svg")]
    return (*(f"report.{one}" for one in ("pdf", "hwpx", "xlsx", "html")), f"tables/{result.tables[0].spec.name}.csv", *picture)


def take(city: City, person: Person, run: str, file: str) -> bytes:
    return downloads.of_run(person, city.platform, run, file, "ko").data


def refused(city: City, person: Person, run: str, file: str = "report.html") -> str:
    with pytest.raises(Problem) as problem:
        take(city, person, run, file)
    return problem.value.code


def asked(city: City, person: Person, run: str) -> str:
    return release_steps.ask(person, city.platform, Wanted(run, "의회 업무보고", "시의회 행정위원회"))[0]


def told(city: City, person: Person) -> list[str]:
    return [one.key for one in inbox.listed(person, city.platform)]


def test_nothing_waits_until_the_organisation_says_so(city: City, analyst: Person, admin: Person, run: str) -> None:
    assert release_register.standing(analyst, city.platform, run).state == "free"
    assert take(city, analyst, run, TABLE)
    with pytest.raises(Problem, match=r"release\.not_needed"):
        asked(city, analyst, run)
    on(city, admin, "official", "granted", "personal")
    assert release_register.standing(analyst, city.platform, run).state == "free", "its own working data without personal values"


def test_every_file_and_link_waits_and_leaves_once_it_was_approved(
    city: City, analyst: Person, admin: Person, steward: Person, run: str
) -> None:
    on(city, admin, "working")
    files = files_of(city, analyst, run)
    assert len(files) == 7
    link = Give("run", run, city.platform.today())
    assert {refused(city, analyst, run, file) for file in files} == {"release.needed"}
    with pytest.raises(Problem, match=r"release\.needed"):
        giving.give(analyst, city.platform, link)
    release = asked(city, analyst, run)
    assert told(city, steward) == ["inbox.release_asked"]
    assert {refused(city, analyst, run, file) for file in files} == {"release.waiting"}
    release_steps.approve(steward, city.platform, release)
    assert told(city, analyst) == ["inbox.release_approved"]
    assert all(take(city, analyst, run, file) for file in files)
    token = giving.give(analyst, city.platform, link).token or ""
    assert links.open_link(city.person("analyst", city.fire), city.platform, token).id == run
    with city.platform.records.reading() as session:
        rows = session.query(LedgerRow).where(LedgerRow.event.startswith("release_")).order_by(LedgerRow.id).all()
    assert [(one.event, one.person_id, one.subject_id) for one in rows] == [
        ("release_asked", analyst.id, run), ("release_approved", steward.id, run),
    ]  # fmt: skip
    assert "시의회" not in str([one.facts for one in rows])


def test_what_is_said_above_is_not_undone_below(city: City, analyst: Person, admin: Person, run: str) -> None:
    below = city.person("admin", city.fire)
    on(city, admin, "working")
    assert release_rules.chosen(below, city.platform) == release_rules.Chosen((), ("working",))
    on(city, below)
    assert refused(city, analyst, run) == "release.needed"
    on(city, admin)
    assert take(city, analyst, run, TABLE)
    for nobody in (analyst, city.person("steward", city.root)):
        with pytest.raises(Problem, match=r"not_found\.organisation"):
            on(city, nobody, "working")
    with pytest.raises(Problem, match=r"policy\.choice_unknown"):
        on(city, admin, "secret")


def test_the_keeper_does_not_get_round_it_by_the_tier(city: City, analyst: Person, admin: Person, run: str) -> None:
    on(city, admin, "working")
    dataset = datasets.listed(analyst, city.platform)[0].id
    with pytest.raises(Problem, match=r"dataset\.tier_kept"):
        catalogue.describe(analyst, city.platform, dataset, {"tier": "official"})
    assert refused(city, analyst, run) == "release.needed"


def test_an_approval_is_for_one_content_and_one_wording(city: City, analyst: Person, admin: Person, steward: Person, run: str) -> None:
    on(city, admin, "working")
    release = asked(city, analyst, run)
    release_steps.approve(steward, city.platform, release)
    with city.platform.records.session() as session:
        draft = drafts.start(analyst, city.platform, "golden_hour")
        session.get_one(Run, run).draft_id = draft.id
    drafts.save(analyst, city.platform, draft.id, {"report.length": "full"}, seen=draft.version)
    assert take(city, analyst, run, TABLE)
    draft = drafts.load(analyst, city.platform, draft.id)
    drafts.save(analyst, city.platform, draft.id, {"report.comment": "3월 5일 홍길동 씨 건"}, seen=draft.version)
    assert release_register.standing(analyst, city.platform, run).state == "changed"
    assert refused(city, analyst, run) == "release.changed"
    assert take(city, analyst, run, files_of(city, analyst, run)[4]), "its tables are what they were"
    city.clock.move(minutes=1)
    again = asked(city, analyst, run)
    assert release_register.looked(steward, city.platform, again).worded == {"report.comment": "3월 5일 홍길동 씨 건"}
    draft = drafts.load(analyst, city.platform, draft.id)
    drafts.save(analyst, city.platform, draft.id, {"report.comment": "다른 말"}, seen=draft.version)
    with pytest.raises(Problem, match=r"release\.changed_since"):
        release_steps.approve(steward, city.platform, again)
    release_steps.give_back(steward, city.platform, again, "의견에 이름이 있습니다")
    standing = release_register.standing(analyst, city.platform, run)
    assert (standing.state, standing.comment, refused(city, analyst, run)) == ("returned", "의견에 이름이 있습니다", "release.returned")


def test_a_result_whose_rows_were_changed_leaves_no_more(city: City, analyst: Person, admin: Person, steward: Person, run: str) -> None:
    on(city, admin, "working")
    release_steps.approve(steward, city.platform, asked(city, analyst, run))
    folder = city.platform.lake.run_folder(run)
    result = saved.load(folder)
    fewer = dataclasses.replace(result.tables[0], rows=result.tables[0].rows.reverse())
    fewer.rows.write_parquet(folder / "tables" / f"{fewer.spec.name}.parquet")
    assert {refused(city, analyst, run, file) for file in files_of(city, analyst, run)} == {"release.changed"}


def test_it_ends_with_the_agreement_its_data_were_read_under(city: City, analyst: Person, admin: Person, steward: Person) -> None:
    other = city.person("analyst", city.tax)
    dataset = announced(city, analyst)
    agreement = in_force(city, other, steward, dataset, columns=(ColumnRule("allow", "신고일시"), ColumnRule("allow", "출동센터")))
    run = result_of(city, other, dataset, purpose="statistics")
    on(city, admin, "granted")
    assert refused(city, other, run) == "release.needed"
    release = asked(city, other, run)
    release_steps.approve(steward, city.platform, release)
    assert take(city, other, run, TABLE)
    token = giving.give(other, city.platform, Give("run", run, city.platform.today())).token or ""
    with city.platform.records.reading() as session:
        revision = session.execute(sql("SELECT revision FROM agreements")).scalar_one()
    agreements.revoke(steward, city.platform, agreement, revision, "더 주지 않습니다")
    assert refused(city, other, run) == "share.closed"
    assert release_register.one(other, city.platform, release)[0].state == "ended"
    with pytest.raises(Problem, match=r"not_found\.share"):
        links.open_link(analyst, city.platform, token)
    # The same policy once more, under another agreement: what was approved before does not come back with it.
    in_force(city, other, steward, dataset, columns=(ColumnRule("allow", "신고일시"), ColumnRule("allow", "출동센터")))
    assert release_register.one(other, city.platform, release)[0].state == "ended"
    assert (release_steps.turn(city.platform), release_steps.turn(city.platform)) == (1, 0)
    assert told(city, other)[0] == "inbox.release_ended"


def test_it_ends_when_its_result_is_destroyed_and_what_was_done_stays_known(
    city: City, analyst: Person, admin: Person, steward: Person, run: str
) -> None:
    on(city, admin, "working")
    release = asked(city, analyst, run)
    release_steps.approve(steward, city.platform, release)
    datasets.destroy(analyst, city.platform, datasets.listed(analyst, city.platform)[0].id)
    line, steps = release_register.one(analyst, city.platform, release)
    assert (line.state, line.gone, line.recipient, len(steps)) == ("ended", True, "시의회 행정위원회", 2)
    with pytest.raises(Problem, match=r"release\.ended"):
        release_register.looked(steward, city.platform, release)


def test_who_decides_sees_exactly_what_would_leave(city: City, analyst: Person, admin: Person, steward: Person, run: str) -> None:
    on(city, admin, "working")
    looked = release_register.looked(steward, city.platform, asked(city, analyst, run))
    mine = runs.result(analyst, city.platform, run)
    assert [one.table.rows.to_dict(as_series=False) for one in looked.tables] == [one.rows.to_dict(as_series=False) for one in mine.tables]
    assert [one.cells for one in looked.tables] == [one.rows.height * one.rows.width for one in mine.tables]
    assert looked.result.findings == mine.findings
    release_register.viewed(steward, city.platform, release_register.to_decide(steward, city.platform)[0].id)
    with city.platform.records.reading() as session:
        assert session.query(LedgerRow).where(LedgerRow.event == "release_viewed").count() == 1


def test_nobody_decides_what_they_asked_for_made_or_have(city: City, admin: Person) -> None:
    maker = city.person("analyst steward", city.fire)
    run = result_of(city, maker, brought(city, maker, calls(60), "출동기록.csv"))
    on(city, admin, "working")
    release = asked(city, maker, run)
    assert told(city, maker) == []
    assert told(city, admin) == ["inbox.release_asked"], "the nearest above who is not the maker"
    for act in (release_steps.approve, lambda *given: release_steps.give_back(*given, "그냥")):
        with pytest.raises(Problem, match=r"release\.own"):
            act(maker, city.platform, release)
    # Nor what they handed over to another to ask for.
    colleague = city.person("analyst steward", city.fire)
    release_steps.withdraw(maker, city.platform, release)
    handing_over.hand_over(maker, city.platform, maker.id, colleague.id)
    release = asked(city, colleague, run)
    for who in (maker, colleague):
        with pytest.raises(Problem, match=r"release\.own"):
            release_steps.approve(who, city.platform, release)
    release_steps.approve(admin, city.platform, release)
    assert take(city, colleague, run, TABLE)


def test_another_who_was_given_the_result_asks_for_themselves(
    city: City, analyst: Person, admin: Person, steward: Person, run: str
) -> None:
    colleague = city.person("analyst", city.fire)
    on(city, admin, "working")
    release_steps.approve(steward, city.platform, asked(city, analyst, run))
    giving.give(analyst, city.platform, Give("run", run, city.platform.today(), person_id=colleague.id))
    assert refused(city, colleague, run) == "release.needed"
    release_steps.approve(steward, city.platform, asked(city, colleague, run))
    assert take(city, colleague, run, TABLE)


def test_others_do_nothing_by_its_id(city: City, analyst: Person, admin: Person, steward: Person, run: str) -> None:
    on(city, admin, "working")
    release = asked(city, analyst, run)
    elsewhere = city.person("steward admin", city.tax)
    verbs = (
        lambda who: release_steps.approve(who, city.platform, release),
        lambda who: release_steps.give_back(who, city.platform, release, "그냥"),
        lambda who: release_steps.withdraw(who, city.platform, release),
        lambda who: release_register.one(who, city.platform, release),
        lambda who: release_register.looked(who, city.platform, release),
        lambda who: release_register.viewed(who, city.platform, release),
    )
    for who in (elsewhere, city.person("analyst supervisor auditor trainer author", city.fire)):
        for verb in verbs:
            with pytest.raises(Problem, match=r"not_found\.release"):
                verb(who)
    for verb in verbs[:2]:
        with pytest.raises(Problem, match=r"not_found\.release"):
            verb(analyst)
    with pytest.raises(Problem, match=r"not_found\.run"):
        asked(city, elsewhere, run)
    assert release_register.to_decide(elsewhere, city.platform) == ()
    with pytest.raises(Problem, match=r"not_found\.release"):
        release_steps.withdraw(steward, city.platform, release)
    release_steps.approve(steward, city.platform, release)
    for verb in verbs[:2]:
        with pytest.raises(Problem, match=r"release\.answered"):
            verb(steward)


def test_what_has_to_be_said_is_said_and_names_of_persons_are_not_kept(
    city: City, analyst: Person, admin: Person, steward: Person, run: str
) -> None:
    on(city, admin, "working")
    for purpose, recipient, code in ((" ", "의회", "purpose_missing"), ("보고", "", "recipient_missing")):
        with pytest.raises(Problem, match=rf"release\.{code}"):
            release_steps.ask(analyst, city.platform, Wanted(run, purpose, recipient))
    made = release_steps.ask(analyst, city.platform, Wanted(run, "문의 010-1234-5678", "의회"))[0]
    assert "1234-5678" not in release_register.one(analyst, city.platform, made)[0].purpose
    with pytest.raises(Problem, match=r"release\.asked_already"):
        asked(city, analyst, run)
    with pytest.raises(Problem, match=r"release\.reason_missing"):
        release_steps.give_back(steward, city.platform, made, " ")


def test_where_nobody_else_could_decide_it_is_told_and_nothing_is_asked(city: City) -> None:
    alone = city.person("analyst admin", city.root)
    run = result_of(city, alone, brought(city, alone, calls(60), "출동기록.csv"))
    on(city, alone, "working")
    with pytest.raises(Problem, match=r"release\.nobody"):
        asked(city, alone, run)
    with city.platform.records.reading() as session:
        assert session.query(Release).count() == 0


def test_each_organisation_whose_data_it_was_made_of_decides(city: City, analyst: Person, admin: Person, steward: Person) -> None:
    other = city.person("analyst", city.tax)
    dataset = brought(city, analyst, calls(60), "출동기록.csv")
    wide_policies.save(
        city.person("steward", city.root), city.platform, city.root, Policy("", "시", "allow", "", Subject(), others="allow")
    )
    run = result_of(city, other, dataset)
    below = city.person("admin", city.tax)
    on(city, below, "working")
    assert take(city, other, run, TABLE), "what tax says is about the data of tax"
    on(city, city.person("admin", city.fire), "working")
    standing = release_register.standing(other, city.platform, run)
    assert (standing.state, [body["ko"] for body in standing.bodies]) == ("needed", ["소방본부"])
    release = asked(city, other, run)
    with pytest.raises(Problem, match=r"not_found\.release"):
        release_steps.approve(city.person("steward", city.tax), city.platform, release)
    release_steps.approve(steward, city.platform, release)
    assert take(city, other, run, TABLE)
    made = policies.listed(steward, city.platform, dataset)[0].policy
    wide_policies.save(
        city.person("steward", city.root), city.platform, city.root, dataclasses.replace(made, title="바뀐 이름", dataset_id=None)
    )
    assert refused(city, other, run) in ("release.ended", "share.closed")
    assert admin.organisation_id == city.root


def test_the_steps_cannot_be_rewritten(city: City, analyst: Person, admin: Person, run: str) -> None:
    on(city, admin, "working")
    city.person("steward", city.fire)
    asked(city, analyst, run)
    for statement in ("UPDATE release_events SET comment = 'x'", "DELETE FROM release_events"):
        with pytest.raises(DBAPIError, match="append-only"), city.platform.records.session() as session:
            session.execute(sql(statement))


def test_a_table_is_told_with_its_cells_what_is_hidden_and_the_smallest_count_that_is_left() -> None:
    words = {"ko": "가", "en": "a"}
    spec = TableSpec("by_dong", words, (
        ColumnSpec("dong", words), ColumnSpec("calls", words, "integer", counts=True), ColumnSpec("late", words, "integer", counts=True),
        ColumnSpec("share", words, "share"),
    ))  # fmt: skip
    rows = pl.DataFrame({"dong": ["가", "나", "다"], "calls": [None, 20, 9], "late": [None, 0, 7], "share": [None, 0.0, 0.78]})
    table = Table(spec, rows, "dongs", {"calls": {0: "few"}, "late": {0: "few"}, "share": {0: "other"}})
    told = release_register.weighed(table)
    assert (told.cells, told.counts, told.hidden, told.smallest) == (12, 6, 3, 7)
    bare = release_register.weighed(Table(TableSpec("x", words, (ColumnSpec("dong", words),)), rows.select("dong"), "dongs"))
    assert (bare.cells, bare.counts, bare.hidden, bare.smallest) == (3, 0, 0, None)
