"""A QR code of a short text as SVG: byte mode, error correction level M, versions 1 to 6 (up to 106 bytes).

After ISO/IEC 18004:2015: data and error correction by tables 7 and 9, the placement of clause 7.7, the masks of table 10, the penalties of
table 11. Reed-Solomon over GF(256) with the polynomial x^8 + x^4 + x^3 + x^2 + 1 (285).
"""

from __future__ import annotations

import itertools
from collections.abc import Callable, Iterator, Sequence

from connectors.problem import Problem

Matrix = list[list[bool]]
"""Rows of modules, dark is True; without the quiet zone."""

# By version: data codewords in all, blocks, error correction codewords a block (level M; every block of a version is equally long).
_LAYOUT = ((16, 1, 10), (28, 1, 16), (44, 1, 26), (64, 2, 18), (86, 2, 24), (108, 4, 16))
_QUIET = 4
_LEVEL_M = 0b00
_MASKS: tuple[Callable[[int, int], bool], ...] = (
    lambda row, column: (row + column) % 2 == 0,
    lambda row, column: row % 2 == 0,
    lambda row, column: column % 3 == 0,
    lambda row, column: (row + column) % 3 == 0,
    lambda row, column: (row // 2 + column // 3) % 2 == 0,
    lambda row, column: row * column % 2 + row * column % 3 == 0,
    lambda row, column: (row * column % 2 + row * column % 3) % 2 == 0,
    lambda row, column: ((row + column) % 2 + row * column % 3) % 2 == 0,
)
_LOOKALIKE = ((1, 0, 1, 1, 1, 0, 1, 0, 0, 0, 0), (0, 0, 0, 0, 1, 0, 1, 1, 1, 0, 1))


def svg(said: str, title: str) -> str:
    """The code as an SVG that grows with its box, dark on white with its quiet zone. `title` is what a screen reader says.

    Problem workshop.address_long where the text has more than 106 bytes.
    """
    dark = matrix(said)
    size = len(dark) + 2 * _QUIET
    path = "".join(
        f"M{column + _QUIET} {row + _QUIET}h1v1h-1z" for row, line in enumerate(dark) for column, is_dark in enumerate(line) if is_dark
    )
    told = title.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;").replace('"', "&quot;")
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {size} {size}" role="img" aria-label="{told}" shape-rendering="crispEdges">'
        f'<rect width="{size}" height="{size}" fill="#fff"/><path d="{path}" fill="#000"/></svg>'
    )


def fitting(said: str, title: str) -> str:
    """The same; empty where the text is too long for a code: it is written out beside it."""
    try:
        return svg(said, title)
    except Problem:
        return ""


def matrix(said: str) -> Matrix:
    """The modules of the smallest version that holds the text, under the mask of the least penalty."""
    data = said.encode()
    version = next((at for at, (words, _, _) in enumerate(_LAYOUT, 1) if len(data) + 2 <= words), None)
    if version is None:
        raise Problem("workshop.address_long", most=_LAYOUT[-1][0] - 2)
    bits = [bool(word >> at & 1) for word in codewords(data, version) for at in range(7, -1, -1)]
    tried = (_drawn(version, bits, mask) for mask in range(8))
    return min(tried, key=penalty)


def codewords(data: bytes, version: int) -> list[int]:
    """Data and error correction codewords in the order they are placed: byte mode, padded, blocks interleaved."""
    words, blocks, extra = _LAYOUT[version - 1]
    # Mode 0100, the length in eight bits, the bytes, four zeros: all shifted by half a byte.
    whole = 0b0100
    whole = whole << 8 | len(data)
    for byte in data:
        whole = whole << 8 | byte
    said = list((whole << 4).to_bytes(len(data) + 2, "big"))
    said += [(0xEC, 0x11)[at % 2] for at in range(words - len(said))]
    each = words // blocks
    parts = [said[at * each : (at + 1) * each] for at in range(blocks)]
    checks = [correction(part, extra) for part in parts]
    return [part[at] for at in range(each) for part in parts] + [check[at] for at in range(extra) for check in checks]


def correction(data: Sequence[int], count: int) -> list[int]:
    """The Reed-Solomon codewords of a block: the remainder of its polynomial times x^count by the generator.

    Example (the often worked "HELLO WORLD" at version 1-M): of 32 91 11 120 209 114 220 77 67 64 236 17 236 17 236 17 these are
    196 35 39 119 235 215 231 226 93 23.
    """
    generator = [1]
    for power in range(count):
        root = _EXP[power]
        generator = [
            (generator[at] if at < len(generator) else 0) ^ (_times(generator[at - 1], root) if at else 0)
            for at in range(len(generator) + 1)
        ]
    rest = [*data, *([0] * count)]
    for at in range(len(data)):
        lead = rest[at]
        if lead:
            for place, factor in enumerate(generator):
                rest[at + place] ^= _times(factor, lead)
    return rest[len(data) :]


