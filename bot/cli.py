"""The `pullquote` command: reads the command line, and imports only the part that is wanted."""

from __future__ import annotations

import argparse
import os
import sys
from typing import TYPE_CHECKING

from bot.exit import USAGE
from index import __version__
from index.errors import PullquoteError

if TYPE_CHECKING:
    from collections.abc import Sequence


def main(argv: Sequence[str] | None = None) -> int:
    """Run the command and return its exit code; errors that people can mend are one sentence."""
    parser = _parser()
    arguments = parser.parse_args(argv)
    try:
        return _dispatch(arguments, parser)
    except PullquoteError as error:
        print(f"pullquote: {error}", file=sys.stderr)
        return USAGE
    except BrokenPipeError:
        # The reader of our output has gone (`pullquote ask ... | head`): nothing to say to it.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 0


def _dispatch(arguments: argparse.Namespace, parser: argparse.ArgumentParser) -> int:
    match arguments.command:
        case "ask":
            from bot.terminal import ask  # noqa: PLC0415 - each part is imported when it is wanted

            if arguments.questions and not arguments.json:
                parser.error("--questions prints JSON lines; add --json")
            if arguments.questions and arguments.question is not None:
                parser.error("give either a QUESTION or --questions, not both")
            return ask.run(arguments)
        case "run":
            from bot.terminal import process  # noqa: PLC0415 - imports discord

            return process.run()
        case "sync":
            from bot.terminal import process  # noqa: PLC0415 - imports discord

            return process.sync(arguments.guild)
        case _:
            from bot.terminal import doctor  # noqa: PLC0415 - as above

            return doctor.run()


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="pullquote",
        description="Answer questions about articles in the articles' own words.",
    )
    parser.add_argument("--version", action="version", version=f"pullquote {__version__}")
    commands = parser.add_subparsers(dest="command", required=True, metavar="COMMAND")

    ask = commands.add_parser(
        "ask",
        help="ask the articles a question",
        description="Ask the articles a question. Exit code: 0 answered, 3 the article does not"
        " say, 2 the call is wrong. Without QUESTION, questions are read until Ctrl-D.",
    )
    ask.add_argument("question", nargs="?", metavar="QUESTION")
    ask.add_argument(
        "--article",
        metavar="ID|FILE",
        help="ask one article: by its id, or a text file for this run only",
    )
    ask.add_argument(
        "--limit", type=_limit, metavar="N", help="at most N quotes, 1 to 100 (default: 3)"
    )
    ask.add_argument("--json", action="store_true", help="print JSON")
    ask.add_argument(
        "--questions",
        metavar="FILE",
        help='a JSON Lines file with {"question": "..."} on each line; needs --json',
    )

    commands.add_parser("run", help="run the Discord bot")
    sync = commands.add_parser("sync", help="publish the slash commands to Discord")
    sync.add_argument("--guild", type=int, metavar="ID", help="to one server only, at once")
    commands.add_parser("doctor", help="check the configuration and say what to do")
    return parser


def _limit(value: str) -> int:
    most = 100
    if not value.isdecimal() or not 1 <= int(value) <= most:
        raise argparse.ArgumentTypeError(f"{value!r} is not a whole number from 1 to {most}")
    return int(value)


if __name__ == "__main__":
    sys.exit(main())
