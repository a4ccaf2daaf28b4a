"""Articles and categories that are named by their files keep the names of an import that had one folder more."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Set
from dataclasses import replace
from posixpath import splitext

from kb.exchange.bundle.bundle import Bundle, ForeignArticle


def with_earlier_ids(bundle: Bundle, articles: Set[str], categories: Mapping[str, str]) -> Bundle:
    """``bundle`` with the ids that earlier imports knew, which counted the folder around everything as a folder of the
    export: ``articles`` are those ids, ``categories`` the folders of theirs.
    """
    above = bundle.files.above
    if not above or not any(id_.startswith(above) for id_ in (*articles, *categories)):
        return bundle
    before: dict[str, str] = {}
    for one in bundle.categories:
        found = [id_ for id_ in categories if id_.startswith(above) and f"/{id_}".endswith(f"/{one.id}")]
        if one.id not in categories and len(found) == 1:
            before[one.id] = found[0]

    def known() -> Iterator[ForeignArticle]:
        for article in bundle.articles():
            id_ = f"{above}{splitext(article.base)[0]}"
            yield replace(
                article,
                id=id_ if id_ in articles and article.id not in articles else article.id,
                category=before.get(article.category, article.category),
            )

    return replace(
        bundle,
        articles=known,
        categories=tuple(
            replace(one, id=before.get(one.id, one.id), parent=before.get(one.parent, one.parent))
            for one in bundle.categories
        ),
    )
