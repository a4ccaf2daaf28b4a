"""An article in pieces: cut at headings and paragraphs, never above the limits, nothing lost."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

from hypothesis import given, settings
from hypothesis import strategies as st

from kb.catalog.article import Article
from kb.markdown.sections import Section
from search.index.link_names import LinkName
from search.index.passages import MAX_CHARACTERS, MAX_WORDS, TARGET_WORDS, Passage, cut, pack, split_long

ROOMY = "word " * (MAX_WORDS // 2)


def article(title: str = "Kettles", **more: object) -> Article:
    now = datetime(2026, 11, 22, tzinfo=UTC)
    return Article("en", "kettles", "en/kettles.md", title, "", now, **more)  # type: ignore[arg-type]


def section(heading: str, *blocks: str, level: int = 2) -> Section:
    return Section(level, heading, heading.lower().replace(" ", "-"), blocks)


def intro(*blocks: str) -> Section:
    return Section(1, "", "", blocks)


def test_each_heading_starts_a_passage_with_its_anchor() -> None:
    passages = cut(article(), [intro("Before."), section("Clean it", "With vinegar."), section("Store it", "Dry.")])
    assert [(p.text, p.heading, p.anchor) for p in passages] == [
        ("Before.", "", ""),
        ("With vinegar.", "Clean it", "clean-it"),
        ("Dry.", "Store it", "store-it"),
    ]


def test_a_passage_knows_the_headings_above_it_and_no_others() -> None:
    passages = cut(
        article(),
        [
            section("Care", "A."),
            section("Clean", "B.", level=3),
            section("Deep", "C.", level=4),
            section("Store", "D.", level=3),
            section("Repair", "E."),
        ],
    )
    assert [p.heading_path for p in passages] == [
        ("Care",),
        ("Care", "Clean"),
        ("Care", "Clean", "Deep"),
        ("Care", "Store"),
        ("Repair",),
    ]


def test_a_heading_without_text_gives_no_passage_but_leads_those_below() -> None:
    passages = cut(article(), [section("Care"), section("Clean", "B.", level=3)])
    assert [p.heading_path for p in passages] == [("Care", "Clean")]


def test_short_paragraphs_of_a_section_are_one_passage() -> None:
    (passage,) = cut(article(), [intro("One.", "Two.", "Three.")])
    assert passage.text == "One.\nTwo.\nThree."


def test_a_long_section_is_cut_between_paragraphs() -> None:
    passages = cut(article(), [section("Care", ROOMY.strip(), ROOMY.strip(), ROOMY.strip())])
    assert [len(p.text.split()) for p in passages] == [MAX_WORDS, MAX_WORDS // 2]
    assert {p.anchor for p in passages} == {"care"}


def test_a_passage_is_closed_once_it_has_the_words_it_aims_at() -> None:
    block = "word " * TARGET_WORDS
    assert [len(text.split()) for text in pack([block, "Two more."])] == [TARGET_WORDS, 2]


def test_the_line_ends_between_paragraphs_count_too() -> None:
    half = "x" * (MAX_CHARACTERS // 2)
    assert list(pack([half, half])) == [half, half]
    assert list(pack([half, half[1:]])) == [f"{half}\n{half[1:]}"]


def test_a_long_paragraph_is_cut_at_its_sentences() -> None:
    sentence = "This is a sentence of eight words altogether. "
    pieces = list(split_long(sentence * 60))
    assert len(pieces) > 1
    assert all(piece.endswith("altogether.") for piece in pieces)


def test_sentences_of_every_script_end_where_their_own_marks_are() -> None:
    for mark, space in (("؟", " "), ("。", ""), ("!", " ")):
        pieces = list(split_long((f"{'字' * 100}{mark}{space}") * 40))
        assert len(pieces) > 1
        assert all(piece.endswith(mark) for piece in pieces)


def test_a_sentence_without_spaces_or_end_is_cut_anywhere() -> None:
    pieces = list(split_long("字" * 5_000))
    assert "".join(pieces) == "字" * 5_000
    assert max(map(len, pieces)) <= MAX_CHARACTERS


def test_keywords_make_a_summary_and_only_keywords_do() -> None:
    with_keywords = article(description="All of it.", keywords=("boil", "hot water"))
    summary, body = cut(with_keywords, [intro("Text.")])
    assert (summary.is_summary, summary.text, summary.unseen) == (True, "All of it.", "boil, hot water")
    assert summary.embedded_text == "Kettles. boil, hot water"
    assert not body.is_summary
    assert [p.is_summary for p in cut(article(description="All of it."), [intro("Text.")])] == [False]


def test_an_article_without_text_has_one_passage_all_the_same() -> None:
    (passage,) = cut(article(description="Said in a line."), [intro()])
    assert passage.text == "Said in a line."
    (nothing,) = cut(article(), [])
    assert (nothing.text, nothing.embedded_text) == ("", "Kettles\n")


def test_the_title_and_the_headings_are_embedded_before_the_text() -> None:
    passage = Passage("en", "k", "Kettles", ("Care", "Clean"), "clean", "With vinegar.")
    assert passage.embedded_text == "Kettles. Care. Clean\nWith vinegar."


def test_a_long_title_that_is_the_beginning_of_the_text_is_embedded_with_no_passage() -> None:
    title = "Kettles that do not switch off when…"
    text = "Kettles that do not switch off when they boil need cleaning."
    passages = cut(article(title=title), [intro(text), section("Care", "With vinegar.")])
    assert [p.embedded_text for p in passages] == [text, "Care\nWith vinegar."]


def test_a_short_title_stays_with_every_passage_even_where_the_text_begins_with_it() -> None:
    passages = cut(article(title="Kettles"), [intro("Kettles are hot."), section("Care", "With vinegar.")])
    assert [p.embedded_text for p in passages] == ["Kettles\nKettles are hot.", "Kettles. Care\nWith vinegar."]


def test_the_hash_names_what_is_embedded_and_nothing_else() -> None:
    one = Passage("en", "a/kettle", "Kettles", (), "", "Text.")
    assert one.text_hash == Passage("fa", "b/renamed", "Kettles", (), "other-anchor", "Text.").text_hash
    assert one.text_hash != Passage("en", "a/kettle", "Kettles!", (), "", "Text.").text_hash
    assert one.text_hash != Passage("en", "a/kettle", "Kettles", ("Care",), "", "Text.").text_hash


PIECES = st.one_of(
    st.text(alphabet="ab .!?\n\t\u2003。؟x字", max_size=300),
    st.builds(lambda text, times: text * times, st.text(alphabet="a b.\n字", max_size=12), st.integers(0, 900)),
)


@settings(max_examples=80)
@given(st.lists(PIECES, max_size=6))
def test_the_limits_hold_for_any_text_and_nothing_is_lost(blocks: list[str]) -> None:
    texts = list(pack(blocks))
    assert all(len(text) <= MAX_CHARACTERS and len(text.split()) <= MAX_WORDS for text in texts)
    assert "".join("".join(texts).split()) == "".join("".join(blocks).split())


@settings(max_examples=40)
@given(st.lists(PIECES, max_size=6))
def test_the_same_text_is_always_cut_alike(blocks: list[str]) -> None:
    assert list(pack(blocks)) == list(pack(blocks))


def test_models_do_not_read_what_articles_of_other_languages_call_it() -> None:
    one = Passage("en", "a/kettle", "Kettles", (), "", "Text.")
    assert replace(one, called=(LinkName("ar", "الغلاية"),)).embedded_text == one.embedded_text
