"""What makes an index another one, and what a catalog says that an index does not: planned, rendered and cut."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from operator import attrgetter

from kb.catalog.article import Article, ArticleId
from kb.catalog.catalog import Catalog
from kb.catalog.edits import edited_since
from kb.markdown.render import in_advance, render
from search.index.link_names import LinkNames, NamesByLinks
from search.index.local.entries import Entry
from search.index.local.plan import Plan, labels_hash, make_plan, text_hash
from search.index.local.words.whoosh_index import Document
from search.index.passages import Passage, cut


@dataclass(frozen=True, slots=True)
class IndexChange:
    """What makes an index another one.

    ``entries`` are all that it has then, in order; ``new_text`` those whose words are to be analysed, ``documents``
    these and those whose labels alone are new, as the query language reads them; ``gone`` those to forget. ``origin``
    is kept beside what is made of it. ``rows``: where other entries stand than before, in an index whose articles stay
    where they are; None: they may have moved.
    """

    entries: Sequence[Entry]
    new_text: frozenset[ArticleId]
    documents: Mapping[ArticleId, Document]
    gone: frozenset[ArticleId]
    origin: str = ""
    rows: tuple[int, ...] | None = None


def changed(catalog: Catalog, indexed: Sequence[Entry] | None) -> IndexChange | None:
    """What a catalog says that an index of the entries ``indexed`` does not, rendered and cut; None where there is
    nothing.
    """
    return IndexComparison().changed(catalog, indexed)


class IndexComparison:
    """``changed`` of one catalog and index after the other: of an index that was made of the catalog before, only what
    was edited since is looked at.
    """

    def __init__(self) -> None:
        self._links = NamesByLinks()
        self._made: tuple[Catalog, Sequence[Entry]] | None = None
        self._unfinished: frozenset[ArticleId] = frozenset()

    def changed(self, catalog: Catalog, indexed: Sequence[Entry] | None) -> IndexChange | None:
        """What ``catalog`` says that an index of the entries ``indexed`` does not; None where there is nothing."""
        made, self._made = self._made, None
        if indexed is not None and made is not None and made[1] is indexed:
            edited = edited_since(made[0], catalog)
            if edited is not None:
                names, renamed = self._links.after(catalog, edited)
                return _in_place(catalog, indexed, edited | renamed | self._unfinished, names)
        known = {entry.id: entry for entry in indexed or ()}
        return _changed(catalog, known, self._links.of(catalog), catalog.published, is_first=indexed is None)

    def made(self, catalog: Catalog, entries: Sequence[Entry]) -> None:
        """Remember that the index of ``entries`` says what ``catalog`` does, with which ``changed`` was asked last."""
        self._made = catalog, entries
        self._unfinished = frozenset(entry.id for entry in entries if not entry.content_hash)


def _in_place(
    catalog: Catalog, indexed: Sequence[Entry], edited: Iterable[ArticleId], names: LinkNames
) -> IndexChange | None:
    """The change of an index of which only the articles ``edited`` may say something else."""
    articles = [article for id_ in edited if (article := catalog.articles[id_]).is_published]
    rows = {article.id: bisect_left(indexed, article.id, key=attrgetter("id")) for article in articles}
    known = {id_: indexed[row] for id_, row in rows.items()}
    change = _changed(catalog, known, names, articles)
    if change is None:
        return None
    entries, others = list(indexed), []
    for entry in change.entries:
        if entry is not known[entry.id]:
            entries[rows[entry.id]] = entry
            others.append(rows[entry.id])
    return replace(change, entries=entries, rows=tuple(others))


def _changed(
    catalog: Catalog,
    known: Mapping[ArticleId, Entry],
    names: LinkNames,
    articles: Iterable[Article],
    *,
    is_first: bool = False,
) -> IndexChange | None:
    """What is other in ``articles``, published ones of ``catalog``, than the ``known`` entries of them say."""
    plan = make_plan(catalog, known, names, articles)
    if plan.is_empty and not is_first:
        return None
    entries = _entries(catalog, plan, known, names)
    # One that cannot be rendered yet is cut at every try, mostly to what it was: that is no change to write.
    same = frozenset(entry.id for entry in entries if entry.id in plan.new_text and entry == known.get(entry.id))
    if same and not (plan.new_text - same or plan.new_labels or plan.gone):
        return None
    anew = frozenset(plan.order) if is_first else (plan.new_text - same) | plan.new_labels
    documents = {entry.id: _document(catalog, entry) for entry in entries if entry.id in anew}
    entries = [known[entry.id] if entry.id in same else entry for entry in entries]
    return IndexChange(entries, plan.new_text - same, documents, plan.gone)


def nothing_changed(entries: Sequence[Entry]) -> IndexChange:
    """What makes an index of ``entries`` the same again, which is of another origin then."""
    return IndexChange(entries, frozenset(), {}, frozenset())


def all_of(catalog: Catalog, entries: Sequence[Entry]) -> IndexChange:
    """What makes ``entries``, which say what ``catalog`` says, out of nothing: for whoever writes them down; what the
    query language reads of their texts is left out.
    """
    known = [one if one.audience else replace(one, audience=catalog.articles[one.id].audience) for one in entries]
    documents = {one.id: _document(catalog, replace(one, passages=())) for one in entries}
    return IndexChange(known, frozenset(documents), documents, frozenset())


def _entries(catalog: Catalog, plan: Plan, old: Mapping[ArticleId, Entry], names: LinkNames) -> list[Entry]:
    anew = (catalog.articles[id_] for id_ in plan.order if id_ in plan.new_text or id_ not in old)
    cut_anew = in_advance(anew, catalog)
    entries = []
    for id_ in plan.order:
        kept = old.get(id_) if id_ not in plan.new_text else None
        if kept and id_ not in plan.new_labels:
            entries.append(kept)
            continue
        article = catalog.articles[id_]
        labels = labels_hash(article, catalog.category_title(article.language, article.category))
        relabelled = kept and replace(kept, labels_hash=labels, audience=article.audience)
        entries.append(relabelled or _entry(next(cut_anew), catalog, labels, names))
    return entries


def _entry(article: Article, catalog: Catalog, labels: str, names: LinkNames) -> Entry:
    """The article cut into passages; one that could not be rendered for now has no hash, so it is cut again."""
    rendered = render(article, catalog)
    first, *others = cut(article, rendered.sections)
    passages = (replace(first, called=tuple(names.get(article.id, ()))), *others)
    hash_ = text_hash(article, names) if rendered.is_final else ""
    return Entry(article.id, hash_, labels, passages, article.audience)


def _document(catalog: Catalog, entry: Entry) -> Document:
    article = catalog.articles[entry.id]
    return Document(article, catalog.category_title(article.language, article.category), texts_of(entry.passages))


def texts_of(passages: Sequence[Passage]) -> list[str]:
    """What the query language reads of passages."""
    return [" ".join((*passage.heading_path, passage.text)) for passage in passages]
