"""Configuration: every setting, its type and its limits, from the environment and a TOML file.

`SETTINGS` is the one place where settings are documented; docs/operating.md, `pullquote doctor`
and the errors are made from it. The environment goes before the file.
"""

from __future__ import annotations

import os
import tomllib
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar
from urllib.parse import urlsplit

from index.errors import PullquoteError
from index.limits import CollectionLimits

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

T = TypeVar("T")
CONFIG_VARIABLE = "PULLQUOTE_CONFIG"
CONFIG_FILE = "pullquote.toml"
_LOG_LEVELS = ("DEBUG", "INFO", "WARNING", "ERROR", "CRITICAL")


class SettingsError(PullquoteError):
    """A setting has a value that it cannot have; the text names both and says what is allowed."""


@dataclass(frozen=True, slots=True)
class Setting:
    """One setting: where it comes from, what it does, and what it may be."""

    key: str
    """Its name in the TOML file."""
    variable: str
    """Its name in the environment."""
    meaning: str
    allowed: str
    default: str
    """What holds when it is not set, in words or as it would be written."""
    parse: Callable[[str], object]
    """Raises ValueError for a value that is not allowed."""
    earlier: str = ""
    """The variable that it had in the version before, which is read where the new one is not set;
    its key in the file was the end of that, in lower case."""

    @property
    def earlier_key(self) -> str:
        """The key that it had in the version before, or the empty string."""
        return self.earlier.removeprefix("PULLQUOTE_").lower()


@dataclass(frozen=True, slots=True, repr=False)
class Settings:
    """The settings of a process. Not shown in tracebacks or logs: one of them is a secret."""

    token: str | None
    log_level: str
    data: Path
    discord_api: str | None
    discord_gateway: str | None
    user_questions: int
    server_questions: int
    workers: int
    reader_memory: int
    """In MB."""
    reader_seconds: int
    article_characters: int
    articles: int
    passages: int
    memory: int
    """In MB."""
    grace_days: int
    shutdown_seconds: int
    fetch: bool
    threshold: float | None
    reader: bool | Path
    """Whether the best candidates are read; a folder that has another reader than ours."""
    outdated: tuple[str, ...] = ()
    """Names of settings that were used and are going: a sentence on each."""

    @property
    def limits(self) -> CollectionLimits:
        """How much a collection may hold."""
        return CollectionLimits(self.article_characters, self.articles, self.passages)


def _one_of(*values: str) -> Callable[[str], str]:
    def parse(value: str) -> str:
        if value.upper() not in values:
            raise ValueError(value)
        return value.upper()

    return parse


def _whole(least: int, most: int) -> Callable[[str], int]:
    def parse(value: str) -> int:
        number = int(value)
        if not least <= number <= most:
            raise ValueError(value)
        return number

    return parse


def _probability(value: str) -> float:
    number = float(value)
    if not 0 <= number <= 1:
        raise ValueError(value)
    return number


def _switch(value: str) -> bool:
    if value.lower() not in {"on", "off"}:
        raise ValueError(value)
    return value.lower() == "on"


def _switch_or_path(value: str) -> bool | Path:
    return _switch(value) if value.lower() in {"on", "off"} else _path(value)


def _url(*schemes: str) -> Callable[[str], str]:
    def parse(value: str) -> str:
        parts = urlsplit(value)
        if parts.scheme not in schemes or not parts.hostname:
            raise ValueError(value)
        return value.rstrip("/")

    return parse


def _text(value: str) -> str:
    if not value.strip() or any(char.isspace() for char in value.strip()):
        raise ValueError(value)
    return value.strip()


def _path(value: str) -> Path:
    return Path(value).expanduser()


