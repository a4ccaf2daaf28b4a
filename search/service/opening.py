"""Opens the search over a collection; what it is made of is imported only then."""

from __future__ import annotations

import logging
from collections.abc import Sequence
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from kb.core.errors import DataFolderError, SettingsError
from kb.core.settings import Settings
from kb.library.library import Library
from kb.storage.data_folder import is_full, keep_private, temporary_folder, try_to_write

if TYPE_CHECKING:
    from search.index.interface import IndexBuilder
    from search.index.local.indexer import Indexer
    from search.index.postgres.sharing import SharedIndex
    from search.index.shared.folder import SharedFolder
    from search.models.embedder import Model
    from search.models.progress import Progress
    from search.service.kept_index import KeptIndex
    from search.service.service import SearchService


logger = logging.getLogger(__name__)
VECTORS = "vectors.sqlite"
LOCAL_FOLDER = "index"
"""Where in the data folder its index is, with ``KB_INDEX=local``."""
SHARED_FOLDER = "index-postgres"
"""Where in the data folder processes keep what they have read of an index in PostgreSQL."""
OPEN_FOLDER = "index-open"
"""Where in the data folder processes that share its index have open what another has saved."""


def open_search_somewhere(
    settings: Settings, library: Library, models: Sequence[Model] | None
) -> tuple[Settings, SearchService]:
    """The search of a site, with the settings by which it works: where the data folder cannot be written on a
    temporary one, so that reading goes on; where only room is lacking everywhere, in the data folder with vectors in
    memory: pages are served, and search follows when there is room.

    Raises:
        DataFolderError: nothing at all can be written.

    """
    try:
        try_to_write(settings.data_dir)
        keep_private(settings.data_dir, settings.articles_dir)
        return settings, open_search(settings, library, models)
    except DataFolderError as error:
        try:
            elsewhere = replace(settings, data_dir=temporary_folder())
            service = open_search(elsewhere, library, models, models_in=settings.data_dir)
        except DataFolderError as another:
            if not is_full(settings.data_dir):
                raise DataFolderError(f"{error}; {another}: make one of them writable") from another
            logger.warning("%s; pages are served, and search waits until there is room", error)
            return settings, open_search(settings, library, models, in_memory=True)
        logger.warning("%s; working in %s, which is lost when the site stops", error, elsewhere.data_dir)
        return elsewhere, service


def open_search(
    settings: Settings,
    library: Library,
    models: Sequence[Model] | None = None,
    progress: Progress | None = None,
    *,
    in_memory: bool = False,
    models_in: Path | None = None,
) -> SearchService:
    """The search over ``library`` with its index in the data folder; ``in_memory``: its vectors are not.

    Models that were chosen and fetched are those of the data folder, or of ``models_in``, which is only read.

    Raises:
        DataFolderError: the data folder cannot be written.

    """
    from search.index.products import one_thread_a_product
    from search.models.chosen.choice import choose_models, model_of
    from search.models.chosen.in_use import chosen_file
    from search.models.progress import no_progress
    from search.reranking.choice import choose_reranker
    from search.service.choice_watch import ChosenFile
    from search.service.service import SearchService
    from search.text.wordlists import keep_lists_in

    one_thread_a_product()
    keep_lists_in(settings.data_dir / "word-lists")
    reranker = choose_reranker(settings)
    folder = models_folder(models_in or settings.data_dir)
    choose = partial(choose_models, settings.embedding_models, folder)
    chosen = ChosenFile(chosen_file(folder), choose) if models is None and not settings.embedding_models else None
    models = choose() if models is None else models
    make = partial(model_of, folder=folder)
    shared = _open_shared(settings) or (None if in_memory else _open_shared_folder(settings))
    indexer: IndexBuilder = shared.builder if shared else _open_local(settings, in_memory=in_memory)
    return SearchService(library, indexer, models, progress or no_progress, make, chosen, reranker, shared)


