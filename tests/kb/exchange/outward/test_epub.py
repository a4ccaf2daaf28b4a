"""A category as a book: read back as a reader program does."""

from __future__ import annotations

import io
import posixpath
import re
import shutil
import subprocess
import zipfile
from pathlib import Path

import pytest
from click.testing import CliRunner
from lxml import etree
from PIL import Image

from app import main
from kb.core.settings import Settings
from kb.exchange.exporting import ExportFailedError
from kb.exchange.outward.binding import bind
from kb.exchange.outward.book import open_book
from kb.library.library import Library
from tests.kb.exchange.conftest import PNG

OPF = {"o": "http://www.idpf.org/2007/opf", "dc": "http://purl.org/dc/elements/1.1/"}
X = {"x": "http://www.w3.org/1999/xhtml", "e": "http://www.idpf.org/2007/ops"}


class Opened:
    """A book by its own list of files."""

    def __init__(self, file: Path) -> None:
        self.zip = zipfile.ZipFile(file)
        container = self.tree("META-INF/container.xml")
        [self.opf] = container.xpath("//*[local-name()='rootfile']/@full-path")
        self.package = self.tree(self.opf)
        self.items = {
            one.get("id"): posixpath.join(posixpath.dirname(self.opf), one.get("href"))
            for one in self.package.xpath("//o:item", namespaces=OPF)
        }
        self.spine = [self.items[one] for one in self.package.xpath("//o:itemref/@idref", namespaces=OPF)]

    def tree(self, name: str) -> etree._Element:
        return etree.fromstring(self.zip.read(name))

    def text(self, name: str) -> str:
        return " ".join("".join(self.tree(name).itertext()).split())

    def broken(self) -> list[str]:
        """Links, pictures and styles that lead to nothing in the book, or to a place that is not there."""
        pages = {name: self.tree(name) for name in self.zip.namelist() if name.endswith(".xhtml")}
        found = []
        for name, tree in pages.items():
            for value in tree.xpath("//@href|//@src"):
                if ":" in str(value).partition("/")[0]:
                    continue
                path, _, anchor = str(value).partition("#")
                target = posixpath.normpath(posixpath.join(posixpath.dirname(name), path)) if path else name
                if target not in self.items.values():
                    found.append(f"{name}: {value}")
                elif anchor and anchor not in pages[target].xpath("//@id"):
                    found.append(f"{name}: {value} has no such place")
        return found


def book(ours: Path, target: Path, category: str = "orders", language: str = "en") -> Opened:
    settings = Settings(articles_dir=ours, site_name="Acme & Co")
    bind(open_book(Library(ours, "en").catalog, settings, category, language), settings, target)
    return Opened(target)


def test_it_begins_as_every_epub_does_and_lists_all_that_is_in_it(ours: Path, tmp_path: Path) -> None:
    made = book(ours, tmp_path / "a.epub")
    first = made.zip.infolist()[0]
    assert (first.filename, first.compress_type, first.extra) == ("mimetype", zipfile.ZIP_STORED, b"")
    assert (tmp_path / "a.epub").read_bytes()[30:58] == b"mimetypeapplication/epub+zip"
    listed = {"mimetype", "META-INF/container.xml", made.opf, *made.items.values()}
    assert set(made.zip.namelist()) == listed
    assert made.zip.testzip() is None
    assert made.package.xpath("string(//dc:title)", namespaces=OPF) == "Your orders"
    assert made.package.xpath("string(//dc:creator)", namespaces=OPF) == "Acme & Co"
    assert made.package.xpath("string(//dc:identifier)", namespaces=OPF).startswith("urn:uuid:")
    assert made.package.xpath("//o:item[@properties='nav']/@href", namespaces=OPF) == ["nav.xhtml"]


