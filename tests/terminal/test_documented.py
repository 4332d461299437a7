"""The README has every command and option of the command line."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import TYPE_CHECKING

from bot.terminal.arguments import parser

if TYPE_CHECKING:
    from collections.abc import Iterator

README = (Path(__file__).parents[2] / "README.md").read_text(encoding="utf-8")


def usages(command: argparse.ArgumentParser) -> Iterator[tuple[str, str]]:
    """Each command with each of its options."""
    for action in command._actions:
        if isinstance(action, argparse._SubParsersAction):
            for below in action.choices.values():
                yield from usages(below)
        elif action.option_strings and action.dest not in ("help", "version"):
            yield command.prog, action.option_strings[-1]
        else:
            yield command.prog, command.prog


def test_every_command_and_option_is_in_the_readme() -> None:
    missing = {part for usage in usages(parser()) for part in usage if part not in README}
    assert missing == set()
