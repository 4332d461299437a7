"""`pullquote doctor`: what is in order, and what to do about what is not, a line each."""

from __future__ import annotations

import os
import tempfile
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from bot.settings import Settings, config_path, load
from bot.storage import examined, load_ranker, open_library
from bot.terminal.exit import ANSWERED, USAGE
from bot.terminal.watch import metrics_of
from index.errors import PullquoteError
from index.library import Library
from index.model import SHARED
from index.store.files import make_private_folder, may_others

if TYPE_CHECKING:
    import argparse
    from collections.abc import Callable, Iterator

_RELEASED = datetime(2026, 11, 1, tzinfo=UTC)
"""No clock that is right shows a time before this version's."""


@dataclass(frozen=True, slots=True)
class Finding:
    """The result of one check."""

    name: str
    good: bool
    text: str
    """What is there; if it is not good, what to do."""


def run(_: argparse.Namespace) -> int:
    """Check everything, print a line for each, and return the exit code."""
    findings = [*examine(datetime.now(UTC)), *_commands()]
    for finding in findings:
        print(f"{'ok  ' if finding.good else 'FIX '} {finding.name}: {finding.text}")
    return ANSWERED if all(finding.good for finding in findings) else USAGE


def examine(now: datetime) -> list[Finding]:
    """Return the findings at a time; without usable settings, those that do not need any."""
    findings = []
    settings = None
    try:
        settings = load()
    except PullquoteError as error:
        findings.append(Finding("configuration", good=False, text=str(error)))
    else:
        path = config_path(os.environ)
        where = f"{path} and the environment" if path else "from the environment"
        findings.append(Finding("configuration", good=True, text=where))
        findings.append(_token(settings))
        findings += _files(settings)
        if settings.reader is not False:
            findings.append(_checked("reader", lambda: _reader(settings)))
        if settings.metrics is not None:
            findings.append(_checked("metrics", lambda: _metrics(settings)))
    findings.append(_checked("articles", lambda: _articles(settings)))
    findings.append(_clock(now))
    return findings


def _commands() -> Iterator[Finding]:
    """Compare the commands that Discord shows with the bot's, where there is a token."""
    try:
        settings = load()
    except PullquoteError:
        return
    if settings.token:
        from bot.terminal.publishing import compare  # noqa: PLC0415 - only where it is needed

        yield _checked("commands", lambda: compare(settings))


def _checked(name: str, check: Callable[[], str]) -> Finding:
    try:
        return Finding(name, good=True, text=check())
    except (PullquoteError, OSError) as error:
        return Finding(name, good=False, text=str(error))


def _files(settings: Settings) -> Iterator[Finding]:
    yield _checked("data folder", lambda: _data(settings))
    yield _checked("database", lambda: examined(settings))


def _token(settings: Settings) -> Finding:
    if settings.token:
        return Finding("token", good=True, text="DISCORD_TOKEN is set")
    text = "set DISCORD_TOKEN to the token from https://discord.com/developers/applications"
    return Finding("token", good=False, text=text)


def _data(settings: Settings) -> str:
    try:
        make_private_folder(settings.data)
        with tempfile.TemporaryFile(dir=settings.data):
            pass
    except OSError as error:
        raise PullquoteError(
            f"{settings.data} cannot be written ({error.strerror}); "
            "make it writable or set PULLQUOTE_DATA to another folder"
        ) from error
    if may_others(settings.data):
        raise PullquoteError(
            f"{settings.data} can be read by other users; run `chmod 700 {settings.data}`, or set "
            "PULLQUOTE_DATA to a folder for Pullquote alone"
        )
    return f"{settings.data} can be written, and is closed to others"


def _reader(settings: Settings) -> str:
    load_ranker(settings)
    return "it works" if settings.reader is True else f"the one in {settings.reader} works"


def _metrics(settings: Settings) -> str:
    metrics_of(settings)
    host, port = settings.metrics or ("", 0)
    return f"the bot tells them at {host}, port {port}"


def _articles(settings: Settings | None) -> str:
    library = open_library(settings, create=False) if settings else Library.open()
    try:
        count = len(library.articles())
        others = [c for c in library.collections() if c != SHARED]
    finally:
        library.close()
    if not count:
        raise PullquoteError("there are none; add one with `pullquote article add FILE`")
    return f"{count} can be asked everywhere; {len(others)} servers and people have their own"


def _clock(now: datetime) -> Finding:
    text = f"{now:%Y-%m-%d %H:%M} UTC"
    if now < _RELEASED:
        return Finding("clock", good=False, text=f"it says {text}; set it right")
    return Finding("clock", good=True, text=text)
