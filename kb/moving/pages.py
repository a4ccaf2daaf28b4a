"""``/editor/move``: an article to another category or name, in all its languages, and the links that lead to it."""

from __future__ import annotations

from flask import Blueprint, abort, flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from kb.approval.gate import ApprovalNeededError
from kb.catalog.article import EVERYONE, Article, ArticleId
from kb.catalog.catalog import Catalog
from kb.catalog.readers import categories_for
from kb.core.errors import FileChangedError, FileError
from kb.core.roles import Action
from kb.files.saving import may_be_made, unwritable
from kb.language.marking import N_
from kb.moving.article_plan import NewPlace, name_of, plan_article, versions_of
from kb.moving.form import LONGEST, MoveForm
from kb.moving.mending import LinkMend, mends_for
from kb.moving.plan import MoveRefusedError
from kb.moving.relinking import AddressChange
from kb.moving.room import MovingRoom
from kb.sign_in.access import named, protect
from kb.site.site import Site
from kb.storage.database import AWAY
from kb.web.routes import Routes

Answer = Response | str | tuple[str, int]
_ELSEWHERE = "~"
"""Stands for a place that no article has, while nobody has said where one goes."""


def show_on_pages(site: Site) -> Blueprint:
    """Tells templates where an article is moved, for whoever may."""
    shown = Blueprint("moving_links", __name__, template_folder="templates")

    def move_page(article: Article) -> str:
        may = site.person().may(Action.EDIT)
        return url_for("moving.article", language=article.language, key=article.key) if may else ""

    shown.app_context_processor(lambda: {"move_page": move_page})
    return shown


def create_blueprint(room: MovingRoom) -> Blueprint:
    """The address below ``/editor/move``."""
    pages = Blueprint("moving", __name__)
    protect(pages, room.site, Action.EDIT)
    Routes(pages, room).form("/editor/move/<language>/<path:key>", "article", move_article)
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
    form = MoveForm.of(request.form)
    try:
        person = named(room.site.person(), request.form.get("your_name", ""))
    except ValueError:
        return _page(room, article, form, MoveRefusedError("your_name", N_("Please give your name."))), 422
    root = room.site.library.root
    try:
        if request.form.get("act") == "mend":
            mends, changed = form.mends(mends_for(root, _settled(catalog, key)))
            room.tell(room.mover.mend(mends, person, f"Mend links to {key}"), changed)
            return redirect(url_for("moving.article", language=language, key=key), 303)
        plan = plan_article(root, catalog, key, NewPlace(form.category, form.name), _categories(room, article))
        mends, changed = form.mends(mends_for(root, plan.change))
        room.site.views.flush()
        outcome = room.mover.move(plan, mends, person, form.note)
    except MoveRefusedError as error:
        return _page(room, article, form, error), 422 if error.taken is None else 409
    except ApprovalNeededError as error:
        said = N_(
            "Nothing was moved: %(owners)s has to approve changes of this category, or of the one that you chose."
        )
        owners = ", ".join(filter(None, error.owners)) or room.site.said(N_("an administrator"))
        return _page(room, article, form, MoveRefusedError("category", said, {"owners": owners})), 403
    except FileChangedError:
        said = N_(
            "Somebody changed the article meanwhile. Nothing was moved; send the form again to move what is there."
        )
        return _page(room, article, form, MoveRefusedError("", said)), 409
    except (FileError, OSError) as error:
        refused = MoveRefusedError("", N_("Nothing was moved: %(why)s"), {"why": room.reason(error)})
        return _page(room, article, form, refused), 409
    except AWAY:
        said = N_("The database cannot be reached, so nothing was moved. Try again in a moment.")
        return _page(room, article, form, MoveRefusedError("", said)), 503
    new = plan.change.articles[article.id][0]
    flash(room.site.said(N_("Moved. The article is now at %(key)s.")) % {"key": new}, "editor")
    if lost := [address for one in plan.articles for address in one.lost]:
        said = N_("These links of the article lead nowhere from its new place: %(links)s")
        flash(room.site.said(said) % {"links": ", ".join(lost[:10])}, "editor")
    room.tell(outcome, changed)
    return redirect(url_for("moving.article", language=language, key=new), 303)


def _categories(room: MovingRoom, article: Article) -> dict[str, str]:
    """Every category with an article, in reading order, and that of the article: path, and name with those above."""
    found: dict[str, str] = {}
    catalog = room.site.catalog
    for one in categories_for(catalog, article.language, EVERYONE):
        above = found.get(one.parent)
        found[one.path] = f"{above} › {one.title}" if above else one.title
    if article.category:
        found.setdefault(article.category, catalog.category_title(article.language, article.category))
    return found


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
    closed = unwritable(root, paths) or [path for path in paths if not may_be_made((root / path).parent)]
    return render_template(
        "moving/article.html",
        article=article,
        versions=versions,
        form=form,
        categories=_categories(room, article),
        linking=linking,
        stale=stale,
        closed=closed,
        wrong_field=wrong.name if wrong else "",
        wrong=site.said(wrong.text) % wrong.values if wrong else "",
        taken=wrong.taken if wrong else None,
        asks_name=not site.person().name,
        longest=LONGEST,
    )
