"""The query language for those who want it (``search.index.local.words.whoosh_syntax``), matched by Whoosh.

Whoosh answers which articles *may* be found; ranking is done elsewhere, with the words that remain.
"""

from __future__ import annotations

import logging
import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import Any

import numpy as np
from whoosh import fields, index
from whoosh.analysis import Analyzer, Token
from whoosh.searching import Searcher

from kb.catalog.article import ArticleId
from kb.files.private import link_or_copy
from search.index.deadline import FOREVER, Deadline, DeadlineError
from search.index.interface import Parsed
from search.index.local.words.lexical import Described
from search.index.local.words.matching import Matching
from search.index.local.words.whoosh_postings import WordPool
from search.index.local.words.whoosh_syntax import Syntax
from search.text.folding import words

logger = logging.getLogger(__name__)
AT_ONCE = 10_000
"""Articles that are written together, so that what is held of them meanwhile does not grow with the collection."""
Beginning = Callable[[str], Iterable[ArticleId]]
"""The articles with a word that begins with a text."""


class FoldedWords(Analyzer):  # type: ignore[misc]
    """Whoosh's view of ``search.text.folding.words``: one token a word, no stemming, no stop words."""

    def __call__(
        self, value: str, positions: bool = False, chars: bool = False, start_pos: int = 0, **_: Any
    ) -> Iterator[Token]:
        """One token a folded word."""
        token = Token(positions, chars, removestops=False, mode="")
        for position, word in enumerate(words(value), start=start_pos):
            token.text, token.original, token.boost, token.stopped = word, word, 1.0, False
            token.pos = position
            token.startchar = token.endchar = 0
            yield token

    def __eq__(self, other: object) -> bool:
        return isinstance(other, FoldedWords)

    def __hash__(self) -> int:
        return hash(FoldedWords)


def _folded_text() -> fields.TEXT:
    """A text that is found by its folded words and by phrases; not ranked, so its length is not kept."""
    field = fields.TEXT(analyzer=FoldedWords(), phrase=True)
    field.scorable = False
    return field


def _schema() -> fields.Schema:
    return fields.Schema(
        id=fields.ID(unique=True, stored=True),
        text=_folded_text(),
        title=_folded_text(),
        category=fields.KEYWORD(commas=True, lowercase=True),
        tag=fields.KEYWORD(commas=True, lowercase=True),
    )


@dataclass(frozen=True, slots=True)
class Document:
    """An article as it is indexed here: with its category's name and the texts of its passages."""

    article: Described
    category_name: str
    texts: Sequence[str]


class QueryLanguage:
    """A Whoosh index of whole articles in a folder of its own."""

    def __init__(self, folder: Path) -> None:
        self._index = _opened(folder)
        self._syntax = Syntax(self._index.schema)
        self._read: tuple[dict[int, ArticleId], dict[ArticleId, int]] | None = None

    @staticmethod
    def write(
        folder: Path,
        documents: Iterable[Document],
        gone: Iterable[ArticleId],
        before: Path | None,
        at_once: int = AT_ONCE,
    ) -> None:
        """Write the index into ``folder``.

        With ``before``, the folder of an earlier generation, its files (which Whoosh never changes once
        written) are linked and only ``documents`` added or replaced and ``gone`` removed. So many ``at_once`` become a
        part of the index.
        """
        folder.mkdir(parents=True, exist_ok=True)
        if before is None:
            found = index.create_in(str(folder), _schema())
        else:
            for file in before.iterdir():
                if not file.name.endswith("LOCK"):
                    link_or_copy(file, folder / file.name)
            found = _opened(folder)
        with closing(found):
            stream, old = iter(documents), list(gone)
            some = list(islice(stream, at_once))
            while some or old:
                replaced = [document.article.id for document in some] if before is not None else []
                _write(found, some, [*old, *replaced])
                some, old = list(islice(stream, at_once)), []
        for lock in folder.glob("*LOCK"):
            lock.unlink()

    def parse(self, text: str) -> Parsed:
        """Take ``text`` apart; whatever is not understood is words to look for."""
        return self._syntax.parse(text)

    def matching(
        self, constraint: Any, deadline: Deadline = FOREVER, beginning: Beginning | None = None
    ) -> set[ArticleId] | None:
        """The articles that satisfy the ``constraint`` of a parsed query; None where it cannot be matched.

        ``beginning`` knows the articles with a word that begins with a text; without it Whoosh looks for them.

        Raises:
            DeadlineError: it takes too long.

        """
        try:
            with self._index.searcher() as searcher:
                ids, numbers = self._documents(searcher)
                begun = None if beginning is None else lambda text: (numbers[id_] for id_ in beginning(text))
                mask = Matching(searcher, deadline, begun).mask(constraint)
                return {ids[number] for number in np.flatnonzero(mask).tolist()}
        except DeadlineError:
            raise
        except Exception:  # what the parser let through may be no query Whoosh can run, or the files are gone
            logger.info("a constraint could not be matched: %r", constraint, exc_info=True)
            return None

    def close(self) -> None:
        """Let go of the files."""
        self._index.close()

    def _documents(self, searcher: Searcher) -> tuple[dict[int, ArticleId], dict[ArticleId, int]]:
        """The article of each document and the reverse; read once, since the files never change."""
        if self._read is None:
            ids = dict(_ids(searcher))
            self._read = ids, {id_: number for number, id_ in ids.items()}
        return self._read


def _write(found: index.FileIndex, documents: Iterable[Document], gone: Iterable[ArticleId]) -> None:
    with found.writer(limitmb=256) as writer:  # a failure cancels what is half written
        writer.pool = WordPool(writer.pool, "text")
        for id_ in gone:
            writer.delete_by_term("id", "/".join(id_))
        for document in documents:
            writer.pool.add_words(writer.docnum, _text(document))
            writer.add_document(**_fields(document))


def _opened(folder: Path) -> index.FileIndex:
    """The index in ``folder`` with our schema: the one kept there names the module in which our analyzer was then."""
    return index.open_dir(str(folder), schema=_schema())


def _ids(searcher: Searcher) -> Iterator[tuple[int, ArticleId]]:
    for number in searcher.reader().all_doc_ids():
        language, _, key = searcher.stored_fields(number)["id"].partition("/")
        yield number, ArticleId(language, key)


def _fields(document: Document) -> dict[str, Any]:
    article = document.article
    path = article.category
    above = [path[: match.start()] for match in re.finditer("/", path)]
    labels = dict.fromkeys((path, *above, path.rpartition("/")[2], document.category_name))
    return {
        "id": "/".join(article.id),
        "title": article.title,
        "category": ",".join(_label(name) for name in labels if name),
        "tag": ",".join(_label(tag) for tag in article.tags),
    }


def _text(document: Document) -> list[str]:
    return words("\n".join((document.article.title, *document.article.keywords, *document.texts)))


def _label(name: str) -> str:
    return name.replace(",", " ").lower()
