"""How people want to be reached: hour and form of mails, the summary of a day, calendar feeds."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "calendar_feed",
        sa.Column("user_id", sa.Integer(), nullable=False),
        sa.Column("serial", sa.Integer(), nullable=False),
        sa.Column("is_open", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(
            ["user_id"], ["user.id"], name=op.f("fk_calendar_feed_user_id_user")
        ),
        sa.PrimaryKeyConstraint("user_id", name=op.f("pk_calendar_feed")),
    )
    op.create_table(
        "digest",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("recipient_id", sa.Integer(), nullable=False),
        sa.Column("on", sa.Date(), nullable=False),
        sa.Column("message_id", sa.String(length=36), nullable=False),
        sa.ForeignKeyConstraint(
            ["recipient_id"], ["user.id"], name=op.f("fk_digest_recipient_id_user")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_digest")),
        sa.UniqueConstraint("recipient_id", "on", name=op.f("uq_digest_recipient_id_on")),
    )
    op.create_table(
        "reminder_preference",
        sa.Column("user_id", sa.Integer(), nullable=False),
        sa.Column("digest_hour", sa.Integer(), nullable=False),
        sa.Column(
            "mail",
            sa.Enum("digest", "singles", "off", name="mailmode", native_enum=False, length=40),
            nullable=False,
        ),
        sa.Column("muted", sa.String(length=800), nullable=False),
        sa.CheckConstraint(
            "mail IN ('digest', 'singles', 'off')", name=op.f("ck_reminder_preference_mail")
        ),
        sa.CheckConstraint(
            "digest_hour BETWEEN 9 AND 16", name=op.f("ck_reminder_preference_hour_in_window")
        ),
        sa.ForeignKeyConstraint(
            ["user_id"], ["user.id"], name=op.f("fk_reminder_preference_user_id_user")
        ),
        sa.PrimaryKeyConstraint("user_id", name=op.f("pk_reminder_preference")),
    )
    with op.batch_alter_table("delivery", schema=None) as batch_op:
        batch_op.add_column(sa.Column("digest_id", sa.Integer(), nullable=True))
        batch_op.create_foreign_key(
            batch_op.f("fk_delivery_digest_id_digest"), "digest", ["digest_id"], ["id"]
        )


def downgrade() -> None:
    with op.batch_alter_table("delivery", schema=None) as batch_op:
        batch_op.drop_constraint(batch_op.f("fk_delivery_digest_id_digest"), type_="foreignkey")
        batch_op.drop_column("digest_id")

    op.drop_table("reminder_preference")
    op.drop_table("digest")
    op.drop_table("calendar_feed")
