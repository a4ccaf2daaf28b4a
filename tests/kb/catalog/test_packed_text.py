"""A text that is kept packed reads as it was given."""

from __future__ import annotations

import sys
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kb.catalog.article import Article
from kb.catalog.packed_text import PackedText


class Page:
    """Something with a text."""

    text = PackedText("text")

    def __init__(self, text: str) -> None:
        self.text = text


@given(st.lists(st.text(st.characters(exclude_categories=())), min_size=1))
def test_every_text_reads_as_it_was_given_lone_surrogates_too(texts: list[str]) -> None:
    pages = [Page(text) for text in texts]
    assert [page.text for page in (*pages, *reversed(pages))] == [*texts, *reversed(texts)]


def test_threads_that_read_many_at_once_each_get_their_own() -> None:
    pages = [Page(f"the text of page {number} " * 40) for number in range(200)]
    with ThreadPoolExecutor(8) as pool:
        read = list(pool.map(lambda number: pages[number % 200].text, range(4000)))
    assert read == [f"the text of page {number % 200} " * 40 for number in range(4000)]


def test_a_text_that_was_never_given_is_missing() -> None:
    with pytest.raises(AttributeError):
        _ = Page.text
    with pytest.raises(AttributeError):
        _ = Page.__new__(Page).text


def test_an_article_takes_less_than_its_text_and_shares_it_with_what_is_made_of_it() -> None:
    body = "".join(f"Заголовок {number}: вымойте кувшин и протрите корпус.\n" for number in range(300))
    article = Article("ru", "jug", "ru/jug.md", "Кувшин", body, datetime(2026, 11, 22, tzinfo=UTC))
    other = replace(article, title="Чаша")
    assert other.body == article.body == body
    assert vars(other)["body"] is vars(article)["body"]
    assert sys.getsizeof(vars(article)["body"]) < sys.getsizeof(body) / 4
    assert article != replace(article, body="")
