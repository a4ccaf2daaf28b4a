"""A move that is killed anywhere leaves each article at one place, and the next start leaves it at exactly one."""

from __future__ import annotations

import multiprocessing
import os
import signal
from collections.abc import Callable
from pathlib import Path

import pytest
from sqlalchemy import select

from kb.approval.gate import ApprovalGate
from kb.core.roles import AT_THE_COMMAND_LINE
from kb.core.settings import Settings
from kb.history.kept_versions import KeptVersion
from kb.library.library import Library
from kb.moving.article_plan import NewPlace, plan_article
from kb.moving.following import AddressWatcher
from kb.moving.move_rows import ArticleMoves
from kb.moving.mover import Mover
from kb.storage.database import connect
from kb.storage.relocation import rows_of
from kb.usage.views import ArticleViews
from tests.clock import NOON, Clock
from tests.conftest import Collection, start_before
from tests.kb.moving.conftest import KETTLE, write_kitchen

OLD, NEW = ("ar/kitchen/kettle.md", "en/kitchen/kettle.md"), ("ar/money/kettle.md", "en/money/kettle.md")


def mover_of(root: Path, data: Path, on_refresh: Callable[[], object] = lambda: None) -> Mover:
    """What moves the articles of a folder; ``on_refresh`` is called whenever they were read."""
    library = Library(root)
    library.refresh()
    library.on_change(lambda _: on_refresh())
    followers = [rows_of(ArticleViews, sums=("views",), is_of_readers=True), rows_of(KeptVersion)]
    database = connect(Settings(data_dir=data).database)
    gate = ApprovalGate(library, database, Clock(), lambda _: ())
    return Mover(library, database, None, Clock(), lambda: followers, data / "moving.lock", gate)


def move_and_die(root: Path, data: Path, step: int) -> None:
    """Begin a move and be killed before the system call number ``step`` that makes or removes a file."""
    mover, left = mover_of(root, data), [step]

    def dying(call: Callable[..., object]) -> Callable[..., object]:
        def called(*given: object, **more: object) -> object:
            if any(".md" in str(one) or ".png" in str(one) for one in given):
                left[0] -= 1
            if left[0] < 0:
                os.kill(os.getpid(), signal.SIGKILL)
            return call(*given, **more)

        return called

    os.link = dying(os.link)  # type: ignore[assignment]
    os.unlink = dying(os.unlink)
    catalog = mover.library.catalog
    plan = plan_article(root, catalog, "kitchen/kettle", NewPlace("money", "kettle"), ["money"])
    mover.move(plan, [], AT_THE_COMMAND_LINE, "")
    os.kill(os.getpid(), signal.SIGKILL)


def there(root: Path) -> tuple[bool, ...]:
    """Which of the two places each article is at."""
    return tuple((root / path).exists() for path in (*OLD, *NEW))


@pytest.mark.slow
def test_killed_at_any_step_an_article_is_somewhere_and_afterwards_at_one_place(
    collection: Collection, tmp_path: Path
) -> None:
    data, fork, seen = tmp_path / "data", multiprocessing.get_context("fork"), set[tuple[bool, ...]]()
    start_before(data)
    for step in range(20):
        write_kitchen(collection)
        for path in (*NEW, "en/money/images/lid.png"):
            (collection.root / path).unlink(missing_ok=True)
        child = fork.Process(target=move_and_die, args=(collection.root, data, step))
        child.start()
        child.join()
        left = there(collection.root)
        seen.add(left)
        assert left[0] or left[2], step
        assert left[1] or left[3], step
        mover = mover_of(collection.root, data)
        is_done = mover.settle() == 0
        assert there(collection.root) in ((True, True, False, False), (False, False, True, True)), step
        old = there(collection.root)[0]
        pictures = {
            name: (collection.root / name).exists() for name in ("en/kitchen/images/lid.png", "en/money/images/lid.png")
        }
        assert list(pictures.values()) == [old, not old], step
        assert not old or (collection.root / OLD[1]).read_bytes() == KETTLE
        with mover.database.connect() as connection:
            states = set(connection.scalars(select(ArticleMoves.state)))
        assert states <= {"done", "void"}
        mover.database.dispose()
        if is_done and left == (False, False, True, True) and step > 8:
            break
    assert len(seen) > 4  # it was killed at several places indeed


