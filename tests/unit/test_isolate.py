"""Workers: what they are told, what they have given up, and that they end with who started them."""

from __future__ import annotations

import json
import os
import signal
import socket
import subprocess
import sys
import threading
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from index.errors import ArticleError
from index.ingest import article_from_bytes, confine, isolate, process
from index.ingest.isolate import Usage, Workers
from index.ingest.limits import Limits
from index.ingest.read import read_document
from index.ingest.request import AnalysisRequest
from index.model import Article
from tests.hostile import slow_pdf
from tests.processes import WITHIN, children, environment_of, eventually, is_running, ticks

if TYPE_CHECKING:
    from collections.abc import Iterator

MARKDOWN = b"# A title\n\nSome *words*."
ROOT = Path(__file__).parents[2]

linux = pytest.mark.skipif(sys.platform != "linux", reason="looks at /proc")


@pytest.fixture
def workers() -> Iterator[Workers]:
    workers = Workers()
    yield workers
    workers.close()


def read(workers: Workers, raw: bytes = MARKDOWN, name: str = "a.md") -> Usage:
    used = Usage()
    with workers.alone(used):
        article_from_bytes(raw, name=name)
    return used


# What a worker is told, and what it has given up


@linux
def test_a_worker_knows_no_secret_of_the_process_that_starts_it(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("DISCORD_TOKEN", "correct.horse.battery")
    isolate.close_workers()
    read_document(MARKDOWN, name="a.md")
    (worker, *_) = isolate._shared._idle
    told = environment_of(worker._process.pid)
    assert b"correct.horse.battery" not in told
    assert {line.partition(b"=")[0].decode() for line in told.split(b"\0")[:-1]} <= {
        *process._ENVIRONMENT,
        *process._ONE_THREAD,
    }


TRIES = """
import json, os, signal, socket, sys
from index.ingest.confine import give_up
give_up()
parent = os.getppid()
done = {}
def attempt(name, work):
    try:
        work()
    except (OSError, RuntimeError) as error:
        done[name] = type(error).__name__
    else:
        done[name] = "done"
attempt("import", lambda: __import__("index.ingest.html"))
attempt("socket", lambda: socket.socket().connect(("127.0.0.1", int(sys.argv[2]))))
attempt("unix socket", lambda: socket.socket(socket.AF_UNIX))
attempt("read", lambda: open(sys.argv[1]).read())
attempt("environ", lambda: open(f"/proc/{parent}/environ").read())
attempt("list", lambda: os.listdir(os.path.dirname(sys.argv[1])))
attempt("write", lambda: open(sys.argv[1] + ".new", "w"))
attempt("fork", lambda: os.fork() or os._exit(0))
attempt("program", lambda: os.execv("/bin/true", ["true"]))
attempt("signal", lambda: os.kill(parent, signal.SIGTERM))
attempt("limits", lambda: __import__("resource").prlimit(parent, 7, (10, 10)))
print(json.dumps(done))
"""


@linux
def test_a_process_that_has_given_up_all_reaches_neither_files_nor_network_nor_others(
    tmp_path: Path,
) -> None:
    if not (has_seccomp() and has_landlock()):
        pytest.skip("this kernel has no Landlock or no filters of system calls")
    secret = tmp_path / "pullquote.db"
    secret.write_text("a secret", encoding="utf-8")
    with socket.create_server(("127.0.0.1", 0)) as listener:
        port = str(listener.getsockname()[1])
        done = subprocess.run(
            [sys.executable, "-c", TRIES, str(secret), port],
            check=True,
            capture_output=True,
            text=True,
            cwd=ROOT,
        )
    results = json.loads(done.stdout)
    assert results.pop("import") == "done"
    assert results.keys() >= {"socket", "read", "environ", "fork", "program", "signal"}
    assert set(results.values()) == {"PermissionError"}
    assert not secret.with_name("pullquote.db.new").exists()


def has_landlock() -> bool:
    try:
        return confine._checked(confine._libc().syscall(444, None, 0, 1)) > 0
    except OSError:
        return False


def has_seccomp() -> bool:
    known = os.uname().machine in confine._ARCHITECTURES
    return known and Path("/proc/sys/kernel/seccomp").exists()


@pytest.mark.parametrize("machine", ["x86_64", "aarch64"])
def test_the_filter_denies_what_it_names_and_nothing_else(machine: str) -> None:
    column, arch = confine._ARCHITECTURES[machine]
    denied = {row[column] for row in confine._DENIED.values()} - {None}
    program = confine.program(machine)
    others = confine._OTHERS_LIMITS[column]
    for number in range(500):
        allowed = evaluated(program, number, arch) == confine._ALLOW
        assert allowed == (number not in denied), number
    assert evaluated(program, others, arch, argument=1) == confine._DENY
    assert evaluated(program, 0x4000_0000 + 41, arch) == confine._DENY
    assert evaluated(program, 0, arch + 1) == confine._KILL


def evaluated(
    program: list[tuple[int, int, int, int]], number: int, arch: int, argument: int = 0
) -> int:
    """What a filter answers, by the rules of classic BPF."""
    seen = {0: number, 4: arch, 16: argument}
    at = value = 0
    while True:
        code, yes, no, operand = program[at]
        at += 1
        match code:
            case confine._LOAD:
                value = seen[operand]
            case confine._JUMP_EQUAL:
                at += yes if value == operand else no
            case confine._JUMP_FROM:
                at += yes if value >= operand else no
            case _:
                return operand


# What it answers is not believed

ANSWERS = """
import json, pickle, struct, sys
pickle.load(sys.stdin.buffer)
said, body = {said}, {body}
lengths = {lengths} or (len(said), len(body))
sys.stdout.buffer.write(struct.pack("<II", *lengths) + said)
sys.stdout.buffer.write(body)
sys.stdout.buffer.flush()
sys.stdin.buffer.read()
"""


def answering(
    monkeypatch: pytest.MonkeyPatch,
    said: object,
    body: str = "b'Words.'",
    lengths: tuple[int, int] | None = None,
) -> None:
    """Start workers that a file has taken over, and that answer so."""
    raw = said if isinstance(said, bytes) else json.dumps(said).encode()
    script = ANSWERS.format(said=repr(raw), body=body, lengths=lengths)
    monkeypatch.setattr(process, "_START", script)
    isolate.close_workers()


@pytest.fixture(autouse=True)
def _anew() -> Iterator[None]:
    yield
    isolate.close_workers()


def test_what_a_worker_says_of_a_document_is_brought_into_form(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    answering(monkeypatch, {"title": "A\nB" * 1000, "url": "javascript:alert(1)", "kind": "pdf"})
    found = read_document(MARKDOWN, name="a.md")
    assert found.title is not None
    assert len(found.title) < 130
    assert "\n" not in found.title
    assert (found.url, found.kind, found.text) == (None, "markdown", "Words.")


@pytest.mark.parametrize(
    ("said", "body", "lengths"),
    [
        ({}, "b'x' * 9_000_000", None),  # more than an article may have
        ({}, "b'x'", (2, 4_000_000_000)),
        (b"{}", "b''", (4_000_000_000, 0)),
        ({"title": 7}, "b'Words.'", None),
        ({"title": ["x"]}, "b'Words.'", None),
        ({"title": "x" * 20_000}, "b'Words.'", None),
        (["x"], "b'Words.'", None),
        (b"not JSON", "b'Words.'", None),
        (b"[" * 100_000, "b'Words.'", None),
        ({}, r"b'\xff\xfe'", None),
        ({}, r"b'a\0b'", None),
        ({"refused": 7}, "b''", None),
        ({"refused": "x" * 5000}, "b''", None),
        ({"failed": "It is on fire."}, "b''", None),
    ],
)
def test_an_answer_that_no_worker_of_ours_gives_is_an_unreadable_file(
    monkeypatch: pytest.MonkeyPatch,
    said: object,
    body: str,
    lengths: tuple[int, int] | None,
) -> None:
    answering(monkeypatch, said, body, lengths)
    with pytest.raises(ArticleError, match=r"a\.md is damaged, or made in a way"):
        read_document(MARKDOWN, name="a.md")


def test_a_text_that_a_worker_makes_too_long_is_refused_with_the_number(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    answering(monkeypatch, {}, "b'x' * 3_000_000")
    with pytest.raises(ArticleError, match=r"has 3,000,000 characters of text"):
        read_document(MARKDOWN, name="a.md")


# One for each, and none longer than needed


def test_each_who_gives_a_file_has_a_worker_of_their_own(workers: Workers) -> None:
    pids = []
    for _ in range(2):
        used = Usage()
        with workers.alone(used):
            read_document(MARKDOWN, name="a.md")
            read_document(MARKDOWN, name="b.md")
            (own,) = workers._alone
            (worker,) = own._idle
            pids.append(worker._process.pid)
        assert used.seconds > 0
        assert worker._process.returncode is not None
    assert len(set(pids)) == 2


def test_work_is_counted_also_when_it_is_given_up(workers: Workers) -> None:
    used = Usage()
    with pytest.raises(ArticleError, match="takes longer than 1 seconds"), workers.alone(used):
        read_document(slow_pdf(1), name="a.pdf", limits=Limits(parse_seconds=1))
    assert used.seconds > 0.1


def test_closed_workers_end_in_the_middle_of_their_work_and_take_no_more(workers: Workers) -> None:
    refused: list[str] = []

    def give() -> None:
        try:
            read(workers, slow_pdf(1), "a.pdf")
        except ArticleError as error:
            refused.append(str(error))

    thread = threading.Thread(target=give)
    thread.start()
    assert eventually(lambda: any(own._busy for own in list(workers._alone)))
    workers.close()
    thread.join(WITHIN)
    assert not thread.is_alive()
    assert len(refused) == 1
    with pytest.raises(ArticleError, match="about to stop"):
        read(workers)


def test_an_article_is_analyzed_as_it_is_here(workers: Workers) -> None:
    from index.text.analysis import Analysis, analyze  # noqa: PLC0415 - slow to import

    article = Article("a", "A", "The zebra sleeps. The “yak” dances, 5 %.\n\nIt snores.", "s")
    answer = workers.ask(AnalysisRequest(article, Limits()), most=10_000)
    assert answer.body == analyze(article).to_bytes()
    assert Analysis.from_bytes(answer.body)
    assert answer.number("seconds") > 0


def test_workers_that_nobody_has_any_more_are_ended() -> None:
    workers = Workers()
    workers.ask(AnalysisRequest(Article("a", "A", "A zebra.", "s"), Limits()), most=10_000)
    (worker,) = workers._idle
    del workers
    assert worker._process.returncode is not None


# A worker ends with who started it

PARENT = """
import sys, threading
from index.ingest import article_from_bytes, isolate, process
{before}
isolate.close_workers()
article_from_bytes(open(sys.argv[1], "rb").read(), name="a.pdf")
"""
NO_SIGNAL = """
process._START = "import sys; sys.platform = 'another'; " + process._START
"""


@linux
@pytest.mark.parametrize("before", ["", NO_SIGNAL], ids=["by signal", "by thread"])
def test_a_worker_ends_with_a_process_that_is_killed_while_it_reads(
    tmp_path: Path, before: str
) -> None:
    path = tmp_path / "slow.pdf"
    path.write_bytes(slow_pdf(1))
    parent = subprocess.Popen(
        [sys.executable, "-c", PARENT.format(before=before), str(path)],
        cwd=ROOT,
    )
    try:
        assert eventually(lambda: bool(children(parent.pid)))
        (worker,) = children(parent.pid)
        second = os.sysconf("SC_CLK_TCK")
        assert eventually(lambda: ticks(worker) > second, 60)  # it is in the middle of the file
    finally:
        parent.send_signal(signal.SIGKILL)
        parent.wait()
    assert eventually(lambda: not is_running(worker))
