"""Reading what people give: in turn, within what each may use, in processes of their own."""

from __future__ import annotations

import asyncio
import time
from contextlib import asynccontextmanager, nullcontext
from dataclasses import dataclass, replace
from functools import partial
from typing import TYPE_CHECKING, Protocol, TypeVar

from bot.observing.observer import Observer, observed
from bot.reading.allowance import Allowance
from bot.reading.turns import Turns, Wanted
from index.errors import ArticleError
from index.ingest import article_from_bytes, article_from_page, article_from_text
from index.ingest.isolate import Usage, Workers
from index.ingest.request import AnalysisRequest
from index.ingest.sniff import kind_of
from index.text.analysis import Analysis, analyze

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Callable, Coroutine

    from bot.reading.turns import Giver
    from index.ingest import Limits, Overrides
    from index.ingest.addresses import Allow
    from index.model import Article

T = TypeVar("T")

SECONDS = 120.0
"""Of a processor, for the files of one person in ten minutes."""
MEMORY = 2048 * 2**20
"""Bytes for all readers together."""
_TEXT_MEMORY = 512 * 2**20
"""Bytes in which the longest texts of a dozen kinds, such as one of words that are all different,
were read and analyzed; they took up to 480 MB."""
_FILE_MEMORY = 768 * 2**20
"""Bytes for one HTML, PDF or Markdown file: the largest that are no longer than articles may be
took up to 440 MB."""
_MOST_FETCHED = 8
"""Pages on their way at once."""
_SHORT = 20_000
"""Bytes up to which a plain text does not wait for a reader, and characters up to which an article
is analyzed here: that takes a tenth of a second at most, half of what it takes to start a process.
"""
_LONG = 500_000
"""Characters of an article after which the process that analyzed it gives its memory back."""
_BYTES_OF_ANALYSIS = 100
"""Of one character, at most: ten times what was seen."""


class Lane(Protocol):
    """Threads for one sort of work, as `bot.service` has them."""

    async def do(self, work: Callable[[], T]) -> T:
        """Return the result of some work, done in one of the threads."""

    def close(self) -> None:
        """Take no more work."""


