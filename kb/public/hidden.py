"""An article that readers do not see, for whoever may edit it: at its own address, saying why and until when."""

from __future__ import annotations

from flask import render_template

from kb.catalog.article import Article, ArticleId
from kb.core.roles import Action
from kb.site.site import Site


def hidden_article(site: Site, language: str, key: str) -> Article | None:
    """The article at this address, where only editors see it; one that moved is where it moved to."""
    article = site.readable(ArticleId(language, key))
    if article is None or article.is_published or article.moved_to or not site.person().may(Action.WRITE):
        return None
    return article


def show_hidden(site: Site, article: Article) -> str:
    """Its page."""
    zone = site.catalog.brand.zone
    begins, ends = (time and time.moment(zone) for time in (article.goes_public, article.taken_away))
    body = site.preview(article).html
    return render_template("public/hidden.html", article=article, body=body, begins=begins, ends=ends)
