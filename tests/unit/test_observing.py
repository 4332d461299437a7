"""What operators are shown exists; health is told from what connections and store do."""

from __future__ import annotations

import asyncio
import inspect
import json
import math
import re
import traceback
from pathlib import Path
from time import perf_counter

import pytest
import yaml

from bot.observing.gateway import SLACK, Connection
from bot.observing.gauges import Gauges
from bot.observing.health import Health
from bot.observing.metrics import Metrics
from bot.observing.observer import Load, Observer
from bot.observing.store import observed_store
from bot.observing.unsaid import unsaid
from index.errors import LockedError, UnknownArticleError
from index.model import SHARED, CollectionId
from index.store.memory import MemoryStore
from index.store.protocol import Store, Version

FOLDER = Path(__file__).parents[2] / "docs" / "observability"
PAGE = (FOLDER / "index.md").read_text(encoding="utf-8")
RULES = yaml.safe_load((FOLDER / "alerts.yaml").read_text(encoding="utf-8"))["groups"][0]["rules"]
DASHBOARD = json.loads((FOLDER / "dashboard.json").read_text(encoding="utf-8"))
NAME = re.compile(r"\b(?:pullquote|process)_[a-z_]+\b")
UNTOLD = "Who blamed the otters?"
UP = Connection(0, ready=True, servers=3, latency=0.1, silence=1.0, interval=41.25)


def families() -> set[str]:
    """The metrics of a process, by the names that queries have for them."""
    metrics = Metrics()
    metrics.registry.register(Gauges(lambda: [UP], lambda: Load(0, 0, 0, 0, 0), lambda: 0))
    names = set()
    for family in metrics.registry.collect():
        suffixes = {
            "counter": ("_total",),
            "histogram": ("_bucket", "_sum", "_count"),
            "info": ("_info",),
        }
        names |= {family.name + suffix for suffix in suffixes.get(family.type, ("",))}
    return names


@pytest.mark.parametrize("shown", ["alerts", "dashboard"])
def test_what_is_shown_asks_for_metrics_that_there_are(shown: str) -> None:
    if shown == "alerts":
        queries = [rule["expr"] for rule in RULES]
    else:
        targets = [t for panel in DASHBOARD["panels"] for t in panel.get("targets", ())]
        queries = [target["expr"] for target in targets]
    asked = {name for query in queries for name in NAME.findall(query)}
    assert len(asked) > 5
    assert asked <= families()


def test_what_the_reader_read_and_what_it_was_too_busy_for_is_told() -> None:
    metrics = Metrics()
    load = Load(0, 0, 0, 0, 0, questions_read=7, questions_unread=2)
    metrics.registry.register(Gauges(list, lambda: load, lambda: 0))
    told = metrics.text().decode()
    assert 'pullquote_reader_questions_total{outcome="read"} 7.0' in told
    assert 'pullquote_reader_questions_total{outcome="too_busy"} 2.0' in told


def test_every_metric_is_documented_and_no_other_one() -> None:
    bare = {re.sub("_(bucket|sum|count)$", "", each) for each in families()}
    ours = {name for name in bare if name.startswith("pullquote_")}
    assert {*re.findall(r"`(pullquote_[a-z_]+)`", PAGE)} == ours


def test_every_alert_is_explained() -> None:
    assert {*re.findall(r"^\| `(Pullquote\w+)` \|", PAGE, re.MULTILINE)} == {
        rule["alert"] for rule in RULES
    }


def test_an_observer_is_told_everything_and_keeps_nothing() -> None:
    told = {name for name, _ in inspect.getmembers(Observer, inspect.isfunction)}
    overridden = {name for name in told if name in vars(Metrics)}
    assert overridden == told
    assert not vars(Observer())


def test_calls_of_a_store_are_told_by_name_with_how_they_ended() -> None:
    told: list[tuple[str, object]] = []

    class Listener(Observer):
        def used_store(self, operation: str, result: object, seconds: float) -> None:
            assert 0 <= seconds < 10
            told.append((operation, result))

    store = observed_store(MemoryStore(), Listener())
    here = CollectionId("server", 1)
    store.allow_role(here, 5)
    assert store.allowed_role(here) == 5
    with pytest.raises(UnknownArticleError) as caught:
        store.remove(here, "nothing", now=None)  # type: ignore[arg-type]  # not looked at
    assert list(store.export()) == []
    with store.together():
        pass
    store.close()
    assert told == [("allow_role", None), ("allowed_role", 5), ("remove", caught.value)]


def test_an_observed_store_does_all_that_a_store_does() -> None:
    store = observed_store(MemoryStore(), Observer())
    for name, _ in inspect.getmembers(Store, inspect.isfunction):
        if not name.startswith("_"):
            assert callable(getattr(store, name))


async def nothing() -> None:
    """A store that is there."""


def health(*connections: Connection, dead: float = math.inf, patience: float = 5) -> Health:
    return Health(
        lambda: connections, nothing, is_stopping=lambda: False, dead=dead, patience=patience
    )


