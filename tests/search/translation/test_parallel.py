"""Which texts of two translations say the same."""

from __future__ import annotations

from datetime import UTC, datetime

from kb.catalog.article import Article
from search.index.passages import Passage
from search.translation.parallel import paragraphs, sections_of, short_texts

NOW = datetime(2026, 11, 1, tzinfo=UTC)


def article(language: str, title: str, **more: object) -> Article:
    return Article(language, "kettle", f"{language}/kettle.md", title, "", NOW, **more)  # type: ignore[arg-type]


def passage(heading: str, text: str, unseen: str = "") -> Passage:
    return Passage("en", "kettle", "", (heading,) if heading else (), heading, text, unseen)


def test_sections_are_put_together_from_their_passages_without_the_summary() -> None:
    cut = [passage("", "All", "jug"), passage("", "One.\nTwo."), passage("Off", "Three."), passage("Off", "Four.")]
    assert sections_of(cut) == [("", ["One.", "Two."]), ("Off", ["Three.", "Four."])]


def test_titles_leads_keywords_and_headings_say_the_same() -> None:
    first = article("en", "Kettle", description="Hot water", keywords=("jug", "pot"))
    second = article("ru", "Чайник", description="Кипяток", keywords=("кувшин",))
    assert list(short_texts(first, second, [("", []), ("Off", [])], [("", []), ("Выкл", [])])) == [
        ("Kettle", "Чайник"),
        ("Hot water", "Кипяток"),
        ("jug pot", "кувшин"),
        ("", ""),
        ("Off", "Выкл"),
    ]


def test_paragraphs_go_side_by_side_where_there_are_as_many_else_sections_do() -> None:
    assert list(paragraphs([("", ["a", "b"]), ("h", ["c", "d"])], [("", ["A", "B"]), ("H", ["C"])])) == [
        ("a", "A"),
        ("b", "B"),
        ("c d", "C"),
    ]


def test_articles_of_other_sections_teach_by_title_alone() -> None:
    other = [("", ["A"]), ("H", ["B"])]
    assert list(paragraphs([("", ["a"])], other)) == []
    found = list(short_texts(article("en", "Kettle"), article("ru", "Чайник"), [("x", [])], other))
    assert [texts for texts in found if any(texts)] == [("Kettle", "Чайник")]
