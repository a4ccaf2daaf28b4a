"""Compares servers under the same application: waitress as ``kb serve`` has it, gunicorn (gthread), granian, hypercorn.

    python bench/servers.py --others DIR [--seconds 4] [--rounds 3] [--threads 32]

``DIR`` is an environment that has the others (``python -m venv DIR; DIR/bin/pip install gunicorn granian hypercorn``);
they are no dependency of ours. All run at the same time and are asked in turn, round by round, so that what else the
machine does meets each alike: the ratios compare, the times do not carry over. One process each, with as many threads.
"""

from __future__ import annotations

import argparse
import http.client
import json
import os
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Mapping, Sequence
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
OURS = "waitress"
PATIENCE_SECONDS = 300
STREAMS = 20
Scenario = tuple[str, int, int]
SCENARIOS: tuple[Scenario, ...] = (
    ("16 readers", 16, 0),
    ("64 readers", 64, 0),
    (f"16 readers, {STREAMS} streams", 16, STREAMS),
)
"""What it is called, how many keep-alive readers there are, how many streams are open all the time."""
PATHS = ("/en/", "/healthz", "/api/v1/search?q=password&lang=en", "/static/kb/site.css")


def commands(port: int, threads: int, others: Path) -> Mapping[str, tuple[list[str], int]]:
    """How each server is started, and the port it has."""
    place = "bench.servers_app:application"
    programs = others / "bin"
    one = {OURS: [sys.executable, "-m", "bench.servers_app", str(port)]}
    at = f"127.0.0.1:{port + 1}"
    gunicorn = ["-k", "gthread", "-w", "1", "--threads", str(threads), "--keep-alive", "60", "-b", at]
    one["gunicorn"] = [str(programs / "gunicorn"), *gunicorn, "--worker-connections", "500", place]
    granian = ["--interface", "wsgi", "--workers", "1", "--blocking-threads", str(threads), "--no-ws", "--http", "1"]
    one["granian"] = [str(programs / "granian"), *granian, "--host", "127.0.0.1", "--port", str(port + 2), place]
    one["hypercorn"] = [str(programs / "hypercorn"), "-w", "1", "-b", f"127.0.0.1:{port + 3}", place]
    return {name: (command, port + number) for number, (name, command) in enumerate(one.items())}


def wait_for(port: int) -> None:
    """Until the server answers and search is ready."""
    end = time.monotonic() + PATIENCE_SECONDS
    while time.monotonic() < end:
        try:
            connection = http.client.HTTPConnection("127.0.0.1", port, timeout=10)
            connection.request("GET", "/readyz")
            if connection.getresponse().status == 200:
                return
        except OSError:
            pass
        time.sleep(0.3)
    raise SystemExit(f"nobody answers on port {port}")


def read(port: int, readers: int, streams: int, seconds: float) -> tuple[list[float], int, int]:
    """What ``readers`` met in so many seconds, in milliseconds; how many answers were none; streams that were open."""
    times: list[float] = []
    wrong, opened = [0], [0]
    until = time.monotonic() + seconds

    def stream() -> None:
        try:
            connection = http.client.HTTPConnection("127.0.0.1", port, timeout=PATIENCE_SECONDS)
            connection.request("GET", f"/slow-stream?seconds={seconds + 1}")
            response = connection.getresponse()
            if response.read(10):
                opened[0] += 1
            response.read()
        except OSError:
            wrong[0] += 1

    def reader(number: int) -> None:
        connection = http.client.HTTPConnection("127.0.0.1", port, timeout=PATIENCE_SECONDS)
        while time.monotonic() < until:
            number += 1
            began = time.perf_counter()
            try:
                connection.request("GET", PATHS[number % len(PATHS)])
                answer = connection.getresponse()
                answer.read()
                wrong[0] += answer.status != 200
            except (OSError, http.client.HTTPException):
                wrong[0] += 1
                connection.close()
            times.append((time.perf_counter() - began) * 1000)
        connection.close()

    held = [threading.Thread(target=stream) for _ in range(streams)]
    for one in held:
        one.start()
    if held:
        time.sleep(0.5)
    working = [threading.Thread(target=reader, args=(number,)) for number in range(readers)]
    for one in working:
        one.start()
    for one in (*working, *held):
        one.join()
    return times, wrong[0], opened[0]


