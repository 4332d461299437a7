"""`pullquote status`: which process answers for which shards, and how their connections are."""

from __future__ import annotations

import json
from dataclasses import asdict
from typing import TYPE_CHECKING

from bot.render.phrases import counted
from bot.settings import load
from bot.shards.board import status
from bot.storage import has_notices, open_notices
from bot.terminal.exit import ANSWERED

if TYPE_CHECKING:
    import argparse

    from bot.shards.board import Process, Report, Shard, Status


def run(arguments: argparse.Namespace) -> int:
    """Show who has which shard; return the exit code."""
    settings = load()
    found = None
    if has_notices(settings):
        notices = open_notices(settings)
        try:
            found = notices.change(status)
        finally:
            notices.close()
    if arguments.json:
        print(json.dumps(_as_json(found)))
    elif found is None or not found.processes:
        print("No process answers for shards here.")
    else:
        _show(found)
    return ANSWERED


def _show(found: Status) -> None:
    for id_, process in found.processes.items():
        held = sum(shard.holder == id_ for shard in found.shards.values())
        doing = ", leaving" if process.leaving else ""
        print(f"{process.name}, version {process.version}: {counted(held, 'shard')}{doing}")
    for number, shard in found.shards.items():
        print(f"  {number}/{len(found.shards)}  {_line(number, shard, found)}")


def _line(number: int, shard: Shard, found: Status) -> str:
    if shard.holder is None:
        return "nobody answers"
    process = found.processes[shard.holder]
    line = f"{process.name}: {_connection(process.reports.get(number))}"
    if shard.taker is not None:
        line += f"; {found.processes[shard.taker].name} takes over"
    return line


def _connection(report: Report | None) -> str:
    if report is None or not report.up:
        return "not connected"
    lag = "" if report.latency is None else f", heartbeat in {1000 * report.latency:.0f} ms"
    return f"{counted(report.servers, 'server')}{lag}"


def _as_json(found: Status | None) -> dict[str, object]:
    if found is None:
        return {"processes": [], "shards": []}
    return {
        "processes": [
            {"id": id_} | _of(process, found.now) for id_, process in found.processes.items()
        ],
        "shards": [{"shard": n} | asdict(shard) for n, shard in found.shards.items()],
    }


def _of(process: Process, now: float) -> dict[str, object]:
    shown: dict[str, object] = asdict(process)
    del shown["until"]
    return shown | {"seconds_left": round(process.until - now, 1)}
