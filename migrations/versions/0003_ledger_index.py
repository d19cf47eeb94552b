"""The stored index of the register, and indexes the pages need.

What is there already gets its figures here. The first due day is taken from the instalments; the
rows are marked as made for no year, so that the hourly run works them out once more by the rules.
"""

from __future__ import annotations

import unicodedata
from collections import defaultdict
from datetime import date

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None

NO_DAY = date.max

# Contracts in force or ended: the others count for nothing.
OPEN = """
SELECT instalment.project_id, instalment.fiscal_year, due_on, triggered_on, disputed_on, settled_on,
    instalment.amount - coalesce(
        (SELECT sum(payment.amount) FROM payment WHERE payment.instalment_id = instalment.id), 0
    ) AS left_open
FROM instalment JOIN contract ON contract.id = instalment.contract_id
WHERE withdrawn_in IS NULL AND contract.status IN ('active', 'terminated')
"""
PAID = """
SELECT payment.project_id, payment.fiscal_year, prior_year, sum(payment.amount) AS total
FROM payment JOIN contract ON contract.id = payment.contract_id
WHERE contract.status IN ('active', 'terminated')
GROUP BY payment.project_id, payment.fiscal_year, prior_year
"""
ENTRIES = """
SELECT budget_line.id, project_id, year, kind, amount
FROM budget_line LEFT JOIN budget_entry ON line_id = budget_line.id
WHERE project_id IS NOT NULL
ORDER BY budget_line.id, budget_entry."on", budget_entry.id
"""
CONTRACTS = """
SELECT contract.project_id, contract.number, contract.name, supplier.name AS supplier,
    contract.pricing, contract.amount, contract.status
FROM contract LEFT JOIN supplier ON supplier.id = contract.supplier_id ORDER BY contract.id
"""
SIGNS = {"approved": 1, "adjusted": 1, "carried_in": 1, "carried_out": -1, "returned": -1}


