"""Making a campaign, ending it, and the worker's turn that tells those it goes to when it begins."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta

from sqlalchemy import func, select, update
from sqlalchemy.orm import Session

from app.identity import house, rights
from app.identity.person import Person
from app.services import inbox
from app.services.people.organisations import names_in, within
from app.services.platform import Platform
from connectors.problem import Problem
from data_catalog import ledger, reading
from data_catalog.policy.kept import path_up
from data_catalog.records.tables import (
    CAMPAIGN_PHASES,
    Campaign,
    CampaignOrganisation,
    Membership,
    Organisation,
    PersonRow,
    new_id,
)
from models.kit import library
from models.kit.wording import Words

LONGEST_DAYS = 3 * 366
MOST_ORGANISATIONS = 500
MOST_WANTED = 1_000
_TOLD_ROLES = ("trainer", "supervisor")


@dataclass(frozen=True)
class Wanted:
    """What a campaign is to be: a model, a phase, the organisations it goes to, its days (both of it), how many real analyses each is to
    finish, and the campaign it follows."""

    model: str
    phase: str
    organisations: tuple[str, ...]
    first: date
    last: date
    wanted: int = 1
    follows: str | None = None


def make(person: Person, platform: Platform, wanted: Wanted) -> str:
    """Makes one and gives its id; one that begins today is told of at once, a later one on its day.

    Problems: rights.role_needed, package.*, policy.choice_unknown, not_found.organisation, organisations.ended, not_found.campaign,
    campaign.organisations_count, campaign.days_wrong, campaign.wanted_wrong, campaign.already.
    """
    with platform.records.session() as session:
        ids, today = _checked(session, person, platform, wanted, held=True)
        row = Campaign(
            id=new_id(), organisation_id=person.organisation_id, made_by=person.id, model=wanted.model, phase=wanted.phase,
            first=wanted.first, last=wanted.last, wanted=wanted.wanted, follows=wanted.follows, made_at_utc=platform.now(),
        )  # fmt: skip
        session.add(row)
        session.flush()
        session.add_all(CampaignOrganisation(campaign_id=row.id, organisation_id=own) for own in ids)
        session.flush()
        _note(session, platform, row, ledger.CAMPAIGN_MADE, person.id, organisations=len(ids))
        if wanted.first == today:
            _begin(session, platform, row)
        return row.id


@dataclass(frozen=True)
class Audience:
    """Whom a campaign goes to: the organisations by name, how many people are told, and the day on which; `now`: that is today."""

    organisations: tuple[Words, ...]
    people: int
    day: date
    now: bool


def audience(person: Person, platform: Platform, wanted: Wanted) -> Audience:
    """Whom a campaign would go to if it were made. Problems: those of `make`."""
    with platform.records.reading() as session:
        ids, today = _checked(session, person, platform, wanted)
        names = names_in(session, ids)
        return Audience(tuple(names[one] for one in ids), len(_told(session, ids)), wanted.first, wanted.first == today)


def end(person: Person, platform: Platform, campaign_id: str) -> None:
    """Ends one before its last day; what it reached stays. Problems: rights.role_needed, not_found.campaign, campaign.over."""
    rights.need(person, "run_campaigns")
    with platform.records.session() as session:
        row = needed(session, person, campaign_id)
        if not manages(session, person, row):
            raise Problem("not_found.campaign")
        now, today = platform.now(), reading.today_of(session, platform.now())
        live = (Campaign.id == row.id, Campaign.ended_at_utc.is_(None), Campaign.last >= today)
        if session.execute(update(Campaign).where(*live).values(ended_at_utc=now)).rowcount != 1:  # type: ignore[attr-defined]
            raise Problem("campaign.over")
        _note(session, platform, row, ledger.CAMPAIGN_ENDED, person.id)


def turn(platform: Platform) -> int:
    """Tells of every campaign whose first day has come; gives how many. The worker calls it every hour; twice does no harm."""
    with platform.records.reading() as session:
        today = reading.today_of(session, platform.now())
        due = select(Campaign.id).where(Campaign.told_at_utc.is_(None), Campaign.first <= today, Campaign.ended_at_utc.is_(None))
        ids = session.scalars(due).all()
    begun = 0
    for own in ids:
        with platform.records.session() as session:
            row = session.get_one(Campaign, own)
            begun += _begin(session, platform, row)
    return begun


def needed(session: Session, person: Person, campaign_id: str) -> Campaign:
    """One that goes to an organisation of the person's tree, or was made for one. Problem not_found.campaign."""
    row = session.get(Campaign, campaign_id)
    if row is None or not (of(session, row.id) | {row.organisation_id}) & within(session, rights.spans(person, "see_usage")):
        raise Problem("not_found.campaign")
    return row


def of(session: Session, campaign_id: str) -> frozenset[str]:
    """The organisations a campaign goes to."""
    wanted = select(CampaignOrganisation.organisation_id).where(CampaignOrganisation.campaign_id == campaign_id)
    return frozenset(session.scalars(wanted))


