"""The help desk: questions asked from where somebody is stuck, what is answered, the articles answers become, consults and training."""

from __future__ import annotations

from datetime import date, datetime, time
from typing import Any

from sqlalchemy import ForeignKey, Index, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from data_catalog.records.base import Base, Facts, Json, Key, Moment, Serial, Utc, new_id, utc_now

TICKET_STATES = ("asked", "assigned", "answered", "closed", "reopened")
TICKET_OPEN = ("asked", "assigned", "reopened")
"""The states in which somebody waits for an answer."""
ENTRY_KINDS = ("question", "answer", "note", "reopened")
"""What stands in a ticket; a note is read by supporters alone."""
ARTICLE_STATES = ("draft", "published", "withdrawn")
BOOKING_KINDS = ("consult", "training")
BOOKING_STATES = ("asked", "assigned", "agreed", "held", "cancelled")
BOOKING_OPEN = ("asked", "assigned", "agreed")


class HelpTicket(Base):
    """One question. `organisation_id`: where its asker stood; `attached`: what came with it (`support.attaching`), no value of any cell.
    `minutes`: from asking to the first answer, Saturdays and Sundays left out; `helped`: what the asker said of the answer. `version` grows
    with every step, so that of two who answer at once the second is told."""

    __tablename__ = "help_tickets"
    __table_args__ = (Index("ix_help_tickets_queue", "organisation_id", "state"),)
    id: Mapped[Key] = mapped_column(default=new_id)
    organisation_id: Mapped[str] = mapped_column(String(32), ForeignKey("organisations.id"))
    person_id: Mapped[str] = mapped_column(String(32), ForeignKey("people.id"), index=True)
    language: Mapped[str] = mapped_column(String(2))
    page: Mapped[str] = mapped_column(String(40))
    step: Mapped[str | None] = mapped_column(String(20))
    model: Mapped[str | None] = mapped_column(String(60), index=True)
    problem: Mapped[str | None] = mapped_column(String(80), index=True)
    attached: Mapped[Facts] = mapped_column(default=dict)
    state: Mapped[str] = mapped_column(String(10), default="asked")
    version: Mapped[int] = mapped_column(default=1)
    assigned_to: Mapped[str | None] = mapped_column(String(32), ForeignKey("people.id"), index=True)
    asked_at_utc: Mapped[Moment] = mapped_column(default=utc_now)
    waits_since_utc: Mapped[Moment] = mapped_column(default=utc_now)
    answered_at_utc: Mapped[datetime | None] = mapped_column(Utc)
    closed_at_utc: Mapped[datetime | None] = mapped_column(Utc)
    minutes: Mapped[int | None]
    reopened: Mapped[int] = mapped_column(default=0)
    helped: Mapped[bool | None]


class HelpEntry(Base):
    """Something said in a ticket, in order. `person_id`: by whom; `article_id`: the article an answer was taken from."""

    __tablename__ = "help_entries"
    id: Mapped[Serial]
    ticket_id: Mapped[str] = mapped_column(String(32), ForeignKey("help_tickets.id"), index=True)
    person_id: Mapped[str] = mapped_column(String(32), ForeignKey("people.id"))
    kind: Mapped[str] = mapped_column(String(10))
    said: Mapped[str] = mapped_column(Text)
    article_id: Mapped[str | None] = mapped_column(String(32))
    at_utc: Mapped[Moment] = mapped_column(default=utc_now)


