"""Configuration: every setting, its type and its limits, from the environment and a TOML file.

`Settings` is the one table of them, with what is documented of each; docs/operating.md,
`pullquote doctor` and the errors are made from it. The environment goes before the file. A secret
may stand in a file of its own, which ``DISCORD_TOKEN_FILE`` names.
"""

from __future__ import annotations

import os
import tomllib
from dataclasses import dataclass, field, fields, replace
from pathlib import Path
from typing import TYPE_CHECKING, Literal, TypeVar
from urllib.parse import urlsplit

from index.errors import PullquoteError
from index.limits import LONGEST_ARTICLE, CollectionLimits

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

T = TypeVar("T")
CONFIG_VARIABLE = "PULLQUOTE_CONFIG"
CONFIG_FILE = "pullquote.toml"
_ON = frozenset({"on", "true", "yes", "1"})
_OFF = frozenset({"off", "false", "no", "0"})
_NO_READER: bool | Path = False
_NOWHERE: tuple[str, int] | None = None
_NO_NUMBER: int | None = None
_ONE: int | Literal["auto"] | None = None
_LOG_FORMATS = ("TEXT", "JSON")
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
    secret: bool = False
    """Whether it is never shown, and may stand in a file of its own."""
    live: bool = False
    """Whether a running bot takes over another value."""
    earlier: str = ""
    """The variable that it had in the version before, read where the new one is not set; its key
    in the file was the end of that, in lower case."""

    @property
    def earlier_key(self) -> str:
        """The key that it had in the version before, or the empty string."""
        return self.earlier.removeprefix("PULLQUOTE_").lower()


def _setting(
    variable: str,
    meaning: str,
    allowed: str,
    parse: Callable[[str], T],
    default: T,
    *,
    factory: Callable[[], T] | None = None,
    shown: str | None = None,
    secret: bool = False,
    live: bool = False,
    earlier: str = "",
) -> T:
    """Return the field of a setting; ``factory`` makes a default that depends on the machine."""
    if shown is None:
        shown = {True: "on", False: "off"}[default] if isinstance(default, bool) else str(default)
    row = {"setting": Setting("", variable, meaning, allowed, shown, parse, secret, live, earlier)}
    if factory is not None:
        return field(default_factory=factory, metadata=row)
    return field(default=default, metadata=row)


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


def _shards(value: str) -> int | Literal["auto"]:
    return "auto" if value.strip().lower() == "auto" else _whole(1, 16_384)(value)


def _probability(value: str) -> float:
    number = float(value)
    if not 0 <= number <= 1:
        raise ValueError(value)
    return number


def _switch(value: str) -> bool:
    word = value.strip().lower()
    if word not in _ON | _OFF:
        raise ValueError(value)
    return word in _ON


def _switch_or_folder(value: str) -> bool | Path:
    if value.strip().lower() in _ON | _OFF:
        return _switch(value)
    path = _path(value)
    # What looks like a path is one; whether there is a model, who loads it says.
    if len(path.parts) == 1 and not path.is_dir():
        raise ValueError(value)
    return path


def _url(*schemes: str) -> Callable[[str], str]:
    def parse(value: str) -> str:
        parts = urlsplit(value)
        if parts.scheme not in schemes or not parts.hostname:
            raise ValueError(value)
        return value.rstrip("/")

    return parse


def _postgres(value: str) -> str:
    if not value.startswith(("postgresql://", "postgres://")) or any(map(str.isspace, value)):
        raise ValueError(value)
    return value


def _host_and_port(value: str) -> tuple[str, int]:
    host, _, port = value.strip().rpartition(":")
    host = host.removeprefix("[").removesuffix("]")
    if not host:
        raise ValueError(value)
    return host, _whole(0, 65_535)(port)


def _text(value: str) -> str:
    if not value.strip() or any(char.isspace() for char in value.strip()):
        raise ValueError(value)
    return value.strip()


