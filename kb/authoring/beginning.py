"""``POST /api/v1/drafts``: the draft of an article that there is not yet, as the form of a new article begins one.

Nothing is written into the articles folder: there is a file as soon as a person publishes it.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from flask import Response

from kb.authoring.authoring_room import AuthoringRoom, BodyError, overtaken, read_text
from kb.authoring.draft_api import kept
from kb.authoring.draft_fields import MOST_WORDS, DraftChange
from kb.catalog.article import ArticleId
from kb.editing.new_article import place_in
from kb.editing.revisions import keep
from kb.editor.saving import may_be_made
from kb.editor.sheet import FormSheet
from kb.files.inside import content_of
from kb.files.saving import fingerprint
from kb.front_matter.edit import FrontMatterEditError
from kb.new_articles.article_templates import begin_with, read_templates
from kb.new_articles.new_form import LONGEST_TITLE, NewArticleError, NewForm

NEW = ("language", "title", "category", "name", "template", "products")


def begin_draft(room: AuthoringRoom) -> Response:
    """Begin an article, and keep it as the draft of the program."""
    plain = room.sent()
    change = DraftChange.of(plain, *NEW)
    form = _read_form(room, plain)
    products = _read_products(room, plain)
    id_, path = _place(room, form)
    content = _content(room, form, products)
    sheet = change.on(FormSheet.of_file(content, path, id_))
    if _is_taken(room, id_, path):
        return overtaken("there is an article or a draft of that name; choose another name", "taken")
    with room.editor.database.begin() as connection:
        keep(connection, [(fingerprint(content), content)])
    return kept(room, id_, FormSheet.of_form({**sheet.as_plain(), "gone": "1"}), "", is_new=True, status=201)


def _read_form(room: AuthoringRoom, plain: Mapping[str, Any]) -> NewForm:
    site = room.editor.site
    given = {name: read_text(plain, name, most=4 * LONGEST_TITLE) for name in NEW[:-1]}
    form = NewForm.of(given, site.catalog.default_language)
    try:
        form.check(site.catalog, site.audiences())
    except NewArticleError as error:
        raise BodyError(f"/{error.name}", f"{error.name}: {error.text % error.values}", 422) from None
    return form


def _read_products(room: AuthoringRoom, plain: Mapping[str, Any]) -> tuple[str, ...]:
    given, known = plain.get("products", []), room.editor.site.catalog.products.by_id
    if not isinstance(given, list) or len(given) > MOST_WORDS or not all(isinstance(one, str) for one in given):
        raise BodyError("/products", "products is not a list of ids")
    for place, one in enumerate(given):
        if one not in known:
            raise BodyError(f"/products/{place}", "products names what is not in products.yml", 422)
    return tuple(dict.fromkeys(given))


def _place(room: AuthoringRoom, form: NewForm) -> tuple[ArticleId, str]:
    """What the article will be called, and where its file will lie."""
    catalog = room.editor.site.catalog
    folder, _ = place_in(catalog, form.language, form.category)
    id_ = ArticleId(form.language, f"{form.category}/{form.file_name}".strip("/"))
    path = (folder / f"{form.file_name}.md").as_posix()
    if not may_be_made(room.editor.desk.library.root, path, id_):
        said = "the files of this category lie where their address does not say it: begin such an article on the site"
        raise BodyError("/category", said, 422)
    return id_, path


def _content(room: AuthoringRoom, form: NewForm, products: tuple[str, ...]) -> bytes:
    site = room.editor.site
    root, catalog = site.library.root, site.catalog
    templates = read_templates(root, form.language, catalog.default_language) if form.template else []
    chosen = next((one for one in templates if one.name == form.template), None)
    if form.template and chosen is None:
        raise BodyError("/template", "there is no such template", 422)
    _, written = place_in(catalog, form.language, form.category)
    more: dict[str, str | tuple[str, ...]] = {"category": written, "product": products}
    try:
        return begin_with(chosen, form.title, {name: value for name, value in more.items() if value})
    except FrontMatterEditError as error:
        raise BodyError("/template", f"the template cannot be used: {error}", 422) from None


def _is_taken(room: AuthoringRoom, id_: ArticleId, path: str) -> bool:
    catalog, root = room.editor.site.catalog, room.editor.desk.library.root
    is_there = id_ in catalog.articles or catalog.renamed(id_) is not None or content_of(root, path) is not None
    return is_there or room.draft(id_) is not None
