"""A model is had from the hub whole and as the hub says it is, or not at all."""

from __future__ import annotations

import errno
import shutil
import threading
from pathlib import Path
from typing import BinaryIO

import pytest
from huggingface_hub import constants, file_download

from search.models.folders.graph_model import GraphModel
from search.models.hub.fetching import Hub, ModelFetchError, NoSpaceError
from search.models.hub.getting import get_model, git_name, in_words
from search.models.hub.kept import KeptModels
from tests.search.models.folders.graph_folders import WIDTH, write_folder
from tests.search.models.hub.conftest import TINY
from tests.search.models.hub.hub_server import FakeHub


@pytest.fixture
def root(tmp_path: Path) -> Path:
    return tmp_path / "data" / "models" / "hub"


def left(root: Path) -> list[str]:
    """What lies in the folder of the model, hidden or not."""
    return sorted(path.name for path in (root / "ours--tiny").glob("*")) if (root / "ours--tiny").is_dir() else []


def test_what_is_needed_is_fetched_and_nothing_that_can_run(fake_hub: FakeHub, root: Path) -> None:
    model = get_model(Hub(fake_hub.address), root, TINY)
    assert model.folder == root / "ours--tiny" / fake_hub.commit(TINY)
    there = {path.relative_to(model.folder).as_posix() for path in model.folder.rglob("*") if path.is_file()}
    assert there == {
        *(
            ".kb-model.json",
            "modules.json",
            "config.json",
            "config_sentence_transformers.json",
            "1_Pooling/config.json",
        ),
        *("sentence_bert_config.json", "tokenizer.json", "onnx/model.onnx"),
    }
    assert (model.graph, model.licence, model.languages) == ("onnx/model.onnx", "apache-2.0", ("en", "fa"))
    assert model.damage(thorough=True) == ""
    assert left(root) == [fake_hub.commit(TINY)]
    assert GraphModel("tiny", model.folder, model.graph).embed_queries(["kettle"]).shape == (1, WIDTH)
    assert model.folder.stat().st_mode & 0o077 == 0


def test_a_model_that_is_there_is_not_fetched_again(fake_hub: FakeHub, root: Path) -> None:
    first = get_model(Hub(fake_hub.address), root, TINY)
    fake_hub.asked.clear()
    said: list[str] = []
    assert get_model(Hub(fake_hub.address), root, TINY, tell=said.append) == first
    assert fake_hub.fetched() == []
    assert said == ["ours/tiny is already there, as the hub has it"]


@pytest.mark.parametrize("spoil", ["cut short", "changed", "gone"])
def test_a_model_that_was_damaged_is_fetched_anew(fake_hub: FakeHub, root: Path, spoil: str) -> None:
    model = get_model(Hub(fake_hub.address), root, TINY)
    file = model.folder / model.graph
    content = file.read_bytes()
    changed = {"cut short": content[:-9], "changed": content[:-1] + b"?"}
    file.unlink() if spoil == "gone" else file.write_bytes(changed[spoil])
    assert model.damage(thorough=True) != ""
    assert get_model(Hub(fake_hub.address), root, TINY).damage(thorough=True) == ""
    assert file.read_bytes() == content


def test_another_commit_and_another_graph_have_places_of_their_own(fake_hub: FakeHub, root: Path) -> None:
    folder = fake_hub.repositories[TINY]
    shutil.copy(folder / "onnx/model.onnx", folder / "onnx/model_quantized.onnx")
    one = get_model(Hub(fake_hub.address), root, TINY)
    quantised = get_model(Hub(fake_hub.address), root, TINY, graph="onnx/model_quantized.onnx")
    (folder / "config.json").write_text('{"max_position_embeddings": 8}')
    newer = get_model(Hub(fake_hub.address), root, TINY, "main")
    kept = KeptModels(root)
    assert {each.folder for each in kept.all()} == {one.folder, quantised.folder, newer.folder}
    assert kept.find(TINY, one.commit, "onnx/model_quantized.onnx") == quantised
    assert kept.find(TINY, newer.commit[:8]) == newer
    assert kept.find(TINY, "0" * 40) is None


def test_a_model_without_a_graph_comes_with_its_weights(fake_hub: FakeHub, root: Path) -> None:
    folder = fake_hub.repositories[TINY]
    (folder / "onnx/model.onnx").unlink()
    (folder / "sentencepiece.bpe.model").write_bytes(b"pieces")
    model = get_model(Hub(fake_hub.address), root, TINY)
    assert model.graph == ""
    assert {"model.safetensors", "sentencepiece.bpe.model"} <= model.files.keys()
    assert not any(name.endswith((".bin", ".py", ".onnx")) for name in model.files)


