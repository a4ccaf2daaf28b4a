"""Puts the packages together: the panel, which is one for all, what each helpdesk needs beside it, and the site's own
name, colours and address. Nothing is built: the scripts are packed as they are written.
"""

from __future__ import annotations

import io
import json
import shutil
import tempfile
import zipfile
from collections.abc import Callable, Mapping
from contextlib import suppress
from enum import StrEnum
from pathlib import Path

from kb.core.errors import KbError, SettingsError
from kb.language.languages import direction
from search.helpdesks import manifests
from search.helpdesks.panel_site import PanelSite
from search.helpdesks.wording import panel_texts

_PACKAGES = Path(__file__).parent / "packages"
_SHARED = Path(__file__).parents[2] / "kb" / "site" / "static"
_OF_OURS = ("elements.js",)
"""Scripts of the site's own pages that the panel uses as well."""
_SDK = "<!-- sdk -->"
_SDKS = {
    "zendesk": '<script src="https://static.zdassets.com/zendesk_app_framework_sdk/2.0/zaf_sdk.min.js"></script>',
    "freshdesk": '<script src="{{{appclient}}}"></script>',
    "extension": "",
}
"""The script by which a helpdesk speaks with a panel, from where its makers have it."""
_ANY_DAY = (2026, 1, 1, 0, 0, 0)
"""The same site gives the same bytes."""
Files = Mapping[str, bytes]


class PackageKind(StrEnum):
    """What can be packed."""

    EXTENSION = "extension"
    ZENDESK = "zendesk"
    FRESHDESK = "freshdesk"


class PackingError(KbError):
    """Nothing was written; says why."""


def package_files(kind: PackageKind, site: PanelSite) -> Files:
    """The files of a package by their paths in it.

    Raises:
        SettingsError: the helpdesk's server cannot ask at the site's address.

    """
    if kind is not PackageKind.EXTENSION and not site.is_public_address:
        raise SettingsError(
            f"{site.address} is no address that {kind.title()} can ask: set KB_BASE_URL to the public one, which starts"
            " with https:// and has no port"
        )
    return dict(sorted(_MAKERS[kind](site).items()))


def zipped(files: Files) -> bytes:
    """The files as a zip, the same bytes for the same files."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for path, content in files.items():
            entry = zipfile.ZipInfo(path, _ANY_DAY)
            entry.external_attr = 0o644 << 16
            entry.compress_type = zipfile.ZIP_DEFLATED
            archive.writestr(entry, content)
    return out.getvalue()


def write_package(files: Files, target: Path) -> None:
    """Write the files into a folder that is not there yet, or into a zip where the name says so; all or nothing.

    Raises:
        PackingError: something is there already, or it cannot be written.

    """
    if target.exists() and (target.is_file() or any(target.iterdir())):
        raise PackingError(f"{target} is there already; name a folder or .zip that is not")
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        folder = Path(tempfile.mkdtemp(prefix=".kb-helpdesk-", dir=target.parent))
        try:
            _write(files, folder, target)
        finally:
            shutil.rmtree(folder, ignore_errors=True)
    except OSError as error:
        raise PackingError(f"{error.filename or target}: {error.strerror or error}; nothing was written") from error


def _write(files: Files, folder: Path, target: Path) -> None:
    if target.suffix.lower() == ".zip":
        draft = folder / "draft.zip"
        draft.write_bytes(zipped(files))
        draft.replace(target)
        return
    made = folder / "package"
    for path, content in files.items():
        (made / path).parent.mkdir(parents=True, exist_ok=True)
        (made / path).write_bytes(content)
    with suppress(FileNotFoundError):
        target.rmdir()  # an empty one
    made.replace(target)


def _panel(kind: PackageKind, site: PanelSite) -> dict[str, bytes]:
    """What every package has, by names without folders."""
    texts = panel_texts()
    known = {"address": site.address, "names": site.names}
    files = {file.name: file.read_bytes() for part in ("panel", kind) for file in (_PACKAGES / part).iterdir()}
    files |= {name: (_SHARED / name).read_bytes() for name in _OF_OURS}
    files["panel.html"] = files["panel.html"].replace(_SDK.encode(), _SDKS[kind].encode())
    files["site.js"] = (
        "// Written when this was packed.\n"
        f"export const SITE = {json.dumps(known, ensure_ascii=False)};\n"
        f"export const CALLS = {json.dumps(manifests.CALLS)};\n"
        f"export const DIRECTIONS = {json.dumps({code: direction(code) for code in texts})};\n"
        f"export const TEXTS = {json.dumps(texts, ensure_ascii=False)};\n"
    ).encode()
    files["brand.css"] = f":root {{ {site.style} }}\n".encode() if site.style else b"/* The usual colours. */\n"
    files["icon.png"] = site.icon_of(64)
    return files


def _extension(site: PanelSite) -> dict[str, bytes]:
    files = _panel(PackageKind.EXTENSION, site)
    files["manifest.json"] = _json(manifests.extension_manifest(site))
    files |= {f"icons/{size}.png": site.icon_of(size) for size in manifests.ICON_SIZES}
    for language, texts in panel_texts().items():
        said = {**{name: texts[name] for name in ("description", "open")}, "name": site.names[language]}
        files[f"_locales/{language}/messages.json"] = _json({name: {"message": text} for name, text in said.items()})
    return files


def _zendesk(site: PanelSite) -> dict[str, bytes]:
    files = {f"assets/{name}": content for name, content in _panel(PackageKind.ZENDESK, site).items()}
    files["assets/logo.png"], files["assets/logo-small.png"] = site.icon_of(320), site.icon_of(128)
    files["manifest.json"] = _json(manifests.zendesk_manifest(site))
    for language, texts in panel_texts().items():
        files[f"translations/{language}.json"] = _json(manifests.zendesk_texts(site, language, texts))
    return files


def _freshdesk(site: PanelSite) -> dict[str, bytes]:
    files = {f"app/{name}": content for name, content in _panel(PackageKind.FRESHDESK, site).items()}
    files["app/styles/images/icon.svg"] = site.icon.encode()
    files["manifest.json"] = _json(manifests.freshdesk_manifest())
    files["config/requests.json"] = _json(manifests.freshdesk_requests(site))
    files["config/iparams.json"] = _json(manifests.freshdesk_parameters(panel_texts()["en"]))
    return files


_MAKERS: Mapping[PackageKind, Callable[[PanelSite], dict[str, bytes]]] = {
    PackageKind.EXTENSION: _extension,
    PackageKind.ZENDESK: _zendesk,
    PackageKind.FRESHDESK: _freshdesk,
}


def _json(value: object) -> bytes:
    return f"{json.dumps(value, ensure_ascii=False, indent=2)}\n".encode()
