"""The pages readers see, over real HTTP requests."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from flask.testing import FlaskClient

from kb.core.settings import Settings
from search.models.embedder import Model
from tests.conftest import Collection, open_site
from tests.kb.conftest import Page, Visitor, meta, without_ezafe
from tests.kb.public.conftest import PNG, SECRET, hrefs

HOSTILE = "</script><script>alert(1)</script><b onclick=x>'\"&"
INLINE_CODE = (
    "//style | //@style | //script[not(@src) and not(@type='application/ld+json')] | //script[@type='module'][text()]"
    " | //@*[starts-with(name(), 'on')] | //@href[starts-with(., 'javascript:')] | //iframe | //object | //base"
)


def yaml(text: str) -> str:
    """``text`` as a YAML scalar in single quotes."""
    return "'" + text.replace("'", "''") + "'"


def linked_data(page: Page) -> dict[str, dict[str, object]]:
    """The page's JSON-LD by type."""
    blocks = [json.loads(text) for text in page.tree.xpath("//script[@type='application/ld+json']/text()")]
    return {block["@type"]: block for block in blocks}


# Categories


def test_a_category_shows_its_articles_by_weight_and_what_is_below_it(collection: Collection, visitor: Visitor) -> None:
    collection.write("en/account/b.md", title="Second", weight="2")
    collection.write("en/account/c.md", title="First", weight="1")
    collection.write("en/account/security/keys.md", title="Keys")
    page = visitor.open("/en/categories/account")
    assert page.texts("//h1") == ["Account"]
    assert page.texts("//div[@class='page']/ul[@class='articles']//a") == ["First", "Second"]
    assert hrefs(page, "//section[@class='below']") == [
        "/en/categories/account/security",
        "/en/articles/account/security/keys",
    ]


def test_a_nested_category_leads_back_through_its_parents(collection: Collection, visitor: Visitor) -> None:
    collection.write("en/account/security/keys/lost.md", title="Lost keys")
    page = visitor.open("/en/categories/account/security/keys")
    assert hrefs(page, "//nav[@class='trail']") == [
        "/en/",
        "/en/categories/account",
        "/en/categories/account/security",
    ]


def test_a_category_names_only_languages_that_have_it(collection: Collection, visitor: Visitor) -> None:
    collection.write("en/account/a.md", title="A")
    collection.write("fa/account/a.md", title="ا")
    collection.write("ru/other/b.md", title="Б")
    page = visitor.open("/en/categories/account")
    assert page.texts("//link[@hreflang]/@hreflang") == ["en", "fa"]
    switch = dict(
        zip(page.texts("//nav[@class='languages']//a/@lang"), hrefs(page, "//nav[@class='languages']"), strict=True)
    )
    assert switch == {"en": "/en/categories/account", "fa": "/fa/categories/account", "ru": "/ru/categories/account"}


def test_what_a_category_has_only_in_another_language_is_listed_with_a_mark(
    collection: Collection, visitor: Visitor
) -> None:
    collection.write("en/account/_index.md", "", title="Your account")
    collection.write("en/account/a.md", title="A", weight="1")
    collection.write("en/account/b.md", title="B", weight="2")
    collection.write("fa/account/b.md", title="ب")
    collection.write("ru/other/c.md", title="В")
    page = visitor.open("/fa/categories/account")
    assert hrefs(page, "//ul[@class='articles']") == ["/en/articles/account/a?ui=fa", "/fa/articles/account/b"]
    assert page.texts("//ul[@class='articles']//span[@class='tag']") == ["English"]
    assert not meta(page, "robots")
    empty = visitor.open("/ru/categories/account")
    assert (empty.status, empty.texts("//h1"), meta(empty, "robots")) == (200, ["Your account"], ["noindex"])
    assert empty.texts("//p[@class='note-line']")
    assert hrefs(empty, "//ul[@class='articles']") == ["/en/articles/account/a?ui=ru", "/en/articles/account/b?ui=ru"]


