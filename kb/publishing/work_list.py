"""What waits for somebody, and for which moment what is planned: the page Work and programs read it from here."""

from __future__ import annotations

from dataclasses import dataclass

from kb.approval.transitions import StageAct
from kb.core.roles import Person
from kb.editor.drafts import DraftMark, draft_marks, owner_of
from kb.editor.pages import may_see
from kb.editor.room import EditorRoom
from kb.publishing.asked import owners_asked
from kb.publishing.plan import PlannedOne, planned_in
from kb.publishing.proposals import ReadProposal, open_proposals, proposals_of, scheduled_proposals
from kb.publishing.rights import rights_of

Coming = ReadProposal | PlannedOne


@dataclass(frozen=True)
class WorkList:
    """Of one person: their drafts, what they asked for and is open, what others ask of them, what is planned."""

    drafts: list[DraftMark]
    mine: list[ReadProposal]
    waiting: list[ReadProposal]
    planned: list[Coming]


def work_of(room: EditorRoom, person: Person, decider: Person | None, *, only_theirs: bool) -> WorkList:
    """The work of ``person``; ``decider`` is who decides on what waits, where that may be known. ``only_theirs`` leaves
    of what waits and what is planned the articles that are theirs or their teams'.
    """
    site = room.site
    with room.database.connect() as connection:
        drafts = [one for one in draft_marks(connection, person) if may_see(site, one.article)]
        mine = [one for one in proposals_of(connection, person) if may_see(site, one.article)]
        asked = open_proposals(connection) if decider else []
        coming: list[Coming] = [*scheduled_proposals(connection), *planned_in(site.catalog)]
    waiting = [one for one in asked if decider and _waits_for(room, decider, one)]
    planned = [one for one in coming if site.readable(one.article)]
    if only_theirs:
        waiting = [one for one in waiting if _is_theirs(room, person, one)]
        planned = [one for one in planned if _is_theirs(room, person, one)]
    mine = [one for one in mine if one not in waiting]  # what a program of theirs proposed, and they decide on
    return WorkList(drafts, mine, waiting, planned)


def _waits_for(room: EditorRoom, person: Person, one: ReadProposal) -> bool:
    """Whether there is anything that ``person`` has to do about what another proposed."""
    if one.publish_at is not None:
        return False
    if one.author == owner_of(person) and person.account is not None:
        return False
    rights = rights_of(room, one, person)
    return any(rights.may(act, one.state) for act in (StageAct.APPROVE, StageAct.PUBLISH))


def _is_theirs(room: EditorRoom, person: Person, one: Coming) -> bool:
    """Whether what is proposed or planned concerns an article that ``person`` or a team of theirs answers for."""
    catalog, gate = room.site.catalog, room.desk.gate
    article = catalog.articles.get(one.article)
    owners = [catalog.owner_of(article) or ""] if article else []
    if isinstance(one, ReadProposal):
        owners += owners_asked(gate, one)
    return any(gate.is_one_of(person, owner) for owner in owners)
