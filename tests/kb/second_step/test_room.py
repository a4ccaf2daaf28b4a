"""Authenticators know this site by the name in its public address, else by that of the request."""

from __future__ import annotations

from pathlib import Path

import pytest

from kb.core.settings import Settings
from tests.conftest import Collection, open_site


@pytest.mark.parametrize(
    ("base_url", "asked", "known"),
    [
        ("", "http://localhost:8000", ("localhost", "http://localhost:8000")),
        ("", "http://127.0.0.1:8000", None),
        ("", "http://[::1]:8000", None),
        ("http://kb.internal", "http://localhost", None),
        ("https://help.example.com/help", "http://localhost", ("help.example.com", "https://help.example.com")),
        ("https://10.0.0.5", "http://localhost", None),
        ("https://Help.Example.com:443", "http://localhost", ("help.example.com", "https://help.example.com")),
        ("https://help.example.com:8443", "http://a", ("help.example.com", "https://help.example.com:8443")),
        ("https://справка.example", "http://a", ("xn--80aaf6awgf.example", "https://xn--80aaf6awgf.example")),
    ],
)
def test_the_party_is_a_name_with_its_whole_origin_by_https_or_on_this_machine(
    collection: Collection, tmp_path: Path, base_url: str, asked: str, known: tuple[str, str] | None
) -> None:
    collection.write("en/a.md", title="A")
    app = open_site(Settings(collection.root, tmp_path / "data", base_url=base_url), models=[])
    with app.test_request_context(base_url=asked):
        room = app.view_functions["second_step.ask"].args[0]  # type: ignore[attr-defined]
        party = room.party()
    app.extensions["kb"].close()
    assert (None if party is None else (party.id, party.origin)) == known
