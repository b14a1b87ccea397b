"""Looking campaigns up: those of one's tree, and one of them with how far each organisation has come."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date

import polars as pl
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.identity import rights
from app.identity.person import Person
from app.services.campaigns import campaigns
from app.services.people.organisations import names_in, within
from app.services.platform import Platform
from app.services.usage import counts
from app.services.usage.counts import BY_NAME
from app.services.usage.periods import Span
from app.services.usage.scope import Scope, opened
from data_catalog import counting, ledger, reading
from data_catalog.records import settings
from data_catalog.records.tables import Campaign, CampaignOrganisation
from models.kit.wording import Words

STATES = ("planned", "under_way", "reached", "ended")
"""Not begun; between its days; every organisation reached the target; over, with or without it."""
_MOST = 200


@dataclass(frozen=True)
class Progress:
    """One organisation with all below it: how many real analyses it finished in the campaign's days."""

    organisation_id: str
    organisation: Words
    finished: int
    reached: bool


@dataclass(frozen=True)
class Line:
    """One campaign. `progress`: of its organisations in the reader's tree; `others`: how many more it goes to. `manages`: it may be
    ended by the reader."""

    id: str
    model: str
    phase: str
    first: date
    last: date
    wanted: int
    state: str
    follows: str | None
    progress: tuple[Progress, ...]
    others: int
    manages: bool = field(default=False)

    @property
    def reached(self) -> int:
        """How many organisations reached the target."""
        return sum(one.reached for one in self.progress)


def listed(person: Person, platform: Platform) -> tuple[Line, ...]:
    """Those of the person's tree, ended ones too: what is under way first, then the newest. Problem rights.role_needed."""
    rights.need(person, "see_usage")
    scope = opened(person, platform)
    with platform.records.reading() as session:
        tree = within(session, rights.spans(person, "see_usage"))
        theirs = select(CampaignOrganisation.campaign_id).where(CampaignOrganisation.organisation_id.in_(tree))
        wanted = select(Campaign).where(Campaign.organisation_id.in_(tree) | Campaign.id.in_(theirs))
        rows = session.scalars(wanted.order_by(Campaign.first.desc(), Campaign.id).limit(_MOST)).all()
        today = reading.today_of(session, platform.now())
        found = [_line(session, person, scope, row, tree, today) for row in rows]
    return tuple(sorted(found, key=lambda one: STATES.index(one.state) if one.state != "planned" else 2.5))


def one(person: Person, platform: Platform, campaign_id: str) -> Line:
    """One of them. Problems: rights.role_needed, not_found.campaign."""
    rights.need(person, "see_usage")
    scope = opened(person, platform)
    with platform.records.reading() as session:
        row = campaigns.needed(session, person, campaign_id)
        tree = within(session, rights.spans(person, "see_usage"))
        return _line(session, person, scope, row, tree, reading.today_of(session, platform.now()))


def _line(session: Session, person: Person, scope: Scope, row: Campaign, tree: frozenset[str], today: date) -> Line:
    ids = campaigns.of(session, row.id)
    mine = ids & tree
    zone = settings.local_zone(session)
    ended = row.ended_at_utc.astimezone(zone).date() if row.ended_at_utc else row.last
    done = _finished(scope, row, mine, min(row.last, ended, today))
    names = names_in(session, mine)
    progress = sorted(
        (Progress(own, names[own], done.get(own, 0), done.get(own, 0) >= row.wanted) for own in mine),
        key=lambda one: (-one.finished, one.organisation["ko"], one.organisation_id),
    )
    over = row.ended_at_utc is not None or row.last < today
    all_reached = bool(progress) and len(mine) == len(ids) and all(one.reached for one in progress)
    state = "ended" if over else "planned" if row.first > today else "reached" if all_reached else "under_way"
    manages = rights.may(person, "run_campaigns") and not over and campaigns.manages(session, person, row)
    return Line(
        row.id, row.model, row.phase, row.first, row.last, row.wanted, state, row.follows, tuple(progress), len(ids - mine), manages
    )


def _finished(scope: Scope, row: Campaign, ids: frozenset[str], last: date) -> dict[str, int]:
    """Real analyses of the model from the campaign's first day to another by organisation, each with what stands below it."""
    if row.first > last or not ids:
        return {}
    rows = scope.rows_of(Span(row.first, last), (ledger.RUN_FINISHED,)).where(pl.col("model") == row.model)
    own_of = counts.by(BY_NAME["real"], rows, "organisation")
    found = {}
    for own in ids:
        below = {counting.code(one) for one in scope.kept.within({own}, last)}
        found[own] = sum(many for (code,), many in own_of.items() if code in below)
    return found
