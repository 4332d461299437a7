"""The command line of `pullquote`: what each command is called and takes.

Each command names the module that runs it, so that only that one is imported.
"""

from __future__ import annotations

import argparse
from dataclasses import fields
from typing import TYPE_CHECKING

from bot.settings import SETTINGS
from index import __version__
from index.limits import OwnLimits
from index.model import SHARED, CollectionId

if TYPE_CHECKING:
    from collections.abc import Callable

    Commands = argparse._SubParsersAction[argparse.ArgumentParser]

SUITES = (
    "elsewhere",
    "attributes",
    "lower-case",
    "slips",
    "key-words",
    "two-in-one",
    "untitled",
)
"""Those of `index.evaluate.suites`, which takes too long to import for a line of help."""
LIMITS = {
    setting.key: setting
    for setting in SETTINGS
    if setting.key in {field.name for field in fields(OwnLimits)}
}
"""The settings that may be other ones for a server."""
DEFAULT = "default"
_SOURCES = "a text file, a folder (including subfolders), or the address of a page"
_NAMED = "the id of an article, or its title"


def parser() -> argparse.ArgumentParser:
    """Return the parser; what it parses has ``part``, the name of the module to run."""
    whole = argparse.ArgumentParser(
        prog="pullquote",
        description="Answer questions about articles in the articles' own words.",
    )
    whole.add_argument("--version", action="version", version=f"pullquote {__version__}")
    commands = whole.add_subparsers(dest="command", required=True, metavar="COMMAND")
    _ask(commands)
    _article(commands)
    _inspect(commands)
    _files(commands)
    _limit_command(commands)
    _evaluate(commands)
    run = commands.add_parser("run", help="run the Discord bot")
    run.add_argument(
        "--shards",
        metavar="FIRST-LAST/TOTAL",
        help="answer for these shards only, as 0-3/16; docs/operating.md says when",
    )
    run.set_defaults(part="process")
    sync = commands.add_parser("sync", help="publish the slash commands to Discord")
    sync.add_argument("--guild", type=int, metavar="ID", help="to one server only, at once")
    sync.set_defaults(part="process")
    status = commands.add_parser("status", help="show which process answers for which shards")
    _json(status)
    status.set_defaults(part="status")
    doctor = commands.add_parser("doctor", help="check the configuration and say what to do")
    doctor.set_defaults(part="doctor")
    return whole


def _ask(commands: Commands) -> None:
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
    _place(ask, "ask")
    ask.add_argument(
        "--limit", type=_limit, metavar="N", help="at most N quotes, 1 to 100 (default: 3)"
    )
    _json(ask)
    ask.add_argument(
        "--questions",
        metavar="FILE",
        help='a JSON Lines file with {"question": "..."} on each line; needs --json',
    )
    ask.set_defaults(part="ask")


def _article(commands: Commands) -> None:
    article = commands.add_parser("article", help="add, list, show, update and remove articles")
    actions = article.add_subparsers(dest="action", required=True, metavar="ACTION")

    add = actions.add_parser("add", help="add files, folders and pages")
    add.add_argument("sources", nargs="+", metavar="PATH|URL", help=_SOURCES)
    update = actions.add_parser("update", help="give an article another text")
    update.add_argument("article", metavar="ID", help=_NAMED)
    update.add_argument("source", metavar="PATH|URL", help="a text file, or the address of a page")
    for action in (add, update):
        for known in ("title", "author", "publisher", "published", "language", "url"):
            action.add_argument(f"--{known}", metavar="TEXT", help=f"the {known} of the article")
    actions.add_parser("list", help="list the articles")
    show = actions.add_parser("show", help="show what is kept about an article")
    show.add_argument("article", metavar="ID", help=_NAMED)
    remove = actions.add_parser("remove", help="remove articles")
    remove.add_argument("articles", nargs="+", metavar="ID", help=_NAMED)
    restore = actions.add_parser(
        "restore", help="restore an article removed less than a minute ago"
    )
    restore.add_argument("article", metavar="ID", help="the id of a removed article")
    for name, action in actions.choices.items():
        _place(action, name)
        _json(action)
        action.set_defaults(part="add" if name == "add" else "article")


def _inspect(commands: Commands) -> None:
    inspect = commands.add_parser(
        "inspect", help="show what would be read from a file or a page, without adding it"
    )
    inspect.add_argument("source", metavar="FILE|URL", help="a file, or the address of a page")
    _json(inspect)
    inspect.set_defaults(part="inspect")


