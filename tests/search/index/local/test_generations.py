"""Whatever instant a crash chooses, there is a whole index or none."""

from __future__ import annotations

import ctypes
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import pytest

from kb.core.errors import DataFolderError
from search.index.local.generations import FORMAT, KEPT, MANIFEST, Generations, damage_of, read_manifest
from tests.conftest import Collection
from tests.search.conftest import Searchable

ROOT = Path(__file__).parents[4]
Build = Callable[[], dict[str, Any]]
NOTHING: Mapping[str, str] = {}


@pytest.fixture
def root(tmp_path: Path) -> Path:
    return tmp_path / "index"


@pytest.fixture
def generations(root: Path) -> Generations:
    return Generations(root)


def saying(folder: Path, text: str) -> Build:
    """What writes one file, in a folder of the generation."""

    def write() -> dict[str, Any]:
        (folder / "part").mkdir()
        (folder / "part" / "text").write_text(text)
        return {"articles": len(text)}

    return write


def publish(generations: Generations, text: str, known: Mapping[str, str] = NOTHING) -> Path:
    with generations.writing():
        folder = generations.begin()
        generations.finish(folder, saying(folder, text), dict(known))
    return folder


def text_of(folder: Path | None) -> str | None:
    return None if folder is None else (folder / "part" / "text").read_text()


def test_before_the_first_there_is_none(generations: Generations) -> None:
    assert generations.current() is None
    assert generations.newest_sound() is None


def test_what_is_published_is_current_and_sound(generations: Generations) -> None:
    folder = publish(generations, "one")
    assert generations.current() == generations.newest_sound() == folder
    assert damage_of(folder) is None
    assert read_manifest(folder)["articles"] == 3
    assert read_manifest(folder)["format"] == FORMAT


def test_each_is_newer_than_the_last_and_only_the_newest_are_kept(root: Path, generations: Generations) -> None:
    for text in ("one", "two", "three", "four"):
        publish(generations, text)
    assert text_of(generations.newest_sound()) == "four"
    kept = sorted(folder.name for folder in root.iterdir() if folder.is_dir())
    assert kept == ["00000003", "00000004"]
    assert len(kept) == KEPT


class Interrupted(BaseException):
    """What KeyboardInterrupt and SystemExit are: no Exception."""


@pytest.mark.parametrize("error", [ValueError("bad"), OSError(28, "No space left on device"), Interrupted()])
def test_a_build_that_fails_leaves_what_was_current_and_may_be_tried_again(
    generations: Generations, error: BaseException
) -> None:
    publish(generations, "one")

    def failing() -> dict[str, Any]:
        (folder / "half").write_text("half")
        raise error

    with generations.writing():
        folder = generations.begin()
        with pytest.raises(DataFolderError if isinstance(error, OSError) else type(error)):
            generations.finish(folder, failing, {})
    assert text_of(generations.current()) == text_of(generations.newest_sound()) == "one"
    with generations.writing():
        generations.finish(folder, saying(folder, "two"), {})
    assert text_of(generations.newest_sound()) == "two"
    assert damage_of(folder) is None


def test_one_of_another_folder_is_taken_over_and_stays_where_that_is_removed(
    tmp_path: Path, generations: Generations
) -> None:
    other = Generations(tmp_path / "other")
    generations.take_over(publish(other, "one"))
    taken = generations.newest_sound()
    assert text_of(taken) == "one"
    assert taken is not None
    assert read_manifest(taken) == read_manifest(other.current() or tmp_path)
    shutil.rmtree(tmp_path / "other")
    assert damage_of(taken) is None
    with pytest.raises(DataFolderError):
        generations.take_over(tmp_path / "other" / "00000001")
    assert generations.newest_sound() == taken


def test_a_full_disk_is_told_with_the_folder_and_the_reason(root: Path, generations: Generations) -> None:
    def full() -> dict[str, Any]:
        raise OSError(28, "No space left on device")

    with generations.writing(), pytest.raises(DataFolderError, match=r"No space left on device") as told:
        generations.finish(generations.begin(), full, {})
    assert str(root) in str(told.value)


