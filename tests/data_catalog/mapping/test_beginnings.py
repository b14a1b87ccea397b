"""What nearly every header of a table begins with names the table, not the column."""

from data_catalog.mapping.beginnings import without_beginning


def test_a_beginning_most_headers_share_is_left_out() -> None:
    assert without_beginning(("cvplNo", "cvplTtl", "cvplCn", "cvplSttsCd")) == {
        "cvplNo": "No",
        "cvplTtl": "Ttl",
        "cvplCn": "Cn",
        "cvplSttsCd": "SttsCd",
    }
    assert without_beginning(("k-난방방식", "k-복도유형", "k-관리방식", "k-세대수", "주소"))["k-복도유형"] == "복도유형"
    assert without_beginning(("민원제목", "민원내용", "민원유형", "민원상태", "비고"))["민원상태"] == "상태"


def test_few_headers_or_a_beginning_of_the_lesser_part_are_left_as_they_are() -> None:
    assert without_beginning(("CVPL_NO", "CVPL_TTL", "CVPL_CN")) == {}
    assert without_beginning(("CVPL_NO", "CVPL_TTL", "CVPL_CN", "CVPL_DT", "DEPT_NM", "EMD_NM", "LAT", "LOT")) == {}
    assert without_beginning(()) == {}
