"""The columns of two tables are paired by what they are called, by what they share and by what they look like."""

from data_catalog.mapping.tables import same_columns
from tests.data_catalog.headers import Columns, profile_of

# The Korean headers of public files and the abbreviations of the same columns in others.
WORDS = {
    "신고년월일": "DCLR_YMD", "신고시각": "DCLR_TM", "출동년월일": "DSPT_YMD", "출동시각": "DSPT_TM", "현장도착년월일": "GRNDS_ARVL_YMD",
    "현장도착시각": "GRNDS_ARVL_TM", "귀소년월일": "CBK_YMD", "귀소시각": "CBK_TM", "출동안전센터": "CNTR_NM", "출동소방서": "FRSTN_NM",
    "시도명": "CTPV_NM", "시군구명": "SGG_NM", "읍면동명": "EMD_NM", "위도": "LAT", "경도": "LOT", "소재지지번주소": "LCTN_LOTNO_ADDR",
    "환자연령": "PTN_AGE", "환자성별": "PTN_GNDR", "시설명": "FCLT_NM", "전화번호": "TELNO", "정원": "PSCP", "민원제목": "CVPL_TTL",
    "민원내용": "CVPL_CN", "처리부서": "PRCS_DEPT_NM", "처리상태": "PRCS_STTS_CD", "세목명": "TXITM_NM", "과세년도": "TXTN_YR",
    "체납금액": "NPMNT_AMT", "사업장명": "BPLC_NM", "우편번호": "ZIP",
}  # fmt: skip


def _found(ours: Columns, theirs: Columns) -> dict[str, str]:
    return {pair.one: pair.other for pair in same_columns(profile_of(ours).columns, profile_of(theirs).columns)}


def test_thirty_columns_without_one_shared_value_are_paired_by_the_words_they_are_made_of() -> None:
    ours: Columns = {name: (f"가{at}나", f"다{at}라") for at, name in enumerate(WORDS)}
    theirs: Columns = {name: (f"b{at}c", f"d{at}e") for at, name in enumerate(reversed(WORDS.values()))}
    found = _found(ours, theirs)
    right = sum(WORDS[one] == other for one, other in found.items())
    assert right >= 0.9 * len(WORDS)
    assert right >= 0.9 * len(found)


def test_values_two_columns_share_say_more_than_names_that_say_nothing() -> None:
    ours: Columns = {f"a{at}": (f"값{at}가나", f"값{at}다라", f"값{at}마바") for at in range(30)}
    theirs: Columns = {f"열{at}": ours[f"a{at}"] for at in reversed(range(30))}
    assert _found(ours, theirs) == {f"a{at}": f"열{at}" for at in range(30)}


def test_nothing_is_paired_with_nothing() -> None:
    assert same_columns((), profile_of({"가": ("1",)}).columns) == ()
    assert _found({"세목명": ("자동차세", "재산세")}, {"WIND_SPEED": ("1.2", "3.4")}) == {}
