"""How many different texts a column holds, from the registers that their hashes left."""

from __future__ import annotations

from math import inf, sqrt

import numpy as np

from data_catalog.scanning.kernels import REGISTERS, Array

ERROR = 1.96 * 1.04 / sqrt(REGISTERS)
"""The estimate is right within this share with 95 % confidence (Flajolet, Fusy, Gandouet & Meunier 2007)."""

_LONGEST = 64 - 14 + 1


def distinct(registers: Array) -> int:
    """The estimate of Ertl 2017 (New cardinality estimation algorithms for HyperLogLog sketches, algorithm 6), which few or many texts
    do not bias.

    registers: the greatest rank of each of `REGISTERS` parts of the hashes, 0 where none fell.
    """
    counts = np.bincount(registers, minlength=_LONGEST + 1).astype(float)
    z = REGISTERS * _tau(1 - counts[_LONGEST] / REGISTERS)
    for rank in range(_LONGEST - 1, 0, -1):
        z = 0.5 * (z + counts[rank])
    z += REGISTERS * _sigma(counts[0] / REGISTERS)
    return 0 if z == inf else round(REGISTERS**2 / (2 * np.log(2)) / z)


def _sigma(x: float) -> float:
    if x == 1:
        return inf
    y, z, before = 1.0, x, -1.0
    while z != before:
        x *= x
        before, z, y = z, z + x * y, y + y
    return z


def _tau(x: float) -> float:
    if x in (0, 1):
        return 0.0
    y, z, before = 1.0, 1 - x, -1.0
    while z != before:
        x = sqrt(x)
        y *= 0.5
        before, z = z, z - (1 - x) ** 2 * y
    return z / 3
