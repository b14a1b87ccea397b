"""Compiled loops over the bytes of a column of texts: counts, lengths, values written in the plainest way, and marks of distinct ones.

What is not written in that way is left, row by row, to the engine: its SQL says what such a text means, here nothing is guessed.
A column is `offsets` into `data`, with `valid` (a bit a row, from `shift`) where it has gaps; `valid` is empty where it has none.
"""

from __future__ import annotations

from typing import Any

import numpy as np
from numba import njit

Array = np.ndarray[Any, np.dtype[Any]]

REGISTERS = 1 << 14
THERE, MISSING, READ, LONGEST, OTHERS, LEAST, MOST, SLOTS = range(8)
"""Places of `told`: rows that are not NULL, rows with a mark for no value, rows read, bytes of the longest text, rows that are not nine
digits or fewer, and the least and the greatest day as `packed`."""

_U = np.uint64
_K, _M1, _M2, _G = _U(0x9FB21C651E98DF25), _U(0xFF51AFD7ED558CCD), _U(0xC4CEB9FE1A85EC53), _U(0x9E3779B97F4A7C15)
_TENS = 10.0 ** np.arange(16)
_DAYS = np.array([31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31])
_EIGHT, _DATE, _CLOCK = (_U(int.from_bytes(form.encode(), "little")) for form in ("00000000", "0000-00-", "00 00:00"))
_MOST_DIGITS = 15
"""A whole number of so many digits is exact as a float, and so is its quotient by a power of ten as close as a float can be."""


@njit(cache=True)
def _mixed(h: Any) -> Any:
    h ^= h >> _U(33)
    h *= _M1
    h ^= h >> _U(33)
    h *= _M2
    return h ^ h >> _U(33)


@njit(cache=True)
def _note(h: Any, registers: Array) -> None:
    """Flajolet, Fusy, Gandouet & Meunier 2007: the longest run of zeros that a hash of the register begins with, and one."""
    rest, rank = h << _U(14) | _U(1 << 13), 1
    while not rest >> _U(63):
        rest <<= _U(1)
        rank += 1
    if rank > registers[h >> _U(50)]:
        registers[h >> _U(50)] = rank


@njit(cache=True)
def _word(data: Array, at: Any) -> Any:
    word = _U(0)
    for byte in range(8):
        word |= _U(data[at + _U(byte)]) << _U(8 * byte)
    return word


@njit(cache=True)
def _hash(data: Array, at: Any, end: Any) -> Any:
    h = (end - at) * _G
    while at + _U(8) <= end:
        h = (h ^ _word(data, at)) * _K
        h ^= h >> _U(32)
        at += _U(8)
    word = _U(0)
    while at < end:
        word = word << _U(8) | _U(data[at])
        at += _U(1)
    return _mixed(h ^ word)


@njit(cache=True)
def _there(valid: Array, row: int) -> bool:
    return valid.size == 0 or (valid[row >> 3] >> (row & 7)) & 1 == 1


@njit(cache=True)
def _is_mark(data: Array, at: Any, end: Any, marks: Array, ends: Array, first: Array) -> bool:
    """Whether the bytes are one of the marks, that lie one after the other; `first`: by first byte the lengths of those that have it."""
    size = end - at
    if size > _U(31) or not (first[data[at]] >> size) & _U(1):
        return False
    begin = 0
    for stop in ends:
        if stop - begin == np.int64(size):
            same = True
            for byte in range(stop - begin):
                if marks[begin + byte] != data[at + _U(byte)]:
                    same = False
                    break
            if same:
                return True
        begin = stop
    return False


@njit(cache=True)
def _has_edge(data: Array, at: Any, end: Any) -> bool:
    """Whether blanks may stand before or after, or nothing at all is there: the engine trims."""
    if at == end or data[at] < 33 or data[end - _U(1)] == 32:
        return True
    return (data[at] == 0xC2 and data[at + _U(1)] <= 0xA1) or (data[at] == 0xE3 and data[at + _U(1)] == 0x80)


