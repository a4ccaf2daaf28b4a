"""Reads from ``site.yml`` how the collection is to be read: what is no article, and what others call their audiences.

::

    ignore: [drafts, "*.draft.md", "!vendor"]
    audiences: {Admin: public, Partner: internal}
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from types import MappingProxyType

from kb.catalog.article import Article, Audience
from kb.core.errors import Problem
from kb.folder.left_out import MAX_PATTERNS, NOTHING_IGNORED, Ignored, bad_pattern
from kb.folder.site_file_values import BadValueError, items_of, text_of, unexpected
from kb.front_matter.parse import FrontMatterError, Value
from kb.front_matter.yaml_file import read_yaml

SITE_FILE = "site.yml"
KEYS = ("ignore", "audiences")
MAX_AUDIENCES = 50
UNKNOWN_AUDIENCE = "audience"
_NONE: Mapping[str, Audience] = MappingProxyType({})
_KNOWN: Mapping[str, Audience] = MappingProxyType({"public": Audience.PUBLIC, "internal": Audience.INTERNAL})


@dataclass(frozen=True)
class SiteRules:
    """``audiences`` by the words of others, without regard to capitals."""

    ignored: Ignored = NOTHING_IGNORED
    audiences: Mapping[str, Audience] = field(default_factory=lambda: _NONE)
    problems: tuple[Problem, ...] = ()

    def applied(self, article: Article, problems: tuple[Problem, ...]) -> tuple[Article, tuple[Problem, ...]]:
        """The article in the audience that its own word stands for here, and the problems that remain.

        Only a single word is looked up, one that could not be read or that could be a team's slug: where anything else
        is doubtful about who may see the article it stays hidden.
        """
        if not self.audiences:
            return article, problems
        doubts = [problem for problem in problems if problem.key == UNKNOWN_AUDIENCE]
        if not doubts and len(article.audience.teams) == 1:
            return self._meant(article, article.audience.teams[0]), problems
        if len(doubts) != 1 or doubts[0].code != "bad_value" or not doubts[0].value:
            return article, problems
        meant = self._meant(article, doubts[0].value)
        return meant, problems if meant is article else tuple(p for p in problems if p is not doubts[0])

    def _meant(self, article: Article, word: str) -> Article:
        audience = self.audiences.get(word.strip().casefold())
        return replace(article, audience=audience) if audience else article


NO_RULES = SiteRules()


def read_rules(text: str, before: SiteRules = NO_RULES) -> SiteRules:
    """The rules in the text of ``site.yml``; those of ``before`` where the file cannot be read at all.

    What is wrong with the file as a whole ``kb.folder.site_file`` tells.
    """
    try:
        values = read_yaml(text, lambda _message, _line, _key: None)
    except FrontMatterError:
        return replace(before, problems=())
    problems: list[Problem] = []
    ignored, audiences = NOTHING_IGNORED, _NONE
    try:
        if (value := values.get("ignore")) is not None and value.data is not None:
            ignored = _ignored(value, problems)
    except BadValueError as error:
        problems.append(_problem(error, "ignore"))
    try:
        if (value := values.get("audiences")) is not None and value.data is not None:
            audiences = _audiences(value, problems)
    except BadValueError as error:
        problems.append(_problem(error, "audiences"))
    return SiteRules(ignored, audiences, tuple(problems))


def _ignored(value: Value, problems: list[Problem]) -> Ignored:
    patterns = []
    for item in items_of(value, "ignore", MAX_PATTERNS, "names or paths like [drafts, '*.draft.md']"):
        try:
            written = text_of(item, "ignore", "a name or path like drafts")
            if expected := bad_pattern(written):
                raise unexpected(item, "ignore", expected)
            patterns.append(written)
        except BadValueError as error:
            problems.append(_problem(error, "ignore"))
    return Ignored(tuple(patterns))


def _audiences(value: Value, problems: list[Problem]) -> Mapping[str, Audience]:
    if not isinstance(value.data, dict):
        raise unexpected(value, "audiences", "made of lines like 'Admin: public'")
    found: dict[str, Audience] = {}
    for word, meant in list(value.data.items())[:MAX_AUDIENCES]:
        try:
            found[word.strip().casefold()] = _KNOWN[str(meant.data).strip().lower()]
        except KeyError:
            problems.append(_problem(unexpected(meant, f"audiences.{word}", "public or internal"), "audiences"))
    return MappingProxyType(found)


def _problem(error: BadValueError, key: str) -> Problem:
    written = None if error.written is None else str(error.written)[:200]
    return Problem("error", "bad_branding", SITE_FILE, str(error), error.line, key, written)
