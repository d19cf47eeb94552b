"""The first schema: every table of the main job, and the guard on the audit chain."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "audit_entry",
        sa.Column("seq", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("at", sa.DateTime(), nullable=False),
        sa.Column("actor_uid", sa.String(length=36), nullable=False),
        sa.Column("actor_name", sa.String(length=100), nullable=False),
        sa.Column("action", sa.String(length=60), nullable=False),
        sa.Column("subject_kind", sa.String(length=40), nullable=False),
        sa.Column("subject_uid", sa.String(length=36), nullable=False),
        sa.Column("project_uid", sa.String(length=36), nullable=False),
        sa.Column("detail", sa.Text(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("payload", sa.Text(), nullable=False),
        sa.Column("prev", sa.String(length=64), nullable=False),
        sa.Column("hash", sa.String(length=64), nullable=False),
        sa.PrimaryKeyConstraint("seq", name=op.f("pk_audit_entry")),
        sa.UniqueConstraint("prev", name=op.f("uq_audit_entry_prev")),
    )
    with op.batch_alter_table("audit_entry", schema=None) as batch_op:
        batch_op.create_index("ix_audit_entry_project", ["project_uid", "seq"], unique=False)
        batch_op.create_index("ix_audit_entry_subject", ["subject_uid", "seq"], unique=False)

    op.create_table(
        "blob",
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("size", sa.Integer(), nullable=False),
        sa.Column("media_type", sa.String(length=100), nullable=False),
        sa.Column("created_at", sa.DateTime(), nullable=False),
        sa.PrimaryKeyConstraint("sha256", name=op.f("pk_blob")),
    )
    op.create_table(
        "department",
        sa.Column("name", sa.String(length=60), nullable=False),
        sa.Column("head_id", sa.Integer(), nullable=True),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("uid", sa.String(length=36), nullable=False),
        sa.ForeignKeyConstraint(
            ["head_id"], ["user.id"], name="fk_department_head_id_user", use_alter=True
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_department")),
        sa.UniqueConstraint("name", name=op.f("uq_department_name")),
        sa.UniqueConstraint("uid", name=op.f("uq_department_uid")),
    )
    op.create_table(
        "fiscal_year",
        sa.Column("year", sa.Integer(), nullable=False),
        sa.Column("plan_deadline_on", sa.Date(), nullable=False),
        sa.Column("payment_deadline_on", sa.Date(), nullable=False),
        sa.Column("provisional", sa.Boolean(), nullable=False),
        sa.Column("closed_on", sa.Date(), nullable=True),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("uid", sa.String(length=36), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_fiscal_year")),
        sa.UniqueConstraint("uid", name=op.f("uq_fiscal_year_uid")),
        sa.UniqueConstraint("year", name=op.f("uq_fiscal_year_year")),
    )
    op.create_table(
        "form_token",
        sa.Column("token", sa.String(length=64), nullable=False),
        sa.Column("claimed_at", sa.DateTime(), nullable=False),
        sa.Column("location", sa.String(length=500), nullable=False),
        sa.PrimaryKeyConstraint("token", name=op.f("pk_form_token")),
    )
    op.create_table(
        "job_run",
        sa.Column("job", sa.String(length=40), nullable=False),
        sa.Column("started_at", sa.DateTime(), nullable=False),
        sa.Column("finished_at", sa.DateTime(), nullable=False),
        sa.Column("succeeded_at", sa.DateTime(), nullable=True),
        sa.Column("summary", sa.Text(), nullable=False),
        sa.Column("error", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("job", name=op.f("pk_job_run")),
    )
    op.create_table(
        "lease",
        sa.Column("name", sa.String(length=40), nullable=False),
        sa.Column("holder", sa.String(length=200), nullable=False),
        sa.Column("expires", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("name", name=op.f("pk_lease")),
    )
    op.create_table(
        "login_throttle",
        sa.Column("login", sa.String(length=60), nullable=False),
        sa.Column("failures", sa.Integer(), nullable=False),
        sa.Column("failed_at", sa.DateTime(), nullable=False),
        sa.Column("locked_until", sa.DateTime(), nullable=True),
        sa.PrimaryKeyConstraint("login", name=op.f("pk_login_throttle")),
    )
    op.create_table(
        "obligation",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=40), nullable=False),
        sa.Column("subject_uid", sa.String(length=36), nullable=False),
        sa.Column("state", sa.String(length=40), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("due_on", sa.Date(), nullable=True),
        sa.Column("amount", sa.BigInteger(), nullable=False),
        sa.Column("armed_on", sa.Date(), nullable=False),
        sa.Column("story", sa.Text(), nullable=False),
        sa.CheckConstraint("state IN ('open', 'closed', 'void')", name=op.f("ck_obligation_state")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_obligation")),
        sa.UniqueConstraint("kind", "subject_uid", name=op.f("uq_obligation_kind_subject_uid")),
    )
    with op.batch_alter_table("obligation", schema=None) as batch_op:
        batch_op.create_index("ix_obligation_state", ["state"], unique=False)

    op.create_table(
        "supplier",
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("credit_code", sa.String(length=30), nullable=False),
        sa.Column("bank_name", sa.String(length=100), nullable=False),
        sa.Column("bank_account", sa.String(length=60), nullable=False),
        sa.Column("size", sa.String(length=40), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("uid", sa.String(length=36), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_supplier")),
        sa.UniqueConstraint("name", name=op.f("uq_supplier_name")),
        sa.UniqueConstraint("uid", name=op.f("uq_supplier_uid")),
    )
    with op.batch_alter_table("supplier", schema=None) as batch_op:
        batch_op.create_index(
            "uq_supplier_credit_code",
            ["credit_code"],
            unique=True,
            sqlite_where=sa.text("credit_code <> ''"),
            postgresql_where=sa.text("credit_code <> ''"),
        )

    op.create_table(
        "unit",
        sa.Column("name", sa.String(length=100), nullable=False),
        sa.Column("former_names", sa.Text(), nullable=False),
        sa.Column("help_contact", sa.String(length=200), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("uid", sa.String(length=36), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_unit")),
        sa.UniqueConstraint("uid", name=op.f("uq_unit_uid")),
    )
    op.create_table(
        "workday_notice",
        sa.Column("year", sa.Integer(), nullable=False),
        sa.Column("days_off", sa.Text(), nullable=False),
        sa.Column("days_on", sa.Text(), nullable=False),
        sa.Column("source", sa.String(length=300), nullable=False),
        sa.Column("imported_on", sa.Date(), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("uid", sa.String(length=36), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_workday_notice")),
        sa.UniqueConstraint("uid", name=op.f("uq_workday_notice_uid")),
        sa.UniqueConstraint("year", name=op.f("uq_workday_notice_year")),
    )
    op.create_table(
        "reminder",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("obligation_id", sa.Integer(), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("stage", sa.Integer(), nullable=False),
        sa.Column("fire_on", sa.Date(), nullable=False),
        sa.Column("due_on", sa.Date(), nullable=False),
        sa.Column("amount", sa.BigInteger(), nullable=False),
        sa.Column("status", sa.String(length=40), nullable=False),
        sa.Column("reason", sa.String(length=20), nullable=False),
        sa.Column("is_late", sa.Boolean(), nullable=False),
        sa.Column("created_on", sa.Date(), nullable=False),
        sa.Column("created_at", sa.DateTime(), nullable=False),
        sa.CheckConstraint(
            "status IN ('queued', 'sent', 'superseded', 'cancelled')",
            name=op.f("ck_reminder_status"),
        ),
        sa.ForeignKeyConstraint(
            ["obligation_id"], ["obligation.id"], name=op.f("fk_reminder_obligation_id_obligation")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_reminder")),
        sa.UniqueConstraint(
            "obligation_id",
            "revision",
            "stage",
            name=op.f("uq_reminder_obligation_id_revision_stage"),
        ),
    )
    op.create_table(
        "user",
        sa.Column("login", sa.String(length=60), nullable=False),
        sa.Column("name", sa.String(length=60), nullable=False),
        sa.Column("post", sa.String(length=60), nullable=False),
        sa.Column("email", sa.String(length=200), nullable=False),
        sa.Column("department_id", sa.Integer(), nullable=True),
        sa.Column("deputy_id", sa.Integer(), nullable=True),
        sa.Column("role_codes", sa.String(length=200), nullable=False),
        sa.Column("active", sa.Boolean(), nullable=False),
        sa.Column("language", sa.String(length=5), server_default="zh", nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("uid", sa.String(length=36), nullable=False),
        sa.ForeignKeyConstraint(
            ["department_id"], ["department.id"], name=op.f("fk_user_department_id_department")
        ),
        sa.ForeignKeyConstraint(["deputy_id"], ["user.id"], name=op.f("fk_user_deputy_id_user")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_user")),
        sa.UniqueConstraint("login", name=op.f("uq_user_login")),
        sa.UniqueConstraint("uid", name=op.f("uq_user_uid")),
    )
    op.create_table(
        "acknowledgement",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("reminder_id", sa.Integer(), nullable=False),
        sa.Column("user_id", sa.Integer(), nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("at", sa.DateTime(), nullable=False),
        sa.ForeignKeyConstraint(
            ["reminder_id"], ["reminder.id"], name=op.f("fk_acknowledgement_reminder_id_reminder")
        ),
        sa.ForeignKeyConstraint(
            ["user_id"], ["user.id"], name=op.f("fk_acknowledgement_user_id_user")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_acknowledgement")),
        sa.UniqueConstraint(
            "reminder_id", "user_id", name=op.f("uq_acknowledgement_reminder_id_user_id")
        ),
    )
    op.create_table(
        "credential",
        sa.Column("user_id", sa.Integer(), nullable=False),
        sa.Column("password_hash", sa.String(length=200), nullable=False),
        sa.Column("session_token", sa.String(length=64), nullable=False),
        sa.Column("must_change", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(["user_id"], ["user.id"], name=op.f("fk_credential_user_id_user")),
        sa.PrimaryKeyConstraint("user_id", name=op.f("pk_credential")),
    )
    op.create_table(
        "delivery",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("reminder_id", sa.Integer(), nullable=False),
        sa.Column("recipient_id", sa.Integer(), nullable=False),
        sa.Column("channel", sa.String(length=20), nullable=False),
        sa.Column("because", sa.Text(), nullable=False),
        sa.Column("status", sa.String(length=40), nullable=False),
        sa.Column("reason", sa.String(length=20), nullable=False),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("next_try_at", sa.DateTime(), nullable=False),
        sa.Column("lease_until", sa.DateTime(), nullable=True),
        sa.Column("last_error", sa.Text(), nullable=False),
        sa.Column("sent_at", sa.DateTime(), nullable=True),
        sa.Column("message_id", sa.String(length=36), nullable=False),
        sa.CheckConstraint(
            "status IN ('queued', 'sending', 'sent', 'dead', 'cancelled')",
            name=op.f("ck_delivery_status"),
        ),
        sa.ForeignKeyConstraint(
            ["recipient_id"], ["user.id"], name=op.f("fk_delivery_recipient_id_user")
        ),
        sa.ForeignKeyConstraint(
            ["reminder_id"], ["reminder.id"], name=op.f("fk_delivery_reminder_id_reminder")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_delivery")),
        sa.UniqueConstraint(
            "reminder_id",
            "recipient_id",
            "channel",
            name=op.f("uq_delivery_reminder_id_recipient_id_channel"),
        ),
    )
    with op.batch_alter_table("delivery", schema=None) as batch_op:
        batch_op.create_index("ix_delivery_recipient_id", ["recipient_id"], unique=False)
        batch_op.create_index(
            "ix_delivery_status_next_try_at", ["status", "next_try_at"], unique=False
        )

    op.create_table(
        "leading_group",
        sa.Column("kind", sa.String(length=40), nullable=False),
        sa.Column("leader_id", sa.Integer(), nullable=True),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("uid", sa.String(length=36), nullable=False),
        sa.ForeignKeyConstraint(
            ["leader_id"], ["user.id"], name=op.f("fk_leading_group_leader_id_user")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_leading_group")),
        sa.UniqueConstraint("kind", name=op.f("uq_leading_group_kind")),
        sa.UniqueConstraint("uid", name=op.f("uq_leading_group_uid")),
    )
    op.create_table(
        "project",
        sa.Column("code", sa.String(length=20), nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("aliases", sa.Text(), nullable=False),
        sa.Column("type", sa.String(length=40), nullable=False),
        sa.Column("department_id", sa.Integer(), nullable=False),
        sa.Column("owner_id", sa.Integer(), nullable=False),
        sa.Column("started_on", sa.Date(), nullable=False),
        sa.Column("archived_on", sa.Date(), nullable=True),
        sa.Column("claims", sa.String(length=120), nullable=False),
        sa.Column("stage", sa.String(length=40), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("uid", sa.String(length=36), nullable=False),
        sa.ForeignKeyConstraint(
            ["department_id"], ["department.id"], name=op.f("fk_project_department_id_department")
        ),
        sa.ForeignKeyConstraint(["owner_id"], ["user.id"], name=op.f("fk_project_owner_id_user")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_project")),
        sa.UniqueConstraint("code", name=op.f("uq_project_code")),
        sa.UniqueConstraint("uid", name=op.f("uq_project_uid")),
    )
    with op.batch_alter_table("project", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_project_department_id"), ["department_id"], unique=False
        )
        batch_op.create_index(batch_op.f("ix_project_owner_id"), ["owner_id"], unique=False)
        batch_op.create_index("ix_project_stage", ["stage"], unique=False)

    op.create_table(
        "attachment",
        sa.Column("project_id", sa.Integer(), nullable=False),
        sa.Column("subject_kind", sa.String(length=40), nullable=False),
        sa.Column("subject_uid", sa.String(length=36), nullable=False),
        sa.Column("kind", sa.String(length=40), nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("size", sa.Integer(), nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("media_type", sa.String(length=100), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("previous_id", sa.Integer(), nullable=True),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("uploaded_at", sa.DateTime(), nullable=False),
        sa.Column("uploaded_by_id", sa.Integer(), nullable=True),
        sa.Column("withdrawn_on", sa.Date(), nullable=True),
        sa.Column("withdrawn_by", sa.String(length=100), nullable=False),
        sa.Column("withdraw_reason", sa.Text(), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("uid", sa.String(length=36), nullable=False),
        sa.CheckConstraint(
            "(withdrawn_on IS NULL) = (withdraw_reason = '')",
            name=op.f("ck_attachment_reason_of_withdrawal"),
        ),
        sa.CheckConstraint(
            "(version = 1) = (previous_id IS NULL)", name=op.f("ck_attachment_later_has_previous")
        ),
        sa.CheckConstraint("size > 0", name=op.f("ck_attachment_size_positive")),
        sa.ForeignKeyConstraint(
            ["previous_id"], ["attachment.id"], name=op.f("fk_attachment_previous_id_attachment")
        ),
        sa.ForeignKeyConstraint(
            ["project_id"], ["project.id"], name=op.f("fk_attachment_project_id_project")
        ),
        sa.ForeignKeyConstraint(
            ["sha256"], ["blob.sha256"], name=op.f("fk_attachment_sha256_blob")
        ),
        sa.ForeignKeyConstraint(
            ["uploaded_by_id"], ["user.id"], name=op.f("fk_attachment_uploaded_by_id_user")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_attachment")),
        sa.UniqueConstraint("subject_uid", "kind", "name", "version", name="uq_attachment_version"),
        sa.UniqueConstraint("uid", name=op.f("uq_attachment_uid")),
    )
    with op.batch_alter_table("attachment", schema=None) as batch_op:
        batch_op.create_index("ix_attachment_project_id", ["project_id"], unique=False)

    op.create_table(
        "award",
        sa.Column("project_id", sa.Integer(), nullable=False),
        sa.Column("method", sa.String(length=40), nullable=False),
        sa.Column("supplier_id", sa.Integer(), nullable=False),
        sa.Column("amount", sa.BigInteger(), nullable=False),
        sa.Column("annual_amount", sa.BigInteger(), nullable=False),
        sa.Column("years", sa.Integer(), nullable=False),
        sa.Column("starts_on", sa.Date(), nullable=False),
        sa.Column("notice_on", sa.Date(), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("uid", sa.String(length=36), nullable=False),
        sa.CheckConstraint("amount > 0", name=op.f("ck_award_amount_positive")),
        sa.CheckConstraint("years BETWEEN 1 AND 3", name=op.f("ck_award_one_to_three_years")),
        sa.ForeignKeyConstraint(
            ["project_id"], ["project.id"], name=op.f("fk_award_project_id_project")
        ),
        sa.ForeignKeyConstraint(
            ["supplier_id"], ["supplier.id"], name=op.f("fk_award_supplier_id_supplier")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_award")),
        sa.UniqueConstraint("uid", name=op.f("uq_award_uid")),
    )
    with op.batch_alter_table("award", schema=None) as batch_op:
        batch_op.create_index("ix_award_project_id", ["project_id"], unique=False)

    op.create_table(
        "budget_line",
        sa.Column("project_id", sa.Integer(), nullable=True),
        sa.Column("category", sa.String(length=20), nullable=False),
        sa.Column("year", sa.Integer(), nullable=False),
        sa.Column("fund_source", sa.String(length=60), nullable=False),
        sa.Column("quota_number", sa.String(length=60), nullable=False),
        sa.Column("functional_code", sa.String(length=20), nullable=False),
        sa.Column("economic_code", sa.String(length=20), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("uid", sa.String(length=36), nullable=False),
        sa.CheckConstraint(
            "(project_id IS NULL) <> (category = '')",
            name=op.f("ck_budget_line_project_or_category"),
        ),
        sa.ForeignKeyConstraint(
            ["project_id"], ["project.id"], name=op.f("fk_budget_line_project_id_project")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_budget_line")),
        sa.UniqueConstraint(
            "project_id",
            "category",
            "year",
            "fund_source",
            "quota_number",
            "functional_code",
            "economic_code",
            name="uq_budget_line_identity",
        ),
        sa.UniqueConstraint("uid", name=op.f("uq_budget_line_uid")),
    )
    with op.batch_alter_table("budget_line", schema=None) as batch_op:
        batch_op.create_index("ix_budget_line_project_year", ["project_id", "year"], unique=False)
        batch_op.create_index("ix_budget_line_year", ["year"], unique=False)
        batch_op.create_index(
            "uq_budget_line_basic",
            ["category", "year", "fund_source", "quota_number", "functional_code", "economic_code"],
            unique=True,
            sqlite_where=sa.text("project_id IS NULL"),
            postgresql_where=sa.text("project_id IS NULL"),
        )

    op.create_table(
        "delivery_attempt",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("delivery_id", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("at", sa.DateTime(), nullable=False),
        sa.Column("succeeded", sa.Boolean(), nullable=False),
        sa.Column("detail", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["delivery_id"], ["delivery.id"], name=op.f("fk_delivery_attempt_delivery_id_delivery")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_delivery_attempt")),
        sa.UniqueConstraint(
            "delivery_id", "number", name=op.f("uq_delivery_attempt_delivery_id_number")
        ),
    )
    op.create_table(
        "group_member",
        sa.Column("group_id", sa.Integer(), nullable=False),
        sa.Column("user_id", sa.Integer(), nullable=False),
        sa.Column("since_on", sa.Date(), nullable=False),
        sa.Column("until_on", sa.Date(), nullable=True),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("uid", sa.String(length=36), nullable=False),
        sa.ForeignKeyConstraint(
            ["group_id"], ["leading_group.id"], name=op.f("fk_group_member_group_id_leading_group")
        ),
        sa.ForeignKeyConstraint(
            ["user_id"], ["user.id"], name=op.f("fk_group_member_user_id_user")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_group_member")),
        sa.UniqueConstraint(
            "group_id",
            "user_id",
            "since_on",
            name=op.f("uq_group_member_group_id_user_id_since_on"),
        ),
        sa.UniqueConstraint("uid", name=op.f("uq_group_member_uid")),
    )
    with op.batch_alter_table("group_member", schema=None) as batch_op:
        batch_op.create_index("ix_group_member_user_id", ["user_id"], unique=False)

    op.create_table(
        "project_member",
        sa.Column("project_id", sa.Integer(), nullable=False),
        sa.Column("user_id", sa.Integer(), nullable=False),
        sa.Column("duty", sa.String(length=40), nullable=False),
        sa.Column("overlap_reason", sa.Text(), nullable=False),
        sa.Column("since_on", sa.Date(), nullable=False),
        sa.Column("until_on", sa.Date(), nullable=True),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("uid", sa.String(length=36), nullable=False),
        sa.ForeignKeyConstraint(
            ["project_id"], ["project.id"], name=op.f("fk_project_member_project_id_project")
        ),
        sa.ForeignKeyConstraint(
            ["user_id"], ["user.id"], name=op.f("fk_project_member_user_id_user")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_project_member")),
        sa.UniqueConstraint(
            "project_id",
            "user_id",
            "duty",
            "since_on",
            name=op.f("uq_project_member_project_id_user_id_duty_since_on"),
        ),
        sa.UniqueConstraint("uid", name=op.f("uq_project_member_uid")),
    )
    with op.batch_alter_table("project_member", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_project_member_user_id"), ["user_id"], unique=False)

    op.create_table(
        "budget_entry",
        sa.Column("line_id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=40), nullable=False),
        sa.Column("amount", sa.BigInteger(), nullable=False),
        sa.Column("on", sa.Date(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("document_number", sa.String(length=100), nullable=False),
        sa.Column("carry_uid", sa.String(length=36), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("uid", sa.String(length=36), nullable=False),
        sa.CheckConstraint(
            "amount > 0 OR kind = 'adjusted'", name=op.f("ck_budget_entry_amount_positive")
        ),
        sa.ForeignKeyConstraint(
            ["line_id"], ["budget_line.id"], name=op.f("fk_budget_entry_line_id_budget_line")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_budget_entry")),
        sa.UniqueConstraint("uid", name=op.f("uq_budget_entry_uid")),
    )
    with op.batch_alter_table("budget_entry", schema=None) as batch_op:
        batch_op.create_index("ix_budget_entry_line_id", ["line_id"], unique=False)

    op.create_table(
        "contract",
        sa.Column("project_id", sa.Integer(), nullable=False),
        sa.Column("award_id", sa.Integer(), nullable=True),
        sa.Column("service_year", sa.Integer(), nullable=False),
        sa.Column("number", sa.String(length=60), nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("kind", sa.String(length=40), nullable=False),
        sa.Column("pricing", sa.String(length=40), nullable=False),
        sa.Column("amount", sa.BigInteger(), nullable=False),
        sa.Column("annual_fee", sa.BigInteger(), nullable=True),
        sa.Column("signed_on", sa.Date(), nullable=False),
        sa.Column("service_from", sa.Date(), nullable=True),
        sa.Column("service_to", sa.Date(), nullable=True),
        sa.Column("warranty_months", sa.Integer(), nullable=False),
        sa.Column("supplier_id", sa.Integer(), nullable=True),
        sa.Column("supplier_size", sa.String(length=40), nullable=True),
        sa.Column("payee_account", sa.String(length=200), nullable=False),
        sa.Column("bond_amount", sa.BigInteger(), nullable=True),
        sa.Column("bond_form", sa.String(length=40), nullable=True),
        sa.Column("bond_return_on", sa.Date(), nullable=True),
        sa.Column("published_on", sa.Date(), nullable=True),
        sa.Column("filed_on", sa.Date(), nullable=True),
        sa.Column("status", sa.String(length=40), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("ended_on", sa.Date(), nullable=True),
        sa.Column("ended_early", sa.Boolean(), nullable=False),
        sa.Column("end_reason", sa.Text(), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("uid", sa.String(length=36), nullable=False),
        sa.CheckConstraint(
            "(kind = 'spending_order') = (supplier_id IS NULL)",
            name=op.f("ck_contract_supplier_of_contract"),
        ),
        sa.CheckConstraint(
            "(status = 'terminated') = (ended_on IS NOT NULL)",
            name=op.f("ck_contract_end_of_ended"),
        ),
        sa.CheckConstraint(
            "(bond_amount IS NULL) = (bond_form IS NULL)", name=op.f("ck_contract_bond_whole")
        ),
        sa.CheckConstraint("amount > 0", name=op.f("ck_contract_amount_positive")),
        sa.CheckConstraint("annual_fee > 0", name=op.f("ck_contract_annual_fee_positive")),
        sa.CheckConstraint("bond_amount > 0", name=op.f("ck_contract_bond_positive")),
        sa.CheckConstraint("service_to >= service_from", name=op.f("ck_contract_service_in_order")),
        sa.CheckConstraint("warranty_months >= 0", name=op.f("ck_contract_warranty_not_negative")),
        sa.ForeignKeyConstraint(
            ["award_id"], ["award.id"], name=op.f("fk_contract_award_id_award")
        ),
        sa.ForeignKeyConstraint(
            ["project_id"], ["project.id"], name=op.f("fk_contract_project_id_project")
        ),
        sa.ForeignKeyConstraint(
            ["supplier_id"], ["supplier.id"], name=op.f("fk_contract_supplier_id_supplier")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_contract")),
        sa.UniqueConstraint(
            "award_id", "service_year", name=op.f("uq_contract_award_id_service_year")
        ),
        sa.UniqueConstraint("number", name=op.f("uq_contract_number")),
        sa.UniqueConstraint("uid", name=op.f("uq_contract_uid")),
    )
    with op.batch_alter_table("contract", schema=None) as batch_op:
        batch_op.create_index("ix_contract_project_id", ["project_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_contract_supplier_id"), ["supplier_id"], unique=False)

    op.create_table(
        "instalment",
        sa.Column("contract_id", sa.Integer(), nullable=False),
        sa.Column("project_id", sa.Integer(), nullable=False),
        sa.Column("no", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(length=100), nullable=False),
        sa.Column("basis", sa.String(length=40), nullable=False),
        sa.Column("ratio", sa.Integer(), nullable=True),
        sa.Column("amount", sa.BigInteger(), nullable=False),
        sa.Column("deducted", sa.BigInteger(), nullable=False),
        sa.Column("trigger", sa.String(length=40), nullable=False),
        sa.Column("due_count", sa.Integer(), nullable=False),
        sa.Column("due_unit", sa.String(length=40), nullable=False),
        sa.Column("due_from", sa.String(length=40), nullable=False),
        sa.Column("expected_on", sa.Date(), nullable=True),
        sa.Column("triggered_on", sa.Date(), nullable=True),
        sa.Column("evidence_kind", sa.String(length=40), nullable=True),
        sa.Column("evidence", sa.Text(), nullable=False),
        sa.Column("override_by", sa.String(length=100), nullable=False),
        sa.Column("override_reason", sa.Text(), nullable=False),
        sa.Column("disputed_on", sa.Date(), nullable=True),
        sa.Column("dispute_reason", sa.Text(), nullable=False),
        sa.Column("withdrawn_in", sa.Integer(), nullable=True),
        sa.Column("due_on", sa.Date(), nullable=True),
        sa.Column("due_is_fixed", sa.Boolean(), nullable=False),
        sa.Column("fiscal_year", sa.Integer(), nullable=True),
        sa.Column("settled_on", sa.Date(), nullable=True),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("uid", sa.String(length=36), nullable=False),
        sa.CheckConstraint(
            "(ratio IS NOT NULL) = (basis IN ('ratio', 'cumulative_ratio', 'annual_ratio'))",
            name=op.f("ck_instalment_ratio_of_basis"),
        ),
        sa.CheckConstraint(
            "(due_on IS NULL) = (fiscal_year IS NULL)", name=op.f("ck_instalment_year_of_due_day")
        ),
        sa.CheckConstraint(
            "(triggered_on IS NULL) = (evidence_kind IS NULL)",
            name=op.f("ck_instalment_evidence_of_trigger"),
        ),
        sa.CheckConstraint(
            "amount >= 0 AND deducted >= 0", name=op.f("ck_instalment_amounts_not_negative")
        ),
        sa.CheckConstraint("due_count >= 0", name=op.f("ck_instalment_due_count_not_negative")),
        sa.ForeignKeyConstraint(
            ["contract_id"], ["contract.id"], name=op.f("fk_instalment_contract_id_contract")
        ),
        sa.ForeignKeyConstraint(
            ["project_id"], ["project.id"], name=op.f("fk_instalment_project_id_project")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_instalment")),
        sa.UniqueConstraint("uid", name=op.f("uq_instalment_uid")),
    )
    with op.batch_alter_table("instalment", schema=None) as batch_op:
        batch_op.create_index("ix_instalment_contract_id_no", ["contract_id", "no"], unique=False)
        batch_op.create_index(
            "ix_instalment_open_due_on",
            ["due_on"],
            unique=False,
            sqlite_where=sa.text("settled_on IS NULL"),
            postgresql_where=sa.text("settled_on IS NULL"),
        )
        batch_op.create_index("ix_instalment_project_id", ["project_id"], unique=False)

    op.create_table(
        "amendment",
        sa.Column("contract_id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=40), nullable=False),
        sa.Column("amount", sa.BigInteger(), nullable=False),
        sa.Column("on", sa.Date(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("document", sa.String(length=200), nullable=False),
        sa.Column("explanation", sa.Text(), nullable=False),
        sa.Column("instalment_id", sa.Integer(), nullable=True),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("uid", sa.String(length=36), nullable=False),
        sa.CheckConstraint(
            "(kind = 'addition' AND amount > 0) OR (kind = 'terms' AND amount = 0) OR (kind IN ('reduction', 'deduction') AND amount < 0)",
            name=op.f("ck_amendment_sign_of_kind"),
        ),
        sa.CheckConstraint(
            "(kind = 'deduction') = (instalment_id IS NOT NULL)",
            name=op.f("ck_amendment_deduction_of_instalment"),
        ),
        sa.ForeignKeyConstraint(
            ["contract_id"], ["contract.id"], name=op.f("fk_amendment_contract_id_contract")
        ),
        sa.ForeignKeyConstraint(
            ["instalment_id"], ["instalment.id"], name=op.f("fk_amendment_instalment_id_instalment")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_amendment")),
        sa.UniqueConstraint("uid", name=op.f("uq_amendment_uid")),
    )
    with op.batch_alter_table("amendment", schema=None) as batch_op:
        batch_op.create_index("ix_amendment_contract_id", ["contract_id"], unique=False)

    op.create_table(
        "invoice",
        sa.Column("contract_id", sa.Integer(), nullable=False),
        sa.Column("instalment_id", sa.Integer(), nullable=False),
        sa.Column("supplier_id", sa.Integer(), nullable=True),
        sa.Column("number", sa.String(length=60), nullable=False),
        sa.Column("issued_on", sa.Date(), nullable=False),
        sa.Column("received_on", sa.Date(), nullable=False),
        sa.Column("amount", sa.BigInteger(), nullable=False),
        sa.Column("voided_on", sa.Date(), nullable=True),
        sa.Column("void_reason", sa.Text(), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("uid", sa.String(length=36), nullable=False),
        sa.CheckConstraint("amount > 0", name=op.f("ck_invoice_amount_positive")),
        sa.CheckConstraint("received_on >= issued_on", name=op.f("ck_invoice_days_in_order")),
        sa.ForeignKeyConstraint(
            ["contract_id"], ["contract.id"], name=op.f("fk_invoice_contract_id_contract")
        ),
        sa.ForeignKeyConstraint(
            ["instalment_id"], ["instalment.id"], name=op.f("fk_invoice_instalment_id_instalment")
        ),
        sa.ForeignKeyConstraint(
            ["supplier_id"], ["supplier.id"], name=op.f("fk_invoice_supplier_id_supplier")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_invoice")),
        sa.UniqueConstraint("uid", name=op.f("uq_invoice_uid")),
    )
    with op.batch_alter_table("invoice", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_invoice_contract_id"), ["contract_id"], unique=False)
        batch_op.create_index("ix_invoice_instalment_id", ["instalment_id"], unique=False)
        batch_op.create_index(
            "uq_invoice_supplier_number",
            ["supplier_id", "number"],
            unique=True,
            sqlite_where=sa.text("voided_on IS NULL"),
            postgresql_where=sa.text("voided_on IS NULL"),
        )

    op.create_table(
        "year_end_decision",
        sa.Column("instalment_id", sa.Integer(), nullable=False),
        sa.Column("year", sa.Integer(), nullable=False),
        sa.Column("choice", sa.String(length=40), nullable=False),
        sa.Column("amount", sa.BigInteger(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("decided_on", sa.Date(), nullable=False),
        sa.Column("decided_by", sa.String(length=100), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("uid", sa.String(length=36), nullable=False),
        sa.CheckConstraint("amount > 0", name=op.f("ck_year_end_decision_amount_positive")),
        sa.ForeignKeyConstraint(
            ["instalment_id"],
            ["instalment.id"],
            name=op.f("fk_year_end_decision_instalment_id_instalment"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_year_end_decision")),
        sa.UniqueConstraint("uid", name=op.f("uq_year_end_decision_uid")),
    )
    with op.batch_alter_table("year_end_decision", schema=None) as batch_op:
        batch_op.create_index(
            "ix_year_end_decision_instalment_id_year", ["instalment_id", "year"], unique=False
        )

    op.create_table(
        "payment",
        sa.Column("instalment_id", sa.Integer(), nullable=False),
        sa.Column("contract_id", sa.Integer(), nullable=False),
        sa.Column("project_id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=40), nullable=False),
        sa.Column("amount", sa.BigInteger(), nullable=False),
        sa.Column("paid_on", sa.Date(), nullable=False),
        sa.Column("fiscal_year", sa.Integer(), nullable=False),
        sa.Column("prior_year", sa.Boolean(), nullable=False),
        sa.Column("budget_line_id", sa.Integer(), nullable=True),
        sa.Column("voucher", sa.String(length=60), nullable=False),
        sa.Column("invoice_id", sa.Integer(), nullable=True),
        sa.Column("reverses_id", sa.Integer(), nullable=True),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("explanation", sa.Text(), nullable=False),
        sa.Column("override_by", sa.String(length=100), nullable=False),
        sa.Column("override_reason", sa.Text(), nullable=False),
        sa.Column("backfilled", sa.Boolean(), nullable=False),
        sa.Column("recorded_at", sa.DateTime(), nullable=False),
        sa.Column("recorded_by_id", sa.Integer(), nullable=True),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("uid", sa.String(length=36), nullable=False),
        sa.CheckConstraint(
            "(kind = 'payment') = (amount > 0)", name=op.f("ck_payment_sign_of_kind")
        ),
        sa.CheckConstraint(
            "(kind = 'payment') = (reverses_id IS NULL)",
            name=op.f("ck_payment_reversal_names_payment"),
        ),
        sa.CheckConstraint(
            "(override_by = '') = (override_reason = '')", name=op.f("ck_payment_override_whole")
        ),
        sa.CheckConstraint(
            "budget_line_id IS NOT NULL OR explanation <> '' OR kind <> 'payment'",
            name=op.f("ck_payment_line_or_explanation"),
        ),
        sa.CheckConstraint(
            "kind <> 'payment' OR NOT prior_year", name=op.f("ck_payment_prior_year_of_reversal")
        ),
        sa.CheckConstraint(
            "kind = 'payment' OR reason <> ''", name=op.f("ck_payment_reason_of_reversal")
        ),
        sa.CheckConstraint("amount <> 0", name=op.f("ck_payment_amount_not_zero")),
        sa.ForeignKeyConstraint(
            ["budget_line_id"],
            ["budget_line.id"],
            name=op.f("fk_payment_budget_line_id_budget_line"),
        ),
        sa.ForeignKeyConstraint(
            ["contract_id"], ["contract.id"], name=op.f("fk_payment_contract_id_contract")
        ),
        sa.ForeignKeyConstraint(
            ["instalment_id"], ["instalment.id"], name=op.f("fk_payment_instalment_id_instalment")
        ),
        sa.ForeignKeyConstraint(
            ["invoice_id"], ["invoice.id"], name=op.f("fk_payment_invoice_id_invoice")
        ),
        sa.ForeignKeyConstraint(
            ["project_id"], ["project.id"], name=op.f("fk_payment_project_id_project")
        ),
        sa.ForeignKeyConstraint(
            ["recorded_by_id"], ["user.id"], name=op.f("fk_payment_recorded_by_id_user")
        ),
        sa.ForeignKeyConstraint(
            ["reverses_id"], ["payment.id"], name=op.f("fk_payment_reverses_id_payment")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_payment")),
        sa.UniqueConstraint("uid", name=op.f("uq_payment_uid")),
    )
    with op.batch_alter_table("payment", schema=None) as batch_op:
        batch_op.create_index("ix_payment_budget_line_id", ["budget_line_id"], unique=False)
        batch_op.create_index("ix_payment_contract_id", ["contract_id"], unique=False)
        batch_op.create_index("ix_payment_instalment_id", ["instalment_id"], unique=False)
        batch_op.create_index(
            "ix_payment_project_id_fiscal_year", ["project_id", "fiscal_year"], unique=False
        )
        batch_op.create_index("ix_payment_reverses_id", ["reverses_id"], unique=False)
        batch_op.create_index("ix_payment_voucher", ["voucher"], unique=False)

    op.create_table(
        "schedule_version",
        sa.Column("contract_id", sa.Integer(), nullable=False),
        sa.Column("no", sa.Integer(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("document", sa.String(length=200), nullable=False),
        sa.Column("explanation", sa.Text(), nullable=False),
        sa.Column("amendment_id", sa.Integer(), nullable=True),
        sa.Column("made_on", sa.Date(), nullable=False),
        sa.Column("made_by", sa.String(length=100), nullable=False),
        sa.Column("rows", sa.Text(), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("uid", sa.String(length=36), nullable=False),
        sa.ForeignKeyConstraint(
            ["amendment_id"],
            ["amendment.id"],
            name=op.f("fk_schedule_version_amendment_id_amendment"),
        ),
        sa.ForeignKeyConstraint(
            ["contract_id"], ["contract.id"], name=op.f("fk_schedule_version_contract_id_contract")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_schedule_version")),
        sa.UniqueConstraint("contract_id", "no", name=op.f("uq_schedule_version_contract_id_no")),
        sa.UniqueConstraint("uid", name=op.f("uq_schedule_version_uid")),
    )

    if op.get_bind().dialect.name != "sqlite":  # SQLite has it from CREATE TABLE
        op.create_foreign_key(
            "fk_department_head_id_user", "department", "user", ["head_id"], ["id"]
        )
    _guard_audit_chain()


def _guard_audit_chain() -> None:
    """UPDATE and DELETE on the chain fail in the database itself."""
    if op.get_bind().dialect.name == "sqlite":
        for verb in ("update", "delete"):
            op.execute(
                f"CREATE TRIGGER audit_entry_no_{verb} BEFORE {verb} ON audit_entry "
                "BEGIN SELECT RAISE(ABORT, 'the audit chain is append-only'); END"
            )
        return
    op.execute(
        "CREATE FUNCTION refuse_audit_change() RETURNS trigger LANGUAGE plpgsql AS "
        "$$ BEGIN RAISE EXCEPTION 'the audit chain is append-only'; END $$"
    )
    op.execute(
        "CREATE TRIGGER audit_entry_append_only BEFORE UPDATE OR DELETE ON audit_entry "
        "FOR EACH ROW EXECUTE FUNCTION refuse_audit_change()"
    )


def downgrade() -> None:
    if op.get_bind().dialect.name != "sqlite":
        op.execute("DROP TRIGGER audit_entry_append_only ON audit_entry")
        op.execute("DROP FUNCTION refuse_audit_change()")
        op.drop_constraint("fk_department_head_id_user", "department", type_="foreignkey")
    op.drop_table("schedule_version")
    with op.batch_alter_table("payment", schema=None) as batch_op:
        batch_op.drop_index("ix_payment_voucher")
        batch_op.drop_index("ix_payment_reverses_id")
        batch_op.drop_index("ix_payment_project_id_fiscal_year")
        batch_op.drop_index("ix_payment_instalment_id")
        batch_op.drop_index("ix_payment_contract_id")
        batch_op.drop_index("ix_payment_budget_line_id")

    op.drop_table("payment")
    with op.batch_alter_table("year_end_decision", schema=None) as batch_op:
        batch_op.drop_index("ix_year_end_decision_instalment_id_year")

    op.drop_table("year_end_decision")
    with op.batch_alter_table("invoice", schema=None) as batch_op:
        batch_op.drop_index(
            "uq_invoice_supplier_number",
            sqlite_where=sa.text("voided_on IS NULL"),
            postgresql_where=sa.text("voided_on IS NULL"),
        )
        batch_op.drop_index("ix_invoice_instalment_id")
        batch_op.drop_index(batch_op.f("ix_invoice_contract_id"))

    op.drop_table("invoice")
    with op.batch_alter_table("amendment", schema=None) as batch_op:
        batch_op.drop_index("ix_amendment_contract_id")

    op.drop_table("amendment")
    with op.batch_alter_table("instalment", schema=None) as batch_op:
        batch_op.drop_index("ix_instalment_project_id")
        batch_op.drop_index(
            "ix_instalment_open_due_on",
            sqlite_where=sa.text("settled_on IS NULL"),
            postgresql_where=sa.text("settled_on IS NULL"),
        )
        batch_op.drop_index("ix_instalment_contract_id_no")

    op.drop_table("instalment")
    with op.batch_alter_table("contract", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_contract_supplier_id"))
        batch_op.drop_index("ix_contract_project_id")

    op.drop_table("contract")
    with op.batch_alter_table("budget_entry", schema=None) as batch_op:
        batch_op.drop_index("ix_budget_entry_line_id")

    op.drop_table("budget_entry")
    with op.batch_alter_table("project_member", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_project_member_user_id"))

    op.drop_table("project_member")
    with op.batch_alter_table("group_member", schema=None) as batch_op:
        batch_op.drop_index("ix_group_member_user_id")

    op.drop_table("group_member")
    op.drop_table("delivery_attempt")
    with op.batch_alter_table("budget_line", schema=None) as batch_op:
        batch_op.drop_index(
            "uq_budget_line_basic",
            sqlite_where=sa.text("project_id IS NULL"),
            postgresql_where=sa.text("project_id IS NULL"),
        )
        batch_op.drop_index("ix_budget_line_year")
        batch_op.drop_index("ix_budget_line_project_year")

    op.drop_table("budget_line")
    with op.batch_alter_table("award", schema=None) as batch_op:
        batch_op.drop_index("ix_award_project_id")

    op.drop_table("award")
    with op.batch_alter_table("attachment", schema=None) as batch_op:
        batch_op.drop_index("ix_attachment_project_id")

    op.drop_table("attachment")
    with op.batch_alter_table("project", schema=None) as batch_op:
        batch_op.drop_index("ix_project_stage")
        batch_op.drop_index(batch_op.f("ix_project_owner_id"))
        batch_op.drop_index(batch_op.f("ix_project_department_id"))

    op.drop_table("project")
    op.drop_table("leading_group")
    with op.batch_alter_table("delivery", schema=None) as batch_op:
        batch_op.drop_index("ix_delivery_status_next_try_at")
        batch_op.drop_index("ix_delivery_recipient_id")

    op.drop_table("delivery")
    op.drop_table("credential")
    op.drop_table("acknowledgement")
    op.drop_table("user")
    op.drop_table("reminder")
    op.drop_table("workday_notice")
    op.drop_table("unit")
    with op.batch_alter_table("supplier", schema=None) as batch_op:
        batch_op.drop_index(
            "uq_supplier_credit_code",
            sqlite_where=sa.text("credit_code <> ''"),
            postgresql_where=sa.text("credit_code <> ''"),
        )

    op.drop_table("supplier")
    with op.batch_alter_table("obligation", schema=None) as batch_op:
        batch_op.drop_index("ix_obligation_state")

    op.drop_table("obligation")
    op.drop_table("login_throttle")
    op.drop_table("lease")
    op.drop_table("job_run")
    op.drop_table("form_token")
    op.drop_table("fiscal_year")
    op.drop_table("department")
    op.drop_table("blob")
    with op.batch_alter_table("audit_entry", schema=None) as batch_op:
        batch_op.drop_index("ix_audit_entry_subject")
        batch_op.drop_index("ix_audit_entry_project")

    op.drop_table("audit_entry")
