"""Metrics in Prometheus's terms: what happened is counted, what is going on is asked for.

Names and units follow https://prometheus.io/docs/practices/naming/. The values of every label are
known beforehand, so that a process has some hundred series whatever people do.
"""

from __future__ import annotations

import asyncio
import math
import re
from typing import TYPE_CHECKING, Literal, get_args

from prometheus_client import (
    CollectorRegistry,
    Counter,
    Gauge,
    GCCollector,
    Histogram,
    Info,
    PlatformCollector,
    ProcessCollector,
    generate_latest,
)

from bot.observing.observer import Observer
from index.errors import PullquoteError, StoreError
from index.model import Added, Answer, CollectionKind
from index.version import __version__

if TYPE_CHECKING:
    import logging

    from index.model import CollectionId, Record

Ending = Literal["done", "refused", "failed", "interrupted"]

_QUICK = (0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0)
"""Bounds in seconds: 3 s are what Discord waits for a first response."""
_SLOW = (0.01, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0, 20.0, 30.0, 60.0)
_CALLBACK = re.compile(r"/interactions/(\d{1,20})/[^/]+/callback$")
_EVENT = re.compile("[A-Z_]{3,60}")
_METHODS = frozenset({"DELETE", "GET", "PATCH", "POST", "PUT"})
_CLIENT_ERROR, _TOO_MANY = 400, 429


