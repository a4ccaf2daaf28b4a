"""Lets a real server work for long, and tells whether it grows: readers, votes, the desk, articles that are saved.

    python bench/soak.py [--minutes 120] [--readers 16] [--think 2] [--save 10] [--models e5] [--processes N]

Over a copy of the sample articles. The article is saved through the editor's page and is to be found by its new word.
Memory, open files and threads of the server with all that it started are looked at twice a second. Prints a table, the
slope of each with its standard error over all but the first quarter (in which caches fill), and exits with 1 where
there was an error, or where files, threads or memory grow by more than noise.
"""

from __future__ import annotations

import argparse
import secrets
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path[0] = str(ROOT)  # in place of this folder, whose markdown.py is not the library

from bench.clients import Asked, Clients  # noqa: E402
from bench.staffed import administrator, save_article, served, vote  # noqa: E402
from bench.traffic_mix import mixed_paths  # noqa: E402
from bench.watching import Watch  # noqa: E402
from tests.servers import Server  # noqa: E402
from tests.visitor import Visitor  # noqa: E402

KEYS = ("account/reset-a-forgotten-password", "orders/check-stock", "orders/place-an-order")
LIMIT = "429"
"""What is refused because there was too much of it is answered as it should be."""
PATIENCE = 20.0
LOOKED_EVERY, VOTED_EVERY, ASKED_EVERY = 0.5, 1.0, 5.0


