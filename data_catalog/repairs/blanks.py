"""Texts that stand for no value: those known everywhere, and words that people write instead."""

from __future__ import annotations

from data_catalog.kinds.marks import MISSING, SUPPRESSED
from data_catalog.kinds.sql import BLANKS, listed, literal
from data_catalog.repairs.rule import OFFER, PARSED, READ, Rule, matches, one_of
from data_catalog.schema import NUMBERS

_TRIMMED = f"trim($x, {literal(BLANKS)})"
_WITHHELD = ("비공개", "비식별", "비공표", "통계법보호", "공개불가", "xxx")
_UNKNOWN = (
    "모름", "확인불가", "확인중", "미확인", "미정", "공란", "무응답", "해당사항없음", "해당무", "자료미제출", "미제출", "없슴", "측정불가",
    "미측정", "결측", "n.a", "na.", "unknown", "tbd",
)  # fmt: skip

SUPPRESSED_RULE = Rule("blank.withheld", PARSED, READ, f"{_TRIMMED} in ({listed(SUPPRESSED)})", is_blank=True)
RULES = (
    SUPPRESSED_RULE,
    Rule("blank.mark", PARSED, READ, f"{_TRIMMED} in ({listed(mark for mark in MISSING if mark)})", is_blank=True),
    Rule("blank.withheld_words", PARSED, OFFER, one_of(_WITHHELD), "''", is_blank=True),
    Rule("blank.few", NUMBERS, OFFER, matches(r"^[<≤]\s*\d{1,2}$|^\d{1,2}\s*[명건개]?\s*미만$"), "''", is_blank=True),
    Rule("blank.words", PARSED, OFFER, one_of(_UNKNOWN), "''", is_blank=True),
)
