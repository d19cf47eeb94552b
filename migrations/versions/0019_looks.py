"""When the sweep looks at a project again, how far it has read the log, and whose obligations are.

Nothing is looked at yet: the first sweep looks at everything and stores the days.
"""

from __future__ import annotations

import json

import sqlalchemy as sa
from alembic import op

revision = "0019"
down_revision = "0018"
branch_labels = None
depends_on = None

FK = "fk_obligation_project_id_project"


def upgrade() -> None:
    op.create_table(
        "reminder_look",
        sa.Column("project_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("look_on", sa.Date(), nullable=True),
        sa.Column("stamp", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("project_id", name=op.f("pk_reminder_look")),
    )
    op.create_index(op.f("ix_reminder_look_look_on"), "reminder_look", ["look_on"])
    op.create_table(
        "reminder_sweep",
        sa.Column("name", sa.String(20), nullable=False),
        sa.Column("seq", sa.Integer(), nullable=False),
        sa.Column("hash", sa.String(64), nullable=False),
        sa.Column("ground", sa.String(64), nullable=False),
        sa.Column("looked_on", sa.Date(), nullable=False),
        sa.Column("whole_on", sa.Date(), nullable=False),
        sa.PrimaryKeyConstraint("name", name=op.f("pk_reminder_sweep")),
    )
    with op.batch_alter_table("obligation") as table:
        table.add_column(sa.Column("project_id", sa.Integer(), nullable=True))
        table.create_foreign_key(FK, "project", ["project_id"], ["id"])
        table.create_index(op.f("ix_obligation_project_id"), ["project_id"])
    _fill()


def downgrade() -> None:
    with op.batch_alter_table("obligation") as table:
        table.drop_index(op.f("ix_obligation_project_id"))
        table.drop_constraint(FK, type_="foreignkey")
        table.drop_column("project_id")
    op.drop_table("reminder_sweep")
    op.drop_index(op.f("ix_reminder_look_look_on"), "reminder_look")
    op.drop_table("reminder_look")


def _fill() -> None:
    """What an obligation tells of itself names its project by its code."""
    connection = op.get_bind()
    project = sa.table("project", sa.column("id"), sa.column("code"))
    obligation = sa.table(
        "obligation", sa.column("id"), sa.column("story"), sa.column("project_id")
    )
    ids = dict(connection.execute(sa.select(project.c.code, project.c.id)).all())
    rows = connection.execute(sa.select(obligation.c.id, obligation.c.story)).all()
    found = [{"key": key, "project": ids.get(_code(story))} for key, story in rows]
    if found:
        change = sa.update(obligation).where(obligation.c.id == sa.bindparam("key"))
        connection.execute(change.values(project_id=sa.bindparam("project")), found)


def _code(story: object) -> str:
    told = json.loads(story) if isinstance(story, str) else story
    return str(told.get("project", "")) if isinstance(told, dict) else ""
