"""Measures a start of the site: seconds from `kb serve` to the first page and to each mode, memory, installed size.

    python bench/startup.py [--data DIR]

Without --data the start is the first one ever (nothing indexed); with the data of an earlier run a later one.
"""

from __future__ import annotations

import argparse
import json
import os
import socket
import subprocess
import sys
import sysconfig
import tempfile
import time
import urllib.error
import urllib.request
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    options.add_argument("--data")
    given = options.parse_args()
    data = given.data or tempfile.mkdtemp(prefix="kb-bench-")
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    started = time.perf_counter()
    command = [sys.executable, "-m", "app", "--data", data, "serve", "--port", str(port)]
    server = subprocess.Popen(command, cwd=ROOT, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        wait_for(f"http://127.0.0.1:{port}/en/")
        print(f"first page answered      {time.perf_counter() - started:6.2f} s  {memory_mb(server.pid):5.0f} MB")
        seen: set[str] = set()
        while "all models" not in seen:
            state = json.loads(wait_for(f"http://127.0.0.1:{port}/readyz"))
            now = state["mode"] if state["reasons"] else "all models"
            if now not in seen:
                seen.add(now)
                took = time.perf_counter() - started
                print(f"{now:24} {took:6.2f} s  {memory_mb(server.pid):5.0f} MB  ({', '.join(state['models'])})")
            time.sleep(0.1)
        wait_for(f"http://127.0.0.1:{port}/en/search?q=locked%20out")
        print(f"after a search                     {memory_mb(server.pid):5.0f} MB")
    finally:
        server.terminate()
        server.wait(timeout=30)
    site = Path(sysconfig.get_paths()["purelib"])
    size = sum(file.lstat().st_size for file in site.rglob("*") if file.is_file())
    print(f"installed packages                 {size / 2**20:5.0f} MB")


def wait_for(address: str) -> bytes:
    while True:
        try:
            with urllib.request.urlopen(address, timeout=5) as response:
                return bytes(response.read())
        except urllib.error.HTTPError as error:
            return bytes(error.read())
        except OSError:
            time.sleep(0.02)


def memory_mb(pid: int) -> float:
    pages = int(Path(f"/proc/{pid}/statm").read_text().split()[1])
    return pages * os.sysconf("SC_PAGE_SIZE") / 2**20


if __name__ == "__main__":
    main()
