"""`pullquote doctor` says what to do, a line each."""

from __future__ import annotations

import argparse
import os
import sqlite3
from contextlib import closing
from datetime import UTC, datetime
from typing import TYPE_CHECKING

import pytest

from bot.terminal import doctor
from index.store.sqlite import SqliteStore
from index.store.sqlite.migrate import migrations

if TYPE_CHECKING:
    from pathlib import Path

NOW = datetime(2027, 1, 1, tzinfo=UTC)


@pytest.fixture(autouse=True)
def _clean(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    for variable in ("DISCORD_TOKEN", "PULLQUOTE_CONFIG"):
        monkeypatch.delenv(variable, raising=False)
    monkeypatch.setenv("PULLQUOTE_DATA", str(tmp_path / "data"))


def findings(now: datetime = NOW) -> dict[str, doctor.Finding]:
    return {finding.name: finding for finding in doctor.examine(now)}


def test_everything_in_order(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DISCORD_TOKEN", "secret-token")
    found = findings()
    assert set(found) == {"configuration", "token", "data folder", "database", "articles", "clock"}
    assert all(finding.good for finding in found.values())
    assert "secret-token" not in str(found)


def test_metrics_are_checked_where_they_are_wanted(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PULLQUOTE_METRICS", "127.0.0.1:9464")
    found = findings()["metrics"]
    assert (found.good, found.text) == (True, "the bot tells them at 127.0.0.1, port 9464")


def test_a_missing_token_says_what_to_do(capsys: pytest.CaptureFixture[str]) -> None:
    assert doctor.run(argparse.Namespace()) == 2
    assert "FIX  token: set DISCORD_TOKEN" in capsys.readouterr().out


def test_a_data_folder_that_cannot_be_written(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "file").write_text("in the way", encoding="utf-8")
    monkeypatch.setenv("PULLQUOTE_DATA", str(tmp_path / "file" / "data"))
    found = findings()["data folder"]
    assert not found.good
    assert "set PULLQUOTE_DATA to another folder" in found.text


@pytest.mark.skipif(os.name == "nt", reason="modes mean nothing on Windows")
def test_a_data_folder_that_others_may_read(tmp_path: Path) -> None:
    data = tmp_path / "data"
    data.mkdir()
    data.chmod(0o755)
    assert findings()["data folder"].good
    assert data.stat().st_mode & 0o777 == 0o700
    data.chmod(0o755)
    (data / "thesis.tex").touch()
    found = findings()["data folder"]
    assert not found.good
    assert f"chmod 700 {data}" in found.text


def test_a_wrong_setting_does_not_hide_the_rest(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PULLQUOTE_WORKERS", "many")
    found = findings()
    assert not found["configuration"].good
    assert "PULLQUOTE_WORKERS is “many”" in found["configuration"].text
    assert found["articles"].good


def test_a_clock_in_the_past_is_wrong() -> None:
    assert not findings(datetime(2001, 1, 1, tzinfo=UTC))["clock"].good


def test_a_database_is_checked(tmp_path: Path) -> None:
    assert "there is none yet" in findings()["database"].text
    database = tmp_path / "data" / "pullquote.db"
    SqliteStore(database).close()
    assert findings()["database"].text == f"{database} is in order, format {len(migrations())}"
    with closing(sqlite3.connect(database)) as connection, connection:
        connection.execute("INSERT INTO migration VALUES (99, 'future', '')")
    found = findings()["database"]
    assert not found.good
    assert "newer Pullquote" in found.text
    database.write_text("hello " * 1000, encoding="utf-8")
    found = findings()["database"]
    assert not found.good
    assert "is not a database" in found.text
