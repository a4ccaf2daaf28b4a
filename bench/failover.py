"""Kills a node and then the primary of a site under load, promotes a standby, and tells what readers and writers saw.

    python bench/failover.py [--readers 8] [--think 1] [--pause 0.5] [--kill-node 15+10] [--kill-primary 40]
                             [--promote-after 10] [--seconds 80] [--picture FILE.svg]

Three ``kb serve`` behind nginx, on a PostgreSQL with two standbys, one of which has what counts as written. Readers
open pages as in bench/load.py; beside them are voters, searchers, and an editor who saves several times a second. The
first node ends by kill -9 and begins again; later the primary does, and after some seconds the standby that is furthest
is promoted, as if by hand. Afterwards every node is ended in order, and it is read back whether each vote, search and
save that was answered is there once. The times are of this machine and what else it does.
"""

from __future__ import annotations

import argparse
import os
import signal
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Sequence
from contextlib import ExitStack
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path[0] = str(ROOT)  # in place of this folder, whose markdown.py is not the library

from bench.clients import Asked, Clients  # noqa: E402
from bench.failover_writers import Writers, Written, lost_notices, lost_searches, lost_votes  # noqa: E402
from bench.load import NAMED, is_good, quantile  # noqa: E402
from bench.nodes import Nodes, balanced  # noqa: E402
from bench.staffed import EMAIL, PASSWORD, SAMPLES  # noqa: E402
from bench.traffic_mix import mixed_paths  # noqa: E402
from kb.graphics.charts import Look, Series, bar_chart, some_of  # noqa: E402
from kb.storage.database import connect  # noqa: E402
from tests.postgres import Postgres, running  # noqa: E402
from tests.visitor import Visitor  # noqa: E402

AROUND = 3
"""So many seconds beside one at which something happened are not named, so that words have room."""
TYPING_SECONDS = 40
"""A search is written when it is not typed any more, and a few seconds after."""


def three_servers(stack: ExitStack) -> tuple[list[Postgres], str]:
    """A primary with two standbys, each of which follows whichever takes writes; and the address of the database."""
    primary = stack.enter_context(running())
    url = stack.enter_context(primary.empty_database())
    standbys = [stack.enter_context(primary.standby(name)) for name in ("b", "c")]
    servers = [primary, *standbys]
    for one in standbys:
        one.follow(*servers)
    told = ("synchronous_standby_names = 'ANY 1 (*)'", "wal_retrieve_retry_interval = '500ms'")
    for one in servers:
        one.execute(*(f"ALTER SYSTEM SET {setting}" for setting in told), "SELECT pg_reload_conf()")
    return servers, primary.together_with(url.partition("?")[0].rpartition("/")[2], *standbys)


def editor_of(nodes: Nodes) -> Visitor:
    """An administrator, signed in through the balancer."""
    nodes.servers[0].run("user", "add", EMAIL, "--role", "admin", "--password-stdin", given=f"{PASSWORD}\n")
    visitor = Visitor(nodes.port, site=f"http://127.0.0.1:{nodes.port}")
    visitor.sign_in(EMAIL, PASSWORD)
    assert visitor.get("/account").status == 200, "the administrator is not signed in"
    return visitor


def wait_until(moment: float) -> None:
    """Until so many seconds of the monotonic clock."""
    time.sleep(max(0.0, moment - time.monotonic()))


def furthest(servers: Sequence[Postgres]) -> Postgres:
    """Which of them received most."""
    return max(servers, key=lambda one: int(one.asked("SELECT pg_last_wal_receive_lsn() - '0/0'")))


def in_seconds(moments: Sequence[float], begun: float, seconds: int) -> list[float]:
    """How many fell into each second."""
    counts = [0.0] * seconds
    for one in moments:
        if 0 <= int(one - begun) < seconds:
            counts[int(one - begun)] += 1
    return counts


