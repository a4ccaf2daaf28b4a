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
from bench.faults import Done, Log
from bench.faults_around import folder_gone

LONG, SHORT = 120.0, 0.3


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
    server.shutdown(socket.SHUT_RDWR)
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


def test_what_is_silenced_comes_later_and_what_is_forgotten_never(there: Path) -> None:
    with Cut(there) as cut:

        def come() -> socket.socket:
            return socket.create_connection(("127.0.0.1", cut.port), LONG)

        with come() as one:
            assert said(one, b"hello") == b"hello"
            cut.silence()
            one.sendall(b"again")
            one.settimeout(SHORT)
            assert said(one, b"") == b""  # and the connection goes on
            one.settimeout(LONG)
            cut.mend()
            assert one.recv(1_000) == b"again"
            cut.forget()
            one.settimeout(SHORT)
            assert said(one, b"hello") == b""
            with come() as other:
                assert said(other, b"hello") == b"hello"


def test_a_log_knows_what_is_left_to_do(tmp_path: Path) -> None:
    log = Log(tmp_path / "log")
    log.note(Done("cut", 0, "", 2.0))
    log.note(Done("cut", 1, "lost", 4.0))
    again = Log(tmp_path / "log")
    assert again.left("cut", range(4)) == [2, 3]
    assert again.left("full", range(2)) == [0, 1]
    assert again.table(["cut", "full"]).splitlines()[2:] == ["| cut | 2 | 1 | 3 |"]


@pytest.mark.slow
def test_readers_go_on_while_the_articles_folder_is_gone(tmp_path: Path) -> None:
    with folder_gone(tmp_path) as turn:
        turn(random.Random(1))
