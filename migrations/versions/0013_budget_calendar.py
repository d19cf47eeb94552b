"""The days of each year's budget, as the finance bureau announces them."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0013"
down_revision = "0012"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "budget_calendar",
        sa.Column("year", sa.Integer(), nullable=False),
        sa.Column("first_up_on", sa.Date(), nullable=True),
        sa.Column("first_down_on", sa.Date(), nullable=True),
        sa.Column("second_up_on", sa.Date(), nullable=True),
        sa.Column("second_down_on", sa.Date(), nullable=True),
        sa.Column("rearm_on", sa.Date(), nullable=True),
        sa.Column("disclosure_on", sa.Date(), nullable=True),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("uid", sa.String(length=36), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_budget_calendar")),
        sa.UniqueConstraint("uid", name=op.f("uq_budget_calendar_uid")),
        sa.UniqueConstraint("year", name=op.f("uq_budget_calendar_year")),
    )


def downgrade() -> None:
    op.drop_table("budget_calendar")
