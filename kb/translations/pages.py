"""``/editor/translate``: an article's form with its original beside it, section by section, and how one is begun."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import partial

from flask import Blueprint, abort, flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from kb.catalog.article import Article, ArticleId
from kb.catalog.originals import TranslationState, original_for, original_of, stand_of, versions_of
from kb.core.roles import Action, Person
from kb.core.text import one_line
from kb.editing.new_article import NameTakenError
from kb.editor.drafts import draft_of
from kb.editor.pages import answer_form
from kb.editor.picture_upload import carry_pictures
from kb.editor.room import EditorRoom, FormPage
from kb.editor.sheet import MAX_FIELD, FormSheet
from kb.files.saving import SaveError, fingerprint, may_be_made
from kb.front_matter.edit import FrontMatterEditError
from kb.front_matter.key_names import ORIGINAL_VERSION
from kb.front_matter.parse import FrontMatterError
from kb.history.kept_versions import BEFORE, VersionNote, note_versions
from kb.language.languages import is_language_code
from kb.language.marking import N_
from kb.sign_in.access import named, protect
from kb.site.article_forms import carry_articles, keep_to_readers
from kb.site.site import Site
from kb.storage.database import naive_utc
from kb.translations.beginning import begin_translation, translation_place
from kb.translations.compared import with_section
from kb.translations.compared_form import ComparedForm, compared_form
from kb.translations.drafting import TranslationModel
from kb.translations.model_act import draft_in_form
from kb.translations.original_html import html_of_each
from kb.translations.sections import sections_in
from kb.translations.wording import SECTIONS, STATES
from kb.web.routes import Routes

Answer = Response | str | tuple[str, int]
_COPY, _MODEL = "copy-", "model"


@dataclass(frozen=True, slots=True)
class TranslationLink:
    """The way to one translation of an article, from its page."""

    language: str
    url: str
    state: str


def show_on_pages(site: Site) -> Blueprint:
    """Tells templates where an article is translated, for whoever may."""
    shown = Blueprint("translation_links", __name__, template_folder="templates")
    shown.app_context_processor(lambda: {"translation_links": lambda article: _links(site, article)})
    return shown


def _links(site: Site, article: Article) -> list[TranslationLink]:
    """Of a translation that to its own page; of an original those to all languages of the collection."""
    catalog = site.catalog
    if not site.person().may(Action.WRITE):
        return []
    if any(not site.readable(one.id) for one in versions_of(catalog, article.key)):
        return []
    is_translation = original_of(catalog, article) is not None
    there = {one.language: one for one in versions_of(catalog, article.key)}
    others = [article.language] if is_translation else [one for one in catalog.languages if one != article.language]
    return [
        TranslationLink(
            code,
            url_for("translations.translate", language=code, key=article.key),
            STATES[stand_of(catalog, there[code]).state if code in there else TranslationState.MISSING],
        )
        for code in others
    ]


def add_to(pages: Blueprint, room: EditorRoom, model: TranslationModel | None) -> None:
    """Bind the addresses."""
    carry_articles(pages, room.site)
    carry_pictures(pages, room)
    protect(pages, room.site, Action.WRITE)
    keep_to_readers(pages, room.site, in_all_languages=True)
    routes = Routes(pages, replace(room, page=_page_with(model)))
    routes.form("/editor/translate/<path:key>/<language>", "translate", translate)


def translate(room: EditorRoom, key: str, language: str) -> Answer:
    """The form of a translation beside its original; where there is none yet, how it is begun."""
    if not is_language_code(language):
        abort(404)
    id_, person = room.now(ArticleId(language, key)), room.site.person()
    if request.form.get(ORIGINAL_VERSION):
        _keep_original(room, id_)
    if "begin" in request.form and id_ in room.site.catalog.articles:
        said = room.site.said(N_("Somebody has begun this translation meanwhile. Your title was “%(title)s”."))
        flash(said % {"title": one_line(request.form.get("title", ""), MAX_FIELD)}, "editor")
        return redirect(_address(id_), 303)
    is_there = id_ in room.site.catalog.articles or "text" in request.form or request.form.get("act") == "discard"
    if is_there or room.quietly(lambda connection: draft_of(connection, person, id_), None) is not None:
        return answer_form(room, id_)
    original = original_for(room.site.catalog, id_.key, language)
    if original is None:
        abort(404)
    return _begin(room, id_, original, person) if request.method == "POST" else _begin_page(room, id_, original)


def _begin(room: EditorRoom, id_: ArticleId, original: Article, person: Person) -> Answer:
    """Make the file as a draft, and lead to its form."""
    title = one_line(request.form.get("title", ""), MAX_FIELD)
    if not title:
        return _begin_page(room, id_, original, room.site.said(N_("Please write a title."))), 422
    try:
        person = named(person, request.form.get("name", ""))
    except ValueError:
        return _begin_page(room, id_, original, room.site.said(N_("Please give your name."))), 422
    content = room.desk.look(original.path)
    if content is None:
        abort(404)
    with_text = request.form.get("body") != "empty"
    try:
        made = begin_translation(room.desk.library, original, content, id_.language, title, with_text=with_text)
    except NameTakenError:
        why = room.site.said(N_("there is a file of that name which cannot be read, or is another article"))
    except SaveError as error:
        why = error.within(room.desk.library.root)
    except (FrontMatterEditError, FrontMatterError) as error:
        why = str(error)
    else:
        if room.desk.git and (why := room.desk.git.commit_change(made.path, "Begin", "", person.name, person.email)):
            flash(room.site.said(N_("The article is saved, but not committed: %(why)s")) % {"why": why}, "editor")
        _keep_original(room, id_)
        return redirect(room.page.address(id_), 303)
    return _begin_page(room, id_, original, room.site.said(N_("Nothing was saved: %(why)s")) % {"why": why}), 409


def _keep_original(room: EditorRoom, id_: ArticleId) -> None:
    """Note the original as it is now, so that it is known later how it differs from what this translation says."""
    original = original_for(room.site.catalog, id_.key, id_.language)
    content = room.desk.look(original.path) if original else None
    if original is None or content is None:
        return
    mark = fingerprint(content)
    note = VersionNote(original.id, original.path, naive_utc(room.clock()), "", BEFORE, "", mark, mark)
    room.quietly(lambda connection: note_versions(connection, [note]), None)


def _begin_page(room: EditorRoom, id_: ArticleId, original: Article, wrong: str = "") -> str:
    place = translation_place(room.site.catalog, original, id_.language)
    return render_template(
        "translations/begin.html",
        id=id_,
        original=original,
        html=room.site.preview(original).html,
        title=one_line(request.form.get("title", ""), MAX_FIELD),
        with_text=request.form.get("body") != "empty",
        place=place.as_posix(),
        is_read_only=not may_be_made(room.desk.library.root / place.parent),
        asks_name=not room.site.person().name,
        wrong=wrong,
        longest=MAX_FIELD,
    )


def _address(id_: ArticleId) -> str:
    return url_for("translations.translate", language=id_.language, key=id_.key)


def _names(room: EditorRoom, id_: ArticleId, sheet: FormSheet) -> Mapping[str, object]:
    """The original and what is to do; without an original the form stands alone."""
    found = compared_form(room, id_, sheet)
    if found is None:
        return {"original": None}
    markup = html_of_each(sections_in(found.original.body), room.site.preview(found.original).html)
    return {
        "original": found.original,
        "stand": found.state,
        "by_days": found.by_days,
        "states": STATES,
        "section_names": SECTIONS,
        "side": found.side,
        "is_kept": found.before is not None,
        "title_before": found.before.title if found.before else "",
        "markup": markup,
        "version": found.original.text_version,
        "is_done": _is_done(found, sheet),
    }


def _act(
    model: TranslationModel | None, room: EditorRoom, id_: ArticleId, sheet: FormSheet, act: str
) -> tuple[FormSheet, str] | None:
    """A section of the original is copied to its place, or what is to do drafted by the model."""
    if act == _MODEL:
        return draft_in_form(model or abort(404), room, id_, sheet)
    if not act.startswith(_COPY):
        return None
    found, number = compared_form(room, id_, sheet), act.removeprefix(_COPY)
    if found is None or not (number.isascii() and number.isdecimal() and len(number) < 6):
        abort(404)
    text = with_section(sheet.text, found.side, int(number))
    if text == sheet.text:
        return sheet, room.site.said(N_("The translation has that section already."))
    return replace(sheet, text=text), room.site.said(N_("The section is copied. Translate it, then save."))


def _page_with(model: TranslationModel | None) -> FormPage:
    """The page; the button for the model is there where one is set and the original is for everybody: what staff or a
    team alone may read leaves the site for no model.
    """

    def names(room: EditorRoom, id_: ArticleId, sheet: FormSheet) -> Mapping[str, object]:
        known = _names(room, id_, sheet)
        original = known["original"]
        return {
            **known,
            "has_model": model is not None and isinstance(original, Article) and original.audience.is_public,
        }

    return FormPage("translations/translate.html", _address, names, partial(_act, model))


def _is_done(found: ComparedForm, sheet: FormSheet) -> bool:
    """Whether the form says, before anybody ticked it, that the translation has all of the original: where it had
    before, or where one section at most is to do. A form that came back keeps what was chosen.
    """
    version = sheet.fields.get(ORIGINAL_VERSION)
    if version is None or version == found.original.text_version:
        return version is not None
    return found.before is not None and found.side.to_do <= 1