def _path(value: str) -> Path:
    return Path(value).expanduser()


def _data_folder() -> Path:
    from platformdirs import user_data_path  # noqa: PLC0415 - only when it is not set

    try:
        return user_data_path("pullquote", appauthor=False)
    except RuntimeError:
        raise SettingsError(
            "There is no home folder, so PULLQUOTE_DATA has to be set: the folder where "
            "Pullquote keeps its files."
        ) from None


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class Settings:
    """The settings of a process. Not shown in tracebacks or logs: some of them are secrets."""

    token: str | None = _setting(
        "DISCORD_TOKEN",
        "The bot's token, from the Discord developer portal. Needed by `run` and `sync`.",
        "one word",
        _text,
        None,
        shown="not set",
        secret=True,
    )
    log_level: str = _setting(
        "PULLQUOTE_LOG_LEVEL",
        "How much is logged to standard error; never a question or a token.",
        ", ".join(_LOG_LEVELS),
        _one_of(*_LOG_LEVELS),
        "INFO",
        live=True,
    )
    log_format: str = _setting(
        "PULLQUOTE_LOG_FORMAT",
        "How the log is written: for people, or as one JSON object on each line.",
        ", ".join(_LOG_FORMATS),
        _one_of(*_LOG_FORMATS),
        "TEXT",
    )
    metrics: tuple[str, int] | None = _setting(
        "PULLQUOTE_METRICS",
        "Where metrics and health can be asked for over HTTP; needs `pullquote[metrics]`.",
        "a host and a port, as 127.0.0.1:9464; port 0 for a free one",
        _host_and_port,
        _NOWHERE,
        shown="off",
    )
    """Host and port."""
    sentry_dsn: str | None = _setting(
        "PULLQUOTE_SENTRY_DSN",
        "Where unexpected errors are reported to with Sentry; needs `pullquote[sentry]`.",
        "an http:// or https:// address with a key, as Sentry shows it",
        _url("http", "https"),
        None,
        shown="off",
        secret=True,
    )
    data: Path = _setting(
        "PULLQUOTE_DATA",
        "The folder where Pullquote keeps its files.",
        "a path",
        _path,
        Path(),
        factory=_data_folder,
        shown="the platform's user data folder",
    )
    database: str | None = _setting(
        "PULLQUOTE_DATABASE",
        "The PostgreSQL that keeps the articles, for a bot of several processes; needs "
        "`pullquote[postgres]`.",
        "a postgresql:// address, as postgresql://user:password@host/name",
        _postgres,
        None,
        shown="the file pullquote.db in the data folder",
        secret=True,
    )
    user_questions: int = _setting(
        "PULLQUOTE_USER_QUESTIONS",
        "How many questions one person may ask in a minute.",
        "a whole number from 1 to 600",
        _whole(1, 600),
        12,
        live=True,
    )
    server_questions: int = _setting(
        "PULLQUOTE_SERVER_QUESTIONS",
        "How many questions one server may ask in a minute.",
        "a whole number from 1 to 6000",
        _whole(1, 6000),
        120,
        live=True,
    )
    workers: int = _setting(
        "PULLQUOTE_WORKERS",
        "How many questions are answered at the same time; files are read apart from them.",
        "a whole number from 1 to 64",
        _whole(1, 64),
        2,
    )
    reader_memory: int = _setting(
        "PULLQUOTE_READER_MEMORY",
        "How many MB the processes that read files may take together; of them depends "
        "how many files are read at the same time: 512 are for plain text, and each "
        "768 of the rest for one other file.",
        "a whole number from 1024 to 1000000",
        _whole(1024, 1000000),
        2048,
    )
    """In MB."""
    reader_seconds: int = _setting(
        "PULLQUOTE_READER_SECONDS",
        "For how many seconds the files of one person may keep a processor busy in ten minutes.",
        "a whole number from 10 to 86400",
        _whole(10, 86400),
        120,
    )
    article_characters: int = _setting(
        "PULLQUOTE_ARTICLE_CHARACTERS",
        "How long an article may be, in characters.",
        "a whole number from 1000 to 10000000",
        _whole(1000, 10000000),
        LONGEST_ARTICLE,
        live=True,
    )
    articles: int = _setting(
        "PULLQUOTE_ARTICLES",
        "How many articles a server or a person may have.",
        "a whole number from 1 to 100000",
        _whole(1, 100000),
        1000,
        live=True,
    )
    passages: int = _setting(
        "PULLQUOTE_PASSAGES",
        "How many sentences the articles of a server or a person may have together.",
        "a whole number from 1 to 10000000",
        _whole(1, 10000000),
        200_000,
        live=True,
    )
    memory: int = _setting(
        "PULLQUOTE_MEMORY",
        "How many MB the indexes in memory may take; the least recently used give way.",
        "a whole number from 1 to 1000000",
        _whole(1, 1000000),
        512,
    )
    """In MB."""
    grace_days: int = _setting(
        "PULLQUOTE_GRACE_DAYS",
        "For how many days the articles of a server are kept after the bot was removed from it.",
        "a whole number from 0 to 3650",
        _whole(0, 3650),
        30,
    )
    shutdown_seconds: int = _setting(
        "PULLQUOTE_SHUTDOWN_SECONDS",
        "How many seconds a bot that is told to stop may take to answer what it was asked before.",
        "a whole number from 1 to 600",
        _whole(1, 600),
        10,
    )
    shards: int | Literal["auto"] | None = _setting(
        "PULLQUOTE_SHARDS",
        "How many shards all processes of the bot share; auto for as many as Discord recommends.",
        "auto, or a whole number from 1 to 16384",
        _shards,
        _ONE,
        shown="one connection, without shards",
    )
    shards_per_process: int | None = _setting(
        "PULLQUOTE_SHARDS_PER_PROCESS",
        "How many shards one process takes at most.",
        "a whole number from 1 to 16384",
        _whole(1, 16_384),
        _NO_NUMBER,
        shown="all that are free",
    )
    handover_seconds: int = _setting(
        "PULLQUOTE_HANDOVER_SECONDS",
        "How many seconds a process that is told to stop may take to hand its shards over to "
        "others; none if there are no others.",
        "a whole number from 0 to 3600",
        _whole(0, 3600),
        60,
    )
    fetch: bool = _setting(
        "PULLQUOTE_FETCH",
        "Whether pages are fetched from addresses that people give.",
        "on or off",
        _switch,
        True,
    )
    threshold: float | None = _setting(
        "PULLQUOTE_THRESHOLD",
        "How sure an answer has to be; below, the bot says that the article does not say.",
        "a number from 0 to 1",
        _probability,
        None,
        shown="0.215",
        live=True,
    )
    reader: bool | Path = _setting(
        "PULLQUOTE_READER",
        "Whether a small neural network reads the best candidates.",
        "on, off, or a folder with a reader",
        _switch_or_folder,
        _NO_READER,
        earlier="PULLQUOTE_SEMANTIC",
    )
    """A folder has another reader than the one that ships."""
    discord_api: str | None = _setting(
        "PULLQUOTE_DISCORD_API",
        "The REST address of another Discord-compatible server.",
        "an http:// or https:// address with the version, as https://discord.com/api/v10",
        _url("http", "https"),
        None,
        shown="Discord's",
    )
    discord_gateway: str | None = _setting(
        "PULLQUOTE_DISCORD_GATEWAY",
        "The gateway address of another Discord-compatible server.",
        "a ws:// or wss:// address",
        _url("ws", "wss"),
        None,
        shown="Discord's",
    )

    @property
    def limits(self) -> CollectionLimits:
        """How much a collection may hold."""
        return CollectionLimits(self.article_characters, self.articles, self.passages)


