"""New articles, begun in the browser."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

from kb.core.roles import Action
from kb.language.marking import N_
from kb.new_articles.article_templates import template_problems
from kb.site.feature import Feature, Place, SiteParts

if TYPE_CHECKING:
    from kb.git.folder import GitFolder

CHECKS = (template_problems,)


class NewArticleParts(SiteParts, Protocol):
    """What a new article needs."""

    @property
    def commits(self) -> GitFolder | None:
        """Where changes of articles are committed, if the operator wants that."""


def feature(parts: NewArticleParts) -> Feature:
    """The form of a new article, where it can be edited afterwards."""
    from kb.new_articles import pages

    if parts.database is None:
        return Feature("new articles")
    room = pages.NewArticleRoom(parts.site, parts.commits)
    return Feature(
        "new articles",
        blueprints=(pages.show_on_pages(parts.site), pages.create_blueprint(room)),
        places=(Place(N_("New article"), "new_articles.form", Action.WRITE),),
    )
