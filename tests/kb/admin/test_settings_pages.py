"""The settings in force are shown with where each comes from, in the words of the guide, and without a secret."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import fields
from pathlib import Path

import pytest
from lxml import html

from kb.admin.settings_pages import settings_in_force
from kb.admin.settings_reference import MEANINGS
from kb.core.roles import Role, read_rules
from kb.core.settings import SECRETS, Settings
from tests.clock import Clock
from tests.conftest import Collection, open_site
from tests.signing_in import Office

GUIDE = Path(__file__).parents[3] / "docs" / "settings.md"


def test_every_setting_has_the_sentence_of_the_guide() -> None:
    rows = re.findall(r"^\| `KB_(\w+)` \| (.*?) \| ", GUIDE.read_text("utf-8"), re.MULTILINE)
    plain = {name.lower(): re.sub(r"\[([^\]]+)\]\([^)]*\)", r"\1", text).replace("**", "") for name, text in rows}
    assert plain == MEANINGS
    assert MEANINGS.keys() == {each.name for each in fields(Settings)}


@pytest.fixture
def secretive(collection: Collection, tmp_path: Path) -> Iterator[Office]:
    """A site with every secret set."""
    collection.write("en/a.md", title="A")
    collection.write("site.yml", b"name: {en: Our help}\ntime_zone: Asia/Tehran\n")
    secrets = dict.fromkeys(SECRETS, "hunter2-hunter2-hunter2")
    secrets |= {"mail_server": "smtp://u:hunter2@mail.example.com", "reranker_url": "http://127.0.0.1:9/hunter2"}
    more = {"sign_in_roles": read_rules("groups:kb=admin"), "calendars": (("fa", "solar"),)}
    folders = {"articles_dir": collection.root, "data_dir": tmp_path / "data"}
    settings = Settings(**folders, **secrets, **more)  # type: ignore[arg-type]
    clock = Clock()
    app = open_site(settings, models=[], clock=clock)
    yield Office(app, clock)
    app.extensions["kb"].close()


@pytest.mark.slow
def test_no_secret_is_shown_and_the_file_beside_the_articles_counts(secretive: Office) -> None:
    page = secretive.browser(secretive.hire(Role.ADMIN)).get("/admin/settings")
    assert "hunter2" not in page.text
    found = html.document_fromstring(page.text).xpath("//tbody/tr")
    rows = {
        row.xpath("string(.//code)"): [" ".join(cell.text_content().split()) for cell in row.xpath("td")[1:]]
        for row in found
    }
    assert len(rows) == len(MEANINGS)
    assert {rows[f"KB_{name.upper()}"][0] for name in SECRETS} == {"is set"}
    assert rows["KB_SITE_NAME"] == ["Our help", "site.yml"]
    assert rows["KB_DEFAULT_LANGUAGE"] == ["en", "found out from the articles"]
    assert rows["KB_SIGN_IN_ROLES"][0] == "groups:kb=admin"
    assert rows["KB_CALENDARS"][0] == "fa=solar"
    assert rows["KB_PORT"] == ["8000", "default"]
    assert rows["KB_SECOND_FACTOR"] == ["none", "default"]
    assert rows["KB_CONTACT_MAIL"] == ["not set", "default"]
    assert "Asia/Tehran" in page.text
    assert secretive.browser(secretive.hire(Role.EDITOR)).get("/admin/settings").status_code == 403


@pytest.mark.slow
@pytest.mark.parametrize(
    ("url", "shown"),
    [
        ("sqlite:////var/kb.sqlite", "sqlite:////var/kb.sqlite"),
        ("postgresql://kb@db/kb", "postgresql://kb@db/kb"),
        ("postgresql://kb:hunter2@db/kb", "…"),
        ("postgresql://db/kb?password=hunter2", "…"),
    ],
)
def test_the_address_of_a_database_is_a_secret_where_a_password_may_stand_in_it(
    secretive: Office, url: str, shown: str
) -> None:
    site = secretive.parts.site
    object.__setattr__(site.settings, "database_url", url)
    with secretive.site.test_request_context():
        rows = {row.variable: row for row in settings_in_force(site, dict.fromkeys(MEANINGS, "default"))}
    assert rows["KB_DATABASE_URL"].value == shown
