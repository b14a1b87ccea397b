"""A ranking weighed again from its own table: what changes is told truly, and any place learns why it is in or out."""

from __future__ import annotations

import dataclasses

import numpy as np
import polars as pl
import pytest

from app.services.results import weighing, why
from models.kit.contract import ColumnSpec, LayerSpec, MapSpec, PartSpec, RankingSpec, TableSpec
from models.kit.result import Map, Ranking, Result, Table
from tests.app.sample_result import w
from tests.app.siting_result import siting
from tests.app.variants import with_rows

ROWS = {
    "id": ["가", "나", "다", "라", "마"],
    "zone": ["동", "동", "동", "서", "서"],
    "risk": [8.0, 6.0, 1.0, 4.0, None],
    "people": [1.0, 2.0, 8.0, 3.0, 9.0],
    "factor": [1.0, 1.0, 1.2, 1.0, 1.0],
}
PARTS = (PartSpec("risk"), PartSpec("people"), PartSpec("factor", "power"))


def small(first: int = 2, **changed: object) -> Result:
    """Five places: scores 9, 8, 10.8, 7 and none."""
    rows = pl.DataFrame(ROWS).with_columns(score=(pl.col("risk") + pl.col("people")) * pl.col("factor"))
    columns = (
        ColumnSpec("id", w("곳", "Place")),
        ColumnSpec("zone", w("구역", "Zone")),
        ColumnSpec("risk", w("위험", "Risk"), "number", digits=1),
        ColumnSpec("people", w("사람", "People"), "number", digits=1),
        ColumnSpec("factor", w("가중", "Factor"), "number", digits=2),
        ColumnSpec("score", w("점수", "Score"), "number", digits=1),
    )
    table = Table(TableSpec("places", w("곳", "Places"), columns), rows, "index")
    given = {
        "name": "r",
        "title": w("먼저 갈 곳", "First"),
        "table": "places",
        "label": "id",
        "score": "score",
        "parts": PARTS,
        "first": first,
    }
    ranking = Ranking(RankingSpec(**{**given, **changed}), "index")  # type: ignore[arg-type]
    weighing.forget()
    return dataclasses.replace(siting(4, 3), run_id="small", tables=(table,), maps=(), rankings=(ranking,))


def ground(**changed: object) -> weighing.Ground:
    return weighing.ground(small(**changed), "r")  # type: ignore[arg-type]


def test_the_ranking_of_the_run_is_that_of_its_weights() -> None:
    given = ground()
    assert given.run.ranks.tolist() == [2, 3, 1, 4, 0]
    assert given.run.first.tolist() == [2, 0]


def test_other_weights_tell_which_places_come_and_go_and_that_the_first_changed() -> None:
    given = ground()
    now = weighing.weigh(given, [1, 0, 1])
    assert now.first.tolist() == [0, 1]
    said = weighing.verdict(given, now, "ko")
    assert said == [
        "답이 바뀝니다. 처음 2곳 가운데 1곳이 남습니다.",
        "새로 든 곳: 나. 빠진 곳: 다.",
        "1위는 다에서 가로 바뀝니다.",
    ]
    assert weighing.verdict(given, now, "en")[0] == "The answer changes: of the first 2 places 1 stays."


def test_an_answer_that_stays_is_said_to_stay() -> None:
    given = ground(first=3)
    assert "순서까지 그대로" in weighing.verdict(given, weighing.weigh(given, [1, 1, 1.2]), "ko")[0]
    assert "순서만 달라집니다" in weighing.verdict(given, weighing.weigh(given, [1, 0.5, 1]), "ko")[0]
    assert weighing.verdict(given, given.run, "ko") == ["지금은 이 결과에 쓴 중요도입니다."]


def test_weights_that_make_all_alike_give_no_ranking() -> None:
    given = ground()
    assert "순위를 매길 수 없습니다" in weighing.verdict(given, weighing.weigh(given, [0, 0, 0]), "ko")[0]


def test_of_groups_the_first_places_are_those_of_each() -> None:
    given = ground(first=1, group="zone")
    assert given.run.first.tolist() == [2, 3]
    assert weighing.leaders(given, given.run, "ko") == "동 1위 다, 서 1위 라"


def test_strata_that_are_all_one_are_no_groups() -> None:
    rows = small(group="zone").table("places").rows.with_columns(zone=pl.lit("-"))
    result = small(group="zone")
    weighing.forget()
    given = weighing.ground(with_rows(result, "places", rows), "r")
    assert given.groups is None
    assert "-" not in why.told(given, why.why(given, given.run, 1), "ko")


def test_the_formula_is_written_with_its_weights() -> None:
    given = ground()
    assert weighing.formula(given, [1, 0.5, 2], "ko") == "점수 = (위험 + 0.5 × 사람) × 가중^2"
    assert weighing.formula(given, [1, 1, 0], "ko") == "점수 = (위험 + 사람)"


def test_a_place_is_found_by_any_of_its_texts_the_one_of_that_name_first() -> None:
    given = ground()
    assert weighing.found(given, given.run, "동", "ko") == [2, 0, 1]
    assert weighing.found(given, given.run, " 나 ", "ko") == [1]
    assert weighing.found(given, given.run, "", "ko") == []
    assert weighing.found(given, given.run, "a.c", "ko") == []


