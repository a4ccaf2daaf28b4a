"""Results as the JSON of docs/api.md: the contract with programs outside."""

from __future__ import annotations

from typing import Any

from kb.language.bidi import isolated_text
from search.results.as_html import marked_title
from search.results.results import Hit, Results, SectionHit, url_of

SECTION_SHAPE = {"heading": "string", "anchor": "string", "url": "string", "snippet": "string"}
HIT_SHAPE = {
    "key": "string",
    "language": "string",
    "title": "string",
    "url": "string",
    "section": {"heading": "string", "anchor": "string"},
    "snippet": "string",
    "text": "string",
    "category": "string",
    "products": ["string"],
    "audience": "string",
    "last_reviewed_on": "string?",
    "score": "number",
    "found_by": ["string"],
    "marked_title?": "string",
    "sections?": [SECTION_SHAPE],
}
"""A result, for ``kb.site.openapi.schema_of``."""
HIT_EXAMPLE: dict[str, Any] = {
    "key": "returns/return-an-item",
    "language": "en",
    "title": "Return an item",
    "url": "/en/articles/returns/return-an-item#print-the-label",
    "section": {"heading": "Print the label", "anchor": "print-the-label"},
    "snippet": "Open your orders, choose the item and print the <mark>return</mark> label.",
    "text": "Open your orders, choose the item and print the return label.",
    "category": "returns",
    "products": [],
    "audience": "public",
    "last_reviewed_on": "2026-10-12",
    "score": 0.8731,
    "found_by": ["lexical", "semantic"],
}
RESULTS_SHAPE = {
    "query": "string",
    "language": "string",
    "detected_by": "string",
    "mode": "string",
    "reason": "string?",
    "complete": "boolean",
    "confidence": "number",
    "fits": "boolean",
    "relaxed": "boolean",
    "total": "integer",
    "did_you_mean": "string?",
    "searched_for": "string?",
    "answer": "string?",
    "took_ms": "number",
    "results": [HIT_SHAPE],
}
"""The whole answer."""
RESULTS_EXAMPLE = {
    "query": "how do I return an item",
    "language": "en",
    "detected_by": "query",
    "mode": "hybrid",
    "reason": None,
    "complete": True,
    "confidence": 0.91,
    "fits": True,
    "relaxed": False,
    "total": 1,
    "did_you_mean": None,
    "searched_for": None,
    "answer": HIT_EXAMPLE["text"],
    "took_ms": 12.4,
    "results": [HIT_EXAMPLE],
}


def results_json(found: Results) -> dict[str, Any]:
    """The whole answer of ``/api/v1/search`` and of ``kb search --json``."""
    return {
        "query": found.query,
        "language": found.language,
        "detected_by": found.detected_by,
        "mode": found.mode,
        "reason": found.reason,
        "complete": found.complete,
        "confidence": round(found.confidence, 3),
        "fits": found.fits,
        "relaxed": found.relaxed,
        "total": found.total,
        "did_you_mean": found.did_you_mean,
        "searched_for": found.searched_for,
        "answer": found.answer.text if found.answer else None,
        "took_ms": round(found.took_ms, 1),
        "results": [hit_json(hit) for hit in found.hits],
    }


def hit_json(hit: Hit) -> dict[str, Any]:
    """One of its results, also at the desk."""
    article = hit.article
    shown: dict[str, Any] = {
        "key": article.key,
        "language": article.language,
        "title": article.title,
        "url": hit.url,
        "section": {"heading": hit.passage.heading, "anchor": hit.passage.anchor},
        "snippet": hit.snippet,
        "text": hit.text,
        "category": article.category,
        "products": list(article.products),
        "audience": str(article.audience),
        "last_reviewed_on": article.last_reviewed_on.isoformat() if article.last_reviewed_on else None,
        "score": round(hit.score, 4),
        "found_by": list(hit.found_by),
    }
    if hit.sections is not None:
        shown["snippet"] = isolated_text(hit.snippet, article.language)
        shown["marked_title"] = isolated_text(marked_title(hit), article.language)
        shown["sections"] = [_section_json(section) for section in hit.sections]
    return shown


def _section_json(section: SectionHit) -> dict[str, Any]:
    """To be shown as it is, so what runs from left to right is kept together."""
    passage = section.passage
    return {
        "heading": passage.heading,
        "anchor": passage.anchor,
        "url": url_of(passage),
        "snippet": isolated_text(section.snippet, passage.language),
    }
