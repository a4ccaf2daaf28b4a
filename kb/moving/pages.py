"""``/editor/move``: an article to another category or name, in all its languages, and the links that lead to it."""

from __future__ import annotations

from flask import Blueprint, abort, redirect, render_template, request, url_for

from kb.catalog.article import Article, ArticleId
from kb.catalog.catalog import Catalog
from kb.core.roles import Action
from kb.files.saving import may_be_made, unwritable
from kb.language.marking import N_
from kb.moving.article_plan import NewPlace, name_of, plan_article, versions_of
from kb.moving.category_pages import move_category
from kb.moving.form import LONGEST, MoveForm
from kb.moving.mending import LinkMend, mends_for
from kb.moving.plan import MoveRefusedError
from kb.moving.relinking import AddressChange
from kb.moving.room import REFUSALS, Answer, MovingRoom, categories_by_path, refusal_of, who_moves
from kb.sign_in.access import protect
from kb.site.site import Site
from kb.web.routes import Routes

_ELSEWHERE = "~"
"""Stands for a place that no article has, while nobody has said where one goes."""


def show_on_pages(site: Site) -> Blueprint:
    """Tells templates where an article is moved, for whoever may."""
    shown = Blueprint("moving_links", __name__, template_folder="templates")

    def move_page(article: Article) -> str:
        may = site.person().may(Action.EDIT)
        return url_for("moving.article", language=article.language, key=article.key) if may else ""

    def move_category_page(path: str) -> str:
        return url_for("moving.category", path=path) if site.person().may(Action.EDIT) else ""

    shown.app_context_processor(lambda: {"move_page": move_page, "move_category_page": move_category_page})
    return shown


def create_blueprint(room: MovingRoom) -> Blueprint:
    """The addresses of both forms."""
    pages = Blueprint("moving", __name__)
    protect(pages, room.site, Action.EDIT)
    routes = Routes(pages, room)
    routes.form("/editor/move/<language>/<path:key>", "article", move_article)
    routes.form("/editor/move-category/<path:path>", "category", move_category)
    return pages


def move_article(room: MovingRoom, language: str, key: str) -> Answer:
    """The form; what is sent by it moves the article, or mends links to where it was before."""
    catalog = room.site.library.refresh() if request.method == "POST" else room.site.catalog
    article = catalog.articles.get(ArticleId(language, key))
    if article is None:
        now = catalog.renamed(ArticleId(language, key)) or abort(404)
        return redirect(url_for("moving.article", language=now.language, key=now.key), 303)
    if request.method == "GET":
        return _page(room, article, MoveForm(article.category, name_of(key)))
    form, root = MoveForm.of(request.form), room.site.library.root
    try:
        person = who_moves(room)
        if form.is_mending:
            mends, changed = form.mends(mends_for(root, _settled(catalog, key)))
            room.tell(room.mover.mend(mends, person, f"Mend links to {key}"), changed)
            return redirect(url_for("moving.article", language=language, key=key), 303)
        plan = plan_article(root, catalog, key, NewPlace(form.category, form.name), _categories(room, article))
        mends, changed = form.mends(mends_for(root, plan.change))
        room.site.views.flush()
        outcome = room.mover.move(plan, mends, person, form.note)
    except REFUSALS as error:
        refused, status = refusal_of(room, error)
        return _page(room, article, form, refused), status
    new = plan.change.articles[article.id][0]
    room.tell_moved(N_("Moved. The article is now at %(key)s."), new)
    room.tell_lost(plan)
    room.tell(outcome, changed)
    return redirect(url_for("moving.article", language=language, key=new), 303)


def _categories(room: MovingRoom, article: Article) -> dict[str, str]:
    """Every category that there is, and that of the article."""
    catalog = room.site.catalog
    found = categories_by_path(catalog, article.language)
    own = {article.category: catalog.category_title(article.language, article.category)} if article.category else {}
    return found if article.category in found else found | own


def _settled(catalog: Catalog, key: str) -> AddressChange:
    """Nothing moves, and no former address of the article leads to it."""
    return AddressChange(catalog, {}, settled=frozenset(one.id for one in versions_of(catalog, key)))


def _away(catalog: Catalog, key: str) -> AddressChange:
    """The article is where nothing else is, so that every link to it is one to mend."""
    versions = versions_of(catalog, key)
    return AddressChange(catalog, {one.id: (f"{key}{_ELSEWHERE}", _elsewhere(one.path)) for one in versions})


def _elsewhere(path: str) -> str:
    stem, dot, ending = path.rpartition(".")
    return f"{stem}{_ELSEWHERE}{dot}{ending}"


def _page(room: MovingRoom, article: Article, form: MoveForm, wrong: MoveRefusedError | None = None) -> str:
    site, root = room.site, room.site.library.root
    catalog, versions = site.catalog, versions_of(site.catalog, article.key)
    linking: list[LinkMend] = mends_for(root, _away(catalog, article.key))
    stale = mends_for(root, _settled(catalog, article.key)) if any(one.old_paths for one in versions) else []
    paths = [one.path for one in versions]
    unsent = MoveForm(article.category, name_of(article.key), your_name=form.your_name)
    closed = unwritable(root, paths) or [path for path in paths if not may_be_made((root / path).parent)]
    return render_template(
        "moving/article.html",
        article=article,
        versions=versions,
        form=unsent if form.is_mending else form,
        mending=form if form.is_mending else unsent,  # what was sent of one form says nothing of the other
        categories=_categories(room, article),
        linking=linking,
        stale=stale,
        closed=closed,
        wrong_field=wrong.name if wrong else "",
        wrong=room.why(wrong) if wrong else "",
        taken=wrong.taken if wrong else None,
        asks_name=not site.person().name,
        longest=LONGEST,
    )
