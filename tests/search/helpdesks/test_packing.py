"""The packages as they are handed out: whole, for one site, with nothing secret in them."""

from __future__ import annotations

import io
import json
import posixpath
import re
import zipfile
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner
from PIL import Image

from app import main
from kb.brand.brand import Brand
from kb.core.errors import SettingsError
from kb.core.settings import Settings
from kb.language.interface import interface_languages
from search.helpdesks.manifests import CALLS
from search.helpdesks.packing import PackageKind, PackingError, package_files, write_package, zipped
from search.helpdesks.panel_site import PanelSite, panel_site
from search.helpdesks.wording import PANEL, panel_texts
from tests.conftest import Collection

PUBLIC = "https://help.example.com/kb"
LONGEST_DESCRIPTION = 132
"""Characters that the shops of browsers take."""
SAYS = re.compile(r"(?:say|tell|optional|Refusal)\(\s*'([a-z_]+)'")
NAMED = re.compile(rb"from '(\./[^']+)'|(?:src|href)=\"([\w.]+)\"")
every_kind = pytest.mark.parametrize("kind", list(PackageKind))


def site(address: str = PUBLIC, name: str = "Sofra help") -> PanelSite:
    return panel_site(Settings(site_name=name), Brand(), address)


def packed(kind: PackageKind, address: str = PUBLIC) -> Mapping[str, bytes]:
    return package_files(kind, site(address))


def read(files: Mapping[str, bytes], path: str) -> Any:
    return json.loads(files[path])


@every_kind
def test_every_file_that_a_package_names_is_in_it(kind: PackageKind) -> None:
    files = packed(kind)
    for path, content in files.items():
        named = (
            re.findall(rb"from '(\./[^']+)'|(?:src|href)=\"([\w.]+)\"", content) if path[-3:] in (".js", "tml") else []
        )
        for one in (first or second for first, second in named):
            assert posixpath.normpath(posixpath.join(posixpath.dirname(path), one.decode())) in files, (path, one)


@every_kind
def test_a_package_has_the_sites_address_and_name_and_no_script_from_elsewhere_but_the_helpdesks_own(
    kind: PackageKind,
) -> None:
    files = packed(kind)
    folder = {"extension": "", "zendesk": "assets/", "freshdesk": "app/"}[kind]
    written = files[f"{folder}site.js"].decode()
    assert json.dumps({"address": PUBLIC, "names": dict.fromkeys(interface_languages(), "Sofra help")}) in written
    scripts = re.findall(r'<script[^>]* src="([^"]+)"', files[f"{folder}panel.html"].decode())
    of_helpdesk = {"extension": [], "zendesk": ["https://static.zdassets.com"], "freshdesk": ["{{{appclient}}}"]}[kind]
    assert [one for one in scripts if one != "main.js" and not one.startswith(tuple(of_helpdesk) or ("-",))] == []
    assert len(scripts) == 1 + len(of_helpdesk)


@every_kind
def test_the_same_site_gives_the_same_bytes(kind: PackageKind) -> None:
    assert zipped(packed(kind)) == zipped(packed(kind))


def test_the_extension_may_ask_its_site_and_look_at_the_page_on_which_it_was_chosen() -> None:
    manifest = read(packed(PackageKind.EXTENSION), "manifest.json")
    assert manifest["manifest_version"] == 3
    assert manifest["host_permissions"] == ["https://help.example.com/*"]
    assert set(manifest["permissions"]) == {"activeTab", "scripting", "storage", "sidePanel"}
    assert "content_scripts" not in manifest
    assert manifest["background"] == {"service_worker": "background.js", "scripts": ["background.js"]}
    assert manifest["browser_specific_settings"]["gecko"]["id"] == "articles@help.example.com"
    assert re.fullmatch(r"\d+(\.\d+){0,3}", manifest["version"])


def test_a_pattern_of_hosts_has_no_port_which_firefox_would_refuse() -> None:
    manifest = read(packed(PackageKind.EXTENSION, "http://127.0.0.1:8000"), "manifest.json")
    assert manifest["host_permissions"] == ["http://127.0.0.1/*"]


def test_every_icon_has_the_size_that_it_is_said_to_have() -> None:
    files = packed(PackageKind.EXTENSION)
    for size, path in read(files, "manifest.json")["icons"].items():
        assert Image.open(io.BytesIO(files[path])).size == (int(size), int(size))


@pytest.mark.parametrize("language", interface_languages())
def test_the_browser_is_told_of_the_extension_in_every_language(language: str) -> None:
    said = read(packed(PackageKind.EXTENSION), f"_locales/{language}/messages.json")
    assert set(said) == {"name", "description", "open"}
    assert len(said["description"]["message"]) <= LONGEST_DESCRIPTION


def test_every_text_that_scripts_say_is_there_and_none_for_nobody() -> None:
    scripts = "".join(
        content.decode() for kind in PackageKind for path, content in packed(kind).items() if path.endswith(".js")
    )
    scripts = re.sub(r"export const TEXTS.*", "", scripts)
    said = set(SAYS.findall(scripts)) | set(re.findall(r"'([a-z_]+)'", scripts)) & set(PANEL)
    elsewhere = {"description", "open", "install_zendesk"}
    assert set(SAYS.findall(scripts)) <= set(PANEL)
    assert set(PANEL) - said - elsewhere == {"noted_not_this", "noted_wrong"}  # by the kind of what is noted


