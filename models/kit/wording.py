"""Fills a sentence with facts: numbers as people write them, and the Korean particle or English number that fits them."""

from __future__ import annotations

import re
from collections.abc import Mapping
from decimal import Decimal
from typing import Any

Words = Mapping[str, str]
"""A text in every language of the product: `{"ko": …, "en": …}`."""

LANGUAGES = ("ko", "en")

# What is nearer to none or all than this differs from it by the rounding of the machine alone.
_ROUNDING = 1e-9
_SLOT = re.compile(r"\{(\w+)(?::([^{}]*))?\}")
_PAIRS = ("은/는", "이/가", "을/를", "과/와", "으로/로", "이라고/라고", "이나/나", "이며/며", "입니다/입니다")
# Whether a digit, read aloud in Korean, ends in a consonant: 영 일 이 삼 사 오 육 칠 팔 구.
_DIGIT_CLOSED = {"0": True, "1": True, "3": True, "6": True, "7": True, "8": True}


def fill(template: str, facts: Mapping[str, Any]) -> str:
    """The template with each `{name}` or `{name:form}` replaced by the fact of that name.

    Forms: `.1` decimals with thousands separators, `.1%` share as percent, `을/를` a Korean particle pair chosen by the
    value's last sound (the value itself is printed too; `’을/를` closes a quotation before it), `row holds/rows hold` the English
    words for one and for many after the value, `을/를|.1` and `row/rows|.1` both. Without a form, whole numbers get separators,
    other numbers up to two decimals (below a hundredth: two digits that count), and texts stay as they are. Years and codes are
    passed as text. A share of some that rounds to none is told as less than the least digit, one of nearly all as more than all
    but that; nothing has no minus.

    >>> fill("{n}건 중 {p:.1%}, {c:을/를} 옮김", {"n": 1204, "p": 0.314, "c": "노학센터"})
    '1,204건 중 31.4%, 노학센터를 옮김'
    >>> fill("‘{c:’이/가} {v:이/가} 아닌 줄", {"c": "자치구", "v": ["마산", "진해"]})
    '‘자치구’가 마산, 진해가 아닌 줄'
    >>> fill("{factor} {half} {tiny}", {"factor": 0.001, "half": 0.5, "tiny": 2.34e-7})
    '0.001 0.5 0.00000023'
    >>> fill("{rows:row is/rows are} late by {mean:minute/minutes|.1}", {"rows": 1, "mean": 1.04})
    '1 row is late by 1.0 minutes'
    """

    def slot(match: re.Match[str]) -> str:
        value, form = facts[match.group(1)], match.group(2) or ""
        head, _, tail = form.partition("|")
        pair, number_form = (head, tail) if "/" in head else ("", form)
        shown = _told(value, number_form)
        return _with(shown, pair) if pair else shown

    return _SLOT.sub(slot, template)


def _told(value: Any, form: str) -> str:
    """A number as it stands in a sentence, where rounding must not turn some into none or nearly all into all."""
    shown = number(value, form)
    if not isinstance(value, float):
        return shown
    if shown.startswith("-") and not shown.strip("-0.,%"):
        return shown[1:]
    if not form.endswith("%") or not _ROUNDING < value < 1 - _ROUNDING:
        return shown
    least = 10.0 ** -int(form[1:-1] or 1)
    if float(shown[:-1]) == 0:
        return f"<{number(least / 100, form)}"
    return f">{number(1 - least / 100, form)}" if float(shown[:-1]) == 100 else shown


def _with(shown: str, pair: str) -> str:
    """A shown value with the member of a pair that fits it: a Korean particle, or English words for one and for many."""
    quoted = pair.startswith("’")
    if pair.removeprefix("’") in _PAIRS:
        return shown + "’" * quoted + particle(shown, pair.removeprefix("’"))
    one, many = pair.split("/")
    return f"{shown} {one if shown == '1' else many}"


def word_of(code: str, labels: Mapping[str, Words], lang: str) -> str:
    """The words of a code as `ColumnSpec.labels` has them; the code itself when it has none.

    >>> word_of("add:2", {"add:": {"ko": "{rest}대 더", "en": "{rest} more"}}, "en")
    '2 more'
    """
    if code in labels:
        return labels[code][lang]
    head, colon, rest = code.partition(":")
    # Replaced, not formatted: the rest may come from a file.
    return labels[head + colon][lang].replace("{rest}", rest) if colon and head + colon in labels else code


def said_in(facts: Mapping[str, Any], lang: str) -> dict[str, Any]:
    """The facts with every bilingual one (`{"ko": …, "en": …}`, alone or in a list) in the language."""
    return {name: _in_language(value, lang) for name, value in facts.items()}


def _in_language(value: Any, lang: str) -> Any:
    if isinstance(value, Mapping) and set(value) == set(LANGUAGES):
        return value[lang]
    return [_in_language(item, lang) for item in value] if isinstance(value, (list, tuple)) else value


def slots(template: str) -> frozenset[str]:
    """The names of the facts a template needs."""
    return frozenset(match.group(1) for match in _SLOT.finditer(template))


def number(value: Any, form: str = "") -> str:
    """A value as people write it; `form` as in `fill`. Missing values are a dash."""
    if value is None or (isinstance(value, float) and value != value):
        return "–"
    if isinstance(value, (list, tuple)):
        return ", ".join(number(item, form) for item in value)
    if isinstance(value, bool) or not isinstance(value, (int, float)):
        return str(value)
    if form.endswith("%"):
        return f"{value * 100:,{form[:-1] or '.1'}f}%"
    if form:
        return f"{value:,{form}f}"
    if isinstance(value, int) or float(value).is_integer():
        return f"{int(value):,}"
    if abs(value) < 0.01:
        return format(Decimal(f"{value:.2g}"), "f")
    return f"{value:,.2f}".rstrip("0").rstrip(".")


def particle(word: str, pair: str) -> str:
    """The member of a Korean particle pair ("을/를") that follows `word`."""
    closed_form, open_form = pair.split("/")
    last = next((char for char in reversed(word) if char.isalnum() or char == "%"), "")
    if last == "%":
        return open_form
    if "가" <= last <= "힣":
        tail = (ord(last) - ord("가")) % 28
        return open_form if tail == 0 or (closed_form == "으로" and tail == 8) else closed_form
    if closed_form == "으로" and last in "178":
        return open_form
    closed = _DIGIT_CLOSED.get(last, False) if last.isdigit() else last.lower() in "lmn"
    return closed_form if closed else open_form