SETTINGS: tuple[Setting, ...] = (
    Setting(
        "token",
        "DISCORD_TOKEN",
        "The bot's token, from the Discord developer portal. Needed by `run` and `sync`.",
        "one word",
        "not set",
        _text,
    ),
    Setting(
        "log_level",
        "PULLQUOTE_LOG_LEVEL",
        "How much is logged to standard error; never a question or a token.",
        ", ".join(_LOG_LEVELS),
        "INFO",
        _one_of(*_LOG_LEVELS),
    ),
    Setting(
        "data",
        "PULLQUOTE_DATA",
        "The folder that Pullquote keeps its own files in.",
        "a path",
        "the platform's user data folder",
        _path,
    ),
    Setting(
        "user_questions",
        "PULLQUOTE_USER_QUESTIONS",
        "How many questions one person may ask in a minute.",
        "a whole number from 1 to 600",
        "12",
        _whole(1, 600),
    ),
    Setting(
        "server_questions",
        "PULLQUOTE_SERVER_QUESTIONS",
        "How many questions one server may ask in a minute.",
        "a whole number from 1 to 6000",
        "120",
        _whole(1, 6000),
    ),
    Setting(
        "workers",
        "PULLQUOTE_WORKERS",
        "How many questions are answered at the same time; files are read apart from them.",
        "a whole number from 1 to 64",
        "2",
        _whole(1, 64),
    ),
    Setting(
        "reader_memory",
        "PULLQUOTE_READER_MEMORY",
        "How many MB the processes that read files may take together; of them depends how many "
        "files are read at the same time: 512 are for plain text, and each 768 of the rest for "
        "one other file.",
        "a whole number from 1024 to 1000000",
        "2048",
        _whole(1024, 1_000_000),
    ),
    Setting(
        "reader_seconds",
        "PULLQUOTE_READER_SECONDS",
        "For how many seconds the files of one person may keep a processor busy in ten minutes.",
        "a whole number from 10 to 86400",
        "120",
        _whole(10, 86_400),
    ),
    Setting(
        "article_characters",
        "PULLQUOTE_ARTICLE_CHARACTERS",
        "How long an article may be, in characters.",
        "a whole number from 1000 to 10000000",
        "2000000",
        _whole(1000, 10_000_000),
    ),
    Setting(
        "articles",
        "PULLQUOTE_ARTICLES",
        "How many articles a server or a person may have.",
        "a whole number from 1 to 100000",
        "1000",
        _whole(1, 100_000),
    ),
    Setting(
        "passages",
        "PULLQUOTE_PASSAGES",
        "How many sentences the articles of a server or a person may have together.",
        "a whole number from 1 to 10000000",
        "200000",
        _whole(1, 10_000_000),
    ),
    Setting(
        "memory",
        "PULLQUOTE_MEMORY",
        "How many MB the indexes in memory may take; the least recently used give way.",
        "a whole number from 1 to 1000000",
        "512",
        _whole(1, 1_000_000),
    ),
    Setting(
        "grace_days",
        "PULLQUOTE_GRACE_DAYS",
        "For how many days the articles of a server are kept after the bot was removed from it.",
        "a whole number from 0 to 3650",
        "30",
        _whole(0, 3650),
    ),
    Setting(
        "shutdown_seconds",
        "PULLQUOTE_SHUTDOWN_SECONDS",
        "How many seconds a bot that is told to stop may take to answer what it was asked before.",
        "a whole number from 1 to 600",
        "10",
        _whole(1, 600),
    ),
    Setting(
        "fetch",
        "PULLQUOTE_FETCH",
        "Whether pages are fetched from addresses that people give.",
        "on or off",
        "on",
        _switch,
    ),
    Setting(
        "threshold",
        "PULLQUOTE_THRESHOLD",
        "How sure an answer has to be; below, the bot says that the article does not say.",
        "a number from 0 to 1",
        "0.215",
        _probability,
    ),
    Setting(
        "reader",
        "PULLQUOTE_READER",
        "Whether a small neural network reads the best candidates.",
        "on, off, or a folder with a reader",
        "on",
        _switch_or_path,
        earlier="PULLQUOTE_SEMANTIC",
    ),
    Setting(
        "discord_api",
        "PULLQUOTE_DISCORD_API",
        "The REST address of another Discord-compatible server.",
        "an http:// or https:// address with the version, as https://discord.com/api/v10",
        "Discord's",
        _url("http", "https"),
    ),
    Setting(
        "discord_gateway",
        "PULLQUOTE_DISCORD_GATEWAY",
        "The gateway address of another Discord-compatible server.",
        "a ws:// or wss:// address",
        "Discord's",
        _url("ws", "wss"),
    ),
)


