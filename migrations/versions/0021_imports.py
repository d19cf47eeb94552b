"""Imported files, what came with them, and obligations that keep still about the past."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0021"
down_revision = "0020"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "imported_file",
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("size", sa.Integer(), nullable=False),
        sa.Column("imported_on", sa.Date(), nullable=False),
        sa.Column("imported_at", sa.DateTime(), nullable=False),
        sa.Column("imported_by", sa.String(length=100), nullable=False),
        sa.Column("projects_new", sa.Integer(), nullable=False),
        sa.Column("projects_changed", sa.Integer(), nullable=False),
        sa.Column("contracts_new", sa.Integer(), nullable=False),
        sa.Column("contracts_changed", sa.Integer(), nullable=False),
        sa.Column("payments_new", sa.Integer(), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("uid", sa.String(length=36), nullable=False),
        sa.CheckConstraint("size > 0", name=op.f("ck_imported_file_size_positive")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_imported_file")),
        sa.UniqueConstraint("uid", name=op.f("uq_imported_file_uid")),
    )
    op.create_index("ix_imported_file_imported_on", "imported_file", ["imported_on"], unique=False)
    op.create_table(
        "imported_row",
        sa.Column("file_id", sa.Integer(), nullable=False),
        sa.Column("uid", sa.String(length=36), nullable=False),
        sa.ForeignKeyConstraint(
            ["file_id"], ["imported_file.id"], name=op.f("fk_imported_row_file_id_imported_file")
        ),
        sa.PrimaryKeyConstraint("file_id", "uid", name=op.f("pk_imported_row")),
    )
    op.create_index("ix_imported_row_uid", "imported_row", ["uid"], unique=False)
    op.create_table(
        "import_draft",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("uid", sa.String(length=36), nullable=False),
        sa.Column("user_id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("content", sa.LargeBinary(), nullable=False),
        sa.Column("result", sa.Text(), nullable=False),
        sa.Column("looked_at", sa.DateTime(), nullable=False),
        sa.ForeignKeyConstraint(
            ["user_id"], ["user.id"], name=op.f("fk_import_draft_user_id_user")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_import_draft")),
        sa.UniqueConstraint("uid", name=op.f("uq_import_draft_uid")),
        sa.UniqueConstraint("user_id", name=op.f("uq_import_draft_user_id")),
    )
    with op.batch_alter_table("obligation") as batch:
        batch.add_column(sa.Column("muted_on", sa.Date(), nullable=True))


def downgrade() -> None:
    with op.batch_alter_table("obligation") as batch:
        batch.drop_column("muted_on")
    op.drop_table("import_draft")
    op.drop_index("ix_imported_row_uid", table_name="imported_row")
    op.drop_table("imported_row")
    op.drop_index("ix_imported_file_imported_on", table_name="imported_file")
    op.drop_table("imported_file")