def test_its_chapters_are_what_readers_see_in_reading_order_with_links_between_them(ours: Path, tmp_path: Path) -> None:
    made = book(ours, tmp_path / "a.epub")
    titles = [made.tree(name).xpath("string(//x:h1)", namespaces=X) for name in made.spine]
    assert titles == ["Your orders", "Your orders", "Track <a> parcel", "Too late", "Refund"]
    nav = made.tree("EPUB/nav.xhtml")
    assert nav.xpath("//x:nav[@e:type='toc']/x:ol/x:li/x:a/text()", namespaces=X) == ["Track <a> parcel", "Too late"]
    assert nav.xpath("//x:ol//x:ol/x:li/x:a/text()", namespaces=X) == ["Refund"]
    chapter = made.tree("EPUB/chapter-0001.xhtml")
    assert chapter.xpath("//x:section//x:a/@href", namespaces=X) == ["chapter-0003.xhtml#the-money"]
    assert made.broken() == []
    text = " ".join(made.text(name) for name in made.spine)
    assert "Never came" not in text
    assert "Rules for staff" not in text
    assert "all orders" in text  # the words of a link to what is not in the book


def test_its_style_says_nothing_that_an_epub_may_not(ours: Path, tmp_path: Path) -> None:
    style = book(ours, tmp_path / "a.epub").zip.read("EPUB/style.css").decode()
    assert not re.search(r"\b(direction|unicode-bidi)\s*:", style)


def test_pictures_are_in_it_once_and_said_to_be(ours: Path, tmp_path: Path) -> None:
    made = book(ours, tmp_path / "a.epub")
    [picture] = made.tree("EPUB/chapter-0001.xhtml").xpath("//x:img/@src", namespaces=X)
    assert made.zip.read(f"EPUB/{picture}") == PNG
    assert made.package.xpath("//o:item[@media-type='image/png']/@href", namespaces=OPF) == [picture]


def test_an_arabic_book_is_read_from_right_to_left(ours: Path, tmp_path: Path) -> None:
    made = book(ours, tmp_path / "a.epub", language="ar")
    assert made.package.xpath("//o:spine/@page-progression-direction", namespaces=OPF) == ["rtl"]
    assert made.package.xpath("string(//dc:language)", namespaces=OPF) == "ar"
    for name in made.spine:
        root = made.tree(name)
        assert (root.get("dir"), root.get("lang")) == ("rtl", "ar")
    assert "تتبع الشحنة" in made.text("EPUB/nav.xhtml")
    assert made.broken() == []


def test_the_same_articles_give_the_same_book(ours: Path, tmp_path: Path) -> None:
    book(ours, tmp_path / "a.epub")
    book(ours, tmp_path / "b.epub")
    assert (tmp_path / "a.epub").read_bytes() == (tmp_path / "b.epub").read_bytes()


def test_a_category_that_is_not_there_is_named_with_those_that_are(ours: Path, tmp_path: Path) -> None:
    with pytest.raises(ExportFailedError, match="no category 'nothing'.*there are: orders, orders/late"):
        book(ours, tmp_path / "a.epub", category="nothing")
    (tmp_path / "b.epub").write_text("mine")
    with pytest.raises(ExportFailedError, match="is there already"):
        book(ours, tmp_path / "b.epub")
    with pytest.raises(ExportFailedError, match=r"a book is an \.epub or a \.pdf"):
        book(ours, tmp_path / "a.mobi")
    (ours / "en/orders/images/number.png").unlink()
    assert sorted(one.name for one in tmp_path.iterdir()) == ["b.epub", "ours"]


def test_the_commands_say_what_they_wrote(ours: Path, tmp_path: Path) -> None:
    def run(*arguments: str) -> str:
        result = CliRunner().invoke(main, ["export", *arguments, "--articles", str(ours)])
        assert result.exit_code == 0, result.output
        return result.output

    assert "2 chapters" in run("book", str(tmp_path / "a.epub"), "--category", "orders/", "--language", "en")
    assert "7 articles, 1 pictures" in run("zendesk", str(tmp_path / "z"))
    assert "5 articles" in run("help-scout", str(tmp_path / "h"), "--language", "en")


def test_a_picture_that_lies_only_beside_internal_articles_stays_out_and_its_words_stay(
    ours: Path, tmp_path: Path
) -> None:
    (ours / "en/staff").mkdir()
    (ours / "en/staff/plan.md").write_text("---\naudience: internal\n---\n# Plan\n\nText.\n", "utf-8")
    (ours / "en/staff/plan.png").write_bytes(PNG)
    (ours / "en/orders/late/refund.md").write_text("# Refund\n\n![The plan](../../staff/plan.png)\n", "utf-8")
    made = book(ours, tmp_path / "a.epub")
    assert len(made.package.xpath("//o:item[@media-type='image/png']", namespaces=OPF)) == 1  # that of another article
    assert made.tree("EPUB/chapter-0003.xhtml").xpath("string(//x:em)", namespaces=X) == "The plan"


