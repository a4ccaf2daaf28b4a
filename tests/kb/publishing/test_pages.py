"""What readers and editors see of what is planned."""

from __future__ import annotations

from lxml import html

from kb.catalog.article import ArticleId
from kb.core.roles import AT_THE_COMMAND_LINE, Person, Role
from kb.editor.drafts import keep_draft
from kb.editor.pages import LISTED
from kb.editor.sheet import FormSheet
from kb.publishing.pages import MOST_DRAFTS
from kb.publishing.proposals import propose
from tests.clock import Clock
from tests.conftest import Collection
from tests.signing_in import Browser, Office

EVERYWHERE = (
    "/en/",
    "/en/search?q=kettle",
    "/en/feed.xml",
    "/sitemap.xml",
    "/llms.txt",
    "/api/v1/articles",
    "/api/v1/search?q=kettle",
    "/en/ask?q=kettle",
)


def says(page: str) -> str:
    return " ".join(html.document_fromstring(page).text_content().split())


def test_nothing_of_a_planned_article_is_public_before_its_time(office: Office, clock: Clock) -> None:
    reader, parts = office.browser(), office.parts
    parts.service.bring_up_to_date()
    for address in EVERYWHERE:
        answer = reader.get(address)
        assert answer.status_code == 200, address
        assert "/comes" not in answer.text, address
        assert ">Comes<" not in answer.text, address
        assert "secret" not in answer.text, address
    for address in ("/en/articles/comes", "/en/articles/comes.md", "/api/v1/articles/comes?lang=en"):
        assert reader.get(address).status_code == 404, address
    clock.later(hours=20)
    assert reader.get("/en/articles/comes").status_code == 200
    parts.service.bring_up_to_date()
    for address in ("/en/", "/sitemap.xml", "/api/v1/articles", "/api/v1/search?q=secret"):
        assert "comes" in reader.get(address).text.lower(), address


def test_an_article_that_was_taken_away_is_nowhere_any_more(office: Office, clock: Clock) -> None:
    reader, parts = office.browser(), office.parts
    parts.service.bring_up_to_date()
    assert "goes" in reader.get("/api/v1/search?q=old").text
    clock.later(days=2)
    for address in EVERYWHERE:
        assert "goes" not in reader.get(address).text.lower(), address
    assert reader.get("/en/articles/goes").status_code == 404


def test_editors_see_it_at_its_address_and_when_it_comes(
    office: Office, editor: Browser, clock: Clock, collection: Collection
) -> None:
    page = says(editor.get("/en/articles/comes").text)
    assert "Readers see this article from November 23, 2026 9:00." in page
    assert "Kettle secret." in page
    assert "/editor/en/comes" in editor.get("/en/articles/comes").text
    clock.later(days=3)
    editor = office.browser(office.hire(Role.EDITOR))
    assert "This article was removed on November 24, 2026 0:00." in says(editor.get("/en/articles/goes").text)
    collection.write("en/old.md", title="Old", status="archived")
    collection.write("en/new.md", title="New", status="draft")
    assert "This article is in the archive." in says(editor.get("/en/articles/old").text)
    assert "This is a draft." in says(editor.get("/en/articles/new").text)
    staff = office.browser(office.hire(Role.STAFF))
    assert staff.get("/en/articles/goes").status_code == 404


def test_work_lists_what_comes_and_goes(office: Office, editor: Browser, clock: Clock) -> None:
    page = says(editor.get("/work").text)
    assert "Comes Published on November 23, 2026 9:00" in page
    assert "Goes Removed on November 24, 2026 0:00" in page
    assert page.index("Comes") < page.index("Goes")
    clock.later(days=10)
    editor = office.browser(office.hire(Role.EDITOR))
    assert "Nothing is planned." in says(editor.get("/work").text)
    assert office.browser().get("/work").status_code == 302
    assert office.browser(office.hire(Role.STAFF)).get("/work").status_code == 403


