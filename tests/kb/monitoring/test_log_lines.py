"""Log lines as JSON are whole objects with the number of their request and nothing that somebody typed."""

from __future__ import annotations

import json
import logging
from collections.abc import Iterator

import pytest
from flask import Flask

from kb.monitoring.log_lines import LONGEST, JsonLines


@pytest.fixture
def lines() -> Iterator[list[str]]:
    """What is written while the handler is there."""
    written: list[str] = []

    class Kept(logging.Handler):
        def emit(self, record: logging.LogRecord) -> None:
            written.append(self.format(record))

    handler, root, requests = Kept(), logging.getLogger(), logging.getLogger("kb.requests")
    handler.setFormatter(JsonLines())
    before = requests.level
    root.addHandler(handler)
    requests.setLevel(logging.INFO)
    yield written
    root.removeHandler(handler)
    requests.setLevel(before)


def test_each_request_has_a_line_without_what_was_typed(watched: Flask, lines: list[str]) -> None:
    answer = watched.test_client().get("/en/search?q=mysecret")
    [told] = [one for one in map(json.loads, lines) if one["logger"] == "kb.requests"]
    assert told["request_id"] == answer.headers["X-Request-ID"]
    assert (told["request"]["route"], told["request"]["status"]) == ("/<language>/search", 200)
    assert "mysecret" not in "".join(lines)


def test_a_line_is_one_object_whatever_it_says(lines: list[str]) -> None:
    try:
        raise ValueError("line\nfeed")
    except ValueError:
        logging.getLogger("kb.test").exception('Не %s\n"', "x" * LONGEST)
    [line] = lines
    told = json.loads(line)
    assert "\n" not in line
    assert (told["level"], len(told["message"]), "request_id" in told) == ("error", LONGEST, False)
    assert told["error"].endswith("ValueError: line\nfeed")
    assert told["time"].endswith("+00:00")
