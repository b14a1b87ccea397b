"""A column is offered where its name or its table speaks for it, and is sure only where no other has as good a claim."""

from data_catalog import terms
from data_catalog.mapping import LIKELY, NOT_SURE, SURE, Suggestion, suggest
from models.kit import library
from tests.data_catalog.headers import Columns, profile_of

DAYS, CLOCKS = ("2024-03-01", "2024-03-02"), ("09:27:00", "23:05:12")


def _said(model: str, asked: str, columns: Columns, various: frozenset[str] = frozenset()) -> dict[str, Suggestion]:
    return {one.field: one for one in suggest(profile_of(columns, various), library.load(model).input(asked))}


def _columns(said: Suggestion) -> tuple[str, ...]:
    return said.source.columns if said.source else ()


def test_a_day_and_its_time_are_taken_together_though_the_day_bears_the_moments_very_name() -> None:
    for columns in ({"DATE OCC": (), "TIME OCC": ()}, {"DATE OCC": DAYS, "TIME OCC": CLOCKS}):
        assert _columns(_said("cctv_siting", "incident", columns)["occurred_at"]) == ("DATE OCC", "TIME OCC")


def test_a_column_that_is_not_filled_yet_is_offered_by_its_name_alone() -> None:
    said = _said("golden_hour", "dispatch", {"환자의식상태": (), "신고일시": ()})["severity"]
    assert (_columns(said), said.confidence) == (("환자의식상태",), NOT_SURE)


def test_what_a_field_needs_is_guessed_before_what_it_can_do_without() -> None:
    said = _said("response_evaluation", "share", {"일시": (), "이용·제공받는 제3자": ()})
    assert _columns(said["shared_at"]) == ("일시",)
    assert not _columns(said["acked_at"])


def test_another_column_named_nearly_as_well_is_a_reason_not_to_be_sure() -> None:
    moments = ("2024-03-01 09:27:00", "2024-03-02 10:05:12")
    columns: Columns = {"CVPL_CN": ("가로등이 꺼져 있어 어둡습니다", "소음이 심합니다"), "CVPL_REG_DT": moments}
    alone = _said("civil_complaints", "complaint", columns)["received_at"]
    beside = _said("civil_complaints", "complaint", columns | {"CVPL_RCPT_DT": moments})["received_at"]
    assert (alone.confidence, beside.confidence) == (SURE, LIKELY)


def test_names_of_people_are_never_surely_the_number_that_stands_for_them() -> None:
    owners: Columns = {"owner": ("SMITH, JOHN", "DOE JANE", "ROE RICHARD"), "amount": ("1200", "340", "77")}
    assert _said("tax_arrears", "arrears", owners, frozenset({"owner"}))["debtor_id"].confidence == LIKELY
    numbers: Columns = {"owner": ("A-1001", "A-1002", "A-1003"), "amount": ("1200", "340", "77")}
    assert _said("tax_arrears", "arrears", numbers, frozenset({"owner"}))["debtor_id"].confidence == SURE


def test_a_particle_inside_a_word_stands_between_two_words() -> None:
    read = {header: [term.concept for term in terms.terms(header)] for header in ("영업의종류", "영업종류", "회의일시")}
    assert [concept for concept in read["영업의종류"] if concept != "particle"] == read["영업종류"]
    assert "particle" not in read["회의일시"]


def test_the_number_of_the_rows_own_thing_is_not_taken_for_a_persons() -> None:
    columns: Columns = {
        "제안번호": ("11", "12"),
        "제안제목": ("가로등", "소음"),
        "제안내용": ("어두워요", "시끄러워요"),
        "제안등록일자": DAYS,
    }
    said = _said("civil_complaints", "complaint", columns, frozenset({"제안번호"}))
    assert _columns(said["body"]) == ("제안내용",)
    assert not _columns(said["person_hash"])


def test_the_address_of_a_place_is_no_reason_to_doubt_its_coordinates() -> None:
    columns: Columns = {"CMRA_CNT": ("1", "2"), "INSTL_PLC_ADDR": ("서울특별시 중랑구 면목동 1", "서울특별시 중랑구 망우동 2")}
    columns |= {"X_CRDNT": ("207123.4", "208234.5"), "Y_CRDNT": ("453123.4", "454234.5")}
    said = _said("cctv_siting", "camera", columns, frozenset(columns) - {"CMRA_CNT"})["location"]
    assert (_columns(said), said.confidence) == (("X_CRDNT", "Y_CRDNT"), SURE)
