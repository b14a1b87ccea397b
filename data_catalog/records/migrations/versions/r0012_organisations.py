"""What organisations were before: their earlier names and places, and which came out of which; their codes; indexes by organisation."""

import sqlalchemy as sa
from alembic import op

revision = "0012"
down_revision = "0011"


def upgrade() -> None:
    """Makes the tables, the column and the indexes."""
    op.create_table(
        "organisation_spells",
        sa.Column("id", sa.String(32), primary_key=True),
        sa.Column("organisation_id", sa.String(32), sa.ForeignKey("organisations.id"), nullable=False),
        sa.Column("parent_id", sa.String(32), sa.ForeignKey("organisations.id"), nullable=True),
        sa.Column("kind", sa.String(20), nullable=False),
        sa.Column("name_ko", sa.String(200), nullable=False),
        sa.Column("name_en", sa.String(200), nullable=False),
        sa.Column("first", sa.Date(), nullable=False),
        sa.Column("until", sa.Date(), nullable=False),
        sa.Column("changed_by", sa.String(32), nullable=True),
        sa.Column("changed_at_utc", sa.DateTime(), nullable=False),
    )
    op.create_index("ix_organisation_spells_organisation_id", "organisation_spells", ["organisation_id"])
    op.create_table(
        "organisation_successions",
        sa.Column("from_id", sa.String(32), sa.ForeignKey("organisations.id"), primary_key=True),
        sa.Column("to_id", sa.String(32), sa.ForeignKey("organisations.id"), primary_key=True),
        sa.Column("way", sa.String(10), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
    )
    op.create_index("ix_organisation_successions_to_id", "organisation_successions", ["to_id"])
    op.add_column("organisations", sa.Column("code", sa.String(40), nullable=True))
    op.create_index("ix_organisations_code", "organisations", ["code"], unique=True)
    op.create_index("ix_memberships_organisation_id", "memberships", ["organisation_id"])
    op.create_index("ix_people_name", "people", ["name", "login"])
