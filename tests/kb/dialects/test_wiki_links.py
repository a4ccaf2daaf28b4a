"""Obsidian's vaults: links and pictures by name, comments, marks; and that other collections are not taken for one."""

from __future__ import annotations

import pytest

from kb.catalog.article import Article
from kb.catalog.catalog import Catalog
from kb.editing.check import check
from kb.library.library import Library
from kb.markdown.render import render
from tests.conftest import Collection
from tests.kb.conftest import a_catalog, an_article, tree_of, words

FILES = ("Attachments/Plan A.png", "Attachments/walk.mp4", "Attachments/terms.pdf")


def note(path: str, body: str, language: str = "en") -> Article:
    return an_article(path.removesuffix(".md"), language, body, path=path)


def a_vault(body: str, *others: Article, settings: bool = False) -> tuple[Article, Catalog]:
    first = note("Home.md", f"{body}\n\n[[Other Note]]")
    other = note("Deep/Other Note.md", "## The *second* Part\n\nText ^spot\n")
    return first, a_catalog(first, other, *others, files=FILES, has_vault_settings=settings)


@pytest.mark.parametrize(
    ("written", "address", "shown"),
    [
        ("[[Other Note]]", "/en/articles/Deep/Other%20Note", "Other Note"),
        ("[[other note|that *one*]]", "/en/articles/Deep/Other%20Note", "that one"),
        ("[[Deep/Other Note.md]]", "/en/articles/Deep/Other%20Note", "Other Note"),
        (
            "[[Other Note#The second Part]]",
            "/en/articles/Deep/Other%20Note#the-second-part",
            "Other Note › The second Part",
        ),
        ("[[Other Note#The second Part|x]]", "/en/articles/Deep/Other%20Note#the-second-part", "x"),
        ("[[Other Note#^spot]]", "/en/articles/Deep/Other%20Note#%5Espot", "Other Note › spot"),
        ("![[Other Note]]", "/en/articles/Deep/Other%20Note", "Other Note"),
        ("[[terms.pdf|Terms]]", "/files/Attachments/terms.pdf", "Terms"),
    ],
)
def test_a_link_by_name_leads_to_the_note(written: str, address: str, shown: str) -> None:
    article, catalog = a_vault(f"See {written} now.")
    tree = tree_of(render(article, catalog).html)
    link = tree.find("p/a")
    assert (link.get("href"), words(link)) == (address, shown)
    assert check(catalog) == []


@pytest.mark.parametrize(
    ("written", "width", "alt"),
    [
        ("![[Plan A.png]]", None, "Plan A"),
        ("![[plan a.png|300]]", "300", "Plan A"),
        ("![[Attachments/Plan A.png|The plan|300x200]]", "300", "The plan"),
    ],
)
def test_a_picture_by_name_is_shown(written: str, width: str | None, alt: str) -> None:
    article, catalog = a_vault(written)
    (image,) = tree_of(render(article, catalog).html).iter("img")
    assert image.get("src") == "/files/Attachments/Plan%20A.png"
    assert (image.get("width"), (image.get("alt") or "").lower()) == (width, alt.lower())


def test_a_video_by_name_plays() -> None:
    article, catalog = a_vault("![[walk.mp4]]")
    (video,) = tree_of(render(article, catalog).html).iter("video")
    assert video.get("src") == "/files/Attachments/walk.mp4"


def test_comments_go_marks_and_callouts_are_shown() -> None:
    body = "A %%not\n\nthis%% b.\n\n%% nor this %%\n\n==Mind== 50%. a == b\n\n> [!warning]- The *title*\n> Inside ^id1"
    article, catalog = a_vault(body)
    tree = tree_of(render(article, catalog).html)
    assert words(tree) == "A b. Mind 50%. a == b The title Inside Other Note"
    assert words(tree.find(".//mark")) == "Mind"
    assert words(tree.find("details/summary")) == "The title"


@pytest.mark.parametrize("code", ["`[[Other Note]]`", "```\n[[Other Note]] %% ==a==\n```"])
def test_code_stays_as_it_is(code: str) -> None:
    article, catalog = a_vault(code)
    assert words(tree_of(render(article, catalog).html)).startswith(code.strip("`\n"))


def test_a_note_that_is_not_there_keeps_its_words_and_is_named_with_its_line() -> None:
    article, catalog = a_vault("Text.\n\nSee [[Gone|the old one]].")
    assert "See the old one." in words(tree_of(render(article, catalog).html))
    (problem,) = check(catalog)
    assert (problem.severity, problem.code, problem.line) == ("warning", "missing_note", 3)
    assert "'[[Gone]]'" in problem.message


def test_of_notes_with_one_name_the_nearest_in_the_same_language_is_meant() -> None:
    near, far = note("a/Setup.md", "x"), note("Setup.md", "x")
    source = note("a/Start.md", "[[Setup]]")
    persian = note("fa/Setup.md", "x", "fa")
    page = render(source, a_catalog(source, far, near, persian))
    assert [link.target.article for link in page.links] == [near]


@pytest.mark.parametrize("body", ["if [[ -f x ]]; then", "See [[Nowhere]].", "100%% and %%x%%", "a ==b== c", "x ^y"])
def test_an_ordinary_collection_is_not_changed(body: str) -> None:
    article = note("Home.md", body)
    assert words(tree_of(render(article, a_catalog(article, note("Other.md", "x"))).html)) == body


def test_a_link_in_code_makes_no_vault() -> None:
    article = note("Home.md", "Write `[[Other]]`. %%x%%")
    assert a_catalog(article, note("Other.md", "x")).vault is None


def test_the_settings_of_obsidian_make_a_vault() -> None:
    article = note("Home.md", "==Mind==")
    assert a_catalog(article).vault is None
    assert "<mark>" in render(article, a_catalog(article, has_vault_settings=True)).html


def test_notes_are_called_as_their_files_and_nobody_is_warned(collection: Collection) -> None:
    (collection.root / ".obsidian").mkdir(parents=True)
    (collection.root / "read-me_first.md").write_text("See [[iOS setup]].\n")
    (collection.root / "iOS setup.md").write_text("Text.\n")
    catalog = Library(collection.root).catalog
    assert sorted(article.title for article in catalog.published) == ["iOS setup", "read-me_first"]
    assert check(catalog) == []
    assert [article.description for article in catalog.published] == ["See iOS setup.", "Text."][::-1]


def test_hostile_brackets_are_read() -> None:
    for piece in ("[[", "[[a]]", "![[a|", "%%", "==a", "^a\n", "[[a#b|c]]"):
        article, catalog = a_vault(piece, settings=True)
        assert render(article, catalog).html


def test_brackets_behind_a_backslash_are_brackets() -> None:
    article, catalog = a_vault("Write \\[[Other]] for [[Other]].", settings=True)
    tree = tree_of(render(article, catalog).html)
    assert words(tree).startswith("Write [[Other]] for Other.")
    assert len(list(tree.iter("a"))) == 2
