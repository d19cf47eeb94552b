"""Whether anything is still asked for of a tender: worklists follow it beyond the award."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0020"
down_revision = "0019"
branch_labels = None
depends_on = None

_OVER = ("unsuccessful", "cancelled")
_ANSWERED = ("inquiry", "challenge", "complaint", "suspension")


def upgrade() -> None:
    with op.batch_alter_table("tender") as batch:
        batch.add_column(
            sa.Column("settled", sa.Boolean(), nullable=False, server_default=sa.false())
        )
    _settle()
    with op.batch_alter_table("tender") as batch:
        batch.alter_column("settled", server_default=None)
        batch.create_index(
            "ix_tender_unsettled",
            ["project_id"],
            unique=False,
            sqlite_where=sa.text("NOT settled"),
            postgresql_where=sa.text("NOT settled"),
        )


def downgrade() -> None:
    with op.batch_alter_table("tender") as batch:
        batch.drop_index("ix_tender_unsettled")
        batch.drop_column("settled")


def _settle() -> None:
    """It failed, or its file is archived and nothing waits for an answer."""
    tender = sa.table("tender", sa.column("id"), sa.column("status"), sa.column("settled"))
    names = ("id", "tender_id", "step", "supersedes_id", "answers_id")
    record = sa.table("step_record", *map(sa.column, names))
    newer = record.alias()
    in_force = ~sa.exists().where(newer.c.supersedes_id == record.c.id)
    answer = record.alias()
    redone = record.alias()
    answered = sa.exists().where(
        answer.c.answers_id == record.c.id,
        ~sa.exists().where(redone.c.supersedes_id == answer.c.id),
    )
    of_tender = record.c.tender_id == tender.c.id
    archived = sa.exists().where(of_tender, record.c.step == "archive", in_force)
    waits = sa.exists().where(of_tender, record.c.step.in_(_ANSWERED), in_force, ~answered)
    closed = (tender.c.status == "complete") & archived & ~waits
    op.execute(tender.update().where(tender.c.status.in_(_OVER) | closed).values(settled=sa.true()))
