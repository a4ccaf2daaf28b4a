"""A help centre of another system becomes articles of ours: all of it, again and again, and nothing by halves."""

from __future__ import annotations

import base64
from datetime import UTC, date, datetime
from typing import Any

import pytest

from kb.catalog.article import ArticleId
from kb.core.errors import KbError
from kb.editing.check import check
from kb.exchange.bundle.packed import ExportError
from kb.exchange.report import ImportOutcome, ImportReport
from kb.exchange.writing.counted_before import CountedBefore, CountedBeforeReader
from kb.library.library import Library
from tests.kb.exchange.conftest import PNG, Exchange, article

RESET, STAFF = "en/account/sign-in/reset.md", "en/account/sign-in/staff/index.md"


def outcomes(report: ImportReport) -> list[ImportOutcome]:
    return [version.outcome for version in report.versions]


def errors(exchange: Exchange) -> list[str]:
    return [str(one) for one in check(Library(exchange.target).catalog) if one.severity == "error"]


def test_links_pictures_and_old_addresses_come_along(exchange: Exchange) -> None:
    there = "https://acme.zendesk.com/hc/en-us"
    body = (
        f'<p><a href="/hc/en-us/articles/2-Former-name#h_1">one</a> <a href="{there}/sections/20">two</a> '
        '<a href="https://other.example/hc/en-us/articles/2">three</a> <a href="#h_9">four</a></p>'
        '<h2 id="h_9">Nine</h2><p><img src="/hc/article_attachments/360099/key.png" alt="Key">'
        '<img src="https://cdn.example/gone.png" alt="Gone"></p>'
    )
    exchange.zendesk(article(1, "Reset", body), article(2, "Other", '<h2 id="h_1">x</h2>'))
    exchange.write("360099/key.png", PNG)
    report = exchange.run()
    text = exchange.text(RESET)
    assert (
        "[one](other.md#h_1) [two](../sign-in/) [three](https://other.example/hc/en-us/articles/2) [four](#h_9)" in text
    )
    assert "## Nine {#h_9}" in text
    assert "![Key](images/key.png)![Gone](https://cdn.example/gone.png)" in text
    assert "old_paths: [hc/en-us/articles/1-Reset, hc/en-us/articles/1]" in text
    assert "en/account/sign-in/images/key.png" in exchange.files
    assert report.missing == {"https://cdn.example/gone.png": "Reset"}
    assert errors(exchange) == []
    catalog = Library(exchange.target).catalog
    moved = catalog.moved_to("hc/en-us/articles/2-other", "en")
    assert moved is not None
    assert moved.key == "account/sign-in/other"


def test_a_second_run_changes_nothing_where_nothing_changed(exchange: Exchange) -> None:
    exchange.zendesk(article(1, "Reset", '<p>x <img src="key.png"></p>'))
    exchange.write("key.png", PNG)
    assert outcomes(exchange.run()) == [ImportOutcome.NEW]
    before = {path: (exchange.target / path).read_bytes() for path in exchange.files}
    assert outcomes(exchange.run()) == [ImportOutcome.SAME]
    assert {path: (exchange.target / path).read_bytes() for path in exchange.files} == before


def test_what_changed_there_is_updated_and_what_changed_here_stays(exchange: Exchange) -> None:
    exchange.zendesk(
        article(1, "Reset", "<p>old</p>"), article(2, "Second", "<p>old</p>"), article(3, "Third", "<p>old</p>")
    )
    exchange.run()
    for name in ("second", "third"):
        file = exchange.target / f"en/account/sign-in/{name}.md"
        file.write_text(file.read_text().replace("old", "mine"))
    exchange.zendesk(
        article(1, "Reset", "<p>new</p>"), article(2, "Second", "<p>old</p>"), article(3, "Third", "<p>new</p>")
    )
    report = exchange.run()
    assert outcomes(report) == [ImportOutcome.UPDATED, ImportOutcome.SAME, ImportOutcome.DIFFERS]
    assert [exchange.body(f"en/account/sign-in/{name}.md") for name in ("reset", "second", "third")] == [
        "new",
        "mine",
        "mine",
    ]
    [difference] = report.versions[2].differences
    assert (difference.part, difference.here, difference.there) == ("body", "mine", "new")


