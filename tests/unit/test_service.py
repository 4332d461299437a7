"""Off the event loop, and in lanes: what is slow keeps nothing else waiting."""

from __future__ import annotations

import asyncio
import sys
import threading
import time
from contextlib import asynccontextmanager, contextmanager
from datetime import UTC, datetime
from typing import TYPE_CHECKING

import pytest

from bot import service
from bot.asking.asking import Asking
from bot.asking.cooldown import Cooldown
from bot.reading import reading
from bot.reading.turns import Giver, Wanted
from bot.service import Lane, LooseLane, Service
from index.articles import draft
from index.errors import ArticleError, LimitError
from index.ingest import Limits, Overrides, isolate
from index.library import Library
from index.model import SHARED, Article, CollectionId
from index.store.memory import MemoryStore
from index.store.sqlite import SqliteStore
from index.text.analysis import ANALYSIS_VERSION, analyze
from tests.hostile import slow_pdf
from tests.processes import WITHIN, eventually
from tests.store.articles import news

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Callable, Iterator
    from pathlib import Path

    from index.store.protocol import Snapshot, Stamps, Version

NOW = datetime(2026, 11, 24, tzinfo=UTC)
HERE, THERE, ELSEWHERE = (CollectionId("server", number) for number in (1, 2, 3))
ADA, BOB = Giver(1), Giver(2)
QUESTION = "Where does the zebra sleep?"
LONG = "".join(
    f"The heron number {number} stood still in the shallow water of the river.\n\n"
    for number in range(2_000)
)


class Slow(MemoryStore):
    """A store that takes its time, until the gate is open, to read one collection or to write."""

    def __init__(self) -> None:
        super().__init__()
        self.slow: CollectionId | None = None
        self.writes_slowly = False
        self.gate = threading.Event()
        self.waiting = 0

    @contextmanager
    def snapshot(
        self, collection_id: CollectionId, known: Stamps, *, since: Version | None = None
    ) -> Iterator[Snapshot]:
        if collection_id == self.slow:
            self._wait()
        with super().snapshot(collection_id, known, since=since) as found:
            yield found

    def allow_role(self, collection_id: CollectionId, role: int | None) -> None:
        if self.writes_slowly:
            self._wait()
        super().allow_role(collection_id, role)

    def _wait(self) -> None:
        self.waiting += 1
        self.gate.wait(WITHIN)


@pytest.fixture
def store() -> Iterator[Slow]:
    store = Slow()
    yield store
    store.gate.set()


@pytest.fixture
def library(store: Slow) -> Library:
    library = Library(store=store, threshold=0)
    for collection in (HERE, THERE):
        article = Article("", "Zebras", f"The zebra sleeps in barn {collection.number}.", "test")
        library.add(collection, article, by=1, now=NOW)
    return library


@asynccontextmanager
async def serving(library: Library, **options: float) -> AsyncIterator[Service]:
    made = Service(library, workers=2, **options)  # type: ignore[arg-type]  # the tests' own
    try:
        yield made
    finally:
        made.close()


async def ask(made: Service, collection_id: CollectionId) -> str:
    answer = await made.ask(QUESTION, collection_id=collection_id, limit=1)
    return (answer.quotes or answer.nearest)[0].text


async def until(condition: Callable[[], object]) -> None:
    assert await asyncio.to_thread(eventually, condition)


# Lanes


async def test_those_who_wait_for_a_collection_do_not_keep_other_servers_waiting(
    library: Library, store: Slow
) -> None:
    store.slow = HERE
    async with serving(library) as made:
        waiting = [asyncio.create_task(ask(made, HERE)) for _ in range(10)]
        await until(lambda: store.waiting)
        async with asyncio.timeout(WITHIN / 2):
            assert await ask(made, THERE) == "The zebra sleeps in barn 2."
            assert [
                record.title for record in await made.look(lambda library: library.articles(HERE))
            ] == ["Zebras"]
            assert [
                record.title
                for record in await made.look(lambda library: library.suggest(HERE, "zeb"))
            ] == ["Zebras"]
        assert not any(task.done() for task in waiting)
        assert store.waiting == 1
        store.gate.set()
        assert set(await asyncio.gather(*waiting)) == {"The zebra sleeps in barn 1."}


async def test_servers_that_share_an_index_wait_for_it_together(
    library: Library, store: Slow
) -> None:
    library.add(SHARED, Article("", "Z", "The zebra sleeps at home.", "test"), by=None, now=NOW)
    store.slow = SHARED
    async with serving(library) as made:
        bare = [CollectionId("server", number) for number in range(10, 20)]
        waiting = [asyncio.create_task(ask(made, collection)) for collection in bare]
        await until(lambda: store.waiting)
        assert "barn 2" in await asyncio.wait_for(ask(made, THERE), WITHIN / 2)
        assert store.waiting == 1
        store.gate.set()
        assert set(await asyncio.gather(*waiting)) == {"The zebra sleeps at home."}


