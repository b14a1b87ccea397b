"""The rule of versions: what changed suddenly from the one before.

How far a figure usually moves is judged by the changes between earlier versions: the modified z-score of Iglewicz and Hoaglin
(1993), "How to detect and handle outliers", 0.6745 · |change - median| / MAD, told above 3.5. By hand: log changes so far .01, .02,
.03 have the median .02 and the MAD .01; a change of .10 scores 0.6745 · .08 / .01 = 5.4.
"""

from __future__ import annotations

import itertools
import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from statistics import median
from typing import Any

from data_catalog.check_rules.figures import Figures
from data_catalog.check_rules.table import CheckFinding, Table, keys_of
from data_catalog.schema import Check

# From so many earlier versions on there are changes enough to know what is usual.
_HISTORY = 4
_SCORE = 3.5
# Data that hardly ever moved are not told for a trifle.
_LEAST_RATIO, _LEAST_POINTS = 0.10, 0.05
_HALF, _TWICE, _POINTS = -0.5, 1.0, 0.20


@dataclass(frozen=True)
class _Jump:
    """`way`: by what it was judged, history, ratio or said; `floor`: the threshold stated with it."""

    change: float
    way: str
    floor: float


def sudden_change(table: Table, check: Check) -> list[CheckFinding]:
    """Figures that moved further than usual. Fields: the columns looked at, all and the rows when none is named. `limit`: the share
    (points of share, for empty cells) from which it is told, instead of what is usual."""
    if table.figures is None or not table.before:
        return []
    now, before, limit = table.figures, table.before, check.limit
    found: list[CheckFinding] = []
    if not check.fields:
        found += _found("rows_jumped", {}, now.rows, [float(one.rows) for one in before], _of_ratio, limit, before)
    for name in check.fields or tuple(now.missing):
        told = {"title": name}
        for code, part, judge in (("missing_jumped", "missing", _of_points), ("level_jumped", "level", _of_ratio)):
            if name in getattr(now, part):
                earlier = _unbroken([getattr(one, part).get(name) for one in before])
                found += _found(code, told, getattr(now, part)[name], earlier, judge, limit, before)
    return found


def _found(
    code: str,
    told: dict[str, Any],
    now: float,
    earlier: Sequence[float],
    judge: Callable[[float, Sequence[float], float | None], _Jump | None],
    limit: float | None,
    before: Sequence[Figures],
) -> list[CheckFinding]:
    jump = judge(now, earlier, limit) if earlier else None
    if jump is None:
        return []
    facts = {**told, "before": earlier[0], "now": now, "change": jump.change, "versions": len(earlier), "floor": jump.floor}
    return [CheckFinding(code, facts, 0, (), *keys_of(code, True), limiting=True, why=f"change.why.{jump.way}")]


def _unbroken(values: Sequence[float | None]) -> list[float]:
    """The values, the latest first, back to the version that had none."""
    until = next((at for at, value in enumerate(values) if value is None), len(values))
    return [value for value in values[:until] if value is not None]


def _of_ratio(now: float, earlier: Sequence[float], limit: float | None) -> _Jump | None:
    """Of amounts: by their ratio to the version before."""
    if earlier[0] == 0 or now == earlier[0]:
        return None
    change = (now - earlier[0]) / abs(earlier[0])
    if limit is not None:
        return _Jump(change, "said", limit) if abs(change) > limit else None
    if len(earlier) >= _HISTORY and min(now, *earlier) > 0:
        logs = [math.log(later / former) for later, former in itertools.pairwise(earlier)]
        is_unusual = _score(math.log(now / earlier[0]), logs) > _SCORE and abs(change) > _LEAST_RATIO
        return _Jump(change, "history", _LEAST_RATIO) if is_unusual else None
    return _Jump(change, "ratio", abs(_HALF) if change < 0 else _TWICE) if not _HALF <= change <= _TWICE else None


def _of_points(now: float, earlier: Sequence[float], limit: float | None) -> _Jump | None:
    """Of shares: by their difference to the version before."""
    change = now - earlier[0]
    if limit is not None:
        return _Jump(change, "said", limit) if abs(change) > limit else None
    if len(earlier) >= _HISTORY:
        steps = [later - former for later, former in itertools.pairwise(earlier)]
        return _Jump(change, "history", _LEAST_POINTS) if _score(change, steps) > _SCORE and abs(change) > _LEAST_POINTS else None
    return _Jump(change, "ratio", _POINTS) if abs(change) > _POINTS else None


def _score(change: float, changes: Sequence[float]) -> float:
    """The modified z-score of a change among those before it; without any spread whatever differs is infinitely far."""
    middle = median(changes)
    spread = median(abs(one - middle) for one in changes)
    apart = abs(change - middle)
    if apart == 0:
        return 0.0
    return 0.6745 * apart / spread if spread else math.inf
