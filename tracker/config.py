"""Settings from the environment, and the keys in the data folder.

TRACKER_DATA          folder of database, attachments and keys (default ``instance/``)
TRACKER_DATABASE_URL  default: an SQLite file in that folder
TRACKER_SECRET_KEY    signs sessions; TRACKER_AUDIT_KEY keys the audit chain. Where they are not
                      set, the first start makes them as files (mode 0600) beside the database.
TRACKER_TODAY         overrides the business day (YYYY-MM-DD), for demonstrations
TRACKER_HTTPS         1 when served over https: cookies are then marked Secure
TRACKER_BACKUP_DIR    where backups go (default ``backups/`` in the data folder)
TRACKER_PG_BIN        folder of pg_dump and pg_restore (default: they are looked for on the PATH)
TRACKER_IDLE_MINUTES  after how long without use a session ends (default 30)
TRACKER_MAX_FILE_MB   how large one uploaded file may be (default 20)
"""

from __future__ import annotations

import os
import secrets
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path

PREFIXES = ("sqlite:///", "postgresql+psycopg://")
LARGEST_FILE_MB = 500
SHORTEST_IDLE, LONGEST_IDLE = 5, 720  # minutes


class ConfigError(Exception):
    """A setting that stops the start; its text is one line that says what to set."""


@dataclass(frozen=True)
class Config:
    data: Path
    database_url: str
    secret_key: str
    audit_key: bytes
    today: date | None = None
    https: bool = False
    testing: bool = False
    backup_dir: Path | None = None
    pg_bin: str = ""
    max_file_mb: int = 20
    idle: timedelta = timedelta(minutes=30)

    @property
    def max_file(self) -> int:
        """In bytes."""
        return self.max_file_mb << 20

    @property
    def backups(self) -> Path:
        return self.backup_dir or self.data / "backups"

    @property
    def is_sqlite(self) -> bool:
        return self.database_url.startswith("sqlite")

    @classmethod
    def from_env(cls, environ: Mapping[str, str], holds_data: Callable[[str], bool]) -> Config:
        """Read the environment; raise ``ConfigError`` with a one-line remedy.

        ``holds_data`` tells whether the database of a URL is in use: then a key that is not there
        was lost, and is not made anew.
        """
        data = Path(environ.get("TRACKER_DATA") or "instance").resolve()
        _make_folder(data)
        url = _database_url(environ.get("TRACKER_DATABASE_URL", ""), data)
        in_use = holds_data(url)
        backups = environ.get("TRACKER_BACKUP_DIR", "")
        return cls(
            data=data,
            database_url=url,
            secret_key=_key(environ, "TRACKER_SECRET_KEY", data / "secret.key", in_use),
            audit_key=_key(environ, "TRACKER_AUDIT_KEY", data / "audit.key", in_use).encode(),
            today=_today(environ.get("TRACKER_TODAY", "")),
            https=environ.get("TRACKER_HTTPS", "") == "1",
            backup_dir=Path(backups).resolve() if backups else None,
            pg_bin=environ.get("TRACKER_PG_BIN", ""),
            max_file_mb=_number(environ, "TRACKER_MAX_FILE_MB", 20, 1, LARGEST_FILE_MB),
            idle=timedelta(
                minutes=_number(environ, "TRACKER_IDLE_MINUTES", 30, SHORTEST_IDLE, LONGEST_IDLE)
            ),
        )


def _make_folder(data: Path) -> None:
    try:
        data.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise ConfigError(
            f"TRACKER_DATA: 无法使用数据目录 {data}（cannot use this folder）: {error.strerror}"
        ) from error


def _database_url(url: str, data: Path) -> str:
    if not url:
        return f"sqlite:///{data / 'tracker.db'}"
    for short in ("postgresql://", "postgres://"):
        if url.startswith(short):
            url = PREFIXES[1] + url.removeprefix(short)
    if not url.startswith(PREFIXES):
        raise ConfigError(
            "TRACKER_DATABASE_URL: 应以 sqlite:/// 或 postgresql:// 开头"
            " (must start with sqlite:/// or postgresql://)"
        )
    return url


def _key(environ: Mapping[str, str], name: str, path: Path, in_use: bool) -> str:
    if value := environ.get(name, ""):
        return value
    if path.exists():
        return path.read_text().strip()
    if in_use:
        raise ConfigError(
            f"{name}: 数据库已在使用而密钥不见了，请设置 {name} 或恢复文件 {path.name}"
            f" (the database is in use but its key is missing: set {name} or restore {path.name})"
        )
    value = secrets.token_hex(32)
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "w") as file:
        file.write(value)
    return value


def _number(environ: Mapping[str, str], name: str, usual: int, least: int, most: int) -> int:
    text = environ.get(name, str(usual))
    if not text.isascii() or not text.isdecimal() or not least <= int(text) <= most:
        raise ConfigError(
            f"{name}: “{text}”应为{least}至{most}的整数 (a whole number from {least} to {most})"
        )
    return int(text)


def _today(text: str) -> date | None:
    if not text:
        return None
    try:
        return date.fromisoformat(text)
    except ValueError as error:
        raise ConfigError(
            f"TRACKER_TODAY: “{text}”不是 YYYY-MM-DD 格式的日期 (not a date as YYYY-MM-DD)"
        ) from error
