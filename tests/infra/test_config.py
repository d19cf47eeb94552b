"""A wrong setting stops the start with one line that says what to set."""

from __future__ import annotations

import stat
from datetime import date

import pytest

from tracker.config import Config, ConfigError


def config(tmp_path, *, in_use: bool = False, **settings: str) -> Config:
    environ = {"TRACKER_DATA": str(tmp_path / "data"), **settings}
    return Config.from_env(environ, lambda _url: in_use)


def test_a_data_folder_needs_nothing_else(tmp_path):
    first = config(tmp_path)
    second = config(tmp_path)

    assert first == second
    assert first.database_url == f"sqlite:///{tmp_path / 'data' / 'tracker.db'}"
    assert len(first.secret_key) == len(first.audit_key) == 64


def test_keys_are_files_that_only_their_owner_reads(tmp_path):
    config(tmp_path)

    for name in ("secret.key", "audit.key"):
        mode = (tmp_path / "data" / name).stat().st_mode
        assert stat.S_IMODE(mode) == 0o600


@pytest.mark.parametrize("url", ["postgresql://x/y", "postgres://x/y", "postgresql+psycopg://x/y"])
def test_every_usual_spelling_of_postgresql_is_taken(tmp_path, url):
    assert config(tmp_path, TRACKER_DATABASE_URL=url).database_url == "postgresql+psycopg://x/y"


@pytest.mark.parametrize(
    ("settings", "named"),
    [
        ({"TRACKER_DATABASE_URL": "mysql://x"}, "TRACKER_DATABASE_URL"),
        ({"TRACKER_TODAY": "yesterday"}, "TRACKER_TODAY"),
        ({"TRACKER_TODAY": "2022-02-30"}, "TRACKER_TODAY"),
    ],
)
def test_a_wrong_setting_is_named(tmp_path, settings, named):
    with pytest.raises(ConfigError, match=named):
        config(tmp_path, **settings)


def test_a_database_in_use_whose_key_is_gone_is_not_given_a_new_one(tmp_path):
    config(tmp_path)
    (tmp_path / "data" / "audit.key").unlink()

    with pytest.raises(ConfigError, match="TRACKER_AUDIT_KEY"):
        config(tmp_path, in_use=True)


def test_the_day_can_be_overridden(tmp_path):
    assert config(tmp_path, TRACKER_TODAY="2022-11-15").today == date(2022, 11, 15)


def test_how_large_a_file_may_be_is_a_setting_in_megabytes(tmp_path):
    assert config(tmp_path).max_file == 20 << 20
    assert config(tmp_path, TRACKER_MAX_FILE_MB="80").max_file == 80 << 20


@pytest.mark.parametrize("text", ["0", "-1", "20MB", "501", "２０", ""])
def test_a_file_size_that_is_none_is_named(tmp_path, text):
    with pytest.raises(ConfigError, match="TRACKER_MAX_FILE_MB"):
        config(tmp_path, TRACKER_MAX_FILE_MB=text)
