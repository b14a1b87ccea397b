"""Weights moved beside a result: ranking, sentence and "why" follow at once, by keyboard alone."""

from __future__ import annotations

import json

from streamlit.testing.v1 import AppTest

from tests.app.screens.conftest import Desk, shown
from tests.app.siting_result import siting


def opened(desk: Desk, **changed: object) -> tuple[AppTest, str]:
    run = desk.finished_run(result=siting(**changed))  # type: ignore[arg-type]
    test = desk.open("result.py", run=run)
    assert not test.exception
    return test, f"result.weigh.{run}.places"


def slider(test: AppTest, key: str, column: str):
    return test.slider(key=f"{key}.weight.{column}")


def test_the_sliders_begin_with_the_weights_of_the_run(desk: Desk) -> None:
    test, key = opened(desk)
    assert [one.value for one in test.slider if one.key and one.key.startswith(key)] == [1.0] * 5
    assert "지금은 이 결과에 쓴 중요도입니다" in shown(test)


def test_a_weight_moved_tells_whether_the_answer_changes_and_reset_brings_it_back(desk: Desk) -> None:
    test, key = opened(desk)
    slider(test, key, "monitoring").set_value(0.0).run()
    assert not test.exception
    assert "답이 바뀝니다" in shown(test) or "답이 모두 바뀝니다" in shown(test)
    test.button(key=f"{key}.reset").click().run()
    assert slider(test, key, "monitoring").value == 1.0
    assert "지금은 이 결과에 쓴 중요도입니다" in shown(test)


def test_a_place_is_found_by_its_name_and_told_why_it_is_not_among_the_first(desk: Desk) -> None:
    test, key = opened(desk)
    name = siting().table("cells").rows["cell"][300]
    test.text_input(key=f"{key}.search").set_value(name).run()
    assert not test.exception
    assert f"{name}" in shown(test)
    assert "600곳 가운데 301위로, 처음 10곳에 들지 못합니다" in shown(test)
    assert "이것만으로 들려면" in shown(test)


def test_a_search_that_finds_nothing_says_so(desk: Desk) -> None:
    test, key = opened(desk)
    test.text_input(key=f"{key}.search").set_value("없는 곳").run()
    assert "에 맞는 곳이 없습니다" in shown(test)


def test_a_result_without_a_ranking_has_no_sliders(desk: Desk) -> None:
    test = desk.open("result.py", run=desk.finished_run())
    assert "중요도를 바꾸면" not in shown(test)


def test_without_webgl_a_still_picture_is_drawn_again(desk: Desk, monkeypatch) -> None:
    monkeypatch.setattr("app.session.draws_maps", lambda: False)
    test, key = opened(desk)
    slider(test, key, "flow").set_value(0.0).run()
    assert not test.exception
    assert "그림으로 보여 드립니다" in shown(test)


def test_ten_thousand_cells_are_ranked_and_drawn_again(desk: Desk) -> None:
    test, key = opened(desk, columns=120, rows=90, grouped=True)
    slider(test, key, "monitoring").set_value(0.5).run()
    assert not test.exception
    deck = next(
        json.loads(one.proto.json)
        for one in test.get("deck_gl_json_chart")
        if '"chosen"' not in one.proto.json and "site" in one.proto.json
    )
    assert any(layer["@@type"] == "BitmapLayer" for layer in deck["layers"])
    assert any(layer.get("data", "") and str(layer["data"]).endswith("names.ko.json") for layer in deck["layers"])


def test_weights_are_kept_under_a_name_used_again_put_into_the_report_and_deleted(desk: Desk) -> None:
    test, key = opened(desk)
    run = key.split(".")[2]
    slider(test, key, "flow").set_value(0.0).run()
    test.text_input(key=f"{key}.set_name").set_value("사람은 빼고").run()
    test.button(key=f"{key}.set_keep").click().run()
    assert not test.exception
    assert "‘사람은 빼고’ 이름으로 저장했어요" in shown(test)

    again = desk.open("result.py", run=run)
    assert slider(again, key, "flow").value == 1.0
    again.button(key=f"{key}.set_load").click().run()
    assert slider(again, key, "flow").value == 0.0
    (box,) = [one for one in again.checkbox if "set_report" in (one.key or "")]
    assert not box.value
    box.check().run()
    assert not again.exception

    report = desk.open("report.py", run=run)
    (which,) = [one for one in report.selectbox if "report.weights" in (one.key or "")]
    assert which.options == ["결과의 중요도만", "사람은 빼고"]
    assert which.value
    which.set_value("").run()
    assert not report.exception
    fresh = desk.open("result.py", run=run)
    assert not next(one for one in fresh.checkbox if "set_report" in (one.key or "")).value
    fresh.button(key=f"{key}.set_drop").click().run()
    assert not fresh.exception
    assert not [one for one in fresh.selectbox if one.key == f"{key}.set"]


def test_weights_kept_without_a_name_get_one(desk: Desk) -> None:
    test, key = opened(desk)
    test.button(key=f"{key}.set_keep").click().run()
    assert not test.exception
    assert "‘중요도 1’ 이름으로 저장했어요" in shown(test)
