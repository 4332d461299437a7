"""Every setting is read, checked, and wrong ones are named with what is allowed."""

from __future__ import annotations

import os
import re
from pathlib import Path

import pytest

from bot.reading.reading import MEMORY, SECONDS
from bot.settings import SETTINGS, SettingsError, load, outdated


@pytest.fixture(autouse=True)
def _elsewhere(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)


def test_without_anything_set_there_are_defaults() -> None:
    settings = load({})
    assert settings.token is None
    assert settings.log_level == "INFO"
    assert (settings.user_questions, settings.server_questions, settings.workers) == (12, 120, 2)
    assert (settings.reader_memory * 2**20, settings.reader_seconds) == (MEMORY, SECONDS)
    assert settings.data.name == "pullquote"


def test_the_environment_goes_before_the_file(tmp_path: Path) -> None:
    (tmp_path / "pullquote.toml").write_text(
        'log_level = "debug"\nworkers = 3\ndata = "/from/file"\n', encoding="utf-8"
    )
    settings = load({"PULLQUOTE_WORKERS": "5"})
    assert (settings.log_level, settings.workers, settings.data) == ("DEBUG", 5, Path("/from/file"))


def test_a_file_can_be_named(tmp_path: Path) -> None:
    path = tmp_path / "mine.toml"
    path.write_text('token = "abc"\n', encoding="utf-8")
    assert load({"PULLQUOTE_CONFIG": str(path)}).token == "abc"
    with pytest.raises(SettingsError, match=r"names .*other\.toml, which is not there"):
        load({"PULLQUOTE_CONFIG": str(tmp_path / "other.toml")})


@pytest.mark.parametrize(
    ("variable", "value", "allowed"),
    [
        ("PULLQUOTE_LOG_LEVEL", "loud", "DEBUG, INFO, WARNING, ERROR, CRITICAL"),
        ("PULLQUOTE_WORKERS", "0", "a whole number from 1 to 64"),
        ("PULLQUOTE_FETCH", "maybe", "on or off"),
        ("PULLQUOTE_WORKERS", "two", "a whole number from 1 to 64"),
        ("PULLQUOTE_USER_QUESTIONS", "601", "a whole number from 1 to 600"),
        ("PULLQUOTE_SERVER_QUESTIONS", "-1", "a whole number from 1 to 6000"),
        ("PULLQUOTE_READER_MEMORY", "1000", "a whole number from 1024 to 1000000"),
        ("PULLQUOTE_READER_SECONDS", "0", "a whole number from 10 to 86400"),
        ("PULLQUOTE_LOG_FORMAT", "xml", "TEXT, JSON"),
        ("PULLQUOTE_METRICS", "9464", "a host and a port, as 127.0.0.1:9464"),
        ("PULLQUOTE_METRICS", "127.0.0.1:99999", "a host and a port, as 127.0.0.1:9464"),
        ("PULLQUOTE_DISCORD_API", "ftp://x", "an http:// or https:// address"),
        ("PULLQUOTE_DISCORD_GATEWAY", "https://x", "a ws:// or wss:// address"),
    ],
)
def test_a_wrong_value_names_setting_value_and_what_is_allowed(
    variable: str, value: str, allowed: str
) -> None:
    with pytest.raises(SettingsError) as caught:
        load({variable: value})
    assert str(caught.value).startswith(f"{variable} is “{value}”; allowed is {allowed}")


@pytest.mark.parametrize(
    ("value", "reader"),
    [("on", True), ("OFF", False), ("", False), ("/readers/a", Path("/readers/a"))],
)
def test_the_reader_is_on_off_or_a_folder(value: str, reader: bool | Path) -> None:
    assert load({"PULLQUOTE_READER": value}).reader == reader
    assert load({"PULLQUOTE_SEMANTIC": value}).reader == reader


def test_the_old_name_of_a_setting_is_read_where_the_new_one_is_not_set(tmp_path: Path) -> None:
    old, both = {"PULLQUOTE_SEMANTIC": "off"}, {"PULLQUOTE_READER": "on"}
    assert load(old | both).reader is True
    assert outdated({}) == []
    (sentence,) = outdated(old)
    assert sentence.startswith("PULLQUOTE_SEMANTIC is now called PULLQUOTE_READER.")
    path = tmp_path / "settings.toml"
    path.write_text('semantic = "off"', encoding="utf-8")
    by_file = {"PULLQUOTE_CONFIG": str(path)}
    assert load(by_file).reader is False
    assert "semantic in" in outdated(by_file)[0]


def test_a_wrong_token_is_not_repeated() -> None:
    with pytest.raises(SettingsError) as caught:
        load({"DISCORD_TOKEN": "se cret"})
    assert "se cret" not in str(caught.value)


@pytest.mark.parametrize(
    ("text", "says"),
    [("workers = ", "is not valid TOML"), ("worker = 3", "has “worker”; the settings are token")],
)
def test_a_broken_file_is_one_sentence(tmp_path: Path, text: str, says: str) -> None:
    (tmp_path / "pullquote.toml").write_text(text, encoding="utf-8")
    with pytest.raises(SettingsError, match=says):
        load({})


