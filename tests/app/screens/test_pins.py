"""Places that are only named get their points by hand, and lines pasted from a spreadsheet are read."""

from __future__ import annotations

import pytest

from app.services.drafts import drafts
from app.services.preparing import pins
from app.services.uploads import uploads
from connectors.problem import Problem
from data_catalog.mapping import Source
from tests.app.screens.conftest import Desk

CSV = "이름,구\n가,수원시 팔달구\n나,수원시 팔달구\n다,없는 곳\n"


def test_the_names_of_a_file_come_most_frequent_first(desk: Desk) -> None:
    draft = drafts.start(desk.person, desk.platform, "golden_hour")
    token = uploads.token(desk.person, desk.platform, draft.id, "center")
    upload = uploads.store_stream(desk.person, desk.platform, token, "센터.csv", [CSV.encode()])
    uploads.read(desk.person, desk.platform, upload)
    found = pins.names(desk.person, desk.platform, drafts.load(desk.person, desk.platform, draft.id), "center", Source("area", ("구",)))
    assert found == ("수원시 팔달구", "없는 곳")


def test_a_name_that_means_one_district_gets_its_middle() -> None:
    found = pins.middles(("수원시 팔달구", "없는 곳", "중구"))
    assert set(found) == {"수원시 팔달구"}
    lon, lat = found["수원시 팔달구"]
    assert (round(lon), round(lat)) == (127, 37)


def test_lines_from_a_spreadsheet_are_read_and_open_names_left_open() -> None:
    points, unread = pins.from_text("가\t127.1\t37.2\n나\t\t\n다, 라, 126.9, 37.5\n마\t서울\t37")
    assert points == {"가": (127.1, 37.2), "다, 라": (126.9, 37.5)}
    assert unread == ("마\t서울\t37",)


def test_points_go_into_the_source_and_come_back() -> None:
    source = pins.with_points(Source("area", ("구",)), {"가": (127.1, 37.2)})
    assert pins.given(source) == {"가": (127.1, 37.2)}


def test_a_point_that_is_nowhere_is_refused() -> None:
    with pytest.raises(Problem, match=r"places\.pin_outside"):
        pins.with_points(Source("area", ("구",)), {"가": (271.0, 37.2)})
