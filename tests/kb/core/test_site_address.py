"""Where the site is found when no request tells it."""

from __future__ import annotations

from pathlib import Path

import pytest

from kb.core.settings import Settings
from kb.core.site_address import LISTENED_AT, is_of_one_machine, listening_address, site_address
from kb.operations.server import note_address


@pytest.mark.parametrize(
    ("host", "listening", "found"),
    [
        ("127.0.0.1", "http://127.0.0.1:8000", "http://127.0.0.1:8000"),
        ("192.0.2.7", "http://192.0.2.7:8000", "http://192.0.2.7:8000"),
        ("kb.local", "http://kb.local:8000", "http://kb.local:8000"),
        ("::1", "http://[::1]:8000", "http://[::1]:8000"),
        ("0.0.0.0", "http://0.0.0.0:8000", "http://127.0.0.1:8000"),
        ("::", "http://[::]:8000", "http://[::1]:8000"),
    ],
)
def test_links_lead_to_where_the_server_listens(host: str, listening: str, found: str, tmp_path: Path) -> None:
    settings = Settings(host=host, data_dir=tmp_path)
    assert listening_address(settings) == listening
    assert site_address(settings) == found


def test_links_begin_with_the_public_address_where_there_is_one() -> None:
    settings = Settings(base_url="https://help.example.com", host="0.0.0.0", port=9000)
    assert site_address(settings) == "https://help.example.com"
    assert listening_address(settings) == "http://0.0.0.0:9000"


def test_a_command_finds_the_port_that_the_site_was_started_with(tmp_path: Path) -> None:
    note_address(Settings(host="0.0.0.0", port=8123, data_dir=tmp_path))
    assert site_address(Settings(data_dir=tmp_path)) == "http://127.0.0.1:8123"
    note_address(Settings(host="::1", port=8124, data_dir=tmp_path))
    assert site_address(Settings(data_dir=tmp_path)) == "http://[::1]:8124"
    assert site_address(Settings(base_url="https://h.example", data_dir=tmp_path)) == "https://h.example"


@pytest.mark.parametrize("content", ["", "javascript:alert(1)", "http://a b", b"\xff\xfe"])
def test_a_note_that_is_no_address_is_passed_over(content: str | bytes, tmp_path: Path) -> None:
    (tmp_path / LISTENED_AT).write_bytes(content if isinstance(content, bytes) else content.encode())
    assert site_address(Settings(data_dir=tmp_path)) == "http://127.0.0.1:8000"


def test_where_the_data_folder_cannot_be_written_nothing_is_noted(tmp_path: Path) -> None:
    note_address(Settings(port=8123, data_dir=tmp_path / "missing"))
    assert site_address(Settings(data_dir=tmp_path / "missing")) == "http://127.0.0.1:8000"


@pytest.mark.parametrize(
    ("address", "one_machine"),
    [
        ("http://localhost:8000", True),
        ("http://LOCALHOST.", True),
        ("http://kb.localhost", True),
        ("http://127.3.2.1", True),
        ("http://[::1]:8000/go/x", True),
        ("http://0.0.0.0:8000", True),
        ("http://192.168.0.7:8000", False),
        ("https://help.example.com", False),
        ("http://localhost.example.com", False),
    ],
)
def test_some_addresses_mean_the_machine_that_opens_them(address: str, one_machine: bool) -> None:
    assert is_of_one_machine(address) is one_machine
