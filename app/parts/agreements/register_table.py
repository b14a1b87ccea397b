"""The table of the register: a line an agreement, its number the way to it, whose turn it is and for how long, or the days left."""

from __future__ import annotations

from collections.abc import Sequence

from app import session
from app.parts import going
from app.parts.agreements.states import deletion_badge, state_badge
from app.parts.markup import badge, plain, show, tag
from app.services.agreements.board import Entry
from app.session import say
from app.texts import pick

_HEAD = ("number", "data", "sides", "purpose", "state", "turn", "period")


def draw(entries: Sequence[Entry]) -> None:
    """Draws it."""
    top = tag("tr", *(tag("th", plain(say(f"agreements.column.{name}")), scope="col") for name in _HEAD))
    caption = say("nav.agreements")
    body = tag("tbody", *(_row(one) for one in entries))
    inside = tag("table", tag("caption", plain(caption)), tag("thead", top), body, class_="mo-table mo-register")
    show(tag("div", inside, class_="mo-scroll", tabindex="0", role="region", aria_label=caption))


def _row(one: Entry) -> str:
    lang = session.language()
    way = tag("a", plain(one.number), href=going.address("agreements", agreement=one.id), target="_self", class_="mo-whole")
    sides = say("agreement.from_to", owner=pick(one.owner, lang), receiver=pick(one.receiver, lang))
    days = (f"{one.terms.starts.isoformat()} –", one.terms.ends.isoformat())
    cells = [
        plain(one.title or say("agreement.gone")),
        plain(sides),
        plain(say(f"purpose.{one.purpose}")),
        state_badge(one.state),
        _turn(one),
        " ".join(tag("span", plain(day), class_="mo-whole") for day in days),
    ]
    return tag("tr", tag("th", way, scope="row"), *(tag("td", cell) for cell in cells))


def _turn(one: Entry) -> str:
    """Whose turn it is and since when, with a mark when it is late; in force, how long it has still to go; over, its proof of deletion."""
    if one.deletion:
        due = say("agreement.deletion.due", due=one.deletion_due.isoformat()) if one.deletion_due and not one.deleted_on else ""
        return deletion_badge(one.deletion) + (tag("br") + tag("small", plain(due), class_="mo-soft") if due else "")
    if one.left_days is not None:
        return plain(say("agreement.left", days=one.left_days) if one.left_days > 0 else say("agreement.left_none"))
    if one.held_days is None:
        return ""
    if one.holder is None:
        said = say("agreements.held_nobody", days=one.held_days)
    else:
        name = pick(one.holder, session.language())
        said = say("agreements.held", name=name, days=one.held_days) if one.held_days else say("agreements.held_today", name=name)
    late = " " + badge(say("agreements.late"), "bad") if one.late else ""
    asked = say("agreements.open_days", days=one.open_days) if one.open_days else ""
    return plain(said) + late + (tag("br") + tag("small", plain(asked), class_="mo-soft") if asked else "")
