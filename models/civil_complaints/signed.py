"""Names that people sign their letters with: hidden where they stand, and no words of a topic."""

from __future__ import annotations

import re
from collections.abc import Sequence

_SURNAMES = "김이박최정강조윤장임한오서신권황안송전홍유고문양손배백허남심노하곽성차주우구민류나진지엄채원천방공현함변염여추도소석선설마길"
# Three syllables before what ends a letter, or after what names its writer; 도움을 드림 is no name.
_NAME = rf"[{_SURNAMES}][가-힣][가-힣]"
_SIGNED = re.compile(
    rf"(?<![가-힣])({_NAME})(?<![을를께])\s?(?:드림|올림|배상)(?![가-힣])|(?:글쓴이|글|작성자|제안자|성명|이름)\s?[:：/=]\s?({_NAME})(?![가-힣])"
)


def hidden(texts: Sequence[str]) -> list[str]:
    """The texts without the names they are signed with; a name that signs two texts or more is hidden in all of them."""
    names = [{found[1] or found[2] for found in _SIGNED.finditer(text)} for text in texts]
    count: dict[str, int] = {}
    for each in names:
        for name in each:
            count[name] = count.get(name, 0) + 1
    often = sorted(name for name, n in count.items() if n > 1)
    every = re.compile(rf"(?<![가-힣])(?:{'|'.join(often)})") if often else None
    return [_without(text, own, every) for text, own in zip(texts, names, strict=True)]


def _without(text: str, own: set[str], every: re.Pattern[str] | None) -> str:
    for name in own:
        text = text.replace(name, f"{name[0]}**")
    return every.sub(lambda found: f"{found[0][0]}**", text) if every else text
