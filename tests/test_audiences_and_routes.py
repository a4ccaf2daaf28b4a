"""Articles for one team: every address of the site as everybody who may not read them, and as those who may."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple
from urllib.parse import parse_qs, urlsplit

import pytest
from flask import url_for
from lxml import html
from werkzeug.test import TestResponse

from kb.accounts.accounts import Account
from kb.accounts.tokens import Scope
from kb.catalog.article import ArticleId
from kb.core.roles import AT_THE_COMMAND_LINE, Role
from kb.core.settings import Settings
from kb.editor.drafts import owner_of
from kb.feedback.votes import Opinion, cast
from kb.publishing.proposals import propose
from kb.short_links.links import Destination, make
from search.followups.answers import FollowupAnswer, note_sent, take_answer
from search.followups.followup_rows import Solved
from search.followups.links import new_code
from tests.clock import Clock
from tests.conftest import BagOfWords, Collection, open_site
from tests.pictures import picture
from tests.search.conftest import model
from tests.signing_in import Browser, Office

pytestmark = pytest.mark.slow  # whole pages

KINDS = {"insights.numbers": "csv", "links.picture": "svg"}
WORD, MARK = "zanzibar", "qx7"
"""The one is in all texts that only the team may read, the other in their addresses, and neither anywhere else."""
KEYS = tuple(f"legal/{MARK}-{name}" for name in ("claims", "planned", "draft", "archived")) + (
    f"account/{MARK}-both",
    f"{MARK}-area/inside",
)
PUBLIC = "account/password"
ALSO = {
    "lang": "en",
    "query": "kettle",
    "q": "kettle",
    "sections": "1",
    "show": "page",
    "version": "now",
    "size": "10",
    "all": "1",
}


class House(NamedTuple):
    """A site with articles for the team legal, among others."""

    office: Office
    collection: Collection
    people: dict[str, Account]
    code: str

    def browser(self, name: str) -> Browser:
        return self.office.browser(self.people.get(name))


@pytest.fixture(scope="module")
def house(tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    folder = tmp_path_factory.mktemp("house")
    (folder / "articles").mkdir()
    collection = Collection(folder / "articles")
    write_house(collection)
    clock = Clock()
    settings = Settings(articles_dir=collection.root, data_dir=folder / "data")
    app = open_site(settings, models=[model(BagOfWords)], clock=clock)
    app.config["WTF_CSRF_ENABLED"] = False
    app.extensions["kb"].service.bring_up_to_date()
    office = Office(app, clock)
    for slug in ("legal", "sales"):
        office.teams.add(AT_THE_COMMAND_LINE, slug, slug.title())
    roles = {
        "staff": (Role.STAFF, ()),
        "sales": (Role.STAFF, ("sales",)),
        "author": (Role.AUTHOR, ("sales",)),
        "legal": (Role.STAFF, ("legal",)),
        "writer": (Role.AUTHOR, ("legal", "sales")),
        "editor": (Role.EDITOR, ()),
    }
    for name, (role, teams) in roles.items():
        account = office.hire(role, f"{name}@example.com")
        office.teams.set_teams(AT_THE_COMMAND_LINE, account, teams)
    people = {name: office.accounts.get(f"{name}@example.com") for name in roles}
    with app.extensions["kb"].database.begin() as connection:
        code = make(connection, Destination(KEYS[0]), "", "Ann", clock.now.replace(tzinfo=None))
        article = app.extensions["kb"].library.catalog.articles[ArticleId("en", KEYS[0])]
        cast(connection, article, Opinion(False, (), "The zanzibar text is wrong."), clock.now)
        form = {"text": "Zanzibar in a proposal.", "path": f"en/{KEYS[0]}.md", "title": "Zanzibar"}
        writer = people["writer"].person
        propose(connection, writer, owner_of(writer), ArticleId("en", KEYS[0]), form, clock.now)
        public = {"text": "Zanzibar is for legal now.", "path": "en/account/password.md", "audience": "legal"}
        propose(connection, writer, owner_of(writer), ArticleId("en", PUBLIC), public, clock.now)
        asking, sent = new_code(), ArticleId("en", KEYS[0])  # sent when the article was for everybody
        note_sent(connection, asking, "47", sent, people["legal"].person, clock.now, 30)
        take_answer(connection, asking, FollowupAnswer(Solved.NO), clock.now)
    yield House(office, collection, people, code)
    app.extensions["kb"].close()


def write_house(collection: Collection) -> None:
    text = f"The zanzibar file says how a zanzibar claim is settled.\n\n## Zanzibar section\n\n![x]({MARK}.png)"
    about = {"tags": "[zanzibar]", "keywords": "[zanzibar]", "product": f"{MARK}-machine", "owner": "zanzibar"}
    legal = {"audience": "legal", **about}
    collection.write(f"en/{PUBLIC}.md", "Reset the password.", title="Reset a password")
    collection.write(
        "en/account/email.md", "The kettle and the e-mail.", title="Change the e-mail", audience="internal"
    )
    collection.write(f"en/{KEYS[0]}.md", text, title="Zanzibar claims", old_paths="[account/earlier]", **legal)
    collection.write(f"en/{KEYS[1]}.md", text, title="Zanzibar later", published_on="2027-01-01", **legal)
    collection.write(f"en/{KEYS[2]}.md", text, title="Zanzibar draft", status="draft", **legal)
    collection.write(f"en/{KEYS[3]}.md", text, title="Zanzibar archived", status="archived", **legal)
    collection.write(f"en/{KEYS[4]}.md", text, title="Zanzibar for two", audience="[legal, support]")
    collection.write(f"en/account/{MARK}-typo.md", text, title="Zanzibar for a typo", audience="leagl")
    collection.write(f"en/account/{MARK}-malformed.md", text, title="Zanzibar malformed", audience="{legal: 1}")
    collection.write(f"en/legal/{MARK}.png", picture("png"))
    collection.write(f"en/{MARK}-area/_index.md", "", title="Zanzibar area", audience="legal")
    collection.write(f"en/{KEYS[5]}.md", text, title="Inside of the zanzibar area")
    collection.write(f"de/{KEYS[5]}.md", text, title="Im Bereich zanzibar")
    product = f"products:\n  - id: {MARK}-machine\n    name: Zanzibar machine\n"
    (collection.root / "products.yml").write_text(product, "utf-8")


def addresses(house: House, method: str) -> Iterator[tuple[str, str]]:
    """Every address with each article that is for the team alone, with all that can be asked for."""
    site = house.office.site
    for rule in site.url_map.iter_rules():
        if method not in (rule.methods or ()) or rule.endpoint.endswith("static"):
            continue
        for key in KEYS if "key" in rule.arguments else KEYS[:1]:
            values = {
                "language": "en",
                "key": key,
                "path": f"{MARK}-area",
                "name": "searches",
                "product": f"{MARK}-machine",
                "version": "now",
            }
            values |= {"theme": "light", "code": house.code, "kind": KINDS.get(rule.endpoint, "")}
            values |= {"path": f"en/legal/{MARK}.png"} if rule.endpoint == "kb.file" else {}
            languages = ("en", "de") if rule.endpoint.startswith("translations.") else ("en",)
            for language in languages:  # a translation is begun where there is none yet
                with site.test_request_context():
                    given = {**{name: values.get(name, 1) for name in rule.arguments}, "language": language}
                    yield rule.endpoint, url_for(rule.endpoint, **{**ALSO, **given})


def leaks(response: TestResponse, asked: str) -> bool:
    """Whether an answer tells of what is for the team, more than whoever asks wrote into it; or fails."""
    text = "" if response.mimetype.startswith("image/") else response.get_data(as_text=True)
    text = f"{text} {response.location}".lower()
    return response.status_code == 500 or WORD in text or (MARK in text and MARK not in asked)


OUTSIDE = ["", "staff", "sales", "author"]
HIDDEN = {"kb.article", "kb.file", "kb.category", "kb.product", "api.article", "brand.article_card", "links.follow"}
HIDDEN_FROM_AUTHORS = {"editor.article", "editor.history", "links.desk.one"}
LISTED = {
    "editor.drafts",
    "editor.archive",
    "publishing.work",
    "api.articles",
    "search.results",
    "kb.home",
    "links.desk.index",
}


@pytest.mark.parametrize("name", OUTSIDE)
def test_whoever_is_not_in_the_team_finds_no_trace_of_its_articles_at_any_address(house: House, name: str) -> None:
    browser, found, seen = house.browser(name), [], set()
    for endpoint, address in addresses(house, "GET"):
        response = browser.client.get(address, buffered=True)
        seen.add(endpoint)
        is_there = response.status_code != 404
        if leaks(response, address) or (endpoint in HIDDEN and is_there):
            found.append(f"{endpoint} {address}: {response.status_code}")
        if name == "author" and endpoint in HIDDEN_FROM_AUTHORS and is_there:
            found.append(f"{endpoint} {address}: {response.status_code}")
    earlier = browser.get("/editor/en/account/earlier")
    assert MARK not in (earlier.location or "")
    assert name != "author" or earlier.status_code == 404
    assert found == []
    assert seen >= HIDDEN | HIDDEN_FROM_AUTHORS | LISTED


@pytest.mark.parametrize("name", OUTSIDE)
def test_nor_does_anything_that_they_send(house: House, name: str) -> None:
    browser, found = house.browser(name), []
    file = house.collection.root / f"en/{KEYS[0]}.md"
    before = file.read_bytes()
    for endpoint, address in addresses(house, "POST"):
        if endpoint in ("signin.logout", "account.sign_out_everywhere", "account.change_password"):
            continue
        for key in (KEYS[0], KEYS[5]):
            sent = {"language": "en", "key": key, "article": key, "text": "Mine", "message": "How do I reset it?"}
            sent |= {"path": f"en/{key}.md", "helpful": "yes", "row": f"en {key}", "act": "preview", "kind": "link"}
            response = browser.client.post(address, data={**sent, "question": "password", "title": "T"}, buffered=True)
            if leaks(response, f"{address} {sent}"):
                found.append(f"{endpoint} {address}: {response.status_code}")
    assert found == []
    assert file.read_bytes() == before


@pytest.mark.parametrize("name", ["legal", "writer", "editor"])
def test_the_team_and_editors_read_them(house: House, name: str) -> None:
    browser = house.browser(name)
    for key in (KEYS[0], KEYS[4], KEYS[5]):
        assert "zanzibar file" in browser.get(f"/en/articles/{key}").text
        assert browser.get(f"/api/v1/articles/{key}").status_code == 200
    assert browser.get(f"/files/en/legal/{MARK}.png").status_code == 200
    assert KEYS[0] in browser.get("/en/search?q=zanzibar").text
    assert "Zanzibar area" in browser.get("/en/").text
    assert browser.get(f"/go/{house.code}").location.endswith(KEYS[0])
    assert house.code in browser.get("/links").text
    # What is for a team that there is not, and what cannot be read, only editors see.
    for key in (f"account/{MARK}-typo", f"account/{MARK}-malformed"):
        assert browser.get(f"/en/articles/{key}").status_code == (200 if name == "editor" else 404)
    if name != "legal":
        assert MARK in browser.get("/editor/en/account/earlier").location
        assert "zanzibar text is wrong" in browser.get("/comments").text
        for page in (f"/editor/en/{KEYS[0]}", f"/editor/history/en/{KEYS[0]}", f"/en/articles/{KEYS[2]}"):
            assert browser.get(page).status_code == 200
        assert KEYS[1] in browser.get("/work").text
        assert KEYS[3] in browser.get("/editor/archive").text


def test_a_token_reads_what_its_owner_may(house: House) -> None:
    for name, count in (("sales", 0), ("legal", 3), ("editor", 5)):
        secret = house.office.token(house.people[name], Scope.SEARCH)
        client, header = house.office.site.test_client(), {"Authorization": f"Bearer {secret}"}
        told = client.get("/api/v1/articles?limit=100&lang=en", headers=header).get_json()["results"]
        assert sum(MARK in one["key"] for one in told) == count
        found = client.get("/api/v1/search?q=zanzibar&lang=en&limit=50", headers=header).get_json()["results"]
        assert sum(MARK in one["key"] for one in found) == count


def test_whoever_leaves_the_team_reads_it_no_longer_from_the_next_page_on(house: House) -> None:
    account, browser = house.people["legal"], house.browser("legal")
    assert browser.get(f"/en/articles/{KEYS[0]}").status_code == 200
    house.office.teams.leave(AT_THE_COMMAND_LINE, "legal", account)
    assert browser.get(f"/en/articles/{KEYS[0]}").status_code == 404
    house.office.teams.join(AT_THE_COMMAND_LINE, "legal", account)
    assert browser.get(f"/en/articles/{KEYS[0]}").status_code == 200


def test_of_what_an_article_was_or_would_be_for_a_team_authors_outside_of_it_read_nothing(house: House) -> None:
    """The versions of before, one that is gone, and proposals."""
    editor, author, writer = (house.browser(name) for name in ("editor", "author", "writer"))
    file = house.collection.write("en/account/was.md", "The zanzibar text.", title="Was", audience="legal")
    house.office.parts.library.refresh()
    page = html.document_fromstring(editor.get("/editor/en/account/was").text)
    sent = {one.name: one.value or "" for one in page.xpath("//form[@id='editor']//*[@name][not(self::button)]")}
    saved = editor.client.post("/editor/en/account/was", data={**sent, "text": "Plain.", "audience": "internal"})
    assert (saved.status_code, b"audience: internal" in file.read_bytes()) == (303, True)
    before = first_version(editor.get("/editor/history/en/account/was").text)
    assert "zanzibar text" in editor.get(f"/editor/history/en/account/was?version={before}").text
    assert "zanzibar" not in author.get(f"/editor/history/en/account/was?version={before}").text
    assert author.get("/en/articles/account/was").status_code == 200
    file.unlink()
    house.office.parts.library.refresh()
    assert "account/was" in author.get("/editor/archive").text  # its last version was for all staff
    for number, name in ((1, "legal"), (2, "account")):
        assert author.get(f"/work/proposals/{number}").status_code == 404, name
        assert writer.get(f"/work/proposals/{number}").status_code == 200, name


def first_version(text: str) -> str:
    """The oldest version that a page of history links to."""
    links = html.document_fromstring(text).xpath("//a[contains(@href, 'version=')]/@href")
    return parse_qs(urlsplit(links[-1]).query)["version"][0]
