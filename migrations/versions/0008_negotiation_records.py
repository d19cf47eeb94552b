"""Negotiation records, reviews and supervision notes."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "negotiation_record",
        sa.Column("tender_id", sa.Integer(), nullable=False),
        sa.Column("no", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=40), nullable=False),
        sa.Column("held_on", sa.Date(), nullable=False),
        sa.Column("time", sa.String(length=40), nullable=False),
        sa.Column("place", sa.String(length=200), nullable=False),
        sa.Column("people", sa.Text(), nullable=False),
        sa.Column("parties", sa.Text(), nullable=False),
        sa.Column("points", sa.Text(), nullable=False),
        sa.Column("commitments", sa.Text(), nullable=False),
        sa.Column("conclusion", sa.Text(), nullable=False),
        sa.Column("explanation", sa.Text(), nullable=False),
        sa.Column("state", sa.String(length=40), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("corrects_id", sa.Integer(), nullable=True),
        sa.Column("correction_reason", sa.Text(), nullable=False),
        sa.Column("drafted_by_id", sa.Integer(), nullable=True),
        sa.Column("drafted_at", sa.DateTime(), nullable=False),
        sa.Column("locked_at", sa.DateTime(), nullable=True),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("uid", sa.String(length=36), nullable=False),
        sa.CheckConstraint(
            "(state = 'locked') = (locked_at IS NOT NULL)",
            name=op.f("ck_negotiation_record_locked_when_locked"),
        ),
        sa.ForeignKeyConstraint(
            ["corrects_id"],
            ["negotiation_record.id"],
            name=op.f("fk_negotiation_record_corrects_id_negotiation_record"),
        ),
        sa.ForeignKeyConstraint(
            ["drafted_by_id"], ["user.id"], name=op.f("fk_negotiation_record_drafted_by_id_user")
        ),
        sa.ForeignKeyConstraint(
            ["tender_id"], ["tender.id"], name=op.f("fk_negotiation_record_tender_id_tender")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_negotiation_record")),
        sa.UniqueConstraint("tender_id", "no", name=op.f("uq_negotiation_record_tender_id_no")),
        sa.UniqueConstraint("uid", name=op.f("uq_negotiation_record_uid")),
    )
    op.create_table(
        "negotiation_confirmation",
        sa.Column("record_id", sa.Integer(), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("key", sa.String(length=100), nullable=False),
        sa.Column("name", sa.String(length=100), nullable=False),
        sa.Column("on_paper", sa.Boolean(), nullable=False),
        sa.Column("confirmed_at", sa.DateTime(), nullable=False),
        sa.Column("recorded_by", sa.String(length=100), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("uid", sa.String(length=36), nullable=False),
        sa.ForeignKeyConstraint(
            ["record_id"],
            ["negotiation_record.id"],
            name=op.f("fk_negotiation_confirmation_record_id_negotiation_record"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_negotiation_confirmation")),
        sa.UniqueConstraint(
            "record_id",
            "revision",
            "key",
            name=op.f("uq_negotiation_confirmation_record_id_revision_key"),
        ),
        sa.UniqueConstraint("uid", name=op.f("uq_negotiation_confirmation_uid")),
    )
    op.create_index(
        "ix_negotiation_confirmation_record_id", "negotiation_confirmation", ["record_id"]
    )
    op.create_table(
        "content_review",
        sa.Column("tender_id", sa.Integer(), nullable=False),
        sa.Column("subject", sa.String(length=40), nullable=False),
        sa.Column("title", sa.String(length=200), nullable=False),
        sa.Column("summary", sa.Text(), nullable=False),
        sa.Column("author_id", sa.Integer(), nullable=False),
        sa.Column("submitted_by_id", sa.Integer(), nullable=False),
        sa.Column("submitted_at", sa.DateTime(), nullable=False),
        sa.Column("follows_id", sa.Integer(), nullable=True),
        sa.Column("decision", sa.String(length=40), nullable=False),
        sa.Column("opinion", sa.Text(), nullable=False),
        sa.Column("decided_by_id", sa.Integer(), nullable=True),
        sa.Column("decided_at", sa.DateTime(), nullable=True),
        sa.Column("overlap", sa.String(length=40), nullable=True),
        sa.Column("overlap_reason", sa.Text(), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("uid", sa.String(length=36), nullable=False),
        sa.CheckConstraint(
            "(decision = 'pending') = (decided_at IS NULL)",
            name=op.f("ck_content_review_decided_when_so"),
        ),
        sa.CheckConstraint(
            "decided_by_id <> author_id AND decided_by_id <> submitted_by_id",
            name=op.f("ck_content_review_reviewer_is_no_author"),
        ),
        sa.ForeignKeyConstraint(
            ["author_id"], ["user.id"], name=op.f("fk_content_review_author_id_user")
        ),
        sa.ForeignKeyConstraint(
            ["decided_by_id"], ["user.id"], name=op.f("fk_content_review_decided_by_id_user")
        ),
        sa.ForeignKeyConstraint(
            ["follows_id"],
            ["content_review.id"],
            name=op.f("fk_content_review_follows_id_content_review"),
        ),
        sa.ForeignKeyConstraint(
            ["submitted_by_id"], ["user.id"], name=op.f("fk_content_review_submitted_by_id_user")
        ),
        sa.ForeignKeyConstraint(
            ["tender_id"], ["tender.id"], name=op.f("fk_content_review_tender_id_tender")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_content_review")),
        sa.UniqueConstraint("follows_id", name=op.f("uq_content_review_follows_id")),
        sa.UniqueConstraint("uid", name=op.f("uq_content_review_uid")),
    )
    op.create_index("ix_content_review_tender_id", "content_review", ["tender_id"])
    op.create_index("ix_content_review_decision", "content_review", ["decision"])
    op.create_table(
        "supervision_note",
        sa.Column("tender_id", sa.Integer(), nullable=False),
        sa.Column("step_record_id", sa.Integer(), nullable=True),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("written_by_id", sa.Integer(), nullable=False),
        sa.Column("written_at", sa.DateTime(), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("uid", sa.String(length=36), nullable=False),
        sa.ForeignKeyConstraint(
            ["step_record_id"],
            ["step_record.id"],
            name=op.f("fk_supervision_note_step_record_id_step_record"),
        ),
        sa.ForeignKeyConstraint(
            ["tender_id"], ["tender.id"], name=op.f("fk_supervision_note_tender_id_tender")
        ),
        sa.ForeignKeyConstraint(
            ["written_by_id"], ["user.id"], name=op.f("fk_supervision_note_written_by_id_user")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_supervision_note")),
        sa.UniqueConstraint("uid", name=op.f("uq_supervision_note_uid")),
    )
    op.create_index("ix_supervision_note_tender_id", "supervision_note", ["tender_id"])


def downgrade() -> None:
    op.drop_table("supervision_note")
    op.drop_table("content_review")
    op.drop_table("negotiation_confirmation")
    op.drop_table("negotiation_record")
