"""Sentences with their sources as JSON: the same for readers, helpdesks and events of a stream."""

from __future__ import annotations

from typing import Any

from search.answers.grounded.answer import AnswerSentence, AnswerSource

SOURCE_SHAPE = {"key": "string", "language": "string", "title": "string", "url": "string"}
SENTENCE_SHAPE = {"text": "string", "language": "string", "sources": [{**SOURCE_SHAPE, "quote": "string"}]}
"""A sentence, for ``kb.site.openapi.schema_of``."""


def sentence_json(sentence: AnswerSentence) -> dict[str, Any]:
    """One sentence with where it stands."""
    sources = [{**source_json(one.source), "quote": one.quote} for one in sentence.citations]
    return {"text": sentence.text, "language": sentence.language, "sources": sources}


def source_json(source: AnswerSource) -> dict[str, Any]:
    """Where something stands; the address without that of the site."""
    article = source.article
    return {"key": article.key, "language": article.language, "title": article.title, "url": source.url}