def test_what_somebody_saves_at_the_old_place_in_that_moment_goes_along(collection: Collection, tmp_path: Path) -> None:
    write_kitchen(collection)
    start_before(tmp_path / "data")
    edited = KETTLE + b"More.\r\n"
    mover = mover_of(collection.root, tmp_path / "data", lambda: collection.write(OLD[1], edited))
    plan = plan_article(
        collection.root, mover.library.catalog, "kitchen/kettle", NewPlace("money", "kettle"), ["money"]
    )
    mover.move(plan, [], AT_THE_COMMAND_LINE, "")
    assert there(collection.root) == (False, True, True, True) or b"More." in (collection.root / NEW[1]).read_bytes()
    assert b"More." in (collection.root / NEW[1]).read_bytes()


def test_where_a_new_file_is_in_the_way_everything_is_as_it_was(collection: Collection, tmp_path: Path) -> None:
    write_kitchen(collection)
    start_before(tmp_path / "data")
    mover = mover_of(collection.root, tmp_path / "data")
    plan = plan_article(
        collection.root, mover.library.catalog, "kitchen/kettle", NewPlace("money", "kettle"), ["money"]
    )
    collection.write(NEW[1], b"Somebody else's")
    with pytest.raises(FileExistsError):
        mover.move(plan, [], AT_THE_COMMAND_LINE, "")
    assert there(collection.root) == (True, True, False, True)
    assert (collection.root / NEW[1]).read_bytes() == b"Somebody else's"
    assert (collection.root / OLD[1]).read_bytes() == KETTLE
    assert (collection.root / "en/kitchen/images/lid.png").exists()
    assert not (collection.root / "en/money/images").exists()


@pytest.mark.slow
def test_what_somebody_else_put_at_the_new_place_after_a_crash_costs_nobody_an_article(
    collection: Collection, tmp_path: Path
) -> None:
    write_kitchen(collection)
    data = tmp_path / "data"
    start_before(data)
    process = multiprocessing.get_context("fork").Process(target=move_and_die, args=(collection.root, data, 0))
    process.start()
    process.join()
    for path in NEW:
        collection.write(path, "# Theirs\n\nOther words.\n")
    assert mover_of(collection.root, data).settle() == 1
    assert there(collection.root) == (True,) * 4
    assert (collection.root / OLD[1]).read_bytes() == KETTLE
    assert (collection.root / NEW[1]).read_text() == "# Theirs\n\nOther words.\n"


def test_what_was_moved_by_hand_is_followed_once_and_late_readers_still(collection: Collection, tmp_path: Path) -> None:
    collection.write("en/b.md", title="B", old_paths="[a]")
    start_before(tmp_path / "data")
    mover = mover_of(collection.root, tmp_path / "data")

    def views() -> list[tuple[str, int]]:
        with mover.database.connect() as connection:
            return [tuple(row) for row in connection.execute(select(ArticleViews.key, ArticleViews.views))]

    def count() -> None:
        with mover.database.begin() as connection:
            row = {"language": "en", "key": "a", "day": NOON.date(), "views": 2}
            connection.execute(ArticleViews.__table__.insert().values(row))

    for total in (2, 4):
        count()
        AddressWatcher(mover.library, mover.database, Clock(), mover).look()
        assert views() == [("b", total)]
    collection.write("en/a.md", "# A\n\nAnother one.\n")
    mover.library.refresh()
    count()
    AddressWatcher(mover.library, mover.database, Clock(), mover).look()
    assert sorted(views()) == [("a", 2), ("b", 4)]
