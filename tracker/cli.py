"""The ``tracker`` command: each sub-command calls one service function and says what it did."""

from __future__ import annotations

import json
import logging
import os
import signal
import sys
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import click
from flask import Flask
from waitress import create_server

from tracker import scheduler
from tracker.acceptance.queries.checking import check_number, check_printed
from tracker.acceptance.rules import checkcode
from tracker.accounts.service.people import create_admin as add_admin
from tracker.app import create_app
from tracker.config import Config, ConfigError
from tracker.demo import build as demo_centre
from tracker.demo import people as demo_people
from tracker.funding import documents
from tracker.funding import queries as funding
from tracker.infra import clock, database, lease, verification, warm
from tracker.infra.backup import anchors, daily
from tracker.infra.backup import restore as restoring
from tracker.kernel.errors import DomainError
from tracker.overview.service import index
from tracker.procurement.rules.reading import BadMethodFile
from tracker.reminders.queries import explain as explaining
from tracker.reminders.service import delivery, sweep


class Day(click.ParamType[date]):
    name = "YYYY-MM-DD"

    def convert(self, value: Any, param: Any, ctx: Any) -> date:
        try:
            return date.fromisoformat(str(value))
        except ValueError:
            self.fail(f"“{value}”不是 YYYY-MM-DD 格式的日期 (not a date)", param, ctx)


DAY = Day()


def _app(holds_data: Callable[[str], bool] = database.holds_data) -> Flask:
    try:
        config = Config.from_env(os.environ, holds_data)
    except ConfigError as error:
        raise click.ClickException(str(error)) from error
    try:
        return create_app(config)
    except BadMethodFile as error:
        raise click.ClickException(
            f"采购方式文件有误，请改正后再启动 (a wrong method file): {error}"
        ) from error


def _ready_app(*, any_key: bool = False) -> Flask:
    """The application, on a database that has every migration and whose audit key this is."""
    app = _app()
    with app.app_context():
        if not database.is_current():
            raise click.ClickException(
                "数据库尚未建立或版本较旧，请先运行 tracker upgrade (run: tracker upgrade)"
            )
        if not any_key and not verification.key_fits(app.config["TRACKER"].audit_key):
            raise click.ClickException(
                "TRACKER_AUDIT_KEY / audit.key: 与数据库中的操作日志不符，请放回原来的密钥"
                " (not the key of this audit log: put the right one back)"
            )
    return app


def _print_json(value: Any) -> None:
    click.echo(json.dumps(value, ensure_ascii=False, indent=2))


@click.group()
def cli() -> None:
    """项目与合同全周期台账 — follows each IT project from 立项 to 归档."""
    logging.basicConfig(level=logging.INFO, format="%(asctime)s %(name)s %(message)s")
    logging.getLogger("alembic").setLevel(logging.WARNING)
    logging.getLogger("apscheduler").setLevel(logging.WARNING)


@cli.command()
def upgrade() -> None:
    """Create the database or bring it up to this version."""
    with _app().app_context():
        database.upgrade()
        index.refresh()


@cli.command()
@click.option("--host", default="127.0.0.1", show_default=True)
@click.option("--port", default=8000, show_default=True)
@click.option("--scheduler/--no-scheduler", "with_scheduler", default=True, show_default=True)
def serve(host: str, port: int, with_scheduler: bool) -> None:
    """Serve the pages; the scheduler runs in the same process unless switched off."""
    app = _ready_app()
    try:
        server = create_server(app, host=host, port=port, threads=8)
    except OSError as error:
        raise click.ClickException(
            f"无法使用 {host}:{port}，请换一个端口"
            f" (address not available, try another --port): {error.strerror}"
        ) from error
    if with_scheduler:
        scheduler.start(app)
    signal.signal(signal.SIGTERM, _stop)
    warm.settle()
    click.echo(f"http://{host}:{port}/")
    try:
        server.run()
    finally:
        if with_scheduler:
            scheduler.stop()


def _stop(_number: int, _frame: object) -> None:
    """SIGTERM ends like Ctrl-C, so that requests under way are answered first."""
    raise SystemExit(0)


@cli.command()
@click.option("--take-over", is_flag=True, help="make this installation the one that sends")
def schedule(take_over: bool) -> None:
    """Run the scheduler alone, beside web workers started with --no-scheduler."""
    app = _ready_app()
    if take_over:
        with app.app_context():
            lease.take_over()
    scheduler.run(app)


@cli.command()
@click.option("--if-empty", is_flag=True, help="do nothing when there is data already")
def demo(if_empty: bool) -> None:
    """Create the demonstration centre (示例) with facts up to today."""
    with _app().app_context():
        database.upgrade()
        if not demo_centre.is_empty():
            if not if_empty:
                raise click.ClickException(
                    "数据库已有数据，未作改动 (not empty: nothing was changed)"
                )
        else:
            click.echo("正在建立示例单位，约半分钟 (building the demonstration centre)…")
            demo_centre.create(clock.today())
        click.echo(demo_people.accounts_text())


@cli.command("create-admin")
@click.argument("login")
@click.option("--name", default="系统管理员", show_default=True)
@click.password_option()
def create_admin(login: str, name: str, password: str) -> None:
    """Add the first administrator."""
    with _ready_app().app_context():
        add_admin(login, name, password)
        click.echo(f"已创建管理员 {login} (administrator created)")


