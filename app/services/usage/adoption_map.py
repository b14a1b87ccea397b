"""Where organisations work with models: the places their names say, with how many have begun there and since when."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from app.services.usage.adoption import Adopted, Adoption
from app.services.usage.periods import Span
from app.texts import pick, text
from data_catalog.places import areas
from models.kit.wording import Words

Spot = tuple[float, float]
STATES = ("before", "fresh", "none")
"""What a place may be; texts `usage.adoption_state.<name>`."""
PLACES_MIN = 3
"""With fewer places than these a map tells nothing a list does not."""


@dataclass(frozen=True)
class Place:
    """Rough middle of a district or a province in degrees, and the organisations whose names say it."""

    lon: float
    lat: float
    held: tuple[Adopted, ...]

    def name(self, lang: str) -> str:
        """What the first of them is called, and how many more there are."""
        first, *more = (pick(one.organisation, lang) for one in self.held)
        return text("usage.adoption_and_more", lang, name=first, count=len(more)) if more else first

    @property
    def begun(self) -> int:
        """How many of them have begun with a model."""
        return sum(bool(one.since) for one in self.held)

    @property
    def since(self) -> date | None:
        """The day the first of them began; None where none has."""
        return min((day for one in self.held for day in one.since.values()), default=None)

    @property
    def analyses(self) -> int:
        """Real analyses of the period."""
        return sum(sum(one.analyses.values()) for one in self.held)

    def state(self, span: Span) -> str:
        """`fresh`: the first began in the period; `before`: earlier; `none`: nobody yet."""
        if self.since is None:
            return "none"
        return "fresh" if self.since >= span.first else "before"


@dataclass(frozen=True)
class Places:
    """The places, those with most analyses first; how many organisations say no place; every district's middle, for the ground; and what
    all of them stand under."""

    places: tuple[Place, ...]
    nowhere: int
    ground: tuple[Spot, ...]
    above: Words


def of_adoption(found: Adoption) -> Places | None:
    """The places of who could adopt; None where they are too few to be a map.

    Where several cities have a district of a name, what all of them stand under decides; else it is nowhere.
    """
    held: dict[Spot, list[Adopted]] = {}
    nowhere = 0
    for one in found.rows:
        name = one.organisation["ko"]
        area = areas.meant(name) or areas.meant(f"{found.above['ko']} {name}")
        if area is None:
            nowhere += 1
        else:
            held.setdefault((area.lon, area.lat), []).append(one)
    if len(held) < PLACES_MIN:
        return None
    places = [Place(*spot, tuple(there)) for spot, there in held.items()]
    ordered = sorted(places, key=lambda one: (-one.analyses, one.since is None, one.held[0].organisation["ko"]))
    return Places(tuple(ordered), nowhere, tuple((area.lon, area.lat) for area in areas.every()), found.above)
