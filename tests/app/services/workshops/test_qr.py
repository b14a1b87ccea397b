"""QR codes are read back by a reader written from the other end, and agree with values published elsewhere."""

from __future__ import annotations

import pytest

from app.services.workshops import qr
from connectors.problem import Problem

# By version: data codewords, blocks, error correction codewords a block, of level M (ISO/IEC 18004:2015, table 9).
BLOCKS = {1: (16, 1, 10), 2: (28, 1, 16), 3: (44, 1, 26), 4: (64, 2, 18), 5: (86, 2, 24), 6: (108, 4, 16)}
# The formats of level M, masks 0 to 7, as printed in table C.1.
FORMATS = {0b101010000010010: 0, 0b101000100100101: 1, 0b101111001111100: 2, 0b101101101001011: 3,
           0b100010111111001: 4, 0b100000011001110: 5, 0b100111110010111: 6, 0b100101010100000: 7}  # fmt: skip


def read(dark: list[list[bool]]) -> str:
    """The text of a matrix: format, mask, codewords in their path, blocks with no error left, bytes."""
    size = len(dark)
    version = (size - 17) // 4
    first = [dark[8][at] for at in (0, 1, 2, 3, 4, 5, 7, 8)] + [dark[at][8] for at in (7, 5, 4, 3, 2, 1, 0)]
    second = [dark[size - 1 - at][8] for at in range(7)] + [dark[8][size - 8 + at] for at in range(8)]
    assert first == second, "both copies of the format agree"
    mask = FORMATS[int("".join(str(int(one)) for one in first), 2)]
    assert dark[size - 8][8]
    assert [dark[6][at] for at in range(8, size - 8)] == [at % 2 == 0 for at in range(8, size - 8)]
    flips = ("(r+c)%2", "r%2", "c%3", "(r+c)%3", "(r//2+c//3)%2", "r*c%2+r*c%3", "(r*c%2+r*c%3)%2", "((r+c)%2+r*c%3)%2")
    rule = compile(flips[mask], "mask", "eval")

    def is_data(r: int, c: int) -> bool:
        if r == 6 or c == 6 or (r < 9 and c < 9) or (r < 9 and c >= size - 8) or (r >= size - 8 and c < 9):
            return False
        return version == 1 or not (size - 9 <= r <= size - 5 and size - 9 <= c <= size - 5)

    bits = []
    for turn, right in enumerate([*range(size - 1, 6, -2), *range(5, 0, -2)]):
        for r in range(size - 1, -1, -1) if turn % 2 == 0 else range(size):
            bits += [dark[r][c] ^ (eval(rule, {"r": r, "c": c}) == 0) for c in (right, right - 1) if is_data(r, c)]
    words, blocks, extra = BLOCKS[version]
    said = [int("".join(str(int(bit)) for bit in bits[at : at + 8]), 2) for at in range(0, 8 * (words + blocks * extra), 8)]
    data = []
    for block in range(blocks):
        whole = said[block:words:blocks] + said[words + block :: blocks]
        assert all(syndrome(whole, power) == 0 for power in range(extra)), "nothing is wrong in the block"
        data += whole[: words // blocks]
    assert data[0] >> 4 == 4, "bytes"
    length = (data[0] & 15) << 4 | data[1] >> 4
    return bytes((data[at + 1] & 15) << 4 | data[at + 2] >> 4 for at in range(length)).decode()


def syndrome(block: list[int], power: int) -> int:
    """The block's polynomial at the power of 2 in GF(256), by plain doubling."""
    root = 1
    for _ in range(power):
        root = doubled(root)
    found = 0
    for word in block:
        found = times(found, root) ^ word
    return found


def doubled(value: int) -> int:
    return (value << 1) ^ (0x11D if value & 128 else 0)


def times(one: int, other: int) -> int:
    found = 0
    while other:
        if other & 1:
            found ^= one
        one, other = doubled(one), other >> 1
    return found


@pytest.mark.parametrize("length", [1, 14, 15, 26, 27, 42, 43, 62, 63, 84, 85, 106])
def test_every_length_comes_back_as_it_went_in(length: int) -> None:
    said = ("http://127.0.0.1:8501/join?code=KTM49WQX&" * 4)[:length]
    assert read(qr.matrix(said)) == said


def test_letters_of_any_language_come_back() -> None:
    assert read(qr.matrix("https://모두.kr/join?code=AB")) == "https://모두.kr/join?code=AB"


def test_the_published_values_hold() -> None:
    data = [32, 91, 11, 120, 209, 114, 220, 77, 67, 64, 236, 17, 236, 17, 236, 17]
    assert qr.correction(data, 10) == [196, 35, 39, 119, 235, 215, 231, 226, 93, 23]
    assert {qr.format_bits(mask): mask for mask in range(8)} == FORMATS


def test_the_mask_of_the_least_penalty_is_taken() -> None:
    assert qr.penalty([[True] * 21 for _ in range(21)]) == 42 * 19 + 3 * 400 + 100
    assert len(qr.matrix("a")) == 21


def test_a_text_too_long_is_refused_in_words_and_a_title_cannot_break_out() -> None:
    with pytest.raises(Problem) as raised:
        qr.svg("x" * 107, "a")
    assert (raised.value.code, raised.value.facts) == ("workshop.address_long", {"most": 106})
    drawn = qr.svg("x", '"><script>')
    assert "<script>" not in drawn
    assert "&quot;&gt;&lt;script&gt;" in drawn
