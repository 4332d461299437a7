"""Servers that are killed, frozen and replaced while several processes write to them."""

from __future__ import annotations

import json
import logging
import os
import shutil
import signal
import subprocess
import sys
import tempfile
import threading
import time
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import closing, contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from index.errors import StoreError
from index.library import Library
from index.store.postgres import PostgresStore
from index.store.postgres.connections import ANSWER_WITHIN, PATIENCE
from tests.processes import children, eventually
from tests.store.articles import HERE, LIMITS, draft, found
from tests.store.server import Server, programs

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

log = logging.getLogger(__name__)

pytestmark = [
    pytest.mark.thorough,
    pytest.mark.skipif(sys.platform != "linux", reason="kills and freezes by /proc"),
]

ROUNDS = int(os.environ.get("PULLQUOTE_CHAOS", "1"))
"""How many times as long each test goes on: more in `make chaos`."""
KILLS = 5
long = pytest.mark.skipif(ROUNDS == 1, reason="takes half a minute: make chaos")


@pytest.fixture
def folder() -> Iterator[Path]:
    """A folder that the user may look into as whom the servers run."""
    made = Path(tempfile.mkdtemp(prefix="pullquote-failover-"))
    made.chmod(0o755)
    yield made
    shutil.rmtree(made, ignore_errors=True)


@pytest.fixture
def primary(folder: Path) -> Iterator[Server]:
    """A server that keeps what it says that it keeps, whatever happens to its processes."""
    made = Server(folder / "primary", programs=programs()).create().start()
    yield made
    made.stop()


@dataclass
class Heard:
    """What some processes said, and of what they added the articles that another did not see."""

    said: list[list[Any]] = field(default_factory=list)
    unseen: list[str] = field(default_factory=list)

    def listen(self, process: subprocess.Popen[str], address: str) -> None:
        """Hear a process to its end, and look for each tenth article as soon as it is there."""
        assert process.stdout is not None
        with process.stdout, closing(Library(store=PostgresStore(address))) as library:
            for line in process.stdout:
                what = json.loads(line)
                self.said.append(what)
                if what[0] == "done" and int(what[1].rpartition("-")[2]) % 10 == 5:
                    name = what[1].replace("-", "x")
                    if not found(library, f"Who slept in the {name} barn?"):
                        self.unseen.append(what[1])


