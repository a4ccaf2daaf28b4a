"""What a query and a builder need of an index: the seam behind which arrays in files stand, or a database could.

Articles are named by ``ArticleId``, their passages by their place in the article. Whatever gives a list of articles
in order gives them by code points of language, then key, since equal scores keep that order: two indexes of the same
articles must show the same list.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from typing import NamedTuple, Protocol

from kb.catalog.article import PUBLIC_ONLY, ArticleId
from kb.catalog.catalog import Audiences, Catalog
from search.index.deadline import FOREVER, Deadline
from search.index.evidence import Evidence, PassageEvidence, Usual
from search.index.passages import Passage
from search.index.query_terms import Wanted
from search.index.vocabulary import LanguageWords
from search.models.embedder import Matrix
from search.models.loaded import LoadedModel
from search.models.progress import Progress, no_progress


@dataclass(frozen=True, slots=True)
class Parsed:
    """A query taken apart: the words to rank by, and what an article must satisfy to be found at all.

    ``constraint`` is understood by the index that parsed the query alone; None: there is none. ``too_much`` tells that
    it asks for more than is matched: then it has none.
    """

    words: str
    constraint: object = None
    too_much: bool = False


class IndexSize(NamedTuple):
    """How many ``articles`` and ``passages`` are indexed."""

    articles: int
    passages: int


class Narrowing(NamedTuple):
    """Which articles a reader asks for: in a language, in or below a category, with a tag; None: in any."""

    audiences: Audiences = PUBLIC_ONLY
    language: str | None = None
    category: str | None = None
    tag: str | None = None


class Subset(Protocol):
    """The articles that one query may find."""

    @property
    def is_empty(self) -> bool:
        """Whether there is none."""

    def satisfying(self, constraint: object, language: str, deadline: Deadline = FOREVER) -> Subset | None:
        """Those that satisfy the constraint of a query in ``language``, without translations of those in ``language``
        that do not: what ``-word`` takes away must not come back in another language. None where none satisfies it;
        all of them where it cannot be matched.

        Raises:
            DeadlineError: it takes too long.

        """

    def within(self, category: str | None = None, product: str | None = None) -> Subset:
        """Those in or below a category, and about a product or every one; None: any."""

    def without(self, article: ArticleId) -> Subset:
        """All but one."""

    def nothing(self) -> Subset:
        """None of them."""

    def has_word(self, word: str, language: str) -> bool:
        """Whether one of them in ``language`` has a word just as written (folded)."""

    def called(self, keys: Mapping[str, AbstractSet[str]]) -> AbstractSet[ArticleId]:
        """Those in each language that have a name (a title, a keyword, what links call them) of these ``keys``, which
        are those of ``search.index.names``.
        """

    def holding(self, articles: Iterable[ArticleId]) -> AbstractSet[ArticleId]:
        """Which of ``articles`` are among them."""

    def everything(self) -> Sequence[ArticleId]:
        """All of them, in order."""

    def best_by_words(self, wanted: Wanted, count: int) -> Sequence[ArticleId]:
        """The ``count`` best of each language by words, in no order."""

    def nearest(self, vectors: Mapping[str, Matrix], counts: Mapping[str, int]) -> Sequence[ArticleId]:
        """Those with a passage among the ``counts`` (by language) nearest to the vector of each model.

        Each once; by model and language the nearest first.
        """


class KeptVectors(Protocol):
    """The vectors of one model."""

    @property
    def fingerprint(self) -> str:
        """Names all that they depend on: model, version, prompts."""

    @property
    def recipe(self) -> Mapping[str, str]:
        """Makes the model again; empty where it cannot be."""

    @property
    def count(self) -> int:
        """How many passages have one."""


class Index(Protocol):
    """What a query needs of the articles that somebody may see, none of which changes while it is asked.

    Wherever ``vectors`` are given they are of one query, by model, each of shape (dimension,).
    """

    @property
    def sizes(self) -> Mapping[str, int]:
        """How many articles there are of each language, in the order of the codes."""

    @property
    def models(self) -> Mapping[str, KeptVectors]:
        """The vectors there are, by model."""

    @property
    def vocabularies(self) -> Sequence[LanguageWords]:
        """The words of each language."""

    def vocabulary(self, language: str) -> LanguageWords | None:
        """The words of one language, None where it has no article."""

    def parse(self, text: str) -> Parsed:
        """Take a query apart; whatever is not understood is words to look for."""

    def select(self, narrowing: Narrowing) -> Subset:
        """The published articles that are asked for."""

    def evidence(self, articles: Iterable[ArticleId], wanted: Wanted, vectors: Mapping[str, Matrix]) -> Evidence:
        """What ``articles`` have in common with a query, computed for each exactly."""

    def passage_evidence(
        self, articles: Iterable[ArticleId], wanted: Wanted, vectors: Mapping[str, Matrix]
    ) -> PassageEvidence:
        """What the passages of ``articles`` have in common with a query."""

    def usual(self, vectors: Mapping[str, Matrix]) -> Mapping[str, Usual]:
        """How near a query is to texts of any kind, by model."""

    def vectors_of(self, article: ArticleId, model: str) -> Matrix:
        """The vectors of an article's passages that have one, of shape (n, dimension)."""

    def texts(self, articles: Iterable[ArticleId]) -> Mapping[ArticleId, Sequence[Passage]]:
        """The passages of those of ``articles`` that are indexed, in reading order."""


