"""How a database is: its version, its format, and whether it keeps what it confirms."""

from __future__ import annotations

from contextlib import closing
from dataclasses import dataclass
from typing import TYPE_CHECKING

from index.errors import StoreError
from index.store.postgres.connections import Connections
from index.store.postgres.migrate import format_of, is_new, migrations, refuse_newer
from index.store.postgres.transactions import Transactions

if TYPE_CHECKING:
    from index.store.postgres.connections import Connection

_SETTINGS = ("server_version", "fsync", "full_page_writes", "synchronous_commit")
_PATIENCE = 5.0


@dataclass(frozen=True, slots=True)
class Examined:
    """A database that is in order."""

    name: str
    """The database and its host, without a password."""
    version: str
    """That of PostgreSQL."""
    format: int
    """0 for one that is empty."""
    waits_for_replica: bool
    """Whether a change is confirmed only when another server has it, too."""


def examine_database(address: str) -> Examined:
    """Return how a database is; raise StoreError, which says what is wrong with it."""
    with closing(Connections(address, patience=_PATIENCE)) as connections:
        name = connections.name

        def work(connection: Connection) -> Examined:
            number, written_by = (0, 0) if is_new(connection) else format_of(connection)
            refuse_newer(written_by, name, migrations())
            shown = {setting: _shown(connection, setting) for setting in _SETTINGS}
            for setting in ("fsync", "full_page_writes", "synchronous_commit"):
                if shown[setting] == "off":
                    raise StoreError(
                        f"{name} loses what it has confirmed when its machine fails: {setting} is "
                        "off. Turn it on."
                    )
            replicas = _shown(connection, "synchronous_standby_names")
            waits = bool(replicas) and shown["synchronous_commit"] != "local"
            return Examined(name, shown["server_version"].split()[0], number, waits)

        return Transactions(connections).read(work)


def _shown(connection: Connection, setting: str) -> str:
    row = connection.execute("SELECT current_setting(%s)", (setting,)).fetchone()
    return str(row[0]) if row else ""