async def test_a_process_is_ready_when_all_its_shards_are() -> None:
    assert await health(UP).hinders() == []
    silent = Connection(1, ready=True, servers=3, latency=0.1, silence=99, interval=41.25)
    away = Connection(2, ready=False, servers=0, latency=math.inf, silence=math.inf, interval=41.25)
    assert await health(UP, silent, away).hinders() == [
        "Shard 1 has had no heartbeat acknowledged for 99 s.",
        "Shard 2 is not connected to Discord.",
    ]


@pytest.mark.parametrize(("silence", "is_up"), [(0, True), (41, True), (41.25 + SLACK + 1, False)])
def test_a_connection_is_up_while_heartbeats_are_acknowledged(silence: float, is_up: bool) -> None:
    assert is_up == Connection(0, True, 3, 0.1, silence, 41.25).is_up


def test_a_process_ails_once_discord_has_been_silent_for_long() -> None:
    away = Connection(0, ready=False, servers=0, latency=math.inf, silence=math.inf, interval=41.25)
    silent = Connection(0, ready=True, servers=0, latency=1, silence=5000.0, interval=41.25)
    assert health(away, dead=600).ails() == []
    assert health(silent, UP, dead=600).ails() == []
    long = health(away, dead=600)
    long._last_sign -= 601
    assert re.fullmatch(r"Discord has acknowledged no heartbeat for 60\d s\.", long.ails()[0])


async def test_a_store_that_does_not_answer_has_one_thread_waiting_for_it() -> None:
    calls = 0
    released = asyncio.Event()

    async def hang() -> None:
        nonlocal calls
        calls += 1
        await released.wait()

    watched = Health(lambda: [UP], hang, is_stopping=lambda: False, patience=0.01)
    for _ in range(3):
        assert await watched.hinders() == ["The database has not answered for 0.01 s."]
    assert calls == 1
    released.set()
    await asyncio.sleep(0)
    assert await health(UP).hinders() == []


async def test_a_store_that_fails_says_how() -> None:
    async def fail() -> None:
        raise LockedError("Another program locks it.")

    watched = Health(lambda: [UP], fail, is_stopping=lambda: True)
    assert await watched.hinders() == [
        "The bot is stopping.",
        "The database cannot be used: Another program locks it.",
    ]


def test_what_is_off_costs_next_to_nothing() -> None:
    store, calls = MemoryStore(), 20_000

    def seconds(operation: object) -> float:
        assert callable(operation)
        begun = perf_counter()
        for _ in range(calls):
            operation(SHARED)
        return perf_counter() - begun

    # Not wrapped when it is off: the very store. Told to an observer that keeps nothing: a call.
    nothing_kept = Observer()
    asked = min(seconds(nothing_kept.asked_too_soon) for _ in range(5))
    looked = min(seconds(store.version) for _ in range(5))
    assert asked < looked
    assert isinstance(store.version(SHARED), Version)


def test_what_alerts_watch_begins_at_zero() -> None:
    samples = {
        (sample.name, *sample.labels.values()): sample.value
        for family in Metrics().registry.collect()
        for sample in family.samples
    }
    assert samples["pullquote_store_errors_total", "MovedError"] == 0
    assert samples["pullquote_store_errors_total", "unexpected"] == 0
    assert samples["pullquote_questions_total", "server", "failed"] == 0
    assert samples["pullquote_interactions_total", "too_late"] == 0


@pytest.mark.parametrize(
    ("status", "outcome"),
    [
        (204, "acknowledged"),
        (404, "too_late"),
        (429, "limited"),
        (400, "failed"),
        (500, "failed"),
        (None, "lost"),
    ],
)
def test_first_responses_are_told_by_what_discord_says(status: int | None, outcome: str) -> None:
    metrics = Metrics()
    metrics.sent("POST", "/api/v10/interactions/1234/a-token/callback", status, 0.1)
    metrics.sent("PATCH", "/api/v10/webhooks/1234/a-token/messages/@original", status, 0.1)
    text = metrics.text().decode()
    assert f'pullquote_interactions_total{{outcome="{outcome}"}} 1.0' in text
    assert "token" not in text


def test_an_error_is_logged_without_its_text_but_with_where_it_happened() -> None:
    def first() -> None:
        raise OSError(28, "No space left on device")

    def second() -> None:
        try:
            first()
        except OSError as error:
            raise KeyError(UNTOLD) from error

    def third() -> None:
        try:
            second()
        except KeyError:
            raise UnicodeError(UNTOLD) from None

    for raising, parts in (
        (second, ["in first", "No space left on device", "direct cause", "KeyError"]),
        (third, ["in third", "UnicodeError"]),
    ):
        with pytest.raises(Exception) as caught:  # noqa: PT011 - two kinds
            raising()
        text = "".join(traceback.format_exception(unsaid(caught.value)))
        places = [text.index(part) for part in parts]
        assert places == sorted(places)
        assert UNTOLD not in text
        assert text.splitlines()[-1] == type(caught.value).__name__


def test_a_long_chain_of_errors_ends() -> None:
    error = last = ValueError("0")
    for number in range(100):
        last.__cause__ = last = ValueError(str(number))
    last.__cause__ = error
    assert "".join(traceback.format_exception(unsaid(error))).count("ValueError") == 10
