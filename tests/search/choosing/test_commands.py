"""``kb model``, as an operator uses it."""

from __future__ import annotations

import importlib.util
import json
import os
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from click.testing import Result

from kb.catalog.article import ArticleId
from kb.core.errors import KbError
from kb.core.settings import Settings
from kb.storage.database import connect
from search.log.searches import Click, Search, write
from search.models.chosen.choice import choose_models
from search.models.chosen.in_use import chosen_file
from search.service.opening import open_search
from tests.conftest import Collection
from tests.search.choosing.conftest import BETTER, TINY, Kb
from tests.search.conftest import eventually
from tests.search.models.conftest import write_model
from tests.search.models.folders.graph_folders import WIDTH, write_folder
from tests.search.models.hub.hub_server import FakeHub


def refused(done: Result) -> str:
    """What a command that was refused says."""
    assert isinstance(done.exception, KbError)
    return str(done.exception)


def listed(kb: Kb, **settings: str) -> dict[str, dict[str, Any]]:
    return {row["name"]: row for row in json.loads(kb("list", "--json", **settings).stdout)}


def index(collection: Collection, data: Path) -> None:
    """Read everything with the models that are in use."""
    settings = Settings(articles_dir=collection.root, data_dir=data)
    service = open_search(settings, collection.library())
    service.bring_up_to_date()
    service.close()


# use


def test_a_model_is_fetched_checked_tried_out_and_used(kb: Kb, fake_hub: FakeHub, tmp_path: Path) -> None:
    done = kb("use", f"{TINY};languages=en")
    assert done.exit_code == 0, done.exception
    assert "fetching onnx/model.onnx" in done.stderr
    assert f"tiny works: {WIDTH} dimensions" in done.stderr
    assert "by ONNX Runtime" in done.stderr
    assert done.stdout.startswith("From now on: tiny\n")
    assert "A running site takes this up within seconds" in done.stdout
    [model] = choose_models((), tmp_path / "data" / "models")
    assert model.recipe == {
        "model": TINY,
        "languages": "en",
        "revision": fake_hub.commit(TINY),
        "onnx": "onnx/model.onnx",
    }
    assert model.load().dimension == WIDTH


def test_several_are_used_side_by_side_and_the_bundled_ones_come_back(kb: Kb, tmp_path: Path) -> None:
    assert kb("use", TINY, "e5").stdout.startswith("From now on: tiny, e5\n")
    assert kb("use", "--bundled").exit_code == 0
    assert not chosen_file(tmp_path / "data" / "models").exists()
    assert kb("use").exit_code == kb("use", TINY, "--bundled").exit_code == 2


def test_a_folder_is_used_where_it_lies(kb: Kb, tmp_path: Path) -> None:
    folder = write_folder(tmp_path / "mine")
    assert kb("use", str(folder)).exit_code == 0
    assert choose_models((), tmp_path / "data" / "models")[0].recipe["model"] == str(folder)
    assert refused(kb("use", str(tmp_path / "none"))) == f"there is no folder {tmp_path / 'none'}"


def test_a_running_site_takes_it_up_and_the_model_of_before_ranks_until_then(
    kb: Kb, collection: Collection, tmp_path: Path
) -> None:
    kb("use", TINY)
    service = open_search(Settings(articles_dir=collection.root, data_dir=tmp_path / "data"), collection.library())
    try:
        service.start()
        assert eventually(lambda: service.readiness().models == ("tiny",))
        assert kb("use", BETTER).exit_code == 0
        assert eventually(lambda: service.readiness().models == ("better",))
        assert list(service.state.models) == ["better"]
    finally:
        service.close()


def test_what_is_still_to_be_read_is_told(kb: Kb, collection: Collection, tmp_path: Path) -> None:
    kb("use", TINY)
    index(collection, tmp_path / "data")
    said = kb("use", BETTER).stdout
    assert "better has 9 passages to read" in said
    assert "until then tiny ranks on" in said


