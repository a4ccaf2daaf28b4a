"""A site below ``/help`` behind a real nginx: nothing leads out of it, and everything it leads to is there."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urljoin, urlsplit

import pytest
from lxml import etree, html

from tests.conftest import Collection
from tests.nginx import HOST, Nginx, printed
from tests.servers import Server, free_port
from tests.signing_in import PASSWORD
from tests.visitor import Visitor

pytestmark = pytest.mark.slow

BELOW = "/help"
SITE = f"https://{HOST}{BELOW}"
PIXEL = b'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 1 1"/>'
ATTRIBUTES = ("href", "src", "action", "formaction", "poster", "cite", "srcset")
PAGES = (
    "/",
    "/en/",
    "/en/search?q=reset",
    "/en/articles/account/reset",
    "/fa/articles/account/reset?ui=en",
    "/en/categories/account",
    "/en/offline",
    "/login",
    "/desk",
    "/review",
    "/review/articles/en/account/reset",
    "/review/reports",
    "/review/history",
    "/insights",
    "/insights/gaps",
    "/links",
    "/account",
    "/widget/demo",
    "/nothing",
)


@dataclass
class Site:
    """What somebody sees of it."""

    server: Server
    nginx: Nginx
    asked: dict[str, int] = field(default_factory=dict)

    def visitor(self) -> Visitor:
        return Visitor(self.nginx.port, "203.0.113.5")

    def admin(self) -> Visitor:
        visitor = self.visitor()
        assert visitor.sign_in("boss@example.com", PASSWORD, BELOW).headers["Location"] == f"{BELOW}/"
        return visitor


@pytest.fixture(scope="module", params=["passed on", "taken off"])
def site(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    folder: Path = tmp_path_factory.mktemp("below")
    collection = Collection(folder / "articles")
    text = 'See [refunds](../orders/refund.md), ![dot](dot.svg) and `href="/en/"`.\n\n## First\n\nA.\n\n## Second\n\nB.'
    collection.write("en/account/reset.md", text, title="Reset a password", old_paths="[old/reset]")
    collection.write("en/orders/refund.md", "Money.", title="Refunds", audience="public")
    collection.write("fa/account/reset.md", "متن", title="بازنشانی")
    (collection.root / "en/account/dot.svg").write_bytes(PIXEL)
    server = Server(collection.root, folder / "data", free_port(), {"KB_BASE_URL": SITE})
    nginx = None
    try:
        server.wait_until("/readyz", '"mode":"lexical"')
        server.run("user", "add", "boss@example.com", "--role", "admin", "--password-stdin", given=PASSWORD)
        lines = printed("Below a path")
        if request.param == "taken off":
            lines = lines.replace("127.0.0.1:8000;", "127.0.0.1:8000/;")
        nginx = Nginx(folder / "nginx", server.port, printed_text=lines)
        yield Site(server, nginx)
        assert "Traceback" not in server.said
    finally:
        server.stop()
        if nginx:
            nginx.stop()


def addresses(page: str, body: bytes) -> set[str]:
    """Whatever a page leads to or consists of on this host, without forms that change something."""
    tree = html.document_fromstring(body)
    found = {
        part.split()[0]
        for name in (*ATTRIBUTES, *{key for one in tree.iter() for key in one.attrib if key.startswith("data-")})
        for value in tree.xpath(f"//*/@*[name()='{name}']")
        for part in (str(value).split(",") if name == "srcset" else [str(value)])
        if part.strip() and (name in ATTRIBUTES or part.startswith("/"))
    }
    found |= set(map(str, tree.xpath("//meta[starts-with(@content, 'http')]/@content")))
    whole = {urljoin(f"{SITE}{page}", address).partition("#")[0] for address in found}
    return {address for address in whole if urlsplit(address).netloc == HOST}


def test_every_link_and_asset_stays_below_it_and_is_there(site: Site) -> None:
    admin, wrong = site.admin(), []
    for page in PAGES:
        answer = admin.get(BELOW + page)
        assert answer.status == (404 if page == "/nothing" else answer.status), page
        assert answer.status in (200, 302, 303, 404), f"{page}: {answer.status}"
        if answer.status in (302, 303):
            assert answer.headers["Location"].startswith(f"{BELOW}/"), page
            continue
        for address in addresses(page, answer.body):
            path = address.removeprefix(f"https://{HOST}")
            if not path.startswith(f"{BELOW}/"):
                wrong.append(f"{page} leads out: {path}")
            elif path not in site.asked and path != f"{BELOW}/nothing":
                site.asked[path] = status = admin.get(path).status
                forms = {"/logout", "/feedback", "/review/undo", "/review/decide"}
                if status >= 400 and status != 405 and path.removeprefix(BELOW) not in forms:
                    wrong.append(f"{page} leads to {path}: {status}")
    assert wrong == []
    assert len(site.asked) > 100


def test_redirects_and_former_addresses_stay_below_it(site: Site) -> None:
    visitor = site.visitor()
    for asked, place in {
        "/": "/en/",
        "/review": "/login?next=/review",
        "/en": "/en/",
        "/en/articles/old/reset": "/en/articles/account/reset",
        "/en/articles/Account/Reset/": "/en/articles/account/reset",
        "/language/fa?next=/login": "/login",
    }.items():
        answer = visitor.get(BELOW + asked)
        assert answer.headers["Location"] == BELOW + place, asked
    assert visitor.get(BELOW).headers["Location"].endswith(f"{BELOW}/")


def test_cookies_are_for_it_alone(site: Site) -> None:
    visitor = site.admin()
    visitor.get(f"{BELOW}/language/fa?next=/login")
    assert {cookie.path == BELOW or cookie.path.startswith(f"{BELOW}/") for cookie in visitor.cookies} == {True}
    assert {"__Secure-session", "language"} <= {cookie.name for cookie in visitor.cookies}
    token = visitor.get(f"{BELOW}/account").field("csrf_token")
    left = visitor.post(f"{BELOW}/logout", {"csrf_token": token}, {"Referer": f"{SITE}/account"})
    assert left.status == 303
    assert "Clear-Site-Data" not in left.headers, "it would take what the rest of the host keeps"


def test_machines_find_it(site: Site) -> None:
    visitor = site.visitor()
    for path in ("/sitemap.xml", "/feed.xml", "/en/feed.xml", "/opensearch.xml", "/llms.txt", "/robots.txt"):
        answer = visitor.get(BELOW + path)
        found = re.findall(rf"https://{HOST}[^\s\"<)?{{]*", answer.text)
        assert answer.status == 200
        assert found, path
        assert [one for one in found if not one.startswith(f"{SITE}/") and one != SITE] == []
    locations = etree.fromstring(visitor.get(f"{BELOW}/sitemap.xml").body).xpath("//*[local-name()='loc']/text()")
    assert {visitor.get(urlsplit(str(one)).path).status for one in locations} == {200}
    manifest = json.loads(visitor.get(f"{BELOW}/site.webmanifest").body)
    assert (manifest["start_url"], manifest["scope"]) == (f"{BELOW}/", f"{BELOW}/")
    assert {visitor.get(icon["src"]).status for icon in manifest["icons"]} == {200}
    assert visitor.get(f"{BELOW}/sw.js").status == visitor.get(f"{BELOW}/widget.js").status == 200


def test_the_api_names_addresses_that_are_there(site: Site) -> None:
    visitor = site.visitor()
    hits = json.loads(visitor.get(f"{BELOW}/api/v1/search?q=password&lang=en").body)["results"]
    assert hits[0]["url"].startswith(f"{BELOW}/en/articles/account/reset")
    article = json.loads(visitor.get(f"{BELOW}/api/v1/articles/account/reset?lang=en").body)
    assert visitor.get(article["url"]).status == 200
    assert f'href="{BELOW}/en/articles/orders/refund"' in article["html"]
    described = json.loads(visitor.get(f"{BELOW}/api/v1/openapi.json").body)
    assert described["servers"] == [{"url": SITE}]


def test_short_links_are_made_from_whole_addresses_and_lead_back(site: Site) -> None:
    admin = site.admin()
    page = admin.get(f"{BELOW}/links?article={SITE}/en/articles/account/reset")
    fields = {"csrf_token": page.field("csrf_token"), "article": page.field("article")}
    made = admin.post(f"{BELOW}/links", fields, {"Referer": f"{SITE}/links"})
    assert made.headers["Location"].startswith(f"{BELOW}/links/")
    code = made.headers["Location"].rsplit("/", 1)[1]
    followed = site.visitor().get(f"{BELOW}/go/{code}")
    assert followed.headers["Location"] == f"{BELOW}/en/articles/account/reset"
    assert f"{HOST}{BELOW}/go/{code}" in admin.get(made.headers["Location"]).text


def test_what_an_article_shows_as_code_is_not_touched(site: Site) -> None:
    text = site.visitor().get(f"{BELOW}/en/articles/account/reset").text
    assert '<code>href="/en/"</code>' in text
    assert f'href="{BELOW}/en/articles/orders/refund"' in text


def test_monitors_ask_without_it(site: Site) -> None:
    assert site.server.get("/healthz") == (200, "ok\n")
