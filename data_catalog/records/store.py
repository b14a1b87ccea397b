"""Opens the records, brings them to the newest form, and hands out sessions."""

from __future__ import annotations

import functools
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, Engine, text
from sqlalchemy.exc import DBAPIError, OperationalError
from sqlalchemy.orm import Session

from connectors.databases import NO_TRANSACTION, READS_ONLY, cannot_write, records_engine
from connectors.problem import Problem
from data_catalog.trail.stamp import Stamp

# Any number, the same in every process: who brings a PostgreSQL to the newest form first makes the others wait.
_UPGRADE_LOCK = 7_302_018
STAMP = "stamp"
"""Under this name a session that writes carries what stamps the ledger's rows."""


class Records:
    """The platform's records on one database."""

    def __init__(self, engine: Engine, stamp: Stamp | None = None) -> None:
        self.engine = engine
        self.stamp = stamp
        self._reader = engine.execution_options(**READS_ONLY)

    @property
    def kind(self) -> str:
        """`sqlite` or `postgresql`."""
        return self.engine.dialect.name

    @contextmanager
    def session(self) -> Iterator[Session]:
        """A session that writes: committed at the end of the block, undone when the block fails.

        What cannot be written (a full disk above all) does not happen, and is told: Problem records.cannot_write.
        """
        try:
            with Session(self.engine, expire_on_commit=False, info={STAMP: self.stamp}) as session, session.begin():
                yield session
        except DBAPIError as fault:
            if cannot_write(fault):
                raise Problem("records.cannot_write") from fault
            raise

    @contextmanager
    def reading(self) -> Iterator[Session]:
        """A session that only reads, and never waits for a writer. What it changes is refused."""
        with Session(self._reader, autoflush=False, expire_on_commit=False) as session:
            yield session
            if session.dirty or session.new or session.deleted:
                raise RuntimeError("a reading session was written to")

    def scrub(self) -> None:
        """Makes the database let go of what was deleted: SQLite's log is folded in and cut, PostgreSQL vacuums."""
        with self.engine.connect().execution_options(**NO_TRANSACTION) as connection:
            if self.kind == "sqlite":
                # A reader may hold the log open: then it is cut the next time.
                connection.exec_driver_sql("PRAGMA busy_timeout=1000")
                connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)").fetchall()
                connection.exec_driver_sql("PRAGMA busy_timeout=20000")
            else:
                for table in ("drafts", "draft_fields", "uploads", "datasets", "dataset_versions", "runs"):
                    connection.execute(text(f"VACUUM {table}"))

    def close(self) -> None:
        """Gives the connections back."""
        self.engine.dispose()


def open_records(url: str, stamp: Stamp | None = None) -> Records:
    """The records behind a URL, at their newest form. With a stamp the rows of their ledger prove themselves.

    Problems: records.address_unreadable, records.unreachable, records.newer.
    """
    engine = records_engine(url)
    upgrade(engine)
    return Records(engine, stamp)


def upgrade(engine: Engine, to: str = "head") -> None:
    """Brings the records to a revision, the newest unless told. Safe to call from many processes at once."""
    try:
        with engine.begin() as connection:
            if engine.dialect.name == "postgresql":
                connection.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": _UPGRADE_LOCK})
            at = _revision(connection)
            if at is not None and at not in _known():
                raise Problem("records.newer", revision=at)
            if at != (head() if to == "head" else to):
                config = _config()
                config.attributes["connection"] = connection
                command.upgrade(config, to)
    except OperationalError:
        # The driver's words may hold the address and the account: they stay out.
        raise Problem("records.unreachable", kind=engine.dialect.name) from None


def revision(engine: Engine) -> str | None:
    """The revision the records are at; None for an empty database."""
    with engine.connect().execution_options(**READS_ONLY) as connection:
        return _revision(connection)


@functools.cache
def head() -> str:
    """The newest revision this program knows."""
    newest = ScriptDirectory.from_config(_config()).get_current_head()
    if newest is None:
        raise RuntimeError("the records have no revision")
    return newest


def _revision(connection: Connection) -> str | None:
    return MigrationContext.configure(connection).get_current_revision()


@functools.cache
def _known() -> frozenset[str]:
    return frozenset(script.revision for script in ScriptDirectory.from_config(_config()).walk_revisions())


def _config() -> Config:
    config = Config()
    config.set_main_option("script_location", str(Path(__file__).parent / "migrations").replace("%", "%%"))
    config.set_main_option("path_separator", "os")
    return config
