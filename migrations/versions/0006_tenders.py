"""Tenders and the log of their steps; what an award was won in."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "tender",
        sa.Column("project_id", sa.Integer(), nullable=False),
        sa.Column("no", sa.Integer(), nullable=False),
        sa.Column("title", sa.String(length=200), nullable=False),
        sa.Column("method", sa.String(length=40), nullable=False),
        sa.Column("category", sa.String(length=40), nullable=False),
        sa.Column("organisation", sa.String(length=40), nullable=False),
        sa.Column("budget", sa.BigInteger(), nullable=False),
        sa.Column("years", sa.Integer(), nullable=False),
        sa.Column("catalogue_code", sa.String(length=20), nullable=False),
        sa.Column("catalogue_name", sa.String(length=100), nullable=False),
        sa.Column("previous_id", sa.Integer(), nullable=True),
        sa.Column("change_reference", sa.String(length=100), nullable=False),
        sa.Column("explanation", sa.Text(), nullable=False),
        sa.Column("planned_on", sa.Date(), nullable=False),
        sa.Column("handler_id", sa.Integer(), nullable=True),
        sa.Column("status", sa.String(length=40), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("uid", sa.String(length=36), nullable=False),
        sa.CheckConstraint("budget > 0", name=op.f("ck_tender_budget_positive")),
        sa.CheckConstraint("years BETWEEN 1 AND 3", name=op.f("ck_tender_one_to_three_years")),
        sa.ForeignKeyConstraint(
            ["handler_id"], ["user.id"], name=op.f("fk_tender_handler_id_user")
        ),
        sa.ForeignKeyConstraint(
            ["previous_id"], ["tender.id"], name=op.f("fk_tender_previous_id_tender")
        ),
        sa.ForeignKeyConstraint(
            ["project_id"], ["project.id"], name=op.f("fk_tender_project_id_project")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_tender")),
        sa.UniqueConstraint("previous_id", name=op.f("uq_tender_previous_id")),
        sa.UniqueConstraint("project_id", "no", name=op.f("uq_tender_project_id_no")),
        sa.UniqueConstraint("uid", name=op.f("uq_tender_uid")),
    )
    with op.batch_alter_table("tender", schema=None) as batch_op:
        batch_op.create_index("ix_tender_status", ["status"], unique=False)

    op.create_table(
        "step_record",
        sa.Column("tender_id", sa.Integer(), nullable=False),
        sa.Column("step", sa.String(length=40), nullable=False),
        sa.Column("happened_on", sa.Date(), nullable=False),
        sa.Column("facts", sa.Text(), nullable=False),
        sa.Column("explanation", sa.Text(), nullable=False),
        sa.Column("skipped", sa.Boolean(), nullable=False),
        sa.Column("supersedes_id", sa.Integer(), nullable=True),
        sa.Column("answers_id", sa.Integer(), nullable=True),
        sa.Column("recorded_at", sa.DateTime(), nullable=False),
        sa.Column("recorded_by_id", sa.Integer(), nullable=True),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("uid", sa.String(length=36), nullable=False),
        sa.CheckConstraint(
            "NOT skipped OR explanation <> ''", name=op.f("ck_step_record_skipping_has_reason")
        ),
        sa.ForeignKeyConstraint(
            ["answers_id"], ["step_record.id"], name=op.f("fk_step_record_answers_id_step_record")
        ),
        sa.ForeignKeyConstraint(
            ["recorded_by_id"], ["user.id"], name=op.f("fk_step_record_recorded_by_id_user")
        ),
        sa.ForeignKeyConstraint(
            ["supersedes_id"],
            ["step_record.id"],
            name=op.f("fk_step_record_supersedes_id_step_record"),
        ),
        sa.ForeignKeyConstraint(
            ["tender_id"], ["tender.id"], name=op.f("fk_step_record_tender_id_tender")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_step_record")),
        sa.UniqueConstraint("supersedes_id", name=op.f("uq_step_record_supersedes_id")),
        sa.UniqueConstraint("uid", name=op.f("uq_step_record_uid")),
    )
    with op.batch_alter_table("step_record", schema=None) as batch_op:
        batch_op.create_index("ix_step_record_tender_id", ["tender_id"], unique=False)

    with op.batch_alter_table("award", schema=None) as batch_op:
        batch_op.add_column(sa.Column("tender_id", sa.Integer(), nullable=True))
        batch_op.add_column(sa.Column("category", sa.String(length=40), nullable=True))
        batch_op.add_column(sa.Column("approval_number", sa.String(length=100), nullable=True))
        batch_op.add_column(sa.Column("version", sa.Integer(), nullable=True))
    op.execute("UPDATE award SET approval_number = '', version = 1")
    with op.batch_alter_table("award", schema=None) as batch_op:
        batch_op.alter_column(
            "approval_number", existing_type=sa.String(length=100), nullable=False
        )
        batch_op.alter_column("version", existing_type=sa.Integer(), nullable=False)
        batch_op.create_unique_constraint(op.f("uq_award_tender_id"), ["tender_id"])
        batch_op.create_foreign_key(
            op.f("fk_award_tender_id_tender"), "tender", ["tender_id"], ["id"]
        )


def downgrade() -> None:
    with op.batch_alter_table("award", schema=None) as batch_op:
        batch_op.drop_constraint(op.f("fk_award_tender_id_tender"), type_="foreignkey")
        batch_op.drop_constraint(op.f("uq_award_tender_id"), type_="unique")
        batch_op.drop_column("version")
        batch_op.drop_column("approval_number")
        batch_op.drop_column("category")
        batch_op.drop_column("tender_id")
    op.drop_table("step_record")
    op.drop_table("tender")