@dataclass(frozen=True, slots=True)
class Shares:
    """How the memory for readers is shared: bytes of each, and how many there are of files."""

    text: int
    file: int
    readers: int

    @classmethod
    def of(cls, memory: int) -> Shares:
        """Share so many bytes: a reader of plain text, and as many of other files as there can be.

        So whoever gives a plain text does not wait for those who give large files.
        """
        text = min(_TEXT_MEMORY, memory // 4)
        readers = max(1, (memory - text) // _FILE_MEMORY)
        return cls(text, (memory - text) // readers, readers)


class Reading:
    """What people give, to articles and their analyses."""

    def __init__(
        self,
        lane: Callable[[int], Lane],
        fetching: Lane,
        *,
        limits: Limits,
        memory: int,
        seconds: float,
        allow: Allow | None,
        observer: Observer,
    ) -> None:
        """Read within limits, with so much memory; ``allow`` as in `bot.service.Service`.

        ``lane`` makes threads for it; ``fetching`` may be left in the middle of its work.
        """
        self._shares = shares = Shares.of(memory)
        self._keep_to(limits)
        self._allow = allow
        self._observer = observer
        self._lane = lane(shares.readers + 2)
        self._fetching = fetching
        self._fetches = asyncio.Semaphore(_MOST_FETCHED)
        self._turns = Turns(shares.readers)
        self._allowance = Allowance(seconds)
        self._readers = Workers(idle=0)
        self._analysts = Workers(idle=1)

    @asynccontextmanager
    async def turn(self, wanted: Wanted) -> AsyncIterator[None]:
        """Wait until it is the turn of something, which the block then has and reads.

        Raise LimitError, which says when to try again, when its giver has used what is theirs, or
        too much waits already.
        """
        self._check(wanted.giver)
        async with self._turns.of(wanted):
            self._check(wanted.giver)
            yield

    def has_to_wait(self, wanted: Wanted) -> bool:
        """Tell whether it is not the turn of something yet."""
        return self._turns.has_to_wait(wanted)

    async def file(
        self,
        giver: Giver,
        raw: bytes,
        *,
        name: str,
        content_type: str | None,
        overrides: Overrides,
    ) -> Article:
        """Return the article in a file; raise ArticleError when it cannot be read."""
        try:
            kind = await self._lane.do(lambda: kind_of(raw, name=name, content_type=content_type))
        except ArticleError as error:
            self._observer.read("unknown", error, 0.0)
            raise
        wanted = Wanted(giver, len(raw), plain=kind == "text")
        limits = self._of_text if wanted.plain else self._of_file
        reading = self._read(
            wanted,
            lambda: article_from_bytes(
                raw, name=name, content_type=content_type, overrides=overrides, limits=limits
            ),
        )
        return await observed(reading, partial(self._observer.read, kind))

    async def page(self, giver: Giver, url: str, *, overrides: Overrides) -> Article:
        """Fetch a page and return its article; raise ArticleError when that fails."""
        allow = self._allow
        if allow is None:
            raise ArticleError(
                "This bot does not fetch pages. Save the page and send it as a file."
            )
        from index.ingest.fetch import fetch  # noqa: PLC0415 - the network is slow to import

        async def read() -> Article:
            async with self._fetches:
                page = await self._fetching.do(lambda: fetch(url, limits=self.limits, allow=allow))
            wanted = Wanted(giver, len(page.raw), plain=False)
            return await self._read(
                wanted, lambda: article_from_page(page, overrides=overrides, limits=self._of_file)
            )

        return await observed(read(), partial(self._observer.read, "page"))

    async def text(self, text: str, *, overrides: Overrides) -> Article:
        """Return a pasted text as an article; raise ArticleError when it cannot be one."""
        reading = self._lane.do(
            lambda: article_from_text(text, overrides=overrides, limits=self.limits)
        )
        return await observed(reading, partial(self._observer.read, "pasted"))

    async def analyzed(self, giver: Giver, article: Article) -> Analysis:
        """Return the analysis of an article; raise ArticleError when it takes too long.

        That of a long one is made by a process that reads no files, and so is trusted.
        """
        if len(article.text) <= _SHORT:
            return await self._lane.do(lambda: analyze(article))
        wanted = Wanted(giver, len(article.text), plain=True)
        used = Usage()

        def work() -> Analysis:
            started = time.monotonic()
            try:
                answer = self._analysts.ask(
                    AnalysisRequest(article, self._of_text),
                    most=1000 + _BYTES_OF_ANALYSIS * len(article.text),
                )
            finally:
                used.seconds = time.monotonic() - started
            used.seconds = answer.number("seconds")
            if len(article.text) > _LONG:
                self._analysts.rest()
            return Analysis.from_bytes(answer.body)

        return await self._with_reader(wanted, work, used)

    def allow_characters(self, most: int) -> None:
        """Read articles of so many characters at most from now on."""
        self._keep_to(replace(self.limits, article_characters=most))

    def _keep_to(self, limits: Limits) -> None:
        self.limits = limits
        self._of_text = replace(limits, parse_bytes=self._shares.text)
        self._of_file = replace(limits, parse_bytes=self._shares.file)

    @property
    def load(self) -> tuple[int, int]:
        """How many files are being read, and how many wait to be."""
        return self._turns.load

    def forget(self, person: int) -> None:
        """Forget how much a person's files have used."""
        self._allowance.forget(person)

    def expire(self) -> None:
        """Forget how much was used long ago."""
        self._allowance.expire(time.monotonic())

    def close(self) -> None:
        """End the processes, also in the middle of their work, and read no more."""
        self._lane.close()
        for workers in (self._readers, self._analysts):
            workers.close()

    def _check(self, giver: Giver) -> None:
        self._allowance.check(giver.person, time.monotonic())

    async def _read(self, wanted: Wanted, work: Callable[[], Article]) -> Article:
        """Do some work with a process of its own, when there is a reader for it."""
        used = Usage()

        def apart() -> Article:
            with self._readers.alone(used):
                return work()

        return await self._with_reader(wanted, apart, used)

    async def _with_reader(self, wanted: Wanted, work: Callable[[], T], used: Usage) -> T:
        short = wanted.plain and wanted.size <= _SHORT

        async def whole() -> T:
            async with nullcontext() if short else self._turns.reader(wanted):
                try:
                    return await self._lane.do(work)
                finally:
                    self._allowance.record(wanted.giver.person, used.seconds, time.monotonic())

        return await _to_its_end(whole())


async def _to_its_end(work: Coroutine[object, object, T]) -> T:
    """Return the result of some work, which goes on when nobody waits for it any more.

    A thread cannot be stopped: whoever comes next has to wait for it all the same.
    """
    task = asyncio.create_task(work)
    task.add_done_callback(_heard)
    return await asyncio.shield(task)


def _heard(task: asyncio.Task[T]) -> None:
    if not task.cancelled():
        task.exception()
