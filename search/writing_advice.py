"""What the search tells whoever writes an article: the editor's questions to it (``kb.editor.advice``)."""

from __future__ import annotations

from kb.catalog.article import EVERYONE, Article
from search.engine.engine import Engine
from search.results.results import SearchRequest

MOST_FOUND = 8


class SearchAdvice:
    """Asks ``engine`` as whoever may see all articles would; what is slow to find out is left out."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    def found(self, question: str, language: str) -> list[Article]:
        """The articles that ``question`` finds, as a field suggests them: at once, in ``language`` first."""
        request = SearchRequest(question, language, EVERYONE, language, limit=MOST_FOUND, instant=True)
        return [hit.article for hit in self._engine.search(request).hits]