def test_a_folder_that_is_only_begun_is_no_generation_and_no_damage_either(
    root: Path, generations: Generations, caplog: pytest.LogCaptureFixture
) -> None:
    publish(generations, "one")
    with generations.writing():
        begun = generations.begin()
    saying(begun, "half")()
    assert text_of(generations.newest_sound()) == text_of(Generations(root).current()) == "one"
    (root / "CURRENT").write_text(begun.name)
    assert text_of(Generations(root).newest_sound()) == "one"
    assert caplog.messages == []
    assert publish(generations, "two").name > begun.name


def test_what_interrupted_builds_left_is_swept_by_the_next(root: Path, generations: Generations) -> None:
    publish(generations, "one")
    with generations.writing():
        begun = [generations.begin() for _ in range(3)]
    publish(generations, "two")
    assert not any(folder.exists() for folder in begun)
    assert text_of(generations.newest_sound()) == "two"
    assert len([path for path in root.iterdir() if path.is_dir()]) == KEPT


def test_what_a_newer_build_has_begun_is_left_alone(generations: Generations) -> None:
    with generations.writing():
        older, newer = generations.begin(), generations.begin()
        generations.finish(older, saying(older, "older"), {})
        assert newer.is_dir()
        generations.finish(newer, saying(newer, "newer"), {})
    assert text_of(generations.newest_sound()) == "newer"


def test_who_finishes_late_does_not_take_the_place_of_a_newer_one(generations: Generations) -> None:
    with generations.writing():
        late = generations.begin()
    publish(generations, "newer")
    late.mkdir(exist_ok=True)  # the newer one has swept it
    with generations.writing():
        generations.finish(late, saying(late, "late"), {})
    assert text_of(generations.current()) == text_of(generations.newest_sound()) == "newer"


def change_a_byte(folder: Path) -> None:
    (folder / "part" / "text").write_text("tw0")


def lose_a_file(folder: Path) -> None:
    (folder / "part" / "text").unlink()


def cut_a_file(folder: Path) -> None:
    os.truncate(folder / "part" / "text", 1)


def cut_the_manifest(folder: Path) -> None:
    os.truncate(folder / MANIFEST, 20)


def empty_the_manifest(folder: Path) -> None:
    os.truncate(folder / MANIFEST, 0)


def lose_the_manifest(folder: Path) -> None:
    (folder / MANIFEST).unlink()


def write_another_format(folder: Path) -> None:
    (folder / MANIFEST).write_text(f'{{"format": {FORMAT + 1}}}')


def lose_the_folder(folder: Path) -> None:
    shutil.rmtree(folder)


DAMAGES = [
    change_a_byte,
    lose_a_file,
    cut_a_file,
    cut_the_manifest,
    empty_the_manifest,
    lose_the_manifest,
    write_another_format,
    lose_the_folder,
]


@pytest.mark.parametrize("damage", DAMAGES)
def test_a_damaged_generation_is_noticed_and_the_older_one_used(
    generations: Generations, damage: Callable[[Path], None]
) -> None:
    publish(generations, "one")
    damage(publish(generations, "two"))
    assert text_of(generations.newest_sound()) == "one"


def test_one_of_another_version_is_not_called_damaged(
    generations: Generations, caplog: pytest.LogCaptureFixture
) -> None:
    write_another_format(publish(generations, "one"))
    assert generations.newest_sound() is None
    assert "the index generation 00000001 is of another version" in caplog.text
    assert "cannot be opened; building anew" in caplog.text
    assert "damaged" not in caplog.text


@pytest.mark.parametrize("damage", DAMAGES)
def test_where_all_are_damaged_there_is_none_until_the_next(
    generations: Generations, damage: Callable[[Path], None]
) -> None:
    for folder in (publish(generations, "one"), publish(generations, "two")):
        damage(folder)
    assert generations.newest_sound() is None
    publish(generations, "three")
    assert text_of(generations.newest_sound()) == "three"


