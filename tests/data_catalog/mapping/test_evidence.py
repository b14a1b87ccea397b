"""Values tell which field a column is where its header tells nothing, and a person is still asked."""

from data_catalog.mapping import NOT_SURE, suggest
from models.kit import library
from tests.data_catalog.headers import Columns, profile_of


def _said(model: str, asked: str, columns: Columns, field: str) -> tuple[tuple[str, ...], str, str]:
    said = {one.field: one for one in suggest(profile_of(columns), library.load(model).input(asked))}[field]
    return (said.source.columns if said.source else ()), said.confidence, said.reason.code


def test_a_closed_list_is_known_by_its_values_whatever_the_column_is_called() -> None:
    heating: Columns = {"qz": ("개별난방", "지역난방", "중앙난방"), "ww": ("12", "13", "15")}
    assert _said("maintenance_fees", "complex", heating, "heating") == (("qz",), NOT_SURE, "by_values")
    sexes: Columns = {"qz": ("남자", "여자"), "ww": ("가나", "다라")}
    assert _said("lone_seniors", "population", sexes, "sex")[0] == ("qz",)


def test_spans_of_ages_are_a_band_of_ages_and_numbers_are_none() -> None:
    spans: Columns = {"qz": ("65~69세", "70-74", "85세 이상"), "ww": ("12", "13", "15")}
    assert _said("lone_seniors", "population", spans, "age_band") == (("qz",), NOT_SURE, "by_values")
    assert _said("lone_seniors", "population", {"ww": ("12", "13", "15")}, "age_band")[0] == ()


def test_names_that_end_in_the_fields_own_name_are_its_names() -> None:
    posts: Columns = {"qz": ("남부소방서", "북부소방서", "동부소방서"), "ww": ("가나", "다라", "마바")}
    assert _said("golden_hour", "dispatch", posts, "station") == (("qz",), NOT_SURE, "by_values")


def test_names_of_townships_and_of_districts_are_told_apart() -> None:
    areas: Columns = {"qz": ("우아동", "효자1동", "옥천면"), "ww": ("수원시", "용인시", "종로구")}
    assert _said("golden_hour", "dispatch", areas, "area")[0] == ("qz",)
    assert _said("golden_hour", "dispatch", areas, "district")[0] == ("ww",)


def test_a_header_that_says_something_else_is_not_overruled_by_values_alone() -> None:
    named: Columns = {"발생읍면동": ("우아동", "효자동", "옥천동"), "출동대": ("중앙동", "우아동", "효자동")}
    assert _said("golden_hour", "dispatch", named, "area")[0] == ("발생읍면동",)