def test_an_article_that_was_moved_here_is_updated_where_it_is(exchange: Exchange) -> None:
    exchange.zendesk(article(1, "Reset", "<p>old</p>"))
    exchange.run()
    (exchange.target / "en/elsewhere").mkdir()
    (exchange.target / RESET).rename(exchange.target / "en/elsewhere/name.md")
    exchange.zendesk(
        article(1, "Reset", "<p>new</p>"), article(2, "Link", '<p><a href="/hc/en-us/articles/1">a</a></p>')
    )
    exchange.run()
    assert exchange.body("en/elsewhere/name.md") == "new"
    assert exchange.body("en/account/sign-in/link.md") == "[a](../../elsewhere/name.md)"
    assert RESET not in exchange.files


def test_an_article_that_was_deleted_here_does_not_come_back_by_itself(exchange: Exchange) -> None:
    exchange.zendesk(article(1, "Reset", "<p>old</p>"), article(2, "Other", "<p>x</p>"))
    exchange.run()
    (exchange.target / RESET).unlink()
    report = exchange.run()
    assert outcomes(report) == [ImportOutcome.LEFT_OUT, ImportOutcome.SAME]
    assert "deleted here since" in report.versions[0].told[-1]


def test_what_is_gone_there_is_named_and_stays(exchange: Exchange) -> None:
    exchange.zendesk(article(1, "Reset", "<p>old</p>"), article(2, "Other", "<p>x</p>"))
    exchange.run()
    exchange.zendesk(article(2, "Other", "<p>x</p>"))
    assert exchange.run().gone == [RESET]
    assert RESET in exchange.files


def test_translations_lie_beside_their_original_and_know_whether_they_are_behind(exchange: Exchange) -> None:
    rows = [
        {
            "source_id": 1,
            "source_type": "Article",
            "locale": locale,
            "title": title,
            "body": "<p>x</p>",
            "outdated": outdated,
        }
        for locale, title, outdated in (("fa", "بازنشانی", False), ("de", "Zurücksetzen", True))
    ]
    exchange.write("a.json", {"translations": rows})  # read before its original
    exchange.zendesk(article(1, "Reset", "<p>x</p>"))
    exchange.run()
    catalog = Library(exchange.target).catalog
    versions = catalog.translations("account/sign-in/reset")
    assert set(versions) == {"en", "fa", "de"}
    assert versions["fa"].original_version == versions["en"].text_version
    assert versions["de"].original_version == "000000000000"


def test_a_translation_without_its_original_is_said_and_left_out(exchange: Exchange) -> None:
    exchange.zendesk(article(1, "Reset", "<p>x</p>"))
    exchange.write(
        "t.json", {"translations": [{"source_id": 9, "source_type": "Article", "locale": "fa", "title": "گم"}]}
    )
    report = exchange.run()
    assert len(report.versions) == 1
    assert [note.message for note in report.notes if note.kind == "translation"] == [
        "it is a translation (fa) of article 9, which is not in the export; it is left out"
    ]


def test_pictures_of_what_only_staff_may_read_lie_apart(exchange: Exchange) -> None:
    exchange.zendesk(
        article(1, "Reset", '<p><img src="key.png"></p>'),
        article(2, "Staff", '<p><img src="key.png"></p>', user_segment_id=7),
    )
    exchange.write("key.png", PNG)
    exchange.run()
    folder = "en/account/sign-in"
    assert {f"{folder}/{one}images/key.png" for one in ("", "staff/")} <= set(exchange.files)
    assert "audience: internal" in exchange.text(STAFF)


def test_two_articles_with_one_title_are_two_files(exchange: Exchange) -> None:
    exchange.zendesk(article(1, "Reset", "<p>a</p>"), article(2, "Reset", "<p>b</p>"))
    exchange.run()
    assert (exchange.body(RESET), exchange.body("en/account/sign-in/reset-2.md")) == ("a", "b")
    assert outcomes(exchange.run()) == [ImportOutcome.SAME] * 2
    assert errors(exchange) == []


def test_words_that_are_lost_are_told(exchange: Exchange) -> None:
    exchange.zendesk(article(1, "Reset", "<p>a</p>" + "<div>" * 500 + "deep"))
    [version] = exchange.run().versions
    assert exchange.body(RESET) == "a\n\ndeep" or "deep" in exchange.body(RESET)
    assert version.told == ("it is nested too deep: only its words were taken, as paragraphs",)


