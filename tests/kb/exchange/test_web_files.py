"""Pictures that the export lacks are fetched once, put beside their articles, and stay there."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from kb.exchange.fetching.web_fetcher import WebFetcher
from kb.exchange.report import ImportOutcome
from kb.exchange.report_page import report_page
from kb.exchange.web_files import unsigned
from tests.kb.exchange.conftest import Exchange, article
from tests.pictures import picture
from tests.web_of_pictures import PictureWeb, web_of_pictures


@pytest.fixture
def web() -> Iterator[PictureWeb]:
    with web_of_pictures() as found:
        yield found


def fetcher() -> WebFetcher:
    return WebFetcher(may_visit=lambda _: True, resolve=lambda _: ["127.0.0.1"], sleep=lambda _: None)


def shown(*addresses: str) -> str:
    return "".join(f'<p>Look: <img src="{address}" alt="x"></p>' for address in addresses)


def test_what_comes_lies_beside_the_article_and_what_does_not_is_told(exchange: Exchange, web: PictureWeb) -> None:
    key, login = web.has_picture("/key.png"), web.has("/login.png", b"<html>", kind="text/html")
    old = f"{web.url('/old.png')}?Expires=1&Signature=x"
    exchange.zendesk(
        article(1, "Reset", shown(key, old, login)),
        article(2, "Again", shown(key, old)),
        article(3, "Staff", shown(key), user_segment_id=5),
    )
    report = exchange.run(fetcher=fetcher())
    assert "![x](images/key.png)" in exchange.body("en/account/sign-in/reset.md")
    assert "![x](images/key.png)" in exchange.body("en/account/sign-in/again.md")
    assert "![x](images/key.png)" in exchange.body("en/account/sign-in/staff/index.md")
    assert (exchange.target / "en/account/sign-in/images/key.png").read_bytes().startswith(b"\x89PNG")
    assert "en/account/sign-in/staff/images/key.png" in exchange.files  # which fewer people may see
    assert report.expired == {old: "Reset"}
    assert report.unfetched[login] == (
        "Reset",
        "text/html came instead of a picture, as of a page that asks to sign in",
    )
    assert (report.fetched, report.missing) == (2, {})
    assert web.paths.count("/login.png") == 1
    assert web.paths.count("/old.png?Expires=1&Signature=x") == 1
    told = report.as_json()
    assert told["expired"] == {old: "Reset"}
    assert told["not_fetched"][0]["address"] == login
    assert "1 pictures and files have addresses that have expired" in report.lines()
    assert "Signature=x</code> in Reset" in report_page(report)


def test_a_second_run_asks_only_for_what_is_not_there(exchange: Exchange, web: PictureWeb) -> None:
    signed = "?Expires={0}&Signature={0}&size=2"
    web.has_picture("/key.png")
    exchange.zendesk(article(1, "Reset", shown(web.url("/key.png" + signed.format(1)))))
    exchange.run(fetcher=fetcher())
    exchange.zendesk(article(1, "Reset", shown(web.url("/key.png" + signed.format(2)), web.has_picture("/new.png"))))
    report = exchange.run(fetcher=fetcher())
    assert [version.outcome for version in report.versions] == [ImportOutcome.UPDATED]
    assert report.fetched == 1
    assert web.paths == ["/key.png" + signed.format(1), "/new.png"]


def test_a_run_that_fetches_nothing_leaves_what_was_fetched(exchange: Exchange, web: PictureWeb) -> None:
    exchange.zendesk(article(1, "Reset", shown(web.has_picture("/key.png"))))
    exchange.run(fetcher=fetcher())
    report = exchange.run()
    assert [version.outcome for version in report.versions] == [ImportOutcome.SAME]
    assert "![x](images/key.png)" in exchange.body("en/account/sign-in/reset.md")
    (exchange.target / "en/account/sign-in/images/key.png").unlink()
    assert exchange.run(fetcher=fetcher()).fetched == 1
    assert "en/account/sign-in/images/key.png" in exchange.files


def test_a_dry_run_asks_nobody_and_says_how_many_it_would(exchange: Exchange, web: PictureWeb) -> None:
    exchange.zendesk(article(1, "Reset", shown(web.has_picture("/key.png"))))
    report = exchange.run(fetcher=fetcher(), is_dry=True)
    assert (report.wanted, web.asked, exchange.files) == (1, [], [])
    assert "1 of them would be asked for in the web" in report.lines()


def test_two_pictures_of_one_name_both_come_along(exchange: Exchange, web: PictureWeb) -> None:
    web.has("/a/key.png", picture("PNG", (8, 4)))
    web.has("/b/key.png", picture("PNG", (4, 8)))
    exchange.zendesk(article(1, "Reset", shown(web.url("/a/key.png"), web.url("/b/key.png"))))
    exchange.run(fetcher=fetcher())
    body = exchange.body("en/account/sign-in/reset.md")
    assert "](images/key.png)" in body
    assert "](images/key-2.png)" in body


def test_what_signs_an_address_for_a_time_is_not_what_it_is_known_by() -> None:
    there = "https://cdn.example/a.png"
    assert unsigned(f"{there}?X-Amz-Date=1&X-Amz-Signature=2&v=3#x") == f"{there}?v=3"
    assert unsigned(f"{there}?Expires=1&Key-Pair-Id=2&Policy=3") == there
    assert unsigned("http://[x") == "http://[x"


def attached(*files: tuple[str, str]) -> dict[str, object]:
    return {
        "article_attachments": [
            {"id": number, "article_id": 1, "file_name": name, "content_url": address, "inline": False}
            for number, (name, address) in enumerate(files, start=50)
        ]
    }


def test_files_of_the_help_centre_come_along_byte_for_byte_and_those_of_others_stay_links(
    exchange: Exchange, web: PictureWeb
) -> None:
    manual = web.has("/attachments/7", b"%PDF-1.7 manual", kind="application/octet-stream")
    linked = web.has("/files/parts.zip", b"PK\x03\x04 parts", kind="application/zip")
    login = web.has("/files/plan.pdf", b"<!doctype html><title>Sign in", kind="application/pdf")
    program = web.has("/files/setup.exe", b"MZ", kind="application/octet-stream")
    other = "https://elsewhere.example/other.pdf"
    text = "".join(f'<p><a href="{one}">x</a></p>' for one in (linked, login, program, other))
    exchange.zendesk(article(1, "Reset", f"<p>Text.</p>{text}"), **attached(("The manual.pdf", manual)))
    report = exchange.run(fetcher=fetcher())
    body = exchange.body("en/account/sign-in/reset.md")
    assert "[The manual.pdf](files/the-manual.pdf)" in body
    assert "[x](files/parts.zip)" in body
    assert f"[x]({other})" in body
    assert (exchange.target / "en/account/sign-in/files/the-manual.pdf").read_bytes() == b"%PDF-1.7 manual"
    assert (exchange.target / "en/account/sign-in/files/parts.zip").read_bytes() == b"PK\x03\x04 parts"
    assert report.unfetched == {
        login: ("Reset", "what came is no file of the kind .pdf, as of a page that asks to sign in")
    }
    assert (report.fetched, "/files/setup.exe" in web.paths) == (2, False)
    assert exchange.run(fetcher=fetcher()).fetched == 0


def test_files_that_nobody_fetches_are_listed(exchange: Exchange, web: PictureWeb) -> None:
    manual = web.url("/attachments/7")
    exchange.zendesk(article(1, "Reset", f'<p><a href="{manual}">x</a></p>'), **attached(("a.pdf", manual)))
    report = exchange.run()
    assert report.missing == {manual: "Reset"}
    assert web.paths == []
