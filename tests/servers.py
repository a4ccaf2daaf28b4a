"""``kb serve`` as the engineer who runs it meets it: a real process on a real port."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Mapping, Sequence
from pathlib import Path

from tests.conftest import start_before

ROOT = Path(__file__).parent.parent
PATIENCE_SECONDS = 120


class Server:
    """A running ``kb serve`` over a collection; ``settings`` are environment variables, ``options`` its own, ``within``
    a command that starts it.

    No model takes part where ``settings`` name none: to load one takes longer than all else that most tests ask. For
    the same reason a data folder that is not there yet gets its tables here; ``test_data_commands.py`` and
    ``test_packaging.py`` start on none.
    """

    def __init__(
        self,
        articles: Path,
        data: Path,
        port: int,
        settings: Mapping[str, str] | None = None,
        *options: str,
        within: Sequence[str] = (),
    ) -> None:
        self.port = port
        self.address = f"http://127.0.0.1:{port}"
        self._folders = ["--articles", str(articles), "--data", str(data)]
        self._environment = {**os.environ, "KB_EMBEDDING_MODELS": "none", **(settings or {})}
        data.parent.mkdir(parents=True, exist_ok=True)
        if not data.exists():
            start_before(data)
        self._output = data.parent / "output.txt"
        command = [*within, sys.executable, "-m", "app", *self._folders, "serve", "--port", str(port), *options]
        with self._output.open("w") as output:
            self.process = subprocess.Popen(
                command, cwd=ROOT, env=self._environment, stdout=output, stderr=subprocess.STDOUT
            )

    @property
    def said(self) -> str:
        """All it has printed."""
        return self._output.read_text()

    def run(self, *command: str, given: str = "") -> str:
        """What another ``kb`` command over the same folders prints."""
        words = [sys.executable, "-m", "app", *self._folders, *command]
        done = subprocess.run(
            words, cwd=ROOT, env=self._environment, input=given, capture_output=True, text=True, check=True
        )
        return done.stdout

    def get(self, path: str) -> tuple[int, str]:
        try:
            with urllib.request.urlopen(self.address + path, timeout=PATIENCE_SECONDS) as response:
                return response.status, response.read().decode()
        except urllib.error.HTTPError as error:
            return error.code, error.read().decode()

    def wait_until(self, path: str, says: str, status: int = 200) -> str:
        """Ask until the answer has ``status`` and ``says`` something."""
        last = ""
        end = time.monotonic() + PATIENCE_SECONDS
        while time.monotonic() < end:
            try:
                code, last = self.get(path)
                if code == status and says in last:
                    return last
            except OSError as error:
                last = str(error)
            time.sleep(0.1)
        raise AssertionError(f"{path} never said {says!r} with {status}: {last[:500]}; it printed {self.said[-2000:]}")

    def stop(self) -> None:
        """End the process, however it is."""
        self.process.kill()
        self.process.wait()


def free_port() -> int:
    """A port of this machine on which nobody listens."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
