"""What is PostgreSQL's own: many processes, and a network and servers that fail."""

from __future__ import annotations

import threading
import time
from concurrent.futures import ProcessPoolExecutor, ThreadPoolExecutor
from contextlib import closing
from multiprocessing import get_context
from pathlib import Path
from typing import TYPE_CHECKING, Any

import psycopg
import pytest

from index.errors import (
    ArticleError,
    BusyError,
    LimitError,
    StaleError,
    StoreError,
    UncertainError,
    UnknownArticleError,
)
from index.library import Library
from index.limits import CollectionLimits
from index.model import SHARED, Article, CollectionId
from index.store.postgres import PostgresStore, compare
from index.store.postgres.migrate import Migration, format_of, migrate, migrations
from tests.store.articles import ALICE, HERE, LIMITS, NOW, THERE, draft, found, stamps
from tests.store.proxy import Proxy
from tests.store.server import installed, server_at

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from tests.store.server import Server

FORMATS = Path(__file__).parent / "formats" / "postgres"
FEW = CollectionLimits(articles=20)
SEVERAL = (HERE, THERE, CollectionId("server", 3))


@pytest.fixture
def address(fresh: Callable[[], str]) -> str:
    return fresh()


def texts(store: PostgresStore) -> list[str]:
    return [stored.content.article.text for stored in store.export()]


# Exactly once


@pytest.fixture
def proxy(postgresql: Server) -> Iterator[Proxy]:
    made = Proxy(postgresql.port, seed=20261125)
    yield made
    made.close()


def through(proxy: Proxy, address: str) -> str:
    return f"postgresql://postgres@127.0.0.1:{proxy.port}/{address.rpartition('/')[2]}"


@pytest.mark.thorough
def test_nothing_is_lost_or_done_twice_or_misreported_when_commits_are_cut(
    proxy: Proxy, address: str
) -> None:
    with closing(PostgresStore(through(proxy, address))) as store:
        proxy.cut_part = 0.4
        with ThreadPoolExecutor(len(SEVERAL)) as pool:
            writes = sum(pool.map(lambda place: changes_of_every_kind(store, place), SEVERAL))
        assert store.forget_person(7).names == 30 * len(SEVERAL)
        proxy.cut_part = 0
        for place in SEVERAL:
            assert store.usage(place).articles == store.usage(place).hidden == 30
            assert store.usage(place).earlier == 30
            assert {record.added_by for record in store.records(place)} == {None}
    assert writes >= 500
    assert min(proxy.cut_before, proxy.cut_after) > writes / 10


def changes_of_every_kind(store: PostgresStore, place: CollectionId) -> int:
    """Make changes, each of which has to be reported as it is; return how many."""
    for number in range(30):
        zebra, here = f"z-{number}", f"{place.number}-{number}"
        assert store.add(place, draft(f"Zebra {here} slept.", zebra), limits=LIMITS).created
        assert store.rename(place, zebra, "New", by=1, now=NOW).title == "New"
        assert store.update(place, zebra, draft(f"Yak {here} danced."), limits=LIMITS).passages == 1
        assert store.hide(place, f"x-{number}")
        assert not store.hide(place, f"x-{number}")
        assert store.remove(place, zebra, now=NOW).id == zebra
        assert store.restore(place, zebra, since=NOW, limits=LIMITS).id == zebra
    return 30 * 7


def test_what_is_written_together_is_kept_or_not_as_is_said_when_commits_are_cut(
    proxy: Proxy, address: str
) -> None:
    kept = []
    with closing(PostgresStore(through(proxy, address))) as store:
        proxy.cut_part = 0.5
        for number in range(30):
            try:
                put_together(store, number)
            except BusyError as error:
                assert "nothing was changed" in str(error)  # noqa: PT017 - some fail and some do not
            else:
                kept += [f"z-{number}", f"y-{number}"]
        proxy.cut_part = 0
        assert sorted(record.id for record in store.records(HERE)) == sorted(kept)
    assert 0 < len(kept) < 60
    assert min(proxy.cut_before, proxy.cut_after) > 3


def put_together(store: PostgresStore, number: int) -> None:
    with store.together():
        for kind in ("z", "y"):
            store.add(HERE, draft(f"{kind} {number} slept.", f"{kind}-{number}"), limits=LIMITS)


def test_a_change_that_is_refused_is_not_made_again(proxy: Proxy, address: str) -> None:
    with closing(PostgresStore(through(proxy, address))) as store:
        store.add(HERE, draft("The zebra slept.", "zebra"), limits=LIMITS)
        proxy.cut_part = 0.5
        for _ in range(5):
            with pytest.raises(UnknownArticleError):
                store.remove(HERE, "yak", now=NOW)
            with pytest.raises(ArticleError):
                store.add(HERE, draft("Another zebra.", "zebra"), limits=LIMITS)


