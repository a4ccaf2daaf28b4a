"""A process that is killed while it saves leaves every file whole, and nothing that readers see beside them."""

from __future__ import annotations

import multiprocessing
import os
import signal
import time
from itertools import count
from pathlib import Path, PurePosixPath

import pytest

from kb.catalog.article import ArticleId
from kb.core.roles import AT_THE_COMMAND_LINE
from kb.core.settings import Settings
from kb.editing.new_article import make_article
from kb.editor.saving import Wanted, WritingDesk
from kb.files.saving import fingerprint
from kb.library.library import Library
from kb.pictures.keeping import keep_picture
from kb.pictures.taking import TakenPicture
from kb.storage.database import connect
from tests.clock import Clock
from tests.conftest import Collection, first_start

pytestmark = pytest.mark.slow
LETTERS = "ab"
LENGTH = 300_000
TRIES = 8


def write_for_ever(root: Path, data: Path, begun: str) -> None:
    """Save an article, a new one and a picture, again and again."""
    desk = WritingDesk(Library(root), connect(Settings(data_dir=data).database), None, Clock())
    id_, path = ArticleId("en", "lid"), "en/lid.md"
    for number in count():
        text = LETTERS[number % 2] * LENGTH
        desk.save(Wanted(id_, path, fingerprint((root / path).read_bytes()), text, {}), AT_THE_COMMAND_LINE, _accept)
        place = PurePosixPath(f"en/{begun}{number}.md")
        made = make_article(desk.library, "en", place, "", f"---\ntitle: New\n---\n{text}\n".encode())
        keep_picture(desk.library, made, TakenPicture(begun, "png", text.encode()))


def _accept(_: bytes) -> None:
    """Every text is an article."""


def test_killed_while_saving_files_are_whole(collection: Collection, tmp_path: Path) -> None:
    data = tmp_path / "data"
    data.mkdir()
    (data / "kb.sqlite").write_bytes(first_start()["kb.sqlite"])
    collection.write("en/lid.md", LETTERS[0] * LENGTH + "\n")
    fork = multiprocessing.get_context("fork")
    for number in range(TRIES):
        child = fork.Process(target=write_for_ever, args=(collection.root, data, f"n{number}-"), daemon=True)
        child.start()
        while not list(collection.root.glob(f"en/n{number}-*.md")):
            assert child.is_alive()
            time.sleep(0.01)
        time.sleep(0.013 * number)
        os.kill(child.pid or 0, signal.SIGKILL)
        child.join()
        for file in collection.root.glob("en/*.md"):
            text = file.read_text().removeprefix("---\ntitle: New\n---\n").rstrip("\n")
            assert text in {letter * LENGTH for letter in LETTERS}, file
        for picture in collection.root.glob("en/images/*.png"):
            assert picture.stat().st_size == LENGTH
    library = collection.library()
    assert all(article.path.startswith(("en/lid", "en/n")) for article in library.catalog.articles.values())
    assert not [file for file in library.catalog.files if ".kb-save-" in file]
