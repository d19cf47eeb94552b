"""Drafts of forms, what a form that counted told, versions of settings, single-letter keys."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "form_draft",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("user_id", sa.Integer(), nullable=False),
        sa.Column("address", sa.String(length=400), nullable=False),
        sa.Column("form", sa.String(length=120), nullable=False),
        sa.Column("token", sa.String(length=64), nullable=False),
        sa.Column("fields", sa.Text(), nullable=False),
        sa.Column("saved_at", sa.DateTime(), nullable=False),
        sa.Column("lapsed", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(["user_id"], ["user.id"], name=op.f("fk_form_draft_user_id_user")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_form_draft")),
        sa.UniqueConstraint(
            "user_id", "address", "form", name=op.f("uq_form_draft_user_id_address_form")
        ),
    )
    for table, column in _columns():
        with op.batch_alter_table(table) as batch:
            batch.add_column(column)


def downgrade() -> None:
    for table, column in reversed(_columns()):
        with op.batch_alter_table(table) as batch:
            batch.drop_column(column.name)
    op.drop_table("form_draft")


def _columns() -> list[tuple[str, sa.Column[object]]]:
    return [
        ("form_token", sa.Column("told", sa.Text(), nullable=False, server_default="")),
        ("unit", sa.Column("version", sa.Integer(), nullable=False, server_default="1")),
        ("fiscal_year", sa.Column("version", sa.Integer(), nullable=False, server_default="1")),
        ("user", sa.Column("shortcuts", sa.Boolean(), nullable=False, server_default=sa.true())),
    ]
