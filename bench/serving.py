"""A real ``kb serve`` under measurement: starts it, watches its memory, saves an article under its eyes."""

from __future__ import annotations

import json
import os
import re
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlencode

from bench.clients import Asked, Clients
from bench.generated import GeneratedArticle

ROOT = Path(__file__).resolve().parent.parent
POLL_SECONDS = 0.05
# Unlike everything else in a generated collection, so that being found means being indexed.
NEW = GeneratedArticle(
    "en",
    "en/topic-00/saved-just-now.md",
    "The lighthouse lamp blinks violet",
    [("", ["A lighthouse lamp that blinks violet has its prism upside down. Turn the prism until the beam is white."])],
)
NEW_QUESTION = "why does the lighthouse lamp blink violet"


@dataclass(frozen=True, slots=True)
class Server:
    """A server that runs."""

    port: int
    pid: int

    def get(self, path: str) -> dict[str, object]:
        """The JSON at ``path``, whatever its status."""
        try:
            with urllib.request.urlopen(f"http://127.0.0.1:{self.port}{path}", timeout=300) as response:
                return dict(json.load(response))
        except urllib.error.HTTPError as error:
            return dict(json.load(error))

    def memory_mb(self) -> tuple[float, float]:
        """Resident memory now, and the most it ever was."""
        status = Path(f"/proc/{self.pid}/status").read_text()
        now, peak = (re.search(rf"{name}:\s+(\d+) kB", status) for name in ("VmRSS", "VmHWM"))
        assert now is not None
        assert peak is not None
        return int(now[1]) / 1024, int(peak[1]) / 1024


@contextmanager
def serving(articles: Path, data: Path, models: Sequence[str], timeout: float) -> Iterator[Server]:
    """``kb serve`` over an index that is there, once every one of ``models`` takes part in search.

    Raises:
        TimeoutError: it did not get there within ``timeout`` seconds.

    """
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    command = [sys.executable, "-m", "app", "--articles", str(articles), "--data", str(data)]
    command += ["serve", "--port", str(port)]
    environment = {name: value for name, value in os.environ.items() if not name.startswith("KB_")}
    environment["KB_EMBEDDING_MODELS"] = ",".join(models)
    quiet = subprocess.DEVNULL
    process = subprocess.Popen(command, cwd=ROOT, env=environment, stdout=quiet, stderr=quiet)
    try:
        server = Server(port, process.pid)
        _wait_until_ready(server, process, timeout)
        yield server
    finally:
        process.terminate()
        try:
            process.wait(timeout=60)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


def _wait_until_ready(server: Server, process: subprocess.Popen[bytes], timeout: float) -> None:
    ends = time.monotonic() + timeout
    state: object = "no answer"
    while time.monotonic() < ends and process.poll() is None:
        try:
            answer = server.get("/readyz")
            state = answer["reasons"]
            if answer["mode"] == "hybrid" and not state:
                return
        except OSError:
            pass
        time.sleep(0.2)
    ended = process.poll()
    raise TimeoutError(
        f"kb serve ended with {ended}" if ended is not None else f"not ready in {timeout:.0f} s: {state}"
    )


def search_path(question: str, language: str, **more: str) -> str:
    """The address of a search."""
    return "/api/v1/search?" + urlencode({"q": question, "lang": language, **more})


@dataclass(frozen=True, slots=True)
class Saved:
    """Seconds from saving one article to finding it by words and by meaning, and the client that kept asking: its
    usual request and its longest one in that time (milliseconds).
    """

    lexical: float | None
    semantic: float | None
    usual_ms: float
    longest_ms: float


def save_one(server: Server, articles: Path, paths: Sequence[str], timeout: float) -> Saved:
    """Save a new article while a client asks ``paths`` again and again; the file is taken away in the end."""
    asker = Clients(server.port, 1, paths, endless=True)
    time.sleep(3)
    file = articles / NEW.path
    began = time.time()
    try:
        file.write_text(NEW.markdown, "utf-8")
        lexical = _found(server, "lexical", began, timeout)
        semantic = _found(server, "semantic", began, timeout) if lexical else None
        ended = time.time()
    finally:
        asked = asker.finish(timeout)
        file.unlink()
    return _judge(asked, began, ended, lexical, semantic)


def _judge(asked: Sequence[Asked], began: float, ended: float, lexical: float | None, semantic: float | None) -> Saved:
    usual = sorted(each.ms for each in asked if each.began + each.ms / 1000 < began)
    during = [each.ms for each in asked if each.began + each.ms / 1000 >= began and each.began <= ended]
    return Saved(lexical, semantic, usual[len(usual) // 2], max(during))


def _found(server: Server, how: str, since: float, timeout: float) -> float | None:
    """Seconds since ``since`` until the new article is found in this way; None where that takes too long."""
    key = NEW.path.removeprefix("en/").removesuffix(".md")
    while time.time() - since < timeout:
        hits = server.get(search_path(NEW_QUESTION, NEW.language)).get("results", [])
        assert isinstance(hits, list)
        if any(hit["key"] == key and how in hit["found_by"] for hit in hits):
            return time.time() - since
        time.sleep(POLL_SECONDS)
    return None
