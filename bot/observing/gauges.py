"""What is going on at the moment somebody asks for metrics; until then it costs nothing."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from prometheus_client.core import CounterMetricFamily, GaugeMetricFamily

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from prometheus_client import Metric

    from bot.observing.gateway import Connection
    from bot.observing.observer import Load


class Gauges:
    """A collector of `prometheus_client`: it makes metrics when it is asked."""

    def __init__(
        self,
        connections: Callable[[], Sequence[Connection]],
        load: Callable[[], Load],
        requests: Callable[[], int],
    ) -> None:
        """Ask for the connections, the load and the number of requests under way."""
        self._connections = connections
        self._load = load
        self._requests = requests

    def collect(self) -> Iterator[Metric]:
        """Yield each metric with its values now."""
        yield from self._of_gateway()
        yield from self._of_process()

    def _of_gateway(self) -> Iterator[Metric]:
        up = GaugeMetricFamily(
            "pullquote_shard_up",
            "Whether Discord has acknowledged a heartbeat of the shard lately: 1 or 0.",
            labels=("shard",),
        )
        latency = GaugeMetricFamily(
            "pullquote_shard_latency_seconds",
            "Time from the last heartbeat to its acknowledgment.",
            labels=("shard",),
        )
        servers = GaugeMetricFamily(
            "pullquote_servers", "Servers that the bot is in.", labels=("shard",)
        )
        lease = GaugeMetricFamily(
            "pullquote_shard_lease_seconds",
            "For how long the process may answer for the shard unless it says that it is there.",
            labels=("shard",),
        )
        total = GaugeMetricFamily("pullquote_shards", "Shards that all processes share.")
        connections = self._connections()
        for connection in connections:
            shard = (str(connection.shard),)
            up.add_metric(shard, float(connection.is_up))
            servers.add_metric(shard, connection.servers)
            if math.isfinite(connection.latency):
                latency.add_metric(shard, connection.latency)
            if connection.lease is not None:
                lease.add_metric(shard, connection.lease)
        for shards in {each.shards for each in connections if each.shards is not None}:
            total.add_metric((), shards)
        yield from (up, latency, servers, lease, total)

    def _of_process(self) -> Iterator[Metric]:
        load = self._load()
        for name, meaning, value in (
            ("requests_underway", "Requests of people being answered.", self._requests()),
            ("indexes_open", "Collections whose index is in memory.", load.indexes),
            ("index_bytes", "Memory that indexes and their texts take.", load.index_bytes),
            ("index_budget_bytes", "Memory that they may take.", load.budget_bytes),
            ("readers_busy", "Files that are being read.", load.readers),
            ("reads_waiting", "Files that wait to be read.", load.waiting),
        ):
            yield GaugeMetricFamily(f"pullquote_{name}", meaning, value=float(value))
        questions = CounterMetricFamily(
            "pullquote_reader_questions",
            "Questions whose best candidates the reader read, or not, as it was busy.",
            labels=("outcome",),
        )
        questions.add_metric(("read",), float(load.questions_read))
        questions.add_metric(("too_busy",), float(load.questions_unread))
        yield questions