def test_pictures_within_the_html_become_files(exchange: Exchange) -> None:
    data = base64.b64encode(PNG).decode()
    exchange.zendesk(
        article(1, "Reset", f'<img alt="a" src="data:image/png;base64,{data}"><img alt="b" src="data:text/html,x">')
    )
    report = exchange.run()
    [picture] = [path for path in exchange.files if path.endswith(".png")]
    assert (exchange.target / picture).read_bytes() == PNG
    assert exchange.body(RESET).endswith(".png)b")
    assert "cannot be read" in report.versions[0].told[0]


def test_what_cannot_be_linked_keeps_its_words(exchange: Exchange) -> None:
    exchange.zendesk(
        article(
            1, "Reset", '<p><a href="javascript:x">a</a> <a href="//[x">b</a> <a href="ftp://x">c</a></p>', html_url=""
        )
    )
    exchange.run()
    assert exchange.body(RESET) == "a b c"
    assert errors(exchange) == []


def test_a_dry_run_writes_nothing_and_says_the_same(exchange: Exchange) -> None:
    exchange.zendesk(article(1, "Reset", '<p>x <img src="key.png"></p>'))
    exchange.write("key.png", PNG)
    dry = exchange.run(is_dry=True)
    assert not exchange.target.exists()
    real = exchange.run()
    assert (dry.counts, dry.files, dry.categories) == (real.counts, real.files, real.categories)


@pytest.mark.parametrize(
    ("content", "message"),
    [
        ('{"articles": [{"id": 1, "title": "A", "body": "x", "locale": "en-us"}, {"id": 2', "the file ends too early"),
        ('{"articles": [{"id": 1, "title": "A", "body": "x", "locale": "en-us"}]}'.encode("utf-16"), "not UTF-8"),
        ("{}", "has no articles of Zendesk"),
        ('{"articles": [{"id": 1, "title": "A", "body": "x", "locale": "klingon"}]}', "no article that could be read"),
    ],
)
def test_an_export_that_cannot_be_read_to_its_end_leaves_everything_as_it_was(
    exchange: Exchange, content: str | bytes, message: str
) -> None:
    exchange.write("articles.json", content)
    with pytest.raises(ExportError, match=message):
        exchange.run()
    assert not exchange.target.exists()


def test_articles_that_are_there_already_are_never_touched(exchange: Exchange) -> None:
    for path in ("en/account/sign-in/reset.md", "en/account/_index.md"):
        (exchange.target / path).parent.mkdir(parents=True, exist_ok=True)
        (exchange.target / path).write_text("---\ntitle: Ours\n---\nOurs.\n")
    exchange.zendesk(article(1, "Reset", "<p>theirs</p>"))
    exchange.run()
    assert exchange.body(RESET) == "Ours."
    assert exchange.body("en/account/sign-in/reset-2.md") == "theirs"
    assert "title: Ours" in exchange.text("en/account/_index.md")


def test_a_folder_without_language_folders_takes_what_is_in_its_language(exchange: Exchange) -> None:
    exchange.target.mkdir()
    (exchange.target / "hello.md").write_text("# Hello\n\nWhat you see is what you get with the others.\n")
    exchange.zendesk(article(1, "Reset", "<p>x</p>"))
    exchange.run()
    assert "account/sign-in/reset.md" in exchange.files
    exchange.write(
        "t.json",
        {"translations": [{"source_id": 1, "source_type": "Article", "locale": "fa", "title": "ب", "body": "x"}]},
    )
    with pytest.raises(ExportError, match=r"move what is there into a folder en/"):
        exchange.run()


def test_two_exports_of_one_system_keep_apart_by_their_names(exchange: Exchange) -> None:
    exchange.zendesk(article(1, "Reset", "<p>a</p>"))
    exchange.run()
    exchange.zendesk(article(1, "Reset", "<p>b</p>"))
    exchange.run(name="second-shop")
    assert (exchange.body(RESET), exchange.body("en/account/sign-in/reset-2.md")) == ("a", "b")
    assert 'imported_from: "second-shop:1"' in exchange.text("en/account/sign-in/reset-2.md")


