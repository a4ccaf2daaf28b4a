"""How the articles folder stands to its remote, in words."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from types import MappingProxyType

from kb.language.marking import N_
from kb.pulling.outcome import MOST_NAMED, Pulled, PullState
from kb.web.measure import Line

STATES: Mapping[PullState, str] = MappingProxyType(
    {
        PullState.WAITING: N_("The remote has not been checked yet."),
        PullState.OK: N_("The articles are those of the remote."),
        PullState.AHEAD: N_("Commits of this site are not at the remote."),
        PullState.DIVERGED: N_("Nothing is brought: this site and the remote both have commits that the other lacks."),
        PullState.BLOCKED: N_("Nothing is brought: files were changed here that the remote changed as well."),
        PullState.REFUSED: N_("Nothing is brought: it would need a program that the repository names."),
        PullState.UNREACHABLE: N_("The remote could not be asked."),
        PullState.UNUSABLE: N_("The articles folder has no remote that can be asked."),
    }
)


def lines_of(pulled: Pulled) -> Iterator[Line]:
    """What a page tells of the last pull."""
    yield STATES[pulled.state], {}
    if pulled.ahead or pulled.behind:
        yield (
            N_("Commits that are only here: %(here)s; only at the remote: %(there)s."),
            {
                "here": pulled.ahead,
                "there": pulled.behind,
            },
        )
    if pulled.uncommitted:
        yield N_("Files that were changed here and are in no commit: %(number)s."), {"number": pulled.uncommitted}
    for name in pulled.files[:MOST_NAMED]:
        yield N_("In conflict: %(file)s"), {"file": name}
    if pulled.said:
        yield N_("Git says: %(words)s"), {"words": pulled.said}
