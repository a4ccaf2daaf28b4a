"""What the pages of one running site share: the library, the settings, rendered articles, what may be seen."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime
from secrets import token_urlsafe

from flask import request
from markupsafe import Markup

from kb.brand.localised import Face, face_of
from kb.catalog.article import EVERYONE, PUBLIC_ONLY, STAFF, Article, ArticleId, Audience, AudienceSet
from kb.catalog.catalog import Audiences, Catalog
from kb.core.roles import READER, Action, Person
from kb.core.settings import Settings
from kb.core.site_address import is_of_one_machine
from kb.files.inside import is_inside
from kb.language.formats import Writing
from kb.language.interface import interface_language, interface_languages, translations
from kb.language.languages import base
from kb.language.marking import N_
from kb.library.library import Library
from kb.markdown.image_sizes import Size, size_of
from kb.markdown.render import Rendered, readable_source, render
from kb.site.asking import OnlyReaders, People, Sender, asking
from kb.site.once import Once
from kb.storage.collecting import LaterWrites
from kb.usage.views import ViewCounter
from kb.web.rate_limit import CountedByAll, MinuteLimit

Related = Callable[[Article, Audiences], list[Article]]
RENDERED_KEPT = 512
PATIENCE = 2.0
"""After so many seconds a reader gets the plain text of an article that takes longer to render."""
_Pages = Once[tuple[ArticleId, Audiences], Rendered]
AUDIENCES = {"public": N_("Everybody"), "internal": N_("Staff only"), "closed": N_("Editors only")}
"""What audiences that are no teams are called."""
CHOICE = "language"
"""The cookie that keeps a reader's choice of language."""


