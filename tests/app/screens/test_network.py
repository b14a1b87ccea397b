"""The page of the network, drawn: its figures, the drawing and its table, who is stuck, and whom it is not for."""

from __future__ import annotations

from itertools import pairwise

import plotly.graph_objects as go
import pytest

from app.charts import network as drawing
from app.charts.network import DRAWN_MAX, Knot, Tie
from app.sitemap import allowed
from app.texts import text
from data_catalog.records.tables import Organisation, PersonRow
from tests.app.screens.conftest import Desk, opened_up, shown
from tests.app.screens.test_sharing import other
from tests.app.screens.test_views_on_record import seen
from tests.app.services.agreements.made import kept


@pytest.fixture
def sharing(desk: Desk) -> None:
    """Fire lets tax use data and tax answers, each approved after four days; one request waits for ten."""
    asker = other(desk, "trainer").person
    with desk.platform.records.reading() as session:
        bodies = {row.name_ko: row.id for row in session.query(Organisation).filter(Organisation.demo)}
    for owner, receiver, state in (("한빛시 소방본부", "세정과", "active"), ("세정과", "한빛시 소방본부", "active"),
                                   ("한빛시 소방본부", "복지정책과", "asked")):  # fmt: skip
        approved = 6 if state == "active" else None
        kept(desk.platform, asker, bodies[owner], bodies[receiver], state, asked_days=10, approved_days=approved)


@pytest.mark.parametrize("desk", ["auditor"], indirect=True)
@pytest.mark.usefixtures("sharing")
def test_the_page_tells_who_shares_how_long_it_takes_and_who_is_stuck(desk: Desk) -> None:
    page = desk.open("network.py")
    assert not page.exception
    told = shown(page)
    for said in (
        "적법하게 공유하는 것이 목표", "100.0%", "다른 두 기관 사이를 잇는 기관이 없습니다", "신청 3건 가운데 2건이 승인",
        "절반이 4일 안에", "신청한 지 10일", "연결이 없는 기관 5곳",
    ):  # fmt: skip
        assert said in told, said
    assert "network.curve" in told
    opened_up(page, "network.apart", "<li>데이터담당관</li>")
    opened_up(page, "network.definitions", text("network.definition.reciprocity", "ko"))
    assert [facts for _, facts in seen(desk, "network_viewed")] == [{"level": "own", "period": "now"}]
    page.toggle(key="network.twin").set_value(True).run()
    page.toggle(key="network.curve_twin").set_value(True).run()
    assert not page.exception
    assert "제공 상대 수" in shown(page)
    page.selectbox(key="network.period").set_value("last_year").run()
    assert "그릴 연결이 없습니다" in shown(page)
    with desk.platform.records.session() as session:
        session.get_one(PersonRow, desk.person.id).language = "en"
    told = shown(desk.open("network.py"))
    assert "Half of all requests were approved within 4 days (95 % interval 4 days or more)." in told
    assert "1 request waits in all." in told


@pytest.mark.parametrize("desk", ["auditor"], indirect=True)
def test_what_was_asked_for_and_approved_today_is_told_in_words_and_drawn_as_no_dot(desk: Desk) -> None:
    with desk.platform.records.reading() as session:
        fire, tax = (session.query(Organisation).filter_by(name_ko=name).one().id for name in ("한빛시 소방본부", "세정과"))
    kept(desk.platform, desk.person, fire, tax, asked_days=0, approved_days=0)
    kept(desk.platform, desk.person, tax, fire, "asked", asked_days=0, approved_days=None)
    page = desk.open("network.py")
    told = shown(page)
    assert "신청한 날 바로 승인" in told
    assert "모두 오늘 신청한 것" in told
    assert "network.curve" not in told, "one point is no curve"
    assert not page.exception


def test_who_looks_after_no_agreements_has_no_such_page(desk: Desk) -> None:
    assert "network" not in {one.name for one in allowed(desk.person.roles)}
    with pytest.raises(ValueError, match=r"network\.py"):
        desk.open("network.py")


@pytest.mark.parametrize("narrow", [False, True])
@pytest.mark.parametrize("count", [1, 2, 7, DRAWN_MAX])
def test_a_drawing_is_the_same_every_time_and_no_two_names_lie_on_each_other(count: int, narrow: bool) -> None:
    knots = [Knot(f"<기관 {at}>", f"<{at}>", at / count) for at in range(count)]
    ties = [Tie(at, (at * 3 + 1) % count, 1 + at % 3, "<") for at in range(count) if at != (at * 3 + 1) % count]
    made = drawing.drawn(knots, ties, narrow=narrow)
    assert made.to_json() == drawing.drawn(knots, ties, narrow=narrow).to_json()
    go.Figure(made.to_dict())  # with every property checked
    assert "<기관" not in made.to_json(), "what Plotly reads as HTML is escaped"
    # Names on the same side stand a line apart at least.
    high, names = made.layout.height - 40, made.data[2]
    for side in (True, False):
        down = sorted(y for x, y in zip(names.x, names.y, strict=True) if narrow or (x > 0) is side)
        assert all((above - below) / 2.04 * high >= 15 for below, above in pairwise(down))


def test_where_there_are_too_many_cells_show_who_is_linked() -> None:
    made = drawing.matrix(["가", "나", "<다>"], [Tie(0, 1, 2, ""), Tie(2, 0, 1, "")], ("줄", "열", "건"), "ko")
    go.Figure(made.to_dict())
    assert [list(row) for row in made.data[0].z] == [[None, 2, None], [None, None, None], [1, None, None]]
    assert made.layout.xaxis.ticktext == ("가", "나", "&lt;다&gt;")
