"""``/editor/new``: a few fields, and there is a file, which its form opens."""

from __future__ import annotations

from dataclasses import dataclass, replace

from flask import Blueprint, flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response as AnyResponse

from kb.catalog.addresses import article_url
from kb.catalog.article import Article
from kb.core.roles import Action, Person
from kb.editing.new_article import NameTakenError, make_article, place_in
from kb.files.saving import SaveError, may_be_made
from kb.front_matter.edit import FrontMatterEditError
from kb.git.folder import GitFolder
from kb.language.marking import N_
from kb.new_articles.article_templates import begin_with, read_templates
from kb.new_articles.new_form import LONGEST_TITLE, NewArticleError, NewForm, known_categories
from kb.sign_in.access import named, protect
from kb.site.site import Site
from kb.web.routes import Routes

Answer = AnyResponse | str | tuple[str, int]


@dataclass(frozen=True)
class NewArticleRoom:
    """The site, and where new files are committed, if anywhere."""

    site: Site
    git: GitFolder | None


def show_on_pages(site: Site) -> Blueprint:
    """Tells templates where an article is begun, for whoever may."""
    shown = Blueprint("new_article_links", __name__, template_folder="templates")
    names = {"new_article_page": lambda language, category: _new_article_page(site, language, category)}
    shown.app_context_processor(lambda: names)
    return shown


def _new_article_page(site: Site, language: str, category: str) -> str:
    may = site.person().may(Action.WRITE)
    return url_for("new_articles.form", language=language, category=category) if may else ""


def create_blueprint(room: NewArticleRoom) -> Blueprint:
    """The address ``/editor/new``."""
    pages = Blueprint("new_articles", __name__)
    protect(pages, room.site, Action.WRITE)
    Routes(pages, room).form("/editor/new", "form", begin_article)
    return pages


def begin_article(room: NewArticleRoom) -> Answer:
    """The form of a new article; what is sent by it makes the file, and leads to its text."""
    site = room.site
    form = NewForm.of(request.values, site.preferred_language())
    if request.method == "GET":
        return _page(room, form)
    try:
        person = named(site.person(), request.form.get("your_name", ""))
    except ValueError:
        return _page(room, form, NewArticleError("your_name", N_("Please give your name."))), 422
    try:
        form.check(site.catalog, site.audiences())
        made = _make(room, form)
    except NewArticleError as error:
        return _page(room, form, error), 422
    except NameTakenError as error:
        return _page(room, form, _taken(form), error.article and site.readable(error.article.id)), 409
    except SaveError as error:
        why = error.within(site.library.root)
        return _page(room, form, NewArticleError("", N_("Nothing was saved: %(why)s"), why=why)), 409
    return _made(room, made, person)


def _make(room: NewArticleRoom, form: NewForm) -> Article:
    site = room.site
    catalog = site.catalog
    templates = read_templates(site.library.root, form.language, catalog.default_language)
    chosen = next((one for one in templates if one.name == form.template), None)
    if form.template and not chosen:
        raise NewArticleError("template", N_("There is no such template."))
    folder, written = place_in(catalog, form.language, form.category)
    try:
        content = begin_with(chosen, form.title, {"category": written} if written else {})
    except FrontMatterEditError as error:
        raise NewArticleError("template", N_("The template cannot be used: %(why)s"), why=error) from error
    return make_article(site.library, form.language, folder / f"{form.file_name}.md", form.category, content)


def _made(room: NewArticleRoom, made: Article, person: Person) -> AnyResponse:
    if room.git and (why := room.git.commit_change(made.path, "Begin", "", person.name, person.email)):
        flash(room.site.said(N_("The article is saved, but not committed: %(why)s")) % {"why": why}, "editor")
    return redirect(url_for("editor.article", language=made.language, key=made.key), 303)


def _taken(form: NewForm) -> NewArticleError:
    said = N_("“%(taken)s” is taken. Edit the article that is there, or choose another name.")
    return NewArticleError("name", said, taken=form.file_name)


def _usual(room: NewArticleRoom, form: NewForm) -> NewForm:
    """The form with a language in which there are articles."""
    catalog = room.site.catalog
    return form if form.language in catalog.languages else replace(form, language=catalog.default_language)


def _page(
    room: NewArticleRoom, form: NewForm, wrong: NewArticleError | None = None, taken: Article | None = None
) -> str:
    site, form = room.site, _usual(room, form)
    catalog, audiences = site.catalog, site.audiences()
    categories = known_categories(catalog, site.preferred_language(), audiences)
    categories |= {path: path for path in known_categories(catalog, form.language, audiences) if path not in categories}
    form = form if form.category in categories else replace(form, category="")
    return render_template(
        "new_articles/new.html",
        form=form,
        wrong_field=wrong.name if wrong else "",
        wrong=room.site.said(wrong.text) % wrong.values if wrong else "",
        taken=taken,
        taken_page=article_url(*taken.id) if taken and taken.is_published else "",
        templates=read_templates(site.library.root, form.language, catalog.default_language),
        categories=categories,
        article_languages=catalog.languages,
        is_read_only=not may_be_made(site.library.root / place_in(catalog, form.language, form.category)[0]),
        asks_name=not site.person().name,
        longest=LONGEST_TITLE,
    )