class BuiltIndex(Index, Protocol):
    """What the service keeps up to date: every published article, whoever may see it; never changes."""

    @property
    def size(self) -> IndexSize:
        """How much is indexed."""

    def seen_by(self, audiences: Audiences) -> Index:
        """The index that would be built if there were only what ``audiences`` may see: how rare a word is, what is
        usual, which words there are to be mistyped would else tell of what they may not see.
        """

    def with_catalog(self, catalog: Catalog) -> BuiltIndex:
        """The same texts, shown to those who may see them by another catalog."""

    def with_model_names(self, names: Mapping[str, str]) -> BuiltIndex:
        """The same articles with the vectors of the models that ``names`` has, under the names that it gives them."""

    def lacking(self, model: str, fingerprint: str, reads: Callable[[str], bool]) -> Iterable[Passage]:
        """The passages in languages that a model ``reads`` and that have no vector of this ``fingerprint`` under its
        name.
        """


@dataclass(frozen=True, slots=True)
class Embedded:
    """What one embedding run did."""

    model: str
    passages: int
    seconds: float


class IndexBuilder(Protocol):
    """Brings an index up to a catalog; whatever index it is given was made by itself.

    What was built can be searched before it is saved. Every method raises ``DataFolderError`` where what it needs
    cannot be read or written.
    """

    def open_newest(self, catalog: Catalog) -> BuiltIndex | None:
        """The newest sound index that was saved; None where there is none."""

    def refresh(
        self, catalog: Catalog, before: BuiltIndex | None, models: Mapping[str, LoadedModel], kept: Iterable[str]
    ) -> BuiltIndex:
        """What can be searched now: ``before`` itself where nothing has changed, neither articles nor vectors.

        ``models`` are those that are loaded, ``kept`` the names of all whose vectors are still of use.
        """

    def save(self, index: BuiltIndex) -> BuiltIndex:
        """Keep ``index`` for the next start; gives it as it is kept."""

    def merge(self, index: BuiltIndex) -> bool:
        """Do what makes ``index`` quicker to search and takes minutes, and tell whether there was any; it is used from
        the next refresh on.
        """

    def embed(
        self,
        index: BuiltIndex,
        loaded: LoadedModel,
        progress: Progress = no_progress,
        wait: Callable[[], bool] = lambda: False,
    ) -> Embedded:
        """Give every passage that the model serves its vector, batch by batch; each batch is kept.

        ``wait`` is asked before each batch and ends the run early where it says so.
        """
