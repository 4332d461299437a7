"""`pullquote limit`: what one server may have, where that is not what all may."""

from __future__ import annotations

import json
from dataclasses import asdict, replace
from typing import TYPE_CHECKING

from bot.settings import SettingsError, load
from bot.storage import open_library
from bot.terminal.arguments import DEFAULT, LIMITS
from bot.terminal.exit import ANSWERED
from index.limits import OwnLimits
from index.model import CollectionId

if TYPE_CHECKING:
    import argparse

    from bot.settings import Settings


def run(arguments: argparse.Namespace) -> int:
    """Set or show limits; return the exit code."""
    settings = load()
    given = {key: value for key in LIMITS if (value := getattr(arguments, key)) is not None}
    changes = arguments.reset or bool(given)
    if changes and arguments.server is None:
        raise SettingsError("Name the server whose limits these are: pullquote limit SERVER ...")
    library = open_library(settings, create=changes)
    try:
        limits = {
            collection_id.number: own
            for collection_id, own in library.limits().items()
            if collection_id.kind == "server"
        }
        shown = sorted(limits) if arguments.server is None else [arguments.server]
        if changes:
            own = OwnLimits() if arguments.reset else limits.get(arguments.server, OwnLimits())
            new = {key: None if value == DEFAULT else value for key, value in given.items()}
            limits[arguments.server] = replace(own, **new)
            server = CollectionId("server", arguments.server)
            library.limit(server, limits[arguments.server])
    finally:
        library.close()
    _show({server: limits.get(server, OwnLimits()) for server in shown}, settings, arguments.json)
    return ANSWERED


def _show(limits: dict[int, OwnLimits], settings: Settings, as_json: bool) -> None:
    if as_json:
        print(json.dumps([{"server": server} | asdict(own) for server, own in limits.items()]))
        return
    if not limits:
        print("No server has limits of its own.")
    for server, own in limits.items():
        print(f"Server {server}")
        for key, setting in LIMITS.items():
            value = getattr(own, key)
            everywhere = f"{getattr(settings, key):,} (as everywhere)"
            print(f"  {everywhere if value is None else f'{value:,}'}: {setting.meaning}")
