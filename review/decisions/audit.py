"""Proves that the history and the files agree, and settles what a crash left between them.

A decision that is only ``intended`` was interrupted: its file is either as before (the decision is void, and what it
made of the standing is taken back) or as after (it is done). A file whose review date is not the one of its last
confirmed review was reviewed or edited outside; the file is the truth, and the history says so.
"""

from __future__ import annotations

import secrets
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path

from sqlalchemy import Connection, Engine

from kb.catalog.catalog import Catalog
from kb.core.events import Tell, tell_nobody
from kb.files.inside import content_of
from kb.files.saving import fingerprint, remove_leftovers
from kb.storage.database import naive_utc
from review.decisions.annotations import change, from_plain
from review.decisions.decision import Decision, DecisionKind, DecisionStatus, Reviewer
from review.decisions.history import in_status, latest_by_article, note, set_status
from review.decisions.telling import event_of

NOBODY = Reviewer("kb review --audit")


@dataclass(frozen=True)
class Finding:
    """One disagreement; ``settled`` says what was done about it, empty where nothing was."""

    path: str
    message: str
    settled: str = ""


def settle(catalog: Catalog, root: Path, database: Engine, tell: Tell = tell_nobody) -> list[Finding]:
    """Settle every interrupted decision, and ``tell`` of those that are done; quick where there is none, so it runs at
    every start; where there is none it only reads, so that a site begins while nothing can be written.
    """
    with database.connect() as connection:
        if not in_status(connection, DecisionStatus.INTENDED):
            return []
    with database.begin() as connection:
        interrupted = in_status(connection, DecisionStatus.INTENDED)
        return [_settled(connection, root, decision, catalog, tell) for decision in interrupted]


def audit(
    catalog: Catalog,
    root: Path,
    database: Engine,
    clock: Callable[[], datetime],
    *,
    mend: bool,
    tell: Tell = tell_nobody,
) -> list[Finding]:
    """Compare the history with the files of ``root``; empty where they agree. ``tell`` hears of what is settled."""
    with database.connect() as connection:
        interrupted = in_status(connection, DecisionStatus.INTENDED)
    if mend:
        findings = settle(catalog, root, database, tell)
        remove_leftovers(root, clock())
    else:
        findings = [Finding(d.path, f"a decision ({d.kind}) was interrupted") for d in interrupted]
    with database.begin() as connection:
        for decision in latest_by_article(connection):
            if finding := _compared(catalog, root, decision):
                if mend:
                    note(connection, [_outside(decision, catalog, naive_utc(clock()))])
                    finding = replace(finding, settled="noted in the history")
                findings.append(finding)
    return findings


def _settled(connection: Connection, root: Path, decision: Decision, catalog: Catalog, tell: Tell) -> Finding:
    before, after = (from_plain(decision.details.get(name, {})) for name in ("_before", "_after"))
    if _file_of(root, decision) != decision.after:
        set_status(connection, [decision.id], DecisionStatus.VOID)
        change(connection, {decision.article: (after, before)})
        return Finding(decision.path, f"a decision ({decision.kind}) was interrupted before the file", "void")
    set_status(connection, [decision.id], DecisionStatus.DONE)
    if (undone := decision.details.get("_undoes")) is not None:
        set_status(connection, [undone], DecisionStatus.UNDONE)
    change(connection, {decision.article: (before, after)})
    if event := event_of(decision, catalog):
        tell(connection, event)
    return Finding(decision.path, f"a decision ({decision.kind}) was interrupted after the file", "done")


def _file_of(root: Path, decision: Decision) -> str | None:
    """The fingerprint of the file that was decided on, None where it is gone."""
    content = content_of(root, decision.path)
    return None if content is None else fingerprint(content)


def _compared(catalog: Catalog, root: Path, decision: Decision) -> Finding | None:
    article = catalog.articles.get(decision.article)
    if article is None:
        return None
    written = article.last_reviewed_on.isoformat() if article.last_reviewed_on else "nothing"
    decided = decision.details.get("reviewed_on") or "nothing"
    # A site that is running may have written the file after the catalog was read.
    if written == decided or _file_of(root, decision) == decision.after:
        return None
    return Finding(article.path, f"the file says it was reviewed on {written}, the history says {decided}")


def _outside(decision: Decision, catalog: Catalog, now: datetime) -> Decision:
    article = catalog.articles[decision.article]
    day = article.last_reviewed_on.isoformat() if article.last_reviewed_on else None
    batch, details = secrets.token_hex(8), {"reviewed_on": day}
    return Decision(batch, now, article.id, article.path, DecisionKind.OUTSIDE, NOBODY, details=details)