def penalty(dark: Matrix) -> int:
    """How hard a matrix is to read (table 11): long runs, squares, patterns like a finder's, and an uneven share of dark."""
    size = len(dark)
    lines = [*dark, *([row[at] for row in dark] for at in range(size))]
    runs = sum(length - 2 for line in lines for length in _runs(line) if length >= 5)
    squares = sum(
        dark[row][column] == dark[row][column + 1] == dark[row + 1][column] == dark[row + 1][column + 1]
        for row in range(size - 1)
        for column in range(size - 1)
    )
    alike = sum(tuple(map(int, line[at : at + 11])) in _LOOKALIKE for line in lines for at in range(size - 10))
    share = 100 * sum(map(sum, dark)) / size**2
    return runs + 3 * squares + 40 * alike + 10 * int(abs(share - 50) // 5)


def format_bits(mask: int) -> int:
    """Level and mask in fifteen bits: BCH(15, 5) by 10100110111, made uneven by 101010000010010. Of level M, mask 5: 100000011001110."""
    said = _LEVEL_M << 3 | mask
    rest = said << 10
    for at in range(14, 9, -1):
        if rest >> at & 1:
            rest ^= 0b10100110111 << (at - 10)
    return (said << 10 | rest) ^ 0b101010000010010


def _drawn(version: int, bits: Sequence[bool], mask: int) -> Matrix:
    size = 17 + 4 * version
    dark = [[False] * size for _ in range(size)]
    fixed = [[False] * size for _ in range(size)]

    def put(row: int, column: int, value: bool) -> None:
        dark[row][column], fixed[row][column] = value, True

    for top, left in ((0, 0), (0, size - 7), (size - 7, 0)):
        for row in range(max(0, top - 1), min(size, top + 8)):
            for column in range(max(0, left - 1), min(size, left + 8)):
                ring = max(abs(row - top - 3), abs(column - left - 3))
                put(row, column, ring in (0, 1, 3))
    if version > 1:
        for row in range(size - 9, size - 4):
            for column in range(size - 9, size - 4):
                put(row, column, max(abs(row - size + 7), abs(column - size + 7)) != 1)
    for at in range(8, size - 8):
        put(6, at, at % 2 == 0)
        put(at, 6, at % 2 == 0)
    _put_format(put, size, format_bits(mask))
    places = _path(size, fixed)
    rule = _MASKS[mask]
    for at, (row, column) in enumerate(places):
        dark[row][column] = (at < len(bits) and bits[at]) ^ rule(row, column)
    return dark


def _put_format(put: Callable[[int, int, bool], None], size: int, bits: int) -> None:
    """Both copies of the format, and the module that is always dark."""
    for at in range(15):
        value = bool(bits >> at & 1)
        # Beside the upper left finder: down its right side, then along its foot.
        row, column = (at + (at > 5), 8) if at < 8 else (8, 7 if at == 8 else 14 - at)
        put(row, column, value)
        put(*((8, size - 1 - at) if at < 8 else (size - 15 + at, 8)), value)
    put(size - 8, 8, True)


def _path(size: int, fixed: Matrix) -> Iterator[tuple[int, int]]:
    """Where data go: pairs of columns from the right, up and down in turn, around what is fixed."""
    upward, column = True, size - 1
    while column > 0:
        if column == 6:
            column -= 1
        for row in range(size - 1, -1, -1) if upward else range(size):
            for at in (column, column - 1):
                if not fixed[row][at]:
                    yield row, at
        upward, column = not upward, column - 2


def _runs(line: Sequence[bool]) -> Iterator[int]:
    length = 1
    for before, now in itertools.pairwise(line):
        if before == now:
            length += 1
        else:
            yield length
            length = 1
    yield length


def _powers() -> tuple[list[int], list[int]]:
    exp, log, value = [0] * 255, [0] * 256, 1
    for power in range(255):
        exp[power], log[value] = value, power
        value <<= 1
        if value > 255:
            value ^= 285
    return exp, log


_EXP, _LOG = _powers()


def _times(one: int, other: int) -> int:
    return _EXP[(_LOG[one] + _LOG[other]) % 255] if one and other else 0
