"""Measures speed and scale on generated collections, and writes the table into docs/benchmarks.md.

    python bench/latency.py [--sizes 100,1000,10000,100000] [--models e5,minilm] [--clients 1,16] [--queries 200]
                            [--data DIR] [--timeout SECONDS] [--no-write]

Articles are kept in ``--data`` (default: a temporary folder); the index is made anew each time, since that is measured.
Its vectors are made up, all else is real: the queries' vectors, the server, the sockets. Every part is measured in a
process of its own; one that fails or takes longer than ``--timeout`` is told in the table, and the rest goes on.
"""

from __future__ import annotations

import argparse
import json
import os
import shutil
import signal
import subprocess
import sys
import tempfile
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass, field, replace
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
sys.path[0] = str(ROOT)  # in place of this folder, whose markdown.py is not the library

from bench.clients import Asked, ask_all  # noqa: E402
from bench.generated import Generator, read_sources, write_collection  # noqa: E402
from bench.latency_table import render  # noqa: E402
from bench.serving import Server, save_one, search_path, serving  # noqa: E402

START, END = "<!-- latency -->", "<!-- /latency -->"
WARM_UP = 20


@dataclass
class Size:
    """One collection under measurement, and all that is found out about it, by part."""

    articles: int
    folder: Path
    models: Sequence[str]
    clients: Sequence[int]
    queries: int
    timeout: float
    generator: Generator
    found: dict[str, Any] = field(default_factory=dict)

    @property
    def data(self) -> Path:
        """The data folder of the site."""
        return self.folder / "data"

    def measure(self) -> None:
        """Everything, in order; each part that fails leaves its reason under ``failed``."""
        write_collection(self.generator, self.folder / "articles", self.articles)
        shutil.rmtree(self.data, ignore_errors=True)
        slim = replace(self, models=self.models[:1], found={})
        self._try("build", lambda: self.probe("build", slim.models))
        if "build" not in self.found:
            return
        self._try("slim memory", lambda: slim.serve("slim", slim.memory))
        if len(self.models) > 1:
            self._try("build more", lambda: self.probe("build", self.models))
        self._try("disk", lambda: disk_mb(self.data))
        self._try("stages", lambda: self.probe("stages", self.models))
        self._try("served", lambda: self.serve("http", self.under_load))
        self._try("txtai", lambda: self.probe("txtai", slim.models))

    def _try(self, part: str, do: Callable[[], Any]) -> None:
        print(f"{self.articles} articles: {part} …", file=sys.stderr, flush=True)
        try:
            self.found[part] = do()
        except subprocess.TimeoutExpired:
            self.found.setdefault("failed", {})[part] = f"not done in {self.timeout:.0f} s"
        except Exception as error:  # noqa: BLE001 - whatever it is, it belongs in the table
            lines = str(error).strip().splitlines() or [type(error).__name__]
            self.found.setdefault("failed", {})[part] = lines[-1].replace(str(self.folder), "DATA")[:120]
            print(f"  failed: {error}", file=sys.stderr, flush=True)

    def probe(self, name: str, models: Sequence[str], port: int = 0) -> Any:
        """Run one of ``latency_probe.py``."""
        job = {"probe": name, "folder": str(self.folder), "articles": self.articles, "models": list(models)}
        job |= {"clients": list(self.clients), "queries": self.queries, "port": port}
        process = subprocess.run(
            [sys.executable, Path(__file__).with_name("latency_probe.py")],
            input=json.dumps(job) + "\n",
            capture_output=True,
            text=True,
            timeout=self.timeout,
            check=False,
        )
        if process.returncode:
            raise RuntimeError(process.stderr)
        return json.loads(process.stdout)

    def serve(self, salt: str, do: Callable[[Server], Any]) -> Any:
        """Start the site with ``models`` and measure it once it is warm."""
        with serving(self.folder / "articles", self.data, self.models, self.timeout) as server:
            ask_all(server.port, 1, self.paths(f"warm-{salt}", WARM_UP), self.timeout)
            return do(server)

    def paths(self, salt: str, count: int) -> list[str]:
        """Addresses of questions nobody has asked."""
        return [search_path(text, language) for language, text in self.generator.questions(self.articles, count, salt)]

    def memory(self, server: Server) -> dict[str, float]:
        """MB after some questions."""
        ask_all(server.port, 4, self.paths("memory", 100), self.timeout)
        now, peak = server.memory_mb()
        return {"now": now, "peak": peak}

    def under_load(self, server: Server) -> dict[str, Any]:
        """Requests of every kind, then memory, then one article saved."""
        asked: dict[str, Any] = self._different(server)
        (repeated,) = self.paths("repeated", 1)
        asked["repeated"] = told(ask_all(server.port, 1, [repeated] * (self.queries + 1), self.timeout)[1:])
        asked["instant"] = self._instant(server)
        asked["memory"] = self.memory(server)
        saved = save_one(server, self.folder / "articles", self.paths("saving", 500), min(self.timeout, 300))
        now, peak = server.memory_mb()
        return asked | {"saved": asdict(saved), "memory after saving": {"now": now, "peak": peak}}

    def _different(self, server: Server) -> dict[str, Any]:
        """Questions asked once by each number of clients, beside the bare models."""
        found = self.probe("side by side", self.models, server.port)
        for measured in found.values():
            asked = [(language, Asked(*each)) for language, each in measured.pop("asked")]
            measured["all"] = told([each for _, each in asked])
            measured["English"] = told([each for language, each in asked if language == "en"])
            measured["Russian and Arabic"] = told([each for language, each in asked if language != "en"])
        return dict(found)

    def _instant(self, server: Server) -> dict[str, Any]:
        """Questions half typed: some whole words and the beginning of one."""
        questions = self.generator.questions(self.articles, self.queries, "instant")
        typed = [(language, text[: max(len(text) * 2 // 3, 3)].rstrip()) for language, text in questions]
        paths = [search_path(text, language, mode="instant") for language, text in typed]
        return told(ask_all(server.port, 1, paths, self.timeout))


def told(asked: Sequence[Asked]) -> dict[str, Any]:
    """Milliseconds of the answered requests, how many were refused, and the modes of the answers."""
    answered = [each for each in asked if each.status == 200]
    modes = {mode: sum(each.mode == mode for each in answered) for mode in {each.mode for each in answered}}
    return {"ms": [each.ms for each in answered], "refused": len(asked) - len(answered), "modes": modes}


def disk_mb(folder: Path) -> dict[str, float]:
    """Size by part, whatever generation it is in; a file linked into two generations counts once."""
    parts: dict[str, float] = {}
    seen: set[int] = set()
    for file in folder.rglob("*"):
        status = file.stat()
        if file.is_file() and status.st_ino not in seen:
            seen.add(status.st_ino)
            names = [name for name in file.relative_to(folder).parts if not name.isdigit()]
            part = names[0].partition(".")[0] if len(names) == 1 else names[1].partition(".")[0]
            parts[part] = parts.get(part, 0.0) + status.st_blocks * 512 / 2**20
    return parts


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    options.add_argument("--sizes", default="100,1000,10000,100000")
    options.add_argument("--models", default="e5,minilm")
    options.add_argument("--clients", default="1,16")
    options.add_argument("--queries", type=int, default=200)
    options.add_argument("--data", type=Path)
    options.add_argument("--timeout", type=float, default=3600)
    options.add_argument("--no-write", action="store_true")
    given = options.parse_args()
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(1))  # so that the server ends with us
    data = given.data or Path(tempfile.mkdtemp(prefix="kb-bench-"))
    generator = Generator(read_sources(ROOT / "articles"))
    clients = [int(count) for count in given.clients.split(",")]
    found: dict[int, dict[str, Any]] = {}
    for articles in map(int, given.sizes.split(",")):
        models = given.models.split(",")
        size = Size(articles, data / str(articles), models, clients, given.queries, given.timeout, generator)
        size.measure()
        found[articles] = size.found
        (size.folder / "found.json").write_text(json.dumps(size.found), "utf-8")
    table = render(found, given.models.split(","), clients, os.getloadavg()[2])
    print(table)
    if not given.no_write:
        write(table)


def write(table: str) -> None:
    file = ROOT / "docs" / "benchmarks.md"
    text = file.read_text("utf-8")
    if START not in text:
        text = f"{text.rstrip()}\n\n{START}\n{END}\n"
    before, _, rest = text.partition(START)
    _, _, after = rest.partition(END)
    file.write_text(f"{before}{START}\n{table}\n{END}{after}", "utf-8")


if __name__ == "__main__":
    main()
