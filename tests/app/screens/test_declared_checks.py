"""The checks on a dataset's page: a steward sets one in a plain form after trying it, and removes it; an owner reads what was found."""

from __future__ import annotations

import os
import time

import pytest
from streamlit.testing.v1 import AppTest

from app.services.catalogue import datasets, declaring
from app.services.drafts import drafts
from app.services.people import accounts
from app.services.sources import refreshing, sources
from app.services.sources.sources import Wanted
from app.services.uploads import uploads
from app.texts import keys, text
from data_catalog.declared import FORMS
from tests.app.screens.conftest import Desk, shown

AS_STEWARD = pytest.mark.parametrize("desk", ["steward"], indirect=True)
ROWS = [
    f"{1000 + n},{20 + n},{n},{n + 1},{2 * n + 1},2024-01-{1 + n % 28:02d} 10:{n:02d},2024-01-{1 + n % 28:02d} 11:{n:02d}"
    for n in range(40)
]  # fmt: skip


class Sets:
    """A dataset of who sits at the desk, filled by a watched folder."""

    def __init__(self, desk: Desk) -> None:
        self.desk = desk
        self.place = desk.platform.home / "incoming" / desk.person.organisation_id / "a"
        self.place.mkdir(parents=True)
        self.put(ROWS)
        asked = Wanted("사람들", "folder", {"path": "a", "pattern": "x.csv"}, schedule={"every": "day"})
        self.source = sources.save(desk.person, desk.platform, asked)
        sources.attempt(desk.person, desk.platform, self.source)
        assert refreshing.refresh(desk.platform, self.source) == "new"
        self.id = next(line.id for line in datasets.listed(desk.person, desk.platform) if line.title == "사람들")

    def put(self, rows: list[str]) -> None:
        (self.place / "x.csv").write_text("\n".join(["번호,나이,남,여,소계,신고,도착", *rows]) + "\n", "utf-8")
        os.utime(self.place / "x.csv", (time.time() - 60,) * 2)

    def page(self) -> AppTest:
        page = self.desk.open("data.py", dataset=self.id)
        assert not page.exception
        return page

    def choose(self, page: AppTest, rule: str) -> AppTest:
        page.selectbox(key=f"declared.rule.{self.id}").set_value(rule).run()
        assert not page.exception
        return page


@pytest.fixture
def sets(desk: Desk) -> Sets:
    return Sets(desk)


@AS_STEWARD
def test_a_check_is_tried_then_saved_and_removed(sets: Sets) -> None:
    page = sets.choose(sets.page(), "range")
    page.selectbox(key=f"declared.columns.range.{sets.id}").set_value("나이").run()
    page.number_input(key=f"declared.maximum.range.{sets.id}").set_value(50.0).run()
    page.text_input(key=f"declared.why.{sets.id}").set_value("50살까지예요.").run()
    assert page.button(key=f"declared.save.{sets.id}").disabled, "nothing is kept that was not tried"
    page.button(key=f"declared.try.{sets.id}").click().run()
    assert not page.exception
    assert "9줄, 전체의 22.5%" in shown(page)
    assert "있을 수 있는 범위(…–50)" in shown(page)
    assert "51" in shown(page)
    assert "/checks?check=range" in shown(page)
    page.number_input(key=f"declared.maximum.range.{sets.id}").set_value(120.0).run()
    assert page.button(key=f"declared.save.{sets.id}").disabled, "what was changed is tried anew"
    page.button(key=f"declared.try.{sets.id}").click().run()
    assert "걸리는 것이 없습니다" in page.success[0].value
    page.button(key=f"declared.save.{sets.id}").click().run()
    assert not page.exception
    (line,) = declaring.listed(sets.desk.person, sets.desk.platform, sets.id)
    assert (line.said.rule, line.said.maximum, line.said.why) == ("range", 120.0, "50살까지예요.")
    assert "‘나이’ 가장 작은 값 –, 가장 큰 값 120" in shown(page)
    sets.put([*ROWS[:-1], ROWS[-1].replace(",59,", ",590,")])
    assert refreshing.refresh(sets.desk.platform, sets.source) == "new"
    page = sets.page()
    assert "2번째 판에서 1가지를 찾았습니다" in shown(page)
    assert "50살까지예요." in shown(page)
    page.button(key=f"declared.remove.{line.id}").click().run()
    assert not page.exception
    assert "2번째 판에서 찾은 것이 없습니다" in shown(page)


