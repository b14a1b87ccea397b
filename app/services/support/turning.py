"""The worker's turn at the help desk: what a supporter left behind goes back, what waits long is said again, what is over is closed."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta

from sqlalchemy import select

from app.services.platform import Platform
from app.services.support import asking, steps
from data_catalog import reading
from data_catalog.records import settings
from data_catalog.records.tables import TICKET_OPEN, HelpTicket

_DAY_MIN = 1_440
_MOST = 500


@dataclass(frozen=True)
class Turned:
    """What one turn did: questions put back in the queue, those somebody was reminded of, and those closed."""

    returned: int
    reminded: int
    closed: int


def turn(platform: Platform) -> Turned:
    """The worker calls it every hour; twice does no harm: who was reminded today is not reminded again."""
    with platform.records.session() as session:
        returned = steps.give_back(session, platform)
    with platform.records.session() as session:
        reminded = 0
        zone, now, today = settings.local_zone(session), platform.now(), reading.today_of(session, platform.now())
        longest = settings.value(session, "help_remind_days") * _DAY_MIN
        rows = session.scalars(
            select(HelpTicket).where(HelpTicket.state.in_(TICKET_OPEN)).order_by(HelpTicket.waits_since_utc).limit(_MOST)
        )
        for row in rows.all():
            if steps.minutes_between(row.waits_since_utc, now, zone) < longest:
                continue
            whom = (row.assigned_to,) if row.assigned_to else steps.supporters(session, row.organisation_id)
            once = f"help:{row.id}:waiting:{today}"
            steps.tell(session, platform, whom, "waiting", row.id, once=once)
            reminded += 1
    with platform.records.reading() as session:
        before = platform.now() - timedelta(days=settings.value(session, "help_close_days"))
        over = (HelpTicket.state == "answered", HelpTicket.waits_since_utc < before)
        ids = session.scalars(select(HelpTicket.id).where(*over).limit(_MOST)).all()
    return Turned(returned, reminded, sum(asking.close_idle(platform, own) for own in ids))
