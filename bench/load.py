"""Asks a site as many readers do at once: requests a second, how long they wait, memory, errors.

    python bench/load.py [--readers 16,64,256] [--seconds 60] [--think 4] [--models e5] [--processes N]
                         [--nodes 3] [--kill NODE@SECOND[+SECONDS],…] [--picture FILE.svg] [--url http://HOST:PORT]

Readers open home pages, articles and searches and have suggestions while they type (bench/traffic_mix.py); each waits
``--think`` seconds on the average in between, so that more readers are more requests until the site can take no more.
Measured is a ``kb serve`` over a copy of the sample articles; or, with ``--nodes``, so many on one PostgreSQL behind
nginx, of which ``--kill 0@20+15`` ends the first after 20 seconds by kill -9 and starts it again 15 seconds later; or
whatever answers at ``--url``. ``--picture`` draws requests and errors over time. The times are of this machine and what
else it does: they compare with each other.
"""

from __future__ import annotations

import argparse
import os
import sys
import tempfile
import threading
import time
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

import numpy as np

ROOT = Path(__file__).resolve().parent.parent
sys.path[0] = str(ROOT)  # in place of this folder, whose markdown.py is not the library

from bench.clients import Asked, Clients  # noqa: E402
from bench.nodes import Nodes, balanced  # noqa: E402
from bench.staffed import SAMPLES, served  # noqa: E402
from bench.traffic_mix import SHARES, kind_of, mixed_paths  # noqa: E402
from bench.watching import sample  # noqa: E402
from kb.graphics.charts import Look, Series, bar_chart, some_of  # noqa: E402

HEAD = "| readers | requests/s | p50, ms | p95, ms | p99, ms | " + " | ".join(f"{kind} p50 / p95" for kind in SHARES)
HEAD += " | memory, MB | errors |\n|" + " ---: |" * (len(SHARES) + 7)
NAMED = 6
"""Seconds below every so many bars of the picture are named."""


@dataclass(frozen=True)
class Site:
    """What is asked: where it listens, the processes whose memory counts, and the nodes where there are several."""

    host: str
    port: int
    nodes: Nodes | None = None
    pid: int | None = None

    def memory_mb(self) -> float:
        """Of all processes; shared memory counts in each."""
        pids = [one.process.pid for one in self.nodes.servers] if self.nodes else [self.pid] if self.pid else []
        return sum(sample(pid).memory_mb for pid in pids)


@dataclass(frozen=True)
class Kill:
    """A node that ends after so many seconds, and is started again after so many more (0: never)."""

    node: int
    at: float
    away: float

    @classmethod
    def read(cls, text: str) -> Kill:
        """``NODE@SECOND+SECONDS``."""
        node, _, times = text.partition("@")
        at, _, away = times.partition("+")
        return cls(int(node), float(at), float(away or 0))


def measure(
    site: Site, paths: Sequence[str], readers: int, seconds: float, think: float, kills: Sequence[Kill] = ()
) -> list[Asked]:
    """What readers saw in that time."""
    clients = Clients(site.port, readers, paths, endless=True, think=think, host=site.host)
    over = threading.Event()
    threads = [threading.Thread(target=_carry_out, args=(site.nodes, kill, over)) for kill in kills if site.nodes]
    for thread in threads:
        thread.start()
    time.sleep(seconds)
    over.set()
    for thread in threads:
        thread.join()
    return clients.finish(300)


def _carry_out(nodes: Nodes, kill: Kill, over: threading.Event) -> None:
    if not over.wait(kill.at):
        nodes.kill(kill.node)
        if kill.away and not over.wait(kill.away):
            nodes.start(kill.node)


