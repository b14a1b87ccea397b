"""Organisations, people, sessions, drafts, uploads, datasets and remembered mappings."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0001"
down_revision = None

JSON = sa.JSON().with_variant(postgresql.JSONB(), "postgresql")


def upgrade() -> None:
    """Makes the tables, in the order they refer to each other."""
    for make in (
        _organisations,
        _sign_in_guards,
        _people,
        _remembered_mappings,
        _datasets,
        _drafts,
        _memberships,
        _sessions,
        _dataset_versions,
        _draft_fields,
        _upload_tokens,
        _uploads,
    ):
        make()


def _ref(table: str, name: str, of: str, nullable: bool = False) -> sa.Column[str]:
    return sa.Column(name, sa.String(32), sa.ForeignKey(f"{of}.id", name=f"fk_{table}_{name}"), nullable=nullable)


def _organisations() -> None:
    op.create_table(
        "organisations",
        sa.Column("id", sa.String(32), nullable=False),
        _ref("organisations", "parent_id", "organisations", nullable=True),
        sa.Column("kind", sa.String(20), nullable=False),
        sa.Column("name_ko", sa.String(200), nullable=False),
        sa.Column("name_en", sa.String(200), nullable=False),
        sa.Column("demo", sa.Boolean(), nullable=False),
        sa.Column("valid_from", sa.Date(), nullable=False),
        sa.Column("valid_to", sa.Date(), nullable=True),
        sa.PrimaryKeyConstraint("id", name="pk_organisations"),
    )
    op.create_index("ix_organisations_parent_id", "organisations", ["parent_id"])


def _sign_in_guards() -> None:
    op.create_table(
        "sign_in_guards",
        sa.Column("key", sa.String(64), nullable=False),
        sa.Column("failures", sa.Integer(), nullable=False),
        sa.Column("locks", sa.Integer(), nullable=False),
        sa.Column("locked_until_utc", sa.DateTime(), nullable=True),
        sa.Column("last_at_utc", sa.DateTime(), nullable=False),
        sa.PrimaryKeyConstraint("key", name="pk_sign_in_guards"),
    )


def _people() -> None:
    op.create_table(
        "people",
        sa.Column("id", sa.String(32), nullable=False),
        sa.Column("login", sa.String(100), nullable=False),
        sa.Column("name", sa.String(100), nullable=False),
        _ref("people", "organisation_id", "organisations"),
        sa.Column("password_hash", sa.String(300), nullable=True),
        sa.Column("must_change", sa.Boolean(), nullable=False),
        sa.Column("disabled", sa.Boolean(), nullable=False),
        sa.Column("demo", sa.Boolean(), nullable=False),
        sa.Column("language", sa.String(2), nullable=False),
        sa.Column("theme", sa.String(10), nullable=False),
        sa.Column("made_at_utc", sa.DateTime(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_people"),
        sa.UniqueConstraint("login", name="uq_people_login"),
    )
    op.create_index("ix_people_organisation_id", "people", ["organisation_id"])


def _remembered_mappings() -> None:
    op.create_table(
        "remembered_mappings",
        sa.Column("id", sa.String(32), nullable=False),
        _ref("remembered_mappings", "organisation_id", "organisations"),
        sa.Column("model", sa.String(60), nullable=False),
        sa.Column("input", sa.String(60), nullable=False),
        sa.Column("layout_key", sa.String(64), nullable=False),
        sa.Column("columns", JSON, nullable=False),
        sa.Column("mapping", JSON, nullable=False),
        sa.Column("times_used", sa.Integer(), nullable=False),
        sa.Column("used_at_utc", sa.DateTime(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_remembered_mappings"),
        sa.UniqueConstraint("organisation_id", "model", "input", "layout_key", name="uq_remembered_mappings_organisation_id"),
    )


def _datasets() -> None:
    op.create_table(
        "datasets",
        sa.Column("id", sa.String(32), nullable=False),
        _ref("datasets", "organisation_id", "organisations"),
        _ref("datasets", "person_id", "people"),
        sa.Column("title", sa.String(255), nullable=False),
        sa.Column("retention_until", sa.Date(), nullable=False),
        sa.Column("made_at_utc", sa.DateTime(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_datasets"),
    )
    op.create_index("ix_datasets_organisation_id", "datasets", ["organisation_id"])
    op.create_index("ix_datasets_person_id", "datasets", ["person_id"])
    op.create_index("ix_datasets_retention_until", "datasets", ["retention_until"])


def _drafts() -> None:
    op.create_table(
        "drafts",
        sa.Column("id", sa.String(32), nullable=False),
        _ref("drafts", "person_id", "people"),
        _ref("drafts", "organisation_id", "organisations"),
        sa.Column("model", sa.String(60), nullable=False),
        sa.Column("kind", sa.String(10), nullable=False),
        sa.Column("name", sa.String(200), nullable=True),
        sa.Column("step", sa.String(20), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("run_id", sa.String(32), nullable=True),
        sa.Column("copied_from", sa.String(32), nullable=True),
        sa.Column("made_at_utc", sa.DateTime(), nullable=False),
        sa.Column("saved_at_utc", sa.DateTime(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_drafts"),
    )
    op.create_index("ix_drafts_person_id", "drafts", ["person_id"])


def _memberships() -> None:
    op.create_table(
        "memberships",
        _ref("memberships", "person_id", "people"),
        _ref("memberships", "organisation_id", "organisations"),
        sa.Column("role", sa.String(20), nullable=False),
        sa.Column("since_utc", sa.DateTime(), nullable=False),
        sa.PrimaryKeyConstraint("person_id", "organisation_id", "role", name="pk_memberships"),
    )


def _sessions() -> None:
    op.create_table(
        "sessions",
        sa.Column("id", sa.String(32), nullable=False),
        sa.Column("token_hash", sa.String(64), nullable=False),
        _ref("sessions", "person_id", "people"),
        sa.Column("csrf", sa.String(64), nullable=False),
        sa.Column("made_at_utc", sa.DateTime(), nullable=False),
        sa.Column("seen_at_utc", sa.DateTime(), nullable=False),
        sa.Column("expires_at_utc", sa.DateTime(), nullable=False),
        sa.Column("revoked_at_utc", sa.DateTime(), nullable=True),
        sa.PrimaryKeyConstraint("id", name="pk_sessions"),
        sa.UniqueConstraint("token_hash", name="uq_sessions_token_hash"),
    )
    op.create_index("ix_sessions_person_id", "sessions", ["person_id"])


def _dataset_versions() -> None:
    op.create_table(
        "dataset_versions",
        sa.Column("id", sa.String(32), nullable=False),
        _ref("dataset_versions", "dataset_id", "datasets"),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("fingerprint", sa.String(64), nullable=False),
        sa.Column("source_fingerprint", sa.String(64), nullable=False),
        sa.Column("file_name", sa.String(255), nullable=False),
        sa.Column("rows", sa.BigInteger(), nullable=False),
        sa.Column("size_bytes", sa.BigInteger(), nullable=False),
        sa.Column("columns", JSON, nullable=False),
        sa.Column("profile", JSON, nullable=True),
        sa.Column("read", JSON, nullable=True),
        sa.Column("made_at_utc", sa.DateTime(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_dataset_versions"),
        sa.UniqueConstraint("dataset_id", "number", name="uq_dataset_versions_dataset_id"),
    )
    op.create_index("ix_dataset_versions_source_fingerprint", "dataset_versions", ["source_fingerprint"])


def _draft_fields() -> None:
    op.create_table(
        "draft_fields",
        _ref("draft_fields", "draft_id", "drafts"),
        sa.Column("name", sa.String(200), nullable=False),
        sa.Column("value", JSON, nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("unseen", JSON, nullable=True),
        sa.Column("saved_at_utc", sa.DateTime(), nullable=False),
        sa.PrimaryKeyConstraint("draft_id", "name", name="pk_draft_fields"),
    )


def _upload_tokens() -> None:
    op.create_table(
        "upload_tokens",
        sa.Column("token_hash", sa.String(64), nullable=False),
        _ref("upload_tokens", "draft_id", "drafts"),
        _ref("upload_tokens", "person_id", "people"),
        sa.Column("input", sa.String(60), nullable=False),
        sa.Column("limit_bytes", sa.BigInteger(), nullable=False),
        sa.Column("expires_at_utc", sa.DateTime(), nullable=False),
        sa.Column("used_at_utc", sa.DateTime(), nullable=True),
        sa.PrimaryKeyConstraint("token_hash", name="pk_upload_tokens"),
    )
    op.create_index("ix_upload_tokens_draft_id", "upload_tokens", ["draft_id"])


def _uploads() -> None:
    op.create_table(
        "uploads",
        sa.Column("id", sa.String(32), nullable=False),
        _ref("uploads", "draft_id", "drafts"),
        _ref("uploads", "person_id", "people"),
        _ref("uploads", "organisation_id", "organisations"),
        sa.Column("input", sa.String(60), nullable=False),
        sa.Column("file_name", sa.String(255), nullable=False),
        sa.Column("size_bytes", sa.BigInteger(), nullable=False),
        sa.Column("sha256", sa.String(64), nullable=False),
        sa.Column("state", sa.String(10), nullable=False),
        sa.Column("keep_all", sa.Boolean(), nullable=False),
        sa.Column("retention_until", sa.Date(), nullable=False),
        sa.Column("options", JSON, nullable=False),
        sa.Column("read", JSON, nullable=True),
        sa.Column("hold", JSON, nullable=True),
        sa.Column("problem", JSON, nullable=True),
        _ref("uploads", "dataset_version_id", "dataset_versions", nullable=True),
        sa.Column("made_at_utc", sa.DateTime(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_uploads"),
    )
    op.create_index("ix_uploads_dataset_version_id", "uploads", ["dataset_version_id"])
    op.create_index("ix_uploads_draft_id", "uploads", ["draft_id"])
    op.create_index("ix_uploads_person_id", "uploads", ["person_id"])