@cli.command()
@click.option("--acceptance", "number", help="only the acceptance of this number (YS-2022-06-1)")
@click.option("--code", help="compare with the check code on a printed certificate")
def verify(number: str | None, code: str | None) -> None:
    """Check the audit chain and that every row still equals its latest entry; exit 1 if not."""
    app = _ready_app(any_key=True)
    with app.app_context():
        if number or code:
            _verify_acceptance(number, code)
        else:
            _verify_all(app.config["TRACKER"])


def _verify_all(config: Config) -> None:
    verdict = verification.verify(config.audit_key)
    held, broken = anchors.check(config.data)
    if problem := verdict.problem or broken:
        click.echo(f"不一致 (NOT SOUND): {problem}")
        sys.exit(1)
    click.echo(f"{_verdict_line(verdict)}, {held} 个日终链头 (anchors)")


def _verify_acceptance(number: str | None, code: str | None) -> None:
    checked = check_printed(checkcode.read(code)) if code else check_number(number or "")
    click.echo("一致 (sound)" if checked.is_sound else "不一致 (NOT SOUND)")
    for answer in checked.answers:
        mark = "√" if answer.holds else "×"
        click.echo(f"  {mark} {answer.words.zh} ({answer.words.en})")
    if not checked.is_sound:
        sys.exit(1)


def _verdict_line(verdict: verification.Verdict) -> str:
    return (
        f"一致 (sound): {verdict.entries} 条日志 (entries), {verdict.rows} 行 (rows), "
        f"{verdict.derived} 项推算 (derived), {verdict.files} 个文件 (files), "
        f"链头 (head) {verdict.head[:16]}"
    )


@cli.command()
@click.option(
    "--to", "folder", type=click.Path(path_type=Path, file_okay=False), help="default: backups/"
)
@click.option("--with-keys", is_flag=True, help="write the keys to a file of their own beside it")
def backup(folder: Path | None, with_keys: bool) -> None:
    """Back up database and attachments, and check the copy; exit 1 unless it is good."""
    with _ready_app(any_key=True).app_context():
        made = daily.by_hand(folder, with_keys=with_keys)
    click.echo(f"{made.path}\n{_verdict_line(made.verdict)}")
    if made.keys:
        click.echo(f"密钥另存，请与备份分开保管 (keys: store apart): {made.keys}")


def _will_hold_data(url: str) -> bool:
    """For a restore the keys must be there before it, and a damaged SQLite file is no hindrance."""
    if not url.startswith("sqlite"):
        database.holds_data(url)  # a server out of reach ends in one line
    return True


@cli.command()
@click.argument("archive", type=click.Path(path_type=Path))
@click.option("--force", is_flag=True, help="replace what is there; it is kept aside")
@click.option("--other-key", is_flag=True, help="the audit key is lost: restore without it")
def restore(archive: Path, force: bool, other_key: bool) -> None:
    """Put a backup back, after checking it and before anything is touched."""
    with _app(_will_hold_data).app_context():
        done = restoring.restore(archive, force=force, other_key=other_key)
    click.echo(f"已恢复 {done.manifest.created_at} 的备份 (restored)")
    for place in done.aside:
        click.echo(f"原有数据另存 (kept aside): {place}")
    for name in done.foreign_keys:
        click.echo(f"密钥与备份不同 (key differs from the backup's): {name}.key")
    if done.verdict.problem:
        click.echo(f"不一致 (NOT SOUND): {done.verdict.problem}")
        sys.exit(1)
    click.echo(_verdict_line(done.verdict))


@cli.command("funding")
@click.option("--from", "from_year", type=int, required=True)
@click.option("--to", "to_year", type=int, required=True)
@click.option("--json", "as_json", is_flag=True, required=True)
def funding_command(from_year: int, to_year: int, as_json: bool) -> None:
    """Due, budgeted, allotted, paid and gap of each year and contract, in 元."""
    if from_year > to_year:
        raise click.ClickException("--from 不能晚于 --to (--from is after --to)")
    with _ready_app().app_context():
        overview = funding.overview(from_year, to_year, clock.today())
        _print_json(documents.as_json(overview))


@cli.command()
@click.option("--as-of", type=DAY, default=None, help="default: today")
@click.option("--dry-run", is_flag=True, help="create nothing; allows a later day than today")
@click.option("--whole", is_flag=True, help="look at everything, not only at what may have changed")
@click.option("--json", "as_json", is_flag=True, required=True)
def remind(as_of: date | None, dry_run: bool, whole: bool, as_json: bool) -> None:
    """Create the reminders due by a day; the same call again creates none."""
    with _ready_app().app_context():
        _print_json(sweep.remind(as_of or clock.today(), dry_run=dry_run, whole=whole))


@cli.command()
@click.argument("instalment", metavar="CONTRACT/INSTALMENT")
def explain(instalment: str) -> None:
    """Say why an instalment reminds, or does not: its rule, its stages, and who was told."""
    number, slash, no = instalment.rpartition("/")
    if not slash or not no.isdecimal():
        raise click.BadParameter("请写成“合同编号/笔”，例如 HT-2022-006/2 (CONTRACT/INSTALMENT)")
    with _ready_app().app_context():
        click.echo("\n".join(explaining.explain(number, int(no), clock.today())))


@cli.command()
def deliver() -> None:
    """Send what waits in the outbox, inside the send window."""
    with _ready_app().app_context():
        _print_json(delivery.deliver().as_json())


def main() -> None:
    """Console entry point; what a person did wrong ends in one line, not in a traceback."""
    try:
        cli()
    except DomainError as error:
        click.echo(f"Error: {error.text('zh')} ({error.text('en')})", err=True)
        sys.exit(1)
