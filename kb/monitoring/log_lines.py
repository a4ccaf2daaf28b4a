"""Log lines for programs: one JSON object a line, with the number of the request that it belongs to."""

from __future__ import annotations

import json
import logging
from datetime import UTC, datetime

from kb.monitoring.request_meter import request_number

LONGEST = 20_000
"""Characters of a message or a traceback: some collectors cut lines, and half an object is none."""


class JsonLines(logging.Formatter):
    """``time`` (UTC), ``level``, ``logger``, ``message``, and where there is one ``request_id``, ``request``,
    ``error``.
    """

    def format(self, record: logging.LogRecord) -> str:
        """The line of ``record``."""
        said: dict[str, object] = {
            "time": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname.lower(),
            "logger": record.name,
            "message": record.getMessage()[:LONGEST],
        }
        if number := request_number():
            said["request_id"] = number
        if (told := getattr(record, "request", None)) is not None:
            said["request"] = told
        if record.exc_info:
            said["error"] = self.formatException(record.exc_info)[-LONGEST:]
        return json.dumps(said, ensure_ascii=False)


def log_as(kind: str) -> None:
    """Have the lines of this process written as ``kind`` says: as ``json``, with one a request, or as ``text``."""
    requests = logging.getLogger("kb.requests")
    requests.setLevel(logging.INFO if kind == "json" else logging.WARNING)
    if kind == "json":
        for handler in logging.getLogger().handlers:
            handler.setFormatter(JsonLines())
