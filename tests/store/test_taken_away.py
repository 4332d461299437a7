"""Files of a database that are deleted, moved or replaced while it is open."""

from __future__ import annotations

import logging
import os
import shutil
import sqlite3
import subprocess
import sys
from contextlib import closing
from typing import TYPE_CHECKING

import pytest

from index.errors import MovedError, StoreError
from index.library import Library
from index.model import Article
from index.store.sqlite import SqliteStore
from index.store.sqlite.backup import backup, examine_database, restore
from tests.store.articles import HERE, NOW, found

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    Act = Callable[[Path, Path], object]

pytestmark = pytest.mark.skipif(os.name == "nt", reason="Windows lets nobody delete open files")

ZEBRA = Article("zebra", "Zebra", "The zebra slept.", "test")
SECRET = Article("secret", "Secret", "The secret yak danced in the kitchen.", "test")
GNU = Article("gnu", "Gnu", "The gnu sang in the hall.", "test")


@pytest.fixture
def database(tmp_path: Path) -> Path:
    (tmp_path / "data").mkdir()
    return tmp_path / "data" / "a.db"


@pytest.fixture
def copy(tmp_path: Path) -> Path:
    return tmp_path / "copy.db"


@pytest.fixture
def library(database: Path, copy: Path) -> Iterator[Library]:
    """A library that has been asked, and whose last article is not in the backup."""
    opened = Library(store=SqliteStore(database))
    opened.add(HERE, ZEBRA, by=1, now=NOW)
    backup(database, copy)
    opened.add(HERE, SECRET, by=1, now=NOW)
    assert found(opened, "Who danced in the kitchen?") == SECRET.text
    yield opened
    opened.close()


def after_a_kill(database: Path) -> list[str]:
    """The articles that are there if the process that has the database open is killed now."""
    dead = database.parent.parent / "dead"
    shutil.rmtree(dead, ignore_errors=True)
    shutil.copytree(database.parent, dead)
    with closing(SqliteStore(dead / database.name)) as store:
        return [stored.record.id for stored in store.export()]


def add_elsewhere(database: Path, article: Article) -> None:
    """Let another process add an article."""
    code = (
        "import sys; from pathlib import Path; from datetime import UTC, datetime\n"
        "from index.library import Library; from index.model import Article, CollectionId\n"
        "from index.store.sqlite import SqliteStore\n"
        "library = Library(store=SqliteStore(Path(sys.argv[1])))\n"
        "article = Article(sys.argv[2], sys.argv[2], sys.argv[3], 'test')\n"
        "library.add(CollectionId('server', 1), article, by=1, now=datetime.now(UTC))\n"
        "library.close()\n"
    )
    arguments = [sys.executable, "-c", code, str(database), article.id, article.text]
    subprocess.run(arguments, check=True)


def by_our_command(database: Path, copy: Path) -> None:
    restore(copy, database, now=NOW)


def by_the_shell_of_sqlite(database: Path, copy: Path) -> None:
    """As its command ``.restore`` does."""
    with closing(sqlite3.connect(copy)) as source, closing(sqlite3.connect(database)) as target:
        source.backup(target)


def by_a_copy_over_it(database: Path, copy: Path) -> None:
    shutil.copy(copy, database.with_suffix(".new"))
    database.with_suffix(".new").replace(database)


def by_a_move(database: Path, copy: Path) -> None:
    database.rename(database.with_suffix(".old"))
    shutil.copy(copy, database)


def by_a_copy_after_all_was_deleted(database: Path, copy: Path) -> None:
    delete_all(database, copy)
    shutil.copy(copy, database)


RESTORES = [
    by_our_command,
    by_the_shell_of_sqlite,
    by_a_copy_over_it,
    by_a_move,
    by_a_copy_after_all_was_deleted,
]


@pytest.mark.parametrize("put_back", RESTORES)
def test_nothing_is_quoted_that_a_restored_backup_does_not_have(
    library: Library, database: Path, copy: Path, put_back: Act
) -> None:
    put_back(database, copy)
    assert not found(library, "Who danced in the kitchen?")
    assert found(library, "Who slept?") == ZEBRA.text
    assert [record.id for record in library.articles(HERE)] == ["zebra"]
    library.add(HERE, GNU, by=1, now=NOW)
    assert after_a_kill(database) == ["gnu", "zebra"]
    assert examine_database(database)


# Where a log is left beside another database, SQLite takes it for that one's before we see it.
WITHOUT_ITS_LOG = [by_our_command, by_the_shell_of_sqlite, by_a_copy_after_all_was_deleted]


@pytest.mark.parametrize("put_back", WITHOUT_ITS_LOG)
def test_as_many_changes_after_a_restore_do_not_make_it_the_version_of_before(
    library: Library, database: Path, copy: Path, put_back: Act
) -> None:
    put_back(database, copy)
    add_elsewhere(database, GNU)  # one change since the backup, as before
    assert not found(library, "Who danced in the kitchen?")
    assert found(library, "Who sang?") == GNU.text


def delete(database: Path, _: Path) -> None:
    database.unlink()


def delete_all(database: Path, _: Path) -> None:
    for path in database.parent.glob("a.db*"):
        path.unlink()