def _open_local(settings: Settings, *, in_memory: bool = False) -> Indexer:
    """The index of the data folder, whose vectors are ``in_memory`` where there is no room for them."""
    from search.index.local.generations import Generations
    from search.index.local.indexer import Indexer
    from search.index.local.vector_store import VectorStore

    vectors = VectorStore(None if in_memory else settings.data_dir / VECTORS)
    return Indexer(Generations(settings.data_dir / LOCAL_FOLDER), vectors)


def _open_shared(settings: Settings) -> SharedIndex | None:
    """The index in PostgreSQL, where it is set up; not connected yet, so that pages are served in any case."""
    if settings.index != "postgres":
        return None
    from search.index.local.vector_store import VectorStore

    try:
        from search.index.postgres.sharing import SharedIndex
    except ImportError:
        advice = "install the extra `postgres` (pip install '.[postgres]')"
        raise SettingsError(f"KB_INDEX=postgres needs the driver of PostgreSQL: {advice}") from None

    root, file = settings.data_dir / SHARED_FOLDER, settings.data_dir / VECTORS
    known = VectorStore(file) if file.is_file() else None  # of when the index was in the data folder
    local = settings.data_dir / LOCAL_FOLDER
    return SharedIndex(settings.database, settings.base_url, root, known=known, local=local)


def _open_shared_folder(settings: Settings) -> SharedFolder | None:
    """The index of a data folder that several processes of this machine share; None where there is one process."""
    if settings.processes == 1:
        return None
    from search.index.local.vector_store import VectorStore
    from search.index.shared.folder import SharedFolder

    folder = settings.data_dir
    return SharedFolder(folder / LOCAL_FOLDER, folder / OPEN_FOLDER, VectorStore(folder / VECTORS))


def open_beside(
    settings: Settings, library: Library, models: Sequence[Model], folder: Path, progress: Progress
) -> SearchService:
    """A search with ``models`` whose index is in ``folder`` and not that of the site; only vectors are shared with it.

    Raises:
        DataFolderError: one of the folders cannot be written.

    """
    from search.index.local.generations import Generations
    from search.index.local.indexer import Indexer
    from search.index.local.vector_store import VectorStore
    from search.service.service import SearchService

    indexer = Indexer(Generations(folder), VectorStore(settings.data_dir / VECTORS))
    return SearchService(library, indexer, models, progress)


def models_folder(data_dir: Path) -> Path:
    """Where models are kept, in the data folder."""
    return data_dir / "models"


def open_kept_index(settings: Settings, library: Library) -> KeptIndex:
    """What there is of the index of a data folder; nothing is made, not even where nothing is.

    Raises:
        DataFolderError: the vectors cannot be opened.

    """
    if settings.index == "postgres":
        return _shared_kept_index(settings, library)
    from search.index.local.generations import Generations
    from search.index.local.indexer import Indexer
    from search.index.local.vector_store import VectorStore
    from search.models.chosen.choice import model_of
    from search.service.kept_index import KeptIndex

    file = settings.data_dir / VECTORS
    vectors = VectorStore(file if file.is_file() else None)
    index = Indexer(Generations(settings.data_dir / LOCAL_FOLDER), vectors).open_newest(library.catalog)
    make = partial(model_of, folder=models_folder(settings.data_dir))
    return KeptIndex(index, vectors.missing, vectors.dimension, make)


def _shared_kept_index(settings: Settings, library: Library) -> KeptIndex:
    """The same of an index in PostgreSQL: what a process on this data folder has read of it."""
    from search.index.postgres.sharing import open_kept
    from search.models.chosen.choice import model_of
    from search.service.kept_index import KeptIndex

    root = settings.data_dir / SHARED_FOLDER
    index, vectors = open_kept(settings.database, settings.base_url, root, library.catalog)
    make = partial(model_of, folder=models_folder(settings.data_dir))
    return KeptIndex(index, vectors.missing, vectors.dimension, make)
