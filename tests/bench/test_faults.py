"""What stands between a site and its database holds back and drops what it is told to; a site outlives it."""

from __future__ import annotations

import random
import shutil
import socket
import tempfile
import threading
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

import pytest

from bench.cut import Cut
from bench.faults_around import folder_gone

LONG = 120.0


@pytest.fixture
def there() -> Iterator[Path]:
    """A server at a socket that says everything again; the path of a socket must be short."""
    folder = Path(tempfile.mkdtemp(prefix="kb-cut-"))
    server = socket.socket(socket.AF_UNIX)
    server.bind(str(folder / "socket"))
    server.listen()

    def echo(one: socket.socket) -> None:
        with one, suppress(OSError):
            while data := one.recv(1_000):
                one.sendall(data)

    def accept() -> None:
        with suppress(OSError):
            while True:
                threading.Thread(target=echo, args=(server.accept()[0],), daemon=True).start()

    threading.Thread(target=accept, daemon=True).start()
    yield folder / "socket"
    server.close()
    shutil.rmtree(folder)


def said(one: socket.socket, text: bytes) -> bytes:
    """What comes back; nothing where the connection is over."""
    with suppress(OSError):
        one.sendall(text)
        return one.recv(1_000)
    return b""


def test_what_is_cut_ends_and_nobody_is_let_in_until_it_is_mended(there: Path) -> None:
    with Cut(there) as cut:

        def come() -> socket.socket:
            return socket.create_connection(("127.0.0.1", cut.port), LONG)

        with come() as one:
            assert said(one, b"hello") == b"hello"
            cut.cut()
            assert said(one, b"again") == b""
        with come() as other:
            assert said(other, b"hello") == b""
        cut.mend()
        with come() as third:
            assert said(third, b"hello") == b"hello"


@pytest.mark.slow
def test_readers_go_on_while_the_articles_folder_is_gone(tmp_path: Path) -> None:
    folder_gone(tmp_path, random.Random(1))
