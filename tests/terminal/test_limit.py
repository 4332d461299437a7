"""`pullquote limit` sets what one server may have, and shows it."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest

from bot.cli import main
from index.limits import OwnLimits
from index.model import CollectionId
from index.store.sqlite import SqliteStore

if TYPE_CHECKING:
    from pathlib import Path


@pytest.fixture(autouse=True)
def _clean(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("PULLQUOTE_CONFIG", raising=False)
    monkeypatch.setenv("PULLQUOTE_DATA", str(tmp_path / "data"))


def kept(tmp_path: Path) -> dict[CollectionId, OwnLimits]:
    store = SqliteStore(tmp_path / "data" / "pullquote.db")
    try:
        return dict(store.limits())
    finally:
        store.close()


def test_limits_are_set_one_by_one_and_taken_back(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    here = CollectionId("server", 1234)
    assert main(["limit", "1234", "--articles", "5000"]) == 0
    assert main(["limit", "1234", "--user-questions", "30", "--passages", "9"]) == 0
    assert kept(tmp_path) == {here: OwnLimits(articles=5000, passages=9, user_questions=30)}
    capsys.readouterr()
    assert main(["limit", "1234", "--passages", "default"]) == 0
    head, person, server, articles, passages = capsys.readouterr().out.splitlines()
    assert head == "Server 1234"
    assert person == "  30: How many questions one person may ask in a minute."
    assert server == "  120 (as everywhere): How many questions one server may ask in a minute."
    assert articles == "  5,000: How many articles a server or a person may have."
    assert passages.startswith("  200,000 (as everywhere): How many sentences")
    assert main(["limit", "1234", "--reset", "--articles", "7"]) == 0
    assert kept(tmp_path) == {here: OwnLimits(articles=7)}
    assert main(["limit", "1234", "--reset"]) == 0
    assert kept(tmp_path) == {}


def test_limits_are_shown_of_one_server_or_of_all(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["limit"]) == 0
    assert capsys.readouterr().out == "No server has limits of its own.\n"
    for server in ("20", "3"):
        assert main(["limit", server, "--articles", server]) == 0
    capsys.readouterr()
    assert main(["limit", "--json"]) == 0
    shown = json.loads(capsys.readouterr().out)
    assert [(each["server"], each["articles"], each["passages"]) for each in shown] == [
        (3, 3, None),
        (20, 20, None),
    ]
    assert main(["limit", "5", "--json"]) == 0
    assert json.loads(capsys.readouterr().out)[0]["articles"] is None


def test_looking_makes_no_database(tmp_path: Path) -> None:
    assert main(["limit", "5"]) == 0
    assert not (tmp_path / "data").exists()


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (["limit", "lindow"], "'lindow' is not the id of a server"),
        (["limit", "5", "--articles", "0"], "'0' is not a whole number from 1 to 100000, or"),
        (["limit", "5", "--user-questions", "many"], "'many' is not a whole number from 1 to 600"),
    ],
)
def test_what_is_no_limit_is_refused(
    arguments: list[str], told: str, capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(SystemExit) as ended:
        main(arguments)
    assert ended.value.code == 2
    assert told in capsys.readouterr().err


def test_limits_without_a_server_are_refused(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["limit", "--articles", "5"]) == 2
    assert capsys.readouterr().err == (
        "pullquote: Name the server whose limits these are: pullquote limit SERVER ...\n"
    )
