"""The kind a column seems to be, by its header and by which readings its values bear."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

_ID = re.compile(r"번호|아이디|(?:^|[_ ])(?:id|no|key)s?$|id$|seq$|_no$|일련|^no\.?$|^unique", re.I)
_CODE = re.compile(r"코드|code|_cd$|^cd_|zip|우편|fips", re.I)
_CODE_EXACT = re.compile(r"(?:\w+_)?cd", re.I)
_WON = re.compile(r"금액|원\)|요금|임금|급여|단가|예산|수입|지출|세액|가격|체납액|부과액|price|amount|cost|fee|_amt$|won", re.I)
_MINUTES = re.compile(r"소요시간|분\)|\(분|minutes?|_min$|시간\(분", re.I)
_KM = re.compile(r"거리|\bkm\b|\(km|distance|_km$", re.I)
_HOUR = re.compile(r"시각(?!장애|예술|자료|화|적)|시분초?(?:$|[ _(])|(?:^|_)(?:tm|hm|hms|hhmm(?:ss)?)$|hh:?mm", re.I)
_MAYBE_HOUR = re.compile(r"시간|time", re.I)
_LASTING = re.compile(
    r"소요|걸린|경과|이용\s*시간|근무|운행\s*시간|평균|누적|당|초과|대기|지연|길이|비율|화면비|점수|간격|\(분|분\)|\(초|초\)|수$|"
    r"duration|elapsed|ratio|score|response|travel|wait|hours|minutes?|seconds?|[xy]_?tm$|tm_?[xy]",
    re.I,
)
_NUMERIC_NAME = re.compile(r"수$|건수|인원|대수|개수|비율|율$|면적|count|rate|나이|연령|age$|^계$|합계|소계", re.I)


_LAST_HOUR_ALONE = 959


@dataclass(frozen=True)
class Evidence:
    """Of the filled values of a column, the share (0 to 1) that bears each reading; `distinct` of `filled` values."""

    filled: int
    distinct: int
    share: Mapping[str, float]
    """Keys: number, integer, leading_zero, date, month, moment, time, clock, clock_digits, yesno, won_marks. `clock` are times of day
    with their marks (9:27), `clock_digits` whole numbers that can be one (927 or, throughout, 92700)."""
    longest: int
    average_length: float
    top: float | None = None
    bottom: float | None = None


def guess(name: str, evidence: Evidence, samples: Sequence[str] = ()) -> str:
    """One of the kinds of fields; `text` when nothing else fits. Names decide only between readings the values bear."""
    share = {key: evidence.share.get(key, 0.0) for key in _KEYS}
    if not evidence.filled:
        return "text"
    few = evidence.distinct <= max(20, 0.05 * evidence.filled)
    if share["yesno"] > 0.98 and evidence.distinct <= 3 and share["number"] < 0.98:
        return "yesno"
    if share["moment"] > 0.9:
        return "moment"
    if share["month"] > 0.9 and share["date"] < 0.9 and not _NUMERIC_NAME.search(name):
        return "month"
    if share["date"] > 0.9:
        return "date"
    if _is_time(name, evidence, share):
        return "time"
    if share["number"] > 0.9 or share["won_marks"] > 0.9:
        return _number(name, evidence, share)
    if evidence.distinct > 0.95 * evidence.filled and evidence.longest <= 40 and _ID.search(name):
        return "id"
    if few and evidence.average_length < 30:
        return "category"
    if _CODE.search(name) and evidence.longest <= 20:
        return "code"
    if evidence.average_length >= 20 or evidence.longest > 60:
        return "text"
    return "category" if evidence.distinct <= 0.5 * evidence.filled else "text"


_KEYS = ("number", "integer", "leading_zero", "date", "month", "moment", "time", "clock", "clock_digits", "yesno", "won_marks")


def _is_time(name: str, evidence: Evidence, share: Mapping[str, float]) -> bool:
    """A time of day and not how long something took. Digits alone are counts too: the header must speak of an hour, all values must
    be able to be one, and some must be past what seconds or hours alone would give; where the header may mean a length of time as
    well, the digits must have their leading zeros.
    """
    if _LASTING.search(name) or _CODE.search(name) or _WON.search(name):
        return False
    if share["clock"] > 0.9:
        return True
    if not share["clock_digits"] or share["clock_digits"] + share["clock"] < 0.9 or not evidence.top or evidence.top <= _LAST_HOUR_ALONE:
        return False
    return bool(_HOUR.search(name)) or bool(_MAYBE_HOUR.search(name) and share["leading_zero"] > 0.05)


def _number(name: str, evidence: Evidence, share: Mapping[str, float]) -> str:
    if _CODE.search(name) or _CODE_EXACT.fullmatch(name) or share["leading_zero"] > 0.05:
        return "code"
    if _ID.search(name) and share["integer"] > 0.9 and evidence.distinct > 0.9 * evidence.filled:
        return "id"
    if share["won_marks"] > 0.3 or (_WON.search(name) and not _NUMERIC_NAME.search(name)):
        return "won"
    if _KM.search(name):
        return "km"
    if _MINUTES.search(name):
        return "minutes"
    return "integer" if share["integer"] > 0.98 else "number"
