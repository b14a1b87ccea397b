"""Organisations, the people in them, their roles and their signed-in browsers."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from sqlalchemy import BigInteger, ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from data_catalog.records.base import Base, Facts, Json, Key, Moment, Utc, new_id, utc_now

ROLES = ("analyst", "author", "trainer", "supporter", "supervisor", "steward", "auditor", "admin")
ORGANISATION_KINDS = ("ministry", "province", "city", "department", "team")
"""From the widest: none stands under a narrower one."""
PLANNED_STATES = ("waiting", "withdrawn", "done", "refused")
SUCCESSIONS = ("merged", "split")


class Organisation(Base):
    """One body or part of one, as it is called and where it stands now; what it was before is in its spells.

    From `valid_to` on it is no more. `code`: what others call it, such as the standard code of administrative bodies.
    `tells_review`: whether reports say that nobody has reviewed them; null: as the organisation above. `reviews_releases`: for results of
    which data (`RELEASE_DATA`) taking them out waits for a reviewer, here and below. `residents`: how many people live in its area, where
    somebody put it on record.
    """

    __tablename__ = "organisations"
    id: Mapped[Key] = mapped_column(default=new_id)
    parent_id: Mapped[str | None] = mapped_column(String(32), ForeignKey("organisations.id"), index=True)
    kind: Mapped[str] = mapped_column(String(20))
    name_ko: Mapped[str] = mapped_column(String(200))
    name_en: Mapped[str] = mapped_column(String(200))
    demo: Mapped[bool] = mapped_column(default=False)
    valid_from: Mapped[date]
    valid_to: Mapped[date | None]
    tells_review: Mapped[bool | None]
    reviews_releases: Mapped[list[str] | None] = mapped_column(Json)
    code: Mapped[str | None] = mapped_column(String(40), index=True, unique=True)
    residents: Mapped[int | None] = mapped_column(BigInteger)

    @property
    def name(self) -> dict[str, str]:
        """What it is called, by language."""
        return {"ko": self.name_ko, "en": self.name_en}


class OrganisationSpell(Base):
    """What one organisation was called and where it stood before, from a day until (not including) another; today's is its own row."""

    __tablename__ = "organisation_spells"
    id: Mapped[Key] = mapped_column(default=new_id)
    organisation_id: Mapped[str] = mapped_column(String(32), ForeignKey("organisations.id"), index=True)
    parent_id: Mapped[str | None] = mapped_column(String(32), ForeignKey("organisations.id"))
    kind: Mapped[str] = mapped_column(String(20))
    name_ko: Mapped[str] = mapped_column(String(200))
    name_en: Mapped[str] = mapped_column(String(200))
    first: Mapped[date]
    until: Mapped[date]
    changed_by: Mapped[str | None] = mapped_column(String(32))
    changed_at_utc: Mapped[Moment] = mapped_column(default=utc_now)


class OrganisationSuccession(Base):
    """One organisation that went into another (`merged`), or came out of it (`split`), on a day."""

    __tablename__ = "organisation_successions"
    from_id: Mapped[str] = mapped_column(String(32), ForeignKey("organisations.id"), primary_key=True)
    to_id: Mapped[str] = mapped_column(String(32), ForeignKey("organisations.id"), primary_key=True, index=True)
    way: Mapped[str] = mapped_column(String(10))
    day: Mapped[date]


class PlannedChange(Base):
    """A change of an organisation that waits for its day. `said`: what it is (`organising.changing.Change`); `problem`: why it could not
    be made when its day came, a code with facts."""

    __tablename__ = "planned_changes"
    __table_args__ = (Index("ix_planned_changes_due", "state", "day"),)
    id: Mapped[Key] = mapped_column(default=new_id)
    organisation_id: Mapped[str] = mapped_column(String(32), ForeignKey("organisations.id"), index=True)
    kind: Mapped[str] = mapped_column(String(10))
    said: Mapped[Facts] = mapped_column(default=dict)
    day: Mapped[date]
    state: Mapped[str] = mapped_column(String(10), default="waiting")
    entered_by: Mapped[str] = mapped_column(String(32), ForeignKey("people.id"), index=True)
    entered_at_utc: Mapped[Moment] = mapped_column(default=utc_now)
    ended_at_utc: Mapped[datetime | None] = mapped_column(Utc)
    problem: Mapped[dict[str, Any] | None] = mapped_column(Json)


