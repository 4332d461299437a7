"""What is SQLite's own: formats, damage, disks that are full, other processes."""

from __future__ import annotations

import multiprocessing
import sqlite3
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from index.errors import StoreError
from index.library import Library
from index.model import SHARED, Article
from index.store.files import partial_of
from index.store.sqlite import SqliteStore, compare, connections
from index.store.sqlite import migrate as migrate_module
from index.store.sqlite.backup import backup, examine_database, restore
from index.store.sqlite.connections import Connections
from index.store.sqlite.migrate import Migration, migrate, migrations
from index.store.sqlite.opened import aside_of
from tests.store.articles import ALICE, HERE, LIMITS, MINUTE, NOW, THERE, draft, found, stamps

if TYPE_CHECKING:
    from multiprocessing.synchronize import Barrier

FORMATS = Path(__file__).parent / "formats"


def texts(store: SqliteStore) -> list[str]:
    return [stored.content.article.text for stored in store.export()]


@pytest.mark.parametrize("path", sorted(FORMATS.glob("*.sql")), ids=lambda path: path.stem)
def test_a_database_of_every_released_format_is_opened(
    tmp_path: Path, caplog: pytest.LogCaptureFixture, path: Path
) -> None:
    database = tmp_path / "old.db"
    with closing(sqlite3.connect(database)) as connection:
        connection.executescript(path.read_text(encoding="utf-8"))
        before = list(connection.iterdump())
    with closing(SqliteStore(database)) as store:
        (record,) = store.records(HERE)
        assert (record.title, record.added_by) == ("Yaks", 7)
        assert store.earlier(HERE, record.id, "") == "The zebra slept."
        assert store.hidden(HERE) == {"seed"}
        assert texts(store) == ["The yak danced."]
    assert examine_database(database) == migrations()[-1].number
    copies = list(tmp_path.glob("old.before-*.db"))
    if int(path.stem) == migrations()[-1].number:
        assert copies == []
        return
    (copy,) = copies
    assert str(copy) in caplog.text
    with closing(sqlite3.connect(copy)) as connection:
        assert list(connection.iterdump()) == before


def test_the_format_that_is_written_now_is_among_those_that_are_opened() -> None:
    assert int(max(FORMATS.glob("*.sql")).stem) == migrations()[-1].number


def test_a_database_that_is_new_or_of_this_format_is_not_copied(tmp_path: Path) -> None:
    for _ in range(2):
        SqliteStore(tmp_path / "a.db").close()
    assert list(tmp_path.glob("*before*")) == []


