"""Where the site is found when no request tells it."""

from __future__ import annotations

import pytest

from kb.address import listening_address, site_address
from kb.settings import Settings


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
def test_links_lead_to_where_the_server_listens(host: str, listening: str, found: str) -> None:
    settings = Settings(host=host)
    assert listening_address(settings) == listening
    assert site_address(settings) == found


def test_links_begin_with_the_public_address_where_there_is_one() -> None:
    settings = Settings(base_url="https://help.example.com", host="0.0.0.0", port=9000)
    assert site_address(settings) == "https://help.example.com"
    assert listening_address(settings) == "http://0.0.0.0:9000"