@dataclass
class Soaked:
    """What came of it: answers by status, what went wrong, seconds until saved articles were found."""

    watch: Watch
    asked: list[Asked] = field(default_factory=list)
    done: Counter[str] = field(default_factory=Counter)
    errors: list[str] = field(default_factory=list)
    found: list[float] = field(default_factory=list)

    @property
    def statuses(self) -> Counter[int]:
        """How often readers got which."""
        return Counter(one.status for one in self.asked)

    def wrong(self) -> list[str]:
        """Everything that should not have happened, and what grew."""
        return self.failed() + (["memory grows"] if self.watch.slope("memory_mb").grows() else [])

    def failed(self) -> list[str]:
        """The same without memory, which tells nothing before caches have filled: minutes, where much else works."""
        bad = [f"{count} times {status or 'no answer'}" for status, count in self.statuses.items() if status != 200]
        return bad + self.errors + [f"{name} grow" for name in ("files", "threads") if self.grew(name)]

    def grew(self, name: str) -> bool:
        """Whether the last quarter had more than the second at its most: what comes and goes does not count."""
        values = [getattr(one, name) for one in self.watch.samples]
        quarter = max(1, len(values) // 4)
        return max(values[-quarter:]) > max(values[quarter : 2 * quarter]) + SPARE[name]


SPARE = {"files": 12, "threads": 4}
"""So many come and go with what is going on at the moment: connections, a process that converts."""


def soak(
    server: Server,
    articles: Path,
    minutes: float,
    readers: int,
    think: float,
    save: float,
    patience: float = PATIENCE,
) -> Soaked:
    """Let the server work for ``minutes``; a saved article is to be found within ``patience`` seconds."""
    visitor = administrator(server)
    clients = Clients(server.port, readers, mixed_paths(articles, 5_000), endless=True, think=think)
    with Watch(server.process.pid, LOOKED_EVERY) as watch:
        soaked = Soaked(watch)
        worker = _Worker(server, visitor, soaked, patience)
        due = dict.fromkeys((worker.vote, worker.helpdesk, worker.save), 0.0)
        every = {worker.vote: VOTED_EVERY, worker.helpdesk: ASKED_EVERY, worker.save: save}
        ends = time.monotonic() + minutes * 60
        while (now := time.monotonic()) < ends:
            for act, at in due.items():
                if now >= at:
                    due[act] = now + every[act]
                    worker.do(act)
            worker.look()
            time.sleep(0.1)
        soaked.asked = clients.finish(300)
        while worker.look():
            time.sleep(0.1)
    if "Traceback" in server.said:
        soaked.errors.append(f"the log: {server.said[-3_000:]}")
    return soaked


class _Worker:
    """Whoever does more than read."""

    def __init__(self, server: Server, visitor: Visitor, soaked: Soaked, patience: float) -> None:
        self._server, self._visitor, self._soaked, self._patience = server, visitor, soaked, patience
        self._waiting: dict[str, tuple[str, float]] = {}
        self._count = 0

    def do(self, act: Callable[[], str]) -> None:
        """Do it; what fails is an error, and so is an answer that it does not expect."""
        try:
            said = act()
        except (OSError, AssertionError) as error:
            said = f"failed {error!r}"
        self._soaked.done[f"{act.__name__} {said[:6].strip()}"] += 1
        if said.startswith("failed"):
            self._soaked.errors.append(f"{act.__name__}: {said[:500]}")

    def vote(self) -> str:
        """A vote of somebody new."""
        return self._told(vote(self._visitor, secrets.choice(KEYS), helpful=secrets.choice([True, False])).status)

    def helpdesk(self) -> str:
        """A message at the desk of somebody who is signed in."""
        token = self._visitor.get("/desk").field("csrf_token")
        fields = {
            "csrf_token": token,
            "message": "Hello,\n\nmy parcel has not arrived. Where is it?\n\nAnn",
            "subject": "Parcel",
        }
        return self._told(self._visitor.post("/desk", fields, {"Referer": f"{self._server.address}/desk"}).status)

    def save(self) -> str:
        """An article with a new word in it, where the word of before has been found."""
        key = KEYS[self._count % len(KEYS)]
        if key in self._waiting:
            return "waits"
        word = f"soaked{self._count}x{secrets.token_hex(3)}"
        save_article(self._visitor, key, lambda text: f"{text.split('Soaked:')[0]}Soaked: {word}.\n")
        self._count += 1
        self._waiting[key] = word, time.monotonic()
        return "303"

    def look(self) -> bool:
        """Look for the words that were saved; whether there are some that nobody has found yet."""
        for key, (word, since) in [*self._waiting.items()]:
            took = time.monotonic() - since
            if word in self._visitor.get(f"/api/v1/search?lang=en&q={word}").text.replace(f'"query":"{word}"', ""):
                self._soaked.found.append(took)
            elif took > self._patience:
                self._soaked.errors.append(f"{word} was not found in {self._patience:.0f} s")
            else:
                continue
            del self._waiting[key]
        return bool(self._waiting)

    @staticmethod
    def _told(status: int) -> str:
        return str(status) if status == 200 or str(status) == LIMIT else f"failed with {status}"


def told(soaked: Soaked, rows: int = 10) -> str:
    """The table, the slopes and what went wrong."""
    watch = soaked.watch
    lines = ["| minute | memory, MB | open files | threads |", "| ---: | ---: | ---: | ---: |"]
    step = max(1, len(watch.samples) // rows)
    lines += [
        f"| {one.at / 60:.1f} | {one.memory_mb:.0f} | {one.files} | {one.threads} |" for one in watch.samples[::step]
    ]
    for name in ("memory_mb", "files", "threads"):
        slope = watch.slope(name)
        lines.append(f"{name}: {slope.an_hour:+.1f} ± {slope.error:.1f} an hour, mean {slope.mean:.0f}")
    ms = sorted(one.ms for one in soaked.asked)
    median, last = ms[len(ms) // 2], ms[int(0.99 * len(ms))]
    lines.append(f"{len(ms):,} requests of readers {dict(soaked.statuses)}, median {median:.0f} ms, 99 % {last:.0f} ms")
    lines.append(f"others: {dict(soaked.done)}")
    if soaked.found:
        lines.append(f"saved articles found: {len(soaked.found)}, longest after {max(soaked.found):.1f} s")
    return "\n".join([*lines, *(f"WRONG {one}" for one in soaked.wrong())])


def main() -> int:
    """Run it; 1 where something is wrong."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--minutes", type=float, default=120)
    parser.add_argument("--readers", type=int, default=16)
    parser.add_argument("--think", type=float, default=2, help="seconds that a reader waits, on the average")
    parser.add_argument("--save", type=float, default=10, help="seconds from one saved article to the next")
    parser.add_argument("--models", default="none")
    parser.add_argument("--processes", type=int, default=0)
    given = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="kb-soak-") as folder:
        options = ["--processes", str(given.processes)] if given.processes else []
        with served(Path(folder), {"KB_EMBEDDING_MODELS": given.models}, *options) as server:
            soaked = soak(server, Path(folder) / "articles", given.minutes, given.readers, given.think, given.save)
    print(told(soaked))
    return 1 if soaked.wrong() else 0


if __name__ == "__main__":
    sys.exit(main())
