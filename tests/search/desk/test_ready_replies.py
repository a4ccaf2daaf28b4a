"""Templates of replies: read from the team's folder, filled in once, never articles."""

from __future__ import annotations

from pathlib import Path

import pytest

from search.desk.ready_replies import MAX_REPLIES, MAX_REPLY_BYTES, PLACEHOLDERS, Reply, read_replies, reply_problems
from tests.conftest import SAMPLES, Collection


@pytest.fixture
def articles(collection: Collection) -> Path:
    collection.write("_replies/en/20-short.md", "See {link}.")
    collection.write("_replies/en/10-long.md", "Hello,\n{title}\n{link}", title="Answer with a link")
    collection.write("_replies/fa/10-long.md", "سلام {link}", title="پاسخ")
    return collection.root


def test_replies_come_in_the_order_of_their_files_with_their_titles(articles: Path) -> None:
    found = read_replies(articles, "en", "en")
    assert [(reply.name, reply.title) for reply in found] == [
        ("10-long", "Answer with a link"),
        ("20-short", "20 short"),
    ]
    assert found[0].body == "Hello,\n{title}\n{link}"


@pytest.mark.parametrize(("language", "found"), [("fa", "fa"), ("fa-IR", "fa"), ("ru", "en"), ("en", "en")])
def test_the_customers_language_comes_first_then_the_sites(articles: Path, language: str, found: str) -> None:
    assert {reply.language for reply in read_replies(articles, language, "en")} == {found}


def test_a_collection_without_replies_has_none(collection: Collection) -> None:
    assert read_replies(collection.root, "en", "en") == []
    assert reply_problems(collection.root) == []


def test_placeholders_are_filled_once_and_what_stands_in_a_value_is_left_alone() -> None:
    reply = Reply("a", "A", "en", "{title} {link} {title} {unknown} {} { link }")
    filled = reply.filled({"title": "The {link} of {title}", "link": "https://x.example/"})
    assert filled == "The {link} of {title} https://x.example/ The {link} of {title} {unknown} {} { link }"


def test_what_cannot_be_used_is_left_out_and_told(articles: Path, collection: Collection) -> None:
    collection.write("_replies/en/30-latin.md", b"caf\xe9")
    collection.write("_replies/en/40-empty.md", b"---\ntitle: Empty\n---\n\n")
    collection.write("_replies/en/50-large.md", b"x" * (MAX_REPLY_BYTES + 1))
    collection.write("_replies/en/60-broken.md", b"---\ntitle: [\n---\ntext")
    collection.write("_replies/en/70-unknown.md", b"Hello {name}")
    (collection.root / "_replies/en/80-link.md").symlink_to("/etc/hostname")
    assert [reply.name for reply in read_replies(articles, "en", "en")] == ["10-long", "20-short", "70-unknown"]
    told = {problem.path.rsplit("/")[-1]: problem for problem in reply_problems(articles)}
    assert set(told) == {
        f"{name}.md" for name in ("30-latin", "40-empty", "50-large", "60-broken", "70-unknown", "80-link")
    }
    assert "unknown placeholder {name}" in told["70-unknown.md"].message
    assert told["70-unknown.md"].severity == "warning"
    assert told["30-latin.md"].severity == "error"


def test_a_title_that_is_no_text_gives_way_to_the_name_of_the_file(collection: Collection) -> None:
    collection.write("_replies/en/late-parcel.md", "Sorry.", title="[a, b]")
    assert read_replies(collection.root, "en", "en")[0].title == "Late parcel"


def test_no_more_replies_are_read_than_anybody_chooses_from(collection: Collection) -> None:
    for number in range(MAX_REPLIES + 2):
        collection.write(f"_replies/en/{number:02}.md", "Hello")
    assert len(read_replies(collection.root, "en", "en")) == MAX_REPLIES


def test_replies_are_no_articles(articles: Path, collection: Collection) -> None:
    collection.write("en/account/reset.md", "Text.", title="Reset")
    library = collection.library()
    assert [article.key for article in library.catalog.articles.values()] == ["account/reset"]
    assert library.catalog.problems == ()


def test_the_samples_speak_four_languages_without_a_fault() -> None:
    assert reply_problems(SAMPLES) == []
    for language in ("en", "ar", "fa", "ru"):
        found = read_replies(SAMPLES, language, "en")
        assert {reply.language for reply in found} == {language}
        used = {name for reply in found for name in PLACEHOLDERS if f"{{{name}}}" in reply.body}
        assert used == set(PLACEHOLDERS)