def test_a_category_goes_from_setting_up_to_faults_and_its_articles_follow_each_other_so(
    collection: Collection, visitor: Visitor
) -> None:
    collection.write("en/kettle/fault.md", title="A fault", phase="fault")
    collection.write("en/kettle/clean.md", title="Clean", phase="care")
    collection.write("en/kettle/use.md", title="Use it", weight="1")
    collection.write("en/kettle/first.md", title="Unpack", phase="set-up")
    collection.write("fa/kettle/first.md", title="باز کردن")
    page = visitor.open("/en/categories/kettle")
    assert page.texts("//h2") == ["Set up", "Everyday use", "Clean and care", "When something is wrong"]
    assert page.texts("//ul[@class='articles']//a") == ["Unpack", "Use it", "Clean", "A fault"]
    article = visitor.open("/en/articles/kettle/use")
    assert article.texts("//nav[@class='beside']//li") == ["Unpack", "Use it", "Clean", "A fault"]
    assert article.texts("//nav[@class='beside']//a[@aria-current]") == ["Use it"]
    assert hrefs(article, "//nav[@class='neighbours']") == ["/en/articles/kettle/first", "/en/articles/kettle/clean"]
    foreign = visitor.open("/en/articles/kettle/use?ui=fa")
    assert hrefs(foreign, "//nav[@class='neighbours']") == [
        "/fa/articles/kettle/first",
        "/en/articles/kettle/clean?ui=fa",
    ], "the reader's version where there is one"


def test_contents_stand_before_the_text_that_they_are_of(collection: Collection, visitor: Visitor) -> None:
    collection.write("en/a.md", "## One\n\nText.\n\n## Two\n\nText.", title="A")
    order = [one.get("class") or one.tag for one in visitor.open("/en/articles/a").tree.xpath("//main//nav | //h1")]
    assert order.index("contents") < order.index("h1")


@pytest.mark.parametrize("path", ["nothing", "account/nothing", "account/../account", "%00"])
def test_a_category_that_does_not_exist_is_404(collection: Collection, visitor: Visitor, path: str) -> None:
    collection.write("en/account/a.md", title="A")
    assert visitor.open(f"/en/categories/{path}").status == 404


# Articles


def test_an_article_has_its_text_contents_and_breadcrumbs(collection: Collection, visitor: Visitor) -> None:
    body = "Intro.\n\n## Before you start\n\nFirst.\n\n### With a key\n\nx\n\n## Afterwards\n\nLast."
    collection.write("en/account/security/keys.md", body, title="Lost keys", description="What to do")
    page = visitor.open("/en/articles/account/security/keys")
    assert page.texts("//h1") == ["Lost keys"]
    assert page.texts("//title") == ["Lost keys – Help centre"]
    assert page.texts("//nav[@class='trail']//a") == ["Help", "Account", "Security"]
    anchors = hrefs(page, "//nav[@class='contents']")
    assert anchors == ["#before-you-start", "#with-a-key", "#afterwards"]
    assert page.texts("//div[@class='prose']//*[@id]/@id") == [anchor[1:] for anchor in anchors]
    assert meta(page, "description") == ["What to do"]


def test_an_article_with_one_heading_needs_no_contents(collection: Collection, visitor: Visitor) -> None:
    collection.write("en/a/b.md", "Text.\n\n## Only one\n\nText.", title="B")
    assert "On this page" not in visitor.open("/en/articles/a/b").text


def test_an_article_says_where_it_is_and_which_translations_exist(collection: Collection, visitor: Visitor) -> None:
    for language in ("en", "fa", "ru"):
        collection.write(f"{language}/a/other.md", title="Other")
    collection.write("en/a/b.md", title="B")
    collection.write("fa/a/b.md", title="ب")
    collection.write("ru/a/b.md", title="Б", status="draft")
    page = visitor.open("/en/articles/a/b")
    assert page.texts("//link[@rel='canonical']/@href") == ["http://localhost/en/articles/a/b"]
    alternates = dict(
        zip(page.texts("//link[@hreflang]/@hreflang"), page.texts("//link[@hreflang]/@href"), strict=True)
    )
    assert alternates == {"en": "http://localhost/en/articles/a/b", "fa": "http://localhost/fa/articles/a/b"}
    assert "/en/articles/a/b?ui=ru" in hrefs(page, "//nav[@class='languages']")
    assert "/fa/articles/a/b" in hrefs(page, "//footer[@class='article-foot']")


def test_a_key_with_spaces_and_other_scripts_is_quoted_and_opens(collection: Collection, visitor: Visitor) -> None:
    collection.write("en/a/my café #1 100%.md", title="Café")
    (href,) = {href for href in hrefs(visitor.open("/en/categories/a")) if "/articles/" in href}
    assert visitor.open(href).texts("//h1") == ["Café"]
    assert visitor.open(href).texts("//link[@rel='canonical']/@href") == [f"http://localhost{href}"]


