"""The table of organisations: indented as they stand, each name a way to it, with kind, people and days."""

from __future__ import annotations

from collections.abc import Sequence

from app import session
from app.parts import going
from app.parts.markup import badge, plain, show, tag
from app.services.organising.looking import Line
from app.session import say
from app.texts import pick

_HEAD = ("name", "kind", "people_own", "people_all", "below")
_NUMERIC = frozenset({2, 3, 4})


def draw(lines: Sequence[Line], chosen: str, *, flat: bool) -> None:
    """Draws it; `flat`: found by a search, so each says what it stands under."""
    numbers = ["mo-number" if at in _NUMERIC else None for at in range(len(_HEAD))]
    top = tag("tr", *(tag("th", plain(say(f"organisations.{key}")), scope="col", class_=numbers[at]) for at, key in enumerate(_HEAD)))
    body = tag("tbody", *(_row(line, chosen, flat) for line in lines))
    caption = say("organisations.table")
    table = tag("table", tag("caption", plain(caption)), tag("thead", top), body, class_="mo-table mo-tree")
    show(tag("div", table, class_="mo-scroll", tabindex="0", role="region", aria_label=caption))


def _row(line: Line, chosen: str, flat: bool) -> str:
    lang = session.language()
    way = tag(
        "a", plain(pick(line.name, lang)), href=going.address("organisations", organisation=line.id), target="_self",
        aria_current="true" if line.id == chosen else None,
    )  # fmt: skip
    state = ""
    if line.until is not None:
        said = say("organisations.ended") if line.ended else say("organisations.ending", day=line.until.isoformat())
        state = " " + badge(said, "calm" if line.ended else "warn")
    under = tag("span", plain(pick(line.path, lang)), class_="mo-small mo-soft") if flat and line.path["ko"] else ""
    name = tag("th", way, state, tag("br") + under if under else "", scope="row", class_=f"mo-depth-{min(line.depth, 6)}")
    cells = [tag("td", plain(say(f"organisation_kind.{line.kind}")))]
    cells += [tag("td", plain(f"{count:,}"), class_="mo-number") for count in (line.people, line.people_all, line.below)]
    return tag("tr", name, *cells, class_="mo-marked" if line.id == chosen else None)
