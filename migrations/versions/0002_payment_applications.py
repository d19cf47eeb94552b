"""Payment applications and the register of invoices."""

from __future__ import annotations

import unicodedata

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

VALID = sa.text("voided_on IS NULL")


def upgrade() -> None:
    op.create_table(
        "payment_approval",
        sa.Column("is_on", sa.Boolean(), nullable=False),
        sa.Column("since_on", sa.Date(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("uid", sa.String(length=36), nullable=False),
        sa.CheckConstraint("reason <> ''", name=op.f("ck_payment_approval_reason_given")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_payment_approval")),
        sa.UniqueConstraint("uid", name=op.f("uq_payment_approval_uid")),
    )
    _create_applications()
    _extend_invoices()


def _create_applications() -> None:
    state = sa.String(length=40)
    op.create_table(
        "payment_application",
        sa.Column("instalment_id", sa.Integer(), nullable=False),
        sa.Column("contract_id", sa.Integer(), nullable=False),
        sa.Column("project_id", sa.Integer(), nullable=False),
        sa.Column("state", state, nullable=False),
        sa.Column("amount", sa.BigInteger(), nullable=False),
        sa.Column("payee", sa.String(length=200), nullable=False),
        sa.Column("payee_bank", sa.String(length=200), nullable=False),
        sa.Column("payee_account", sa.String(length=200), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("explanation", sa.Text(), nullable=False),
        sa.Column("budget_line_id", sa.Integer(), nullable=True),
        sa.Column("applied_on", sa.Date(), nullable=False),
        sa.Column("applicant_id", sa.Integer(), nullable=True),
        sa.Column("approved_on", sa.Date(), nullable=True),
        sa.Column("approver_id", sa.Integer(), nullable=True),
        sa.Column("follows_id", sa.Integer(), nullable=True),
        sa.Column("payment_id", sa.Integer(), nullable=True),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("uid", sa.String(length=36), nullable=False),
        sa.CheckConstraint("amount > 0", name=op.f("ck_payment_application_amount_positive")),
        sa.CheckConstraint(
            "reason <> '' AND payee <> ''",
            name=op.f("ck_payment_application_says_what_and_whom"),
        ),
        sa.CheckConstraint(
            "(state = 'paid') = (payment_id IS NOT NULL)",
            name=op.f("ck_payment_application_payment_of_paid"),
        ),
        sa.CheckConstraint(
            "state NOT IN ('approved', 'paid', 'revoked') OR approved_on IS NOT NULL",
            name=op.f("ck_payment_application_approval_of_approved"),
        ),
        sa.CheckConstraint(
            "approver_id <> applicant_id", name=op.f("ck_payment_application_two_people")
        ),
        _foreign("payment_application", "instalment_id", "instalment"),
        _foreign("payment_application", "contract_id", "contract"),
        _foreign("payment_application", "project_id", "project"),
        _foreign("payment_application", "budget_line_id", "budget_line"),
        _foreign("payment_application", "applicant_id", "user"),
        _foreign("payment_application", "approver_id", "user"),
        _foreign("payment_application", "follows_id", "payment_application"),
        _foreign("payment_application", "payment_id", "payment"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_payment_application")),
        sa.UniqueConstraint("follows_id", name=op.f("uq_payment_application_follows_id")),
        sa.UniqueConstraint("payment_id", name=op.f("uq_payment_application_payment_id")),
        sa.UniqueConstraint("uid", name=op.f("uq_payment_application_uid")),
    )
    for column in INDEXED:
        op.create_index(f"ix_payment_application_{column}", "payment_application", [column])
    op.create_table(
        "application_step",
        sa.Column("application_id", sa.Integer(), nullable=False),
        sa.Column("state", state, nullable=False),
        sa.Column("at", sa.DateTime(), nullable=False),
        sa.Column("by_id", sa.Integer(), nullable=True),
        sa.Column("by_name", sa.String(length=100), nullable=False),
        sa.Column("opinion", sa.Text(), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("uid", sa.String(length=36), nullable=False),
        sa.CheckConstraint(
            "state <> 'returned' OR opinion <> ''",
            name=op.f("ck_application_step_opinion_of_returned"),
        ),
        _foreign("application_step", "application_id", "payment_application"),
        _foreign("application_step", "by_id", "user"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_application_step")),
        sa.UniqueConstraint("uid", name=op.f("uq_application_step_uid")),
    )
    op.create_index("ix_application_step_application_id", "application_step", ["application_id"])
    op.create_table(
        "application_invoice",
        sa.Column("application_id", sa.Integer(), nullable=False),
        sa.Column("invoice_id", sa.Integer(), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("uid", sa.String(length=36), nullable=False),
        _foreign("application_invoice", "application_id", "payment_application"),
        _foreign("application_invoice", "invoice_id", "invoice"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_application_invoice")),
        sa.UniqueConstraint(
            "application_id",
            "invoice_id",
            name=op.f("uq_application_invoice_application_id_invoice_id"),
        ),
        sa.UniqueConstraint("uid", name=op.f("uq_application_invoice_uid")),
    )
    op.create_index("ix_application_invoice_invoice_id", "application_invoice", ["invoice_id"])


INDEXED = (
    "instalment_id",
    "contract_id",
    "project_id",
    "state",
    "applicant_id",
    "budget_line_id",
)


def _foreign(table: str, column: str, referred: str) -> sa.ForeignKeyConstraint:
    name = op.f(f"fk_{table}_{column}_{referred}")
    return sa.ForeignKeyConstraint([column], [f"{referred}.id"], name=name)


def _extend_invoices() -> None:
    """Without rebuilding the table: its checks and partial indexes stay as they are."""
    for name, kind in (
        ("code", sa.String(20)),
        ("digits", sa.String(60)),
        ("explanation", sa.Text()),
    ):
        op.add_column("invoice", sa.Column(name, kind, nullable=False, server_default=""))
    _reindex(["supplier_id", "code", "number"])
    op.create_index("ix_invoice_digits", "invoice", ["digits"])
    op.create_index("ix_invoice_received_on", "invoice", ["received_on"])
    invoice = sa.table("invoice", sa.column("id"), sa.column("number"), sa.column("digits"))
    connection = op.get_bind()
    for row in connection.execute(sa.select(invoice.c.id, invoice.c.number)).all():
        found = sa.update(invoice).where(invoice.c.id == row.id)
        connection.execute(found.values(digits=_digits(row.number)))


def _reindex(columns: list[str]) -> None:
    op.drop_index("uq_invoice_supplier_number", table_name="invoice")
    op.create_index(
        "uq_invoice_supplier_number",
        "invoice",
        columns,
        unique=True,
        sqlite_where=VALID,
        postgresql_where=VALID,
    )


def _digits(number: str) -> str:
    """As the product does it: the digits of a number as printed, or all of it without any."""
    wide = unicodedata.normalize("NFKC", number).upper()
    plain = "".join(letter for letter in wide if letter.isalnum()).removeprefix("NO")
    return "".join(letter for letter in plain if letter.isdecimal()) or plain


def downgrade() -> None:
    op.drop_index("ix_invoice_received_on", table_name="invoice")
    op.drop_index("ix_invoice_digits", table_name="invoice")
    _reindex(["supplier_id", "number"])
    for name in ("explanation", "digits", "code"):
        op.drop_column("invoice", name)
    op.drop_table("application_invoice")
    op.drop_table("application_step")
    op.drop_table("payment_application")
    op.drop_table("payment_approval")
