"""What every answer carries: security headers, validators, caching."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from flask import Flask, session
from itsdangerous import TimestampSigner

from kb.core.settings import Settings
from kb.site.http import SignedCookies, private_page
from search.models.embedder import Model
from tests.conftest import Collection, open_site
from tests.kb.conftest import Page, Reader, Visitor

ARTICLE = "/en/articles/a/b"
FILE = "/files/en/a/photo.svg"
CHECKED = ("/en/", "/en/categories/a", ARTICLE, f"{ARTICLE}.md", "/sitemap.xml", "/feed.xml", "/api/v1/articles", FILE)
EVERY_KIND = (
    *CHECKED,
    "/",
    "/en",
    "/former",
    "/nothing",
    "/api/v1/nothing",
    "/en/search?q=b",
    "/static/kb/site.css",
    "/static/kb/nothing.css",
    "/healthz",
    "/readyz",
    "/fail",
)


@pytest.fixture
def visitor(site: Flask) -> Visitor:
    """A member of the public."""
    return Reader(site)


@pytest.fixture(scope="module")
def filled_site(read_only_site: Flask) -> Flask:
    """A site with one of everything, and a page that fails."""
    collection = Collection(read_only_site.extensions["kb"].settings.articles_dir)
    collection.write("en/a/b.md", "A long text about parcels. " * 60, title="B", old_paths="[former]", tags="[t]")
    collection.write("en/a/photo.svg", b"<svg xmlns='http://www.w3.org/2000/svg'>" + b" " * 2000 + b"</svg>")
    read_only_site.add_url_rule("/fail", "fail", lambda: 1 / 0)
    return read_only_site


@pytest.fixture
def centre(filled_site: Flask) -> Visitor:
    """A reader of the filled site."""
    return Reader(filled_site)


def again(visitor: Visitor, path: str, first: Page, method: str = "GET", **headers: str) -> Page:
    """Ask once more with the validator of ``first``."""
    return visitor.open(path, method, headers={"If-None-Match": first.response.headers["ETag"], **headers})


# Headers


@pytest.mark.parametrize("method", ["GET", "HEAD", "POST", "OPTIONS"])
@pytest.mark.parametrize("path", EVERY_KIND)
def test_every_kind_of_answer_carries_the_security_headers(centre: Visitor, path: str, method: str) -> None:
    headers = centre.open(path, method).response.headers
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["X-Frame-Options"] == "DENY"
    assert headers["Referrer-Policy"] == "strict-origin-when-cross-origin"
    assert headers["Cross-Origin-Opener-Policy"] == "same-origin"
    assert "camera=()" in headers["Permissions-Policy"]
    assert "default-src 'none'" in headers["Content-Security-Policy"]
    assert len(headers.getlist("Content-Security-Policy")) == 1
    assert headers["Cache-Control"]


@pytest.mark.parametrize("path", ["/en/", ARTICLE, "/nothing", "/fail", "/api/v1/articles"])
def test_the_policy_of_pages_allows_no_inline_code_and_no_other_site(centre: Visitor, path: str) -> None:
    text = centre.open(path).response.headers["Content-Security-Policy"]
    policy = {name: values for name, *values in (rule.split() for rule in text.split("; "))}
    assert policy["script-src"] == policy["style-src"] == policy["form-action"] == ["'self'"]
    assert policy["base-uri"] == policy["frame-ancestors"] == policy["default-src"] == ["'none'"]
    assert "unsafe" not in text


def test_a_not_modified_answer_carries_the_security_headers_too(centre: Visitor) -> None:
    page = again(centre, ARTICLE, centre.open(ARTICLE))
    assert page.status == 304
    assert page.response.headers["X-Content-Type-Options"] == "nosniff"


def test_answers_name_no_software_and_set_no_cookies(centre: Visitor) -> None:
    for path in EVERY_KIND:
        headers = centre.open(path).response.headers
        assert not {"Server", "X-Powered-By", "Set-Cookie"} & set(headers.keys())


# Validators


@pytest.mark.parametrize("encoding", ["identity", "gzip", "br"])
@pytest.mark.parametrize("path", [*CHECKED, "/static/kb/site.css"])
def test_what_did_not_change_is_not_sent_again(centre: Visitor, path: str, encoding: str) -> None:
    accepts = {"Accept-Encoding": encoding}
    first = centre.open(path, headers=accepts)
    assert first.status == 200
    second = again(centre, path, first, **accepts)
    assert (second.status, second.response.data) == (304, b"")
    assert second.response.headers["ETag"] == first.response.headers["ETag"]
    assert again(centre, path, first, "HEAD", **accepts).status == 304


@pytest.mark.parametrize("encoding", ["gzip", "br"])
@pytest.mark.parametrize("path", [ARTICLE, FILE, "/static/kb/site.css"])
def test_long_texts_are_compressed_and_caches_are_told(centre: Visitor, path: str, encoding: str) -> None:
    page = centre.open(path, headers={"Accept-Encoding": encoding})
    assert page.response.content_encoding == encoding
    assert "Accept-Encoding" in page.response.vary
    assert len(page.response.data) < len(centre.open(path).response.data)


def test_each_encoding_has_a_validator_of_its_own(centre: Visitor) -> None:
    tags = {centre.open(ARTICLE, headers={"Accept-Encoding": e}).response.headers["ETag"] for e in ("", "gzip", "br")}
    assert len(tags) == 3


@pytest.mark.parametrize("path", CHECKED)
def test_asking_for_the_headers_alone_gives_those_of_the_page_and_no_body(centre: Visitor, path: str) -> None:
    page, head = centre.open(path), centre.open(path, "HEAD")
    assert (head.status, head.response.data) == (200, b"")
    for name in ("ETag", "Content-Type", "Content-Length"):
        assert head.response.headers[name] == page.response.headers[name]


@pytest.mark.parametrize("path", [ARTICLE, FILE])
def test_a_date_is_a_validator_as_well(centre: Visitor, path: str) -> None:
    day = centre.open(path).response.headers["Last-Modified"]
    assert centre.open(path, headers={"If-Modified-Since": day}).status == 304
    assert centre.open(path, headers={"If-Modified-Since": "Sat, 01 Jan 2000 00:00:00 GMT"}).status == 200


def test_an_article_that_changed_is_sent_again(visitor: Visitor, collection: Collection) -> None:
    collection.write("en/a/b.md", "An older text.", title="B")
    first = visitor.open(ARTICLE)
    collection.write("en/a/b.md", "A much newer text.", title="B")
    second = again(visitor, ARTICLE, first)
    assert second.status == 200
    assert "A much newer text." in second.text


@pytest.mark.parametrize("path", ["/nothing", "/fail", "/api/v1/nothing", "/"])
def test_errors_and_redirects_are_never_kept(centre: Visitor, path: str) -> None:
    headers = centre.open(path).response.headers
    assert headers["Cache-Control"] == "no-cache"
    assert "ETag" not in headers


def test_static_files_are_kept_for_ever_under_the_hash_of_what_is_in_them(centre: Visitor) -> None:
    addresses = centre.open("/en/").texts("//link[@rel='stylesheet']/@href")
    assert addresses
    for address in addresses:
        assert "?v=" in address
        assert centre.open(address).response.headers["Cache-Control"] == "public, max-age=31536000, immutable"
    assert "immutable" not in centre.open("/static/kb/site.css").response.headers["Cache-Control"]


def test_pages_that_depend_on_the_browser_s_language_say_so(centre: Visitor) -> None:
    for path in ("/", "/opensearch.xml", "/nothing"):
        assert "Accept-Language" in centre.open(path).response.vary


# Behind a proxy, under a name of its own


@pytest.fixture
def public(collection: Collection, models: list[Model], tmp_path: Path) -> Iterator[Visitor]:
    """A site that knows its public address."""
    settings = Settings(
        articles_dir=collection.root,
        data_dir=tmp_path / "data",
        base_url="https://help.example.com",
        site_name="A <&> B",
    )
    app = open_site(settings, models=models)
    yield Reader(app)
    app.extensions["kb"].close()


def test_a_site_with_an_https_address_asks_for_https_for_good(public: Visitor, centre: Visitor) -> None:
    assert public.open("/en/").response.headers["Strict-Transport-Security"] == "max-age=31536000; includeSubDomains"
    assert "Strict-Transport-Security" not in centre.open("/en/").response.headers


def test_absolute_addresses_use_the_set_one_whatever_host_is_asked_for(collection: Collection, public: Visitor) -> None:
    collection.write("en/a/b.md", title="B", updated_on="2026-01-01")
    page = public.open(ARTICLE, headers={"Host": "127.0.0.1:8000"})
    assert page.texts("//link[@rel='canonical']/@href") == [f"https://help.example.com{ARTICLE}"]
    for path in (ARTICLE, "/sitemap.xml", "/feed.xml", "/robots.txt", "/llms.txt", "/opensearch.xml"):
        text = public.open(path, headers={"Host": "127.0.0.1:8000"}).text
        assert "https://help.example.com/" in text
        assert "127.0.0.1" not in text


def test_the_site_s_name_is_escaped_everywhere(collection: Collection, public: Visitor) -> None:
    collection.write("en/a/b.md", title="B", updated_on="2026-01-01")
    for path in ("/en/", ARTICLE, "/nothing", "/en/search?q=b"):
        assert public.open(path).texts("//footer[@class='site-footer']//p") == ["A <&> B"]
    for path in ("/feed.xml", "/opensearch.xml"):
        assert "A <&> B" in "".join(public.open(path).xml.itertext())


def test_a_default_language_without_articles_has_a_home(
    collection: Collection, models: list[Model], tmp_path: Path
) -> None:
    settings = Settings(articles_dir=collection.root, data_dir=tmp_path / "data", default_language="de")
    app = open_site(settings, models=models)
    page = Reader(app).open("/", follow_redirects=True)
    app.extensions["kb"].close()
    assert page.status == 200


@pytest.mark.parametrize(("wait", "told"), [(0, None), (7, "7")])
def test_what_is_for_one_person_alone_is_kept_by_nobody(wait: int, told: str | None) -> None:
    with Flask(__name__).test_request_context():
        answer = private_page("Secret", 429, wait)
    headers = {name: answer.headers.get(name) for name in ("Cache-Control", "Referrer-Policy", "Retry-After")}
    assert headers == {"Cache-Control": "private, no-store", "Referrer-Policy": "same-origin", "Retry-After": told}
    assert (answer.status_code, answer.get_data(as_text=True)) == (429, "Secret")


@pytest.mark.parametrize(("minutes", "known"), [(0, True), (10, True), (-10, True), (-60 * 24 * 31, False)])
def test_a_cookie_counts_that_a_machine_signed_whose_clock_is_another(site: Flask, minutes: int, known: bool) -> None:
    class Turned(TimestampSigner):
        def get_timestamp(self) -> int:
            return super().get_timestamp() + 60 * minutes

    theirs = SignedCookies().get_signing_serializer(site)
    assert theirs is not None
    theirs.signer = Turned
    with site.test_request_context(headers={"Cookie": f"session={theirs.dumps({'named': 'Ada'})}"}):
        assert session.get("named") == ("Ada" if known else None)


def test_a_cookie_of_another_key_is_none(site: Flask) -> None:
    theirs = SignedCookies().get_signing_serializer(Flask("other"))
    assert theirs is None  # no key, no cookie
    other = Flask("other")
    other.secret_key = "another"
    theirs = SignedCookies().get_signing_serializer(other)
    assert theirs is not None
    with site.test_request_context(headers={"Cookie": f"session={theirs.dumps({'named': 'Ada'})}"}):
        assert "named" not in session
