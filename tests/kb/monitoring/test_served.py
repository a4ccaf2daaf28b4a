"""The served site: figures over the network, and only JSON in its log where that is set."""

from __future__ import annotations

import json
import urllib.request
from pathlib import Path

import pytest

from tests.conftest import Collection
from tests.kb.monitoring.conftest import KEY
from tests.servers import Server, free_port


@pytest.mark.slow
def test_a_served_site_tells_its_figures_and_logs_each_request_as_json(collection: Collection, tmp_path: Path) -> None:
    collection.write("en/refund.md", title="Refund")
    (tmp_path / "metrics.key").write_text(KEY)
    given = {"KB_METRICS_KEY_FILE": str(tmp_path / "metrics.key"), "KB_LOG_LINES": "json"}
    server = Server(collection.root, tmp_path / "data", free_port(), given)
    try:
        server.wait_until("/readyz", says='"mode":"lexical"')
        server.get("/en/search?q=mysecret")
        asked = urllib.request.Request(f"{server.address}/metrics", headers={"Authorization": f"Bearer {KEY}"})
        with urllib.request.urlopen(asked) as answer:
            figures = answer.read().decode()
        assert 'kb_requests_total{method="GET",route="/<language>/search",status="200"} 1.0' in figures
        assert server.get("/metrics")[0] == 401
    finally:
        server.stop()
    logged = [json.loads(line) for line in server.said.splitlines() if line.startswith("{")]
    routes = [one["request"]["route"] for one in logged if "request" in one]
    assert "/<language>/search" in routes
    assert "mysecret" not in server.said
