"""The fourteen projects of 2022: names and payments are real, the rest is sample data (示例).

Each project's instalments that fall in 2022 add up to its real payment of that year; together
9,690,004.00 元. Contracts, suppliers, days and budgets of single projects are invented.
"""

from __future__ import annotations

from tracker.demo.projects_2022 import builds, leases, operations, orders, website

PROJECTS = (
    operations.SECURITY_TEST,
    operations.CONGRESS,
    leases.LINES,
    operations.COURTYARD,
    operations.NETWORK_OPS,
    builds.COMMAND_CENTRE,
    builds.MEETING_ROOMS,
    operations.OUTSIDE,
    orders.PARTS,
    website.WEBSITE,
    leases.NEW_LINES,
    orders.SPECIAL,
    leases.CAMERAS,
    operations.PATROL,
)