def test_redirects_of_ten_years_that_lead_in_a_circle_are_not_followed_for_ever(exchange: Exchange) -> None:
    from dataclasses import replace

    from kb.exchange.bundle.notes import ImportNotes
    from kb.exchange.bundle.packed import Packed
    from kb.exchange.importer import run_import
    from kb.exchange.systems.zendesk import read

    exchange.zendesk(article(1, "A", '<p><a href="/old">x</a> <a href="/round">y</a></p>'), article(2, "B", "<p>x</p>"))
    redirects = {"old": "/older", "older": "/hc/en-us/articles/2", "round": "/about", "about": "/round"}
    run_import(
        replace(read(Packed(exchange.export), ImportNotes(), ""), redirects=redirects), exchange.target, "zendesk"
    )
    assert exchange.body("en/account/sign-in/a.md") == "[x](b.md) [y](https://acme.zendesk.com/round)"


def test_a_second_import_at_the_same_time_is_refused(exchange: Exchange) -> None:
    from filelock import FileLock

    exchange.zendesk(article(1, "A", "<p>x</p>"))
    (exchange.target / ".kb-import").mkdir(parents=True)
    with FileLock(exchange.target / ".kb-import" / "lock"):
        for _ in range(2):
            with pytest.raises(KbError, match="another import"):
                exchange.run()
            assert (exchange.target / ".kb-import" / "lock").exists()


def test_a_title_without_end_is_cut_and_said(exchange: Exchange) -> None:
    exchange.zendesk(article(1, "Long " * 200, "<p>x</p>"))
    [version] = exchange.run().versions
    assert version.told == ("its title was cut to 480 characters",)
    assert errors(exchange) == []


def test_files_that_an_internal_article_links_to_lie_apart_too(exchange: Exchange) -> None:
    exchange.zendesk(
        article(1, "Reset", "<p>x</p>"), article(2, "Staff", '<p><a href="plan.pdf">x</a></p>', user_segment_id=7)
    )
    exchange.write("plan.pdf", b"%PDF-1")
    exchange.run()
    assert [path for path in exchange.files if path.endswith(".pdf")] == ["en/account/sign-in/staff/files/plan.pdf"]


def test_an_article_that_is_internal_by_now_is_named_where_its_pictures_are_not(exchange: Exchange) -> None:
    exchange.zendesk(article(1, "Reset", '<p><img src="key.png"></p>'), article(2, "Other", "<p>x</p>"))
    exchange.write("key.png", PNG)
    exchange.run()
    exchange.zendesk(
        article(1, "Reset", '<p><img src="key.png"></p>', user_segment_id=7), article(2, "Other", "<p>x</p>")
    )
    report = exchange.run()
    assert "audience: internal" in exchange.text(RESET)
    assert "its pictures lie beside public articles" in report.versions[0].told[0]


def test_a_folder_that_cannot_be_read_is_no_empty_one(exchange: Exchange) -> None:
    exchange.zendesk(article(1, "A", "<p>x</p>"))
    exchange.target.write_text("no folder")
    with pytest.raises(KbError, match="cannot be read"):
        exchange.run(is_dry=True)


def test_a_link_in_the_place_of_an_article_is_named_and_not_followed(exchange: Exchange) -> None:
    exchange.zendesk(article(1, "Reset", "<p>old</p>"), article(2, "Other", "<p>x</p>"))
    exchange.run()
    (exchange.target / RESET).rename(exchange.export / "reset.txt")
    (exchange.target / RESET).symlink_to(exchange.export / "reset.txt")
    exchange.zendesk(article(1, "Reset", "<p>new</p>"), article(2, "Other", "<p>x</p>"))
    report = exchange.run()
    assert outcomes(report) == [ImportOutcome.LEFT_OUT, ImportOutcome.SAME]
    assert report.versions[0].told[-1] == "what is in its place cannot be read: a symbolic link is there"
    assert "old" in (exchange.export / "reset.txt").read_text()


@pytest.mark.parametrize("host", ["other.example", "acme.zendesk.com.evil.example"])
def test_a_picture_of_another_host_is_not_one_of_the_export_by_its_name(exchange: Exchange, host: str) -> None:
    there = "https://acme.zendesk.com"
    shown = f'<p><img src="https://{host}/hc/key.png"> <img src="{there}/x/key.png"></p><img src="https://cdn.example/a/b.png">'
    exchange.zendesk(article(1, "Reset", shown))
    exchange.write("key.png", PNG)
    exchange.write("cdn.example/a/b.png", PNG)
    report = exchange.run()
    assert list(report.missing) == [f"https://{host}/hc/key.png"]
    assert {"en/account/sign-in/images/b.png", "en/account/sign-in/images/key.png"} <= set(exchange.files)


