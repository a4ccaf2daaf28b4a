"""A space of Confluence out of its XML export, as articles and categories: ``entities.xml`` with ``attachments/``.

The file is read once for everything but the texts, and once more for each time that the articles are asked for; of the
texts one at a time is held. The home page of a space is no category, so that what is below it stands at the top.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from html import escape
from posixpath import basename, dirname
from urllib.parse import quote_plus

from kb.exchange.bundle.bundle import Bundle, ForeignArticle, ForeignCategory
from kb.exchange.bundle.languages import likely_language
from kb.exchange.bundle.notes import ImportNotes
from kb.exchange.bundle.packed import ExportError, Packed
from kb.exchange.confluence.attached_files import AttachedFiles
from kb.exchange.confluence.entities import Entity, read_entities
from kb.exchange.confluence.page_surroundings import PageLinks, PageSurroundings
from kb.exchange.confluence.space_content import STORAGE_FORMAT, read_content
from kb.exchange.confluence.storage_format import storage_to_html
from kb.language.marking import N_, MarkedSentence

ENTITIES = "entities.xml"
_MOST_IN_TRASH = 200
"""So many pages above one that are all in the trash are looked through for one that is not."""
_ARTICLE_IN = re.compile(r"(?:/pages/|[?&]pageId=)(\d{1,30})(?=$|[/&?#])")


def space_bundle(files: Packed, notes: ImportNotes, language: str) -> Bundle:
    """The spaces in ``files``; ``language`` is that of their texts, which the export does not name.

    Raises:
        ExportError: ``entities.xml`` cannot be read to its end, or has no page.

    """
    found = sorted((one for one in files.names if basename(one) == ENTITIES), key=lambda one: (one.count("/"), one))
    for other in found[1:]:
        notes.add("file", other, MarkedSentence(N_("it is another export beside this one; import it for itself")))
    export = _SpaceExport(files, notes, language, found[0])
    return Bundle("confluence", files, notes, tuple(export.categories()), export.articles, article_in=_ARTICLE_IN)


@dataclass(frozen=True)
class _StandsAt:
    """The category of a page: another page, a space, or none; and whether everybody may read it."""

    category: str
    is_public: bool


class _SpaceExport:
    def __init__(self, files: Packed, notes: ImportNotes, language: str, name: str) -> None:
        self._files, self._notes, self._name = files, notes, name
        self._content = content = read_content(files, name)
        self._taken = {id_: page for id_, page in content.pages.items() if content.state(page) is not None}
        if not self._taken:
            raise ExportError(f"{files.shown(name)} has no page of Confluence that is not in the trash")
        self._homes = {space.of("homePage") for space in content.spaces.values()} - {""}
        self._usual = likely_language(content.texts, language)
        spaces = dict.fromkeys(page.of("space") for page in self._taken.values())
        self._spaces = list(spaces) if len(spaces) > 1 else []
        self._places = self._placed()
        self._attached = AttachedFiles(files, notes, content, dirname(name))
        public = frozenset(id_ for id_, place in self._places.items() if place.is_public)
        self._links = PageLinks(content, self._attached, public)
        self._tell()

    def articles(self) -> Iterator[ForeignArticle]:
        owners = self._content.body_of_page()
        left = dict(self._taken)
        for body in read_entities(self._files, self._name, "BodyContent"):
            page = left.pop(owners.get(body.id, ""), None)
            if page is not None:
                yield self._article(page, body)
        for page in left.values():
            self._notes.add("page", _title(page), MarkedSentence(N_("the export has no text of it; it is empty here")))
            yield self._article(page, Entity("BodyContent", ""))

    def categories(self) -> Iterator[ForeignCategory]:
        """The pages that have others below them; spaces too where there are several."""
        for space in self._spaces:
            entity = self._content.spaces.get(space)
            title = entity.value("name", "key") if entity else ""
            yield ForeignCategory(f"space-{space}", {self._usual: title or space})
        for id_ in dict.fromkeys(place.category for place in self._places.values()):
            page = self._taken.get(id_)
            if page is not None:
                yield ForeignCategory(
                    *(id_, {self._usual: _title(page)}, self._places[id_].category, _position(page)),
                    audience="public" if self._places[id_].is_public else "internal",
                )

    def _article(self, page: Entity, body: Entity) -> ForeignArticle:
        around = PageSurroundings(page, self._links, self._notes)
        markup = self._markup(page, body, around)
        key = self._links.key_of(page)
        return ForeignArticle(
            id=page.id,
            language=self._usual,
            title=_title(page),
            body=markup,
            category=self._places[page.id].category,
            description=around.description,
            state=self._content.state(page) or "draft",
            audience="public" if self._places[page.id].is_public else "internal",
            labels=self._content.labels(page.id),
            published_on=page.day("creationDate"),
            updated_on=page.day("lastModificationDate"),
            author=self._content.author(page),
            position=_position(page),
            addresses=tuple(_addresses(page, key)),
            base=f"pages/{page.id}",
            attachments=tuple(self._attached.of_article(page.id, around.shown)),
        )

    def _markup(self, page: Entity, body: Entity, around: PageSurroundings) -> str:
        if body.value("bodyType") not in ("", STORAGE_FORMAT):
            what = N_("its text is markup from before Confluence 4; its words stand as they were written")
            self._notes.add("page", _title(page), MarkedSentence(what))
            return f"<pre>{escape(body.body)}</pre>"
        markup, is_whole = storage_to_html(body.body, around)
        if not is_whole:
            what = N_("its text is no well-formed storage format; read it over")
            self._notes.add("page", _title(page), MarkedSentence(what))
        return markup

    def _placed(self) -> dict[str, _StandsAt]:
        """Where each page stands, and for whom."""
        content, open_ = self._content, self._content.restrictions.for_everybody()
        found = {}
        for id_, page in self._taken.items():
            space = page.of("space")
            is_public = id_ in open_ and content.restrictions.space_is_open(space) is not False
            found[id_] = _StandsAt(self._above(page) or (f"space-{space}" if self._spaces else ""), is_public)
            if is_public or content.restrictions.space_is_open(space) is False:
                continue  # a space that not everybody may view is told once
            what = N_("not everybody could view it or a page above it, or that cannot be told; it is internal here")
            self._notes.add("audience", _title(page), MarkedSentence(what))
        return found

    def _above(self, page: Entity) -> str:
        """The nearest page above that is taken and no home page; empty at the top."""
        above, seen = page.of("parent"), {page.id}
        while above and above not in seen and len(seen) < _MOST_IN_TRASH:
            seen.add(above)
            if above in self._homes:
                return ""
            if above in self._taken:
                return above
            if above not in self._content.pages:
                what = N_("its parent %(parent)s is not in the export; it stands at the top")
                self._notes.add("category", _title(page), MarkedSentence(what, parent=above))
                return ""
            above = self._content.pages[above].of("parent")
        return ""

    def _tell(self) -> None:
        """Note what the export does not say, and what of it is not taken."""
        content, path = self._content, str(self._files.path)
        for space in dict.fromkeys(page.of("space") for page in self._taken.values()):
            entity = content.spaces.get(space)
            name = (entity.value("name", "key") if entity else "") or space or path
            is_open = content.restrictions.space_is_open(space)
            if is_open is None:
                what = N_("the export does not say who may read a page; check it before you publish")
                self._notes.add("audience", name, MarkedSentence(what))
            elif not is_open:
                what = N_("nobody without an account could view this space; its pages are internal here")
                self._notes.add("audience", name, MarkedSentence(what))
        for page in (one for id_, one in content.pages.items() if id_ not in self._taken):
            what = N_("its state there is %(state)s; it is left out")
            self._notes.add("state", _title(page), MarkedSentence(what, state=page.value("contentStatus")))
        for id_ in content.pending:
            if id_ in self._taken:
                what = N_("changes to it that were not published yet are left out")
                self._notes.add("state", _title(self._taken[id_]), MarkedSentence(what))
        for id_, count in content.comments.items():
            if id_ in self._taken:
                what = MarkedSentence(N_("comments of readers are left out: %(count)s"), count=count)
                self._notes.add("comment", _title(self._taken[id_]), what)
        for kind, count in content.left_out.items():
            if count:
                self._notes.add("left_out", path, MarkedSentence(_LEFT_OUT[kind], count=count))


_LEFT_OUT = {
    "versions": N_("older versions of pages and files are left out: %(count)s"),
    "trash": N_("files in the trash are left out: %(count)s"),
    "blog posts": N_("blog posts are left out: %(count)s"),
    "templates": N_("templates of pages are left out: %(count)s"),
    "other content": N_("whiteboards, calendars and other content of apps is left out: %(count)s"),
}


def _title(page: Entity) -> str:
    return page.value("title") or page.id


def _position(page: Entity) -> float | None:
    written = page.value("position")
    return float(written) if re.fullmatch(r"-?[0-9]{1,9}", written) else None


def _addresses(page: Entity, key: str) -> Iterator[str]:
    """Where the page was, in Confluence of one's own and in the cloud; the number leads to it everywhere."""
    title = quote_plus(page.value("title"))
    if key and title and not re.search(r"[/?&%+\\;\"]", page.value("title")):
        yield f"/display/{key}/{title}"
    if key and title:
        yield f"/wiki/spaces/{key}/pages/{page.id}/{title}"
        yield f"/spaces/{key}/pages/{page.id}/{title}"
    yield f"/pages/viewpage.action?pageId={page.id}"
