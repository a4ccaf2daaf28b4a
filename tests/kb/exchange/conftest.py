"""A help centre of another system as files, and what an import makes of it."""

from __future__ import annotations

import json
import zipfile
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from kb.exchange.bundle.notes import ImportNotes
from kb.exchange.bundle.packed import Packed
from kb.exchange.importer import run_import
from kb.exchange.report import ImportReport
from kb.exchange.systems.registry import READERS

PNG = b"\x89PNG\r\n\x1a\n" + b"\0" * 16


def article(id_: int, title: str, body: str, **more: Any) -> dict[str, Any]:
    """An article as Zendesk's API gives it."""
    return {
        "id": id_,
        "html_url": f"https://acme.zendesk.com/hc/en-us/articles/{id_}-{title.replace(' ', '-')}",
        "title": title,
        "body": body,
        "section_id": 20,
        "locale": "en-us",
        "source_locale": "en-us",
        "draft": False,
        "user_segment_id": None,
        "label_names": [],
        **more,
    }


SECTIONS = {"sections": [{"id": 20, "category_id": 10, "name": "Sign in", "locale": "en-us", "source_locale": "en-us"}]}
CATEGORIES = {"categories": [{"id": 10, "name": "Account", "locale": "en-us", "source_locale": "en-us"}]}


@dataclass
class Exchange:
    """An export to write files into, and the folder of articles that it is imported into."""

    export: Path
    target: Path

    def write(self, name: str, content: bytes | str | dict[str, Any] | list[Any]) -> None:
        file = self.export / name
        file.parent.mkdir(parents=True, exist_ok=True)
        if isinstance(content, dict | list):
            content = json.dumps(content, ensure_ascii=False)
        file.write_bytes(content if isinstance(content, bytes) else content.encode())

    def zendesk(self, *articles: dict[str, Any], **more: Any) -> None:
        self.write("articles.json", {"articles": list(articles), **more})
        self.write("places.json", {**SECTIONS, **CATEGORIES})

    def zipped(self, above: str = "", comment: bytes = b"") -> Path:
        """The export as an archive, in a folder ``above`` it."""
        path = self.export.parent / f"{len(list(self.export.parent.glob('*.zip')))}.zip"
        with zipfile.ZipFile(path, "w") as archive:
            archive.comment = comment
            if above:
                archive.writestr(above, b"")
            for file in sorted(one for one in self.export.rglob("*") if one.is_file()):
                archive.writestr(f"{above}{file.relative_to(self.export).as_posix()}", file.read_bytes())
        return path

    def run(self, system: str = "zendesk", path: Path | None = None, language: str = "", **more: Any) -> ImportReport:
        files = Packed(path or self.export)
        try:
            bundle = READERS[system](files, ImportNotes(), language)
            return run_import(bundle, self.target, more.pop("name", system), **more)
        finally:
            files.close()

    def text(self, path: str) -> str:
        return (self.target / path).read_text("utf-8")

    def body(self, path: str) -> str:
        return self.text(path).partition("\n---\n")[2].strip()

    @property
    def files(self) -> list[str]:
        """What lies in the folder of articles now, apart from what the import remembers."""
        found = (one.relative_to(self.target).as_posix() for one in self.target.rglob("*") if one.is_file())
        return sorted(one for one in found if not one.startswith(".kb-import/"))


@pytest.fixture
def exchange(tmp_path: Path) -> Exchange:
    (tmp_path / "export").mkdir()
    return Exchange(tmp_path / "export", tmp_path / "articles")
