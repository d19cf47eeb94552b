"""The floor: the same answers from the same database without ORM, forms, permissions or layout.

Bare Flask, sqlite3, the indexed SQL that answers the question, and the rows in a plain table. What
a page of the product costs above this is the product's own doing.
"""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from typing import Any

from flask import Flask, g, redirect, request
from flask.typing import ResponseReturnValue

DATABASE = os.environ["FLOOR_DATABASE"]
TODAY = date(2022, 11, 15)
PAGE = 50

TABLE = """<!doctype html><html lang="zh-CN"><meta charset="utf-8"><title>{{ title }}</title>
<h1>{{ title }}</h1>{% if totals %}<p>{% for each in totals %}{{ each }} {% endfor %}</p>{% endif %}
{% for name, rows in tables %}<h2>{{ name }}</h2><table>{% for row in rows %}<tr>
{% for cell in row %}<td>{{ "" if cell is none else cell }}</td>{% endfor %}</tr>{% endfor %}
</table>{% endfor %}</html>"""

Rows = Sequence[Sequence[Any]]

app = Flask(__name__)
template = app.jinja_env.from_string(TABLE)  # compiled once, as the product's pages are


def rows(sql: str, params: Sequence[object] | Mapping[str, object] = ()) -> Rows:
    """What the query finds, over one connection a request."""
    if "connection" not in g:
        g.connection = sqlite3.connect(DATABASE, isolation_level=None, timeout=10)
        g.connection.execute("PRAGMA synchronous=FULL")
    found: Rows = g.connection.execute(sql, params).fetchall()
    return found


@app.teardown_appcontext
def _close(_error: BaseException | None) -> None:
    connection = g.pop("connection", None)
    if connection is not None:
        connection.close()


def page(title: str, tables: Sequence[tuple[str, Rows]], totals: Sequence[Any] = ()) -> str:
    """Tables under a heading, and nothing else."""
    return template.render(title=title, tables=tables, totals=totals)


COUNTED = """count(*), sum(x.paid), sum(x.unpaid), sum(x.undated),
    sum(CASE WHEN x.owner_id = 1 THEN 1 ELSE 0 END),
    sum(CASE WHEN x.fixed_due_on < :today THEN 1 ELSE 0 END),
    sum(CASE WHEN x.next_due_on <= :soon THEN 1 ELSE 0 END),
    sum(CASE WHEN x.last_open_year > :year THEN 1 ELSE 0 END),
    sum(CASE WHEN x.short_years <> '' THEN 1 ELSE 0 END)"""
IN_YEAR = """project_year y JOIN project_index x ON x.project_id = y.project_id
    WHERE y.year = :year AND y.stage = :stage"""
FOUND = "project_index x WHERE x.words LIKE :word"
DUE = """SELECT year, sum(paid), sum(open) FROM project_year WHERE year <= :year + 1
    AND project_id IN (SELECT x.project_id FROM {}) GROUP BY year"""
SHOWN = """SELECT p.code, p.name, p.stage, u.name, d.name, x.next_due_on, x.paid, x.unpaid,
    (SELECT group_concat(s.name) FROM contract c JOIN supplier s ON s.id = c.supplier_id
        WHERE c.project_id = p.id),
    (SELECT group_concat(c.number) FROM contract c WHERE c.project_id = p.id),
    (SELECT sum(z.paid + z.open) FROM project_year z WHERE z.project_id = p.id AND z.year = :year),
    (SELECT sum(z.open) FROM project_year z WHERE z.project_id = p.id AND z.year = :year + 1)
    FROM (SELECT x.project_id AS id, {} AS day FROM {} ORDER BY day LIMIT {}) chosen
    JOIN project p ON p.id = chosen.id JOIN project_index x ON x.project_id = p.id
    JOIN "user" u ON u.id = p.owner_id JOIN department d ON d.id = p.department_id
    ORDER BY chosen.day"""


@app.get("/projects/")
def ledger() -> str:
    """One page of the register with its counts and totals: of a year and a stage, or of a word."""
    values = {
        "today": str(TODAY),
        "soon": str(TODAY + timedelta(days=30)),
        "year": TODAY.year,
        "stage": request.args.get("stage", ""),
        "word": f"%{request.args.get('q', '')}%",
    }
    source, day = (FOUND, "x.next_due_on") if request.args.get("q") else (IN_YEAR, "y.next_due_on")
    (counted,) = rows(f"SELECT {COUNTED} FROM {source}", values)  # noqa: S608 - constants
    due = rows(DUE.format(source), values)
    shown = rows(SHOWN.format(day, source, PAGE), values)
    return page("项目台账", [("项目", shown), ("应付", due)], counted)


PROJECT = """SELECT p.id, p.uid, p.code, p.name, p.aliases, p.stage, p.started_on, d.name, u.name
    FROM project p JOIN department d ON d.id = p.department_id JOIN "user" u ON u.id = p.owner_id
    WHERE p.code = ?"""
CONTRACTS = """SELECT c.id, c.number, c.name, c.amount, c.signed_on, c.published_on, c.filed_on,
    s.name FROM contract c LEFT JOIN supplier s ON s.id = c.supplier_id WHERE c.project_id = ?"""
