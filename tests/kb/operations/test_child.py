"""One of several processes: staff see by it what they have saved by another."""

from __future__ import annotations

import threading
from pathlib import Path

from flask import Flask

from kb.core.settings import Settings
from kb.operations.board import Board
from kb.operations.child import Child
from kb.storage.background import Repeating
from tests.conftest import Collection, open_site


def test_who_has_signed_in_sees_what_another_process_has_saved_at_once(collection: Collection, tmp_path: Path) -> None:
    collection.write("en/first.md", "The very first text.", title="First")
    board = Board(2)
    apps: list[Flask] = []
    for number in range(2):
        settings = Settings(articles_dir=collection.root, data_dir=tmp_path / "data")
        apps.append(open_site(settings, models=[]))
        Child(number, board, 0, ()).keep_current(apps[number], apps[number].extensions["kb"].library)
    one, other = (app.test_client() for app in apps)
    collection.write("en/first.md", "A newer text.", title="First")
    apps[0].extensions["kb"].library.refresh()  # as saving does
    assert "A newer text." in one.get("/en/articles/first").text
    assert "A newer text." not in other.get("/en/articles/first").text  # a reader, until it is noticed
    other.set_cookie(apps[1].config["SESSION_COOKIE_NAME"], "x")
    assert "A newer text." in other.get("/en/articles/first").text
    for app in apps:
        app.extensions["kb"].close()


def test_readers_of_a_process_that_watches_no_folder_see_what_another_has_read(
    collection: Collection, tmp_path: Path
) -> None:
    collection.write("en/first.md", "The very first text.", title="First")
    board = Board(2)
    apps, telling = list[Flask](), list[Repeating]()
    for number in range(2):
        settings = Settings(articles_dir=collection.root, data_dir=tmp_path / "data")
        apps.append(open_site(settings, models=[]))
        child = Child(number, board, 0, ())
        catch_up = child.keep_current(apps[number], apps[number].extensions["kb"].library)
        telling.append(child.telling(lambda: True, catch_up))
    caught_up = threading.Event()
    apps[1].extensions["kb"].library.on_change(lambda _: caught_up.set())
    for one in telling:
        one.start()
    collection.write("en/first.md", "A text for staff.", title="First", audience="internal")
    apps[0].extensions["kb"].library.refresh()
    assert caught_up.wait(60)
    assert apps[1].test_client().get("/en/articles/first").status_code == 404
    for one in telling:
        one.close()
    for app in apps:
        app.extensions["kb"].close()