@pytest.mark.parametrize("pointer", ["", "garbage", "99999999", "../00000001", "00000001/part", "٠٠٠٠٠٠٠١"])
def test_a_damaged_pointer_still_leads_to_the_newest(root: Path, generations: Generations, pointer: str) -> None:
    publish(generations, "one")
    publish(generations, "two")
    (root / "CURRENT").write_text(pointer)
    assert text_of(generations.newest_sound()) == "two"


def test_a_pointer_that_was_not_swapped_yet_names_what_is_used(root: Path, generations: Generations) -> None:
    publish(generations, "one")
    publish(generations, "two")
    (root / "CURRENT").write_text("00000001")
    assert text_of(generations.newest_sound()) == "one"


def test_checksums_that_are_known_are_not_computed_again(generations: Generations) -> None:
    folder = publish(generations, "one", {"part/text": "as-said", "gone": "not-listed"})
    assert read_manifest(folder)["checksums"] == {"part/text": "as-said"}


def test_a_file_that_is_linked_from_the_generation_before_is_not_read_again(generations: Generations) -> None:
    before = publish(generations, "one", {"part/text": "as-said"})
    with generations.writing():
        folder = generations.begin()

        def write() -> dict[str, Any]:
            (folder / "same").hardlink_to(before / "part" / "text")
            (folder / "copy").write_text("one")
            return {}

        generations.finish(folder, write, {})
    checksums = read_manifest(folder)["checksums"]
    assert checksums["same"] == "as-said"
    assert checksums["copy"] != "as-said"


def test_a_second_writer_is_refused_and_may_write_later(root: Path) -> None:
    first, second = Generations(root), Generations(root)
    with first.writing():
        with pytest.raises(DataFolderError, match="another process"), second.writing():
            pytest.fail("two writers at once")
        folder = first.begin()
        first.finish(folder, saying(folder, "one"), {})
    assert text_of(publish(second, "two")) == "two"


def test_a_folder_that_cannot_be_made_is_told(tmp_path: Path) -> None:
    (tmp_path / "in-the-way").write_text("a file")
    with pytest.raises(DataFolderError, match="cannot be written"), Generations(tmp_path / "in-the-way").writing():
        pytest.fail("wrote into a file")


@pytest.mark.slow
@pytest.mark.timeout(900)  # forty children one after the other, each with processes of its own
@pytest.mark.longest
def test_killed_at_any_instant_a_whole_index_is_left_and_answers(collection: Collection, tmp_path: Path) -> None:
    for number in range(40):
        collection.write(f"en/kettle-{number}.md", "A kettle.")
    script, kills = Path(__file__).with_name("kill_while_building.py"), 20
    command = [sys.executable, str(script), str(collection.root), str(tmp_path / "data"), "20261122", str(kills)]
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    done = subprocess.run(command, capture_output=True, text=True, check=False, env=environment)
    assert done.returncode == 0, done.stderr
    said = re.fullmatch(r"(\d+) kills, (\d+) in the middle of a build\n", done.stdout)
    assert said
    assert int(said[1]) == kills
    assert int(said[2]) >= kills // 4, "too few kills hit a build to tell anything"


def run_kb(*arguments: str, data: Path, articles: Path, **options: Any) -> subprocess.CompletedProcess[str]:
    """The real command, without models."""
    environment = {
        **os.environ,
        "KB_EMBEDDING_MODELS": "./no-such-model",
        "PYTHONPATH": str(ROOT),
        "PYTHONDONTWRITEBYTECODE": "1",
    }
    command = [sys.executable, "-m", "app", "--articles", str(articles), "--data", str(data), *arguments]
    return subprocess.run(command, capture_output=True, text=True, env=environment, check=False, **options)


def only_files_up_to(size: int) -> Callable[[], None]:
    """What a full disk does: no file may grow beyond ``size`` bytes."""
    import resource

    return lambda: resource.setrlimit(resource.RLIMIT_FSIZE, (size, size))