def test_a_database_of_which_no_copy_can_be_kept_stays_as_it_is(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    database = tmp_path / "old.db"
    with closing(sqlite3.connect(database)) as connection:
        connection.executescript((FORMATS / "0001.sql").read_text(encoding="utf-8"))
    moment = datetime(2026, 11, 25, tzinfo=UTC)
    monkeypatch.setattr(migrate_module, "aside_of", lambda path, _: aside_of(path, moment))
    partial_of(aside_of(database, moment)).mkdir()
    with pytest.raises(StoreError, match="cannot be copied"):
        SqliteStore(database)
    assert examine_database(database) == 1


def test_migrations_are_numbered_from_1_without_a_gap() -> None:
    assert [step.number for step in migrations()] == list(range(1, len(migrations()) + 1))


def test_a_migration_is_applied_once_and_recorded(tmp_path: Path) -> None:
    database = tmp_path / "a.db"
    SqliteStore(database).close()
    following = Migration(len(migrations()) + 1, "more", "CREATE TABLE more (x); -- a\n;")
    for _ in range(2):
        with closing(Connections(database)) as opened:
            migrate(opened, [*migrations(), following])
    with closing(sqlite3.connect(database)) as connection:
        assert connection.execute("SELECT name FROM migration ORDER BY number").fetchall() == [
            *((step.name,) for step in migrations()),
            ("more",),
        ]


def test_a_migration_that_fails_leaves_the_database_as_it_was(tmp_path: Path) -> None:
    database = tmp_path / "a.db"
    with closing(SqliteStore(database)) as store:
        store.add(HERE, draft("The zebra slept."), limits=LIMITS)
    wrong = Migration(99, "wrong", "CREATE TABLE more (x);\nINSERT INTO nowhere VALUES (1);")
    with closing(Connections(database)) as opened, pytest.raises(StoreError, match="nowhere"):
        migrate(opened, [*migrations(), wrong])
    with closing(SqliteStore(database)) as store:
        assert texts(store) == ["The zebra slept."]
    with closing(sqlite3.connect(database)) as connection:
        assert not connection.execute("SELECT 1 FROM sqlite_master WHERE name = 'more'").fetchall()


def test_a_newer_database_is_refused_and_unchanged(tmp_path: Path) -> None:
    database = tmp_path / "a.db"
    SqliteStore(database).close()
    with closing(sqlite3.connect(database)) as connection, connection:
        connection.execute("INSERT INTO migration VALUES (99, 'future', '')")
    before = database.read_bytes()
    with pytest.raises(StoreError, match=r"newer Pullquote: its format is 99.* Update Pullquote"):
        SqliteStore(database)
    assert database.read_bytes() == before


def test_the_database_of_another_program_is_refused_and_unchanged(tmp_path: Path) -> None:
    database = tmp_path / "a.db"
    with closing(sqlite3.connect(database)) as connection, connection:
        connection.execute("CREATE TABLE bookmarks (url)")
    before = database.read_bytes()
    with pytest.raises(StoreError, match="not one of Pullquote's"):
        SqliteStore(database)
    assert database.read_bytes() == before


def test_a_file_that_is_no_database_is_refused(tmp_path: Path) -> None:
    (tmp_path / "a.db").write_text("hello " * 1000, encoding="utf-8")
    with pytest.raises(StoreError, match="is not a database"):
        SqliteStore(tmp_path / "a.db")
    with pytest.raises(StoreError, match="cannot be created"):
        SqliteStore(tmp_path / "a.db" / "b.db")


def test_a_damaged_database_says_how_to_mend_it(tmp_path: Path) -> None:
    database = tmp_path / "a.db"
    with closing(SqliteStore(database)) as store:
        for number in range(50):
            store.add(HERE, draft(f"Number {number}. " * 50), limits=LIMITS)
    raw = bytearray(database.read_bytes())
    raw[4096 * 8 : 4096 * 30] = b"\xff" * (4096 * 22)
    database.write_bytes(raw)
    with pytest.raises(StoreError, match=r"damaged.*pullquote restore"):
        examine_database(database)
    with closing(SqliteStore(database)) as store, pytest.raises(StoreError, match="is damaged"):
        list(store.export())


def test_a_full_disk_changes_nothing(sqlite: SqliteStore) -> None:
    sqlite.add(HERE, draft("The zebra slept."), limits=LIMITS)
    version = sqlite.version(HERE)
    with sqlite._connections.writing() as connection:
        (pages,) = connection.execute("PRAGMA page_count").fetchone()
    sqlite._connections._writer.execute(f"PRAGMA max_page_count = {pages + 2}")
    with pytest.raises(StoreError, match=r"disk is full: .* nothing was changed"):
        sqlite.add(HERE, draft("The yak danced. " * 20_000), limits=LIMITS)
    assert texts(sqlite) == ["The zebra slept."]
    assert sqlite.version(HERE) == version
    sqlite._connections._writer.execute("PRAGMA max_page_count = 1000000")
    assert sqlite.add(HERE, draft("The yak danced."), limits=LIMITS).created


def test_a_database_that_another_program_locks_is_a_sentence(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(connections, "PATIENCE", 0.05)
    with (
        closing(SqliteStore(tmp_path / "a.db")) as store,
        closing(sqlite3.connect(tmp_path / "a.db", isolation_level=None)) as other,
    ):
        other.execute("BEGIN IMMEDIATE")
        with pytest.raises(StoreError, match="locked by another program"):
            store.add(HERE, draft("The zebra slept."), limits=LIMITS)
        assert texts(store) == []
        other.execute("ROLLBACK")
        assert store.add(HERE, draft("The zebra slept."), limits=LIMITS).created


def test_a_closed_store_says_so(sqlite: SqliteStore) -> None:
    sqlite.close()
    with pytest.raises(StoreError, match="is closed"):
        sqlite.version(HERE)
    with pytest.raises(StoreError, match="is closed"):
        sqlite.add(HERE, draft("The zebra slept."), limits=LIMITS)


def test_a_backup_is_taken_while_others_write(tmp_path: Path) -> None:
    database, copy = tmp_path / "a.db", tmp_path / "copy.db"
    with closing(SqliteStore(database)) as store, ThreadPoolExecutor(1) as pool:
        store.add(HERE, draft("The zebra slept."), limits=LIMITS)
        writing = pool.submit(
            lambda: [
                store.add(THERE, draft(f"Number {n}. " * 50), limits=LIMITS) for n in range(100)
            ]
        )
        backup(database, copy)
        writing.result()
        assert len(texts(store)) == 101
    with closing(SqliteStore(copy)) as kept:
        assert texts(kept)[0] == "The zebra slept."
    with pytest.raises(StoreError, match="already exists"):
        backup(database, copy)


def test_a_restored_backup_is_seen_by_those_who_have_the_database_open(tmp_path: Path) -> None:
    database, copy = tmp_path / "a.db", tmp_path / "copy.db"
    library = Library(store=SqliteStore(database))
    old = library.add(HERE, Article("a", "A", "The zebra slept.", "test"), by=1, now=NOW).record
    backup(database, copy)
    library.update(HERE, old.id, Article("", "A", "The yak danced.", "test"), by=1, now=NOW)
    assert found(library, "Who danced?")
    aside = restore(copy, database, now=NOW)
    assert found(library, "Who slept?") == "The zebra slept."
    assert not found(library, "Who danced?")
    library.close()
    assert aside is not None
    with closing(SqliteStore(aside)) as before:
        assert texts(before) == ["The yak danced."]


def test_a_damaged_backup_is_not_restored(tmp_path: Path) -> None:
    database, copy = tmp_path / "a.db", tmp_path / "copy.db"
    with closing(SqliteStore(database)) as store:
        store.add(HERE, draft("The zebra slept."), limits=LIMITS)
    copy.write_bytes(database.read_bytes()[:-5000])
    with pytest.raises(StoreError, match="damaged"):
        restore(copy, database, now=NOW)
    with pytest.raises(StoreError, match="There is no file"):
        restore(tmp_path / "none.db", database, now=NOW)
    with closing(SqliteStore(database)) as store:
        assert texts(store) == ["The zebra slept."]


def test_a_backup_takes_the_place_of_a_database_that_is_missing_or_damaged(tmp_path: Path) -> None:
    database, copy = tmp_path / "a.db", tmp_path / "copy.db"
    with closing(SqliteStore(database)) as store:
        store.add(HERE, draft("The zebra slept."), limits=LIMITS)
    backup(database, copy)
    database.write_bytes(b"not a database")
    aside = restore(copy, database, now=NOW)
    assert aside is not None
    assert aside.read_bytes() == b"not a database"
    assert restore(copy, tmp_path / "new" / "b.db", now=NOW) is None
    for path in (database, tmp_path / "new" / "b.db"):
        with closing(SqliteStore(path)) as store:
            assert texts(store) == ["The zebra slept."]


def test_what_was_deleted_is_not_in_the_files_any_more(tmp_path: Path) -> None:
    with closing(SqliteStore(tmp_path / "a.db")) as store:
        store.add(ALICE, draft("A secret zebra slept. " * 500), limits=LIMITS)
        old = store.add(HERE, draft("A secret yak danced. " * 500), limits=LIMITS).record
        store.remove(HERE, old.id, now=NOW)
        assert b"secret" in b"".join(path.read_bytes() for path in tmp_path.iterdir())
        store.forget_person(ALICE.number)
        store.purge(removed_before=NOW + MINUTE, left_before=NOW)
        assert b"secret" not in b"".join(path.read_bytes() for path in tmp_path.iterdir())


def test_what_was_deleted_while_others_read_is_gone_from_the_files_after_the_next_purge(
    tmp_path: Path,
) -> None:
    with closing(SqliteStore(tmp_path / "a.db")) as store:
        store.add(ALICE, draft("A secret zebra slept. " * 500), limits=LIMITS)
        with store._connections.snapshot() as reading:
            reading.execute("SELECT count(*) FROM article").fetchone()
            assert store.forget_person(ALICE.number).articles == 1
            assert b"secret" in b"".join(path.read_bytes() for path in tmp_path.iterdir())
        store.purge(removed_before=NOW, left_before=NOW)
        assert b"secret" not in b"".join(path.read_bytes() for path in tmp_path.iterdir())


_ADD = """
import sys
from pathlib import Path
from datetime import UTC, datetime
from index.library import Library
from index.model import SHARED, Article
from index.store.sqlite import SqliteStore

library = Library(store=SqliteStore(Path(sys.argv[1])))
for number in range(int(sys.argv[3])):
    zebra = Article("", "Zebra", f"The zebra {sys.argv[2]}{number} slept.", "test")
    library.add(SHARED, zebra, by=None, now=datetime.now(UTC))
library.close()
"""


def test_what_another_process_adds_is_there_at_the_next_question(tmp_path: Path) -> None:
    database = tmp_path / "a.db"
    library = Library(store=SqliteStore(database))
    for name in ("one", "two"):
        assert not found(library, f"Who is {name}0?")
        subprocess.run([sys.executable, "-c", _ADD, str(database), name, "1"], check=True)
        assert found(library, f"Which zebra {name}0 slept?") == f"The zebra {name}0 slept."
    library.close()


def test_two_processes_may_write_at_once_even_to_a_new_database(tmp_path: Path) -> None:
    database = tmp_path / "a.db"
    workers = [
        subprocess.Popen([sys.executable, "-c", _ADD, str(database), name, "30"])
        for name in ("one", "two")
    ]
    assert [worker.wait(60) for worker in workers] == [0, 0]
    with closing(SqliteStore(database)) as store:
        assert len(store.records(SHARED)) == 60


def open_new_databases(folder: Path, count: int, together: Barrier) -> None:
    for number in range(count):
        together.wait(30)
        SqliteStore(folder / f"{number}.db").close()


def test_two_processes_may_open_a_new_database_at_the_same_moment(tmp_path: Path) -> None:
    # SQLite does not wait while two change the journal mode: about one time in three, it fails.
    spawn = multiprocessing.get_context("spawn")
    together = spawn.Barrier(2)
    processes = [
        spawn.Process(target=open_new_databases, args=(tmp_path, 30, together)) for _ in range(2)
    ]
    for process in processes:
        process.start()
    for process in processes:
        process.join(60)
    assert [process.exitcode for process in processes] == [0, 0]


def test_times_in_any_zone_come_back_as_the_same_moment(sqlite: SqliteStore) -> None:
    moment = datetime.fromisoformat("2026-11-24T10:50:00.123456+05:30")
    sqlite.add(HERE, draft("The zebra slept.", now=moment), limits=LIMITS)
    (record,) = sqlite.records(HERE)
    assert record.added_at == moment
    assert record.added_at.tzinfo == UTC


def test_what_changed_is_found_without_looking_at_every_article(
    sqlite: SqliteStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    for number in range(5):
        sqlite.add(HERE, draft(f"The zebra {number} slept.", f"zebra-{number}"), limits=LIMITS)
    sqlite.add(SHARED, draft("The emu ran.", "emu"), limits=LIMITS)
    known = stamps(sqlite)
    since = sqlite.version(HERE)
    monkeypatch.setattr(compare, "_VISIBLE", "This would look at every article.")
    sqlite.rename(HERE, "zebra-1", "Zebras", by=None, now=NOW)
    sqlite.remove(HERE, "zebra-2", now=NOW)
    sqlite.hide(HERE, "emu")
    sqlite.add(SHARED, draft("The yak danced.", "yak"), limits=LIMITS)
    with sqlite.snapshot(HERE, known, since=since) as found_since:
        assert found_since.changed.keys() == {"zebra-1", "yak"}
        assert found_since.gone == {"zebra-2", "emu"}
    sqlite.show(HERE, "emu")
    with (
        pytest.raises(StoreError, match="syntax error"),
        sqlite.snapshot(HERE, {**known, "emu": 1}, since=since),
    ):
        pass