def test_who_cannot_know_whether_a_change_was_kept_says_so(proxy: Proxy, address: str) -> None:
    with closing(PostgresStore(through(proxy, address), patience=0.5)) as store:
        store.add(HERE, draft("The zebra slept."), limits=LIMITS)
        proxy.cut_part, proxy.cuts_for_good = 1, True
        with pytest.raises(UncertainError, match="It is not known whether it was"):
            store.add(HERE, draft("The yak danced."), limits=LIMITS)
        with pytest.raises(BusyError, match="cannot be changed"):
            store.add(HERE, draft("The gnu sang."), limits=LIMITS)


def test_a_commit_of_which_no_replica_knows_is_uncertain(
    postgresql: Server, address: str, postgres: PostgresStore
) -> None:
    """The server that waits for its replica in vain is told to wait no more, and commits."""
    added: list[str] = []

    def add_until_one_waits(store: PostgresStore) -> None:
        # The server takes a moment to know of its replica, longer on a busy machine.
        for number in range(LIMITS.articles):
            added.append(f"The zebra slept {number} times.")
            store.add(HERE, draft(added[-1]), limits=LIMITS)
            time.sleep(0.1)

    with closing(PostgresStore(address, patience=60, answer_within=50)) as store:
        postgresql.execute("ALTER SYSTEM SET synchronous_standby_names = 'nobody'")
        postgresql.execute("SELECT pg_reload_conf()")
        try:
            with ThreadPoolExecutor(1) as pool:
                adding = pool.submit(add_until_one_waits, store)
                cancel_what_waits_for_a_replica(postgresql)
                with pytest.raises(UncertainError, match="nobody knows whether its replica"):
                    adding.result(60)
        finally:
            postgresql.execute("ALTER SYSTEM RESET synchronous_standby_names")
            postgresql.execute("SELECT pg_reload_conf()")
        assert sorted(texts(store)) == sorted(added)
    assert texts(postgres) == []


def cancel_what_waits_for_a_replica(postgresql: Server) -> None:
    waiting = "FROM pg_stat_activity WHERE wait_event = 'SyncRep'"
    for _ in range(2_000):
        if postgresql.execute(f"SELECT pg_cancel_backend(pid) {waiting}"):
            return
        threading.Event().wait(0.005)
    pytest.fail("Nobody waits for a replica.")


# Many at once


def fill(address: str, name: str) -> int:
    """Add articles until there is no more room; return how many that were."""
    with closing(PostgresStore(address)) as store:
        for number in range(FEW.articles):
            try:
                store.add(HERE, draft(f"The {name} {number} slept."), limits=FEW)
            except LimitError:
                return number
    return FEW.articles


def test_processes_that_race_to_the_limit_stop_at_it(address: str) -> None:
    names = ("zebra", "yak", "gnu", "emu")
    with ProcessPoolExecutor(2, mp_context=get_context("spawn")) as pool:
        assert sum(pool.map(fill, [address] * len(names), names)) == FEW.articles
    with closing(PostgresStore(address)) as store:
        assert store.usage(HERE).articles == FEW.articles


def test_many_who_write_and_read_at_once_are_in_nobody_s_way(address: str) -> None:
    stores = [PostgresStore(address) for _ in range(2)]

    def work(number: int) -> None:
        store, place = stores[number % 2], (HERE, THERE, ALICE, SHARED)[number % 4]
        for turn in range(12):
            name = f"a-{number}-{turn}"
            store.add(place, draft(f"The zebra {name} slept.", name), limits=LIMITS)
            store.rename(place, name, "Zebras", by=8, now=NOW)
            store.hide(HERE, name)
            store.remove(place, name, now=NOW)
            store.purge(removed_before=NOW, left_before=NOW)
            store.forget_person(8)
            with store.snapshot(place, {}) as seen:
                assert len(seen.changed) == sum(len(contents) for contents in seen.news)

    with ThreadPoolExecutor(8) as pool:
        for done in [pool.submit(work, number) for number in range(8)]:
            done.result()
    assert texts(stores[0]) == []
    for store in stores:
        store.close()


def test_several_processes_may_open_an_empty_database_at_once(postgresql: Server) -> None:
    postgresql.execute("CREATE DATABASE empty_at_first")
    with ThreadPoolExecutor(4) as pool:
        opened = [
            pool.submit(PostgresStore, postgresql.address("empty_at_first")) for _ in range(4)
        ]
        for store in opened:
            assert store.result().collections() == []
            store.result().close()


def test_analyses_are_not_waited_for_while_others_write(address: str) -> None:
    with (
        closing(PostgresStore(address)) as store,
        closing(PostgresStore(address)) as theirs,
        theirs.together(),
        pytest.raises(BusyError, match="is being changed by others"),
    ):
        store.keep_analyses(HERE, [(draft("The zebra slept.").content, 1)])


