"""Acceptance rounds, members, signatures and rectification; the day from which they are required.

Units that exist record acceptances that were before this day as they did; later ones are signed.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "acceptance",
        sa.Column("project_id", sa.Integer(), nullable=False),
        sa.Column("contract_id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=40), nullable=False),
        sa.Column("number", sa.String(length=60), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("round_no", sa.Integer(), nullable=False),
        sa.Column("follows_id", sa.Integer(), nullable=True),
        sa.Column("replaces_id", sa.Integer(), nullable=True),
        sa.Column("state", sa.String(length=40), nullable=False),
        sa.Column("part_uids", sa.Text(), nullable=False),
        sa.Column("method", sa.String(length=40), nullable=False),
        sa.Column("scope", sa.Text(), nullable=False),
        sa.Column("basis", sa.Text(), nullable=False),
        sa.Column("delivered_on", sa.Date(), nullable=True),
        sa.Column("delay_note", sa.Text(), nullable=False),
        sa.Column("meet_at", sa.DateTime(), nullable=True),
        sa.Column("place", sa.String(length=200), nullable=False),
        sa.Column("sign_by", sa.Date(), nullable=True),
        sa.Column("items", sa.Text(), nullable=False),
        sa.Column("roster", sa.Text(), nullable=False),
        sa.Column("third_party_opinion", sa.Text(), nullable=False),
        sa.Column("user_opinion", sa.Text(), nullable=False),
        sa.Column("problems", sa.Text(), nullable=False),
        sa.Column("prepared_by", sa.String(length=100), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("opened_at", sa.DateTime(), nullable=True),
        sa.Column("opened_by", sa.String(length=100), nullable=False),
        sa.Column("content", sa.Text(), nullable=False),
        sa.Column("fingerprint", sa.String(length=64), nullable=False),
        sa.Column("decided_at", sa.DateTime(), nullable=True),
        sa.Column("voided_at", sa.DateTime(), nullable=True),
        sa.Column("voided_by", sa.String(length=100), nullable=False),
        sa.Column("void_reason", sa.Text(), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("uid", sa.String(length=36), nullable=False),
        sa.CheckConstraint(
            "(content = '') = (fingerprint = '')", name=op.f("ck_acceptance_fingerprint_of_content")
        ),
        sa.CheckConstraint(
            "(opened_at IS NULL) = (fingerprint = '')",
            name=op.f("ck_acceptance_frozen_when_opened"),
        ),
        sa.CheckConstraint(
            "(state = 'voided') = (voided_at IS NOT NULL)", name=op.f("ck_acceptance_void_is_dated")
        ),
        sa.CheckConstraint(
            "(state IN ('accepted', 'rejected')) = (decided_at IS NOT NULL)",
            name=op.f("ck_acceptance_decision_is_dated"),
        ),
        sa.CheckConstraint(
            "(voided_at IS NULL) = (void_reason = '')", name=op.f("ck_acceptance_reason_of_void")
        ),
        sa.CheckConstraint(
            "state IN ('draft', 'voided') OR opened_at IS NOT NULL",
            name=op.f("ck_acceptance_opened"),
        ),
        sa.ForeignKeyConstraint(
            ["contract_id"], ["contract.id"], name=op.f("fk_acceptance_contract_id_contract")
        ),
        sa.ForeignKeyConstraint(
            ["follows_id"], ["acceptance.id"], name=op.f("fk_acceptance_follows_id_acceptance")
        ),
        sa.ForeignKeyConstraint(
            ["project_id"], ["project.id"], name=op.f("fk_acceptance_project_id_project")
        ),
        sa.ForeignKeyConstraint(
            ["replaces_id"], ["acceptance.id"], name=op.f("fk_acceptance_replaces_id_acceptance")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_acceptance")),
        sa.UniqueConstraint("number", "revision", name=op.f("uq_acceptance_number_revision")),
        sa.UniqueConstraint("uid", name=op.f("uq_acceptance_uid")),
    )
    with op.batch_alter_table("acceptance", schema=None) as batch_op:
        batch_op.create_index("ix_acceptance_contract_id", ["contract_id"], unique=False)
        batch_op.create_index("ix_acceptance_project_id", ["project_id"], unique=False)
        batch_op.create_index("ix_acceptance_state", ["state"], unique=False)

    op.create_table(
        "acceptance_member",
        sa.Column("acceptance_id", sa.Integer(), nullable=False),
        sa.Column("user_id", sa.Integer(), nullable=False),
        sa.Column("person_uid", sa.String(length=36), nullable=False),
        sa.Column("seat", sa.String(length=40), nullable=False),
        sa.Column("name", sa.String(length=60), nullable=False),
        sa.Column("post", sa.String(length=60), nullable=False),
        sa.Column("department", sa.String(length=60), nullable=False),
        sa.Column("overlap_reason", sa.Text(), nullable=False),
        sa.Column("read_at", sa.DateTime(), nullable=True),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("uid", sa.String(length=36), nullable=False),
        sa.ForeignKeyConstraint(
            ["acceptance_id"],
            ["acceptance.id"],
            name=op.f("fk_acceptance_member_acceptance_id_acceptance"),
        ),
        sa.ForeignKeyConstraint(
            ["user_id"], ["user.id"], name=op.f("fk_acceptance_member_user_id_user")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_acceptance_member")),
        sa.UniqueConstraint(
            "acceptance_id", "user_id", name=op.f("uq_acceptance_member_acceptance_id_user_id")
        ),
        sa.UniqueConstraint("uid", name=op.f("uq_acceptance_member_uid")),
    )
    with op.batch_alter_table("acceptance_member", schema=None) as batch_op:
        batch_op.create_index("ix_acceptance_member_user_id", ["user_id"], unique=False)

    op.create_table(
        "rectification",
        sa.Column("acceptance_id", sa.Integer(), nullable=False),
        sa.Column("owner_id", sa.Integer(), nullable=False),
        sa.Column("due_on", sa.Date(), nullable=False),
        sa.Column("demand", sa.Text(), nullable=False),
        sa.Column("done_on", sa.Date(), nullable=True),
        sa.Column("done_by", sa.String(length=100), nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("uid", sa.String(length=36), nullable=False),
        sa.CheckConstraint(
            "(done_on IS NULL) = (done_by = '')", name=op.f("ck_rectification_done_by_somebody")
        ),
        sa.CheckConstraint(
            "(done_on IS NULL) = (note = '')", name=op.f("ck_rectification_done_is_told")
        ),
        sa.ForeignKeyConstraint(
            ["acceptance_id"],
            ["acceptance.id"],
            name=op.f("fk_rectification_acceptance_id_acceptance"),
        ),
        sa.ForeignKeyConstraint(
            ["owner_id"], ["user.id"], name=op.f("fk_rectification_owner_id_user")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_rectification")),
        sa.UniqueConstraint("acceptance_id", name=op.f("uq_rectification_acceptance_id")),
        sa.UniqueConstraint("uid", name=op.f("uq_rectification_uid")),
    )
    with op.batch_alter_table("rectification", schema=None) as batch_op:
        batch_op.create_index("ix_rectification_owner_id", ["owner_id"], unique=False)

    op.create_table(
        "signature",
        sa.Column("acceptance_id", sa.Integer(), nullable=False),
        sa.Column("member_id", sa.Integer(), nullable=False),
        sa.Column("verdict", sa.String(length=40), nullable=False),
        sa.Column("results", sa.Text(), nullable=False),
        sa.Column("opinion", sa.Text(), nullable=False),
        sa.Column("meaning", sa.Text(), nullable=False),
        sa.Column("signed_at", sa.DateTime(), nullable=False),
        sa.Column("fingerprint", sa.String(length=64), nullable=False),
        sa.Column("previous", sa.String(length=64), nullable=False),
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("uid", sa.String(length=36), nullable=False),
        sa.CheckConstraint(
            "verdict = 'pass' OR opinion <> ''", name=op.f("ck_signature_opinion_of_fail")
        ),
        sa.ForeignKeyConstraint(
            ["acceptance_id"], ["acceptance.id"], name=op.f("fk_signature_acceptance_id_acceptance")
        ),
        sa.ForeignKeyConstraint(
            ["member_id"],
            ["acceptance_member.id"],
            name=op.f("fk_signature_member_id_acceptance_member"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_signature")),
        sa.UniqueConstraint("member_id", name=op.f("uq_signature_member_id")),
        sa.UniqueConstraint("uid", name=op.f("uq_signature_uid")),
    )
    with op.batch_alter_table("signature", schema=None) as batch_op:
        batch_op.create_index("ix_signature_acceptance_id", ["acceptance_id"], unique=False)

    with op.batch_alter_table("unit", schema=None) as batch_op:
        batch_op.add_column(sa.Column("rounds_from", sa.Date(), nullable=True))

    op.execute("UPDATE unit SET rounds_from = CURRENT_DATE")
    _guard_signatures()


def _guard_signatures() -> None:
    """UPDATE and DELETE of a signature fail in the database itself."""
    if op.get_bind().dialect.name == "sqlite":
        for verb in ("update", "delete"):
            op.execute(
                f"CREATE TRIGGER signature_no_{verb} BEFORE {verb} ON signature "
                "BEGIN SELECT RAISE(ABORT, 'a signature is never changed'); END"
            )
        return
    op.execute(
        "CREATE FUNCTION refuse_signature_change() RETURNS trigger LANGUAGE plpgsql AS "
        "$$ BEGIN RAISE EXCEPTION 'a signature is never changed'; END $$"
    )
    op.execute(
        "CREATE TRIGGER signature_append_only BEFORE UPDATE OR DELETE ON signature "
        "FOR EACH ROW EXECUTE FUNCTION refuse_signature_change()"
    )


def downgrade() -> None:
    if op.get_bind().dialect.name != "sqlite":
        op.execute("DROP TRIGGER signature_append_only ON signature")
        op.execute("DROP FUNCTION refuse_signature_change()")

    with op.batch_alter_table("unit", schema=None) as batch_op:
        batch_op.drop_column("rounds_from")

    with op.batch_alter_table("signature", schema=None) as batch_op:
        batch_op.drop_index("ix_signature_acceptance_id")

    op.drop_table("signature")
    with op.batch_alter_table("rectification", schema=None) as batch_op:
        batch_op.drop_index("ix_rectification_owner_id")

    op.drop_table("rectification")
    with op.batch_alter_table("acceptance_member", schema=None) as batch_op:
        batch_op.drop_index("ix_acceptance_member_user_id")

    op.drop_table("acceptance_member")
    with op.batch_alter_table("acceptance", schema=None) as batch_op:
        batch_op.drop_index("ix_acceptance_state")
        batch_op.drop_index("ix_acceptance_project_id")
        batch_op.drop_index("ix_acceptance_contract_id")

    op.drop_table("acceptance")
