"""A disk is full, and has room again: that of the database, that of the data folder, that of the articles.

Each is a small file system of its own in memory, which only root may mount; a file fills what is left of it.
"""

from __future__ import annotations

import errno
import os
import random
import shutil
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from http import HTTPStatus
from pathlib import Path

from sqlalchemy import create_engine, text
from sqlalchemy.exc import OperationalError

from bench.faults_around import on_postgres
from bench.faulty import (
    KEY,
    Fault,
    Readers,
    Turn,
    new_word,
    says_nothing_unexpected,
    until_saved_is_found,
    with_last_line,
)
from bench.staffed import NotSavedError, administrator, copy_of_samples, left_beside, save_article, served
from tests.postgres import Postgres
from tests.visitor import Visitor

MEGABYTE = 2**20
TOO_MUCH = "CREATE TABLE too_much AS SELECT repeat(number::text, 200) FROM generate_series(1, 1000000) AS number"
DATABASE_MB, SPARE_MB = 300, 40
FULL_SECONDS = 3.0
REFUSED = (HTTPStatus.CONFLICT, HTTPStatus.SERVICE_UNAVAILABLE)
LONG = 800
MANY = 400
"""More long comments than the pages and the journal hold that there are already."""


@contextmanager
def small_disk(place: Path, megabytes: int) -> Iterator[Path]:
    """A file system of its own at ``place``, with what was there."""
    before = place.with_name(f"{place.name}-before")
    place.rename(before) if place.exists() else None
    place.mkdir(parents=True)
    subprocess.run(["mount", "-t", "tmpfs", "-o", f"size={megabytes}m,mode=755", "none", place], check=True)
    try:
        if before.exists():
            shutil.copytree(before, place, dirs_exist_ok=True)
        place.chmod(0o755)
        yield place
    finally:
        subprocess.run(["umount", "-l", place], check=True)
        place.rmdir()


@contextmanager
def filled(disk: Path) -> Iterator[None]:
    """Meanwhile there is not a byte left."""
    balloon = disk / "balloon"
    try:
        with balloon.open("wb", buffering=0) as file:
            size = 64 * 1024
            while size:
                try:
                    file.write(b"\0" * size)
                except OSError as error:
                    if error.errno != errno.ENOSPC:
                        raise
                    size //= 2
        yield
    finally:
        balloon.unlink(missing_ok=True)


def _until_refused(readers: Readers, said: str) -> None:
    """Vote with long comments until one is refused: then the fault is there."""
    before = readers.refused
    for _ in range(MANY):
        readers.vote(f" {said}")
        if readers.refused > before:
            return
    raise AssertionError(f"{MANY} long comments were taken on a disk that is full")


def _must_refuse(url: str) -> None:
    """Fail where the database at ``url`` takes what there is no room for."""
    database = create_engine(url)
    try:
        with database.begin() as connection:
            connection.execute(text(TOO_MUCH))
    except OperationalError:
        return
    finally:
        database.dispose()
    raise AssertionError("the database has room yet")


@contextmanager
def database_full(folder: Path) -> Iterator[Turn]:
    """PostgreSQL has no room any more, not for its journal either; where it ended of that, it is begun again."""
    place = Path(tempfile.mkdtemp(prefix="kb-disk-"))  # the database's user may not look into ``folder``
    with small_disk(place, DATABASE_MB) as disk, on_postgres(folder, disk) as site:

        def turn(dice: random.Random) -> None:
            with filled(disk):
                _must_refuse(site.url)
                site.readers.go_on(dice.uniform(0.5, FULL_SECONDS))
            begin_again(site.postgres)
            site.all_is_well()

        yield turn


def begin_again(postgres: Postgres) -> None:
    """Start the server where it has ended, as whoever made room for it does."""
    ends = time.monotonic() + 5
    while not postgres.is_up():
        if time.monotonic() > ends:
            postgres.start()
        time.sleep(0.2)


@contextmanager
def folder_full(name: str, folder: Path) -> Iterator[Turn]:
    """No room in the folder ``name`` of a site on SQLite: what cannot be kept is told, what was kept stays whole."""
    used = sum(file.stat().st_size for file in (folder / name).rglob("*") if file.is_file())
    with small_disk(folder / name, used // MEGABYTE + SPARE_MB) as disk, served(folder) as server:
        visitor = administrator(server)
        server.wait_until("/api/v1/search?lang=en&q=kettle", "/articles/")
        readers = Readers(Visitor(server.port, site=server.address))
        file = copy_of_samples(folder) / f"en/{KEY}.md"

        def turn(dice: random.Random) -> None:
            before, word = file.read_text("utf-8"), f"full{new_word()}"
            said = f"{word} {new_word() * LONG}"
            with filled(disk):
                if name == "data":
                    _until_refused(readers, new_word() * 60)
                readers.go_on(dice.uniform(0.5, FULL_SECONDS))
                saved = _saved(visitor, said)
                text = file.read_text("utf-8")
                whole = text.startswith("---\n") and text.endswith(f"\n\nFull: {said}.\n")
                assert whole if saved else text == before, f"said to be saved: {saved}, the file has {text[-300:]!r}"
                assert not (saved and name == "articles"), "on a full disk an article was saved"
            readers.until_taken()
            assert saved or _saved(visitor, said), "what was refused is not taken when there is room"
            server.wait_until(f"/api/v1/search?lang=en&q={word}", f"/en/articles/{KEY}")
            until_saved_is_found(folder, server)
            readers.must_be_in(f"sqlite:///{folder / 'data/kb.sqlite'}")
            assert not (left := left_beside(file)), f"files that were left: {left}"
            says_nothing_unexpected(server)

        yield turn


def _saved(visitor: Visitor, said: str) -> bool:
    """Put a line at the end of the article, in the editor; whether that was done. Where it is refused, the page says
    that nothing was saved, and why.
    """
    try:
        save_article(visitor, KEY, lambda text: with_last_line(text, "Full", said))
    except NotSavedError as refused:
        if refused.status not in REFUSED:
            raise
        if refused.status == HTTPStatus.CONFLICT and os.strerror(errno.ENOSPC) not in refused.page:
            raise
        return False
    return True


FULL: dict[str, Fault] = {
    "database full": database_full,
    "data folder full": partial(folder_full, "data"),
    "articles folder full": partial(folder_full, "articles"),
}
