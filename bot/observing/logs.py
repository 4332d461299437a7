"""Log lines as JSON, one object each, for programs that collect them."""

from __future__ import annotations

import json
import logging
from contextvars import ContextVar
from datetime import UTC, datetime

shard: ContextVar[int | None] = ContextVar("shard", default=None)
"""The shard that the current task works for, where there are several."""


class JsonFormatter(logging.Formatter):
    """Writes a record as one line of JSON: time, level, logger, message, and what else is known.

    ``shard`` is there where the process has several, ``reference`` where a person was told one,
    and ``exception``, the traceback, where there was an error.
    """

    def format(self, record: logging.LogRecord) -> str:
        """Return the line; whatever is in the record, it is one."""
        line: dict[str, object] = {
            "time": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname,
            "logger": record.name,
            "message": record.getMessage(),
        }
        if (number := shard.get()) is not None:
            line["shard"] = number
        if reference := getattr(record, "reference", None):
            line["reference"] = reference
        if record.exc_info:
            line["exception"] = self.formatException(record.exc_info)
        if record.stack_info:
            line["stack"] = self.formatStack(record.stack_info)
        return json.dumps(line, ensure_ascii=False)
