"""How far the values of a column tell by themselves which field it is, whatever its header says."""

from __future__ import annotations

import re
from collections.abc import Callable

from data_catalog import terms
from data_catalog.mapping.values import Column
from data_catalog.schema import Field

# Enough to be offered, never enough to be likely: a person decides.
SHOWN = 0.66
_MOST = 0.6
_SEXES = {"남": ("남", "남자", "남성", "m", "male"), "여": ("여", "여자", "여성", "f", "female")}
_AREAS = {"dong": re.compile(r"[가-힣\d·.]+(동|읍|면|리|가)"), "district": re.compile(r"([가-힣]+(시|도) )?[가-힣]+(시|군|구)")}
_AGES = re.compile(r"\d{1,3}\s*(세)?\s*[~\-–]\s*\d{1,3}\s*세?|\d{1,3}\s*세?\s*(이상|이하|미만|\+)|\d{1,2}0\s*대(\s*이상)?")


def shown(field: Field, column: Column) -> float:
    """`SHOWN` when most values are ones only such a field holds, else 0.

    Its closed list, its examples, spans of ages, names of areas of its level, or names that end in its own (남부소방서: 소방서).
    """
    met = {text.strip() for text in (*column.samples, *(value for value, _ in column.top)) if text and text.strip()}
    if not column.filled or len(met) < 2 or field.kind not in ("category", "code"):
        return 0.0
    titled = {term.concept for title in field.title.values() for term in terms.terms(title)}
    forms = [_AGES] if titled & {"age", "age_band"} else [form for level, form in _AREAS.items() if level in titled]
    if _share(met, lambda text: any(form.fullmatch(text) for form in forms)):
        return SHOWN
    endings = tuple(name for name in (*field.synonyms, field.title.get("ko", "")) if re.fullmatch("[가-힣]{2,6}", name))
    if endings and _share(met, lambda text: text.endswith(endings) and text not in endings):
        return SHOWN
    known = {text for one in field.choices for text in _SEXES.get(one, (one,))} | {one for one in field.examples if _tells(one)}
    return SHOWN if known and _share(met, lambda text: _is_one(text.casefold(), known)) else 0.0


def _tells(example: str) -> bool:
    """Digits and single letters are examples of many things."""
    return len(example) > 1 and not re.fullmatch(r"[\d\W]+", example)


def _is_one(text: str, known: set[str]) -> bool:
    return text in known or any(len(one) > 1 and one in text and len(text) <= 2 * len(one) + 2 for one in known)


def _share(met: set[str], test: Callable[[str], bool]) -> bool:
    return sum(test(text) for text in met) >= _MOST * len(met)
