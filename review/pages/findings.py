"""What a reviewer should know of an article before deciding: what changed, what is broken, how far its links are."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Literal

from kb.catalog.article import EVERYONE, Article
from kb.catalog.catalog import Catalog
from kb.core.errors import Problem
from kb.editing.changes import Changes, Hunk, compare, same_text, summary
from kb.editing.check import problems_of, team_problems
from kb.editing.file_version import Version, read_as, text_of
from kb.editing.revisions import kept
from kb.exchange.writing.counted_before import CountedBefore
from kb.feedback.step_votes import scores_by_step
from kb.feedback.votes import Judgement, Score, judgement
from kb.files.inside import read_inside
from kb.git.folder import GitError
from kb.guides.faults import distances
from kb.language.interface import interface_language, translations
from kb.markdown.render import Rendered, render
from review.comments.handling import Handled, handled
from review.decisions.decision import RESETS, Decision, DecisionStatus
from review.decisions.history import of_article
from review.links.checker import LinkResult, external_links
from review.service import Review


def look_at(review: Review, article: Article) -> Version:
    """The article's file now.

    Raises:
        OSError: it cannot be read.

    """
    content = read_inside(review.library.root, article.path)
    return Version(content, read_as(article.id, article.path, content).article or article)


@dataclass(frozen=True)
class LastReview:
    """The last review as the file has it; ``decision`` is None where it was not made here."""

    on: date
    by: str
    decision: Decision | None


def last_review(review: Review, article: Article) -> LastReview | None:
    """When the article was last reviewed, None for never."""
    day = article.last_reviewed_on
    if day is None:
        return None
    with review.database.connect() as connection:
        newest = of_article(connection, article.id)
    made = (d for d in newest if d.kind in RESETS and d.status is DecisionStatus.DONE)
    decision = next((d for d in made if d.details.get("reviewed_on") == day.isoformat()), None)
    return LastReview(day, decision.person.name if decision else article.reviewed_by or "", decision)


@dataclass(frozen=True)
class Since:
    """Changes since the last review: ``unknown`` where no version of then is kept; ``why`` says what git said."""

    state: Literal["never", "unknown", "same", "changed"]
    changes: Changes | None = None
    hunks: tuple[Hunk, ...] = ()
    why: str = ""


def since_review(review: Review, version: Version, last: LastReview | None) -> Since:
    """Compare ``version`` with what was reviewed: the very bytes of that decision, else git's of the end of that day.

    What was kept with the decision comes first, since a day may have seen edits after its review.
    """
    if last is None:
        return Since("never")
    try:
        before = _reviewed_version(review, version.article, last)
    except GitError as error:
        return Since("unknown", why=str(error))
    if before is None:
        return Since("unknown")
    text = text_of(before)
    if same_text(text, version.text):
        return Since("same")
    return Since("changed", summary(text, version.text), tuple(compare(text, version.text)))


def _reviewed_version(review: Review, article: Article, last: LastReview) -> bytes | None:
    if last.decision and last.decision.after:
        with review.database.connect() as connection:
            found = kept(connection, [last.decision.after]).get(last.decision.after)
        if found is not None:
            return found
    version = review.git.version_on(article.path, last.on) if review.git else None
    return version.content if version else None


@dataclass(frozen=True)
class ExternalLinks:
    """The addresses an article links to outside of the site, with what is known of each (None: nothing)."""

    results: dict[str, LinkResult | None]

    @property
    def waiting(self) -> int:
        """How many are still to be looked at."""
        return sum(result is not None and result.state == "waiting" for result in self.results.values())


@dataclass(frozen=True)
class StepFinding:
    """What readers said at one step of a guide: its ``number`` is how many answers lead there at least, from 1."""

    number: int
    heading: str
    score: Score


@dataclass(frozen=True)
class Findings:
    """An article as it is shown, and what was found in it; ``steps`` are those of a guide at which somebody voted,
    ``handled`` tells how far each comment is, by its vote; ``before`` is what was counted before it was imported.
    """

    rendered: Rendered
    problems: list[Problem]
    links: ExternalLinks
    duplicates: list[tuple[Article, float]]
    said: Judgement
    handled: Mapping[str, Handled]
    steps: list[StepFinding]
    before: CountedBefore | None


def findings_of(review: Review, article: Article) -> Findings:
    """Look for everything that can be told without leaving the machine."""
    catalog = review.catalog
    rendered = show(article, catalog)
    links = links_of(review, rendered)
    with review.database.connect() as connection:
        said = judgement(connection, article)
        done = handled(connection, [comment.vote for comment in said.comments])
        steps = _step_findings(rendered, scores_by_step(connection, article)) if article.is_guide else []
    problems = [*problems_of(article, rendered, catalog), *team_problems(catalog, review.teams(), article.path)]
    before = review.counted_before.of(catalog).get(article.id)
    return Findings(rendered, problems, links, review.near_duplicates(article), said, done, steps, before)


def _step_findings(rendered: Rendered, scores: Mapping[str, Score]) -> list[StepFinding]:
    """The steps in the order of the text, with what readers said there."""
    away = distances(rendered.steps)
    voted = (step for step in rendered.steps if step.anchor in scores)
    return [StepFinding(away.get(step.anchor, 0) + 1, step.heading, scores[step.anchor]) for step in voted]


def show(article: Article, catalog: Catalog) -> Rendered:
    """The article as its readers see it, with links to what only staff may see."""
    return render(article, catalog, EVERYONE, translations(interface_language(article.language)).gettext)


def links_of(review: Review, rendered: Rendered) -> ExternalLinks:
    """How far the external links are."""
    urls = external_links(rendered.links)
    known = review.links.results(urls)
    return ExternalLinks({url: known.get(url) for url in urls})
