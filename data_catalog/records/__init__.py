"""The platform's records: people, drafts, runs, datasets and the ledger, on SQLite or PostgreSQL."""