def _files(commands: Commands) -> None:
    backup = commands.add_parser("backup", help="copy the database, even while the bot runs")
    restore = commands.add_parser("restore", help="put a backup in the place of the database")
    export = commands.add_parser("export", help="write all articles as JSON Lines")
    take = commands.add_parser("import", help="add the articles of an export")
    for command in (backup, restore, take):
        command.add_argument("file", metavar="FILE")
    export.add_argument("file", metavar="FILE", nargs="?", help="standard output if not given")
    migrate = commands.add_parser("migrate", help="move all articles from one database to another")
    migrate.add_argument(
        "source", metavar="FROM", help="a SQLite file, or the postgresql:// address of a database"
    )
    migrate.add_argument("target", metavar="TO", help="the same of another one")
    migrate.set_defaults(part="migrate")
    for command in (backup, restore):
        command.set_defaults(part="backup")
    for command in (export, take):
        command.set_defaults(part="transfer")


def _limit_command(commands: Commands) -> None:
    limit = commands.add_parser(
        "limit",
        help="set what one server may have, or show it",
        description="Set what one server may have, where that is not what all may; a running bot"
        " keeps to it within a minute. Without options, show it; without SERVER, show all servers"
        " with limits of their own.",
    )
    limit.add_argument("server", nargs="?", type=_server, metavar="SERVER", help="Discord's id")
    for key, setting in LIMITS.items():
        limit.add_argument(
            f"--{key.replace('_', '-')}",
            type=_own_limit(key),
            metavar="N",
            help=f"{setting.allowed}, or default. {setting.meaning}",
        )
    limit.add_argument("--reset", action="store_true", help="have all limits as everywhere")
    _json(limit)
    limit.set_defaults(part="limit")


def _server(value: str) -> int:
    return _numbered("server")(value).number


def _own_limit(key: str) -> Callable[[str], int | str]:
    """Return the type of an option that takes the value of a setting, or "default"."""

    def limit(value: str) -> int | str:
        if value == DEFAULT:
            return value
        try:
            LIMITS[key].parse(value)
        except ValueError:
            allowed = LIMITS[key].allowed
            raise argparse.ArgumentTypeError(f"{value!r} is not {allowed}, or default") from None
        return int(value)

    return limit


def _evaluate(commands: Commands) -> None:
    evaluate = commands.add_parser(
        "evaluate",
        help="measure the answers to questions that are known",
        description="Ask the questions of question sets, compare the answers with the known ones,"
        " and measure two peers in the same run. docs/evaluation.md says what they mean.",
    )
    evaluate.add_argument(
        "files", nargs="+", metavar="FILE", help="a question set: articles and questions, as JSON"
    )
    evaluate.add_argument(
        "--together",
        action="store_true",
        help="ask all articles of a set at once, as on a server, not each one alone",
    )
    evaluate.add_argument(
        "--suite",
        choices=SUITES,
        metavar="NAME",
        help=f"ask other questions, made of those of the set: {', '.join(SUITES)}",
    )
    evaluate.add_argument(
        "--plot",
        metavar="OUT.png",
        help="draw how good the confidence is; needs matplotlib (pullquote[plot])",
    )
    _json(evaluate)
    evaluate.set_defaults(part="evaluate.run")


def _place(command: argparse.ArgumentParser, verb: str) -> None:
    """Let a command say whose articles it is about."""
    place = command.add_mutually_exclusive_group()
    for kind, whose in (("server", "a Discord server"), ("person", "a person, in direct messages")):
        place.add_argument(
            f"--{kind}",
            dest="collection_id",
            type=_numbered(kind),
            metavar="ID",
            help=f"{verb}: the articles of {whose}",
        )
    place.add_argument(
        "--global",
        dest="collection_id",
        action="store_const",
        const=SHARED,
        help=f"{verb}: the operator's articles, which everybody sees (the default)",
    )
    command.set_defaults(collection_id=SHARED)


def _json(command: argparse.ArgumentParser) -> None:
    command.add_argument("--json", action="store_true", help="print JSON")


def _numbered(kind: str) -> Callable[[str], CollectionId]:
    """Return the type of an option that takes Discord's id of a server or a person."""

    def collection_id(value: str) -> CollectionId:
        try:
            return CollectionId.parse(f"{kind}:{value}")
        except ValueError:
            raise argparse.ArgumentTypeError(f"{value!r} is not the id of a {kind}") from None

    return collection_id


def _limit(value: str) -> int:
    most = 100
    if not value.isdecimal() or not 1 <= int(value) <= most:
        raise argparse.ArgumentTypeError(f"{value!r} is not a whole number from 1 to {most}")
    return int(value)