@pytest.mark.parametrize(
    ("names", "reason"),
    [
        (["ours/none"], "there is no model 'ours/none' at"),
        ([f"{TINY};languages=klingon"], "NAME: languages='klingon' is not one or more language codes"),
        ([f"{TINY};onnx=q4.onnx"], "no graph 'q4.onnx'; there are onnx/model.onnx"),
        ([f"{TINY};onnx=model.bin"], "onnx='model.bin' is not a file of the model like onnx/model.onnx, or none"),
        ([f"{TINY};pooling=best"], "pooling='best' is not one of cls, mean"),
        ([TINY, TINY], "two models are called 'tiny-"),
        (["e5;pooling=cls"], "'pooling' cannot be set for 'e5'"),
        (["a/b/c/d"], "NAME: model='a/b/c/d' is not one of e5, minilm, a Hugging Face name"),
    ],
)
def test_what_cannot_be_used_changes_nothing(kb: Kb, tmp_path: Path, names: list[str], reason: str) -> None:
    kb("use", BETTER)
    before = chosen_file(tmp_path / "data" / "models").read_text()
    assert reason in refused(kb("use", *names))
    assert chosen_file(tmp_path / "data" / "models").read_text() == before


def test_a_model_that_cannot_be_loaded_is_not_chosen(kb: Kb, fake_hub: FakeHub, tmp_path: Path) -> None:
    (fake_hub.repositories[TINY] / "tokenizer.json").write_text("{}")
    assert "the tokenizer of the model 'tiny' cannot be read" in refused(kb("use", TINY))
    assert not chosen_file(tmp_path / "data" / "models").exists()


def test_where_the_setting_says_which_models_take_part_nothing_is_fetched(kb: Kb, fake_hub: FakeHub) -> None:
    assert "the setting KB_EMBEDDING_MODELS=e5 says which models take part" in refused(
        kb("use", TINY, KB_EMBEDDING_MODELS="e5")
    )
    assert fake_hub.asked == []


def test_a_choice_that_cannot_be_kept_is_told(kb: Kb, tmp_path: Path) -> None:
    (tmp_path / "data").write_text("a file")
    assert f"the choice cannot be kept in {tmp_path / 'data' / 'models'}: " in refused(kb("use", "e5"))


@pytest.mark.skipif(os.geteuid() != 0, reason="only root can write where the site could not read")
def test_root_keeps_nothing_that_the_site_could_not_read(kb: Kb, fake_hub: FakeHub, tmp_path: Path) -> None:
    (tmp_path / "data").mkdir()
    os.chown(tmp_path / "data", 12345, -1)
    assert "run this as that user: sudo -u '#12345' kb model …" in refused(kb("use", TINY))
    assert fake_hub.asked == []


def test_without_the_hub_what_was_fetched_before_is_taken(kb: Kb, fake_hub: FakeHub, tmp_path: Path) -> None:
    assert kb("fetch", TINY).exit_code == 0
    offline = {"HF_ENDPOINT": "http://127.0.0.1:9"}
    done = kb("use", TINY, **offline)
    assert done.exit_code == 0
    assert f"taking what was fetched before (commit {fake_hub.commit(TINY)[:12]})" in done.stderr
    assert "cannot be fetched from http://127.0.0.1:9" in refused(kb("use", BETTER, **offline))


def test_what_was_fetched_for_the_setting_is_found_by_it(kb: Kb, tmp_path: Path) -> None:
    assert kb("fetch", TINY, KB_EMBEDDING_MODELS=TINY).exit_code == 0
    assert choose_models((TINY,), tmp_path / "data" / "models")[0].load().dimension == WIDTH
    assert not chosen_file(tmp_path / "data" / "models").exists()


@pytest.mark.slow
def test_a_model_without_a_graph_runs_by_pytorch(kb: Kb, fake_hub: FakeHub, tmp_path: Path) -> None:
    folder = write_model(tmp_path / "static")
    (folder / "pytorch_model.bin").write_bytes(b"not to be fetched")
    fake_hub.add("ours/static", folder)
    done = kb("use", "ours/static")
    assert done.exit_code == 0, done.exception
    assert "static works: 8 dimensions" in done.stderr
    assert "by PyTorch" in done.stderr
    assert "pytorch_model.bin" not in done.stderr
    assert listed(kb)["static"]["dimension"] == 8


def test_a_model_without_a_graph_says_what_to_install_where_there_is_no_pytorch(
    kb: Kb, fake_hub: FakeHub, monkeypatch: pytest.MonkeyPatch
) -> None:
    (fake_hub.repositories[TINY] / "onnx/model.onnx").rename(fake_hub.repositories[TINY] / "model.safetensors")
    find = importlib.util.find_spec
    monkeypatch.setattr(
        importlib.util, "find_spec", lambda name: None if name == "sentence_transformers" else find(name)
    )
    reason = refused(kb("use", TINY))
    assert "has no graph for ONNX Runtime" in reason
    assert "extra 'models' with PyTorch, which is not installed (`make serve MODELS=1` does)" in reason


