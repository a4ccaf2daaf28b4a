"""The first reading of an export: which articles and languages there are, what links name, where everything goes.

Of 10,000 articles it keeps addresses, titles and places, and no text.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from html import unescape
from pathlib import Path
from urllib.parse import unquote

from kb.catalog.catalog import Catalog
from kb.catalog.paths import folder_pages, is_article_file, language_folders, place_of
from kb.exchange.bundle.bundle import Bundle, ForeignArticle
from kb.exchange.bundle.packed import ExportError
from kb.exchange.links import Addresses
from kb.exchange.placing import ArticlePlaces
from kb.exchange.systems.titles import without_marks
from kb.exchange.writing.ledger import ORIGIN, Ledger
from kb.language.marking import N_, MarkedSentence
from kb.markdown.anchors import foreign_anchors, slug

_FRAGMENT = re.compile(r"""(?:href=["']?[^"'\s>]{0,2000}|\]\([^()\s]{0,2000})#([^"'\s>)]{1,200})""")
_ANCHOR = re.compile(r"""\s(?:id|name)=["']?([^"'\s>]{1,200})""")
_HEADING, _GIVEN = re.compile(r"^#{1,6}[ \t]+(.+?)[ \t#]*$", re.MULTILINE), re.compile(r"\{#([\w.:-]+)\}")


@dataclass
class Survey:
    """``languages`` of each article by its id, the original first; ``paths`` are where versions lie by now."""

    bundle: Bundle
    places: ArticlePlaces
    addresses: Addresses
    paths: dict[tuple[str, str], str]
    in_folders: bool
    default_language: str
    languages: dict[str, tuple[str, ...]] = field(default_factory=dict)
    originals: dict[str, str] = field(default_factory=dict)
    wanted: frozenset[str] = frozenset()
    keys: frozenset[str] = frozenset()
    former: dict[str, tuple[str, ...]] = field(default_factory=dict)
    """The addresses of each article that redirected to it there."""

    def path_of(self, id_: str, language: str) -> str:
        """The file of a version, below the folder of articles."""
        return self.paths.get((id_, language)) or self.below(language, self.places.articles[id_].path)

    def below(self, language: str, path: str) -> str:
        """A path below the folder of a language."""
        return f"{language}/{path}" if self.in_folders else path


@dataclass
class _Head:
    """What is kept of an article until its place is known."""

    language: str
    title: str
    category: str
    slug: str
    is_original: bool
    is_closed: bool = False
    languages: list[str] = field(default_factory=list)
    addresses: dict[str, None] = field(default_factory=dict)


def survey(
    bundle: Bundle,
    paths: dict[tuple[str, str], str],
    catalog: Catalog | None,
    ledger: Ledger,
    default_language: str,
) -> Survey:
    """Read the export once; ``paths`` are where its versions lie already, ``catalog`` is all that is there.

    Raises:
        ExportError: it cannot be read, holds no article, or does not fit into the folder.

    """
    heads, wanted, anchors = _heads(bundle)
    if not heads:
        raise ExportError(f"{bundle.files.path} holds no article that could be read as one of {bundle.system}")
    languages = dict.fromkeys(one for head in heads.values() for one in head.languages)
    in_folders, default = _layout(catalog, list(languages), default_language)
    places = ArticlePlaces(bundle.notes)
    order = [default, *(one for one in languages if one != default)]
    ours = frozenset(paths.values())
    places.taken |= _taken(catalog, ours)
    for (_, language), path in paths.items():
        inside = path.removeprefix(f"{language}/") if in_folders else path
        places.folders |= {inside.removesuffix("/index.md").casefold()} if inside.endswith("/index.md") else set()
    places.place_categories(bundle.categories, ledger.categories, order)
    found = Survey(bundle, places, Addresses(bundle, places), paths, in_folders, default, wanted=frozenset(wanted))
    for id_, head in heads.items():
        first = sorted(head.languages, key=lambda one: one != head.language)
        known = next((paths[id_, one] for one in first if (id_, one) in paths), "")
        known = known.partition("/")[2] if in_folders else known
        wish = head.slug or head.title or id_
        places.place_article(id_, head.category, wish, is_folder=head.is_closed, known=known)
        if head.category and head.category not in places.categories:
            bundle.notes.add(
                "category",
                head.title,
                MarkedSentence(N_("its category %(category)s is not in the export"), category=head.category),
            )
        found.languages[id_], found.originals[id_] = tuple(first), head.language
        if not head.is_original:
            bundle.notes.add(
                "translation",
                head.title,
                MarkedSentence(N_("its original is not in the export; it is imported as one")),
            )
        found.addresses.add(id_, head.addresses)
    for old in bundle.redirects:
        if id_ := found.addresses.article_of(f"/{old}"):
            found.former[id_] = (*found.former.get(id_, ()), f"/{old}")
        else:
            bundle.notes.add(
                "redirect",
                old,
                MarkedSentence(
                    N_("it leads to %(address)s, which is no article of the export"), address=bundle.redirects[old]
                ),
            )
    for id_, addresses in found.former.items():
        found.addresses.add(id_, addresses)
    found.addresses.anchors = {key: those & found.wanted for key, those in anchors.items() if those & found.wanted}
    found.keys = frozenset(place.inside.casefold() for place in places.articles.values())
    return found


def _heads(bundle: Bundle) -> tuple[dict[str, _Head], set[str], dict[tuple[str, str], frozenset[str]]]:
    heads: dict[str, _Head] = {}
    wanted: set[str] = set()
    anchors: dict[tuple[str, str], frozenset[str]] = {}
    seen: set[tuple[str, str]] = set()
    for article in bundle.articles():
        if (article.id, article.language) in seen:
            bundle.notes.add(
                "twice",
                article.title,
                MarkedSentence(
                    N_("%(language)s version of %(id)s is there twice; the first counts"),
                    language=article.language,
                    id=article.id,
                ),
            )
            continue
        seen.add((article.id, article.language))
        _add(heads, article)
        wanted |= {unquote(unescape(one)) for one in _FRAGMENT.findall(article.body)}
        if found := _anchors(article):
            anchors[article.id, article.language] = found
    return heads, wanted, anchors


def _anchors(article: ForeignArticle) -> frozenset[str]:
    """The places in a text that a link can name; those of headings in Markdown are made from their words."""
    found = {unescape(one) for one in _ANCHOR.findall(article.body)}
    if article.format == "markdown":
        headings = [without_marks(words) for words in _HEADING.findall(article.body)]
        found |= {name for names in foreign_anchors(headings, ()) for name in names} | {
            slug(words) for words in headings
        }
        found |= set(_GIVEN.findall(article.body))
    return frozenset(found)


def _add(heads: dict[str, _Head], article: ForeignArticle) -> None:
    head = heads.get(article.id)
    if head is None or (article.is_original and not head.is_original):
        new = _Head(article.language, article.title, article.category, article.slug, article.is_original)
        if head is not None:
            new.is_closed, new.languages, new.addresses = head.is_closed, head.languages, head.addresses
        heads[article.id] = head = new
    head.languages.append(article.language)
    head.addresses.update(dict.fromkeys(article.addresses))
    head.is_closed |= not article.is_public  # whatever it shows or links to is for fewer people


def _layout(catalog: Catalog | None, languages: list[str], wanted: str) -> tuple[bool, str]:
    """Whether languages have folders of their own here, and which is the default."""
    paths = [one.path for one in catalog.articles.values()] if catalog else []
    if catalog is None or not paths:
        return True, wanted or ("en" if "en" in languages else languages[0])
    if language_folders(paths, catalog.default_language):
        return True, catalog.default_language
    if languages == [catalog.default_language]:
        return False, catalog.default_language
    raise ExportError(
        f"the folder has articles in {catalog.default_language} outside of language folders, and the export is in "
        f"{', '.join(languages)}; move what is there into a folder {catalog.default_language}/, or choose another --to"
    )


def earlier_paths(root: Path, catalog: Catalog | None, name: str, ledger: Ledger) -> dict[tuple[str, str], str]:
    """Where versions of earlier imports lie below ``root``, by id and language: by what their files say (a move is
    followed), else as written. ``name`` is what the import is called in ``imported_from``.
    """
    found: dict[tuple[str, str], str] = {}
    for article in catalog.articles.values() if catalog else ():
        origin = article.extra.get(ORIGIN)
        if isinstance(origin, str) and origin.startswith(f"{name}:"):
            found.setdefault((origin.removeprefix(f"{name}:"), article.language), article.path)
    for id_, languages in ledger.articles.items():
        for language, entry in languages.items():
            if (id_, language) not in found and (root / entry["path"]).is_file():
                found[id_, language] = entry["path"]
    return found


def _taken(catalog: Catalog | None, ours: frozenset[str]) -> set[str]:
    """The keys and paths of everything in the folder that was not imported from here, in small letters."""
    if catalog is None:
        return set()
    taken = {one.key.casefold() for one in catalog.articles.values() if one.path not in ours}
    markdown = [path for path in catalog.files if is_article_file(path)]
    folders, pages = language_folders(markdown, catalog.default_language), folder_pages(markdown)
    for path in markdown:
        if path not in ours:
            taken.add(place_of(path, folders, catalog.default_language, path in pages).key.casefold())
    return taken