def row(readers: int, asked: Sequence[Asked], paths: Sequence[str], memory: float) -> str:
    """One row of the table. A request without an answer, or with 5xx, is an error."""
    lasted = max(one.began + one.ms / 1000 for one in asked) - min(one.began for one in asked)
    good = [one for one in asked if is_good(one)]
    kinds = {kind: [one.ms for one in good if kind_of(paths[one.path]) == kind] for kind in SHARES}
    cells = [
        f"{readers}",
        f"{len(asked) / lasted:.1f}",
        *(f"{quantile([one.ms for one in good], q):.0f}" for q in (0.5, 0.95, 0.99)),
    ]
    cells += [f"{quantile(ms, 0.5):.0f} / {quantile(ms, 0.95):.0f}" for ms in kinds.values()]
    return f"| {' | '.join([*cells, f'{memory:.0f}', str(len(asked) - len(good))])} |"


def is_good(one: Asked) -> bool:
    """Whether it was answered as it should be."""
    return 200 <= one.status < 500


def quantile(ms: Sequence[float], share: float) -> float:
    """That ``share`` of ``ms`` is no greater."""
    return float(np.quantile(np.array(ms), share)) if ms else float("nan")


def picture(asked: Sequence[Asked], title: str, kills: Sequence[Kill]) -> bytes:
    """Answers and errors of every second, and below the seconds where nodes ended and began again."""
    begun = min(one.began for one in asked)
    seconds = int(max(one.began for one in asked) - begun) + 1
    answers, errors = [0.0] * seconds, [0.0] * seconds
    for one in asked:
        (answers if is_good(one) else errors)[int(one.began - begun)] += 1
    names = some_of([str(second) for second in range(seconds)], NAMED)
    for kill in kills:
        for second, said in ((kill.at, "†"), (kill.at + kill.away, "↑")):
            if int(second) < seconds and (said == "†" or kill.away):
                names[int(second)] = f"{said}{kill.node}"
    series = [Series("Answers a second", answers, "brand"), Series("Errors a second", errors, "danger")]
    return bar_chart(title, names, series, Look(1100, 320, "en", lambda number: f"{number:.0f}"))


@contextmanager
def opened(given: argparse.Namespace, folder: Path) -> Iterator[Site]:
    """The site that the options name."""
    if given.url:
        parts = urlsplit(given.url)
        yield Site(parts.hostname or "127.0.0.1", parts.port or 80)
    elif given.nodes:
        from tests.postgres import running

        with ExitStack() as stack:
            url = stack.enter_context(stack.enter_context(running()).empty_database())
            nodes = stack.enter_context(balanced(folder / "nodes", url, given.nodes, given.models))
            yield Site("127.0.0.1", nodes.port, nodes)
    else:
        options = ["--processes", str(given.processes)] if given.processes else []
        with served(folder, {"KB_EMBEDDING_MODELS": given.models}, *options) as server:
            server.wait_until("/api/v1/search?lang=en&q=pay", '"url"')
            yield Site("127.0.0.1", server.port, pid=server.process.pid)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--readers", default="16,64,256")
    parser.add_argument("--seconds", type=float, default=60)
    parser.add_argument("--think", type=float, default=4)
    parser.add_argument("--models", default="none")
    parser.add_argument("--processes", type=int, default=0)
    parser.add_argument("--nodes", type=int, default=0)
    parser.add_argument("--kill", default="")
    parser.add_argument("--picture", type=Path)
    parser.add_argument("--url", default="")
    given = parser.parse_args()
    kills = [Kill.read(one) for one in given.kill.split(",") if one]
    paths = mixed_paths(SAMPLES, 5_000)
    with tempfile.TemporaryDirectory(prefix="kb-load-") as folder, opened(given, Path(folder)) as site:
        measure(site, paths, 4, 5, 0.2)  # what is read once
        print(f"load of the machine before: {os.getloadavg()[0]:.1f}\n{HEAD}", flush=True)
        for readers in map(int, given.readers.split(",")):
            asked = measure(site, paths, readers, given.seconds, given.think, kills)
            print(row(readers, asked, paths, site.memory_mb()), flush=True)
            if given.picture:
                given.picture.write_bytes(picture(asked, f"{readers} readers", kills))


if __name__ == "__main__":
    main()
