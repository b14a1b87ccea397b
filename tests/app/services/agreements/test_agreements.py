"""Agreements from the request to their end: who decides, what is shown exactly, and who is told."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import polars as pl
import pytest
from sqlalchemy import select, text
from sqlalchemy.exc import DBAPIError

from app.identity.person import Person
from app.services import inbox
from app.services.agreements import asking, deciding, register, standing, steps
from app.services.catalogue import access, datasets, explaining, policies
from connectors.problem import Problem
from data_catalog.legal_bases import articles
from data_catalog.policy import ColumnRule, Condition, Policy, Subject
from data_catalog.records.tables import Agreement, AgreementEvent, LedgerRow, PolicyRow
from tests.app.services.agreements.made import CENTER_0, asked, at_once, in_force, revision, state, terms, wanted
from tests.app.services.catalogue.made import brought, calls
from tests.app.services.conftest import City


def told(city: City, person: Person) -> list[str]:
    return [one.key for one in inbox.listed(person, city.platform)]


def events(city: City) -> list[str]:
    with city.platform.records.reading() as session:
        rows = session.scalars(select(LedgerRow.event).where(LedgerRow.event.startswith("agreement_")).order_by(LedgerRow.id))
        return list(rows)


def seen(city: City, person: Person, dataset: str, purpose: str | None) -> pl.DataFrame:
    version = _version(city, dataset)
    return pl.read_parquet(access.opened(person, city.platform, {"dataset_version": version, "purpose": purpose}).path)


def _version(city: City, dataset: str) -> str:
    with city.platform.records.reading() as session:
        return steps.newest(session, dataset).id


def test_only_what_was_announced_is_found_and_only_its_columns_are_told(city: City, analyst: Person, asker: Person, dataset: str) -> None:
    hidden = brought(city, analyst, calls(40), "숨은.csv")
    (found,) = asking.offered(asker, city.platform)
    assert (found.id, found.title, found.description) == (dataset, "출동기록", "구급 출동")
    assert found.columns == ("신고일시", "현장도착일시", "출동센터")
    assert asking.offered(asker, city.platform, "구급 기록") == (found,)
    assert asking.offered(asker, city.platform, "세금") == ()
    assert asking.offered(city.person("analyst"), city.platform) == (), "the own department's"
    with pytest.raises(Problem, match=r"not_found\.dataset"):
        asked(city, asker, hidden)
    with pytest.raises(Problem, match=r"not_found\.dataset"):
        datasets.line(asker, city.platform, dataset)


def test_what_was_agreed_is_seen_exactly_for_its_purpose_until_its_day(city: City, asker: Person, steward: Person, dataset: str) -> None:
    agreement = asked(city, asker, dataset)
    assert told(city, steward) == ["inbox.agreement_asked"]
    (line,) = register.to_decide(steward, city.platform)
    assert (line.id, line.state, line.waited_days, line.decides, line.mine) == (agreement, "asked", 0, True, False)
    with pytest.raises(Problem, match=r"not_found\.dataset"):
        seen(city, asker, dataset, "statistics")
    made = deciding.approve(steward, city.platform, agreement, 1)
    shown = seen(city, asker, dataset, "statistics")
    assert [name for name in shown.columns if not name.startswith("_")] == ["신고일시", "출동센터"]
    assert shown["출동센터"].to_list() == ["센터0"] * 20
    assert set(shown["신고일시"].to_list()) == {"2024-01"}
    for purpose in (None, "research", "inspection"):
        with pytest.raises(Problem, match=r"policy\.nothing_allowed"):
            seen(city, asker, dataset, purpose)
    for other in (city.person("analyst", city.root), city.person("analyst", city.fire)):
        with pytest.raises(Problem, match=r"not_found\.dataset"):
            seen(city, other, dataset, "statistics")
    assert told(city, asker) == ["inbox.agreement_approved"]
    with city.platform.records.reading() as session:
        row = session.get_one(PolicyRow, made)
        assert (row.agreement_id, row.purpose, row.below, row.effect) == (agreement, "statistics", False, "allow")
    city.clock.move(days=31)
    with pytest.raises(Problem, match=r"policy\.nothing_allowed"):
        seen(city, asker, dataset, "statistics")
    assert events(city) == ["agreement_asked", "agreement_approved"]


def test_narrower_terms_are_offered_accepted_and_approved_as_they_are(city: City, asker: Person, steward: Person, dataset: str) -> None:
    agreement = asked(city, asker, dataset, rows=())
    narrow = terms(city, days=10, columns=(ColumnRule("allow", "출동센터"),))
    for wide in (
        terms(city, days=31),
        terms(city, columns=(ColumnRule("allow", "신고일시"), ColumnRule("allow", "출동센터"))),
        terms(city, columns=(ColumnRule("allow", "현장도착일시"),)),
        replace(terms(city), retention_days=31),
    ):
        with pytest.raises(Problem, match=r"agreement\.wider"):
            deciding.offer(steward, city.platform, agreement, 1, wide)
    deciding.offer(steward, city.platform, agreement, 1, narrow, "센터별로만 드립니다")
    assert (told(city, asker), state(city, asker, agreement)) == (["inbox.agreement_offered"], "offered")
    with pytest.raises(Problem, match=r"agreement\.state_wrong"):
        deciding.approve(steward, city.platform, agreement, 2)
    with pytest.raises(Problem, match=r"agreement\.wider"):
        deciding.offer(steward, city.platform, agreement, 2, terms(city, days=5, rows=()))
    asking.accept(asker, city.platform, agreement, 2)
    deciding.approve(steward, city.platform, agreement, 3)
    assert [name for name in seen(city, asker, dataset, "statistics").columns if not name.startswith("_")] == ["출동센터"]
    line, history = register.one(asker, city.platform, agreement)
    assert (line.state, line.terms, line.left_days) == ("active", narrow, 10)
    assert [(one.step, one.after, one.comment) for one in history[::-1]] == [
        ("agreement_asked", "asked", ""), ("agreement_offered", "offered", "센터별로만 드립니다"), ("agreement_accepted", "asked", ""),
        ("agreement_approved", "active", ""),
    ]  # fmt: skip
    assert [len(one.terms.columns) for one in history[::-1]] == [2, 1, 1, 1], "each step says the terms that lay on the table"


def test_refused_with_a_reason_then_decided_by_those_above_both(city: City, asker: Person, steward: Person, dataset: str) -> None:
    above = city.person("steward", city.root)
    agreement = asked(city, asker, dataset)
    with pytest.raises(Problem, match=r"agreement\.reason_missing"):
        deciding.refuse(steward, city.platform, agreement, 1, " \x00 ")
    deciding.refuse(steward, city.platform, agreement, 1, "홍길동 010-1234-5678에게 묻고 오세요")
    said = register.one(asker, city.platform, agreement)[1][0].comment
    assert "010-1234-5678" not in said
    asking.ask_mediation(asker, city.platform, agreement, 2, "재난 대응에 꼭 필요합니다")
    assert told(city, above) == ["inbox.agreement_mediation"]
    assert register.to_decide(steward, city.platform) == (), "a side does not decide its own case"
    with pytest.raises(Problem, match=r"rights\.role_needed"):
        deciding.approve(steward, city.platform, agreement, 3)
    deciding.approve(above, city.platform, agreement, 3)
    assert seen(city, asker, dataset, "statistics").height == 20
    assert events(city) == ["agreement_asked", "agreement_refused", "agreement_mediation", "agreement_approved"]


def test_what_an_agreement_made_is_called_in_the_readers_language_also_where_it_was_written_in_another(
    city: City, asker: Person, steward: Person, dataset: str
) -> None:
    by_hand = Policy("", "손으로 정함", "allow", "", Subject(city.root), columns=(ColumnRule("allow", "출동센터"),), why="까닭")
    hand = policies.save(steward, city.platform, dataset, by_hand)
    agreement = asking.ask(asker, city.platform, replace(wanted(city, dataset), legal_basis="별도 협약", bases=("aidba-10-1",)))
    made = deciding.approve(steward, city.platform, agreement, 1)
    with city.platform.records.session() as session:
        row = session.get_one(PolicyRow, made)
        row.title, row.why = "Tax · calls", "written by an older release"
    listed = {one.policy.id: one.named for one in policies.listed(steward, city.platform, dataset)}
    written, agreed = listed[hand], listed[made]
    assert (written.title, written.why) == (dict.fromkeys(("ko", "en"), "손으로 정함"), dict.fromkeys(("ko", "en"), "까닭"))
    assert agreed.title == {"ko": "세정과 · 출동기록", "en": "Tax · 출동기록"}
    article = articles()["aidba-10-1"]
    assert agreed.why == {lang: f"{article.cited(lang)}; 별도 협약" for lang in ("ko", "en")}
    told = explaining.explained(asker, city.platform, dataset, "statistics")
    causes = [because for column in told.columns for _, because in column.rules]
    assert {one.title["en"] for because in causes for one in because} == {"Tax · 출동기록", "손으로 정함"}
    assert {one.why["ko"] for because in causes for one in because} == {agreed.why["ko"], "까닭"}


def test_mediation_is_asked_once_and_never_of_who_refused(city: City, asker: Person, dataset: str) -> None:
    above, second = city.person("admin", city.root), city.person("steward", city.root)
    agreement = asked(city, asker, dataset)
    deciding.refuse(above, city.platform, agreement, 1, "안 됩니다")
    asking.ask_mediation(asker, city.platform, agreement, 2, "다시 보아 주세요")
    assert "inbox.agreement_mediation" not in told(city, above)
    with pytest.raises(Problem, match=r"rights\.role_needed"):
        deciding.approve(above, city.platform, agreement, 3)
    deciding.refuse(second, city.platform, agreement, 3, "근거가 모자랍니다")
    with pytest.raises(Problem, match=r"agreement\.mediated"):
        asking.ask_mediation(asker, city.platform, agreement, 4, "한 번 더")


def test_nobody_above_can_mediate(city: City, asker: Person, steward: Person, dataset: str) -> None:
    agreement = asked(city, asker, dataset)
    deciding.refuse(steward, city.platform, agreement, 1, "안 됩니다")
    with pytest.raises(Problem, match=r"agreement\.no_mediator"):
        asking.ask_mediation(asker, city.platform, agreement, 2, "조정해 주세요")


def test_of_two_at_once_the_second_is_told(city: City, asker: Person, steward: Person, dataset: str) -> None:
    agreement, platform = asked(city, asker, dataset), city.platform
    other = city.person("admin", city.root)
    found = at_once(
        lambda: deciding.approve(steward, platform, agreement, 1),
        lambda: deciding.refuse(other, platform, agreement, 1, "안 됩니다"),
        lambda: asking.withdraw(asker, platform, agreement, 1),
    )  # fmt: skip
    problems = [one for one in found if isinstance(one, Problem)]
    assert [one.code for one in problems] == ["agreement.changed"] * 2
    with platform.records.reading() as session:
        row = session.get_one(Agreement, agreement)
        assert row.revision == 2
        assert len(session.scalars(select(PolicyRow)).all()) == (1 if row.state == "active" else 0)


def test_both_sides_are_told_a_week_before_and_it_is_marked_ended(city: City, asker: Person, steward: Person, dataset: str) -> None:
    agreement = in_force(city, asker, steward, dataset, days=30)
    city.clock.move(days=22)
    assert standing.turn(city.platform) == standing.Turned(0, 0)
    city.clock.move(days=1)
    for _ in range(2):
        assert standing.turn(city.platform) == standing.Turned(0, 1)
    assert [told(city, one).count("inbox.agreement_near") for one in (asker, steward)] == [1, 1]
    after = asking.extend(asker, city.platform, agreement, 2, city.platform.today() + timedelta(days=60))
    deciding.approve(steward, city.platform, after, 1)
    city.clock.move(days=8)
    assert standing.turn(city.platform) == standing.Turned(1, 0)
    assert standing.turn(city.platform) == standing.Turned(0, 0)
    assert state(city, asker, agreement) == "ended"
    assert register.one(asker, city.platform, agreement)[1][0].who is None
    assert seen(city, asker, dataset, "statistics").height == 20, "the one that follows begins where it ended"
    with city.platform.records.reading() as session:
        assert session.get_one(Agreement, after).follows == agreement
        old = session.scalars(select(PolicyRow).where(PolicyRow.agreement_id == agreement)).one()
        assert old.ended_at_utc is not None


def test_articles_of_the_library_stand_for_a_legal_basis(city: City, asker: Person, steward: Person, dataset: str) -> None:
    agreement = asking.ask(
        asker, city.platform, replace(wanted(city, dataset), legal_basis="", bases=("stat-24-1", "egov-36-1", "stat-24-1"))
    )
    assert register.one(steward, city.platform, agreement)[0].bases == ("stat-24-1", "egov-36-1")
    made = deciding.approve(steward, city.platform, agreement, 1)
    after = asking.extend(asker, city.platform, agreement, 2, city.platform.today() + timedelta(days=90))
    assert register.one(asker, city.platform, after)[0].bases == ("stat-24-1", "egov-36-1")
    with city.platform.records.reading() as session:
        assert session.get_one(PolicyRow, made).why == "통계법 제24조제1항; 전자정부법 제36조제1항"


def test_what_cannot_be_asked(city: City, asker: Person, dataset: str) -> None:
    platform, today = city.platform, city.platform.today()
    good = wanted(city, dataset)
    for code, bad in (
        ("policy.choice_unknown", replace(good, purpose="fun")),
        ("agreement.legal_missing", replace(good, legal_basis="  ")),
        ("policy.choice_unknown", replace(good, bases=("stat-24-1", "gone-1"))),
        ("agreement.period_wrong", replace(good, terms=replace(good.terms, ends=today - timedelta(days=1)))),
        ("agreement.period_wrong", replace(good, terms=replace(good.terms, ends=today + timedelta(days=2_000)))),
        ("agreement.retention_wrong", replace(good, terms=replace(good.terms, retention_days=-1))),
        ("policy.column_unknown", replace(good, terms=replace(good.terms, columns=(ColumnRule("allow", "없는 열"),)))),
        ("policy.columns_missing", replace(good, terms=replace(good.terms, columns=()))),
        ("policy.values_missing", replace(good, terms=replace(good.terms, rows=(Condition("출동센터", "is", ()),)))),
        ("not_found.dataset", replace(good, dataset_id="0" * 32)),
    ):
        with pytest.raises(Problem) as refused:
            asking.ask(asker, platform, bad)
        assert refused.value.code == code
    asking.ask(asker, platform, good)
    with pytest.raises(Problem, match=r"agreement\.already"):
        asking.ask(asker, platform, good)
    with pytest.raises(Problem, match=r"rights\.role_needed"):
        asking.ask(city.person("auditor", city.tax), platform, good)
    with pytest.raises(Problem, match=r"agreement\.own_data"):
        asking.ask(city.person("analyst", city.fire), platform, good)


def test_its_steps_stand_as_they_were_written(city: City, asker: Person, dataset: str) -> None:
    asked(city, asker, dataset)
    for attack in ("UPDATE agreement_events SET comment = 'x'", "DELETE FROM agreement_events"):
        with pytest.raises(DBAPIError, match="append-only"), city.platform.records.engine.begin() as connection:
            connection.execute(text(attack))
    with city.platform.records.reading() as session:
        assert len(session.scalars(select(AgreementEvent)).all()) == 1


def test_it_ends_when_its_data_is_destroyed(city: City, analyst: Person, asker: Person, steward: Person, dataset: str) -> None:
    agreement = in_force(city, asker, steward, dataset)
    datasets.destroy(analyst, city.platform, dataset)
    (line,) = register.mine(asker, city.platform)
    assert (line.id, line.state, line.title) == (agreement, "ended", "")
    assert told(city, asker) == [], "its title goes with it"
    assert standing.turn(city.platform) == standing.Turned(0, 0)
    assert revision(city, asker, agreement) == 3


def test_a_request_is_not_found_by_who_has_no_part_in_it(city: City, asker: Person, dataset: str) -> None:
    agreement = asked(city, asker, dataset)
    for stranger in (city.person("analyst", city.tax), city.person("analyst", city.fire), city.person("supervisor", city.root)):
        with pytest.raises(Problem, match=r"not_found\.agreement"):
            register.one(stranger, city.platform, agreement)
    assert register.one(city.person("steward", city.tax), city.platform, agreement)[0].decides is False
    assert register.one(asker, city.platform, agreement)[0].terms.rows == CENTER_0
    with pytest.raises(Problem, match=r"not_found\.policy"):
        policies.end(city.person("steward", city.fire), city.platform, dataset, agreement)
