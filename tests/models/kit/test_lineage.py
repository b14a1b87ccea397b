"""Every column of a model's tables is followed back to the fields it is made of."""

from pathlib import Path

import pytest

from connectors.lineage import made_of
from models.kit import library
from models.kit.lineage import lineage


def test_a_select_tells_what_each_column_is_made_of() -> None:
    sql = """-- one row per post
    with late as (select post, minutes - limit_min as over from calls join limits using (post))
    select p.name as post, max(l.over) as worst, count(*) as calls, case when p.open then l.over end as shown
    from late l join posts p on p.id = l.post group by all"""
    tables = {"calls": ("post", "minutes"), "limits": ("post", "limit_min"), "posts": ("id", "name", "open")}
    assert made_of(sql, tables) == {
        "post": {("posts", "name")},
        "worst": {("calls", "minutes"), ("limits", "limit_min")},
        "calls": frozenset(),
        "shown": {("posts", "open"), ("calls", "minutes"), ("limits", "limit_min")},
    }


def test_the_way_back_goes_through_sql_steps_by_column() -> None:
    found = lineage(library.load("golden_hour"), "funnel")
    assert found["no_call"] == {("dispatch", "call_at"), ("dispatch", "arrive_at")}
    assert found["records"] == {("dispatch", ""), ("center", "")}


def test_a_python_step_is_made_of_all_it_reads_and_of_nothing_else() -> None:
    found = lineage(library.load("golden_hour"), "city")
    assert ("dispatch", "arrive_at") in found["share"]
    assert not {input for input, _ in found["share"]} & {"hospital", "road_link", "demand"}


def test_every_table_of_every_model_can_be_followed() -> None:
    for model in library.models():
        for output in model.outputs:
            for table in output.tables:
                found = lineage(model, table.name)
                assert set(found) == {column.name for column in table.columns}
                assert all(found.values()), (model.id, table.name)


def test_what_cannot_be_followed_is_a_value_error() -> None:
    with pytest.raises(ValueError, match="followed"):
        made_of("select (", {})


def test_a_packages_own_steps_are_followed(package: Path) -> None:
    model = library.load_folder(package)
    for output in model.outputs:
        for table in output.tables:
            assert all(lineage(model, table.name).values())
