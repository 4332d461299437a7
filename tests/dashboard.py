"""Draw the dashboard from a real run: two processes of a bot that share shards, a Prometheus that
asks them, people, and some trouble.

    python -m tests.dashboard docs/pictures/dashboard.png

needs the programs `prometheus` (Debian's, say) and takes two minutes. Every query of the dashboard
and of the alerts is asked, and one that Prometheus does not understand is an error.
"""

from __future__ import annotations

import asyncio
import json
import os
import random
import re
import sys
import tempfile
from contextlib import asynccontextmanager
from pathlib import Path
from time import time
from typing import TYPE_CHECKING, Any

import aiohttp
import yaml
from matplotlib.figure import Figure

from tests.gateway.bot_under_test import ANSWERED, command_line, environment
from tests.gateway.server import TOKEN, LoopbackDiscord, loopback_discord
from tests.gateway.world import TEXT_CHANNEL
from tests.store.server import free_port

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

FOLDER = Path(__file__).parents[1] / "docs" / "observability"
SECONDS = 120
SHARDS = 4
LEAVES = 80.0
"""Seconds after which one of the processes is told to stop."""
_STEP = 2
_UNITS = {"s": "seconds", "reqps": "a second", "bytes": "bytes", "percentunit": "processors"}


@asynccontextmanager
async def program(*command: str, **variables: str) -> AsyncIterator[asyncio.subprocess.Process]:
    """Run a program in the block."""
    process = await asyncio.create_subprocess_exec(
        *command, env=os.environ | variables, stderr=asyncio.subprocess.DEVNULL
    )
    try:
        yield process
    finally:
        if process.returncode is None:
            process.terminate()
        await process.wait()


async def people(server: LoopbackDiscord, home: Path, leaving: asyncio.subprocess.Process) -> None:
    """Ask and add, as people do, and have some trouble; one process leaves towards the end."""
    asyncio.get_running_loop().call_later(LEAVES, leaving.terminate)
    chance = random.Random(1)
    channels = [each for each in server.world.channels.values() if each["type"] == TEXT_CHANNEL]
    end = time() + SECONDS
    for number in range(10_000):
        if time() > end:
            return
        reader, where = f"reader {number % 30}", channels[number % len(channels)]
        if number % 9 == 4:
            text = f"Otter {number} of Lindow eats {number} eels a day. It sleeps at noon." * 20
            note = server.files.upload(f"note {number}.txt", text.encode())
            await server.slash("article add", by=reader, file=note, where=where).response()
        elif number % 3:
            question = chance.choice(ANSWERED)[0]
            await server.slash("ask", by=reader, question=question, where=where).response()
        else:
            server.say("Who is the mayor of Lindow?", by=reader, where=where, mention=True)
        if number % 97 == 60:
            server.rest.rate_limit("POST", r"^/interactions/", retry_after=0.3, times=3)
        if number == 200:
            asyncio.get_running_loop().call_later(12, trouble, server, home, False)
            trouble(server, home, True)
        await asyncio.sleep(chance.uniform(0.05, 0.3))


def trouble(server: LoopbackDiscord, home: Path, begins: bool) -> None:
    """Let heartbeats be unanswered and the database be away for a while."""
    server.gateway.acknowledges_heartbeats = not begins
    here, aside = ("pullquote.db", "aside.db") if begins else ("aside.db", "pullquote.db")
    for path in home.glob(f"{here}*"):
        path.rename(home / path.name.replace(here, aside))


class Prometheus:
    """What Prometheus has seen, asked over HTTP."""

    def __init__(self, port: int, session: aiohttp.ClientSession, began: float) -> None:
        self._address = f"http://127.0.0.1:{port}/api/v1/query_range"
        self._session = session
        self._began = began

    async def series(self, query: str) -> list[dict[str, Any]]:
        """Return the series that a query of the dashboard gives."""
        query = query.replace("$__rate_interval", "10s").replace("$instance", ".*")
        asked = {"query": query, "start": self._began, "end": time(), "step": _STEP}
        async with self._session.get(
            self._address, params={key: str(value) for key, value in asked.items()}
        ) as response:
            answer = await response.json()
        if answer["status"] != "success":
            raise ValueError(f"{query}: {answer['error']}")
        found: list[dict[str, Any]] = answer["data"]["result"]
        return found


