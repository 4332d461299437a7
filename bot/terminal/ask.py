"""`pullquote ask`: one question, a file of questions, or a prompt."""

from __future__ import annotations

import contextlib
import json
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from bot.settings import load
from bot.storage import open_library, ranker_of
from bot.terminal.answer_json import record
from bot.terminal.exit import ANSWERED, NOT_ANSWERED, USAGE
from bot.terminal.progress import progress
from bot.terminal.startup import collect_later
from index.errors import ArticleError, PullquoteError, QuestionError, UnknownArticleError
from index.ingest.sniff import READ_SUFFIXES
from index.library import Library

if TYPE_CHECKING:
    import argparse
    from collections.abc import Callable, Iterator, Sequence

    from rich.console import Console

    from index.model import Answer, CollectionId, Record

_DEFAULT_LIMIT = 3
_FILE = ("/", "./", "../")
"""How a path begins that is nothing else, so that no library has to be opened to know it."""


def run(arguments: argparse.Namespace) -> int:
    """Answer what the command line asks and return the exit code."""
    collection_id: CollectionId = arguments.collection_id
    with collect_later():
        library, article_id = _open(arguments.article, collection_id)
    limit = arguments.limit or _DEFAULT_LIMIT

    def ask(question: str) -> Answer:
        return library.ask(
            question, collection_id=collection_id, article_id=article_id, limit=limit
        )

    try:
        if arguments.questions:
            return _batch(ask, Path(arguments.questions))
        everything = arguments.limit is not None
        if arguments.question is None:
            asked = [r for r in library.articles(collection_id) if article_id in (None, r.id)]
            return _prompt(ask, asked, everything=everything)
        answer = ask(arguments.question)
        if arguments.json:
            print(json.dumps(record(answer), ensure_ascii=False))
        else:
            _show(answer, _console(), everything=everything)
        return ANSWERED if answer.answered else NOT_ANSWERED
    finally:
        library.close()


def _open(article: str | None, collection_id: CollectionId) -> tuple[Library, str | None]:
    """Return a library and the article that is asked: of a file for this run only, or by its id."""
    settings = load()
    ranker = ranker_of(settings)

    def of_file(path: str) -> tuple[Library, str]:
        library = Library.of_file(Path(path), ranker=ranker)
        return library, library.articles()[0].id

    if article and article.startswith(_FILE):
        return of_file(article)
    library = open_library(settings, create=False, ranker=ranker)
    if article is None:
        return library, None
    try:
        return library, library.find(collection_id, article, exact=True).id
    except UnknownArticleError:
        library.close()
        path = Path(article)
        if path.exists() or path.suffix.lower() in READ_SUFFIXES or "/" in article:
            return of_file(article)  # or the error that there is no such file
        raise
    except BaseException:
        library.close()
        raise


def _console() -> Console:
    from rich.console import Console  # noqa: PLC0415 - JSON output does without it

    return Console(highlight=False, markup=False, emoji=False)


def _show(answer: Answer, console: Console, *, everything: bool) -> None:
    from bot.terminal.card import card  # noqa: PLC0415 - JSON output does without it

    console.print(card(answer, everything=everything))


def _prompt(ask: Callable[[str], Answer], articles: Sequence[Record], *, everything: bool) -> int:
    """Answer questions from the terminal until the end of the input."""
    with contextlib.suppress(ImportError):  # Windows has no readline; lines are then not edited
        import readline  # noqa: F401, PLC0415 - importing it is what makes `input` edit lines
    console = _console()
    console.print("Ask about: " + "; ".join(article.title for article in articles))
    console.print("One question a line; Ctrl-D ends.\n")
    while True:
        try:
            question = input("> " if sys.stdin.isatty() else "")
        except (EOFError, KeyboardInterrupt):
            console.print()
            return ANSWERED
        if not question.strip():
            continue
        try:
            _show(ask(question), console, everything=everything)
        except QuestionError as error:
            console.print(str(error))


def _batch(ask: Callable[[str], Answer], path: Path) -> int:
    """Print one JSON object for each question of a JSON Lines file; return USAGE if a line is bad.

    A bad line is named on standard error, and the other lines are answered.
    """
    bad = 0
    for number, line in _lines_with_progress(path):
        try:
            answer = ask(_question(line))
        except PullquoteError as error:
            bad += 1
            print(f"{path}, line {number}: {error}", file=sys.stderr)
        else:
            print(json.dumps(record(answer), ensure_ascii=False))
    if bad:
        print(f"{bad} of the lines could not be asked.", file=sys.stderr)
    return USAGE if bad else ANSWERED


def _question(line: str) -> str:
    """Return the question of a JSON line; raise QuestionError if it has none."""
    try:
        found = json.loads(line)
    except ValueError as error:
        raise QuestionError(f'not valid JSON ({error}); write {{"question": "..."}}.') from error
    question = found.get("question") if isinstance(found, dict) else None
    if not isinstance(question, str):
        raise QuestionError('no question in it; write {"question": "..."}.')
    return question


def _lines_with_progress(path: Path) -> Iterator[tuple[int, str]]:
    """Yield the numbered lines of a file that are not blank, with a progress bar on a terminal."""
    try:
        text = path.read_text(encoding="utf-8-sig")
    except FileNotFoundError:
        raise ArticleError(f"There is no file {path}.") from None
    except (OSError, UnicodeDecodeError) as error:
        raise ArticleError(f"{path} cannot be read as UTF-8 text: {error}.") from error
    lines = [(number, line) for number, line in enumerate(text.split("\n"), 1) if line.strip()]
    yield from progress(lines, "Asking")
