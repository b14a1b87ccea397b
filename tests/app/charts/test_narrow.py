"""On a telephone a figure keeps its plane: names stand above it, labels in two short lines."""

import io

import plotly.graph_objects as go
import pytest
from PIL import Image

from app import charts
from app.charts.narrow_figure import lines
from app.charts.plan import width
from tests.app.sample_result import golden_hour


@pytest.fixture(scope="module")
def result():
    return golden_hour()


def test_a_long_label_breaks_where_its_words_do():
    assert lines("수거·무단투기·감시카메라") == ["수거·무단투기·", "감시카메라"]
    assert lines("악취") == ["악취"]


def test_what_fits_in_no_two_lines_is_cut_and_says_so():
    first, second = lines("가로수가지치기·공원화장실청소·놀이터")
    assert max(width(first), width(second)) <= 18
    assert "…" in first + second


def test_every_figure_has_the_same_marks_wide_and_narrow(result):
    for item in result.figures:
        wide, narrow = (charts.figure(result, item.spec.name, "ko", narrow=at).to_plotly_json() for at in (False, True))
        assert [trace.get("y", trace.get("z")) for trace in wide["data"]] == [trace.get("y", trace.get("z")) for trace in narrow["data"]]
        assert narrow["layout"].get("margin", {}).get("r", 0) <= 60, item.spec.name
        go.Figure(narrow)


def test_names_of_lines_stand_above_and_none_is_lost(result):
    for item in result.figures:
        wide, narrow = (charts.figure(result, item.spec.name, "ko", narrow=at).to_plotly_json() for at in (False, True))
        beside = {note["text"] for note in wide["layout"].get("annotations", ())}
        assert not narrow["layout"].get("annotations")
        assert beside <= {trace["name"] for trace in narrow["data"] if trace.get("showlegend")}


def test_a_still_map_for_a_telephone_is_half_as_wide_and_leaves_the_legend_to_the_page(result):
    wide, narrow = (Image.open(io.BytesIO(charts.picture(result, "reach", "ko", narrow=at))) for at in (False, True))
    assert narrow.width == pytest.approx(wide.width * 3.4 / 6.7, abs=2)
