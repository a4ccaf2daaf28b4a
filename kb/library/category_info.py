"""What a ``_index.md`` says of its folder, and what is wrong with what it says of approval."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from enum import Enum

from kb.catalog.article import Article, ArticleId
from kb.catalog.categories import CategoryInfo
from kb.catalog.paths import with_parents
from kb.core.errors import Problem
from kb.core.text import shorten

APPROVAL = "approval"


class SaidOfApproval(Enum):
    """What a category says of approval by its owner."""

    UNSAID = "unsaid"
    OWNER = "owner"
    NOBODY = "none"
    UNREADABLE = "unreadable"
    """This asks for it: nothing goes public by a slip."""

    @property
    def asks(self) -> bool | None:
        """Whether it asks; None where it does not say."""
        return None if self is SaidOfApproval.UNSAID else self is not SaidOfApproval.NOBODY


def category_info(article: Article) -> CategoryInfo:
    """What the file of a category, read as an article, says of it."""
    icon = article.extra.get("icon")
    return CategoryInfo(
        title=article.title,
        description=article.description,
        owner=article.owner,
        weight=article.weight,
        icon=icon if isinstance(icon, str) else "",
        audience=article.audience,
        asks_approval=_asking(article).asks,
        old_paths=article.old_paths,
        path=article.path,
    )


def unreadable_approval(article: Article) -> Iterator[Problem]:
    """That nobody knows whether a category asks for approval, where that is so."""
    if _asking(article) is SaidOfApproval.UNREADABLE:
        written = _written(article)
        said = f"approval: {shorten(written)} is neither owner nor none; until it is, the owner approves every change"
        yield Problem("warning", "bad_approval", article.path, said, key=APPROVAL, value=written)


def without_owner(categories: Mapping[ArticleId, CategoryInfo], default_language: str) -> Iterator[Problem]:
    """That a category asks for approval and has no owner: then only administrators can give it."""
    for id_, info in categories.items():
        if not info.asks_approval or _has_owner(categories, id_, default_language):
            continue
        said = "approval: owner, but neither this category nor one above it has an owner; only administrators approve"
        yield Problem("warning", "approval_without_owner", info.path, said, key=APPROVAL, value="owner")


def _has_owner(categories: Mapping[ArticleId, CategoryInfo], id_: ArticleId, default_language: str) -> bool:
    above = with_parents(id_.key) or [id_.key]  # the file of the top folder says what holds for itself
    found = (categories.get(ArticleId(code, path)) for path in above for code in (id_.language, default_language))
    return any(info.owner for info in found if info)


def _asking(article: Article) -> SaidOfApproval:
    written = _written(article).strip().lower()
    known = {"": SaidOfApproval.UNSAID, "owner": SaidOfApproval.OWNER, "none": SaidOfApproval.NOBODY}
    return known.get(written, SaidOfApproval.UNREADABLE)


def _written(article: Article) -> str:
    found = next((value for key, value in article.extra.items() if key.lower() == APPROVAL), None)
    return "" if found is None else str(found)
