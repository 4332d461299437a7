"""The `pullquote` command: reads the command line, and imports only the part that is wanted."""

from __future__ import annotations

import importlib
import os
import sys
from typing import TYPE_CHECKING

from bot.terminal import arguments
from bot.terminal.exit import FAILED, USAGE
from bot.terminal.startup import collect_later
from index.errors import PullquoteError, StoreError

if TYPE_CHECKING:
    import argparse
    from collections.abc import Sequence


def main(argv: Sequence[str] | None = None) -> int:
    """Run the command and return its exit code; errors that people can mend are one sentence."""
    parser = arguments.parser()
    parsed = parser.parse_args(argv)
    if mistake := _mistake(parsed):
        parser.error(mistake)
    try:
        with collect_later():
            part = importlib.import_module(f"bot.terminal.{parsed.part}")
        code: int = part.run(parsed)
    except PullquoteError as error:
        print(f"pullquote: {error}", file=sys.stderr)
        return FAILED if isinstance(error, StoreError) else USAGE
    except BrokenPipeError:
        # The reader of our output has gone (`pullquote ask ... | head`): nothing to say to it.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 0
    return code


def _mistake(parsed: argparse.Namespace) -> str | None:
    """Return what is wrong with options that do not go together."""
    if parsed.command == "ask":
        if parsed.questions and not parsed.json:
            return "--questions prints JSON lines; add --json"
        if parsed.questions and parsed.question is not None:
            return "give either a QUESTION or --questions, not both"
    return None


if __name__ == "__main__":
    sys.exit(main())
