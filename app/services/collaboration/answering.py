"""Answering a collaboration check for one's organisation: the last answer counts until the check is over."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from app.identity.person import Person
from app.services.collaboration import steps
from app.services.platform import Platform
from app.texts import words
from connectors.problem import Problem
from data_catalog import ledger, reading
from data_catalog.records.tables import COLLABORATION_FACTORS, CollaborationPartner, Organisation

RATINGS = (1, 2, 3, 4, 5)


@dataclass(frozen=True)
class Answer:
    """What one partner says: each factor 1 to 5, or None for "do not know"; the benefit it sees, a goal of its own, and a comment."""

    ratings: Mapping[str, int | None]
    benefit: str = ""
    goal: str = ""
    comment: str = ""


def answer(person: Person, platform: Platform, check_id: str, organisation_id: str, said: Answer) -> bool:
    """Keeps the answer of a partner; gives whether the check is closed by it, for everybody has answered.

    Problems: not_found.collaboration, collaboration.over, .partner_ended, .answered_other, .unrated (`factors`), policy.choice_unknown.
    """
    ratings = _checked(said.ratings)
    with platform.records.session() as session:
        row = steps.needed(session, person, check_id, held=True)
        partner = session.get(CollaborationPartner, (row.id, organisation_id))
        if partner is None or not steps.is_asked(session, person, partner):
            raise Problem("not_found.collaboration")
        steps.need_open(session, platform, row)
        today = reading.today_of(session, platform.now())
        if steps.has_ended(session, organisation_id, today):
            raise Problem("collaboration.partner_ended", organisation=session.get_one(Organisation, organisation_id).name)
        if any(one.answered_by == person.id and one is not partner for one in steps.partners(session, row)):
            raise Problem("collaboration.answered_other")
        partner.ratings, partner.answered_by, partner.answered_at_utc = ratings, person.id, platform.now()
        partner.benefit, partner.goal, partner.comment = (steps.plain(one) for one in (said.benefit, said.goal, said.comment))
        session.flush()
        steps.note(session, platform, row, ledger.COLLABORATION_ANSWERED, person.id, **{"for": organisation_id})
        done = steps.all_answered(session, row, today)
        if done:
            steps.close(session, platform, row, None)
        return done


def _checked(ratings: Mapping[str, int | None]) -> dict[str, int | None]:
    if missing := [one for one in COLLABORATION_FACTORS if one not in ratings]:
        raise Problem("collaboration.unrated", factors=[words(f"collaboration.factor.{one}") for one in missing])
    if wrong := [one for name, one in ratings.items() if name not in COLLABORATION_FACTORS or (one is not None and one not in RATINGS)]:
        raise Problem("policy.choice_unknown", said=str(wrong[0])[:60], known=[str(one) for one in RATINGS])
    return {one: ratings[one] for one in COLLABORATION_FACTORS}
