"""A proposal becomes the article: by the word of somebody, or because its time has come."""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial

from kb.catalog.article import ArticleId
from kb.core.errors import FileError
from kb.core.roles import Person
from kb.editor.parts import changed_fields, put_together, take_apart
from kb.editor.room import EditorRoom
from kb.editor.saving import Approval, GoneError, Together
from kb.editor.sheet import FormSheet, UnreadableArticleError
from kb.front_matter.edit import FrontMatterEditError
from kb.front_matter.key_names import PUBLISHED
from kb.language.marking import N_
from kb.publishing.asked import sheet_of
from kb.publishing.proposals import ReadProposal
from kb.publishing.wording import CHANGED


class NotPublishedError(Exception):
    """Nothing was saved; ``text`` is a message with its ``values``, ``status`` that of an answer that says so."""

    def __init__(self, text: str, values: Mapping[str, object], status: int = 409) -> None:
        super().__init__(text)
        self.text, self.values, self.status = text, values, status


def save_proposal(room: EditorRoom, found: ReadProposal, by: Person) -> str:
    """Save it as its author's, by the word of ``by`` where its owners have not approved it; why it was not committed.

    Whoever says afterwards that it is published may be stopped by a crash: saving again finds it saved.

    Raises:
        ApprovalNeededError: it waits for somebody's approval.
        NotPublishedError: it cannot be saved as it is.

    """
    id_, sheet = found.article, sheet_of(room.site.catalog, found)
    author = Person(name=found.name, email=found.email)
    try:
        wanted = sheet.wanted(id_, sheet.path, room.today())
        check = partial(sheet.check, id_, zone=room.zone, now=room.clock())
        done = room.desk.save(wanted, author, check, Approval(by, found.approved_by))
    except UnreadableArticleError as error:
        raise NotPublishedError(error.text, error.values, 422) from None
    except (FileError, FileExistsError, FrontMatterEditError) as error:
        raise NotPublishedError(N_("Nothing was saved: %(why)s"), {"why": room.desk.reason(error)}) from None
    except GoneError:
        raise NotPublishedError(N_("The file of the article is gone."), {}) from None
    if not isinstance(done, Together):
        return done.warning
    if not _is_saved_already(sheet, done, id_):
        raise NotPublishedError(CHANGED, {})
    return ""


def _is_saved_already(sheet: FormSheet, made: Together, id_: ArticleId) -> bool:
    """Whether the file has by now all that was proposed: it was saved by another process, or before a crash."""
    if made.base is None:
        return False
    wanted = take_apart(put_together(made.base, sheet.text, sheet.fields, sheet.path, id_), sheet.path, id_)
    now = take_apart(made.now, sheet.path, id_)
    others = changed_fields(wanted.fields, now.fields)
    return wanted.text == now.text and others.keys() <= set(PUBLISHED[:1])  # the day that saving writes