def test_where_the_data_folder_cannot_be_written_what_was_chosen_is_still_used(
    kb: Kb, collection: Collection, tmp_path: Path
) -> None:
    kb("use", TINY)
    settings = Settings(articles_dir=collection.root, data_dir=tmp_path / "elsewhere")
    service = open_search(settings, collection.library(), models_in=tmp_path / "data")
    service.bring_up_to_date()
    assert service.readiness().models == ("tiny",)
    service.close()


# list and remove


def test_the_list_tells_what_is_in_use_and_what_is_kept(
    kb: Kb, fake_hub: FakeHub, collection: Collection, tmp_path: Path
) -> None:
    kb("fetch", BETTER)
    kb("use", f"{TINY};languages=en")
    before = listed(kb)
    assert (before["tiny"]["state"], before["tiny"]["read"], before["tiny"]["passages"]) == ("in use", 0, 0)
    index(collection, tmp_path / "data")
    rows = listed(kb)
    tiny, better = rows["tiny"], rows[BETTER]
    assert (tiny["state"], tiny["model"], tiny["revision"]) == ("in use", TINY, fake_hub.commit(TINY))
    assert (tiny["read"], tiny["passages"], tiny["dimension"]) == (9, 9, WIDTH)
    assert (tiny["licence"], tiny["languages"]) == ("mit", "en")
    assert tiny["fingerprint"].startswith("onnx-")
    assert (better["state"], better["licence"], better["languages"]) == ("kept", "apache-2.0", "en fa")
    assert (better["dimension"], better["fingerprint"][:5]) == (WIDTH, "onnx-")
    assert tiny["size"] > 1000
    lines = kb("list").stdout.splitlines()
    assert lines[0] == "tiny: in use"
    assert "  9 of 9 passages read" in lines


def test_a_model_that_ranks_until_another_has_read_everything_is_listed_and_kept(
    kb: Kb, collection: Collection, tmp_path: Path
) -> None:
    kb("use", TINY)
    index(collection, tmp_path / "data")
    kb("use", BETTER)
    rows = listed(kb)
    assert rows["better"]["state"] == "in use"
    assert rows["tiny"]["state"] == "ranks until the others have read everything"
    assert "is in use" in refused(kb("remove", TINY))
    index(collection, tmp_path / "data")
    assert kb("remove", TINY).exit_code == 0
    assert list(listed(kb)) == ["better"]


def test_the_bundled_models_are_listed_without_a_collection_or_an_index(kb: Kb) -> None:
    assert listed(kb, KB_EMBEDDING_MODELS="e5")["e5"]["model"] == "e5 (bundled)"


def test_what_is_removed_is_gone_and_what_is_in_use_is_refused(kb: Kb, fake_hub: FakeHub, tmp_path: Path) -> None:
    kb("fetch", TINY)
    done = kb("remove", TINY)
    assert done.stdout.startswith(f"Deleted {TINY} at {fake_hub.commit(TINY)[:12]}, ")
    assert list((tmp_path / "data/models/hub").glob("ours--tiny*")) == []
    assert refused(kb("remove", TINY)) == f"no model {TINY!r} was fetched; there are: none"
    kb("use", BETTER)
    assert f"the model {BETTER!r} is in use; choose others first" in refused(kb("remove", BETTER))
    assert f"the model {BETTER!r} is in use" in refused(kb("remove", BETTER, KB_EMBEDDING_MODELS=BETTER))
    assert "e5 was not fetched by kb" in refused(kb("remove", "e5"))


def test_what_was_begun_and_not_ended_is_removed_too(kb: Kb, tmp_path: Path) -> None:
    begun = tmp_path / "data/models/hub/ours--tiny" / f".{'0' * 40}.part"
    begun.mkdir(parents=True)
    assert kb("remove", TINY).stdout == "Deleted what was begun of commit 000000000000\n"
    assert not begun.exists()


def test_another_commit_than_the_one_in_use_can_be_removed(kb: Kb, fake_hub: FakeHub) -> None:
    kb("fetch", TINY)
    older = fake_hub.commit(TINY)
    (fake_hub.repositories[TINY] / "config.json").write_text('{"max_position_embeddings": 16}')
    kb("use", TINY)
    assert f"at {older[:12]}" in kb("remove", TINY).stdout
    assert listed(kb)["tiny"]["revision"] == fake_hub.commit(TINY)


# try