@pytest.fixture(scope="module")
def indexed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with articles and their index, to be copied."""
    folder = tmp_path_factory.mktemp("indexed")
    for number in range(150):
        text = f"A kettle with the number {number}. " * 12
        Collection(folder / "articles").write(f"en/kettle-{number}.md", text)
    assert run_kb("index", data=folder / "data", articles=folder / "articles").returncode == 0
    return folder


@pytest.mark.slow
@pytest.mark.parametrize("size", [1, 1_000, 40_000])
def test_a_full_disk_is_one_clear_line_and_the_old_index_is_still_there(
    collection: Collection, indexed: Path, tmp_path: Path, size: int
) -> None:
    shutil.copytree(indexed, tmp_path, dirs_exist_ok=True)
    places = {"data": tmp_path / "data", "articles": collection.root}
    before = Generations(tmp_path / "data" / "index").current()
    collection.write("en/zeppelin.md", "A zeppelin. " * 5_000)

    full = run_kb("index", **places, preexec_fn=only_files_up_to(size))
    assert full.returncode == 2
    assert full.stderr.startswith("kb: ")
    assert "cannot be" in full.stderr
    assert len(full.stderr.strip().splitlines()) == 1
    assert Generations(tmp_path / "data" / "index").newest_sound() == before

    assert "zeppelin" in run_kb("search", "zeppelin", **places).stdout


@pytest.mark.slow
def test_with_a_full_disk_the_index_of_before_is_searched(
    collection: Collection, indexed: Path, tmp_path: Path
) -> None:
    shutil.copytree(indexed, tmp_path, dirs_exist_ok=True)
    places = {"data": tmp_path / "data", "articles": collection.root}
    collection.write("en/zeppelin.md", "A zeppelin. " * 5_000)
    found = run_kb("search", "kettle", **places, preexec_fn=only_files_up_to(40_000))
    assert found.returncode == 0
    assert "searching the index of before" in found.stderr
    assert "/en/articles/kettle-" in found.stdout


SERVE = """
import logging, sys
from pathlib import Path
logging.basicConfig(level=logging.WARNING, format="%(message)s")
from app import create_app
from kb.core.settings import Settings
settings = Settings(articles_dir=Path(sys.argv[1]), data_dir=Path(sys.argv[2]), site_name="Kettle help")
app = create_app(settings, models=[], start=False)
app.extensions["kb"].service.bring_up_to_date()
client = app.test_client()
page = client.get("/en/search?q=kettle")
assert page.status_code == 200, page.status
assert "/en/articles/kettle" in page.text
assert "Kettle help" in page.text
assert client.get("/en/articles/kettle").status_code == 200
print(client.get("/readyz").json)
app.extensions["kb"].close()
"""


def without_power_over_permissions() -> None:
    """Root may write anywhere: give that up (CAP_DAC_OVERRIDE, from the set that a new program inherits)."""
    drop_from_bounding_set, dac_override = 24, 1
    ctypes.CDLL(None).prctl(drop_from_bounding_set, dac_override, 0, 0, 0)


@pytest.mark.slow
def test_a_data_folder_that_cannot_be_written_is_told_and_served_all_the_same(
    collection: Collection, tmp_path: Path
) -> None:
    collection.write("en/kettle.md", "A kettle.")
    data = tmp_path / "data"
    data.mkdir(mode=0o555)
    command = [sys.executable, "-c", SERVE, str(collection.root), str(data)]
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    options: dict[str, Any] = {"preexec_fn": without_power_over_permissions}
    done = subprocess.run(command, capture_output=True, text=True, check=False, env=environment, **options)
    assert done.returncode == 0, done.stderr
    assert f"the data folder {data} cannot be written" in done.stderr
    assert "'mode': 'lexical'" in done.stdout
    assert list(data.iterdir()) == []

    told = run_kb("index", data=data, articles=collection.root, **options)
    assert told.returncode == 2
    assert told.stderr.startswith("kb: ")
    assert str(data) in told.stderr


def test_a_search_that_is_over_keeps_no_lock(searchable: Searchable, tmp_path: Path) -> None:
    searchable.write("en/kettle.md", "A kettle.")
    searchable.index()
    with Generations(tmp_path / "data" / "index").writing():
        pass