@contextmanager
def adding(address: str, count: int) -> Iterator[Heard]:
    """Let some processes add articles meanwhile; all is heard when the block is left."""
    heard = Heard()
    processes = [
        subprocess.Popen(
            [sys.executable, "-m", "tests.store.adder", address, f"w{number}", str(PATIENCE)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        for number in range(count)
    ]
    try:
        with ThreadPoolExecutor(count) as pool:
            listening = [pool.submit(heard.listen, each, address) for each in processes]
            try:
                yield heard
            finally:
                for process in processes:
                    assert process.stdin is not None
                    process.stdin.close()
            for each in listening:
                each.result(PATIENCE + 20)
        assert [process.wait(PATIENCE) for process in processes] == [0] * count
    finally:
        for process in processes:
            process.kill()
            process.wait()


def more_come(server: Server) -> bool:
    """Wait until a few more articles are there than are there now."""
    now = len(kept_in(server))
    return eventually(lambda: len(kept_in(server)) >= now + 20, within=PATIENCE + 10)


def check(heard: Heard, kept: list[str], *, longest: float) -> None:
    """All that was acknowledged is there, once, and was seen by the next question anywhere."""
    said = heard.said
    done = [line for line in said if line[0] == "done"]
    assert len(done) > 20
    assert {article_id for _, article_id, *_ in done} <= set(kept)
    assert len(kept) == len(set(kept))
    assert all(created and seen for _, _, created, seen in done)
    assert heard.unseen == []
    assert not [line for line in said if line[0] == "failed"]
    uncertain = {line[1] for line in said if line[0] == "uncertain"}
    assert set(kept) - {line[1] for line in done} <= uncertain
    took = max(line[1] for line in said if line[0] == "end")
    log.info("%d acknowledged, %d uncertain; longest call: %.1f s", len(done), len(uncertain), took)
    assert took < longest


def kept_in(server: Server) -> list[str]:
    return [name for (name,) in server.execute("SELECT id FROM article WHERE removed_at IS NULL")]


def test_what_was_acknowledged_survives_kill_9_of_the_database(primary: Server) -> None:
    PostgresStore(primary.address()).close()
    with adding(primary.address(), 2) as heard:
        for _ in range(KILLS * ROUNDS):
            assert more_come(primary)
            primary.kill()
            time.sleep(0.3)  # as long as a service may take to be started again
            primary.start()
        assert more_come(primary)
    check(heard, kept_in(primary), longest=PATIENCE + 3)


def test_a_synchronous_replica_that_is_promoted_has_all_and_the_old_server_is_not_used(
    primary: Server, folder: Path
) -> None:
    PostgresStore(primary.address()).close()
    replica = primary.replica(folder / "replica").start()
    try:
        primary.execute("ALTER SYSTEM SET synchronous_standby_names = '*'")
        primary.execute("SELECT pg_reload_conf()")
        assert eventually(
            lambda: primary.execute("SELECT sync_state FROM pg_stat_replication") == [("sync",)]
        )
        hosts = f"127.0.0.1:{primary.port},127.0.0.1:{replica.port}"
        address = f"postgresql://postgres@{hosts}/postgres"
        with adding(address, 2) as heard:
            assert more_come(primary)
            primary.kill()
            replica.promote()
            assert more_come(replica)
            primary.start()  # the old one is back, and takes connections again
            old = kept_in(primary)
            for _ in range(ROUNDS):
                cut_all(replica)
                assert more_come(replica)
        kept = kept_in(replica)
        assert kept_in(primary) == old
        check(heard, kept, longest=PATIENCE + 3)
    finally:
        replica.stop()


def cut_all(server: Server) -> None:
    server.execute(
        "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
        " WHERE application_name = 'pullquote'"
    )


def test_an_earlier_server_is_not_used_by_who_has_seen_a_later_one(
    primary: Server, folder: Path
) -> None:
    PostgresStore(primary.address()).close()
    later = primary.replica(folder / "later").start()
    try:
        later.promote()
        hosts = f"127.0.0.1:{later.port},127.0.0.1:{primary.port}"
        address = f"postgresql://postgres@{hosts}/postgres?load_balance_hosts=disable"
        with closing(PostgresStore(address, patience=1)) as store:
            assert store.add(HERE, draft("The zebra slept."), limits=LIMITS).created
            later.stop()
            with pytest.raises(StoreError, match="timeline 1, and 2 was seen"):
                store.add(HERE, draft("The yak danced."), limits=LIMITS)
            with pytest.raises(StoreError, match="timeline 1, and 2 was seen"):
                store.records(HERE)
            later.start()
            assert store.add(HERE, draft("The yak danced."), limits=LIMITS).created
        assert kept_in(primary) == []
    finally:
        later.stop()


@contextmanager
def frozen(server: Server) -> Iterator[Callable[[], None]]:
    """Stop all processes of a server; what is lent lets them go on."""
    stopped = [server.pid, *children(server.pid)]

    def go_on() -> None:
        for pid in stopped:
            with suppress(ProcessLookupError):  # whom nobody is connected to any more, ends
                os.kill(pid, signal.SIGCONT)

    for pid in stopped:
        os.kill(pid, signal.SIGSTOP)
    try:
        yield go_on
    finally:
        go_on()


@pytest.mark.parametrize(
    ("patience", "answer_within"),
    [(1.5, 0.5), pytest.param(PATIENCE, ANSWER_WITHIN, marks=long, id="as it is")],
)
def test_a_frozen_database_is_waited_for_as_long_as_one_can_and_written_to_once(
    primary: Server, patience: float, answer_within: float
) -> None:
    address = f"{primary.address()}?connect_timeout=2"
    with closing(PostgresStore(address, patience=patience, answer_within=answer_within)) as store:
        store.add(HERE, draft("The zebra slept."), limits=LIMITS)
        started = time.monotonic()
        with frozen(primary), ThreadPoolExecutor(3) as pool:
            calls: list[Future[object]] = [
                pool.submit(store.version, HERE),
                pool.submit(store.records, HERE),
                pool.submit(store.add, HERE, draft("The yak danced."), limits=LIMITS),
            ]
            for call in calls:
                with pytest.raises(StoreError):
                    call.result()
        took = time.monotonic() - started
        log.info("calls of a frozen database ended after %.1f s, of %.1f", took, patience)
        assert took < patience + 3 + 2  # the last for a busy machine
        assert eventually(primary.answers)
        store.add(HERE, draft("The yak danced."), limits=LIMITS)
        assert sorted(one.content.article.text for one in store.export()) == [
            "The yak danced.",
            "The zebra slept.",
        ]
    with closing(PostgresStore(address, answer_within=answer_within)) as store:
        with frozen(primary) as go_on, ThreadPoolExecutor(1) as pool:
            adding_one = pool.submit(store.add, HERE, draft("The gnu sang."), limits=LIMITS)
            threading.Timer(2 * answer_within, go_on).start()
            assert adding_one.result(PATIENCE + 10).created
        assert store.usage(HERE).articles == 3


_IN_MID_TRANSACTION = """
import sys
from index.store.postgres import PostgresStore, statements
from tests.store.articles import HERE, LIMITS, draft

def and_wait(connection, stored, insert=statements.insert):
    insert(connection, stored)
    print("inside", flush=True)
    if sys.stdin.readline():
        statements.insert = insert

statements.insert = and_wait
store = PostgresStore(sys.argv[1])
print(store.add(HERE, draft("The zebra slept."), limits=LIMITS).created, flush=True)
store.close()
"""


def test_a_writer_that_freezes_keeps_others_waiting_for_seconds_and_loses_nothing(
    primary: Server,
) -> None:
    address = primary.address()
    with (
        closing(PostgresStore(address)) as store,
        subprocess.Popen(
            [sys.executable, "-c", _IN_MID_TRANSACTION, address],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        ) as other,
    ):
        assert other.stdout is not None
        assert other.stdin is not None
        try:
            assert other.stdout.readline() == "inside\n"
            other.send_signal(signal.SIGSTOP)
            started = time.monotonic()
            assert store.add(HERE, draft("The yak danced."), limits=LIMITS).created
            took = time.monotonic() - started
            log.info("a writer waited %.1f s for one that was frozen", took)
            assert took < 6 + 2  # the last for a busy machine
            other.send_signal(signal.SIGCONT)
            other.stdin.write("go on\n")
            other.stdin.flush()
            assert other.stdout.readline() == "True\n"
        finally:
            other.kill()
        assert store.usage(HERE).articles == 2
