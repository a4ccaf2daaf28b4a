"""Whose approval a proposal needs: one answer for its page, the page Work and the digest of the review."""

from __future__ import annotations

from dataclasses import replace

from kb.approval.gate import ApprovalGate, FileChange
from kb.catalog.catalog import Catalog
from kb.editor.parts import put_together
from kb.editor.sheet import FormSheet
from kb.files.inside import content_of
from kb.front_matter.edit import FrontMatterEditError
from kb.publishing.proposals import ReadProposal


def sheet_of(catalog: Catalog, found: ReadProposal) -> FormSheet:
    """The form that was proposed, with the file of the article as it is called now."""
    article = catalog.articles.get(found.article)
    sheet = FormSheet.of_form(found.form)
    return replace(sheet, path=article.path) if article else sheet


def owners_asked(gate: ApprovalGate, found: ReadProposal) -> tuple[str, ...]:
    """Whose approval the proposal needs, with the file as it is now: also of an article that is new or moves, of which
    the catalog knows less than the proposal. An empty name is that of a category without an owner.
    """
    sheet = sheet_of(gate.library.catalog, found)
    now = content_of(gate.library.root, sheet.path)
    try:
        made = put_together(now or b"", sheet.text, sheet.fields, sheet.path, found.article)
    except FrontMatterEditError:
        made = sheet.text.encode()  # what it says of itself cannot be known: as a whole new file
    return gate.owners_of(FileChange(found.article, sheet.path, now, made))
