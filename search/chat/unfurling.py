"""Links to articles that somebody posts: which articles they are, and what Slack is told to show of them."""

from __future__ import annotations

import logging
import re
from collections.abc import Iterable, Mapping
from typing import Any
from urllib.parse import unquote, urlsplit

from kb.catalog.article import Article
from kb.catalog.catalog import Audiences, Catalog
from kb.web.outside import UnreachableError
from search.chat.found import FoundEntry, entry_of
from search.chat.late import LateAnswers
from search.chat.slack_messages import previews

logger = logging.getLogger(__name__)
MOST_LINKS = 10
_ARTICLE = re.compile(r"/([A-Za-z-]+)/articles/(.+?)(?:\.md)?/?")
_ERROR = re.compile(r'"error"\s*:\s*"([a-z_]+)"')


def article_at(catalog: Catalog, root: str, url: str, audiences: Audiences) -> Article | None:
    """The article that ``url`` leads to, on the site that begins with ``root``, wherever it moved; None where it is
    none that ``audiences`` may see.
    """
    try:
        here, there = urlsplit(root), urlsplit(url)
        if there.hostname != here.hostname or there.port != here.port or not there.path.startswith(f"{here.path}/"):
            return None
    except ValueError:
        return None
    path = unquote(there.path.removeprefix(here.path))
    found = _ARTICLE.fullmatch(path)
    if found is None:
        return None
    language, key = found.groups()
    return catalog.get(language, key, audiences) or catalog.moved_to(path, language, audiences)


def entries_at(catalog: Catalog, root: str, urls: Iterable[str], audiences: Audiences) -> dict[str, FoundEntry]:
    """The articles at ``urls``, by address; what is none is left out."""
    found = {url: article_at(catalog, root, url, audiences) for url in list(urls)[:MOST_LINKS]}
    return {url: entry_of(root, article) for url, article in found.items() if article is not None}


def unfurl(late: LateAnswers, api: str, token: str, event: Mapping[str, Any], entries: Mapping[str, FoundEntry]) -> str:
    """Have Slack show ``entries`` below the message of ``event``; what Slack says is wrong, empty where nothing is."""
    if event.get("unfurl_id") and event.get("source"):
        place = {"unfurl_id": event["unfurl_id"], "source": event["source"]}
    else:
        place = {"channel": event.get("channel"), "ts": event.get("message_ts")}
    body = {**place, "unfurls": previews(entries)}
    try:
        answer = late.post(f"{api}/chat.unfurl", body, {"Authorization": f"Bearer {token}"})
    except UnreachableError as error:
        return str(error)
    if (named := _ERROR.search(answer.said)) is not None:
        return named[1]
    return "" if answer.status == 200 else str(answer.status)
