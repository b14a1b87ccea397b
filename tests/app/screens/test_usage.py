"""The pages of usage and campaigns, drawn: a period and its comparison, the way down to runs, the made-up year, a campaign."""

from __future__ import annotations

import contextlib
import re
from datetime import UTC, date, datetime, timedelta

import pytest
from sqlalchemy import insert, select
from streamlit.testing.v1.element_tree import Block

from app.services.campaigns import looking
from app.services.usage import made_up
from app.texts import text
from data_catalog.records.tables import LedgerRow, Organisation, UsageTarget
from tests.app.screens.conftest import Desk, opened_up, shown, unfolded
from tests.app.screens.test_sharing import other, press
from tests.app.screens.test_views_on_record import seen
from tests.app.services.usage.made import row_of


def bodies(desk: Desk) -> dict[str, str]:
    with desk.platform.records.reading() as session:
        return {row.name_ko: row.id for row in session.scalars(select(Organisation).where(Organisation.demo))}


@pytest.fixture
def used(desk: Desk) -> dict[str, str]:
    """This year's and last year's made-up rows in the ledger itself, of fire and tax, until today; gives the organisations by name."""
    found, today = bodies(desk), desk.platform.today()
    ours = [found["한빛시 소방본부"], found["세정과"]]
    rows = [row_of(one) for year in (today.year - 1, today.year) for one in made_up.happenings(ours, year, a_month=6) if one.day <= today]
    with desk.platform.records.engine.begin() as connection:
        connection.execute(insert(LedgerRow), rows)
    return found


@pytest.mark.parametrize("desk", ["supervisor"], indirect=True)
def test_a_portal_nobody_used_says_so_plainly_and_offers_the_pack_even_so(desk: Desk) -> None:
    page = desk.open("usage.py")
    assert not page.exception
    told = shown(page)
    assert "아무 활동이 없었습니다" in told
    assert "한 해 평가 자료집" in told
    assert "견준 기간" not in told
    opened_up(page, "usage.not_begun", "<li>복지정책과</li>")


def place(block: Block, key: str) -> tuple[int, ...]:
    """Where a keyed element stands: the number in each block on the way down."""
    for at, child in block.children.items():
        if isinstance(child, Block):
            with contextlib.suppress(LookupError):
                return (at, *place(child, key))
        elif key in getattr(getattr(child, "proto", None), "id", ""):
            return (at,)
    raise LookupError(key)


@pytest.mark.parametrize("desk", ["supervisor"], indirect=True)
def test_what_a_page_ends_with_stands_where_it_stood_whatever_the_period_has_to_tell(desk: Desk, used: dict[str, str]) -> None:
    """What stands elsewhere in the next drawing is on the page twice until it is drawn to its end."""
    this = desk.platform.today().year
    found = {
        place(desk.open("usage.py", first=f"{year}-01-01", last=f"{year}-12-31").main, "usage.pack.pdf") for year in (this, this - 1, 2001)
    }
    assert len(found) == 1, found


@pytest.mark.parametrize("desk", ["supervisor"], indirect=True)
def test_a_period_its_numbers_their_change_and_the_way_down(desk: Desk, used: dict[str, str]) -> None:
    page = desk.open("usage.py", first=f"{desk.platform.today().year - 1}-01-01", last=f"{desk.platform.today().year - 1}-12-31")
    assert not page.exception
    told = shown(page)
    for said in (
        "결정으로 이어진 사례", "늘어남", "멈추는 곳", "어느 기관이 어느 모델로", "세정과", "모자란 것", "색이 있는 칸", "견준 기간",
    ):  # fmt: skip
        assert said in told, said
    assert "어디에서 쓰나요" not in told, "no name of a made-up city tells a place"
    assert f"organisation={used['세정과']}" in told, "a line leads to its runs"
    assert "볼 권한이 없는 분석은 수만 보입니다" in told, "it is said before the way down is taken"
    assert page.selectbox(key="usage.period").value == "last_year", "days of an address that are a year are told as that year"
    opened_up(page, "usage.every", text("usage.count.articles.means", "ko"))
    opened_up(page, "usage.definitions", f"<li>{text('usage.definition.once', 'ko')}</li>")
    page.toggle(key="usage.trend_twin").set_value(True).run()
    page.toggle(key="usage.adoption_twin").set_value(True).run()
    assert "언제부터 썼는지" in shown(page)
    page.selectbox(key="usage.against").set_value("none").run()
    assert "늘어남" not in shown(unfolded(page, "usage.every"))
    page.selectbox(key="usage.organisation").set_value(used["세정과"]).run()
    assert not page.exception
    assert "어느 기관이 어느 모델로" in shown(page)
    views = [facts for _, facts in seen(desk, "usage_viewed")]
    assert [one.get("of") for one in views] == [None, used["세정과"]]


