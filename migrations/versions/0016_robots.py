"""Robots of chat groups and their place in the outbox; obligations know an estimate."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0016"
down_revision = "0015"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "robot",
        sa.Column("channel", sa.String(length=20), nullable=False),
        sa.Column("name", sa.String(length=60), nullable=False),
        sa.Column("address", sa.String(length=500), nullable=False),
        sa.Column("secret_ref", sa.String(length=32), nullable=False),
        sa.Column("is_signed", sa.Boolean(), nullable=False),
        sa.Column("digest_hour", sa.Integer(), nullable=False),
        sa.Column("urgent_only", sa.Boolean(), nullable=False),
        sa.Column("with_amounts", sa.Boolean(), nullable=False),
        sa.Column("kinds", sa.String(length=800), nullable=False),
        sa.Column("is_active", sa.Boolean(), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("uid", sa.String(length=36), nullable=False),
        sa.CheckConstraint("digest_hour BETWEEN 9 AND 16", name=op.f("ck_robot_hour_in_window")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_robot")),
        sa.UniqueConstraint("uid", name=op.f("uq_robot_uid")),
    )
    with op.batch_alter_table("digest", schema=None) as batch_op:
        batch_op.alter_column("recipient_id", existing_type=sa.Integer(), nullable=True)
        batch_op.add_column(sa.Column("robot_id", sa.Integer(), nullable=True))
        batch_op.create_foreign_key(
            batch_op.f("fk_digest_robot_id_robot"), "robot", ["robot_id"], ["id"]
        )
        batch_op.create_unique_constraint(batch_op.f("uq_digest_robot_id_on"), ["robot_id", "on"])
    with op.batch_alter_table("delivery", schema=None) as batch_op:
        batch_op.alter_column("recipient_id", existing_type=sa.Integer(), nullable=True)
        batch_op.add_column(sa.Column("robot_id", sa.Integer(), nullable=True))
        batch_op.create_foreign_key(
            batch_op.f("fk_delivery_robot_id_robot"), "robot", ["robot_id"], ["id"]
        )
        batch_op.create_unique_constraint(
            batch_op.f("uq_delivery_reminder_id_robot_id"), ["reminder_id", "robot_id"]
        )
        batch_op.add_column(
            sa.Column("transfer_id", sa.Integer(), server_default="0", nullable=False)
        )
        batch_op.drop_constraint(
            batch_op.f("uq_delivery_reminder_id_recipient_id_channel"), type_="unique"
        )
        batch_op.create_unique_constraint(
            batch_op.f("uq_delivery_reminder_id_recipient_id_channel_transfer_id"),
            ["reminder_id", "recipient_id", "channel", "transfer_id"],
        )
        batch_op.create_check_constraint(
            batch_op.f("ck_delivery_person_or_group"),
            "(recipient_id IS NULL) <> (robot_id IS NULL)",
        )

    with op.batch_alter_table("obligation", schema=None) as batch_op:
        batch_op.add_column(
            sa.Column("estimated", sa.Boolean(), server_default=sa.false(), nullable=False)
        )


def downgrade() -> None:
    """What was planned for groups goes with the robots, and what asked people to take over."""
    with op.batch_alter_table("obligation", schema=None) as batch_op:
        batch_op.drop_column("estimated")
    op.execute(
        "DELETE FROM delivery_attempt WHERE delivery_id IN"
        " (SELECT id FROM delivery WHERE robot_id IS NOT NULL OR transfer_id <> 0)"
    )
    op.execute("DELETE FROM delivery WHERE robot_id IS NOT NULL OR transfer_id <> 0")
    op.execute("DELETE FROM digest WHERE robot_id IS NOT NULL")
    with op.batch_alter_table("delivery", schema=None) as batch_op:
        batch_op.drop_constraint(batch_op.f("ck_delivery_person_or_group"), type_="check")
        batch_op.drop_constraint(batch_op.f("uq_delivery_reminder_id_robot_id"), type_="unique")
        batch_op.drop_constraint(
            batch_op.f("uq_delivery_reminder_id_recipient_id_channel_transfer_id"), type_="unique"
        )
        batch_op.create_unique_constraint(
            batch_op.f("uq_delivery_reminder_id_recipient_id_channel"),
            ["reminder_id", "recipient_id", "channel"],
        )
        batch_op.drop_column("transfer_id")
        batch_op.drop_constraint(batch_op.f("fk_delivery_robot_id_robot"), type_="foreignkey")
        batch_op.drop_column("robot_id")
        batch_op.alter_column("recipient_id", existing_type=sa.Integer(), nullable=False)
    with op.batch_alter_table("digest", schema=None) as batch_op:
        batch_op.drop_constraint(batch_op.f("uq_digest_robot_id_on"), type_="unique")
        batch_op.drop_constraint(batch_op.f("fk_digest_robot_id_robot"), type_="foreignkey")
        batch_op.drop_column("robot_id")
        batch_op.alter_column("recipient_id", existing_type=sa.Integer(), nullable=False)
    op.drop_table("robot")
