"""What the links, pictures and macros of a page mean: other pages by space and title, attachments, people."""

from __future__ import annotations

from urllib.parse import quote, quote_plus

from kb.exchange.bundle.bundle import ForeignFile
from kb.exchange.bundle.notes import ImportNotes
from kb.exchange.confluence.attached_files import AttachedFiles, address_of
from kb.exchange.confluence.entities import Entity
from kb.exchange.confluence.space_content import SpaceContent
from kb.language.marking import N_, MarkedSentence

_LONGEST_DESCRIPTION = 480
"""Of a line of front matter, in characters."""


class PageLinks:
    """All pages of an export by the key of their space and their title, of which a space has each once."""

    def __init__(self, content: SpaceContent, attached: AttachedFiles, public: frozenset[str]) -> None:
        self.content, self.attached, self.public = content, attached, public
        self._by_title: dict[tuple[str, str], str] = {}
        for id_, page in content.pages.items():
            if content.state(page) is not None:
                self._by_title.setdefault((self.key_of(page).casefold(), page.value("title").casefold()), id_)

    def key_of(self, page: Entity) -> str:
        """The key of the space that a page is in."""
        space = self.content.spaces.get(page.of("space"))
        return space.value("key") if space is not None else ""

    def find(self, space: str, title: str) -> str:
        """The id of a page; empty where the export has none such."""
        return self._by_title.get((space.casefold(), title.casefold()), "")


class PageSurroundings:
    """Of one page while its text is read; ``shown`` are the files that the text asked for."""

    def __init__(self, page: Entity, links: PageLinks, notes: ImportNotes) -> None:
        self.title = page.value("title")
        self.description = ""
        self._page, self._links, self._notes = page, links, notes
        self._shown: dict[str, ForeignFile] = {}

    @property
    def shown(self) -> tuple[ForeignFile, ...]:
        """The files that the text shows or links to."""
        return tuple(self._shown.values())

    def page(self, title: str, space: str) -> str:
        """The address of a page, also of one that is not in the export."""
        space = space or self._links.key_of(self._page)
        found = self._links.find(space, title)
        if found:
            return f"/pages/viewpage.action?pageId={found}"
        return f"/display/{quote(space, safe='~')}/{quote_plus(title)}"

    def file(self, name: str, title: str, space: str) -> str:
        """The address of an attachment, of this page or of another; a page for everybody shows none of a page that is
        for fewer.
        """
        owner = self._links.find(space or self._links.key_of(self._page), title) if title else self._page.id
        found = self._links.attached.find(owner, name) if owner else None
        if found is None:
            return address_of(owner or title, name)
        if owner != self._page.id and self._page.id in self._links.public and owner not in self._links.public:
            what = N_("it shows %(name)s, a file of a page that not everybody could view; it is not taken along")
            self._notes.add("file", self.title, MarkedSentence(what, name=name))
            found = ForeignFile(found.name, found.address)
        self._shown[found.address] = found
        return found.address

    def user(self, key: str) -> str:
        """What somebody is called; empty where the export does not say."""
        return self._links.content.user(key)

    def stranger(self) -> None:
        """Note that a name is missing."""
        what = N_("it names people whose names are not in the export; these places are empty")
        self._notes.add("page", self.title, MarkedSentence(what))

    def hidden(self, words: str) -> None:
        """A hidden excerpt is what lists of pages show: the description."""
        self.description = f"{self.description} {words}".strip()
        if len(self.description) > _LONGEST_DESCRIPTION:
            what = N_("its hidden excerpt is too long for a description; only its beginning is taken")
            self._notes.add("page", self.title, MarkedSentence(what))

    def macro(self, name: str) -> None:
        """Note a macro whose work is not done here."""
        what = N_("the macro %(name)s is run by Confluence alone; only the text in it is taken")
        self._notes.add("macro", self.title, MarkedSentence(what, name=name or "?"))
