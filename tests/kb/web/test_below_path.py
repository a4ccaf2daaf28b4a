"""A path before the site is taken off what comes in and put before what goes out, once, and nowhere else."""

from __future__ import annotations

import pytest

from kb.web.below_path import pages_below, taken_off


@pytest.mark.parametrize(
    ("written", "sent"),
    [
        ('<a href="/en/">x</a>', '<a href="/help/en/">x</a>'),
        ("<a class=x href='/en/'>", "<a class=x href='/help/en/'>"),
        ('<img src="/files/a.png" alt="a > b">', '<img src="/help/files/a.png" alt="a > b">'),
        ('<form method="post" action="/login">', '<form method="post" action="/help/login">'),
        ('<source srcset="/a.svg 1x, /b.svg 2x">', '<source srcset="/help/a.svg 1x, /help/b.svg 2x">'),
        ('<p data-address="/x">', '<p data-address="/help/x">'),
        ('<img alt="a" src="/a"><img src="/b">', '<img alt="a" src="/help/a"><img src="/help/b">'),
    ],
)
def test_addresses_in_tags_get_it(written: str, sent: str) -> None:
    assert pages_below(written, "/help") == sent
    assert pages_below(written, "") == written


@pytest.mark.parametrize(
    "text",
    [
        '<a href="https://example.com/en/">',
        '<a href="//example.com/en/">',
        '<a href="#x">',
        '<a href="x/y">',
        '<code>&lt;a href="/en/"&gt;</code>',
        '<input value="/en/articles/a">',
        '<a title="href=/x">',
        '2 < 3 and href="/en/"',
    ],
)
def test_all_else_stays(text: str) -> None:
    assert pages_below(text, "/help") == text


@pytest.mark.parametrize(
    ("asked", "within"),
    [("/help/en/", "/en/"), ("/help", "/"), ("/help/", "/"), ("/en/", "/en/"), ("/helpful", "/helpful"), ("", "")],
)
def test_proxies_may_take_it_off_or_pass_it_on(asked: str, within: str) -> None:
    assert taken_off(asked, "/help") == within
    assert taken_off(asked, "") == asked
