"""Which file an article that is gone may be made again as."""

from __future__ import annotations

from pathlib import Path

from kb.catalog.article import ArticleId
from kb.editor.saving import may_be_made


def test_an_article_is_made_at_its_own_place_and_in_a_language_that_there_is(tmp_path: Path) -> None:
    assert may_be_made(tmp_path, "en/new.md", ArticleId("en", "new"))
    assert may_be_made(tmp_path, "new.md", ArticleId("pt-BR", "new"))
    for language in ("zz", 'en" onfocus="alert(1)', "", "..", "\0"):
        assert not may_be_made(tmp_path, "new.md", ArticleId(language, "new"))
    for path in ("../new.md", "/new.md", "en/../new.md", ".git/new.md", "en\\new.md", "new.md\0", "new.txt", "old.md"):
        assert not may_be_made(tmp_path, path, ArticleId("en", "new"))
