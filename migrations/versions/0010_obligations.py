"""Obligations that are not instalments: what a reminder says gets a page of its own, and the part
about a payment stands apart. The reason "paid" becomes "done".

Obligations of other kinds than payments are not known to the older version; going back drops them,
for the sweep makes them again from what is outstanding.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None

PAYMENTS = "payment_due"
OF_PAYMENT = ("supplier", "contract_id", "contract", "part", "budget_year")
OF_SUBJECT = ("title", "project", "project_name", "why")

obligation = sa.table("obligation", sa.column("id"), sa.column("kind"), sa.column("story"))
reminder = sa.table("reminder", sa.column("id"), sa.column("obligation_id"), sa.column("reason"))
delivery = sa.table("delivery", sa.column("id"), sa.column("reminder_id"), sa.column("reason"))
attempt = sa.table("delivery_attempt", sa.column("delivery_id"))
acknowledgement = sa.table("acknowledgement", sa.column("reminder_id"))

Story = dict[str, Any]


def upgrade() -> None:
    _tell(_told_apart)
    _call("paid", "done")


def downgrade() -> None:
    _drop_other_kinds()
    _call("done", "paid")
    _tell(_told_together)


def _told_apart(old: Story) -> Story:
    part = old["part"]
    return {
        **{name: old[name] for name in OF_SUBJECT},
        "subject": {"zh": f"第{part}笔", "en": f"instalment {part}"},
        "page": {
            "label": {"zh": "查看合同", "en": "See the contract"},
            "endpoint": "overview.contract",
            "params": {"contract_id": old["contract_id"]},
        },
        "payment": {name: old[name] for name in OF_PAYMENT},
    }


def _told_together(new: Story) -> Story:
    return {**{name: new[name] for name in OF_SUBJECT}, **new["payment"]}


def _tell(change: Callable[[Story], Story]) -> None:
    connection = op.get_bind()
    for row in connection.execute(sa.select(obligation.c.id, obligation.c.story)).all():
        story = json.dumps(change(json.loads(row.story)), ensure_ascii=False)
        connection.execute(
            sa.update(obligation).where(obligation.c.id == row.id).values(story=story)
        )


def _call(old: str, new: str) -> None:
    for table in (reminder, delivery):
        op.execute(sa.update(table).where(table.c.reason == old).values(reason=new))


def _drop_other_kinds() -> None:
    kinds = sa.select(obligation.c.id).where(obligation.c.kind != PAYMENTS)
    reminders = sa.select(reminder.c.id).where(reminder.c.obligation_id.in_(kinds))
    deliveries = sa.select(delivery.c.id).where(delivery.c.reminder_id.in_(reminders))
    op.execute(sa.delete(attempt).where(attempt.c.delivery_id.in_(deliveries)))
    op.execute(sa.delete(delivery).where(delivery.c.reminder_id.in_(reminders)))
    op.execute(sa.delete(acknowledgement).where(acknowledgement.c.reminder_id.in_(reminders)))
    op.execute(sa.delete(reminder).where(reminder.c.obligation_id.in_(kinds)))
    op.execute(sa.delete(obligation).where(obligation.c.kind != PAYMENTS))
