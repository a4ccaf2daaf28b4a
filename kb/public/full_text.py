"""``/llms-full.txt``: all that the public may read of one language, for programs that read with a language model.

It comes as it is written, but for what pages do not show, article by article, and ends at a bound: whoever reads on
takes single articles.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator

from flask import Response, request

from kb.catalog.addresses import article_url
from kb.catalog.article import PUBLIC_ONLY, Article
from kb.site.site import Site

MOST_BYTES = 5_000_000
"""About a million words; more is read by nobody at once."""


def markdown_file(site: Site, article: Article) -> Response:
    """One article as Markdown, below its title, for who asks."""
    return Response(site.markdown_file(article), content_type="text/markdown; charset=utf-8")


def full_text(site: Site, language: str) -> Response:
    """The articles in ``language``, streamed in reading order."""
    catalog, root = site.catalog, site.root()
    articles = sorted(catalog.visible(language, PUBLIC_ONLY), key=lambda article: article.reading_place)
    response = Response(_parts(site, articles, root), content_type="text/plain; charset=utf-8")
    # Length and tag would be told from the whole text, which is never there at once.
    response.automatically_set_content_length = False
    told = f"{root} {language} {catalog.version} {catalog.changed_at.isoformat()} {len(articles)}"
    response.set_etag(hashlib.blake2b(told.encode(), digest_size=16).hexdigest(), weak=True)
    response.make_conditional(request)
    return response


def _parts(site: Site, articles: list[Article], root: str) -> Iterator[bytes]:
    written = 0
    for number, article in enumerate(articles):
        address = root + article_url(article.language, article.key)
        part = f"{site.markdown_file(article, PUBLIC_ONLY)}\nSource: {address}\n\n---\n\n".encode("utf-8", "replace")
        if written + len(part) > MOST_BYTES:
            left = len(articles) - number
            yield f"{left} more articles: see {root}/llms.txt, where each has an address of its own.\n".encode()
            return
        written += len(part)
        yield part
