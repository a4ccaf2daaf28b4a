"""What a reviewer should know of an article before deciding: what changed, what is broken, how far its links are."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime
from functools import cached_property
from typing import Literal

from kb.article import EVERYONE, Article
from kb.catalog import Catalog
from kb.check import problems_of
from kb.errors import Problem
from kb.feedback import Judgement, judgement
from kb.inside import read_inside
from kb.layout import Place
from kb.markdown import Rendered, render
from kb.reader import Reading, parse_article
from kb.saving import fingerprint
from kb.translate import interface_language, translations
from review.changes import Changes, Hunk, compare, same_text, summary
from review.decision import RESETS, Decision, Status
from review.git import GitError
from review.history import of_article
from review.links import LinkResult, external_links
from review.revisions import kept
from review.service import Review


@dataclass(frozen=True)
class Version:
    """An article's file as somebody looks at it: ``article`` is what these very bytes say, where they can be read."""

    content: bytes
    article: Article

    @property
    def seen(self) -> str:
        """Tells this version of the file from every other."""
        return fingerprint(self.content)

    @cached_property
    def text(self) -> str:
        """The whole file, line ends as ``\\n``."""
        return text_of(self.content)

    @property
    def shown(self) -> str:
        """Tells whether a text that comes back from a page is the one that was shown."""
        return fingerprint(self.text.encode())

    @property
    def is_editable(self) -> bool:
        """Whether a browser gives back what it is given: it does not for a NUL or for what is not UTF-8."""
        return "\0" not in self.text and "\ufffd" not in self.text


def text_of(content: bytes) -> str:
    """A file as text, without byte order mark, line ends as ``\\n``."""
    return lines_of(content.decode("utf-8-sig", "replace"))


def lines_of(text: str) -> str:
    """``text`` with line ends as ``\\n``."""
    return text.replace("\r\n", "\n").replace("\r", "\n")


def look_at(review: Review, article: Article) -> Version:
    """The article's file now.

    Raises:
        OSError: it cannot be read.

    """
    content = read_inside(review.library.root, article.path)
    return Version(content, read_as(article, content).article or article)


def read_as(article: Article, content: bytes) -> Reading:
    """What ``content`` says in the place of ``article``, with all that is wrong with it."""
    place = Place(article.language, article.key, article.path.rpartition("/")[0])
    return parse_article(content, article.path, place, datetime.fromtimestamp(0, UTC))


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
    made = (d for d in newest if d.kind in RESETS and d.status is Status.DONE)
    decision = next((d for d in made if d.details.get("reviewed_on") == day.isoformat()), None)
    return LastReview(day, decision.person.name if decision else article.reviewed_by or "", decision)


@dataclass(frozen=True)
class Since:
    """What changed since the last review: ``unknown`` where no version of then is kept; ``why`` says what git said."""

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
class Findings:
    """An article as it is shown, and what was found in it."""

    rendered: Rendered
    problems: list[Problem]
    links: ExternalLinks
    duplicates: list[tuple[Article, float]]
    said: Judgement


def findings_of(review: Review, article: Article) -> Findings:
    """Look for everything that can be told without leaving the machine."""
    catalog = review.catalog
    rendered = show(article, catalog)
    links = links_of(review, rendered)
    with review.database.connect() as connection:
        said = judgement(connection, article)
    return Findings(rendered, problems_of(article, catalog), links, review.near_duplicates(article), said)


def show(article: Article, catalog: Catalog) -> Rendered:
    """The article as its readers see it, with links to what only staff may see."""
    return render(article, catalog, EVERYONE, translations(interface_language(article.language)).gettext)


def links_of(review: Review, rendered: Rendered) -> ExternalLinks:
    """How far the external links are."""
    urls = external_links(rendered.links)
    known = review.links.results(urls)
    return ExternalLinks({url: known.get(url) for url in urls})