def test_a_place_is_found_by_the_latitude_and_longitude_of_a_point_near_it() -> None:
    given = ground()
    assert weighing.found(given, given.run, "37.5, 127.0", "ko") == [], "a table without places"
    placed = given.table.rows.with_columns(
        lat=pl.Series([37.5, 37.6, 37.7, None, 37.9]), lon=pl.Series([127.0, 127.1, 127.2, 127.3, 127.4])
    )
    given = dataclasses.replace(given, table=dataclasses.replace(given.table, rows=placed))
    assert weighing.found(given, given.run, "(37.6003, 127.0998)", "ko") == [1]
    assert weighing.found(given, given.run, "127.0998 37.6003", "ko") == [1]
    assert weighing.found(given, given.run, "37.61, 127.11", "ko") == [], "more than 500 m away"


def test_a_place_that_another_list_proposes_is_told_so() -> None:
    words = w("더 둘 자리", "Places to add")
    added = Table(TableSpec("added", words, (ColumnSpec("id", words),)), pl.DataFrame({"id": ["다", "나"]}), "index")
    drawn = Map(MapSpec("other", words, words, (LayerSpec("points", "added", words, "site"),), "added"), "index")
    result = small()
    result = dataclasses.replace(result, tables=(*result.tables, added), maps=(drawn,))
    given = weighing.ground(result, "r")
    assert why.listed(result, given, 1, "en") == ["It is number 2 of “Places to add”, which is chosen by another measure than this score."]
    assert why.listed(result, given, 0, "en") == []


def test_a_place_outside_learns_what_it_lacks() -> None:
    """The second has 9; 나 has 8 = 6 + 2. One more of risk or people is the edge; its risk of 6 is above the median of 4.5."""
    given = ground()
    found = why.why(given, given.run, 1)
    assert (found.rank, found.of, found.inside) == (3, 4, False)
    assert found.edge - found.score == pytest.approx(1.0)
    needed = {one.part.column: one.needed for one in found.parts}
    assert needed["risk"] == pytest.approx(7.0)
    assert needed["people"] == pytest.approx(3.0)
    assert needed["factor"] == pytest.approx(9 / 8)
    assert found.main is not None
    assert found.main.part.column == "people"
    said = why.told(given, found, "ko")
    assert said.startswith("나는 4곳 가운데 3위로, 처음 2곳에 들지 못합니다. 점수 8.0은 2위(9.0)보다 1.0 낮습니다.")
    assert "가장 크게 뒤지는 것은 사람입니다(이곳 2.0, 처음 든 곳의 중앙값 4.5)" in said
    assert "사람이 3.0을 넘으면 다른 값이 그대로여도 처음 2곳에 듭니다." in said


def test_what_is_said_to_be_enough_is_enough() -> None:
    result = siting(40, 30)
    weighing.forget()
    given = weighing.ground(result, "places")
    now = weighing.weigh(given, [0.7, 1.3, 1.0, 2.0, 0.5])
    for row in np.flatnonzero(now.ranks > given.spec.first)[::97]:
        for one in why.why(given, now, int(row)).parts:
            if one.needed is None:
                continue
            values = {name: column.copy() for name, column in given.values.items()}
            values[one.part.column][row] = one.needed + (1e-9 if one.needed >= one.here else -1e-9)
            again = weighing.weigh(dataclasses.replace(given, values=values), now.weights)
            assert again.ranks[row] <= given.spec.first


def test_a_place_inside_learns_what_carries_it() -> None:
    given = ground()
    found = why.why(given, given.run, 0)
    assert found.inside
    assert found.main is not None
    assert found.main.part.column == "risk"
    said = why.told(given, found, "ko")
    assert "가는 4곳 가운데 2위로, 처음 2곳에 듭니다. 점수 9.0은 순위 밖 첫째(8.0)보다 1.0 높습니다." in said


def test_a_place_without_a_value_is_told_which() -> None:
    given = ground()
    assert why.told(given, why.why(given, given.run, 4), "ko") == "마는 값이 빠져 있어 순위를 매기지 못했습니다: 위험."


def test_when_all_are_among_the_first_nobody_is_told_of_an_edge() -> None:
    given = ground(first=10)
    found = why.why(given, given.run, 3)
    assert found.inside
    assert np.isnan(found.edge)
    assert "순위 밖" not in why.told(given, found, "ko")


def test_a_part_without_weight_is_no_way_in() -> None:
    given = ground()
    found = why.why(given, weighing.weigh(given, [1, 0, 1]), 2)
    assert {one.part.column: one.needed for one in found.parts}["people"] is None


def test_stability_is_told_where_the_package_gives_it() -> None:
    result = siting(12, 10)
    weighing.forget()
    given = weighing.ground(result, "places")
    assert "이 10곳 가운데 2곳입니다" in weighing.stable_said(given, given.run, "ko")
    assert weighing.stable_said(ground(), ground().run, "ko") == ""


@pytest.mark.parametrize("lang", ["ko", "en"])
def test_every_sentence_is_filled_in_both_languages(lang: str) -> None:
    given = ground(first=1, group="zone")
    for row in range(5):
        for weights in ([1, 1, 1], [0, 1, 0], [0, 0, 0], [2, 0.5, 1.5]):
            now = weighing.weigh(given, weights)
            said = why.told(given, why.why(given, now, row), lang) + " ".join(weighing.verdict(given, now, lang))
            assert "{" not in said
            assert "nan" not in said
