"""The card in a terminal: color only where it is welcome."""

from __future__ import annotations

import io
from typing import TYPE_CHECKING

from rich.console import Console

from bot.terminal.card import card
from index.library import Library

if TYPE_CHECKING:
    import pytest


def drawn(*, terminal: bool, limit: int = 3, everything: bool = False) -> str:
    out = io.StringIO()
    console = Console(file=out, force_terminal=terminal, width=80, highlight=False)
    answer = Library.open().ask("Who was blamed for the attack?", limit=limit)
    console.print(card(answer, everything=everything))
    return out.getvalue()


def test_colour_is_for_terminals_only(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("NO_COLOR", raising=False)
    monkeypatch.setenv("TERM", "xterm-256color")
    assert "\x1b[3" in drawn(terminal=True)
    assert "\x1b" not in drawn(terminal=False)


def test_no_color_is_honoured(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TERM", "xterm-256color")
    monkeypatch.setenv("NO_COLOR", "1")
    assert "\x1b[3" not in drawn(terminal=True)


def test_an_explicit_limit_shows_everything_that_was_found() -> None:
    usual = drawn(terminal=False, limit=20)
    everything = drawn(terminal=False, limit=20, everything=True)
    assert usual.count("paragraph") <= 3 < everything.count("paragraph")