class Site:
    """Passed to every blueprint; ``related`` finds articles near in meaning (search provides it), ``is_overdue`` tells
    which was not reviewed for too long (review provides it), ``people`` who works here and who asks (``kb.sign_in``
    provides it). ``machine_secret`` opens the staff pages before there are accounts (``kb.sign_in.access``).
    """

    def __init__(
        self,
        settings: Settings,
        library: Library,
        views: ViewCounter,
        related: Related,
        is_overdue: Callable[[Article], bool] = lambda _: False,
        people: People | None = None,
        later: LaterWrites | None = None,
    ) -> None:
        """``later`` keeps what the database cannot take, where the site has such a place."""
        self.settings = settings
        self._writing = Writing(dict(settings.calendars), dict(settings.digits))
        self.people = people or OnlyReaders()
        self.machine_secret = token_urlsafe(32)
        self.counts: CountedByAll | None = None  # where other processes answer too
        self.later = later
        self.is_overdue = is_overdue
        self.library = library
        self.views = views
        self.related = related
        self._rendered: tuple[Catalog | None, _Pages] = (None, Once(RENDERED_KEPT))

    def minute_limit(
        self, name: str, each: int, altogether: int, clock: Callable[[], datetime], seconds: int = 60
    ) -> MinuteLimit:
        """A limit that all processes hold to together, where there are several; it has the ``name`` in all of them."""
        return MinuteLimit(each, altogether, clock, seconds, shared=self.counts, name=name)

    @property
    def writing(self) -> Writing:
        """How numbers and days are written here, in the way of the site's region."""
        return replace(self._writing, region=self.catalog.brand.region)

    @property
    def catalog(self) -> Catalog:
        """The collection now."""
        return self.library.catalog

    def person(self) -> Person:
        """Who asks: whoever signed in, else a reader."""
        return self._sender().person

    def is_named_by_proxy(self) -> bool:
        """Whether a trusted proxy says who asks; then there is no session that could be ended here."""
        return self._sender().is_named_by_proxy

    def person_so_far(self) -> Person:
        """Who asks as far as anybody wanted to know; a reader before that, without looking anything up."""
        sender = asking().sender
        return sender.person if sender else READER

    def let_work(self, person: Person) -> None:
        """Take ``person`` for who asks, by what else proves it (the machine itself, a private address)."""
        asking().sender = Sender(person)

    def _sender(self) -> Sender:
        known = asking()
        if known.sender is None:
            known.sender = self.people.sender()
        return known.sender

    def audiences(self) -> Audiences:
        """What they may see. Of their teams those alone count that an article is for: whoever may see the same shares
        what is made for them.
        """
        person = self.person()
        if person.may(Action.READ_TEAMS):
            return EVERYONE
        if not person.may(Action.READ_INTERNAL):
            return PUBLIC_ONLY
        theirs = person.teams & self.catalog.teams
        return AudienceSet(STAFF.names | theirs) if theirs else STAFF

    def audience_words(self, audience: Audience) -> list[str]:
        """Who may see what is for ``audience``, as this request's page says it: one for each team."""
        if not audience.teams:
            return [self.said(AUDIENCES[str(audience)])]
        names = self.people.team_names()
        return [names.get(slug, slug) for slug in audience.teams]

    def readable(self, id_: ArticleId) -> Article | None:
        """The article ``id_``, published or not, where it is for whoever asks: what is for others does not exist."""
        article = self.catalog.articles.get(id_)
        return article if article and article.audience in self.audiences() else None

    def languages(self) -> list[str]:
        """The languages that have something to read for who asks, the default first."""
        catalog = self.catalog
        return [code for code in catalog.languages if catalog.visible(code, self.audiences())]

    def rendered(self, article: Article) -> Rendered:
        """The article's body as HTML, made once and kept until the collection changes."""
        catalog, audiences = self.catalog, self.audiences()
        known, pages = self._rendered
        if known is not catalog:
            pages = Once(RENDERED_KEPT)
            self._rendered = (catalog, pages)

        def make() -> Rendered:
            words = translations(interface_language(article.language))
            newest = catalog.articles.get(article.id, article)  # it may have been deleted a moment ago
            return render(newest, catalog, audiences, words.gettext, self._size_of, PATIENCE)

        return pages.get((article.id, audiences), make, lambda page: page.is_final)

    def preview(self, article: Article) -> Rendered:
        """The same of an article that is not saved, as who asks would read it; kept nowhere."""
        words = translations(interface_language(article.language))
        return render(article, self.catalog, self.audiences(), words.gettext, self._size_of, PATIENCE)

    def markdown(self, article: Article, audiences: Audiences | None = None) -> str:
        """The article's body as ``audiences`` may have its text, by default those of who asks."""
        catalog, seen = self.catalog, self.audiences() if audiences is None else audiences
        return readable_source(article, catalog, seen)

    def markdown_file(self, article: Article, audiences: Audiences | None = None) -> str:
        """The same below the article's title, as a file of its own."""
        return f"# {article.title}\n\n{self.markdown(article, audiences)}\n"

    def _size_of(self, path: str) -> Size | None:
        root = self.settings.articles_dir
        return size_of(root / path) if path in self.catalog.files and is_inside(root, root / path) else None

    def wall_time(self, at: datetime, interface: str) -> Markup:
        """The moment ``at`` (with its zone, else UTC) as a day and a time by the clock of the organisation."""
        local = (at if at.tzinfo else at.replace(tzinfo=UTC)).astimezone(self.catalog.brand.zone)
        hour = self.writing.wall_clock(local.hour * 60 + local.minute, interface)
        return Markup("{} <bdi>{}</bdi>").format(self.writing.day_element(local.date(), interface), hour)

    def root(self) -> str:
        """What every whole address begins with: the public address that is set, else the host asked for."""
        return self.settings.base_url or request.host_url.rstrip("/")

    def opens_elsewhere(self) -> bool:
        """Whether other machines reach the site at its address; if not, a code that somebody scans leads nowhere."""
        return not is_of_one_machine(self.root())

    def face(self, language: str) -> Face:
        """What the site is called, and what else its pages say of it, in ``language``."""
        return face_of(self.settings, self.catalog.brand, language)

    def set_language(self, language: str) -> None:
        """Fix the language of this request's page."""
        asking().language = language

    def leave_language_open(self) -> None:
        """Let the browser decide on the language of this request's page, whatever its address names."""
        asking().language = None

    def speak_as_asked(self) -> None:
        """Fix the language of a piece of a page as the page asks for it, by ``?lang=``."""
        if (asked := request.args.get("lang", "")) in interface_languages():
            self.set_language(asked)

    def preferred_language(self) -> str:
        """The language of the address, else the one chosen in this browser, else the best of those it asks for."""
        known = asking()
        if known.language is not None:
            return known.language
        known.counts_browser = True
        languages = self.languages() or [self.catalog.default_language]
        if (chosen := request.cookies.get(CHOICE)) in languages:
            return str(chosen)
        for asked, quality in request.accept_languages:  # best first; best_match() would take en before fa for fa-IR
            exact = (code for code in languages if code.lower() == asked.lower())
            near = (code for code in languages if base(code) == base(asked))
            if quality > 0 and (found := next(exact, None) or next(near, None)):
                return found
        return languages[0]

    def said(self, text: str) -> str:
        """A message in the language of this request's page."""
        return str(translations(interface_language(self.preferred_language())).gettext(text))

    def depends_on_browser(self) -> bool:
        """Whether what this request's browser asks for or keeps decided something, for ``Vary``."""
        return asking().counts_browser