def test_a_graph_that_keeps_its_weights_beside_it_comes_with_them(fake_hub: FakeHub, root: Path) -> None:
    write_folder(fake_hub.repositories[TINY], outside="model.onnx_data")
    assert "onnx/model.onnx_data" in get_model(Hub(fake_hub.address), root, TINY).files


def test_a_graph_whose_weights_cannot_be_known_by_their_name_is_refused(fake_hub: FakeHub, root: Path) -> None:
    write_folder(fake_hub.repositories[TINY], outside="weights.bin")
    with pytest.raises(ModelFetchError, match=r"keeps weights in onnx/weights.bin, which is not there"):
        get_model(Hub(fake_hub.address), root, TINY)
    assert KeptModels(root).all() == []


# What may go wrong on the way


def test_a_model_of_pickles_alone_is_refused(fake_hub: FakeHub, root: Path) -> None:
    folder = fake_hub.repositories[TINY]
    (folder / "onnx/model.onnx").unlink()
    (folder / "model.safetensors").unlink()
    with pytest.raises(ModelFetchError, match=r"neither tokenizer.json with a graph .* pickles .* are never read"):
        get_model(Hub(fake_hub.address), root, TINY)
    assert fake_hub.fetched() == []


def test_a_graph_that_is_not_there_is_told_with_those_that_are(fake_hub: FakeHub, root: Path) -> None:
    with pytest.raises(ModelFetchError, match=r"no graph 'q4.onnx'; there are onnx/model.onnx, onnx/model_O4.onnx"):
        get_model(Hub(fake_hub.address), root, TINY, graph="q4.onnx")


@pytest.mark.parametrize(
    ("name", "revision", "reason"),
    [
        ("ours/other", "", r"there is no model 'ours/other' at http://127.0.0.1:\d+, or it is private"),
        (TINY, "v9", "the model 'ours/tiny' has no branch, tag or commit 'v9'"),
        ("ours/closed", "", "is given to those who accept its terms: do that at .*/ours/closed, and set HF_TOKEN"),
        ("a/b/c", "", "the model 'a/b/c' cannot be fetched"),
    ],
)
def test_what_the_hub_does_not_give_is_told(
    fake_hub: FakeHub, root: Path, name: str, revision: str, reason: str
) -> None:
    fake_hub.gated.add("ours/closed")
    with pytest.raises(ModelFetchError, match=reason):
        get_model(Hub(fake_hub.address), root, name, revision)
    assert not root.exists()


def test_where_no_hub_answers_a_folder_is_recommended(root: Path) -> None:
    with pytest.raises(ModelFetchError, match="cannot be fetched from http://127.0.0.1:9: .*name a folder"):
        get_model(Hub("http://127.0.0.1:9/"), root, TINY)


def test_an_endpoint_is_a_web_address() -> None:
    with pytest.raises(ModelFetchError, match="HF_ENDPOINT=file:///etc is not an address like https://"):
        Hub("file:///etc")


@pytest.mark.parametrize("file", ["onnx/model.onnx", "config.json"])
@pytest.mark.parametrize("is_as_long", [True, False])
def test_a_file_that_is_not_what_the_hub_says_is_refused(
    fake_hub: FakeHub, root: Path, file: str, is_as_long: bool
) -> None:
    true = (fake_hub.repositories[TINY] / file).read_bytes()
    fake_hub.lie_about[file] = "x" * (len(true) if is_as_long else 7)
    with pytest.raises(ModelFetchError, match=f"{file} of the model|cannot be fetched"):
        get_model(Hub(fake_hub.address), root, TINY)
    assert KeptModels(root).all() == []
    fake_hub.lie_about.clear()
    assert get_model(Hub(fake_hub.address), root, TINY).damage(thorough=True) == ""


def test_names_that_lead_elsewhere_are_not_fetched(fake_hub: FakeHub, root: Path) -> None:
    fake_hub.more_files += ["../../evil.json", "/etc/evil.json", ".hidden.json", "a\\b.json", "a b.json"]
    model = get_model(Hub(fake_hub.address), root, TINY)
    assert all("evil" not in name and "hidden" not in name for name in model.files)
    assert fake_hub.fetched().count("evil.json") == 0


@pytest.fixture
def small_pieces(monkeypatch: pytest.MonkeyPatch) -> None:
    """What arrives is written in pieces of 50 bytes and not of 10 MB."""
    monkeypatch.setattr(constants, "DOWNLOAD_CHUNK_SIZE", 50)


