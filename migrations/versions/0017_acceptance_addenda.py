"""Notes beside the signatures of an acceptance: supplier, purchaser, notice of the result."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0017"
down_revision = "0016"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "acceptance_addendum",
        sa.Column("acceptance_id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=40), nullable=False),
        sa.Column("by", sa.String(length=100), nullable=False),
        sa.Column("on", sa.Date(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("address", sa.String(length=300), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("uid", sa.String(length=36), nullable=False),
        sa.CheckConstraint(
            "(kind = 'notice') = (address <> '')",
            name=op.f("ck_acceptance_addendum_address_of_notice"),
        ),
        sa.ForeignKeyConstraint(
            ["acceptance_id"],
            ["acceptance.id"],
            name=op.f("fk_acceptance_addendum_acceptance_id_acceptance"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_acceptance_addendum")),
        sa.UniqueConstraint("uid", name=op.f("uq_acceptance_addendum_uid")),
    )
    with op.batch_alter_table("acceptance_addendum", schema=None) as batch_op:
        batch_op.create_index(
            "ix_acceptance_addendum_acceptance_id", ["acceptance_id"], unique=False
        )


def downgrade() -> None:
    with op.batch_alter_table("acceptance_addendum", schema=None) as batch_op:
        batch_op.drop_index("ix_acceptance_addendum_acceptance_id")
    op.drop_table("acceptance_addendum")
