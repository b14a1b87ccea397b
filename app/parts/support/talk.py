"""A question with all that was said in it, and what came with it."""

from __future__ import annotations

from app import session
from app.parts.markup import badge, pairs, paragraph, plain, show, tag
from app.parts.moments import when
from app.parts.names import model_title
from app.parts.support import attached
from app.services.support.looking import Entry, Line, Ticket
from app.session import say
from app.texts import pick

_KINDS = {"asked": "info", "assigned": "info", "reopened": "warn", "answered": "good", "closed": "calm"}
_DAY_MIN, _HOUR_MIN = 1_440, 60


def state_badge(state: str) -> str:
    """The state of a question as a mark."""
    return badge(say(f"support.state.{state}"), _KINDS[state])


def lasted(minutes: float | None) -> str:
    """A length of time as people say it; a dash for none."""
    if minutes is None:
        return "–"
    if minutes >= _DAY_MIN:
        return say("support.days", days=minutes / _DAY_MIN)
    return say("support.hours", hours=minutes / _HOUR_MIN) if minutes >= _HOUR_MIN else say("support.minutes", minutes=round(minutes))


def titled(ticket: Ticket) -> str:
    """What a question's own page is called: what was asked stands below, once."""
    return say("support.question_of", name=ticket.asker) if ticket.asker and not ticket.owns else say("help.question_mine")


def facts(line: Line, *, body: bool, whence: bool = True) -> list[str]:
    """What is known of a question at a glance. `whence`: with the model and step it was asked at, where these do not stand beside it."""
    found = [pick(line.organisation, session.language())] if body else []
    found += [model_title(line.model)] if whence and line.model else []
    found += [say(f"step.{line.step}")] if whence and line.step else []
    found += [say("support.waits", time=lasted(line.waits_min))] if line.waits_min is not None else []
    found += [say("support.reopened", count=line.reopened)] if line.reopened else []
    return [*found, when(line.asked_at_utc)]


def entries(ticket: Ticket) -> None:
    """What was said, in order."""
    show(tag("ol", *(_entry(one, ticket) for one in ticket.entries), class_="mo-talk"))


def attachments(ticket: Ticket) -> None:
    """What came with the question."""
    said = attached.lines(ticket.attached)
    if said:
        show(pairs({say(f"ask.part.{part}"): one for part, one in said.items()}))


def _entry(one: Entry, ticket: Ticket) -> str:
    who = say("support.me") if one.own else one.name or say("support.desk" if one.kind == "answer" else "support.asker")
    head = tag("p", tag("b", plain(say(f"support.entry.{one.kind}"))), " ", plain(f"{who}, {when(one.at_utc)}"), class_="mo-small")
    return tag("li", head, *(paragraph(said) for said in one.said.split("\n") if said), class_=f"mo-{one.kind}")