def test_settings_do_not_show_the_token() -> None:
    assert "xyz" not in repr(load({"DISCORD_TOKEN": "xyz"}))


def test_every_setting_is_documented() -> None:
    page = (Path(__file__).parents[2] / "docs" / "operating.md").read_text(encoding="utf-8")
    for setting in SETTINGS:
        cells = (f"`{setting.variable}`", setting.meaning, setting.allowed, setting.default)
        assert f"| {' | '.join(cells)} |" in page


def test_the_file_has_the_names_that_the_page_explains() -> None:
    names = {setting.variable.removeprefix("PULLQUOTE_").lower() for setting in SETTINGS}
    assert names - {"discord_token"} == {setting.key for setting in SETTINGS} - {"token"}


@pytest.mark.parametrize("written", ["false", "true", '"off"', '"on"', "0", "1"])
def test_what_is_on_or_off_may_be_a_boolean_of_the_file(tmp_path: Path, written: str) -> None:
    (tmp_path / "pullquote.toml").write_text(
        f"reader = {written}\nfetch = {written}\n", encoding="utf-8"
    )
    settings = load({})
    expected = written in {"true", '"on"', "1"}
    assert (settings.reader, settings.fetch) == (expected, expected)


def test_a_word_that_is_neither_on_nor_off_nor_a_folder_is_refused(tmp_path: Path) -> None:
    with pytest.raises(SettingsError, match="is “maybe”; allowed is on, off, or a folder"):
        load({"PULLQUOTE_READER": "maybe"})
    (tmp_path / "maybe").mkdir()
    assert load({"PULLQUOTE_READER": "maybe"}).reader == Path("maybe")


def test_metrics_are_at_a_host_and_a_port() -> None:
    assert load({}).metrics is None
    assert load({"PULLQUOTE_METRICS": "127.0.0.1:9464"}).metrics == ("127.0.0.1", 9464)
    assert load({"PULLQUOTE_METRICS": "[::1]:0"}).metrics == ("::1", 0)


def test_a_secret_may_stand_in_a_file_of_its_own(tmp_path: Path) -> None:
    path = tmp_path / "token"
    path.write_text("abc.def\n", encoding="utf-8")
    assert load({"DISCORD_TOKEN_FILE": str(path)}).token == "abc.def"
    assert load({"DISCORD_TOKEN_FILE": str(path), "DISCORD_TOKEN": " "}).token == "abc.def"
    (tmp_path / "pullquote.toml").write_text(f'token_file = "{path}"\n', encoding="utf-8")
    assert load({}).token == "abc.def"
    assert load({"DISCORD_TOKEN": "other"}).token == "other"


@pytest.mark.parametrize("content", [None, b"", b" \n", b"\xff"])
def test_a_file_that_holds_no_secret_is_named(tmp_path: Path, content: bytes | None) -> None:
    path = tmp_path / "token"
    if content is not None:
        path.write_bytes(content)
    with pytest.raises(SettingsError, match=r"^DISCORD_TOKEN_FILE names .*token, which "):
        load({"DISCORD_TOKEN_FILE": str(path)})


def test_what_a_file_holds_is_not_shown_when_it_is_wrong(tmp_path: Path) -> None:
    path = tmp_path / "token"
    path.write_text("my secret", encoding="utf-8")
    with pytest.raises(SettingsError) as caught:
        load({"DISCORD_TOKEN_FILE": str(path)})
    assert str(caught.value) == "DISCORD_TOKEN_FILE is the value it has; allowed is one word."


def test_a_secret_and_a_file_for_it_are_one_too_many(tmp_path: Path) -> None:
    with pytest.raises(SettingsError, match=r"^DISCORD_TOKEN and DISCORD_TOKEN_FILE are both set"):
        load({"DISCORD_TOKEN": "abc", "DISCORD_TOKEN_FILE": str(tmp_path / "token")})


def test_only_secrets_stand_in_files() -> None:
    Path("pullquote.toml").write_text('workers_file = "x"\n', encoding="utf-8")
    with pytest.raises(SettingsError, match="has “workers_file”"):
        load({})


def test_who_has_no_home_names_a_folder(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("XDG_DATA_HOME", raising=False)
    monkeypatch.setattr(os.path, "expanduser", lambda path: path)  # as for a user without a name
    assert load({"PULLQUOTE_DATA": "/data"}).data == Path("/data")
    with pytest.raises(SettingsError, match=r"^There is no home folder, so PULLQUOTE_DATA has to"):
        load({})


def test_the_page_for_operators_names_what_changes_while_the_bot_runs() -> None:
    page = (Path(__file__).parents[2] / "docs" / "operating.md").read_text(encoding="utf-8")
    (section,) = re.findall(
        r"^### Change settings while the bot runs\n(.*?)^#", page, re.DOTALL | re.MULTILINE
    )
    named = {*re.findall(r"`([a-z_]+)`", section)}
    assert named == {setting.key for setting in SETTINGS if setting.live}