SETTINGS: tuple[Setting, ...] = tuple(
    replace(each.metadata["setting"], key=each.name) for each in fields(Settings)
)


def load(environment: Mapping[str, str] | None = None) -> Settings:
    """Return the settings of the environment and the configuration file.

    The file is the one that ``PULLQUOTE_CONFIG`` names, else ``pullquote.toml`` in the current
    folder if it is there. Raise SettingsError for the first setting that is wrong.
    """
    environment = os.environ if environment is None else environment
    path = config_path(environment)
    file = _read(path) if path else {}
    names = [name for setting in SETTINGS for name in _names(setting)]
    for key in file:
        if key not in names:
            raise SettingsError(f"{path} has “{key}”; the settings are {', '.join(names)}.")
    values: dict[str, object] = {}
    for setting in SETTINGS:
        where, raw = _found(setting, environment, file, path)
        if raw.strip():
            values[setting.key] = _parsed(setting, raw, where)
    return Settings(**values)  # type: ignore[arg-type]  # each parser gives the type of its field


def _parsed(setting: Setting, raw: str, where: str) -> object:
    """Return the value of a setting; raise SettingsError when it is not allowed."""
    try:
        return setting.parse(raw)
    except ValueError:
        shown = "the value it has" if setting.secret else f"“{raw}”"
        raise SettingsError(f"{where} is {shown}; allowed is {setting.allowed}.") from None


