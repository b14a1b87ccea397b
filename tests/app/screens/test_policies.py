"""The policies on a dataset's page: a steward sees the effect before saving, reads them as sentences, looks as another, ends them."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import polars as pl
import pytest
from streamlit.testing.v1 import AppTest

from app.identity import person as people
from app.identity.person import Person
from app.services.catalogue import datasets, policies
from app.texts import keys
from data_catalog import datasets as lake_datasets
from data_catalog.policy import EFFECTS, OPERATORS, PURPOSES, RULES, ColumnRule, Condition, Policy, Subject
from data_catalog.policy.model import ATTRIBUTES, WAYS
from data_catalog.records.tables import Membership, Organisation, PersonRow, new_id
from tests.app.screens.conftest import Desk, shown
from tests.app.screens.test_declared_checks import AS_STEWARD, Sets


@pytest.fixture
def sets(desk: Desk) -> Sets:
    return Sets(desk)


def other_body(desk: Desk) -> tuple[str, str]:
    """Another organisation beside the steward's, with a person in it: their ids."""
    body, person = new_id(), new_id()
    with desk.platform.records.session() as session:
        own = session.get_one(Organisation, desk.person.organisation_id)
        session.add(
            Organisation(
                id=body, parent_id=own.parent_id, kind="department", name_ko="주거지원과", name_en="Housing", valid_from=own.valid_from
            )
        )
        session.flush()
        session.add(PersonRow(id=person, login="welfare1", name="나복지", organisation_id=body, must_change=False))
        session.flush()
        session.add(Membership(person_id=person, organisation_id=body, role="analyst"))
    return body, person


def press(page: AppTest, key: str) -> AppTest:
    page.button(key=key).click().run()
    assert not page.exception
    return page


@AS_STEWARD
def test_a_policy_is_made_read_looked_at_and_ended(sets: Sets) -> None:
    body, person = other_body(sets.desk)
    page, new = sets.page(), f"new.{sets.id}"
    assert "아직 규칙이 없습니다" in shown(page)
    page.text_input(key=f"policy.name.{new}").set_value("복지과에 나이대만").run()
    page.selectbox(key=f"policy.organisation.{new}").set_value(body).run()
    page.selectbox(key=f"policy.rule.{new}.allow.나이").set_value("bands").run()
    page.number_input(key=f"policy.size.{new}.allow.나이").set_value(10.0).run()
    page.number_input(key=f"policy.many.{new}").set_value(1).run()
    page.selectbox(key=f"policy.column.{new}.0").set_value("나이").run()
    page.selectbox(key=f"policy.operator.{new}.0").set_value("at_least").run()
    page.text_area(key=f"policy.values.{new}.0").set_value("50").run()
    assert page.button(key=f"policy.save.{new}").disabled, "nothing is saved that was not looked at"
    press(page, f"policy.try.{new}")
    assert "40줄 가운데 0줄 → 10줄" in shown(page)
    press(page, f"policy.save.{new}")
    said = shown(sets.page())
    assert "‘나이’가 50 이상인 줄" in said
    assert "나이 10 간격의 구간" in said
    made = policies.listed(sets.desk.person, sets.desk.platform, sets.id)[0].policy
    page = sets.page()
    page.selectbox(key=f"policy.as.organisation.{sets.id}").set_value(body).run()
    page.selectbox(key=f"policy.as.person.{sets.id}").set_value(person).run()
    press(page, f"policy.as.look.{sets.id}")
    assert "40줄 가운데 10줄을 볼 수 있습니다" in shown(page)
    press(page, f"policy.end.{made.id}")
    assert "보이는 줄이 10에서 0으로" in shown(page)
    press(page, f"policy.end_now.{made.id}")
    assert "아직 규칙이 없습니다" in shown(sets.page())


@AS_STEWARD
def test_what_cannot_be_is_told_and_not_saved(sets: Sets) -> None:
    page, new = sets.page(), f"new.{sets.id}"
    press(page, f"policy.try.{new}")
    assert "규칙의 이름을 적으세요" in shown(page)
    assert page.button(key=f"policy.save.{new}").disabled


def kept_elsewhere(desk: Desk, folder: Path) -> tuple[Person, str]:
    """A dataset of another city, and the steward who keeps it."""
    body, keeper = new_id(), new_id()
    with desk.platform.records.session() as session:
        session.add(Organisation(id=body, parent_id=None, kind="city", name_ko="다른시", name_en="Other", valid_from=date(2020, 1, 1)))
        session.flush()
        session.add(PersonRow(id=keeper, login="keeper1", name="김보유", organisation_id=body, must_change=False))
        session.flush()
        session.add(Membership(person_id=keeper, organisation_id=body, role="steward"))
        ages = [str(20 + n) for n in range(40)]
        frame = pl.DataFrame({"_line": range(2, 42), "번호": [str(1000 + n) for n in range(40)], "나이": ages, "남": ages})
        frame.write_parquet(folder / "read.parquet")
        origin = lake_datasets.Origin(keeper, body, "사람들.csv", "0" * 64, date(2099, 1, 1))
        version = lake_datasets.add_version(session, desk.platform.lake, folder / "read.parquet", ["번호", "나이", "남"], origin)
        session.flush()
        steward = people.load(session, keeper)
    assert steward is not None
    return steward, version.dataset_id


def test_who_is_let_in_reads_why_and_is_offered_nothing_to_change(desk: Desk, tmp_path: Path) -> None:
    steward, dataset = kept_elsewhere(desk, tmp_path)
    policy = Policy("", "나이대", "allow", "", Subject(desk.person.organisation_id), rows=(Condition("나이", "is_not", ("20",)),),
                    columns=(ColumnRule("generalise", "나이", way="bands", size=10), ColumnRule("mask", "번호", size=1)))  # fmt: skip
    policies.save(steward, desk.platform, dataset, policy)
    assert [line.granted for line in datasets.listed(desk.person, desk.platform) if line.id == dataset] == [True]
    page = desk.open("data.py", dataset=dataset)
    assert not page.exception
    said = shown(page)
    assert "열 3개 가운데 2개, 39줄을 볼 수 있습니다" in said
    assert "나이대 (정한 사람: 김보유)" in said
    assert "30~39" in said
    assert not [button for button in page.button if button.key and button.key.startswith(("policy.", "declared."))]
    assert not desk.open("data.py").exception


def test_every_choice_is_said_in_words() -> None:
    wanted = {f"policy.effect.{one}" for one in EFFECTS} | {f"policy.operator.{one}" for one in OPERATORS}
    wanted |= {f"policy.condition.{one}" for one in OPERATORS} | {f"purpose.{one}" for one in PURPOSES}
    wanted |= {f"policy.choice.{one}" for one in (*RULES, *WAYS) if one != "generalise"} | {f"policy.attribute.{one}" for one in ATTRIBUTES}
    wanted |= {f"policy.rule.{one}" for one in (*RULES, *WAYS) if one != "generalise"}
    assert wanted <= keys()