def test_an_article_describes_itself_to_machines(collection: Collection, visitor: Visitor) -> None:
    collection.write(
        "en/account/security/keys.md",
        title="Lost keys",
        description="What to do",
        tags="[keys, help]",
        published_on="2026-01-02",
        updated_on="2026-03-04",
        last_reviewed_on="2026-05-06",
    )
    page = visitor.open("/en/articles/account/security/keys")
    data = linked_data(page)
    url = "http://localhost/en/articles/account/security/keys"
    article = data["TechArticle"]
    assert (article["headline"], article["description"], article["url"]) == ("Lost keys", "What to do", url)
    assert (article["datePublished"], article["dateModified"]) == ("2026-01-02", "2026-03-04")
    assert (article["lastReviewed"], article["inLanguage"]) == ("2026-05-06", "en")
    assert article["keywords"] == ["keys", "help"]
    steps = [(step["position"], step["name"], step["item"]) for step in data["BreadcrumbList"]["itemListElement"]]  # type: ignore[attr-defined]
    assert steps == [
        (1, "Account", "http://localhost/en/categories/account"),
        (2, "Security", "http://localhost/en/categories/account/security"),
        (3, "Lost keys", url),
    ]
    assert meta(page, "og:title") == ["Lost keys"]
    assert meta(page, "og:description") == ["What to do"]
    assert meta(page, "og:url") == [url]
    assert meta(page, "og:type") == ["article"]
    assert meta(page, "article:modified_time") == ["2026-03-04"]


def test_an_undated_article_without_tags_claims_no_dates_and_no_keywords(
    collection: Collection, visitor: Visitor
) -> None:
    collection.write("en/a/b.md", title="B", keywords="[synonym]")
    page = visitor.open("/en/articles/a/b")
    names = set(linked_data(page)["TechArticle"])
    assert not names & {"datePublished", "dateModified", "lastReviewed", "keywords"}
    assert page.texts("//footer[@class='article-foot']/p") == []


@pytest.mark.parametrize(
    ("language", "said"),
    [
        ("en", "Last reviewed on February 11, 2026"),
        ("ru", "11 февраля 2026"),
        ("fa", "۱۱ فوریه ۲۰۲۶"),
        ("ar", "11 فبراير 2026"),
    ],
)
def test_the_day_of_the_last_review_is_written_in_the_language(
    collection: Collection, visitor: Visitor, language: str, said: str
) -> None:
    collection.write(f"{language}/a/b.md", title="B", last_reviewed_on="2026-02-11", updated_on="2025-01-01")
    foot = " ".join(visitor.open(f"/{language}/articles/a/b").texts("//footer[@class='article-foot']"))
    digits = str.maketrans("٠١٢٣٤٥٦٧٨٩", "0123456789")
    assert said in without_ezafe(foot if language == "fa" else foot.translate(digits))
    assert "2025" not in foot.translate(digits)


def test_a_date_that_has_not_come_yet_is_a_slip_that_readers_do_not_see(
    collection: Collection, visitor: Visitor
) -> None:
    collection.write("en/a/today.md", title="A", last_reviewed_on="2026-11-22")
    collection.write("en/a/slip.md", title="B", last_reviewed_on="2026-11-23", published_on="2025-03-01")
    collection.write("en/a/both.md", title="C", last_reviewed_on="2206-01-01", updated_on="2026-11-23")
    foot = "//footer[@class='article-foot']/p"
    assert visitor.open("/en/articles/a/today").texts(foot) == ["Last reviewed on November 22, 2026"]
    slip = visitor.open("/en/articles/a/slip")
    assert slip.texts(foot) == ["Last updated on March 1, 2025"]
    assert linked_data(slip)["TechArticle"]["dateModified"] == "2025-03-01"
    assert "lastReviewed" not in linked_data(slip)["TechArticle"]
    both = visitor.open("/en/articles/a/both")
    assert both.texts(foot) == []
    assert meta(both, "article:modified_time") == []


@pytest.mark.parametrize(
    ("reviewed", "setting", "said"),
    [
        ("2025-11-23", "on", []),
        ("2025-11-22", "on", ["We have not checked this article for a while."]),
        ("2025-11-22", "Prüfung läuft.", ["Prüfung läuft."]),
        ("2025-11-22", "off", []),
    ],
)
def test_readers_of_an_overdue_article_are_told_gently_from_the_very_day(
    collection: Collection, models: list[Model], tmp_path: Path, reviewed: str, setting: str, said: list[str]
) -> None:
    collection.write("en/a/b.md", title="B", last_reviewed_on=reviewed)
    settings = Settings(articles_dir=collection.root, data_dir=tmp_path / "data", overdue_note=setting)
    site = open_site(settings, models=models, clock=lambda: datetime(2026, 11, 22, 12, tzinfo=UTC))
    notes = Visitor(site).open("/en/articles/a/b").texts("//p[@class='overdue-note']")
    site.extensions["kb"].close()
    assert [note[: len(words)] for note, words in zip(notes, said, strict=True)] == said


