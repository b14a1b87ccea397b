"""How often units are busy, and how often all of them are."""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike


def erlang_b(servers: int, load: float) -> float:
    """The share of calls that find all servers busy and are lost, for load a = arrival rate × mean service time.

    B(0) = 1, B(c) = a·B(c−1) / (c + a·B(c−1)) (Erlang 1917, Solution of some problems in the theory of probabilities).
    ValueError on a negative load or number. Example: B(1, 0.5) = 1/3, B(2, 1) = 0.2, B(3, 1) = 0.0625, B(5, 3) = 0.1101.
    """
    if int(servers) != servers or servers < 0:
        raise ValueError(f"servers must be a whole number ≥ 0, got {servers}")
    if not load >= 0 or not np.isfinite(load):
        raise ValueError(f"load must be finite and ≥ 0, got {load}")
    blocked = 1.0
    for c in range(1, int(servers) + 1):
        blocked = load * blocked / (c + load * blocked)
    return blocked


def busy_fraction(busy_min: ArrayLike, units: float, hours: float) -> float:
    """q of MEXCLP: Σ minutes a unit was on a call / (units × hours × 60); at most 1.

    busy_min: one value a trip, every vehicle's trip, NaN left out as the mean of the others. ValueError when nothing is
    known or units or hours are not positive. Example: 120 trips of 60 minutes, 10 units, 24 hours → 0.5.
    """
    minutes = np.asarray(busy_min, dtype=np.float64).reshape(-1)
    known = minutes[np.isfinite(minutes)]
    if known.size == 0 or (known < 0).any():
        raise ValueError("busy minutes must be known for one trip at least and not negative")
    if units <= 0 or hours <= 0:
        raise ValueError("units and hours must be positive")
    return float(min(1.0, known.mean() * minutes.size / (units * hours * 60)))
