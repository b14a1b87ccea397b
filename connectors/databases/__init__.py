"""Databases: the one of the platform's own records, and those that data are read from."""

from connectors.databases.records import NO_TRANSACTION, READS_ONLY, cannot_write, records_engine, sqlite_url

__all__ = ["NO_TRANSACTION", "READS_ONLY", "cannot_write", "records_engine", "sqlite_url"]
