"""Compiles the loops once with tiny columns, by their bytes alone: whoever warms may fork, and no thread is started."""

from __future__ import annotations

import numpy as np

from data_catalog.scanning import kernels
from data_catalog.scanning.distinct import distinct


def compile_all() -> None:
    """Runs each loop on two rows; the compiled code is kept on disk, so that a second call takes well under a second."""
    offsets = np.frombuffer(np.array([0, 1, 11], np.int32).tobytes(), np.int32)
    data, valid, marks = (np.frombuffer(text, np.uint8) for text in (b"52024-01-31", b"\x03", b"-"))
    registers, told, odd = np.zeros(kernels.REGISTERS, np.uint8), np.zeros(kernels.SLOTS, np.int64), np.empty(2, np.int32)
    given = (offsets, data, valid, 0, marks, np.cumsum([1]), np.zeros(256, np.uint64))
    kernels.read_texts(*given, 8, registers, told, odd)
    kernels.read_numbers(*given, registers, told, np.zeros(2), odd)
    kernels.read_days(*given, registers, told, True, odd)
    kernels.tally(np.frombuffer(offsets[:1].tobytes(), np.int32), valid, 0, np.zeros(1, np.int64))
    kernels.chosen_rows(0, 2, 1, odd)
    distinct(registers)
