"""What the button for the model does to the form of a translation."""

from __future__ import annotations

from dataclasses import replace

from flask import abort

from kb.catalog.article import Article, ArticleId
from kb.catalog.originals import BY_MODEL
from kb.editor.room import EditorRoom
from kb.editor.sheet import FormSheet
from kb.front_matter.edit import FrontMatterEditError
from kb.front_matter.key_names import TRANSLATED_BY
from kb.front_matter.parse import FrontMatterError
from kb.language.marking import N_
from kb.translations.compared_form import compared_form
from kb.translations.drafting import DraftedLines, ModelDraft, TranslationModel, draft_by_model, draft_lines


def draft_in_form(model: TranslationModel, room: EditorRoom, id_: ArticleId, sheet: FormSheet) -> tuple[FormSheet, str]:
    """The form with the sections that are to be looked at, title and description as the model translates them, and what
    is said of it; the text counts as unread from then on.
    """
    found = compared_form(room, id_, sheet) or abort(404)
    if not found.original.audience.is_public:
        return sheet, room.site.said(N_("This article is not for everybody, so its text is not sent to a model."))
    before = found.before.body if found.before else None
    languages = (found.original.language, id_.language)
    made = draft_by_model(model, found.original.body, sheet.text, before, languages)
    heads = _heads(room, found.original)
    named = DraftedLines({}) if made.trouble or made.left else draft_lines(model, heads, sheet.fields, languages)
    made = replace(made, trouble=made.trouble or named.trouble)
    parts = [_told_of(room, made, named)]
    if made.left_out:
        said = N_("Left out, since addresses, numbers, code or headings would not be the same: %(names)s.")
        parts.append(room.site.said(said) % {"names": ", ".join(made.left_out)})
    if made.trouble:
        parts.append(room.site.said(N_("The model went no further: %(why)s.")) % {"why": made.trouble})
    elif made.left:
        parts.append(room.site.said(N_("Press the button again for the rest.")))
    fields = {**sheet.fields, **named.lines}
    if made.written or named.lines:
        fields[TRANSLATED_BY] = BY_MODEL
    return replace(sheet, text=made.text, fields=fields), " ".join(parts)


def _told_of(room: EditorRoom, made: ModelDraft, named: DraftedLines) -> str:
    told = []
    if made.written:
        said = room.site.said(N_("Sections that the model drafted: %(count)s. Read them before you publish."))
        told.append(said % {"count": made.written})
    if named.lines:
        told.append(room.site.said(N_("It drafted title or description as well.")))
    return " ".join(told) or room.site.said(N_("The model wrote nothing."))


def _heads(room: EditorRoom, original: Article) -> dict[str, str]:
    """Title and description of the original; none where its file says none, and its first words stand for it."""
    try:
        written = FormSheet.of_file(room.desk.look(original.path) or b"", original.path, original.id).fields
    except (FrontMatterError, FrontMatterEditError):
        written = {}
    return {"title": original.title, "description": written.get("description", "")}
