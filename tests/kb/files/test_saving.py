"""Replacing a file: whole or not at all, and never over the change of someone else."""

from __future__ import annotations

import os
import random
import signal
import subprocess
import sys
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from kb.core.errors import FileChangedError
from kb.files.saving import LEFTOVER_AGE, SaveError, fingerprint, fingerprint_of_file, remove_leftovers, replace_file
from kb.folder.folder import walk

PROJECT = Path(__file__).parents[3]
OLD, NEW = b"old\r\n", "نو\n".encode()


@pytest.fixture
def file(tmp_path: Path) -> Path:
    file = tmp_path / "articles" / "a.md"
    file.parent.mkdir()
    file.write_bytes(OLD)
    return file


def names_beside(file: Path) -> list[str]:
    return sorted(path.name for path in file.parent.iterdir())


def test_a_file_has_the_fingerprint_of_its_content_and_none_where_it_is_not(file: Path) -> None:
    content = OLD * 2**18
    file.write_bytes(content)
    assert fingerprint_of_file(file) == fingerprint(content)
    assert fingerprint_of_file(file.parent / "b.md") == fingerprint_of_file(file / "below.md") == ""


def test_the_expected_version_is_replaced_and_the_new_fingerprint_told(file: Path) -> None:
    assert replace_file(file, NEW, fingerprint(OLD)) == fingerprint(NEW)
    assert file.read_bytes() == NEW
    assert names_beside(file) == ["a.md"]


def test_a_fingerprint_has_32_digits_and_differs_by_one_byte() -> None:
    assert len(fingerprint(OLD)) == 32
    assert fingerprint(OLD) != fingerprint(OLD + b"\n")


def test_one_save_can_follow_another_by_the_fingerprint_it_returned(file: Path) -> None:
    replace_file(file, OLD, replace_file(file, NEW, fingerprint(OLD)))
    assert file.read_bytes() == OLD


def test_a_file_that_someone_changed_is_not_overwritten(file: Path) -> None:
    file.write_bytes(b"theirs")
    with pytest.raises(FileChangedError, match="changed by someone else") as caught:
        replace_file(file, NEW, fingerprint(OLD))
    assert (caught.value.path, caught.value.found) == (file, fingerprint(b"theirs"))
    assert file.read_bytes() == b"theirs"
    assert names_beside(file) == ["a.md"]


def test_a_file_that_is_gone_is_not_made_again(file: Path) -> None:
    file.unlink()
    with pytest.raises(FileChangedError, match="is gone") as caught:
        replace_file(file, NEW, fingerprint(OLD))
    assert caught.value.found is None
    assert names_beside(file) == []


def test_a_file_whose_folder_became_a_file_is_gone(file: Path) -> None:
    with pytest.raises(FileChangedError):
        replace_file(file / "b.md", NEW, fingerprint(OLD))


@pytest.mark.parametrize("mode", [0o600, 0o644, 0o664, 0o755])
def test_the_mode_of_the_file_stays(file: Path, mode: int) -> None:
    file.chmod(mode)
    replace_file(file, NEW, fingerprint(OLD))
    assert file.stat().st_mode & 0o7777 == mode


@pytest.mark.skipif(os.geteuid() != 0, reason="only root may give files away")
def test_the_owner_of_the_file_stays(file: Path) -> None:
    os.chown(file, 4321, 8765)
    replace_file(file, NEW, fingerprint(OLD))
    assert (file.stat().st_uid, file.stat().st_gid) == (4321, 8765)


def test_a_symbolic_link_stays_one_and_its_target_is_replaced(file: Path) -> None:
    link = file.parent / "fa" / "b.md"
    link.parent.mkdir()
    link.symlink_to("../a.md")
    replace_file(link, NEW, fingerprint(OLD))
    assert link.is_symlink()
    assert file.read_bytes() == NEW


def test_a_name_as_long_as_names_can_be_is_saved(file: Path) -> None:
    long = file.with_name("x" * 252 + ".md")
    long.write_bytes(OLD)
    replace_file(long, NEW, fingerprint(OLD))
    assert long.read_bytes() == NEW


