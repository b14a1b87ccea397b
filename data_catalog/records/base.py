"""What every table of the records shares: ids, times in UTC, JSON that fits both databases."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime
from math import isfinite
from typing import Annotated, Any
from uuid import uuid4

from sqlalchemy import JSON, BigInteger, DateTime, Dialect, Integer, MetaData, String, TypeDecorator
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import DeclarativeBase, mapped_column


class Utc(TypeDecorator[datetime]):
    """A moment: aware UTC in Python, a plain timestamp in the database. Naive moments are refused."""

    impl = DateTime
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("a moment in the records needs a time zone")
        return value.astimezone(UTC).replace(tzinfo=None)

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        return None if value is None else value.replace(tzinfo=UTC)


class Json(TypeDecorator[Any]):
    """Plain JSON values; None is NULL. What PostgreSQL cannot hold is mended: NUL characters go, NaN becomes null."""

    impl = JSON(none_as_null=True)
    cache_ok = True

    def load_dialect_impl(self, dialect: Dialect) -> Any:
        plain = JSONB(none_as_null=True) if dialect.name == "postgresql" else JSON(none_as_null=True)
        return dialect.type_descriptor(plain)

    def process_bind_param(self, value: Any, dialect: Dialect) -> Any:
        return storable(value)

    def coerce_compared_value(self, op: Any, value: Any) -> Any:
        return self.impl_instance.coerce_compared_value(op, value)


BigId = BigInteger().with_variant(Integer, "sqlite")

Key = Annotated[str, mapped_column(String(32), primary_key=True)]
Serial = Annotated[int, mapped_column(BigId, primary_key=True, autoincrement=True)]
Facts = Annotated[dict[str, Any], mapped_column(Json)]
Moment = Annotated[datetime, mapped_column(Utc)]


class Base(DeclarativeBase):
    """The declarative base. Constraint names are fixed so that later migrations can name them on both databases."""

    metadata = MetaData(
        naming_convention={
            "ix": "ix_%(column_0_label)s",
            "uq": "uq_%(table_name)s_%(column_0_name)s",
            "fk": "fk_%(table_name)s_%(column_0_name)s",
            "pk": "pk_%(table_name)s",
        }
    )


def new_id() -> str:
    """A fresh id: 32 hexadecimal digits, safe in a path and a URL."""
    return uuid4().hex


def utc_now() -> datetime:
    """This moment, aware, in UTC."""
    return datetime.now(UTC)


def storable(value: Any) -> Any:
    """A JSON value as both databases hold it: no NUL characters, no NaN, lists for tuples, keys that are texts."""
    if isinstance(value, str):
        return value.replace("\x00", "")
    if isinstance(value, float):
        return value if isfinite(value) else None
    if isinstance(value, Mapping):
        return {storable(str(key)): storable(item) for key, item in value.items()}
    if isinstance(value, (list, tuple)):
        return [storable(item) for item in value]
    return value
