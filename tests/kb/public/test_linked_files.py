"""Files beside the articles: which are served, and as what."""

from __future__ import annotations

from pathlib import Path
from urllib.parse import quote

import pytest
from flask import Flask

from kb.public.linked_files import articles_beside, is_linked
from tests.conftest import Collection
from tests.kb.conftest import Visitor
from tests.kb.public.conftest import PNG, SECRET


@pytest.mark.parametrize(
    ("name", "content_type", "shown"),
    [
        ("a.png", "image/png", True),
        ("a.PNG", "image/png", True),
        ("a.jpg", "image/jpeg", True),
        ("a.webp", "image/webp", True),
        ("a.avif", "image/avif", True),
        ("a.svg", "image/svg+xml; charset=utf-8", True),
        ("a.pdf", "application/pdf", True),
        ("a.mp4", "video/mp4", True),
        ("a.txt", "text/plain; charset=utf-8", True),
        ("a.csv", "text/csv; charset=utf-8", False),
        ("a.zip", "application/zip", False),
        ("نام فایل.png", "image/png", True),
    ],
)
def test_a_file_beside_the_articles_has_its_type(
    collection: Collection, visitor: Visitor, name: str, content_type: str, shown: bool
) -> None:
    collection.write("en/a/b.md", f"![picture](<{name}>)", title="B")
    collection.write(f"en/a/{name}", PNG)
    page = visitor.open(f"/files/en/a/{name}")
    assert (page.status, page.response.data) == (200, PNG)
    assert page.response.content_type == content_type
    assert page.response.headers.get("Content-Disposition", "").startswith("attachment") is not shown
    assert page.response.headers["X-Content-Type-Options"] == "nosniff"


@pytest.mark.parametrize("folder", ["data:text", "data:text/html;charset=utf-8,x", "data:application/xhtml+xml,a"])
@pytest.mark.parametrize("name", ["html,x.png", "x.txt", "html,<script>alert(1)<script>.png", "a.html.jpg"])
def test_no_path_makes_a_file_a_page(collection: Collection, visitor: Visitor, folder: str, name: str) -> None:
    collection.write("en/a.md", "Text.", title="A")
    collection.write(f"{folder}/{name}", b"<script>alert(1)</script>")
    answer = visitor.open(f"/files/{quote(f'{folder}/{name}')}").response
    assert answer.status_code == 200
    assert answer.mimetype in ("image/png", "image/jpeg", "text/plain")
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert "sandbox" in answer.headers["Content-Security-Policy"]


def test_office_files_are_downloads(collection: Collection, visitor: Visitor) -> None:
    for kind in ("docx", "xlsx", "odt", "epub"):
        collection.write(f"en/a/a.{kind}", PNG)
        disposition = visitor.open(f"/files/en/a/a.{kind}").response.headers["Content-Disposition"]
        assert disposition == f"attachment; filename=a.{kind}"


@pytest.mark.parametrize("name", ["a.html", "a.js", "a.mjs", "a.css", "a.xml", "a.xhtml", "a.exe", "a.sh", "Makefile"])
def test_kinds_of_files_that_could_run_are_not_served(collection: Collection, visitor: Visitor, name: str) -> None:
    collection.write(f"en/a/{name}", b"<script>alert(1)</script>")
    assert visitor.open(f"/files/en/a/{name}").status == 404


@pytest.mark.parametrize("name", ["b.md", "b.markdown", "b.mdx", "mkdocs.yml", "_config.yaml", ".git/config.txt"])
def test_sources_and_settings_are_not_served(collection: Collection, visitor: Visitor, name: str) -> None:
    collection.write(f"en/a/{name}", "Some text.")
    assert visitor.open(f"/files/en/a/{name}").status == 404


@pytest.mark.parametrize("name", ["a.svg", "a.png", "a.txt", "a.zip"])
def test_a_file_opened_on_its_own_can_run_nothing(collection: Collection, visitor: Visitor, name: str) -> None:
    collection.write(f"en/a/{name}", b"<svg xmlns='http://www.w3.org/2000/svg'><script>alert(1)</script></svg>")
    policy = visitor.open(f"/files/en/a/{name}").response.headers["Content-Security-Policy"].split("; ")
    assert "sandbox" in policy
    assert "default-src 'none'" in policy
    assert not [rule for rule in policy if rule.startswith("script-src")]