def test_an_article_that_warns_begins_with_that_and_readers_can_tell_us(
    collection: Collection, visitor: Visitor
) -> None:
    collection.write("en/a/plain.md", title="Plain", last_reviewed_on="2020-01-01")
    collection.write("en/a/hot.md", "> [!WARNING]\n> It is hot.", title="Hot", last_reviewed_on="2020-01-01")
    order = "//*[@class='overdue-note' or @class='prose']/@class"
    assert visitor.open("/en/articles/a/plain").texts(order) == ["overdue-note", "prose"]
    hot = visitor.open("/en/articles/a/hot")
    assert hot.texts(order) == ["prose", "overdue-note"]
    assert hrefs(hot, "//p[@class='overdue-note']") == ["#feedback"]


def test_right_to_left_languages_are_marked(collection: Collection, visitor: Visitor) -> None:
    collection.write("fa/a/b.md", "متن", title="ب")
    page = visitor.open("/fa/articles/a/b")
    assert page.texts("/html/@dir") == ["rtl"]
    assert page.texts("//article/@dir") == ["rtl"]
    assert page.texts("/html/@lang") == ["fa"]


def test_an_article_in_a_language_it_lacks_offers_those_it_has(collection: Collection, visitor: Visitor) -> None:
    collection.write("en/a/b.md", title="How to reset")
    collection.write("ru/a/b.md", title="Как сбросить")
    collection.write("fa/a/other.md", title="دیگر")
    page = visitor.open("/fa/articles/a/b")
    assert page.status == 404
    assert hrefs(page, "//ul[@class='versions']") == ["/en/articles/a/b?ui=fa", "/ru/articles/a/b?ui=fa"]
    assert meta(page, "robots") == ["noindex"]
    assert page.texts("/html/@lang") == ["fa"]


@pytest.mark.parametrize(
    "old", ["/en/articles/help/old-name", "/help/old-name", "/help/old-name/", "/help/old-name.html", "/HELP/Old-Name"]
)
def test_a_former_address_leads_to_the_article_for_good(collection: Collection, visitor: Visitor, old: str) -> None:
    collection.write("en/a/b.md", title="B", old_paths="[/help/old-name]")
    page = visitor.open(old)
    assert (page.status, page.location) == (301, "/en/articles/a/b")


def test_a_former_address_stays_in_the_reader_s_language(collection: Collection, visitor: Visitor) -> None:
    collection.write("en/a/b.md", title="B", old_paths="[former]")
    collection.write("fa/a/b.md", title="ب")
    assert visitor.open("/fa/articles/former").location == "/fa/articles/a/b"
    assert visitor.open("/former", headers={"Accept-Language": "fa"}).location == "/fa/articles/a/b"


def test_an_address_in_other_letter_case_leads_to_the_article(collection: Collection, visitor: Visitor) -> None:
    collection.write("en/account/Reset-Password.md", title="Reset")
    page = visitor.open("/en/articles/ACCOUNT/reset-password")
    assert (page.status, page.location) == (301, "/en/articles/account/Reset-Password")


def test_a_former_address_never_leads_off_the_site(collection: Collection, visitor: Visitor) -> None:
    collection.write("en/a/b.md", title="B", old_paths="['//evil.example/x', 'https://evil.example/y']")
    for path in ("/en/articles//evil.example/x", "/evil.example/x", "//evil.example/x"):
        assert urlsplit(visitor.open(path).location or "").netloc in ("", "localhost")


def test_the_markdown_of_an_article_is_its_title_and_text(collection: Collection, visitor: Visitor) -> None:
    collection.write("en/a/b.md", "Some *text*.\n\n## More\n\nx", title="B", owner="secret-team")
    page = visitor.open("/en/articles/a/b.md")
    assert page.text == "# B\n\nSome *text*.\n\n## More\n\nx\n"
    assert page.response.content_type == "text/markdown; charset=utf-8"


@pytest.mark.parametrize("path", ["/en/articles/a/nothing.md", "/fa/articles/a/b.md", "/en/articles/.md"])
def test_the_markdown_of_nothing_is_404(collection: Collection, visitor: Visitor, path: str) -> None:
    collection.write("en/a/b.md", title="B")
    assert visitor.open(path).status == 404