@pytest.mark.parametrize("language", interface_languages())
def test_what_is_filled_into_a_text_is_filled_in_in_every_language(language: str) -> None:
    names = {name: set(re.findall(r"%\((\w+)\)s", text)) for name, text in PANEL.items()}
    assert {name: set(re.findall(r"%\((\w+)\)s", text)) for name, text in panel_texts()[language].items()} == names


def test_zendesk_keeps_the_token_on_its_server_and_may_ask_one_host() -> None:
    files = packed(PackageKind.ZENDESK)
    manifest = read(files, "manifest.json")
    assert manifest["domainWhitelist"] == ["help.example.com"]
    assert manifest["parameters"] == [{"name": "token", "type": "text", "secure": True, "required": True}]
    assert b"Bearer {{setting.token}}" in files["assets/host.js"]
    assert Image.open(io.BytesIO(files["assets/logo.png"])).size == (320, 320)
    assert Image.open(io.BytesIO(files["assets/logo-small.png"])).size == (128, 128)
    for language in interface_languages():
        about = read(files, f"translations/{language}.json")["app"]
        assert all(about[name] for name in ("name", "short_description", "long_description"))


def test_freshdesk_declares_every_request_and_keeps_the_token_on_its_server() -> None:
    files = packed(PackageKind.FRESHDESK)
    manifest, requests = read(files, "manifest.json"), read(files, "config/requests.json")
    assert set(manifest["modules"]["common"]["requests"]) == set(requests) == set(CALLS)
    assert requests["suggest"]["schema"]["path"] == "/kb/api/v1/suggest"
    assert {one["schema"]["host"] for one in requests.values()} == {"help.example.com"}
    assert read(files, "config/iparams.json")["token"]["secure"] is True
    beside = manifest["modules"]["support_ticket"]["location"]["ticket_sidebar"]
    assert {f"app/{beside['url']}", f"app/{beside['icon']}"} <= set(files)


@pytest.mark.parametrize("kind", [PackageKind.ZENDESK, PackageKind.FRESHDESK])
@pytest.mark.parametrize("address", ["http://help.example.com", "https://help.example.com:8443", "https://localhost"])
def test_an_address_that_a_helpdesks_server_cannot_ask_is_refused(kind: PackageKind, address: str) -> None:
    with pytest.raises(SettingsError, match=re.escape(f"{address} is no address that {kind.title()} can ask")):
        packed(kind, address)


def test_a_name_with_markup_and_quotes_stays_a_text() -> None:
    name = "</script><b>\"O'Neil\\"
    files = package_files(PackageKind.EXTENSION, site(name=name))
    assert read(files, "_locales/en/messages.json")["name"]["message"] == name
    known = re.search(r"SITE = (.*);", files["site.js"].decode())
    assert known is not None
    assert json.loads(known[1])["names"]["en"] == name


def test_a_package_is_written_as_a_folder_or_a_zip_and_over_nothing(tmp_path: Path) -> None:
    files = packed(PackageKind.EXTENSION)
    write_package(files, tmp_path / "new" / "folder")
    write_package(files, tmp_path / "new.zip")
    with zipfile.ZipFile(tmp_path / "new.zip") as archive:
        assert {name: archive.read(name) for name in archive.namelist()} == dict(files)
    for path, content in files.items():
        assert (tmp_path / "new" / "folder" / path).read_bytes() == content
    for name in ("new/folder", "new.zip"):
        with pytest.raises(PackingError, match="is there already"):
            write_package(files, tmp_path / name)
    with pytest.raises(PackingError, match="nothing was written"):
        write_package(files, tmp_path / "new.zip" / "inside")
    assert sorted(path.name for path in tmp_path.iterdir()) == ["new", "new.zip"]


def run(collection: Collection, tmp_path: Path, *words: str) -> Any:
    folders = ["--articles", str(collection.root), "--data", str(tmp_path / "data")]
    return CliRunner().invoke(main, ["helpdesk", *folders, *words], catch_exceptions=True)


def test_the_command_packs_the_site_as_it_looks(
    collection: Collection, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    collection.write("en/orders/refund.md", title="Refund")
    (collection.root / "site.yml").write_text("name: Blue help\ncolours:\n  brand: '#123456'\n", "utf-8")
    monkeypatch.setenv("KB_BASE_URL", "https://help.example.com")
    done = run(collection, tmp_path, "extension", str(tmp_path / "made"))
    assert done.exit_code == 0, done.output
    assert "for https://help.example.com" in done.output
    assert "Blue help" in (tmp_path / "made" / "site.js").read_text("utf-8")
    assert "#123456" in (tmp_path / "made" / "brand.css").read_text("utf-8")


def test_the_command_says_where_an_address_is_of_this_machine_alone(collection: Collection, tmp_path: Path) -> None:
    collection.write("en/orders/refund.md", title="Refund")
    done = run(collection, tmp_path, "extension", str(tmp_path / "made.zip"))
    assert done.exit_code == 0, done.output
    assert "of this machine alone; set KB_BASE_URL" in done.output
    assert isinstance(run(collection, tmp_path, "zendesk", str(tmp_path / "z.zip")).exception, SettingsError)
    assert not (tmp_path / "z.zip").exists()
