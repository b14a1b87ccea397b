"""Tours of the screens: data files, one a screen, of what to look at in turn and what is said there."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from models.kit.wording import Words

FOLDER = Path(__file__).parents[1] / "tours"


@dataclass(frozen=True)
class Stop:
    """One thing looked at. `target`: a selector of the page, by a key that stays; where it is not on the page the stop is passed over."""

    target: str
    title: Words
    text: Words


@dataclass(frozen=True)
class Tour:
    """The stops of one screen, in order; `name` is the file's: a screen's, or `wizard_` and a step's."""

    name: str
    stops: tuple[Stop, ...]


def tour_of(screen: str, step: str = "") -> Tour | None:
    """The tour of a screen, or of a step of the wizard; None where there is none."""
    return tours().get(f"{screen}_{step}" if step else screen)


@cache
def tours() -> dict[str, Tour]:
    """Every tour by its name."""
    found = {}
    for path in sorted(FOLDER.glob("*.toml")):
        with path.open("rb") as file:
            said = tomllib.load(file)
        found[path.stem] = Tour(path.stem, tuple(Stop(one["target"], one["title"], one["text"]) for one in said["stop"]))
    return found