class OrganisationSalt(Base):
    """The secret with which an organisation's personal values are hashed, as 64 hexadecimal digits. Shown to nobody."""

    __tablename__ = "organisation_salts"
    organisation_id: Mapped[str] = mapped_column(String(32), ForeignKey("organisations.id"), primary_key=True)
    salt: Mapped[str] = mapped_column(String(64))
    made_at_utc: Mapped[Moment] = mapped_column(default=utc_now)


class PersonRow(Base):
    """One account. `password_hash` is null where there is no password; `demo` accounts end with the first real one; one with a
    `workshop_id` is a seat of that workshop: it has no role, and goes when the workshop is purged."""

    __tablename__ = "people"
    __table_args__ = (Index("ix_people_name", "name", "login"),)
    id: Mapped[Key] = mapped_column(default=new_id)
    login: Mapped[str] = mapped_column(String(100), unique=True)
    name: Mapped[str] = mapped_column(String(100))
    organisation_id: Mapped[str] = mapped_column(String(32), ForeignKey("organisations.id"), index=True)
    password_hash: Mapped[str | None] = mapped_column(String(300))
    must_change: Mapped[bool] = mapped_column(default=True)
    disabled: Mapped[bool] = mapped_column(default=False)
    demo: Mapped[bool] = mapped_column(default=False)
    language: Mapped[str] = mapped_column(String(2), default="ko")
    theme: Mapped[str] = mapped_column(String(10), default="system")
    workshop_id: Mapped[str | None] = mapped_column(String(32))
    made_at_utc: Mapped[Moment] = mapped_column(default=utc_now)


class Membership(Base):
    """One role of one person in one organisation, with everything below it.

    `identity_id`: it was given by a provider's rules and goes with them; null: by an administrator.
    """

    __tablename__ = "memberships"
    person_id: Mapped[str] = mapped_column(String(32), ForeignKey("people.id"), primary_key=True)
    organisation_id: Mapped[str] = mapped_column(String(32), ForeignKey("organisations.id"), primary_key=True, index=True)
    role: Mapped[str] = mapped_column(String(20), primary_key=True)
    identity_id: Mapped[str | None] = mapped_column(String(32))
    since_utc: Mapped[Moment] = mapped_column(default=utc_now)


class SessionRow(Base):
    """One signed-in browser. Only the hash of its token is kept."""

    __tablename__ = "sessions"
    id: Mapped[Key] = mapped_column(default=new_id)
    token_hash: Mapped[str] = mapped_column(String(64), unique=True)
    person_id: Mapped[str] = mapped_column(String(32), ForeignKey("people.id"), index=True)
    csrf: Mapped[str] = mapped_column(String(64))
    made_at_utc: Mapped[Moment] = mapped_column(default=utc_now)
    seen_at_utc: Mapped[Moment] = mapped_column(default=utc_now)
    expires_at_utc: Mapped[Moment]
    revoked_at_utc: Mapped[datetime | None] = mapped_column(Utc)


class SignInGuard(Base):
    """Failed sign-ins of one login or one address, known or not. `key` is a hash: nobody can read who tried."""

    __tablename__ = "sign_in_guards"
    key: Mapped[str] = mapped_column(String(64), primary_key=True)
    failures: Mapped[int] = mapped_column(default=0)
    locks: Mapped[int] = mapped_column(default=0)
    locked_until_utc: Mapped[datetime | None] = mapped_column(Utc)
    last_at_utc: Mapped[Moment] = mapped_column(default=utc_now)
