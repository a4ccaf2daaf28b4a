"""The folder of a static site is the new one or the old one, and never half of either."""

from __future__ import annotations

from pathlib import Path

import pytest

from search.static_site.static_addresses import StaticPlaces, StaticSiteError, file_name, relative
from search.static_site.static_folder import MARKER, static_folder


def write(target: Path, **files: str) -> int:
    with static_folder(target) as folder:
        for name, text in files.items():
            folder.write(f"{name}/index.html", text)
    return folder.changed


def test_an_error_while_it_is_written_leaves_all_as_it_was(tmp_path: Path) -> None:
    write(tmp_path / "site", a="one")
    with pytest.raises(TypeError):
        write(tmp_path / "site", a="two", b=3)  # type: ignore[arg-type]
    assert (tmp_path / "site/a/index.html").read_text() == "one"
    assert [one.name for one in tmp_path.iterdir()] == ["site"]


def test_only_what_changed_counts_as_changed_and_what_is_gone_goes(tmp_path: Path) -> None:
    assert write(tmp_path / "site", a="one", b="two") == 2
    before = (tmp_path / "site/a/index.html").stat()
    assert write(tmp_path / "site", a="one", c="three") == 1
    after = (tmp_path / "site/a/index.html").stat()
    assert (before.st_ino, before.st_mtime_ns) == (after.st_ino, after.st_mtime_ns)
    assert not (tmp_path / "site/b").exists()


def test_a_changed_file_does_not_change_its_earlier_self(tmp_path: Path) -> None:
    """A copy of the folder by hard links, as backups make it, keeps what it had."""
    write(tmp_path / "site", a="one")
    (tmp_path / "copy").hardlink_to(tmp_path / "site/a/index.html")
    write(tmp_path / "site", a="two")
    assert (tmp_path / "copy").read_text() == "one"
    assert (tmp_path / "site/a/index.html").read_text() == "two"


def test_what_others_put_at_the_top_stays_and_among_our_files_is_refused(tmp_path: Path) -> None:
    write(tmp_path / "site", a="one")
    (tmp_path / "site/.git").mkdir()
    (tmp_path / "site/.git/config").write_text("mine")
    write(tmp_path / "site", a="two")
    assert (tmp_path / "site/.git/config").read_text() == "mine"
    (tmp_path / "site/a/mine.txt").write_text("mine")
    with pytest.raises(StaticSiteError, match="mine.txt was not written by an export"):
        write(tmp_path / "site", a="three")
    assert (tmp_path / "site/a/index.html").read_text() == "two"


def test_what_others_put_where_a_new_export_writes_for_the_first_time_is_refused(tmp_path: Path) -> None:
    write(tmp_path / "site", a="one")
    (tmp_path / "site/blog").mkdir()
    (tmp_path / "site/blog/my-own.html").write_text("mine")
    (tmp_path / "site/feed").symlink_to("nowhere")
    with pytest.raises(StaticSiteError, match="holds blog, feed: no export wrote that"):
        write(tmp_path / "site", a="two", blog="ours", feed="ours")
    assert (tmp_path / "site/blog/my-own.html").read_text() == "mine"
    assert (tmp_path / "site/a/index.html").read_text() == "one"
    assert [one.name for one in tmp_path.iterdir()] == ["site"]


@pytest.mark.parametrize("content", ["", "[]", '{"files": 3}', "{"])
def test_a_folder_with_a_broken_list_of_files_is_not_touched(tmp_path: Path, content: str) -> None:
    (tmp_path / "site").mkdir()
    (tmp_path / "site" / MARKER).write_text(content)
    with pytest.raises(StaticSiteError, match="was not written by"):
        write(tmp_path / "site", a="one")
    assert [one.name for one in (tmp_path / "site").iterdir()] == [MARKER]


def test_a_link_and_a_file_are_no_folder_and_an_empty_one_may_be_named(tmp_path: Path) -> None:
    (tmp_path / "empty").mkdir()
    write(tmp_path / "empty", a="one")
    (tmp_path / "link").symlink_to(tmp_path / "empty")
    (tmp_path / "file").write_text("x")
    for name in ("link", "file"):
        with pytest.raises(StaticSiteError, match="a link or a file"):
            write(tmp_path / name, a="two")


def test_addresses_become_files_and_files_name_each_other() -> None:
    html = "text/html; charset=utf-8"
    assert file_name("/en/", html) == "en/index.html"
    assert file_name("/ar/articles/%D8%A8", html) == "ar/articles/ب/index.html"
    assert file_name("/brand/logo", "image/svg+xml") == "brand/logo.svg"
    assert file_name("/files/a.b/c.png", "image/png") == "files/a.b/c.png"
    for address in ("/en/../x", "/en/%2e%2e/x", "/a%00b", "/a%5Cb"):
        with pytest.raises(StaticSiteError):
            file_name(address, html)
    assert relative("en/a/index.html", "ar/ب c/index.html") == "../../ar/%D8%A8%20c/index.html"
    assert relative("404.html", "en/index.html") == "en/index.html"


def test_only_addresses_of_the_site_are_inside_wherever_it_stands() -> None:
    places = StaticPlaces("https://a.example/help", is_known=True)
    inside = {
        "https://a.example/help/en/": "/en/",
        "/help/en/articles/x?ui=ar#y": "/en/articles/x",
        "/en/": "/en/",
        "../categories/b": "/en/categories/b",
        "": "/en/articles/x",
        "https://a.example/other": None,
        "https://b.example/help/en/": None,
        "//b.example/x": None,
        "mailto:a@b.example": None,
        "http://[": None,
    }
    assert {href: places.inside(href, "/en/articles/x") for href in inside} == inside
