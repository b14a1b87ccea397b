"""Single sign-on: the providers an administrator set up, whom they vouched for, and the sign-ins under way and in force."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ForeignKey, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from data_catalog.records.base import Base, Facts, Key, Moment, Utc, new_id, utc_now


class ProviderRow(Base):
    """One provider set up on screen. `said` is what the form holds; `secret` is sealed (`connectors.secrets`) for this row."""

    __tablename__ = "identity_providers"
    id: Mapped[Key] = mapped_column(default=new_id)
    key: Mapped[str] = mapped_column(String(40), unique=True)
    said: Mapped[Facts] = mapped_column(default=dict)
    secret: Mapped[str | None] = mapped_column(Text)
    changed_by: Mapped[str | None] = mapped_column(String(32))
    changed_at_utc: Mapped[Moment] = mapped_column(default=utc_now)


class Identity(Base):
    """Who somebody is to a provider: issuer and subject, and nothing else, say so. `linked_by` null: the account came with it."""

    __tablename__ = "identities"
    __table_args__ = (UniqueConstraint("issuer", "subject"),)
    id: Mapped[Key] = mapped_column(default=new_id)
    person_id: Mapped[str] = mapped_column(String(32), ForeignKey("people.id"), index=True)
    provider: Mapped[str] = mapped_column(String(40))
    issuer: Mapped[str] = mapped_column(String(500))
    subject: Mapped[str] = mapped_column(String(255))
    email: Mapped[str | None] = mapped_column(String(254))
    linked_by: Mapped[str | None] = mapped_column(String(32))
    made_at_utc: Mapped[Moment] = mapped_column(default=utc_now)
    seen_at_utc: Mapped[Moment] = mapped_column(default=utc_now)


class SignOn(Base):
    """The provider's side of a session here: its session there (`sid`), and the ID token, sealed, that signing out there asks for."""

    __tablename__ = "sign_ons"
    session_id: Mapped[str] = mapped_column(String(32), ForeignKey("sessions.id", ondelete="CASCADE"), primary_key=True)
    identity_id: Mapped[str] = mapped_column(String(32), ForeignKey("identities.id", ondelete="CASCADE"), index=True)
    sid: Mapped[str | None] = mapped_column(String(255), index=True)
    id_token: Mapped[str | None] = mapped_column(Text)


class SignOnAttempt(Base):
    """A sign-in under way, for one browser and one use. `key` is a hash of both secrets: the records alone end no sign-in."""

    __tablename__ = "sign_on_attempts"
    key: Mapped[str] = mapped_column(String(64), primary_key=True)
    provider: Mapped[str] = mapped_column(String(40))
    facts: Mapped[Facts] = mapped_column(default=dict)
    ends_at_utc: Mapped[datetime] = mapped_column(Utc, index=True)


class UsedLogoutToken(Base):
    """A logout token that was obeyed, as the hash of its issuer and id, until it could not be used again anyway."""

    __tablename__ = "used_logout_tokens"
    key: Mapped[str] = mapped_column(String(64), primary_key=True)
    ends_at_utc: Mapped[Moment]
