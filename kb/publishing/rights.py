"""What somebody may do with a proposal, by the table of states and by who owns its category."""

from __future__ import annotations

from dataclasses import dataclass

from kb.approval.transitions import Stage, StageAct, Who, who_may
from kb.core.roles import Action, Person
from kb.editor.drafts import is_program_of, owner_of
from kb.editor.room import EditorRoom
from kb.language.marking import N_
from kb.publishing.asked import owners_asked
from kb.publishing.proposals import COMMENTS_EACH, ReadProposal

MOST_PAGES = 99_999


@dataclass(frozen=True)
class ProposalRights:
    """Of one person with one proposal; ``owners`` are those whose approval it needs. ``is_of_program`` where a program
    of theirs made it: they may take it back, and decide on it as on another's.
    """

    is_mine: bool
    is_of_program: bool
    may_edit: bool
    may_decide: bool
    owners: tuple[str, ...]

    def may(self, act: StageAct, stage: Stage) -> bool:
        """Whether they may do ``act`` to it in the state ``stage``."""
        match who_may(act, stage):
            case Who.DECIDER:
                return self.may_decide
            case Who.EDITOR:
                return self.may_edit
            case Who.PROPOSER:
                # It is proposed again from the editor.
                return (self.is_mine or self.is_of_program) and act is StageAct.WITHDRAW
            case _:
                return False


def rights_of(room: EditorRoom, found: ReadProposal, person: Person) -> ProposalRights:
    """The rights of ``person``."""
    owners = owners_asked(room.desk.gate, found)
    may_decide = room.desk.gate.may_decide(person, owners)
    of_program = is_program_of(person, found.author)
    return ProposalRights(found.author == owner_of(person), of_program, person.may(Action.EDIT), may_decide, owners)


def named_owners(room: EditorRoom, owners: tuple[str, ...]) -> str:
    """Owners in one line; who has none waits for an administrator."""
    return ", ".join(one or room.site.said(N_("an administrator")) for one in owners)


def pages_of(count: int) -> int:
    """On how many pages so many comments stand."""
    return max(1, -(-count // COMMENTS_EACH))
