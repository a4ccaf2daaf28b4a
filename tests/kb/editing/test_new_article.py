"""A new article: where its file lies, what it is called, and that nothing is replaced."""

from __future__ import annotations

import pytest

from kb.catalog.article import ArticleId
from kb.editing.new_article import MOST_OF_A_NAME, file_name, save_draft
from kb.files.saving import SaveError, create_file
from tests.conftest import Collection


def test_a_draft_lies_beside_the_nearest_article_in_the_language_of_the_questions(collection: Collection) -> None:
    collection.write("en/orders/gifts/card.md")
    collection.write("fa/account/x.md")
    library = collection.library()
    near = library.catalog.articles[ArticleId("en", "orders/gifts/card")]
    paths = [save_draft(library, language, "Gift wrap?", "x", near).path for language in ("en", "fa", "en")]
    assert paths == ["en/orders/gifts/gift-wrap.md", "fa/orders/gifts/gift-wrap.md", "en/orders/gifts/gift-wrap-2.md"]


def test_a_collection_without_language_folders_gets_none(collection: Collection) -> None:
    collection.write("orders/card.md")
    library = collection.library("en")
    near = library.catalog.articles[ArticleId("en", "orders/card")]
    assert save_draft(library, "en", "Gift", "x", near).path == "orders/gift.md"


@pytest.mark.parametrize(
    ("title", "name"),
    [("Index", "question-index"), ("?!", "question"), ("../../etc/passwd", "etcpasswd"), ("__init__", "init")],
)
def test_the_name_of_a_file_is_always_one(title: str, name: str) -> None:
    assert file_name(title) == name


def test_too_many_of_one_name_is_an_error(collection: Collection) -> None:
    collection.write("en/a.md", title="A")
    library = collection.library()
    for name in ("gift", *(f"gift-{number}" for number in range(2, MOST_OF_A_NAME + 1))):
        collection.write(f"en/{name}.md")
    with pytest.raises(SaveError, match="99 files"):
        save_draft(library, "en", "gift", "x", None)


def test_a_new_file_never_replaces_one(collection: Collection) -> None:
    path = collection.root / "new" / "one.md"
    create_file(path, b"first")
    with pytest.raises(FileExistsError):
        create_file(path, b"second")
    assert path.read_bytes() == b"first"
    assert [file.name for file in path.parent.iterdir()] == ["one.md"]


def test_a_folder_that_cannot_be_made_is_one_line(collection: Collection) -> None:
    collection.write("file.md")
    with pytest.raises(SaveError, match="cannot be saved"):
        create_file(collection.root / "file.md" / "one.md", b"x")
