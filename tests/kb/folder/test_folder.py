"""The walk through a folder: pictures in a dot folder are served where an article links to them."""

from __future__ import annotations

import pytest
from flask.testing import FlaskClient

from kb.folder.folder import walk
from tests.conftest import Collection
from tests.kb.folder.conftest import told

PNG = b"\x89PNG\r\n\x1a\n" + bytes(32)


class TestPicturesInADotFolder:
    @pytest.fixture(autouse=True)
    def files(self, collection: Collection) -> None:
        collection.write("README.md", "# Start\n\n![](<.gitbook/assets/step (1).png>)")
        collection.write("SUMMARY.md", "# Table of contents\n\n* [Start](README.md)\n")
        collection.write("guide/a.md", '# A\n\n<img src="../.gitbook/assets/a%20b.png" alt="">')
        collection.write("guide/secret.md", "![x](../.gitbook/assets/secret.png)", title="S", audience="internal")
        collection.write("guide/draft.md", "![x](../.gitbook/assets/draft.png)", title="D", draft="true")
        for name in ("step (1).png", "a b.png", "secret.png", "draft.png", "unused.png", "page.md", ".hidden.png"):
            collection.write(f".gitbook/assets/{name}", PNG)
        for path in (".git/x.png", ".env", ".obsidian/y.png", ".gitbook/.git/z.png", "guide/.GitBook/q.png"):
            collection.write(path, PNG)

    @pytest.mark.parametrize("path", ["step (1).png", "a b.png"])
    def test_those_that_an_article_links_to_are_served(self, client: FlaskClient, path: str) -> None:
        assert client.get(f"/files/.gitbook/assets/{path}", buffered=True).status_code == 200

    @pytest.mark.parametrize(
        "path",
        [
            ".gitbook/assets/secret.png",
            ".gitbook/assets/draft.png",
            ".gitbook/assets/unused.png",
            ".gitbook/assets/page.md",
            ".gitbook/assets/.hidden.png",
            ".git/x.png",
            ".env",
            ".obsidian/y.png",
            ".gitbook/.git/z.png",
            "guide/.GitBook/q.png",
            ".GITBOOK/assets/a b.png",
            ".gitbook/assets/../assets/a b.png",
            "%2egitbook/../.git/x.png",
            ".gitbook/assets/..%2f..%2f.git/x.png",
        ],
    )
    def test_nothing_else_in_a_dot_folder_is(self, client: FlaskClient, path: str) -> None:
        assert client.get(f"/files/{path}").status_code == 404

    def test_nothing_is_missing(self, collection: Collection) -> None:
        assert told(collection) == []

    def test_no_article_lies_in_one(self, collection: Collection) -> None:
        files = walk(collection.root).files
        assert not any(path.startswith(".") and path.endswith(".md") for path in files)
        assert not any("/.git/" in f"/{path}" or path.startswith(".env") for path in files)