def test_the_pictures_of_an_attachments_host_are_those_of_the_export(exchange: Exchange) -> None:
    attached = {"article_id": 1, "file_name": "a.pdf", "content_url": "https://files.example/1/a.pdf"}
    exchange.zendesk(
        article(1, "Reset", '<img src="https://files.example/2/key.png">'), article_attachments=[{"id": 5, **attached}]
    )
    exchange.write("key.png", PNG)
    assert list(exchange.run().missing) == ["https://files.example/1/a.pdf"]


def english(region: str, id_: int) -> dict[str, Any]:
    return article(id_, f"Reset {id_}", f"<p>{region}</p>", locale=region, source_locale=region)


def test_a_second_region_leaves_the_articles_of_the_first_where_they_are(exchange: Exchange) -> None:
    exchange.zendesk(english("en-us", 1))
    exchange.run()
    exchange.zendesk(english("en-us", 1), english("en-gb", 2))
    report = exchange.run()
    assert outcomes(report) == [ImportOutcome.SAME, ImportOutcome.NEW]
    assert [path for path in exchange.files if "reset" in path] == [
        "en-GB/account/sign-in/reset-2.md",
        "en/account/sign-in/reset-1.md",
    ]
    exchange.zendesk(english("en-gb", 2))
    assert outcomes(exchange.run()) == [ImportOutcome.SAME]
    assert errors(exchange) == []


def counted(exchange: Exchange) -> dict[ArticleId, CountedBefore]:
    return dict(CountedBeforeReader(exchange.target).of(Library(exchange.target, "en").catalog))


def test_votes_of_an_article_are_not_repeated_by_its_translations(exchange: Exchange) -> None:
    votes = {"vote_sum": 9, "vote_count": 15}
    exchange.zendesk(article(1, "Sign in", "<p>Text.</p>", **votes), article(2, "Pay", "<p>Text.</p>"))
    german = {"source_id": 1, "source_type": "Article", "locale": "de", "title": "Anmelden", "body": "<p>Text.</p>"}
    exchange.write("translations.json", {"translations": [german]})
    exchange.write("page.json", {"articles": [article(1, "Entrar", "<p>Texto.</p>", **votes) | {"locale": "es"}]})
    report = exchange.run(clock=lambda: datetime(2026, 11, 3, tzinfo=UTC))
    assert {one.language: one.votes for one in report.versions if one.id == "1"} == {
        "en": (12, 3),
        "de": None,
        "es": None,
    }
    assert list(counted(exchange).values()) == [CountedBefore("zendesk", date(2026, 11, 3), 12, 3)]


def test_a_second_import_brings_what_was_counted_up_to_date_and_nothing_else(exchange: Exchange) -> None:
    exchange.zendesk(article(1, "Sign in", "<p>Text.</p>", vote_sum=9, vote_count=15))
    exchange.run(clock=lambda: datetime(2026, 11, 3, tzinfo=UTC))
    ledger = (exchange.target / ".kb-import/zendesk.json").read_bytes()
    exchange.run(clock=lambda: datetime(2026, 11, 9, tzinfo=UTC))
    assert (exchange.target / ".kb-import/zendesk.json").read_bytes() == ledger
    exchange.zendesk(article(1, "Sign in", "<p>Text.</p>", vote_sum=10, vote_count=16))
    report = exchange.run(clock=lambda: datetime(2026, 11, 10, tzinfo=UTC))
    assert [one.outcome for one in report.versions] == [ImportOutcome.SAME]
    assert list(counted(exchange).values()) == [CountedBefore("zendesk", date(2026, 11, 10), 13, 3)]


def test_what_was_counted_of_an_article_that_was_deleted_here_is_forgotten(exchange: Exchange) -> None:
    exchange.zendesk(article(1, "Sign in", "<p>Text.</p>", vote_sum=9, vote_count=15))
    path = exchange.run().versions[0].path
    (exchange.target / path).unlink()
    exchange.run()
    assert "counted" not in (exchange.target / ".kb-import/zendesk.json").read_text("utf-8")


def test_a_dry_run_keeps_nothing_that_was_counted(exchange: Exchange) -> None:
    exchange.zendesk(article(1, "Sign in", "<p>Text.</p>", vote_sum=9, vote_count=15))
    exchange.run()
    exchange.zendesk(article(1, "Sign in", "<p>Text.</p>", vote_sum=9, vote_count=25))
    exchange.run(is_dry=True)
    assert [one.votes for one in counted(exchange).values()] == [15]