@pytest.mark.parametrize("status", ["draft", "archived"])
def test_what_is_not_published_has_no_address(collection: Collection, visitor: Visitor, status: str) -> None:
    collection.write("en/a/b.md", title="B", status=status)
    for path in ("/en/articles/a/b", "/en/articles/a/b.md", "/en/categories/a"):
        assert visitor.open(path).status == 404


# What authors write cannot become code


@pytest.fixture
def hostile(collection: Collection, visitor: Visitor) -> Visitor:
    """A site whose texts try everything."""
    body = (
        "<script>alert(1)</script><style>*{}</style><p style='color:red' onclick='x()'>p</p>\n\n"
        "<iframe src='https://evil.example'></iframe><a href='javascript:alert(1)'>go</a> [go](javascript:alert(1))\n\n"
        f"## {HOSTILE}\n\ntext\n\n## Second\n\n<base href='//evil.example'><svg onload=alert(1)></svg>"
    )
    words = {"title": yaml(HOSTILE), "description": yaml(HOSTILE), "tags": f"[{yaml(HOSTILE)}]"}
    collection.write("en/a/b.md", body, **words, category=yaml(HOSTILE), updated_on="2026-01-01")
    collection.write("en/c/_index.md", title=yaml(HOSTILE), description=yaml(HOSTILE), icon=yaml(HOSTILE))
    collection.write("en/c/d/e.md", body, **words)
    collection.write("fa/c/d/f.md", title=yaml(HOSTILE))
    return visitor


HOSTILE_PAGES = (
    "/en/",
    "/en/categories/c",
    "/en/categories/c/d",
    "/en/articles/a/b",
    "/en/articles/c/d/e",
    "/fa/articles/c/d/e",
    "/en/articles/nothing-<script>alert(1)</script>",
    "/en/search?q=<script>alert(1)</script>",
)


@pytest.mark.parametrize("path", HOSTILE_PAGES)
def test_no_page_carries_code_of_its_own(hostile: Visitor, path: str) -> None:
    page = hostile.open(path)
    assert page.status in (200, 404)
    assert page.tree.xpath(INLINE_CODE) == []
    assert page.tree.xpath("//b[@onclick]") == []


def test_a_title_that_closes_the_script_cannot_break_out_of_the_linked_data(hostile: Visitor) -> None:
    page = hostile.open("/en/articles/c/d/e")
    assert linked_data(page)["TechArticle"]["headline"] == HOSTILE
    assert linked_data(page)["TechArticle"]["keywords"] == [HOSTILE]
    assert page.text.count("</script>") == page.text.count("<script")


def test_titles_descriptions_and_categories_are_shown_as_they_were_written(hostile: Visitor) -> None:
    article = hostile.open("/en/articles/c/d/e")
    assert article.texts("//h1") == [HOSTILE]
    assert meta(article, "description") == meta(article, "og:description") == [HOSTILE]
    assert hostile.open("/en/categories/c").texts("//h1") == [HOSTILE]
    assert HOSTILE in hostile.open("/en/").texts("//span[@class='card-title']")
    assert hostile.open("/fa/articles/c/d/e").texts("//bdi") == [HOSTILE]


# Internal articles


@pytest.fixture
def guarded(collection: Collection) -> Collection:
    """Public articles with internal ones among them; every word of the internal ones is ``zanzibar``."""
    hidden = {"title": SECRET.title(), "description": SECRET, "tags": f"[{SECRET}]", "audience": "internal"}
    text = "Reset the password of your account with the link in the mail."
    collection.write("en/account/reset.md", f"{text} See [it]({SECRET}.md).", title="Reset", updated_on="2026-01-01")
    collection.write("en/account/change.md", text, title="Change")
    collection.write(
        f"en/account/{SECRET}.md", f"{text} {SECRET}", **hidden, updated_on="2026-02-02", old_paths="[former]"
    )
    collection.write(f"en/{SECRET}/only.md", f"{text} {SECRET}", **hidden)
    collection.write("fa/account/reset.md", f"{text} {SECRET}", **hidden)
    collection.write("fa/account/other.md", text, title="Other")
    collection.write("de/account/reset.md", f"{text} {SECRET}", **hidden)
    return collection


