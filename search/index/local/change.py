"""What makes an index another one, and what a catalog says that an index does not: planned, rendered and cut."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from kb.catalog.article import Article, ArticleId
from kb.catalog.catalog import Catalog
from kb.markdown.render import in_advance, render
from search.index.link_names import LinkNames, link_names
from search.index.local.entries import Entry
from search.index.local.plan import Plan, labels_hash, make_plan, text_hash
from search.index.local.words.whoosh_index import Document
from search.index.passages import Passage, cut


@dataclass(frozen=True, slots=True)
class IndexChange:
    """What makes an index another one.

    ``entries`` are all that it has then, in order; ``new_text`` those whose words are to be analysed, ``documents``
    these and those whose labels alone are new, as the query language reads them; ``gone`` those to forget. ``origin``
    is kept beside what is made of it.
    """

    entries: Sequence[Entry]
    new_text: frozenset[ArticleId]
    documents: Mapping[ArticleId, Document]
    gone: frozenset[ArticleId]
    origin: str = ""


def changed(catalog: Catalog, indexed: Sequence[Entry] | None) -> IndexChange | None:
    """What a catalog says that an index of the entries ``indexed`` does not, rendered and cut; None where there is
    nothing.
    """
    known = {entry.id: entry for entry in indexed or ()}
    names = link_names(catalog)
    plan = make_plan(catalog, known, names)
    if indexed is not None and plan.is_empty:
        return None
    entries = _entries(catalog, plan, known, names)
    # One that cannot be rendered yet is cut at every try, mostly to what it was: that is no change to write.
    same = frozenset(entry.id for entry in entries if entry.id in plan.new_text and entry == known.get(entry.id))
    if same and not (plan.new_text - same or plan.new_labels or plan.gone):
        return None
    anew = frozenset(plan.order) if indexed is None else (plan.new_text - same) | plan.new_labels
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