@AS_STEWARD
@pytest.mark.parametrize("rule", FORMS)
def test_every_kind_has_its_form_and_an_empty_one_is_told_what_is_missing(sets: Sets, rule: str) -> None:
    page = sets.choose(sets.page(), rule)
    page.button(key=f"declared.try.{sets.id}").click().run()
    assert not page.exception
    assert page.error
    assert page.button(key=f"declared.save.{sets.id}").disabled


@pytest.mark.parametrize("rule", FORMS)
def test_every_kind_is_worded(rule: str) -> None:
    wanted = [f"declared.kind.{rule}", f"declared.said.{rule}", *([f"declared.limit.{rule}"] if FORMS[rule].limit else [])]
    assert [key for key in wanted if key not in keys()] == []


@AS_STEWARD
def test_the_page_speaks_english_to_who_chose_it(sets: Sets) -> None:
    declaring.save(sets.desk.person, sets.desk.platform, sets.id, {"rule": "unique", "columns": ["번호"], "why": "one number each"})
    accounts.set_language(sets.desk.person, sets.desk.platform, "en")
    page = sets.page()
    assert text("declared.nothing", "en", number=1) in shown(page)
    assert "“번호” never twice" in shown(page)
    assert text("declared.add", "en") in [one.label for one in page.expander]


@AS_STEWARD
def test_two_moments_and_a_sum_are_set_by_their_parts(sets: Sets) -> None:
    page = sets.choose(sets.page(), "not_before")
    for part, name in (("earlier", "도착"), ("later", "신고")):
        page.selectbox(key=f"declared.columns.not_before.{sets.id}.{part}").set_value(name).run()
    page.text_input(key=f"declared.why.{sets.id}").set_value("차례").run()
    page.button(key=f"declared.try.{sets.id}").click().run()
    assert "40줄, 전체의 100.0%" in shown(page)
    page = sets.choose(page, "parts_total")
    page.selectbox(key=f"declared.columns.parts_total.{sets.id}.total").set_value("소계").run()
    page.multiselect(key=f"declared.columns.parts_total.{sets.id}").set_value(["남", "여"]).run()
    page.button(key=f"declared.try.{sets.id}").click().run()
    assert not page.exception
    assert "걸리는 것이 없습니다" in page.success[0].value


@AS_STEWARD
def test_a_sudden_change_is_shown_with_both_figures(sets: Sets) -> None:
    sets.put(ROWS[:15])
    assert refreshing.refresh(sets.desk.platform, sets.source) == "new"
    assert text("finding.rows_jumped", "ko", before=40, now=15, change=-0.625) in shown(sets.page())
    assert "/checks?check=rows_jumped" in shown(sets.page())
    assert text("change.why.ratio", "ko", floor=0.5) in shown(sets.page())


def test_an_analyst_sees_no_form(desk: Desk) -> None:
    draft = drafts.start(desk.person, desk.platform, "golden_hour")
    token = uploads.token(desk.person, desk.platform, draft.id, "center")
    sent = uploads.store_stream(desk.person, desk.platform, token, "센터.csv", ["센터,주소\n노학,속초\n조양,속초\n".encode()])
    uploads.read(desk.person, desk.platform, sent)
    drafts.save(desk.person, desk.platform, draft.id, {"mapping.center.center": {"how": "column", "columns": ["센터"]}}, seen=9)
    uploads.settle(desk.person, desk.platform, draft.id)
    (line,) = datasets.listed(desk.person, desk.platform)
    page = desk.open("data.py", dataset=line.id)
    assert not page.exception
    assert text("declared.none_set", "ko") in shown(page)
    assert not [one for one in page.button if str(one.key).startswith("declared.")]
