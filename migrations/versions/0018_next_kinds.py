"""The register's index keeps of which kinds a project's first due day is.

Existing rows are marked as made for no year, so that the hourly run works them out by the rules;
until then nothing is read from the new column.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0018"
down_revision = "0017"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("project_index") as table:
        table.add_column(sa.Column("next_kinds", sa.String(200), nullable=False, server_default=""))
    op.execute("UPDATE project_index SET reckoned_year = 0")


def downgrade() -> None:
    with op.batch_alter_table("project_index") as table:
        table.drop_column("next_kinds")
