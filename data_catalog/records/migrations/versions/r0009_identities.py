"""Single sign-on: providers, identities, the provider's side of sessions, sign-ins under way."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

JSON = sa.JSON().with_variant(postgresql.JSONB(), "postgresql")

revision = "0009"
down_revision = "0008"


def upgrade() -> None:
    """Makes the tables, and notes of a role which identity it came with."""
    op.create_table(
        "identity_providers",
        sa.Column("id", sa.String(32), primary_key=True),
        sa.Column("key", sa.String(40), nullable=False, unique=True),
        sa.Column("said", JSON, nullable=False),
        sa.Column("secret", sa.Text(), nullable=True),
        sa.Column("changed_by", sa.String(32), nullable=True),
        sa.Column("changed_at_utc", sa.DateTime(), nullable=False),
    )
    op.create_table(
        "identities",
        sa.Column("id", sa.String(32), primary_key=True),
        sa.Column("person_id", sa.String(32), sa.ForeignKey("people.id"), nullable=False),
        sa.Column("provider", sa.String(40), nullable=False),
        sa.Column("issuer", sa.String(500), nullable=False),
        sa.Column("subject", sa.String(255), nullable=False),
        sa.Column("email", sa.String(254), nullable=True),
        sa.Column("linked_by", sa.String(32), nullable=True),
        sa.Column("made_at_utc", sa.DateTime(), nullable=False),
        sa.Column("seen_at_utc", sa.DateTime(), nullable=False),
        sa.UniqueConstraint("issuer", "subject"),
    )
    op.create_index("ix_identities_person_id", "identities", ["person_id"])
    op.create_table(
        "sign_ons",
        sa.Column("session_id", sa.String(32), sa.ForeignKey("sessions.id", ondelete="CASCADE"), primary_key=True),
        sa.Column("identity_id", sa.String(32), sa.ForeignKey("identities.id", ondelete="CASCADE"), nullable=False),
        sa.Column("sid", sa.String(255), nullable=True),
        sa.Column("id_token", sa.Text(), nullable=True),
    )
    op.create_index("ix_sign_ons_identity_id", "sign_ons", ["identity_id"])
    op.create_index("ix_sign_ons_sid", "sign_ons", ["sid"])
    op.create_table(
        "sign_on_attempts",
        sa.Column("key", sa.String(64), primary_key=True),
        sa.Column("provider", sa.String(40), nullable=False),
        sa.Column("facts", JSON, nullable=False),
        sa.Column("ends_at_utc", sa.DateTime(), nullable=False),
    )
    op.create_index("ix_sign_on_attempts_ends_at_utc", "sign_on_attempts", ["ends_at_utc"])
    op.create_table(
        "used_logout_tokens",
        sa.Column("key", sa.String(64), primary_key=True),
        sa.Column("ends_at_utc", sa.DateTime(), nullable=False),
    )
    op.add_column("memberships", sa.Column("identity_id", sa.String(32), nullable=True))
