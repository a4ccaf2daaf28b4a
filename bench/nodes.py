"""Several ``kb serve`` on one PostgreSQL and one articles folder, behind a real nginx; each can be killed."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from bench.staffed import copy_of_samples
from tests.nginx import Nginx
from tests.servers import Server, free_port

_BALANCER = """\
upstream nodes {{ {nodes} keepalive 32; }}
server {{
    listen 443 ssl; ssl_certificate /etc/ssl/help.example.com.pem; ssl_certificate_key /etc/ssl/help.example.com.key;
    listen 127.0.0.1:8000; real_ip_header X-Forwarded-For;
    location / {{
        proxy_pass http://nodes; proxy_http_version 1.1; proxy_set_header Connection "";
        proxy_set_header Host $http_host; proxy_set_header X-Forwarded-For $remote_addr;
        proxy_connect_timeout 2s; proxy_next_upstream error timeout http_502 http_503;
    }}
}}
"""
"""Whatever a node did not answer is asked of another. Who asks may say where they come from."""


@dataclass
class Nodes:
    """The servers by their place, and the port at which all of them answer."""

    folder: Path
    settings: dict[str, str]
    articles: Path
    port: int = 0
    servers: list[Server] = field(default_factory=list)
    ports: list[int] = field(default_factory=list)

    def start(self, place: int, settings: Mapping[str, str] | None = None) -> Server:
        """Start the node of that place, again on its port and data folder where it was there before."""
        more = {**self.settings, **(settings or {})}
        server = Server(self.articles, self.folder / f"node{place}" / "data", self.ports[place], more)
        self.servers[place : place + 1] = [server]
        return server

    def kill(self, place: int) -> None:
        """End a node by ``kill -9``."""
        self.servers[place].stop()


@contextmanager
def on_database(folder: Path, url: str, count: int, models: str = "none") -> Iterator[Nodes]:
    """``count`` nodes on the database at ``url``, none of them started; all are ended when the block ends."""
    folder.mkdir(parents=True, exist_ok=True)
    key = folder / "secret.key"
    key.write_bytes(bytes(range(32)))
    settings = {
        "KB_DATABASE_URL": url,
        "KB_INDEX": "postgres",
        "KB_SECRET_KEY_FILE": str(key),
        "KB_EMBEDDING_MODELS": models,
    }
    nodes = Nodes(folder, settings, copy_of_samples(folder), ports=[free_port() for _ in range(count)])
    try:
        yield nodes
    finally:
        for one in nodes.servers:
            one.stop()


@contextmanager
def balanced(folder: Path, url: str, count: int = 3, models: str = "none") -> Iterator[Nodes]:
    """``count`` nodes on the database at ``url``, all ready."""
    with on_database(folder, url, count, models) as nodes, ExitStack() as stack:
        for place in range(count):
            nodes.start(place).wait_until("/readyz", "")
            nodes.servers[place].wait_until("/api/v1/search?lang=en&q=pay", '"url"')
        nodes.port = free_port()
        balancer = _balancer(folder / "nginx", nodes.ports, nodes.port)
        stack.callback(balancer.stop)
        yield nodes


def _balancer(folder: Path, ports: Sequence[int], port: int) -> Nginx:
    """A proxy without encryption at ``port``; the port with encryption, which tests have, stays unused."""
    upstream = " ".join(f"server 127.0.0.1:{one} max_fails=1 fail_timeout=3s;" for one in ports)
    return Nginx(folder, port, printed_text=_BALANCER.format(nodes=upstream))
