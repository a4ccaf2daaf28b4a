"""What somebody may do with an article in its form: save it, publish it, or hand it to whoever approves."""

from __future__ import annotations

from kb.catalog.article import Article, ArticleId, Status
from kb.core.roles import Action, Person
from kb.editor.drafts import draft_of, keep_draft
from kb.editor.room import EditorRoom
from kb.editor.sheet import FormSheet
from kb.language.marking import N_


def writing_rights(room: EditorRoom, person: Person, article: Article | None) -> dict[str, object]:
    """For the form: whether ``person`` saves and publishes the article, and who approves what others change in it."""
    gate, may = room.desk.gate, person.may(Action.EDIT)
    owners = gate.owners_of_article(article) if article else ()
    decides = gate.may_decide(person, owners)
    is_read = article is not None and article.status is Status.PUBLISHED
    return {
        "may_save": may and (decides or not is_read),
        "may_publish": may and decides,
        "approvers": [one or room.site.said(N_("an administrator")) for one in owners],
        "overrides": may and gate.is_override(person, owners),
    }


def into_draft(room: EditorRoom, person: Person, id_: ArticleId, sheet: FormSheet) -> bool:
    """Keep ``sheet`` as the draft of ``person``; False where they have one of the article already: that stays."""
    with room.database.begin() as connection:
        if draft_of(connection, person, id_) is not None:
            return False
        return keep_draft(connection, person, id_, sheet.as_plain(), "", room.clock()) is not None
