"""Each organisation may have a salt, with which personal values are hashed."""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"


def upgrade() -> None:
    """Adds the table; a salt is made when it is first needed. Files held before are read anew, so that they say what was found."""
    op.create_table(
        "organisation_salts",
        sa.Column(
            "organisation_id",
            sa.String(32),
            sa.ForeignKey("organisations.id", name="fk_organisation_salts_organisation_id"),
            nullable=False,
        ),
        sa.Column("salt", sa.String(64), nullable=False),
        sa.Column("made_at_utc", sa.DateTime(), nullable=False),
        sa.PrimaryKeyConstraint("organisation_id", name="pk_organisation_salts"),
    )
    op.execute(sa.text("UPDATE uploads SET hold = NULL, state = 'stored', read = NULL WHERE state = 'held'"))