@njit(cache=True, nogil=True)
def read_texts(
    offsets: Array, data: Array, valid: Array, shift: int, marks: Array, ends: Array, first: Array, longest_mark: int, registers: Array,
    told: Array, odd: Array,
) -> int:  # fmt: skip
    """Counts texts. Writes to `odd`, and says how many they are, the rows that may be a mark for no value between blanks."""
    few, there, missing, longest, others = 0, 0, 0, told[LONGEST], told[OTHERS]
    for row in range(offsets.size - 1):
        if not _there(valid, shift + row):
            continue
        at, end = _U(offsets[row]), _U(offsets[row + 1])
        size = np.int64(end - at)
        there += 1
        longest = max(longest, size)
        _note(_hash(data, at, end), registers)
        if size > 0 and 48 <= data[at] <= 57:
            if others == 0 and not _are_digits(data, at, end):
                others = 1
            continue
        others = 1
        if size > longest_mark:
            continue
        if _has_edge(data, at, end):
            odd[few] = row
            few += 1
        elif _is_mark(data, at, end, marks, ends, first):
            missing += 1
    told[THERE] += there
    told[MISSING] += missing
    told[LONGEST], told[OTHERS] = longest, others
    return few


@njit(cache=True)
def _are_digits(data: Array, at: Any, end: Any) -> bool:
    if end - at > _U(9):
        return False
    while at < end:
        if not 48 <= data[at] <= 57:
            return False
        at += _U(1)
    return True


@njit(cache=True, nogil=True)
def read_numbers(
    offsets: Array, data: Array, valid: Array, shift: int, marks: Array, ends: Array, first: Array, registers: Array, told: Array,
    span: Array, odd: Array,
) -> int:  # fmt: skip
    """Reads -?digits(.digits)?, with commas at the thousands or none; `span`: the least and the greatest so far. The rest is odd."""
    few, there, read, longest = 0, 0, 0, told[LONGEST]
    low, high = span[0], span[1]
    for row in range(offsets.size - 1):
        if not _there(valid, shift + row):
            continue
        start, end = _U(offsets[row]), _U(offsets[row + 1])
        size = np.int64(end - start)
        there += 1
        longest = max(longest, size)
        at, whole, digits, commas, run, point = start, _U(0), 0, 0, 0, -1
        is_minus = size > 0 and data[at] == 45
        if is_minus:
            at += _U(1)
        is_plain = True
        while at < end:
            byte = np.int64(data[at])
            if 48 <= byte <= 57:
                whole = whole * _U(10) + _U(byte - 48)
                digits += 1
                run += 1
            elif byte == 46 and point < 0 and digits > 0 and (commas == 0 or run == 3):
                point, run = digits, 0
            elif byte == 44 and point < 0 and ((commas == 0 and 1 <= run <= 3) or run == 3):
                commas += 1
                run = 0
            else:
                is_plain = False
                break
            at += _U(1)
        if not is_plain or run == 0 or digits > _MOST_DIGITS or (commas > 0 and point < 0 and run != 3):
            few = _left(data, start, end, marks, ends, first, registers, told, odd, few, row)
            continue
        scale = digits - point if point >= 0 else 0
        value = np.float64(whole) / _TENS[scale]
        if is_minus:
            value = -value
        read += 1
        low, high = min(low, value), max(high, value)
        # A plain number is its digits and how many there are before and after the point.
        form = digits << 8 | scale << 4 | (point >= 0) << 2 | (commas > 0) << 1 | is_minus
        _note(_mixed(whole ^ _U(form) * _G), registers)
    span[0], span[1] = low, high
    told[THERE] += there
    told[READ] += read
    told[LONGEST] = longest
    return few


@njit(cache=True, nogil=True)
def read_days(
    offsets: Array, data: Array, valid: Array, shift: int, marks: Array, ends: Array, first: Array, registers: Array, told: Array,
    has_clock: bool, odd: Array,
) -> int:  # fmt: skip
    """Reads 2024-01-31 and 20240131 and, with `has_clock`, 2024-01-31 09:27 and 2024-01-31 09:27:00. The rest is odd."""
    few, there, read, longest, least, most = 0, 0, 0, told[LONGEST], told[LEAST], told[MOST]
    for row in range(offsets.size - 1):
        if not _there(valid, shift + row):
            continue
        at, end = _U(offsets[row]), _U(offsets[row + 1])
        size = np.int64(end - at)
        there += 1
        longest = max(longest, size)
        packed = _packed(data, at, size, has_clock)
        if packed < 0:
            few = _left(data, at, end, marks, ends, first, registers, told, odd, few, row)
            continue
        read += 1
        least, most = min(least, packed), max(most, packed)
        _note(_mixed(_U(packed) << _U(8) ^ _U(size)), registers)
    told[THERE] += there
    told[READ] += read
    told[LONGEST], told[LEAST], told[MOST] = longest, least, most
    return few


