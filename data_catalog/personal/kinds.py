"""All kinds of personal values, in the order they are told, and hiding them in any text."""

from __future__ import annotations

import re
from collections.abc import Callable

from data_catalog.personal.birth import BIRTH_DATE
from data_catalog.personal.detector import Detector, starred
from data_catalog.personal.disguise import undisguised
from data_catalog.personal.homes import FLAT, HOME_POINT
from data_catalog.personal.money import ACCOUNT, CARD
from data_catalog.personal.names import PERSON_NAME
from data_catalog.personal.online import EMAIL, IP
from data_catalog.personal.papers import LICENCE, PASSPORT
from data_catalog.personal.phone import PHONE
from data_catalog.personal.resident import FOREIGNER, PART, RESIDENT
from data_catalog.personal.things import BUSINESS, PLATE

DETECTORS: tuple[Detector, ...] = (
    RESIDENT, FOREIGNER, PART, PASSPORT, LICENCE, CARD, ACCOUNT, PHONE, EMAIL, PERSON_NAME, BIRTH_DATE, FLAT, HOME_POINT, IP,
    PLATE, BUSINESS,
)  # fmt: skip
BY_KIND = {detector.kind: detector for detector in DETECTORS}
KINDS = tuple(BY_KIND)
INSIDE = tuple(detector for detector in DETECTORS if detector.shapes)
"""The kinds that tell themselves wherever they stand."""
SHORTEST = min(detector.shortest for detector in INSIDE)
_HIDDEN = re.compile(r"[0-9*]+(?:[-.·)][0-9*]+)*", re.ASCII)
"""Where a value may stand that `mask` hid before."""


def mask(text: str) -> str:
    """The text with all that tells itself as personal hidden: for logs, samples and whatever is told of a file.

    One in which such a value is disguised (invisible characters, other digits) comes back in plain characters.
    """
    if len(text.encode()) < SHORTEST:
        return text
    return otherwise_read(text, _masked)


def blank(text: str) -> str:
    """The same with no digit of such a value left, nor of one that `mask` hid: for what people write in their own words.

    >>> blank("전화 010-1234-5678, 문서 제02-2024-0115호"), blank("담당 010-****-5678"), blank("124-81-00998")
    ('전화 ***-****-****, 문서 제02-2024-0115호', '담당 ***-****-****', '124-81-00998')
    """
    if len(text.encode()) < SHORTEST:
        return text
    return otherwise_read(text, _blanked)


def otherwise_read(text: str, hide: Callable[[str], str]) -> str:
    """The text with values hidden as it is written, and then as a reader takes it; as it is written where that shows nothing more."""
    hidden = hide(text)
    plain = undisguised(hidden)
    if plain == hidden:
        return hidden
    again = hide(plain)
    return hidden if again == plain else again


def _masked(text: str) -> str:
    for detector in INSIDE:
        text = detector.masked(text)
    return text


def _blanked(text: str) -> str:
    for detector in INSIDE:
        if detector is not BUSINESS:  # a firm's number is told and kept
            text = detector.replaced(text, lambda value, hide=detector.hide: starred(hide(value)))  # type: ignore[misc]
    return _HIDDEN.sub(lambda found: starred(found[0]) if "***" in found[0] else found[0], text)


def says_personal(column: str) -> bool:
    """Whether the name of a column says that it holds values of persons."""
    return any(detector.named_by(column) for detector in DETECTORS if detector is not BUSINESS)


def is_personal(text: str) -> bool:
    """Whether a short text is such a value and nothing else, or holds a resident number: then it is nobody's header."""
    said = undisguised(text).strip()
    held = any(detector.masked(said) != said for detector in (RESIDENT, FOREIGNER))
    return held or any(_is_whole(detector, said) for detector in INSIDE)


def _is_whole(detector: Detector, said: str) -> bool:
    return bool(detector.pattern.fullmatch(said)) and detector.masked(said) != said
