"""Reports of unexpected errors to Sentry, or what speaks its protocol; without people's words.

What leaves is built from the few things that are known to be ours: the kind of the error, where
in the code it happened, and the line of the log without what was filled in. An error's own text may
quote a question, local variables hold it, and addresses of requests hold tokens.
"""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING

import sentry_sdk
from sentry_sdk.integrations.atexit import AtexitIntegration
from sentry_sdk.integrations.logging import LoggingIntegration

from index.errors import StoreError
from index.version import __version__

if TYPE_CHECKING:
    from collections.abc import Mapping

    from sentry_sdk.types import Event, Hint

_FRAME = ("filename", "function", "module", "lineno", "context_line", "in_app")
_WHOLE = ("event_id", "level", "logger", "platform", "release", "sdk", "timestamp")
_HIDDEN = "…"


def report_to(dsn: str) -> None:
    """Report from now on what is logged as an error; nothing else is watched.

    Raise ValueError when the address is not one of Sentry's.
    """
    try:
        sentry_sdk.init(
            dsn=dsn,
            release=f"pullquote@{__version__}",
            default_integrations=False,
            auto_enabling_integrations=False,
            integrations=[
                LoggingIntegration(level=None, event_level=logging.ERROR),
                AtexitIntegration(callback=lambda *_: None),
            ],
            auto_session_tracking=False,
            before_send=scrubbed,
            include_local_variables=False,
            max_breadcrumbs=0,
            send_client_reports=False,
        )
    except sentry_sdk.utils.BadDsn as error:
        raise ValueError(dsn) from error


def scrubbed(event: Event, hint: Hint) -> Event:
    """Return what may leave of an event."""
    kept: dict[str, object] = {key: event[key] for key in _WHOLE if key in event}  # type: ignore[literal-required]
    record = hint.get("log_record")
    if isinstance(record, logging.LogRecord):
        kept["message"] = _template(record)
        if reference := getattr(record, "reference", None):
            kept["tags"] = {"reference": str(reference)}
    if exceptions := event.get("exception"):
        kept["exception"] = {"values": [_error(each) for each in exceptions.get("values", ())]}
    return kept  # type: ignore[return-value]  # an event is a dictionary


def _template(record: logging.LogRecord) -> str:
    """Return the message of a record, with only such arguments as say nothing of people.

    The sentences of a store are ours, and name files.
    """
    arguments = record.args if isinstance(record.args, tuple) else ()
    shown = tuple(
        each if isinstance(each, int | float | StoreError) else _HIDDEN for each in arguments
    )
    try:
        return str(record.msg) % shown if shown else str(record.msg)
    except (TypeError, ValueError):
        return str(record.msg)


def _error(error: Mapping[str, object]) -> dict[str, object]:
    """Return the kind of an error, and where it happened."""
    kept = {key: error[key] for key in ("type", "module", "mechanism") if key in error}
    trace = error.get("stacktrace")
    frames = trace.get("frames", ()) if isinstance(trace, dict) else ()
    return kept | {"stacktrace": {"frames": [_frame(frame) for frame in frames]}}


def _frame(frame: Mapping[str, object]) -> dict[str, object]:
    return {key: frame[key] for key in _FRAME if key in frame}
