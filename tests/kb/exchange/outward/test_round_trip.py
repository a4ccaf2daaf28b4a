"""What leaves in the shape of another system comes back with the same text, titles, places, states, days, languages."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from kb.catalog.article import EVERYONE, Article, ArticleId
from kb.catalog.catalog import Catalog
from kb.catalog.originals import stand_of
from kb.exchange.bundle.notes import ImportNotes
from kb.exchange.bundle.packed import Packed
from kb.exchange.exporting import ExportFailedError
from kb.exchange.importer import run_import
from kb.exchange.outward.help_scout_shape import export_help_scout
from kb.exchange.outward.zendesk_shape import export_zendesk
from kb.exchange.report import ImportReport
from kb.exchange.systems.registry import READERS
from kb.library.library import Library
from kb.markdown.render import render

BASE = "https://acme.zendesk.example"


def words(article: Article, catalog: Catalog) -> list[str]:
    sections = render(article, catalog, EVERYONE).sections
    return " ".join(" ".join((one.heading, *one.blocks)) for one in sections).split()


def trail(article: Article, catalog: Catalog, language: str) -> list[str]:
    parts = article.category.split("/") if article.category else []
    return [catalog.category_title(language, "/".join(parts[: end + 1])) for end in range(len(parts))]


def said(article: Article, catalog: Catalog) -> dict[str, Any]:
    return {
        "words": words(article, catalog),
        "trail": trail(article, catalog, article.language),
        "state": str(article.status),
        "public": article.audience.is_public,
        "published": article.published_on,
        "updated": article.updated_on,
        "tags": article.tags,
    }


def brought_back(system: str, export: Path, target: Path, language: str = "") -> tuple[ImportReport, Catalog]:
    files = Packed(export)
    report = run_import(READERS[system](files, ImportNotes(), language), target, system)
    files.close()
    return report, Library(target, "en").catalog


def by_title(catalog: Catalog) -> dict[tuple[str, str], Article]:
    return {(one.language, one.title): one for one in catalog.articles.values()}


def test_zendesk_gives_back_what_it_was_given(ours: Path, tmp_path: Path) -> None:
    catalog = Library(ours, "en").catalog
    made = export_zendesk(catalog, ours, tmp_path / "out", BASE)
    assert (made.count, made.files) == (len(catalog.articles), 1)
    report, back = brought_back("zendesk", tmp_path / "out", tmp_path / "back")
    assert not any(one.text for one in report.versions), [one.text for one in report.versions]
    assert (report.missing, report.files) == ({}, 1)
    found = by_title(back)
    assert found.keys() == by_title(catalog).keys()
    for id_, article in by_title(catalog).items():
        expected = said(article, catalog)
        if article.language == "ar":
            expected["tags"] = catalog.articles[ArticleId("en", article.key)].tags  # labels are of all languages there
        if id_[1] == "Old":
            expected |= {"state": "draft", "trail": ["General"]}  # there is neither an archive nor a place of its own
        assert said(found[id_], back) == expected, id_
    translated, original = found["ar", "تتبع الشحنة"], found["en", "Track <a> parcel"]
    states = {
        str(stand_of(*one).state)
        for one in ((back, translated), (catalog, catalog.articles[ArticleId("ar", "orders/track")]))
    }
    assert states == {"behind"}
    assert "too-late/refund.md#the-money" in (tmp_path / "back" / original.path).read_text("utf-8")


def test_a_second_round_changes_nothing(ours: Path, tmp_path: Path) -> None:
    catalog = Library(ours, "en").catalog
    export_zendesk(catalog, ours, tmp_path / "out", BASE)
    brought_back("zendesk", tmp_path / "out", tmp_path / "back")
    export_zendesk(catalog, ours, tmp_path / "again", BASE)
    report, _ = brought_back("zendesk", tmp_path / "again", tmp_path / "back")
    assert report.counts["same"] == len(catalog.articles)


def test_what_zendesk_reads_has_the_keys_of_its_api(ours: Path, tmp_path: Path) -> None:
    export_zendesk(Library(ours, "en").catalog, ours, tmp_path / "out", BASE)
    told = json.loads((tmp_path / "out/articles-1.json").read_text("utf-8"))
    article = next(one for one in told["articles"] if one["title"].startswith("Track"))
    keys = {"id", "title", "body", "locale", "source_locale", "section_id", "draft", "label_names", "user_segment_id"}
    assert keys <= article.keys()
    assert article["locale"] == "en-us"
    assert f'href="{BASE}/hc/en-us/articles/' in article["body"]
    assert 'loading="' not in article["body"]
    assert '"/files' not in article["body"]
    rules = next(one for one in told["articles"] if one["title"].startswith("Rules"))
    [segment] = json.loads((tmp_path / "out/user_segments.json").read_text("utf-8"))["user_segments"]
    assert (rules["user_segment_id"], segment["user_type"]) == (segment["id"], "staff")


def test_help_scout_gives_back_one_language_and_nothing_internal_becomes_public(ours: Path, tmp_path: Path) -> None:
    catalog = Library(ours, "en").catalog
    made = export_help_scout(catalog, ours, tmp_path / "out", "https://docs.example", "en")
    report, back = brought_back("helpscout", tmp_path / "out", tmp_path / "back", "en")
    assert not any(one.text for one in report.versions), [one.text for one in report.versions]
    assert report.missing == {}
    found = by_title(back)
    english = {id_: one for id_, one in by_title(catalog).items() if id_[0] == "en"}
    assert found.keys() == english.keys()
    for id_, article in english.items():
        was, now = said(article, catalog), said(found[id_], back)
        for part in ("words", "public", "updated", "tags"):
            assert now[part] == was[part], (id_, part)
        assert now["state"] == ("draft" if was["state"] == "archived" else was["state"])
    assert trail(found["en", "Refund"], back, "en") == ["Your orders", "Too late"]
    assert trail(found["en", "Never came"], back, "en") == ["Your orders", "Too late › Very late"]
    collections = json.loads((tmp_path / "out/collections.json").read_text("utf-8"))["collections"]["items"]
    assert {one["name"]: one["visibility"] for one in collections} == {
        "Your orders": "public",
        "Your orders (staff)": "private",
        "General": "public",
    }
    assert made.told["articles that not everybody may read are in private collections"] == 1


def test_addresses_that_public_articles_link_to_name_nothing_of_the_staff(ours: Path, tmp_path: Path) -> None:
    (ours / "en/orders/zeppelin.md").write_text("---\naudience: internal\n---\n# Airship\n\nText.\n", "utf-8")
    (ours / "en/orders/open.md").write_text("# Open\n\nSee [ours](zeppelin.md) and [the other](track.md).\n", "utf-8")
    catalog = Library(ours, "en").catalog
    export_help_scout(catalog, ours, tmp_path / "scout", "https://docs.example", "en")
    export_zendesk(catalog, ours, tmp_path / "zendesk", BASE)
    texts = [file.read_text("utf-8") for file in tmp_path.glob("*/**/*.json")]
    linking = [text for text in texts if "See <a" in text]
    assert len(linking) >= 2
    assert not any(
        "zeppelin" in json.dumps(body) for text in linking for body in bodies_with(json.loads(text), "See <a")
    )


def bodies_with(found: Any, words: str) -> list[str]:
    """Every text in JSON that has ``words``."""
    if isinstance(found, str):
        return [found] if words in found else []
    inside = found.values() if isinstance(found, dict) else found if isinstance(found, list) else ()
    return [body for one in inside for body in bodies_with(one, words)]


def test_a_language_that_is_not_there_and_a_place_that_is_taken_are_refused(ours: Path, tmp_path: Path) -> None:
    catalog = Library(ours, "en").catalog
    with pytest.raises(ExportFailedError, match="no article in 'fr'; the languages are en, ar"):
        export_help_scout(catalog, ours, tmp_path / "out", BASE, "fr")
    (tmp_path / "taken").mkdir()
    (tmp_path / "taken/x").write_text("x")
    with pytest.raises(ExportFailedError, match="is there already"):
        export_zendesk(catalog, ours, tmp_path / "taken", BASE)
    with pytest.raises(ExportFailedError, match="lies in the folder of articles"):
        export_zendesk(catalog, ours, ours / "out", BASE)
    assert sorted(one.name for one in tmp_path.iterdir()) == ["ours", "taken"]


def test_a_picture_that_cannot_be_read_leaves_nothing_half_written(ours: Path, tmp_path: Path) -> None:
    catalog = Library(ours, "en").catalog
    (ours / "en/orders/images/number.png").unlink()
    with pytest.raises(ExportFailedError, match="nothing was exported"):
        export_zendesk(catalog, ours, tmp_path / "out", BASE)
    assert [one.name for one in tmp_path.iterdir()] == ["ours"]


def test_what_readers_do_not_see_by_the_clock_leaves_as_a_draft(ours: Path, tmp_path: Path) -> None:
    planned = {
        "later": "published_on: 2026-12-24",
        "over": "unpublish_on: 2026-11-01",
        "now": "published_on: 2026-11-01",
    }
    for name, line in planned.items():
        (ours / f"en/orders/{name}.md").write_text(f"---\n{line}\n---\n# {name}\n\nText.\n", "utf-8")
    catalog = Library(ours, "en", clock=lambda: datetime(2026, 11, 22, 12, tzinfo=UTC)).catalog
    zendesk = export_zendesk(catalog, ours, tmp_path / "z", BASE)
    rows = json.loads((tmp_path / "z/articles-1.json").read_text("utf-8"))["articles"]
    drafts = {one["title"]: one["draft"] for one in rows if one["title"] in planned}
    assert drafts == {"later": True, "over": True, "now": False}
    assert zendesk.told["articles whose time has not come or is over are drafts there"] == 2
    scout = export_help_scout(catalog, ours, tmp_path / "h", BASE, "en")
    texts = [json.loads(file.read_text("utf-8"))["article"] for file in (tmp_path / "h/articles").iterdir()]
    states = {one["name"]: one["status"] for one in texts if one["name"] in planned}
    assert states == {"later": "notpublished", "over": "notpublished", "now": "published"}
    assert scout.told["articles whose time has not come or is over are not published there"] == 2


def test_a_translation_for_staff_of_a_public_article_leaves_as_a_draft(ours: Path, tmp_path: Path) -> None:
    (ours / "ar/orders/late/refund.md").write_text("---\naudience: internal\n---\n# سر\n\nللموظفين.\n", "utf-8")
    (ours / "ar/orders/rules.md").write_text("---\naudience: internal\n---\n# قواعد\n\nللموظفين.\n", "utf-8")
    made = export_zendesk(Library(ours, "en").catalog, ours, tmp_path / "out", BASE)
    rows = json.loads((tmp_path / "out/translations-1.json").read_text("utf-8"))["translations"]
    assert {one["title"]: one["draft"] for one in rows} == {"سر": True, "قواعد": False, "تتبع الشحنة": False}
    assert made.told["translations that fewer people may read than their originals are drafts there"] == 1
