"""Checks that stewards declare for datasets, and what they and the comparison with earlier versions found in each version."""

from __future__ import annotations

from typing import Any

from sqlalchemy import ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column

from data_catalog.records.base import Base, Facts, Json, Key, Moment, new_id, utc_now


class DatasetCheck(Base):
    """One check of a dataset as `data_catalog.declared.Declared` writes it. `person_id`: the steward who set it."""

    __tablename__ = "dataset_checks"
    id: Mapped[Key] = mapped_column(default=new_id)
    dataset_id: Mapped[str] = mapped_column(String(32), ForeignKey("datasets.id"), index=True)
    person_id: Mapped[str] = mapped_column(String(32), ForeignKey("people.id"))
    said: Mapped[Facts]
    made_at_utc: Mapped[Moment] = mapped_column(default=utc_now)


class VersionCheck(Base):
    """What was found in one version, and the figures later versions are compared with.

    `findings`: a list of `{"check": id or None, "finding": CheckFinding as JSON}`; None until they were looked for.
    """

    __tablename__ = "version_checks"
    version_id: Mapped[str] = mapped_column(String(32), ForeignKey("dataset_versions.id"), primary_key=True)
    figures: Mapped[Facts]
    findings: Mapped[list[dict[str, Any]] | None] = mapped_column(Json)
    checked_at_utc: Mapped[Moment] = mapped_column(default=utc_now)