def test_a_folder_cannot_be_saved_as_a_file(file: Path) -> None:
    with pytest.raises(SaveError, match="articles cannot be saved"):
        replace_file(file.parent, NEW, fingerprint(OLD))


AS_NOBODY = """
import os, sys
from pathlib import Path
from kb.files.saving import SaveError, fingerprint, replace_file, unwritable
if os.geteuid() == 0:
    os.setgid(65534)
    os.setuid(65534)
os.chdir(sys.argv[1])
print(unwritable(Path(), ["kept/a.md", "open/b.md", "open/c.md"]))
for path in (Path("kept/a.md"), Path("open/b.md")):
    try:
        replace_file(path, b"new", fingerprint(b"old"))
    except SaveError as error:
        print(error)
"""


@pytest.mark.slow
def test_a_folder_or_file_that_may_not_be_written_is_told_and_stays(tmp_path_factory: pytest.TempPathFactory) -> None:
    root = tmp_path_factory.mktemp("collection")
    for folder, name in (("kept", "a.md"), ("open", "b.md")):
        (root / folder).mkdir()
        (root / folder / name).write_bytes(b"old")
        (root / folder).chmod(0o777)
    (root / "open/b.md").chmod(0o444)
    (root / "open/c.md").touch(0o666)
    (root / "open/c.md").chmod(0o666)
    (root / "kept/a.md").chmod(0o666)
    (root / "kept").chmod(0o555)
    for folder in (root, *root.parents):
        if os.geteuid() == 0 and folder.stat().st_mode & 0o5 != 0o5:
            folder.chmod(0o755)  # another user must be able to come here
    told = subprocess.run(
        [sys.executable, "-c", AS_NOBODY, root], cwd=PROJECT, capture_output=True, text=True, check=True
    )
    (root / "kept").chmod(0o755)
    assert told.stdout.splitlines() == [
        "['kept/a.md', 'open/b.md']",  # known beforehand, without writing anything
        "kept/a.md cannot be saved: Permission denied; it is as it was",
        "open/b.md cannot be saved: the file is write-protected",
    ]
    assert [path.read_bytes() for path in sorted(root.rglob("*.md"))] == [b"old", b"old", b""]
    assert names_beside(root / "kept/a.md") == ["a.md"]
    assert names_beside(root / "open/b.md") == ["b.md", "c.md"]


ON_A_FULL_DISK = """
import resource, sys
from pathlib import Path
from kb.files.saving import SaveError, fingerprint, replace_file
resource.setrlimit(resource.RLIMIT_FSIZE, (4096, 4096))
try:
    replace_file(Path(sys.argv[1]), b"x" * 100_000, fingerprint(b"old"))
except SaveError as error:
    print(error)
"""


@pytest.mark.slow
def test_where_the_new_version_does_not_fit_the_old_one_stays_alone(file: Path) -> None:
    file.write_bytes(b"old")
    told = subprocess.run(
        [sys.executable, "-c", ON_A_FULL_DISK, file], cwd=PROJECT, capture_output=True, text=True, check=True
    )
    assert told.stdout == f"{file} cannot be saved: File too large; it is as it was\n"
    assert file.read_bytes() == b"old"
    assert names_beside(file) == ["a.md"]


def test_of_those_who_expect_the_same_version_exactly_one_wins(file: Path) -> None:
    versions = [f"{number}".encode() * 5000 for number in range(8)]
    together = threading.Barrier(len(versions))

    def save(content: bytes) -> bool:
        together.wait()
        try:
            replace_file(file, content, before)
        except FileChangedError:
            return False
        return True

    with ThreadPoolExecutor(len(versions)) as pool:
        for _ in range(10):
            before = fingerprint(file.read_bytes())
            versions = [content + b"." for content in versions]
            won = list(pool.map(save, versions))
            assert won.count(True) == 1
            assert file.read_bytes() == versions[won.index(True)]
    assert names_beside(file) == ["a.md"]


COUNTING = """
import sys
from pathlib import Path
from kb.core.errors import FileChangedError
from kb.files.saving import fingerprint, replace_file
file, saved = Path(sys.argv[1]), 0
while saved < 100:
    before = file.read_bytes()
    try:
        replace_file(file, b"%d" % (int(before) + 1), fingerprint(before))
        saved += 1
    except FileChangedError:
        pass
"""