def test_reading_goes_on_while_all_who_write_wait(address: str) -> None:
    with closing(PostgresStore(address, patience=1)) as store:
        with (
            closing(PostgresStore(address)) as theirs,
            theirs.together(),
            ThreadPoolExecutor(8) as pool,
        ):
            waiting = [pool.submit(store.server_joined, 1) for _ in range(8)]
            assert all(not store.records(HERE) for _ in range(20))
            for one in waiting:
                with pytest.raises(BusyError):
                    one.result()
        store.server_joined(1)


def test_what_changed_is_found_without_looking_at_every_article(
    postgres: PostgresStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    for number in range(5):
        postgres.add(HERE, draft(f"The zebra {number} slept.", f"zebra-{number}"), limits=LIMITS)
    postgres.add(SHARED, draft("The emu ran.", "emu"), limits=LIMITS)
    known, since = stamps(postgres), postgres.version(HERE)
    monkeypatch.setattr(compare, "_VISIBLE", "This would look at every article.")
    postgres.rename(HERE, "zebra-1", "Zebras", by=None, now=NOW)
    postgres.remove(HERE, "zebra-2", now=NOW)
    postgres.hide(HERE, "emu")
    with postgres.snapshot(HERE, known, since=since) as seen:
        assert seen.changed.keys() == {"zebra-1"}
        assert seen.gone == {"zebra-2", "emu"}


# Connections that are lost


def cut_all(postgresql: Server) -> None:
    postgresql.execute(
        "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE pid <> pg_backend_pid()"
        " AND backend_type = 'client backend'"
    )


def test_a_collection_is_read_whole_across_a_lost_connection(
    postgresql: Server, postgres: PostgresStore
) -> None:
    long = "The zebra slept. " * 8_000
    for number in range(4):
        postgres.add(HERE, draft(f"{number} {long}", f"zebra-{number}"), limits=LIMITS)
    with postgres.snapshot(HERE, {}) as seen:
        read = [content.article.id for content in next(seen.news)]
        cut_all(postgresql)
        read += [content.article.id for contents in seen.news for content in contents]
    assert sorted(read) == [f"zebra-{number}" for number in range(4)]
    with postgres.snapshot(HERE, {}) as seen:
        next(seen.news)
        postgres.rename(HERE, "zebra-1", "Zebras", by=None, now=NOW)
        cut_all(postgresql)
        with pytest.raises(StaleError, match="has changed while it was read"):
            list(seen.news)
    exported = postgres.export()
    first = next(exported)
    cut_all(postgresql)
    assert [one.record.id for one in (first, *exported)] == [f"zebra-{n}" for n in range(4)]


def test_connections_that_were_cut_while_nobody_used_them_are_replaced(
    postgresql: Server, postgres: PostgresStore
) -> None:
    for number in range(3):
        postgres.add(HERE, draft(f"The zebra {number} slept."), limits=LIMITS)
        cut_all(postgresql)
        assert len(postgres.records(HERE)) == number + 1
        cut_all(postgresql)


def test_what_is_written_together_over_a_lost_connection_is_not_kept(
    postgresql: Server, postgres: PostgresStore
) -> None:
    with pytest.raises(BusyError, match="nothing was changed"):
        put_and_cut(postgresql, postgres)
    assert texts(postgres) == []
    postgres.add(HERE, draft("The gnu sang."), limits=LIMITS)


def put_and_cut(postgresql: Server, store: PostgresStore) -> None:
    with store.together():
        store.add(HERE, draft("The zebra slept."), limits=LIMITS)
        cut_all(postgresql)
        store.add(HERE, draft("The yak danced."), limits=LIMITS)


# Opening


@pytest.mark.parametrize(
    ("address", "says"),
    [
        ("postgresql://postgres@127.0.0.1:1/x?connect_timeout=2", "cannot be read"),
        ("postgresql://[", "not the address of a PostgreSQL"),
        ("mysql://x", "not the address of a PostgreSQL"),
    ],
)
def test_a_database_that_cannot_be_reached_is_a_sentence(address: str, says: str) -> None:
    with pytest.raises(StoreError, match=says):
        PostgresStore(address, patience=0.3)


def test_a_database_that_is_not_there_is_said_without_a_password(
    postgresql: Server,
) -> None:
    where = postgresql.address("nowhere").replace("postgres@", "postgres:secret@")
    with pytest.raises(StoreError, match='"nowhere" does not exist') as raised:
        PostgresStore(where, patience=0.3)
    assert "secret" not in str(raised.value)


def test_a_closed_store_says_so(postgres: PostgresStore) -> None:
    postgres.close()
    with pytest.raises(StoreError, match="is closed"):
        postgres.version(HERE)
    with pytest.raises(StoreError, match="is closed"):
        postgres.add(HERE, draft("The zebra slept."), limits=LIMITS)


def test_a_program_goes_on_beside_a_newer_one_until_it_must_not(postgresql: Server) -> None:
    postgresql.execute("CREATE DATABASE migrated")
    address = postgresql.address("migrated")
    PostgresStore(address).close()
    assert [step.number for step in migrations()] == list(range(1, len(migrations()) + 1))
    last = len(migrations())
    expand = Migration(last + 1, "expand", "CREATE TABLE more (x int)", written_by=last)
    contract = Migration(last + 2, "contract", "DROP TABLE more", written_by=last + 1)
    for _ in range(2):
        bring(address, [*migrations(), expand])
    with closing(PostgresStore(address)) as store:
        assert store.add(HERE, draft("The zebra slept."), limits=LIMITS).created
    bring(address, [*migrations(), expand, contract])
    with pytest.raises(StoreError, match=r"made by a newer Pullquote.*Update Pullquote"):
        PostgresStore(address)
    wrong = Migration(last + 3, "wrong", "CREATE TABLE a (x int); SELECT 1 / 0", written_by=1)
    with pytest.raises(psycopg.errors.DivisionByZero):
        bring(address, [*migrations(), expand, contract, wrong])
    assert postgresql.execute("SELECT to_regclass('a')", "migrated") == [(None,)]
    names = postgresql.execute("SELECT name FROM migration ORDER BY number", "migrated")
    assert [name for (name,) in names][last:] == ["expand", "contract"]


@pytest.mark.parametrize("path", sorted(FORMATS.glob("*.sql")), ids=lambda path: path.stem)
def test_a_database_of_every_format_is_opened(postgresql: Server, path: Path) -> None:
    name = f"format_{path.stem}"
    postgresql.execute(f"CREATE DATABASE {name}")
    postgresql.execute(path.read_text(encoding="utf-8"), name)
    with closing(PostgresStore(postgresql.address(name))) as store:
        (record,) = store.records(HERE)
        assert (record.title, record.added_by) == ("Yaks", 7)
        assert store.earlier(HERE, record.id, "") == "The zebra slept."
        assert store.hidden(HERE) == {"seed"}
        assert texts(store) == ["The yak danced."]
        assert store.add(HERE, draft("The gnu sang."), limits=LIMITS).created
    with psycopg.connect(postgresql.address(name)) as connection:
        assert format_of(connection)[0] == migrations()[-1].number


def test_the_format_that_is_written_now_is_among_those_that_are_opened() -> None:
    assert int(max(FORMATS.glob("*.sql")).stem) == migrations()[-1].number


def bring(address: str, known: list[Migration]) -> None:
    with psycopg.connect(address, autocommit=True) as connection:
        migrate(connection, "The database", known)


def test_every_version_of_postgresql_that_is_installed_will_do() -> None:
    for folder in installed():
        for server in server_at(folder):
            with closing(PostgresStore(server.address())) as store:
                store.add(HERE, draft("The zebra slept.", "zebra"), limits=LIMITS)
                store.update(HERE, "zebra", draft("The yak danced."), limits=LIMITS)
                store.remove(HERE, "zebra", now=NOW)
                store.restore(HERE, "zebra", since=NOW, limits=LIMITS)
                assert texts(store) == ["The yak danced."]
                assert store.forget_person(7).names == 1


# What is not there is not quoted


def test_after_the_restore_of_an_older_dump_nothing_is_quoted_that_is_not_there(
    postgresql: Server, address: str
) -> None:
    name = address.rpartition("/")[2]
    dump = postgresql.folder / "dump"
    where: list[Any] = ["-h", "127.0.0.1", "-p", postgresql.port, "-U", "postgres"]
    with closing(Library(store=PostgresStore(address))) as library:
        zebra = Article("zebra", "Zebras", "The zebra slept in the barn.", "test")
        library.add(HERE, zebra, by=1, now=NOW)
        assert found(library, "Where did the zebra sleep?") == zebra.text
        postgresql.run("pg_dump", "-Fc", *where, "-f", dump, name)
        yak = Article("yak", "Yaks", "The secret yak danced in the kitchen.", "test")
        library.add(HERE, yak, by=1, now=NOW)
        assert found(library, "Where did the yak dance?") == yak.text
        postgresql.run("pg_restore", "--clean", *where, "-d", name, dump)
        assert found(library, "Where did the yak dance?") != yak.text
        assert [record.id for record in library.articles(HERE)] == ["zebra"]
        library.add(HERE, Article("gnu", "Gnus", "The gnu sang.", "test"), by=1, now=NOW)
        assert found(library, "Who sang?") == "The gnu sang."
        assert found(library, "Where did the yak dance?") != yak.text
