"""The published national dictionary of standard words and terms: read from its file, kept beside the records, used by every process."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence
from pathlib import Path

import polars as pl

from connectors.problem import Problem
from data_catalog.terms.adding import add_words

# The heads of the published lists: 공통표준단어 and 공통표준용어, of every edition so far.
_WORD = re.compile(r"(단어|용어)\s*(이름|명)$|^(표준)?(단어|용어)$")
_SHORT = re.compile(r"영문\s*약어")
_ENGLISH = re.compile(r"영문\s*명|영문\s*이름")
_SAME = re.compile(r"이음\s*동의어|동의어")
_APART = re.compile(r"[,;/·\n]+")


def words_of(table: pl.DataFrame, file: str) -> dict[str, tuple[str, ...]]:
    """By Korean word, its abbreviations, one-word English name and synonyms. Problem "terms.not_a_dictionary" when it is none.

    Terms of several words (JOIN_YM) say nothing that their words do not: only their synonyms are taken.
    """
    word, short = _column(table, _WORD), _column(table, _SHORT)
    if word is None or short is None:
        raise Problem("terms.not_a_dictionary", file=file, columns=list(table.columns)[:12])
    others = [column for column in (_column(table, _ENGLISH), _column(table, _SAME)) if column]
    found: dict[str, tuple[str, ...]] = {}
    for row in table.select(word, short, *others).iter_rows():
        name = _plain(row[0])
        known = [part.strip() for text in row[1:] if text for part in _APART.split(str(text))]
        kept = tuple(dict.fromkeys(part for part in known if re.fullmatch(r"[A-Za-z]{2,20}|[가-힣]{2,12}", part) and part != name))
        if re.fullmatch(r"[가-힣]{2,12}", name) and kept:
            found[name] = (*found.get(name, ()), *kept)
    return found


def keep(words: Mapping[str, Sequence[str]], file: Path) -> int:
    """Adds the words to those kept in the file; how many it holds then."""
    kept = recalled(file) | {word: list(known) for word, known in words.items()}
    file.parent.mkdir(parents=True, exist_ok=True)
    scratch = file.with_suffix(".new")
    scratch.write_text(json.dumps(kept, ensure_ascii=False), encoding="utf-8")
    scratch.replace(file)
    return len(kept)


def recalled(file: Path) -> dict[str, list[str]]:
    """The words kept in the file; none where there is none."""
    if not file.is_file():
        return {}
    return {str(word): [str(one) for one in known] for word, known in json.loads(file.read_text(encoding="utf-8")).items()}


def use(file: Path) -> None:
    """From now on this process reads headers by the words kept in the file too."""
    if words := recalled(file):
        add_words(words)


def _column(table: pl.DataFrame, pattern: re.Pattern[str]) -> str | None:
    heads = [column for column in table.columns if pattern.search(re.sub(r"\s+", " ", column.strip()))]
    return heads[0] if heads else None


def _plain(text: object) -> str:
    return re.sub(r"\s+", "", str(text or ""))
