"""The manual of a model by its parts: what to read beside a step of the wizard."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache

from app.services.packages import package_texts
from models.kit.contract import Model

PARTS: Mapping[str, str] = {
    "purpose": r"무엇(을|에) |what it is for",
    "data": r"(자료|데이터) 준비|preparing the data",
    "method": r"어떻게 (셈|계산)|계산 방법|how it is computed",
    "reading": r"결과 읽기|reading the result",
    "limits": r"한계|limits",
    "example": r"예시|worked example",
    "words": r"낱말|glossary",
}
"""Which heading begins which part, in either language; every ready model has them all."""
OF_STEP: Mapping[str, tuple[str, ...]] = {
    "data": ("data",), "columns": ("data",), "check": ("data",), "settings": ("method",), "run": ("method",), "result": ("reading",),
    "report": ("limits",),
}  # fmt: skip
"""What is worth reading at each step of the rail."""
_HEADING = re.compile(r"^## +(.+?) *$", re.M)


@dataclass(frozen=True)
class Part:
    """One part of a manual: its heading as the author wrote it, and its text as Markdown."""

    name: str
    heading: str
    text: str


def parts(model: Model, lang: str) -> tuple[Part, ...]:
    """The manual cut at its headings, those of no known part left out."""
    return _cut(package_texts.manual(model, lang))


def of_step(model: Model, step: str, lang: str) -> tuple[Part, ...]:
    """What to read at a step; the whole manual under no heading where the author used other ones."""
    found = tuple(one for one in parts(model, lang) if one.name in OF_STEP.get(step, ()))
    return found or (Part("whole", "", package_texts.manual(model, lang)),)


@lru_cache(maxsize=64)
def _cut(manual: str) -> tuple[Part, ...]:
    heads = list(_HEADING.finditer(manual))
    ends = [head.start() for head in heads[1:]] + [len(manual)]
    found = []
    for head, end in zip(heads, ends, strict=True):
        name = next((name for name, said in PARTS.items() if re.search(said, head.group(1), re.I)), None)
        if name is not None:
            found.append(Part(name, head.group(1), manual[head.end() : end].strip()))
    return tuple(found)
