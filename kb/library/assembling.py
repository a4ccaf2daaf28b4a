"""Makes a collection of the files that were read: which version is served, what categories are called, who may see."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from operator import attrgetter

from kb.catalog.article import Article, ArticleId, Audience, Status, narrowed
from kb.catalog.catalog import Catalog, TeamMention
from kb.catalog.categories import CategoryInfo
from kb.catalog.edits import stands_as
from kb.catalog.paths import FilePlace, place_of
from kb.catalog.schedule import Presence, presence_at
from kb.core.errors import Problem
from kb.folder.beside import Beside
from kb.folder.jekyll import address
from kb.front_matter.key_names import PUBLISHED
from kb.library.category_info import category_info, unreadable_approval, without_owner
from kb.library.on_time import put_on_time
from kb.library.reader import Reading


@dataclass
class Assembled:
    """The parts of a catalog."""

    articles: dict[ArticleId, Article] = field(default_factory=dict)
    categories: dict[ArticleId, CategoryInfo] = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)
    mentions: list[TeamMention] = field(default_factory=list)


class Assembler:
    """Remembers what is served, so that a file that breaks keeps its last good version."""

    def __init__(self) -> None:
        self._served: dict[str, Article] = {}
        self._sound: frozenset[str] = frozenset()  # the files whose served version has no error

    def assemble(
        self, found: Mapping[str, tuple[FilePlace, Reading]], beside: Beside, default_language: str, now: datetime
    ) -> Assembled:
        """Put together what is ``found`` by path, as readers may see it at ``now`` (UTC)."""
        made = Assembled()
        served: dict[str, Article] = {}
        sound: set[str] = set()
        for path, (place, given) in sorted(found.items()):
            reading = _in_rules(given, beside)
            made.problems += reading.problems
            article = self._best(path, reading, place, lambda one: _is_there(one, now, beside))
            if article is None:
                continue
            served[path] = article
            if not reading.is_broken or (path in self._sound and article is self._served.get(path)):
                sound.add(path)
            if article.audience.teams:
                made.mentions.append(TeamMention(path, article.audience_line, article.audience))
            _add(made, path, place, article)
        self._served, self._sound = served, frozenset(sound)
        _order_as_written(made, found, beside)
        made.problems += without_owner(made.categories, default_language)
        closed = [(id_, info.audience) for id_, info in made.categories.items() if not info.audience.is_public]
        if closed:
            made.articles = {id_: _as_its_category(a, closed, default_language) for id_, a in made.articles.items()}
        originals = {id_.key: article for id_, article in made.articles.items() if id_.language == default_language}
        made.articles = {id_: _as_its_original(a, originals.get(id_.key)) for id_, a in made.articles.items()}
        if beside.patterns:
            _add_addresses(made, found, beside)
        put_on_time(made.articles, made.problems, now, beside.brand.zone)
        return made

    def edited(self, path: str, place: FilePlace, given: Reading, before: Catalog, beside: Beside) -> Article | None:
        """The article of a file that was saved as ``assemble`` would have it, where that changes nothing else of
        what it made ``before``; None where it may.
        """
        reading, old = _in_rules(given, beside), self._served.get(path)
        new = reading.article
        if old is None or new is None or reading.problems or path not in self._sound:
            return None
        shown = before.articles.get(new.id)
        if place.is_category or beside.patterns or beside.summaries or shown is None or shown.path != path:
            return None
        if not _is_alone(new) or not _is_alone(old) or not stands_as(new, old) or _handed_on(new) != _handed_on(old):
            return None
        self._served[path] = new
        closed = [(id_, info.audience) for id_, info in before.categories.items() if not info.audience.is_public]
        original = before.articles.get(ArticleId(before.default_language, new.key))
        new = _as_its_category(new, closed, before.default_language)
        return new if new.language == before.default_language else _as_its_original(new, original)

    def _best(
        self, path: str, reading: Reading, place: FilePlace, is_there: Callable[[Article], bool]
    ) -> Article | None:
        """The version to serve: the last good one of a broken file, unless the new one hides the article."""
        if not reading.problems:
            return reading.article
        old, new = self._served.get(path), reading.article
        if not reading.is_broken or old is None or not _is_at(old, place):
            return _held_back(new, reading)
        if new is None:
            return old
        hides = not is_there(new) or new.audience != old.audience
        return _held_back(new, reading) if hides or path not in self._sound else old


_handed_on = attrgetter("weight", "products", "phase", "kind")
"""What translations have of their original."""


def _is_alone(article: Article) -> bool:
    """Whether neither the clock nor a list of all articles has to do with it."""
    has_times = article.goes_public is not None or article.taken_away is not None
    return not has_times and not article.audience.teams and not article.names_others


def _is_there(article: Article, now: datetime, beside: Beside) -> bool:
    presence = presence_at(now, beside.brand.zone, article.goes_public, article.taken_away)
    return article.is_published and presence is Presence.NOW


def _held_back(article: Article | None, reading: Reading) -> Article | None:
    """The article; a draft where nobody can read when it goes public, which is perhaps later."""
    is_unread = any(one.severity == "error" and one.key == PUBLISHED[0] for one in reading.problems)
    return replace(article, status=Status.DRAFT) if article and article.is_published and is_unread else article


def _is_at(article: Article, place: FilePlace) -> bool:
    return article.key == place.key and (article.language == place.language or not place.names_language)


def _in_rules(reading: Reading, beside: Beside) -> Reading:
    if reading.article is None or not beside.rules.audiences:
        return reading
    article, problems = beside.rules.applied(reading.article, reading.problems)
    return reading if article is reading.article else replace(reading, article=article, problems=problems)


def _add(made: Assembled, path: str, place: FilePlace, article: Article) -> None:
    if place.is_category:
        made.categories[ArticleId(article.language, place.folder)] = category_info(article)
        made.problems += unreadable_approval(article)
    elif (first := made.articles.get(article.id)) is not None:
        message = f"has the key {article.key!r} in {article.language!r}, as {first.path} has; rename one"
        made.problems.append(Problem("error", "duplicate_article", path, message, key="key", value=article.key))
    else:
        made.articles[article.id] = article


def _order_as_written(made: Assembled, found: Mapping[str, tuple[FilePlace, Reading]], beside: Beside) -> None:
    """Names and places of folders, and places of articles, that Docusaurus' and GitBook's files tell.

    What stands in an article, and in ``_index.md``, counts more.
    """
    languages = frozenset(place.language for place, _ in found.values())
    default = next((place.language for place, _ in found.values() if not place.names_language), "")
    for path, info in beside.categories.items():
        if isinstance(info, CategoryInfo):
            place = place_of(f"{path.rpartition('/')[0]}/_index.md".lstrip("/"), _top_languages(found), default)
            for language in {place.language} if place.names_language else languages:
                made.categories.setdefault(ArticleId(language, place.folder), info)
    positions = {entry.path: entry for entries in beside.summaries.values() for entry in entries}
    if not positions:
        return
    folders: dict[ArticleId, CategoryInfo] = {}
    for id_, article in made.articles.items():
        entry = positions.get(article.path)
        if entry is None:
            continue
        if article.weight is None:
            made.articles[id_] = replace(article, weight=float(entry.position))
        name = entry.name if article.path.lower().endswith(("/readme.md", "/index.md")) else ""
        folder = ArticleId(article.language, article.key if name else article.category)
        if not folder.key:
            continue
        known = folders.get(folder, CategoryInfo(""))
        weight = min(float(entry.position), known.weight if known.weight is not None else float(entry.position))
        folders[folder] = replace(known, title=name or known.title, weight=weight)
    for folder, info in folders.items():
        made.categories.setdefault(folder, info)


def _top_languages(found: Mapping[str, tuple[FilePlace, Reading]]) -> frozenset[str]:
    return frozenset(
        p.language for path, (p, _) in found.items() if p.names_language and path.startswith(f"{p.language}/")
    )


def _add_addresses(made: Assembled, found: Mapping[str, tuple[FilePlace, Reading]], beside: Beside) -> None:
    """The addresses of ``_config.yml`` as former ones; one that two articles would have is nobody's."""
    wanted: dict[ArticleId, str] = {}
    for id_, article in made.articles.items():
        place = found[article.path][0]
        kind = place.collection or "pages"
        pattern = next((p.text for p in beside.patterns if p.is_for(article.path, kind)), None)
        if pattern and (made_up := address(pattern, article.path, place, article.published_on, _labels(article))):
            wanted[id_] = made_up
    counts = Counter(made_up.casefold() for made_up in wanted.values())
    taken = {old.casefold() for article in made.articles.values() for old in (article.key, *article.old_paths)}
    for id_, made_up in wanted.items():
        if counts[made_up.casefold()] == 1 and made_up.casefold() not in taken:
            article = made.articles[id_]
            made.articles[id_] = replace(article, old_paths=(*article.old_paths, made_up))


def _labels(article: Article) -> Iterable[str]:
    return [article.category] if article.category else []


def _as_its_original(article: Article, original: Article | None) -> Article:
    """The article with the place and the products of its original, where it names none itself."""
    if original is None or original is article:
        return article
    weight = original.weight if article.weight is None else article.weight
    products, phase = article.products or original.products, article.phase or original.phase
    kind = article.kind or original.kind
    if (weight, products, phase, kind) == (article.weight, article.products, article.phase, article.kind):
        return article
    return replace(article, weight=weight, products=products, phase=phase, kind=kind)


def _as_its_category(article: Article, closed: list[tuple[ArticleId, Audience]], default_language: str) -> Article:
    """The article; for no more people than its folder and its category are, in its own language or in the original."""
    audience = narrowed(article.audience, article.id, article.category, closed, default_language)
    return article if audience == article.audience else replace(article, audience=audience)