def move_away(database: Path, _: Path) -> None:
    database.rename(database.with_suffix(".old"))


@pytest.mark.parametrize("take_away", [delete, delete_all, move_away])
def test_without_a_database_nothing_is_acknowledged_or_quoted(
    library: Library,
    database: Path,
    copy: Path,
    take_away: Act,
    caplog: pytest.LogCaptureFixture,
) -> None:
    take_away(database, copy)
    with caplog.at_level(logging.ERROR):
        for _ in range(3):
            with pytest.raises(MovedError, match=r"was deleted or moved.*pullquote restore"):
                library.add(HERE, GNU, by=1, now=NOW)
            with pytest.raises(MovedError):
                library.ask("Who danced in the kitchen?", collection_id=HERE)
    assert len([record for record in caplog.records if "was deleted" in record.message]) == 1
    assert not database.exists()
    restore(copy, database, now=NOW)
    assert found(library, "Who slept?") == ZEBRA.text
    library.add(HERE, GNU, by=1, now=NOW)
    assert after_a_kill(database) == ["gnu", "zebra"]


def test_a_database_that_is_put_back_is_used_again(library: Library, database: Path) -> None:
    database.rename(database.with_suffix(".old"))
    with pytest.raises(MovedError):
        library.count(HERE)
    database.with_suffix(".old").rename(database)
    library.add(HERE, GNU, by=1, now=NOW)
    assert after_a_kill(database) == ["gnu", "secret", "zebra"]


def test_what_was_moved_away_has_all_that_was_acknowledged(
    library: Library, database: Path, copy: Path
) -> None:
    by_a_move(database, copy)
    library.count(HERE)
    with closing(SqliteStore(database.with_suffix(".old"))) as store:
        assert [stored.record.id for stored in store.export()] == ["secret", "zebra"]


@pytest.mark.parametrize("companions", [("-wal",), ("-shm",), ("-wal", "-shm")])
def test_files_beside_the_database_are_made_anew_and_nothing_is_lost(
    library: Library,
    database: Path,
    companions: tuple[str, ...],
    caplog: pytest.LogCaptureFixture,
) -> None:
    for companion in companions:
        database.with_name(database.name + companion).unlink()
    library.add(HERE, GNU, by=1, now=NOW)
    assert "nothing is lost" in caplog.text
    assert after_a_kill(database) == ["gnu", "secret", "zebra"]
    assert found(library, "Who danced in the kitchen?") == SECRET.text


def add_and_delete_all(library: Library, store: SqliteStore, database: Path) -> None:
    with store.together():
        library.add(HERE, GNU, by=1, now=NOW)
        delete_all(database, database)
        library.rename(HERE, "gnu", "Gnus", by=1, now=NOW)


def test_a_change_that_went_to_a_deleted_file_is_not_acknowledged(
    library: Library, database: Path
) -> None:
    store = library._store
    assert isinstance(store, SqliteStore)
    with pytest.raises(MovedError):
        add_and_delete_all(library, store, database)


def test_a_change_whose_log_was_deleted_under_it_is_kept(library: Library, database: Path) -> None:
    store = library._store
    assert isinstance(store, SqliteStore)
    with store.together():
        library.add(HERE, GNU, by=1, now=NOW)
        database.with_name("a.db-wal").unlink()
    assert after_a_kill(database) == ["gnu", "secret", "zebra"]


def test_what_another_process_has_added_without_our_log_is_kept(
    library: Library, database: Path, caplog: pytest.LogCaptureFixture
) -> None:
    for companion in ("-wal", "-shm"):
        database.with_name(database.name + companion).unlink()
    add_elsewhere(database, GNU)
    with caplog.at_level(logging.ERROR):
        assert found(library, "Who sang?") == GNU.text
    assert "gnu" in after_a_kill(database)
    (aside,) = database.parent.glob("a.before-*.db")
    assert aside.name in caplog.text
    with closing(SqliteStore(aside)) as store:
        assert [stored.record.id for stored in store.export()] == ["secret", "zebra"]


def test_what_is_no_database_is_not_used_until_there_is_one_again(
    library: Library, database: Path, copy: Path
) -> None:
    database.with_suffix(".new").write_bytes(b"hello " * 1000)
    database.with_suffix(".new").replace(database)
    for _ in range(2):
        with pytest.raises(StoreError, match="is not a database"):
            library.ask("Who danced in the kitchen?", collection_id=HERE)
        with pytest.raises(StoreError, match="is not a database"):
            library.add(HERE, GNU, by=1, now=NOW)
    restore(copy, database, now=NOW)
    library.add(HERE, GNU, by=1, now=NOW)
    assert after_a_kill(database) == ["gnu", "zebra"]


def test_the_log_of_a_deleted_database_does_not_get_into_a_restored_one(
    library: Library, database: Path, copy: Path, tmp_path: Path
) -> None:
    left = tmp_path / "left" / "a.db"
    left.parent.mkdir()
    shutil.copy(database.with_name("a.db-wal"), left.with_name("a.db-wal"))
    library.close()
    restore(copy, left, now=NOW)
    examine_database(left)
    with closing(SqliteStore(left)) as store:
        assert [stored.record.id for stored in store.export()] == ["zebra"]