@njit(cache=True)
def _left(
    data: Array, at: Any, end: Any, marks: Array, ends: Array, first: Array, registers: Array, told: Array, odd: Array, few: int, row: int,
) -> int:  # fmt: skip
    _note(_hash(data, at, end), registers)
    if at < end and _is_mark(data, at, end, marks, ends, first):
        told[MISSING] += 1
        return few
    odd[few] = row
    return few + 1


@njit(cache=True)
def _pairs(word: Any, form: Any) -> Any:
    """Eight bytes that should be digits where `form` has a 0: each such byte times ten and the one after it; all ones otherwise."""
    digits = word ^ form
    if (digits | digits + _U(0x7676767676767676)) & _U(0x8080808080808080):
        return _U(0xFFFFFFFFFFFFFFFF)
    return digits * _U(10) + (digits >> _U(8))


@njit(cache=True)
def _pair(pairs: Any, byte: int) -> Any:
    return np.int64(pairs >> _U(8 * byte) & _U(255))


@njit(cache=True)
def _packed(data: Array, at: Any, size: Any, has_clock: bool) -> Any:
    """Year, month, day and second of the day as one number that grows with time; -1 of anything else."""
    clock, second = 0, 0
    if size == 8:
        pairs = _pairs(_word(data, at), _EIGHT)
        month, day = _pair(pairs, 4), _pair(pairs, 6)
        if not 18 <= _pair(pairs, 0) <= 21:
            return -1
    elif size == 10 or (has_clock and (size == 16 or size == 19)):
        if data[at + _U(4)] != 45 or data[at + _U(7)] != 45:
            return -1
        pairs = _pairs(_word(data, at), _DATE)
        month = _pair(pairs, 5)
        if size == 10:
            day = _two(data, at + _U(8))
        else:
            clocks = _pairs(_word(data, at + _U(8)), _CLOCK)
            if data[at + _U(10)] != 32 or data[at + _U(13)] != 58 or (size == 19 and data[at + _U(16)] != 58):
                return -1
            if size == 19:
                second = _two(data, at + _U(17))
            day, hour, minute = _pair(clocks, 0), _pair(clocks, 3), _pair(clocks, 6)
            if hour > 23 or minute > 59 or not 0 <= second <= 59:
                return -1
            clock = hour * 3600 + minute * 60 + second
    else:
        return -1
    year = _pair(pairs, 0) * 100 + _pair(pairs, 2)
    if year < 1000 or not 1 <= month <= 12 or not 1 <= day <= 31:
        return -1
    if day > 28 and day > _DAYS[month - 1] + (month == 2 and year % 4 == 0 and (year % 100 != 0 or year % 400 == 0)):
        return -1
    return ((year * 12 + month - 1) * 31 + day - 1) * 86_400 + clock


@njit(cache=True)
def _two(data: Array, at: Any) -> Any:
    tens, ones = np.int64(data[at]) - 48, np.int64(data[at + _U(1)]) - 48
    return tens * 10 + ones if 0 <= tens <= 9 and 0 <= ones <= 9 else -1


@njit(cache=True, nogil=True)
def tally(codes: Array, valid: Array, shift: int, counts: Array) -> None:
    """Adds to `counts` how often each code stands."""
    for row in range(codes.size):
        if _there(valid, shift + row):
            counts[codes[row]] += 1


@njit(cache=True, nogil=True)
def chosen_rows(first_row: int, rows: int, step: int, places: Array) -> Any:
    """Writes the places, of so many rows after `first_row`, whose hash a `step`th of all rows have; says how many."""
    few = 0
    for row in range(rows):
        if _mixed(_U(first_row + row + 1) * _G) % _U(step) == _U(0):
            places[few] = row
            few += 1
    return few