def load(environment: Mapping[str, str] | None = None) -> Settings:
    """Return the settings of the environment and the configuration file.

    The file is the one that ``PULLQUOTE_CONFIG`` names, else ``pullquote.toml`` in the current
    folder if it is there. Raise SettingsError for the first setting that is wrong.
    """
    environment = os.environ if environment is None else environment
    path = config_path(environment)
    file = _read(path) if path else {}
    known = {setting.key: setting for setting in SETTINGS}
    earlier = {setting.earlier_key for setting in SETTINGS if setting.earlier}
    outdated: list[str] = []
    for key in file:
        if key not in known and key not in earlier:
            raise SettingsError(f"{path} has “{key}”; the settings are {', '.join(known)}.")

    def value(key: str, default: T) -> T:
        """Return a setting; its parser is trusted to give the type of the default."""
        setting = known[key]
        if setting.variable in environment:
            where, raw = setting.variable, environment[setting.variable]
        elif key in file:
            where, raw = f"{key} in {path}", str(file[key])
        elif setting.earlier in environment:
            where, raw = setting.earlier, environment[setting.earlier]
            outdated.append(f"{where} is now called {setting.variable}; the old name will go.")
        elif setting.earlier_key in file:
            where, raw = f"{setting.earlier_key} in {path}", str(file[setting.earlier_key])
            outdated.append(f"{where} is now called {key}; the old name will go.")
        else:
            return default
        if not raw.strip():
            return default
        try:
            return setting.parse(raw)  # type: ignore[return-value]  # see the docstring
        except ValueError:
            shown = "the value it has" if key == "token" else f"“{raw}”"
            raise SettingsError(f"{where} is {shown}; allowed is {setting.allowed}.") from None

    unset: str | None = None
    no_number: float | None = None
    reads: bool | Path = True
    settings = Settings(
        token=value("token", unset),
        log_level=value("log_level", "INFO"),
        data=value("data", _data_folder()),
        discord_api=value("discord_api", unset),
        discord_gateway=value("discord_gateway", unset),
        user_questions=value("user_questions", 12),
        server_questions=value("server_questions", 120),
        workers=value("workers", 2),
        reader_memory=value("reader_memory", 2048),
        reader_seconds=value("reader_seconds", 120),
        article_characters=value("article_characters", 2_000_000),
        articles=value("articles", 1000),
        passages=value("passages", 200_000),
        memory=value("memory", 512),
        grace_days=value("grace_days", 30),
        shutdown_seconds=value("shutdown_seconds", 10),
        fetch=value("fetch", True),
        threshold=value("threshold", no_number),
        reader=value("reader", reads),
    )
    return replace(settings, outdated=tuple(outdated))


def config_path(environment: Mapping[str, str]) -> Path | None:
    """Return the path of the configuration file, or None where there is none."""
    named = environment.get(CONFIG_VARIABLE)
    if named:
        return Path(named).expanduser()
    here = Path(CONFIG_FILE)
    return here if here.is_file() else None


def _read(path: Path) -> dict[str, object]:
    try:
        return tomllib.loads(path.read_text(encoding="utf-8"))
    except tomllib.TOMLDecodeError as error:
        raise SettingsError(f"{path} is not valid TOML: {error}.") from error
    except FileNotFoundError:
        raise SettingsError(f"{CONFIG_VARIABLE} names {path}, which is not there.") from None
    except (OSError, UnicodeDecodeError) as error:
        raise SettingsError(f"{path} cannot be read: {error}.") from error


def _data_folder() -> Path:
    from platformdirs import user_data_path  # noqa: PLC0415 - only when it is not set

    return user_data_path("pullquote", appauthor=False)
