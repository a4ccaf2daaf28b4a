"""Makes the text of an article of ours from one of another system, and holds it against what that said."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from urllib.parse import unquote

from lxml.html import HtmlElement

from kb.exchange.bundle.bundle import ForeignArticle
from kb.exchange.html.cleaning import UnreadableHtmlError, clean, original_tree, plain_paragraphs
from kb.exchange.html.comparison import NO_DIFFERENCE, TextDifference, compare, without_titles, words_of_tree
from kb.exchange.html.escaping import plain, written_address
from kb.exchange.html.markdown_links import rewrite_markdown
from kb.exchange.html.markdown_writer import markdown_of
from kb.exchange.links import LinkFrom, absolute, relative
from kb.exchange.pictures import Pictures
from kb.exchange.survey import Survey
from kb.exchange.web_files import WebFiles
from kb.language.marking import N_, MarkedSentence
from kb.markdown.conversion import shared
from kb.markdown.html_tree import parse

_AHEAD = 6


@dataclass
class Conversion:
    """``body`` is Markdown; ``source`` the Markdown that it was made of, where that is not the same; ``told`` what
    became of links and pictures that could not stay as they were.
    """

    article: ForeignArticle
    body: str = ""
    source: str = ""
    original: list[str] = field(default_factory=list)
    expected: list[str] = field(default_factory=list)
    told: list[str] = field(default_factory=list)
    attached: str = ""
    difference: TextDifference = NO_DIFFERENCE

    @property
    def text(self) -> str:
        """The whole text, with the files to download below it."""
        return f"{self.body.strip()}\n{self.attached}" if self.attached else f"{self.body.strip()}\n"


@dataclass(frozen=True)
class Converting:
    """Converts the articles of one export."""

    survey: Survey
    pictures: Pictures
    web: WebFiles

    def all(self, articles: Iterable[ForeignArticle]) -> Iterator[Conversion]:
        """One after the other, while the next are rendered already."""
        waiting: deque[Conversion] = deque()
        for article in articles:
            conversion = self._begun(article)
            for text in filter(None, (conversion.source, conversion.body)):
                shared().begin(text)
            waiting.append(conversion)
            if len(waiting) > _AHEAD:
                yield _compared(waiting.popleft())
        while waiting:
            yield _compared(waiting.popleft())

    def _begun(self, article: ForeignArticle) -> Conversion:
        conversion = Conversion(article)
        steps = _Steps(self, conversion)
        if article.format == "markdown":
            steps.markdown()
        else:
            steps.html()
        steps.attach()
        return conversion


def _compared(conversion: Conversion) -> Conversion:
    """Render the text as readers see it, and see whether all words are there; what was Markdown is rendered as it was
    too, since of that nothing else says what readers saw.
    """
    if conversion.source:
        conversion.original = _shown(conversion, conversion.source) or []
        conversion.source = ""
    if not conversion.original:
        return conversion
    shown = _shown(conversion, conversion.body)
    if shown is not None:
        conversion.difference = compare(conversion.original, shown, conversion.expected)
        conversion.original = []
    return conversion


def _shown(conversion: Conversion, text: str) -> list[str] | None:
    """The words of a text as it is rendered; None, and said why, where it cannot be."""
    found = shared().convert(text)
    if found.trouble:
        conversion.told.append(
            MarkedSentence(N_("it could not be rendered (%(why)s), so its words were not compared"), why=found.trouble)
        )
        return None
    try:
        return words_of_tree(without_titles(parse(found.html)))
    except (ValueError, AssertionError):
        conversion.told.append(
            MarkedSentence(N_("it is nested too deep to be rendered, so its words were not compared"))
        )
        return None


class _Steps:
    """What is done with one article."""

    def __init__(self, all_: Converting, conversion: Conversion) -> None:
        self._article, self._conversion = conversion.article, conversion
        self._survey, self._pictures, self._web = all_.survey, all_.pictures, all_.web
        article, places = conversion.article, all_.survey.places
        place = places.articles[article.id]
        self._beside = place.beside
        self._scope = article.id if place.is_folder else ""
        self._place = (self._beside, self._scope, article.language, article.title)
        survey = all_.survey
        self._links = LinkFrom(survey.addresses, article.language, place.beside, article.base, survey.languages)

    def html(self) -> None:
        article, conversion = self._article, self._conversion
        try:
            original = original_tree(article.body)
            anchors = self._survey.addresses.anchors.get((article.id, article.language), frozenset())
            cleaned = clean(article.body, anchors)
        except UnreadableHtmlError as error:
            conversion.body = "\n\n".join(map(plain, plain_paragraphs(article.body)))
            conversion.told.append(MarkedSentence(N_("%(why)s: only its words were taken, as paragraphs"), why=error))
            return
        conversion.original = words_of_tree(original)
        conversion.expected = cleaned.added
        for link in list(cleaned.tree.iter("a")):
            self._set_link(link)
        for image in list(cleaned.tree.iter("img")):
            self._set_picture(image)
        conversion.body = markdown_of(cleaned.tree)

    def markdown(self) -> None:
        article, conversion = self._article, self._conversion
        conversion.body = rewrite_markdown(article.body, self.link, self.picture)
        conversion.source = article.body if conversion.body != article.body else ""

    def attach(self) -> None:
        """List the files to download; those that the export lacks as links to where they are."""
        lines = []
        for one in self._article.attachments:
            if one.is_shown:
                continue
            found = one.packed or self._pictures.find(one.address, self._article.base, self._article.attachments)
            href = (self._taken(found, one.name) if found else "") or self._fetched_file(one.address)
            if not href and absolute(self._article.base, one.address).startswith("https://"):
                href = absolute(self._article.base, one.address)
                self._miss(href)
            if href:
                lines.append(f"- [{plain(one.name, at_start=False)}]({written_address(href)})")
            else:
                self._conversion.told.append(
                    MarkedSentence(N_("the attachment %(name)s is not in the export"), name=one.name)
                )
        self._conversion.attached = "\n" + "\n".join(lines) + "\n" if lines else ""

    def link(self, href: str) -> str | None:
        """What a link becomes; None where only its words are kept."""
        addresses = self._survey.addresses
        bare = absolute(self._article.base, href).partition("#")[0]
        is_ours = bool(addresses.article_of(bare) or addresses.category_of(bare))
        if not is_ours and not href.startswith("#"):
            found = self._pictures.find(href, self._article.base, self._article.attachments)
            if found and (taken := self._taken(found)):
                return taken
            if not found and (fetched := self._fetched_file(href)):
                return fetched
        if href.startswith("#") and len(href) > 1:
            key = (self._article.id, self._article.language)
            if unquote(href[1:]) not in addresses.anchors.get(key, ()):
                self._tell(
                    "link",
                    MarkedSentence(
                        N_("%(address)s names a section that is not there; its words are kept"), address=repr(href)
                    ),
                )
                return None
        return self._links.rewritten(href, self._tell)

    def picture(self, src: str) -> str | None:
        """What the address of a picture becomes; None where it cannot be shown."""
        if src.lower().startswith("data:"):
            path = self._pictures.take_data(src, self._beside, self._article.language)
            if not path:
                self._tell(
                    "picture",
                    MarkedSentence(
                        N_("a picture in the text itself (%(beginning)s…) cannot be read"), beginning=src[:40]
                    ),
                )
            return relative(path, self._beside) if path else None
        found = self._pictures.find(src, self._article.base, self._article.attachments)
        if found and (taken := self._taken(found)):
            return taken
        whole = absolute(self._article.base, src)
        if not whole.startswith(("http://", "https://")):
            self._pictures.miss(whole if "://" in whole else src, self._article)
            return None
        if fetched := self._web.take(whole, *self._place):
            return relative(fetched, self._beside)
        self._miss(whole)
        return whole.replace("http://", "https://", 1)

    def _fetched_file(self, href: str) -> str:
        """Where a file of the help centre lies here that the export lacks; nothing where it did not come."""
        name = self._pictures.file_at(href, self._article.base, self._article.attachments)
        if not name:
            return ""
        whole = absolute(self._article.base, href)
        if fetched := self._web.take_file(whole, name, *self._place):
            return relative(fetched, self._beside)
        self._miss(whole)
        return ""

    def _miss(self, address: str) -> None:
        if not self._web.has_told(address):
            self._pictures.miss(address, self._article)

    def _taken(self, name: str, wanted: str = "") -> str:
        known = next((one.name for one in self._article.attachments if one.packed == name), "")
        path = self._pictures.take(name, self._beside, self._scope, self._article.language, wanted or known)
        return relative(path, self._beside) if path else ""

    def _set_link(self, link: HtmlElement) -> None:
        href = link.get("href")
        new = self.link(href) if href else None
        if new is not None:
            link.set("href", new)
        else:
            link.attrib.pop("href", None)

    def _set_picture(self, image: HtmlElement) -> None:
        new = self.picture((image.get("src") or "").strip())
        if new is not None:
            image.set("src", new)
        else:
            image.attrib.pop("src", None)

    def _tell(self, _kind: str, message: str) -> None:
        if len(self._conversion.told) < 50:
            self._conversion.told.append(message)