def manages(session: Session, person: Person, row: Campaign) -> bool:
    """Whoever made it, and whoever may run campaigns where it was made for."""
    return row.made_by == person.id or row.organisation_id in within(session, rights.spans(person, "run_campaigns"))


def _checked(session: Session, person: Person, platform: Platform, wanted: Wanted, *, held: bool = False) -> tuple[tuple[str, ...], date]:
    """The organisations of what may be made, and today. Problems: those of `make`."""
    rights.need(person, "run_campaigns")
    library.load(wanted.model)
    if wanted.phase not in CAMPAIGN_PHASES:
        raise Problem("policy.choice_unknown", said=wanted.phase[:60], known=list(CAMPAIGN_PHASES))
    ids = tuple(dict.fromkeys(wanted.organisations))
    if not 1 <= len(ids) <= MOST_ORGANISATIONS:
        raise Problem("campaign.organisations_count", most=MOST_ORGANISATIONS)
    if not 1 <= wanted.wanted <= MOST_WANTED:
        raise Problem("campaign.wanted_wrong", most=MOST_WANTED)
    today = reading.today_of(session, platform.now())
    last = today + timedelta(days=LONGEST_DAYS)
    if not today <= wanted.first <= wanted.last <= last:
        raise Problem("campaign.days_wrong", first=today.isoformat(), last=last.isoformat())
    _need_organisations(session, person, ids, today, held=held)
    if wanted.follows is not None:
        needed(session, person, wanted.follows)
    _need_new(session, wanted, ids)
    return ids, today


def _need_organisations(session: Session, person: Person, ids: tuple[str, ...], today: date, *, held: bool) -> None:
    reached = within(session, rights.spans(person, "run_campaigns"))
    # `held` until the end, in the same order by everybody: of two who make the same at once, the second sees the first's.
    wanted = select(Organisation).where(Organisation.id.in_(ids), Organisation.id != house.ID).order_by(Organisation.id)
    rows = {row.id: row for row in session.scalars(wanted.with_for_update() if held else wanted)}
    if set(ids) - rows.keys() or set(ids) - reached:
        raise Problem("not_found.organisation")
    for row in rows.values():
        if row.valid_to is not None and row.valid_to <= today:
            raise Problem("organisations.ended", name=row.name)


def _need_new(session: Session, wanted: Wanted, ids: tuple[str, ...]) -> None:
    """No campaign of the model is under way at one of them in these days: its target would be counted twice."""
    same = (
        select(func.count())
        .select_from(Campaign)
        .join(CampaignOrganisation, CampaignOrganisation.campaign_id == Campaign.id)
        .where(
            Campaign.model == wanted.model, Campaign.ended_at_utc.is_(None), Campaign.first <= wanted.last, Campaign.last >= wanted.first
        )
        .where(CampaignOrganisation.organisation_id.in_(ids))
    )
    if session.scalar(same):
        raise Problem("campaign.already")


def _begin(session: Session, platform: Platform, row: Campaign) -> bool:
    """Tells the trainers and supervisors of every organisation, or of the nearest above that has some, once; says whether it did."""
    now = platform.now()
    mine = session.execute(update(Campaign).where(Campaign.id == row.id, Campaign.told_at_utc.is_(None)).values(told_at_utc=now))
    if mine.rowcount != 1:  # type: ignore[attr-defined]
        return False
    told = _told(session, of(session, row.id))
    facts = {"model": row.model, "phase": row.phase, "until": row.last.isoformat(), "wanted": row.wanted}
    for one in sorted(told):
        inbox.add(session, one, "inbox.campaign_begun", facts, link=f"/campaigns?campaign={row.id}", once=f"campaign:{row.id}", at=now)
    _note(session, platform, row, ledger.CAMPAIGN_BEGUN, None, told=len(told))
    return True


def _told(session: Session, ids: Iterable[str]) -> set[str]:
    return {one for own in sorted(ids) for one in _looked_after_by(session, own)}


def _looked_after_by(session: Session, organisation_id: str) -> tuple[str, ...]:
    for one in path_up(session, organisation_id):
        found = session.scalars(
            select(Membership.person_id)
            .join(PersonRow, PersonRow.id == Membership.person_id)
            .where(Membership.organisation_id == one, Membership.role.in_(_TOLD_ROLES), PersonRow.disabled.is_(False))
            .distinct()
        ).all()
        if found:
            return tuple(found)
    return ()


def _note(session: Session, platform: Platform, row: Campaign, event: str, person_id: str | None, **facts: int) -> None:
    ledger.record(
        session, event, person_id=person_id, organisation_id=row.organisation_id, subject=("campaign", row.id),
        facts={"model": row.model, "phase": row.phase, **facts}, at=platform.now(),
    )  # fmt: skip
