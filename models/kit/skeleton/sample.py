"""Invented visits to a public counter, as its ticket machine would write them."""

from __future__ import annotations

import random

_ROWS = {"small": 60, "normal": 2_000, "large": 200_000}
_DESKS = (("1번 창구", 5), ("2번 창구", 9), ("여권", 14))


def sample(seed: int, size: str) -> dict[str, tuple[str, bytes]]:
    """One CSV in CP949: the number of a visit, the desk, the minutes waited."""
    lines = ["접수번호,창구,대기시간(분)"]
    lines += [f"A-{number:06d},{desk},{waited}" for number, desk, waited in _visits(seed, size)]
    return {"visits": ("대기현황.csv", "\r\n".join([*lines, ""]).encode("cp949"))}


def truth(seed: int, size: str) -> dict[str, float]:
    """The share of visits within ten minutes, counted from the same visits."""
    waits = [waited for _, _, waited in _visits(seed, size)]
    return {"share_within_10": sum(waited <= 10 for waited in waits) / len(waits)}


def _visits(seed: int, size: str) -> list[tuple[int, str, int]]:
    chance = random.Random(seed)  # noqa: S311  invented people need no secrecy
    visits = []
    for number in range(1, _ROWS[size] + 1):
        desk, usual = chance.choice(_DESKS)
        visits.append((number, desk, int(chance.expovariate(1 / usual))))
    return visits
