"""An import that somebody or something interrupts is either done or was never there; and one at a time writes."""

from __future__ import annotations

import os
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import event

from kb.importing.books import SILENT, NewImport
from kb.importing.import_rows import ImportState
from kb.importing.running import StoppedError
from kb.importing.undoing import LeftReason
from kb.importing.worker import TIDIED_EVERY, UPLOAD_KEPT
from tests.clock import Clock
from tests.kb.exchange.conftest import article
from tests.kb.importing.conftest import RESET, Admin, zendesk

pytestmark = pytest.mark.slow


class PowerCutError(BaseException):
    """The process is gone: nothing of ours sees it."""


def cut_at(admin: Admin, monkeypatch: pytest.MonkeyPatch, number: int, name: str) -> None:
    """Import, and lose power at the moment in which the system is asked to put a file in place for the nth time."""
    real, calls = getattr(os, name), []

    def call(source: Path, target: Path, *more: object, **given: object) -> object:
        if str(admin.root) in str(target) and ".kb-import/new" not in str(target):
            calls.append(target)
            if len(calls) == number:
                raise PowerCutError
        return real(source, target, *more, **given)

    with monkeypatch.context() as patched:
        patched.setattr(os, name, call)
        with pytest.raises(PowerCutError):
            admin.worker.work()


@pytest.mark.parametrize("nth", [1, 2, 4])
def test_one_that_was_cut_off_between_files_leaves_nothing(
    admin: Admin, monkeypatch: pytest.MonkeyPatch, nth: int
) -> None:
    before = admin.files
    number = admin.previewed()
    admin.act(number, "import")
    cut_at(admin, monkeypatch, nth, "link")
    assert admin.state(number) == "importing"
    admin.worker.work()
    assert admin.state(number) == "failed"
    assert {path for path in admin.files if not path.endswith("lock")} == set(before)
    assert "The site was restarted while this was being imported." in admin.page(number)
    admin.act(number, "import")
    admin.worker.work()
    assert admin.state(number) == "done"
    assert RESET in admin.files


def test_one_that_was_cut_off_after_its_last_file_is_done(admin: Admin) -> None:
    number = admin.previewed()
    admin.act(number, "import")
    admin.worker.work()
    files = admin.files
    # As it stood when the last file was in place, and nothing else had happened yet.
    assert admin.books.move(number, [ImportState.DONE], ImportState.IMPORTING, turn=1)
    admin.worker.work()
    assert admin.state(number) == "done"
    assert admin.files == files
    admin.undone(number)
    assert list(admin.files) == ["en/own.md"]


def test_an_undoing_that_was_cut_off_is_done_again(admin: Admin) -> None:
    number = admin.imported()
    (admin.root / "en/account/sign-in/other.md").unlink()
    assert admin.books.move(number, [ImportState.DONE], ImportState.UNDOING, turn=1)
    admin.worker.work()
    assert admin.state(number) == "undone"
    assert list(admin.files) == ["en/own.md"]


def test_one_that_is_to_end_with_the_site_stops_and_leaves_nothing(admin: Admin) -> None:
    number = admin.previewed()
    admin.act(number, "import")
    before = admin.files
    admin.worker.close()
    job = admin.books.find(number)
    assert job is not None
    assert admin.books.take_turn(number, ImportState.WAITING, ImportState.IMPORTING)
    with pytest.raises(StoppedError):
        admin.worker.runner.carry_out(job)
    assert admin.files == before


def test_one_writes_at_a_time_unless_the_other_has_been_silent_for_long(admin: Admin, clock: Clock) -> None:
    books, person = admin.books, admin.office.accounts.get("ann@example.com").person
    first, second = (books.add(person, f"{number:024x}", NewImport()) for number in (1, 2))
    for number in (first, second):
        books.move(number, [ImportState.SENDING], ImportState.WAITING)
    assert books.take_turn(first, ImportState.WAITING, ImportState.IMPORTING)
    assert not books.take_turn(second, ImportState.WAITING, ImportState.IMPORTING)
    clock.now += SILENT - timedelta(seconds=1)
    books.beat(first, 25)
    clock.now += SILENT
    assert not books.take_turn(second, ImportState.WAITING, ImportState.IMPORTING)
    clock.now += timedelta(seconds=1)
    assert books.take_turn(second, ImportState.WAITING, ImportState.IMPORTING)


def test_what_another_machine_holds_is_left_to_it(admin: Admin) -> None:
    person = admin.office.accounts.get("ann@example.com").person
    number = admin.books.add(person, "0" * 24, NewImport())
    admin.books.move(number, [ImportState.SENDING], ImportState.READING)
    admin.previewed()
    assert admin.state(number) == "reading"
    assert "Another machine holds this upload and works on it." in admin.page(number)


def test_an_upload_that_nobody_imports_is_taken_away_after_a_while(admin: Admin, clock: Clock) -> None:
    number = admin.previewed()
    row = admin.books.find(number)
    assert row is not None
    folder = admin.office.parts.settings.data_dir / "imports" / row.folder
    clock.now += TIDIED_EVERY
    age = (clock.now - UPLOAD_KEPT).timestamp()
    for file in (folder, *(folder / "files").iterdir()):
        os.utime(file, (age + 60, age + 60))
    admin.worker.work()
    assert admin.state(number) == "ready"
    for file in (folder, *(folder / "files").iterdir()):
        os.utime(file, (age - 60, age - 60))
    clock.now += TIDIED_EVERY
    admin.worker.work()
    assert admin.state(number) == "forgotten"
    assert not folder.exists()


def test_the_folder_of_an_import_that_is_forgotten_goes_and_costs_one_query_until_then(
    admin: Admin, clock: Clock
) -> None:
    number = admin.imported()
    row, asked = admin.books.find(number), list[str]()
    assert row is not None
    folder = admin.office.parts.settings.data_dir / "imports" / row.folder
    clock.now += TIDIED_EVERY
    age = (clock.now - UPLOAD_KEPT).timestamp()
    os.utime(folder, (age - 60, age - 60))
    admin.worker.work()
    assert folder.exists()
    event.listen(admin.books.database, "before_cursor_execute", lambda *given: asked.append(given[2]))
    admin.worker.work()
    assert len(asked) == 1, asked
    admin.books.forget(number)
    clock.now += TIDIED_EVERY
    admin.worker.work()
    assert not folder.exists()


def test_files_are_left_where_they_cannot_be_put_back(admin: Admin) -> None:
    admin.imported(zendesk(article(1, "Reset", "<p>Old words.</p>")))
    number = admin.imported(zendesk(article(1, "Reset", "<p>New words.</p>")))
    file = admin.root / RESET
    content = file.read_bytes()
    file.unlink()
    file.symlink_to(admin.root.parent / "elsewhere.md")
    (admin.root.parent / "elsewhere.md").write_bytes(content)
    admin.undone(number)
    assert [row.left for row in admin.books.left(number, 10)] == [LeftReason.FAILED]
    assert (admin.root.parent / "elsewhere.md").read_bytes() == content