def picture(reads: Sequence[Asked], writes: Sequence[Written], begun: float, marks: dict[int, str]) -> bytes:
    """Answers to readers and to writers of every second, what of it failed, and below it what happened."""
    seconds = int(max(one.began for one in reads) - begun) + 1
    names = some_of([str(second) for second in range(seconds)], NAMED)
    for second, said in marks.items():
        names = ["" if abs(place - second) <= AROUND else name for place, name in enumerate(names)]
        names[second] = said
    parts = (
        ("Read", "brand", [one.began for one in reads if is_good(one)]),
        ("Written or kept", "note", [one.at for one in writes if one.status == 200]),
        ("Refused, told so", "warning", [one.at for one in writes if one.status not in (0, 200)]),
        ("Errors of readers", "danger", [one.began for one in reads if not is_good(one)]),
    )
    series = [Series(name, in_seconds(moments, begun, seconds), colour) for name, colour, moments in parts]
    return bar_chart("A node is killed, then the primary", names, series, Look(1100, 320, "en", lambda n: f"{n:.0f}"))


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--readers", type=int, default=8)
    parser.add_argument("--think", type=float, default=1)
    parser.add_argument("--pause", type=float, default=0.5)
    parser.add_argument("--kill-node", default="15+10")
    parser.add_argument("--kill-primary", type=float, default=40)
    parser.add_argument("--promote-after", type=float, default=10)
    parser.add_argument("--seconds", type=float, default=80)
    parser.add_argument("--picture", type=Path)
    given = parser.parse_args()
    node_at, _, node_away = given.kill_node.partition("+")
    with tempfile.TemporaryDirectory(prefix="kb-failover-") as folder, ExitStack() as stack:
        servers, url = three_servers(stack)
        nodes = stack.enter_context(balanced(Path(folder) / "nodes", url, 3))
        writers = Writers(nodes.port)
        editor = editor_of(nodes)
        print(f"load of the machine before: {os.getloadavg()[0]:.1f}", flush=True)
        clients = Clients(nodes.port, given.readers, mixed_paths(SAMPLES, 5_000), endless=True, think=given.think)
        begun, began = time.time(), time.monotonic()
        writers.start(editor, given.pause)
        wait_until(began + float(node_at))
        nodes.kill(0)
        killed = time.time()
        wait_until(began + float(node_at) + float(node_away))
        nodes.start(0)
        wait_until(began + given.kill_primary)
        servers[0].kill()
        died = time.time()
        wait_until(began + given.kill_primary + given.promote_after)
        chosen = furthest(servers[1:])
        asked_to = time.time()
        chosen.promote()
        promoted = time.time()
        wait_until(began + given.seconds)
        writers.stop()
        reads = clients.finish(300)
        time.sleep(TYPING_SECONDS)
        for one in nodes.servers:
            one.process.send_signal(signal.SIGTERM)
        for one in nodes.servers:
            one.process.wait(60)
        tell(reads, writers, begun, (killed, died, asked_to, promoted))
        database = connect(url)
        votes, lost = lost_votes(database, writers.votes)
        saved, unsaved = lost_notices(database, writers.saved)
        searches, missing = lost_searches(database, writers.searches)
        database.dispose()
        print(f"answers to votes by status: {dict(Counter(one.status for one in writers.votes))}")
        for number, node in enumerate(nodes.servers):
            lines = [line for line in node.said.splitlines() if "could not be saved" in line or "Traceback" in line]
            print(*(f"node {number}: {line}" for line in lines), sep="\n", end="\n" if lines else "")
            if "Traceback" in node.said:
                print(node.said[node.said.index("Traceback") - 500 :][:6_000])
        print(f"votes that were taken: {votes}, of which are not there as sent: {lost}")
        print(f"saved by staff: {saved}, of which are not there once: {unsaved}")
        print(f"searches that were answered: {searches}, of which are not there once: {len(missing)}")
        for at, times in missing:
            print(
                f"  one of second {at - begun:.1f} is there {times} times (the node was killed at {killed - begun:.1f})"
            )
        if given.picture:
            marks = {int(killed - begun): "†node", int(died - begun): "†primary", int(promoted - begun): "promoted"}
            given.picture.write_bytes(picture(reads, [*writers.votes, *writers.saved], begun, marks))


def tell(reads: Sequence[Asked], writers: Writers, begun: float, at: tuple[float, float, float, float]) -> None:
    """What each saw before, between and after."""
    killed, died, asked_to, promoted = at
    ends = max(one.began for one in reads)
    spans = {"before": (begun, killed), "a node killed, begun again": (killed, died)}
    spans |= {"no primary": (died, promoted), "after the promotion": (promoted, ends)}
    head = ("", "seconds", "read/s", "p50 / p95, ms", "errors", "votes taken", "votes refused", "saved by staff")
    print(f"| {' | '.join((*head, 'refused to staff', 'no answer'))} |")
    print("| --- |" + " ---: |" * 9)
    for name, (first, last) in spans.items():
        read = [one for one in reads if first <= one.began < last]
        votes = [one for one in writers.votes if first <= one.at < last]
        saved = [one for one in writers.saved if first <= one.at < last]
        times = [one.ms for one in read if is_good(one)]
        waited = f"{quantile(times, 0.5):.0f} / {quantile(times, 0.95):.0f}"
        failed = sum(not is_good(one) for one in read)
        cells: list[object] = [f"{last - first:.1f}", f"{len(read) / (last - first):.1f}", waited, failed]
        for some in (votes, saved):
            cells += [sum(one.status == 200 for one in some), sum(one.status not in (0, 200) for one in some)]
        print(f"| {name} | {' | '.join(map(str, cells))} | {sum(one.status == 0 for one in (*votes, *saved))} |")
    after = [one.at for one in writers.saved if one.status == 200 and one.at > asked_to]
    refused = [one.at for one in writers.saved if one.status != 200 and one.at > died]
    print(
        f"`pg_ctl promote` took {promoted - asked_to:.1f} s. Since it was called: the last save was refused after ",
        end="",
    )
    print(f"{max(refused, default=asked_to) - asked_to:.1f} s, the first was taken after {min(after) - asked_to:.1f} s")


if __name__ == "__main__":
    main()
