"""Amounts with a digit too many: far above all others, while their tenth lies among them."""

from __future__ import annotations

from connectors.duck import quoted
from connectors.engine import Workspace

CODE = "number.tenfold"
KINDS = ("won", "integer", "number")
_FEWEST = 20
# Deviations from the middle, in powers of ten: values that spread wider than this tell nothing of one digit too many.
_WIDEST, _STEPS, _LEAST = 0.16, 5.0, 0.55
_MOST = 0.1
_SOME_ROWS = 50_000


def limit(workspace: Workspace, table: str, value: str) -> float | None:
    """The value from which on a number of the column (SQL) is ten times too large; None when nothing looks so.

    The middle and the spread are those of some of the rows, what lies beyond is looked for among all.
    """
    few = f"hash(_line) % {max(1, workspace.rows(table) // _SOME_ROWS)} = 0"
    read = f"(select _line, {value} as v from {quoted(table)})"  # noqa: S608
    size = f"log10(case when {few} and v > 0 then v end)"
    middle, n, top = workspace.fetch(f"select median({size}) as m, count({size}) as n, max(v) as top from {read}").row(0)  # noqa: S608
    if n < _FEWEST or top <= 10 ** (middle + _LEAST):
        return None
    spread = 1.4826 * workspace.fetch(f"select median(abs({size} - {middle!r})) as s from {read}")["s"][0]  # noqa: S608
    if spread > _WIDEST:
        return None
    beyond = f"v > {10 ** (middle + max(_LEAST, _STEPS * spread))!r}"
    tenth = f"abs(log10(case when {beyond} then v end) - 1 - {middle!r}) <= {max(0.3, 4 * spread)!r}"
    seen = workspace.fetch(
        f"select count(v) as n, count(*) filter ({beyond}) as far, count(*) filter ({tenth}) as tenfold, "  # noqa: S608
        f"min(v) filter ({tenth}) as low from {read}"
    )
    n, far, tenfold, low = seen.row(0)
    return float(low) * (1 - 1e-9) if tenfold and tenfold == far and tenfold <= _MOST * n else None