class Metrics(Observer):
    """Counts what it is told."""

    def __init__(self) -> None:
        """Begin at zero, with a registry of its own."""
        self.registry = CollectorRegistry()
        for collector in (ProcessCollector, PlatformCollector, GCCollector):
            collector(registry=self.registry)
        build = Info("pullquote_build", "The version that runs.", registry=self.registry)
        build.info({"version": __version__})
        self._of_people()
        self._of_machines()
        self._begin_at_zero()

    def _of_people(self) -> None:
        self._questions = self._counter(
            "questions",
            "Questions, by whose articles were asked and how it ended.",
            "collection",
            "outcome",
        )
        self._answering = self._times(
            "answer_seconds",
            "Time from a question to its answer, waiting and opening an index included.",
        )
        self._reads = self._counter(
            "reads",
            "What people gave to be read, by format and how it ended.",
            "format",
            "outcome",
        )
        self._reading = self._times(
            "read_seconds",
            "Time to read what people gave, waiting for a reader included.",
            "format",
            buckets=_SLOW,
        )
        self._changes = self._counter(
            "changes",
            "Changes to articles, by what was wanted and how it ended.",
            "change",
            "outcome",
        )
        self._interactions = self._counter(
            "interactions",
            "First responses to interactions, by what Discord said to them.",
            "outcome",
        )

    def _of_machines(self) -> None:
        self._opening = self._times(
            "index_open_seconds", "Time to bring a large index into memory, before it is asked."
        )
        self._store = self._times("store_seconds", "Time of calls of the store.", "operation")
        self._store_errors = self._counter(
            "store_errors", "Calls of the store that failed.", "error"
        )
        self._requests = self._counter(
            "discord_requests", "Requests to Discord's REST API.", "method", "status"
        )
        self._requesting = self._times(
            "discord_request_seconds", "Time of requests to Discord's REST API."
        )
        self._events = self._counter("gateway_events", "Events from Discord's gateway.", "event")
        self._identifies = self._counter("identifies", "Sessions with Discord's gateway begun.")
        self._resumes = self._counter("resumes", "Sessions gone on with over another connection.")
        self._starts_left = Gauge(
            "pullquote_session_starts_left",
            "Sessions that Discord lets begin until a day is over, when that was last looked at.",
            registry=self.registry,
        )
        self._starts_left.set(math.nan)
        self._log_records = self._counter("log_records", "Lines in the log.", "level")
        self._delays = self._times(
            "event_loop_delay_seconds",
            "How much later than it should the event loop wakes a task, looked at once a second.",
        )

    def _begin_at_zero(self) -> None:
        """Have the series that alerts watch from the start: growth from nothing is not seen."""
        endings = get_args(Ending)
        for kind in get_args(CollectionKind):
            for outcome in ("answered", "not_answered", "too_soon", *endings):
                if outcome != "done":
                    self._questions.labels(kind, outcome)
        for outcome in ("acknowledged", "too_late", "limited", "failed", "lost"):
            self._interactions.labels(outcome)
        for error in (*_kinds(StoreError), "unexpected"):
            self._store_errors.labels(error)
        for change in ("add", "update"):
            for outcome in ("unchanged", *endings):
                self._changes.labels(change, outcome)
        for level in ("warning", "error", "critical"):
            self._log_records.labels(level)

    def _counter(self, name: str, meaning: str, *labels: str) -> Counter:
        return Counter(f"pullquote_{name}", meaning, labels, registry=self.registry)

    def _times(
        self, name: str, meaning: str, *labels: str, buckets: tuple[float, ...] = _QUICK
    ) -> Histogram:
        return Histogram(
            f"pullquote_{name}", meaning, labels, buckets=buckets, registry=self.registry
        )

    def text(self) -> bytes:
        """Return all metrics in Prometheus's text format."""
        return generate_latest(self.registry)

    def asked(
        self, collection_id: CollectionId, result: Answer | BaseException, seconds: float
    ) -> None:
        """Count a question; only those that got an answer count for the time."""
        if isinstance(result, Answer):
            outcome = "answered" if result.answered else "not_answered"
            self._answering.observe(seconds)
        else:
            outcome = ending(result)
        self._questions.labels(collection_id.kind, outcome).inc()

    def asked_too_soon(self, collection_id: CollectionId) -> None:
        """Count a question that was not taken."""
        self._questions.labels(collection_id.kind, "too_soon").inc()

    def opened(self, _: int, __: object, seconds: float) -> None:
        """Count an index that was opened."""
        self._opening.observe(seconds)

    def read(self, kind: str, result: object, seconds: float) -> None:
        """Count something that was read."""
        self._reads.labels(kind, ending(result)).inc()
        self._reading.labels(kind).observe(seconds)

    def changed(self, change: str, result: Added | Record | BaseException, _: float) -> None:
        """Count a change; a text that was there already is "unchanged"."""
        unchanged = isinstance(result, Added) and not result.created
        self._changes.labels(change, "unchanged" if unchanged else ending(result)).inc()

    def used_store(self, operation: str, result: object, seconds: float) -> None:
        """Count a call of the store."""
        self._store.labels(operation).observe(seconds)
        if isinstance(result, StoreError) or (
            isinstance(result, BaseException) and not isinstance(result, PullquoteError)
        ):
            error = type(result).__name__ if isinstance(result, StoreError) else "unexpected"
            self._store_errors.labels(error).inc()

    def sent(self, method: str, path: str, status: int | None, seconds: float) -> None:
        """Count a request to Discord, and whether a first response was in time."""
        method = method if method in _METHODS else "other"
        self._requests.labels(method, _shown(status)).inc()
        self._requesting.observe(seconds)
        if _CALLBACK.search(path):
            self._interactions.labels(_response(status)).inc()

    def received(self, event: str) -> None:
        """Count an event of the gateway, by its name in Discord's documentation."""
        self._events.labels(event if _EVENT.fullmatch(event) else "other").inc()

    def identified(self) -> None:
        """Count a session that is begun."""
        self._identifies.inc()

    def resumed(self) -> None:
        """Count a session that was gone on with."""
        self._resumes.inc()

    def starts_left(self, count: int) -> None:
        """Note how many sessions may be begun."""
        self._starts_left.set(count)

    def logged(self, record: logging.LogRecord) -> bool:
        """Count a line in the log, as a filter of `logging` that lets all pass."""
        self._log_records.labels(record.levelname.lower()).inc()
        return True

    async def watch_loop(self) -> None:
        """Measure once a second how late the event loop is, until canceled."""
        loop = asyncio.get_running_loop()
        while True:
            due = loop.time() + 1
            await asyncio.sleep(1)
            self._delays.observe(max(0.0, loop.time() - due))


def ending(result: object) -> Ending:
    """Return how something ended that returned or raised ``result``."""
    match result:
        case StoreError():
            return "failed"
        case PullquoteError():
            return "refused"
        case asyncio.CancelledError():
            return "interrupted"
        case BaseException():
            return "failed"
        case _:
            return "done"


def _kinds(error: type[StoreError]) -> list[str]:
    """Return the names of a kind of error and of all kinds below it."""
    return [error.__name__, *(name for each in error.__subclasses__() for name in _kinds(each))]


def _shown(status: int | None) -> str:
    if status is None:
        return "lost"
    return str(status) if status == _TOO_MANY else f"{status // 100}xx"


def _response(status: int | None) -> str:
    """Return what became of a first response: Discord knows no interaction after 3 s."""
    match status:
        case None:
            return "lost"
        case 404:
            return "too_late"
        case 429:
            return "limited"
        case _:
            return "acknowledged" if status < _CLIENT_ERROR else "failed"
