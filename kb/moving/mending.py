"""The links of other files that lead to what has moved: which there are, and the files with them mended."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import quote

from kb.catalog.article import Article, ArticleId
from kb.catalog.paths import without_suffix
from kb.files.inside import content_of
from kb.files.saving import fingerprint
from kb.folder.site_rules import SITE_FILE
from kb.front_matter.edit import FrontMatterEditError, set_values
from kb.moving.relinking import AddressChange, relinked

MOST_LISTED = 500
_PAGE = re.compile(r"/(?:index|readme)$", re.IGNORECASE)
RULES_FILE = "review.yml"


@dataclass(frozen=True, slots=True)
class LinkMend:
    """One file with ``count`` links that lead to an old address: as it is, and with them mended.

    ``lost`` are those for which there is no new address. ``article`` has no key where the file is no article.
    """

    article: ArticleId
    path: str
    title: str
    before: bytes
    after: bytes
    count: int
    lost: tuple[str, ...] = ()

    @property
    def seen(self) -> str:
        """Tells the file as it was read from every other version."""
        return fingerprint(self.before)


def mends_for(root: Path, change: AddressChange) -> list[LinkMend]:
    """Every file with links to mend once ``change`` is made, but for those that move themselves, in their order."""
    names = _names(change)
    found = [mend for article in _candidates(change, names) if (mend := _mend(root, article, change))]
    found += [mend for path in (SITE_FILE, RULES_FILE) if (mend := _settings_mend(root, path, change))]
    return found[:MOST_LISTED]


def _names(change: AddressChange) -> set[str]:
    """Words of which each link to something that moves has one, in small letters."""
    articles = [change.catalog.articles[id_] for id_ in (*change.articles, *change.settled)]
    olds = [old for one in articles for old in one.old_paths if one.id in change.settled]
    paths = [*change.categories] or [path for one in articles for path in (one.key, without_suffix(one.path))]
    names = {_PAGE.sub("", path).rpartition("/")[2] for path in (*paths, *olds)}
    return {way.casefold() for name in names for way in (name, quote(name))}


def _candidates(change: AddressChange, names: Iterable[str]) -> Iterator[Article]:
    words = tuple(names)
    for id_ in sorted(change.catalog.articles):
        article = change.catalog.articles[id_]
        if id_ in change.articles:
            continue
        body = article.body.casefold()
        if any(word in body for word in words) or (article.moved_to or "").casefold().endswith(words):
            yield article


def _mend(root: Path, article: Article, change: AddressChange) -> LinkMend | None:
    before = content_of(root, article.path)
    if before is None:
        return None
    try:
        made = relinked(before.decode(), article, change)
    except UnicodeDecodeError:
        return None
    after, count = made.text.encode(), made.count
    successor = change.articles.get(ArticleId(article.language, article.moved_to or ""))
    if successor:
        with suppress(FrontMatterEditError):
            after, count = set_values(after, {"moved_to": successor[0]}), count + 1
    if after == before and not made.lost:
        return None
    return LinkMend(article.id, article.path, article.title, before, after, count, made.lost)


def _settings_mend(root: Path, path: str, change: AddressChange) -> LinkMend | None:
    """What ``site.yml`` says of articles on the home page and in the foot, and ``review.yml`` of categories."""
    before = content_of(root, path)
    if before is None:
        return None
    try:
        text = before.decode()
    except UnicodeDecodeError:
        return None
    new, count = (_in_site if path == SITE_FILE else _in_rules)(text, change)
    return LinkMend(ArticleId("", ""), path, path, before, new.encode(), count) if count else None


def _in_site(text: str, change: AddressChange) -> tuple[str, int]:
    count = 0
    keys = {id_.key: key for id_, (key, _) in change.articles.items()}
    for block in reversed([*re.finditer(r"^home:.*?(?=^[^\s#-]|\Z)", text, re.MULTILINE | re.DOTALL)]):
        part = block[0]
        for old, new in keys.items():
            part, times = re.subn(rf"(?<![\w/.-]){re.escape(old)}(?=(?:\.md)?[\s,'\"\]}}]|\Z)", _plain(new), part)
            count += times
        text = text[: block.start()] + part + text[block.end() :]
    for old, new in keys.items():
        expression = rf"(?<=/articles/)(?:{re.escape(old)}|{re.escape(quote(old))})(?=(?:\.md)?[\s,'\"\]}}?#]|\Z)"
        text, times = re.subn(expression, _plain(new), text)
        count += times
    for old, new in change.categories.items():
        expression = rf"(?<=/categories/)(?:{re.escape(old)}|{re.escape(quote(old))})(?=[\s,'\"\]}}?#/]|\Z)"
        text, times = re.subn(expression, _plain(new), text)
        count += times
    return text, count


def _in_rules(text: str, change: AddressChange) -> tuple[str, int]:
    count = 0
    for old, new in change.categories.items():
        expression = rf"(\bcategory:[ \t]*['\"]?){re.escape(old)}(?=[\s,'\"}}/]|\Z)"
        text, times = re.subn(expression, lambda match, new=new: match[1] + new, text)  # type: ignore[misc]
        count += times
    return text, count


def _plain(new: str) -> str:
    return new.replace("\\", "\\\\")
