"""What was proposed and waits for the owner of its category, for the digest of that owner."""

from __future__ import annotations

from kb.approval.transitions import Stage
from kb.publishing.asked import owners_asked
from kb.publishing.proposals import open_proposals
from review.notices.digest import PROPOSED, ToApprove
from review.notices.sent_notices import Fact
from review.service import Review


def waiting_for_approval(review: Review) -> dict[str | None, list[ToApprove]]:
    """What waits for each owner (None: a category without one), the oldest first; proposed anew it is news again."""
    found: dict[str | None, list[ToApprove]] = {}
    with review.database.connect() as connection:
        proposals = [one for one in open_proposals(connection) if one.state is Stage.IN_REVIEW]
    for one in proposals:
        article = review.catalog.articles.get(one.article)
        title = article.title if article else one.form.get("title") or one.article.key
        fact = Fact(one.article, PROPOSED, f"{one.changed_at:%m-%dT%H%M}")  # ten characters, as a day has
        for owner in owners_asked(review.gate, one):
            found.setdefault(owner or None, []).append(ToApprove(fact, one.id, title, one.name))
    return found