def test_files_beside_an_article_come_and_go_with_it(
    office: Office, editor: Browser, clock: Clock, collection: Collection
) -> None:
    times = {"published_on": "2026-11-23 09:00", "unpublish_on": "2026-11-24"}
    collection.write("en/launch/index.md", "![It](images/it.png)", title="Launch", **times)
    collection.write("en/launch/images/it.png", b"a picture")
    reader, picture = office.browser(), "/files/en/launch/images/it.png"
    answer = editor.get(picture)
    assert (answer.status_code, answer.headers["Cache-Control"]) == (200, "private, no-store")
    seen = []
    for _ in range(3):
        seen.append(reader.get(picture).status_code)
        clock.later(hours=20)
    assert seen == [404, 200, 404]


def test_a_time_at_the_end_of_the_calendar_breaks_no_page(office: Office, editor: Browser, clock: Clock) -> None:
    (office.parts.library.root / "en/ever.md").write_text(
        "---\ntitle: Ever\nexpirydate: 9999-12-31T23:59:59Z\n---\nText.\n"
    )
    for language in ("en", "fa"):
        page = editor.get("/work", headers={"Accept-Language": language})
        assert (page.status_code, "Ever" in says(page.text)) == (200, True)


def test_what_came_today_by_the_clock_of_the_site_is_among_the_news(
    office: Office, clock: Clock, collection: Collection
) -> None:
    for name in ("one", "two"):
        collection.write(f"en/{name}.md", "Kettle.", title=name.title(), published_on="2026-11-23")
    reader = office.browser()
    assert "Recently updated" not in says(reader.get("/en/").text)
    clock.later(hours=11, minutes=30)  # half past midnight in Berlin
    assert "Recently updated" in says(reader.get("/en/").text)


def test_five_hundred_drafts_are_told_in_pages(office: Office, collection: Collection) -> None:
    account = office.hire(Role.EDITOR, "ann@example.com")
    browser = office.browser(account)
    for number in range(LISTED + 10):
        collection.write(f"en/later/b{number}.md", title=f"Later {number}", status="draft")
    office.parts.library.refresh()
    ids = [ArticleId("en", f"many/a{number}") for number in range(500)]
    with office.parts.database.begin() as connection:
        for id_ in ids:
            keep_draft(connection, account.person, id_, {"title": id_.key, "text": "x" * 2_000}, "", office.clock())

    def links(address: str, below: str) -> set[str]:
        page = browser.get(address)
        assert page.status_code == 200
        found = html.document_fromstring(page.text).xpath(f"//ul[@class='drafts']//a[contains(@href, '{below}')]/@href")
        return set(map(str, found))

    assert len(links("/work", "/many/")) == MOST_DRAFTS
    assert "All drafts: 500" in says(browser.get("/work").text)
    listed = [links(f"/editor?page={number}", "/many/") for number in range(1, 11)]
    assert [len(one) for one in listed] == [LISTED] * 10
    assert len(set.union(*listed)) == 500
    assert links("/editor?page=99", "/many/") == listed[-1]
    assert [len(links(f"/editor?unpublished={number}", "/later/")) for number in (1, 2)] == [LISTED, 10]
    assert html.document_fromstring(browser.get("/editor").text).xpath("count(//nav[@class='paging'])") == 2


def test_work_narrows_down_to_ones_own_articles_and_those_of_ones_teams(
    office: Office, editor: Browser, collection: Collection
) -> None:
    office.teams.add(AT_THE_COMMAND_LINE, "law", "Law")
    office.teams.join(AT_THE_COMMAND_LINE, "law", office.accounts.get("ann@example.com"))
    collection.write("en/ours.md", title="Ours", owner="law", published_on="2026-11-24")
    collection.write("en/here.md", title="Here", owner="ann@example.com")
    office.parts.library.refresh()
    for key in ("here", "goes"):
        form = FormSheet(f"en/{key}.md", "", "Mine.").as_plain()
        with office.parts.database.begin() as connection:
            propose(connection, Person(name="Ed"), "7", ArticleId("en", key), form, office.clock())
    everything = ["Waiting for you Here", "Goes", "Comes", "Ours"]
    assert all(one in says(editor.get("/work").text) for one in everything)
    mine = html.document_fromstring(editor.get("/work?mine=1").text)
    assert {str(one.text_content()) for one in mine.xpath("//ul[@class='drafts']//a")} == {"Here", "Ours"}
    assert mine.xpath("//main//a[@aria-current='true']/@href") == ["/work?mine=1"]