PUBLIC_ADDRESSES = (
    "/en/",
    "/fa/",
    "/en/categories/account",
    "/en/articles/account/reset",
    "/en/articles/account/reset.md",
    "/en/articles/account/change",
    "/en/search?q=reset+password",
    f"/en/search?q={SECRET[:5]}",
    "/en/feed.xml",
    "/feed.xml",
    "/sitemap.xml",
    "/robots.txt",
    "/llms.txt",
    "/opensearch.xml",
    "/api/v1/articles",
    "/api/v1/articles?lang=de",
    "/api/v1/articles/account/reset",
    "/api/v1/search?q=reset+password&limit=50",
    "/api/v1/openapi.json",
)


@pytest.mark.parametrize("path", PUBLIC_ADDRESSES)
def test_nothing_of_an_internal_article_is_at_a_public_address(
    guarded: Collection, client: FlaskClient, path: str
) -> None:
    page = Page(client.get(path))
    assert page.status == 200
    # The author of a public article wrote this name into its text; its Markdown repeats it.
    shown = page.text.replace(f"({SECRET}.md)", "").replace(f"q={SECRET[:5]}", "")
    assert SECRET not in shown.lower()
    assert "/de/" not in shown


@pytest.mark.parametrize(
    "path",
    [
        f"/en/articles/account/{SECRET}",
        f"/en/articles/account/{SECRET}.md",
        f"/en/articles/ACCOUNT/{SECRET}",
        f"/en/articles/{SECRET}/only",
        f"/en/categories/{SECRET}",
        "/en/articles/former",
        "/former",
        "/de/",
        "/de/articles/account/reset",
        "/fa/articles/account/reset.md",
        f"/api/v1/articles/account/{SECRET}",
        "/api/v1/articles/account/reset?lang=fa",
    ],
)
def test_an_internal_article_is_as_absent_as_one_that_does_not_exist(
    guarded: Collection, client: FlaskClient, path: str
) -> None:
    page = Page(client.get(path))
    assert (page.status, page.location) == (404, None)
    assert SECRET.title() not in page.text


def test_an_internal_translation_is_not_offered(guarded: Collection, visitor: Visitor) -> None:
    page = visitor.open("/en/articles/account/reset")
    assert page.texts("//link[@hreflang]/@hreflang") == ["en"]
    here = "/en/articles/account/reset"
    assert hrefs(page, "//nav[@class='languages']") == [here, f"{here}?ui=fa"]
    assert hrefs(visitor.open("/fa/articles/account/reset"), "//ul[@class='versions']") == [
        "/en/articles/account/reset?ui=fa"
    ]


def test_an_internal_index_file_names_nothing(collection: Collection, visitor: Visitor) -> None:
    collection.write("en/a/_index.md", title=SECRET, description=SECRET, audience="internal")
    collection.write("en/a/b.md", title="B")
    for path in ("/en/", "/en/categories/a", "/llms.txt"):
        assert SECRET not in visitor.open(path).text


def test_internal_articles_are_in_no_count(guarded: Collection, visitor: Visitor) -> None:
    assert visitor.open("/en/").texts("//ul[@class='cards']//p[@class='count']") == ["2 articles"]


def test_related_articles_are_near_in_meaning_and_public(guarded: Collection, client: FlaskClient) -> None:
    page = Page(client.get("/en/articles/account/reset"))
    assert hrefs(page, "//section[@class='related']") == ["/en/articles/account/change"]


def test_a_link_to_an_internal_article_keeps_its_words_and_leads_nowhere(guarded: Collection, visitor: Visitor) -> None:
    page = visitor.open("/en/articles/account/reset")
    assert page.texts("//a[@class='broken' and not(@href)]") == ["it"]


def test_the_files_of_an_internal_article_are_not_served(guarded: Collection, visitor: Visitor) -> None:
    guarded.write(f"en/{SECRET}/plan.png", PNG)
    guarded.write(f"en/{SECRET}/pictures/deep.png", PNG)
    guarded.write("en/account/photo.png", PNG)
    assert visitor.open(f"/files/en/{SECRET}/plan.png").status == 404
    assert visitor.open(f"/files/en/{SECRET}/pictures/deep.png").status == 404
    assert visitor.open("/files/en/account/photo.png").status == 200


@pytest.mark.parametrize("status", ["draft", "archived"])
def test_the_files_of_an_internal_draft_stay_internal(collection: Collection, visitor: Visitor, status: str) -> None:
    collection.write("en/plan/index.md", title="Plan", audience="internal", status=status)
    collection.write("en/plan/plan.png", PNG)
    assert visitor.open("/files/en/plan/plan.png").status == 404
