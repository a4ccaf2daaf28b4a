"""The page that hands the panels out."""

from __future__ import annotations

import io
import zipfile
from pathlib import Path

import pytest
from flask.testing import FlaskClient

from kb.core.settings import Settings
from tests.at_the_machine import client_at_the_machine
from tests.conftest import Collection, open_site

pytestmark = pytest.mark.slow


def served(collection: Collection, tmp_path: Path, **settings: str) -> FlaskClient:
    collection.write("en/orders/refund.md", title="Refund")
    folders = {"articles_dir": collection.root, "data_dir": tmp_path / "data"}
    return client_at_the_machine(open_site(Settings(**folders, **settings), models=[]))


def names(content: bytes) -> list[str]:
    return zipfile.ZipFile(io.BytesIO(content)).namelist()


def test_every_panel_can_be_taken_along_where_the_address_is_public(collection: Collection, tmp_path: Path) -> None:
    client = served(collection, tmp_path, base_url="https://help.example.com")
    page = client.get("/desk/helpdesks").text
    for kind, file in (("extension", "background.js"), ("zendesk", "assets/host.js"), ("freshdesk", "app/host.js")):
        assert f'href="/desk/helpdesks/{kind}.zip"' in page
        answer = client.get(f"/desk/helpdesks/{kind}.zip")
        assert answer.status_code == 200
        assert answer.headers["Content-Disposition"] == f'attachment; filename="help-articles-{kind}.zip"'
        assert file in names(answer.data)


def test_an_address_that_no_server_can_ask_offers_the_extension_alone(collection: Collection, tmp_path: Path) -> None:
    client = served(collection, tmp_path)
    page = client.get("/desk/helpdesks").text
    assert "/desk/helpdesks/extension.zip" in page
    assert "/desk/helpdesks/zendesk.zip" not in page
    assert "KB_BASE_URL" in page
    assert client.get("/desk/helpdesks/zendesk.zip").status_code == 409
    assert client.get("/desk/helpdesks/other.zip").status_code == 404


def test_the_desk_leads_there(collection: Collection, tmp_path: Path) -> None:
    assert 'href="/desk/helpdesks"' in served(collection, tmp_path).get("/desk").text
