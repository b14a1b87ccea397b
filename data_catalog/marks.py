"""What happened to each row of a table, as bits: in as many columns of whole numbers as there are kinds of events.

One number of 64 bits holds 62 kinds; a table of 71 columns has more. A wider number would not do: Parquet has none, and keeps it as
a floating one, which loses the last bits.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

BITS = 62
NAME = "_events"


def names(kinds: int) -> tuple[str, ...]:
    """The columns that hold so many kinds of events.

    >>> names(3), names(63)
    (('_events',), ('_events', '_events_1'))
    """
    return tuple(NAME if word == 0 else f"{NAME}_{word}" for word in range(max(1, -(-kinds // BITS))))


def setting_sql(conditions: Sequence[str]) -> str:
    """SQL of the columns, with a bit for each of the conditions that holds.

    >>> setting_sql(["a > 1", "b"])
    'case when a > 1 then 1 else 0 end::bigint | case when b then 2 else 0 end::bigint as _events'
    """
    parts = []
    for word, name in enumerate(names(len(conditions))):
        held = conditions[word * BITS : (word + 1) * BITS]
        bits = " | ".join(f"case when {one} then {1 << bit} else 0 end::bigint" for bit, one in enumerate(held))
        parts.append(f"{bits or '0'} as {name}")
    return ", ".join(parts)


def any_sql(mask: int) -> str:
    """SQL: whether a row has one of the bits of the mask.

    >>> any_sql(5), any_sql(1 << 62), any_sql(0)
    ('(_events & 5 <> 0)', '(_events_1 & 1 <> 0)', 'false')
    """
    tests = [f"{name} & {part} <> 0" for name, part in _words(mask)]
    return f"({' or '.join(tests)})" if tests else "false"


def of_row(row: Mapping[str, Any], kinds: int) -> int:
    """The bits of a row that has the columns.

    >>> of_row({"_events": 5, "_events_1": 1}, 63) == 5 + (1 << 62)
    True
    """
    return sum(int(row[name]) << (word * BITS) for word, name in enumerate(names(kinds)))


def _words(mask: int) -> Iterator[tuple[str, int]]:
    for word, name in enumerate(names(mask.bit_length())):
        if part := mask >> (word * BITS) & ((1 << BITS) - 1):
            yield name, part
