"""Handing over what waits with somebody who leaves: what they were assigned, and what names them as its owner."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from email.utils import parseaddr

from kb.accounts.email_address import fold_email
from kb.approval.owner_names import names_in, parts_of
from kb.catalog.article import Article, ArticleId
from kb.catalog.catalog import Catalog
from review.decisions.decide import Decisions, Outcome
from review.decisions.decision import DecisionKind, Reviewer
from review.decisions.decision_request import DecisionRequest, DecisionTarget
from review.queue.rows import NO_STANDING, Standing


def owned_by_name(catalog: Catalog) -> dict[str, set[ArticleId]]:
    """The articles, published or not, of each name and address in ``names_in`` of their owners."""
    found: dict[str, set[ArticleId]] = defaultdict(set)
    for article in catalog.articles.values():
        for name in names_in(catalog.owner_of(article) or ""):
            found[name].add(article.id)
    return found


def waiting_with(catalog: Catalog, standings: Mapping[ArticleId, Standing], name: str, email: str) -> list[Article]:
    """The articles that somebody of this name and address owns or was assigned, in the order of their titles."""
    theirs = {fold_email(name), fold_email(email)}
    found = [
        article
        for article in catalog.articles.values()
        if theirs & (names_in(catalog.owner_of(article) or "") | names_in(_assignee(standings, article)))
    ]
    return sorted(found, key=lambda article: (article.title, article.language))


def categories_of(catalog: Catalog, name: str) -> list[str]:
    """The files of the categories that name somebody, or a team, as their owner, in order."""
    wanted = fold_email(name)
    return sorted(info.path for info in catalog.categories.values() if wanted in names_in(info.owner or ""))


def hand_over(
    decisions: Decisions,
    catalog: Catalog,
    standings: Mapping[ArticleId, Standing],
    given: tuple[str, str],
    to: str,
    by: Reviewer,
) -> Outcome:
    """Give what waits with ``given``, a name and an address, to ``to``: in the files of those they own, whatever else
    stands there, and in the standing of those they were assigned. Tasks stay, and so do others named beside them.
    """
    theirs = set(map(fold_email, given))
    owned: dict[str, list[DecisionTarget]] = defaultdict(list)
    assigned: list[DecisionTarget] = []
    for article in waiting_with(catalog, standings, *given):
        owner = catalog.owner_of(article) or ""
        if theirs & names_in(owner):
            owned[_with_heir(owner, theirs, to)].append(DecisionTarget(article.id))
        if theirs & names_in(_assignee(standings, article)):
            assigned.append(DecisionTarget(article.id))
    acts = [(DecisionRequest(DecisionKind.ASSIGNED, assignee=to), assigned)] if assigned else []
    acts += [(DecisionRequest(DecisionKind.HANDED_OVER, assignee=new), targets) for new, targets in owned.items()]
    whole = Outcome("")
    for request, targets in acts:
        outcome = decisions.decide(request, targets, by)
        whole.done += [id_ for id_ in outcome.done if id_ not in whole.done]
        whole.refused += outcome.refused
        whole.warnings += outcome.warnings
    return whole


def _with_heir(owner: str, theirs: set[str], to: str) -> str:
    """``owner`` with ``to`` in the place of whoever leaves; others who are named beside them stay."""
    if fold_email(owner) in theirs:
        return to
    parts = [to if {fold_email(part), fold_email(parseaddr(part)[1])} & theirs else part for part in parts_of(owner)]
    return ", ".join(dict.fromkeys(parts))


def _assignee(standings: Mapping[ArticleId, Standing], article: Article) -> str:
    return standings.get(article.id, NO_STANDING).assignee
