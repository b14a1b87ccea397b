"""The beginning nearly every header of a table shares (CVPL_, k-, kapt): it names the table, not the column."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from functools import lru_cache

# Of fewer columns a common beginning is chance; of these most must share it.
_FEWEST, _MOST = 4, 0.6
_LATIN = re.compile(r"[A-Za-z]+(?=[_\-. ]+\w)|[a-z]+(?=[A-Z])")
_HANGUL = (4, 3, 2)


def without_beginning(headers: Sequence[str]) -> Mapping[str, str]:
    """By header, what is left of it without the beginning it shares with most others; only headers that share one.

    >>> without_beginning(("CVPL_NO", "CVPL_TTL", "CVPL_CN", "CVPL_DT", "RMRK"))
    {'CVPL_NO': 'NO', 'CVPL_TTL': 'TTL', 'CVPL_CN': 'CN', 'CVPL_DT': 'DT'}
    """
    return _without(tuple(headers))


@lru_cache(maxsize=200)
def _without(headers: tuple[str, ...]) -> Mapping[str, str]:
    met = Counter(beginning for header in headers for beginning in set(_beginnings(header)))
    shared = [beginning for beginning, times in met.items() if times >= max(_FEWEST, _MOST * len(headers))]
    if not shared:
        return {}
    longest = max(shared, key=len)
    rest = {header: header[len(longest) :].lstrip("_-. ") for header in headers if longest in _beginnings(header)}
    return {header: left for header, left in rest.items() if left}


def _beginnings(header: str) -> list[str]:
    found = _LATIN.match(header)
    latin = [found.group()] if found else []
    return latin + [header[:length] for length in _HANGUL if re.match(f"[가-힣]{{{length}}}(?=.)", header)]