class HelpArticle(Base):
    """An answer for whoever comes next, in one language or both once it is published. Tied to a Problem key, a step, a model, or none.
    `organisation_id`: whose supporters look after it; `version` 0: never published."""

    __tablename__ = "help_articles"
    id: Mapped[Key] = mapped_column(default=new_id)
    organisation_id: Mapped[str] = mapped_column(String(32), ForeignKey("organisations.id"), index=True)
    ticket_id: Mapped[str | None] = mapped_column(String(32), ForeignKey("help_tickets.id"), index=True)
    problem: Mapped[str | None] = mapped_column(String(80), index=True)
    step: Mapped[str | None] = mapped_column(String(20))
    model: Mapped[str | None] = mapped_column(String(60))
    state: Mapped[str] = mapped_column(String(10), default="draft", index=True)
    version: Mapped[int] = mapped_column(default=0)
    title_ko: Mapped[str] = mapped_column(Text, default="")
    title_en: Mapped[str] = mapped_column(Text, default="")
    body_ko: Mapped[str] = mapped_column(Text, default="")
    body_en: Mapped[str] = mapped_column(Text, default="")
    made_by: Mapped[str] = mapped_column(String(32), ForeignKey("people.id"))
    changed_at_utc: Mapped[Moment] = mapped_column(default=utc_now)
    helped: Mapped[int] = mapped_column(default=0)


class HelpArticleVersion(Base):
    """An article as it was published: never changed after."""

    __tablename__ = "help_article_versions"
    article_id: Mapped[str] = mapped_column(String(32), ForeignKey("help_articles.id"), primary_key=True)
    version: Mapped[int] = mapped_column(primary_key=True)
    said: Mapped[dict[str, Any]] = mapped_column(Json)
    published_by: Mapped[str] = mapped_column(String(32), ForeignKey("people.id"))
    published_at_utc: Mapped[Moment] = mapped_column(default=utc_now)


class HelpVote(Base):
    """That an article helped somebody: once a person."""

    __tablename__ = "help_votes"
    article_id: Mapped[str] = mapped_column(String(32), ForeignKey("help_articles.id"), primary_key=True)
    person_id: Mapped[str] = mapped_column(String(32), ForeignKey("people.id"), primary_key=True)


class HelpBooking(Base):
    """A consult or a training somebody wishes, or a supporter entered. `wished`: days, as ISO texts, none where it was entered; `agreed`:
    the day settled on. `wished_at` and `agreed_at`: times of those days on the office's clock. `person_id`: who asked or whom it is for;
    without one it is for the whole organisation.
    `reason`: why it was moved or cancelled last; `moved_from`: the day and time it stood at before, as it is told, empty where these
    never changed; `off_by`: the side that cancelled it, `asker` or `helper`."""

    __tablename__ = "help_bookings"
    __table_args__ = (Index("ix_help_bookings_queue", "organisation_id", "state"),)
    id: Mapped[Key] = mapped_column(default=new_id)
    kind: Mapped[str] = mapped_column(String(10))
    organisation_id: Mapped[str] = mapped_column(String(32), ForeignKey("organisations.id"))
    person_id: Mapped[str | None] = mapped_column(String(32), ForeignKey("people.id"), index=True)
    topic: Mapped[str] = mapped_column(Text)
    people: Mapped[int] = mapped_column(default=1)
    wished: Mapped[list[str]] = mapped_column(Json)
    wished_at: Mapped[time | None]
    agreed: Mapped[date | None]
    agreed_at: Mapped[time | None]
    place: Mapped[str] = mapped_column(Text, default="")
    note: Mapped[str] = mapped_column(Text, default="")
    reason: Mapped[str] = mapped_column(Text, default="")
    moved_from: Mapped[str] = mapped_column(Text, default="")
    off_by: Mapped[str] = mapped_column(Text, default="")
    state: Mapped[str] = mapped_column(String(10), default="asked")
    version: Mapped[int] = mapped_column(default=1)
    assigned_to: Mapped[str | None] = mapped_column(String(32), ForeignKey("people.id"), index=True)
    asked_at_utc: Mapped[Moment] = mapped_column(default=utc_now)
    ended_at_utc: Mapped[datetime | None] = mapped_column(Utc)


class TourPutAway(Base):
    """A tour somebody does not want offered again."""

    __tablename__ = "tours_put_away"
    person_id: Mapped[str] = mapped_column(String(32), ForeignKey("people.id"), primary_key=True)
    tour: Mapped[str] = mapped_column(String(40), primary_key=True)
    at_utc: Mapped[Moment] = mapped_column(default=utc_now)