async def draw(prometheus: Prometheus, began: float, to: Path) -> None:
    """Draw each panel of the dashboard in its place."""
    board = json.loads((FOLDER / "dashboard.json").read_text(encoding="utf-8"))
    panels = [panel for panel in board["panels"] if panel["type"] != "row"]
    rows = -(-len(panels) // 3)
    figure = Figure(figsize=(15, 2.1 * rows), layout="constrained")
    for number, panel in enumerate(panels, 1):
        axes = figure.add_subplot(rows, 3, number)
        axes.set_title(panel["title"], fontsize=9, loc="left")
        axes.set_ylabel(_UNITS.get(panel["fieldConfig"]["defaults"]["unit"], ""), fontsize=7)
        axes.tick_params(labelsize=7)
        for target in panel["targets"]:
            for series in await prometheus.series(target["expr"]):
                legend = re.sub(
                    r"{{(\w+)}}",
                    lambda name, labels=series["metric"]: labels.get(name[1], ""),  # type: ignore[misc]
                    target["legendFormat"],
                )
                times = [at - began for at, _ in series["values"]]
                axes.plot(times, [float(value) for _, value in series["values"]], label=legend)
        axes.set_ylim(bottom=0)
        axes.set_xlim(0, SECONDS)
        if axes.get_legend_handles_labels()[1]:
            axes.legend(fontsize=6, loc="upper left", frameon=False)
    figure.savefig(to, dpi=80)


async def main(to: Path) -> None:
    """Run everything, and draw."""
    ports, own = [free_port(), free_port()], free_port()
    with tempfile.TemporaryDirectory() as folder:
        home = Path(folder)
        scrape = {
            "job_name": "pullquote",
            "static_configs": [{"targets": [f"127.0.0.1:{port}" for port in ports]}],
        }
        config = {
            "global": {"scrape_interval": "2s"},
            "scrape_configs": [scrape],
            "rule_files": [str(FOLDER / "alerts.yaml")],
        }
        (home / "prometheus.yml").write_text(yaml.safe_dump(config), encoding="utf-8")
        async with loopback_discord() as server, aiohttp.ClientSession() as session:
            server.gateway.heartbeat_interval = 1
            server.gateway.max_concurrency = SHARDS
            for _ in range(2 * SHARDS):
                server.world.open_guild()
            variables = environment(server, home, TOKEN) | {
                "PULLQUOTE_SHARDS": str(SHARDS),
                "PULLQUOTE_SHARDS_PER_PROCESS": str(SHARDS),
                "PULLQUOTE_SERVER_QUESTIONS": "40",
            }
            first, second = (
                {**variables, "PULLQUOTE_METRICS": f"127.0.0.1:{port}"} for port in ports
            )
            first["PULLQUOTE_SHARDS_PER_PROCESS"] = str(SHARDS // 2)
            watching = (
                f"--config.file={home / 'prometheus.yml'}",
                f"--storage.tsdb.path={home / 'tsdb'}",
                f"--web.listen-address=127.0.0.1:{own}",
                "--log.level=error",
            )
            async with (
                program(*command_line("run"), **first) as leaving,
                program("prometheus", *watching),
            ):
                began = time()
                await asyncio.sleep(4)
                async with program(*command_line("run"), **second):
                    await asyncio.sleep(4)
                    await people(server, home, leaving)
                prometheus = Prometheus(own, session, began)
                await draw(prometheus, began, to)
                rules = yaml.safe_load((FOLDER / "alerts.yaml").read_text(encoding="utf-8"))
                for rule in rules["groups"][0]["rules"]:
                    await prometheus.series(rule["expr"])


if __name__ == "__main__":
    asyncio.run(main(Path(sys.argv[1])))
