"""The articles leave as they came."""

from __future__ import annotations

import zipfile
from pathlib import Path

import pytest

from kb.exchange.bundle.packed import Packed
from kb.exchange.copying import copy_folder
from kb.exchange.exporting import ExportFailedError, export_markdown
from kb.library.library import Library
from tests.kb.exchange.conftest import PNG, Exchange, article

FILES = {
    "en/account/_index.md": "---\ntitle: Account\n---\n",
    "en/account/reset.md": "# Reset\n\n![Key](images/key.png) [secret](../staff/images/plan.png)\n",
    "en/account/draft.md": "---\nstatus: draft\n---\n# Draft\n\nText.\n",
    "en/staff/_index.md": "---\naudience: internal\n---\n",
    "en/staff/rules.md": "# Rules\n\n![Plan](images/plan.png)\n",
    "site.yml": "name: Acme\n",
    "_templates/en/how.md": "# How\n",
}
PICTURES = ("en/account/images/key.png", "en/account/images/unused.png", "en/staff/images/plan.png")


@pytest.fixture
def articles(tmp_path: Path) -> Path:
    root = tmp_path / "articles"
    for path, content in {**FILES, **dict.fromkeys(PICTURES, ""), ".env": "secret", ".git/config": "token"}.items():
        (root / path).parent.mkdir(parents=True, exist_ok=True)
        (root / path).write_bytes(PNG if path in PICTURES else content.encode())
    (root / "link.md").symlink_to("/etc/passwd")
    return root


def content(root: Path) -> dict[str, bytes]:
    files = (one for one in root.rglob("*") if one.is_file() and not one.is_symlink())
    return {
        one.relative_to(root).as_posix(): one.read_bytes()
        for one in files
        if not one.relative_to(root).parts[0].startswith(".")
    }


def test_a_folder_goes_out_and_comes_back_the_same(articles: Path, tmp_path: Path) -> None:
    for name in ("out", "out.zip"):
        count = export_markdown(articles, Library(articles).catalog, tmp_path / name)
        assert count == len(FILES) + len(PICTURES)
        copy_folder(Packed(tmp_path / name), tmp_path / f"back-{name}", "markdown")
        assert content(tmp_path / f"back-{name}") == content(articles)


def test_an_archive_of_one_category_comes_back_in_that_category(tmp_path: Path) -> None:
    (tmp_path / "articles/orders").mkdir(parents=True)
    (tmp_path / "articles/orders/a.md").write_text("# A")
    export_markdown(tmp_path / "articles", Library(tmp_path / "articles").catalog, tmp_path / "out.zip")
    copy_folder(Packed(tmp_path / "out.zip"), tmp_path / "back", "markdown")
    assert content(tmp_path / "back") == {"orders/a.md": b"# A"}


def test_what_authors_noted_for_each_other_stays_in_the_house_where_the_public_alone_is_exported(
    articles: Path, tmp_path: Path
) -> None:
    written = (
        "---\r\n# Ask Ann\r\ntitle: Reset # or\r\ntags: [a, 'b # c']\r\n---\r\n<!-- Ann: is this so? -->\r\n"
        "Press it.\r\n\r\n[//]: # (until May)\r\n\r\n`<!-- code -->`\r\n"
    )
    (articles / "en/account/reset.md").write_bytes(written.encode())
    (articles / "en/account/_index.md").write_text("---\ntitle: Account\n---\nYours.\n\n{::comment}\nnobody\n{:/}\n")
    (articles / "en/account/plain.md").write_bytes("# حساب\n\nBody #1.  \n\n\n".encode())
    export_markdown(articles, Library(articles).catalog, tmp_path / "out", only_public=True)
    told = content(tmp_path / "out")
    assert told["en/account/reset.md"].decode() == (
        "---\r\ntitle: Reset\r\ntags: [a, 'b # c']\r\n---\r\nPress it.\r\n\r\n\r\n`<!-- code -->`\r\n"
    )
    assert b"nobody" not in told["en/account/_index.md"]
    assert b"Yours." in told["en/account/_index.md"]
    assert told["en/account/plain.md"] == (articles / "en/account/plain.md").read_bytes()
    export_markdown(articles, Library(articles).catalog, tmp_path / "whole")
    assert content(tmp_path / "whole")["en/account/reset.md"] == written.encode()


def test_what_was_imported_goes_out_and_comes_back_the_same(exchange: Exchange, tmp_path: Path) -> None:
    exchange.zendesk(article(1, "Reset", '<p>x <img src="key.png"></p>'))
    exchange.write("key.png", PNG)
    exchange.run()
    export_markdown(exchange.target, Library(exchange.target).catalog, tmp_path / "out")
    copy_folder(Packed(tmp_path / "out"), tmp_path / "back", "markdown")
    assert content(tmp_path / "back") == content(exchange.target)


def test_only_what_readers_may_see_goes_out_where_that_is_asked(articles: Path, tmp_path: Path) -> None:
    export_markdown(articles, Library(articles).catalog, tmp_path / "out.zip", only_public=True)
    with zipfile.ZipFile(tmp_path / "out.zip") as archive:
        assert archive.namelist() == ["en/account/_index.md", "en/account/images/key.png", "en/account/reset.md"]


def test_nothing_that_is_there_is_replaced(articles: Path, tmp_path: Path) -> None:
    (tmp_path / "out").mkdir()
    (tmp_path / "out" / "mine").write_text("x")
    (tmp_path / "out.zip").write_text("x")
    for target in (tmp_path / "out", tmp_path / "out.zip", articles / "en" / "out"):
        with pytest.raises(ExportFailedError, match="is there already|lies in the folder"):
            export_markdown(articles, Library(articles).catalog, target)
    assert sorted(one.name for one in tmp_path.iterdir()) == ["articles", "out", "out.zip"]


def test_a_file_that_is_too_large_is_named_and_nothing_is_exported(articles: Path, tmp_path: Path) -> None:
    largest = articles / "en/account/images/film.mp4"
    largest.write_bytes(b"x" * 1_000)
    catalog = Library(articles).catalog
    for name in ("out", "out.zip"):
        with pytest.raises(ExportFailedError, match=r"film\.mp4 has more than .* Nothing was exported"):
            export_markdown(articles, catalog, tmp_path / name, most=999)
    assert [one.name for one in tmp_path.iterdir()] == ["articles"]
    export_markdown(articles, catalog, tmp_path / "out", most=1_000)
    assert (tmp_path / "out/en/account/images/film.mp4").read_bytes() == largest.read_bytes()


def test_an_empty_folder_may_be_named(articles: Path, tmp_path: Path) -> None:
    (tmp_path / "out").mkdir()
    export_markdown(articles, Library(articles).catalog, tmp_path / "out")
    assert content(tmp_path / "out") == content(articles)


def test_without_articles_there_is_nothing_to_export(tmp_path: Path) -> None:
    (tmp_path / "empty").mkdir()
    with pytest.raises(ExportFailedError, match="no article"):
        export_markdown(tmp_path / "empty", Library(tmp_path / "empty").catalog, tmp_path / "out")
