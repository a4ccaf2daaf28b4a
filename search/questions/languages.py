"""The language of what somebody wrote, told without a search."""

from __future__ import annotations

from kb.catalog.catalog import Catalog
from kb.language.languages import base
from search.text.detection import detect
from search.text.folding import fold
from search.text.stopwords import stop_words


def language_of(text: str, catalog: Catalog, page: str | None = None) -> str:
    """The language of ``text``, by its script, its small words, else statistics; ``page`` is that of the page on which
    it was written, where there is one.
    """

    def known(word: str, language: str) -> bool:
        return fold(word) in stop_words(base(language))

    return detect(text, page, catalog.default_language, catalog.languages, known).language
