"""Policies over all data of an organisation: on every dataset at once, joined with its own, with whom they touch told before."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

import polars as pl
import pytest

from app.identity.person import Person
from app.services.catalogue import access, catalogue, datasets, explaining, policies, wide_policies
from connectors.problem import Problem
from data_catalog import datasets as lake_datasets
from data_catalog.policy import ColumnRule, Condition, Policy, Subject
from data_catalog.records.tables import LedgerRow
from tests.app.services.catalogue.made import brought, calls
from tests.app.services.conftest import City

DAYS_ONLY_MONTHS = ColumnRule("generalise", kind="moment", way="month")
NO_DAYS = ColumnRule("drop", kind="moment")


@pytest.fixture
def steward(city: City) -> Person:
    """Of the whole city."""
    return city.person("steward", city.root)


def wide(city: City, effect: str = "allow", **said: object) -> Policy:
    others = "allow" if effect == "allow" else "drop"
    return replace(Policy("", "시 전체", effect, "", Subject(city.tax), others=others), **said)  # type: ignore[arg-type]


def seen(city: City, person: Person, dataset: str) -> pl.DataFrame:
    version = datasets.line(person, city.platform, dataset).version_id
    return pl.read_parquet(access.opened(person, city.platform, {"dataset_version": version}).path).drop("_line", "_repeats")


def closed(city: City, person: Person, dataset: str) -> str:
    with pytest.raises(Problem) as refused:
        datasets.line(person, city.platform, dataset)
    return refused.value.code


def for_dataset(city: City, steward: Person, dataset: str, *columns: str) -> str:
    made = Policy("", "세정과에", "allow", "", Subject(city.tax), columns=tuple(ColumnRule("allow", one) for one in columns))
    return policies.save(steward, city.platform, dataset, made)


def test_one_policy_lets_in_to_all_data_of_the_tree_those_that_come_later_too(
    city: City, analyst: Person, steward: Person, other: Person, dataset: str
) -> None:
    assert closed(city, other, dataset) == "not_found.dataset"
    wide_policies.save(steward, city.platform, city.root, wide(city, columns=(DAYS_ONLY_MONTHS,)))
    assert set(seen(city, other, dataset)["신고일시"]) == {"2024-01"}
    assert set(seen(city, other, dataset)["출동센터"]) == {"센터0", "센터1", "센터2"}
    later = brought(city, city.person("analyst", city.fire), calls(30, 100), "다음.csv")
    assert seen(city, other, later).height == 30
    assert {line.id for line in datasets.listed(other, city.platform)} == {dataset, later}
    assert seen(city, analyst, dataset).width == 3


def test_it_speaks_of_one_tier_only_and_the_keeper_no_more_changes_the_tier_alone(
    city: City, analyst: Person, steward: Person, other: Person, dataset: str
) -> None:
    catalogue.describe(analyst, city.platform, dataset, {"tier": "checked"})
    wide_policies.save(steward, city.platform, city.root, wide(city, tier="official"))
    assert closed(city, other, dataset) == "not_found.dataset"
    for tier in ("official", "working"):
        with pytest.raises(Problem, match=r"dataset\.tier_kept"):
            catalogue.describe(analyst, city.platform, dataset, {"tier": tier})
    catalogue.describe(analyst, city.platform, dataset, {"tier": "checked", "description": "구급"})
    catalogue.describe(steward, city.platform, dataset, {"tier": "official"})
    assert seen(city, other, dataset).height == 60


def test_closing_wins_over_what_a_dataset_lets_in_and_the_reason_names_the_organisation(
    city: City, steward: Person, other: Person, dataset: str
) -> None:
    for_dataset(city, steward, dataset, "신고일시", "출동센터")
    assert seen(city, other, dataset).columns == ["신고일시", "출동센터"]
    cap = wide_policies.save(steward, city.platform, city.root, wide(city, "deny", title="시각은 숨김", columns=(NO_DAYS,)))
    assert seen(city, other, dataset).columns == ["출동센터"]
    told = explaining.explained(other, city.platform, dataset)
    assert (told.seen, len(told.columns)) == (1, 3)
    ((rule, (because,)),) = next(column for column in told.columns if column.name == "신고일시").rules
    assert (rule.rule, because.title["ko"], because.over) == ("drop", "시각은 숨김", {"ko": "한빛시", "en": "Hanbit"})
    ((_, (here,)),) = next(column for column in told.columns if column.name == "출동센터").rules
    assert here.over is None
    shut = wide_policies.save(steward, city.platform, city.root, wide(city, "deny"))
    assert closed(city, other, dataset) == "policy.nothing_allowed"
    for policy in (shut, cap):
        city.clock.move(minutes=1)
        wide_policies.end(steward, city.platform, city.root, policy)
    assert seen(city, other, dataset).columns == ["신고일시", "출동센터"]
    assert [one.policy.title for one in wide_policies.past(steward, city.platform, city.root)] == ["시각은 숨김", "시 전체"]


def test_personal_values_are_masked_in_whichever_column_they_stand(city: City, steward: Person, other: Person, tmp_path: Path) -> None:
    keeper = city.person("steward", city.fire)
    frame = pl.DataFrame(
        {"_line": range(2, 42), "연락": [f"010-1234-{n:04d}" for n in range(40)], "나이": [str(20 + n) for n in range(40)]}
    )
    frame.write_parquet(tmp_path / "read.parquet")
    with city.platform.records.session() as session:
        origin = lake_datasets.Origin(keeper.id, city.fire, "사람들.csv", "0" * 64, date(2099, 1, 1))
        version = lake_datasets.add_version(session, city.platform.lake, tmp_path / "read.parquet", ["연락", "나이"], origin)
        session.flush()
        made = version.dataset_id
    wide_policies.save(steward, city.platform, city.root, wide(city, columns=(ColumnRule("mask", kind="phone", size=3),)))
    line = datasets.line(other, city.platform, made)
    rows = pl.read_parquet(access.opened(other, city.platform, {"dataset_version": line.version_id}).path)
    assert set(rows["연락"]) == {"010***"}
    assert rows["나이"].to_list() == frame["나이"].to_list()


def test_a_hash_has_the_secret_of_who_set_it_where_an_organisation_below_has_none(
    city: City, analyst: Person, steward: Person, other: Person, dataset: str
) -> None:
    one = city.person("analyst", city.tax)
    second = brought(city, one, calls(30, 200), "다른.csv")
    wide_policies.save(steward, city.platform, city.root, wide(city, subject=Subject(), columns=(ColumnRule("hash", kind="category"),)))
    marks = set(seen(city, other, dataset)["출동센터"])
    assert marks == set(seen(city, analyst, second)["출동센터"])
    assert all(one.startswith("#") and len(one) == 21 for one in marks)


def test_whom_it_touches_is_told_before(city: City, analyst: Person, steward: Person, other: Person, dataset: str) -> None:
    city.person("analyst", city.tax)
    colleague = city.person("analyst", city.fire)
    brought(city, other, calls(30, 300), "세정.csv")
    tell = lambda made, **said: wide_policies.tried(steward, city.platform, city.root, made, **said)  # noqa: E731
    # Two datasets; of that of fire two people of tax see more, of that of tax the one of them who does not keep it.
    found = tell(wide(city))
    assert (found.spoken_of, found.less, found.more) == (2, 0, 2)
    assert [(one.title, one.less, one.more) for one in found.datasets] == [("출동기록.csv", 0, 2), ("세정.csv", 0, 1)]
    assert closed(city, other, dataset) == "not_found.dataset", "nothing was kept"
    assert tell(wide(city, "deny", subject=Subject())).datasets == (), "nobody saw anything"
    made = wide_policies.save(steward, city.platform, city.root, wide(city))
    assert [found.less for found in (tell(wide(city, id=made), ending=True), tell(wide(city, id=made, others="drop", columns=(
        ColumnRule("allow", kind="moment"),))))] == [2, 2]  # fmt: skip
    assert tell(wide(city, id=made)).datasets == ()
    # Somebody of fire sees more by another purpose, and loses nothing.
    aimed = tell(wide(city, subject=Subject(city.fire, purpose="research")))
    assert (aimed.less, aimed.more) == (0, 2)
    soon = city.platform.today() + timedelta(days=3)
    assert tell(wide(city, subject=Subject(city.fire, starts=soon))).more == 2
    assert tell(wide(city, "deny", subject=Subject(city.tax), tier="official")).spoken_of == 0
    assert {colleague.organisation_id, analyst.organisation_id} == {city.fire}


def test_what_it_may_say_is_kinds_of_columns_alone(city: City, steward: Person) -> None:
    save = lambda made: wide_policies.save(steward, city.platform, city.root, made)  # noqa: E731
    for wrong in (wide(city, rows=(Condition("출동센터", "is", ("센터0",)),)), wide(city, columns=(ColumnRule("drop", "출동센터"),))):
        with pytest.raises(Problem, match=r"policy\.kinds_only"):
            save(wrong)
    for wrong in (wide(city, tier="secret"), wide(city, columns=(ColumnRule("drop", kind="made_up"),))):
        with pytest.raises(Problem, match=r"policy\.choice_unknown"):
            save(wrong)
    with pytest.raises(Problem, match=r"policy\.title_missing"):
        save(wide(city, title=" "))
    with pytest.raises(Problem, match=r"policy\.columns_missing"):
        save(wide(city, others="drop"))


def test_the_trail_has_each_step(city: City, steward: Person) -> None:
    made = wide_policies.save(steward, city.platform, city.fire, wide(city, tier="official"))
    wide_policies.save(steward, city.platform, city.fire, wide(city, "deny", id=made))
    wide_policies.end(steward, city.platform, city.fire, made)
    with city.platform.records.reading() as session:
        rows = session.query(LedgerRow).where(LedgerRow.event.startswith("policy_")).order_by(LedgerRow.id).all()
    assert [(one.event, one.subject_kind, one.subject_id, one.facts["revision"], one.facts.get("tier")) for one in rows] == [
        ("policy_added", "organisation", city.fire, 1, "official"),
        ("policy_changed", "organisation", city.fire, 2, None),
        ("policy_ended", "organisation", city.fire, 2, None),
    ]


def test_nobody_but_a_steward_of_the_organisation_or_one_above_sets_changes_ends_or_tries_one(
    city: City, analyst: Person, steward: Person, dataset: str
) -> None:
    made = wide_policies.save(steward, city.platform, city.root, wide(city, "deny"))
    below = city.person("steward admin", city.fire)
    verbs = (
        lambda who, at: wide_policies.save(who, city.platform, at, wide(city)),
        lambda who, at: wide_policies.save(who, city.platform, at, wide(city, id=made)),
        lambda who, at: wide_policies.end(who, city.platform, at, made),
        lambda who, at: wide_policies.tried(who, city.platform, at, wide(city)),
        lambda who, at: wide_policies.listed(who, city.platform, at),
        lambda who, at: wide_policies.past(who, city.platform, at),
    )
    for who in (analyst, *(city.person(role, city.root) for role in ("author", "trainer", "supervisor", "auditor"))):
        for verb in verbs:
            with pytest.raises(Problem, match=r"rights\.role_needed"):
                verb(who, city.root)
    for verb in verbs:
        for at in (city.root, city.tax):
            with pytest.raises(Problem, match=r"not_found\.organisation"):
                verb(below, at)
    # One above, told by its id at one's own place, is not changed there; nor is it by the way of a dataset, nor that of a dataset here.
    for verb in verbs[1:3]:
        with pytest.raises(Problem, match=r"not_found\.policy"):
            verb(below, city.fire)
    own = for_dataset(city, below, dataset, "출동센터")
    with pytest.raises(Problem, match=r"not_found\.policy"):
        policies.end(below, city.platform, dataset, made)
    with pytest.raises(Problem, match=r"not_found\.policy"):
        wide_policies.end(below, city.platform, city.fire, own)
    assert [one.here for one in wide_policies.listed(below, city.platform, city.fire)] == [False]
    assert set(wide_policies.places(below, city.platform)) == {city.fire}
