"""Runs the migrations on the connection it is given: no address, no logging set-up of its own."""

from alembic import context

from data_catalog.records.tables import Base

# SQLite cannot alter most things in place: batch mode builds the table anew. That drops its triggers, so a migration
# that touches the ledger lays them again (`data_catalog.records.append_only.lay`); a test looks.
context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=Base.metadata,
    render_as_batch=True,
    compare_type=True,
    user_module_prefix="base.",
)

with context.begin_transaction():
    context.run_migrations()