def _names(setting: Setting) -> tuple[str, ...]:
    """Return what may stand in the configuration file for a setting."""
    if setting.secret:
        return (setting.key, f"{setting.key}_file")
    return (setting.key, setting.earlier_key) if setting.earlier else (setting.key,)


def _found(
    setting: Setting, environment: Mapping[str, str], file: Mapping[str, object], path: Path | None
) -> tuple[str, str]:
    """Return where a setting stands, and what stands there; nothing if it is not set.

    Raise SettingsError when a secret is set and a file for it as well, or that cannot be read.
    """
    variable, key = setting.variable, setting.key
    if setting.earlier and variable not in environment and key not in file:
        if setting.earlier in environment:
            variable = setting.earlier
        elif setting.earlier_key in file:
            key = setting.earlier_key
    by_environment = {variable: environment.get(variable, "")}
    by_file = {f"{key} in {path}": str(file.get(key, ""))}
    if setting.secret:
        by_environment[f"{variable}_FILE"] = environment.get(f"{variable}_FILE", "")
        by_file[f"{key}_file in {path}"] = str(file.get(f"{key}_file", ""))
    for places in (by_environment, by_file):
        given = {where: raw for where, raw in places.items() if raw.strip()}
        if len(given) > 1:
            raise SettingsError(f"{' and '.join(given)} are both set. Keep one of them.")
        for where, raw in given.items():
            return where, raw if where in (variable, f"{key} in {path}") else _secret(where, raw)
        if variable in environment and places is by_environment:
            break  # set to nothing, which goes before the file, too
    return variable, ""


def _secret(where: str, name: str) -> str:
    """Return what stands in a file that holds a secret."""
    try:
        secret = Path(name).expanduser().read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise SettingsError(f"{where} names {name}, which cannot be read: {error}.") from error
    if not secret.strip():
        raise SettingsError(f"{where} names {name}, which is empty.")
    return secret


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


def outdated(environment: Mapping[str, str] | None = None) -> list[str]:
    """Return a sentence on each setting that has a name that is going."""
    environment = os.environ if environment is None else environment
    path = config_path(environment)
    file = _read(path) if path else {}
    found = []
    for setting in SETTINGS:
        if setting.earlier and setting.earlier in environment:
            found.append(f"{setting.earlier} is now called {setting.variable}.")
        elif setting.earlier and setting.earlier_key in file:
            found.append(f"{setting.earlier_key} in {path} is now called {setting.key}.")
    return [f"{sentence} The old name will go with the next version." for sentence in found]