INSTALMENTS = """SELECT i.contract_id, i.no, i.name, i.amount, i."trigger", i.expected_on,
    i.triggered_on, i.due_on, i.fiscal_year, coalesce(sum(y.amount), 0)
    FROM instalment i LEFT JOIN payment y ON y.instalment_id = i.id
    WHERE i.project_id = ? AND i.withdrawn_in IS NULL GROUP BY i.id ORDER BY i.due_on"""
PAYMENTS = """SELECT paid_on, amount, voucher FROM payment WHERE project_id = ? ORDER BY paid_on"""
LINES = """SELECT l.year, l.fund_source, e.kind, sum(e.amount) FROM budget_line l
    JOIN budget_entry e ON e.line_id = l.id WHERE l.project_id = ? GROUP BY l.id, e.kind"""
FILES = """SELECT kind, name, size, version FROM attachment WHERE project_id = ?"""
CHANGES = """SELECT at, actor_name, action, detail, reason FROM audit_entry
    WHERE project_uid = ? ORDER BY seq DESC LIMIT 10"""


@app.get("/projects/<code>")
def project(code: str) -> str:
    """What 项目详情 tells of a project."""
    (found,) = rows(PROJECT, [code])
    key, uid = found[0], found[1]
    return page(
        found[3],
        [
            ("项目", [found[2:]]),
            ("合同", rows(CONTRACTS, [key])),
            ("付款节点", rows(INSTALMENTS, [key])),
            ("付款", rows(PAYMENTS, [key])),
            ("预算", rows(LINES, [key])),
            ("文件", rows(FILES, [key])),
            ("最近变动", rows(CHANGES, [uid])),
        ],
    )


MATRIX = """SELECT c.number, p.name, y.year, sum(y.paid), sum(y.open) FROM (
        SELECT contract_id, fiscal_year AS year, amount AS paid, 0 AS open FROM payment
        UNION ALL
        SELECT i.contract_id, max(i.fiscal_year, ?), 0,
            i.amount - coalesce((SELECT sum(y.amount) FROM payment y
                WHERE y.instalment_id = i.id), 0)
        FROM instalment i WHERE i.settled_on IS NULL AND i.withdrawn_in IS NULL
    ) y JOIN contract c ON c.id = y.contract_id JOIN project p ON p.id = c.project_id
    GROUP BY c.id, y.year ORDER BY c.number, y.year"""
BUDGETS = """SELECT l.project_id, l.year, e.kind, sum(e.amount) FROM budget_line l
    JOIN budget_entry e ON e.line_id = l.id GROUP BY l.id, e.kind"""


@app.get("/funding/")
def funding() -> str:
    """Contract by fiscal year, and the budget lines beside them."""
    cells = rows(MATRIX, [TODAY.year])
    years = sorted({row[2] for row in cells if row[2] is not None})
    totals = [sum(row[3] + row[4] for row in cells if row[2] == year) for year in years]
    return page("跨年资金安排", [("合同", cells), ("预算", rows(BUDGETS))], totals)


@app.post("/instalments/<int:key>/payments/new")
def pay(key: int) -> ResponseReturnValue:
    """One durable commit of a row as wide as a payment with its entry, then the project's page."""
    rows("CREATE TABLE IF NOT EXISTS floor_payment (instalment_id INTEGER, note TEXT)")
    rows("BEGIN IMMEDIATE")
    rows("INSERT INTO floor_payment VALUES (?, ?)", [key, request.form["note"]])
    rows("COMMIT")
    ((code,),) = rows(
        "SELECT p.code FROM project p JOIN instalment i ON i.project_id = p.id WHERE i.id = ?",
        [key],
    )
    return redirect(f"/projects/{code}")


OPEN = """FROM instalment i JOIN contract c ON c.id = i.contract_id
    JOIN project p ON p.id = c.project_id WHERE i.settled_on IS NULL AND i.withdrawn_in IS NULL
    AND i.disputed_on IS NULL AND i.due_on <= :until AND p.owner_id = :owner"""
RUNNING = """FROM clock k JOIN project p ON p.id = k.project_id WHERE k.state = 'running'
    AND k.direction = 'at_most' AND p.archived_on IS NULL AND k.ends_on <= :until
    AND p.owner_id = :owner"""
OWED = f"""SELECT p.code, p.name, i.no, c.number, i.due_on, i.expected_on, i.amount - coalesce(
    (SELECT sum(y.amount) FROM payment y WHERE y.instalment_id = i.id), 0) {OPEN}"""  # noqa: S608 - constants
GROUPS = ("{0} < :today", "{0} = :today", "{0} > :today")


@app.get("/")
def worklist() -> str:
    """What one person's worklist holds: payments and clocks, by urgency, the first fifty each."""
    (owner,) = rows("""SELECT id FROM "user" WHERE login = 'owner0'""")
    values = {"owner": owner[0], "today": str(TODAY), "until": str(TODAY + timedelta(days=90))}
    tables: list[tuple[str, Rows]] = []
    counts: list[Any] = []
    for sql, day in ((OWED, "i.due_on"), (f"SELECT p.code, p.name, k.* {RUNNING}", "k.ends_on")):
        source = OPEN if day == "i.due_on" else RUNNING
        for group in GROUPS:
            condition = f" AND {group.format(day)}"
            counts += rows(f"SELECT count(*) {source}{condition}", values)[0]
            limited = f"{sql}{condition} ORDER BY {day} LIMIT {PAGE}"
            tables.append((group, rows(limited, values)))
    return page("工作台", tables, counts)
