"""Opens the search over a collection; what it is made of is imported only then."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from kb.library import Library
from kb.settings import Settings

if TYPE_CHECKING:
    from search.embedding import Model
    from search.embedding_watch import Progress
    from search.service import SearchService


def open_search(
    settings: Settings, library: Library, models: Sequence[Model] | None = None, progress: Progress | None = None
) -> SearchService:
    """The search over ``library`` with its index in the data folder.

    Raises:
        DataFolderError: the data folder cannot be written.

    """
    from search.embedding_watch import no_progress
    from search.generations import Generations
    from search.indexer import Indexer
    from search.models import choose_models
    from search.service import SearchService
    from search.vectors import VectorStore

    if models is None:
        models = choose_models(settings.embedding_models)
    vectors = VectorStore(settings.data_dir / "vectors.sqlite")
    indexer = Indexer(Generations(settings.data_dir / "index"), vectors)
    return SearchService(library, indexer, models, progress or no_progress)