async def test_large_collections_that_are_opened_keep_no_questions_waiting(
    library: Library, store: Slow, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(service, "_LARGE", 0)
    async with serving(library) as made:
        await ask(made, THERE)  # that is open now
        store.slow = HERE
        for collection in (ELSEWHERE, CollectionId("server", 4)):
            library.add(collection, Article("", "Z", "A zebra sleeps.", "test"), by=1, now=NOW)
        waiting = [
            asyncio.create_task(ask(made, collection))
            for collection in (HERE, ELSEWHERE, CollectionId("server", 4))
        ]
        await until(lambda: store.waiting)
        assert "barn 2" in await asyncio.wait_for(ask(made, THERE), WITHIN / 2)
        assert not any(task.done() for task in waiting)
        store.gate.set()
        await asyncio.gather(*waiting)


async def test_changes_that_wait_keep_neither_questions_nor_lists_waiting(
    library: Library, store: Slow
) -> None:
    store.writes_slowly = True
    async with serving(library) as made:
        changes = [
            asyncio.create_task(made.change(lambda library: library.allow_role(HERE, 1)))
            for _ in range(5)
        ]
        await until(lambda: store.waiting)
        async with asyncio.timeout(WITHIN / 2):
            assert "barn 1" in await ask(made, HERE)
            assert len(await made.look(lambda library: library.articles(HERE))) == 1
            assert (await made.look(lambda library: library.usage(HERE))).articles == 1
        store.gate.set()
        await asyncio.gather(*changes)


async def test_locks_of_collections_that_nobody_asks_are_forgotten(library: Library) -> None:
    async with serving(library) as made:
        for number in range(10, 60):
            library.add(
                CollectionId("server", number),
                Article("", "Z", "A zebra sleeps.", "t"),
                by=1,
                now=NOW,
            )
            await ask(made, CollectionId("server", number))
        assert len(made._locks) <= 1


async def test_work_that_fails_in_a_lane_fails_where_it_is_waited_for() -> None:
    def fail() -> None:
        raise ArticleError("It is empty.")

    for lane in (Lane("test", 1), LooseLane("test")):
        with pytest.raises(ArticleError, match="It is empty"):
            await lane.do(fail)
        assert await lane.do(lambda: 7) == 7
        lane.close()


# Adding


async def test_a_long_article_is_analyzed_in_another_process(
    library: Library, monkeypatch: pytest.MonkeyPatch
) -> None:
    article = Article("", "Herons", LONG, "test")
    expected = analyze(article).to_bytes()
    for module in (draft, reading):
        monkeypatch.setattr(module, "analyze", None)
    async with serving(library) as made:
        added = await made.add(HERE, article, by=1, now=NOW)
        assert added.record.passages == 2_000
        (content,) = [
            content for content in news(library._store) if content.article.title == "Herons"
        ]
        assert (content.analysis, content.analysis_version) == (expected, ANALYSIS_VERSION)
        longer = Article("", "Herons", f"{LONG} And so it goes.", "test")
        renewed = await made.update(HERE, added.record.id, longer, by=1, now=NOW)
        assert renewed.passages == 2_001


@pytest.mark.skipif(sys.platform != "linux", reason="the limit is kept on Linux")
async def test_the_memory_of_readers_is_what_is_set(library: Library) -> None:
    import resource  # noqa: PLC0415 - there is none on Windows

    async with serving(library, reader_memory=1600 * 2**20) as made:
        await made.add(HERE, Article("", "Herons", LONG, "test"), by=1, now=NOW)
        (worker,) = made._reading._analysts._idle
        limit = resource.prlimit(worker._process.pid, resource.RLIMIT_AS)
        assert limit == (400 * 2**20, 400 * 2**20)


async def test_what_needs_more_memory_than_a_reader_has_is_refused(library: Library) -> None:
    async with serving(library, reader_memory=40 * 2**20) as made:
        with pytest.raises(ArticleError, match=r"a\.html (needs more memory|is damaged)"):
            await made.read_file(
                b"<p>A zebra.</p>" * 10_000,
                giver=ADA,
                name="a.html",
                content_type=None,
                overrides=Overrides(),
            )


# Reading in turn


async def test_who_has_kept_a_processor_busy_is_told_when_to_come_again(library: Library) -> None:
    async with serving(library, reader_seconds=0.01) as made:
        wanted = Wanted(ADA, 1000, plain=False)
        async with made.turn(wanted):
            await read(made, ADA, b"# On zebras\n\nA *zebra*.")
        with pytest.raises(LimitError, match="Send this one again in 10 minutes"):
            async with made.turn(wanted):
                pytest.fail("they were let in")
        async with made.turn(Wanted(BOB, 1000, plain=False)):
            await read(made, BOB, b"# On yaks\n\nA *yak*.")
        await made.forget_person(ADA.person)
        async with made.turn(wanted):
            pass


async def test_a_short_text_does_not_wait_for_a_long_one(library: Library) -> None:
    async with serving(library) as made:
        async with made._reading._turns.reader(Wanted(BOB, 10**6, plain=True)):
            async with asyncio.timeout(WITHIN):
                article = await read(made, ADA, b"The yak dances.", "yak.txt")
                await made.add(HERE, article, by=ADA.person, now=NOW)
            long = asyncio.create_task(read(made, ADA, LONG.encode(), "herons.txt"))
            await asyncio.sleep(0.1)
            assert not long.done()
        assert (await long).text == LONG


async def test_a_file_that_is_given_up_counts_as_well(library: Library) -> None:
    limits = Limits(parse_seconds=1)
    async with serving(library, reader_seconds=0.2, reading=limits) as made:  # type: ignore[arg-type]  # of Service
        wanted = Wanted(ADA, 1000, plain=False)
        with pytest.raises(ArticleError, match="takes longer than 1 seconds"):
            async with made.turn(wanted):
                await read(made, ADA, slow_pdf(1), "slow.pdf")
        with pytest.raises(LimitError, match="Send this one again"):
            async with made.turn(wanted):
                pytest.fail("they were let in")


async def test_a_reader_is_taken_until_its_work_has_ended_whoever_still_waits(
    library: Library,
) -> None:
    async with serving(library, reader_memory=1024 * 2**20) as made:
        first = asyncio.create_task(read(made, ADA, slow_pdf(1), "slow.pdf"))
        await until(lambda: made._reading._readers._alone)
        first.cancel()
        with pytest.raises(asyncio.CancelledError):
            await first
        second = asyncio.create_task(read(made, BOB, b"A *yak*.", "yak.md"))
        await asyncio.sleep(0.2)
        assert len(made._reading._readers._alone) == 1
        made.close()
        with pytest.raises((ArticleError, RuntimeError)):
            await second


async def test_closing_ends_a_reader_in_the_middle_of_a_file(library: Library) -> None:
    async with serving(library) as made:
        given = asyncio.create_task(read(made, ADA, slow_pdf(1), "slow.pdf"))
        await until(lambda: any(own._busy for own in list(made._reading._readers._alone)))
        made.close()
        started = time.monotonic()
        with pytest.raises(ArticleError):
            await asyncio.wait_for(given, WITHIN)
        assert time.monotonic() - started < WITHIN


async def read(made: Service, giver: Giver, raw: bytes, name: str = "a.md") -> Article:
    return await made.read_file(
        raw, giver=giver, name=name, content_type=None, overrides=Overrides()
    )


def test_the_workers_of_the_command_line_are_apart() -> None:
    assert isolate._current.get() is isolate._shared


async def test_an_answer_says_how_many_articles_were_asked_without_a_second_trip(
    library: Library, monkeypatch: pytest.MonkeyPatch
) -> None:
    library.add(HERE, Article("", "Lions", "The lion roars at night.", "test"), by=1, now=NOW)
    async with serving(library) as made:
        await ask(made, HERE)
        asked: list[CollectionId] = []
        version = library._store.version

        def counted(collection_id: CollectionId) -> Version:
            asked.append(collection_id)
            return version(collection_id)

        monkeypatch.setattr(library._store, "version", counted)
        asking = Asking(made, Cooldown(user_questions=9, server_questions=9))
        assert (await asking.answer("Where does the zebra sleep?", HERE)).articles == 2
        assert asked == [HERE]
        answer = await asking.answer("Where does the zebra sleep?", HERE, article="Zebras")
        assert answer.articles == 1


async def test_what_another_process_has_forgotten_leaves_the_memory(tmp_path: Path) -> None:
    theirs = SqliteStore(tmp_path / "a.db")
    library = Library(store=SqliteStore(tmp_path / "a.db"))
    ada = CollectionId("person", 7)
    article = Article("", "Diary", "The secret zebra slept in the barn.", "test")
    library.add(ada, article, by=7, now=NOW)
    service = Service(library, workers=1)
    await service.ask("Where did the zebra sleep?", collection_id=ada, limit=1)
    theirs.forget_person(7)
    assert library._cache.open_collections == [ada]
    await service.renew()
    assert library._cache.open_collections == []
    service.close()
    library.close()
    theirs.close()