def test_a_pdf_is_not_sandboxed_because_browsers_then_show_nothing(collection: Collection, visitor: Visitor) -> None:
    collection.write("en/a/a.pdf", b"%PDF-1.4")
    policy = visitor.open("/files/en/a/a.pdf").response.headers["Content-Security-Policy"]
    assert policy == "frame-ancestors 'none'"


@pytest.mark.parametrize(
    "path",
    [
        "../secret.txt",
        "../../secret.txt",
        "en/../../secret.txt",
        "%2e%2e/secret.txt",
        "%2e%2e%2fsecret.txt",
        "..%5csecret.txt",
        "en/a/../../../secret.txt",
        "../app.py",
        "{root}/secret.txt",
        "/{root}/secret.txt",
        "en/out.txt",
        "secret.txt%00.png",
        "",
    ],
)
def test_no_address_leads_out_of_the_articles_folder(collection: Collection, visitor: Visitor, path: str) -> None:
    outside = collection.root.parent
    (outside / "secret.txt").write_text(SECRET)
    (outside / "app.py").write_text(SECRET)
    collection.write("en/a/b.md", title="B")
    (collection.root / "en" / "out.txt").symlink_to(outside / "secret.txt")
    page = visitor.open("/files/" + path.format(root=outside))
    assert page.status in (301, 308, 404)
    assert SECRET not in page.text


def test_a_file_that_became_a_link_out_of_the_folder_since_it_was_read_is_not_followed(
    collection: Collection, site: Flask, tmp_path: Path
) -> None:
    picture = collection.write("en/a/photo.png", PNG)
    site.extensions["kb"].library.refresh()
    (tmp_path / "secret.png").write_text(SECRET)
    client = site.test_client()
    assert client.get("/files/en/a/photo.png", buffered=True).status_code == 200
    picture.unlink()
    picture.symlink_to(tmp_path / "secret.png")
    assert client.get("/files/en/a/photo.png").status_code == 404


def test_a_file_that_is_gone_since_it_was_read_is_404(collection: Collection, site: Flask) -> None:
    picture = collection.write("en/a/photo.png", PNG)
    site.extensions["kb"].library.refresh()
    picture.unlink()
    assert site.test_client().get("/files/en/a/photo.png").status_code == 404


def test_a_part_of_a_film_can_be_asked_for(collection: Collection, visitor: Visitor) -> None:
    collection.write("en/a/film.mp4", bytes(range(100)))
    part = visitor.open("/files/en/a/film.mp4", headers={"Range": "bytes=10-19"})
    assert (part.status, part.response.data) == (206, bytes(range(10, 20)))
    beyond = visitor.open("/files/en/a/film.mp4", headers={"Range": "bytes=500-"})
    assert (beyond.status, beyond.response.headers["Content-Range"]) == (416, "bytes */100")


@pytest.mark.parametrize("status", ["draft", "archived"])
def test_files_of_what_readers_do_not_see_are_not_theirs_either_unless_an_article_of_theirs_shows_them(
    collection: Collection, visitor: Visitor, status: str
) -> None:
    collection.write("en/a.md", "Text.", title="A")
    collection.write("en/new/b.md", "![Plan](the%20plan.png)", title="B", status=status)
    collection.write("en/new/the plan.png", PNG)
    assert visitor.open("/files/en/new/the%20plan.png").status == 404
    collection.write("en/a.md", "![Plan](new/the%20plan.png)", title="A")
    assert visitor.open("/files/en/new/the%20plan.png").status == 200


def test_pictures_of_one_catalog_have_its_articles_looked_through_once(
    collection: Collection, visitor: Visitor
) -> None:
    collection.write("en/a/draft.md", "![one](one.png) ![two](deep/two.png)", title="Draft", status="draft")
    collection.write("en/b.md", "![one](a/one.png)", title="B")
    for name in ("one", "deep/two"):
        collection.write(f"en/a/{name}.png", PNG)
    looked = (articles_beside.cache_info().misses, is_linked.cache_info().misses)
    statuses = [visitor.open(f"/files/en/a/{name}.png").status for name in ("one", "deep/two") * 3]
    assert statuses == [200, 404] * 3
    assert (articles_beside.cache_info().misses, is_linked.cache_info().misses) == (looked[0] + 1, looked[1] + 2)