def upgrade() -> None:
    op.create_table(
        "project_index",
        sa.Column("project_id", sa.Integer(), nullable=False),
        sa.Column("code", sa.String(length=20), nullable=False),
        sa.Column("department_id", sa.Integer(), nullable=False),
        sa.Column("owner_id", sa.Integer(), nullable=False),
        sa.Column("next_due_on", sa.Date(), nullable=False),
        sa.Column("fixed_due_on", sa.Date(), nullable=False),
        sa.Column("paid", sa.BigInteger(), nullable=False),
        sa.Column("unpaid", sa.BigInteger(), nullable=False),
        sa.Column("undated", sa.BigInteger(), nullable=False),
        sa.Column("ceiling", sa.BigInteger(), nullable=True),
        sa.Column("paid_years", sa.Integer(), nullable=False),
        sa.Column("first_paid_year", sa.Integer(), nullable=True),
        sa.Column("first_open_year", sa.Integer(), nullable=True),
        sa.Column("last_open_year", sa.Integer(), nullable=True),
        sa.Column("floats", sa.Boolean(), nullable=False),
        sa.Column("short_years", sa.String(length=200), nullable=False),
        sa.Column("words", sa.Text(), nullable=False),
        sa.Column("reckoned_year", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["project_id"], ["project.id"], name=op.f("fk_project_index_project_id_project")
        ),
        sa.PrimaryKeyConstraint("project_id", name=op.f("pk_project_index")),
    )
    op.create_index("ix_project_index_next_due_on", "project_index", ["next_due_on"])
    op.create_index("ix_project_index_reckoned_year", "project_index", ["reckoned_year"])
    op.create_table(
        "project_year",
        sa.Column("project_id", sa.Integer(), nullable=False),
        sa.Column("year", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("stage", sa.String(length=40), nullable=False),
        sa.Column("next_due_on", sa.Date(), nullable=False),
        sa.Column("paid", sa.BigInteger(), nullable=False),
        sa.Column("open", sa.BigInteger(), nullable=False),
        sa.Column("budgeted", sa.BigInteger(), nullable=False),
        sa.Column("lasting", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(
            ["project_id"], ["project.id"], name=op.f("fk_project_year_project_id_project")
        ),
        sa.PrimaryKeyConstraint("project_id", "year", name=op.f("pk_project_year")),
    )
    op.create_index("ix_project_year_stage", "project_year", ["year", "stage", "next_due_on"])
    op.create_index("ix_project_year_due", "project_year", ["year", "next_due_on"])
    op.create_index("ix_audit_entry_actor", "audit_entry", ["actor_uid", "seq"])
    op.create_index("ix_audit_entry_action", "audit_entry", ["action", "seq"])
    op.create_index("ix_audit_entry_at", "audit_entry", ["at"])
    _fill(op.get_bind())


def downgrade() -> None:
    op.drop_index("ix_audit_entry_at", "audit_entry")
    op.drop_index("ix_audit_entry_action", "audit_entry")
    op.drop_index("ix_audit_entry_actor", "audit_entry")
    op.drop_table("project_year")
    op.drop_table("project_index")


class Facts:
    """What a project's rows follow from, in 分."""

    def __init__(self) -> None:
        self.opened, self.paid_in, self.budgeted = (defaultdict(int) for _ in range(3))
        self.paid = 0
        self.ceiling = None
        self.is_signed = False
        self.next_due_on = self.fixed_due_on = NO_DAY
        self.words = []


def _fill(connection: sa.Connection) -> None:
    facts = defaultdict(Facts)
    _read_open(connection, facts)
    for row in connection.execute(sa.text(PAID)):
        one = facts[row.project_id]
        one.paid += int(row.total)
        if not row.prior_year:
            one.paid_in[row.fiscal_year] += int(row.total)
    _read_budgets(connection, facts)
    _read_contracts(connection, facts)
    projects = connection.execute(sa.text("SELECT * FROM project ORDER BY id")).all()
    _insert(connection, "project_index", [_entry(row, facts[row.id]) for row in projects])
    years = [year for row in projects for year in _years(row, facts[row.id])]
    _insert(connection, "project_year", years)


def _read_open(connection: sa.Connection, facts: dict[int, Facts]) -> None:
    for row in connection.execute(sa.text(OPEN)):
        one = facts[row.project_id]
        one.opened[row.fiscal_year] += int(row.left_open)
        if row.due_on and row.settled_on is None and row.disputed_on is None:
            one.next_due_on = min(one.next_due_on, _day(row.due_on))
            if row.triggered_on:
                one.fixed_due_on = min(one.fixed_due_on, _day(row.due_on))


def _read_budgets(connection: sa.Connection, facts: dict[int, Facts]) -> None:
    """Approved and changed since, else the last request; and what was carried."""
    lines = defaultdict(list)
    for row in connection.execute(sa.text(ENTRIES)):
        entries = lines[row.id, row.project_id, row.year]
        if row.kind is not None:
            entries.append((row.kind, row.amount))
    for (_line, project_id, year), entries in lines.items():
        amount = sum(SIGNS.get(kind, 0) * amount for kind, amount in entries)
        if not any(kind == "approved" for kind, _amount in entries):
            amount -= sum(amount for kind, amount in entries if kind == "adjusted")
            amount += next((a for kind, a in reversed(entries) if kind == "requested"), 0)
        facts[project_id].budgeted[year] += amount


def _read_contracts(connection: sa.Connection, facts: dict[int, Facts]) -> None:
    for row in connection.execute(sa.text(CONTRACTS)):
        one = facts[row.project_id]
        one.words += [row.number, row.name, row.supplier or ""]
        one.is_signed = one.is_signed or row.status in ("active", "terminated")
        if row.pricing == "actual":
            one.ceiling = (one.ceiling or 0) + row.amount


def _entry(row: sa.Row, facts: Facts) -> dict:
    paid = [year for year, amount in facts.paid_in.items() if amount]
    dated = {year: left for year, left in facts.opened.items() if year is not None and left}
    undated = facts.opened.get(None, 0)
    due = {year: facts.paid_in.get(year, 0) + dated.get(year, 0) for year in {*paid, *dated}}
    short = [str(year) for year in sorted(due) if due[year] > facts.budgeted.get(year, 0)]
    return {
        "project_id": row.id,
        "code": row.code,
        "department_id": row.department_id,
        "owner_id": row.owner_id,
        "next_due_on": facts.next_due_on,
        "fixed_due_on": facts.fixed_due_on,
        "paid": facts.paid,
        "unpaid": sum(dated.values()) + undated,
        "undated": undated,
        "ceiling": facts.ceiling,
        "paid_years": len(paid),
        "first_paid_year": min(paid, default=None),
        "first_open_year": min(dated, default=None),
        "last_open_year": max(dated, default=None),
        "floats": bool(undated) or (row.archived_on is None and not facts.is_signed),
        "short_years": " ".join(short),
        "words": _search_text([row.code, row.name, *row.aliases.split("\n"), *facts.words]),
        "reckoned_year": 0,
    }


def _years(row: sa.Row, facts: Facts) -> list[dict]:
    lasting = {year for year, amount in facts.paid_in.items() if amount}
    lasting |= {*facts.budgeted, _day(row.started_on).year}
    opened = {year for year, left in facts.opened.items() if year is not None and left}
    return [
        {
            "project_id": row.id,
            "year": year,
            "stage": row.stage,
            "next_due_on": facts.next_due_on,
            "paid": facts.paid_in.get(year, 0),
            "open": facts.opened.get(year, 0),
            "budgeted": facts.budgeted.get(year, 0),
            "lasting": year in lasting,
        }
        for year in sorted(lasting | opened)
    ]


def _insert(connection: sa.Connection, name: str, rows: list[dict]) -> None:
    table = sa.Table(name, sa.MetaData(), autoload_with=connection)
    if rows:
        connection.execute(table.insert(), rows)


def _day(value: date | str) -> date:
    """SQLite hands over text."""
    return date.fromisoformat(value) if isinstance(value, str) else value


def _search_text(texts: list[str]) -> str:
    normal = (unicodedata.normalize("NFKC", text).casefold().strip() for text in texts)
    return "\n".join(dict.fromkeys(text for text in normal if text))