def held_open(port: int, count: int) -> tuple[int, bool]:
    """How many of ``count`` connections that ask nothing are let in, and whether a reader is answered beside them."""
    connections = []
    try:
        for _ in range(count):
            one = http.client.HTTPConnection("127.0.0.1", port, timeout=10)
            one.connect()
            connections.append(one)
        try:
            reader = http.client.HTTPConnection("127.0.0.1", port, timeout=10)
            reader.request("GET", "/healthz")
            return len(connections), reader.getresponse().status == 200
        except OSError:
            return len(connections), False
    finally:
        for one in connections:
            one.close()


def memory_mb(pid: int) -> float:
    """What a server and its children have for themselves."""
    children = Path(f"/proc/{pid}/task/{pid}/children").read_text().split()
    found = 0.0
    for one in (str(pid), *children):
        text = Path(f"/proc/{one}/smaps_rollup").read_text()
        found += next(int(line.split()[1]) for line in text.splitlines() if line.startswith("Pss:")) / 1024
    return found


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    options.add_argument("--others", type=Path, required=True)
    options.add_argument("--articles", type=Path, default=ROOT / "articles")
    options.add_argument("--seconds", type=float, default=4)
    options.add_argument("--rounds", type=int, default=3)
    options.add_argument("--threads", type=int, default=32)
    options.add_argument("--port", type=int, default=18_900)
    given = options.parse_args()
    packages = Path(sys.prefix) / "lib" / f"python{sys.version_info.major}.{sys.version_info.minor}" / "site-packages"
    started: dict[str, tuple[subprocess.Popen[bytes], int]] = {}
    with tempfile.TemporaryDirectory(prefix="kb-bench-") as folder:
        try:
            for name, (command, port) in commands(given.port, given.threads, given.others).items():
                more = {"KB_ARTICLES_DIR": str(given.articles), "KB_DATA_DIR": f"{folder}/{name}"}
                more |= {"PYTHONPATH": f"{ROOT}:{packages}", "KB_THREADS": str(given.threads)}
                with (Path(folder) / f"{name}.log").open("wb") as log:
                    process = subprocess.Popen(
                        command, cwd=ROOT, env={**os.environ, **more}, stdout=log, stderr=subprocess.STDOUT
                    )
                started[name] = (process, port)
            for _, port in started.values():
                wait_for(port)
            measure(started, given.rounds, given.seconds)
        finally:
            for process, _ in started.values():
                process.terminate()
            for process, _ in started.values():
                process.wait(30)


def measure(started: Mapping[str, tuple[subprocess.Popen[bytes], int]], rounds: int, seconds: float) -> None:
    """Ask all in turn, and print for each scenario what they did, and its ratio to ours."""
    found: dict[tuple[str, str], list[tuple[list[float], int, int]]] = {}
    for _ in range(rounds):
        for title, readers, streams in SCENARIOS:
            for name, (_, port) in started.items():
                found.setdefault((title, name), []).append(read(port, readers, streams, seconds))
    for title, _, _ in SCENARIOS:
        print(f"\n{title}")
        ours = [len(times) / seconds for times, _, _ in found[title, OURS]]
        for name in started:
            runs = found[title, name]
            rates = [len(times) / seconds for times, _, _ in runs]
            every: Sequence[float] = sorted(one for times, _, _ in runs for one in times)
            p50, p95, p99 = (every[int(len(every) * share)] for share in (0.5, 0.95, 0.99))
            ratio = statistics.median(rate / other for rate, other in zip(rates, ours, strict=True))
            wrong, streams_open = sum(one for _, one, _ in runs), min(one for _, _, one in runs)
            print(
                f"{name:>10} {statistics.mean(rates):7.1f}/s  x{ratio:.2f}  p50 {p50:6.0f}  p95 {p95:6.0f}  "
                f"p99 {p99:6.0f} ms  wrong {wrong}  streams {streams_open}"
            )
    print("\n400 connections that ask nothing, and memory")
    for name, (process, port) in started.items():
        let_in, answered = held_open(port, 400)
        print(json.dumps({"server": name, "let in": let_in, "reader answered": answered, "MB": memory_mb(process.pid)}))


if __name__ == "__main__":
    main()