@pytest.mark.parametrize("desk", ["supervisor"], indirect=True)
def test_where_organisations_are_named_for_places_adoption_is_a_map_too(desk: Desk, used: dict[str, str]) -> None:
    today = desk.platform.today()
    where = {"first": f"{today.year - 1}-01-01", "last": today.isoformat()}
    with desk.platform.records.session() as session:
        for name, place in (("한빛시 소방본부", "전주시 소방본부"), ("세정과", "군산시 세정과"), ("안전정책과", "정읍시 안전정책과")):
            session.get_one(Organisation, used[name]).name_ko = place
    page = desk.open("usage.py", **where)
    assert not page.exception
    told = shown(page)
    assert "어디에서 쓰나요" in told
    assert "이름이 자리를 말하지 않는 기관" in told
    assert len(page.get("plotly_chart")) > 1


@pytest.mark.parametrize("desk", ["supervisor"], indirect=True)
def test_the_runs_behind_a_count_are_counted_where_they_may_not_be_opened(desk: Desk, used: dict[str, str]) -> None:
    year = desk.platform.today().year - 1
    where = {"first": f"{year}-01-01", "last": f"{year}-12-31", "organisation": used["세정과"], "model": "cctv_siting"}
    page = desk.open("usage.py", **where)
    assert not page.exception
    told = shown(page)
    assert "볼 권한이 없어 수만 셉니다" in told
    assert page.header[0].value.startswith("세정과 · ")
    assert re.search(r"실제 \d+번, 예시 \d+번, 교육 \d+번입니다", told)
    assert "현황으로 돌아가기" in told
    analyst = other(desk, "analyst")
    run = analyst.finished_run("sample")
    fire = used["한빛시 소방본부"]
    with desk.platform.records.engine.begin() as connection:
        now = datetime.now(UTC)
        row = {"at_utc": now, "day": desk.platform.today(), "event": "run_finished", "person_id": analyst.person.id, "facts": {},
               "organisation_id": fire, "subject_kind": "run", "subject_id": run, "model": "golden_hour", "kind": "sample"}  # fmt: skip
        connection.execute(insert(LedgerRow), [row])
    today = desk.platform.today().isoformat()
    told = shown(desk.open("usage.py", first=today, last=today, organisation=fire, model="golden_hour"))
    assert f"/result?run={run}" in told, "a sample is for everybody to open"


@pytest.mark.parametrize("desk", ["supervisor"], indirect=True)
def test_days_turned_round_and_what_is_not_the_persons_are_told(desk: Desk, used: dict[str, str]) -> None:
    page = desk.open("usage.py", organisation="0" * 32)
    assert "찾을 수 없어요" in shown(page)
    unread = text("usage.address_unread", "ko")
    assert unread in shown(desk.open("usage.py", first="2024-12-31", last="2024-01-01")), "no other period is shown without a word"
    page = desk.open("usage.py")
    assert unread not in shown(page)
    page.selectbox(key="usage.period").set_value("days").run()
    page.date_input(key="usage.first").set_value(desk.platform.today()).run()
    page.date_input(key="usage.last").set_value(desk.platform.today() - timedelta(days=3)).run()
    assert "끝보다 늦어요" in shown(page)
    assert not page.exception
    for day in (desk.platform.today() + timedelta(days=1), date.max):
        page.date_input(key="usage.last").set_value(day).run()
        assert "까지의 날이어야 해요" in shown(page)
    page.date_input(key="usage.first").set_value(date.min).run()
    assert "2000-01-01부터" in shown(page)


