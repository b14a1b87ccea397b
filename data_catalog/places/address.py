"""Takes a Korean address apart: province, district, dong, road and building number, lot number, whatever order and habit it is in."""

from __future__ import annotations

import re
import tomllib
import unicodedata
from dataclasses import dataclass
from functools import cache
from pathlib import Path

_ROAD = re.compile(r"[가-힣A-Za-z0-9.]*[가-힣][0-9]*(?:대로|로|길)(?:[0-9]+(?:번|가|나|다|라|마|바)?길|[가-힣]길)?")
_PART_OF_ROAD = re.compile(r"[0-9]+(?:번|가|나|다|라|마|바)?길|[가-힣]길")
_NUMBER = re.compile(r"(지하)?([0-9]{1,5})(?:-([0-9]{1,4}))?(?:번지?|호)?")
_LOT = re.compile(r"(산)?([0-9]{1,5})(?:-([0-9]{1,4}))?(?:번지?)?")
_DISTRICT = re.compile(r"[가-힣]{1,5}(?:시|군|구)")
_TWO_DISTRICTS = re.compile(r"(?<=[가-힣]시)(?=[가-힣]{1,4}구(?:\s|$))")
_TOWN = re.compile(r"[가-힣0-9]{1,7}(?:읍|면)")
_DONG = re.compile(r"[가-힣]{1,7}[0-9]*(?:동|리|가)|[가-힣]{1,5}[0-9]+가?동|[가-힣]{1,5}로[0-9]가")
_IN_BRACKETS = re.compile(r"[(\[（]([^)\]）]*)[)\]）]?")
_GLUED = re.compile(r"(?<=[가-힣])(?=산?[0-9]+(?:-[0-9]+)?(?:번지)?(?:\s|$))")


@dataclass(frozen=True)
class Address:
    """The parts of one address; what it does not say is empty. `main`-`sub` number a building on `road`, else a lot of `dong`."""

    province: str = ""
    district: str = ""
    """The city, county or ward: `수원시 팔달구`, without its province."""
    dong: str = ""
    """The last of town, dong and ri that is said."""
    town: str = ""
    road: str = ""
    main: int = 0
    sub: int = 0
    mark: str = ""
    """`산` before a lot on a hill, `지하` before an underground building."""

    @property
    def names_a_point(self) -> bool:
        """Whether it says a building or a lot, not an area alone."""
        return bool(self.main and (self.road or self.dong))


def parse(text: str | None) -> Address:
    """The parts of an address as somebody wrote it; building names, floors and rooms are passed over.

    >>> parse("서울 종로구 세종대로 209 (세종로)")
    Address(province='서울특별시', district='종로구', dong='세종로', town='', road='세종대로', main=209, sub=0, mark='')
    >>> parse("강원도 고성군 간성읍 하리 산 12-3번지").mark
    '산'
    """
    if not text:
        return Address()
    flat = unicodedata.normalize("NFKC", text).replace("·", "").strip()
    aside = [said.strip() for said in _IN_BRACKETS.findall(flat)]
    flat = _IN_BRACKETS.sub(" ", flat).split(",")[0]
    words = _TWO_DISTRICTS.sub(" ", _GLUED.sub(" ", flat)).split()
    found = Address()
    province, words = _province(words)
    district, words = _leading(words, _DISTRICT, most=2)
    towns, words = _leading(words, _TOWN, most=1)
    road, rest = _road(words)
    if road:
        mark, main, sub = _numbered(rest, _NUMBER)
        dong = towns[-1] if towns else _dong_of(aside)
        found = Address(province, " ".join(district), dong, "".join(towns), road, main, sub, mark)
    else:
        dongs, rest = _leading(words, _DONG, most=2)
        mark, main, sub = _numbered(rest, _LOT)
        dong = dongs[-1] if dongs else towns[-1] if towns else _dong_of(aside)
        found = Address(province, " ".join(district), dong, "".join(towns), "", main if dong else 0, sub if dong else 0, mark)
    return found


def province_of(name: str) -> str:
    """The province's name today, for any name or short form it has had; empty when it is none."""
    return provinces().get(name, "")


def _province(words: list[str]) -> tuple[str, list[str]]:
    if not words:
        return "", words
    if known := provinces().get(words[0]):
        return known, words[1:]
    for name in sorted(provinces(), key=len, reverse=True):
        # Written together: 서울특별시종로구. Short forms are left: 경기장 is no province.
        if len(name) > 2 and words[0].startswith(name) and _DISTRICT.fullmatch(words[0][len(name) :]):
            return provinces()[name], [words[0][len(name) :], *words[1:]]
    return "", words


def _leading(words: list[str], shape: re.Pattern[str], most: int) -> tuple[list[str], list[str]]:
    count = 0
    while count < min(most, len(words)) and shape.fullmatch(words[count]):
        count += 1
    return words[:count], words[count:]


def _road(words: list[str]) -> tuple[str, list[str]]:
    """A road's name, its branch written apart joined to it (중앙로 12번길), and the words after it. A dong may stand before it."""
    for at in range(min(2, len(words))):
        word = words[at]
        if not _ROAD.fullmatch(word) or _DONG.fullmatch(word):
            continue
        after = at + 1
        if after < len(words) and not word.endswith("길") and _PART_OF_ROAD.fullmatch(words[after]):
            word, after = word + words[after], after + 1
        if after < len(words) and _NUMBER.fullmatch(words[after].replace("지하", "", 1)):
            return word, words[after:]
        return (word, words[after:]) if at == 0 and after < len(words) and words[after] == "지하" else ("", words)
    return "", words


def _numbered(words: list[str], shape: re.Pattern[str]) -> tuple[str, int, int]:
    if words and words[0] in ("산", "지하") and len(words) > 1:
        words = [words[0] + words[1], *words[2:]]
    told = shape.fullmatch(words[0]) if words else None
    if not told:
        return "", 0, 0
    return told.group(1) or "", int(told.group(2)), int(told.group(3) or 0)


def _dong_of(aside: list[str]) -> str:
    """The dong that brackets after a road address name: (세종로, 정부청사)."""
    for said in aside:
        first = said.split(",")[0].strip()
        if _DONG.fullmatch(first) or re.fullmatch(r"[가-힣]{1,6}로", first):
            return first
    return ""


@cache
def provinces() -> dict[str, str]:
    """Every name and short form of a province → the name it has today."""
    with (Path(__file__).parent / "areas.toml").open("rb") as file:
        table = tomllib.load(file)
    names = {name: name for name in table if name != "aliases"}
    return names | {str(alias): name for name, aliases in table["aliases"].items() for alias in aliases}
