"""The form of a translation beside its original, as both are now."""

from __future__ import annotations

from dataclasses import dataclass

from kb.catalog.article import Article, ArticleId
from kb.catalog.originals import TranslationState, original_for, stand_of
from kb.editing.file_version import read_as
from kb.editor.parts import put_together
from kb.editor.room import EditorRoom
from kb.editor.sheet import FormSheet
from kb.front_matter.edit import FrontMatterEditError
from kb.translations.compared import SideBySide, side_by_side
from kb.translations.earlier import earlier_original


@dataclass(frozen=True)
class ComparedForm:
    """A form beside its original: what that was when the file was made of it, and what is to do."""

    original: Article
    state: TranslationState
    by_days: bool
    before: Article | None
    side: SideBySide


def compared_form(room: EditorRoom, id_: ArticleId, sheet: FormSheet) -> ComparedForm | None:
    """The form ``sheet`` of the translation ``id_`` beside its original; None without an original that can be read."""
    catalog = room.site.catalog
    article = catalog.articles.get(id_)
    stand = stand_of(catalog, article) if article else None
    original = stand.original if stand else original_for(catalog, id_.key, id_.language)
    content = room.desk.content(original.path) if original else None
    if original is None or content is None:
        return None
    before = room.quietly(
        lambda connection: earlier_original(connection, room.git, original, content, article) if article else None, None
    )
    side = side_by_side(original.body, _body(room, id_, sheet), before.body if before else None)
    state = stand.state if stand else TranslationState.MISSING
    return ComparedForm(original, state, stand.by_days if stand else False, before, side)


def _body(room: EditorRoom, id_: ArticleId, sheet: FormSheet) -> str:
    """The text of the form without the heading that is its title; its lines stay where they are."""
    try:
        made = put_together(room.desk.content(sheet.path) or b"", sheet.text, sheet.fields, sheet.path, id_)
    except FrontMatterEditError:
        return sheet.text
    article: Article | None = read_as(id_, sheet.path, made).article
    is_whole = article is not None and article.body.count("\n") - sheet.text.count("\n") in (0, 1)
    return article.body if article and is_whole else sheet.text
