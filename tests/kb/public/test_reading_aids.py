"""What pages give a reader beside the text: sizes of pictures, the way on, a code to share, reading offline."""

from __future__ import annotations

import io

import pytest
from PIL import Image

from kb.catalog.article import Audience
from kb.public.article_data import MOST_BESIDE, neighbours
from tests.conftest import Collection
from tests.kb.conftest import Page, Visitor, an_article
from tests.kb.public.conftest import GUIDE


def png(width: int, height: int) -> bytes:
    out = io.BytesIO()
    Image.new("1", (width, height)).save(out, "PNG")
    return out.getvalue()


def shown(collection: Collection, visitor: Visitor, body: str) -> Page:
    """The article with ``body`` beside a large and a small picture."""
    collection.write("en/a/guide.md", body, title="Guide")
    collection.write("en/a/large.png", png(900, 600))
    collection.write("en/a/small.png", png(20, 10))
    return visitor.open(GUIDE)


# Pictures


def test_pictures_have_their_sizes_and_those_further_down_load_late(collection: Collection, visitor: Visitor) -> None:
    page = shown(collection, visitor, "![One](large.png)\n\n![Two](small.png)\n\n![Three](https://example.com/x.png)")
    images = page.tree.xpath("//div[@class='prose']//img")
    assert [(i.get("width"), i.get("height")) for i in images] == [("900", "600"), ("20", "10"), (None, None)]
    assert [i.get("loading") for i in images] == [None, "lazy", "lazy"]
    assert {i.get("decoding") for i in images} == {"async"}


@pytest.mark.parametrize(
    ("written", "sides"),
    [
        ("{width=300}", ("300", "200")),
        ("{height=300}", ("450", "300")),
        ("{width=30 height=40}", ("30", "40")),
        ("{width=50%}", ("50%", None)),
    ],
)
def test_a_size_that_the_author_wrote_stays(
    collection: Collection, visitor: Visitor, written: str, sides: tuple[str, str | None]
) -> None:
    (image,) = shown(collection, visitor, f"![One](large.png){written}").tree.xpath("//div[@class='prose']//img")
    assert (image.get("width"), image.get("height")) == sides


def test_large_pictures_lead_to_their_files_unless_they_mean_nothing_or_lead_elsewhere(
    collection: Collection, visitor: Visitor
) -> None:
    body = (
        "![One](large.png) after\n\n![Two](small.png)\n\n![](large.png)\n\n[![Three](large.png)](https://example.com)"
    )
    page = shown(collection, visitor, body)
    assert page.tree.xpath("//a[@class='picture']/@href") == ["/files/en/a/large.png"]
    assert page.texts("//p[a[@class='picture']]") == ["after"]
    assert page.tree.xpath("//a[@href='https://example.com']/img/@alt") == ["Three"]


def test_the_size_of_a_file_outside_the_collection_is_not_told(collection: Collection, visitor: Visitor) -> None:
    (collection.root.parent / "secret.png").write_bytes(png(900, 600))
    page = shown(collection, visitor, '<img src="/files/../secret.png" alt="x">')
    assert page.tree.xpath("//div[@class='prose']//img/@width") == []


# Code


def test_a_block_of_code_tells_its_language(collection: Collection, visitor: Visitor) -> None:
    page = shown(collection, visitor, "```bash\nls\n```\n\n```\nplain\n```")
    assert [pre.get("data-language") for pre in page.tree.xpath("//pre")] == ["bash", None]


# The way on


@pytest.mark.parametrize(
    ("key", "before", "after"), [("c/a", None, "c/b"), ("c/b", "c/a", "c/c"), ("c/c", "c/b", None), ("c/x", None, None)]
)
def test_the_neighbours_of_an_article_are_those_of_its_category(
    key: str, before: str | None, after: str | None
) -> None:
    siblings = [an_article(name) for name in ("c/a", "c/b", "c/c")]
    found = neighbours(an_article(key), siblings)
    assert [article and article.key for article in found] == [before, after]


def test_the_way_on_follows_the_order_of_the_category_and_skips_what_is_not_for_the_reader(
    collection: Collection, visitor: Visitor
) -> None:
    collection.write("en/a/z.md", title="Z", weight="1")
    collection.write("en/a/guide.md", title="Guide", weight="2")
    collection.write("en/a/inside.md", title="Inside", weight="3", audience=Audience.INTERNAL)
    collection.write("en/a/a.md", title="A", weight="4")
    collection.write("en/b/other.md", title="Other", weight="3")
    page = visitor.open(GUIDE)
    assert page.tree.xpath("//a[@rel='prev']/@href") == ["/en/articles/a/z"]
    assert page.tree.xpath("//a[@rel='next']/@href") == ["/en/articles/a/a"]


def test_an_article_alone_in_its_category_leads_nowhere(collection: Collection, visitor: Visitor) -> None:
    collection.write("en/a/guide.md", title="Guide")
    assert visitor.open(GUIDE).tree.xpath("//nav[@class='neighbours']") == []


# To share


def test_the_code_of_an_article_is_kept_by_caches(collection: Collection, visitor: Visitor) -> None:
    collection.write("en/a/guide.md", title="Guide")
    page = visitor.open(f"{GUIDE}.qr.svg", base_url="http://help.example.com")
    headers = page.response.headers
    assert (page.status, headers["Content-Type"]) == (200, "image/svg+xml")
    assert (headers["Cache-Control"], headers["X-Robots-Tag"]) == ("public, max-age=86400", "noindex")
    assert page.xml.tag == "{http://www.w3.org/2000/svg}svg"
    assert visitor.open(GUIDE, base_url="http://help.example.com").tree.xpath("//img[@class='qr']/@src") == [
        f"{GUIDE}.qr.svg"
    ]


def test_the_code_holds_the_address_of_the_article(collection: Collection, visitor: Visitor) -> None:
    collection.write("en/a/guide.md", title="Guide")
    collection.write("fa/a/guide.md", title="راهنما")
    codes = {
        visitor.open(path, base_url=host).text
        for path in (f"{GUIDE}.qr.svg", "/fa/articles/a/guide.qr.svg")
        for host in ("http://help.example.com", "http://help.example.org")
    }
    assert len(codes) == 4


def test_there_is_no_code_of_what_a_reader_may_not_see(collection: Collection, visitor: Visitor) -> None:
    collection.write("en/a/guide.md", title="Guide", audience="internal")
    assert visitor.open(f"{GUIDE}.qr.svg").status == 404
    assert visitor.open("/en/articles/a/nothing.qr.svg").status == 404


def test_in_a_category_of_thousands_the_list_beside_is_short_and_leads_to_all(
    collection: Collection, visitor: Visitor
) -> None:
    for number in range(30):
        collection.write(f"en/many/a{number:02}.md", title=f"Article {number:02}")
    page = visitor.open("/en/articles/many/a20")
    beside = "//nav[@class='beside']"
    shown = page.texts(f"{beside}//li")
    assert len(shown) == MOST_BESIDE
    assert "Article 20" in shown
    assert page.texts(f"{beside}/p/a[contains(., 'All')]") == ["All articles (30)"]
    assert page.texts(f"{beside}/p/a[contains(., 'All')]/@href") == ["/en/categories/many"]
    collection.write("en/few/one.md", title="One")
    collection.write("en/few/two.md", title="Two")
    assert visitor.open("/en/articles/few/one").texts(f"{beside}/p/a[contains(., 'All')]") == []