@pytest.mark.parametrize("desk", ["supervisor"], indirect=True)
def test_the_made_up_year_says_that_it_is_and_leaves_nothing_behind(desk: Desk) -> None:
    with desk.platform.records.reading() as session:
        before = session.query(LedgerRow).count()
    page = desk.open("usage.py")
    page.toggle(key="usage.practice").set_value(True).run()
    page.selectbox(key="usage.period").set_value("last_year").run()
    assert not page.exception
    told = shown(page)
    assert "지어낸 것이며 실제 활용이 아닙니다" in told
    assert "늘어남" in told
    assert "세정과" in told
    assert "기관을 누르면" not in told, "of what is made up there is nothing below"
    assert "지어낸 숫자라 열어 볼 분석이 없습니다" in told
    assert page.selectbox(key=f"usage.pack_year.{desk.platform.today().year - 1}").value == desk.platform.today().year - 1
    with desk.platform.records.reading() as session:
        events = [row.event for row in session.query(LedgerRow).order_by(LedgerRow.id).offset(before)]
    assert set(events) <= {"usage_viewed"}


@pytest.mark.parametrize("desk", ["admin"], indirect=True)
def test_an_administrator_sets_targets_and_the_page_tells_what_is_missing(desk: Desk) -> None:
    page, fire = desk.open("usage.py"), bodies(desk)["한빛시 소방본부"]
    page.selectbox(key="usage.target_of").set_value(fire).run()
    page.number_input(key=f"usage.target.agreed.{fire}.{desk.platform.today().year}").set_value(2)
    press(page, "usage.target_save")
    with desk.platform.records.reading() as session:
        assert [(row.name, row.wanted) for row in session.query(UsageTarget)] == [("agreed", 2)]
    assert "‘공유 등록(승인)’ 2건이 모자랍니다" in shown(desk.open("usage.py"))


@pytest.mark.parametrize("desk", ["supervisor"], indirect=True)
def test_a_campaign_is_made_looked_at_gone_on_with_and_ended(desk: Desk) -> None:
    fire = bodies(desk)["한빛시 소방본부"]
    page = desk.open("campaigns.py")
    assert "아직 캠페인이 없습니다" in shown(page)
    assert "하나 이상" in shown(press(page, "campaign.send"))
    page.multiselect(key="campaign.organisations").set_value([fire])
    for day in (desk.platform.today() - timedelta(days=1), date.min, date.max):
        page.date_input(key="campaign.first").set_value(day)
        assert "시작하는 날은" in shown(press(page, "campaign.send"))
    page.date_input(key="campaign.first").set_value(desk.platform.today())
    told = shown(press(page, "campaign.send"))
    assert "기관 1개에서 지금 시작하고" in told
    assert "대상 기관: 한빛시 소방본부" in told
    assert "소방본부 외" not in told
    assert looking.listed(desk.person, desk.platform) == (), "nothing is made and nobody told before it is confirmed"
    page = press(page, "campaign.back")
    assert page.multiselect(key="campaign.organisations").value == [fire], "what was chosen is still there to be corrected"
    page.multiselect(key="campaign.organisations").set_value(list(bodies(desk).values())[:7])
    assert "외 2곳" in shown(press(page, "campaign.send")), "of many, the first are named"
    page = press(page, "campaign.back")
    page.multiselect(key="campaign.organisations").set_value([fire])
    page = press(page, "campaign.send")
    press(page, "campaign.sure")
    (line,) = looking.listed(desk.person, desk.platform)
    page = desk.open("campaigns.py", campaign=line.id)
    told = shown(page)
    assert not page.exception
    for said in ("진행 중", "시범", "한빛시 소방본부", "아직", "다음 단계 만들기"):
        assert said in told, said
    following = desk.open("campaigns.py", follows=line.id)
    assert following.selectbox(key="campaign.phase").value == "region"
    assert following.multiselect(key="campaign.organisations").value == [fire]
    press(page, f"campaign.end.{line.id}")
    assert "끝남" in shown(desk.open("campaigns.py"))
    assert "찾을 수 없어요" in shown(desk.open("campaigns.py", campaign="0" * 32))
    auditor = other(desk, "auditor")
    assert "캠페인 만들기" not in shown(auditor.open("campaigns.py"))
