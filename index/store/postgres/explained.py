"""PostgreSQL's errors to what can be done about them, and to ours, which say so.

By the SQLSTATE (https://www.postgresql.org/docs/current/errcodes-appendix.html) and by whether the
connection is still there: the classes of psycopg do not tell those apart.
"""

from __future__ import annotations

from enum import Enum, auto
from typing import TYPE_CHECKING

from index.errors import FullError, ReadOnlyError, StoreError

if TYPE_CHECKING:
    import psycopg
    from psycopg import Connection
    from psycopg.rows import TupleRow


class Kind(Enum):
    """What an error means for what was being done."""

    LOST = auto()
    """The server is gone, or this connection to it: another one may be had."""
    AGAIN = auto()
    """Others were in the way: the same may work the next time."""
    FINAL = auto()
    """It would fail again."""


_LOST = {
    "25006",  # read_only_sql_transaction: the server has become a replica
    "25P03",  # idle_in_transaction_session_timeout
    "25P04",  # transaction_timeout
    "53300",  # too_many_connections
    "57P01",  # admin_shutdown
    "57P02",  # crash_shutdown
    "57P03",  # cannot_connect_now
    "57P05",  # idle_session_timeout
}
_AGAIN = {
    "23505",  # unique_violation: a race that the locks should have prevented
    "40001",  # serialization_failure
    "40P01",  # deadlock_detected
    "55P03",  # lock_not_available
}
_UNKNOWN_OUTCOME = {
    "01000",  # warning: the wait was canceled
    "57P01",  # admin_shutdown
}
"""Of warnings at a COMMIT: it was not waited until a replica has it."""


def kind_of(error: psycopg.Error, connection: Connection[TupleRow] | None = None) -> Kind:
    """Tell what an error on a connection means; without one it came from connecting."""
    state = error.sqlstate or ""
    if state in _AGAIN:
        return Kind.AGAIN
    if state in _LOST or state.startswith("08"):
        return Kind.LOST
    gone = connection is None or connection.closed or connection.broken
    return Kind.LOST if gone and not _is_refused(state) else Kind.FINAL


def _is_refused(state: str) -> bool:
    """Tell whether a server answers, and will not let us in: a password or a name is wrong."""
    return state.startswith(("28", "3D", "42"))


def meaning(error: psycopg.Error, name: str) -> StoreError:
    """Return what to raise for an error that is final, about the database with a name."""
    state = error.sqlstate or ""
    said = " ".join(str(error).split()) or type(error).__name__
    if state == "53100":
        return FullError(f"The disk of {name} is full. Make room; nothing was changed.")
    if state in ("25006", "42501"):
        return ReadOnlyError(f"{name} cannot be changed: {said}")
    return StoreError(f"{name} cannot be used: {said}")


def is_uncertain(notice: psycopg.errors.Diagnostic) -> bool:
    """Tell whether a notice at a COMMIT says that its outcome is not known everywhere."""
    return notice.severity_nonlocalized == "WARNING" and notice.sqlstate in _UNKNOWN_OUTCOME