@pytest.mark.slow
def test_processes_do_not_overwrite_each_other(file: Path) -> None:
    file.write_bytes(b"0")
    writers = [subprocess.Popen([sys.executable, "-c", COUNTING, file], cwd=PROJECT) for _ in range(3)]
    assert [writer.wait(120) for writer in writers] == [0, 0, 0]
    assert file.read_bytes() == b"300"


def test_a_reader_never_sees_half_of_a_version(file: Path) -> None:
    versions = [b"a" * 300_000, b"b" * 200_000]
    file.write_bytes(versions[0])

    def save() -> None:
        for turn in range(1, 41):
            replace_file(file, versions[turn % 2], fingerprint(versions[1 - turn % 2]))

    seen = set()
    with ThreadPoolExecutor(1) as pool:
        saving = pool.submit(save)
        while not saving.done():
            seen.add(file.read_bytes())
        saving.result()
    assert seen <= set(versions)


FOREVER = """
import sys
from pathlib import Path
from kb.files.saving import fingerprint, replace_file
file = Path(sys.argv[1])
print("ready", flush=True)
while True:
    for name in b"ab":
        replace_file(file, bytes([name]) * 500_000, fingerprint(file.read_bytes()))
"""


@pytest.mark.slow
def test_a_process_killed_at_any_moment_leaves_one_whole_version(file: Path) -> None:
    versions = {b"a" * 500_000, b"b" * 500_000}
    file.write_bytes(b"a" * 500_000)
    moments = random.Random(4)
    left = 0
    for _ in range(20):
        writer = subprocess.Popen([sys.executable, "-c", FOREVER, file], cwd=PROJECT, stdout=subprocess.PIPE)
        assert writer.stdout
        with writer.stdout:
            assert writer.stdout.readline() == b"ready\n"
            time.sleep(moments.uniform(0, 0.03))
            writer.send_signal(signal.SIGKILL)
            assert writer.wait(60) == -signal.SIGKILL
        assert file.read_bytes() in versions
        assert list(walk(file.parent)[0]) == ["a.md"]
        left = len(names_beside(file)) - 1
    assert left, "no kill came in the middle of a save; the moments prove nothing"
    assert remove_leftovers(file.parent, datetime.now(UTC) + 2 * LEFTOVER_AGE) == left
    assert names_beside(file) == ["a.md"]


def test_a_folder_that_two_paths_lead_to_is_locked_once(file: Path) -> None:
    """In a process of its own, as one that waits for itself waits for ever."""
    (file.parent.parent / "link").symlink_to("articles")
    program = (
        "import sys; from pathlib import Path; from kb.files.saving import nobody_saves_in\n"
        "with nobody_saves_in(map(Path, sys.argv[1:])): print('held')"
    )
    folders = [str(file.parent), str(file.parent.parent / "link"), str(file.parent / "not there")]
    command = [sys.executable, "-c", program, *folders]
    done = subprocess.run(command, cwd=PROJECT, capture_output=True, text=True, check=True, timeout=60)
    assert done.stdout == "held\n"


def test_only_old_drafts_of_ours_are_removed(file: Path) -> None:
    now = datetime(2026, 11, 22, 12, tzinfo=UTC)
    ages = {
        "en/.kb-save-old.tmp": LEFTOVER_AGE + timedelta(seconds=1),
        "en/.kb-save-new.tmp": LEFTOVER_AGE - timedelta(seconds=1),
        "en/.a.md.swp": timedelta(days=9),
        "en/kb-save-x.tmp": timedelta(days=9),
        "en/.kb-save-notes.md": timedelta(days=9),
    }
    for name, age in ages.items():
        path = file.parent / name
        path.parent.mkdir(exist_ok=True)
        path.touch()
        os.utime(path, times=((now - age).timestamp(),) * 2)
    assert remove_leftovers(file.parent, now) == 1
    left = {path.relative_to(file.parent).as_posix() for path in (file.parent / "en").iterdir()}
    assert left == set(ages) - {"en/.kb-save-old.tmp"}
    assert remove_leftovers(file.parent, now) == 0