def record(database: Path, *asked: tuple[str, str], times: int = 1) -> None:
    """Searches that ended in an article each."""
    engine = connect(f"sqlite:///{database}")
    searches = []
    for number, (query, key) in enumerate(asked * times):
        at = datetime.now(UTC).replace(tzinfo=None) - timedelta(days=1, minutes=number)
        click = Click(ArticleId("en", key), 1, at)
        told = {"session": "s", "category": "", "total": 1, "fits": True, "confidence": 0.5, "mode": "hybrid"}
        one = Search(f"{number:x}", at, query=query, folded=query, language="en", clicks=[click], **told)  # type: ignore[arg-type]
        searches.append(one)
    with engine.begin() as connection:
        write(connection, searches, [], {})
    engine.dispose()


def test_a_trial_tells_which_answers_better_and_changes_nothing(kb: Kb, collection: Collection, tmp_path: Path) -> None:
    kb("use", TINY)
    index(collection, tmp_path / "data")
    before = chosen_file(tmp_path / "data" / "models").read_text()
    generations = sorted((tmp_path / "data" / "index").iterdir())
    record(tmp_path / "data" / "kb.sqlite", ("boiler", "kettle-0"), ("refund 1", "refund-1"))
    done = kb("try", BETTER, "--json")
    assert done.exit_code == 0, done.exception
    told = json.loads(done.stdout)
    assert (told["today"]["models"], told["other"]["models"]) == (["tiny"], ["better"])
    assert told["searches"] == 2
    assert told["questions"] > 2  # few searches: headings as well
    boiler = next(one for one in told["differing"] if one["question"] == "boiler")
    assert (boiler["better"], boiler["relevant"], boiler["other"]) == (True, ["kettle-0"], "kettle-0")
    assert told["other"]["hit@1"] > told["today"]["hit@1"]
    assert told["other"]["meaning_hit@3"] > 0
    assert (told["today"]["passages_read"], told["other"]["passages_read"]) == (0, 9)
    assert chosen_file(tmp_path / "data" / "models").read_text() == before
    assert sorted((tmp_path / "data" / "index").iterdir()) == generations
    assert listed(kb)["tiny"]["state"] == "in use"


def test_a_trial_says_in_words_what_it_compared_on(kb: Kb, collection: Collection, tmp_path: Path) -> None:
    kb("use", TINY)
    record(tmp_path / "data" / "kb.sqlite", ("boiler", "kettle-0"), ("refund 1", "refund-1"))
    lines = kb("try", BETTER).stdout.splitlines()
    assert "2 searches that ended in an article, and" in lines[0]
    assert "titles and headings, since those are few" in lines[0]
    assert lines[1] == "Readers opened what today's models showed them: that favours those."
    assert [line.split()[-2:] for line in lines if line.startswith("models")] == [["tiny", "better"]]
    assert "1 questions are answered better, 0 worse; so few may be chance" in lines
    assert "+ boiler  →  Some kettle 0" in lines


def test_a_trial_without_any_search_says_that_it_asks_headings(kb: Kb) -> None:
    kb("use", TINY)
    lines = kb("try", BETTER).stdout.splitlines()
    assert lines[0].startswith("9 questions: 0 searches that ended in an article, and 9 titles and headings")
    assert "favours" not in lines[1]


@pytest.mark.slow
def test_a_model_for_one_language_is_compared_beside_another_for_all(kb: Kb, collection: Collection) -> None:
    collection.write("fa/kettle.md", "کتری را خاموش کنید", title="کتری و دیگ")
    kb("use", TINY)
    done = kb("try", TINY, f"{BETTER};languages=fa", "e5;languages=ru", "--json")
    assert done.exit_code == 0, done.exception
    told = json.loads(done.stdout)
    assert told["other"]["models"] == ["tiny", "better", "e5"]
    assert told["other"]["passages_read"] == 1
    assert told["other"]["meaning_hit@3"] >= told["today"]["meaning_hit@3"] > 0


def test_a_model_that_fails_on_articles_is_told_and_not_compared(kb: Kb, fake_hub: FakeHub) -> None:
    (fake_hub.repositories[BETTER] / "onnx/model.onnx").write_bytes(b"rubbish" * 20)
    assert "the model 'better' cannot be loaded" in refused(kb("try", BETTER))


def test_a_collection_without_headings_has_nothing_to_compare_on(kb: Kb, collection: Collection) -> None:
    for file in (collection.root / "en").iterdir():
        file.unlink()
    kb("use", TINY)
    assert "there is nothing to compare on" in refused(kb("try", BETTER))
