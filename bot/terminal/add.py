"""`pullquote article add`: files, folders and pages, many at once."""

from __future__ import annotations

import json
import sys
from contextlib import closing
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Literal

from bot.render.phrases import counted
from bot.settings import load
from bot.storage import open_library
from bot.terminal.exit import ANSWERED, FAILED, USAGE
from bot.terminal.progress import progress
from bot.terminal.source import passed_over, read, sources
from index.errors import ArticleError, LimitError

if TYPE_CHECKING:
    import argparse
    from collections.abc import Sequence

    from bot.settings import Settings
    from index.library import Library
    from index.model import Record


_NO_ARTICLE = "files that end so are not read; give it by its own name if it is an article."
_MOST_NAMED = 10


@dataclass(frozen=True, slots=True)
class _Outcome:
    """What became of one source."""

    source: str
    status: Literal["added", "skipped", "refused"]
    record: Record | None = None
    reason: str = ""


def run(arguments: argparse.Namespace) -> int:
    """Add what is named, and return USAGE if any of it was refused.

    Each article is kept once it is added, and one that is there is skipped: what was interrupted
    can be run again.
    """
    named: list[str] = arguments.sources
    found = list(sources(named))
    others = list(passed_over(named))
    if not found:
        passed = f" Passed over: {', '.join(others[:_MOST_NAMED])}." if others else ""
        raise ArticleError(f"There are no articles in {', '.join(named)}.{passed}")
    if arguments.title and len(found) > 1:
        raise ArticleError(f"--title is for one article, and here are {len(found):,}.")
    outcomes: list[_Outcome] = []
    interrupted = False
    settings = load()
    with closing(open_library(settings, create=True)) as library:
        try:
            for source in progress(found, "Adding"):
                outcomes.append(_add(library, source, arguments, settings))
                if arguments.json:
                    print(_json(outcomes[-1]))
        except KeyboardInterrupt:
            interrupted = True
    _summarize(outcomes, len(found), shown=not arguments.json)
    for path in others:
        print(f"Passed over {path}: {_NO_ARTICLE}", file=sys.stderr)
    if interrupted:
        print("Interrupted. Run it again to add the rest.", file=sys.stderr)
        return FAILED
    return USAGE if any(outcome.status == "refused" for outcome in outcomes) else ANSWERED


def _add(
    library: Library, source: str, arguments: argparse.Namespace, settings: Settings
) -> _Outcome:
    try:
        article = read(source, arguments, settings)
        added = library.add(arguments.collection_id, article, by=None, now=datetime.now(UTC))
    except (ArticleError, LimitError) as error:
        return _Outcome(source, "refused", reason=str(error))
    return _Outcome(source, "added" if added.created else "skipped", added.record)


def _json(outcome: _Outcome) -> str:
    values: dict[str, object] = {"source": outcome.source, "status": outcome.status}
    if outcome.record:
        values |= {
            "id": outcome.record.id,
            "title": outcome.record.title,
            "language": outcome.record.language,
            "passages": outcome.record.passages,
            "left_out": outcome.record.left_out,
        }
    else:
        values["reason"] = outcome.reason
    return json.dumps(values, ensure_ascii=False)


def _summarize(outcomes: Sequence[_Outcome], found: int, *, shown: bool) -> None:
    """Print what was added, if it is to be shown, and what was refused, and how many of each."""
    by_status = {
        status: [outcome for outcome in outcomes if outcome.status == status]
        for status in ("added", "skipped", "refused")
    }
    for outcome in by_status["added"] if shown else ():
        if record := outcome.record:
            left_out = f", {counted(record.left_out, 'line')} left out"
            more = left_out if record.left_out else ""
            print(f"{record.id}  {record.title}: {counted(record.passages, 'passage')}{more}")
    for outcome in by_status["refused"]:
        print(f"Refused {outcome.source}: {outcome.reason}", file=sys.stderr)
    added, skipped, refused = (len(group) for group in by_status.values())
    print(
        f"{added:,} added, {skipped:,} skipped (there already), {refused:,} refused, of {found:,}.",
        file=sys.stderr,
    )
