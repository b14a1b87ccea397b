"""The help desk: tickets and what is said in them, articles and their versions, bookings, and tours put away."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

JSON = sa.JSON().with_variant(postgresql.JSONB(), "postgresql")
SERIAL = sa.BigInteger().with_variant(sa.Integer(), "sqlite")

revision = "0021"
down_revision = "0020"


def upgrade() -> None:
    """Makes the tables."""
    op.create_table(
        "help_tickets",
        sa.Column("id", sa.String(32), primary_key=True),
        _refers("organisation_id", "organisations"),
        _refers("person_id", "people"),
        sa.Column("language", sa.String(2), nullable=False),
        sa.Column("page", sa.String(40), nullable=False),
        sa.Column("step", sa.String(20), nullable=True),
        sa.Column("model", sa.String(60), nullable=True),
        sa.Column("problem", sa.String(80), nullable=True),
        sa.Column("attached", JSON, nullable=False),
        sa.Column("state", sa.String(10), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        _refers("assigned_to", "people", nullable=True),
        sa.Column("asked_at_utc", sa.DateTime(), nullable=False),
        sa.Column("waits_since_utc", sa.DateTime(), nullable=False),
        sa.Column("answered_at_utc", sa.DateTime(), nullable=True),
        sa.Column("closed_at_utc", sa.DateTime(), nullable=True),
        sa.Column("minutes", sa.Integer(), nullable=True),
        sa.Column("reopened", sa.Integer(), nullable=False),
        sa.Column("helped", sa.Boolean(), nullable=True),
    )
    op.create_index("ix_help_tickets_queue", "help_tickets", ["organisation_id", "state"])
    _indexes("help_tickets", "person_id", "model", "problem", "assigned_to")
    op.create_table(
        "help_entries",
        sa.Column("id", SERIAL, primary_key=True, autoincrement=True),
        _refers("ticket_id", "help_tickets"),
        _refers("person_id", "people"),
        sa.Column("kind", sa.String(10), nullable=False),
        sa.Column("said", sa.Text(), nullable=False),
        sa.Column("article_id", sa.String(32), nullable=True),
        sa.Column("at_utc", sa.DateTime(), nullable=False),
    )
    _indexes("help_entries", "ticket_id")
    op.create_table(
        "help_articles",
        sa.Column("id", sa.String(32), primary_key=True),
        _refers("organisation_id", "organisations"),
        _refers("ticket_id", "help_tickets", nullable=True),
        sa.Column("problem", sa.String(80), nullable=True),
        sa.Column("step", sa.String(20), nullable=True),
        sa.Column("model", sa.String(60), nullable=True),
        sa.Column("state", sa.String(10), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        *(sa.Column(name, sa.Text(), nullable=False) for name in ("title_ko", "title_en", "body_ko", "body_en")),
        _refers("made_by", "people"),
        sa.Column("changed_at_utc", sa.DateTime(), nullable=False),
        sa.Column("helped", sa.Integer(), nullable=False),
    )
    _indexes("help_articles", "organisation_id", "ticket_id", "problem", "state")
    op.create_table(
        "help_article_versions",
        sa.Column("article_id", sa.String(32), sa.ForeignKey("help_articles.id"), primary_key=True),
        sa.Column("version", sa.Integer(), primary_key=True),
        sa.Column("said", JSON, nullable=False),
        _refers("published_by", "people"),
        sa.Column("published_at_utc", sa.DateTime(), nullable=False),
    )
    op.create_table(
        "help_votes",
        sa.Column("article_id", sa.String(32), sa.ForeignKey("help_articles.id"), primary_key=True),
        sa.Column("person_id", sa.String(32), sa.ForeignKey("people.id"), primary_key=True),
    )
    op.create_table(
        "help_bookings",
        sa.Column("id", sa.String(32), primary_key=True),
        sa.Column("kind", sa.String(10), nullable=False),
        _refers("organisation_id", "organisations"),
        _refers("person_id", "people"),
        sa.Column("topic", sa.Text(), nullable=False),
        sa.Column("people", sa.Integer(), nullable=False),
        sa.Column("wished", JSON, nullable=False),
        sa.Column("agreed", sa.Date(), nullable=True),
        sa.Column("state", sa.String(10), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        _refers("assigned_to", "people", nullable=True),
        sa.Column("asked_at_utc", sa.DateTime(), nullable=False),
        sa.Column("ended_at_utc", sa.DateTime(), nullable=True),
    )
    op.create_index("ix_help_bookings_queue", "help_bookings", ["organisation_id", "state"])
    _indexes("help_bookings", "person_id", "assigned_to")
    op.create_table(
        "tours_put_away",
        sa.Column("person_id", sa.String(32), sa.ForeignKey("people.id"), primary_key=True),
        sa.Column("tour", sa.String(40), primary_key=True),
        sa.Column("at_utc", sa.DateTime(), nullable=False),
    )


def _refers(name: str, table: str, *, nullable: bool = False) -> sa.Column[str]:
    return sa.Column(name, sa.String(32), sa.ForeignKey(f"{table}.id"), nullable=nullable)


def _indexes(table: str, *names: str) -> None:
    for name in names:
        op.create_index(f"ix_{table}_{name}", table, [name])