def test_what_is_elsewhere_or_moves_is_told_in_words_once_and_cells_stand_as_they_did(
    ours: Path, tmp_path: Path
) -> None:
    (ours / "en/orders/late/film.mp4").write_bytes(b"film")
    (ours / "en/orders/late/refund.md").write_text(
        "# Refund\n\nSee ![how it opens](film.mp4) first.\n\n![far away](https://far.example/a.png)\n\n"
        "![](https://far.example/b.png)\n\n| a | b |\n| :-: | --: |\n| 1 | 2 |\n",
        "utf-8",
    )
    tree = book(ours, tmp_path / "a.epub").tree("EPUB/chapter-0003.xhtml")
    text = " ".join("".join(tree.xpath("//x:body", namespaces=X)[0].itertext()).split())
    assert text == "RefundSee Video: how it opens first. far away a b 1 2"
    assert not tree.xpath("//x:img|//x:p//x:p|//@align", namespaces=X)
    styles = tree.xpath("//x:td/@style", namespaces=X)
    assert styles == ["text-align: center", "text-align: right"]


def test_the_commands_say_which_articles_cannot_be_read(ours: Path, tmp_path: Path) -> None:
    (ours / "en/orders/unread.md").write_text("---\ntitle: [\n---\n# Unread\n\nText.\n", "utf-8")
    for arguments in (
        ("book", str(tmp_path / "a.epub"), "--category", "orders", "--language", "en"),
        ("zendesk", str(tmp_path / "z")),
        ("help-scout", str(tmp_path / "h"), "--language", "en"),
    ):
        result = CliRunner().invoke(main, ["export", *arguments, "--articles", str(ours)])
        assert result.exit_code == 0, result.output
        assert "en/orders/unread.md:" in result.stderr, arguments


EVERYTHING = """# All of it & "more"

Text[^1] ~~gone~~ <tt>old</tt> <strike>s</strike> <a name="there">place</a> [nowhere](#nowhere) [there](#there).

[^1]: A note.

| Left | Right |
| :-- | --: |
| a | b |

- [ ] to do

<ul><p>stray</p><li>item</li></ul>

1. one

    ![A number](images/number.png)

![drawn](images/drawn.svg) <img src="images/number.png" width="30%" alt="third">

![A film](film.mp4)

https://www.youtube.com/watch?v=dQw4w9WgXcQ

=== "Windows"
    Do this.

> [!WARNING]
> Careful

<details><summary>More</summary>

```python
print("x")
```

</details>

<center>mid</center> <p id="dup">a</p><p id="dup">b</p>

Term
: Definition
"""


@pytest.fixture
def epubcheck() -> list[str]:
    """The command of the official checker; Debian's is a Java archive."""
    found, java = shutil.which("epubcheck"), shutil.which("java")
    if not found or not java:
        pytest.skip("epubcheck is not installed (on Debian: apt-get install epubcheck)")
    return [java, "-jar", found] if zipfile.is_zipfile(found) else [found]


@pytest.mark.slow
@pytest.mark.parametrize("language", ["en", "ar"])
def test_the_official_checker_finds_nothing(language: str, ours: Path, tmp_path: Path, epubcheck: list[str]) -> None:
    (ours / language / "orders/track.md").write_text(EVERYTHING, "utf-8")
    drawn = io.BytesIO()
    Image.new("RGB", (90, 30)).save(drawn, "PNG")  # the checker looks into pictures
    for name, content in {
        "orders/images/number.png": drawn.getvalue(),
        "orders/images/drawn.svg": b'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 9 9"><path d="M0 0"/></svg>',
        "orders/film.mp4": b"film",
    }.items():
        (ours / language / name).parent.mkdir(exist_ok=True)
        (ours / language / name).write_bytes(content)
    book(ours, tmp_path / "a.epub", language=language)
    ran = subprocess.run([*epubcheck, str(tmp_path / "a.epub")], capture_output=True, text=True, check=False)
    said = [line for line in (ran.stdout + ran.stderr).splitlines() if line.startswith(("FATAL", "ERROR", "WARNING"))]
    assert (said, ran.returncode) == ([], 0)
