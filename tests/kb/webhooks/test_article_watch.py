"""Changes in the articles folder, however they came about: each is told once, whoever of several processes sees it."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from kb.core.roles import AT_THE_COMMAND_LINE
from kb.library.library import Library
from kb.webhooks.article_watch import ArticleWatch
from tests.conftest import Collection
from tests.kb.webhooks.conftest import Hooks
from tests.receivers import Receiver


@pytest.fixture
def library(collection: Collection, hooks: Hooks) -> Library:
    collection.write("en/a.md", "One.", title="A")
    collection.write("en/b.md", "Two.", title="B")
    collection.write("en/staff.md", "Three.", title="Staff", audience="internal")
    return Library(collection.root, clock=hooks.clock)


def heard(hooks: Hooks, receiver: Receiver) -> list[tuple[str, object]]:
    """What arrived since the last time."""
    hooks.sender().deliver()
    found = sorted(hooks.kinds(receiver))
    receiver.requests.clear()
    return found


def test_what_is_there_when_the_first_listens_is_no_news_and_each_change_is(
    hooks: Hooks, library: Library, collection: Collection, receiver: Receiver
) -> None:
    watch = ArticleWatch(library, hooks.database, hooks.clock, "https://help.example.com")
    hooks.add(receiver.url)
    watch.look()
    assert heard(hooks, receiver) == []
    collection.write("en/a.md", "Another.", title="A")
    (collection.root / "en/b.md").rename(collection.root / "en/c.md")
    collection.write("en/c.md", "Two.", title="B", old_paths="[b]")
    collection.write("en/new.md", "New.", title="New")
    library.refresh()
    watch.look()
    hooks.sender().deliver()
    data = {body["type"]: body["data"] for body in receiver.bodies}
    assert data == {
        "article.changed": {"language": "en", "key": "a", "url": "https://help.example.com/en/articles/a"},
        "article.published": {"language": "en", "key": "new", "url": "https://help.example.com/en/articles/new"},
        "article.renamed": {
            "language": "en",
            "key": "c",
            "url": "https://help.example.com/en/articles/c",
            "from_key": "b",
        },
    }
    receiver.requests.clear()
    (collection.root / "en/new.md").unlink()
    collection.write("en/a.md", "Another.", title="A", status="draft")
    library.refresh()
    watch.look()
    assert heard(hooks, receiver) == [("article.unpublished", "a"), ("article.unpublished", "new")]
    watch.look()
    assert heard(hooks, receiver) == []


def test_a_review_changes_nothing_that_is_told(
    hooks: Hooks, library: Library, collection: Collection, receiver: Receiver
) -> None:
    watch = ArticleWatch(library, hooks.database, hooks.clock)
    hooks.add(receiver.url)
    watch.look()
    collection.write("en/a.md", "One.", title="A", last_reviewed_on="2026-11-20")
    library.refresh()
    watch.look()
    assert heard(hooks, receiver) == []


def test_articles_for_staff_are_told_to_those_alone_who_are_to_hear_of_them(
    hooks: Hooks, library: Library, collection: Collection, receiver: Receiver
) -> None:
    watch = ArticleWatch(library, hooks.database, hooks.clock)
    hooks.add(receiver.url)
    watch.look()
    collection.write("en/staff.md", "Changed.", title="Staff", audience="internal")
    collection.write("en/a.md", "One.", title="A", audience="internal")
    library.refresh()
    watch.look()
    assert heard(hooks, receiver) == [("article.unpublished", "a")]
    hooks.add(receiver.url, internal=True)
    watch.look()
    collection.write("en/staff.md", "Changed again.", title="Staff", audience="internal")
    library.refresh()
    watch.look()
    assert heard(hooks, receiver) == [("article.changed", "staff")]


def test_several_processes_tell_of_a_change_once_also_where_one_lags_behind(
    hooks: Hooks, library: Library, collection: Collection, receiver: Receiver
) -> None:
    other = Library(collection.root, clock=hooks.clock)
    watches = [ArticleWatch(one, hooks.database, hooks.clock) for one in (library, other)]
    hooks.add(receiver.url)
    for watch in watches:
        watch.look()
    collection.write("en/a.md", "Another.", title="A")
    library.refresh()  # the other one has not seen it yet
    for _ in range(2):
        for watch in watches:
            watch.look()
    assert heard(hooks, receiver) == [("article.changed", "a")]


def test_what_happened_while_nobody_listened_is_no_news_later(
    hooks: Hooks, library: Library, collection: Collection, receiver: Receiver
) -> None:
    watch = ArticleWatch(library, hooks.database, hooks.clock)
    one, _ = hooks.add(receiver.url, "article.published")
    watch.look()
    hooks.subscriptions.remove(AT_THE_COMMAND_LINE, one)
    watch.look()
    collection.write("en/new.md", "New.", title="New")
    library.refresh()
    watch.look()
    hooks.add(receiver.url, "article.published")
    watch.look()
    assert heard(hooks, receiver) == []


def test_a_process_whose_folder_is_behind_tells_nothing_until_its_folder_is_the_one_that_counts(
    hooks: Hooks, library: Library, collection: Collection, receiver: Receiver, tmp_path: Path
) -> None:
    behind = tmp_path / "behind"
    shutil.copytree(collection.root, behind)
    keeps: list[ArticleWatch] = []
    watch = ArticleWatch(library, hooks.database, hooks.clock)
    late = ArticleWatch(Library(behind, clock=hooks.clock), hooks.database, hooks.clock, "", lambda: late in keeps)
    hooks.add(receiver.url)
    late.look()  # nor does it say what is there at first
    watch.look()
    collection.write("en/a.md", "Another.", title="A")
    library.refresh()
    watch.look()
    late.look()
    assert heard(hooks, receiver) == [("article.changed", "a")]
    shutil.copytree(collection.root, behind, dirs_exist_ok=True)
    (behind / "en/b.md").unlink()
    keeps.append(late)
    late.look()
    assert heard(hooks, receiver) == [("article.unpublished", "b")]


def test_what_is_saved_while_the_folder_is_read_is_told_to_all(
    hooks: Hooks, library: Library, collection: Collection, receiver: Receiver
) -> None:
    watch = ArticleWatch(library, hooks.database, hooks.clock)
    hooks.add(receiver.url)
    hooks.add(receiver.url, internal=True)
    watch.look()
    collection.write("en/a.md", "Another.", title="A")
    library.refresh()
    collection.write("en/a.md", "Yet another.", title="A")
    meanwhile = ["Saved meanwhile."]
    library.on_change(lambda _: [collection.write("en/b.md", meanwhile.pop(), title="B") for _ in meanwhile[:]])
    watch.look()
    library.refresh()
    watch.look()
    assert heard(hooks, receiver) == [("article.changed", "a")] * 2 + [("article.changed", "b")] * 2
