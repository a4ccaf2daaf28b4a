"""Which reranker the settings name."""

from __future__ import annotations

from pathlib import Path

import pytest

from kb.core.errors import SettingsError
from kb.core.settings import Settings
from search.reranking.choice import choose_reranker
from tests.search.reranking.conftest import Server


def test_nothing_set_is_no_reranker() -> None:
    assert choose_reranker(Settings()) is None


def test_a_server_is_asked_with_the_key_of_its_file(server: Server, tmp_path: Path) -> None:
    (tmp_path / "key").write_text("  secret-key\n")
    slot = choose_reranker(Settings(reranker_url=server.url, reranker_key_file=str(tmp_path / "key"), reranker_ms=5000))
    assert slot is not None
    slot.load()
    assert slot("q", ["a", "bbb", "cc"]) == [1, 2, 0]
    assert server.asked[0][1]["Authorization"] == "Bearer secret-key"
    slot.close()


@pytest.mark.parametrize("content", [b"", b" \n", b"two\nlines", b"\xff", "clé".encode(), b"x" * 5000])
def test_a_file_without_a_key_stops_the_start_and_is_not_shown(tmp_path: Path, content: bytes) -> None:
    (tmp_path / "key").write_bytes(content)
    settings = Settings(reranker_url="http://127.0.0.1:1/v1/rerank", reranker_key_file=str(tmp_path / "key"))
    with pytest.raises(SettingsError, match="KB_RERANKER_KEY_FILE") as raised:
        choose_reranker(settings)
    assert "lines" not in str(raised.value)


def test_a_file_that_is_not_there_stops_the_start(tmp_path: Path) -> None:
    settings = Settings(reranker_url="http://127.0.0.1:1/v1/rerank", reranker_key_file=str(tmp_path / "none"))
    with pytest.raises(SettingsError, match="cannot be read"):
        choose_reranker(settings)


def test_a_folder_without_a_model_is_told_when_it_is_loaded(tmp_path: Path) -> None:
    slot = choose_reranker(Settings(reranker=str(tmp_path)))
    assert slot is not None
    slot.load()
    assert "config.json" in slot.trouble
    slot.close()


@pytest.mark.parametrize(
    ("settings", "expected"),
    [
        (Settings(reranker="/srv/a", reranker_url="http://127.0.0.1:8081/v1/rerank"), "two rerankers"),
        (Settings(reranker_model="x"), "KB_RERANKER_MODEL needs KB_RERANKER_URL"),
        (Settings(reranker="/srv/a", reranker_key_file="x"), "KB_RERANKER_KEY_FILE needs KB_RERANKER_URL"),
    ],
)
def test_two_rerankers_and_half_of_one_stop_the_start(settings: Settings, expected: str) -> None:
    with pytest.raises(SettingsError, match=expected):
        choose_reranker(settings)
