"""What Zendesk's Help Center API gives."""

from __future__ import annotations

from datetime import date

from kb.exchange.bundle.bundle import ForeignArticle
from kb.exchange.bundle.notes import ImportNotes
from kb.exchange.bundle.packed import Packed
from kb.exchange.systems.zendesk import read
from tests.kb.exchange.conftest import PNG, Exchange, article


def articles(exchange: Exchange) -> tuple[list[ForeignArticle], ImportNotes]:
    notes = ImportNotes()
    return list(read(Packed(exchange.export), notes, "").articles()), notes


def test_each_field_goes_where_it_is_meant(exchange: Exchange) -> None:
    more = {"author_id": 7, "position": 3, "vote_sum": 1, "vote_count": 5, "label_names": ["a", "b"], "promoted": True}
    times = {
        "created_at": "2019-01-02T23:04:05Z",
        "edited_at": "2020-02-03T00:00:00Z",
        "updated_at": "2021-01-01T00:00:00Z",
    }
    exchange.zendesk(article(1, "Reset", "<p>x</p>", **more, **times), users=[{"id": 7, "name": "Ann"}])
    [found], _ = articles(exchange)
    assert (found.id, found.language, found.title, found.category, found.author) == ("1", "en", "Reset", "20", "Ann")
    assert (found.labels, found.position, found.votes) == (("a", "b"), 3.0, (3, 2))
    assert (found.published_on, found.updated_on) == (date(2019, 1, 2), date(2020, 2, 3))
    assert (found.state, found.audience, found.is_original, found.is_outdated) == ("published", "public", True, None)


def test_votes_that_do_not_fit_together_are_none(exchange: Exchange) -> None:
    wrong = [{"vote_sum": 7, "vote_count": 5}, {"vote_sum": "x", "vote_count": 5}, {"vote_count": 5}, {"vote_sum": 0}]
    exchange.zendesk(*(article(number, f"A{number}", "x", **votes) for number, votes in enumerate(wrong, 1)))
    assert [one.votes for one in articles(exchange)[0]] == [None] * 4


def test_what_a_segment_of_users_may_read_is_internal_and_said(exchange: Exchange) -> None:
    segments = [
        {"id": 7, "name": "Agents", "user_type": "staff"},
        {"id": 8, "name": "Dealers", "user_type": "signed_in_users"},
    ]
    exchange.zendesk(
        article(1, "A", "x", user_segment_id=7), article(2, "B", "x", user_segment_ids=[8]), user_segments=segments
    )
    found, notes = articles(exchange)
    assert [one.audience for one in found] == ["internal", "internal"]
    assert [note.where for note in notes.all] == ["user segment Dealers"]


def test_what_nothing_says_everybody_may_read_is_internal(exchange: Exchange) -> None:
    rows = [
        article(1, "A", "x"),
        article(2, "B", "x", user_segment_id=False),
        article(3, "C", "x", user_segment_ids=[]),
    ]
    del rows[0]["user_segment_id"]
    exchange.zendesk(*rows)
    found, notes = articles(exchange)
    assert [one.audience for one in found] == ["internal", "internal", "public"]
    assert [(note.kind, note.where) for note in notes.all] == [
        ("audience", "article 1"),
        ("audience", "user segment of no name"),
    ]


def test_categories_and_sections_are_named_in_each_language(exchange: Exchange) -> None:
    exchange.zendesk(
        article(1, "A", "x"),
        translations=[
            {"source_id": 20, "source_type": "Section", "locale": "fa", "title": "ورود", "body": "<p>همه</p>"}
        ],
    )
    [account, sign_in] = read(Packed(exchange.export), ImportNotes(), "").categories
    assert (account.id, account.titles, account.parent) == ("10", {"en": "Account"}, "")
    assert (sign_in.titles, sign_in.parent, sign_in.descriptions) == (
        {"en": "Sign in", "fa": "ورود"},
        "10",
        {"fa": "همه"},
    )


def test_attachments_that_the_text_does_not_show_are_listed_below_it(exchange: Exchange) -> None:
    there = "https://acme.zendesk.com/hc/article_attachments"
    rows = [
        {"article_id": 1, "file_name": "manual.pdf", "content_url": f"{there}/3600001/manual.pdf", "inline": False},
        {"article_id": 1, "file_name": "gone.pdf", "content_url": f"{there}/3600002/gone.pdf"},
        {"article_id": 1, "file_name": "key.png", "content_url": f"{there}/3600003/key.png", "inline": True},
    ]
    exchange.zendesk(article(1, "Reset", "<p>x</p>"), article_attachments=rows)
    exchange.write("files/3600001.pdf", b"%PDF-1")
    exchange.write("key.png", PNG)
    report = exchange.run()
    away = f"{there}/3600002/gone.pdf"
    assert (
        exchange.body("en/account/sign-in/reset.md") == f"x\n\n- [manual.pdf](files/manual.pdf)\n- [gone.pdf]({away})"
    )
    assert report.missing == {away: "Reset"}


def test_one_article_in_the_lists_of_two_languages_counts_once_in_each(exchange: Exchange) -> None:
    persian = article(1, "بازنشانی", "x", locale="fa")
    exchange.zendesk(article(1, "Reset", "x"), persian)
    exchange.write("fa.json", {"articles": [persian]})
    report = exchange.run()
    assert [(one.language, one.outcome) for one in report.versions] == [("en", "new"), ("fa", "new")]
    assert [note.kind for note in report.notes] == ["twice"]


def test_a_page_that_is_missing_is_noticed(exchange: Exchange) -> None:
    exchange.zendesk(article(1, "Reset", "x"), count=3)
    assert [note.message for note in articles(exchange)[1].all] == ["it tells of 3 articles, of which 1 are here"]


def test_files_of_single_things_and_bare_lists_are_read_too(exchange: Exchange) -> None:
    exchange.write("one.json", {"article": article(1, "A", "x")})
    exchange.write(
        "bare.json", [article(2, "B", "x"), {"source_id": 1, "source_type": "Article", "locale": "fa", "title": "ا"}]
    )
    assert [(one.id, one.language) for one in articles(exchange)[0]] == [("2", "en"), ("1", "fa"), ("1", "en")]


def test_values_of_another_kind_are_none(exchange: Exchange) -> None:
    odd = {
        "title": None,
        "body": {"a": 1},
        "label_names": "x",
        "position": "top",
        "created_at": 5e30,
        "vote_count": "x",
    }
    exchange.zendesk(article(1, "A", "x"), {**article(2, "B", "x"), **odd}, {"id": []}, {})
    found, _ = articles(exchange)
    assert [(one.title, one.body, one.labels, one.published_on) for one in found] == [
        ("A", "x", (), None),
        ("", "", (), None),
    ]


def test_content_tags_are_tags_where_they_have_names_and_else_named(exchange: Exchange) -> None:
    exchange.zendesk(
        article(1, "Reset", "<p>x</p>", label_names=["a"], content_tag_ids=["01GT23D51Y"]),
        article(2, "Other", "<p>x</p>", content_tag_ids=["01GT23D51Y", "01ZZ"]),
    )
    exchange.write(
        "content_tags.json", {"records": [{"id": "01GT23D51Y", "name": "bikes"}], "meta": {"has_more": False}}
    )
    report = exchange.run()
    texts = {version.id: exchange.text(version.path) for version in report.versions}
    assert "tags: [a, bikes]" in texts["1"]
    assert "tags: [bikes]" in texts["2"]
    assert [(note.kind, note.where) for note in report.notes] == [("tag", "article 2")]
    assert "01ZZ" in report.notes[0].message
