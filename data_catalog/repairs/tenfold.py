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
    some = f"(select log10({value}) as l from {quoted(table)} where {value} > 0 and {few})"  # noqa: S608
    middle, n = workspace.fetch(f"select median(l) as m, count(*) as n from {some}").row(0)  # noqa: S608
    if n < _FEWEST:
        return None
    spread = 1.4826 * workspace.fetch(f"select median(abs(l - {middle!r})) as s from {some}")["s"][0]  # noqa: S608
    if spread > _WIDEST:
        return None
    beyond = f"{value} > {10 ** (middle + max(_LEAST, _STEPS * spread))!r}"
    tenth = f"abs(log10({value}) - 1 - {middle!r}) <= {max(0.3, 4 * spread)!r}"
    seen = workspace.fetch(
        f"select count({value}) as n, count(*) filter ({beyond}) as far, "  # noqa: S608
        f"count(*) filter (case when {beyond} then {tenth} end) as tenfold, "
        f"min({value}) filter (case when {beyond} then {tenth} end) as low from {quoted(table)}"
    )
    n, far, tenfold, low = seen.row(0)
    return float(low) * (1 - 1e-9) if tenfold and tenfold == far and tenfold <= _MOST * n else None
