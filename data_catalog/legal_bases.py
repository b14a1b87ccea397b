"""The library of legal bases: articles of law by which public bodies share data, each with what it allows and where it is read."""

from __future__ import annotations

import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from types import MappingProxyType


@dataclass(frozen=True)
class Article:
    """One article of a law, in ko and en. `allows`: one sentence; `source`: where the law in force is read."""

    id: str
    law: Mapping[str, str]
    number: Mapping[str, str]
    title: Mapping[str, str]
    allows: Mapping[str, str]
    source: str

    def cited(self, lang: str) -> str:
        """The law and the article, as one cites them."""
        return f"{self.law[lang]} {self.number[lang]}" if lang == "ko" else f"{self.law[lang]}, {self.number[lang]}"


@cache
def articles() -> Mapping[str, Article]:
    """Every article by id, in the order they are offered."""
    with Path(__file__).with_suffix(".toml").open("rb") as file:
        laws = tomllib.load(file)["law"]
    found = {
        one["id"]: Article(one["id"], law["name"], one["number"], one["title"], one["allows"], law["source"])
        for law in laws
        for one in law["article"]
    }
    return MappingProxyType(found)


def said(ids: Iterable[str], free: str, lang: str) -> str:
    """A legal basis as one cites it: articles of the library, then what was written beside them. An id that is not known stays."""
    known = articles()
    return "; ".join(one for one in (*(known[own].cited(lang) if own in known else own for own in ids), free) if one)
