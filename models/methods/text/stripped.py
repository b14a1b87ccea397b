"""Korean words without an analyser: particles and endings taken off by rule, rare long words cut into pairs of syllables."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence

from models.methods.text.lists import PARTICLES, SAYING_NOTHING

_RUN = re.compile(r"[\uac00-\ud7a3]+|[A-Za-z]+")
# What follows a noun where it acts as a verb (요청합니다) or a quality (위험해서).
_ACTS = re.compile(
    "(?:하(?:고|는|여|게|기|며|면|면서|지|니|던|였습니다|겠습니다|세요|십시오|시기|려고|도록|신|실|자|네요|다|더라도|므로|기를|기가|지만|지도|거나)?"
    "|합니다|합니까|해서|해도|해야|해요|해주세요|해주십시오|해주시기|해달라고?|해|했습니다|했는데|했던|했고|했어요|했으나|했음|했다|했지만|할|한|한다|한다고|"
    "한데|함|함에|됩니다|되는|되고|되어|되지|되었습니다|되면|되도록|될|된|된다|됨|돼서|돼요|됐습니다|됐는데|시켜|시키는|시킨|드립니다|드려요|바랍니다)$"
)
_ENDED = re.compile(
    "(?:습니다|습니까|니다|어요|아요|여요|세요|네요|군요|는데요?|은데요?|었던|았던|지만|면서|어서|아서|려고|도록|더라도|거나|겠다|었다|았다|는다|주십시오|"
    "주시기|않는|않고|않아|없는|없고|없이|없어|있는|있고|있어|있음|있다|없다|같은|같이|많은|많이|너무|매우|아주|정말|그리고|그러나|하지만|그래서)$"
)
_SHORT, _SEEN = 2, 3


def stripped(texts: Sequence[str]) -> Iterator[tuple[list[str], list[bool]]]:
    """What is left of each word of each text, with whether it follows the one before with nothing between.

    A stem of more than 3 syllables that stands fewer than 3 times among the texts is given as its pairs of syllables
    (character n-grams: McNamee & Mayfield 2004, Character n-gram tokenization for European language text retrieval),
    so that 불법주차단속 meets 불법 and 단속 of others. Knows no parts of speech: some verbs stay.
    """
    read = [list(_stems(text)) for text in texts]
    seen = Counter(found for stems in read for found, _ in stems)
    for stems in read:
        words: list[str] = []
        glued: list[bool] = []
        for found, follows in stems:
            if len(found) > 3 and seen[found] < _SEEN and not found.isascii():
                parts = [found[at : at + 2] for at in range(len(found) - 1)]
                parts = [part for part in parts if part not in SAYING_NOTHING and part not in PARTICLES]
                words += parts
                glued += [False] * len(parts)
            else:
                words.append(found)
                glued.append(follows)
        yield words, glued


def stem(word: str) -> str:
    """A written word without its particle or ending, "" where it is a verb by its ending or says nothing alone.

    Example: 가로등이 -> 가로등, 주차장에서는 -> 주차장, 요청합니다 -> 요청, 있습니다 -> "", 피해 -> 피해.
    """
    if word.isascii():
        return word
    if word in SAYING_NOTHING:
        return ""
    acts = _ACTS.search(word)
    if acts and acts.start() >= _SHORT:
        return word[: acts.start()]
    if _ENDED.search(word) or (acts and len(word) > _SHORT):
        return ""
    for particle in PARTICLES:
        if word.endswith(particle) and len(word) - len(particle) >= _SHORT:
            bare = word[: -len(particle)]
            return "" if bare in SAYING_NOTHING else bare
    return word


def _stems(text: str) -> Iterator[tuple[str, bool]]:
    """Stems of two letters or more; one follows another where only spaces lie between and the one before was bare."""
    last, bare = -1, False
    for found in _RUN.finditer(text):
        root = stem(found[0])
        between = text[last : found.start()] if last >= 0 else "\n"
        if len(root) >= _SHORT:
            yield root, bare and between.isspace() and "\n" not in between
        last, bare = found.end(), root == found[0]
