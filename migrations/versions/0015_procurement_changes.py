"""Notices of changes of contracts (合同变更公告), and awards that were taken back."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0015"
down_revision = "0014"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "change_notice",
        sa.Column("amendment_id", sa.Integer(), nullable=False),
        sa.Column("published_on", sa.Date(), nullable=False),
        sa.Column("clauses", sa.String(length=200), nullable=False),
        sa.Column("url", sa.String(length=500), nullable=False),
        sa.Column("explanation", sa.Text(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("supersedes_id", sa.Integer(), nullable=True),
        sa.Column("recorded_on", sa.Date(), nullable=False),
        sa.Column("recorded_by", sa.String(length=100), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("uid", sa.String(length=36), nullable=False),
        sa.CheckConstraint(
            "supersedes_id IS NULL OR reason <> ''",
            name=op.f("ck_change_notice_correction_has_reason"),
        ),
        sa.ForeignKeyConstraint(
            ["amendment_id"], ["amendment.id"], name=op.f("fk_change_notice_amendment_id_amendment")
        ),
        sa.ForeignKeyConstraint(
            ["supersedes_id"],
            ["change_notice.id"],
            name=op.f("fk_change_notice_supersedes_id_change_notice"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_change_notice")),
        sa.UniqueConstraint("supersedes_id", name=op.f("uq_change_notice_supersedes_id")),
        sa.UniqueConstraint("uid", name=op.f("uq_change_notice_uid")),
    )
    with op.batch_alter_table("change_notice") as batch:
        batch.create_index("ix_change_notice_amendment_id", ["amendment_id"], unique=False)
    with op.batch_alter_table("award") as batch:
        batch.add_column(sa.Column("revoked_on", sa.Date(), nullable=True))


def downgrade() -> None:
    with op.batch_alter_table("award") as batch:
        batch.drop_column("revoked_on")
    with op.batch_alter_table("change_notice") as batch:
        batch.drop_index("ix_change_notice_amendment_id")
    op.drop_table("change_notice")
