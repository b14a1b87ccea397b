"""Which tours somebody does not want offered again."""

from __future__ import annotations

from sqlalchemy import select

from app.identity.person import Person
from app.services.platform import Platform
from app.texts.tours import tours
from data_catalog.records.tables import PersonRow, TourPutAway


def put_away(person: Person, platform: Platform, tour: str) -> None:
    """Offers a tour to the person no more; what is no tour is nothing to put away."""
    if tour not in tours():
        return
    with platform.records.session() as session:
        session.get(PersonRow, person.id, with_for_update=True)  # of two windows one writes it
        if session.get(TourPutAway, (person.id, tour)) is None:
            session.add(TourPutAway(person_id=person.id, tour=tour, at_utc=platform.now()))


def is_put_away(person: Person, platform: Platform, tour: str) -> bool:
    """Whether the person said so of a tour."""
    with platform.records.reading() as session:
        wanted = select(TourPutAway.tour).where(TourPutAway.person_id == person.id, TourPutAway.tour == tour)
        return session.scalar(wanted) is not None
