"""What a reply can carry of an article: its link, a quote, ready replies."""

from __future__ import annotations

from collections.abc import MutableMapping, Sequence
from dataclasses import dataclass, replace
from html import escape
from typing import Any

from kb.catalog.article import Article
from kb.site.site import Site
from search.desk.ready_replies import Reply
from search.followups.links import ask_in, asking_link, new_code
from search.results.as_json import HIT_EXAMPLE, HIT_SHAPE, hit_json
from search.results.results import Hit

SUGGESTION_SHAPE = {
    **HIT_SHAPE,
    "link": "string?",
    "followup_link": "string?",
    "answer": "string",
    "in_customers_language": "boolean",
    "languages": ["string"],
    "replies": [{"name": "string", "title": "string", "text": "string"}],
}
"""A suggestion, for ``kb.site.openapi.schema_of``."""
SUGGESTION_EXAMPLE = {
    **HIT_EXAMPLE,
    "link": "https://help.example.com/en/articles/returns/return-an-item",
    "followup_link": None,
    "answer": "Open your orders, choose the item and print the label.",
    "in_customers_language": True,
    "languages": ["en", "ar"],
    "replies": [{"name": "return", "title": "How to return", "text": "Hello, …"}],
}


@dataclass(frozen=True, slots=True)
class Copy:
    """A text to put into a reply; ``name`` is that of a template, empty for the other kinds."""

    kind: str
    text: str
    name: str = ""
    title: str = ""


@dataclass(frozen=True, slots=True)
class Suggestion:
    """An article that may answer. ``link`` is whole, and empty where customers may not read the article;
    ``code`` is that of the links in ``copies``, where they ask.
    """

    hit: Hit
    link: str
    copies: Sequence[Copy]
    versions: Sequence[Article]
    code: str = ""

    @property
    def article(self) -> Article:
        """The article."""
        return self.hit.article

    @property
    def quote(self) -> str:
        """What answers, as the results page quotes it: one paragraph a block, one cell of a table a line."""
        return self.hit.text

    def as_json(self) -> dict[str, Any]:
        """The contract of docs/helpdesks.md: a search hit and what of it may be sent."""
        replies = [{"name": copy.name, "title": copy.title, "text": copy.text} for copy in self.copies if copy.name]
        return {
            **hit_json(self.hit),
            "link": self.link or None,
            "followup_link": asking_link(self.link, self.code) if self.code else None,
            "answer": self.quote,
            "in_customers_language": not self.hit.foreign,
            "languages": [self.article.language, *(version.language for version in self.versions)],
            "replies": replies,
        }


def suggestion(site: Site, hit: Hit, replies: Sequence[Reply]) -> Suggestion:
    """``hit`` with all that may be sent of it; of an internal article nothing may."""
    article = hit.article
    versions = site.catalog.translations(article.key, site.audiences())
    others = [version for code, version in versions.items() if code != article.language]
    if not article.audience.is_public:
        return Suggestion(hit, "", (), others)
    link = site.root() + hit.url
    values = {"title": article.title, "link": link, "quote": hit.text}
    values["site"] = site.face(article.language).site_name
    ready = [Copy("reply", reply.filled(values), reply.name, reply.title) for reply in replies]
    return Suggestion(hit, link, (*_links(article, link), _quote(article, link, hit.text), *ready), others)


def asking(one: Suggestion, codes: MutableMapping[str, str]) -> Suggestion:
    """``one`` with links that ask; ``codes`` gives each link its own, and keeps it."""
    if not one.link:
        return one
    code = codes.setdefault(one.link, new_code())
    return replace(
        one, copies=[replace(copy, text=ask_in(copy.text, one.link, code)) for copy in one.copies], code=code
    )


def _links(article: Article, link: str) -> list[Copy]:
    title = article.title.translate({ord(sign): f"\\{sign}" for sign in "\\[]"})
    markup = f'<a href="{escape(link)}" lang="{escape(article.language)}">{escape(article.title)}</a>'
    return [Copy("plain", link), Copy("markdown", f"[{title}]({link})"), Copy("html", markup)]


def _quote(article: Article, link: str, text: str) -> Copy:
    quoted = "\n".join(f"> {line}" for line in text.split("\n") if line)
    return Copy("quote", f"{quoted}\n\n{article.title}: {link}" if quoted else f"{article.title}: {link}")