@pytest.mark.slow
@pytest.mark.usefixtures("small_pieces")
def test_a_connection_that_breaks_is_taken_up_where_it_ended(fake_hub: FakeHub, root: Path) -> None:
    fake_hub.break_once["onnx/model.onnx"] = 100
    assert get_model(Hub(fake_hub.address), root, TINY).damage(thorough=True) == ""
    assert ("GET", "/cdn/ours/tiny/onnx/model.onnx", "bytes=100-") in fake_hub.asked


@pytest.mark.slow
@pytest.mark.usefixtures("small_pieces")
def test_an_interrupted_fetch_goes_on_where_it_was(fake_hub: FakeHub, root: Path) -> None:
    fake_hub.refuse_after["onnx/model.onnx"] = 100
    with pytest.raises(ModelFetchError):
        get_model(Hub(fake_hub.address), root, TINY)
    assert KeptModels(root).all() == []
    assert left(root) == [f".{fake_hub.commit(TINY)}.part"]
    fake_hub.refuse_after.clear()
    fake_hub.asked.clear()
    model = get_model(Hub(fake_hub.address), root, TINY)
    assert model.damage(thorough=True) == ""
    assert [(path, range_) for method, path, range_ in fake_hub.asked if method == "GET" and "/api/" not in path] == [
        ("/cdn/ours/tiny/onnx/model.onnx", "bytes=100-")
    ]
    assert left(root) == [model.commit]


def test_what_was_begun_of_an_older_commit_is_cleared_away(fake_hub: FakeHub, root: Path) -> None:
    older = root / "ours--tiny" / f".{'0' * 40}.part"
    older.mkdir(parents=True)
    model = get_model(Hub(fake_hub.address), root, TINY)
    assert left(root) == [model.commit]


def test_two_that_want_the_same_model_fetch_it_once(fake_hub: FakeHub, root: Path) -> None:
    fake_hub.gate = threading.Event()
    said: list[str] = []
    waits = threading.Event()

    def tell(text: str) -> None:
        said.append(text)
        if "another process" in text:
            waits.set()

    def get() -> None:
        get_model(Hub(fake_hub.address), root, TINY, tell=tell)

    threads = [threading.Thread(target=get) for _ in range(2)]
    threads[0].start()
    assert fake_hub.began.wait(60)
    threads[1].start()
    assert waits.wait(60)
    fake_hub.gate.set()
    for thread in threads:
        thread.join()
    assert len(fake_hub.fetched()) == len(set(fake_hub.fetched())) + 1  # config.json is there twice
    assert said[-1] == "ours/tiny is already there, as the hub has it"


def test_where_there_is_too_little_room_nothing_is_fetched(
    fake_hub: FakeHub, root: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(shutil, "disk_usage", lambda _: shutil._ntuple_diskusage(10**9, 10**9, 10**6))
    with pytest.raises(NoSpaceError, match=r"'ours/tiny' needs \d.* kB, and 1 MB are free in "):
        get_model(Hub(fake_hub.address), root, TINY)
    assert (fake_hub.fetched(), left(root)) == ([], [])


def test_a_disk_that_fills_up_on_the_way_is_freed_again(
    fake_hub: FakeHub, root: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(_: str, stream: BinaryIO, **more: object) -> None:
        stream.write(b"x")
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(file_download, "http_get", full)
    with pytest.raises(NoSpaceError, match="the model 'ours/tiny' cannot be kept: No space left on device"):
        get_model(Hub(fake_hub.address), root, TINY)
    assert left(root) == []


def test_a_folder_that_cannot_be_written_is_told(fake_hub: FakeHub, tmp_path: Path) -> None:
    (tmp_path / "data").write_text("a file")
    with pytest.raises(
        ModelFetchError, match="the model 'ours/tiny' cannot be kept in .*: (Not a directory|File exists)"
    ):
        get_model(Hub(fake_hub.address), tmp_path / "data" / "models" / "hub", TINY)


# Small things


def test_files_are_called_as_git_calls_them(tmp_path: Path) -> None:
    (tmp_path / "hello").write_bytes(b"hello\n")
    assert git_name(tmp_path / "hello") == "ce013625030ba8dba906f756967f9e9ca394464a"  # git hash-object


@pytest.mark.parametrize(
    ("size", "words"), [(0, "0 bytes"), (999, "999 bytes"), (23_400_000, "23.4 MB"), (1_230_000_000, "1.23 GB")]
)
def test_sizes_are_told_in_words(size: int, words: str) -> None:
    assert in_words(size) == words
