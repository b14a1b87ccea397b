"""Use cases with their files, outcomes and reviews, whose steps the database keeps as they were written; and proposals with
votes; and how many residents organisations have."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

from data_catalog.records import append_only

JSON = sa.JSON().with_variant(postgresql.JSONB(), "postgresql")
_ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")

revision = "0018"
down_revision = "0017"


def upgrade() -> None:
    """Makes the eight tables and the column."""
    _cases()
    _of_cases()
    _reviews()
    _proposals()
    op.add_column("organisations", sa.Column("residents", sa.BigInteger(), nullable=True))


def _key(name: str, to: str, *, nullable: bool = False) -> sa.Column:
    return sa.Column(name, sa.String(32), sa.ForeignKey(f"{to}.id"), nullable=nullable)


def _text(name: str, length: int = 0) -> sa.Column:
    return sa.Column(name, sa.String(length) if length else sa.Text(), nullable=False)


def _cases() -> None:
    op.create_table(
        "use_cases",
        sa.Column("id", sa.String(32), primary_key=True),
        _key("organisation_id", "organisations"),
        _key("person_id", "people"),
        _text("run_id", 32),
        _text("model", 60),
        _text("model_version", 20),
        _text("result_hash", 64),
        _text("subject", 20),
        _text("title", 200),
        _text("decision", 10),
        sa.Column("decided", sa.Boolean(), nullable=False),
        _text("sentence"),
        _text("decided_by", 200),
        sa.Column("decided_on", sa.Date(), nullable=True),
        sa.Column("driver", sa.String(12), nullable=True),
        _text("changes"),
        _text("lessons"),
        sa.Column("budget_won", sa.BigInteger(), nullable=True),
        _text("contact", 200),
        sa.Column("documents", JSON, nullable=False),
        sa.Column("sdg", sa.String(6), nullable=True),
        _text("indicator", 200),
        _text("unit", 30),
        sa.Column("before", sa.Double(), nullable=True),
        _text("before_period", 60),
        sa.Column("after", sa.Double(), nullable=True),
        _text("after_period", 60),
        sa.Column("shows", JSON, nullable=False),
        _text("state", 12),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("created_at_utc", sa.DateTime(), nullable=False),
        sa.Column("changed_at_utc", sa.DateTime(), nullable=False),
        sa.Column("published_at_utc", sa.DateTime(), nullable=True),
    )
    op.create_index("ix_use_cases_organisation", "use_cases", ["organisation_id", "state"])
    op.create_index("ix_use_cases_model", "use_cases", ["model", "published_at_utc"])
    for name in ("person_id", "run_id", "sdg", "published_at_utc"):
        op.create_index(f"ix_use_cases_{name}", "use_cases", [name])


def _of_cases() -> None:
    op.create_table(
        "use_case_events",
        sa.Column("id", _ID, primary_key=True, autoincrement=True),
        _key("case_id", "use_cases"),
        _text("step", 40),
        _text("after", 12),
        sa.Column("person_id", sa.String(32), nullable=True),
        sa.Column("at_utc", sa.DateTime(), nullable=False),
        _text("comment"),
        sa.Column("said", JSON, nullable=False),
    )
    op.create_index("ix_use_case_events_case_id", "use_case_events", ["case_id"])
    append_only.lay_events(op.get_bind(), "use_case_events")
    op.create_table(
        "use_case_files",
        sa.Column("id", sa.String(32), primary_key=True),
        _key("case_id", "use_cases"),
        _text("name", 255),
        _text("kind", 10),
        sa.Column("size_bytes", sa.Integer(), nullable=False),
        _text("sha256", 64),
        sa.Column("looked", sa.Boolean(), nullable=False),
        sa.Column("public", sa.Boolean(), nullable=False),
        _key("added_by", "people"),
        sa.Column("added_at_utc", sa.DateTime(), nullable=False),
    )
    op.create_index("ix_use_case_files_case_id", "use_case_files", ["case_id"])
    op.create_table(
        "use_case_outcomes",
        sa.Column("id", _ID, primary_key=True, autoincrement=True),
        _key("case_id", "use_cases"),
        sa.Column("day", sa.Integer(), nullable=False),
        _text("kind", 10),
        sa.Column("decided", sa.Boolean(), nullable=False),
        sa.Column("value", sa.Double(), nullable=True),
        _text("period", 60),
        _text("happened"),
        _key("person_id", "people"),
        sa.Column("at_utc", sa.DateTime(), nullable=False),
    )
    op.create_index("ix_use_case_outcomes_case_id", "use_case_outcomes", ["case_id"])


def _reviews() -> None:
    op.create_table(
        "use_case_rounds",
        sa.Column("id", sa.String(32), primary_key=True),
        _key("case_id", "use_cases"),
        sa.Column("number", sa.Integer(), nullable=False),
        _text("phase", 12),
        _key("opened_by", "people"),
        sa.Column("opened_at_utc", sa.DateTime(), nullable=False),
        sa.Column("scored_at_utc", sa.DateTime(), nullable=True),
        sa.Column("outcome", sa.String(12), nullable=True),
        _text("reason"),
        _key("decided_by", "people", nullable=True),
        sa.Column("decided_at_utc", sa.DateTime(), nullable=True),
        sa.UniqueConstraint("case_id", "number"),
    )
    op.create_table(
        "use_case_reviews",
        sa.Column("round_id", sa.String(32), sa.ForeignKey("use_case_rounds.id"), primary_key=True),
        sa.Column("place", sa.Integer(), primary_key=True, autoincrement=False),
        _key("reviewer_id", "people"),
        sa.Column("scores", JSON, nullable=True),
        _text("comment"),
        sa.Column("scored_at_utc", sa.DateTime(), nullable=True),
    )
    op.create_index("ix_use_case_reviews_reviewer_id", "use_case_reviews", ["reviewer_id"])


def _proposals() -> None:
    op.create_table(
        "proposals",
        sa.Column("id", sa.String(32), primary_key=True),
        _key("organisation_id", "organisations"),
        _key("person_id", "people"),
        _text("title", 200),
        _text("problem"),
        _text("holder"),
        _text("data"),
        _text("effect"),
        _text("driver", 12),
        _text("state", 10),
        sa.Column("quorum", sa.Integer(), nullable=True),
        _key("named_by", "people", nullable=True),
        sa.Column("named_at_utc", sa.DateTime(), nullable=True),
        _key("decided_by", "people", nullable=True),
        sa.Column("decided_at_utc", sa.DateTime(), nullable=True),
        _text("comment"),
        sa.Column("made_at_utc", sa.DateTime(), nullable=False),
    )
    op.create_index("ix_proposals_organisation", "proposals", ["organisation_id", "state"])
    op.create_index("ix_proposals_person_id", "proposals", ["person_id"])
    op.create_table(
        "proposal_votes",
        sa.Column("proposal_id", sa.String(32), sa.ForeignKey("proposals.id"), primary_key=True),
        sa.Column("person_id", sa.String(32), sa.ForeignKey("people.id"), primary_key=True),
        sa.Column("vote", sa.String(10), nullable=True),
        _text("reason"),
        sa.Column("voted_at_utc", sa.DateTime(), nullable=True),
    )
    op.create_index("ix_proposal_votes_person_id", "proposal_votes", ["person_id"])
